//! The life cycle of a corrective action: plan, implementation, effectiveness.

use tickmark::domain::action::{ActionState, CauseMethod, CorrectiveAction, EffectivenessResult};

use super::{
    AUDITOR, IMPLEMENTER, OUTSIDER, OWNER, done, fields, person, planned, set, step, team,
};

#[test]
fn a_plan_without_actions_needs_the_reason_why_none_is_needed() {
    let mut action = planned();
    action.actions.clear();
    assert_eq!(action.plan_gaps().len(), 1);
    action.no_action_reason = "The system was switched off.".into();
    assert!(action.plan_gaps().is_empty());
}

#[test]
fn every_planned_action_is_owned_and_dated() {
    let mut action = planned();
    action.actions[0].due = None;
    let gaps = action.plan_gaps();
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].text.contains("due date"), "{gaps:?}");
}

#[test]
fn five_whys_are_more_than_one() {
    let mut action = planned();
    action.cause.as_mut().unwrap().whys.truncate(1);
    assert_eq!(action.plan_gaps().len(), 1);
    action.cause.as_mut().unwrap().method = CauseMethod::Fishbone;
    assert!(action.plan_gaps().is_empty());
}

#[test]
fn a_plan_is_not_accepted_by_its_owner_even_from_the_audit_team() {
    let mut action = planned();
    action.state = ActionState::Proposed;
    let team = [person(AUDITOR), person(OWNER)];
    let accept = |by| action.transition(ActionState::Accepted, &step(by, ""), &team);
    assert_eq!(fields(accept(OWNER)), set(["by"]));
    assert_eq!(fields(accept(OUTSIDER)), set(["by"]));
    assert!(accept(AUDITOR).is_ok());
}

#[test]
fn implemented_means_done_and_shown() {
    let mut action = planned();
    action.state = ActionState::Accepted;
    let implement = |action: &CorrectiveAction| {
        action.transition(ActionState::Implemented, &step(OWNER, ""), &team())
    };
    assert_eq!(fields(implement(&action)), set(["action", "proof"]));
    action.actions[0].done = Some("2026-11-10".parse().unwrap());
    assert_eq!(fields(implement(&action)), set(["proof"]));
    action.actions[0].commit = "1a2b3c4".into();
    assert!(implement(&action).is_ok());
}

#[test]
fn effectiveness_is_judged_by_neither_owner_nor_implementer() {
    let judge = |by| done().transition(ActionState::Effective, &step(by, "five releases"), &team());
    assert_eq!(fields(judge(OWNER)), set(["verifier"]));
    assert_eq!(fields(judge(IMPLEMENTER)), set(["verifier"]));
    let judged = judge(OUTSIDER).unwrap();
    assert_eq!(
        judged.effectiveness.result,
        Some(EffectivenessResult::Effective)
    );
    assert_eq!(judged.effectiveness.basis, "five releases");
    assert!(judged.effectiveness.verifier.unwrap().is(&person(OUTSIDER)));
}

#[test]
fn effectiveness_is_not_judged_before_its_date_nor_without_a_criterion() {
    let mut action = done();
    action.effectiveness.not_before = Some("2026-11-23".parse().unwrap());
    action.effectiveness.criterion.clear();
    let judge = |action: &CorrectiveAction| {
        action.transition(ActionState::Effective, &step(OUTSIDER, "x"), &team())
    };
    assert_eq!(fields(judge(&action)), set(["not-before", "criterion"]));
    action.effectiveness.not_before = Some("2026-11-22".parse().unwrap());
    action.effectiveness.criterion = "No case in three months.".into();
    assert!(judge(&action).is_ok());
}

#[test]
fn not_effective_leads_back_to_a_plan() {
    let judged = done()
        .transition(
            ActionState::NotEffective,
            &step(OUTSIDER, "it came back"),
            &team(),
        )
        .unwrap();
    assert_eq!(
        judged.effectiveness.result,
        Some(EffectivenessResult::NotEffective)
    );
    assert!(judged.next_states().contains(&ActionState::Proposed));
    assert!(!judged.next_states().contains(&ActionState::Closed));
}

#[test]
fn a_due_date_that_moves_leaves_the_old_one_on_record() {
    let mut action = planned();
    let later = Some("2027-01-15".parse().unwrap());
    action.move_due("1", later, &step(OWNER, "vendor late"));
    let change = &action.due_changes[0];
    assert_eq!(change.from_due, Some("2026-12-01".parse().unwrap()));
    assert_eq!((change.to_due, change.why.as_str()), (later, "vendor late"));
    assert_eq!(action.next_due(), later);
}
