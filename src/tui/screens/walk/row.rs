//! How the row of the walk is drawn: question, guidance, verdict, note, evidence, findings.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        answer::{Answer, Method, Verdict},
        holder::Holder,
        id::AuditId,
        papers::{CitedIn, Row, WorkingPapers},
    },
    safe,
    tui::{
        action::{Action, Context},
        data::Data,
        glyphs::Glyphs,
        keymap::Keymap,
        marks,
        panel::{Cx, View},
        screens::sheet,
        text,
        theme::{Role, Theme},
        widgets::{
            Look,
            list::Motion,
            paint,
            scroll::{self, Scroll},
        },
    },
};

pub(super) use crate::tui::screens::sheet::{LABEL, Sheet};

use super::{
    Pane, Part, Walk,
    alike::alike_lines,
    cited::{citation_spans, finding_lines},
    guidance::{folded_guidance, heading, unfolded_guidance},
    last_time::last_time_lines,
    rating::maturity_lines,
    samples::sample_lines,
    systems::system_lines,
};

/// The parts of a row: what is asked, what helps to ask it, and what is answered.
struct Sheets {
    question: Sheet,
    guidance: Sheet,
    answer: Sheet,
}

/// How many lines each part gets where the guidance scrolls on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts {
    question: u16,
    guidance: u16,
    answer: u16,
}

impl Sheets {
    /// Parts the height so that verdict and note stay in sight however long the guidance is.
    ///
    /// None where all of it fits, or where there is too little room to part: then the row is one text.
    fn parts(&self, height: u16, typed: u16) -> Option<Parts> {
        let len = |sheet: &Sheet| text::cells(sheet.lines.len());
        let (question, guidance) = (len(&self.question), len(&self.guidance));
        let answer = len(&self.answer).saturating_add(typed);
        // An empty line stands between the parts.
        let room = height.saturating_sub(2).saturating_sub(question);
        if guidance.saturating_add(answer) <= room {
            return None;
        }
        let least = answer.min((height / 3).max(typed.saturating_add(2)));
        let guidance = guidance.min(room.saturating_sub(least));
        match guidance {
            // Who writes wants to see what is asked rather than two lines of guidance.
            0..3 if typed == 0 || room < least => None,
            0..3 => Some(Parts {
                question,
                guidance: 0,
                answer: room + 1,
            }),
            guidance => Some(Parts {
                question,
                guidance,
                answer: room.saturating_sub(guidance),
            }),
        }
    }

