//! The real repository, over libgit2.

use std::{
    cell::RefCell,
    collections::HashMap,
    fmt,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use git2::{ErrorCode, ObjectType, Odb, Oid, RepositoryInitOptions, RepositoryOpenFlags};
use sha2::{Digest, Sha256};

use super::{
    At, Between, ChangesFound, ChangesTold, CommitError, CommitLine, CommitRequest, Committed,
    Content, FileHits, GrepQuery, Grepped, Head, Listed, LogEntry, Opened, OthersChanged,
    PendingFile, Proposal, Recovery, Repository, ShownCommit, Submodule, VcsError, beside, changes,
    cited_commit, commit, contributions,
    elsewhere::Elsewhere,
    fixes::{self, Fixes},
    grep, head, log,
    loose::Loose,
    mailmap, opened, options, origin, others, pending,
    people::{self, Signers},
    pin,
    places::Places,
    population, replay, side_by_side,
    signed::{Checked, Roots},
    submodules,
    sums::Sums,
    trail, tree,
    uncommitted::OnceCommitted,
};
use crate::domain::{
    action::{Fix, Fixing},
    evidence::{CitationState, LineRange, Pin},
    independence::{Contributions, Inquiry},
    people::People,
    person::Person,
    verify::citations::Standing,
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

/// Opens the repository that a folder is in.
pub fn open(dir: &Path) -> Result<GitRepository, VcsError> {
    options::prepare();
    // Under a hook or an alias git points these at one repository; the folder asked for may be in another.
    let pointed = [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_COMMON_DIR",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_NAMESPACE",
    ];
    let flags = if pointed.iter().any(|name| std::env::var_os(name).is_some()) {
        RepositoryOpenFlags::empty()
    } else {
        RepositoryOpenFlags::FROM_ENV
    };
    let repo = git2::Repository::open_ext(dir, flags, std::iter::empty::<&Path>())
        .map_err(|error| explain(dir, &error))?;
    GitRepository::new(repo)
}

/// Makes a repository in a folder, with the branch that git would give it (`init.defaultBranch`, else `main`).
pub fn init(dir: &Path) -> Result<GitRepository, VcsError> {
    options::prepare();
    let branch = git2::Config::open_default()
        .and_then(|config| config.get_string("init.defaultBranch"))
        .ok()
        .filter(|name| git2::Reference::is_valid_name(&format!("refs/heads/{name}")))
        .unwrap_or_else(|| "main".to_owned());
    let mut how = RepositoryInitOptions::new();
    how.initial_head(&branch).external_template(false);
    git2::Repository::init_opts(dir, &how).map_err(VcsError::git("make a repository"))?;
    open(dir)
}

/// Says why a repository did not open.
pub(super) fn explain(dir: &Path, error: &git2::Error) -> VcsError {
    let message = error.message();
    match error.code() {
        ErrorCode::NotFound => VcsError::NotARepository {
            dir: dir.to_owned(),
        },
        ErrorCode::Owner => {
            let named = message
                .split('\'')
                .nth(1)
                .map(|path| path.trim_end_matches('/'));
            VcsError::ForeignOwner {
                dir: named.map_or_else(|| dir.to_owned(), PathBuf::from),
            }
        }
        _ if message.contains("extensions.refstorage") => VcsError::Reftable {
            dir: dir.to_owned(),
        },
        _ => VcsError::Broken {
            dir: dir.to_owned(),
            cause: message.to_owned(),
        },
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
        let partial = is_partial(&repo);
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
        let flags = RepositoryOpenFlags::NO_SEARCH;
        git2::Repository::open_ext(self.repo.path(), flags, std::iter::empty::<&Path>())
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

/// Tells whether the repository is a partial clone: some remote promises what is not here.
fn is_partial(repo: &git2::Repository) -> bool {
    let Ok(config) = repo.config() else {
        return false;
    };
    let promised = config
        .entries(Some(r"remote\..*\.promisor"))
        .is_ok_and(|mut entries| {
            while let Some(entry) = entries.next() {
                let on = entry.is_ok_and(|entry| {
                    !entry.has_value()
                        || entry
                            .value()
                            .is_ok_and(|value| git2::Config::parse_bool(value).unwrap_or(false))
                });
                if on {
                    return true;
                }
            }
            false
        });
    promised || config.get_entry("extensions.partialclone").is_ok()
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

impl Repository for GitRepository {
    fn commit(&self, request: &CommitRequest) -> Result<Committed, CommitError> {
        commit::commit(&self.repo, request)
    }

    fn recover(&self) -> Result<Recovery, CommitError> {
        commit::recover(&self.repo)
    }

    fn work_dir(&self) -> &Path {
        &self.work_dir
    }

    fn private_dir(&self) -> PathBuf {
        self.repo.path().join("tickmark")
    }

    fn shared_dir(&self) -> PathBuf {
        self.repo.commondir().join("tickmark")
    }

    fn head(&self) -> Result<Head, VcsError> {
        head::head(self)
    }

    fn identity(&self) -> Result<Person, VcsError> {
        head::identity(self)
    }

    fn commit_named(&self, name: &str) -> Result<String, VcsError> {
        let commit = if name == "HEAD" {
            self.tip()?.map(|(commit, _)| commit)
        } else {
            Some(Self::commit_named(self, name)?.0)
        };
        let commit = commit.ok_or_else(|| VcsError::NoSuchCommit {
            commit: name.to_owned(),
        })?;
        Ok(commit.to_string())
    }

    fn commit_meant(&self, name: &str) -> Result<String, VcsError> {
        population::commit_meant(self, name)
    }

    fn files_at(&self, commit: &str, visit: &mut dyn FnMut(&[u8])) -> Result<(), VcsError> {
        population::files_at(self, commit, visit)
    }

    fn commits(&self, range: &population::Range) -> Result<Vec<population::CommitFacts>, VcsError> {
        population::commits(self, range)
    }

    fn editor(&self) -> Option<String> {
        let editor = self.repo.config().ok()?.get_string("core.editor").ok()?;
        (!editor.trim().is_empty()).then_some(editor)
    }

    fn list_paths(
        &self,
        sink: &mut dyn FnMut(Vec<String>) -> ControlFlow<()>,
    ) -> Result<Listed, VcsError> {
        match self.tip()? {
            Some((_, tree)) => tree::list(self, tree, sink),
            None => Ok(Listed::default()),
        }
    }

    fn grep(
        &self,
        query: &GrepQuery<'_>,
        cancel: &(dyn Fn() -> bool + Sync),
        sink: &mut dyn FnMut(FileHits) -> ControlFlow<()>,
    ) -> Result<Grepped, VcsError> {
        grep::grep(self, query, cancel, sink)
    }

    fn submodules(&self) -> Vec<Submodule> {
        submodules::list(self)
    }

    fn kept_submodule(&self, name: &str) -> Option<PathBuf> {
        beside::kept(&self.repo, name)
    }

    fn path_here(&self, name: &str) -> Option<PathBuf> {
        let config = self.repo.config().ok()?.snapshot().ok()?;
        config
            .get_path(&format!("tickmark.repository.{name}.path"))
            .ok()
            .filter(|path| !path.as_os_str().is_empty())
    }

    fn read(&self, at: &At, path: &str, limit: u64) -> Result<Content, VcsError> {
        self.has(at)?;
        pin::read(self, at, path, limit)
    }

    fn open(&self, at: &At, path: &str) -> Result<Opened<'_>, VcsError> {
        self.has(at)?;
        opened::open(self, at, path)
    }

    fn pin(&self, path: &str, lines: Option<LineRange>, at: &At) -> Result<Pin, VcsError> {
        self.has(at)?;
        pin::pin(self, path, lines, at)
    }

    fn check(&self, pins: &[Pin]) -> Vec<CitationState> {
        side_by_side::judge_all(self, pins, &At::Head)
    }

    fn missing_commits(&self, pins: &[Pin]) -> Vec<bool> {
        origin::missing_commits(self, pins)
    }

    fn check_commits(&self, ids: &[&str]) -> Vec<CitationState> {
        cited_commit::judge(self, ids)
    }

    fn fixes(&self, ids: &[&str]) -> Vec<Fix> {
        fixes::judge(self, ids)
    }

    fn fixings(&self, ids: &[&str], records: &str) -> Vec<Option<Fixing>> {
        fixes::fixings(self, ids, records)
    }

    fn show_commit(&self, id: &str, most_files: usize) -> Result<ShownCommit, VcsError> {
        cited_commit::show(self, id, most_files)
    }

    fn recent_commits(&self, limit: usize) -> Result<Vec<CommitLine>, VcsError> {
        cited_commit::recent(self, limit)
    }

    fn recent_authors(&self, limit: usize) -> Result<Vec<Person>, VcsError> {
        cited_commit::authors(self, limit)
    }

    fn check_at(&self, pins: &[Pin], at: &At) -> Vec<CitationState> {
        side_by_side::judge_all(self, pins, at)
    }

    fn between(&self, pin: &Pin, to: &At, stop: trail::Stop<'_>) -> Result<Between, VcsError> {
        trail::between(self, pin, to, stop)
    }

    fn proposals(
        &self,
        pin: &Pin,
        to: &At,
        stop: trail::Stop<'_>,
    ) -> Result<Vec<Proposal>, VcsError> {
        trail::proposals(self, pin, to, stop)
    }

    fn bytes_of(&self, pin: &Pin) -> Result<Vec<u8>, VcsError> {
        pin::bytes_of(self, pin)
    }

    fn pending(&self, folders: &[String]) -> Result<Vec<PendingFile>, VcsError> {
        pending::pending(self, folders)
    }

    fn others_changed(&self, ours: &[String]) -> Result<OthersChanged, VcsError> {
        others::count(self, ours)
    }

    fn log(&self, paths: &[String], limit: usize) -> Result<Vec<LogEntry>, VcsError> {
        log::log(self, paths, limit, None)
    }

    fn contributions(
        &self,
        asked: &Inquiry,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Contributions>, VcsError> {
        contributions::contributions(self, asked, cancelled)
    }

    fn people(&self, folder: &str) -> People {
        people::people(self, folder)
    }

    fn people_by(&self, folder: &str, mailmap: Option<&str>) -> People {
        people::people_by(self, folder, mailmap)
    }

    fn mailmap_stamp(&self) -> Option<String> {
        mailmap::stamp(self)
    }

    fn last_changes(
        &self,
        cancel: &dyn Fn() -> bool,
        sink: &mut dyn FnMut(ChangesFound) -> ControlFlow<()>,
    ) -> Result<ChangesTold, VcsError> {
        changes::last_changes(self, cancel, sink)
    }

    fn replay(&self, asked: &replay::Asked<'_>) -> Result<Option<replay::Replay>, VcsError> {
        replay::replay(self, asked)
    }

    fn read_blobs(
        &self,
        ids: &[&str],
        stop: &(dyn Fn() -> bool + Sync),
        each: &replay::Each<'_>,
    ) -> Result<(), VcsError> {
        replay::read_blobs(self, ids, stop, each)
    }

    fn standing(&self, pins: &[Pin]) -> Vec<Standing> {
        replay::standing(self, pins)
    }
}
