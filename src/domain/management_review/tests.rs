//! What a management review is told: the past from the histories of the records, what is due from the day.

use jiff::civil::date;

use super::*;
use crate::domain::{
    action::{ActionState, CorrectiveAction, PlannedAction},
    audit::{Audit, AuditState},
    history::Step,
    id::ActionId,
};

const ASTRID: &str = "Astrid Lindqvist <astrid@example.org>";
const TODAY: Date = date(2026, 11, 27);

fn step(at: &str) -> Step {
    Step {
        by: ASTRID.parse().unwrap(),
        at: format!("{at}T10:00:00Z").parse().unwrap(),
        today: at.parse().unwrap(),
        why: String::new(),
    }
}

fn papers(id: &str) -> WorkingPapers {
    let id = id.parse().unwrap();
    WorkingPapers::new(
        Audit::plan(id, "An audit".into(), Vec::new(), &step("2024-01-01")),
        [],
    )
}

/// Makes a finding that came to states on days.
fn finding(number: u32, kind: FindingType, life: &[(FindingState, &str)]) -> Finding {
    let mut finding = Finding::draft(FindingId::draw(number), kind, &step("2024-01-02"));
    finding.title = format!("finding {number}");
    for (state, at) in life {
        let entry = step(at).entry(Some(finding.state), *state);
        finding.state = *state;
        finding.history.push(entry);
    }
    finding
}

fn action(number: u32, begun: &str, life: &[(ActionState, &str)]) -> CorrectiveAction {
    let mut action =
        CorrectiveAction::draft(ActionId::draw(number), FindingId::draw(1), &step(begun));
    for (state, at) in life {
        let entry = step(at).entry(Some(action.state), *state);
        action.state = *state;
        action.history.push(entry);
    }
    action
}

fn review(papers: WorkingPapers, period: Period) -> ManagementReview {
    let all = BTreeMap::from([(papers.audit.id.clone(), papers)]);
    ManagementReview::gather(&all, period, TODAY, Deadlines::default())
}

fn with(findings: Vec<Finding>, actions: Vec<CorrectiveAction>) -> ManagementReview {
    let mut papers = papers("aims");
    papers.findings = findings.into_iter().map(|f| (f.id.clone(), f)).collect();
    papers.actions = actions.into_iter().map(|a| (a.id.clone(), a)).collect();
    review(papers, Period::year_to(TODAY))
}

fn quarter<'a>(review: &'a ManagementReview, name: &str) -> &'a Trend {
    let found = review.trend.iter().find(|t| t.quarter.to_string() == name);
    found.unwrap_or_else(|| panic!("no {name} in {:?}", review.trend))
}

#[test]
fn the_trend_tells_what_was_open_at_the_end_of_each_quarter_then() {
    use FindingState as S;
    let review = with(
        vec![
            finding(
                1,
                FindingType::Major,
                &[(S::Issued, "2026-02-03"), (S::Closed, "2026-08-01")],
            ),
            finding(2, FindingType::Minor, &[(S::Issued, "2026-03-31")]),
            finding(
                3,
                FindingType::Minor,
                &[
                    (S::Issued, "2026-05-01"),
                    (S::Closed, "2026-06-30"),
                    (S::Reopened, "2026-10-02"),
                ],
            ),
            finding(4, FindingType::Observation, &[(S::Noted, "2026-02-03")]),
            finding(
                5,
                FindingType::Major,
                &[(S::Issued, "2026-02-03"), (S::Withdrawn, "2026-04-01")],
            ),
            finding(6, FindingType::Minor, &[]),
        ],
        Vec::new(),
    );
    let names: Vec<String> = review.trend.iter().map(|t| t.quarter.to_string()).collect();
    assert_eq!(names, ["2026 Q1", "2026 Q2", "2026 Q3", "2026 Q4"]);
    let first = quarter(&review, "2026 Q1");
    // What was withdrawn later was open then, and is not counted as raised any more.
    assert_eq!((first.raised_major, first.raised_minor), (1, 1));
    assert_eq!((first.open_major, first.open_minor), (2, 1));
    let second = quarter(&review, "2026 Q2");
    assert_eq!((second.raised(), second.closed), (1, 1));
    assert_eq!((second.open_major, second.open_minor), (1, 1));
    let third = quarter(&review, "2026 Q3");
    assert_eq!((third.closed, third.open()), (1, 1));
    let fourth = quarter(&review, "2026 Q4");
    assert_eq!((fourth.reopened, fourth.open()), (1, 2));
    assert_eq!((review.raised(), review.open()), (3, 2));
}

