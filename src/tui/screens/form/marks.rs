//! The mark, the colour and the word of findings, corrective actions and citations.

use crate::{
    domain::{
        action::ActionState,
        evidence::CitationState,
        finding::{FindingState, FindingType},
    },
    tui::{glyphs::Glyphs, theme::Role},
};

/// Returns the mark and the role of a type of finding.
pub fn finding(kind: FindingType, glyphs: &Glyphs) -> (&'static str, Role) {
    match kind {
        FindingType::Major => (glyphs.major, Role::FindingMajor),
        FindingType::Minor => (glyphs.nonconforming, Role::FindingMinor),
        FindingType::Observation => (glyphs.observation, Role::FindingObservation),
        FindingType::Opportunity => (glyphs.opportunity, Role::FindingOpportunity),
        FindingType::GoodPractice => (glyphs.good_practice, Role::FindingGoodPractice),
    }
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
    let Some(state) = state else {
        return (
            glyphs.bullet,
            Role::CitationOther,
            "not checked yet".to_owned(),
        );
    };
    let (mark, role) = match state {
        CitationState::Unchanged { .. } => (glyphs.unchanged, Role::CitationUnchanged),
        CitationState::Moved { .. } => (glyphs.moved, Role::CitationMoved),
        CitationState::Changed => (glyphs.changed, Role::CitationChanged),
        CitationState::Gone => (glyphs.gone, Role::CitationGone),
        CitationState::Uncommitted { .. } => (glyphs.uncommitted, Role::CitationUncommitted),
        CitationState::MissingObject | CitationState::HashMismatch => {
            (glyphs.alarm, Role::CitationAlarm)
        }
        CitationState::NotDownloaded
        | CitationState::LfsPointer
        | CitationState::NoFile
        | CitationState::CannotJudge { .. } => (glyphs.bullet, Role::CitationOther),
    };
    (mark, role, state.phrase())
}
