//! What was wrong and was put back to the byte: whether anything was built on it meanwhile.
//!
//! A forged corrective action lets a finding close, and once the action is put back nothing would tell. So each step of a
//! record, while another one of its audit is as it should not be, is judged again as if that had been put back already.

use std::{collections::BTreeSet, ops::Range, rc::Rc};

use super::{Around, Fold};
use crate::domain::{
    record::RecordKey,
    verify::{
        Irregularity, Kind, guards, mailmaps,
        merges::Parents,
        past::{Changed, PastCommit},
        view::{Scene, View},
    },
};

/// How many steps of a commit are judged again; what is suspect beside further ones is not called mended.
const AGAIN_AT_MOST: usize = 256;

/// A change in which something was wrong, and which may be put back.
pub(super) struct Suspect {
    before: Option<u32>,
    after: Option<u32>,
    /// Which irregularities it has.
    told: Range<usize>,
    /// What people put their names to in it for the first time.
    signed: Vec<u64>,
    /// What is wrong with the steps that were built on it, as soon as it is put back.
    built: Vec<Irregularity>,
    /// Whether what was built on it cannot be judged again.
    relied: bool,
}

/// A change that was put back to the byte.
pub(super) struct Healed {
    key: u32,
    suspect: Suspect,
}

/// A record that took a step in the commit.
pub(super) struct Stepped {
    /// The number of its change.
    pub(super) change: usize,
    /// What was told of it, by kind and field.
    told: Vec<(Kind, String)>,
}

