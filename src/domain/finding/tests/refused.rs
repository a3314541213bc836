//! Each guard of a finding refuses, and says so in words.

use std::collections::BTreeMap;

use super::{made::*, *};
use crate::domain::{guard::Refusal, id::EvidenceId};

use FindingState as S;
use FindingType as T;

#[track_caller]
fn says(refused: Result<Finding, Refusal>, field: &str, words: &str) {
    let refusal = refused.unwrap_err();
    let told = |reason: &crate::domain::guard::Reason| {
        reason.field == field && reason.text.contains(words)
    };
    assert!(
        refusal.reasons.iter().any(told),
        "{field}: {words:?} is not in {refusal:?}"
    );
}

#[test]
fn issuing_says_each_thing_that_is_missing() {
    type Spoil = fn(&mut Finding);
    let cases: [(Spoil, &str, &str); 8] = [
        (
            |f| {
                f.criteria.clear();
                f.documents.clear();
            },
            "criteria",
            "no criterion is named",
        ),
        (|f| f.title.clear(), "title", "it has no title"),
        (
            |f| f.requirement = " ".into(),
            "requirement",
            "the requirement is missing",
        ),
        (
            |f| f.objective_evidence.clear(),
            "objective-evidence",
            "the objective evidence is missing",
        ),
        (
            |f| f.statement.clear(),
            "statement",
            "the statement is missing",
        ),
        (
            |f| f.grade_reason.clear(),
            "grade-reason",
            "the reason for its grade is missing",
        ),
        (|f| f.evidence.clear(), "evidence", "no evidence is cited"),
        (
            |f| f.evidence[1].id = EvidenceId::draw(77),
            "evidence",
            "does not resolve: not checked",
        ),
    ];
    for (spoil, field, words) in cases {
        let mut finding = whole(T::Minor);
        spoil(&mut finding);
        says(
            moved(&finding, S::Issued, &step(AUDITOR, ""), &[]),
            field,
            words,
        );
    }
    let inapplicable = BTreeMap::from([(
        "iso-42001:8.4".parse().unwrap(),
        "8.4 is excluded".to_owned(),
    )]);
    let refused = with_context(&[], &inapplicable, |context| {
        whole(T::Minor).transition(S::Issued, &step(AUDITOR, ""), context)
    });
    says(refused, "criteria", "8.4 is excluded");
    assert!(moved(&whole(T::Minor), S::Issued, &step(AUDITOR, ""), &[]).is_ok());
}

#[test]
fn steps_that_need_a_reason_or_an_action_say_so() {
    let issued = at(T::Minor, &[S::Issued]);
    says(
        moved(&issued, S::Disputed, &step(OWNER, " "), &[]),
        "why",
        "disputed needs a reason",
    );
    let noted = at(T::Observation, &[S::Noted]);
    says(
        moved(&noted, S::Declined, &step(OWNER, ""), &[]),
        "why",
        "declined needs a reason",
    );
    says(
        moved(&issued, S::Withdrawn, &step(SECOND, ""), &[]),
        "why",
        "a withdrawal needs a reason",
    );
    says(
        moved(&issued, S::Withdrawn, &step(AUDITOR, "wrong"), &[]),
        "by",
        "a withdrawal needs a second person",
    );
    says(
        moved(&issued, S::Closed, &step(AUDITOR, ""), &[]),
        "state",
        "can become acknowledged",
    );
    let acknowledged = at(T::Minor, &[S::Issued, S::Acknowledged]);
    says(
        moved(&acknowledged, S::Responded, &step(OWNER, ""), &[]),
        "action",
        "there is no corrective action yet",
    );
    let responded = at(T::Minor, &[S::Issued, S::Acknowledged, S::Responded]);
    says(
        moved(&responded, S::Accepted, &step(AUDITOR, ""), &[]),
        "action",
        "there is no corrective action yet",
    );
}

#[test]
fn another_grade_needs_the_team_a_reason_and_a_state_in_which_it_has_a_meaning() {
    let issued = at(T::Major, &[S::Issued]);
    says(
        graded(&issued, T::Minor, OWNER, "small"),
        "by",
        "only a member of the audit team can give a finding another grade",
    );
    says(
        graded(&issued, T::Minor, AUDITOR, " "),
        "why",
        "another grade only with a reason",
    );
    says(
        graded(&issued, T::Observation, AUDITOR, ""),
        "why",
        "a nonconformity is not downgraded by convention: say why no requirement is broken",
    );
    let responded = at(T::Minor, &[S::Issued, S::Acknowledged, S::Responded]);
    says(
        graded(&responded, T::Opportunity, AUDITOR, "no"),
        "type",
        "a finding that is responded keeps its type, since the answer to it is under way",
    );
    let done = at(T::Observation, &[S::Noted, S::Accepted, S::Done]);
    says(
        graded(&done, T::Minor, AUDITOR, "no"),
        "type",
        "reopen it first, with a reason",
    );
    says(
        graded(&done, T::Opportunity, AUDITOR, "no"),
        "type",
        "keeps its grade: reopen it first",
    );
    let withdrawn = at(T::Minor, &[S::Issued, S::Withdrawn]);
    says(
        graded(&withdrawn, T::Major, AUDITOR, "no"),
        "type",
        "a withdrawn finding stays as it is",
    );
    let mut bare = at(T::Observation, &[S::Noted]);
    bare.requirement.clear();
    says(
        graded(&bare, T::Minor, AUDITOR, "It is broken"),
        "requirement",
        "the requirement is missing",
    );
}

#[test]
fn a_draft_is_graded_freely() {
    let graded = graded(&whole(T::Minor), T::Observation, OWNER, "").unwrap();
    assert_eq!(graded.kind, T::Observation);
    assert!(graded.reclassifications.is_empty());
}

