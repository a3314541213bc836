//! What the branches of a merge had, and the merge does not have.

use std::collections::BTreeSet;

use super::{
    super::{
        Kind,
        items::{Item, Items, Name, Numbered, Sort, is_of, items, numbered},
        view::Scene,
    },
    Lineage, Sides,
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
    sides: &Sides<'_>,
    after: Option<&Record>,
) {
    let merged = after.map(items).unwrap_or_default();
    let of: Vec<(usize, Items)> = sides
        .each()
        .map(|(_, commit, record)| (commit, items(record)))
        .collect();
    let fresh = after.map_or_else(Vec::new, |after| fresh(sides, after));
    for ((commit, had), (_, _, record)) in of.iter().zip(sides.each()) {
        let moved = renumbered(record, &fresh);
        let is_moved = |name: &Name| {
            let mut moved = moved.iter();
            moved.any(|(field, id)| *field == name.0 && is_of(&name.1, id))
        };
        let mut left = Vec::new();
        for (name, item) in had.iter() {
            let now = merged.get(name);
            if now.is_some_and(|now| now.said == item.said) || is_moved(name) {
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
fn fresh(sides: &Sides<'_>, after: &Record) -> Vec<Numbered> {
    let mut fresh = numbered(after);
    if !fresh.is_empty() {
        let parents = sides.each().flat_map(|(_, _, record)| numbered(record));
        let known: BTreeSet<Name> = parents.map(|one| one.name).collect();
        fresh.retain(|one| !known.contains(&one.name));
    }
    fresh
}

/// Lists what a branch had and the merge has under a fresh number, as both branches had given the same one.
fn renumbered(had: &Record, fresh: &[Numbered]) -> Vec<Name> {
    if fresh.is_empty() {
        return Vec::new();
    }
    let mut had = numbered(had);
    had.retain(|one| {
        let mut fresh = fresh.iter();
        fresh.any(|other| (other.name.0, &other.said) == (one.name.0, &one.said))
    });
    had.into_iter().map(|one| one.name).collect()
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
