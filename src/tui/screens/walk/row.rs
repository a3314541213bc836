//! How the row of the walk is drawn: question, guidance, verdict, note, evidence, findings.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
};

use crate::{
    domain::{
        answer::{Answer, Method, Verdict},
        checklist::{Clause, ClauseKind, Question},
        evidence::EvidenceLink,
        id::AuditId,
        papers::{Row, WorkingPapers},
    },
    safe,
    tui::{
        action::{Action, Context},
        marks,
        panel::{Cx, View},
        text,
        theme::Role,
        widgets::{Look, paint, scroll},
    },
};

use super::{Pane, Part, Walk};

/// The width of the labels in front of verdict, note and evidence.
const LABEL: usize = 10;

/// The lines of a row, and where among them the text that is typed goes.
struct Sheet {
    lines: Vec<Line<'static>>,
    typed_at: Option<usize>,
    selected_at: Option<usize>,
}

impl Sheet {
    fn push(&mut self, spans: Vec<Span<'static>>) {
        self.lines.push(Line::from(spans));
    }

    fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    /// Adds a text wrapped to a width, each line behind an indent.
    fn wrapped(&mut self, indent: &str, said: &str, width: usize, style: Style) {
        let room = width.saturating_sub(text::width(indent)).max(8);
        for line in text::wrap_lines(said, room) {
            self.push(vec![
                Span::raw(indent.to_owned()),
                Span::styled(line.to_owned(), style),
            ]);
        }
    }

    /// Adds a labelled text: the label before its first line.
    fn labelled(&mut self, look: Look<'_>, label: &str, said: &str, width: usize, style: Style) {
        let room = width.saturating_sub(LABEL).max(8);
        let mut label = text::pad(label, LABEL).into_owned();
        for line in text::wrap_lines(said, room) {
            self.push(vec![
                Span::styled(label, look.style(Role::Label)),
                Span::styled(line.to_owned(), style),
            ]);
            label = " ".repeat(LABEL);
        }
    }
}

/// Says that the audit of the walk is not there.
pub(super) fn draw_missing(audit: &AuditId, area: Rect, buf: &mut Buffer, view: View<'_>) {
    let text = format!("the audit {audit} cannot be read; home says why");
    paint::text_at(
        view.look,
        area,
        1,
        1,
        &text,
        view.look.style(Role::Warning),
        buf,
    );
}