#[test]
fn a_grade_within_its_kind_changes_wherever_the_finding_is_in_its_life() {
    let before = at(
        T::Minor,
        &[S::Issued, S::Acknowledged, S::Responded, S::Accepted],
    );
    let after = graded(&before, T::Major, SECOND, " Two more turned up. ").unwrap();
    assert_eq!((after.kind, after.state), (T::Major, S::Accepted));
    assert_eq!(after.grade_reason, "Two more turned up.");
    let kept = after.reclassifications.first().unwrap();
    assert_eq!(kept.from_reason, before.grade_reason);
    assert_eq!(
        kept.told(),
        "reclassified from minor nonconformity to major nonconformity"
    );
    assert!(texts(&before.unlawful_edits(&after)).is_empty());
}

#[test]
fn a_finding_that_crosses_is_handed_over_anew() {
    let disputed = at(T::Minor, &[S::Issued, S::Disputed]);
    let noted = graded(&disputed, T::Observation, AUDITOR, "It was met after all").unwrap();
    assert_eq!(noted.state, S::Noted);
    assert_eq!(
        noted.history.last().map(|entry| (entry.from, entry.to)),
        Some((Some(S::Disputed), S::Noted))
    );
    assert!(texts(&disputed.unlawful_edits(&noted)).is_empty());
    let issued = graded(&noted, T::Minor, AUDITOR, "It was not").unwrap();
    assert_eq!(issued.state, S::Issued);
    assert!(texts(&noted.unlawful_edits(&issued)).is_empty());
    assert!(texts(&disputed.unlawful_edits(&issued)).is_empty());
    assert!(texts(&issued.unlawful_birth()).is_empty());
}

#[test]
fn an_amendment_needs_the_team_a_reason_and_an_open_finding() {
    let retell = |f: &mut Finding| f.statement = "Version 2.4 did.".into();
    let issued = at(T::Minor, &[S::Issued]);
    says(
        amended(&issued, OWNER, "x", retell),
        "by",
        "can amend what the auditee was told",
    );
    says(
        amended(&issued, AUDITOR, "", retell),
        "why",
        "an amendment needs a reason",
    );
    says(
        amended(&whole(T::Minor), AUDITOR, "x", retell),
        "state",
        "a draft is written freely",
    );
    let withdrawn = at(T::Minor, &[S::Issued, S::Withdrawn]);
    says(
        amended(&withdrawn, AUDITOR, "x", retell),
        "state",
        "a withdrawn finding stays as it is",
    );
    let declined = at(T::Observation, &[S::Noted, S::Declined]);
    says(
        amended(&declined, AUDITOR, "x", retell),
        "state",
        "reopen it first",
    );
    says(
        amended(&issued, AUDITOR, "x", |f| f.kind = T::Major),
        "type",
        "no reclassification says why",
    );
    let after = amended(&issued, SECOND, "The number was wrong", retell).unwrap();
    let kept = after.amendments.first().unwrap();
    assert_eq!(
        (kept.field, kept.was.as_str()),
        (ToldField::Statement, "Version 2.3 went live without one.")
    );
    assert!(texts(&issued.unlawful_edits(&after)).is_empty());
}

#[test]
fn the_auditee_may_amend_his_own_response_once_it_is_accepted() {
    let mut accepted = at(
        T::Minor,
        &[S::Issued, S::Acknowledged, S::Responded, S::Accepted],
    );
    accepted.response = "We will".into();
    let after = amended(&accepted, OWNER, "A typing error", |f| {
        f.response = "We shall".into();
    })
    .unwrap();
    assert_eq!(
        after.amendments.first().map(|a| a.was.as_str()),
        Some("We will")
    );
}

#[test]
fn an_amendment_leaves_what_issuing_asks_for() {
    type Empty = fn(&mut Finding);
    let cases: [(Empty, &str, &str); 6] = [
        (
            |f| {
                f.criteria.clear();
                f.documents.clear();
            },
            "criteria",
            "no criterion is named",
        ),
        (|f| f.title.clear(), "title", "it has no title"),
        (
            |f| f.requirement.clear(),
            "requirement",
            "the requirement is missing",
        ),
        (
            |f| f.objective_evidence = " ".into(),
            "objective-evidence",
            "the objective evidence is missing",
        ),
        (
            |f| f.statement.clear(),
            "statement",
            "the statement is missing",
        ),
        (|f| f.evidence.clear(), "evidence", "no evidence is cited"),
    ];
    let issued = at(T::Minor, &[S::Issued]);
    for (empty, field, words) in cases {
        let refused = amended(&issued, AUDITOR, "so it is", empty);
        let words = format!("an amendment leaves what issuing asks for: {words}");
        says(refused, field, &words);
    }
    // What an observation never had it need not get.
    let mut noted = at(T::Observation, &[S::Noted]);
    noted.requirement.clear();
    noted.evidence.clear();
    let other = amended(&noted, AUDITOR, "so it is", |f| f.statement.push('!'));
    assert!(other.is_ok(), "{other:?}");
}

#[test]
fn what_was_handed_over_is_pinned_anew_by_the_team() {
    let gaps = |finding: &Finding, by: &str| {
        let team = [person(AUDITOR), person(SECOND)];
        finding.repin_gaps(
            &person(by),
            &team,
            &crate::domain::people::People::default(),
        )
    };
    assert!(gaps(&whole(T::Minor), OWNER).is_empty());
    let issued = at(T::Minor, &[S::Issued]);
    assert!(gaps(&issued, SECOND).is_empty());
    assert_eq!(
        texts(&gaps(&issued, OWNER)),
        ["only a member of the audit team can pin anew what a finding cites that was handed over"]
    );
}
