//! The finder: a thread of its own for the paths of the repository, so that typing in the picker waits for nothing.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
    mpsc,
};

use crate::session::paths::{PathIndex, PathQuery};

use super::{
    effect::{FindRequest, Reply},
    runner::Sender,
};

/// The way to ask the finder; a newer question makes it drop what it is at.
#[derive(Debug, Clone)]
pub struct Asking {
    newest: Arc<AtomicU64>,
    questions: mpsc::Sender<(u64, FindRequest)>,
}

impl Asking {
    /// Makes the two ends.
    pub fn new() -> (Self, Finder) {
        let newest = Arc::new(AtomicU64::new(0));
        let (questions, asked) = mpsc::channel();
        let finder = Finder { newest: Arc::clone(&newest), asked };
        (Self { newest, questions }, finder)
    }

    /// Asks; the answer comes as a [`Reply`].
    pub fn ask(&self, request: FindRequest) {
        let number = match request {
            FindRequest::Paths { .. } => self.newest.fetch_add(1, Ordering::SeqCst) + 1,
            FindRequest::Preview(_) | FindRequest::Forget => 0,
        };
        // The finder ends only with the program.
        let _ = self.questions.send((number, request));
    }
}

/// The finder's end of the line.
#[derive(Debug)]
pub struct Finder {
    newest: Arc<AtomicU64>,
    asked: mpsc::Receiver<(u64, FindRequest)>,
}

impl Finder {
    /// Works until nobody asks any more.
    pub fn run(self, mut index: PathIndex, answers: &Sender<Reply>) {
        while let Ok((number, request)) = self.asked.recv() {
            for reply in self.answer(&mut index, number, request) {
                if !answers.reply(reply) {
                    return;
                }
            }
            // Listing goes on between questions, a chunk at a time, and every chunk may better the answer.
        }
    }

    /// Does one request and returns the answers.
    pub fn answer(&self, index: &mut PathIndex, number: u64, request: FindRequest) -> Vec<Reply> {
        match request {
            FindRequest::Paths { query, limit, cited } => {
                let stale = || self.newest.load(Ordering::SeqCst) != number;
                let mut replies = Vec::new();
                let question = PathQuery { text: &query, limit, cited: &cited };
                if let Some(found) = index.search(&question, &stale) {
                    replies.push(Reply::Paths {
                        query,
                        rows: found.rows,
                        matched: found.matched,
                        total: found.total,
                        complete: found.complete,
                    });
                }
                replies
            }
            FindRequest::Preview(path) => {
                let content = index.preview(&path);
                vec![Reply::Previewed { path, content }]
            }
            FindRequest::Forget => {
                index.forget();
                Vec::new()
            }
        }
    }
}
