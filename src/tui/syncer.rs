//! The syncer: a thread that brings both sides together, and tells how far it is.
//!
//! It has a session of its own, as another program in the same checkout would: what is typed meanwhile is saved by the worker, which
//! waits for no network. Where git has to ask at the terminal the same is done outside the screen.

use std::{
    path::{Path, PathBuf},
    sync::{atomic::Ordering, mpsc},
};

use crate::{
    clock::Clock,
    error::Result,
    session::{
        Session,
        sync::{Asking, Outcome, PATIENCE, Wishes},
    },
};

use super::{
    effect::{Reply, Request, SyncRequest, SyncTold},
    runner::Sender,
    syncing::SyncAsked,
};

/// Brings both sides together.
pub struct Syncer {
    root: PathBuf,
    clock: Clock,
}

impl Syncer {
    /// Takes over the repository that holds a folder.
    pub fn new(root: &Path, clock: &Clock) -> Self {
        Self {
            root: root.to_owned(),
            clock: clock.clone(),
        }
    }

    /// Works until nobody asks any more, or nobody listens; a sync begins once the worker has done what it was asked before.
    pub fn run(
        &self,
        asked: &mpsc::Receiver<SyncRequest>,
        worker: &mpsc::Sender<Request>,
        answers: &Sender<Reply>,
    ) {
        let mut next = asked.recv().ok();
        while let Some(mut request) = next.take() {
            if matches!(request, SyncRequest::Look) {
                // Of many looks that wait one is enough; before a sync none, which is looked after again.
                let sync = asked
                    .try_iter()
                    .find(|more| !matches!(more, SyncRequest::Look));
                request = sync.unwrap_or(request);
            }
            if !matches!(request, SyncRequest::Look) {
                settled(worker);
            }
            let mut listens = true;
            self.answer(request, &mut |told| {
                listens &= answers.reply(Reply::Sync(told));
            });
            if !listens {
                return;
            }
            next = asked.recv().ok();
        }
    }

    /// Does what is asked for, and tells of it.
    pub fn answer(&self, request: SyncRequest, tell: &mut dyn FnMut(SyncTold)) {
        match request {
            SyncRequest::Run(asked) => {
                let ended = self.sync(&asked, tell);
                tell(SyncTold::Ended(Box::new(ended)));
            }
            SyncRequest::Look => {
                let session = Session::open_beside(&self.root, self.clock.clone());
                let distance = session.and_then(|session| session.distance());
                tell(SyncTold::Distance(Box::new(distance)));
            }
        }
    }

    /// Syncs, and tells how far it is.
    pub fn sync(&self, asked: &SyncAsked, tell: &mut dyn FnMut(SyncTold)) -> Result<Outcome> {
        let mut session = Session::open(&self.root, self.clock.clone())?;
        let wishes = Wishes {
            remote: None,
            push: asked.push,
            choices: &asked.choices,
            seen: Some(&asked.seen),
            within: PATIENCE,
            asking: if asked.at_terminal {
                Asking::AtTerminal
            } else {
                Asking::Later
            },
            stop: &|| asked.stop.load(Ordering::Relaxed),
        };
        session.sync(&wishes, &mut |stage| tell(SyncTold::Stage(stage)))
    }
}

/// Waits until the worker has done what it was asked before.
pub fn settled(worker: &mpsc::Sender<Request>) {
    let (done, saved) = mpsc::channel();
    if worker.send(Request::Report(done)).is_ok() {
        // One that fell over answers at once that it does not.
        let _ = saved.recv();
    }
}
