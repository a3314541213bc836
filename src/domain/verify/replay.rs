//! The fold over the commits.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use jiff::Timestamp;

use super::{
    AHEAD, Counts, Irregularity, Kind, SLACK, Unchecked,
    acts::{self, Known},
    edits, guards, identity, merges,
    past::{Changed, Content, Fault, Past, PastCommit, Surroundings},
    samples,
    view::{Index, Scene, Standing, View},
};
use crate::domain::record::{Record, RecordKey};

/// How often somebody may say stop.
const ASKED_EVERY: usize = 32;

/// What a replay came to.
#[derive(Debug, Default)]
pub struct Replayed {
    /// What is wrong.
    pub irregularities: Vec<Irregularity>,
    /// What could not be checked.
    pub unchecked: Vec<Unchecked>,
    /// How much was checked.
    pub counts: Counts,
    /// The records at the branch's tip, each with its version.
    pub tip: Vec<(u32, u32)>,
}

/// Replays the history; none when it was stopped.
pub fn replay(
    past: &Past,
    now: Timestamp,
    surroundings: &dyn Surroundings,
    progress: &dyn Fn(usize, usize),
) -> Option<Replayed> {
    let mut children = vec![0_usize; past.commits.len()];
    for commit in &past.commits {
        if let Some(count) = commit
            .parents
            .first()
            .and_then(|first| children.get_mut(*first))
        {
            *count += 1;
        }
    }
    let mut fold = Fold {
        past,
        now,
        surroundings,
        index: Rc::new(Index::of(past)),
        children,
        standings: Vec::with_capacity(past.commits.len()),
        latest: Vec::with_capacity(past.commits.len()),
        known: Known::default(),
        readable: HashMap::new(),
        deleted: HashMap::new(),
        suspects: HashMap::new(),
        inapplicable: BTreeMap::new(),
        unread: BTreeMap::new(),
        replayed: Replayed::default(),
    };
    for (number, commit) in past.commits.iter().enumerate() {
        if number % ASKED_EVERY == 0 {
            if surroundings.stop() {
                return None;
            }
            progress(number, past.commits.len());
        }
        fold.commit(number, commit);
    }
    Some(fold.finish())
}

/// A change in which something was wrong, and which may be put back.
struct Suspect {
    before: Option<u32>,
    after: Option<u32>,
    /// Which irregularities it has.
    told: std::ops::Range<usize>,
}

struct Fold<'p> {
    past: &'p Past,
    now: Timestamp,
    surroundings: &'p dyn Surroundings,
    index: Rc<Index<'p>>,
    /// How many commits still go on from each as their first parent.
    children: Vec<usize>,
    /// Which version each record has at each commit, as long as it is needed.
    standings: Vec<Option<Standing>>,
    /// The newest time of a commit that changed records, up to each commit.
    latest: Vec<i64>,
    known: Known,
    /// The last version of each record that could be understood.
    readable: HashMap<u32, u32>,
    /// Records that were deleted, each with its last version.
    deleted: HashMap<u32, u32>,
    suspects: HashMap<u32, Suspect>,
    inapplicable: guards::Inapplicable,
    /// Versions that could not be understood: how many, since which commit, and why.
    unread: BTreeMap<u32, (usize, String, String)>,
    replayed: Replayed,
}

