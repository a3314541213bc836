//! The life cycle of a corrective action: plan, implementation, effectiveness.

use tickmark::domain::{
    action::{
        ActionContext, ActionState, Branch, CauseMethod, CorrectiveAction, EFFECTIVENESS,
        Effectiveness, EffectivenessResult, Fix, Proofs, Spot,
    },
    people::People,
};

use super::{
    AUDITOR, IMPLEMENTER, OUTSIDER, OWNER, SECOND, done, effective, fields, move_action, person,
    planned, set, step,
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
    let cause = action.cause.as_mut().unwrap();
    cause.remove("1").unwrap();
    assert_eq!(action.plan_gaps().len(), 1);
}

#[test]
fn a_plan_rests_on_the_diagram_of_the_method_that_it_names() {
    let mut action = planned();
    action.cause.as_mut().unwrap().method = CauseMethod::Fishbone;
    let gaps = action.plan_gaps();
    assert!(gaps[0].text.contains("has no cause on it"), "{gaps:?}");
    let cause = action.cause.as_mut().unwrap();
    let bone = cause.add("One role waives", &Spot::On(Branch::Management));
    assert_eq!(action.plan_gaps()[0].field, "cause");
    let cause = action.cause.as_mut().unwrap();
    cause.mark(&bone.unwrap(), true).unwrap();
    assert!(action.plan_gaps().is_empty());
    action.cause.as_mut().unwrap().method = CauseMethod::Other;
    assert!(action.plan_gaps().is_empty());
}

#[test]
fn the_root_cause_is_a_marked_node_and_not_words_alone() {
    let mut action = planned();
    action.cause.as_mut().unwrap().mark("2", false).unwrap();
    let gaps = action.plan_gaps();
    assert_eq!(gaps.len(), 1);
    assert!(gaps[0].text.contains("marks no root cause"), "{gaps:?}");
}

#[test]
fn a_plan_is_not_accepted_by_its_owner_even_from_the_audit_team() {
    let mut action = planned();
    action.state = ActionState::Proposed;
    let context = ActionContext {
        team: &[person(AUDITOR), person(OWNER)],
        people: &People::default(),
        proofs: &Proofs::none(),
        citations: &std::collections::BTreeMap::new(),
        auditees: &[],
        answered: &[],
    };
    let accept = |by| action.transition(ActionState::Accepted, &step(by, ""), &context);
    assert_eq!(fields(accept(OWNER)), set(["by"]));
    assert_eq!(fields(accept(OUTSIDER)), set(["by"]));
    assert!(accept(AUDITOR).is_ok());
}

#[test]
fn implemented_means_done_and_shown() {
    let mut action = planned();
    action.state = ActionState::Accepted;
    let implement =
        |action: &CorrectiveAction| move_action(action, ActionState::Implemented, &step(OWNER, ""));
    assert_eq!(fields(implement(&action)), set(["action", "proof"]));
    action.actions[0].done = Some("2026-11-10".parse().unwrap());
    assert_eq!(fields(implement(&action)), set(["proof"]));
    action.actions[0].proof = "The waiver is gone from the tool.".into();
    assert!(implement(&action).is_ok());
    action.correction.done = None;
    let refused = implement(&action).unwrap_err().to_string();
    assert!(
        refused.contains("is planned, and nothing says when it was done"),
        "{refused}"
    );
    action.correction.what.clear();
    assert_eq!(fields(implement(&action)), set(["correction"]));
}

#[test]
fn a_fixing_commit_is_a_proof_only_while_it_stands() {
    let mut action = planned();
    action.state = ActionState::Accepted;
    action.actions[0].done = Some("2026-11-10".parse().unwrap());
    action.actions[0].commit = "1a2b3c4d5e6f".into();
    let implement = |fix| {
        let mut proofs = Proofs::none();
        proofs.note("1a2b3c4d5e6f", fix);
        let context = ActionContext {
            team: &[],
            people: &People::default(),
            proofs: &proofs,
            citations: &std::collections::BTreeMap::new(),
            auditees: &[],
            answered: &[],
        };
        action.transition(ActionState::Implemented, &step(OWNER, ""), &context)
    };
    let reverted = Fix::Reverted {
        by: "5d6e7f8a9b0c".to_owned(),
        on: "2026-11-20".parse().unwrap(),
    };
    let said = "its fixing commit 1a2b3c4d5e was reverted by 5d6e7f8a9b on 2026-11-20";
    assert!(
        implement(reverted.clone())
            .unwrap_err()
            .to_string()
            .contains(said)
    );
    let unknown = Fix::Unknown {
        why: "it is not here".to_owned(),
    };
    for fix in [reverted, Fix::Unreached, Fix::Undone, unknown] {
        assert_eq!(fields(implement(fix)), set(["commit"]));
    }
    assert!(implement(Fix::Stands).is_ok());
}

#[test]
fn effectiveness_is_judged_by_neither_owner_nor_implementer() {
    let judge = |by| move_action(&done(), ActionState::Effective, &step(by, "five releases"));
    assert_eq!(fields(judge(OWNER)), set(["verifier"]));
    assert_eq!(fields(judge(IMPLEMENTER)), set(["verifier"]));
    let judged = judge(SECOND).unwrap();
    assert_eq!(
        judged.effectiveness.result,
        Some(EffectivenessResult::Effective)
    );
    assert_eq!(judged.effectiveness.basis, "five releases");
    assert!(judged.effectiveness.verifier.unwrap().is(&person(SECOND)));
}

