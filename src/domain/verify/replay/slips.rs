//! What a merge did, and whether it was put right since, field by field.
//!
//! A merge also brings in what is as it should be, so that it is seldom put back to the byte. Each version of the record after it
//! is asked, so that it counts again where a later merge brings it back.

use super::Fold;
use crate::domain::{
    action::ActionState,
    audit::Audit,
    finding::FindingState,
    guard::Reason,
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
    told: usize,
    /// The version that the record should have been like.
    good: Option<u32>,
    /// The version that the merge made.
    merged: u32,
    way: Way,
    /// Whether a step was taken that rests on it.
    stepped: bool,
    /// Whether it was signed off, or somebody whom it let in did something.
    relied: bool,
}

/// How much that merges did to one record is followed: each is asked of every later version.
const FOLLOWED_AT_MOST: usize = 256;

impl Fold<'_> {
    /// Remembers what a merge did to a record, of which this is told next.
    ///
    /// What is beyond [`FOLLOWED_AT_MOST`] stays told, and that nobody asks whether it was put right is told, too.
    pub(super) fn slipped(&mut self, change: &Changed, merged: u32, slips: Vec<merges::Slip>) {
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
        let stepped = self.stepped.iter();
        let stepped: Vec<u32> = stepped
            .filter_map(|one| commit.changes.get(one.change))
            .filter(|change| {
                !change
                    .after
                    .is_some_and(|after| sends_back(past.record(after)))
            })
            .map(|change| change.key)
            .collect();
        for (key, slips) in &mut self.slips {
            let Some(own) = holder(*key) else { continue };
            let is_own = |other: &u32| holder(*other) == Some(own);
            let has_stepped = |rest: Rest| match rest {
                Rest::Nothing => false,
                Rest::OfAudit => stepped.iter().any(is_own),
                Rest::OfFinding => stepped.contains(key),
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
                let relied = (was_open && changes && let_in) || (is_open && signed.contains(own));
                let stepped = was_open && has_stepped(slip.way.rest(past.key(*key)));
                slip.relied |= relied;
                slip.stepped |= stepped;
                if relied || stepped {
                    told.mended = None;
                }
            }
        }
    }
}

/// Tells whether a record was sent back: by that a plan is free to be settled anew, and nothing rests on what it was.
fn sends_back(record: Option<&Record>) -> bool {
    let action = record.and_then(Record::action);
    let finding = record.and_then(Record::finding);
    action.is_some_and(|action| action.state == ActionState::Returned)
        || finding.is_some_and(|finding| finding.state == FindingState::Returned)
}
