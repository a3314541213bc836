//! `tickmark init`: make a repository an audit workspace.

use std::path::PathBuf;

use clap::Args;

use crate::{error::Result, session};

use super::{
    Place,
    output::{Reply, line},
};

/// Make a repository an audit workspace: write tickmark.toml and commit it.
///
/// A folder that is in no git repository becomes one. Nothing else in the repository is touched, nor committed.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark init --organisation 'Example Insurance Ltd'")]
pub(super) struct Init {
    /// The folder; the current one if left out.
    dir: Option<PathBuf>,

    /// The organisation whose management system is audited.
    #[arg(long, value_name = "NAME")]
    organisation: String,
}

pub(super) fn run(verb: &Init, place: &Place) -> Result<Reply> {
    let dir = verb
        .dir
        .as_ref()
        .map_or_else(|| place.dir.clone(), |dir| place.resolve(dir));
    let session = session::init::init(&dir, &verb.organisation, place.clock.clone())?;
    let root = session.repository().work_dir().display().to_string();
    let mut reply = Reply::text(format!(
        "{} is an audit workspace of {}\n",
        line(&root),
        line(&session.workspace().organisation)
    ));
    reply.note("next: tickmark new AUDIT --title TITLE --checklist iso-42001");
    Ok(reply)
}
