//! What waits for whom, until when and since when; and the dates that a calendar takes.

use jiff::civil::date;

use super::*;
use crate::domain::{
    action::{ActionState, DueChange, PlannedAction},
    audit::{Audit, TeamMember, TeamRole},
    history::Step,
    person::Person,
};

const ASTRID: &str = "Astrid Lindqvist <astrid@example.org>";
const BEN: &str = "Ben Berg <ben@example.org>";
const PETRA: &str = "Petra Novak <petra@example.org>";
const TODAY: Date = date(2026, 11, 22);

fn person(text: &str) -> Person {
    text.parse().unwrap()
}

fn step(by: &str, at: &str) -> Step {
    Step {
        by: person(by),
        at: format!("{at}T10:00:00Z").parse().unwrap(),
        today: at.parse().unwrap(),
        why: String::new(),
    }
}

fn papers() -> WorkingPapers {
    let id = "aims".parse().unwrap();
    let mut audit = Audit::plan(
        id,
        "An audit".into(),
        Vec::new(),
        &step(ASTRID, "2026-10-01"),
    );
    audit.team = [(ASTRID, TeamRole::Lead), (BEN, TeamRole::Auditor)]
        .map(|(who, role)| TeamMember {
            person: person(who),
            role,
        })
        .into();
    WorkingPapers::new(audit, [])
}

fn finding(number: u32, kind: FindingType, state: FindingState, since: &str) -> Finding {
    let mut finding = Finding::draft(FindingId::draw(number), kind, &step(ASTRID, "2026-10-02"));
    finding.title = format!("finding {number}");
    finding.state = state;
    finding
        .history
        .push(step(ASTRID, since).entry(Some(FindingState::Draft), state));
    finding
}

fn action(
    number: u32,
    finding: &Finding,
    state: ActionState,
    due: Option<Date>,
) -> CorrectiveAction {
    let id = ActionId::draw(number);
    let mut action = CorrectiveAction::draft(id, finding.id.clone(), &step(PETRA, "2026-11-01"));
    action.state = state;
    action.owner = Some(person(PETRA));
    action.actions = vec![PlannedAction {
        id: "1".into(),
        what: "Add the step".into(),
        owner: None,
        due,
        done: None,
        proof: String::new(),
        commit: String::new(),
        evidence: Vec::new(),
    }];
    action
}

fn put(papers: &mut WorkingPapers, finding: Finding, actions: Vec<CorrectiveAction>) {
    papers.findings.insert(finding.id.clone(), finding);
    for action in actions {
        papers.actions.insert(action.id.clone(), action);
    }
}

fn subjects(items: &[DueItem]) -> Vec<String> {
    items.iter().map(|item| item.subject.to_string()).collect()
}

#[test]
fn drafting_a_corrective_action_moves_no_date() {
    let mut papers = papers();
    let mut late = finding(
        1,
        FindingType::Minor,
        FindingState::Acknowledged,
        "2026-10-03",
    );
    late.response_due = Some(date(2026, 11, 2));
    let empty = action(1, &late, ActionState::Draft, None);
    let far_off = action(2, &late, ActionState::Draft, Some(date(2027, 6, 1)));
    put(&mut papers, late, vec![empty, far_off]);
    let items = queue([&papers]);
    assert_eq!(items.len(), 2);
    for item in items {
        assert_eq!(item.due, Some(date(2026, 11, 2)));
        assert!(item.is_overdue(TODAY));
    }
}

#[test]
fn an_answer_that_was_given_is_overdue_no_more() {
    let mut papers = papers();
    let mut answered = finding(1, FindingType::Minor, FindingState::Responded, "2026-11-01");
    answered.response_due = Some(date(2026, 11, 2));
    let plan = action(
        1,
        &answered,
        ActionState::Proposed,
        Some(date(2026, 12, 24)),
    );
    put(&mut papers, answered, vec![plan]);
    let items = queue([&papers]);
    assert_eq!(items[0].due, Some(date(2026, 12, 24)));
    assert!(!items[0].is_overdue(TODAY));
}

#[test]
fn a_finding_whose_actions_are_closed_still_waits_to_be_closed_itself() {
    let mut papers = papers();
    let mut verified = finding(1, FindingType::Major, FindingState::Verified, "2026-11-10");
    verified.response_due = Some(date(2026, 11, 2));
    let closed = action(1, &verified, ActionState::Closed, Some(date(2026, 11, 2)));
    let id = verified.id.to_string();
    put(&mut papers, verified, vec![closed]);
    let items = queue([&papers]);
    assert_eq!(subjects(&items), [id]);
    assert_eq!(items[0].waiting_for, "closure");
    assert_eq!(items[0].due, None);
}

