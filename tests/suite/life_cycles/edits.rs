//! Which differences between two versions of a corrective action no step and no recorded change of a date accounts for.

use std::collections::BTreeSet;

use tickmark::domain::{
    action::{ActionState, CorrectiveAction, EffectivenessResult, PlannedAction},
    evidence::{EvidenceLink, Pin},
    id::EvidenceId,
};

use super::{AUDITOR, OWNER, SECOND, done, effective, move_action, person, planned, set, step};

/// Lists the fields that are wrong after a change.
fn wrong(
    before: &CorrectiveAction,
    change: impl FnOnce(&mut CorrectiveAction),
) -> BTreeSet<&'static str> {
    let mut after = before.clone();
    change(&mut after);
    let reasons = before.unlawful_edits(&after);
    reasons.iter().map(|reason| reason.field).collect()
}

fn at(state: ActionState) -> CorrectiveAction {
    let mut action = planned();
    action.state = state;
    action
}

#[test]
fn a_plan_is_free_until_it_is_accepted_and_held_fast_from_then_on() {
    use ActionState as S;
    let rewrite: fn(&mut CorrectiveAction) = |action| {
        action.correction.what = "other".into();
        action.extent.searched = "nowhere".into();
        action.cause = None;
        action.owner = None;
        action.actions[0].what = "nothing".into();
    };
    for state in [
        S::Draft,
        S::Proposed,
        S::Returned,
        S::NotEffective,
        S::Reopened,
    ] {
        assert_eq!(wrong(&at(state), rewrite), set([]), "{state}");
    }
    let held = set(["correction", "extent", "cause", "owner", "action"]);
    for state in [S::Accepted, S::Implemented] {
        assert_eq!(wrong(&at(state), rewrite), held, "{state}");
    }
    for change in [
        |a: &mut CorrectiveAction| a.findings.clear(),
        |a: &mut CorrectiveAction| a.no_action_reason = "x".into(),
    ] {
        assert_eq!(wrong(&at(S::Accepted), change).len(), 1);
    }
}

#[test]
fn what_was_returned_in_between_may_have_been_changed_then() {
    let before = at(ActionState::Accepted);
    let mut after = before.clone();
    for (to, by) in [
        (ActionState::Returned, AUDITOR),
        (ActionState::Proposed, OWNER),
        (ActionState::Accepted, AUDITOR),
    ] {
        after = move_action(&after, to, &step(by, "because")).unwrap();
    }
    after.correction.what = "other".into();
    assert!(before.unlawful_edits(&after).is_empty());
}

#[test]
fn deeds_stay_free_until_the_effect_was_judged() {
    let work: fn(&mut CorrectiveAction) = |action| {
        action.actions[0].done = Some("2026-11-12".parse().unwrap());
        action.actions[0].proof = "seen".into();
        action.actions[0].commit = "1a2b3c4".into();
        action.consequences = "told the customers".into();
    };
    assert_eq!(wrong(&at(ActionState::Accepted), work), set([]));
    assert_eq!(wrong(&effective(), work), set(["action"]));
    let back = |action: &mut CorrectiveAction| action.actions[0].done = None;
    assert_eq!(wrong(&done(), back), set(["done"]));
}

#[test]
fn a_state_follows_from_the_history_step_by_step() {
    let skip = |action: &mut CorrectiveAction| action.state = ActionState::Closed;
    assert_eq!(wrong(&done(), skip), set(["state"]));
    let forge = |action: &mut CorrectiveAction| {
        let entry = step(OWNER, "").entry(Some(action.state), ActionState::Closed);
        action.history.push(entry);
        action.state = ActionState::Closed;
    };
    assert_eq!(wrong(&done(), forge), set(["history"]));
    let rewrite = |action: &mut CorrectiveAction| action.history[0].by = person(AUDITOR);
    assert_eq!(wrong(&done(), rewrite), set(["history"]));
}

