//! What is worked out from all records: once after they have changed, and not for each frame.

use std::{cell::RefCell, sync::Arc};

use jiff::civil::Date;

use crate::domain::{
    due::{self, DueItem},
    id::AuditId,
    papers::WorkingPapers,
    programme::{
        coverage::{By, coverage},
        gaps::{Gap, gaps},
    },
    reopening::Reopening,
};

use super::data::Data;

/// Something that is worked out when it is asked for first.
type Kept<T> = RefCell<Option<Arc<T>>>;

/// What was worked out since the records changed last.
#[derive(Debug, Clone, Default)]
pub struct Derived {
    due: Kept<[DueItem]>,
    reopenings: Kept<[(AuditId, Reopening)]>,
    /// Of which day it is, too: what was in time yesterday may be late today.
    left_out: RefCell<Option<(Date, Arc<[Gap]>)>>,
}

impl Derived {
    /// Forgets all of it: something that it was worked out from has changed.
    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

/// Returns what is kept, or works it out and keeps it.
fn kept<T: ?Sized>(slot: &Kept<T>, make: impl FnOnce() -> Arc<T>) -> Arc<T> {
    slot.borrow_mut().get_or_insert_with(make).clone()
}

impl Data {
    /// Lists what waits for somebody in all audits, the earliest date first.
    pub fn due(&self) -> Arc<[DueItem]> {
        kept(&self.derived.due, || {
            due::queue(self.papers.values()).into()
        })
    }

    /// Lists what counts as done and proposes to be reopened, as far as that is known, each with its audit.
    pub fn reopenings(&self) -> Arc<[(AuditId, Reopening)]> {
        kept(&self.derived.reopenings, || {
            let of = |(id, papers): (&AuditId, &WorkingPapers)| {
                let id = id.clone();
                let proposed = papers.reopenings(&self.citations, &self.proofs);
                proposed.into_iter().map(move |one| (id.clone(), one))
            };
            self.papers.iter().flat_map(of).collect()
        })
    }

    /// Lists what the programme leaves out; nothing where there is no programme.
    pub fn left_out(&self) -> Arc<[Gap]> {
        let today = self.clock.today();
        let mut slot = self.derived.left_out.borrow_mut();
        if let Some((_, gaps)) = slot.as_ref().filter(|(of, _)| *of == today) {
            return gaps.clone();
        }
        let found: Arc<[Gap]> = self
            .programme
            .as_ref()
            .map_or_else(Arc::default, |programme| {
                let (papers, statements) = (&self.papers, &self.applicability);
                let covered = coverage(programme, papers, statements, &self.standards, By::Audit);
                gaps(programme, &covered, papers, today).into()
            });
        *slot = Some((today, found.clone()));
        found
    }
}
