//! The sample organization: a whole repository with a history, and an audit half done in it.
//!
//! `history.toml` tells what the organization did, its statement of applicability included; `earlier.toml` and `plot.toml`
//! tell what its auditors did; `files/` holds the texts. All are data: [`make`] replays them in the order of time, the
//! records through the very edits that screens and commands use, so that no state is there that its guards would not have
//! allowed. Dates are counted from today; with the same today every byte is the same, ids of records and commits included.

mod archive;
mod clerk;
mod desk;
mod files;
mod plot;
mod script;
mod statement;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fmt::Display,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use jiff::civil::Date;

use crate::{
    atomic,
    clock::Clock,
    domain::{
        evidence::{LineRange, Pin},
        person::Person,
    },
    error::{Error, Result},
    store::{Store, library::Library},
    vcs::{self, At, GitRepository, Repository as _},
};

use self::{
    archive::Archive,
    clerk::Clerk,
    plot::{History, Plot, Source},
};
use super::merging;

/// The sample organisation, by which its workspace is known again.
pub const ORGANISATION: &str = "Northfield Mutual";

const HISTORY: &str = include_str!("history.toml");
const PLOTS: [&str; 2] = [include_str!("earlier.toml"), include_str!("plot.toml")];
const CHECKLIST: &str = "iso-42001";
const WORKSPACE: &str = "tickmark.toml";

/// Makes the sample organization's repository in a folder that is not there yet or empty, and returns the folder.
///
/// Whoever opens it works as the leader of its audit: her name is in the repository's own configuration, so that a
/// machine on which git knows nobody can commit too.
pub fn make(dir: &Path, clock: &Clock) -> Result<PathBuf> {
    require_empty(dir)?;
    let (today, now) = (clock.today(), clock.now());
    let History {
        commits,
        statement,
        uncommitted,
    } = plot::read(HISTORY, today)?;
    let plots: Vec<Plot> = PLOTS
        .iter()
        .map(|text| plot::read(text, today))
        .collect::<Result<_>>()?;

    fs::create_dir_all(dir).map_err(unwritable(dir))?;
    let repository = vcs::init(dir)?;
    let loose = pin_uncommitted(&repository, &plots, &uncommitted.files, today)?;
    let mut archive = Archive::begin(&repository, now)?;
    let first_half = commits
        .iter()
        .position(|commit| commit.files.iter().any(|file| file.path == WORKSPACE))
        .map_or(commits.len(), |at| at + 1);
    let (before, after) = commits.split_at(first_half);
    for commit in before {
        let changes = commit.changes(archive.files(), today)?;
        archive.commit(&commit.author, commit.at, &commit.message, changes)?;
    }
    // Checked out here, since the store knows where records are only once the workspace's own record is on disk.
    let archive = archive.check_out()?;
    let (store, workspace) = Store::open(repository.work_dir())?;
    let clerk = Clerk::new(archive, store, workspace.days, checklist()?, loose, today);
    let (archive, records) = clerk.play(&script::events(after, &statement, &plots))?;
    let archive = archive.check_out()?;
    archive.write_sign_offs(workspace.records.trim_end_matches('/'))?;

    for file in &uncommitted.files {
        lay(&repository, &file.path, &file.bytes(today)?)?;
    }
    for (path, text) in &records {
        lay(&repository, path, text.as_bytes())?;
    }
    if let Some(plot) = plots.last() {
        work_as(&repository, &plot.audit.by)?;
    }
    merging::set_up_clone(&repository)?;
    Ok(repository.work_dir().to_owned())
}

fn require_empty(dir: &Path) -> Result<()> {
    let occupied = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_some(),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => false,
        Err(cause) => return Err(unwritable(dir)(cause)),
    };
    if occupied {
        return Err(Error::refused(format!(
            "Could not make the demo: {} is not empty",
            dir.display()
        ))
        .hint("name a folder that is not there yet: tickmark demo DIR"));
    }
    Ok(())
}

/// Returns the checklist of the audits with the text of its file.
fn checklist() -> Result<(crate::domain::checklist::Checklist, String)> {
    let library = Library::built_in();
    let id = CHECKLIST.parse().map_err(failed)?;
    match library.get(&id) {
        Some(Ok(entry)) => Ok((entry.checklist.clone(), entry.text.clone())),
        Some(Err(_)) | None => Err(failed(format!("the checklist {CHECKLIST} cannot be read"))),
    }
}

/// Pins the files that are cited as they lie uncommitted, and takes them away again.
///
/// They lie there only for this: what the history checks out later is not to find them in its way.
fn pin_uncommitted(
    repository: &GitRepository,
    plots: &[Plot],
    files: &[Source],
    today: Date,
) -> Result<BTreeMap<(String, Option<LineRange>), Pin>> {
    for file in files {
        lay(repository, &file.path, &file.bytes(today)?)?;
    }
    let mut pins = BTreeMap::new();
    for (path, lines) in script::uncommitted(plots) {
        let pin = repository.pin(path, lines, &At::WorkTree)?;
        pins.insert((path.to_owned(), lines), pin);
    }
    for file in files {
        atomic::remove_beneath(repository.work_dir(), &file.path).map_err(failed)?;
    }
    Ok(pins)
}

/// Puts a file into the work tree.
fn lay(repository: &GitRepository, path: &str, bytes: &[u8]) -> Result<()> {
    atomic::write_beneath(repository.work_dir(), path, bytes).map_err(failed)
}

/// Notes in the repository's own configuration who works in it.
fn work_as(repository: &GitRepository, person: &Person) -> Result<()> {
    let desk = repository.desk_dir();
    let config = desk
        .parent()
        .map(|git| git.join("config"))
        .ok_or_else(|| failed("the repository has no configuration"))?;
    let mut file = fs::OpenOptions::new()
        .append(true)
        .open(&config)
        .map_err(unwritable(&config))?;
    write!(
        file,
        "[user]\n\tname = {}\n\temail = {}\n",
        person.name, person.email
    )
    .map_err(unwritable(&config))
}

fn unwritable(path: &Path) -> impl Fn(std::io::Error) -> Error {
    let place = crate::safe::escape_line(&path.display().to_string()).to_string();
    move |cause| Error::unavailable(format!("Could not make the demo in {place}: {cause}"))
}

fn failed(cause: impl Display) -> Error {
    Error::unavailable(format!("Could not make the demo: {cause}"))
}
