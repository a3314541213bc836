//! Whom an audit belongs to that has begun, and the rules that it goes by: a merge lets nobody in.

use super::{
    super::{
        Kind, edits,
        items::{Name, items},
        view::Scene,
    },
    Lineage, Other, Parents, Slip, Way,
};
use crate::domain::{
    audit::{Audit, AuditState},
    person::Person,
    record::Record,
    workspace::Workspace,
};

/// The key of the audit team.
const TEAM: &str = "team";

/// Tells what a merge makes of an audit, or of the house rules, that its author may not.
pub(super) fn judge(
    scene: &mut Scene<'_>,
    lineage: &mut Lineage<'_>,
    sides: &Parents<'_>,
    after: &Record,
    slips: &mut Vec<Slip>,
) {
    let Some(own) = sides.own() else { return };
    if let (Record::Workspace(old), Record::Workspace(new)) = (own, after) {
        house_rules(scene, sides, old, new);
    }
    if let (Some(old), Some(new)) = (own.audit(), after.audit()) {
        let mut others = sides.each().filter_map(|(_, _, record)| record.audit());
        let is_told =
            |other: &Audit| other.rules == new.rules && other.state != AuditState::Planned;
        if !others.any(is_told) {
            edits::rules(scene, old, new);
        }
        if old.state != AuditState::Planned && old != new {
            foreign(scene, lineage, sides, (own, old), (after, new), slips);
        }
    }
}

/// Notes house rules that no parent has.
fn house_rules(scene: &mut Scene<'_>, sides: &Parents<'_>, old: &Workspace, new: &Workspace) {
    let mut before = old.clone();
    for (_, _, record) in sides.each() {
        let Record::Workspace(other) = record else {
            continue;
        };
        if other.grading == new.grading {
            before.grading.clone_from(&new.grading);
        }
        if other.grades == new.grades {
            before.grades.clone_from(&new.grades);
        }
        if other.days == new.days {
            before.days = new.days;
        }
        if other.freshness == new.freshness {
            before.freshness.clone_from(&new.freshness);
        }
    }
    edits::workspace(scene, &before, new);
}

/// Tells what is not the merge's author's to change, and what somebody changed on a branch whose it was not any more.
fn foreign(
    scene: &mut Scene<'_>,
    lineage: &mut Lineage<'_>,
    sides: &Parents<'_>,
    (own, old): (&Record, &Audit),
    (after, new): (&Record, &Audit),
    slips: &mut Vec<Slip>,
) {
    let people = scene.surroundings.people();
    let may = old.is_led_by(&scene.commit.written, people);
    let others = sides.but(sides.from);
    let (before, now) = (items(own), items(after));
    let differs = before.unlike(&now);
    let mut made: Vec<Name> = Vec::new();
    let mut is_made = false;
    for (key, label) in old.parts_changed(new) {
        let names = differs.iter().filter(|(field, _)| *field == key);
        let names: Vec<&Name> = names.copied().collect();
        // What is only in another order, the merge has put there.
        is_made |= names.is_empty();
        let mut late: Vec<Name> = Vec::new();
        let mut who = None;
        for name in names {
            let said = now.said(name);
            let Some(other) = others.iter().find(|other| other.items.said(name) == said) else {
                made.push(name.clone());
                continue;
            };
            let stranger = stranger(scene, lineage, old, (other, name, said));
            // What else its leader and auditors bring in is theirs as if they had written it; who is one of them is asked always.
            if let Some(stranger) = stranger.filter(|_| !may || key == TEAM) {
                late.push(name.clone());
                who = Some(stranger);
            }
        }
        if let Some(who) = who {
            slips.push(Slip {
                told: scene.told.len(),
                side: sides.from,
                way: Way::Back(late),
            });
            let text = format!(
                "the audit had begun, and the merge has another {label} from a branch on which {who} changed it while it was planned: {} is none of its leader and auditors",
                who.name
            );
            scene.tell(Kind::MergedLate, key, text);
        }
    }
    is_made |= !made.is_empty();
    let refused = old.edits_refused_to(new, &scene.commit.written, people);
    if let Some(reason) = refused.filter(|_| is_made) {
        slips.push(Slip {
            told: scene.told.len(),
            side: sides.from,
            way: Way::Back(made),
        });
        scene.tell(Kind::WrongPerson, reason.field, reason.text);
    }
}

/// Returns who made something on a branch what it is there, while the audit was planned and anybody might; none where that was
/// one of those whose audit it is, or where it was judged on the branch.
fn stranger(
    scene: &Scene<'_>,
    lineage: &mut Lineage<'_>,
    audit: &Audit,
    (other, name, said): (&Other<'_>, &Name, Option<&str>),
) -> Option<Person> {
    let number = lineage.made(other.commit, name, said)?;
    let commit = scene.past.commits.get(number)?;
    let change = commit.changes.iter().find(|one| one.key == scene.key)?;
    let before = change.before.first().copied().flatten();
    let before = before.and_then(|before| scene.past.record(before));
    let begun = before
        .and_then(Record::audit)
        .is_some_and(|before| before.state != AuditState::Planned);
    let is_theirs = audit.is_led_by(&commit.written, scene.surroundings.people());
    (!begun && !is_theirs).then(|| commit.written.clone())
}
