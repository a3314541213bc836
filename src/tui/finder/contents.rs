//! Searching contents: a thread of its own, that drops what it is at when something newer is asked.

use std::{
    ops::ControlFlow,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
};

use crate::{
    error::Result,
    session::{paths::Files, search::Search},
};

use super::super::{
    effect::{ContentsEnd, Reply, Ticket},
    runner::Sender,
};

/// What is looked for.
pub(super) struct Wanted {
    pub(super) number: u64,
    /// The number that the answers bear.
    pub(super) ticket: Ticket,
    pub(super) search: Result<Search>,
    pub(super) remark: Option<String>,
}

/// The way to ask the thread.
pub(super) struct Seeking(mpsc::Sender<Wanted>);

impl Seeking {
    /// Starts the thread; `newest` has the number of the newest question.
    pub(super) fn start(
        root: PathBuf,
        newest: Arc<AtomicU64>,
        answers: Sender<Reply>,
    ) -> std::io::Result<Self> {
        let (inbox, wanted) = mpsc::channel();
        std::thread::Builder::new()
            .name("contents".to_owned())
            .spawn(move || {
                let mut files = None;
                while let Ok(mut next) = wanted.recv() {
                    while let Ok(newer) = wanted.try_recv() {
                        next = newer;
                    }
                    if !seek(&next, &root, &mut files, &newest, &answers) {
                        return;
                    }
                }
            })?;
        Ok(Self(inbox))
    }

    /// Asks; the thread ends only with the program, and then nobody waits for an answer.
    pub(super) fn ask(&self, wanted: Wanted) {
        let _ = self.0.send(wanted);
    }
}

/// Searches and answers as lines are found; false when the program has ended.
fn seek(
    wanted: &Wanted,
    root: &std::path::Path,
    files: &mut Option<Files>,
    newest: &AtomicU64,
    answers: &Sender<Reply>,
) -> bool {
    let stale = || newest.load(Ordering::SeqCst) != wanted.number;
    let reply = |found, end| {
        answers.reply(Reply::Contents {
            ticket: wanted.ticket,
            found,
            end,
        })
    };
    let mut listened = true;
    let mut run = || {
        let search = wanted.search.as_ref().map_err(Clone::clone)?;
        if files.is_none() {
            *files = Some(Files::open(root)?);
        }
        let Some(files) = files else {
            return Ok(None);
        };
        let grepped = files.search(search, &stale, &mut |hits| {
            if stale() {
                return ControlFlow::Break(());
            }
            listened = reply(vec![hits], None);
            if listened {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        Ok(Some(grepped))
    };
    let outcome = run();
    if !listened {
        return false;
    }
    if stale() {
        return true;
    }
    let end = ContentsEnd {
        outcome: outcome.map(Option::unwrap_or_default),
        remark: wanted.remark.clone(),
    };
    reply(Vec::new(), Some(Box::new(end)))
}
