//! Histories: entries are only added, each goes from the state before to one that may follow, and none is older than the one
//! before it.
//!
//! To ask whether a step was lawful takes a copy of the record for each question, so that of a file which holds nothing but
//! entries only so many are judged. That it has more is wrong in itself: no life has so many in one commit, and of what hides
//! behind them nobody would be told.

use jiff::Timestamp;

use super::{
    Kind, SLACK,
    acts::Known,
    alive::{Alive, Moment},
    view::{Scene, When},
};
use crate::domain::{
    guard::{self, Reason},
    history::{HistoryEntry, Step},
    record::RecordKey,
};

/// How many entries of one record are of the same second at most, as a script makes them.
const OF_A_SECOND: usize = 12;

/// How many steps of one record are judged in one commit: several times what a long life has.
const JUDGED_AT_MOST: usize = 64;

/// Asks what stands against a step from a version of the record, by the papers of a time; none where these do not have its
/// audit.
pub(super) type Against<'g, R> =
    dyn FnMut(&mut Scene<'_>, &R, <R as Alive>::State, &Step, When) -> Option<Vec<Reason>> + 'g;

/// What a history is held against.
pub(super) struct Beside<'b, R: Alive> {
    /// The version before.
    pub(super) before: Option<&'b R>,
    /// The versions of all parents, where the commit merges them: an entry that is in one of them was judged there.
    pub(super) merged: Option<Vec<&'b R>>,
    /// What is known of earlier entries.
    pub(super) known: &'b Known,
    /// The id of the record.
    pub(super) id: &'b str,
    /// Counts how many steps of one second the commit adds at most to one of the records that the guards look at; none where
    /// it changes none of them, so that between both versions of the papers there is nothing else.
    pub(super) meanwhile: &'b dyn Fn(Timestamp) -> Option<usize>,
}

/// Holds the history of a record against the one before.
pub(super) fn judge<R: Alive>(
    scene: &mut Scene<'_>,
    beside: &Beside<'_, R>,
    after: &R,
    against: &mut Against<'_, R>,
) {
    let before = beside.before;
    let old = before.map_or(&[][..], Alive::history);
    let new = after.history();
    let same = old
        .iter()
        .zip(new)
        .take_while(|(one, other)| one == other)
        .count();
    if let Some(lost) = old.get(same).filter(|_| beside.merged.is_none()) {
        let what = if new.len() < old.len() {
            "taken out"
        } else {
            "changed"
        };
        scene.tell(
            Kind::HistoryChanged,
            "history",
            format!(
                "entry {} was {what}: \"{}\" by {} of {}",
                same + 1,
                lost.to,
                lost.by.name,
                lost.at
            ),
        );
    }
    let moved = before.is_none_or(|before| before.state() != after.state()) || same < new.len();
    if moved && new.last().map(|entry| entry.to) != Some(after.state()) {
        let said = new.last().map_or_else(
            || "is empty".to_owned(),
            |entry| format!("ends with {}", entry.to),
        );
        scene.tell(
            Kind::StateUnexplained,
            "state",
            format!("the state is {}, and the history {said}", after.state()),
        );
    }
    let mut state = if same < old.len() {
        same.checked_sub(1)
            .and_then(|at| old.get(at))
            .map(|entry| entry.to)
    } else {
        before.map(Alive::state)
    };
    let mut earlier = same.checked_sub(1).and_then(|at| old.get(at));
    let mut copies = Copies::of(beside, old, new.get(..same).unwrap_or_default());
    let mut judged = 0_usize;
    for (place, entry) in new.iter().enumerate().skip(same) {
        let mut recorded = None;
        if !copies.take(entry) {
            if scene.surroundings.stop() {
                return;
            }
            if judged == JUDGED_AT_MOST {
                unjudged(scene, place, new.len());
                return;
            }
            judged += 1;
            let history = new.get(..place).unwrap_or_default();
            step(scene, beside, after, (history, state, entry), against);
            recorded = earlier.and_then(|earlier| beside.known.recorded(beside.id, earlier));
        }
        ages(scene, earlier, entry, recorded);
        state = Some(entry.to);
        earlier = Some(entry);
    }
}

/// Tells that the entries from one on are too many to be judged.
fn unjudged(scene: &mut Scene<'_>, from: usize, all: usize) {
    let left = all.saturating_sub(from);
    scene.tell(
        Kind::GuardUnmet,
        "history",
        format!(
            "more steps than can be judged: one commit adds more than {JUDGED_AT_MOST}, and whether the last {left} were lawful, from entry {} on, nobody can tell",
            from.saturating_add(1)
        ),
    );
}

/// The entries of other versions that were judged there: each stands for one entry, in its order, so that one which is pasted
/// again is a step like any other.
struct Copies<'c, S>(Vec<&'c [HistoryEntry<S>]>);

impl<'c, S: PartialEq> Copies<'c, S> {
    /// Takes the entries of the version before, or of all parents of a merge, without those that are gone through already.
    fn of<R: Alive<State = S>>(
        beside: &Beside<'c, R>,
        old: &'c [HistoryEntry<S>],
        passed: &[HistoryEntry<S>],
    ) -> Self {
        let mut copies = match &beside.merged {
            Some(all) => Self(all.iter().map(|parent| parent.history()).collect()),
            None => Self(vec![old]),
        };
        for entry in passed {
            copies.take(entry);
        }
        copies
    }

