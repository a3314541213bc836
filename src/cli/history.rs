//! The history of a record, as commands tell it.

use jiff::Timestamp;

use crate::session::domain::{
    evidence::{EvidenceLink, repinned},
    person::Person,
};

use super::output::{Reply, line};

/// Writes the steps of a record's life, and among them when its evidence was pinned anew.
pub(super) fn lines<'r>(
    steps: impl Iterator<Item = (Timestamp, &'r Person, String, &'r str)>,
    evidence: &'r [EvidenceLink],
    reply: &mut Reply,
) {
    let pinned = repinned(evidence)
        .into_iter()
        .map(|act| (act.at, act.by, line(&act.told()).into_owned(), act.why));
    let mut all: Vec<_> = steps.chain(pinned).collect();
    // A step that was made in the same second comes first.
    all.sort_by_key(|(at, ..)| *at);
    for (at, by, what, why) in all {
        reply.line(row(at, by, &what, why));
    }
}

/// Writes a step of a record's life as one line.
pub(super) fn row(at: Timestamp, by: &Person, to: &str, why: &str) -> String {
    let why = if why.is_empty() {
        String::new()
    } else {
        format!(": {}", line(why))
    };
    format!(
        "{}  {to} by {}{why}",
        at.strftime("%Y-%m-%d %H:%M"),
        line(&by.name)
    )
}