impl Walk {
    pub(super) fn draw_row(
        &self,
        area: Rect,
        buf: &mut Buffer,
        view: View<'_>,
        papers: &WorkingPapers,
    ) -> Option<Position> {
        let look = view.look;
        let inner = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        };
        let Some(row) = papers.row(&self.row) else {
            paint::text_at(
                look,
                inner,
                0,
                0,
                "this audit has no questions",
                look.style(Role::Placeholder),
                buf,
            );
            return None;
        };
        let width = usize::from(inner.width);
        // The marks of more above and below stand in the margin, so that they cut no line.
        let with_margin = Rect {
            width: inner.width + 2,
            ..inner
        }
        .intersection(area);
        let sheet = self.sheet(papers, row, width, Some(view));
        let field_width = inner.width.saturating_sub(text::cells(LABEL));
        let typed = self.typing.as_ref().map_or(0, |typing| {
            typing
                .field
                .height_for(field_width)
                .clamp(3, inner.height.saturating_sub(2).max(1))
        });
        let len = sheet.lines.len() + usize::from(typed);
        let height = usize::from(inner.height);
        let mut scroll = self.scroll;
        if let Some(at) = sheet.typed_at {
            scroll.show(at + usize::from(typed), len, height);
            scroll.show(at, len, height);
        } else if let Some(at) = sheet.selected_at.filter(|_| self.pane == Pane::Row) {
            scroll.show(at, len, height);
        }
        let top = scroll.top(len, height);
        let shown = |place: usize| -> Line<'_> {
            let at = sheet.typed_at.unwrap_or(usize::MAX);
            let line = match place {
                place if place < at => sheet.lines.get(place),
                place if place < at + usize::from(typed) => None,
                place => sheet.lines.get(place - usize::from(typed)),
            };
            line.cloned().unwrap_or_default()
        };
        scroll::render(look, with_margin, scroll, len, shown, buf);
        let (typing, at) = self.typing.as_ref().zip(sheet.typed_at)?;
        let y = text::cells(at.saturating_sub(top));
        let field = Rect {
            x: inner.x + text::cells(LABEL),
            y: inner.y + y,
            width: field_width,
            height: typed.min(inner.height.saturating_sub(y)),
        };
        let label = Rect {
            y: field.y,
            height: 1,
            ..inner
        };
        paint::text_at(
            look,
            label,
            0,
            0,
            label_of(typing.part),
            look.style(Role::Label),
            buf,
        );
        typing
            .field
            .render(field, buf, look.style(Role::FieldFocus), true)
    }

    /// Returns how many lines the row takes in an area, for scrolling.
    pub(super) fn row_length(&self, cx: Cx<'_>) -> usize {
        let width = if cx.area.width >= super::SIDE_BY_SIDE {
            cx.area.width - super::TREE_WIDTH
        } else {
            cx.area.width
        };
        let papers = self.papers(cx.data);
        let row = papers.and_then(|papers| Some((papers, papers.row(&self.row)?)));
        row.map_or(0, |(papers, row)| {
            self.sheet(papers, row, usize::from(width.saturating_sub(2)), None)
                .lines
                .len()
        })
    }

    /// Makes the lines; without a view they have the right number and no looks.
    fn sheet(
        &self,
        papers: &WorkingPapers,
        row: Row<'_>,
        width: usize,
        view: Option<View<'_>>,
    ) -> Sheet {
        let plain = (
            super::super::super::theme::Theme::plain(),
            super::super::super::glyphs::Glyphs::ascii(),
        );
        let look = view.map_or(
            Look {
                theme: &plain.0,
                glyphs: &plain.1,
            },
            |view| view.look,
        );
        let mut sheet = Sheet {
            lines: Vec::new(),
            typed_at: None,
            selected_at: None,
        };
        heading(&mut sheet, look, row, width);
        let question = safe::escape_text(row.question.text.trim());
        sheet.wrapped(" ", &question, width, look.style(Role::Strong));
        sheet.blank();
        if self.guidance {
            unfolded_guidance(&mut sheet, look, row, width);
        } else {
            folded_guidance(&mut sheet, look, row.question, width, view);
        }
        sheet.blank();
        let answer = papers.answer(&row.key());
        self.verdict_lines(&mut sheet, look, answer, width, view);
        self.text_lines(&mut sheet, look, answer, width);
        self.evidence_lines(&mut sheet, look, answer, width, view);
        finding_lines(&mut sheet, look, papers, row, width);
        sheet
    }

    fn verdict_lines(
        &self,
        sheet: &mut Sheet,
        look: Look<'_>,
        answer: Option<&Answer>,
        width: usize,
        view: Option<View<'_>>,
    ) {
        let verdict = answer.and_then(|answer| answer.verdict);
        let mark = marks::verdict(look.glyphs, verdict);
        let word = verdict.map_or("unanswered", |verdict| verdict.label());
        let style = look.style(marks::verdict_role(verdict));
        let mut spans = vec![
            Span::styled(
                text::pad("Verdict", LABEL).into_owned(),
                look.style(Role::Label),
            ),
            Span::styled(format!("{mark} {word}"), style),
        ];
        let methods: Vec<&str> = answer
            .into_iter()
            .flat_map(|a| a.methods.iter().map(|m: &Method| m.label()))
            .collect();
        if !methods.is_empty() {
            spans.push(Span::styled(
                format!("   {}", methods.join(", ")),
                look.style(Role::Dim),
            ));
        }
        if let Some((answer, view)) = answer.zip(view)
            && let Some((by, at)) = answer.by.as_ref().zip(answer.at)
        {
            let me = view.data.actor.as_ref().ok();
            let day = at.to_zoned(jiff::tz::TimeZone::system()).date();
            let when = marks::day(day, view.data.clock.today());
            let who = safe::escape_line(&marks::name(by, me)).into_owned();
            spans.push(Span::styled(
                format!("   {who}, {when}"),
                look.style(Role::Dim),
            ));
        }
        sheet.push(spans);
        let reason = answer.map_or("", |answer| answer.reason.as_str());
        if self
            .typing
            .as_ref()
            .is_some_and(|typing| typing.part == Part::Reason)
        {
            sheet.typed_at = Some(sheet.lines.len());
        } else if !reason.is_empty() {
            sheet.labelled(
                look,
                "Reason",
                &safe::escape_text(reason),
                width,
                look.style(Role::Text),
            );
        } else if verdict.is_some_and(Verdict::needs_reason) {
            sheet.labelled(
                look,
                "Reason",
                "missing: r writes it",
                width,
                look.style(Role::Warning),
            );
        }
    }

    fn text_lines(&self, sheet: &mut Sheet, look: Look<'_>, answer: Option<&Answer>, width: usize) {
        let typed = |part| {
            self.typing
                .as_ref()
                .is_some_and(|typing| typing.part == part)
        };
        sheet.blank();
        let note = answer.map_or("", |answer| answer.note.as_str());
        if typed(Part::Note) {
            sheet.typed_at = Some(sheet.lines.len());
        } else if note.is_empty() {
            sheet.labelled(
                look,
                "Note",
                "i writes one",
                width,
                look.style(Role::Placeholder),
            );
        } else {
            sheet.labelled(
                look,
                "Note",
                &safe::escape_text(note),
                width,
                look.style(Role::Text),
            );
        }
        let people = answer.map_or_else(String::new, |answer| answer.people.join(", "));
        if typed(Part::People) {
            sheet.typed_at = Some(sheet.lines.len());
        } else if !people.is_empty() {
            sheet.labelled(
                look,
                "People",
                &safe::escape_line(&people),
                width,
                look.style(Role::Text),
            );
        }
    }

    fn evidence_lines(
        &self,
        sheet: &mut Sheet,
        look: Look<'_>,
        answer: Option<&Answer>,
        width: usize,
        view: Option<View<'_>>,
    ) {
        sheet.blank();
        let links = answer.map_or(&[][..], |answer| answer.evidence.as_slice());
        if links.is_empty() {
            sheet.labelled(
                look,
                "Evidence",
                "none: e finds a file, E notes a talk",
                width,
                look.style(Role::Placeholder),
            );
        }
        let mut label = text::pad("Evidence", LABEL).into_owned();
        for (place, link) in links.iter().enumerate() {
            let selected = place == self.citation && self.pane == Pane::Row;
            if selected {
                sheet.selected_at = Some(sheet.lines.len());
                label = text::pad(
                    &format!(
                        "{}{}",
                        text::pad(label.trim_end(), LABEL - 2),
                        look.glyphs.cursor
                    ),
                    LABEL,
                )
                .into_owned();
            }
            let mut spans = vec![Span::styled(label, look.style(Role::Label))];
            spans.extend(citation_spans(
                look,
                link,
                width.saturating_sub(LABEL),
                view,
                selected,
            ));
            sheet.push(spans);
            if !link.note.is_empty() {
                let indent = " ".repeat(LABEL + 2);
                sheet.wrapped(
                    &indent,
                    &safe::escape_text(&link.note),
                    width,
                    look.style(Role::Dim),
                );
            }
            label = " ".repeat(LABEL);
        }
    }
}

