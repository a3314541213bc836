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
    /// When that was done.
    ContainmentDone,
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
    /// Why action is needed.
    NeedReason,
    /// A part of a change to the management system, by its number.
    Change(String, ChangePart),
    /// The change that is not there yet.
    NewChange,
    /// Which citations show a part.
    ShownBy(Shown),
    /// What has to be true for it to have worked.
    Criterion,
    /// How that is measured.
    Measure,
    /// The first day on which it can be judged.
    NotBefore,
    /// Until when it is judged.
    EffectDue,
    /// Who is to judge it.
    Verifier,
    /// What the check found, and who checked.
    Result,
    /// A round before this one, counted from 0.
    Round(usize),
    /// A citation, or the place where there is none.
    Evidence(Option<EvidenceId>),
    /// Its history.
    History,
}

/// What citations of the record can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// What was done at once.
    Containment,
    /// What put the found case right.
    Correction,
    /// A planned action, by its number.
    Planned(String),
    /// What the check found.
    Effectiveness,
}

impl Shown {
    pub(super) fn word(&self) -> &str {
        match self {
            Self::Containment => "containment",
            Self::Correction => "correction",
            Self::Planned(number) => number,
            Self::Effectiveness => "effectiveness",
        }
    }
}

/// A part of a change to the management system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangePart {
    /// What becomes other.
    What,
    /// What of the system.
    Kind,
    /// Where it stands.
    Where,
    /// When it was made.
    Made,
}

impl ChangePart {
    /// Every part, in the order of the form.
    pub(super) const ALL: [Self; 4] = [Self::What, Self::Kind, Self::Where, Self::Made];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::Kind => "kind",
            Self::Where => "where",
            Self::Made => "made",
        }
    }
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
