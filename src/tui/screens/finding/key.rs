//! The names of the fields of a finding.

use crate::domain::id::{EvidenceId, FindingId};

/// A field of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingKey {
    /// The title.
    Title,
    /// The first part.
    Requirement,
    /// The second part.
    ObjectiveEvidence,
    /// The third part.
    Statement,
    /// What follows from it.
    Consequence,
    /// The type, nonconformities by grade.
    Type,
    /// Why that grade.
    GradeReason,
    /// The clauses and controls.
    Criteria,
    /// Own documents that are criteria.
    Documents,
    /// Where it was found.
    Where,
    /// A citation, or the place where there is none.
    Evidence(Option<EvidenceId>),
    /// The corrective actions that answer it.
    Actions,
    /// Until when the auditee answers.
    ResponseDue,
    /// What the auditee says.
    Response,
    /// Earlier findings that it repeats.
    Repeats,
    /// An earlier finding that it has something in common with, or the place where there is none.
    Earlier(Option<FindingId>),
    /// Its history.
    History,
}
