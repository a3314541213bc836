//! Who may not act in two parts: the verifier, the closer, the reviewer and the second person.

use std::collections::BTreeMap;

use tickmark::domain::{
    action::{ActionContext, ActionState, CorrectiveAction, Proofs},
    finding::{Finding, FindingContext, FindingState},
    guard::Refusal,
    history::HistoryEntry,
    people::People,
    person::Person,
};

use super::{
    AUDITOR, IMPLEMENTER, OUTSIDER, OWNER, SECOND as OTHER_AUDITOR, at, done, effective, person,
    planned, proposed, step,
};

fn everybody() -> Vec<Person> {
    [AUDITOR, OTHER_AUDITOR, OWNER, IMPLEMENTER]
        .map(person)
        .to_vec()
}

/// Moves a corrective action where all but the outsider are on the audit team.
fn move_on(
    action: &CorrectiveAction,
    to: ActionState,
    by: &str,
    people: &People,
) -> Result<CorrectiveAction, Refusal> {
    let context = ActionContext {
        team: &everybody(),
        people,
        proofs: &Proofs::none(),
        citations: &BTreeMap::new(),
        auditees: &[],
        answered: &[],
    };
    action.transition(to, &step(by, "because"), &context)
}

fn refused(action: &CorrectiveAction, to: ActionState, by: &str) -> String {
    let nobody_else = People::default();
    let moved = move_on(action, to, by, &nobody_else);
    moved.unwrap_err().to_string()
}

fn passes(action: &CorrectiveAction, to: ActionState, by: &str) -> bool {
    move_on(action, to, by, &People::default()).is_ok()
}

fn entry<S>(by: &str, to: S) -> HistoryEntry<S> {
    step(by, "").entry(None, to)
}

#[test]
fn the_owner_and_whoever_implemented_it_do_not_verify() {
    let mut action = done();
    for by in [OWNER, IMPLEMENTER] {
        let said = refused(&action, ActionState::Effective, by);
        let name = person(by).name;
        let why = format!(
            "{name} owns or implemented {}; somebody else has to verify it",
            action.id
        );
        assert_eq!(said, why);
    }
    action
        .history
        .push(entry(OTHER_AUDITOR, ActionState::Implemented));
    let said = refused(&action, ActionState::Effective, OTHER_AUDITOR);
    assert!(said.contains("Ben Berg owns or implemented"), "{said}");
    assert!(passes(&action, ActionState::Effective, AUDITOR));
}

#[test]
fn the_effect_is_judged_by_the_team_or_by_whom_the_plan_names() {
    let mut action = done();
    let said = refused(&action, ActionState::Effective, OUTSIDER);
    let why = format!(
        "only a member of the audit team can judge whether {} worked, or whoever its plan names for that",
        action.id
    );
    assert_eq!(said, why);
    assert_eq!(refused(&action, ActionState::NotEffective, OUTSIDER), why);
    action.effectiveness.verifier = Some(person(OUTSIDER));
    assert!(passes(&action, ActionState::Effective, OUTSIDER));
    let finding = at(FindingState::Implemented);
    assert!(move_finding(&finding, FindingState::Verified, OUTSIDER, &action).is_ok());
    let said = move_finding(&finding, FindingState::Verified, OUTSIDER, &done());
    assert_eq!(
        said.unwrap_err().to_string(),
        "only a member of the audit team can verify it, or whoever its plan names for that"
    );
}

#[test]
fn an_outsider_sends_nothing_back_and_opens_nothing_again() {
    let mut action = effective();
    let said = refused(&action, ActionState::Reopened, OUTSIDER);
    let id = &action.id;
    assert_eq!(
        said,
        format!("only the audit team and those who answer for {id} can reopen it")
    );
    for by in [AUDITOR, OWNER, IMPLEMENTER] {
        assert!(passes(&action, ActionState::Reopened, by), "{by}");
    }
    action.state = ActionState::Proposed;
    assert_eq!(
        refused(&action, ActionState::Returned, OUTSIDER),
        format!(
            "only the audit team and those who answer for {} can return it",
            action.id
        )
    );
}

#[test]
fn one_key_or_one_line_of_the_mailmap_makes_the_verifier_the_owner() {
    let action = done();
    let judge = |people: &People| move_on(&action, ActionState::Effective, AUDITOR, people);
    assert!(judge(&People::default()).is_ok());
    let mut people = People::default();
    people.sign(["petra@example.org", "astrid@example.org"]);
    assert!(judge(&people).is_err());
    let mut people = People::default();
    people.map("petra@example.org", "astrid@example.org");
    assert!(judge(&people).is_err());
}

#[test]
fn who_is_named_to_verify_does_it() {
    let mut action = done();
    action.effectiveness.verifier = Some(person(OTHER_AUDITOR));
    let said = refused(&action, ActionState::Effective, AUDITOR);
    let why = format!(
        "Ben Berg is named to verify {}: name somebody else first",
        action.id
    );
    assert_eq!(said, why);
    assert!(passes(&action, ActionState::Effective, OTHER_AUDITOR));
}

#[test]
fn who_is_named_to_verify_does_not_say_that_it_is_implemented() {
    let mut action = done();
    action.state = ActionState::Accepted;
    action.effectiveness.verifier = Some(person(OTHER_AUDITOR));
    let said = refused(&action, ActionState::Implemented, OTHER_AUDITOR);
    let why = format!(
        "Ben Berg is named to verify {}; somebody else has to say that it is implemented",
        action.id
    );
    assert_eq!(said, why);
    assert!(passes(&action, ActionState::Implemented, OWNER));
}

