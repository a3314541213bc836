//! What shows it: a citation pins bytes of a file in git, or names an interview, an observation, a meeting.
//!
//! A citation of a file keeps path, commit, blob id and SHA-256, and for a range of lines the SHA-256 of just these
//! lines, so that years later anybody can tell whether what was cited is still what is there.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

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

/// A range of lines, first and last, counted from 1; written `10-24` in commands and `[10, 24]` in records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "[u32; 2]", into = "[u32; 2]")]
pub struct LineRange {
    first: u32,
    last: u32,
}

/// Says why two numbers are no range of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRange(String);

impl fmt::Display for InvalidRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is no range of lines: write FIRST-LAST, counted from 1, such as 10-24",
            self.0.escape_debug()
        )
    }
}

impl std::error::Error for InvalidRange {}

impl LineRange {
    /// Makes a range; `first` is at least 1 and not after `last`.
    pub fn new(first: u32, last: u32) -> Result<Self, InvalidRange> {
        if first >= 1 && first <= last {
            Ok(Self { first, last })
        } else {
            Err(InvalidRange(format!("{first}-{last}")))
        }
    }

    /// Returns the first line, counted from 1.
    pub const fn first(self) -> u32 {
        self.first
    }

    /// Returns the last line, itself included.
    pub const fn last(self) -> u32 {
        self.last
    }

    /// Returns how many lines there are, at least 1.
    pub const fn count(self) -> u32 {
        self.last - self.first + 1
    }

    /// Returns the bytes of these lines, line ends included; none when the text has fewer lines.
    pub fn cut(self, text: &[u8]) -> Option<&[u8]> {
        let mut start = None;
        let mut line = 1;
        let mut from = 0;
        while from < text.len() {
            let rest = text.get(from..)?;
            let length = rest
                .iter()
                .position(|&b| b == b'\n')
                .map_or(rest.len(), |n| n + 1);
            if line == self.first {
                start = Some(from);
            }
            from += length;
            if line == self.last {
                return text.get(start?..from);
            }
            line += 1;
        }
        None
    }
}

impl fmt::Display for LineRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl FromStr for LineRange {
    type Err = InvalidRange;

    fn from_str(text: &str) -> Result<Self, InvalidRange> {
        let invalid = |_| InvalidRange(text.to_owned());
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        Self::new(
            first.parse().map_err(invalid)?,
            last.parse().map_err(invalid)?,
        )
        .map_err(|_| InvalidRange(text.to_owned()))
    }
}

impl TryFrom<[u32; 2]> for LineRange {
    type Error = InvalidRange;

    fn try_from([first, last]: [u32; 2]) -> Result<Self, InvalidRange> {
        Self::new(first, last)
    }
}

