//! The names of the fields of a corrective action.

use crate::domain::id::EvidenceId;

/// A field of a corrective action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionKey {
    /// The title.
    Title,
    /// The findings it answers.
    Findings,
    /// Who answers for it.
    Owner,
    /// What was done at once.
    Containment,
    /// What put the found case right.
    Correction,
    /// When that was done.
    CorrectionDone,
    /// How the consequences were dealt with.
    Consequences,
    /// Where else was looked.
    Extent,
    /// What was found there.
    ExtentResult,
    /// How the cause was looked for.
    Method,
    /// One why of the chain, counted from 0; the one after the last is empty.
    Why(usize),
    /// The fishbone or the fault tree, which is drawn on a screen of its own.
    Diagram,
    /// The root cause.
    Root,
    /// Why it was not found earlier.
    NotFoundEarlier,
    /// A part of a planned action, by the number of the action.
    Planned(String, Part),
    /// The planned action that is not there yet.
    NewPlanned,
    /// Why no action is needed.
    NoAction,
    /// Changes to risks, statement of applicability or the management system.
    Changes,
    /// What has to be true for it to have worked.
    Criterion,
    /// How that is measured.
    Measure,
    /// The first day on which it can be judged.
    NotBefore,
    /// Until when it is judged.
    EffectDue,
    /// What the check found, and who checked.
    Result,
    /// A citation, or the place where there is none.
    Evidence(Option<EvidenceId>),
    /// Its history.
    History,
}

/// A part of a planned action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// What is to be done.
    What,
    /// Who does it.
    Owner,
    /// Until when.
    Due,
    /// When it was done.
    Done,
    /// What shows that it was done.
    Proof,
    /// The commit that did it.
    Commit,
}

impl Part {
    /// Every part, in the order of the form.
    pub(super) const ALL: [Self; 6] = [
        Self::What,
        Self::Owner,
        Self::Due,
        Self::Done,
        Self::Proof,
        Self::Commit,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::Owner => "owner",
            Self::Due => "due",
            Self::Done => "done",
            Self::Proof => "proof",
            Self::Commit => "commit",
        }
    }
}
