//! One record in one commit: which rules it is held against, and whether it was only put back.

use std::{collections::BTreeSet, rc::Rc};

use super::{Around, Fold};
use crate::domain::{
    record::{Record, RecordKey},
    verify::{
        Kind, acts, amendments, edits, guards, identity, mailmaps,
        merges::{self, Parents, Way},
        past::{Changed, Content, Fault, PastCommit},
        view::{Index, Scene, View},
    },
};

impl<'p> Fold<'p> {
    /// Holds what a commit did to one record against what was before.
    pub(super) fn change(
        &mut self,
        (number, commit): (usize, &PastCommit),
        (place, change): (usize, &Changed),
        around: Around<'_>,
        added: &identity::Added<'_>,
    ) {
        self.replayed.counts.versions += 1;
        let is_merge = commit.parents.len() > 1;
        let first = change.before.first().copied().flatten();
        if is_merge {
            self.brought_back(change);
        } else if self.is_put_back(change) {
            return;
        }
        let index = Rc::clone(&self.index);
        let after = around.after(self.past, &index);
        let sides = is_merge.then(|| self.sides((commit, change), &index, around));
        let papers = sides.as_ref().and_then(Parents::papers);
        let before = View {
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
            before: papers.unwrap_or(before),
            after,
            told: Vec::new(),
            unchecked: Vec::new(),
            steps: 0,
            joined: BTreeSet::new(),
        };
        let home = sides.as_ref().map_or(0, |sides| sides.home);
        let Some(after) = change.after else {
            if let Some(sides) = &sides {
                self.left_out(&mut scene, change, sides);
            } else {
                let old = first.and_then(|old| self.past.record(old));
                let last = |key: &RecordKey| {
                    let number = index.numbers.get(key)?;
                    self.past.record(*self.readable.get(number)?)
                };
                identity::gone(&mut scene, old, added, &last);
            }
            let (told, steps) = (scene.told, scene.steps);
            let good = change.before.get(home).copied().flatten();
            self.note((place, change), good, told, steps, Vec::new());
            return;
        };
        let Some(version) = self.past.version(after) else {
            return;
        };
        let record = match &version.content {
            Ok(Content::Record(record)) => Some(&**record),
            Ok(Content::Checklist(_)) => {
                checklist(&mut scene, change, home, after);
                None
            }
            Ok(Content::Kept) => None,
            Err(Fault::OtherName(said)) => {
                scene.tell(Kind::WrongName, "id", format!("it says that it is {said}"));
                None
            }
            Err(Fault::Broken(why) | Fault::Unread(why)) => {
                let slot = self
                    .unread
                    .entry(change.key)
                    .or_insert_with(|| (0, commit.id.clone(), why.clone()));
                slot.0 += 1;
                None
            }
        };
        let mut signed = Vec::new();
        let mut good = first;
        if let Some(record) = record {
            if let Some(sides) = &sides {
                let mut lineage = self.lines.of(self.past, change.key);
                merges::lost(&mut scene, &mut lineage, sides, Some(record));
                let slips = merges::judge(&mut scene, &mut lineage, sides, record);
                let late = slips.iter().find(|slip| matches!(slip.way, Way::Withdrawn));
                let side = late.map_or(sides.from, |late| late.side);
                good = change.before.get(side).copied().flatten();
                self.slipped((commit, change), after, slips);
            }
            if !is_merge || !change.before.contains(&Some(after)) {
                signed = self.record(&mut scene, change, (after, record), sides.as_ref());
            }
        }
        self.replayed.unchecked.append(&mut scene.unchecked);
        self.co_authored.append(&mut scene.joined);
        let (told, steps) = (scene.told, scene.steps);
        self.note((place, change), good, told, steps, signed);
    }

    /// Tells of a record that a merge does not have.
    fn left_out(&mut self, scene: &mut Scene<'_>, change: &Changed, sides: &Parents<'_>) {
        let Some(key) = self.past.key(change.key) else {
            return;
        };
        let had = change.before.iter().any(Option::is_some);
        let was_deleted = self.deleted.contains_key(&change.key);
        let is_answers = matches!(key, RecordKey::Answers(..));
        let is_record = !is_answers && !matches!(key, RecordKey::Kept { .. });
        if had && !was_deleted && is_record {
            scene.tell(
                Kind::LostInMerge,
                "id",
                "the merge does not have the record, which a branch had",
            );
        }
        if is_answers {
            let mut lineage = self.lines.of(self.past, change.key);
            merges::lost(scene, &mut lineage, sides, None);
            merges::gone(scene, sides, key);
        }
    }

