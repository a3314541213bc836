//! The frame of an audit: what its state holds fast, for every field of it, and who may change the rest.

use std::collections::BTreeSet;

use tickmark::domain::{
    audit::{Audit, AuditState, TeamMember, TeamRole},
    people::People,
};

use super::{AUDITOR, OUTSIDER, person, step};

type Change = (&'static str, fn(&mut Audit));

/// A way to change each part of the frame.
const CHANGES: [Change; 24] = [
    ("title", |a| a.title.push('x')),
    ("mode", |a| {
        a.mode = tickmark::domain::audit::AuditMode::GapAnalysis;
    }),
    ("objectives", |a| a.objectives.push("x".into())),
    ("scope", |a| a.scope.sites.push("x".into())),
    ("exclusion", |a| {
        a.exclusions.push(tickmark::domain::audit::Exclusion {
            checklist: "iso-42001".parse().unwrap(),
            reference: "7".parse().unwrap(),
            reason: "x".into(),
            source: tickmark::domain::audit::ExclusionSource::Plan,
        });
    }),
    ("only", |a| a.only.push("iso-42001:7".parse().unwrap())),
    ("rows", |a| a.rows.push("iso-42001:7.2#1".parse().unwrap())),
    ("checklists", |a| a.checklists.push("gdpr".parse().unwrap())),
    ("criteria", |a| a.criteria.push("x".into())),
    ("from", |a| a.from = Some("other".parse().unwrap())),
    ("client", |a| a.client.push('x')),
    ("auditees", |a| a.auditees.push("x".into())),
    ("start", |a| a.start = Some("2027-01-01".parse().unwrap())),
    ("period-start", |a| {
        a.period_end = Some("2027-01-01".parse().unwrap());
    }),
    ("methods", |a| a.methods.push("x".into())),
    ("meeting", |a| a.meetings.clear()),
    ("conclusion", |a| a.conclusion.clear()),
    ("objective-conclusion", |a| a.conclude("Find out", "x")),
    ("divided-opinions", |a| a.divided_opinions.push('x')),
    ("not-covered", |a| a.not_covered.clear()),
    ("distribution", |a| a.distribution.clear()),
    ("rules", |a| a.rules.answer_apart ^= true),
    ("team", |a| {
        a.team.push(TeamMember {
            person: person(OUTSIDER),
            role: TeamRole::Auditor,
        });
    }),
    ("assignment", |a| {
        let clause = ["iso-42001:7".parse().unwrap()];
        *a = a.assigned(&person(AUDITOR), &clause, &[]).unwrap();
    }),
];

fn changed(state: AuditState, change: fn(&mut Audit)) -> (Audit, Audit) {
    let before = super::audits::whole(state);
    let mut after = before.clone();
    change(&mut after);
    assert_ne!(before, after);
    (before, after)
}

fn fields(before: &Audit, after: &Audit, by: &str) -> BTreeSet<&'static str> {
    let mut reasons = before.unlawful_edits(after);
    reasons.extend(before.edits_refused_to(after, &person(by), &People::default()));
    reasons.iter().map(|reason| reason.field).collect()
}

#[test]
fn every_part_of_the_frame_is_free_until_the_report_is_out_and_held_fast_from_then_on() {
    use AuditState as S;
    for (part, change) in CHANGES {
        for state in S::ALL {
            let (before, after) = changed(*state, change);
            let of_team = matches!(part, "team" | "assignment");
            let held = match state {
                S::Planned | S::Fieldwork | S::Reporting => false,
                S::Issued | S::FollowUp => !of_team,
                S::Closed => true,
            };
            let expected = held.then_some(part).into_iter().collect();
            assert_eq!(fields(&before, &after, AUDITOR), expected, "{part} {state}");
        }
    }
}

#[test]
fn once_it_has_begun_only_its_team_as_it_stood_before_changes_an_audit() {
    for (part, change) in CHANGES {
        for state in AuditState::ALL {
            let (before, after) = changed(*state, change);
            let is_told = fields(&before, &after, OUTSIDER).contains("by");
            assert_eq!(is_told, *state != AuditState::Planned, "{part} {state}");
        }
    }
}

