//! The finder: a thread of its own for the paths of the repository, so that typing in the picker waits for nothing.
//!
//! A second thread lists the paths and sends them in chunks through the same channel; after each the newest question is
//! answered again with what is there.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
};

use crate::{
    error::{Error, Result},
    session::paths::{Files, PathIndex},
};

use super::{
    effect::{FindRequest, Reply},
    runner::Sender,
};

/// The way to ask the finder; a newer question makes it drop what it is at.
#[derive(Debug, Clone)]
pub struct Asking {
    newest: Arc<AtomicU64>,
    inbox: mpsc::Sender<ToFinder>,
}

#[derive(Debug)]
enum ToFinder {
    Asked(u64, FindRequest),
    /// Paths, of the listing with this number.
    Chunk(u64, Vec<String>),
    /// The listing with this number is at its end.
    Listed(u64, Result<()>),
}

/// What is asked now, answered again whenever more paths arrive.
#[derive(Debug, Clone)]
struct Question {
    number: u64,
    query: String,
    limit: usize,
    cited: Arc<Vec<String>>,
}

/// The finder's end of the line.
pub struct Finder {
    root: PathBuf,
    newest: Arc<AtomicU64>,
    from_all: mpsc::Receiver<ToFinder>,
    inbox: mpsc::Sender<ToFinder>,
    index: PathIndex,
    listing: u64,
    question: Option<Question>,
}

impl Asking {
    /// Makes the two ends, for the repository that holds a folder.
    pub fn new(root: &Path) -> (Self, Finder) {
        let newest = Arc::new(AtomicU64::new(0));
        let (inbox, from_all) = mpsc::channel();
        let finder = Finder {
            root: root.to_owned(),
            newest: Arc::clone(&newest),
            from_all,
            inbox: inbox.clone(),
            index: PathIndex::new(),
            listing: 0,
            question: None,
        };
        (Self { newest, inbox }, finder)
    }

    /// Asks; the answers come as [`Reply`]s.
    pub fn ask(&self, request: FindRequest) {
        let number = match request {
            FindRequest::Paths { .. } => self.newest.fetch_add(1, Ordering::SeqCst) + 1,
            FindRequest::Preview(_) | FindRequest::Forget => 0,
        };
        // The finder ends only with the program, and then nobody waits for an answer.
        let _ = self.inbox.send(ToFinder::Asked(number, request));
    }
}

impl Finder {
    /// Works until nobody listens any more.
    pub fn run(mut self, answers: &Sender<Reply>) {
        while let Ok(message) = self.from_all.recv() {
            if let Some(reply) = self.take(message)
                && !answers.reply(reply)
            {
                return;
            }
        }
    }

    fn take(&mut self, message: ToFinder) -> Option<Reply> {
        match message {
            ToFinder::Asked(
                number,
                FindRequest::Paths {
                    query,
                    limit,
                    cited,
                },
            ) => {
                self.question = Some(Question {
                    number,
                    query,
                    limit,
                    cited,
                });
                if self.listing == 0 {
                    self.start_listing();
                }
                self.search()
            }
            // The previewer is asked for files.
            ToFinder::Asked(_, FindRequest::Preview(_)) => None,
            ToFinder::Asked(_, FindRequest::Forget) => {
                self.index = PathIndex::new();
                self.listing = 0;
                None
            }
            ToFinder::Chunk(listing, paths) => {
                if listing != self.listing {
                    return None;
                }
                self.index.extend(&paths);
                self.search()
            }
            ToFinder::Listed(listing, outcome) => {
                if listing != self.listing {
                    return None;
                }
                self.index.finish();
                match outcome {
                    Ok(()) => self.search(),
                    Err(error) => Some(Reply::Failed(error)),
                }
            }
        }
    }

    fn start_listing(&mut self) {
        self.listing = self.newest.load(Ordering::SeqCst).max(1);
        let (root, listing, inbox) = (self.root.clone(), self.listing, self.inbox.clone());
        let list = move || {
            let outcome = Files::open(&root).and_then(|files| {
                files.list(
                    &mut |paths| match inbox.send(ToFinder::Chunk(listing, paths)) {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(_) => ControlFlow::Break(()),
                    },
                )
            });
            // Nobody to tell means that the program is ending.
            let _ = inbox.send(ToFinder::Listed(listing, outcome));
        };
        if let Err(cause) = std::thread::Builder::new()
            .name("paths".to_owned())
            .spawn(list)
        {
            let error = Error::unavailable(format!("Could not list the files: {cause}"));
            let _ = self.inbox.send(ToFinder::Listed(listing, Err(error)));
        }
    }

    fn search(&mut self) -> Option<Reply> {
        let question = self.question.as_ref()?;
        let newest = &self.newest;
        let stale = || newest.load(Ordering::SeqCst) != question.number;
        if stale() {
            return None;
        }
        let found = self
            .index
            .search(&question.query, question.limit, &question.cited, &stale)?;
        Some(Reply::Paths {
            query: question.query.clone(),
            rows: found.rows,
            matched: found.matched,
            total: found.total,
            complete: found.complete,
        })
    }
}
