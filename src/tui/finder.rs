//! The finder: a thread of its own for the paths of the repository, so that typing in the picker waits for nothing.
//!
//! A second thread lists the paths, and then walks the history for their last changes; it sends both in chunks through the
//! same channel, and waits where the finder does not keep up. After each chunk of paths the newest question is answered again
//! with what is there. A third thread searches contents.

mod contents;

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, SyncSender},
    },
};

use crate::{
    error::{Error, Result},
    session::{
        path_query::PathQuery,
        paths::{ChangesFound, ChangesTold, Files, PathIndex, Preferred},
        search::Search,
    },
};

use self::contents::Wanted;
use super::{
    effect::{FindRequest, Origin, Reply, Ticket},
    lane::Lane,
    runner::Sender,
};

/// How many chunks may wait to be taken in: more would only be in memory twice.
const CHUNKS_AHEAD: usize = 3;

/// The way to ask the finder; a newer question makes it drop what it is at.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The number of the newest question for paths.
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
    /// Last changes of the paths of the listing with this number.
    Changes(u64, ChangesFound),
    /// There are no more of them; none where they could not be read.
    Changed(u64, Option<ChangesTold>),
}

/// What is asked now, answered again whenever more paths arrive.
#[derive(Debug, Clone)]
struct Question {
    number: u64,
    text: String,
    query: PathQuery,
    limit: usize,
    preferred: Arc<Preferred>,
}

/// The finder's end of the line.
pub struct Finder {
    root: PathBuf,
    newest: Arc<AtomicU64>,
    from_all: mpsc::Receiver<ToFinder>,
    inbox: mpsc::Sender<ToFinder>,
    files: Option<Files>,
    index: PathIndex,
    /// The number of the listing that is in the index or on its way there.
    listing: Arc<AtomicU64>,
    /// What was at the branch's tip when it began.
    state: Option<String>,
    /// Whether that was looked at since the repositories were opened.
    looked: bool,
    /// One for each chunk that waits.
    waiting: Option<Receiver<()>>,
    question: Option<Question>,
    seeking: Option<Lane<Wanted>>,
    /// How often the repositories are to be opened anew.
    opening: u64,
}

impl Asking {
    /// Makes the two ends, for the repository that holds a folder.
    pub fn new(root: &Path) -> (Self, Finder) {
        let newest = Arc::<AtomicU64>::default();
        let (inbox, from_all) = mpsc::channel();
        let finder = Finder {
            root: root.to_owned(),
            newest: Arc::clone(&newest),
            from_all,
            inbox: inbox.clone(),
            files: None,
            index: PathIndex::new(),
            listing: Arc::default(),
            state: None,
            looked: false,
            waiting: None,
            question: None,
            seeking: None,
            opening: 0,
        };
        (Self { newest, inbox }, finder)
    }

    /// Asks; the answers come as [`Reply`]s.
    pub fn ask(&self, request: FindRequest) {
        let number = match request {
            FindRequest::Paths { .. } => self.newest.fetch_add(1, Ordering::SeqCst) + 1,
            FindRequest::Contents { .. }
            | FindRequest::StopContents
            | FindRequest::Refresh
            | FindRequest::Forget => 0,
        };
        // The finder ends only with the program, and then nobody waits for an answer.
        let _ = self.inbox.send(ToFinder::Asked(number, request));
    }
}

impl Finder {
    /// Works until nobody listens any more.
    pub fn run(mut self, answers: &Sender<Reply>) {
        while let Ok(message) = self.from_all.recv() {
            if let Some(reply) = self.take(message, answers)
                && !answers.reply(reply)
            {
                break;
            }
        }
        // Whoever lists or walks is told to stop.
        self.listing.fetch_add(1, Ordering::SeqCst);
    }

    fn take(&mut self, message: ToFinder, answers: &Sender<Reply>) -> Option<Reply> {
        match message {
            ToFinder::Asked(number, request) => self.asked(number, request, answers),
            ToFinder::Chunk(listing, paths) => {
                self.make_room(listing)?;
                self.index.extend(&paths);
                self.search()
            }
            ToFinder::Listed(listing, outcome) => {
                self.is_current(listing)?;
                self.index.finish();
                match outcome {
                    Ok(()) => self.search(),
                    Err(error) => Some(Reply::failed(Origin::Paths, error)),
                }
            }
            ToFinder::Changes(listing, found) => {
                self.make_room(listing)?;
                self.index.note_changes(&found);
                // Rows that are sorted anew all the time could not be read: only who asked for dates sees them come in.
                let dated = |question: &Question| question.query.filters.needs_changes();
                self.question.as_ref().is_some_and(dated).then_some(())?;
                self.search()
            }
            ToFinder::Changed(listing, told) => {
                self.is_current(listing)?;
                self.index.finish_changes(told);
                self.search()
            }
        }
    }