impl From<LineRange> for [u32; 2] {
    fn from(range: LineRange) -> Self {
        [range.first, range.last]
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

/// What became of a citation, judged against the branch's tip and then the work tree.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CitationState {
    /// The cited bytes are where they were. With a range of lines the rest of the file may have changed.
    Unchanged {
        /// Whether the file around the cited lines has changed.
        file_changed: bool,
    },
    /// The same bytes are at another path, or the cited lines at other numbers.
    Moved {
        /// The path where they are now.
        path: String,
        /// The lines where they are now, when lines were cited.
        lines: Option<LineRange>,
    },
    /// The file is there, and what was cited is not in it any more.
    Changed,
    /// The file is not there, nor are its bytes anywhere else.
    Gone,
    /// It was cited from the work tree and has not been committed as it was cited.
    Uncommitted {
        /// Whether the work tree still has the cited bytes.
        still_there: bool,
    },
    /// The bytes were not downloaded (partial clone, submodule, another repository that is not here).
    NotDownloaded,
    /// The file is a pointer to large file storage; its bytes cannot be judged.
    LfsPointer,
    /// git does not have an object that it must have. An alarm.
    MissingObject,
    /// The pinned object does not hash to what the record says. An alarm.
    HashMismatch,
    /// It is no file, so there is nothing to compare.
    NoFile,
    /// It cannot be judged.
    CannotJudge {
        /// Why.
        why: String,
    },
}

impl CitationState {
    /// Returns the word of commands and JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unchanged { .. } => "unchanged",
            Self::Moved { .. } => "moved",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::Uncommitted { .. } => "uncommitted",
            Self::NotDownloaded => "not-downloaded",
            Self::LfsPointer => "lfs-pointer",
            Self::MissingObject => "missing-object",
            Self::HashMismatch => "hash-mismatch",
            Self::NoFile => "no-file",
            Self::CannotJudge { .. } => "cannot-judge",
        }
    }

    /// Returns a short phrase that says it to a person.
    pub fn phrase(&self) -> String {
        match self {
            Self::Unchanged {
                file_changed: false,
            } => "as cited".to_owned(),
            Self::Unchanged { file_changed: true } => {
                "as cited; the file changed elsewhere".to_owned()
            }
            Self::Moved {
                path,
                lines: Some(lines),
            } => format!("moved to {path}:{lines}"),
            Self::Moved { path, lines: None } => format!("moved to {path}"),
            Self::Changed => "changed since".to_owned(),
            Self::Gone => "gone".to_owned(),
            Self::Uncommitted { still_there: true } => "not committed yet".to_owned(),
            Self::Uncommitted { still_there: false } => "never committed as cited".to_owned(),
            Self::NotDownloaded => "not downloaded".to_owned(),
            Self::LfsPointer => "in large file storage".to_owned(),
            Self::MissingObject => "object missing from git".to_owned(),
            Self::HashMismatch => "does not hash to the record".to_owned(),
            Self::NoFile => "no file".to_owned(),
            Self::CannotJudge { why } => format!("cannot judge: {why}"),
        }
    }

    /// Tells whether what was cited can no longer be found where it was cited.
    pub const fn is_drift(&self) -> bool {
        match self {
            Self::Moved { .. }
            | Self::Changed
            | Self::Gone
            | Self::MissingObject
            | Self::HashMismatch => true,
            Self::Uncommitted { still_there } => !*still_there,
            Self::Unchanged { .. }
            | Self::NotDownloaded
            | Self::LfsPointer
            | Self::NoFile
            | Self::CannotJudge { .. } => false,
        }
    }

    /// Tells whether the citation resolves: anybody with the repository can see what was cited.
    ///
    /// Changed and moved bytes resolve, since the pinned commit still has them.
    pub const fn resolves(&self) -> bool {
        match self {
            Self::Unchanged { .. }
            | Self::Moved { .. }
            | Self::Changed
            | Self::LfsPointer
            | Self::NoFile => true,
            Self::Gone
            | Self::Uncommitted { .. }
            | Self::NotDownloaded
            | Self::MissingObject
            | Self::HashMismatch
            | Self::CannotJudge { .. } => false,
        }
    }

    /// Tells whether it is an alarm: git or the record has been tampered with or damaged.
    pub const fn is_alarm(&self) -> bool {
        matches!(self, Self::MissingObject | Self::HashMismatch)
    }
}

/// Tells whether a path in a record may be opened: relative, no `..`, no `.git` in any disguise, no control characters.
pub fn is_safe_path(path: &str) -> bool {
    !path.is_empty()
        && path.len() <= 4096
        && !path.starts_with('/')
        && !path.contains(['\0', '\\'])
        && path.split('/').all(|part| {
            let plain: String = part
                .chars()
                .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
                .collect();
            let plain = plain.split(':').next().unwrap_or_default();
            let plain = plain.trim_end_matches(['.', ' ']).to_ascii_lowercase();
            !matches!(part, "" | "." | "..") && plain != ".git" && plain != "git~1"
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_cuts_its_lines_with_their_ends() {
        let text = b"one\ntwo\nthree";
        let cut = |first, last| LineRange::new(first, last).unwrap().cut(text);
        assert_eq!(cut(1, 1), Some(&b"one\n"[..]));
        assert_eq!(cut(2, 3), Some(&b"two\nthree"[..]));
        assert_eq!(cut(3, 4), None);
        assert_eq!(cut(4, 4), None);
    }

    #[test]
    fn a_range_is_counted_from_one_and_never_backwards() {
        assert!("0-3".parse::<LineRange>().is_err());
        assert!("5-3".parse::<LineRange>().is_err());
        assert!("x".parse::<LineRange>().is_err());
        assert_eq!("7".parse::<LineRange>().unwrap().count(), 1);
        assert_eq!("10-24".parse::<LineRange>().unwrap().to_string(), "10-24");
    }

    #[test]
    fn a_path_in_a_record_stays_within_the_repository() {
        for path in [
            "policy/ai policy.md",
            "å/日本.md",
            ".gitignore",
            "a/.github/x",
        ] {
            assert!(is_safe_path(path), "{path:?}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            ".git/config",
            ".GIT/config",
            "a/.git",
            ".git./x",
            "git~1/x",
            ".g\u{200c}it/config",
            "a\0b",
            ".git::$INDEX_ALLOCATION/x",
            "a\\b",
            "./a",
        ] {
            assert!(!is_safe_path(path), "{path:?}");
        }
    }
}
