//! What is on the disk before the program gives the terminal away, stops, or ends: half-typed texts, the place, and the changes
//! that are held up behind a slow deed of the worker.

use std::{
    sync::mpsc::{self, Receiver, Sender},
    time::Duration,
};

use crate::{
    clock::Clock,
    session::{Draft, Drafts, Resume, Session, presence},
    tui::{effect::Request, model::Unsaved},
};

use super::Program;

/// How long worker and keeper are waited for; the loop allows 400 ms for all that an ending program saves.
const WAIT: Duration = Duration::from_millis(120);

/// What the keeper is asked for.
#[derive(Debug)]
pub(super) enum Keep {
    /// Half-typed text.
    Draft(Draft),
    /// Where the person is.
    Place(Resume),
    /// To say when everything asked before is kept.
    Report(Sender<()>),
}

/// Keeps what it is asked to until nobody asks any more; of many places the last one.
pub(super) fn keep(drafts: &Drafts, asked: &Receiver<Keep>) {
    while let Ok(first) = asked.recv() {
        let (mut texts, mut place, mut reports) = (Vec::new(), None, Vec::new());
        for keep in std::iter::once(first).chain(asked.try_iter()) {
            match keep {
                Keep::Draft(draft) => texts.push(draft),
                Keep::Place(resume) => place = Some(resume),
                Keep::Report(done) => reports.push(done),
            }
        }
        // Drafts are a safety net: failing to keep one must not get in the way of the work.
        if let Err(error) = drafts.keep(&texts, place.as_ref()) {
            tracing::warn!(message = %error.message, "a draft was not kept");
        }
        for done in reports {
            // Whoever asked may have stopped waiting.
            let _ = done.send(());
        }
    }
}

impl Program {
    /// Keeps everything for a program that goes on, though it may be ended before it comes back.
    pub(super) fn keep_all(&self) {
        let unsaved = self.model.unsaved();
        let kept = self
            .drafts
            .keep(&self.texts(&unsaved, &[]), self.model.resume().as_ref());
        if let Err(error) = kept {
            tracing::warn!(message = %error.message, "a draft was not kept");
        }
        self.settle(&unsaved);
    }

    /// Keeps everything for a program that ends. The terminal may be gone: there is nobody to tell.
    pub(super) fn leave_all(&self) {
        // What was begun over the network ends with the program.
        self.model.data.sync.stop();
        let unsaved = self.model.unsaved();
        let (done, kept) = mpsc::channel();
        if self.keeper.send(Keep::Report(done)).is_ok() {
            let _ = kept.recv_timeout(WAIT);
        }
        let place = self.model.resume();
        if !unsaved.is_empty() {
            // First of all: what follows may take longer than there is time.
            let texts = self.texts(&unsaved, &[]);
            let _ = self.drafts.keep(&texts, place.as_ref());
        }
        let saved = self.settle(&unsaved);
        let texts = self.texts(&unsaved, &saved);
        let _ = self.drafts.last_word(texts, &saved, place.as_ref());
        if let Some(path) = &self.here {
            presence::leave(path);
        }
    }

    /// Lists the texts that are not on record: those typed for changes that are not saved, and those that are open.
    fn texts(&self, unsaved: &[Unsaved], saved: &[Draft]) -> Vec<Draft> {
        let is_saved = |draft: &Draft| saved.contains(draft);
        let typed = unsaved.iter().flat_map(|it| &it.typed);
        let typed = typed.filter(|draft| !is_saved(draft)).cloned();
        typed.chain(self.model.drafts()).collect()
    }

    /// Waits a moment for the worker, and saves with a hand of its own what it does not get to; returns the texts that are on
    /// record now.
    ///
    /// What the worker saves after all is the same once more, which writes nothing.
    fn settle(&self, unsaved: &[Unsaved]) -> Vec<Draft> {
        let (done, reported) = mpsc::channel();
        // A worker that fell over answers at once that it does not.
        let _ = self.requests.send(Request::Report(done));
        let typed = |one: &Unsaved| one.typed.clone();
        if let Ok(failed) = reported.recv_timeout(WAIT) {
            let all = failed == self.model.heard_not_saved();
            let saved = unsaved.iter().filter(|_| all);
            return saved.flat_map(typed).collect();
        }
        if unsaved.is_empty() {
            return Vec::new();
        }
        let Ok(mut session) = Session::open_beside(&self.root, Clock::System) else {
            return Vec::new();
        };
        if let Some(why) = &self.only_read {
            session.only_read(why);
        }
        let mut on_record = Vec::new();
        for one in unsaved {
            let saved = if one.takes_back {
                session.take_back(&one.change).is_ok()
            } else {
                session.save(&one.change).is_ok()
            };
            if saved {
                on_record.extend(typed(one));
            }
        }
        on_record
    }
}
