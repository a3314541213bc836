//! Making a repository an audit workspace.

use std::path::Path;

use crate::{
    clock::Clock,
    domain::{
        change::Change,
        record::{Record, RecordKey},
        workspace::Workspace,
    },
    error::{Error, Result},
    store::Store,
    vcs::{self, Repository},
};

use super::Session;

/// Makes a folder's repository a workspace and commits that; a folder without a repository gets one.
///
/// Refuses where a workspace is already, and where nobody is known to commit as.
pub fn init(dir: &Path, organisation: &str, clock: Clock) -> Result<Session> {
    let organisation = organisation.trim();
    if organisation.is_empty() {
        return Err(
            Error::usage("Could not make a workspace: the organisation has no name")
                .hint("tickmark init --organisation NAME"),
        );
    }
    if !dir.exists()
        && let Some(around) = dir.ancestors().find(|above| above.is_dir())
        && let Ok(around) = vcs::open(around)
    {
        let around = around.work_dir().display().to_string();
        let around = crate::safe::escape_line(&around);
        return Err(Error::usage(format!(
            "Could not make a workspace: the folder is not there, and would be within the repository {around}"
        ))
        .hint(format!("make that one a workspace: tickmark -C {around} init --organisation NAME"))
        .hint("for a repository of its own make one there first: git init"));
    }
    let repository = match vcs::open(dir) {
        Ok(repository) => repository,
        Err(vcs::VcsError::NotARepository { .. }) => vcs::init(dir)?,
        Err(other) => return Err(other.into()),
    };
    if Store::is_workspace(repository.work_dir()) {
        return Err(Error::usage(format!(
            "Could not make a workspace: {} is one already",
            repository.work_dir().display()
        ))
        .hint("open it: tickmark")
        .hint("plan an audit: tickmark new AUDIT --title TITLE --checklist ID"));
    }
    // Asked before anything is written, so that a missing name leaves nothing behind.
    repository.identity()?;
    let workspace = Workspace::of(organisation.to_owned());
    let text = Store::text_of(&Record::Workspace(workspace.clone()));
    crate::atomic::write_beneath(repository.work_dir(), "tickmark.toml", text.as_bytes())
        .map_err(|cause| Error::unavailable(format!("Could not write tickmark.toml: {cause}")))?;
    let mut session = Session::open(repository.work_dir(), clock)?;
    session.apply(&Change::of(
        "workspace made",
        None,
        Record::Workspace(workspace),
    ))?;
    let mut review = session.review(None)?;
    review.files.retain(|file| file.path == "tickmark.toml");
    // What else lies there is reviewed when it is committed.
    review
        .problems
        .retain(|problem| problem.record == RecordKey::Workspace);
    session.commit(
        &review,
        &format!("Make this an audit workspace of {organisation}"),
    )?;
    Ok(session)
}
