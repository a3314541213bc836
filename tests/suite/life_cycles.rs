//! The life cycles of audits, findings and corrective actions: which step follows which, and every reason against one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod actions;
mod audits;
mod edits;
mod frames;
mod persons;
mod property;
mod sides;
mod terms;

use std::collections::{BTreeMap, BTreeSet};

use tickmark::domain::{
    action::{
        ActionContext, ActionState, Cause, CauseMethod, CorrectiveAction, EffectivenessResult,
        PlannedAction, Proofs,
    },
    evidence::{CitationState, EvidenceKind, EvidenceLink},
    finding::{Finding, FindingContext, FindingState, FindingType},
    guard::Refusal,
    history::Step,
    id::{ActionId, EvidenceId, FindingId},
    people::People,
    person::Person,
};

const AUDITOR: &str = "Astrid Lindqvist <astrid@example.org>";
/// The second auditor of the team.
const SECOND: &str = "Ben Berg <ben@example.org>";
const OWNER: &str = "Petra Novak <petra@example.org>";
const IMPLEMENTER: &str = "Jonas Weber <jonas@example.org>";
const OUTSIDER: &str = "Helen Marsh <helen@example.org>";

fn person(text: &str) -> Person {
    text.parse().unwrap()
}

fn step(by: &str, why: &str) -> Step {
    Step {
        by: person(by),
        at: "2026-11-22T10:00:00Z".parse().unwrap(),
        today: "2026-11-22".parse().unwrap(),
        why: why.to_owned(),
    }
}

fn team() -> Vec<Person> {
    vec![person(AUDITOR), person(SECOND)]
}

/// Lists the fields that a refusal is about, once each.
fn fields<T: std::fmt::Debug>(refused: Result<T, Refusal>) -> BTreeSet<&'static str> {
    let refusal = refused.unwrap_err();
    refusal.reasons.iter().map(|reason| reason.field).collect()
}

fn set<const N: usize>(fields: [&'static str; N]) -> BTreeSet<&'static str> {
    fields.into()
}

/// A finding with everything that issuing it asks for.
fn whole(kind: FindingType) -> Finding {
    let mut finding = Finding::draft(FindingId::draw(7), kind, &step(AUDITOR, ""));
    finding.title = "Release without an impact assessment".into();
    finding.criteria = vec!["iso-42001:8.4".parse().unwrap()];
    finding.requirement = "Releases are assessed before they go live.".into();
    finding.objective_evidence = "The log has no assessment for 2.3.".into();
    finding.statement = "Version 2.3 went live without one.".into();
    finding.grade_reason = "One of twelve releases.".into();
    finding.evidence = vec![interview()];
    finding
}

fn interview() -> EvidenceLink {
    EvidenceLink::of_talk(
        EvidenceId::draw(1),
        EvidenceKind::Interview,
        "release manager".to_owned(),
        person(AUDITOR),
        step(AUDITOR, "").at,
    )
}

/// A corrective action whose plan lacks nothing.
fn planned() -> CorrectiveAction {
    let mut action =
        CorrectiveAction::draft(ActionId::draw(3), FindingId::draw(7), &step(OWNER, ""));
    action.owner = Some(person(OWNER));
    action.correction.what = "The assessment was made afterwards.".into();
    action.correction.done = Some("2026-11-05".parse().unwrap());
    action.extent.searched = "All releases since January.".into();
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
        owner: Some(person(IMPLEMENTER)),
        due: Some("2026-12-01".parse().unwrap()),
        done: None,
        proof: String::new(),
        commit: String::new(),
        evidence: Vec::new(),
    }];
    action
}

/// The same, handed to the audit team.
fn proposed() -> CorrectiveAction {
    let mut action = planned();
    let entry = step(OWNER, "").entry(Some(ActionState::Draft), ActionState::Proposed);
    action.history.push(entry);
    action.state = ActionState::Proposed;
    action
}

/// The same, done, and ready to be judged.
fn done() -> CorrectiveAction {
    let mut action = planned();
    for part in &mut action.actions {
        part.done = Some("2026-11-10".parse().unwrap());
        part.proof = "The waiver is gone from the tool.".into();
    }
    action.effectiveness.criterion = "No release without an assessment in three months.".into();
    action.state = ActionState::Implemented;
    action
}

/// The same, judged by somebody independent.
fn effective() -> CorrectiveAction {
    let mut action = done();
    action.state = ActionState::Effective;
    action.effectiveness.result = Some(EffectivenessResult::Effective);
    action.effectiveness.verifier = Some(person(OUTSIDER));
    action
}

