//! Fetching the other branch and the sign-offs.

use std::process::Command;

use super::{Call, Route, SyncError, program};
use crate::{
    domain::signoff,
    vcs::{GitRepository, commit::git_program},
};

/// What git is told whenever it goes over the network: nothing that a URL could smuggle in, and no tidying up meanwhile.
const HARDENED: [&str; 10] = [
    "-c",
    "protocol.ext.allow=never",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
    "-c",
    "fetch.recurseSubmodules=false",
    "-c",
    "push.followTags=false",
];

/// Returns a call of git that goes over the network.
pub(super) fn git(repo: &GitRepository) -> Command {
    let workdir = repo.raw().workdir().unwrap_or_else(|| repo.raw().path());
    let mut command = git_program(repo.raw(), workdir);
    command.args(HARDENED);
    command
}

/// Fetches the branch of the other side, and its sign-offs.
pub(super) fn fetch(repo: &GitRepository, route: &Route, call: Call<'_>) -> Result<(), SyncError> {
    let branch = format!("+{}:{}", route.upstream, route.tracking);
    let tags = format!("+refs/tags/{}:{}*", signoff::TAGS, route.tag_space());
    let ran = ask(repo, route, &[&branch, &tags], call)?;
    if ran.is_ok {
        repo.look_again();
        return Ok(());
    }
    if !ran.errors.contains("couldn't find remote ref") {
        return Err(unreached(route, &ran));
    }
    // The other side has no such branch, as when nothing was pushed yet: it gets one.
    let ran = ask(repo, route, &[&tags], call)?;
    if !ran.is_ok {
        return Err(unreached(route, &ran));
    }
    let failed = SyncError::git("forget a branch that is gone");
    match repo.raw().find_reference(&route.tracking) {
        Ok(mut gone) => gone.delete().map_err(&failed)?,
        Err(error) if error.code() == git2::ErrorCode::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    repo.look_again();
    Ok(())
}

fn ask(
    repo: &GitRepository,
    route: &Route,
    what: &[&str],
    call: Call<'_>,
) -> Result<program::Ran, SyncError> {
    let mut command = git(repo);
    command
        .args([
            "fetch",
            "--no-tags",
            "--prune",
            "--refmap=",
            "--quiet",
            "--",
        ])
        .arg(&route.remote)
        .args(what);
    program::run(repo, route, command, call)
}

/// Says why the other side was not reached.
pub(super) fn unreached(route: &Route, ran: &program::Ran) -> SyncError {
    let (remote, output) = (route.remote.clone(), ran.said());
    if ran.asks() {
        SyncError::Asks { remote, output }
    } else {
        SyncError::Unreached { remote, output }
    }
}
