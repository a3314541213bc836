//! What shows it: a citation pins bytes of a file in git, or names an interview, an observation, a meeting.
//!
//! A citation of a file keeps path, commit, blob id and SHA-256, and for a range of lines the SHA-256 of just these
//! lines, so that years later anybody can tell whether what was cited is still what is there.

mod lines;
mod path;
mod state;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use self::{
    lines::{InvalidRange, LineRange},
    path::{is_dot_git, is_safe_path},
    state::CitationState,
};

use super::{answer::Method, id::EvidenceId, person::Person};

words! {
    /// What kind of thing is cited.
    pub enum EvidenceKind: "kind of evidence" {
        /// A file of a git repository.
        File = "file", "file";
        /// Something said in an interview.
        Interview = "interview", "interview";
        /// Something the auditor watched.
        Observation = "observation", "observation";
        /// A meeting.
        Meeting = "meeting", "meeting";
    }
}

/// What a citation of a file is pinned to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The repository's name in `tickmark.toml`; `.` is the workspace itself.
    pub repository: String,
    /// The path, relative, with `/`.
    pub path: String,
    /// The commit at which it was cited; none when it was cited from the work tree.
    pub commit: Option<String>,
    /// git's id of the bytes.
    pub blob: String,
    /// The SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// The cited lines; none when the whole file is cited.
    pub lines: Option<LineRange>,
    /// The SHA-256 of the cited lines, in hex.
    pub excerpt_sha256: Option<String>,
    /// The date of the commit that brought the bytes in.
    pub effective: Option<Date>,
}

/// A citation of evidence.
///
/// One flat table in the record, so that a fault is reported where it stands; [`EvidenceLink::pin`] gives what belongs
/// to a file as one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EvidenceLink {
    /// The citation's id.
    pub id: EvidenceId,
    /// What kind of thing is cited.
    #[serde(default = "file", skip_serializing_if = "is_file")]
    pub kind: EvidenceKind,
    /// The repository's name; `.` when left out.
    #[serde(default = "here", skip_serializing_if = "is_here")]
    pub repository: String,
    /// The path of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The cited lines, first and last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<LineRange>,
    /// The commit at which it was cited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// git's id of the bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<String>,
    /// The SHA-256 of the bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// The SHA-256 of the cited lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt_sha256: Option<String>,
    /// The date of the commit that brought the bytes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
    /// Who was heard or watched, by role, where it is no file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// What the auditor notes about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How it was obtained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Who obtained it.
    pub obtained_by: Person,
    /// When it was obtained (UTC).
    pub obtained_at: Timestamp,
}

fn file() -> EvidenceKind {
    EvidenceKind::File
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it by reference"
)]
fn is_file(kind: &EvidenceKind) -> bool {
    *kind == EvidenceKind::File
}

fn here() -> String {
    ".".to_owned()
}

fn is_here(repository: &str) -> bool {
    repository == "."
}

impl EvidenceLink {
    /// Makes a citation of a file.
    pub fn of_file(id: EvidenceId, pin: Pin, by: Person, at: Timestamp) -> Self {
        Self {
            id,
            kind: EvidenceKind::File,
            repository: pin.repository,
            path: Some(pin.path),
            lines: pin.lines,
            commit: pin.commit,
            blob: Some(pin.blob),
            sha256: Some(pin.sha256),
            excerpt_sha256: pin.excerpt_sha256,
            effective: pin.effective,
            who: String::new(),
            note: String::new(),
            method: Some(Method::DocumentReview),
            obtained_by: by,
            obtained_at: at,
        }
    }

    /// Makes a citation of what is no file; `who` is a role, never a name.
    pub fn of_talk(
        id: EvidenceId,
        kind: EvidenceKind,
        who: String,
        by: Person,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            kind,
            repository: here(),
            path: None,
            lines: None,
            commit: None,
            blob: None,
            sha256: None,
            excerpt_sha256: None,
            effective: None,
            who,
            note: String::new(),
            method: match kind {
                EvidenceKind::Interview | EvidenceKind::Meeting => Some(Method::Interview),
                EvidenceKind::Observation => Some(Method::Observation),
                EvidenceKind::File => Some(Method::DocumentReview),
            },
            obtained_by: by,
            obtained_at: at,
        }
    }

    /// Returns what a citation of a file is pinned to; none where it is no file or the record is incomplete.
    pub fn pin(&self) -> Option<Pin> {
        if self.kind != EvidenceKind::File {
            return None;
        }
        Some(Pin {
            repository: self.repository.clone(),
            path: self.path.clone()?,
            commit: self.commit.clone(),
            blob: self.blob.clone()?,
            sha256: self.sha256.clone()?,
            lines: self.lines,
            excerpt_sha256: self.excerpt_sha256.clone(),
            effective: self.effective,
        })
    }

    /// Returns what is cited in one line: `path:10-24`, or `interview, release manager`.
    pub fn subject(&self) -> String {
        match (&self.path, self.lines) {
            (Some(path), Some(lines)) => format!("{path}:{lines}"),
            (Some(path), None) => path.clone(),
            (None, _) if self.who.is_empty() => self.kind.label().to_owned(),
            (None, _) => format!("{}, {}", self.kind.label(), self.who),
        }
    }
}
