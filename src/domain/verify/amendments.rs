//! Amendments, reclassifications, new pins and changed terms: by whom what was held fast was changed, asked of the guards
//! that the program asks.
//!
//! As a step is, such an act is wrong only if it was in every state that the commit passed through, with the team before the
//! commit and with the one after.

use super::{Kind, view::Scene};
use crate::domain::{
    action::{ActionState, CorrectiveAction, Term},
    audit::Audit,
    evidence::{EarlierPin, EvidenceLink},
    finding::{Amendment, Finding, FindingState, Reclassification},
    guard::Reason,
    history::{HistoryEntry, Step},
    id::AuditId,
    person::Person,
    record::Record,
};

/// Judges what is newly said in a record beside the steps of its life; `parents` are the versions that it goes on from, all
/// of them where the commit merges them.
pub(super) fn judge(scene: &mut Scene<'_>, parents: &[&Record], after: &Record) {
    match after {
        Record::Finding { audit, finding } => {
            let before: Vec<&Finding> = parents.iter().filter_map(|one| one.finding()).collect();
            of_finding(scene, audit, &before, finding);
        }
        Record::Action { audit, action } => {
            let before: Vec<&CorrectiveAction> =
                parents.iter().filter_map(|one| one.action()).collect();
            of_action(scene, audit, &before, action);
        }
        Record::Workspace(_)
        | Record::Programme(_)
        | Record::Applicability(_)
        | Record::Audit(_)
        | Record::Criteria { .. }
        | Record::Answers { .. }
        | Record::Sample { .. }
        | Record::Trail { .. } => {}
    }
}

fn of_finding(scene: &mut Scene<'_>, audit: &AuditId, before: &[&Finding], after: &Finding) {
    let new = after.amendments.iter();
    let amended: Vec<&Amendment> = new
        .filter(|act| !before.iter().any(|one| one.amendments.contains(act)))
        .collect();
    let new = after.reclassifications.iter();
    let moved: Vec<&Reclassification> = new
        .filter(|act| !before.iter().any(|one| one.reclassifications.contains(act)))
        .collect();
    let pinned = pinned_anew(before, after);
    if amended.is_empty() && moved.is_empty() && pinned.is_empty() {
        return;
    }
    let teams = teams(scene, audit);
    let histories = before.iter().map(|one| one.history.as_slice());
    let states = passed(histories, &after.history, FindingState::Draft);
    let states = states.into_iter().map(|state| Finding {
        state,
        ..after.clone()
    });
    let mut placed: Vec<Finding> = states.collect();
    for act in amended {
        let step = scene.step(&act.by, act.at, &act.why);
        let people = scene.surroundings.people();
        let reasons = always(&placed, &teams, |finding, team| {
            finding.amendment_gaps(&[act.field], &step, team, people)
        });
        tell(scene, &step, &act.told(), "amendment", reasons);
    }
    for act in moved {
        let step = scene.step(&act.by, act.at, &act.why);
        let people = scene.surroundings.people();
        for finding in &mut placed {
            finding.kind = act.from;
        }
        let reasons = always(&placed, &teams, |finding, team| {
            finding.reclassification_gaps(act.to, &step, team, people)
        });
        tell(scene, &step, &act.told(), "reclassification", reasons);
    }
    for (link, pin) in pinned {
        let step = scene.step(&pin.by, pin.at, &pin.why);
        let people = scene.surroundings.people();
        let reasons = always(&placed, &teams, |finding, team| {
            finding.repin_gaps(&pin.by, team, people)
        });
        let told = format!("{} pinned anew", link.id);
        tell(scene, &step, &told, "evidence", reasons);
    }
}

