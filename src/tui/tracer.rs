//! The tracers: two threads that look into what became of citations, so that neither the screen nor the worker waits.
//!
//! One compares texts, which is quick; the other walks history, which may not be. Each has the repositories open for itself,
//! and drops what it is at when something newer is asked of it.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
};

use crate::{
    domain::{
        evidence::{EvidenceLink, Pin},
        workspace::EvidenceRepository,
    },
    error::Result,
    session::{
        comparison::{self, Which, pin_of},
        repositories::Repositories,
        trail::{self, Trail},
    },
};

use super::{
    effect::{Question, Reply, Trace},
    runner::Sender,
    screens::evidence::{Compared, InCommit, Trailed},
};

/// How many histories are remembered; they are known by the pin and the commit, never by time.
const REMEMBERED: usize = 32;

/// The ways to ask the tracers.
#[derive(Debug)]
pub struct Tracing {
    comparisons: Lane,
    history: Lane,
}

#[derive(Debug)]
struct Lane {
    newest: Arc<AtomicU64>,
    inbox: mpsc::Sender<(u64, Trace)>,
}

/// A tracer's end of the line.
pub struct Tracer {
    root: PathBuf,
    newest: Arc<AtomicU64>,
    asked: mpsc::Receiver<(u64, Trace)>,
    opened: Option<(Vec<EvidenceRepository>, Repositories)>,
    remembered: Vec<(Pin, String, Trail)>,
}

impl Tracing {
    /// Makes both ends of both lanes, for the repository that holds a folder.
    pub fn new(root: &Path) -> (Self, Vec<Tracer>) {
        let (comparisons, comparing) = lane(root);
        let (history, walking) = lane(root);
        let tracing = Self {
            comparisons,
            history,
        };
        (tracing, vec![comparing, walking])
    }

    /// Asks; the answers come as [`Reply`]s.
    pub fn ask(&self, trace: Trace) {
        let lane = match trace.question {
            Question::Compare { .. } | Question::Commit { .. } => &self.comparisons,
            Question::Trail(_) => &self.history,
        };
        let number = lane.newest.fetch_add(1, Ordering::SeqCst) + 1;
        // A tracer ends only with the program, and then nobody waits for an answer.
        let _ = lane.inbox.send((number, trace));
    }
}

fn lane(root: &Path) -> (Lane, Tracer) {
    let newest = Arc::new(AtomicU64::new(0));
    let (inbox, asked) = mpsc::channel();
    let tracer = Tracer {
        root: root.to_owned(),
        newest: Arc::clone(&newest),
        asked,
        opened: None,
        remembered: Vec::new(),
    };
    (Lane { newest, inbox }, tracer)
}

impl Tracer {
    /// Works until nobody asks or listens any more.
    pub fn run(mut self, answers: &Sender<Reply>) {
        while let Ok((number, trace)) = self.asked.recv() {
            let newest = Arc::clone(&self.newest);
            let stale = || newest.load(Ordering::SeqCst) != number;
            if stale() {
                continue;
            }
            let reply = self.answer(trace, &stale);
            if !stale() && !answers.reply(reply) {
                return;
            }
        }
    }

    /// Answers one question; of no use once `stop` says so.
    pub fn answer(&mut self, trace: Trace, stop: &dyn Fn() -> bool) -> Reply {
        self.look(trace, stop).unwrap_or_else(Reply::Failed)
    }

    fn look(&mut self, trace: Trace, stop: &dyn Fn() -> bool) -> Result<Reply> {
        let repositories = self.repositories(trace.declared)?;
        match trace.question {
            Question::Compare {
                link,
                which,
                beside,
            } => {
                let compared = comparison::compare(repositories, &link, which, &beside)?;
                Ok(Reply::Compared(Box::new(Compared::of(compared))))
            }
            Question::Commit { link, commit } => {
                let pin = pin_of(&link, Which::Current)?;
                let edit = comparison::in_commit(repositories, &pin, &commit)?;
                let seen = InCommit::of(*link, *commit, edit);
                Ok(Reply::InCommit(Box::new(seen)))
            }
            Question::Trail(link) => {
                let trail = self.trail(&link, stop)?;
                Ok(Reply::Trailed(Box::new(Trailed { link: *link, trail })))
            }
        }
    }

    fn trail(&mut self, link: &EvidenceLink, stop: &dyn Fn() -> bool) -> Result<Trail> {
        let pin = pin_of(link, Which::Current)?;
        let Some((_, repositories)) = &self.opened else {
            return Ok(unknown("it was not looked for"));
        };
        let tip = match trail::commit_of(repositories, &pin, None) {
            Ok(tip) => tip,
            Err(error) => return Ok(unknown(&error.message)),
        };
        let is_known = |known: &&(Pin, String, Trail)| known.0 == pin && known.1 == tip;
        if let Some((_, _, trail)) = self.remembered.iter().find(is_known) {
            return Ok(trail.clone());
        }
        let trail = trail::trail(repositories, &pin, None, stop);
        if !stop() {
            if self.remembered.len() >= REMEMBERED {
                self.remembered.remove(0);
            }
            self.remembered.push((pin, tip, trail.clone()));
        }
        Ok(trail)
    }

    /// Returns the repositories, opened when they are first needed.
    fn repositories(&mut self, declared: Vec<EvidenceRepository>) -> Result<&Repositories> {
        let mut opened = match self.opened.take() {
            Some(opened) => opened,
            None => (declared.clone(), trail::open(&self.root, &declared)?),
        };
        if opened.0 != declared {
            opened.1.declare(&declared);
            opened.0 = declared;
        }
        Ok(&self.opened.insert(opened).1)
    }
}

fn unknown(why: &str) -> Trail {
    Trail {
        between: Err(why.to_owned()),
        proposals: Err(why.to_owned()),
    }
}

#[cfg(test)]
impl Tracer {
    /// Makes a tracer that is asked directly.
    pub(super) fn at(root: &Path) -> Self {
        lane(root).1
    }
}