fn move_finding(
    finding: &Finding,
    to: FindingState,
    step: &Step,
    actions: &[&CorrectiveAction],
) -> Result<Finding, Refusal> {
    let context = FindingContext {
        actions,
        citations: &BTreeMap::new(),
        team: &team(),
        people: &People::default(),
        proofs: &Proofs::none(),
        inapplicable: &BTreeMap::new(),
        closed: None,
        is_out: false,
        auditees: &[],
    };
    finding.transition(to, step, &context)
}

fn move_action(
    action: &CorrectiveAction,
    to: ActionState,
    step: &Step,
) -> Result<CorrectiveAction, Refusal> {
    let context = ActionContext {
        team: &team(),
        people: &People::default(),
        proofs: &Proofs::none(),
        citations: &BTreeMap::new(),
        auditees: &[],
        answered: &[],
    };
    action.transition(to, step, &context)
}

fn at(state: FindingState) -> Finding {
    let mut finding = whole(FindingType::Minor);
    finding.state = state;
    finding
}

#[test]
fn an_empty_nonconformity_is_refused_with_all_its_reasons_at_once() {
    let empty = Finding::draft(FindingId::draw(7), FindingType::Major, &step(AUDITOR, ""));
    let refused = move_finding(&empty, FindingState::Issued, &step(AUDITOR, ""), &[]);
    assert_eq!(
        fields(refused),
        set([
            "criteria",
            "title",
            "requirement",
            "objective-evidence",
            "statement",
            "grade-reason",
            "evidence",
        ])
    );
}

#[test]
fn an_observation_needs_no_grade_and_no_evidence() {
    let mut finding = whole(FindingType::Observation);
    finding.grade_reason.clear();
    finding.evidence.clear();
    assert!(move_finding(&finding, FindingState::Noted, &step(AUDITOR, ""), &[]).is_ok());
}

#[test]
fn a_finding_is_not_issued_on_a_control_that_does_not_apply() {
    let mut finding = whole(FindingType::Minor);
    let control = "iso-42001:A.10.4".parse().unwrap();
    finding.criteria.push("iso-42001:A.10.4".parse().unwrap());
    let why = "A.10.4 is excluded by the statement of applicability; cite iso-42001:6.1.3";
    let inapplicable = BTreeMap::from([(control, why.to_owned())]);
    let unchanged = CitationState::Unchanged {
        file_changed: false,
    };
    let citations = BTreeMap::from([(EvidenceId::draw(1), unchanged)]);
    let move_to = |to, finding: &Finding| {
        let context = FindingContext {
            actions: &[],
            citations: &citations,
            team: &team(),
            people: &People::default(),
            proofs: &Proofs::none(),
            inapplicable: &inapplicable,
            closed: None,
            is_out: false,
            auditees: &[],
        };
        finding.transition(to, &step(AUDITOR, ""), &context)
    };
    let refused = move_to(FindingState::Issued, &finding).unwrap_err();
    assert_eq!(refused.to_string(), why);
    finding.kind = FindingType::Observation;
    assert_eq!(
        fields(move_to(FindingState::Noted, &finding)),
        set(["criteria"])
    );
    finding.criteria.pop();
    assert!(move_to(FindingState::Noted, &finding).is_ok());
}

#[test]
fn issuing_needs_evidence_that_resolves() {
    let finding = whole(FindingType::Minor);
    let judged = |state| {
        let citations = [(EvidenceId::draw(1), state)].into();
        let context = FindingContext {
            actions: &[],
            citations: &citations,
            team: &team(),
            people: &People::default(),
            proofs: &Proofs::none(),
            inapplicable: &BTreeMap::new(),
            closed: None,
            is_out: false,
            auditees: &[],
        };
        finding.transition(FindingState::Issued, &step(AUDITOR, ""), &context)
    };
    assert_eq!(fields(judged(CitationState::Gone)), set(["evidence"]));
    assert_eq!(
        fields(judged(CitationState::HashMismatch)),
        set(["evidence"])
    );
    let unchanged = CitationState::Unchanged {
        file_changed: false,
    };
    assert!(judged(unchanged).is_ok());
}

#[test]
fn a_step_is_written_into_the_history_with_its_actor_and_reason() {
    let issued = move_finding(
        &whole(FindingType::Minor),
        FindingState::Issued,
        &step(AUDITOR, " agreed at the closing meeting "),
        &[],
    )
    .unwrap();
    let last = issued.history.last().unwrap();
    assert_eq!(issued.state, FindingState::Issued);
    assert_eq!(
        (last.from, last.to),
        (Some(FindingState::Draft), FindingState::Issued)
    );
    assert!(last.by.is(&person(AUDITOR)));
    assert_eq!(last.why, "agreed at the closing meeting");
}

