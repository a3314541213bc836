//! Files, objects, and the look back at both.

use std::{fs, io, path::Path};

use git2::{
    Config, ConfigLevel, ErrorClass, ErrorCode, FileMode, Oid, Repository, Signature, Time, Tree,
    build::TreeUpdateBuilder,
};
use jiff::{Timestamp, tz::TimeZone};

use super::{
    error::CommitError,
    journal::{Desk, Journal, JournalFile, sha256},
    preflight::{Plan, Planned, same_text},
    sign::Signer,
};
use crate::{
    atomic,
    domain::{person::Person, verify::AHEAD},
    lock::pause,
    vcs::git::again,
};

/// Opens the repository a second time, so that objects and references are forced to disk and the log of references
/// names the committer.
///
/// libgit2 syncs nothing by default. The switch for the whole process is out of reach without unsafe code; the setting
/// of the repository is not, and a configuration file of our own on top gives it to this handle alone.
pub(in crate::vcs) fn durable(
    repo: &Repository,
    desk: &Desk,
    committer: &Person,
) -> Result<Repository, CommitError> {
    let path = desk.file("durable.config");
    super::journal::remove(&path)?;
    let open = || {
        let mut own = Config::open(&path)?;
        own.set_bool("core.fsyncObjectFiles", true)?;
        own.set_str("user.name", &committer.name)?;
        own.set_str("user.email", &committer.email)?;
        let repo = again(repo.path())?;
        // Before the first object or reference is looked at: that is when the setting is read.
        repo.config()?.add_file(&path, ConfigLevel::App, true)?;
        Ok(repo)
    };
    open().map_err(CommitError::git("the repository cannot be opened"))
}

/// Writes the files whose bytes differ, unless somebody has changed one since the plan was made.
pub(super) fn put_files(desk: &Desk, workdir: &Path, plan: &Plan) -> Result<(), CommitError> {
    if !plan.files.iter().any(Planned::writes) {
        return Ok(());
    }
    let _turn = desk.turn()?;
    for file in plan.files.iter().filter(|file| file.writes()) {
        if read(workdir, &file.path)? != file.before {
            return Err(CommitError::Edited {
                path: file.path.clone(),
            });
        }
    }
    for file in plan.files.iter().filter(|file| file.writes()) {
        match &file.bytes {
            Some(bytes) => atomic::write_beneath(workdir, &file.path, bytes)?,
            None => {
                atomic::remove_beneath(workdir, &file.path)?;
            }
        }
    }
    Ok(())
}

/// Puts back what a commit that was cut short replaced, from what the desk keeps of it.
///
/// A file that was edited since is left alone, and so is one of which nothing is kept any more.
pub(super) fn undo(desk: &Desk, workdir: &Path, journal: &Journal) -> Result<(), CommitError> {
    if !journal.files.iter().any(|file| file.writes) {
        return Ok(());
    }
    let _turn = desk.turn()?;
    for file in journal.files.iter().filter(|file| file.writes) {
        if !holds(workdir, file)? {
            continue;
        }
        match &file.before {
            None => restore(workdir, &file.path, None)?,
            Some(name) => {
                if let Some(bytes) = desk.kept(name) {
                    restore(workdir, &file.path, Some(&bytes))?;
                }
            }
        }
    }
    Ok(())
}

