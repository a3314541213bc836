//! Where in the workspace a citation stands: in a record of an audit, or at a control of a statement of applicability.

use std::fmt;

use super::{
    id::{AuditId, Criterion},
    papers::CitedIn,
};

/// What holds a citation, in the whole workspace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// A record of an audit.
    InAudit(AuditId, CitedIn),
    /// A control of the statement of applicability.
    Control(Criterion),
}

impl Holder {
    /// Returns the audit whose record it is; none for a control of the statement of applicability.
    pub fn audit(&self) -> Option<&AuditId> {
        match self {
            Self::InAudit(audit, _) => Some(audit),
            Self::Control(_) => None,
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InAudit(_, place) => write!(f, "{place}"),
            Self::Control(control) => write!(f, "{control}"),
        }
    }
}
