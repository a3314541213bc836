//! The history of a record, as text.

use jiff::Timestamp;

use crate::domain::{
    evidence::{EvidenceLink, repinned},
    history::HistoryEntry,
    person::Person,
};

/// What else happened to a record: when, what, who did it, and why.
pub type Event<'r> = (Timestamp, String, &'r Person, &'r str);

/// Writes a line for each step, the latest first: when, what it became, who did it, and why; among them when evidence was
/// pinned anew, and what else there is.
pub fn lines<'r, S: Copy>(
    history: &'r [HistoryEntry<S>],
    evidence: &'r [EvidenceLink],
    label: impl Fn(S) -> &'static str,
    more: impl IntoIterator<Item = Event<'r>>,
) -> String {
    let steps = history.iter().map(|entry| {
        let what = label(entry.to).to_owned();
        (entry.at, what, &entry.by, entry.why.as_str())
    });
    let pinned = repinned(evidence)
        .into_iter()
        .map(|act| (act.at, act.told(), act.by, act.why));
    let mut all: Vec<_> = steps.chain(pinned).chain(more).collect();
    all.sort_by_key(|(at, ..)| *at);
    let lines = all
        .into_iter()
        .rev()
        .map(|(at, what, by, why)| line(at, &what, by, why));
    lines.collect::<Vec<String>>().join("\n")
}

fn line(at: Timestamp, what: &str, by: &Person, why: &str) -> String {
    let at = at.strftime("%Y-%m-%d %H:%M");
    if why.is_empty() {
        format!("{at}  {what}, {}", by.name)
    } else {
        format!("{at}  {what}, {}: {why}", by.name)
    }
}