impl Fold<'_> {
    /// Notes what is wrong with a change, and whether it was a step; `good` is the version as which it would be put back.
    pub(super) fn note(
        &mut self,
        (number, change): (usize, &Changed),
        good: Option<u32>,
        told: Vec<Irregularity>,
        steps: usize,
        signed: Vec<u64>,
    ) {
        self.replayed.counts.transitions += steps;
        if steps > 0 {
            let told = told.iter().map(|one| (one.kind, one.field.clone()));
            self.stepped.push(Stepped {
                change: number,
                told: told.collect(),
            });
        }
        let from = self.replayed.irregularities.len();
        self.replayed.irregularities.extend(told);
        let to = self.replayed.irregularities.len();
        if from < to {
            let suspect = Suspect {
                before: good,
                after: change.after,
                told: from..to,
                signed,
                built: Vec::new(),
                relied: false,
            };
            self.suspects.insert(change.key, suspect);
        }
    }

    /// Tells whether a commit puts a record back to the byte as it was before something was wrong with it.
    pub(super) fn is_put_back(&mut self, change: &Changed) -> bool {
        let first = change.before.first().copied().flatten();
        let is_it = self.suspects.get(&change.key).is_some_and(|suspect| {
            suspect.after == first
                && suspect.before == change.after
                && suspect.before != suspect.after
        });
        if is_it {
            self.put_back.push(change.key);
        }
        is_it
    }

    /// Judges the steps of a commit again, as if what is suspect beside them had been put back already.
    pub(super) fn rest_on_suspects(
        &mut self,
        (number, commit): (usize, &PastCommit),
        around: Around<'_>,
    ) {
        let (standing, changed) = (around.standing, around.changed);
        let stepped = std::mem::take(&mut self.stepped);
        let signed_off = if self.suspects.is_empty() {
            Vec::new()
        } else {
            self.surroundings.signed_off(number)
        };
        if stepped.is_empty() && signed_off.is_empty() {
            return;
        }
        let after = |key: u32| {
            let after = changed.get(&key).copied();
            after.unwrap_or_else(|| standing.get(key))
        };
        let here: Vec<(u32, Option<u32>, Option<u32>)> = self
            .suspects
            .iter()
            .map(|(key, suspect)| (*key, suspect.before, suspect.after))
            .filter(|(key, _, forged)| standing.get(*key) == *forged || after(*key) == *forged)
            // The rules of the house are asked by no guard.
            .filter(|(key, _, _)| !matches!(self.past.key(*key), Some(RecordKey::Workspace)))
            .collect();
        let mut judged = 0;
        for (key, restored, forged) in here {
            let audit = self.past.key(key).and_then(RecordKey::audit).cloned();
            // What was signed off has it as it should not be.
            let is_signed = after(key) == forged
                && signed_off
                    .iter()
                    .any(|signed| audit.as_ref().is_none_or(|audit| audit == signed));
            let mut built = Vec::new();
            let mut relied = is_signed;
            for one in &stepped {
                let Some(change) = commit.changes.get(one.change) else {
                    continue;
                };
                let own = self.past.key(change.key).and_then(RecordKey::audit);
                if change.key == key || (audit.is_some() && audit.as_ref() != own) {
                    continue;
                }
                if judged == AGAIN_AT_MOST {
                    relied = true;
                    break;
                }
                judged += 1;
                let instead = Some((key, restored));
                let told = self.again((number, commit), change, around, instead);
                built.extend(told.into_iter().filter(|again| {
                    let same = |(kind, field): &(Kind, String)| {
                        *kind == again.kind && *field == again.field
                    };
                    !one.told.iter().any(same)
                }));
            }
            let name = self.past.key(key).map(RecordKey::short).unwrap_or_default();
            for one in &mut built {
                one.text = format!("{}, now that {name} is put back", one.text);
            }
            if let Some(suspect) = self.suspects.get_mut(&key) {
                suspect.built.extend(built);
                suspect.relied |= relied;
            }
        }
    }

    /// Judges the steps of a record again with another record in place of one.
    fn again(
        &mut self,
        (number, commit): (usize, &PastCommit),
        change: &Changed,
        around: Around<'_>,
        instead: Option<(u32, Option<u32>)>,
    ) -> Vec<Irregularity> {
        let Some(record) = change.after.and_then(|after| self.past.record(after)) else {
            return Vec::new();
        };
        let index = Rc::clone(&self.index);
        let after = View {
            instead,
            ..around.after(self.past, &index)
        };
        let is_merge = commit.parents.len() > 1;
        let sides = is_merge.then(|| self.sides((commit, change), &index, around));
        let parents = if let Some(sides) = &sides {
            sides.records()
        } else {
            let before = change.before.iter().flatten();
            before.filter_map(|one| self.past.record(*one)).collect()
        };
        let merged = (is_merge && parents.len() > 1).then_some(&*parents);
        let before = match &sides {
            Some(sides) => sides.own(),
            None => parents.first().copied(),
        };
        let papers = sides.as_ref().and_then(Parents::papers);
        let earlier = View {
            standing: papers.map_or(around.standing, |papers| papers.standing),
            changed: None,
            ..after
        };
        let then = mailmaps::AsOf {
            around: self.surroundings,
            people: self.people_before(number),
        };
        let mut scene = Scene {
            past: self.past,
            number,
            commit,
            key: change.key,
            path: &change.path,
            now: self.now,
            surroundings: &then,
            before: earlier,
            after,
            told: Vec::new(),
            unchecked: Vec::new(),
            steps: 0,
            joined: BTreeSet::new(),
        };
        let known = &self.known;
        let remembered = &mut self.remembered;
        guards::judge(&mut scene, (before, record), merged, known, remembered);
        let mut told = scene.told;
        told.retain(|one| matches!(one.kind, Kind::GuardUnmet | Kind::WrongPerson));
        told
    }

    /// Calls mended what the commit puts back, and tells what was built on it.
    pub(super) fn mend(&mut self, commit: &PastCommit) {
        for key in std::mem::take(&mut self.put_back) {
            let Some(mut suspect) = self.suspects.remove(&key) else {
                continue;
            };
            // Who signs for the same once more has not done so yet.
            self.known.forget(&suspect.signed);
            self.replayed.irregularities.append(&mut suspect.built);
            if suspect.relied {
                continue;
            }
            for place in suspect.told.clone() {
                self.heal(key, place, commit);
            }
            self.healed.push(Healed { key, suspect });
        }
    }

    /// Lets what was put back on a branch count again, where a merge takes the record as it was not to be.
    pub(super) fn brought_back(&mut self, change: &Changed) {
        let is_it =
            |healed: &Healed| healed.key == change.key && healed.suspect.after == change.after;
        while let Some(place) = self.healed.iter().position(is_it) {
            let healed = self.healed.remove(place);
            let told = self
                .replayed
                .irregularities
                .get_mut(healed.suspect.told.clone());
            for told in told.unwrap_or_default() {
                told.mended = None;
            }
            self.suspects.insert(healed.key, healed.suspect);
        }
    }
}
