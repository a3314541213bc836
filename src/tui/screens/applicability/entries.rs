//! The lines of the list: the controls under their groups.

use crate::domain::{
    applicability::{ControlDecision, Implementation},
    checklist::{Checklist, Clause},
    id::Ref,
};

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry<'a> {
    /// The heading of a group of controls.
    Group(&'a Clause),
    /// A control.
    Control(&'a Clause),
}

/// Lists the controls of a checklist, each group behind its heading.
pub(super) fn of(checklist: &Checklist) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut last = None;
    for control in checklist.controls() {
        let group = control.parent.as_ref().and_then(|p| checklist.clause(p));
        if let Some(group) = group.filter(|group| last != Some(&group.reference)) {
            entries.push(Entry::Group(group));
            last = Some(&group.reference);
        }
        entries.push(Entry::Control(control));
    }
    entries
}

/// Returns the line of a control.
pub(super) fn place(entries: &[Entry<'_>], control: Option<&Ref>) -> usize {
    let is_it = |entry: &Entry<'_>| match entry {
        Entry::Control(clause) => Some(&clause.reference) == control,
        Entry::Group(_) => false,
    };
    entries.iter().position(is_it).unwrap_or(0)
}

/// Returns all that is said of a control, to be searched.
pub(super) fn said(control: &Clause, decision: Option<&ControlDecision>) -> String {
    let mut said = format!("{} {}", control.reference, control.title);
    let Some(decision) = decision else {
        said.push_str(" undecided");
        return said;
    };
    for more in [
        decision.word(),
        &decision.justification,
        &decision.implementation,
        decision.status.map_or("", Implementation::label),
        &decision.owner,
    ] {
        said.push(' ');
        said.push_str(more);
    }
    said
}
