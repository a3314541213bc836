//! Merges: whatever a branch had done to a record is in the merge or told, and a merge does nothing that its author may not do.
//!
//! What is missing is looked for in [`lost()`]: each entry, answer, citation, item and field of each parent. One that is not
//! there, or says something else, was superseded where another branch had it and went on from it. Where no other branch ever
//! had it, the merge lost it; and where two branches changed the same thing and the merge took one of both, that is told as a
//! note: it could not have kept both. What is only ever added is never superseded.
//!
//! What is there is held in [`judge()`] against the parent that is farthest in its life, the one whose history the merge
//! goes on from. What differs and stands in no other parent, the merge has done itself. What stands in one came from there: it
//! was judged there by the rules that held there, unless the farthest parent holds it fast by then. Then the merge brings in
//! what nobody may do any more, and what whoever took the step that made it fast had not seen: that is told, too, as long
//! as it is not put back, amended, or lawful by a later step ([`Way`]).

mod answers;
mod held;
mod lineage;
mod lost;
mod team;
mod way;

use std::collections::BTreeSet;

use super::{
    alive::Alive,
    edits::{self, Wrong},
    items::{self, Items, Name, items},
    view::{Scene, View},
};
use crate::domain::{id::AuditId, lawful, record::Record};

pub(super) use self::{
    answers::gone,
    lineage::{Lineage, Lines},
    lost::lost,
    way::{Rest, Way},
};

/// The versions of a record that a merge brings together.
pub(super) struct Parents<'r> {
    /// The numbers of the parents.
    pub(super) commits: &'r [usize],
    /// Of each parent its version; none where it does not have the record, or has one that cannot be understood.
    records: Vec<Option<&'r Record>>,
    /// The papers as each parent has them.
    views: Vec<View<'r>>,
    /// From which parent the audit goes on that the record belongs to.
    pub(super) home: usize,
    /// From which parent the record goes on.
    pub(super) from: usize,
}

/// Something that a merge did which is wrong, and how it is put right.
pub(super) struct Slip {
    /// Which of the scene's irregularities it is.
    pub(super) told: usize,
    /// From which parent what it should be is.
    pub(super) side: usize,
    pub(super) way: Way,
}

impl<'r> Parents<'r> {
    /// Takes the versions of the parents, of which the merge made this one, and the papers as each parent has them.
    pub(super) fn new(
        commits: &'r [usize],
        records: Vec<Option<&'r Record>>,
        views: Vec<View<'r>>,
        after: Option<&Record>,
        audit: Option<&AuditId>,
        now: View<'_>,
    ) -> Self {
        let home = audit.map_or(0, |audit| {
            let then: Vec<_> = views.iter().map(|view| view.audit(audit)).collect();
            match now.audit(audit) {
                Some(now) => farthest(then.iter().map(|then| Some(common((*then)?, now))), 0),
                None => farthest(
                    then.iter().map(|then| Some(then.as_ref()?.history.len())),
                    0,
                ),
            }
        });
        let shared = |record: Option<&Record>| common_of(record?, after?);
        let from = farthest(records.iter().copied().map(shared), home);
        Self {
            commits,
            records,
            views,
            home,
            from,
        }
    }

    /// Returns the version that the record goes on from.
    pub(super) fn own(&self) -> Option<&'r Record> {
        self.records.get(self.from).copied().flatten()
    }

    /// Returns the papers that the merge goes on from.
    pub(super) fn papers(&self) -> Option<View<'r>> {
        self.views.get(self.home).copied()
    }

    /// Lists the versions, each with the place and the number of its parent.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, usize, &'r Record)> + '_ {
        let all = self.commits.iter().zip(&self.records).enumerate();
        all.filter_map(|(place, (commit, record))| Some((place, *commit, (*record)?)))
    }

    /// Lists the versions.
    pub(super) fn records(&self) -> Vec<&'r Record> {
        self.each().map(|(_, _, record)| record).collect()
    }

    /// Lists the versions of the parents but one.
    fn but(&self, place: usize) -> Vec<Other<'r>> {
        self.each()
            .filter(|(other, _, _)| *other != place)
            .map(|(_, commit, record)| Other {
                commit,
                record,
                items: items(record),
            })
            .collect()
    }
}

/// The version of another parent than the one that a record goes on from.
struct Other<'r> {
    commit: usize,
    record: &'r Record,
    items: Items,
}

