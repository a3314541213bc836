//! The citations and findings of a row, a line each.

use ratatui::text::Span;

use crate::{
    domain::{
        evidence::{CitationState, EvidenceLink},
        freshness::Age,
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
    age: Option<&Age>,
    selected: bool,
) -> Vec<Span<'static>> {
    let state = view.and_then(|view| view.data.citation(&link.id));
    let role = marks::citation_role(state);
    let subject = safe::escape_line(&link.subject()).into_owned();
    let phrase = match (state, link.kind.is_judged()) {
        (_, false) => link.obtained_at.strftime("%-d %b %H:%M").to_string(),
        (None, true) => "checking".to_owned(),
        (Some(state), true) => safe::escape_line(&state.phrase()).into_owned(),
    };
    // Whether it is of the right time is said before what became of it, which may be cut off.
    let doubt = age.filter(|age| age.freshness.is_doubtful());
    let doubt = doubt.map_or_else(String::new, |age| format!("{}, ", age.freshness.label()));
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
    let fits = text::width(&phrase) <= phrase_room || !is_unjudged(state);
    let dated = wide && fits;
    let (subject_room, phrase_room) = if fits {
        (subject_room, phrase_room)
    } else {
        let subject = text::width(&subject).clamp(12, subject_room);
        (subject, width.saturating_sub(subject + 4))
    };
    let doubt = text::truncate(&doubt, phrase_room, look.glyphs.ellipsis).into_owned();
    let left = phrase_room.saturating_sub(text::width(&doubt));
    let phrase = text::truncate(&phrase, left, look.glyphs.ellipsis).into_owned();
    // The gaps carry no style: an underlined state would draw a line through the table.
    let gap = left.saturating_sub(text::width(&phrase));
    let ellipsis = look.glyphs.ellipsis;
    // The end of a path and its lines say more than the folders at its beginning; of anything else the kind comes first.
    let subject = if link.path.is_some() && !link.is_kept() {
        text::truncate_start(&subject, subject_room, ellipsis)
    } else {
        text::truncate(&subject, subject_room, ellipsis)
    };
    let mut spans = vec![
        Span::styled(marks::citation(look.glyphs, state), look.style(role)),
        Span::raw(" "),
        Span::styled(text::pad(&subject, subject_room).into_owned(), style),
        Span::raw("  "),
        Span::styled(doubt, look.style(Role::Warning)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::{
        keymap::Keymap,
        screens::made_up::{data, file_link, id, states},
        widgets::testing::with_look,
    };

    #[test]
    fn every_state_of_a_citation_is_said_in_words() {
        with_look(|look| {
            let keymap = Keymap::default();
            for state in states() {
                let mut data = data();
                data.citations.insert(id(1), state.clone());
                let link = file_link(1, "releases/log.csv", Some("3-4"));
                for width in [60, 110] {
                    let view = View {
                        data: &data,
                        look,
                        keymap: &keymap,
                    };
                    let spans = citation_spans(look, &link, width, Some(view), None, false);
                    let shown: String = spans.iter().map(|span| &*span.content).collect();
                    // As much of it as the column takes, the mark before it.
                    let phrase: String = state.phrase().chars().take(17).collect();
                    assert!(shown.contains(&phrase), "{shown:?} lacks {phrase:?}");
                    let mark = marks::citation(look.glyphs, Some(&state));
                    assert!(shown.starts_with(mark), "{shown:?}");
                }
            }
        });
    }
}