#[test]
fn effectiveness_is_not_judged_before_its_date_nor_without_a_criterion() {
    let mut action = done();
    action.effectiveness.not_before = Some("2026-11-23".parse().unwrap());
    action.effectiveness.criterion.clear();
    let judge =
        |action: &CorrectiveAction| move_action(action, ActionState::Effective, &step(SECOND, "x"));
    assert_eq!(fields(judge(&action)), set(["not-before", "criterion"]));
    action.effectiveness.not_before = Some("2026-11-22".parse().unwrap());
    action.effectiveness.criterion = "No case in three months.".into();
    assert!(judge(&action).is_ok());
}

#[test]
fn not_effective_ends_the_round_and_begins_the_next_with_an_empty_plan() {
    let before = done();
    let outcome = "it came back";
    let judged = move_action(&before, ActionState::NotEffective, &step(SECOND, outcome)).unwrap();
    assert_eq!(judged.round(), 2);
    let round = &judged.rounds[0];
    assert_eq!((round.id.as_str(), round.why.as_str()), ("1", outcome));
    assert!(round.by.is(&person(SECOND)));
    assert_eq!(
        (&round.cause, &round.actions),
        (&before.cause, &before.actions)
    );
    assert_eq!(
        round.effectiveness.result,
        Some(EffectivenessResult::NotEffective)
    );
    assert!(judged.cause.is_none() && judged.actions.is_empty());
    assert_eq!(judged.effectiveness, Effectiveness::default());
    assert_eq!(judged.correction, before.correction);
    assert_eq!(judged.next_action_id(), "2");
    assert!(judged.next_states().contains(&ActionState::Proposed));
    assert!(!judged.next_states().contains(&ActionState::Closed));
}

#[test]
fn what_is_reopened_needs_a_reason_and_keeps_what_was_tried() {
    let mut action = effective();
    action.state = ActionState::Closed;
    let reopen = |why| move_action(&action, ActionState::Reopened, &step(AUDITOR, why));
    assert_eq!(fields(reopen(" ")), set(["why"]));
    let again = reopen("its fix was reverted").unwrap();
    assert_eq!(again.rounds[0].effectiveness, action.effectiveness);
    assert_eq!(again.rounds[0].actions, action.actions);
    assert!(again.effectiveness.result.is_none());
}

#[test]
fn a_due_date_that_moves_leaves_the_old_one_on_record() {
    let mut action = planned();
    let later = Some("2027-01-15".parse().unwrap());
    let refusal = action.move_due("1", later, &step(OWNER, " "));
    assert_eq!(fields(refusal), set(["why"]));
    assert_eq!(action.due_changes.len(), 0);
    action
        .move_due("1", later, &step(OWNER, "vendor late"))
        .unwrap();
    let change = &action.due_changes[0];
    assert_eq!(change.from_due, Some("2026-12-01".parse().unwrap()));
    assert_eq!((change.to_due, change.why.as_str()), (later, "vendor late"));
    assert_eq!(action.next_due(), later);
    assert_eq!(
        fields(action.move_due("7", later, &step(OWNER, "x"))),
        set(["action"])
    );
}

#[test]
fn a_date_that_was_taken_away_is_not_set_anew_without_a_word() {
    let mut action = planned();
    action
        .move_due("1", None, &step(OWNER, "no date yet"))
        .unwrap();
    let date = Some("2027-03-01".parse().unwrap());
    assert_eq!(
        fields(action.move_due("1", date, &step(OWNER, ""))),
        set(["why"])
    );
    action.move_due("1", date, &step(OWNER, "agreed")).unwrap();
    assert_eq!(action.due_changes.len(), 2);
}

#[test]
fn the_date_of_the_effectiveness_check_is_kept_when_it_moves() {
    let mut action = done();
    let date = |text: &str| Some(text.parse().unwrap());
    action
        .move_due(EFFECTIVENESS, date("2027-01-01"), &step(OWNER, ""))
        .unwrap();
    assert!(action.due_changes.is_empty());
    action
        .move_due(
            EFFECTIVENESS,
            date("2027-02-01"),
            &step(OWNER, "no release"),
        )
        .unwrap();
    assert_eq!(
        action.due_changes[0].told(),
        "the effectiveness check moved from 2027-01-01 to 2027-02-01"
    );
    assert_eq!(action.next_due(), date("2027-02-01"));
    action.state = ActionState::Closed;
    let late = action.move_due(EFFECTIVENESS, date("2027-03-01"), &step(OWNER, "x"));
    assert_eq!(fields(late), set(["due"]));
}

#[test]
fn the_number_of_a_further_action_is_one_that_is_free() {
    let mut action = planned();
    for (last, next) in [("4294967295", "4294967296"), ("18446744073709551615", "1")] {
        action.actions[0].id = last.to_owned();
        assert_eq!(action.next_action_id(), next, "after {last}");
    }
    action.actions[0].id = "1".to_owned();
    action.actions.push(action.actions[0].clone());
    action.actions[1].id = u64::MAX.to_string();
    assert_eq!(action.next_action_id(), "2");
}