impl Fold<'_> {
    fn commit(&mut self, number: usize, commit: &PastCommit) {
        let standing = if commit.cut {
            Standing::new()
        } else {
            self.before(commit)
        };
        let newest = commit
            .parents
            .iter()
            .filter_map(|parent| self.latest.get(*parent))
            .max()
            .copied();
        let counts = &mut self.replayed.counts;
        counts.commits += 1;
        let mut latest = newest;
        if !commit.changes.is_empty() {
            counts.changing += 1;
            let at = commit.committed.as_second();
            if !commit.cut {
                self.clock(commit, newest);
            }
            latest = Some(latest.map_or(at, |newest| newest.max(at)));
        }
        self.latest.push(latest.unwrap_or(i64::MIN));
        let changed: HashMap<u32, Option<u32>> = commit
            .changes
            .iter()
            .map(|change| (change.key, change.after))
            .collect();
        if !commit.cut {
            let added: Vec<&Changed> = commit
                .changes
                .iter()
                .filter(|change| change.before.iter().all(Option::is_none))
                .collect();
            for change in &commit.changes {
                self.change((number, commit), change, (&standing, &changed), &added);
            }
        }
        let mut standing = standing;
        for change in &commit.changes {
            if let Some(after) = change.after {
                standing.insert(change.key, after);
                let version = self.past.version(after);
                if version.is_some_and(|version| version.content.is_ok()) {
                    self.readable.insert(change.key, after);
                }
                if let Some(record) = self.past.record(after).filter(|_| commit.cut) {
                    for act in acts::acts(record) {
                        self.known.note(&act, commit);
                    }
                }
            } else if let Some(last) = standing.remove(&change.key) {
                self.deleted.insert(change.key, last);
            }
        }
        self.standings.push(Some(standing));
    }

    /// Takes the papers as they stand before a commit: those of its first parent.
    fn before(&mut self, commit: &PastCommit) -> Standing {
        let Some(first) = commit.parents.first() else {
            return Standing::new();
        };
        let Some(slot) = self.standings.get_mut(*first) else {
            return Standing::new();
        };
        let left = self.children.get_mut(*first);
        let is_last = left.is_some_and(|left| {
            *left = left.saturating_sub(1);
            *left == 0
        });
        let is_tip = *first + 1 == self.past.commits.len();
        if is_last && !is_tip {
            slot.take().unwrap_or_default()
        } else {
            slot.clone().unwrap_or_default()
        }
    }

    /// Holds the time of a commit against those before it, and against the clock here.
    fn clock(&mut self, commit: &PastCommit, newest: Option<i64>) {
        let at = commit.committed.as_second();
        let mut tell = |kind, text: String| {
            self.replayed.irregularities.push(Irregularity {
                kind,
                record: None,
                path: None,
                field: "committed".to_owned(),
                commit: Some(commit.id.clone()),
                by: Some(commit.author.clone()),
                at: Some(commit.committed),
                text,
                mended: None,
            });
        };
        if at > self.now.as_second() + AHEAD {
            tell(
                Kind::FutureTime,
                format!(
                    "the commit is of {}, which has not come yet",
                    commit.committed
                ),
            );
        }
        if let Some(newest) = newest.filter(|newest| at + SLACK < *newest) {
            let newest = Timestamp::from_second(newest).unwrap_or(commit.committed);
            tell(
                Kind::BackdatedTime,
                format!(
                    "the commit is of {}, and changes records of {newest}",
                    commit.committed
                ),
            );
        }
    }

    fn change(
        &mut self,
        (number, commit): (usize, &PastCommit),
        change: &Changed,
        (standing, changed): (&Standing, &HashMap<u32, Option<u32>>),
        added: &[&Changed],
    ) {
        self.replayed.counts.versions += 1;
        let is_merge = commit.parents.len() > 1;
        let first = change.before.first().copied().flatten();
        if !is_merge && self.is_put_back(change, first, commit) {
            return;
        }
        let index = Rc::clone(&self.index);
        let view = View {
            past: self.past,
            index: &index,
            standing,
            changed: None,
        };
        let mut scene = Scene {
            past: self.past,
            number,
            commit,
            key: change.key,
            path: &change.path,
            now: self.now,
            surroundings: self.surroundings,
            before: view,
            after: View {
                changed: Some(changed),
                ..view
            },
            told: Vec::new(),
            steps: 0,
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
            } else {
                let old = first.and_then(|old| self.past.record(old));
                identity::gone(&mut scene, old, added);
            }
            let (told, steps) = (scene.told, scene.steps);
            self.note(change, first, told, steps);
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
        if let Some(record) = record {
            self.record(&mut scene, change, (after, record), is_merge);
        }
        let (told, steps) = (scene.told, scene.steps);
        self.note(change, first, told, steps);
    }

    fn record(
        &mut self,
        scene: &mut Scene<'_>,
        change: &Changed,
        (after, record): (u32, &Record),
        is_merge: bool,
    ) {
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
        if is_merge && change.before.contains(&Some(after)) {
            for other in parents
                .iter()
                .filter(|other| merges::threw_away(record, other))
            {
                let last = guards::last_entry(other).unwrap_or_default();
                scene.tell(
                    Kind::LostInMerge,
                    "history",
                    format!("the merge took an older version, and dropped what a branch had done up to \"{last}\""),
                );
            }
            return;
        }
        let goes_on_from = if is_merge && parents.len() > 1 {
            merges::judge(scene, &parents, record)
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
        if let Some(before) = before.filter(|_| !merged) {
            edits::judge(scene, before, record);
            if let (Record::Sample { sample: old, .. }, Record::Sample { sample: new, .. }) =
                (before, record)
            {
                samples::judge(scene, old, new);
            }
        }
        let others = merged.then_some(parents.as_slice());
        acts::judge(scene, record, others, &mut self.known);
    }

    /// Tells whether a commit puts a record back to the byte as it was before something was wrong with it.
    fn is_put_back(&mut self, change: &Changed, first: Option<u32>, commit: &PastCommit) -> bool {
        let Some(suspect) = self.suspects.get(&change.key) else {
            return false;
        };
        if suspect.after != first
            || suspect.before != change.after
            || suspect.before == suspect.after
        {
            return false;
        }
        for told in self
            .replayed
            .irregularities
            .get_mut(suspect.told.clone())
            .unwrap_or_default()
        {
            told.mended = Some(commit.id.clone());
        }
        self.suspects.remove(&change.key);
        true
    }

    fn note(
        &mut self,
        change: &Changed,
        before: Option<u32>,
        told: Vec<Irregularity>,
        steps: usize,
    ) {
        self.replayed.counts.transitions += steps;
        let from = self.replayed.irregularities.len();
        self.replayed.irregularities.extend(told);
        let to = self.replayed.irregularities.len();
        if from < to {
            let suspect = Suspect {
                before,
                after: change.after,
                told: from..to,
            };
            self.suspects.insert(change.key, suspect);
        }
    }

    fn finish(mut self) -> Replayed {
        let tip = self.standings.pop().flatten().unwrap_or_default();
        self.replayed.counts.records = tip.len();
        for (number, text) in identity::twice(self.past, &tip) {
            self.replayed.irregularities.push(Irregularity {
                kind: Kind::IdReused,
                record: self.past.key(number).cloned(),
                path: None,
                field: "id".to_owned(),
                commit: None,
                by: None,
                at: None,
                text,
                mended: None,
            });
        }
        for (key, (count, commit, why)) in &self.unread {
            let name = self
                .past
                .key(*key)
                .map(RecordKey::named)
                .unwrap_or_default();
            let versions = if *count == 1 {
                "a version".to_owned()
            } else {
                format!("{count} versions")
            };
            self.replayed.unchecked.push(Unchecked {
                what: format!("{versions} of {name}, from commit {commit} on"),
                why: why.clone(),
                how: format!("git log -p {commit}"),
            });
        }
        self.replayed.tip = tip.into_iter().collect();
        self.replayed.tip.sort_unstable();
        self.replayed
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
