//! The audits whose auditors have worked on what they audit, or of whom that cannot be told.

use ratatui::text::{Line, Span};

use crate::{
    domain::{id::AuditId, independence::Independence},
    tui::{data::Data, panel::View, theme::Role, weighed::Known},
};

/// An audit whose team needs a look.
pub(super) struct Team<'a> {
    pub(super) audit: &'a AuditId,
    found: &'a Independence,
}

/// Lists them: those under way with a conflict that has no safeguard, or with a gap in what is known.
pub(super) fn of(data: &Data) -> impl Iterator<Item = Team<'_>> {
    data.papers.values().filter_map(|papers| {
        let audit = &papers.audit.id;
        match data.weighed.independence(audit) {
            Known::Found(found) if !found.is_clear() && !papers.audit.state.is_out() => {
                Some(Team { audit, found })
            }
            Known::Found(_) | Known::Looking | Known::Failed(_) => None,
        }
    })
}

impl Team<'_> {
    pub(super) fn said(&self) -> String {
        format!("{} independence: {}", self.audit, self.found.summary())
    }

    pub(super) fn line(&self, view: View<'_>) -> Line<'static> {
        let look = view.look;
        let mark = if self.found.open() > 0 {
            look.glyphs.alarm
        } else {
            look.glyphs.not_audited
        };
        Line::from(vec![
            Span::styled(format!("{mark} "), look.style(Role::Warning)),
            Span::styled(self.said(), look.style(Role::Text)),
        ])
    }
}
