//! What program and replay both refuse of two versions of a record.

use super::*;
use crate::domain::{
    action::{ActionState, Answered, CorrectiveAction, EffectivenessResult},
    answer::{Answer, AnswerSheet, Verdict},
    audit::{Audit, AuditState, TeamMember, TeamRole},
    finding::{Finding, FindingType},
    history::Step,
    id::{ActionId, FindingId},
    people::People,
    person::Person,
};

const ADA: &str = "Ada <ada@example.org>";
const ROLF: &str = "Rolf <rolf@example.org>";

fn step(by: &str) -> Step {
    Step {
        by: by.parse().unwrap(),
        at: "2026-11-22T10:00:00Z".parse().unwrap(),
        today: "2026-11-22".parse().unwrap(),
        why: String::new(),
    }
}

fn audit(state: AuditState) -> Audit {
    let id = "a-1".parse().unwrap();
    let mut audit = Audit::plan(id, "First".to_owned(), Vec::new(), &step(ADA));
    audit.state = state;
    audit.team.push(TeamMember {
        person: ADA.parse().unwrap(),
        role: TeamRole::Lead,
    });
    audit
}

fn sheet(verdict: Verdict, by: &str) -> Record {
    let mut answer = Answer::to("1".parse().unwrap());
    answer.verdict = Some(verdict);
    answer.by = Some(by.parse().unwrap());
    answer.at = Some(step(by).at);
    Record::Answers {
        audit: "a-1".parse().unwrap(),
        sheet: AnswerSheet {
            schema: 1,
            checklist: "house".parse().unwrap(),
            reference: "4.1".parse().unwrap(),
            answers: vec![answer],
        },
    }
}

fn draft(by: &str) -> Finding {
    Finding::draft(FindingId::draw(7), FindingType::Minor, &step(by))
}

fn finding(finding: Finding) -> Record {
    Record::Finding {
        audit: "a-1".parse().unwrap(),
        finding,
    }
}

fn action(action: CorrectiveAction) -> Record {
    Record::Action {
        audit: "a-1".parse().unwrap(),
        action,
    }
}

/// What is refused to somebody in an audit of Ada's, in a state.
fn refused(before: Option<&Record>, after: &Record, state: AuditState, by: &str) -> Vec<Unlawful> {
    let (audit, by): (Audit, Person) = (audit(state), by.parse().unwrap());
    let ground = Ground {
        before: Some(&audit),
        after: Some(&audit),
        by: &by,
        people: &People::default(),
        answered: Vec::new(),
    };
    refused_to(before, after, &ground)
}

fn rules(all: &[Unlawful]) -> Vec<(Rule, &'static str)> {
    all.iter().map(|one| (one.rule, one.reason.field)).collect()
}

#[test]
fn a_verdict_turned_round_under_the_old_name_and_time_is_unlawful() {
    let (before, after) = (
        sheet(Verdict::Conforming, ADA),
        sheet(Verdict::Nonconforming, ADA),
    );
    let all = unlawful(Some(&before), &after);
    assert_eq!(rules(&all), [(Rule::Signed, "answer")]);
    assert_eq!(
        all[0].reason.text,
        "the answer to 4.1 #1 changed, and who gave it and when did not"
    );
    assert!(unlawful(Some(&before), &before).is_empty());
    assert!(unlawful(Some(&before), &sheet(Verdict::Observation, ROLF)).is_empty());
}

#[test]
fn an_action_that_is_born_closed_tells_how_or_is_unlawful() {
    let id = ActionId::draw(3);
    let mut born = CorrectiveAction::draft(id, FindingId::draw(7), &step(ADA));
    assert!(unlawful(None, &action(born.clone())).is_empty());
    born.state = ActionState::Closed;
    let all = unlawful(None, &action(born.clone()));
    assert_eq!(rules(&all), [(Rule::Held, "state")]);
    let closed = step(ADA).entry(Some(ActionState::Draft), ActionState::Closed);
    born.history.push(closed);
    let all = unlawful(None, &action(born.clone()));
    assert_eq!(rules(&all), [(Rule::Held, "history")]);
    born.state = ActionState::Draft;
    born.history.truncate(1);
    born.effectiveness.result = Some(EffectivenessResult::Effective);
    let all = unlawful(None, &action(born));
    assert_eq!(rules(&all), [(Rule::Held, "result")]);
}

