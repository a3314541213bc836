//! The historian: a thread of its own that looks through the history, which takes as long as the history is.
//!
//! It has repositories of its own, so that neither the worker's saving nor the finder's typing waits for it. A newer question
//! about an audit makes it drop the older one.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, mpsc},
};

use crate::{domain::id::AuditId, session::independence::History};

use super::{
    effect::{LookRequest, Reply},
    runner::Sender,
};

/// The number of the newest question about each audit.
type Newest = Arc<Mutex<BTreeMap<AuditId, u64>>>;

/// The way to ask the historian.
#[derive(Debug, Clone)]
pub struct Asking {
    newest: Newest,
    inbox: mpsc::Sender<(u64, LookRequest)>,
}

/// The historian's end of the line.
pub struct Historian {
    root: PathBuf,
    newest: Newest,
    questions: mpsc::Receiver<(u64, LookRequest)>,
}

impl Asking {
    /// Makes the two ends, for the repository that holds a folder.
    pub fn new(root: &Path) -> (Self, Historian) {
        let newest = Newest::default();
        let (inbox, questions) = mpsc::channel();
        let historian = Historian {
            root: root.to_owned(),
            newest: Arc::clone(&newest),
            questions,
        };
        (Self { newest, inbox }, historian)
    }

    /// Asks; the answer comes as [`Reply::Looked`].
    pub fn ask(&self, request: LookRequest) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let number = newest.entry(request.audit.clone()).or_default();
        *number += 1;
        // The historian ends only with the program, and then nobody waits for an answer.
        let _ = self.inbox.send((*number, request));
    }
}

impl Historian {
    /// Works until nobody asks any more, or nobody listens.
    pub fn run(self, answers: &Sender<Reply>) {
        while let Ok((number, request)) = self.questions.recv() {
            let audit = request.audit.clone();
            let outdated = || {
                let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
                newest.get(&audit).is_some_and(|newest| *newest != number)
            };
            if let Some(reply) = look(&self.root, request, &outdated)
                && !answers.reply(reply)
            {
                return;
            }
        }
    }
}

/// Answers a question; nothing when it is outdated meanwhile.
pub fn look(root: &Path, request: LookRequest, outdated: &dyn Fn() -> bool) -> Option<Reply> {
    let said = History::open(root, &request.declared)
        .and_then(|history| history.look(request.asked, outdated))
        .transpose()?;
    Some(Reply::Looked {
        audit: request.audit,
        said: Box::new(said),
    })
}