/// Lists what a finding cites and has pinned anew since.
fn pinned_anew<'f>(
    before: &[&Finding],
    after: &'f Finding,
) -> Vec<(&'f EvidenceLink, &'f EarlierPin)> {
    let mut pinned = Vec::new();
    for link in &after.evidence {
        let links = before.iter().flat_map(|one| &one.evidence);
        let old: Vec<&EvidenceLink> = links.filter(|old| old.id == link.id).collect();
        // What was pinned anew before it was cited here is no act upon this finding.
        let is_new =
            |pin: &&EarlierPin| !old.is_empty() && !old.iter().any(|one| one.earlier.contains(pin));
        let new = link.earlier.iter().filter(is_new);
        pinned.extend(new.map(|pin| (link, pin)));
    }
    pinned
}

fn of_action(
    scene: &mut Scene<'_>,
    audit: &AuditId,
    before: &[&CorrectiveAction],
    after: &CorrectiveAction,
) {
    let teams = teams(scene, audit);
    let new = after.term_changes.iter();
    for act in new.filter(|act| !before.iter().any(|one| one.term_changes.contains(act))) {
        let step = scene.step(&act.by, act.at, &act.why);
        let people = scene.surroundings.people();
        let mut reasons = always(&[ActionState::Accepted], &teams, |_, team| {
            let gaps = |one: &CorrectiveAction| one.term_gaps(&step, team, people);
            let mut gaps_after = gaps(after);
            // Whoever became an owner only later was none then.
            if let Some(was) = before.first() {
                let earlier = gaps(was);
                gaps_after.retain(|gap| earlier.iter().any(|other| other.field == gap.field));
            }
            gaps_after
        });
        let judged = after.effectiveness.result.is_some();
        if act.term == Term::Verifier && !judged {
            reasons.extend(after.naming_gaps(people));
        }
        tell(scene, &step, &act.told(), "term-changes", reasons);
    }
}

/// Lists those who audit, as the papers have them before and after the commit; none where no audit is there.
fn teams(scene: &Scene<'_>, audit: &AuditId) -> Vec<Vec<Person>> {
    let audits = [scene.before, scene.after].map(|view| view.audit(audit));
    let mut teams: Vec<Vec<Person>> = audits.into_iter().flatten().map(Audit::auditors).collect();
    teams.dedup();
    teams
}

/// Lists the states that a record was in, from its versions before on, each once.
fn passed<'h, S: Copy + PartialEq + 'h>(
    before: impl Iterator<Item = &'h [HistoryEntry<S>]>,
    after: &[HistoryEntry<S>],
    first: S,
) -> Vec<S> {
    let common = |history: &[HistoryEntry<S>]| {
        let pairs = history.iter().zip(after);
        pairs.take_while(|(one, other)| one == other).count()
    };
    let shared = before.map(common).min().unwrap_or_default();
    let begun = shared.checked_sub(1).and_then(|at| after.get(at));
    let steps = after.get(shared..).unwrap_or_default();
    let mut states = vec![begun.map_or(first, |entry| entry.to)];
    for entry in steps {
        if !states.contains(&entry.to) {
            states.push(entry.to);
        }
    }
    states
}

/// Lists the reasons that stand against an act in every state and with every team; none where nobody knows a team.
fn always<S>(
    states: &[S],
    teams: &[Vec<Person>],
    ask: impl Fn(&S, &[Person]) -> Vec<Reason>,
) -> Vec<Reason> {
    let mut asked = states
        .iter()
        .flat_map(|state| teams.iter().map(|team| ask(state, team)));
    let mut reasons = asked.next().unwrap_or_default();
    for others in asked {
        reasons.retain(|reason| others.iter().any(|other| other.field == reason.field));
    }
    // That a reason is missing is told with the fields.
    reasons.retain(|reason| reason.field != "why");
    reasons
}

fn tell(scene: &mut Scene<'_>, step: &Step, told: &str, field: &str, reasons: Vec<Reason>) {
    for reason in reasons {
        let kind = if matches!(reason.field, "by" | "verifier") {
            Kind::WrongPerson
        } else {
            Kind::GuardUnmet
        };
        let text = format!("{told} by {}: {}", step.by.name, reason.text);
        scene.tell(kind, field, text);
    }
}
