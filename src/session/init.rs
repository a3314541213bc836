//! Making a repository an audit workspace.

use std::path::Path;

use crate::{
    clock::Clock,
    domain::{
        change,
        record::{Record, RecordKey},
        workspace::Workspace,
    },
    error::{Error, Result},
    store::Store,
    vcs::{self, Change, Repository},
};

use super::{
    Session,
    merging::{self, SetUp},
    review::PendingRecord,
};

/// What became of a folder that was to be a workspace.
pub enum Made {
    /// It is one now.
    Workspace(Session),
    /// It was one already: this clone was set up.
    Clone(Session, SetUp),
}

impl Made {
    /// Returns the workspace.
    pub fn into_session(self) -> Session {
        match self {
            Self::Workspace(session) | Self::Clone(session, _) => session,
        }
    }
}

/// Makes a folder's repository a workspace and commits that; a folder without a repository gets one. Either way git merges
/// records field by field from then on.
///
/// Refuses where a workspace of another organisation is already, and where nobody is known to commit as.
pub fn init(dir: &Path, organisation: Option<&str>, clock: Clock) -> Result<Made> {
    let organisation = organisation.map(str::trim);
    if organisation == Some("") {
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
    let nameless = || {
        Error::usage("Could not make a workspace: the organisation is missing")
            .hint("tickmark init --organisation NAME")
    };
    let repository = match vcs::open(dir) {
        Ok(repository) => repository,
        Err(vcs::VcsError::NotARepository { .. }) if organisation.is_none() => {
            return Err(nameless());
        }
        Err(vcs::VcsError::NotARepository { .. }) => vcs::init(dir)?,
        Err(other) => return Err(other.into()),
    };
    if Store::is_workspace(repository.work_dir()) {
        return set_up(repository.work_dir(), organisation, clock);
    }
    let Some(organisation) = organisation else {
        return Err(nameless());
    };
    // Asked before anything is written, so that a missing name leaves nothing behind.
    repository.identity()?;
    let workspace = Workspace::of(organisation.to_owned());
    let text = Store::text_of(&Record::Workspace(workspace.clone()));
    crate::atomic::write_beneath(repository.work_dir(), "tickmark.toml", text.as_bytes())
        .map_err(|cause| Error::unavailable(format!("Could not write tickmark.toml: {cause}")))?;
    let mut session = Session::open(repository.work_dir(), clock)?;
    session.apply(&change::Change::of(
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
    merging::set_up_clone(session.repository())?;
    review.files.extend(attributes(&session));
    session.commit(
        &review,
        &format!("Make this an audit workspace of {organisation}"),
    )?;
    Ok(Made::Workspace(session))
}

/// Sets up the clone of a workspace.
fn set_up(root: &Path, organisation: Option<&str>, clock: Clock) -> Result<Made> {
    let mut session = Session::open(root, clock)?;
    if organisation.is_some_and(|name| name != session.workspace().organisation) {
        return Err(Error::usage(format!(
            "Could not make a workspace: {} is one already, of another organisation",
            crate::safe::escape_line(&root.display().to_string())
        ))
        .hint("open it: tickmark")
        .hint("set up this clone of it: tickmark init")
        .hint("plan an audit: tickmark new AUDIT --title TITLE --checklist ID"));
    }
    let done = session.set_up_merging()?;
    Ok(Made::Clone(session, done))
}

/// Returns the attributes of the records, to be committed with the workspace; none where somebody has a file of their own there.
fn attributes(session: &Session) -> Option<PendingRecord> {
    let path = merging::attributes_path(session.store().records_folder());
    let is_free = std::fs::symlink_metadata(session.store().root().join(&path)).is_err();
    is_free.then(|| PendingRecord {
        path,
        key: None,
        change: Change::Added,
        old: String::new(),
        new: merging::ATTRIBUTES.to_owned(),
        kept: None,
    })
}
