//! The real repository, over libgit2.

mod asked;
mod open;

use std::{
    cell::RefCell,
    collections::HashMap,
    fmt,
    path::{Path, PathBuf},
};

use git2::{ErrorCode, ObjectType, Odb, Oid};
use sha2::{Digest, Sha256};

pub(super) use self::open::{again, explain};
pub use self::open::{init, open};

use super::{
    At, VcsError, beside,
    elsewhere::Elsewhere,
    fixes::Fixes,
    head,
    loose::Loose,
    pending,
    people::Signers,
    places::Places,
    signed::{Checked, Roots},
    sums::Sums,
    uncommitted::OnceCommitted,
};

/// A git repository on disk.
pub struct GitRepository {
    repo: git2::Repository,
    work_dir: PathBuf,
    /// Whether there is no work tree, or none that counts.
    bare: bool,
    /// Whether objects may have been left on a server.
    partial: bool,
    /// The loose objects, which are not all fit to be read.
    pub(super) loose: Loose,
    /// The SHA-256 of what was read so far: an object never changes.
    pub(super) sums: RefCell<Sums>,
    /// What stands at the paths of citations.
    pub(super) places: RefCell<Places>,
    /// Which kept copies were found to be as they are committed.
    pub(super) stamps: RefCell<HashMap<String, (pending::Stamp, Oid)>>,
    /// Whether commits are in the history of the references, and what these were: remembered by their ids, never by time.
    pub(super) reached: RefCell<(Vec<Oid>, HashMap<Oid, bool>)>,
    /// Where blobs were found that are not at their path any more.
    pub(super) elsewhere: RefCell<Elsewhere>,
    /// What became of commits that fixed something.
    pub(super) fixes: RefCell<Fixes>,
    /// The keys with which commits of the records are signed.
    pub(super) signers: RefCell<Signers>,
    /// What signatures were found to be worth, and by which keys.
    pub(super) checked: RefCell<Checked>,
    /// The root hashes of folders that were signed.
    pub(super) roots: RefCell<Roots>,
    /// Which cited bytes the history has had.
    pub(super) once_committed: RefCell<OnceCommitted>,
    /// Handles of the same repository for further threads.
    pub(super) helpers: RefCell<Vec<GitRepository>>,
}

impl fmt::Debug for GitRepository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GitRepository")
            .field("work_dir", &self.work_dir)
            .finish_non_exhaustive()
    }
}

impl GitRepository {
    pub(super) fn new(repo: git2::Repository) -> Result<Self, VcsError> {
        match repo.workdir().map(Path::to_owned) {
            Some(work_dir) if !repo.is_bare() => Ok(Self::of(repo, work_dir, false)),
            Some(_) | None => Err(VcsError::Bare {
                dir: repo.path().to_owned(),
            }),
        }
    }

    /// Takes a repository of which no work tree is looked at: what is committed in it can be read.
    pub(super) fn without_work_tree(repo: git2::Repository) -> Self {
        let nowhere = repo.path().join("no work tree");
        Self::of(repo, nowhere, true)
    }

    fn of(repo: git2::Repository, work_dir: PathBuf, bare: bool) -> Self {
        let partial = open::is_partial(&repo);
        let loose = Loose::of(repo.commondir());
        Self {
            repo,
            loose,
            work_dir,
            bare,
            partial,
            sums: RefCell::default(),
            places: RefCell::default(),
            stamps: RefCell::default(),
            reached: RefCell::default(),
            elsewhere: RefCell::default(),
            fixes: RefCell::default(),
            signers: RefCell::default(),
            checked: RefCell::default(),
            roots: RefCell::default(),
            once_committed: RefCell::default(),
            helpers: RefCell::default(),
        }
    }

    /// Refuses to look at a work tree where there is none.
    fn has(&self, at: &At) -> Result<(), VcsError> {
        match at {
            At::WorkTree if self.bare => Err(VcsError::Bare {
                dir: self.repo.path().to_owned(),
            }),
            At::WorkTree | At::Head | At::Commit(_) => Ok(()),
        }
    }

    /// Tells whether there is no work tree.
    pub(super) fn is_bare(&self) -> bool {
        self.bare
    }

    /// Opens the same repository once more, for another thread.
    pub(super) fn handle(&self) -> Result<Self, VcsError> {
        if self.bare {
            return beside::open_git_dir(self.repo.path());
        }
        again(self.repo.path())
            .map_err(|error| explain(self.repo.path(), &error))
            .and_then(Self::new)
    }

    /// Notes what has come into the object store since.
    pub(super) fn look_again(&self) {
        self.loose.look_again();
    }

    /// Returns the repository as libgit2 has it.
    pub(in crate::vcs) fn raw(&self) -> &git2::Repository {
        &self.repo
    }

    pub(super) fn odb(&self) -> Result<Odb<'_>, VcsError> {
        self.repo
            .odb()
            .map_err(VcsError::git("open the object store"))
    }

    /// Tells whether objects may have been left on a server by a partial clone.
    pub(super) fn is_partial(&self) -> bool {
        self.partial
    }

    /// Reads an id as this repository writes them, in full.
    pub(super) fn oid(&self, text: &str) -> Option<Oid> {
        let format = self.repo.object_format();
        let full = match format {
            git2::ObjectFormat::Sha1 => 40,
            git2::ObjectFormat::Sha256 => 64,
        };
        (text.len() == full).then(|| Oid::from_str_ext(text, format).ok())?
    }

    /// Returns the id that git gives to these bytes as a file.
    pub(super) fn id_of(&self, bytes: &[u8]) -> Result<Oid, VcsError> {
        Oid::hash_object_ext(ObjectType::Blob, bytes, self.repo.object_format())
            .map_err(VcsError::git("hash a file"))
    }

    /// Returns commit and tree at the tip of the current branch; none when it is unborn.
    pub(super) fn tip(&self) -> Result<Option<(Oid, Oid)>, VcsError> {
        let failed = VcsError::git("read HEAD");
        let id = match self.repo.refname_to_id("HEAD") {
            Ok(id) => id,
            Err(error) if error.code() == ErrorCode::NotFound => {
                // A HEAD that cannot be read at all is worse than an unborn branch.
                return head::head(self).map(|_| None);
            }
            Err(error) => return Err(failed(error)),
        };
        Ok(Some((id, self.commit(id)?.tree_id())))
    }

    /// Returns commit and tree of a commit named by its id or an unambiguous start of it.
    pub(super) fn commit_named(&self, name: &str) -> Result<(Oid, Oid), VcsError> {
        let unknown = || VcsError::NoSuchCommit {
            commit: name.to_owned(),
        };
        let id = match self.oid(name) {
            Some(id) => id,
            None => self.beginning_with(name).ok_or_else(unknown)?,
        };
        match self.tree_of(id) {
            Ok(tree) => Ok((id, tree)),
            Err(error @ VcsError::Damaged { .. }) => Err(error),
            Err(_) => Err(unknown()),
        }
    }

    /// Finds the one object whose id begins with this.
    fn beginning_with(&self, start: &str) -> Option<Oid> {
        let id = Oid::from_str_ext(start, self.repo.object_format()).ok()?;
        self.odb().ok()?.exists_prefix(id, start.len()).ok()
    }
}

/// Returns the SHA-256 of bytes.
pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Writes a hash in hex.
pub(super) fn hex(hash: [u8; 32]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    hash.iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