#[test]
fn a_step_that_the_life_cycle_does_not_have_is_refused() {
    let refused = move_finding(
        &at(FindingState::Draft),
        FindingState::Closed,
        &step(AUDITOR, ""),
        &[],
    );
    assert!(fields(refused).contains("state"));
    let refused = move_finding(
        &at(FindingState::Withdrawn),
        FindingState::Issued,
        &step(AUDITOR, ""),
        &[],
    );
    assert!(refused.unwrap_err().to_string().contains("stays as it is"));
}

#[test]
fn disputing_and_reopening_need_a_reason() {
    for (from, to) in [
        (FindingState::Issued, FindingState::Disputed),
        (FindingState::Responded, FindingState::Returned),
        (FindingState::Closed, FindingState::Reopened),
    ] {
        assert_eq!(
            fields(move_finding(&at(from), to, &step(SECOND, " "), &[])),
            set(["why"])
        );
        assert!(move_finding(&at(from), to, &step(SECOND, "new facts"), &[]).is_ok());
    }
}

#[test]
fn a_finding_that_was_issued_is_withdrawn_by_a_second_person_only() {
    let withdraw = |from, by| {
        let withdrawn = FindingState::Withdrawn;
        move_finding(&at(from), withdrawn, &step(by, "not upheld"), &[])
    };
    assert_eq!(fields(withdraw(FindingState::Issued, AUDITOR)), set(["by"]));
    assert_eq!(
        fields(withdraw(FindingState::Issued, OUTSIDER)),
        set(["by"])
    );
    assert!(withdraw(FindingState::Issued, SECOND).is_ok());
    assert!(withdraw(FindingState::Draft, AUDITOR).is_ok());
}

#[test]
fn an_answer_is_accepted_by_the_audit_team_and_with_a_whole_plan() {
    let finding = at(FindingState::Responded);
    let accept = |by, actions: &[&CorrectiveAction]| {
        move_finding(&finding, FindingState::Accepted, &step(by, ""), actions)
    };
    assert_eq!(fields(accept(AUDITOR, &[])), set(["action"]));
    assert_eq!(fields(accept(OWNER, &[&proposed()])), set(["by"]));
    let mut bare = CorrectiveAction::draft(ActionId::draw(3), FindingId::draw(7), &step(OWNER, ""));
    bare.state = ActionState::Proposed;
    assert_eq!(
        fields(accept(AUDITOR, &[&bare])),
        set(["owner", "correction", "extent", "cause", "action"])
    );
    assert!(accept(AUDITOR, &[&proposed()]).is_ok());
}

#[test]
fn closing_a_nonconformity_needs_an_effective_result() {
    let finding = at(FindingState::Verified);
    let close = |action: &CorrectiveAction, by| {
        move_finding(&finding, FindingState::Closed, &step(by, ""), &[action])
    };
    let mut action = done();
    assert_eq!(fields(close(&action, AUDITOR)), set(["result"]));
    action.effectiveness.result = Some(EffectivenessResult::NotEffective);
    assert_eq!(fields(close(&action, AUDITOR)), set(["result"]));
    action = effective();
    assert_eq!(fields(close(&action, OWNER)), set(["by"]));
    assert!(close(&action, AUDITOR).is_ok());
    action.state = ActionState::Implemented;
    assert_eq!(fields(close(&action, AUDITOR)), set(["result"]));
}

#[test]
fn a_nonconformity_is_not_closed_without_what_led_there() {
    let finding = at(FindingState::Verified);
    let close = |actions: &[&CorrectiveAction]| {
        move_finding(&finding, FindingState::Closed, &step(AUDITOR, ""), actions)
    };
    assert_eq!(fields(close(&[])), set(["action"]));
    let without = |take: fn(&mut CorrectiveAction)| {
        let mut action = effective();
        take(&mut action);
        fields(close(&[&action]))
    };
    assert_eq!(without(|a| a.correction.what.clear()), set(["correction"]));
    assert_eq!(without(|a| a.extent.searched.clear()), set(["extent"]));
    assert_eq!(without(|a| a.cause = None), set(["cause"]));
    assert_eq!(without(|a| a.actions.clear()), set(["action"]));
    assert_eq!(without(|a| a.actions[0].done = None), set(["action"]));
    let by_owner = without(|a| a.effectiveness.verifier = Some(person(OWNER)));
    assert_eq!(by_owner, set(["verifier"]));
}

#[test]
fn every_state_but_the_last_leads_somewhere() {
    for state in FindingState::ALL {
        for kind in [FindingType::Minor, FindingType::Opportunity] {
            let mut finding = whole(kind);
            finding.state = *state;
            let ends = finding.next_states().is_empty();
            assert_eq!(ends, *state == FindingState::Withdrawn, "{kind} {state}");
        }
    }
    for state in ActionState::ALL {
        let mut action = planned();
        action.state = *state;
        let ends = action.next_states().is_empty();
        assert_eq!(ends, *state == ActionState::Withdrawn, "{state}");
    }
}
