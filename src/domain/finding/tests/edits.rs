//! Which differences between two versions of a finding are told as unlawful, and which are free.

use super::{made::*, *};

use FindingState as S;
use FindingType as T;

/// Lists the fields of what is unlawful between a version and what a change makes of it.
fn told(before: &Finding, change: impl FnOnce(&mut Finding)) -> Vec<&'static str> {
    let mut after = before.clone();
    change(&mut after);
    let reasons = before.unlawful_edits(&after);
    reasons.into_iter().map(|reason| reason.field).collect()
}

#[test]
fn everything_of_a_draft_may_change_but_its_id_and_its_past() {
    let draft = whole(T::Minor);
    let free = told(&draft, |f| {
        f.kind = T::Observation;
        f.grade = Some("ours".parse().unwrap());
        f.title.clear();
        f.criteria.clear();
        f.evidence.clear();
        f.row = Some("iso-42001:8.4#1".parse().unwrap());
        f.response = "early".into();
    });
    assert_eq!(free, [""; 0]);
    assert_eq!(told(&draft, |f| f.id = FindingId::draw(8)), ["id"]);
    assert_eq!(told(&draft, |f| f.history.clear()), ["history"]);
}

#[test]
fn each_part_that_the_auditee_was_told_is_held_fast_in_words() {
    type Change = fn(&mut Finding);
    let cases: [(Change, &str, &str); 12] = [
        (
            |f| f.title.push('!'),
            "title",
            "the title is what the auditee was told",
        ),
        (
            |f| f.criteria.clear(),
            "criteria",
            "the criteria are what the auditee was told",
        ),
        (
            |f| f.documents.clear(),
            "documents",
            "the own documents are what the auditee was told",
        ),
        (|f| f.place.clear(), "where", "the place is what"),
        (
            |f| f.requirement.clear(),
            "requirement",
            "the requirement is what",
        ),
        (
            |f| f.objective_evidence.clear(),
            "objective-evidence",
            "the objective evidence is what",
        ),
        (
            |f| f.statement.clear(),
            "statement",
            "the statement is what",
        ),
        (
            |f| f.consequence.clear(),
            "consequence",
            "the consequence is what",
        ),
        (
            |f| f.grade_reason.clear(),
            "grade-reason",
            "give the finding another grade",
        ),
        (
            |f| f.evidence[0].note = "x".into(),
            "evidence",
            "release manager) is what the auditee was told",
        ),
        (
            |f| f.kind = T::Major,
            "type",
            "it is major nonconformity and was minor nonconformity",
        ),
        (
            |f| f.row = Some("iso-42001:8.4#1".parse().unwrap()),
            "row",
            "does not change",
        ),
    ];
    let issued = at(T::Minor, &[S::Issued]);
    for (change, field, words) in cases {
        let mut after = issued.clone();
        change(&mut after);
        let reasons = issued.unlawful_edits(&after);
        let is_told = reasons
            .iter()
            .any(|r| r.field == field && r.text.contains(words));
        assert!(
            is_told && reasons.len() == 1,
            "{field}, {words:?}: {reasons:?}"
        );
    }
}

#[test]
fn further_evidence_repeats_and_a_pin_anew_stay_free() {
    let issued = at(T::Minor, &[S::Issued]);
    assert_eq!(told(&issued, |f| f.evidence.push(talk(2))), [""; 0]);
    assert_eq!(
        told(&issued, |f| f.repeats.push(FindingId::draw(3))),
        [""; 0]
    );
    let now = step(AUDITOR, "").at;
    let repin = |f: &mut Finding| {
        f.evidence[1] = f.evidence[1].repinned(pin("0abc"), "It was edited", person(AUDITOR), now);
    };
    assert_eq!(told(&issued, repin), [""; 0]);
    // Pinned to something else without a word, or with what it was pinned to made up.
    assert_eq!(
        told(&issued, |f| f.evidence[1].blob = Some("0abc".into())),
        ["evidence"]
    );
    let forged = |f: &mut Finding| {
        repin(f);
        f.evidence[1].earlier[0].blob = "made up".into();
    };
    assert_eq!(told(&issued, forged), ["evidence"]);
    assert_eq!(told(&issued, |f| drop(f.evidence.pop())), ["evidence"]);
}

#[test]
fn the_response_is_free_until_it_is_accepted_and_again_when_it_was_returned() {
    let answer = |f: &mut Finding| f.response = "We will".into();
    let date = |f: &mut Finding| f.response_due = Some("2027-01-01".parse().unwrap());
    let path = [
        S::Issued,
        S::Acknowledged,
        S::Responded,
        S::Accepted,
        S::Implemented,
        S::Returned,
    ];
    for (length, free) in [
        (1, true),
        (2, true),
        (3, true),
        (4, false),
        (5, false),
        (6, true),
    ] {
        let finding = at(T::Minor, &path[..length]);
        assert_eq!(told(&finding, answer).is_empty(), free, "{}", finding.state);
        let date_is_free = matches!(length, 1 | 2 | 6);
        assert_eq!(
            told(&finding, date).is_empty(),
            date_is_free,
            "{}",
            finding.state
        );
    }
}

