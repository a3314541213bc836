//! The AI systems of a row: a line in the row that says how far it is answered for them, and the key that lists them.

use ratatui::text::Span;

use crate::{
    domain::{
        answer::{Answer, Verdict},
        id::AuditId,
    },
    safe,
    tui::{
        action::{Action, Context},
        data::Data,
        marks,
        panel::{Cx, Intent, View},
        screens::row_systems::RowSystems,
        text,
        theme::Role,
        widgets::Look,
    },
};

use super::{
    Walk,
    row::{LABEL, Sheet},
};

/// Adds how far a row is answered for the AI systems in scope, and the verdict that they propose where the row has another.
pub(super) fn system_lines(
    sheet: &mut Sheet,
    look: Look<'_>,
    audit: &AuditId,
    answer: Option<&Answer>,
    width: usize,
    data: &Data,
    view: Option<View<'_>>,
) {
    let systems = answer.map_or(&[][..], |answer| &answer.systems);
    if systems.is_empty() {
        return;
    }
    sheet.blank();
    let count = answer.and_then(|answer| answer.system_count(&data.systems_in_scope(audit)));
    let counted = count.map_or_else(String::new, |count| {
        format!("{} of {} answered", count.answered, count.systems)
    });
    let key = view.and_then(|view| view.keymap.key_of(Action::RowSystems, &[Context::Walk]));
    let key = key.map_or_else(String::new, |key| format!("  {key} lists them"));
    sheet.push(vec![
        Span::styled(
            text::pad("Systems", LABEL).into_owned(),
            look.style(Role::Label),
        ),
        Span::styled(counted, look.style(Role::Text)),
        Span::styled(key, look.style(Role::Placeholder)),
    ]);
    for system in systems {
        let mark = marks::verdict(look.glyphs, system.verdict);
        let called = safe::escape_line(&system.called()).into_owned();
        let note = safe::escape_line(system.note.trim()).into_owned();
        let said = if note.is_empty() {
            called
        } else {
            format!("{called}: {note}")
        };
        let room = width.saturating_sub(LABEL + 3);
        sheet.push(vec![
            Span::raw(text::pad("", LABEL).into_owned()),
            Span::styled(
                format!("{mark} "),
                look.style(marks::verdict_role(system.verdict)),
            ),
            Span::styled(
                text::truncate(&said, room, look.glyphs.ellipsis).into_owned(),
                look.style(Role::Text),
            ),
        ]);
    }
    if let Some(proposed) = answer.and_then(Answer::other_proposed) {
        let own = answer.and_then(|answer| answer.verdict);
        let own = own.map_or("unanswered", Verdict::label);
        let text = format!("the gravest is {}, and the row is {own}", proposed.label());
        sheet.push(vec![
            Span::raw(text::pad("", LABEL).into_owned()),
            Span::styled(text, look.style(Role::Warning)),
        ]);
    }
}

impl Walk {
    /// Lists the AI systems in scope, to answer the row for each.
    pub(super) fn list_systems(&self, cx: Cx<'_>) -> Vec<Intent> {
        let screen = RowSystems::new(self.audit.clone(), self.row.clone());
        if screen.is_empty(cx.data) {
            return vec![Intent::Toast(
                "no AI system is in the scope of this audit; g y puts one there".to_owned(),
            )];
        }
        vec![Intent::Open(Box::new(screen))]
    }
}
