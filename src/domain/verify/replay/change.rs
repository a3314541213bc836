//! One record in one commit: which rules it is held against, and whether it was only put back.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use super::Fold;
use crate::domain::{
    record::{Record, RecordKey},
    verify::{
        Kind, acts, amendments, edits, guards, identity, mailmaps,
        merges::{self, Parent},
        past::{Changed, Content, Fault, PastCommit},
        standing::Standing,
        view::{Scene, View},
    },
};

impl Fold<'_> {
    /// Holds what a commit did to one record against what was before.
    pub(super) fn change(
        &mut self,
        (number, commit): (usize, &PastCommit),
        (place, change): (usize, &Changed),
        (standing, changed): (&Standing, &HashMap<u32, Option<u32>>),
        added: &identity::Added<'_>,
    ) {
        self.replayed.counts.versions += 1;
        let is_merge = commit.parents.len() > 1;
        let first = change.before.first().copied().flatten();
        if !is_merge && self.is_put_back(change) {
            return;
        }
        let index = Rc::clone(&self.index);
        let view = View {
            past: self.past,
            index: &index,
            standing,
            changed: None,
            instead: None,
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
            before: view,
            after: View {
                changed: Some(changed),
                ..view
            },
            told: Vec::new(),
            unchecked: Vec::new(),
            steps: 0,
            joined: BTreeSet::new(),
        };
        let Some(after) = change.after else {
            if is_merge {
                let theirs = change.before.iter().flatten().next();
                let was_deleted = self.deleted.contains_key(&change.key);
                let is_record = self.past.key(change.key).is_some_and(|key| {
                    !matches!(key, RecordKey::Answers(..) | RecordKey::Kept { .. })
                });
                if theirs.is_some() && !was_deleted && is_record {
                    scene.tell(
                        Kind::LostInMerge,
                        "id",
                        "the merge does not have the record, which a branch had",
                    );
                }
                let key = self.past.key(change.key);
                if matches!(key, Some(RecordKey::Answers(..))) {
                    self.lost(&mut scene, change, None);
                }
            } else {
                let old = first.and_then(|old| self.past.record(old));
                let last = |key: &RecordKey| {
                    let number = index.numbers.get(key)?;
                    self.past.record(*self.readable.get(number)?)
                };
                identity::gone(&mut scene, old, added, &last);
            }
            let (told, steps) = (scene.told, scene.steps);
            self.note((place, change), told, steps, Vec::new());
            return;
        };
        let Some(version) = self.past.version(after) else {
            return;
        };
        let record = match &version.content {
            Ok(Content::Record(record)) => Some(&**record),
            Ok(Content::Checklist(_)) => {
                checklist(&mut scene, first);
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
        if let Some(record) = record {
            signed = self.record(&mut scene, change, (after, record), is_merge);
        }
        self.replayed.unchecked.append(&mut scene.unchecked);
        self.joined.append(&mut scene.joined);
        let (told, steps) = (scene.told, scene.steps);
        self.note((place, change), told, steps, signed);
    }

    /// Holds a record that can be understood against the versions before; returns what is newly signed in it.
    fn record(
        &mut self,
        scene: &mut Scene<'_>,
        change: &Changed,
        (after, record): (u32, &Record),
        is_merge: bool,
    ) -> Vec<u64> {
        let understood = |version: u32| {
            let last = || self.readable.get(&change.key).copied();
            self.past
                .record(version)
                .or_else(|| self.past.record(last()?))
        };
        let parents: Vec<&Record> = change
            .before
            .iter()
            .flatten()
            .filter_map(|old| understood(*old))
            .collect();
        if is_merge {
            self.lost(scene, change, Some(record));
            if change.before.contains(&Some(after)) {
                return Vec::new();
            }
        }
        let goes_on_from = if is_merge && parents.len() > 1 {
            merges::judge(scene, &parents, record);
            merges::goes_on_from(&parents, record)
        } else {
            0
        };
        let before = parents.get(goes_on_from).copied();
        if !is_merge && before.is_none() && self.deleted.contains_key(&change.key) {
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
        let merged = is_merge && parents.len() > 1;
        guards::judge(
            scene,
            (before, record),
            merged.then_some(parents.as_slice()),
            &self.known,
            &mut self.inapplicable,
        );
        let others = merged.then_some(parents.as_slice());
        self.by_head(scene, (before, record), others);
        amendments::judge(scene, &parents, record);
        if before.is_none() {
            edits::judge_new(scene, record);
        }
        if let Some(before) = before.filter(|_| !merged) {
            edits::judge(scene, before, record);
        }
        acts::judge(scene, record, &parents, &mut self.known)
    }

    /// Holds a merge against what each of its parents had of a record.
    fn lost(&mut self, scene: &mut Scene<'_>, change: &Changed, after: Option<&Record>) {
        let commits = &scene.commit.parents;
        let versions = commits.iter().zip(&change.before);
        let parents: Vec<Parent<'_>> = versions
            .filter_map(|(commit, version)| {
                Some(Parent {
                    commit: *commit,
                    record: self.past.record((*version)?)?,
                })
            })
            .collect();
        let mut lineage = self.lines.of(self.past, change.key);
        merges::lost(scene, &mut lineage, &parents, commits, after);
    }
}

/// Tells of an audit's copy of a checklist that changed.
fn checklist(scene: &mut Scene<'_>, before: Option<u32>) {
    let (Some(_), Some(RecordKey::Criteria(audit, checklist))) =
        (before, scene.past.key(scene.key).cloned())
    else {
        return;
    };
    let is_out = scene
        .before
        .audit(&audit)
        .is_some_and(|audit| audit.state.is_out());
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