    /// Holds a record that can be understood against the versions before; returns what is newly signed in it.
    fn record(
        &mut self,
        scene: &mut Scene<'_>,
        change: &Changed,
        (after, record): (u32, &Record),
        sides: Option<&Parents<'_>>,
    ) -> Vec<u64> {
        let parents: Vec<&Record> = match sides {
            Some(sides) => sides.records(),
            None => self.understood(change).into_iter().flatten().collect(),
        };
        let before = match sides {
            Some(sides) => sides.own(),
            None => parents.first().copied(),
        };
        if sides.is_none() && before.is_none() && self.deleted.contains_key(&change.key) {
            identity::back(scene);
        }
        if let (Some(old), Some(new)) = (
            change
                .before
                .iter()
                .flatten()
                .next()
                .and_then(|old| self.past.version(*old)),
            self.past.version(after),
        ) {
            identity::schema(scene, old, new);
        }
        let merged = (sides.is_some() && parents.len() > 1).then_some(parents.as_slice());
        guards::judge(
            scene,
            (before, record),
            merged,
            &self.known,
            &mut self.remembered,
        );
        self.by_head(scene, (before, record), merged);
        amendments::judge(scene, &parents, record);
        match before {
            None => edits::judge_new(scene, record, sides.is_some()),
            // What a merge made of it is judged before.
            Some(before) if sides.is_none() => {
                let put_back = self.forgiven(change.key, before, record);
                edits::judge(scene, before, record, &put_back);
            }
            Some(_) => {}
        }
        acts::judge(scene, record, &parents, &mut self.known)
    }

    /// Returns the version of each parent, or, where that cannot be understood, the last one that could.
    pub(super) fn understood(&self, change: &Changed) -> Vec<Option<&'p Record>> {
        let past = self.past;
        let version = |version: u32| {
            let last = || self.readable.get(&change.key).copied();
            past.record(version).or_else(|| past.record(last()?))
        };
        let before = change.before.iter();
        before.map(|before| version((*before)?)).collect()
    }

    /// Returns the versions that a merge brings together.
    pub(super) fn sides<'v>(
        &self,
        (commit, change): (&'v PastCommit, &Changed),
        index: &'v Index<'p>,
        around: Around<'v>,
    ) -> Parents<'v>
    where
        'p: 'v,
    {
        let after = around.after(self.past, index);
        let views = around.parents.iter().map(|parent| View {
            standing: parent,
            changed: None,
            ..after
        });
        Parents::new(
            &commit.parents,
            self.understood(change),
            views.collect(),
            change.after.and_then(|after| self.past.record(after)),
            self.past.key(change.key).and_then(RecordKey::audit),
            after,
        )
    }
}

/// Tells of an audit's copy of a checklist that is not as in the parent that the audit goes on from. What another parent has,
/// too, was told there, unless nobody may change it by now.
fn checklist(scene: &mut Scene<'_>, change: &Changed, home: usize, after: u32) {
    let before = change.before.get(home).copied().flatten();
    let (Some(before), Some(RecordKey::Criteria(audit, checklist))) =
        (before, scene.past.key(scene.key).cloned())
    else {
        return;
    };
    let mut others = change.before.iter().enumerate();
    let is_theirs = others.any(|(side, other)| side != home && *other == Some(after));
    let is_out = scene
        .before
        .audit(&audit)
        .is_some_and(|audit| audit.state.is_out());
    if before == after || (is_theirs && !is_out) {
        return;
    }
    let (kind, when) = if is_out {
        (Kind::CriteriaChanged, "after its report was out")
    } else {
        (Kind::CriteriaUpgraded, "while it was under way")
    };
    scene.tell(
        kind,
        "criteria",
        format!("the audit's copy of {checklist} changed {when}"),
    );
}
