//! What the branches of a merge had, and the merge does not have.

use std::collections::BTreeSet;

use super::{
    super::{
        Kind,
        items::{Item, Items, Name, Numbered, Sort, items, numbered, parts},
        view::Scene,
    },
    Lineage, Parents, is_united,
};
use crate::domain::record::Record;

/// How many things that one branch lost are told one by one.
const TOLD_AT_MOST: usize = 8;

/// What became of something that a branch had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
pub(in super::super) fn lost(
    scene: &mut Scene<'_>,
    lineage: &mut Lineage<'_>,
    sides: &Parents<'_>,
    after: Option<&Record>,
) {
    let merged = after.map(items).unwrap_or_default();
    let of: Vec<(usize, Items)> = sides
        .each()
        .map(|(_, commit, record)| (commit, items(record)))
        .collect();
    let parents = sides.records();
    let fresh = after.map_or_else(Vec::new, |after| fresh(&parents, after));
    for ((commit, had), (_, _, record)) in of.iter().zip(sides.each()) {
        let moved = renumbered(record, &fresh);
        let is_moved = |name: &Name| is_in(&moved, name);
        let mut left = Vec::new();
        for (name, item) in had.iter() {
            let now = merged.get(name);
            if now.is_some_and(|now| now.said == item.said) || is_moved(name) {
                continue;
            }
            if item.sort == Sort::Field
                && let Some(now) = now
                && is_woven(lineage, (*commit, name, item), sides.commits, &of, now)
            {
                continue;
            }
            let fate = if item.sort == Sort::Stays {
                Fate::Lost
            } else {
                fate(lineage, (*commit, name, item), sides.commits, &of, now)
            };
            if fate != Fate::Superseded {
                left.push((name.0, item, fate));
            }
        }
        tell(scene, &left);
    }
}

/// Lists what a merge has under a number that is in none of its parents.
pub(super) fn fresh(parents: &[&Record], after: &Record) -> Vec<Numbered> {
    let mut fresh = numbered(after);
    if !fresh.is_empty() {
        let parents = parents.iter().flat_map(|record| numbered(record));
        let known: BTreeSet<Name> = parents.map(|one| one.name).collect();
        fresh.retain(|one| !known.contains(&one.name));
    }
    fresh
}

/// Lists what a branch had and the merge has under a fresh number, as both branches had given the same one.
fn renumbered(had: &Record, fresh: &[Numbered]) -> BTreeSet<Name> {
    if fresh.is_empty() {
        return BTreeSet::new();
    }
    let known: BTreeSet<(&str, &str)> = fresh.iter().map(says).collect();
    let mut had = numbered(had);
    had.retain(|one| known.contains(&says(one)));
    had.into_iter().map(|one| one.name).collect()
}

/// Returns what something says, and of which list it is.
pub(super) fn says(one: &Numbered) -> (&'static str, &str) {
    (one.name.0, &one.said)
}

/// Tells whether a name is that of one of these, or of a part of one.
pub(super) fn is_in(those: &BTreeSet<Name>, name: &Name) -> bool {
    let ends = name.1.match_indices('/').map(|(at, _)| at);
    let mut ends = ends.chain([name.1.len()]);
    !those.is_empty()
        && ends.any(|end| {
            let whole = name.1.get(..end).unwrap_or_default();
            those.contains(&(name.0, whole.to_owned()))
        })
}

/// Tells what one branch had.
fn tell(scene: &mut Scene<'_>, left: &[(&'static str, &Item, Fate)]) {
    let mut alarms = 0;
    let mut notes = 0;
    for (field, item, fate) in left {
        let what = &item.what;
        let text = match fate {
            Fate::Superseded => continue,
            Fate::Chosen => {
                format!("two branches had changed the same, and the merge does not have {what}")
            }
            Fate::Third => {
                format!("the merge has something else than any branch in place of {what}")
            }
            Fate::Older if item.sort == Sort::Field => {
                format!("a branch had changed {what}, and the merge has what was there before")
            }
            Fate::Older => {
                format!("the merge has as it was before a branch changed it what is now {what}")
            }
            Fate::Lost => format!("the merge does not have {what}, which a branch had"),
        };
        // People write over fields; what somebody put their name to is there, or was taken away.
        let is_alarm = matches!(fate, Fate::Older | Fate::Lost) && item.sort != Sort::Field;
        let (kind, told) = if is_alarm {
            (Kind::LostInMerge, &mut alarms)
        } else {
            (Kind::MergeChose, &mut notes)
        };
        *told += 1;
        if *told <= TOLD_AT_MOST {
            scene.tell(kind, field, text);
        }
    }
    for (kind, told) in [(Kind::LostInMerge, alarms), (Kind::MergeChose, notes)] {
        if told > TOLD_AT_MOST {
            let more = told - TOLD_AT_MOST;
            let text = format!("the merge does not have {more} more things that a branch had");
            scene.tell(kind, "record", text);
        }
    }
}

/// Tells whether a field is what its versions come to line by line: each line of it is one of theirs, and what it lacks of this
/// version another branch had, and took out.
fn is_woven(
    lineage: &mut Lineage<'_>,
    (own, name, item): (usize, &Name, &Item),
    commits: &[usize],
    of: &[(usize, Items)],
    now: &Item,
) -> bool {
    if !is_united(Some(&now.said), name, of.iter().map(|(_, items)| items)) {
        return false;
    }
    let kept: BTreeSet<&str> = parts(&now.said).collect();
    let mut lacking = parts(&item.said).filter(|part| !kept.contains(part));
    let others: Vec<usize> = commits.iter().copied().filter(|one| *one != own).collect();
    let is_one_side = of
        .iter()
        .any(|(_, items)| items.said(name) == Some(now.said.as_str()));
    // Where it is one branch's as a whole, that was chosen, which is told.
    !is_one_side
        && lacking.all(|part| {
            others
                .iter()
                .any(|other| lineage.had_part(*other, name, part))
        })
}

fn fate(
    lineage: &mut Lineage<'_>,
    (own, name, item): (usize, &Name, &Item),
    commits: &[usize],
    of: &[(usize, Items)],
    now: Option<&Item>,
) -> Fate {
    let has = |other: usize| {
        let theirs = of.iter().find(|(commit, _)| *commit == other);
        theirs.and_then(|(_, items)| items.said(name))
    };
    let others = || commits.iter().copied().filter(|other| *other != own);
    if others().any(|other| lineage.had(other, name, Some(&item.said))) {
        return Fate::Superseded;
    }
    let Some(now) = now else {
        // It may have been taken out there.
        let mut out = others().filter(|other| has(*other).is_none());
        let was_there = out.any(|other| lineage.had(other, name, None));
        return if was_there { Fate::Chosen } else { Fate::Lost };
    };
    if lineage.had(own, name, Some(&now.said)) {
        return Fate::Older;
    }
    if others().any(|other| has(other) == Some(now.said.as_str())) {
        Fate::Chosen
    } else {
        Fate::Third
    }
}