#[test]
fn an_audit_is_changed_by_its_team_once_it_has_begun() {
    let (before, mut after) = (audit(AuditState::Fieldwork), audit(AuditState::Fieldwork));
    after.scope.text = "The canteen".to_owned();
    let (before, after) = (Record::Audit(before), Record::Audit(after));
    let all = refused(Some(&before), &after, AuditState::Fieldwork, ROLF);
    assert_eq!(rules(&all), [(Rule::Person, "by")]);
    assert!(refused(Some(&before), &after, AuditState::Fieldwork, ADA).is_empty());
}

#[test]
fn answers_are_given_by_the_team_and_no_more_once_the_report_is_out() {
    let (none, by_ada, by_rolf) = (None, sheet(Verdict::Conforming, ADA), ROLF);
    assert!(refused(none, &by_ada, AuditState::Fieldwork, ADA).is_empty());
    let all = refused(none, &by_ada, AuditState::Issued, ADA);
    assert_eq!(rules(&all), [(Rule::Answered, "answers")]);
    let by_rolf = sheet(Verdict::Conforming, by_rolf);
    let all = refused(none, &by_rolf, AuditState::Fieldwork, ROLF);
    assert_eq!(rules(&all), [(Rule::Person, "by")]);
    // What was there before is nobody's new answer.
    assert!(refused(Some(&by_rolf), &by_rolf, AuditState::Issued, ROLF).is_empty());
}

#[test]
fn a_draft_is_written_by_the_team_or_whoever_raised_it() {
    let mut told = draft(ADA);
    told.statement = "Nothing serious".to_owned();
    let (before, after) = (finding(draft(ADA)), finding(told.clone()));
    let state = AuditState::Fieldwork;
    assert!(refused(Some(&before), &after, state, ADA).is_empty());
    let all = refused(Some(&before), &after, state, ROLF);
    assert_eq!(rules(&all), [(Rule::Person, "by")]);
    assert_eq!(
        all[0].reason.text,
        "a draft is written by the audit team, and Rolf is none of it"
    );
    let own = draft(ROLF);
    let rewritten = Finding {
        statement: told.statement,
        ..own.clone()
    };
    assert!(refused(Some(&finding(own)), &finding(rewritten), state, ROLF).is_empty());
    // What the auditee says is none of its text.
    let mut answered = draft(ADA);
    answered.response = "We will".to_owned();
    assert!(refused(Some(&before), &finding(answered), state, ROLF).is_empty());
}

#[test]
fn a_key_that_two_addresses_have_signed_with_lets_nobody_in() {
    const EVE: &str = "Eve <eve@example.org>";
    let audit = audit(AuditState::Issued);
    let mut people = People::default();
    let told = draft(ADA);
    let mut plan = CorrectiveAction::draft(ActionId::draw(3), told.id.clone(), &step(ROLF));
    plan.owner = Some(ROLF.parse().unwrap());
    let mut rewritten = plan.clone();
    rewritten.consequences = "None".to_owned();
    let refused = |people: &People, by: &str| {
        let by = by.parse().unwrap();
        let ground = Ground {
            before: Some(&audit),
            after: Some(&audit),
            by: &by,
            people,
            answered: vec![Answered {
                finding: &told,
                actions: vec![&plan],
            }],
        };
        refused_to(
            Some(&action(plan.clone())),
            &action(rewritten.clone()),
            &ground,
        )
    };
    assert!(refused(&people, ADA).is_empty());
    assert!(refused(&people, ROLF).is_empty());
    assert_eq!(refused(&people, EVE).len(), 1);
    people.sign(["ada@example.org", "eve@example.org"]);
    people.sign(["rolf@example.org", "eve@example.org"]);
    assert_eq!(refused(&people, EVE).len(), 1);
}