#[test]
fn nothing_after_the_end_of_the_period_counts_in_it() {
    use FindingState as S;
    let mut papers = papers("aims");
    let closed_later = finding(
        1,
        FindingType::Major,
        &[(S::Issued, "2025-05-01"), (S::Closed, "2026-01-15")],
    );
    let raised_later = finding(2, FindingType::Major, &[(S::Issued, "2026-01-10")]);
    papers.findings = [closed_later, raised_later]
        .map(|f| (f.id.clone(), f))
        .into();
    let period = Period::new(date(2025, 1, 1), date(2025, 12, 15)).unwrap();
    let review = review(papers, period);
    let last = review.trend.last().unwrap();
    assert_eq!(last.quarter.to_string(), "2025 Q4");
    assert_eq!((last.raised(), last.closed, last.open()), (0, 0, 1));
    assert_eq!(review.raised(), 1);
    assert_eq!(review.in_time.days_to_close, None);
}

#[test]
fn a_review_of_nothing_has_one_quarter_and_no_figure() {
    let review = with(Vec::new(), Vec::new());
    assert_eq!(review.trend.len(), 1);
    assert_eq!((review.raised(), review.open()), (0, 0));
    assert_eq!(review.audits, []);
    assert_eq!(review.effects, Effects::default());
}

#[test]
fn clauses_and_places_come_most_frequent_first_whatever_the_case_of_letters() {
    use FindingState as S;
    let made = |number: u32, kind, place: &str, criteria: &[&str]| {
        let mut finding = finding(number, kind, &[(S::Issued, "2026-02-03")]);
        finding.place = place.to_owned();
        finding.criteria = criteria.iter().map(|c| c.parse().unwrap()).collect();
        finding
    };
    let review = with(
        vec![
            made(
                1,
                FindingType::Minor,
                "Release",
                &["iso-42001:8.2", "iso-42001:6.1.2"],
            ),
            made(2, FindingType::Major, " release ", &["iso-42001:8.2"]),
            made(3, FindingType::Major, "Data", &["iso-42001:7.2"]),
            made(4, FindingType::Opportunity, "Data", &["iso-42001:7.2"]),
            made(5, FindingType::Minor, "", &[]),
        ],
        Vec::new(),
    );
    let told = |list: &[Frequent]| -> Vec<String> {
        let told = list
            .iter()
            .map(|f| format!("{} {}+{}", f.what, f.major, f.minor));
        told.collect()
    };
    assert_eq!(
        told(&review.clauses),
        [
            "iso-42001:8.2 1+1",
            "iso-42001:7.2 1+0",
            "iso-42001:6.1.2 0+1"
        ]
    );
    assert_eq!(told(&review.places), ["Release 1+1", "Data 1+0"]);
    assert_eq!(review.opportunities.len(), 1);
}

#[test]
fn checks_of_the_period_are_counted_one_by_one() {
    use ActionState as S;
    let review = with(
        Vec::new(),
        vec![
            action(
                1,
                "2026-01-01",
                &[
                    (S::Implemented, "2026-02-01"),
                    (S::NotEffective, "2026-03-01"),
                    (S::Implemented, "2026-05-01"),
                    (S::Effective, "2026-06-01"),
                ],
            ),
            action(2, "2025-01-01", &[(S::Effective, "2025-03-01")]),
            action(3, "2026-01-01", &[(S::Implemented, "2026-02-01")]),
        ],
    );
    assert_eq!(
        (review.effects.effective, review.effects.not_effective),
        (1, 1)
    );
    assert_eq!((review.effects.awaited, review.effects.overdue), (1, 0));
}