#[test]
fn a_result_comes_from_judging_alone() {
    let say = |action: &mut CorrectiveAction| {
        action.effectiveness.result = Some(EffectivenessResult::Effective);
    };
    assert_eq!(wrong(&done(), say), set(["result"]));
    let before = done();
    let judged = move_action(&before, ActionState::Effective, &step(SECOND, "seen")).unwrap();
    assert!(before.unlawful_edits(&judged).is_empty());
    let mut forged = judged;
    forged.effectiveness.verifier = Some(person(AUDITOR));
    assert!(!before.unlawful_edits(&forged).is_empty());
}

#[test]
fn a_round_ends_with_its_step_and_keeps_what_was_accepted() {
    let before = done();
    let judged = move_action(&before, ActionState::NotEffective, &step(SECOND, "back")).unwrap();
    assert!(before.unlawful_edits(&judged).is_empty());
    let mut polished = judged.clone();
    polished.rounds[0].cause = None;
    assert!(!before.unlawful_edits(&polished).is_empty());
    assert_eq!(
        wrong(&judged, |action| action.rounds.clear()),
        set(["round"])
    );
    let mut unrecorded = judged;
    unrecorded.rounds.clear();
    assert!(!before.unlawful_edits(&unrecorded).is_empty());
}

#[test]
fn a_date_moves_with_a_record_of_it() {
    let later = "2027-01-15".parse().unwrap();
    let quietly = |action: &mut CorrectiveAction| action.actions[0].due = Some(later);
    assert_eq!(wrong(&at(ActionState::Draft), quietly), set(["due"]));
    let recorded = |action: &mut CorrectiveAction| {
        action
            .move_due("1", Some(later), &step(OWNER, "vendor late"))
            .unwrap();
    };
    let before = at(ActionState::Accepted);
    assert_eq!(wrong(&before, recorded), set([]));
    let mut moved = before;
    recorded(&mut moved);
    assert_eq!(
        wrong(&moved, |action| action.due_changes.clear()),
        set(["due-changes"])
    );
    let add = |action: &mut CorrectiveAction| {
        action.actions.push(PlannedAction {
            id: "2".into(),
            what: "more".into(),
            due: Some(later),
            ..PlannedAction::default()
        });
    };
    assert_eq!(wrong(&at(ActionState::Draft), add), set([]));
}

#[test]
fn what_is_closed_stays_as_it_is() {
    let mut closed = effective();
    closed.state = ActionState::Closed;
    for change in [
        |action: &mut CorrectiveAction| action.title = "other".into(),
        |action: &mut CorrectiveAction| action.containment.what = "other".into(),
        |action: &mut CorrectiveAction| action.evidence.push(super::interview()),
    ] {
        assert_eq!(wrong(&closed, change).len(), 1);
    }
}

#[test]
fn what_a_closed_corrective_action_cites_is_only_pinned_anew_and_with_a_reason() {
    let at = step(OWNER, "").at;
    let pin = |blob: &str| Pin {
        repository: ".".into(),
        path: "release/procedure.md".into(),
        commit: None,
        blob: blob.into(),
        sha256: "00".into(),
        lines: None,
        excerpt_sha256: None,
        effective: None,
    };
    let mut closed = effective();
    closed.state = ActionState::Closed;
    let link = EvidenceLink::of_file(EvidenceId::draw(4), pin("9f8e"), person(OWNER), at);
    closed.evidence = vec![link];
    let anew = |why: &str, note: &str| {
        wrong(&closed, |action| {
            let again = action.evidence[0].repinned(pin("0abc"), why, person(AUDITOR), at);
            action.evidence[0] = again;
            action.evidence[0].note = note.into();
        })
    };
    assert_eq!(anew("the file moved", ""), set([]));
    assert_eq!(anew(" ", ""), set(["evidence"]));
    // A new pin is no way past what is held fast otherwise.
    assert_eq!(anew("the file moved", "it shows more"), set(["evidence"]));
}