fn label_of(part: Part) -> &'static str {
    match part {
        Part::Note => "Note",
        Part::Reason => "Reason",
        Part::People => "People",
    }
}

fn heading(sheet: &mut Sheet, look: Look<'_>, row: Row<'_>, width: usize) {
    let of = row.clause.questions.len();
    let place = row
        .clause
        .questions
        .iter()
        .position(|q| q.id == row.question.id)
        .map_or(0, |at| at + 1);
    let title = format!(
        "{}  {}",
        row.clause.reference,
        safe::escape_line(&row.clause.title)
    );
    let mut right = format!("question {place} of {of}");
    if row.clause.kind == ClauseKind::Control {
        right = format!("control  {right}");
    }
    if !row.question.roles.is_empty() && width > 90 {
        right = format!(
            "{right}  {}",
            safe::escape_line(&row.question.roles.join(", "))
        );
    }
    let room = width.saturating_sub(text::width(&right) + 1);
    sheet.push(vec![
        Span::styled(
            text::fit(&title, room, look.glyphs.ellipsis),
            look.style(Role::Title),
        ),
        Span::raw(" "),
        Span::styled(right, look.style(Role::Dim)),
    ]);
    sheet.blank();
}

/// Guidance in two or three lines: what to ask for, what is often found.
fn folded_guidance(
    sheet: &mut Sheet,
    look: Look<'_>,
    question: &Question,
    width: usize,
    view: Option<View<'_>>,
) {
    let dim = look.style(Role::Dim);
    let asks: Vec<String> = question
        .evidence
        .iter()
        .map(|hint| safe::escape_line(&hint.ask).into_owned())
        .collect();
    let mut lines = Vec::new();
    if !asks.is_empty() {
        lines.push(("ask for", asks.join("; ")));
    }
    if !question.sample.is_empty() {
        lines.push(("sample", safe::escape_line(&question.sample).into_owned()));
    }
    let found: Vec<String> = question
        .nonconformities
        .iter()
        .map(|n| safe::escape_line(&n.text).into_owned())
        .collect();
    if !found.is_empty() {
        lines.push(("often found", found.join(" ")));
    }
    for (label, said) in lines {
        let lead = format!(" {} {label}: ", look.glyphs.folded);
        let room = width.saturating_sub(text::width(&lead));
        sheet.push(vec![
            Span::styled(lead, look.style(Role::Label)),
            Span::styled(
                text::truncate(&said, room, look.glyphs.ellipsis).into_owned(),
                dim,
            ),
        ]);
    }
    if sheet.lines.last().is_some_and(|line| line.spans.len() > 1)
        && let Some(key) = view.and_then(|view| view.keymap.key_of(Action::Fold, &[Context::Walk]))
    {
        sheet.push(vec![Span::styled(
            format!("   {key} unfolds the guidance"),
            look.style(Role::Placeholder),
        )]);
    }
}

