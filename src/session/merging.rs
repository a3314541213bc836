//! Merging records that two clones have changed: for git, which asks when it merges, and the set-up of that.

use std::path::{Path, PathBuf};

use crate::{
    atomic,
    domain::merge::{Choices, Clash},
    error::{Error, Result},
    safe,
    store::{
        Located, Store,
        merging::{MergeFault, Merged, Versions},
    },
    vcs::{CommitFile, CommitRequest, Repository},
};

use super::Session;

/// The name by which git's attributes and configuration know the driver.
pub const DRIVER: &str = "tickmark";

/// What git shows of it.
const TITLE: &str = "records, field by field";

/// What git runs: where the program is not to be found it merges the lines, as in a clone that knows no driver.
const COMMAND: &str = "if command -v tickmark >/dev/null 2>&1; \
     then tickmark merge-records %O %A %B %P; \
     else git merge-file -L ours -L base -L theirs %A %O %B; fi";

/// The attributes of the folder of the records.
pub const ATTRIBUTES: &str = "\
# Records are merged field by field, in a clone that tickmark init has set up.
**/*.toml merge=tickmark text eol=lf
# Kept copies of evidence stay as they are, to the byte.
**/evidence/** -text -merge
";

/// What git hands to a merge driver.
#[derive(Debug, Clone)]
pub struct Files {
    /// What both sides began with; empty where there was nothing.
    pub base: PathBuf,
    /// Our version, over which the merge is written.
    pub ours: PathBuf,
    /// The version that comes.
    pub theirs: PathBuf,
    /// The path of the record in the repository, where it is known.
    pub path: Option<String>,
}

/// Merges a record over the file of our version, and lists what clashes: there the file has both versions between git's marks.
///
/// What cannot be understood, or was written by a newer version, leaves the file as it is.
pub fn merge_files(files: &Files) -> Result<Vec<Clash>> {
    let shown = files
        .path
        .clone()
        .unwrap_or_else(|| files.ours.display().to_string());
    let read = |path: &Path| {
        let told = path.display().to_string();
        Store::version(path, &told).map_err(|fault| broken(&shown, "a version", &fault))
    };
    let (base, ours, theirs) = (read(&files.base)?, read(&files.ours)?, read(&files.theirs)?);
    let key = files.path.as_deref().and_then(Store::key_anywhere);
    let bases = [base.as_deref()];
    let versions = Versions {
        bases: &bases,
        ours: ours.as_deref(),
        theirs: theirs.as_deref(),
    };
    let merged = Store::merge(key.as_ref(), &shown, versions, &Choices::new())
        .map_err(|fault| refused(&shown, &fault))?;
    let (text, clashes) = match merged {
        Merged::Same(side) => (versions.of(side).map(str::to_owned), Vec::new()),
        Merged::Text(text) => (Some(text), Vec::new()),
        Merged::Removed => (None, Vec::new()),
        Merged::Clashing { clashes, text } => {
            let marked = Store::with_marks(key.as_ref(), &shown, versions);
            (marked.or(text), clashes)
        }
    };
    let text = text.unwrap_or_default();
    if ours.as_deref() != Some(&text) {
        atomic::replace(&files.ours, text.as_bytes()).map_err(|cause| {
            Error::unavailable(format!(
                "Could not merge {}: {}",
                safe::escape_line(&shown),
                safe::escape_line(&cause.to_string())
            ))
        })?;
    }
    Ok(clashes)
}

fn broken(shown: &str, whose: &str, fault: &Located) -> Error {
    let error = Error::usage(format!(
        "Could not merge {}: {whose} cannot be understood: {}",
        safe::escape_line(shown),
        safe::escape_line(&fault.message)
    ));
    let error = if fault.excerpt.is_empty() {
        error
    } else {
        error.details([format!("{} | {}", fault.line, fault.excerpt)])
    };
    error.hint("the file is left as it was on our side; mend the broken version in a commit of its own, or merge by hand")
}

fn refused(shown: &str, fault: &MergeFault) -> Error {
    match fault {
        MergeFault::Broken(side, located) => {
            broken(shown, &format!("the version of {side}"), located)
        }
        MergeFault::Newer(_) => Error::usage(format!(
            "Could not merge {}: {fault}",
            safe::escape_line(shown)
        ))
        .hint("install the current version of tickmark; the file is left as it was on our side"),
        MergeFault::Nothing => Error::usage(format!(
            "Could not merge {}: {fault}",
            safe::escape_line(shown)
        ))
        .hint("git hands over three files: tickmark merge-records BASE OURS THEIRS PATH"),
    }
}

/// How it stands with the merge of records in a clone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether git is told to merge records with the driver.
    pub is_named: bool,
    /// Whether this clone knows what program that is.
    pub is_known: bool,
}

/// What was set up so that git merges records field by field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetUp {
    /// Whether this clone did not know the driver before.
    pub driver: bool,
    /// What became of the attributes.
    pub attributes: Attributes,
}

/// What became of the attributes that name the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attributes {
    /// They name it already.
    There,
    /// They were committed.
    Committed,
    /// Somebody has a file of their own there that does not name it: it is theirs to change.
    Theirs,
}

/// Tells how it stands with the merge of records where they are in this folder.
pub fn standing(repository: &dyn Repository, records: &str) -> Standing {
    let record = format!("{records}/audit/audit.toml");
    Standing {
        is_named: repository.merge_attribute(&record).as_deref() == Some(DRIVER),
        is_known: repository.merge_driver(DRIVER).is_some(),
    }
}

/// Makes the driver known to this clone; false where it is already.
pub fn set_up_clone(repository: &dyn Repository) -> Result<bool> {
    if repository.merge_driver(DRIVER).is_some() {
        return Ok(false);
    }
    repository.set_merge_driver(DRIVER, TITLE, COMMAND)?;
    Ok(true)
}

/// Returns the path of the attributes, where the records are in this folder.
pub fn attributes_path(records: &str) -> String {
    format!("{records}/.gitattributes")
}

impl Session {
    /// Tells how it stands with the merge of records in this clone.
    pub fn merge_standing(&self) -> Standing {
        standing(self.repository(), self.store().records_folder())
    }

    /// Sets this clone up so that git merges records field by field, and commits the attributes where none say so yet.
    pub fn set_up_merging(&mut self) -> Result<SetUp> {
        let driver = set_up_clone(self.repository())?;
        if self.merge_standing().is_named {
            return Ok(SetUp {
                driver,
                attributes: Attributes::There,
            });
        }
        let path = attributes_path(self.store().records_folder());
        if std::fs::symlink_metadata(self.store().root().join(&path)).is_ok() {
            return Ok(SetUp {
                driver,
                attributes: Attributes::Theirs,
            });
        }
        let head = self.repository().head()?;
        let Some(branch) = head.branch else {
            return Err(Error::refused(
                "Could not commit the attributes of the records: HEAD is detached",
            )
            .hint("switch to a branch first: git switch BRANCH"));
        };
        let author = self.actor()?;
        self.repository().commit(&CommitRequest {
            files: vec![CommitFile {
                path,
                bytes: Some(ATTRIBUTES.as_bytes().to_vec()),
                in_place: false,
            }],
            message: "Merge records field by field".to_owned(),
            committer: author.clone(),
            author,
            expected_branch: format!("refs/heads/{branch}"),
            expected_commit: head.commit,
            judged_by: Vec::new(),
        })?;
        Ok(SetUp {
            driver,
            attributes: Attributes::Committed,
        })
    }
}