/// Tells whether the work tree holds what a commit wrote there; a path that meanwhile leads elsewhere does not.
pub(super) fn holds(workdir: &Path, file: &JournalFile) -> Result<bool, CommitError> {
    match read(workdir, &file.path) {
        Ok(now) => Ok(now.as_deref().map(sha256) == file.sha256),
        Err(CommitError::Path { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns what the system tells of a file of the work tree that holds what is expected of it; none where it does not, or is being
/// replaced.
pub(super) fn seen(
    workdir: &Path,
    path: &str,
    is_expected: impl Fn(&[u8]) -> bool,
) -> Result<Option<fs::Metadata>, CommitError> {
    let place = match atomic::resolve_beneath(workdir, path).map_err(CommitError::from) {
        Ok(place) => place,
        Err(CommitError::Path { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut file = match fs::File::open(&place) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(CommitError::io(&place)(error)),
    };
    let mut look = || {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut file, &mut bytes)?;
        // Of the file that was read: another one may have taken its place.
        Ok(is_expected(&bytes).then_some(file.metadata()?))
    };
    look().map_err(CommitError::io(&place))
}

fn restore(workdir: &Path, path: &str, before: Option<&[u8]>) -> Result<(), CommitError> {
    match before {
        Some(bytes) => atomic::write_beneath(workdir, path, bytes)?,
        None => {
            atomic::remove_beneath(workdir, path)?;
        }
    }
    Ok(())
}

/// Reads a file of the work tree; none when it is not there.
pub(super) fn read(workdir: &Path, path: &str) -> Result<Option<Vec<u8>>, CommitError> {
    let place = atomic::resolve_beneath(workdir, path)?;
    match fs::read(&place) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CommitError::io(&place)(error)),
    }
}

/// Builds the tree of a commit: its parent's and our paths, nothing from the index.
pub(super) fn tree<'r>(
    repo: &'r Repository,
    parent: Option<&Tree<'_>>,
    plan: &Plan,
) -> Result<Tree<'r>, CommitError> {
    let build = || {
        let empty;
        let base = if let Some(tree) = parent {
            tree
        } else {
            empty = repo.find_tree(repo.treebuilder(None)?.write()?)?;
            &empty
        };
        let mut builder = TreeUpdateBuilder::new();
        for file in &plan.files {
            match file.entry {
                Some((id, 0o100_755)) => {
                    builder.upsert(file.path.as_str(), id, FileMode::BlobExecutable);
                }
                Some((id, _)) => {
                    builder.upsert(file.path.as_str(), id, FileMode::Blob);
                }
                None if base.get_path(Path::new(&file.path)).is_ok() => {
                    builder.remove(file.path.as_str());
                }
                None => {}
            }
        }
        repo.find_tree(builder.create_updated(repo, base)?)
    };
    made(build).map_err(CommitError::git("the tree cannot be made"))
}

/// Makes an object or moves a reference, again where something of git's went meanwhile: `git gc` takes out folders that are empty,
/// and puts objects that nothing leads to yet from their files into a pack.
pub(super) fn made<T>(mut make: impl FnMut() -> Result<T, git2::Error>) -> Result<T, git2::Error> {
    const TRIES: usize = 8;
    for _ in 1..TRIES {
        match make() {
            Err(error) if is_gone(&error) => pause(),
            other => return other,
        }
    }
    make()
}

/// Tells whether something failed since a folder or an object was not there any more where it was looked for.
fn is_gone(error: &git2::Error) -> bool {
    let message = error.message();
    match error.class() {
        ErrorClass::Os => message.contains("No such file or directory"),
        ErrorClass::Reference => message.contains("target OID"),
        ErrorClass::Odb | ErrorClass::Object => error.code() == ErrorCode::NotFound,
        _ => false,
    }
}

/// Forces the folders of objects to disk in which an object's own folder may be new: libgit2 syncs a file and the folder it is
/// in, and not the name of that folder.
pub(super) fn sync_objects(repo: &Repository) -> Result<(), CommitError> {
    Ok(atomic::sync_folder(&repo.commondir().join("objects"))?)
}

/// Who commits, when, how signed, and saying what.
#[derive(Debug)]
pub(super) struct Words<'a> {
    /// Whose work it is.
    pub(super) author: &'a Person,
    /// Who commits it.
    pub(super) committer: &'a Person,
    /// The moment, or the clock's.
    pub(super) at: Option<Timestamp>,
    /// The message.
    pub(super) message: &'a str,
    /// Signs it.
    pub(super) signer: &'a Signer,
}