    fn asked(
        &mut self,
        number: u64,
        request: FindRequest,
        answers: &Sender<Reply>,
    ) -> Option<Reply> {
        match request {
            FindRequest::Paths {
                query,
                limit,
                preferred,
            } => {
                self.question = Some(Question {
                    number,
                    query: PathQuery::parse(&query),
                    text: query,
                    limit,
                    preferred,
                });
                if !self.looked {
                    return self.refresh().or_else(|| self.search());
                }
                self.search()
            }
            FindRequest::Contents { ticket, query } => self.seek(ticket, &query, answers),
            FindRequest::StopContents => {
                if let Some(seeking) = &self.seeking {
                    seeking.stop();
                }
                None
            }
            FindRequest::Refresh => self.refresh(),
            FindRequest::Forget => {
                self.files = None;
                self.opening += 1;
                self.looked = false;
                None
            }
        }
    }

    fn opened(&mut self) -> Result<&Files> {
        let files = match self.files.take() {
            Some(files) => files,
            None => Files::open(&self.root)?,
        };
        Ok(self.files.insert(files))
    }

    fn is_current(&self, listing: u64) -> Option<()> {
        (listing == self.listing.load(Ordering::SeqCst)).then_some(())
    }

    /// Lets another chunk wait; none where this one is of an older listing.
    fn make_room(&self, listing: u64) -> Option<()> {
        self.is_current(listing)?;
        let waiting = self.waiting.as_ref()?;
        waiting.try_recv().ok()
    }

    /// Lists the paths again if the branch has moved since.
    fn refresh(&mut self) -> Option<Reply> {
        let state = match self.opened().and_then(Files::state) {
            Ok(state) => state,
            Err(error) => return Some(Reply::failed(Origin::Paths, error)),
        };
        self.looked = true;
        if self.state.as_ref() != Some(&state) {
            self.index = PathIndex::new();
            self.state = Some(state);
            self.start_listing();
        }
        None
    }

    fn start_listing(&mut self) {
        let number = self.listing.fetch_add(1, Ordering::SeqCst) + 1;
        let (room, waiting) = mpsc::sync_channel(CHUNKS_AHEAD);
        self.waiting = Some(waiting);
        let listing = Listing {
            root: self.root.clone(),
            number,
            current: Arc::clone(&self.listing),
            inbox: self.inbox.clone(),
            room,
        };
        if let Err(cause) = std::thread::Builder::new()
            .name("paths".to_owned())
            .spawn(move || listing.run())
        {
            let error = Error::unavailable(format!("Could not list the files: {cause}"));
            let _ = self.inbox.send(ToFinder::Listed(number, Err(error)));
        }
    }

    fn search(&mut self) -> Option<Reply> {
        let question = self.question.as_ref()?;
        let newest = &self.newest;
        let stale = || newest.load(Ordering::SeqCst) != question.number;
        if stale() {
            return None;
        }
        let found =
            self.index
                .search(&question.query, question.limit, &question.preferred, &stale)?;
        Some(Reply::Paths {
            query: question.text.clone(),
            found,
        })
    }

    /// Passes a search of contents on, with what its filters mean now; an answer where nobody can search.
    fn seek(&mut self, ticket: Ticket, query: &str, answers: &Sender<Reply>) -> Option<Reply> {
        let typed = PathQuery::parse(query);
        let wanted = Wanted {
            ticket,
            search: Search::typed(&typed, &self.index),
            remark: self.index.remark(&typed.filters),
            opening: self.opening,
        };
        let seeking = match self.seeking.take() {
            Some(seeking) => seeking,
            None => match contents::start(self.root.clone(), answers.clone()) {
                Ok(seeking) => seeking,
                Err(cause) => return Some(contents::unstarted(ticket, &cause)),
            },
        };
        self.seeking.insert(seeking).ask(wanted);
        None
    }
}

/// A thread that lists the paths and then finds their last changes.
struct Listing {
    root: PathBuf,
    number: u64,
    current: Arc<AtomicU64>,
    inbox: mpsc::Sender<ToFinder>,
    /// Waits where too much is on its way.
    room: SyncSender<()>,
}

impl Listing {
    fn run(self) {
        // Nobody to tell means that the program is ending.
        let files = match Files::open(&self.root) {
            Ok(files) => files,
            Err(error) => {
                let _ = self.inbox.send(ToFinder::Listed(self.number, Err(error)));
                return;
            }
        };
        let listed = files.list(&mut |paths| self.send(ToFinder::Chunk(self.number, paths)));
        let whole = listed.is_ok();
        let _ = self.inbox.send(ToFinder::Listed(self.number, listed));
        if !whole || self.is_over() {
            return;
        }
        let told = files.last_changes(&|| self.is_over(), &mut |found| {
            self.send(ToFinder::Changes(self.number, found))
        });
        if let Err(error) = &told {
            tracing::warn!(message = %error.message, "the last changes of the files are not known");
        }
        let _ = self.inbox.send(ToFinder::Changed(self.number, told.ok()));
    }

    fn is_over(&self) -> bool {
        self.current.load(Ordering::SeqCst) != self.number
    }

    fn send(&self, message: ToFinder) -> ControlFlow<()> {
        if self.is_over() || self.room.send(()).is_err() || self.inbox.send(message).is_err() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}
