//! Sign-offs in git: tags read and written, what they cover, whether the branch still leads there, and what signatures are
//! worth.
//!
//! A tag is data that somebody else may have written: nothing of it is believed that the objects themselves do not bear out.
//! What cannot be known, since the clone is shallow or partial, is said so and never taken for the better.
//!
//! Signatures are checked by the programs that git itself would call, with the keys that git's configuration names, and these
//! only from outside the work tree: whoever can commit could otherwise add a key of their own to those that are trusted.

pub(super) mod armour;
pub(super) mod key;
pub(super) mod program;
mod reach;
mod root;
mod tags;
mod trust;
mod verify;
mod write;

use git2::Oid;

use super::{Change, CommitError, GitRepository, LogEntry, VcsError, commit::Signer, log};
use crate::domain::{
    id::AuditId,
    person::Person,
    signoff::{
        SignOff,
        standing::{Lost, SignatureState, Standing},
    },
};

pub use self::write::TagError;
pub(super) use self::write::unsigned;
pub(super) use self::{root::Roots, verify::Checked};

pub(super) use self::verify::holds;

/// What a repository tells of sign-offs and signatures.
pub trait Signed {
    /// Tells whether an audit has a tag of a sign-off, readable or not.
    fn is_signed_off(&self, audit: &AuditId) -> Result<bool, VcsError>;

    /// Lists the audits that have a tag of a sign-off, whether there are records of them or not.
    fn signed_off_audits(&self) -> Result<Vec<AuditId>, VcsError>;

    /// Reads the tags of all sign-offs of an audit, by name.
    fn sign_off_tags(&self, audit: &AuditId) -> Result<Vec<FoundTag>, VcsError>;

    /// Writes the tag of a sign-off; the branch must be at the commit that it names, and no such tag be there.
    ///
    /// It is signed where the configuration wants tags or commits signed or names a key; where that fails, nothing is
    /// written. Returns the tag object.
    fn write_tag(&self, sign_off: &SignOff, expected_branch: &str) -> Result<String, TagError>;

    /// Returns the fingerprint of the key with which a sign-off of this person would be signed; none where none would be.
    fn signing_key(&self, by: &Person) -> Result<Option<String>, TagError>;

    /// Tells whether commits are signed with a key, which may ask for a passphrase.
    fn signs_commits(&self) -> bool;

    /// Returns the SHA-256 of the list of trusted SSH keys; none where there is none that can be trusted.
    fn key_list(&self) -> Option<String>;

    /// Says what the signature of a tag or commit is worth, given its id, by git's configuration.
    fn signature(&self, object: &str) -> SignatureState;

    /// Says the same of many, in their order; none when it was stopped.
    fn signatures(
        &self,
        objects: &[&str],
        stop: &(dyn Fn() -> bool + Sync),
        progress: &dyn Fn(usize, usize),
    ) -> Option<Vec<SignatureState>>;

    /// Tells whether fetching brings tags: not where a remote is configured without them.
    fn fetches_tags(&self) -> bool;

    /// Returns the id that git gives to a folder at a commit; none where it is not there.
    fn folder_at(&self, commit: &str, folder: &str) -> Result<Option<String>, VcsError>;

    /// Computes the root hash over all files of a folder at a commit.
    fn root_at(&self, commit: &str, folder: &str) -> Result<Root, VcsError>;

    /// Tells whether the tip of the current branch leads to a commit.
    fn reach(&self, commit: &str) -> Result<Reach, VcsError>;

    /// Lists the files beneath these paths in which two commits differ, by path.
    fn changed_between(
        &self,
        from: &str,
        to: &str,
        paths: &[String],
    ) -> Result<Vec<(String, Change)>, VcsError>;

    /// Returns the newest commits of the branch that touch these paths and that `since` does not lead to, newest first.
    fn log_since(
        &self,
        since: &str,
        paths: &[String],
        limit: usize,
    ) -> Result<Vec<LogEntry>, VcsError>;

    /// Returns the commits of the branch whose messages have a text and that touch these paths, newest first, without the files
    /// that they touched.
    fn log_saying(&self, text: &str, paths: &[String]) -> Result<Vec<LogEntry>, VcsError>;
}