/// Makes the commit object; no reference moves.
pub(super) fn commit(
    repo: &Repository,
    words: &Words<'_>,
    tree: &Tree<'_>,
    parent: Option<Oid>,
) -> Result<Oid, CommitError> {
    let failed = "the commit cannot be made";
    let parent = parent
        .map(|id| repo.find_commit(id))
        .transpose()
        .map_err(CommitError::git(failed))?;
    let time = moment(
        words.at,
        parent.as_ref().map(|parent| parent.time().seconds()),
    )?;
    let signature = |who: &Person| {
        Signature::new(&who.name, &who.email, &time).map_err(CommitError::git(failed))
    };
    let (author, committer) = (signature(words.author)?, signature(words.committer)?);
    let parents: Vec<_> = parent.iter().collect();
    if matches!(words.signer, Signer::Off) {
        return made(|| repo.commit(None, &author, &committer, words.message, tree, &parents))
            .map_err(CommitError::git(failed));
    }
    let text = repo
        .commit_create_buffer(&author, &committer, words.message, tree, &parents)
        .map_err(CommitError::git(failed))?;
    let text = text.as_str().map_err(CommitError::git(failed))?;
    match words.signer.sign(text.as_bytes())? {
        // git keeps the signature of a SHA-256 commit in a field of its own.
        Some(signature) => {
            made(|| repo.commit_signed(text, signature.trim_end(), Some(field(repo))))
                .map_err(CommitError::git(failed))
        }
        None => Err(CommitError::Signing {
            why: "no signature was made".to_owned(),
        }),
    }
}

pub(in crate::vcs) fn field(repo: &Repository) -> &'static str {
    match repo.object_format() {
        git2::ObjectFormat::Sha1 => "gpgsig",
        git2::ObjectFormat::Sha256 => "gpgsig-sha256",
    }
}

/// Returns the commit's time, unless the clock is plainly wrong.
pub(in crate::vcs) fn moment(
    at: Option<Timestamp>,
    parent: Option<i64>,
) -> Result<Time, CommitError> {
    let now = Timestamp::now();
    let time = at.unwrap_or(now);
    let seconds = time.as_second();
    if let Some(parent) = parent.filter(|parent| seconds < *parent) {
        return Err(CommitError::ClockBehind {
            now: time,
            parent: Timestamp::from_second(parent).unwrap_or_default(),
        });
    }
    if seconds > now.as_second() + AHEAD || u32::try_from(seconds).is_err() {
        return Err(CommitError::ClockAhead { at: time });
    }
    let offset = match at {
        Some(_) => 0,
        None => TimeZone::system().to_offset(time).seconds() / 60,
    };
    Ok(Time::new(seconds, offset))
}

/// Looks whether the branch reaches the commit and every blob reads back, with nothing remembered from writing.
pub(super) fn read_back(
    repo: &Repository,
    branch: &str,
    commit: Oid,
    plan: &Plan,
) -> Result<(), CommitError> {
    let wrong = |what: &str| CommitError::ReadBack {
        what: what.to_owned(),
    };
    let look = || {
        let repo = again(repo.path())?;
        let tip = repo.refname_to_id(branch)?;
        if tip != commit && !repo.graph_descendant_of(tip, commit)? {
            return Ok(Some(branch));
        }
        let tree = repo.find_commit(commit)?.tree()?;
        for file in &plan.files {
            let stored = match tree.get_path(Path::new(&file.path)) {
                Ok(entry) => Some(repo.find_blob(entry.id())?),
                Err(error) if error.code() == git2::ErrorCode::NotFound => None,
                Err(error) => return Err(error),
            };
            let same = match (&stored, &file.bytes) {
                (Some(stored), Some(bytes)) => same_text(stored.content(), bytes),
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            if !same {
                return Ok(Some(file.path.as_str()));
            }
        }
        Ok(None)
    };
    match look().map_err(CommitError::git("the commit does not read back"))? {
        None => Ok(()),
        Some(what) => Err(wrong(what)),
    }
}