#[test]
fn whoever_may_not_make_the_next_step_is_not_waited_for() {
    let mut papers = papers();
    let accepted = finding(1, FindingType::Minor, FindingState::Accepted, "2026-11-01");
    let mut done = action(1, &accepted, ActionState::Implemented, None);
    done.actions[0].owner = Some(person(BEN));
    put(&mut papers, accepted, vec![done]);
    let items = queue([&papers]);
    assert_eq!(items[0].whom, Whom::AuditTeam(vec![person(ASTRID)]));
    assert!(items[0].whom.is(&person("A. L. <ASTRID@example.org>")));
    assert!(!items[0].whom.is(&person(BEN)) && !items[0].whom.is(&person(PETRA)));
}

#[test]
fn implementation_waits_for_those_who_have_something_left_to_do() {
    let mut papers = papers();
    let accepted = finding(1, FindingType::Minor, FindingState::Accepted, "2026-11-01");
    let mut plan = action(1, &accepted, ActionState::Accepted, Some(date(2026, 12, 1)));
    plan.actions[0].owner = Some(person(BEN));
    plan.actions.push(PlannedAction {
        id: "2".into(),
        owner: Some(person(ASTRID)),
        done: Some(date(2026, 11, 20)),
        ..plan.actions[0].clone()
    });
    put(&mut papers, accepted, vec![plan]);
    assert_eq!(queue([&papers])[0].whom, Whom::Persons(vec![person(BEN)]));
}

#[test]
fn the_queue_is_put_in_order_by_date_by_age_and_by_grade() {
    let mut papers = papers();
    let mut old = finding(1, FindingType::Minor, FindingState::Issued, "2026-10-05");
    old.response_due = Some(date(2026, 12, 24));
    let mut near = finding(2, FindingType::Minor, FindingState::Issued, "2026-11-05");
    near.response_due = Some(date(2026, 11, 24));
    let grave = finding(3, FindingType::Major, FindingState::Verified, "2026-11-20");
    let ids = [&old, &near, &grave].map(|f| f.id.to_string());
    let [old_id, near_id, grave_id] = ids;
    for finding in [old, near, grave] {
        put(&mut papers, finding, Vec::new());
    }
    let mut items = queue([&papers]);
    assert_eq!(
        subjects(&items),
        [near_id.clone(), old_id.clone(), grave_id.clone()]
    );
    sort(&mut items, QueueOrder::Age);
    assert_eq!(
        subjects(&items),
        [old_id.clone(), near_id.clone(), grave_id.clone()]
    );
    assert_eq!(
        items[0].age("2026-11-22T09:00:00Z".parse().unwrap()),
        Some(47)
    );
    sort(&mut items, QueueOrder::Grade);
    assert_eq!(subjects(&items), [grave_id, near_id, old_id]);
}

#[test]
fn every_date_that_is_still_expected_is_one_of_the_calendar() {
    let mut papers = papers();
    let accepted = finding(1, FindingType::Minor, FindingState::Accepted, "2026-11-01");
    let mut plan = action(1, &accepted, ActionState::Accepted, Some(date(2026, 12, 1)));
    plan.effectiveness.due = Some(date(2027, 3, 1));
    plan.actions.push(PlannedAction {
        id: "2".into(),
        done: Some(date(2026, 11, 20)),
        ..plan.actions[0].clone()
    });
    plan.actions[0].due = Some(date(2026, 12, 15));
    plan.due_changes.push(DueChange {
        action: "1".into(),
        from_due: Some(date(2026, 12, 1)),
        to_due: Some(date(2026, 12, 15)),
        at: step(PETRA, "2026-11-21").at,
        by: person(PETRA),
        why: "Vendor late".into(),
    });
    let id = plan.id.to_string();
    put(&mut papers, accepted, vec![plan]);
    let mut issued = finding(2, FindingType::Minor, FindingState::Issued, "2026-11-01");
    issued.response_due = Some(date(2026, 12, 2));
    let issued_id = issued.id.to_string();
    put(&mut papers, issued, Vec::new());
    let told: Vec<_> = dates([&papers])
        .into_iter()
        .map(|due| (due.subject.to_string(), due.part, due.date, due.moves))
        .collect();
    let expected = [
        (issued_id, "answer", date(2026, 12, 2), 0),
        (id.clone(), "action-1", date(2026, 12, 15), 1),
        (id, "effectiveness", date(2027, 3, 1), 0),
    ];
    assert_eq!(
        told,
        expected.map(|(id, part, day, moves)| (id, part.to_owned(), day, moves))
    );
}

#[test]
fn a_draft_waits_for_whoever_raised_it() {
    let mut papers = papers();
    let id = FindingId::draw(9);
    let draft = Finding::draft(id, FindingType::Observation, &step(BEN, "2026-11-01"));
    put(&mut papers, draft, Vec::new());
    assert_eq!(queue([&papers])[0].whom, Whom::Persons(vec![person(BEN)]));
}