#[test]
fn a_step_alone_is_no_edit() {
    let before = super::audits::whole(AuditState::Issued);
    let mut after = before.clone();
    after.state = AuditState::FollowUp;
    // The state follows from the history.
    assert_eq!(fields(&before, &after, OUTSIDER), ["state"].into());
    let step = step(OUTSIDER, "").entry(Some(AuditState::Issued), AuditState::FollowUp);
    after.history.push(step);
    assert!(fields(&before, &after, OUTSIDER).is_empty());
}

#[test]
fn what_one_of_the_states_in_between_lets_change_is_free_and_no_step_is_left_out() {
    let before = super::audits::whole(AuditState::Reporting);
    let mut after = before.clone();
    after.conclusion.push('x');
    let issued = step(AUDITOR, "").entry(Some(AuditState::Reporting), AuditState::Issued);
    after.history.push(issued.clone());
    after.state = AuditState::Issued;
    assert!(fields(&before, &after, AUDITOR).is_empty());
    after.history = before.history.clone();
    let closed = step(AUDITOR, "").entry(Some(AuditState::Reporting), AuditState::Closed);
    after.history.push(closed);
    after.state = AuditState::Closed;
    assert_eq!(fields(&before, &after, AUDITOR), ["history"].into());
    after.history = vec![issued];
    assert!(fields(&before, &after, AUDITOR).contains("history"));
}

#[test]
fn a_person_who_answers_may_still_be_named_once_the_report_is_out_and_nobody_is_taken_out() {
    for state in [AuditState::Issued, AuditState::FollowUp] {
        let (mut before, mut after) = changed(state, |a| a.auditees.push(OUTSIDER.to_owned()));
        for audit in [&mut before, &mut after] {
            audit.auditees.insert(0, "release".to_owned());
        }
        assert!(fields(&before, &after, AUDITOR).is_empty(), "{state}");
        assert!(fields(&before, &after, OUTSIDER).contains("by"), "{state}");
        after.auditees.remove(0);
        assert_eq!(fields(&before, &after, AUDITOR), ["auditees"].into());
    }
}

#[test]
fn an_audit_begins_as_planned_and_every_step_follows_the_one_before() {
    let audit = super::audits::bare(AuditState::FollowUp);
    let mut born = audit.clone();
    let from = [
        (None, AuditState::Planned),
        (Some(AuditState::Planned), AuditState::Fieldwork),
        (Some(AuditState::Fieldwork), AuditState::Reporting),
    ];
    born.history = from
        .map(|(from, to)| step(AUDITOR, "").entry(from, to))
        .to_vec();
    born.state = AuditState::Reporting;
    assert!(born.unlawful_birth().is_empty());
    let fields = |audit: &Audit| -> BTreeSet<&'static str> {
        let reasons = audit.unlawful_birth();
        reasons.iter().map(|reason| reason.field).collect()
    };
    born.state = AuditState::Closed;
    assert_eq!(fields(&born), ["state"].into());
    born.history.remove(1);
    born.state = AuditState::Reporting;
    assert_eq!(fields(&born), ["history"].into());
    born.history.clear();
    assert!(fields(&born).contains("history"));
}

#[test]
fn rows_are_answered_by_the_team_but_observers_until_the_report_is_out() {
    let mut audit = super::audits::whole(AuditState::Fieldwork);
    let gaps = |audit: &Audit| {
        audit
            .answering_gaps(&person(OUTSIDER), &People::default())
            .len()
    };
    assert_eq!(gaps(&audit), 1);
    for (role, count) in [
        (TeamRole::Observer, 1),
        (TeamRole::Expert, 0),
        (TeamRole::Auditor, 0),
    ] {
        audit.team.push(TeamMember {
            person: person(OUTSIDER),
            role,
        });
        assert_eq!(gaps(&audit), count, "{role}");
        audit.team.pop();
    }
    audit.team.clear();
    assert_eq!(gaps(&audit), 0, "an audit without a team is anybody's");
    audit.state = AuditState::Closed;
    assert_eq!(gaps(&audit), 1);
}