#[test]
fn what_a_state_in_between_leaves_free_is_free() {
    let implemented = at(
        T::Minor,
        &[
            S::Issued,
            S::Acknowledged,
            S::Responded,
            S::Accepted,
            S::Implemented,
        ],
    );
    let mut later = implemented.clone();
    for to in [S::Returned, S::Responded, S::Accepted] {
        later
            .history
            .push(step(AUDITOR, "x").entry(Some(later.state), to));
        later.state = to;
    }
    later.response = "Better".into();
    assert_eq!(texts(&implemented.unlawful_edits(&later)), [""; 0]);
    later.statement = "Other".into();
    assert_eq!(implemented.unlawful_edits(&later).len(), 1);
}

#[test]
fn a_history_that_does_not_fit_is_told() {
    let issued = at(T::Minor, &[S::Issued]);
    // A state without a step, a step without a state, one that is skipped, one that hangs in the air.
    assert_eq!(told(&issued, |f| f.state = S::Closed), ["state"]);
    let skipped = told(&issued, |f| {
        f.history
            .push(step(AUDITOR, "").entry(Some(S::Issued), S::Closed));
        f.state = S::Closed;
    });
    assert_eq!(skipped, ["history"]);
    let torn = told(&issued, |f| {
        f.history
            .push(step(AUDITOR, "").entry(Some(S::Draft), S::Acknowledged));
        f.state = S::Acknowledged;
    });
    assert_eq!(torn, ["history"]);
    assert_eq!(
        told(&issued, |f| f.history[0].why = "made up".into()),
        ["history"]
    );
    assert_eq!(
        told(&issued, |f| f.history[0].by = person(OWNER)),
        ["history"]
    );
    let reclassified = graded(&issued, T::Observation, AUDITOR, "met").unwrap();
    let without_step = told(&issued, |f| {
        f.kind = T::Observation;
        f.grade_reason = "met".into();
        f.reclassifications
            .clone_from(&reclassified.reclassifications);
    });
    assert!(without_step.contains(&"history"), "{without_step:?}");
    assert_eq!(
        told(&reclassified, |f| f.reclassifications.clear()),
        ["reclassification"]
    );
    let unsaid = told(&issued, |f| {
        *f = reclassified.clone();
        f.reclassifications[0].why.clear();
    });
    assert_eq!(unsaid, ["reclassification"]);
}

#[test]
fn an_amendment_that_hides_what_stood_there_is_told() {
    let issued = at(T::Minor, &[S::Issued]);
    let amended = amended(&issued, AUDITOR, "wrong", |f| f.statement = "Other".into()).unwrap();
    let mut forged = amended.clone();
    forged.amendments[0].was = "Something milder".into();
    let reasons = issued.unlawful_edits(&forged);
    assert_eq!(
        texts(&reasons),
        ["the amendment of the statement does not say what stood there before"]
    );
    assert_eq!(told(&amended, |f| f.amendments.clear()), ["amendment"]);
}

#[test]
fn a_finding_is_born_as_a_draft() {
    assert_eq!(
        texts(&at(T::Minor, &[S::Issued, S::Disputed]).unlawful_birth()),
        [""; 0]
    );
    assert_eq!(
        texts(&at(T::Observation, &[S::Withdrawn]).unlawful_birth()),
        [""; 0]
    );
    let mut issued = at(T::Minor, &[S::Issued]);
    issued.history.remove(0);
    assert!(issued.unlawful_birth().iter().any(|r| r.field == "history"));
    let other = at(T::Observation, &[S::Issued]);
    assert!(other.unlawful_birth().iter().any(|r| r.field == "type"));
}

#[test]
fn grades_of_the_house_stand_in_for_the_types_that_they_count_as() {
    let own: Vec<Grade> = toml::from_str::<std::collections::BTreeMap<String, Vec<Grade>>>(
        "[[grade]]\nid = \"safety\"\ntitle = \"Major, safety\"\ntype = \"major\"\ndays = 14\n\
         [[grade]]\nid = \"safety\"\ntitle = \"\"\ntype = \"minor\"\ncriteria = \"when\"\n",
    )
    .unwrap()
    .remove("grade")
    .unwrap();
    let offered = offered(
        &own,
        &crate::domain::workspace::Grading::default(),
        &crate::domain::workspace::Deadlines::default(),
    );
    let told: Vec<(&str, Option<u16>)> = offered.iter().map(|g| (g.word(), g.days)).collect();
    assert_eq!(
        told,
        [
            ("safety", Some(14)),
            ("safety", Some(90)),
            ("observation", None),
            ("opportunity", None),
            ("good-practice", None)
        ]
    );
    assert_eq!(offered[0].criteria, default_criteria(T::Major));
    assert_eq!(
        oddities(&own),
        [
            "the grade safety has no criteria: write when a finding is of it",
            "two grades are called safety",
            "the grade safety has no title"
        ]
    );
    let mut finding = at(T::Major, &[S::Issued]);
    assert_eq!(finding.graded(&offered), None);
    finding.grade = Some("safety".parse().unwrap());
    assert_eq!(
        finding.grade_label(&offered),
        "Major, safety (major nonconformity)"
    );
    assert_eq!(
        finding.closure_due(&offered),
        Some("2026-12-06".parse().unwrap())
    );
}
