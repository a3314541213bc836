//! What shows it: a citation pins bytes of a file in git, or names an interview, an observation, a meeting.
//!
//! A citation of a file keeps path, commit, blob id and SHA-256, and for a range of lines the SHA-256 of just these
//! lines, so that years later anybody can tell whether what was cited is still what is there. What would vanish is kept
//! as a copy beside the records and pinned like any other file. [`EvidenceKind::needs`] says which fields each kind has.

mod earlier;
mod fields;
mod kept;
mod lines;
mod path;
mod role;
mod state;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use self::{
    earlier::{EarlierPin, Repinned, repinned},
    fields::{EvidenceField, is_commit_id},
    kept::{KEPT_FOLDER, id_in_kept_name, is_kept_path, kept_name},
    lines::{InvalidRange, LineRange},
    path::{LETTERS, is_dot_git, is_safe_path, readable, unquoted},
    role::names_somebody,
    state::CitationState,
};

use super::{answer::Method, id::EvidenceId, object::short, person::Person};

/// The repository of the workspace itself, as records name it.
pub const HERE: &str = ".";

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
        /// A screen that somebody shared or showed.
        Screen = "screen", "screen shown";
        /// A commit of a git repository.
        Commit = "commit", "commit";
        /// A merge request (pull request) on a forge.
        MergeRequest = "merge-request", "merge request";
        /// What a command printed, kept as a file beside the record.
        CommandOutput = "command-output", "output of a command";
    }
}

impl EvidenceKind {
    /// Tells whether bytes of a file are pinned.
    pub const fn has_bytes(self) -> bool {
        match self {
            Self::File | Self::CommandOutput => true,
            Self::Interview
            | Self::Observation
            | Self::Meeting
            | Self::Screen
            | Self::Commit
            | Self::MergeRequest => false,
        }
    }

    /// Tells whether git can say what became of it: pinned bytes, and commits.
    pub const fn is_judged(self) -> bool {
        self.has_bytes() || matches!(self, Self::Commit)
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
    /// The address of a merge request or of another place where others find it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// The command whose output was kept, as it was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub command: String,
    /// The status that this command ended with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_status: Option<i32>,
    /// Where the bytes of a kept copy were taken from: a path, an address, a host.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
    /// What was shown, watched, talked about or asked for, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// Who was heard or watched, by role, where it is no file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// Where it was, where it is no file: a room, a site, a video call.
    #[serde(default, rename = "where", skip_serializing_if = "String::is_empty")]
    pub place: String,
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
    /// What it was pinned to before it was pinned anew, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierPin>,
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
            url: String::new(),
            command: String::new(),
            exit_status: None,
            origin: String::new(),
            what: String::new(),
            who: String::new(),
            place: String::new(),
            note: String::new(),
            method: Some(Method::DocumentReview),
            obtained_by: by,
            obtained_at: at,
            earlier: Vec::new(),
        }
    }

    /// Makes a citation of what has no bytes to pin; `who` is a role, never a name.
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
            url: String::new(),
            command: String::new(),
            exit_status: None,
            origin: String::new(),
            what: String::new(),
            who,
            place: String::new(),
            note: String::new(),
            method: match kind {
                EvidenceKind::Interview | EvidenceKind::Meeting => Some(Method::Interview),
                EvidenceKind::Observation | EvidenceKind::Screen => Some(Method::Observation),
                EvidenceKind::File
                | EvidenceKind::Commit
                | EvidenceKind::MergeRequest
                | EvidenceKind::CommandOutput => Some(Method::DocumentReview),
            },
            obtained_by: by,
            obtained_at: at,
            earlier: Vec::new(),
        }
    }

    /// Makes a citation of a commit; its author is not kept, since the id leads there.
    pub fn of_commit(
        id: EvidenceId,
        repository: String,
        commit: String,
        by: Person,
        at: Timestamp,
    ) -> Self {
        Self {
            repository,
            commit: Some(commit),
            ..Self::of_talk(id, EvidenceKind::Commit, String::new(), by, at)
        }
    }

    /// Returns what a citation is pinned to; none where it has no bytes or the record is incomplete.
    pub fn pin(&self) -> Option<Pin> {
        if !self.kind.has_bytes() {
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

    /// Pins the citation anew, as a deliberate act of somebody; what it was pinned to before stays in the record.
    #[must_use]
    pub fn repinned(&self, pin: Pin, why: &str, by: Person, at: Timestamp) -> Self {
        let mut earlier = self.earlier.clone();
        earlier.extend(
            self.pin()
                .map(|old| EarlierPin::of(old, why.to_owned(), by, at)),
        );
        Self {
            repository: pin.repository,
            path: Some(pin.path),
            lines: pin.lines,
            commit: pin.commit,
            blob: Some(pin.blob),
            sha256: Some(pin.sha256),
            excerpt_sha256: pin.excerpt_sha256,
            effective: pin.effective,
            earlier,
            ..self.clone()
        }
    }

    /// Returns the path of the file as lists of files have it: in another repository `name//path`.
    pub fn listed_as(&self) -> Option<String> {
        Some(within(&self.repository, self.path.as_ref()?, None))
    }

    /// Returns what is cited in one line: `path:10-24`, `models//card.md`, `copy of wiki, page Releases`, or
    /// `interview, release manager`.
    pub fn subject(&self) -> String {
        if let Some(path) = &self.path {
            // Whoever reads it knows the source by its own name, not by that of the copy.
            let source = match self.kind {
                EvidenceKind::CommandOutput if !self.command.is_empty() => {
                    format!("output of {}", self.command)
                }
                _ if self.is_kept() && !self.origin.is_empty() => {
                    format!("copy of {}", self.origin)
                }
                _ => return within(&self.repository, path, self.lines),
            };
            return within(".", &source, self.lines);
        }
        let mut parts = vec![self.kind.label().to_owned()];
        if self.kind == EvidenceKind::Commit
            && let Some(commit) = &self.commit
        {
            parts = vec![format!(
                "{} {}",
                self.kind.label(),
                within(&self.repository, short(commit), None)
            )];
        }
        let said = match self.kind {
            EvidenceKind::Interview => [&self.who, &self.what, &self.url],
            EvidenceKind::File
            | EvidenceKind::Observation
            | EvidenceKind::Meeting
            | EvidenceKind::Screen
            | EvidenceKind::Commit
            | EvidenceKind::MergeRequest
            | EvidenceKind::CommandOutput => [&self.what, &self.url, &self.who],
        };
        parts.extend(said.into_iter().filter(|text| !text.is_empty()).cloned());
        parts.join(", ")
    }
}

/// Writes where something is: in this repository its path alone, in another one `name//path`; then the lines.
pub fn within(repository: &str, path: &str, lines: Option<LineRange>) -> String {
    let mut text = String::new();
    if !is_here(repository) {
        text.push_str(repository);
        text.push_str("//");
    }
    text.push_str(path);
    if let Some(lines) = lines {
        text.push(':');
        text.push_str(&lines.to_string());
    }
    text
}