fn unfolded_guidance(sheet: &mut Sheet, look: Look<'_>, row: Row<'_>, width: usize) {
    let question = row.question;
    let (label, plain) = (look.style(Role::Label), look.style(Role::Text));
    let bullet = format!("   {} ", look.glyphs.bullet);
    let section = |sheet: &mut Sheet, title: &str, items: Vec<String>| {
        if items.is_empty() {
            return;
        }
        sheet.push(vec![Span::styled(
            format!(" {} {title}", look.glyphs.unfolded),
            label,
        )]);
        for item in items {
            let mut lead = bullet.clone();
            for line in text::wrap_lines(&item, width.saturating_sub(text::width(&bullet)).max(8)) {
                sheet.push(vec![
                    Span::styled(lead, label),
                    Span::styled(line.to_owned(), plain),
                ]);
                lead = " ".repeat(text::width(&bullet));
            }
        }
    };
    let lines = |items: &[String]| {
        items
            .iter()
            .map(|item| safe::escape_line(item).into_owned())
            .collect::<Vec<_>>()
    };
    section(sheet, "a good answer shows", lines(&question.good));
    let asks = question
        .evidence
        .iter()
        .map(|hint| format!("{}: {}", hint.method.label(), safe::escape_line(&hint.ask)));
    section(sheet, "ask for", asks.collect());
    section(
        sheet,
        "sample",
        if question.sample.is_empty() {
            Vec::new()
        } else {
            lines(std::slice::from_ref(&question.sample))
        },
    );
    let found = question.nonconformities.iter().map(|n| {
        let why = if n.why.is_empty() {
            String::new()
        } else {
            format!(": {}", safe::escape_line(&n.why))
        };
        format!(
            "{} (usually {}{why})",
            safe::escape_line(&n.text),
            n.grade.label()
        )
    });
    section(sheet, "often found", found.collect());
    section(sheet, "about this clause", about(row.clause, question));
}

