//! The names of the fields of an audit.

use crate::domain::audit::TeamRole;

/// A field of an audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditKey {
    /// The title.
    Title,
    /// A list of texts.
    List(List),
    /// What is looked at, in words.
    Scope,
    /// Who asked for it.
    Client,
    /// Who does it, in this role.
    Team(TeamRole),
    /// A date.
    Day(Day),
    /// A part of a meeting, by its place.
    Meeting(usize, Part),
    /// The meeting that is not there yet.
    NewMeeting,
    /// The conclusion of the whole.
    Conclusion,
    /// What is concluded against an objective, by its place.
    Against(usize),
    /// Opinions that stayed divided.
    Divided,
    /// Areas that were not covered.
    NotCovered,
    /// Its history.
    History,
}

/// A list of texts, one a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// What it is to find out.
    Objectives,
    /// Criteria beside the checklists.
    Criteria,
    /// Organizational units.
    Units,
    /// Processes.
    Processes,
    /// Sites.
    Sites,
    /// AI systems.
    AiSystems,
    /// Who is audited.
    Auditees,
    /// How it is done.
    Methods,
    /// Whom the report goes to.
    Distribution,
}

/// A date of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// The first day of the fieldwork.
    Start,
    /// The last day of the fieldwork.
    End,
    /// The first day of the audited period.
    PeriodStart,
    /// The last day of that period.
    PeriodEnd,
}

/// A part of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Which one it is.
    Kind,
    /// When.
    On,
    /// Who was there.
    Attendance,
    /// What was said.
    Notes,
    /// Why it was not held.
    NotHeld,
}

impl Part {
    /// Every part, in the order of the form.
    pub(super) const ALL: [Self; 5] = [
        Self::Kind,
        Self::On,
        Self::Attendance,
        Self::Notes,
        Self::NotHeld,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::On => "on",
            Self::Attendance => "attended by",
            Self::Notes => "notes",
            Self::NotHeld => "why not held",
        }
    }
}
