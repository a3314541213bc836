//! What a merge did, and whether it was put right since, field by field.
//!
//! A merge also brings in what is as it should be, so that it is seldom put back to the byte. Each version of the record after it
//! is asked, so that it counts again where a later merge brings it back.

use jiff::Timestamp;

use super::Fold;
use crate::domain::{
    action::ActionState,
    audit::Audit,
    finding::FindingState,
    guard::Reason,
    history::HistoryEntry,
    record::{Record, RecordKey},
    verify::{
        Unchecked,
        merges::{self, Rest, Way},
        past::{Changed, PastCommit},
    },
};

/// Something that a merge did.
pub(super) struct Slip {
    /// Which irregularity it is.
    pub(super) told: usize,
    /// The version that the record should have been like.
    good: Option<u32>,
    /// The number of the commit that has that version.
    pub(super) good_at: Option<usize>,
    /// The version that the merge made.
    merged: u32,
    pub(super) way: Way,
    /// Whether a step was taken that rests on it.
    pub(super) stepped: bool,
    /// Whether it was signed off, or somebody whom it let in did something.
    pub(super) relied: bool,
}

/// How much that merges did to one record is followed: each is asked of every later version.
const FOLLOWED_AT_MOST: usize = 256;

impl Fold<'_> {
    /// Remembers what a merge did to a record, of which this is told next.
    ///
    /// What is beyond [`FOLLOWED_AT_MOST`] stays told, and that nobody asks whether it was put right is told, too.
    pub(super) fn slipped(
        &mut self,
        (commit, change): (&PastCommit, &Changed),
        merged: u32,
        slips: Vec<merges::Slip>,
    ) {
        let from = self.replayed.irregularities.len();
        let all = self.slips.entry(change.key).or_default();
        let room = FOLLOWED_AT_MOST.saturating_sub(all.len());
        if slips.len() > room {
            let name = self.past.key(change.key).map(RecordKey::named);
            self.replayed.unchecked.push(Unchecked {
                what: format!(
                    "whether all that merges did to {} was put right",
                    name.unwrap_or_default()
                ),
                why: format!("it is more than {FOLLOWED_AT_MOST} things"),
                how: "look at what is told of its merges, one by one".to_owned(),
            });
        }
        all.extend(slips.into_iter().take(room).map(|slip| Slip {
            told: from.saturating_add(slip.told),
            good: change.before.get(slip.side).copied().flatten(),
            merged,
            way: slip.way,
            good_at: commit.parents.get(slip.side).copied(),
            stepped: false,
            relied: false,
        }));
    }

    /// Tells of everything that a merge did to a record whether it is put right by what the record is now.
    pub(super) fn weigh(&mut self, commit: &PastCommit, change: &Changed) {
        let past = self.past;
        let version = |version: Option<u32>| past.record(version?);
        for slip in self.slips.get(&change.key).into_iter().flatten() {
            let (good, merged) = (version(slip.good), version(Some(slip.merged)));
            let is_right =
                version(change.after).is_some_and(|now| slip.way.is_right(good, merged, now));
            // Whoever took a step upon what was told him learns of it by an amendment, and not by a text that is put back.
            let is_told_again = || {
                let now = version(change.after);
                let rest = slip.way.rest(past.key(change.key));
                rest == Rest::OfFinding && now.is_some_and(|now| slip.way.is_amended(merged, now))
            };
            let is_right = is_right && !slip.relied && (!slip.stepped || is_told_again());
            let Some(told) = self.replayed.irregularities.get_mut(slip.told) else {
                continue;
            };
            if !is_right {
                told.mended = None;
            } else if told.mended.is_none() {
                told.mended = Some(commit.id.clone());
            }
        }
    }

    /// Lists the reasons that would stand against a version only since it puts back what a merge did.
    pub(super) fn forgiven(&self, key: u32, before: &Record, now: &Record) -> Vec<Reason> {
        let version = |version: Option<u32>| self.past.record(version?);
        let slips = self.slips.get(&key).into_iter().flatten();
        slips
            .filter_map(|slip| {
                let (good, merged) = (version(slip.good), version(Some(slip.merged)));
                slip.way.forgiven(good, merged, (before, now)).cloned()
            })
            .collect()
    }

    /// Calls something mended that was put back to the byte, unless a merge did it that let in who did something meanwhile. The
    /// steps that rest on it are judged again.
    pub(super) fn heal(&mut self, key: u32, place: usize, commit: &PastCommit) {
        let mut slips = self.slips.get_mut(&key).into_iter().flatten();
        if let Some(slip) = slips.find(|slip| slip.told == place) {
            if slip.relied {
                return;
            }
            slip.stepped = false;
        }
        if let Some(told) = self.replayed.irregularities.get_mut(place) {
            told.mended = Some(commit.id.clone());
        }
    }

    /// Notes what was built on what merges did: a step in the audit, something by one whom a merge let in, or a sign-off.
    pub(super) fn rely(&mut self, (number, commit): (usize, &PastCommit)) {
        if self.slips.is_empty() {
            return;
        }
        let past = self.past;
        let signed = self.surroundings.signed_off(number);
        let holder = |key: u32| past.key(key).and_then(RecordKey::audit);
        let audit = |version: u32| past.record(version).and_then(Record::audit);
        let people = self.surroundings.people();
        let is_in = |audit: &Audit| audit.is_of_team(&commit.written, people);
        let steps = self.stepped.iter();
        let stepped: Vec<Taken> = steps
            .filter_map(|one| commit.changes.get(one.change))
            .map(|change| {
                let before: Vec<&Record> = self.understood(change).into_iter().flatten().collect();
                let after = change.after.and_then(|after| past.record(after));
                Taken::in_change(change, &before, after)
            })
            .collect();
        for (key, slips) in &mut self.slips {
            let Some(own) = holder(*key) else { continue };
            let is_own = |other: &u32| holder(*other) == Some(own);
            let free = stepped.iter().find(|taken| taken.key == *key);
            let free = free.and_then(Taken::plan_freed);
            let has_stepped = |rest: Rest, free: Option<Timestamp>| match rest {
                Rest::Nothing => false,
                Rest::OfAudit => stepped
                    .iter()
                    .any(|taken| is_own(&taken.key) && taken.rests_before(*key, free)),
                Rest::OfFinding => stepped
                    .iter()
                    .any(|taken| taken.key == *key && taken.rests_before(*key, None)),
            };
            let mut changes = commit.changes.iter();
            let changes = changes.any(|change| holder(change.key) == Some(own));
            for slip in slips {
                let let_in = slip.good.and_then(audit).zip(audit(slip.merged));
                let let_in = let_in.is_some_and(|(good, merged)| is_in(merged) && !is_in(good));
                let Some(told) = self.replayed.irregularities.get_mut(slip.told) else {
                    continue;
                };
                // What is put right in this very commit was not before it, and is what is signed.
                let is_open = told.mended.is_none();
                let was_open = is_open || told.mended.as_ref() == Some(&commit.id);
                // As in commits of their own: what comes after the plan was sent back rests on what it was made then.
                let free = free.filter(|_| !is_open);
                let relied = (was_open && changes && let_in) || (is_open && signed.contains(own));
                let stepped = was_open && has_stepped(slip.way.rest(past.key(*key)), free);
                slip.relied |= relied;
                slip.stepped |= stepped;
                if relied || stepped {
                    told.mended = None;
                }
            }
        }
    }
}

