//! What other standards ask alike: a line for each row that this one's answer counts for, or that is answered apart.

use ratatui::text::Span;

use crate::{
    domain::{
        id::RowKey,
        papers::{Row, WorkingPapers},
    },
    safe,
    tui::{
        action::{Action, Context},
        panel::View,
        text,
        theme::Role,
        widgets::Look,
    },
};

use super::row::Sheet;

pub(super) fn alike_lines(
    sheet: &mut Sheet,
    look: Look<'_>,
    papers: &WorkingPapers,
    row: Row<'_>,
    width: usize,
    view: Option<View<'_>>,
) {
    let key = row.key();
    let followers = papers.followers(&key);
    let apart: Vec<&RowKey> = papers
        .alike(&key)
        .into_iter()
        .filter(|other| !followers.contains(other))
        .collect();
    if followers.is_empty() && apart.is_empty() {
        return;
    }
    let does = if followers.is_empty() {
        "answers them together"
    } else {
        "answers them apart"
    };
    let dim = look.style(Role::Dim);
    for (others, mark, how) in [
        (followers, look.glyphs.alike, "together with"),
        (apart, look.glyphs.bullet, "apart from"),
    ] {
        for other in others {
            let Some(asked) = papers.row(other) else {
                continue;
            };
            let lead = format!(
                " {mark} {how} {} {} #{}: ",
                other.checklist, other.reference, other.question
            );
            let question = safe::escape_line(asked.question.text.trim()).into_owned();
            let room = width.saturating_sub(text::width(&lead));
            let question = text::truncate(&question, room, look.glyphs.ellipsis).into_owned();
            sheet.push(vec![
                Span::styled(lead, look.style(Role::Label)),
                Span::styled(question, dim),
            ]);
        }
    }
    if let Some(key) =
        view.and_then(|view| view.keymap.key_of(Action::ToggleApart, &[Context::Walk]))
    {
        sheet.push(vec![Span::styled(
            format!("   {key} {does}"),
            look.style(Role::Placeholder),
        )]);
    }
}