    /// Uses an entry up, wherever it comes next; false where it does not come any more.
    fn take(&mut self, entry: &HistoryEntry<S>) -> bool {
        let mut is_there = false;
        for left in &mut self.0 {
            if let Some(place) = left.iter().position(|other| other == entry) {
                *left = left.get(place.saturating_add(1)..).unwrap_or_default();
                is_there = true;
            }
        }
        is_there
    }
}

/// The entries before a new one, the state in which they end, and the entry.
type New<'e, S> = (&'e [HistoryEntry<S>], Option<S>, &'e HistoryEntry<S>);

/// Judges one new step.
fn step<R: Alive>(
    scene: &mut Scene<'_>,
    beside: &Beside<'_, R>,
    after: &R,
    (history, state, entry): New<'_, R::State>,
    against: &mut Against<'_, R>,
) {
    scene.steps += 1;
    let word = |state: Option<R::State>| state.map_or_else(|| "new".to_owned(), |s| s.to_string());
    if entry.from != state {
        scene.tell(
            Kind::StateSkipped,
            "history",
            format!(
                "the entry to {} says that it came from {}, and the state before was {}",
                entry.to,
                word(entry.from),
                word(state)
            ),
        );
    }
    let Some(from) = state else {
        if entry.to != R::FIRST {
            let text = format!(
                "its history begins with {}, not with {}",
                entry.to,
                R::FIRST
            );
            scene.tell(Kind::StateSkipped, "history", text);
        }
        return;
    };
    let mut placed = after.placed(from, history);
    placed.unwind(entry.at);
    // What a record is may have changed since: then what it was before decides which steps there were.
    let earlier = beside.before.map(|before| before.placed(from, history));
    let is_step = |record: &R| record.next().contains(&entry.to);
    if !is_step(&placed) && !earlier.as_ref().is_some_and(is_step) {
        let text = format!("from {from} no step leads to {}", entry.to);
        scene.tell(Kind::StateSkipped, "state", text);
        return;
    }
    let step = scene.step(&entry.by, entry.at, &entry.why);
    // What stood against it in one version may not have in another: only what stood against it in all of them counts. Papers
    // in which there is no such audit say nothing of it.
    let mut judged: Option<Vec<Reason>> = None;
    let at = entry.at;
    let moments = std::iter::once_with(|| (beside.meanwhile)(at)).flatten();
    let moments = moments.flat_map(|most| 0..=most.min(OF_A_SECOND));
    let meanwhile = moments.map(|of_the_second| {
        let moment = Moment { at, of_the_second };
        (Some(&placed), When::At(moment))
    });
    let around = [
        (Some(&placed), When::After),
        (Some(&placed), When::Before),
        (earlier.as_ref(), When::After),
        (earlier.as_ref(), When::Before),
    ];
    for (record, when) in around.into_iter().chain(meanwhile) {
        if judged.as_ref().is_some_and(Vec::is_empty) {
            break;
        }
        let Some(others) = record.and_then(|record| against(scene, record, entry.to, &step, when))
        else {
            continue;
        };
        judged = Some(match judged {
            Some(reasons) => guard::shared(reasons, &others),
            None => others,
        });
    }
    let Some(reasons) = judged else {
        let name = scene.past.key(scene.key).map(RecordKey::named);
        scene.cannot(
            format!(
                "whether the step from {from} to {} of {} was lawful",
                entry.to,
                name.unwrap_or_default()
            ),
            "the audit that it belongs to is not there, or cannot be read",
            format!("git show {}", scene.commit.id),
        );
        return;
    };
    for reason in reasons.into_iter().filter(|reason| reason.field != "state") {
        let kind = if matches!(reason.field, "by" | "verifier") {
            Kind::WrongPerson
        } else {
            Kind::GuardUnmet
        };
        scene.tell(
            kind,
            reason.field,
            format!(
                "{from} to {} by {}: {}",
                entry.to, entry.by.name, reason.text
            ),
        );
    }
}

/// Holds the time of an entry against the one before it, and against the commit that had brought that in.
fn ages<S: std::fmt::Display>(
    scene: &mut Scene<'_>,
    earlier: Option<&HistoryEntry<S>>,
    entry: &HistoryEntry<S>,
    recorded: Option<i64>,
) {
    let at = entry.at.as_second() + SLACK;
    let Some(earlier) = earlier else { return };
    if at < earlier.at.as_second() {
        scene.tell(
            Kind::BackdatedTime,
            "history",
            format!(
                "the entry \"{}\" is of {}, before the one that it follows, of {}",
                entry.to, entry.at, earlier.at
            ),
        );
    } else if let Some(recorded) = recorded
        // Whoever wrote the one before may have had both at once in the work tree.
        && at < recorded
        && !scene.surroundings.people().are_one(&earlier.by, &entry.by)
    {
        scene.tell(
            Kind::BackdatedTime,
            "history",
            format!(
                "the entry \"{}\" by {} is of {}, before {} had committed the one that it follows",
                entry.to, entry.by.name, entry.at, earlier.by.name
            ),
        );
    }
}
