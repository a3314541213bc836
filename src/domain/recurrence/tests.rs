//! What counts as an earlier finding of the same kind, and which grade a repeat proposes.

use serde::{Deserialize as _, de::value::MapDeserializer};

use super::*;
use crate::domain::{
    action::{Cause, CorrectiveAction},
    audit::Audit,
    history::Step,
    id::ActionId,
};

fn step(at: &str) -> Step {
    Step {
        by: "Astrid Lindqvist <astrid@example.org>".parse().unwrap(),
        at: format!("{at}T10:00:00Z").parse().unwrap(),
        today: at.parse().unwrap(),
        why: String::new(),
    }
}

fn audit(id: &str) -> WorkingPapers {
    let audit = Audit::plan(
        id.parse().unwrap(),
        id.into(),
        Vec::new(),
        &step("2025-01-01"),
    );
    WorkingPapers::new(audit, [])
}

fn finding(number: u32, kind: FindingType, state: FindingState, at: &str) -> Finding {
    let mut finding = Finding::draft(FindingId::draw(number), kind, &step(at));
    finding.state = state;
    finding.criteria = vec!["iso-42001:8.4".parse().unwrap()];
    finding
}

fn put(papers: &mut WorkingPapers, finding: Finding, root: Option<&str>) {
    if let Some(root) = root {
        let number = u32::try_from(papers.actions.len()).unwrap() + 40;
        let id = ActionId::draw(number);
        let mut action =
            CorrectiveAction::draft(id.clone(), finding.id.clone(), &step("2025-02-01"));
        let said = [("method", "other"), ("root", root)].into_iter();
        let said = MapDeserializer::<_, serde::de::value::Error>::new(said);
        let cause = Cause::deserialize(said).unwrap();
        action.cause = Some(cause);
        papers.actions.insert(id, action);
    }
    papers.findings.insert(finding.id.clone(), finding);
}

fn all(papers: impl IntoIterator<Item = WorkingPapers>) -> BTreeMap<AuditId, WorkingPapers> {
    papers
        .into_iter()
        .map(|p| (p.audit.id.clone(), p))
        .collect()
}

fn told(all: &BTreeMap<AuditId, WorkingPapers>, own: &Finding) -> Vec<(FindingId, Vec<Likeness>)> {
    let papers = &all[&"now".parse().unwrap()];
    earlier(all, papers, own)
        .into_iter()
        .map(|earlier| (earlier.finding.id.clone(), earlier.alike))
        .collect()
}

#[test]
fn earlier_findings_share_a_criterion_a_process_or_a_cause() {
    let (mut old, mut now) = (audit("old"), audit("now"));
    let criterion = finding(1, FindingType::Minor, FindingState::Closed, "2025-03-01");
    let mut process = finding(2, FindingType::Minor, FindingState::Closed, "2025-03-01");
    process.criteria = vec!["iso-42001:7.2".parse().unwrap()];
    process.place = "Customer chat; claims  Triage".into();
    let mut cause = finding(3, FindingType::Minor, FindingState::Closed, "2025-03-01");
    cause.criteria = vec!["iso-42001:9.1".parse().unwrap()];
    let mut other = finding(4, FindingType::Major, FindingState::Closed, "2025-03-01");
    other.criteria = vec!["iso-42001:10.1".parse().unwrap()];
    other.place = "Underwriting".into();
    put(&mut old, criterion, None);
    put(&mut old, process, None);
    put(
        &mut old,
        cause,
        Some("The release checklist has no step for the impact assessment"),
    );
    put(&mut old, other, Some("Budget was cut"));
    let mut own = finding(9, FindingType::Minor, FindingState::Draft, "2026-03-01");
    own.place = "Claims triage".into();
    put(
        &mut now,
        own.clone(),
        Some("No step in release checklists asks for an impact assessment"),
    );
    let all = all([old, now]);
    let found = told(&all, &own);
    assert_eq!(found.len(), 3, "{found:?}");
    for (number, alike) in [
        (1, Likeness::Criterion),
        (2, Likeness::Process),
        (3, Likeness::Cause),
    ] {
        assert!(
            found.contains(&(FindingId::draw(number), vec![alike])),
            "{found:?}"
        );
    }
}