#[test]
fn an_earlier_action_tells_what_became_of_it_and_one_settled_before_is_left_out() {
    use ActionState as S;
    let mut standing = action(1, "2025-06-01", &[(S::Accepted, "2025-07-01")]);
    standing.actions = vec![PlannedAction {
        id: "1".into(),
        what: "Add the step".into(),
        owner: None,
        due: Some(date(2026, 11, 1)),
        done: None,
        proof: String::new(),
        commit: String::new(),
        evidence: Vec::new(),
    }];
    let review = with(
        Vec::new(),
        vec![
            action(
                2,
                "2025-06-01",
                &[(S::Accepted, "2025-07-01"), (S::Closed, "2026-03-01")],
            ),
            standing,
            action(3, "2025-01-01", &[(S::Closed, "2025-03-01")]),
            action(4, "2026-02-01", &[(S::Proposed, "2026-03-01")]),
            action(5, "2025-06-01", &[(S::NotEffective, "2026-03-01")]),
        ],
    );
    let told: Vec<(String, Moved, bool)> = review
        .earlier
        .iter()
        .map(|a| (a.id.to_string(), a.moved, a.is_overdue))
        .collect();
    let id = |number: u32| ActionId::draw(number).to_string();
    assert_eq!(
        told,
        [
            (id(5), Moved::NotEffective, false),
            (id(1), Moved::Stood, true),
            (id(2), Moved::Closed, false)
        ]
    );
    let begun: Vec<Moved> = review.begun.iter().map(|a| a.moved).collect();
    assert_eq!(begun, [Moved::Moved]);
}

#[test]
fn answers_and_closures_are_held_against_their_days() {
    use FindingState as S;
    let mut early = finding(
        1,
        FindingType::Minor,
        &[
            (S::Issued, "2026-02-01"),
            (S::Responded, "2026-02-10"),
            (S::Closed, "2026-03-01"),
        ],
    );
    early.response_due = Some(date(2026, 2, 10));
    let mut late = finding(
        2,
        FindingType::Major,
        &[
            (S::Issued, "2026-02-01"),
            (S::Responded, "2026-02-11"),
            (S::Closed, "2026-05-01"),
        ],
    );
    late.response_due = Some(date(2026, 2, 10));
    let told = with(vec![early, late], Vec::new()).in_time;
    assert_eq!((told.answered, told.answered_late), (1, 1));
    assert_eq!((told.closed, told.closed_late), (1, 1));
    assert_eq!(told.days_to_close, Some(89));
}

#[test]
fn an_audit_is_of_the_period_by_its_fieldwork_its_steps_or_its_findings() {
    let period = Period::year_to(TODAY);
    let mut by_days = papers("by-days");
    by_days.audit.start = Some(date(2025, 11, 1));
    by_days.audit.end = Some(date(2025, 12, 1));
    let mut by_steps = papers("by-steps");
    by_steps
        .audit
        .history
        .push(step("2026-01-05").entry(Some(AuditState::Planned), AuditState::Fieldwork));
    let only_planned = papers("only-planned");
    let mut before = papers("before");
    before.audit.start = Some(date(2025, 1, 1));
    before.audit.end = Some(date(2025, 2, 1));
    let all = [by_days, by_steps, only_planned, before]
        .map(|p| (p.audit.id.clone(), p))
        .into();
    let review = ManagementReview::gather(&all, period, TODAY, Deadlines::default());
    let ids: Vec<&str> = review.audits.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["by-steps", "by-days"]);
}
