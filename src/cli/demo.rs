//! `tickmark demo`: a sample organisation and a half-done audit, to look around in.

use std::path::PathBuf;

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{self, Session},
};

use super::{
    Place,
    output::{Reply, line},
};

/// Where the demo goes when no folder is named.
const FOLDER: &str = "tickmark-demo";

/// Make a sample organisation with a half-done ISO/IEC 42001 audit in a fresh git repository, and open it.
///
/// Names and dates are invented; dates are relative to today. Try whatever you like there: it is yours to throw away.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark demo                      make ./tickmark-demo, or open it if it is there
  tickmark demo /tmp/d --no-open     make it elsewhere and do not open it")]
pub(super) struct Demo {
    /// The folder; it must be empty or not exist yet. ./tickmark-demo if left out.
    dir: Option<PathBuf>,

    /// Make the demo and do not open the terminal program.
    #[arg(long)]
    pub(super) no_open: bool,
}

pub(super) fn run(verb: &Demo, place: &Place) -> Result<(PathBuf, Reply)> {
    let dir = place.resolve(verb.dir.as_deref().unwrap_or_else(|| FOLDER.as_ref()));
    let shown = dir.display().to_string();
    if holds_something(&dir)? {
        // Only a workspace whose top is this very folder: a folder within somebody's repository is not the demo.
        if !dir.join("tickmark.toml").is_file() || !dir.join(".git").exists() {
            return Err(Error::usage(format!(
                "Could not make the demo in {}: the folder is not empty",
                line(&shown)
            ))
            .hint("name another one: tickmark demo DIR"));
        }
        let found = Session::open(&dir, place.clock.clone())?;
        let organisation = &found.workspace().organisation;
        if organisation != session::demo::ORGANISATION {
            return Err(Error::usage(format!(
                "Could not make the demo in {}: it is a workspace of {}",
                line(&shown),
                line(organisation)
            ))
            .hint("name another folder: tickmark demo DIR"));
        }
        return Ok((
            dir,
            Reply::text(format!("the demo is in {} already\n", line(&shown))),
        ));
    }
    let made = session::demo::make(&dir, &place.clock)?;
    let shown = made.display().to_string();
    let mut reply = Reply::text(format!("made the demo in {}\n", line(&shown)));
    reply.note(format!("open it: tickmark -C {}", line(&shown)));
    Ok((made, reply))
}

fn holds_something(dir: &std::path::Path) -> Result<bool> {
    match std::fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(cause) => Err(Error::unavailable(format!(
            "Could not make the demo in {}: {cause}",
            line(&dir.display().to_string())
        ))),
    }
}