/// A tag under the name of a sign-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundTag {
    /// Its name, without `refs/tags/`.
    pub name: String,
    /// The object that it points to.
    pub object: String,
    /// What it says, or why that cannot be relied on.
    pub said: Result<SignOff, Standing>,
    /// Whether it bears a signature.
    pub is_signed: bool,
    /// What tells the key of its signature from all others, as the signature itself says, which is not proved.
    pub key: Option<String>,
    /// The object that it pointed to at first, where this clone remembers another one.
    pub was: Option<String>,
    /// When the commit that it points to was committed; none where that is not here.
    pub committed: Option<jiff::Timestamp>,
}

/// The root hash over the files of a folder, and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The root hash: the SHA-256 of the listing, in hex.
    pub hash: String,
    /// The id that git gives to the folder.
    pub tree: String,
    /// The files with their SHA-256 in hex, in the order of the listing.
    pub files: Vec<(String, String)>,
}

/// Whether the branch leads to a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// It does.
    Reached,
    /// It does not.
    Lost(Lost),
    /// That cannot be told here.
    CannotTell {
        /// Why not.
        why: String,
    },
}

/// Returns commit and tree of `HEAD`, or of a commit named by its id.
fn commit(repo: &GitRepository, name: &str) -> Result<(Oid, Oid), VcsError> {
    match name {
        "HEAD" => repo.tip()?.ok_or_else(|| VcsError::NoSuchCommit {
            commit: name.to_owned(),
        }),
        name => repo.commit_named(name),
    }
}

impl Signed for GitRepository {
    fn is_signed_off(&self, audit: &AuditId) -> Result<bool, VcsError> {
        tags::any(self, audit)
    }

    fn signed_off_audits(&self) -> Result<Vec<AuditId>, VcsError> {
        tags::audits(self)
    }

    fn sign_off_tags(&self, audit: &AuditId) -> Result<Vec<FoundTag>, VcsError> {
        tags::read_all(self, audit)
    }

    fn write_tag(&self, sign_off: &SignOff, expected_branch: &str) -> Result<String, TagError> {
        write::write(self, sign_off, expected_branch).map_err(TagError::from)
    }

    fn signing_key(&self, by: &Person) -> Result<Option<String>, TagError> {
        let key = || Signer::of_tags(self.raw(), by)?.fingerprint();
        key().map_err(|error: CommitError| TagError::from(error))
    }

    fn signs_commits(&self) -> bool {
        Signer::is_wanted(self.raw())
    }

    fn key_list(&self) -> Option<String> {
        trust::key_list(self).ok().map(|list| list.sha256)
    }

    fn signature(&self, object: &str) -> SignatureState {
        verify::object(self, object)
    }

    fn signatures(
        &self,
        objects: &[&str],
        stop: &(dyn Fn() -> bool + Sync),
        progress: &dyn Fn(usize, usize),
    ) -> Option<Vec<SignatureState>> {
        verify::objects(self, objects, stop, progress)
    }

    fn fetches_tags(&self) -> bool {
        tags::are_fetched(self)
    }

    fn folder_at(&self, commit: &str, folder: &str) -> Result<Option<String>, VcsError> {
        root::folder(self, commit, folder).map(|found| found.map(|id| id.to_string()))
    }

    fn root_at(&self, commit: &str, folder: &str) -> Result<Root, VcsError> {
        root::root(self, commit, folder)
    }

    fn reach(&self, commit: &str) -> Result<Reach, VcsError> {
        reach::reach(self, commit)
    }

    fn changed_between(
        &self,
        from: &str,
        to: &str,
        paths: &[String],
    ) -> Result<Vec<(String, Change)>, VcsError> {
        let (from, _) = commit(self, from)?;
        let (to, _) = commit(self, to)?;
        log::between(self, from, to, paths)
    }

    fn log_since(
        &self,
        since: &str,
        paths: &[String],
        limit: usize,
    ) -> Result<Vec<LogEntry>, VcsError> {
        let (since, _) = commit(self, since)?;
        let wanted = log::Wanted {
            limit,
            since: Some(since),
            saying: None,
        };
        log::log(self, paths, wanted)
    }

    fn log_saying(&self, text: &str, paths: &[String]) -> Result<Vec<LogEntry>, VcsError> {
        let wanted = log::Wanted {
            limit: usize::MAX,
            since: None,
            saying: Some(text),
        };
        log::log(self, paths, wanted)
    }
}