#[test]
fn nobody_is_named_to_verify_who_owns_it() {
    let mut action = planned();
    action.effectiveness.verifier = Some(person(IMPLEMENTER));
    let said = refused(&action, ActionState::Proposed, OWNER);
    let why = format!(
        "Jonas Weber owns or implemented {}, and cannot be the one who verifies it",
        action.id
    );
    assert_eq!(said, why);
}

#[test]
fn who_wrote_proposed_or_owns_a_plan_does_not_accept_it() {
    let mut action = planned();
    action.state = ActionState::Proposed;
    for owner in [OWNER, IMPLEMENTER] {
        let said = refused(&action, ActionState::Accepted, owner);
        assert_eq!(said, "the owner cannot accept the plan");
    }
    assert!(passes(&action, ActionState::Accepted, AUDITOR));
    action
        .history
        .push(entry(OTHER_AUDITOR, ActionState::Proposed));
    let said = refused(&action, ActionState::Accepted, OTHER_AUDITOR);
    let why = format!(
        "Ben Berg wrote or proposed {}; somebody else has to accept it",
        action.id
    );
    assert_eq!(said, why);
    action.history[0].by = person(AUDITOR);
    let said = refused(&action, ActionState::Accepted, AUDITOR);
    assert!(
        said.starts_with("Astrid Lindqvist wrote or proposed"),
        "{said}"
    );
    let outside = refused(&action, ActionState::Accepted, OUTSIDER);
    assert_eq!(outside, "only a member of the audit team can accept a plan");
}

#[test]
fn the_closer_is_on_the_audit_team_and_neither_owns_nor_implemented_it() {
    let action = effective();
    let said = refused(&action, ActionState::Closed, OWNER);
    let why = format!(
        "Petra Novak owns or implemented {}; somebody else has to close it",
        action.id
    );
    assert_eq!(said, why);
    let outside = refused(&action, ActionState::Closed, OUTSIDER);
    assert_eq!(outside, "only a member of the audit team can close it");
    assert!(passes(&action, ActionState::Closed, AUDITOR));
}

#[test]
fn a_corrective_action_is_withdrawn_by_a_second_person() {
    let mut action = planned();
    action.state = ActionState::Proposed;
    let said = refused(&action, ActionState::Withdrawn, OWNER);
    let why = "a withdrawal needs a second person: neither the one who wrote it nor an owner or implementer";
    assert_eq!(said, why);
    assert_eq!(refused(&action, ActionState::Withdrawn, IMPLEMENTER), why);
    let outside = refused(&action, ActionState::Withdrawn, OUTSIDER);
    let id = &action.id;
    assert_eq!(
        outside,
        format!("only a member of the audit team can withdraw {id} once it was proposed")
    );
    assert!(passes(&action, ActionState::Withdrawn, AUDITOR));
    action.state = ActionState::Draft;
    assert!(passes(&action, ActionState::Withdrawn, OWNER));
}

fn move_finding(
    finding: &Finding,
    to: FindingState,
    by: &str,
    action: &CorrectiveAction,
) -> Result<Finding, Refusal> {
    let context = FindingContext {
        actions: &[action],
        citations: &BTreeMap::new(),
        team: &everybody(),
        people: &People::default(),
        proofs: &Proofs::none(),
        inapplicable: &BTreeMap::new(),
        closed: None,
        is_out: false,
        auditees: &[],
    };
    finding.transition(to, &step(by, "because"), &context)
}

#[test]
fn the_answer_to_a_finding_is_accepted_by_somebody_else_than_gave_it() {
    let mut finding = at(FindingState::Responded);
    finding
        .history
        .push(entry(OTHER_AUDITOR, FindingState::Responded));
    let accept = |by| move_finding(&finding, FindingState::Accepted, by, &proposed());
    let said = accept(OTHER_AUDITOR).unwrap_err().to_string();
    assert_eq!(
        said,
        "Ben Berg gave the answer; somebody else has to accept it"
    );
    let owner = accept(OWNER).unwrap_err().to_string();
    assert_eq!(owner, "the owner cannot accept the plan");
    assert!(accept(AUDITOR).is_ok());
}

#[test]
fn a_finding_is_verified_by_somebody_else_than_said_that_it_is_implemented() {
    let mut finding = at(FindingState::Implemented);
    finding
        .history
        .push(entry(OTHER_AUDITOR, FindingState::Implemented));
    let verify = |by| move_finding(&finding, FindingState::Verified, by, &done());
    let said = verify(OTHER_AUDITOR).unwrap_err().to_string();
    assert_eq!(
        said,
        "Ben Berg said that it is implemented; somebody else has to verify it"
    );
    assert!(verify(OWNER).is_err());
    assert!(verify(AUDITOR).is_ok());
}

#[test]
fn a_finding_is_implemented_on_an_accepted_plan_only() {
    let finding = at(FindingState::Accepted);
    let implement = |action: &CorrectiveAction| {
        move_finding(&finding, FindingState::Implemented, OWNER, action)
    };
    let mut action = done();
    assert!(implement(&action).is_ok());
    action.state = ActionState::Proposed;
    let said = implement(&action).unwrap_err().to_string();
    assert_eq!(
        said,
        format!(
            "the plan of {} is proposed, and was not accepted",
            action.id
        )
    );
}

#[test]
fn a_finding_is_not_closed_by_the_owner_of_its_corrective_action() {
    let finding = at(FindingState::Verified);
    let close = |by| move_finding(&finding, FindingState::Closed, by, &effective());
    assert!(
        close(OWNER)
            .unwrap_err()
            .to_string()
            .contains("somebody else has to close it")
    );
    assert!(
        close(OUTSIDER)
            .unwrap_err()
            .to_string()
            .contains("only a member of the audit team")
    );
    assert!(close(AUDITOR).is_ok());
}
