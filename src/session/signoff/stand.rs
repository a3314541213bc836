//! Whether what was signed is what is there: the tag against its commit, and the commit against the branch.

use crate::{
    domain::{
        id::AuditId,
        object::short,
        record::RecordKey,
        signoff::{
            SignOff,
            standing::{self, Addition, ChangedRecord, RecordChange, Standing},
        },
    },
    store::Store,
    vcs::{At, Change, LogEntry, Reach, VcsError},
};

use super::Session;

/// The most commits after a sign-off that are told.
const ADDITIONS_AT_MOST: usize = 500;

/// The most bytes of the workspace's own record that are read.
const WORKSPACE_AT_MOST: u64 = 4 << 20;

impl Session {
    /// Holds what was signed against the commit, and the commit against the branch.
    pub(super) fn standing(
        &self,
        audit: &AuditId,
        sign_off: &SignOff,
    ) -> Result<Standing, VcsError> {
        let repository = self.repository();
        match repository.reach(&sign_off.commit)? {
            Reach::Reached => {}
            Reach::Lost(lost) => return Ok(Standing::Lost(lost)),
            Reach::CannotTell { why } => return Ok(Standing::CannotTell { why }),
        }
        let contradicted = |why: String| Ok(Standing::Contradicted { why });
        let (commit, folder) = (&sign_off.commit, &sign_off.folder);
        if let Some(why) = self.is_elsewhere(audit, sign_off) {
            return contradicted(why);
        }
        match repository.folder_at(commit, folder)? {
            None => return contradicted(format!("its commit has no folder {folder}")),
            Some(tree) if tree != sign_off.tree => {
                return contradicted(format!(
                    "it says the tree {}, and {folder} is {} at its commit",
                    short(&sign_off.tree),
                    short(&tree)
                ));
            }
            Some(_) => {}
        }
        let root = repository.root_at(commit, folder)?;
        if (&root.hash, root.files.len()) != (&sign_off.root, sign_off.files) {
            return contradicted(format!(
                "it says the root hash {} over {} files, and its commit has {} over {}",
                short(&sign_off.root),
                sign_off.files,
                short(&root.hash),
                root.files.len()
            ));
        }
        let now = self.folder_of(audit);
        if repository.folder_at("HEAD", &now)?.as_ref() == Some(&sign_off.tree) {
            return Ok(Standing::Fresh);
        }
        let mut folders = vec![now];
        if !folders.contains(folder) {
            folders.push(folder.clone());
        }
        let changes = repository
            .changed_between(commit, "HEAD", &folders)?
            .into_iter()
            .map(|(path, change)| self.changed(path, change))
            .collect();
        let mut additions = repository.log_since(commit, &folders, ADDITIONS_AT_MOST + 1)?;
        let more = additions.len() > ADDITIONS_AT_MOST;
        additions.truncate(ADDITIONS_AT_MOST);
        Ok(Standing::Stale {
            changes,
            additions: additions.into_iter().map(addition).collect(),
            more,
        })
    }

    /// Says why a folder is not the one that the records of the audit were in at the signed commit.
    fn is_elsewhere(&self, audit: &AuditId, sign_off: &SignOff) -> Option<String> {
        let records = self.store().records_folder();
        let workspace = Store::path_in(records, &RecordKey::Workspace);
        let at = At::Commit(sign_off.commit.clone());
        let written = self.repository().read(&at, &workspace, WORKSPACE_AT_MOST);
        let then = written
            .ok()
            .and_then(|content| Store::folder_in(&content.bytes));
        let then = then.unwrap_or_else(|| records.to_owned());
        let folder = Store::folder_of(&then, audit);
        (folder != sign_off.folder).then(|| {
            format!(
                "it says the folder {}, and the records of the audit are in {folder} at its commit",
                sign_off.folder
            )
        })
    }

    fn changed(&self, path: String, change: Change) -> ChangedRecord {
        let key = self.store().key_of(&path);
        ChangedRecord {
            short: key.map_or_else(|| path.clone(), |key| key.short()),
            change: match change {
                Change::Added => RecordChange::Added,
                Change::Modified => RecordChange::Changed,
                Change::Deleted => RecordChange::Removed,
            },
            path,
        }
    }
}

/// Says what it means for a sign-off that something could not be read.
///
/// A tag is written by anybody: a path that leads nowhere, or to what no audit has, contradicts the commit. Everything else
/// that cannot be read leaves open what became of it, and keeps nobody from the other sign-offs.
pub(super) fn not_told(error: &VcsError) -> Standing {
    let why = error.to_string();
    match error {
        VcsError::Damaged { .. }
        | VcsError::HashMismatch { .. }
        | VcsError::BadFolder { .. }
        | VcsError::BadPath { .. }
        | VcsError::NoSuchPath { .. }
        | VcsError::Directory { .. }
        | VcsError::ThroughSymlink { .. }
        | VcsError::Submodule { .. } => Standing::Contradicted { why },
        VcsError::NotDownloaded { .. }
        | VcsError::MissingObject { .. }
        | VcsError::NotARepository { .. }
        | VcsError::Bare { .. }
        | VcsError::ForeignOwner { .. }
        | VcsError::Reftable { .. }
        | VcsError::Extension { .. }
        | VcsError::Broken { .. }
        | VcsError::IdentityMissing { .. }
        | VcsError::TooLarge { .. }
        | VcsError::BeyondTheEnd { .. }
        | VcsError::Filtered { .. }
        | VcsError::Encoding { .. }
        | VcsError::NoSuchCommit { .. }
        | VcsError::BadPattern { .. }
        | VcsError::Git { .. }
        | VcsError::Locked { .. }
        | VcsError::Io { .. } => Standing::CannotTell { why },
    }
}

fn addition(entry: LogEntry) -> Addition {
    Addition {
        commit: entry.commit,
        by: entry.author,
        at: entry.at,
        why: standing::why_of(&entry.body),
        subject: entry.subject,
    }
}
