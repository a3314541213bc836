//! Merges: whatever a branch had done to a record is in the merge, or is told.
//!
//! Each entry, answer, citation and item of each parent is looked for in the merge. One that is not there, or says something
//! else, was superseded where another branch had it and went on from it. Where no other branch ever had it, the merge lost it;
//! and where two branches changed the same thing and the merge took one of both, that is told as a note: it could not
//! have kept both. What is only ever added is never superseded.

mod lineage;

pub(super) use self::lineage::{Lineage, Lines};

use super::{
    Kind,
    alive::Alive,
    edits::{self, Wrong},
    guards::{action_of, audit_of, finding_of},
    items::{Item, is_same, items},
    view::Scene,
};
use crate::domain::{guard, record::Record};

/// How many things that one branch lost are told one by one.
const TOLD_AT_MOST: usize = 8;

/// A version of a record in a parent of a merge.
#[derive(Clone, Copy)]
pub(super) struct Parent<'r> {
    /// The number of the parent's commit.
    pub(super) commit: usize,
    /// Its version.
    pub(super) record: &'r Record,
}

/// Holds a merged record against those of all parents.
pub(super) fn judge(scene: &mut Scene<'_>, parents: &[&Record], after: &Record) {
    // Fields come from either side; what neither side would have let change is nobody's.
    let mut against = parents
        .iter()
        .map(|parent| edits::unlawful(Some(parent), after));
    let first = against.next().unwrap_or_default();
    let least = against.fold(first, |least, others| guard::shared(least, &others));
    for reason in least {
        scene.tell(Kind::EditedPastGuards, reason.field, reason.text);
    }
    wrongs(scene, parents, after);
}

/// Returns the number of the parent whose history a merged record goes on from.
pub(super) fn goes_on_from(parents: &[&Record], after: &Record) -> usize {
    let shared: Vec<usize> = parents.iter().map(|parent| common(parent, after)).collect();
    let most = shared.iter().max().copied().unwrap_or_default();
    shared
        .iter()
        .position(|count| *count == most)
        .unwrap_or_default()
}

/// Tells what changed in the merge alone, and may not: it is not as in any parent, and wrong as seen from one.
fn wrongs(scene: &mut Scene<'_>, parents: &[&Record], after: &Record) {
    let against: Vec<Vec<Wrong>> = parents
        .iter()
        .map(|parent| edits::wrongs(parent, after))
        .collect();
    if against.iter().all(Vec::is_empty) {
        return;
    }
    let merged = items(after);
    let theirs: Vec<Vec<Item>> = parents.iter().map(|parent| items(parent)).collect();
    let mut told: Vec<&Wrong> = Vec::new();
    for wrong in against.iter().flatten() {
        let counts = if wrong.about.is_empty() {
            // What is about the record as a whole comes from one of them, or from none.
            against
                .iter()
                .all(|wrongs| wrongs.iter().any(|other| other.is_as(wrong)))
        } else {
            !theirs
                .iter()
                .any(|theirs| is_same(theirs, &merged, wrong.field, &wrong.about))
        };
        if counts && !told.iter().any(|other| other.is_as(wrong)) {
            told.push(wrong);
        }
    }
    for wrong in told {
        scene.tell(wrong.kind, wrong.field, wrong.text.clone());
    }
}

/// What became of something that a branch had.
enum Fate {
    /// Another branch had it, too, and went on from it.
    Superseded,
    /// Two branches changed it, and the merge took the other one.
    Chosen,
    /// The merge has neither this one nor that of another branch.
    Third,
    /// It is as it was before the branch changed it.
    Older,
    /// It is not there.
    Lost,
}

