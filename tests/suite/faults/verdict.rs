//! What a run with a fault may leave behind.

use std::{fs, path::Path};

use super::{
    ground::{Ground, PENDING, SAVED, SHEET, Task, own, traced},
    trace::{Fault, Kind},
};
use crate::cli_desk::{Desk, Run};

/// Makes a task with a fault, then starts the program as anybody would; says what is not as it must be.
///
/// Returns whether the fault came to pass: a call may be made less often than when it was traced.
pub(super) fn run(ground: &Ground, fault: &Fault) -> Result<bool, String> {
    let desk = ground.copy();
    let log = desk.yard().join("faults");
    let options = ["-o", log.to_str().ok_or("no path")?, "-e", &fault.option()];
    let ran = traced(&desk, &options, ground.task.args()).ok_or("it could not be traced")?;
    let log = fs::read(&log).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let happened = match fault.kind {
        Kind::Kill => log.contains("+++ killed by SIGKILL"),
        Kind::Disk | Kind::Full => log.contains("(INJECTED)"),
    };
    let acknowledged = ran.status == 0;
    demand(
        !ran.err.contains("panicked"),
        &format!("it panicked: {ran:#?}"),
    )?;
    // Without a fault: the next start mends what there is to mend, and asks nothing.
    let next = desk.run(&["status"]);
    demand(
        next.status == 0,
        &format!("the next start failed: {next:#?}"),
    )?;
    demand(
        !next.err.contains("nothing can be committed"),
        &format!("the next start is held up: {next:#?}"),
    )?;
    demand(
        own(&desk) == ground.own,
        &format!(
            "the user's own work is another: {} was {}",
            own(&desk),
            ground.own
        ),
    )?;
    records(ground, &desk, acknowledged, &ran)?;
    litter(&desk.repo()).map_err(|why| format!("{why}: {next:#?}"))?;
    let fsck = desk.command_of("git").args(["fsck", "--strict"]).output();
    let fsck = fsck.map_err(|error| error.to_string())?;
    demand(fsck.status.success(), &format!("git fsck: {fsck:?}"))?;
    // And all goes on as if nothing had been.
    goes_on(&desk).map(|()| happened)
}

fn demand(holds: bool, why: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why.to_owned()) }
}

/// Holds the records against what was said to be done.
fn records(ground: &Ground, desk: &Desk, acknowledged: bool, ran: &Run) -> Result<(), String> {
    let sheet = desk.read(SHEET);
    let head = desk.git(&["rev-parse", "HEAD"]);
    let committed = desk.git(&["show", &format!("HEAD:{SHEET}")]);
    match ground.task {
        Task::Save => {
            demand(
                !acknowledged || is_new(&sheet),
                &format!("the answer was acknowledged and is not there: {ran:#?} {sheet}"),
            )?;
            demand(
                sheet == ground.sheet || is_new(&sheet),
                &format!("the record is neither the old nor the new one: {sheet}"),
            )
        }
        Task::Commit | Task::CommitWithHook | Task::CommitByGit | Task::Undo | Task::Finish => {
            demand(
                sheet == ground.sheet,
                &format!("the record is another: {sheet}"),
            )?;
            let is_made = head != ground.head;
            if ground.task.commits() && acknowledged {
                demand(is_made, "the commit was acknowledged and is not there")?;
            }
            let whole = committed.matches(PENDING).count() == 2;
            demand(
                is_made == whole,
                &format!("the commit is not whole: {committed}"),
            )?;
            match ground.task {
                Task::Undo => demand(!is_made, "what was to be undone is committed"),
                Task::Finish => demand(is_made, "what was to be finished is not committed"),
                Task::Commit | Task::CommitWithHook | Task::CommitByGit | Task::Save => Ok(()),
            }
        }
    }
}

fn is_new(sheet: &str) -> bool {
    sheet.contains(SAVED) && sheet.parse::<toml::Table>().is_ok()
}

/// What stays in the program's own folder: its locks with the place in front of each, and who has saved what bears no name.
const STAYS: [&str; 5] = [
    "commit.lock",
    "commit.lock.next",
    "save.lock",
    "save.lock.next",
    "nameless",
];

/// Demands that no lock, journal or temporary file is left, and in the program's own folder nothing but what stays there.
fn litter(repo: &Path) -> Result<(), String> {
    for entry in fs::read_dir(repo.join(".git/tickmark"))
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name();
        if !STAYS.iter().any(|stays| name == *stays) {
            return Err(format!("{} is left", entry.path().display()));
        }
    }
    let mut folders = vec![repo.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let stays = STAYS.contains(&name.as_str());
            let of_git = path.starts_with(repo.join(".git/objects"));
            let ending = path.extension().unwrap_or_default();
            let is_litter = ending == "lock"
                || (ending == "tmp" && !of_git)
                || path.ends_with(".git/tickmark/journal");
            if is_litter && !stays {
                return Err(format!("{} is left", path.display()));
            }
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
    Ok(())
}

/// Answers and commits once more, without a fault.
fn goes_on(desk: &Desk) -> Result<(), String> {
    let answered = desk.run(&["answer", "a-1", "4.2#2", "--note", "Afterwards"]);
    demand(
        answered.status == 0,
        &format!("no answer is taken any more: {answered:#?}"),
    )?;
    let committed = desk.run(&["commit"]);
    demand(
        committed.status == 0,
        &format!("nothing is committed any more: {committed:#?}"),
    )?;
    let text = desk.git(&["show", &format!("HEAD:{SHEET}")]);
    demand(
        text.contains("Afterwards"),
        "what was committed afterwards is not there",
    )
}
