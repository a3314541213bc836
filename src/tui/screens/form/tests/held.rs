//! A finding that is graded, linted while it is written, and held fast once it was handed over.

use super::*;
use crate::domain::finding::ToldField;

fn with_finding(change: impl FnOnce(&mut Finding)) -> Data {
    let mut data = data();
    let papers = data.papers.get_mut(&audit()).unwrap();
    change(papers.findings.get_mut(&finding_id()).unwrap());
    data
}

fn issued() -> Data {
    with_finding(|finding| {
        finding.grade_reason = "the gate worked for the others".into();
        let entry = step(mira()).entry(Some(FindingState::Draft), FindingState::Issued);
        finding.history.push(entry);
        finding.state = FindingState::Issued;
    })
}

fn bench(data: Data, width: u16, height: u16) -> Bench {
    let form = FindingForm::new(audit(), finding_id());
    Bench::new(data, Box::new(form), width, height)
}

#[test]
fn what_the_auditee_was_told_is_amended_with_a_reason_and_not_just_written() {
    let mut bench = bench(issued(), 80, 24);
    let text = bench.keys("enter").text();
    assert!(
        text.contains("the title is what the auditee was told: amend it"),
        "{text}"
    );
    assert_eq!(
        bench.finding_now().title,
        "Release without a risk assessment"
    );
    bench.keys("m").write(", claims triage").keys("enter");
    let text = bench.text();
    assert!(text.contains("why is it amended?"), "{text}");
    bench.write("Which system was unclear").keys("enter");
    let finding = bench.finding_now();
    assert_eq!(
        finding.title,
        "Release without a risk assessment, claims triage"
    );
    let kept = finding.amendments.first().unwrap();
    assert_eq!(
        (kept.field, kept.was.as_str()),
        (ToldField::Title, "Release without a risk assessment")
    );
    bench.reach("title amended, Mira Okafor: Which");
}

#[test]
fn a_text_whose_reason_was_given_up_comes_back() {
    let mut bench = bench(issued(), 80, 24);
    bench.keys("m").write(" anew").keys("enter esc");
    assert_eq!(
        bench.finding_now().title,
        "Release without a risk assessment"
    );
    let text = bench.keys("m").text();
    assert!(
        text.contains("Release without a risk assessment anew"),
        "{text}"
    );
}

#[test]
fn a_citation_that_the_auditee_was_told_of_is_taken_out_with_a_reason() {
    let mut bench = bench(issued(), 80, 24);
    bench.reach("▌                   ≠");
    let text = bench.keys("d").text();
    assert!(text.contains("why is it taken out?"), "{text}");
    bench.write("It shows another release").keys("enter");
    let finding = bench.finding_now();
    assert_eq!((finding.evidence.len(), finding.amendments.len()), (1, 1));
}

#[test]
fn another_grade_of_what_was_handed_over_asks_why() {
    let mut bench = bench(issued(), 80, 24);
    bench.reach("▌ Type");
    let text = bench.keys("h").text();
    assert!(text.contains("becomes major nonconformity"), "{text}");
    bench.keys("enter");
    assert!(
        bench.text().contains("another grade only with a reason"),
        "{}",
        bench.text()
    );
    bench.write("Two more releases").keys("enter");
    assert_eq!(bench.finding_now().kind, FindingType::Major);
    assert_eq!(bench.finding_now().grade_reason, "Two more releases");
    bench.reach("reclassified from minor");
}

#[test]
fn grades_of_the_house_are_offered_with_their_criteria() {
    let mut data = data();
    data.workspace.grades = vec![crate::domain::finding::Grade {
        id: "major-safety".parse().unwrap(),
        title: "Major, safety".into(),
        kind: FindingType::Major,
        criteria: "A person could have come to harm.".into(),
        days: None,
    }];
    let mut bench = bench(data, 80, 24);
    bench.reach("▌ Type");
    bench.keys("enter k");
    let text = bench.text();
    assert!(
        text.contains("Major, safety") && text.contains("A person could have come to harm."),
        "{text}"
    );
    bench.keys("enter");
    let finding = bench.finding_now();
    assert_eq!(finding.kind, FindingType::Major);
    assert_eq!(
        finding
            .grade
            .as_ref()
            .map(crate::domain::id::GradeId::as_str),
        Some("major-safety")
    );
}

#[test]
fn remarks_stand_below_a_field_while_it_is_written() {
    let data = with_finding(|finding| finding.grade_reason = "the gate worked".into());
    let mut bench = bench(data, 80, 24);
    bench.reach("▌ Statement");
    assert!(!bench.text().contains('!'), "{}", bench.text());
    bench.keys("i").write(" It was human error.");
    let text = bench.text();
    assert!(text.contains("! \"human error\" gives a cause"), "{text}");
    bench.keys("esc");
    let text = bench.keys("k").text();
    assert!(text.contains("! \"human error\" gives a cause"), "{text}");
}

