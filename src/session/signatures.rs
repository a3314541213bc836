//! What the signatures of commits are worth, asked once: a commit never changes, and neither does a signature that it does not have.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{domain::signoff::standing::SignatureState, vcs::LogEntry};

use super::Session;

/// How many signatures are checked at once until one is found that is good.
const AT_ONCE: usize = 20;

/// What is known of signatures, by the ids of their commits; a clone knows the same.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownSignatures(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    /// The digest of the list of trusted keys by which they were judged.
    key_list: Option<String>,
    /// Whether a signature is good. One that cannot be judged today is not here: its key may be trusted tomorrow.
    good: HashMap<String, bool>,
    /// The commits of the records, as of a commit.
    log: Option<(String, Arc<Vec<LogEntry>>)>,
}

impl KnownSignatures {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Returns the commits that touch records, newest first; none where they cannot be read.
    pub(super) fn log_of_records(&self) -> Arc<Vec<LogEntry>> {
        let head = self.repository().head().ok().and_then(|head| head.commit);
        let known = self.signatures.lock().log.clone();
        if let (Some((at, log)), Some(head)) = (known, &head)
            && at == *head
        {
            return log;
        }
        let places = self.record_places(None);
        let log = self.repository().log(&places, usize::MAX);
        let Ok(log) = log.map(Arc::new) else {
            return Arc::default();
        };
        self.signatures.lock().log = head.map(|head| (head, Arc::clone(&log)));
        log
    }

    /// Tells whether one of these commits bears a good signature; none once `stop` says that nobody waits for it.
    pub(super) fn any_good_signature(
        &self,
        ids: &[&str],
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<bool> {
        let key_list = self.repository().key_list();
        let unknown: Vec<&str> = {
            let mut known = self.signatures.lock();
            if known.key_list != key_list {
                known.good.clear();
                known.key_list = key_list;
            }
            if ids.iter().any(|id| known.good.get(*id) == Some(&true)) {
                return Some(true);
            }
            let unknown = ids.iter().filter(|id| !known.good.contains_key(**id));
            unknown.copied().collect()
        };
        for ids in unknown.chunks(AT_ONCE) {
            let states = self.repository().signatures(ids, stop, &|_, _| ())?;
            let mut known = self.signatures.lock();
            let mut is_good = false;
            for (id, state) in ids.iter().zip(states) {
                match state {
                    SignatureState::Good { .. } => {
                        known.good.insert((*id).to_owned(), true);
                        is_good = true;
                    }
                    SignatureState::Unsigned | SignatureState::Lacking { .. } => {
                        known.good.insert((*id).to_owned(), false);
                    }
                    SignatureState::WrongKey { .. }
                    | SignatureState::UnknownKey { .. }
                    | SignatureState::Bad { .. }
                    | SignatureState::CannotCheck { .. } => {}
                }
            }
            if is_good {
                return Some(true);
            }
        }
        (!stop()).then_some(false)
    }
}
