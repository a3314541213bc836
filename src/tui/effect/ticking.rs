//! A review that is asked for, and what is asked of one that is shown.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{domain::id::AuditId, session::review::Review};

use super::Ticket;

/// A review that somebody waits for.
#[derive(Debug, Clone, Default)]
pub struct ReviewAsked {
    /// The audit; the whole workspace when there is none.
    pub audit: Option<AuditId>,
    /// Set when nobody waits for it any more.
    pub cancel: Arc<AtomicBool>,
}

impl ReviewAsked {
    /// Tells whether nobody waits for it any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

/// Which records of a review are to be judged by themselves.
#[derive(Debug, Clone)]
pub struct Tick {
    /// The number of the question.
    pub number: Ticket,
    /// The review.
    pub review: Arc<Review>,
    /// The paths of the files that are left out.
    pub left_out: BTreeSet<String>,
    /// Set when nobody waits for it any more.
    pub cancel: Arc<AtomicBool>,
}

impl Tick {
    /// Tells whether nobody waits for it any more.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}
