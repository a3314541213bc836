//! Mark, colour and word together, as forms and lists of records show them.

use crate::{
    domain::{
        action::ActionState,
        evidence::CitationState,
        finding::{FindingState, FindingType},
    },
    tui::{glyphs::Glyphs, marks, theme::Role},
};

/// Returns the mark and the role of a type of finding.
pub fn finding(kind: FindingType, glyphs: &Glyphs) -> (&'static str, Role) {
    (marks::finding(glyphs, kind), marks::finding_role(kind))
}

/// Returns the word of a type of finding where there is little room.
pub const fn short(kind: FindingType) -> &'static str {
    match kind {
        FindingType::Major => "major",
        FindingType::Minor => "minor",
        FindingType::Observation => "observation",
        FindingType::Opportunity => "opportunity",
        FindingType::GoodPractice => "good practice",
    }
}

/// Returns the role of a finding's state.
pub const fn finding_state(state: FindingState) -> Role {
    if state.is_settled() {
        Role::StateDone
    } else {
        Role::StateOpen
    }
}

/// Returns the role of a corrective action's state.
pub const fn action_state(state: ActionState) -> Role {
    if state.is_settled() {
        Role::StateDone
    } else {
        Role::StateOpen
    }
}

/// Returns the mark, the role and the words of what became of a citation; one that was not judged says so.
pub fn citation(state: Option<&CitationState>, glyphs: &Glyphs) -> (&'static str, Role, String) {
    let words = state.map_or_else(|| "not checked yet".to_owned(), CitationState::phrase);
    (
        marks::citation(glyphs, state),
        marks::citation_role(state),
        words,
    )
}
