//! The statements of applicability at home: how far each is, and which audits have come apart from it.

use std::collections::BTreeSet;

use ratatui::text::{Line, Span};

use crate::{
    domain::{
        applicability::StatementOfApplicability,
        checklist::Checklist,
        id::{AuditId, ChecklistId},
        record::RecordKey,
    },
    tui::{data::Data, marks, panel::View, text, theme::Role},
};

/// A statement, or a checklist of an audit that has none yet.
pub(super) struct Statement<'a> {
    pub(super) checklist: &'a ChecklistId,
    record: Option<&'a StatementOfApplicability>,
    /// The checklist as an audit keeps it: enough to count its controls without reading any.
    audited: Option<&'a Checklist>,
}

/// An audit under way that is out of step with a statement.
pub(super) struct Apart<'a> {
    pub(super) audit: &'a AuditId,
    what: String,
}

/// Lists the statements that there are, and the checklists of audits that have controls and no statement.
pub(super) fn of(data: &Data) -> Vec<Statement<'_>> {
    let audited = data.papers.values().flat_map(|p| p.checklists.values());
    let with_controls: Vec<&Checklist> = audited
        .filter(|checklist| checklist.controls().next().is_some())
        .collect();
    let ids: BTreeSet<&ChecklistId> = with_controls
        .iter()
        .map(|checklist| &checklist.id)
        .chain(data.applicability.keys())
        .collect();
    ids.into_iter()
        .map(|checklist| Statement {
            checklist,
            record: data.applicability.get(checklist),
            audited: with_controls.iter().find(|c| c.id == *checklist).copied(),
        })
        .collect()
}

/// Lists the audits under way that are out of step with the statements of their checklists.
pub(super) fn apart(data: &Data) -> Vec<Apart<'_>> {
    let under_way = data.papers.values().filter(|p| p.follows_statements());
    under_way
        .filter_map(|papers| {
            let apart = papers.out_of_step(&data.applicability);
            (!apart.is_empty()).then(|| Apart {
                audit: &papers.audit.id,
                what: apart.summary(),
            })
        })
        .collect()
}

impl Statement<'_> {
    pub(super) fn line(&self, view: View<'_>) -> Line<'static> {
        let look = view.look;
        let id = text::pad(self.checklist.as_str(), 16).into_owned();
        let mut spans = vec![Span::styled(id, look.style(Role::Strong))];
        let key = RecordKey::Applicability(self.checklist.clone());
        let is_broken = view
            .data
            .broken
            .iter()
            .any(|b| b.key.as_ref() == Some(&key));
        match self.record {
            Some(statement) => {
                let decided = self
                    .audited
                    .map_or_else(|| statement.recorded(), |it| statement.decided(it));
                let said = format!(
                    "{} included, {} excluded, ",
                    decided.included, decided.excluded
                );
                spans.push(Span::styled(said, look.style(Role::Text)));
                let role = if decided.open() > 0 {
                    Role::Warning
                } else {
                    Role::Text
                };
                let open = format!("{} undecided   ", decided.open());
                spans.push(Span::styled(open, look.style(role)));
                let approved = statement.approved_on.map_or_else(
                    || "not approved".to_owned(),
                    |on| format!("approved {}", marks::day(on, view.data.clock.today())),
                );
                spans.push(Span::styled(approved, look.style(Role::Dim)));
            }
            None if is_broken => spans.push(Span::styled(
                format!("{} cannot be read", look.glyphs.alarm),
                look.style(Role::Error),
            )),
            None => {
                let count = self.audited.map_or(0, |c| c.controls().count());
                let said = format!("not begun: {count} controls to decide");
                spans.push(Span::styled(said, look.style(Role::Placeholder)));
            }
        }
        Line::from(spans)
    }
}

impl Apart<'_> {
    pub(super) fn line(&self, view: View<'_>) -> Line<'static> {
        let look = view.look;
        Line::from(vec![
            Span::styled(format!("{} ", look.glyphs.alarm), look.style(Role::Warning)),
            Span::styled(
                format!("{} is out of step: {}", self.audit, self.what),
                look.style(Role::Text),
            ),
        ])
    }
}