/// Tells what the branches had and a merge does not have; without a record the merge has none of it.
pub(super) fn lost(
    scene: &mut Scene<'_>,
    lineage: &mut Lineage<'_>,
    parents: &[Parent<'_>],
    all: &[usize],
    after: Option<&Record>,
) {
    let merged = after.map(items).unwrap_or_default();
    let of: Vec<(usize, Vec<Item>)> = parents
        .iter()
        .map(|parent| (parent.commit, items(parent.record)))
        .collect();
    for (commit, had) in &of {
        let mut left = Vec::new();
        for item in had {
            let now = merged.iter().find(|other| is_it(other, item));
            if now.is_some_and(|now| now.said == item.said) {
                continue;
            }
            let others = all.iter().filter(|other| *other != commit);
            let fate = if item.stays {
                Fate::Lost
            } else {
                fate(lineage, (*commit, item), others, &of, now)
            };
            match fate {
                Fate::Superseded => {}
                Fate::Chosen => scene.tell(
                    Kind::MergeChose,
                    item.field,
                    format!(
                        "two branches had changed the same, and the merge does not have {}",
                        item.what
                    ),
                ),
                Fate::Third => scene.tell(
                    Kind::MergeChose,
                    item.field,
                    format!(
                        "the merge has something else than any branch in place of {}",
                        item.what
                    ),
                ),
                Fate::Older => left.push((item, "as it was before a branch changed it")),
                Fate::Lost => left.push((item, "")),
            }
        }
        for (item, how) in left.iter().take(TOLD_AT_MOST) {
            let text = if how.is_empty() {
                format!("the merge does not have {}, which a branch had", item.what)
            } else {
                format!("the merge has {how} what is now {}", item.what)
            };
            scene.tell(Kind::LostInMerge, item.field, text);
        }
        if let Some((item, _)) = left.get(TOLD_AT_MOST) {
            let more = left.len() - TOLD_AT_MOST;
            let text = format!("the merge does not have {more} more things that a branch had");
            scene.tell(Kind::LostInMerge, item.field, text);
        }
    }
}

fn is_it(one: &Item, other: &Item) -> bool {
    one.field == other.field && one.id == other.id
}

fn fate<'o>(
    lineage: &mut Lineage<'_>,
    (own, item): (usize, &Item),
    others: impl Iterator<Item = &'o usize>,
    of: &[(usize, Vec<Item>)],
    now: Option<&Item>,
) -> Fate {
    let has = |other: usize| {
        let theirs = of.iter().find(|(commit, _)| *commit == other);
        theirs.and_then(|(_, items)| items.iter().find(|one| is_it(one, item)))
    };
    let others: Vec<usize> = others.copied().collect();
    for other in &others {
        if lineage.had(*other, |one| is_it(one, item) && one.said == item.said) {
            return Fate::Superseded;
        }
    }
    let Some(now) = now else {
        // It may have been taken out there.
        let is_out = |other: &usize| has(*other).is_none();
        let mut out = others.iter().filter(|other| is_out(other));
        let was_there = out.any(|other| lineage.had(*other, |one| is_it(one, item)));
        return if was_there { Fate::Chosen } else { Fate::Lost };
    };
    if lineage.had(own, |one| is_it(one, item) && one.said == now.said) {
        return Fate::Older;
    }
    let is_theirs = |other: &usize| has(*other).is_some_and(|theirs| theirs.said == now.said);
    if others.iter().any(is_theirs) {
        Fate::Chosen
    } else {
        Fate::Third
    }
}

/// Counts the entries that both histories begin with.
fn common(parent: &Record, after: &Record) -> usize {
    fn count<R: Alive>(one: &R, other: &R) -> usize {
        let pairs = one.history().iter().zip(other.history());
        pairs.take_while(|(a, b)| a == b).count()
    }
    if let (Some(one), Some(other)) = (finding_of(parent), finding_of(after)) {
        return count(one, other);
    }
    if let (Some(one), Some(other)) = (action_of(parent), action_of(after)) {
        return count(one, other);
    }
    if let (Some(one), Some(other)) = (audit_of(parent), audit_of(after)) {
        return count(one, other);
    }
    0
}
