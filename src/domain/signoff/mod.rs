//! Sign-off: who stands by an audit as it is at a commit, and what became of that since.
//!
//! A sign-off is an annotated tag on the commit whose records it is about. It is never a record: a record could not name the
//! commit that holds it. [`message`] is the text of the tag, [`standing`] what became of what was signed, [`fault`] what can be
//! wrong with the tag itself, and [`guard`] who may sign what, when.
//!
//! It covers the folder of the audit and nothing besides: there are the frozen checklists, the exclusions taken over from the
//! statement of applicability, every answer, finding, action, sample and kept copy. `tickmark.toml` and the statements go on
//! changing for later audits, and an old sign-off is no staler for that; how they were is held by the commit that it names.

pub mod fault;
pub mod guard;
pub mod message;
pub mod standing;

use jiff::Timestamp;

use super::{id::AuditId, person::Person};

/// The version of the text of a tag that this program writes.
pub const SCHEMA: u32 = 1;

/// What the names of all tags of sign-offs begin with.
pub const PREFIX: &str = "tickmark";

/// The pattern of the names of all tags of sign-offs, without `refs/tags/`.
pub const TAGS: &str = "tickmark/*";

words! {
    /// In which role somebody signs an audit off.
    pub enum SignOffRole: "role of a sign-off" {
        /// The audit team leader, who has prepared it.
        Prepared = "prepared", "prepared";
        /// A second person, who has reviewed it.
        Reviewed = "reviewed", "reviewed";
    }
}

impl SignOffRole {
    /// Says what a signature in this role means.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Prepared => {
                "I have prepared this audit and stand by it: its records, as they are at this commit, \
                 say what was seen, heard and concluded."
            }
            Self::Reviewed => {
                "I have reviewed this audit, which I have not prepared: its records, as they are at this \
                 commit, bear out what it concludes."
            }
        }
    }
}

/// Who signed an audit off, as what, when, and exactly which records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// The audit.
    pub audit: AuditId,
    /// As what.
    pub role: SignOffRole,
    /// Which sign-off of the audit in this role it is, from 1.
    pub round: u32,
    /// Who: the tagger.
    pub by: Person,
    /// When (UTC, whole seconds): the tag's time.
    pub at: Timestamp,
    /// What the signature means, in one sentence.
    pub meaning: String,
    /// What the person added in own words; may be empty.
    pub words: String,
    /// The commit.
    pub commit: String,
    /// The folder of the audit, from the top of the repository.
    pub folder: String,
    /// The id that git gives to the folder of the audit at that commit.
    pub tree: String,
    /// The root hash over all records of the audit at that commit; see [`listing_line`].
    pub root: String,
    /// How many files the root hash is over.
    pub files: usize,
    /// The tag object of the sign-off before it; none for the first of an audit.
    pub previous: Option<String>,
    /// The tag object of the sign-off that is reviewed; for a review alone.
    pub reviews: Option<String>,
    /// The fingerprint of the key that signs the tag; none where none is configured.
    pub key: Option<String>,
    /// The SHA-256 of the list of trusted keys as the signer had it; none where there is none.
    pub key_list: Option<String>,
}

impl SignOff {
    /// Returns the name of its tag, without `refs/tags/`.
    pub fn name(&self) -> String {
        tag_name(&self.audit, self.role, self.round)
    }

    /// Writes the command that computes its root hash with git and sha256sum alone.
    pub fn by_hand(&self) -> String {
        root_by_hand(&self.commit, &self.folder)
    }

    /// Says in one line who signed, as what: `prepared by Mira Okafor`.
    pub fn line(&self) -> String {
        format!("{} by {}", self.role.label(), self.by.name)
    }
}

/// Returns what the names of the tags of an audit begin with, without `refs/tags/`.
pub fn tag_folder(audit: &AuditId) -> String {
    format!("{PREFIX}/{audit}/")
}

/// Returns the name of the tag of a sign-off, without `refs/tags/`.
pub fn tag_name(audit: &AuditId, role: SignOffRole, round: u32) -> String {
    format!("{}{role}-{round}", tag_folder(audit))
}

/// Tells which sign-off a tag is by its name, without `refs/tags/`; none where it is no name of one.
pub fn named(tag: &str) -> Option<(AuditId, SignOffRole, u32)> {
    let mut parts = tag.strip_prefix(PREFIX)?.strip_prefix('/')?.split('/');
    let audit: AuditId = parts.next()?.parse().ok()?;
    let (role, round) = parts.next()?.rsplit_once('-')?;
    let (role, round) = (role.parse().ok()?, round.parse().ok()?);
    let is_canonical = parts.next().is_none() && tag_name(&audit, role, round) == tag;
    is_canonical.then_some((audit, role, round))
}

/// Writes one line of the listing of which the root hash is the SHA-256: `path NUL sha256 LF`.
///
/// The listing has a line for every file of the audit's folder, in the order of the bytes of the paths, which is the order of
/// `git ls-tree -r`. A path is as git has it, from the top of the repository; the hash is that of the file's bytes as they are
/// committed (`git cat-file blob`), in lower-case hex.
pub fn listing_line(path: &[u8], sha256: &str) -> Vec<u8> {
    [path, b"\0", sha256.as_bytes(), b"\n"].concat()
}

/// Writes the command that computes a root hash with git and sha256sum alone.
pub fn root_by_hand(commit: &str, folder: &str) -> String {
    format!(
        "git ls-tree -r -z --name-only {commit} -- {folder}/ | while IFS= read -r -d '' path; do \
         printf '%s\\0%s\\n' \"$path\" \"$(git cat-file blob {commit}:\"$path\" | sha256sum | cut -c 1-64)\"; \
         done | sha256sum"
    )
}

#[cfg(test)]
mod tests;