#[test]
fn what_came_later_was_withdrawn_or_was_never_handed_over_is_no_recurrence() {
    let (mut old, mut now) = (audit("old"), audit("now"));
    for (number, kind, state, at) in [
        (1, FindingType::Minor, FindingState::Withdrawn, "2025-03-01"),
        (2, FindingType::Minor, FindingState::Draft, "2025-03-01"),
        (3, FindingType::Minor, FindingState::Closed, "2026-04-01"),
        (
            4,
            FindingType::GoodPractice,
            FindingState::Noted,
            "2025-03-01",
        ),
    ] {
        put(&mut old, finding(number, kind, state, at), None);
    }
    // What is found twice in one audit is no recurrence, unless the first was settled meanwhile.
    put(
        &mut now,
        finding(5, FindingType::Minor, FindingState::Issued, "2026-02-01"),
        None,
    );
    put(
        &mut now,
        finding(6, FindingType::Minor, FindingState::Closed, "2026-02-01"),
        None,
    );
    let own = finding(9, FindingType::Minor, FindingState::Draft, "2026-03-01");
    put(&mut now, own.clone(), None);
    let all = all([old, now]);
    let found: Vec<FindingId> = told(&all, &own).into_iter().map(|(id, _)| id).collect();
    assert_eq!(found, [FindingId::draw(6)]);
}

#[test]
fn what_is_linked_comes_first_whatever_it_has_in_common() {
    let (mut old, mut now) = (audit("old"), audit("now"));
    put(
        &mut old,
        finding(1, FindingType::Major, FindingState::Closed, "2025-03-01"),
        None,
    );
    let mut linked = finding(2, FindingType::Minor, FindingState::Closed, "2025-03-01");
    linked.criteria.clear();
    put(&mut old, linked, None);
    let mut own = finding(9, FindingType::Minor, FindingState::Draft, "2026-03-01");
    own.repeats = vec![FindingId::draw(2)];
    put(&mut now, own.clone(), None);
    let all = all([old, now]);
    let found = told(&all, &own);
    assert_eq!(found[0], (FindingId::draw(2), Vec::new()));
    assert_eq!(found[1], (FindingId::draw(1), vec![Likeness::Criterion]));
}

#[test]
fn a_linked_repeat_proposes_the_next_higher_grade() {
    use FindingType as T;
    for (kind, was, proposed) in [
        (T::Minor, T::Minor, Some(T::Major)),
        (T::Minor, T::Major, Some(T::Major)),
        (T::Minor, T::Observation, None),
        (T::Observation, T::Observation, Some(T::Minor)),
        (T::Observation, T::Opportunity, None),
        (T::Opportunity, T::Minor, Some(T::Observation)),
        (T::Major, T::Major, None),
        (T::GoodPractice, T::Minor, None),
    ] {
        let mut old = audit("old");
        put(
            &mut old,
            finding(1, was, FindingState::Closed, "2025-03-01"),
            None,
        );
        let mut own = finding(9, kind, FindingState::Draft, "2026-03-01");
        let all = all([old]);
        assert_eq!(proposal(&all, &own), None, "nothing is linked yet");
        own.repeats = vec![FindingId::draw(1)];
        let found = proposal(&all, &own);
        assert_eq!(
            found.map(|found| found.kind),
            proposed,
            "{kind} after {was}"
        );
        own.state = FindingState::Issued;
        assert_eq!(proposal(&all, &own), None, "its grade was told");
    }
}

#[test]
fn a_withdrawn_finding_proposes_nothing() {
    let mut old = audit("old");
    put(
        &mut old,
        finding(1, FindingType::Minor, FindingState::Withdrawn, "2025-03-01"),
        None,
    );
    let mut own = finding(9, FindingType::Minor, FindingState::Draft, "2026-03-01");
    own.repeats = vec![FindingId::draw(1)];
    assert_eq!(proposal(&all([old]), &own), None);
}

#[test]
fn the_reason_of_a_proposal_names_what_is_repeated() {
    let mut old = audit("old");
    put(
        &mut old,
        finding(
            1,
            FindingType::Observation,
            FindingState::Done,
            "2025-03-01",
        ),
        None,
    );
    let mut own = finding(
        9,
        FindingType::Observation,
        FindingState::Draft,
        "2026-03-01",
    );
    own.repeats = vec![FindingId::draw(1)];
    let why = proposal(&all([old]), &own).unwrap().why();
    assert_eq!(
        why,
        format!("repeats {}, an observation of old", FindingId::draw(1))
    );
}
