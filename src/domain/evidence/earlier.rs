//! What a citation was pinned to before it was pinned anew.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{LineRange, Pin, here, is_here};
use crate::domain::person::Person;

/// A pin that another one has taken the place of. It is never taken out: it says what was relied on until then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EarlierPin {
    /// The repository's name; `.` when left out.
    #[serde(default = "here", skip_serializing_if = "is_here")]
    pub repository: String,
    /// The path.
    pub path: String,
    /// The cited lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<LineRange>,
    /// The commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// git's id of the bytes.
    pub blob: String,
    /// The SHA-256 of the bytes.
    pub sha256: String,
    /// The SHA-256 of the cited lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt_sha256: Option<String>,
    /// The date of the commit that brought the bytes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
    /// Why it was pinned anew.
    pub why: String,
    /// Who did.
    pub by: Person,
    /// When (UTC).
    pub at: Timestamp,
}

impl EarlierPin {
    /// Makes the memory of a pin that somebody replaces.
    pub fn of(pin: Pin, why: String, by: Person, at: Timestamp) -> Self {
        Self {
            repository: pin.repository,
            path: pin.path,
            lines: pin.lines,
            commit: pin.commit,
            blob: pin.blob,
            sha256: pin.sha256,
            excerpt_sha256: pin.excerpt_sha256,
            effective: pin.effective,
            why,
            by,
            at,
        }
    }

    /// Returns what it pinned.
    pub fn pin(&self) -> Pin {
        Pin {
            repository: self.repository.clone(),
            path: self.path.clone(),
            commit: self.commit.clone(),
            blob: self.blob.clone(),
            sha256: self.sha256.clone(),
            lines: self.lines,
            excerpt_sha256: self.excerpt_sha256.clone(),
            effective: self.effective,
        }
    }
}
