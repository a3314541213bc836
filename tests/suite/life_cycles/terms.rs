//! By what it is judged whether it worked: held from acceptance on, and changed by the audit team alone, with a reason.

use tickmark::domain::{
    action::{ActionState, CorrectiveAction, Term, TermValue},
    guard::Refusal,
    people::People,
};

use super::{
    AUDITOR, IMPLEMENTER, OUTSIDER, OWNER, SECOND, done, person, planned, set, step, team,
};

fn accepted() -> CorrectiveAction {
    let mut action = planned();
    action.effectiveness.criterion = "No case in three months.".into();
    action.effectiveness.not_before = Some("2027-03-01".parse().unwrap());
    action.effectiveness.verifier = Some(person(SECOND));
    action.state = ActionState::Accepted;
    action
}

fn sets(
    action: &CorrectiveAction,
    value: TermValue,
    by: &str,
    why: &str,
) -> Result<CorrectiveAction, Refusal> {
    let mut after = action.clone();
    after.set_term(value, &step(by, why), &team(), &People::default())?;
    Ok(after)
}

fn refused(value: TermValue, by: &str, why: &str) -> String {
    sets(&accepted(), value, by, why).unwrap_err().to_string()
}

fn values() -> [TermValue; 4] {
    [
        TermValue::Criterion("One case is well.".into()),
        TermValue::Measure("by looking".into()),
        TermValue::NotBefore(Some("2026-11-22".parse().unwrap())),
        TermValue::Verifier(Some(person(OUTSIDER))),
    ]
}

#[test]
fn until_the_plan_is_accepted_they_are_written_freely() {
    let mut action = planned();
    for state in [
        ActionState::Draft,
        ActionState::Proposed,
        ActionState::Returned,
    ] {
        action.state = state;
        for value in values() {
            let after = sets(&action, value, OWNER, "").unwrap();
            assert!(after.term_changes.is_empty());
            assert!(action.unlawful_edits(&after).is_empty());
        }
    }
}

#[test]
fn the_owner_does_not_choose_afterwards_by_what_the_effect_is_judged() {
    let id = accepted().id;
    let team = format!(
        "the plan of {id} is accepted: only a member of the audit team can change how its effect is judged"
    );
    for value in values() {
        assert!(refused(value.clone(), OUTSIDER, "x").starts_with(&team));
        assert!(refused(value, OWNER, "x").contains("Petra Novak owns or implemented"));
    }
}

#[test]
fn the_audit_team_changes_them_with_a_reason_and_what_stood_before_is_kept() {
    let before = accepted();
    let id = &before.id;
    for value in values() {
        let term = value.term();
        let silent = refused(value.clone(), AUDITOR, " ");
        let why =
            format!("say why it changes how the effect of {id} is judged: it stays in the record");
        assert_eq!(silent, why);
        let after = sets(&before, value, AUDITOR, " agreed with the owner ").unwrap();
        let kept = after.term_changes.first().unwrap();
        assert_eq!(kept.was, before.effectiveness.term(term));
        assert_eq!(
            (kept.term, kept.why.as_str()),
            (term, "agreed with the owner")
        );
        assert!(kept.by.is(&person(AUDITOR)));
        assert!(before.unlawful_edits(&after).is_empty());
        // What is not kept, or is kept otherwise than it was, is told.
        let mut silenced = after.clone();
        silenced.term_changes.clear();
        assert_eq!(
            before.unlawful_edits(&silenced)[0].text,
            term.why_held(id),
            "{term}"
        );
        let mut forged = after.clone();
        forged.term_changes[0].was = "something milder".into();
        assert_eq!(before.unlawful_edits(&forged)[0].field, term.key());
        assert!(!after.unlawful_edits(&silenced).is_empty());
    }
}

#[test]
fn the_verifier_is_never_the_owner_or_an_implementer() {
    for own in [OWNER, IMPLEMENTER] {
        let said = refused(TermValue::Verifier(Some(person(own))), AUDITOR, "he can");
        assert!(
            said.contains("owns or implemented") && said.contains("cannot be the one who verifies"),
            "{said}"
        );
    }
}

#[test]
fn a_first_day_is_not_moved_to_pass_the_guard_that_it_is() {
    let mut action = done();
    action.effectiveness.not_before = Some("2027-03-01".parse().unwrap());
    let fields = |change: fn(&mut CorrectiveAction)| {
        let mut after = action.clone();
        change(&mut after);
        let reasons = action.unlawful_edits(&after).into_iter();
        reasons
            .map(|reason| reason.field)
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(
        fields(|a| a.effectiveness.not_before = None),
        set(["not-before"])
    );
    assert_eq!(
        fields(|a| a.effectiveness.criterion = "one".into()),
        set(["criterion"])
    );
}

#[test]
fn what_was_judged_stays_even_for_the_team() {
    for term in Term::ALL {
        let mut action = accepted();
        action.state = ActionState::Effective;
        let value = values().into_iter().find(|value| value.term() == *term);
        let said = sets(&action, value.unwrap(), AUDITOR, "x").unwrap_err();
        assert!(said.to_string().contains("by what it was judged stays"));
    }
}