    /// Puts the parts together, an empty line between them.
    fn joined(self) -> Sheet {
        let mut lines = self.question.lines;
        lines.push(Line::default());
        lines.extend(self.guidance.lines);
        lines.push(Line::default());
        let before = lines.len();
        lines.extend(self.answer.lines);
        let moved = |at: Option<usize>| at.map(|at| at + before);
        Sheet {
            lines,
            typed_at: moved(self.answer.typed_at),
            selected_at: moved(self.answer.selected_at),
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
        // The marks of more above and below stand in the margin and the last cell, so that they cut no line.
        let with_margin = Rect {
            width: inner.width + 2,
            ..inner
        }
        .intersection(area);
        let width = Sheet::width(area);
        let sheets = self.sheets(papers, row, width, view.data, Some(view));
        let typed = self
            .typing
            .as_ref()
            .map(|typing| (label_of(typing.part), &typing.field));
        let rows = typed.map_or(0, |(_, field)| Sheet::typed_rows(area, field));
        let parts = sheets.parts(inner.height, rows);
        let mut y = inner.y;
        if let Some(parts) = parts {
            for (sheet, scroll, height) in [
                (&sheets.question, Scroll::default(), parts.question),
                (&sheets.guidance, self.guidance_scroll, parts.guidance),
            ] {
                let area = Rect {
                    y,
                    height,
                    ..with_margin
                };
                let shown = |place: usize| sheet.lines.get(place).cloned().unwrap_or_default();
                if height > 0 {
                    scroll::render(look, area, scroll, sheet.lines.len(), shown, buf);
                    y += height + 1;
                }
            }
        }
        let (sheet, height) = match parts {
            Some(parts) => (sheets.answer, parts.answer),
            None => (sheets.joined(), inner.height),
        };
        let area = Rect { y, height, ..area };
        let follows = self.pane == Pane::Row;
        sheet.paint(look, area, self.scroll, follows, typed, buf)
    }

    /// Scrolls what is longer than its part: the guidance, or what is answered. Where the row is one part, all of it.
    pub(super) fn scroll_row(&mut self, guidance: bool, way: Motion, cx: Cx<'_>) {
        let width = if cx.area.width >= super::SIDE_BY_SIDE {
            cx.area.width - super::TREE_WIDTH
        } else {
            cx.area.width
        };
        // Where the tree is folded into a line, that line is not the row's.
        let height = if cx.area.width >= super::SIDE_BY_SIDE {
            cx.area.height
        } else {
            cx.area.height.saturating_sub(1)
        };
        let papers = self.papers(cx.data);
        let Some((papers, row)) = papers.and_then(|papers| Some((papers, papers.row(&self.row)?)))
        else {
            return;
        };
        let width = usize::from(width.saturating_sub(3));
        let sheets = self.sheets(papers, row, width, cx.data, None);
        match sheets.parts(height, 0) {
            Some(parts) if guidance => {
                let len = sheets.guidance.lines.len();
                self.guidance_scroll
                    .go(way, len, usize::from(parts.guidance));
            }
            Some(parts) => {
                let len = sheets.answer.lines.len();
                self.scroll.go(way, len, usize::from(parts.answer));
            }
            None => {
                let len = sheets.joined().lines.len();
                self.scroll.go(way, len, usize::from(height));
            }
        }
    }

    /// Makes the lines; without a view they have the right number and no looks.
    fn sheets(
        &self,
        papers: &WorkingPapers,
        row: Row<'_>,
        width: usize,
        data: &Data,
        view: Option<View<'_>>,
    ) -> Sheets {
        let plain = (Theme::plain(), Glyphs::ascii());
        let look = view.map_or(
            Look {
                theme: &plain.0,
                glyphs: &plain.1,
            },
            |view| view.look,
        );
        let mut question = Sheet::default();
        heading(&mut question, look, row, papers.verdict(&row.key()), width);
        let asked = safe::escape_text(row.question.text.trim());
        question.wrapped(" ", &asked, width, look.style(Role::Strong));
        if let Some(why) = papers.exclusion(row.checklist, row.clause) {
            let why = format!("left out of this audit: {}", safe::escape_line(why));
            question.wrapped(" ", &why, width, look.style(Role::Warning));
        }
        alike_lines(&mut question, look, papers, row, width, view);
        last_time_lines(&mut question, look, papers, self, width, data, view);
        let mut guidance = Sheet::default();
        if self.guidance {
            let licensed = data.texts.of(&row.checklist.id, &row.clause.reference);
            let key = row.key();
            let followers = papers.followers(&key).into_iter();
            let followers: Vec<Row<'_>> = followers.filter_map(|key| papers.row(key)).collect();
            unfolded_guidance(&mut guidance, look, row, &followers, licensed, width);
        } else {
            folded_guidance(&mut guidance, look, row, width, view);
        }
        let mut sheet = Sheet::default();
        let answer = papers.answer(&row.key());
        let maturity = self.shows_maturity(answer);
        if maturity {
            maturity_lines(&mut sheet, look, papers, answer, width, view);
        }
        self.verdict_lines(&mut sheet, look, answer, !maturity, width, view);
        self.text_lines(&mut sheet, look, answer, width, view);
        self.evidence_lines(&mut sheet, look, answer, width, view);
        system_lines(&mut sheet, look, &self.audit, answer, width, data, view);
        sample_lines(&mut sheet, look, papers, row, width);
        finding_lines(&mut sheet, look, papers, row, width);
        Sheets {
            question,
            guidance,
            answer: sheet,
        }
    }

    fn verdict_lines(
        &self,
        sheet: &mut Sheet,
        look: Look<'_>,
        answer: Option<&Answer>,
        unanswered_too: bool,
        width: usize,
        view: Option<View<'_>>,
    ) {
        let verdict = answer.and_then(|answer| answer.verdict);
        let mark = marks::verdict(look.glyphs, verdict);
        let word = verdict.map_or("unanswered", |verdict| verdict.label());
        let style = look.style(marks::verdict_role(verdict));
        let dim = look.style(Role::Dim);
        let shown = verdict.is_some() || unanswered_too;
        let label = if shown { "Verdict" } else { "" };
        let mut spans = vec![Span::styled(
            text::pad(label, LABEL).into_owned(),
            look.style(Role::Label),
        )];
        let mut gap = "";
        if shown {
            spans.push(Span::styled(format!("{mark} {word}"), style));
            gap = "   ";
        }
        let methods: Vec<&str> = answer
            .into_iter()
            .flat_map(|a| a.methods.iter().map(|m: &Method| m.label()))
            .collect();
        if !methods.is_empty() {
            spans.push(Span::styled(format!("{gap}{}", methods.join(", ")), dim));
            gap = "   ";
        }
        let given = answer.and_then(|answer| answer.by.as_ref().zip(answer.at));
        if let Some(((by, at), view)) = given.zip(view) {
            let me = view.data.actor.as_ref().ok();
            let day = at.to_zoned(jiff::tz::TimeZone::system()).date();
            let when = marks::day(day, view.data.clock.today());
            let who = safe::escape_line(&marks::name(by, me)).into_owned();
            spans.push(Span::styled(format!("{gap}{who}, {when}"), dim));
        }
        // Below a maturity there may be nothing to add to it.
        if shown || !methods.is_empty() || given.is_some() {
            sheet.push(spans);
        }
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
                &told(
                    "missing: ",
                    &[(Action::EditReason, "writes it")],
                    view.map(|view| view.keymap),
                ),
                width,
                look.style(Role::Warning),
            );
        }
    }

    fn text_lines(
        &self,
        sheet: &mut Sheet,
        look: Look<'_>,
        answer: Option<&Answer>,
        width: usize,
        view: Option<View<'_>>,
    ) {
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
                &told(
                    "",
                    &[(Action::EditNote, "writes one")],
                    view.map(|view| view.keymap),
                ),
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
                &told(
                    "none: ",
                    &[
                        (Action::Cite, "finds a file"),
                        (Action::CiteOther, "notes what is no file"),
                    ],
                    view.map(|view| view.keymap),
                ),
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
            let holder = Holder::InAudit(self.audit.clone(), CitedIn::Row(self.row.clone()));
            let age = view.map(|view| view.data.age(&holder, link));
            spans.extend(citation_spans(
                look,
                link,
                width.saturating_sub(LABEL),
                view,
                age.as_ref(),
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

/// Says by which keys something is done in the walk; without a key map it has the same one line.
fn told(lead: &str, deeds: &[(Action, &str)], keymap: Option<&Keymap>) -> String {
    sheet::told(lead, deeds, Context::Walk, keymap)
}

fn label_of(part: Part) -> &'static str {
    match part {
        Part::Note => "Note",
        Part::Reason => "Reason",
        Part::People => "People",
    }
}
