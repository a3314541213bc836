//! What the farthest parent of a merge holds fast.

use super::{
    super::{
        Kind,
        alive::Alive,
        edits,
        items::{Items, Name, items},
        view::Scene,
    },
    Other, Parents, Slip, Way,
};
use crate::domain::{
    action::CorrectiveAction,
    finding::{Finding, ToldField},
    guard::Reason,
    record::Record,
};

/// Where something that is not as the farthest parent has it comes from.
enum Origin {
    /// From the merge itself.
    Merge,
    /// From a branch, on which this became of it.
    Late(String),
    /// From a branch, where a recorded act changed it.
    Recorded,
}

/// Tells what a merged record has otherwise than the version that it goes on from, which holds it fast.
pub(super) fn judge(scene: &mut Scene<'_>, sides: &Parents<'_>, after: &Record) -> Vec<Slip> {
    let mut slips = Vec::new();
    let Some(own) = sides.own() else {
        return slips;
    };
    let against = edits::unlawful(Some(own), &united(own, after));
    if against.is_empty() {
        return slips;
    }
    let others: Vec<Asked<'_>> = sides
        .but(sides.from)
        .into_iter()
        .map(|other| Asked::of(other, own, after))
        .collect();
    let (before, now) = (items(own), items(after));
    for reason in against {
        let (kind, text) = match origin(own, (&before, &now), &others, &reason) {
            Origin::Recorded => continue,
            Origin::Merge => (Kind::EditedPastGuards, reason.text.clone()),
            // How it is put right is told at the end: it turns on what is built on it.
            Origin::Late(state) => (
                Kind::MergedLate,
                format!(
                    "{}; the merge has another from a branch on which it was {state}",
                    reason.text
                ),
            ),
        };
        slips.push(Slip {
            told: scene.told.len(),
            side: sides.from,
            way: Way::Lawful(reason.clone()),
        });
        scene.tell(kind, reason.field, text);
    }
    slips
}

/// The version of another parent, and what stands against what is there now; asked once for all reasons.
struct Asked<'r> {
    other: Other<'r>,
    /// What would stand against the merge had this version been as far as the one that is gone on from.
    as_far: Vec<Reason>,
    /// What would stand, in this version's own state, against what is gone on from.
    as_near: Vec<Reason>,
}

impl<'r> Asked<'r> {
    fn of(other: Other<'r>, own: &Record, after: &Record) -> Self {
        let far = lived(other.record, own);
        Self {
            as_far: edits::unlawful(Some(&far), &united(&far, after)),
            as_near: edits::unlawful(Some(other.record), &lived(own, other.record)),
            other,
        }
    }
}

fn origin(
    own: &Record,
    (before, now): (&Items, &Items),
    others: &[Asked<'_>],
    reason: &Reason,
) -> Origin {
    // Had the other version been as far, would it let what is there now be?
    let mut from: Vec<&Asked<'_>> = others
        .iter()
        .filter(|asked| !asked.as_far.iter().any(|one| is_same(one, reason)))
        .collect();
    if from.is_empty() {
        // A part of what is told as one may come from each side.
        let mut differs = before.unlike(now);
        differs.retain(|(field, _)| *field == reason.field);
        if let Some(about) = &reason.about
            && differs.iter().any(|(_, id)| id == about)
        {
            differs.retain(|(_, id)| id == about);
        }
        let is_from =
            |asked: &Asked<'_>, name: &Name| asked.other.items.said(name) == now.said(name);
        let all = differs
            .iter()
            .all(|name| others.iter().any(|asked| is_from(asked, name)));
        if all {
            let any = |asked: &&Asked<'_>| differs.iter().any(|name| is_from(asked, name));
            from = others.iter().filter(any).collect();
        }
    }
    if from.is_empty() {
        return Origin::Merge;
    }
    if from
        .iter()
        .any(|asked| recorded(asked.other.record, own, reason.field))
    {
        return Origin::Recorded;
    }
    let is_free = |asked: &&Asked<'_>| !asked.as_near.iter().any(|one| is_same(one, reason));
    match from.iter().find(|asked| is_free(asked)) {
        Some(asked) => Origin::Late(format!("still {}", label(asked.other.record))),
        None => Origin::Late("changed without a record of it".to_owned()),
    }
}

/// Tells whether two reasons are about the same, whatever they say of the state.
pub(super) fn is_same(one: &Reason, other: &Reason) -> bool {
    one.field == other.field && one.about == other.about
}

fn label(record: &Record) -> &'static str {
    let finding = record.finding().map(|finding| finding.state.label());
    let action = record.action().map(|action| action.state.label());
    let audit = record.audit().map(|audit| audit.state.label());
    finding.or(action).or(audit).unwrap_or("otherwise")
}

/// Returns a version of a record with the life of another.
fn lived(record: &Record, of: &Record) -> Record {
    let mut lived = record.clone();
    if let (Record::Finding { finding: new, .. }, Some(other)) = (&mut lived, of.finding()) {
        *new = new.placed(other.state, &other.history);
    } else if let (Record::Action { action: new, .. }, Some(other)) = (&mut lived, of.action()) {
        *new = new.placed(other.state, &other.history);
    } else if let (Record::Audit(new), Some(other)) = (&mut lived, of.audit()) {
        *new = new.placed(other.state, &other.history);
    }
    lived
}

/// Returns a merged record in which what is only ever added begins as it did in one of its parents, in whatever order the
/// merge has it.
pub(super) fn united(before: &Record, after: &Record) -> Record {
    let mut united = after.clone();
    if let (Some(old), Record::Finding { finding: new, .. }) = (before.finding(), &mut united) {
        begin(&old.reclassifications, &mut new.reclassifications);
        begin(&old.amendments, &mut new.amendments);
    } else if let (Some(old), Record::Action { action: new, .. }) = (before.action(), &mut united) {
        begin(&old.rounds, &mut new.rounds);
        begin(&old.due_changes, &mut new.due_changes);
        begin(&old.term_changes, &mut new.term_changes);
    }
    united
}

fn begin<T: PartialEq + Clone>(before: &[T], after: &mut Vec<T>) {
    let has_all = before.iter().all(|one| after.contains(one));
    if has_all && !after.starts_with(before) {
        after.retain(|one| !before.contains(one));
        after.splice(0..0, before.iter().cloned());
    }
}

/// Tells whether a version of a record has an act upon a field that another does not have.
pub(super) fn recorded(record: &Record, other: &Record, field: &str) -> bool {
    if let (Some(one), Some(other)) = (record.finding(), other.finding()) {
        return of_finding(one, other, field);
    }
    if let (Some(one), Some(other)) = (record.action(), other.action()) {
        return of_action(one, other, field);
    }
    false
}

fn of_finding(one: &Finding, other: &Finding, field: &str) -> bool {
    let mut amended = one.amendments.iter();
    let mut reclassified = one.reclassifications.iter();
    let is_class = field == "type" || field == ToldField::GradeReason.key();
    amended.any(|act| act.field.key() == field && !other.amendments.contains(act))
        || (is_class && reclassified.any(|act| !other.reclassifications.contains(act)))
}

fn of_action(one: &CorrectiveAction, other: &CorrectiveAction, field: &str) -> bool {
    let mut terms = one.term_changes.iter();
    let mut moved = one.due_changes.iter();
    terms.any(|act| act.term.key() == field && !other.term_changes.contains(act))
        || (field == "due" && moved.any(|act| !other.due_changes.contains(act)))
}
