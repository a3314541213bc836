//! Searching contents: a thread of its own, that drops what it is at when something newer is asked.

use std::{io, ops::ControlFlow, path::PathBuf};

use crate::{
    error::{Error, Result},
    session::{
        paths::Files,
        search::{Grepped, Search},
    },
};

use super::super::{
    effect::{ContentsEnd, Reply, Ticket},
    lane::{Lane, lane},
    runner::Sender,
};

/// What is looked for.
pub(super) struct Wanted {
    /// The number that the answers bear.
    pub(super) ticket: Ticket,
    pub(super) search: Result<Search>,
    pub(super) remark: Option<String>,
    /// How often the repositories are to be opened anew by then.
    pub(super) opening: u64,
}

/// Starts the thread.
pub(super) fn start(root: PathBuf, answers: Sender<Reply>) -> io::Result<Lane<Wanted>> {
    let (lane, asked) = lane();
    std::thread::Builder::new()
        .name("contents".to_owned())
        .spawn(move || {
            let mut seeker = Seeker { root, opened: None };
            asked.serve(&answers, |wanted, stale, tell| {
                seeker.seek(&wanted, stale, tell);
            });
        })?;
    Ok(lane)
}

/// Answers that nothing can be searched, as the thread could not be started.
pub(super) fn unstarted(ticket: Ticket, cause: &io::Error) -> Reply {
    let error = Error::unavailable(format!("Could not search the files: {cause}"));
    at_end(ticket, Err(error), None)
}

fn at_end(ticket: Ticket, outcome: Result<Grepped>, remark: Option<String>) -> Reply {
    Reply::Contents {
        ticket,
        found: Vec::new(),
        end: Some(Box::new(ContentsEnd { outcome, remark })),
    }
}

struct Seeker {
    root: PathBuf,
    /// The repositories, and how often they were to be opened anew by then.
    opened: Option<(u64, Files)>,
}

impl Seeker {
    /// Searches and answers as lines are found.
    fn seek(
        &mut self,
        wanted: &Wanted,
        stale: &(dyn Fn() -> bool + Sync),
        tell: &mut dyn FnMut(Reply) -> bool,
    ) {
        let outcome = self.search(wanted, stale, tell);
        tell(at_end(wanted.ticket, outcome, wanted.remark.clone()));
    }

    fn search(
        &mut self,
        wanted: &Wanted,
        stale: &(dyn Fn() -> bool + Sync),
        tell: &mut dyn FnMut(Reply) -> bool,
    ) -> Result<Grepped> {
        let search = wanted.search.as_ref().map_err(Clone::clone)?;
        let current = self.opened.take().filter(|(n, _)| *n == wanted.opening);
        let opened = match current {
            Some(opened) => opened,
            None => (wanted.opening, Files::open(&self.root)?),
        };
        let (_, files) = self.opened.insert(opened);
        files.search(search, stale, &mut |hits| {
            let more = tell(Reply::Contents {
                ticket: wanted.ticket,
                found: vec![hits],
                end: None,
            });
            if more {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })
    }
}
