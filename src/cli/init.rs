//! `tickmark init`: make a repository an audit workspace, or set up a clone of one.

use std::path::PathBuf;

use clap::Args;

use crate::{
    error::Result,
    session::{
        self, Session,
        init::Made,
        merging::{ATTRIBUTES, Attributes, SetUp, attributes_path},
    },
};

use super::{
    Place,
    output::{Reply, line},
};

/// Make a repository an audit workspace: write tickmark.toml and commit it.
///
/// A folder that is in no git repository becomes one. With it come the git attributes of the records, by which git merges
/// them field by field (tickmark merge-records), and this clone is told what program that is. Nothing else in the
/// repository is touched, nor committed. In a workspace that is one already, this clone of it is set up so.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark init --organisation 'Example Insurance Ltd'
  tickmark init                                   in a new clone: let git merge records field by field")]
pub(super) struct Init {
    /// The folder; the current one if left out.
    dir: Option<PathBuf>,

    /// The organisation whose management system is audited; needed for a new workspace.
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
}

pub(super) fn run(verb: &Init, place: &Place) -> Result<Reply> {
    let dir = verb
        .dir
        .as_ref()
        .map_or_else(|| place.dir.clone(), |dir| place.resolve(dir));
    let made = session::init::init(&dir, verb.organisation.as_deref(), place.clock.clone())?;
    Ok(match made {
        Made::Workspace(session) => {
            let mut reply = Reply::text(format!(
                "{} is an audit workspace of {}\n",
                line(&root(&session)),
                line(&session.workspace().organisation)
            ));
            reply.note("next: tickmark new AUDIT --title TITLE --checklist iso-42001");
            reply
        }
        Made::Clone(session, done) => set_up(&session, done),
    })
}

fn root(session: &Session) -> String {
    session.repository().work_dir().display().to_string()
}

/// Says what was set up in a clone.
fn set_up(session: &Session, done: SetUp) -> Reply {
    let mut reply = Reply::text(format!(
        "{} is an audit workspace of {} already\n",
        line(&root(session)),
        line(&session.workspace().organisation)
    ));
    reply.line(if done.driver {
        "this clone now merges records field by field"
    } else {
        "this clone merges records field by field, as before"
    });
    let path = attributes_path(session.store().records_folder());
    match done.attributes {
        Attributes::There => {}
        Attributes::Committed => reply.line(format!("committed: {}", line(&path))),
        Attributes::Theirs => {
            reply.note(format!(
                "{} is a file of your own and does not name the driver, so git merges records line by line; add: {}",
                line(&path),
                ATTRIBUTES.lines().find(|line| !line.starts_with('#')).unwrap_or_default()
            ));
        }
    }
    reply
}
