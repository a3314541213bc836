//! The citations and findings of a row, a line each.

use ratatui::text::Span;

use crate::{
    domain::{
        evidence::{CitationState, EvidenceLink},
        papers::{Row, WorkingPapers},
    },
    safe,
    tui::{marks, panel::View, text, theme::Role, widgets::Look},
};

use super::row::{LABEL, Sheet};

pub(in crate::tui::screens) fn citation_spans(
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
    // Why nothing can be said of it needs more words than a state, and matters more than commit and date.
    let dated = wide && !(text::width(&phrase) > phrase_room && is_unjudged(state));
    let (subject_room, phrase_room) = if wide && !dated {
        let subject = text::width(&subject).clamp(12, subject_room);
        (subject, width.saturating_sub(subject + 4))
    } else {
        (subject_room, phrase_room)
    };
    let phrase = text::truncate(&phrase, phrase_room, look.glyphs.ellipsis).into_owned();
    // The gaps carry no style: an underlined state would draw a line through the table.
    let gap = phrase_room.saturating_sub(text::width(&phrase));
    let mut spans = vec![
        Span::styled(marks::citation(look.glyphs, state), look.style(role)),
        Span::raw(" "),
        Span::styled(
            // The end of a path and its lines say more than the folders at its beginning.
            text::pad(
                &text::truncate_start(&subject, subject_room, look.glyphs.ellipsis),
                subject_room,
            )
            .into_owned(),
            style,
        ),
        Span::raw("  "),
        Span::styled(phrase, look.style(role)),
        Span::raw(" ".repeat(gap)),
    ];
    if dated {
        spans.push(Span::styled(
            format!("  {commit:<7} {date}"),
            look.style(Role::Dim),
        ));
    }
    spans
}

/// Tells whether nothing can be said of what was cited.
fn is_unjudged(state: Option<&CitationState>) -> bool {
    matches!(
        state,
        Some(CitationState::NotHere { .. } | CitationState::CannotJudge { .. })
    )
}

pub(super) fn finding_lines(
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
