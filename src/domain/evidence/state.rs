//! What became of a citation.

use super::LineRange;

/// What became of a citation, judged against the branch's tip and then the work tree.
///
/// The bytes are what counts: a citation is unchanged where its bytes are, whether or not the commit at which it was cited
/// is still in the repository. A commit that is lost, as after a rewrite of the history, is told beside the state.
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
        /// Whether the work tree still has the cited bytes, or they are staged.
        still_there: bool,
    },
    /// The bytes were not downloaded (partial or shallow clone).
    NotDownloaded,
    /// It was cited in another repository, which is not here or cannot be read: not downloaded, too.
    NotHere {
        /// The name of the repository.
        repository: String,
        /// Why, as what follows the name in a sentence: `is not on this machine`.
        why: String,
        /// What to do about it; empty where nothing is known.
        hint: String,
    },
    /// The file is a pointer to large file storage; its bytes cannot be judged.
    LfsPointer,
    /// git does not have an object that it must have. An alarm.
    MissingObject,
    /// The pinned object does not hash to what the record says, or is damaged so that nobody can read it. An alarm.
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
            Self::NotDownloaded | Self::NotHere { .. } => "not-downloaded",
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
            Self::NotHere {
                repository, why, ..
            } => format!("not downloaded: {repository} {why}"),
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
            | Self::NotHere { .. }
            | Self::LfsPointer
            | Self::NoFile
            | Self::CannotJudge { .. } => false,
        }
    }

    /// Tells whether the citation resolves, as the evidence of a finding must when that is issued: anybody with the repository
    /// can see what was cited, and what has become of it.
    ///
    /// Changed and moved bytes resolve: the pinned commit has what was seen, and the branch what stands there now. What is
    /// gone does not, although the pinned commit still has it: no report goes out on evidence that is gone. Either it is
    /// pinned anew where it is now, or something else is cited.
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
            | Self::NotHere { .. }
            | Self::MissingObject
            | Self::HashMismatch
            | Self::CannotJudge { .. } => false,
        }
    }

    /// Returns what to do about it, where that is known beyond what the state means: how to get a repository that is not here.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::NotHere { hint, .. } => Some(hint.as_str()).filter(|hint| !hint.is_empty()),
            Self::Unchanged { .. }
            | Self::Moved { .. }
            | Self::Changed
            | Self::Gone
            | Self::Uncommitted { .. }
            | Self::NotDownloaded
            | Self::LfsPointer
            | Self::MissingObject
            | Self::HashMismatch
            | Self::NoFile
            | Self::CannotJudge { .. } => None,
        }
    }

    /// Tells whether the bytes could be judged: what could not be is never a pass.
    pub const fn is_judged(&self) -> bool {
        match self {
            Self::NotDownloaded
            | Self::NotHere { .. }
            | Self::LfsPointer
            | Self::CannotJudge { .. } => false,
            Self::Unchanged { .. }
            | Self::Moved { .. }
            | Self::Changed
            | Self::Gone
            | Self::Uncommitted { .. }
            | Self::MissingObject
            | Self::HashMismatch
            | Self::NoFile => true,
        }
    }

    /// Tells whether it is an alarm: git or the record has been tampered with or damaged.
    pub const fn is_alarm(&self) -> bool {
        matches!(self, Self::MissingObject | Self::HashMismatch)
    }
}