/// The steps that a record took in a commit.
struct Taken {
    key: u32,
    /// When each was taken, and whether it sent the record back, in the order of its history.
    steps: Vec<(Timestamp, bool)>,
    /// Whether it is a corrective action, whose plan is free once it was sent back.
    is_plan: bool,
}

impl Taken {
    /// Returns since when the plan is free to be settled anew within the commit itself; none where it was not sent back.
    fn plan_freed(&self) -> Option<Timestamp> {
        let mut steps = self.steps.iter();
        let back = steps.find(|(_, sends_back)| *sends_back);
        back.filter(|_| self.is_plan).map(|(at, _)| *at)
    }

    /// Tells whether a step was taken before a plan was free, or at all where none was; sending back is no such step, as nothing
    /// rests on what was.
    fn rests_before(&self, plan: u32, free: Option<Timestamp>) -> bool {
        let mut steps = self.steps.iter();
        match free {
            None => steps.any(|(_, sends_back)| !sends_back),
            // Of its own steps the history has the order: none comes before it.
            Some(_) if plan == self.key => steps.next().is_some_and(|(_, sends_back)| !sends_back),
            Some(free) => steps.any(|(at, sends_back)| !sends_back && *at < free),
        }
    }

    /// Lists the steps that a record took in a commit: those that no version before it has.
    fn in_change(change: &Changed, before: &[&Record], after: Option<&Record>) -> Self {
        let mut is_plan = false;
        let mut steps = match after {
            Some(Record::Action { action, .. }) => {
                is_plan = true;
                let known = before.iter().filter_map(|one| one.action());
                let known = known.flat_map(|one| &one.history);
                new_steps(known, &action.history, Some(&ActionState::Returned))
            }
            Some(Record::Finding { finding, .. }) => {
                let known = before.iter().filter_map(|one| one.finding());
                let known = known.flat_map(|one| &one.history);
                new_steps(known, &finding.history, Some(&FindingState::Returned))
            }
            Some(Record::Audit(audit)) => {
                let known = before.iter().filter_map(|one| one.audit());
                let known = known.flat_map(|one| &one.history);
                new_steps(known, &audit.history, None)
            }
            Some(_) | None => Vec::new(),
        };
        if steps.is_empty() {
            // A step of which no history says when it was may have been before any other.
            steps.push((Timestamp::MIN, false));
        }
        Self {
            key: change.key,
            steps,
            is_plan,
        }
    }
}

/// Lists the entries of a history that are not known: when each was, and whether it sent the record back.
fn new_steps<'h, S: PartialEq + 'h>(
    known: impl Iterator<Item = &'h HistoryEntry<S>>,
    after: &[HistoryEntry<S>],
    returned: Option<&S>,
) -> Vec<(Timestamp, bool)> {
    let known: Vec<&HistoryEntry<S>> = known.collect();
    let new = after.iter().filter(|entry| !known.contains(entry));
    new.map(|entry| (entry.at, returned == Some(&entry.to)))
        .collect()
}
