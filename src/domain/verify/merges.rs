//! Merges: what a branch had done to a record is in the merge.

use super::{
    Kind,
    alive::Alive,
    edits,
    guards::{action_of, audit_of, finding_of},
    view::Scene,
};
use crate::domain::{guard, record::Record};

/// Holds a merged record against those of all parents.
pub(super) fn judge(scene: &mut Scene<'_>, parents: &[&Record], after: &Record) {
    for parent in parents {
        if let Some(lost) = lost(parent, after) {
            let text = format!("the merge has no entry \"{lost}\", which a branch had");
            scene.tell(Kind::LostInMerge, "history", text);
        }
    }
    // Fields come from either side; what neither side would have let change is nobody's.
    let mut against = parents
        .iter()
        .map(|parent| edits::unlawful(Some(parent), after));
    let first = against.next().unwrap_or_default();
    let least = against.fold(first, |least, others| guard::shared(least, &others));
    for reason in least {
        scene.tell(Kind::EditedPastGuards, reason.field, reason.text);
    }
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

/// Tells whether a merge that took one version threw away what followed it on another branch.
pub(super) fn threw_away(taken: &Record, other: &Record) -> bool {
    fn extends<R: Alive>(one: &R, other: &R) -> bool {
        other.history().len() > one.history().len()
            && one
                .history()
                .iter()
                .zip(other.history())
                .all(|(a, b)| a == b)
    }
    if let (Some(one), Some(other)) = (finding_of(taken), finding_of(other)) {
        return extends(one, other);
    }
    if let (Some(one), Some(other)) = (action_of(taken), action_of(other)) {
        return extends(one, other);
    }
    if let (Some(one), Some(other)) = (audit_of(taken), audit_of(other)) {
        return extends(one, other);
    }
    false
}

/// Returns the first entry of a parent's history that is not in the merge, in its order.
fn lost(parent: &Record, after: &Record) -> Option<String> {
    fn missing<R: Alive>(parent: &R, after: &R) -> Option<String> {
        let mut merged = after.history().iter();
        let mut entries = parent.history().iter();
        let lost = entries.find(|entry| !merged.by_ref().any(|other| other == *entry))?;
        Some(lost.to.to_string())
    }
    if let (Some(one), Some(other)) = (finding_of(parent), finding_of(after)) {
        return missing(one, other);
    }
    if let (Some(one), Some(other)) = (action_of(parent), action_of(after)) {
        return missing(one, other);
    }
    if let (Some(one), Some(other)) = (audit_of(parent), audit_of(after)) {
        return missing(one, other);
    }
    None
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
