//! What the branches of a merge had, and the merge does not have.

use super::{
    super::{
        Kind,
        items::{Item, Items, Name, Sort, items},
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
    for (commit, had) in &of {
        let mut left = Vec::new();
        for (name, item) in had.iter() {
            let now = merged.get(name);
            if now.is_some_and(|now| now.said == item.said) {
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