/// Holds a merged record against what it goes on from, and returns how what is wrong is put right.
pub(super) fn judge(
    scene: &mut Scene<'_>,
    lineage: &mut Lineage<'_>,
    sides: &Parents<'_>,
    after: &Record,
) -> Vec<Slip> {
    let mut slips = held::judge(scene, sides, after);
    let parents = sides.records();
    wrongs(scene, &parents, after);
    drafted(scene, &parents, after);
    team::judge(scene, lineage, sides, after, &mut slips);
    answers::judge(scene, lineage, sides, after, &mut slips);
    slips
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
    let theirs: Vec<Items> = parents.iter().map(|parent| items(parent)).collect();
    let known: Vec<BTreeSet<_>> = against
        .iter()
        .map(|wrongs| wrongs.iter().map(Wrong::what).collect())
        .collect();
    let mut seen = BTreeSet::new();
    let mut told: Vec<&Wrong> = Vec::new();
    for wrong in against.iter().flatten() {
        if !seen.insert(wrong.what()) {
            continue;
        }
        let counts = if wrong.about.is_empty() {
            // What is about the record as a whole comes from one of them, or from none.
            known.iter().all(|known| known.contains(&wrong.what()))
        } else {
            !theirs
                .iter()
                .any(|theirs| theirs.is_same(&merged, wrong.field, &wrong.about))
        };
        if counts {
            told.push(wrong);
        }
    }
    for wrong in told {
        scene.tell(wrong.kind, wrong.field, wrong.text.clone());
    }
}

/// Tells of a draft, a response or a corrective action that the merge itself has rewritten, where that is not its author's to do.
fn drafted(scene: &mut Scene<'_>, parents: &[&Record], after: &Record) {
    if after.finding().is_none() && after.action().is_none() || !is_rewritten(parents, after) {
        return;
    }
    let mut against = parents
        .iter()
        .map(|parent| edits::refused(scene, Some(parent), after));
    let mut told = against.next().unwrap_or_default();
    told.retain(|wrong| [lawful::DRAFT, lawful::ANSWERING].contains(&wrong.about.as_str()));
    for others in against {
        told.retain(|wrong| others.iter().any(|other| other.what() == wrong.what()));
    }
    for wrong in told {
        scene.tell(wrong.kind, wrong.field, wrong.text);
    }
}

/// Tells whether something is in a merge as it is in no parent: what two branches had changed and the merge united is none.
fn is_rewritten(parents: &[&Record], after: &Record) -> bool {
    let now = items(after);
    let theirs: Vec<Items> = parents.iter().map(|parent| items(parent)).collect();
    let Some(first) = theirs.first() else {
        return false;
    };
    // Where both had given one number, what the one had has another now.
    let had: Vec<_> = parents
        .iter()
        .flat_map(|one| items::numbered(one))
        .collect();
    let had: BTreeSet<_> = had.iter().map(lost::says).collect();
    let mut moved = lost::fresh(parents, after);
    moved.retain(|one| had.contains(&lost::says(one)));
    let moved: BTreeSet<Name> = moved.into_iter().map(|one| one.name).collect();
    let is_own = |name: &&Name| {
        let says = now.said(name);
        let mut others = theirs.iter().map(|other| other.said(name));
        let is_one_of_theirs = others.any(|other| other == says);
        !is_one_of_theirs && !lost::is_in(&moved, name) && !is_united(says, name, &theirs)
    };
    first.unlike(&now).iter().any(is_own)
}

/// Tells whether each line of a text, and each part of what else there is, stands in a parent: both were brought together.
pub(super) fn is_united<'i>(
    says: Option<&str>,
    name: &Name,
    theirs: impl IntoIterator<Item = &'i Items>,
) -> bool {
    let Some(says) = says else {
        return false;
    };
    let known: BTreeSet<&str> = theirs
        .into_iter()
        .filter_map(|other| other.said(name))
        .flat_map(items::parts)
        .collect();
    items::parts(says).all(|part| known.contains(part))
}

/// Returns the place of the largest number, of several the preferred one, or the first.
fn farthest(counts: impl Iterator<Item = Option<usize>>, preferred: usize) -> usize {
    let counts: Vec<Option<usize>> = counts.collect();
    let most = counts.iter().max().copied().flatten();
    if counts.get(preferred).is_some_and(|count| *count == most) {
        return preferred;
    }
    let mut places = counts.iter();
    places.position(|count| *count == most).unwrap_or(preferred)
}

/// Counts the entries that both histories begin with.
fn common<R: Alive>(one: &R, other: &R) -> usize {
    let pairs = one.history().iter().zip(other.history());
    pairs.take_while(|(a, b)| a == b).count()
}

/// Counts the entries that the histories of two versions of a record begin with; none where it has no life.
fn common_of(parent: &Record, after: &Record) -> Option<usize> {
    if let (Some(one), Some(other)) = (parent.finding(), after.finding()) {
        return Some(common(one, other));
    }
    if let (Some(one), Some(other)) = (parent.action(), after.action()) {
        return Some(common(one, other));
    }
    let audits = parent.audit().zip(after.audit());
    audits.map(|(one, other)| common(one, other))
}
