//! What people put their name to, held against the author and the time of its commit.

use std::collections::{HashMap, hash_map::Entry};

use jiff::Timestamp;

use super::{AHEAD, Kind, SLACK, past::PastCommit, view::Scene};
use crate::domain::{
    history::HistoryEntry,
    record::{Record, RecordKey},
    signed::{HISTORY, entry_act},
};

pub(super) use crate::domain::signed::{Act, acts, trace};

/// Acts that are known, wherever they stood, each with the time of the commit that brought it in: what moves from one record
/// to another is no new act.
#[derive(Debug, Default)]
pub(super) struct Known(HashMap<u64, i64>);

impl Known {
    /// Forgets acts that were taken back before they counted.
    pub(super) fn forget(&mut self, signed: &[u64]) {
        for trace in signed {
            self.0.remove(trace);
        }
    }

    /// Notes an act; false where it was known.
    pub(super) fn note(&mut self, act: &Act<'_>, commit: &PastCommit) -> bool {
        let at = commit.authored.min(commit.committed).as_second();
        match self.0.entry(trace(act)) {
            Entry::Occupied(mut known) => {
                let earlier = at.min(*known.get());
                known.insert(earlier);
                false
            }
            Entry::Vacant(slot) => {
                slot.insert(at);
                true
            }
        }
    }

    /// Returns how many are known.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the time of the commit that brought a history entry in.
    pub(super) fn recorded<S: std::fmt::Display>(
        &self,
        id: &str,
        entry: &HistoryEntry<S>,
    ) -> Option<i64> {
        self.0.get(&trace(&entry_act(id, entry))).copied()
    }
}

/// Holds what is newly signed in a record against the author and the time of its commit.
///
/// What was signed in a parent of a merge is known from there; other words under the same name and time are a new act. An entry of a
/// history that stands there once more than before is signed anew. Returns the traces of what was signed for the first time.
pub(super) fn judge(
    scene: &mut Scene<'_>,
    record: &Record,
    parents: &[&Record],
    known: &mut Known,
) -> Vec<u64> {
    let commit = scene.commit;
    let latest = commit.authored.max(commit.committed).as_second();
    let before: Vec<Vec<Act<'_>>> = parents.iter().map(|parent| acts(parent)).collect();
    let mut repeated = Repeated::of(&before);
    let planned = planned(scene);
    let mut signed = Vec::new();
    for act in acts(record) {
        let is_repeated = repeated.is_one(&act);
        if known.note(&act, commit) {
            signed.push(trace(&act));
        } else if !is_repeated {
            continue;
        }
        if !scene.is_author(act.by) {
            match scene.co_author(act.by) {
                Some(co_author) => {
                    scene.joined.insert(co_author);
                }
                None => scene.tell(
                    Kind::ForeignEntry,
                    act.field,
                    format!(
                        "{} is in the name of {}, and the commit is by {}",
                        act.what, act.by, commit.author
                    ),
                ),
            }
        }
        let Some(at) = act.at else { continue };
        if at.as_second() > scene.now.as_second() + AHEAD {
            scene.tell(
                Kind::FutureTime,
                act.field,
                format!("{} is of {at}, which has not come yet", act.what),
            );
        } else if at.as_second() > latest + SLACK {
            scene.tell(
                Kind::FutureTime,
                act.field,
                format!("{} is of {at}, after its commit", act.what),
            );
        } else if let Some(planned) = planned
            && at.as_second() + SLACK < planned.as_second()
            && !may_be_older(act.field)
        {
            scene.tell(
                Kind::BackdatedTime,
                act.field,
                format!(
                    "{} is of {at}, before the audit was planned, on {planned}",
                    act.what
                ),
            );
        }
    }
    signed
}

/// Returns when the audit of a record was planned; none for the audit itself, and where it cannot be read.
fn planned(scene: &Scene<'_>) -> Option<Timestamp> {
    let key = scene.past.key(scene.key)?;
    let audit = key
        .audit()
        .filter(|_| !matches!(key, RecordKey::Audit(_)))?;
    let holder = scene
        .after
        .audit(audit)
        .or_else(|| scene.before.audit(audit))?;
    holder.history.first().map(|entry| entry.at)
}

/// Tells whether an act may be older than the audit: evidence may have been obtained before.
fn may_be_older(field: &str) -> bool {
    field == "evidence"
}

/// How often each entry of a history stands in a record, and how often it did.
pub(super) struct Repeated {
    before: HashMap<u64, usize>,
    now: HashMap<u64, usize>,
}

impl Repeated {
    pub(super) fn of(before: &[Vec<Act<'_>>]) -> Self {
        let mut most: HashMap<u64, usize> = HashMap::new();
        for acts in before {
            let mut here: HashMap<u64, usize> = HashMap::new();
            for act in acts.iter().filter(|act| act.field == HISTORY) {
                *here.entry(trace(act)).or_default() += 1;
            }
            for (trace, count) in here {
                let known = most.entry(trace).or_default();
                *known = count.max(*known);
            }
        }
        Self {
            before: most,
            now: HashMap::new(),
        }
    }

    /// Counts an act; true where it is an entry that stood there before, but not so often.
    pub(super) fn is_one(&mut self, act: &Act<'_>) -> bool {
        if act.field != HISTORY {
            return false;
        }
        let now = self.now.entry(trace(act)).or_default();
        *now += 1;
        let before = self.before.get(&trace(act)).copied();
        *now > before.unwrap_or(1).max(1)
    }
}
