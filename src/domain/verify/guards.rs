//! Guards: the domain's own transitions, asked again with the papers as they stood.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    acts::Known,
    alive::Moment,
    history::{self, Against, Beside},
    remembered::{Inapplicable, Remembered},
    steps::{self, Around},
    view::{Scene, View, When},
};
use crate::domain::{
    action::{ActionState, Answered, CorrectiveAction, Fix, FixedIn, Proofs},
    audit::{Audit, AuditState},
    evidence::{CitationState, EvidenceLink, HERE},
    finding::{Finding, FindingState},
    guard::{Reason, is_said},
    history::Step,
    id::{AuditId, EvidenceId},
    record::Record,
};

/// Judges the life of a record with a life cycle; `merged` are the versions of all parents of a merge.
pub(super) fn judge(
    scene: &mut Scene<'_>,
    (before, after): (Option<&Record>, &Record),
    merged: Option<&[&Record]>,
    known: &Known,
    remembered: &mut Remembered,
) {
    let view = scene.after;
    match after {
        Record::Finding { audit, finding } => {
            let against: &mut Against<'_, Finding> = &mut |scene, finding, to, step, when| {
                against_finding(scene, audit, finding, (to, step), when, remembered)
            };
            let beside = Beside {
                before: before.and_then(Record::finding),
                merged: merged.map(|all| all.iter().filter_map(|one| one.finding()).collect()),
                known,
                id: finding.id.as_str(),
                meanwhile: &|at| view.answered_in(audit, &finding.id, at),
            };
            history::judge(scene, &beside, finding, against);
        }
        Record::Action { audit, action } => {
            let against: &mut Against<'_, CorrectiveAction> =
                &mut |scene, action, to: ActionState, step, when| {
                    against_action(scene, audit, action, (to, step), when)
                };
            let beside = Beside {
                before: before.and_then(Record::action),
                merged: merged.map(|all| all.iter().filter_map(|one| one.action()).collect()),
                known,
                id: action.id.as_str(),
                // No guard of it asks for what another record was like.
                meanwhile: &|_| None,
            };
            history::judge(scene, &beside, action, against);
        }
        Record::Audit(audit) => {
            let against: &mut Against<'_, Audit> =
                &mut |scene, audit, to: AuditState, step, when| {
                    against_audit(scene, audit, (to, step), when, remembered)
                };
            let beside = Beside {
                before: before.and_then(Record::audit),
                merged: merged.map(|all| all.iter().filter_map(|one| one.audit()).collect()),
                known,
                id: audit.id.as_str(),
                meanwhile: &|at| view.found_in(&audit.id, at),
            };
            history::judge(scene, &beside, audit, against);
        }
        Record::Workspace(_)
        | Record::Programme(_)
        | Record::Applicability(_)
        | Record::Criteria { .. }
        | Record::Answers { .. }
        | Record::Sample { .. }
        | Record::Trail { .. } => {}
    }
}

fn against_finding(
    scene: &mut Scene<'_>,
    audit: &AuditId,
    finding: &Finding,
    (to, step): (FindingState, &Step),
    when: When,
    remembered: &mut Remembered,
) -> Option<Vec<Reason>> {
    let view = scene.view(when);
    let holder = view.audit(audit)?;
    let actions = view.answers(audit, &finding.id, moment(when));
    let actions: Vec<&CorrectiveAction> = actions.iter().map(|action| &**action).collect();
    let mut around = Around {
        people: scene.surroundings.people(),
        proofs: proofs(scene, view, audit, &actions),
        actions,
        team: holder.auditors(),
        inapplicable: Inapplicable::default(),
        closed: closed_at(holder, step),
        is_out: is_out_at(holder, step),
        auditees: holder.named_auditees(),
        answered: Vec::new(),
    };
    if matches!(to, FindingState::Issued | FindingState::Noted) {
        around.inapplicable = remembered.inapplicable(view, audit);
    }
    if when == When::After && matches!(to, FindingState::Implemented | FindingState::Closed) {
        fixed(scene, &around.actions);
    }
    // Whether its citations resolve takes a look into the repository: only where nothing else answers the question.
    let unlooked = steps::against_finding(finding, to, step, &around, &BTreeMap::new());
    let answers = around.actions.iter().flat_map(|action| &action.evidence);
    let links: Vec<&EvidenceLink> = finding.evidence.iter().chain(answers).collect();
    if unlooked.is_empty() || links.is_empty() {
        return Some(unlooked);
    }
    let citations = resolved(scene, step, &links);
    Some(steps::against_finding(
        finding, to, step, &around, &citations,
    ))
}