fn about(clause: &Clause, question: &Question) -> Vec<String> {
    let mut lines = Vec::new();
    if clause.documented_information {
        lines.push("documented information is demanded here".to_owned());
    }
    if clause.kind == ClauseKind::Control {
        lines.push("binding where the statement of applicability includes the control".to_owned());
    }
    if !question.covers.is_empty() {
        lines.push(format!(
            "covers {}",
            safe::escape_line(&question.covers.join(", "))
        ));
    }
    if !clause.related.is_empty() {
        let related: Vec<String> = clause
            .related
            .iter()
            .map(|r| format!("{} {}", r.checklist, r.reference))
            .collect();
        lines.push(format!("see also {}", related.join(", ")));
    }
    lines
}

fn citation_spans(
    look: Look<'_>,
    link: &EvidenceLink,
    width: usize,
    view: Option<View<'_>>,
    selected: bool,
) -> Vec<Span<'static>> {
    let state = view.and_then(|view| view.data.citation(&link.id));
    let role = marks::citation_role(state);
    let subject = safe::escape_line(&link.subject()).into_owned();
    let phrase = match (state, link.pin()) {
        (_, None) => link.obtained_at.strftime("%-d %b %H:%M").to_string(),
        (None, Some(_)) => "checking".to_owned(),
        (Some(state), Some(_)) => safe::escape_line(&state.phrase()).into_owned(),
    };
    let commit: String = link
        .commit
        .as_deref()
        .unwrap_or_default()
        .chars()
        .take(7)
        .collect();
    let date = link
        .effective
        .zip(view)
        .map_or_else(String::new, |(date, view)| {
            marks::day(date, view.data.clock.today())
        });
    // Mark, commit and date take 20 cells, where there is room for them.
    let wide = width >= 68;
    let phrase_room = if wide { 20 } else { 24 };
    let subject_room = width
        .saturating_sub(phrase_room + if wide { 22 } else { 4 })
        .clamp(12, 56);
    let style = if selected {
        look.style(Role::Selection)
    } else {
        look.style(Role::Text)
    };
    let mut spans = vec![
        Span::styled(
            format!("{} ", marks::citation(look.glyphs, state)),
            look.style(role),
        ),
        Span::styled(
            text::fit(&subject, subject_room, look.glyphs.ellipsis),
            style,
        ),
        Span::styled(
            format!(
                "  {}",
                text::fit(&phrase, phrase_room, look.glyphs.ellipsis)
            ),
            look.style(role),
        ),
    ];
    if wide {
        spans.push(Span::styled(
            format!("  {commit:<7} {date}"),
            look.style(Role::Dim),
        ));
    }
    spans
}

fn finding_lines(
    sheet: &mut Sheet,
    look: Look<'_>,
    papers: &WorkingPapers,
    row: Row<'_>,
    width: usize,
) {
    let key = row.key();
    let mut label = "Finding";
    let of_row = papers.findings_of(&key);
    let elsewhere = papers
        .findings_on(&key.criterion())
        .into_iter()
        .filter(|f| f.row.as_ref() != Some(&key));
    for (finding, own) in of_row
        .into_iter()
        .map(|f| (f, true))
        .chain(elsewhere.map(|f| (f, false)))
    {
        if label == "Finding" {
            sheet.blank();
        }
        let role = marks::finding_role(finding.kind);
        let mut title = format!("\"{}\"", safe::escape_line(&finding.title));
        if !own {
            title.push_str("  (of another row of this clause)");
        }
        let lead = format!(
            "{}  {}  {}  ",
            finding.id,
            finding.kind.word(),
            finding.state.label()
        );
        let mark = marks::finding(look.glyphs, finding.kind);
        let room = width.saturating_sub(LABEL + text::width(&lead) + text::width(mark) + 1);
        sheet.push(vec![
            Span::styled(
                text::pad(label, LABEL).into_owned(),
                look.style(Role::Label),
            ),
            Span::styled(format!("{mark} "), look.style(role)),
            Span::styled(lead, look.style(if own { Role::Text } else { Role::Dim })),
            Span::styled(
                text::truncate(&title, room, look.glyphs.ellipsis).into_owned(),
                look.style(Role::Dim),
            ),
        ]);
        label = "";
    }
}
