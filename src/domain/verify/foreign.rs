//! What is new in a record and in whose name, told before it is committed: afterwards it is told for good.

use std::collections::BTreeSet;

use super::acts::{acts, trace};
use crate::domain::{person::Person, record::Record};

/// Something to which somebody newly put their name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAnew {
    /// What it is, as people read it.
    pub what: String,
    /// Whose name stands there.
    pub by: Person,
    trace: u64,
}

/// Lists what is new in a record with a name at it.
pub fn signed_anew(before: Option<&Record>, after: &Record) -> Vec<SignedAnew> {
    let old: BTreeSet<u64> = before
        .map(|before| acts(before).iter().map(trace).collect())
        .unwrap_or_default();
    let new = acts(after).into_iter().filter_map(|act| {
        let trace = trace(&act);
        (!old.contains(&trace)).then(|| SignedAnew {
            what: act.what,
            by: act.by.clone(),
            trace,
        })
    });
    new.collect()
}

/// What people have put their names to anywhere: what has moved from one record to another is no new act.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces(BTreeSet<u64>);

impl Traces {
    /// Takes in what stands in a record.
    pub fn note(&mut self, record: &Record) {
        self.0.extend(acts(record).iter().map(trace));
    }

    /// Tells whether something stands in one of the records.
    pub fn has(&self, signed: &SignedAnew) -> bool {
        self.0.contains(&signed.trace)
    }
}
