//! What somebody would commit in the name of others, told before it is committed: afterwards it is told for good.

use std::collections::BTreeSet;

use super::acts::{Act, acts, trace};
use crate::domain::{people::People, person::Person, record::Record};

/// Something in a record to which another person than the author of the commit put their name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// What it is, as people read it.
    pub what: String,
    /// Whose name stands there.
    pub by: Person,
}

/// Lists what is new in a record, and in the name of another person than this author.
///
/// What stands in one of the others, too, has moved from there, and is no new act; these are asked for only where it matters.
pub fn foreign<I: IntoIterator<Item = Record>>(
    before: Option<&Record>,
    after: &Record,
    author: &Person,
    people: &People,
    others: impl FnOnce() -> I,
) -> Vec<Foreign> {
    let mut told = new_acts(before, after);
    told.retain(|act| !people.has([author], act.by));
    if !told.is_empty() {
        let mut known = BTreeSet::new();
        for record in others() {
            known.extend(acts(&record).iter().map(trace));
        }
        told.retain(|act| !known.contains(&trace(act)));
    }
    told.into_iter()
        .map(|act| Foreign {
            what: act.what.clone(),
            by: act.by.clone(),
        })
        .collect()
}

/// Tells whether a record has something new in the name of this person.
pub fn new_by(before: Option<&Record>, after: &Record, person: &Person, people: &People) -> bool {
    let new = new_acts(before, after);
    new.iter().any(|act| people.has([person], act.by))
}

fn new_acts<'r>(before: Option<&Record>, after: &'r Record) -> Vec<Act<'r>> {
    let old: BTreeSet<u64> = before
        .map(|before| acts(before).iter().map(trace).collect())
        .unwrap_or_default();
    acts(after)
        .into_iter()
        .filter(|act| !old.contains(&trace(act)))
        .collect()
}
