//! What a report that is out has judged: no merge brings in an answer, a sample, a trail or a finding after it.

use super::{
    super::{
        Kind, edits,
        items::{Name, items},
        view::Scene,
    },
    Lineage, Parents, Slip, Way,
};
use crate::domain::{
    audit::Audit,
    lawful,
    record::{Record, RecordKey},
};

/// Tells of answers, samples, trails and new findings that a merge makes or brings in and that may not come any more, or not
/// from whoever they are by.
pub(super) fn judge(
    scene: &mut Scene<'_>,
    lineage: &mut Lineage<'_>,
    sides: &Parents<'_>,
    after: &Record,
    slips: &mut Vec<Slip>,
) {
    let own = sides.records.get(sides.home).copied().flatten();
    if after.action().is_some() && own.is_none() {
        strangers_plan(scene, after);
    }
    if !after.is_answer(own) {
        return;
    }
    late(scene, sides, own, after, slips);
    edits::outsiders(scene, &sides.records(), after);
    strangers(scene, lineage, sides, own, after);
}

/// Tells of what a branch brings in of somebody whom the audit, as the merge goes on from it, has never known: on the branch it may
/// have been planned, or not been there, so that nobody was asked there.
fn strangers(
    scene: &mut Scene<'_>,
    lineage: &mut Lineage<'_>,
    sides: &Parents<'_>,
    own: Option<&Record>,
    after: &Record,
) {
    let key = after.key();
    let (Some(audit), Some(home)) = (key.audit(), sides.commits.get(sides.home)) else {
        return;
    };
    // What the merge itself makes is told already.
    let made = edits::outside(scene, &sides.records(), after);
    let known: Vec<&Record> = own.into_iter().collect();
    let key = RecordKey::Audit(audit.clone());
    for (by, wrong) in edits::outside(scene, &known, after) {
        let is_made = made.iter().any(|(_, other)| other.text == wrong.text);
        let people = scene.surroundings.people();
        let is_in = |record: &Record| {
            let audit = record.audit();
            audit.is_some_and(|audit| audit.is_of_team(&by, people))
        };
        // Whoever was of the team before may have answered while they were.
        if is_made || lineage.was_ever(*home, &key, is_in) {
            continue;
        }
        let text = format!(
            "{}; a branch brings it in on which nobody could be asked",
            wrong.text
        );
        scene.tell(wrong.kind, wrong.field, text);
    }
}

/// Tells of a corrective action that a branch brings in of somebody who has no part in it, by the audit as it was and as it is now.
fn strangers_plan(scene: &mut Scene<'_>, after: &Record) {
    let before = edits::refused(scene, None, after);
    let now = edits::refused_as_it_is(scene, after);
    for wrong in before {
        if now.iter().any(|other| other.what() == wrong.what()) {
            scene.tell(wrong.kind, wrong.field, wrong.text);
        }
    }
}

/// Tells of answers that a merge takes out and that the report says.
pub(in super::super) fn gone(scene: &mut Scene<'_>, sides: &Parents<'_>, key: &RecordKey) {
    let had = sides.records.get(sides.home).copied().flatten();
    let papers = key.audit().zip(sides.papers());
    let audit = papers.and_then(|(audit, papers)| papers.audit(audit));
    let Some(held) = audit
        .and_then(Audit::answers_held)
        .filter(|_| had.is_some())
    else {
        return;
    };
    let text = format!("{} was taken out: {}", key.short(), held.text);
    if sides.records.iter().any(Option::is_none) {
        let text = format!(
            "{text}; the merge has it from a branch that began before the report was issued"
        );
        scene.tell(Kind::MergedLate, "answers", text);
    } else {
        scene.tell(Kind::EditedPastGuards, "answers", text);
    }
}

/// Tells of what came after the report was out.
fn late(
    scene: &mut Scene<'_>,
    sides: &Parents<'_>,
    own: Option<&Record>,
    after: &Record,
    slips: &mut Vec<Slip>,
) {
    let key = after.key();
    let papers = key.audit().zip(sides.papers());
    let audit = papers.and_then(|(audit, papers)| papers.audit(audit));
    let Some(held) = audit.and_then(Audit::answers_held) else {
        return;
    };
    let before = own.map(items).unwrap_or_default();
    let now = items(after);
    let differs = before.unlike(&now);
    if own.is_some() && differs.is_empty() {
        return;
    }
    let others = sides.but(sides.home);
    let is_anothers = |name: &&Name| {
        let said = now.said(name);
        others.iter().any(|other| other.items.said(name) == said)
    };
    let deed = lawful::deed(own, after);
    let (kind, text) = if !others.is_empty() && differs.iter().all(is_anothers) {
        let text = format!(
            "{deed}: {}; the merge has it from a branch that began before the report was issued",
            held.text
        );
        (Kind::MergedLate, text)
    } else {
        (Kind::EditedPastGuards, format!("{deed}: {}", held.text))
    };
    if after.finding().is_some() {
        slips.push(Slip {
            told: scene.told.len(),
            side: sides.home,
            way: Way::Withdrawn,
        });
    }
    scene.tell(kind, "answers", text);
}
