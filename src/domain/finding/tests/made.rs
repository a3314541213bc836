//! Findings and what their guards look at, made for the tests.

use std::collections::BTreeMap;

use super::*;
use crate::domain::{
    action::{
        ActionState, Cause, CauseMethod, CorrectiveAction, EffectivenessResult, PlannedAction,
        Proofs,
    },
    evidence::{CitationState, EvidenceKind, Pin},
    guard::{Reason, Refusal},
    id::EvidenceId,
    people::People,
};

pub(super) const AUDITOR: &str = "Astrid Lindqvist <astrid@example.org>";
pub(super) const SECOND: &str = "Helen Marsh <helen@example.org>";
pub(super) const OWNER: &str = "Petra Novak <petra@example.org>";

pub(super) fn person(text: &str) -> Person {
    text.parse().unwrap()
}

pub(super) fn step(by: &str, why: &str) -> Step {
    Step {
        by: person(by),
        at: "2026-11-22T10:00:00Z".parse().unwrap(),
        today: "2027-06-22".parse().unwrap(),
        why: why.to_owned(),
    }
}

pub(super) fn talk(number: u32) -> EvidenceLink {
    EvidenceLink::of_talk(
        EvidenceId::draw(number),
        EvidenceKind::Interview,
        "release manager".to_owned(),
        person(AUDITOR),
        step(AUDITOR, "").at,
    )
}

pub(super) fn pin(blob: &str) -> Pin {
    Pin {
        repository: ".".into(),
        path: "risk/method.md".into(),
        commit: Some("a1b2c3d4e5f60718293a4b5c6d7e8f9001122334".into()),
        blob: blob.into(),
        sha256: "00".into(),
        lines: None,
        excerpt_sha256: None,
        effective: None,
    }
}

pub(super) fn file() -> EvidenceLink {
    let at = step(AUDITOR, "").at;
    EvidenceLink::of_file(EvidenceId::draw(9), pin("9f8e"), person(AUDITOR), at)
}

/// A finding with everything that issuing it asks for.
pub(super) fn whole(kind: FindingType) -> Finding {
    let mut finding = Finding::draft(FindingId::draw(7), kind, &step(AUDITOR, ""));
    finding.title = "Release without an impact assessment".into();
    finding.criteria = vec!["iso-42001:8.4".parse().unwrap()];
    finding.documents = vec!["release/method.md".into()];
    finding.place = "claims triage".into();
    finding.requirement = "Releases are assessed before they go live.".into();
    finding.objective_evidence = "The log has no assessment for 2.3.".into();
    finding.statement = "Version 2.3 went live without one.".into();
    finding.consequence = "Harm may go unseen.".into();
    finding.grade_reason = "One of twelve releases.".into();
    finding.evidence = vec![talk(1), file()];
    finding
}

/// The same, handed over and on in its life.
pub(super) fn at(kind: FindingType, states: &[FindingState]) -> Finding {
    let mut finding = whole(kind);
    for state in states {
        let entry = step(AUDITOR, "said").entry(Some(finding.state), *state);
        finding.history.push(entry);
        finding.state = *state;
    }
    finding
}

/// A corrective action with which every guard is met.
pub(super) fn remedy() -> CorrectiveAction {
    let mut action =
        CorrectiveAction::draft(ActionId::draw(3), FindingId::draw(7), &step(OWNER, ""));
    action.owner = Some(person(OWNER));
    action.correction.what = "The assessment was made afterwards.".into();
    action.correction.done = Some("2026-11-01".parse().unwrap());
    action.extent.searched = "All releases since January.".into();
    action.extent.result = "None but this one.".into();
    let mut cause = Cause::by(CauseMethod::FiveWhys);
    cause.root = "Nobody else sees a waiver.".into();
    cause.set_whys(&[
        "The gate was waived.".to_owned(),
        "One role may waive it.".to_owned(),
    ]);
    action.cause = Some(cause);
    action.actions = vec![PlannedAction {
        id: "1".to_owned(),
        what: "Take the waiver out of the release tool".to_owned(),
        owner: Some(person(OWNER)),
        due: Some("2026-12-01".parse().unwrap()),
        done: Some("2026-11-10".parse().unwrap()),
        proof: "The waiver is gone from the tool.".to_owned(),
        commit: String::new(),
        evidence: Vec::new(),
    }];
    action.effectiveness.criterion = "No release without an assessment in three months.".into();
    action.effectiveness.verifier = Some(person(SECOND));
    action.effectiveness.result = Some(EffectivenessResult::Effective);
    action.effectiveness.basis = "Twelve releases looked at.".into();
    action.evidence = vec![talk(5)];
    let proposed = step(OWNER, "").entry(Some(ActionState::Draft), ActionState::Proposed);
    action.history.push(proposed);
    action.state = ActionState::Effective;
    action
}

/// Calls a function with a context in which all is well but what is named.
pub(super) fn with_context<T>(
    actions: &[&CorrectiveAction],
    inapplicable: &BTreeMap<Criterion, String>,
    ask: impl FnOnce(&FindingContext<'_>) -> T,
) -> T {
    let unchanged = CitationState::Unchanged {
        file_changed: false,
    };
    let citations: BTreeMap<EvidenceId, CitationState> = (0..40)
        .map(|number| (EvidenceId::draw(number), unchanged.clone()))
        .collect();
    ask(&FindingContext {
        actions,
        citations: &citations,
        team: &[person(AUDITOR), person(SECOND)],
        people: &People::default(),
        proofs: &Proofs::none(),
        inapplicable,
        closed: None,
        is_out: false,
        auditees: &[],
    })
}

pub(super) fn moved(
    finding: &Finding,
    to: FindingState,
    step: &Step,
    actions: &[&CorrectiveAction],
) -> Result<Finding, Refusal> {
    with_context(actions, &BTreeMap::new(), |context| {
        finding.transition(to, step, context)
    })
}

pub(super) fn graded(
    finding: &Finding,
    kind: FindingType,
    by: &str,
    why: &str,
) -> Result<Finding, Refusal> {
    with_context(&[], &BTreeMap::new(), |context| {
        finding.reclassified(&Classification::of(kind), &step(by, why), context)
    })
}

pub(super) fn amended(
    finding: &Finding,
    by: &str,
    why: &str,
    change: impl FnOnce(&mut Finding),
) -> Result<Finding, Refusal> {
    finding.amended(
        change,
        &step(by, why),
        &[person(AUDITOR), person(SECOND)],
        &People::default(),
    )
}

pub(super) fn texts(reasons: &[Reason]) -> Vec<&str> {
    reasons.iter().map(|reason| reason.text.as_str()).collect()
}