#[test]
fn a_finding_with_remarks_is_issued_knowingly() {
    let data = with_finding(|finding| {
        finding.grade_reason = "the gate worked for the others".into();
        finding.statement = "Several releases went live without the assessment.".into();
    });
    let mut bench = bench(data, 80, 24);
    let text = bench.keys("s enter").text();
    assert!(text.contains("1 remark on how it is written"), "{text}");
    assert!(text.contains("\"Several\" is vague"), "{text}");
    bench.keys("enter");
    assert_eq!(bench.finding_now().state, FindingState::Draft);
    bench.keys("s enter j enter");
    assert_eq!(bench.finding_now().state, FindingState::Issued);
}

#[test]
fn the_parts_stand_side_by_side_below_the_question_on_a_wide_screen() {
    let mut bench = bench(data(), 120, 40);
    let screen = bench.screen();
    let beside = |line: &String| {
        line.contains("Requirement")
            && line.contains("Objective evidence")
            && line.contains("Statement")
    };
    assert!(screen.iter().any(beside), "{}", screen.join("\n"));
    assert!(
        screen
            .iter()
            .any(|line| line.contains("Show me the last time"))
    );
    for (keys, selected) in [
        ("j", "▌ Requirement"),
        ("l", "▌ Objective evidence"),
        ("l", "▌ Statement"),
        ("h h", "▌ Requirement"),
    ] {
        let text = bench.keys(keys).text();
        assert!(text.contains(selected), "{keys}: {text}");
    }
}

/// The issued finding, with somebody at work who is not of the audit team.
fn beside_the_team() -> Data {
    let mut data = issued();
    data.actor = Ok(person("Britt Lind <britt@example.org>"));
    data
}

#[test]
fn who_may_not_amend_is_told_so_before_he_types() {
    let mut bench = bench(beside_the_team(), 80, 24);
    let said = "only a member of the audit team can amend what the auditee was told";
    for key in ["m", "enter"] {
        let text = bench.keys(key).text();
        assert!(text.contains(said), "{key}: {text}");
        bench.write("x");
        assert_eq!(
            bench.finding_now().title,
            "Release without a risk assessment"
        );
    }
    bench.reach("▌ Type");
    let text = bench.keys("h").text();
    assert!(
        text.contains("only a member of the audit team can give a finding another grade"),
        "{text}"
    );
    bench.reach("▌                   ≠");
    let text = bench.keys("d").text();
    assert!(text.contains(said), "{text}");
    // The response is the auditee's own.
    bench.reach("▌ Response due");
    bench.keys("j i").write("We will").keys("esc");
    assert_eq!(bench.finding_now().response, "We will");
}

#[test]
fn a_settled_finding_says_at_once_that_it_is_reopened_first() {
    let mut data = issued();
    let papers = data.papers.get_mut(&audit()).unwrap();
    let finding = papers.findings.get_mut(&finding_id()).unwrap();
    finding.state = FindingState::Closed;
    let text = bench(data, 80, 24).keys("m").text();
    assert!(text.contains("reopen it first, with a reason"), "{text}");
}

fn accepted_plan() -> Data {
    with_action(|action| {
        action.owner = Some(person("Britt Lind <britt@example.org>"));
        action.effectiveness.criterion = "No release without one".into();
        action.state = ActionState::Accepted;
    })
}

#[test]
fn how_the_effect_of_an_accepted_plan_is_judged_is_changed_by_the_team_with_a_reason() {
    let mut bench = Bench::action(accepted_plan(), 80, 24);
    bench.reach("▌ Criterion");
    bench.keys("i").write(" in a year").keys("esc");
    let text = bench.text();
    assert!(
        text.contains("why is the effectiveness criterion another?"),
        "{text}"
    );
    bench.write("Three months are too short").keys("enter");
    let action = bench.action_now();
    assert_eq!(
        action.effectiveness.criterion,
        "No release without one in a year"
    );
    assert_eq!(action.term_changes[0].was, "No release without one");
    bench.reach("effectiveness criterion changed");
}

#[test]
fn the_owner_is_told_that_it_is_not_his_to_change_before_he_types() {
    let mut data = accepted_plan();
    data.actor = Ok(person("Britt Lind <britt@example.org>"));
    let mut bench = Bench::action(data, 80, 24);
    bench.reach("▌ Criterion");
    let text = bench.keys("enter").text();
    assert!(text.contains("the plan of C-"), "{text}");
    bench.write(" x").keys("esc");
    assert_eq!(
        bench.action_now().effectiveness.criterion,
        "No release without one"
    );
}

#[test]
fn the_choice_of_states_says_what_a_returned_plan_takes_with_it() {
    let mut data = accepted_plan();
    let papers = data.papers.get_mut(&audit()).unwrap();
    let mut accepted = finding();
    accepted.state = FindingState::Accepted;
    papers.findings.insert(finding_id(), accepted);
    let mut bench = Bench::action(data, 80, 24);
    let text = bench.keys("s j").text();
    assert!(
        text.contains(&format!("{} is returned with it", finding_id())),
        "{text}"
    );
    bench.keys("enter").write("It is thin").keys("enter");
    assert_eq!(bench.action_now().state, ActionState::Returned);
    assert_eq!(bench.finding_now().state, FindingState::Returned);
}