fn against_action(
    scene: &mut Scene<'_>,
    audit: &AuditId,
    action: &CorrectiveAction,
    (to, step): (ActionState, &Step),
    when: When,
) -> Option<Vec<Reason>> {
    let view = scene.view(when);
    let holder = view.audit(audit)?;
    let handed = matches!(to, ActionState::Proposed | ActionState::Implemented);
    let of_it = action.findings.iter().filter(|_| handed);
    let answers: Vec<(&Finding, Vec<Cow<'_, CorrectiveAction>>)> = of_it
        .filter_map(|id| {
            let finding = view.finding(audit, id)?;
            Some((finding, view.answers(audit, id, moment(when))))
        })
        .collect();
    let answered = answers.iter().map(|(finding, actions)| Answered {
        finding,
        actions: actions.iter().map(|one| &**one).collect(),
    });
    let around = Around {
        people: scene.surroundings.people(),
        proofs: proofs(scene, view, audit, &[action]),
        actions: Vec::new(),
        team: holder.auditors(),
        inapplicable: Inapplicable::default(),
        closed: None,
        is_out: false,
        auditees: holder.named_auditees(),
        answered: answered.collect(),
    };
    let rests = matches!(
        to,
        ActionState::Implemented | ActionState::Effective | ActionState::Closed
    );
    if rests && when == When::After {
        fixed(scene, &[action]);
    }
    let unlooked = steps::against_action(action, to, step, &around, &BTreeMap::new());
    if unlooked.is_empty() || action.evidence.is_empty() {
        return Some(unlooked);
    }
    let links: Vec<&EvidenceLink> = action.evidence.iter().collect();
    let citations = resolved(scene, step, &links);
    Some(steps::against_action(action, to, step, &around, &citations))
}

fn against_audit(
    scene: &mut Scene<'_>,
    audit: &Audit,
    (to, step): (AuditState, &Step),
    when: When,
    remembered: &mut Remembered,
) -> Option<Vec<Reason>> {
    let view = scene.view(when);
    let at = (scene.number, view);
    remembered.papers(at, &audit.id, moment(when), |papers| {
        let citations = match to {
            AuditState::Issued => {
                let links: Vec<&EvidenceLink> = papers.citations().map(|(_, link)| link).collect();
                resolved(scene, step, &links)
            }
            AuditState::Planned
            | AuditState::Fieldwork
            | AuditState::Reporting
            | AuditState::FollowUp
            | AuditState::Closed => BTreeMap::new(),
        };
        let unreadable = view.unreadable(&audit.id);
        if when == When::After && matches!(to, AuditState::Issued | AuditState::Closed) {
            unjudged(scene, audit, to, &unreadable);
        }
        let people = scene.surroundings.people();
        let stand = (papers, unreadable.as_slice());
        steps::against_audit(audit, to, step, stand, &citations, people)
    })
}

/// Tells who made the commits that fixed something, and takes every one for one that stands: what became of it since is asked of
/// what is closed now.
fn proofs(
    scene: &Scene<'_>,
    view: View<'_>,
    audit: &AuditId,
    actions: &[&CorrectiveAction],
) -> Proofs {
    let mut proofs = Proofs::none();
    for action in actions {
        let fixed = action.actions.iter();
        for planned in fixed.filter(|planned| is_said(&planned.commit)) {
            proofs.note(&planned.commit, Fix::Stands);
            if let Some(fixing) = scene.surroundings.fixing(&planned.commit) {
                proofs.tell(&planned.commit, fixing);
            }
        }
        for finding in &action.findings {
            if let Some(at) = view.raised(audit, finding) {
                proofs.raise(finding, at);
            }
        }
    }
    proofs
}

/// Returns an audit where it was closed when a step was taken: one commit may have the step and the closing after it.
fn closed_at(audit: &Audit, step: &Step) -> Option<AuditId> {
    let last = audit.history.iter().rev().find(|entry| entry.at <= step.at);
    let was = last.is_some_and(|entry| entry.to == AuditState::Closed);
    let is_closed = audit.state == AuditState::Closed && was;
    is_closed.then(|| audit.id.clone())
}

/// Notes that a step of an audit rests on records that cannot be read in its very commit: by those before it the step may
/// have been lawful, and by what they say now nobody knows.
fn unjudged(scene: &mut Scene<'_>, audit: &Audit, to: AuditState, unreadable: &[String]) {
    if unreadable.is_empty() {
        return;
    }
    let step = match to {
        AuditState::Issued => "the issue",
        AuditState::Closed => "the closing",
        AuditState::Planned
        | AuditState::Fieldwork
        | AuditState::Reporting
        | AuditState::FollowUp => return,
    };
    let what = format!("whether {step} of {} was lawful", audit.id);
    if scene.unchecked.iter().any(|one| one.what == what) {
        return;
    }
    let why = format!(
        "the commit of that step has records that cannot be read: {}",
        unreadable.join("; ")
    );
    let how = format!("git show {}", scene.commit.id);
    scene.cannot(what, why, how);
}

/// Tells whether the report of an audit was out when a step was taken: one commit may have the step and the issue after it.
fn is_out_at(audit: &Audit, step: &Step) -> bool {
    let last = audit.history.iter().rev().find(|entry| entry.at <= step.at);
    audit.state.is_out() && last.is_some_and(|entry| entry.to.is_out())
}

/// Returns the moment as of which the papers are, where that is neither before nor after the commit.
fn moment(when: When) -> Option<Moment> {
    match when {
        When::At(moment) => Some(moment),
        When::Before | When::After => None,
    }
}

/// Tells what became of citations when a step was taken; what could not be read stands against nobody, and is told.
fn resolved(
    scene: &mut Scene<'_>,
    step: &Step,
    links: &[&EvidenceLink],
) -> BTreeMap<EvidenceId, CitationState> {
    let mut states = scene.surroundings.citations(scene.number, step.at, links);
    for (id, state) in &mut states {
        // What was not committed yet is, as it was cited, in the commit itself; large files are nowhere else, either.
        let is_pointer = *state == CitationState::LfsPointer;
        if is_pointer || (state.is_judged() && *state != CitationState::MissingObject) {
            continue;
        }
        scene.cannot(
            format!("whether {id} resolved when something was built on it"),
            state.phrase(),
            state.hint().unwrap_or_default(),
        );
        *state = CitationState::NoFile;
    }
    states
}

/// Notes of which fixing commits it cannot be told whether they stood when a step was taken that rests on them.
fn fixed(scene: &mut Scene<'_>, actions: &[&CorrectiveAction]) {
    let named = actions.iter().flat_map(|action| &action.actions);
    for planned in named.filter(|planned| is_said(&planned.commit)) {
        let fix = FixedIn::of(&planned.commit);
        let why = if fix.repository != HERE {
            "it is in another repository, whose branch of that time is not known"
        } else if !scene.past.reaches(scene.number, fix.commit) {
            "the branch did not lead to it at that commit"
        } else {
            continue;
        };
        let what = format!(
            "whether the fixing commit {} stood when steps were taken that rest on it",
            fix.told()
        );
        scene.cannot(what, why, "whether it stands now: tickmark action proof");
    }
}
