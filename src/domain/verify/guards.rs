//! Guards: the domain's own transitions, asked again with the papers as they stood.

use std::collections::BTreeMap;

use super::{
    acts::Known,
    history::{self, Against, Beside},
    lawful::{self, Around},
    view::{Scene, View},
};
use crate::domain::{
    action::{ActionState, CorrectiveAction, Fix, Proofs},
    applicability::Statements,
    audit::{Audit, AuditState},
    evidence::{CitationState, EvidenceLink},
    finding::{Finding, FindingState},
    guard::{Reason, is_said},
    history::Step,
    id::{AuditId, Criterion, EvidenceId},
    record::{Record, RecordKey},
};

/// What is known of the clauses and controls that do not apply, by the versions of all that decides it.
pub(super) type Inapplicable = BTreeMap<Vec<u32>, BTreeMap<Criterion, String>>;

/// Judges the life of a record with a life cycle; `merged` are the versions of all parents of a merge.
pub(super) fn judge(
    scene: &mut Scene<'_>,
    (before, after): (Option<&Record>, &Record),
    merged: Option<&[&Record]>,
    known: &Known,
    inapplicable: &mut Inapplicable,
) {
    match after {
        Record::Finding { audit, finding } => {
            let against: &mut Against<'_, Finding> = &mut |scene, finding, to, step, is_after| {
                against_finding(scene, audit, finding, (to, step), is_after, inapplicable)
            };
            let beside = Beside {
                before: before.and_then(finding_of),
                merged: merged.map(|all| all.iter().filter_map(|one| finding_of(one)).collect()),
                known,
                id: finding.id.as_str(),
            };
            history::judge(scene, &beside, finding, against);
        }
        Record::Action { audit, action } => {
            let against: &mut Against<'_, CorrectiveAction> =
                &mut |scene, action, to: ActionState, step, is_after| {
                    against_action(scene, audit, action, (to, step), is_after)
                };
            let beside = Beside {
                before: before.and_then(action_of),
                merged: merged.map(|all| all.iter().filter_map(|one| action_of(one)).collect()),
                known,
                id: action.id.as_str(),
            };
            history::judge(scene, &beside, action, against);
        }
        Record::Audit(audit) => {
            let against: &mut Against<'_, Audit> =
                &mut |scene, audit, to: AuditState, step, is_after| {
                    against_audit(scene, audit, to, step, is_after)
                };
            let beside = Beside {
                before: before.and_then(audit_of),
                merged: merged.map(|all| all.iter().filter_map(|one| audit_of(one)).collect()),
                known,
                id: audit.id.as_str(),
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

fn no_audit() -> Reason {
    Reason {
        field: "audit",
        text: "the audit that it belongs to is not there".to_owned(),
    }
}

pub(super) fn finding_of(record: &Record) -> Option<&Finding> {
    match record {
        Record::Finding { finding, .. } => Some(finding),
        Record::Workspace(_)
        | Record::Programme(_)
        | Record::Applicability(_)
        | Record::Audit(_)
        | Record::Criteria { .. }
        | Record::Answers { .. }
        | Record::Action { .. }
        | Record::Sample { .. }
        | Record::Trail { .. } => None,
    }
}

pub(super) fn action_of(record: &Record) -> Option<&CorrectiveAction> {
    match record {
        Record::Action { action, .. } => Some(action),
        Record::Workspace(_)
        | Record::Programme(_)
        | Record::Applicability(_)
        | Record::Audit(_)
        | Record::Criteria { .. }
        | Record::Answers { .. }
        | Record::Finding { .. }
        | Record::Sample { .. }
        | Record::Trail { .. } => None,
    }
}

pub(super) fn audit_of(record: &Record) -> Option<&Audit> {
    match record {
        Record::Audit(audit) => Some(audit),
        Record::Workspace(_)
        | Record::Programme(_)
        | Record::Applicability(_)
        | Record::Criteria { .. }
        | Record::Answers { .. }
        | Record::Finding { .. }
        | Record::Action { .. }
        | Record::Sample { .. }
        | Record::Trail { .. } => None,
    }
}

fn against_finding(
    scene: &mut Scene<'_>,
    audit: &AuditId,
    finding: &Finding,
    (to, step): (FindingState, &Step),
    is_after: bool,
    inapplicable: &mut Inapplicable,
) -> Vec<Reason> {
    let view = if is_after { scene.after } else { scene.before };
    let Some(holder) = view.audit(audit) else {
        return vec![no_audit()];
    };
    let actions = view.answers(audit, &finding.id);
    let mut around = Around {
        people: scene.surroundings.people(),
        proofs: proofs(scene, view, audit, &actions),
        actions,
        team: holder.auditors(),
        inapplicable: BTreeMap::new(),
    };
    if matches!(to, FindingState::Issued | FindingState::Noted) {
        around.inapplicable = inapplicable_at(view, audit, inapplicable);
    }
    // Whether its citations resolve takes a look into the repository: only where nothing else answers the question.
    let unlooked = lawful::against_finding(finding, to, step, &around, &BTreeMap::new());
    let answers = around.actions.iter().flat_map(|action| &action.evidence);
    let links: Vec<&EvidenceLink> = finding.evidence.iter().chain(answers).collect();
    if unlooked.is_empty() || links.is_empty() {
        return unlooked;
    }
    let citations = resolved(scene, step, &links);
    lawful::against_finding(finding, to, step, &around, &citations)
}

fn against_action(
    scene: &mut Scene<'_>,
    audit: &AuditId,
    action: &CorrectiveAction,
    (to, step): (ActionState, &Step),
    is_after: bool,
) -> Vec<Reason> {
    let view = if is_after { scene.after } else { scene.before };
    let Some(holder) = view.audit(audit) else {
        return vec![no_audit()];
    };
    let around = Around {
        people: scene.surroundings.people(),
        proofs: proofs(scene, view, audit, &[action]),
        actions: Vec::new(),
        team: holder.auditors(),
        inapplicable: BTreeMap::new(),
    };
    let unlooked = lawful::against_action(action, to, step, &around, &BTreeMap::new());
    if unlooked.is_empty() || action.evidence.is_empty() {
        return unlooked;
    }
    let links: Vec<&EvidenceLink> = action.evidence.iter().collect();
    let citations = resolved(scene, step, &links);
    lawful::against_action(action, to, step, &around, &citations)
}

fn against_audit(
    scene: &mut Scene<'_>,
    audit: &Audit,
    to: AuditState,
    step: &Step,
    is_after: bool,
) -> Vec<Reason> {
    let view = if is_after { scene.after } else { scene.before };
    let Some(papers) = view.papers(&audit.id) else {
        return Vec::new();
    };
    let links: Vec<&EvidenceLink> = papers.citations().map(|(_, link)| link).collect();
    let citations = match to {
        AuditState::Issued => resolved(scene, step, &links),
        AuditState::Planned
        | AuditState::Fieldwork
        | AuditState::Reporting
        | AuditState::FollowUp
        | AuditState::Closed => BTreeMap::new(),
    };
    lawful::against_audit(audit, to, step, &papers, &citations)
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

/// Tells what became of citations when a step was taken; what cannot be judged stands against nobody.
fn resolved(
    scene: &Scene<'_>,
    step: &Step,
    links: &[&EvidenceLink],
) -> BTreeMap<EvidenceId, CitationState> {
    let mut states = scene.surroundings.citations(scene.number, step.at, links);
    for state in states.values_mut() {
        if !state.is_judged() || state.is_alarm() {
            *state = CitationState::NoFile;
        }
    }
    states
}

/// Returns the clauses and controls that do not apply in an audit.
fn inapplicable_at(
    view: View<'_>,
    audit: &AuditId,
    known: &mut Inapplicable,
) -> BTreeMap<Criterion, String> {
    let Some(holder) = view.audit(audit) else {
        return BTreeMap::new();
    };
    let mut statements = Statements::new();
    let mut versions = Vec::new();
    let mut note = |key: &RecordKey| {
        let number = view.index.numbers.get(key)?;
        let changed = view.changed.and_then(|changed| changed.get(number));
        let version = changed.map_or_else(|| view.standing.get(number).copied(), |after| *after);
        versions.push(version.unwrap_or(u32::MAX));
        view.record(*number)
    };
    note(&RecordKey::Audit(audit.clone()));
    for checklist in &holder.checklists {
        note(&RecordKey::Criteria(audit.clone(), checklist.clone()));
        if let Some(Record::Applicability(statement)) =
            note(&RecordKey::Applicability(checklist.clone()))
        {
            statements.insert(checklist.clone(), statement.clone());
        }
    }
    if let Some(known) = known.get(&versions) {
        return known.clone();
    }
    let found = view
        .papers(audit)
        .map(|papers| lawful::inapplicable(&papers, &statements))
        .unwrap_or_default();
    known.insert(versions, found.clone());
    found
}
