//! The life of an audit: what each step asks for, in which words, and that no way leads around it.

use proptest::prelude::*;
use tickmark::domain::{
    audit::{Audit, AuditContext, AuditState, Meeting, MeetingKind, TeamMember, TeamRole},
    people::People,
};

use super::{AUDITOR, fields, person, set, step};

const CLEAR: AuditContext = AuditContext {
    unanswered: 0,
    without_reason: 0,
    drafts: 0,
    open_nonconformities: 0,
    lost_evidence: 0,
    conflicts: 0,
    unreadable: Vec::new(),
};

pub(super) fn bare(state: AuditState) -> Audit {
    let id = "aims-2026".parse().unwrap();
    let mut audit = Audit::plan(
        id,
        "Internal audit".to_owned(),
        Vec::new(),
        &step(AUDITOR, ""),
    );
    audit.state = state;
    audit
}

fn held(kind: &str, on: &str) -> Meeting {
    Meeting {
        on: Some(on.parse().unwrap()),
        attendance: vec!["AI lead".to_owned()],
        ..Meeting::of(kind)
    }
}

/// An audit that says everything.
pub(super) fn whole(state: AuditState) -> Audit {
    let mut audit = bare(state);
    audit.checklists = vec!["iso-42001".parse().unwrap()];
    audit.objectives = vec!["Find out whether it works".to_owned()];
    "Claims triage".clone_into(&mut audit.scope.text);
    audit.team.push(TeamMember {
        person: person(AUDITOR),
        role: TeamRole::Lead,
    });
    audit.start = Some("2026-11-02".parse().unwrap());
    audit.end = Some("2026-11-06".parse().unwrap());
    audit.meetings = vec![held("opening", "2026-11-02"), held("closing", "2026-11-06")];
    audit.conclusion = "The system conforms but for four requirements.".into();
    audit.not_covered = "none".into();
    audit.distribution = vec!["Chief executive".into()];
    audit
}

fn go(audit: &Audit, to: AuditState) -> Result<Audit, tickmark::domain::guard::Refusal> {
    audit.transition(to, &step(AUDITOR, ""), &CLEAR, &People::default())
}

fn said(audit: &Audit, to: AuditState) -> String {
    go(audit, to).unwrap_err().to_string()
}

#[test]
fn fieldwork_begins_with_a_leader_objectives_a_scope_and_criteria() {
    let refused = go(&bare(AuditState::Planned), AuditState::Fieldwork);
    assert_eq!(
        refused.as_ref().unwrap_err().to_string(),
        "it has no audit team leader; it has no objectives; it has no scope; it has no criteria"
    );
    assert_eq!(
        fields(refused),
        set(["team", "objectives", "scope", "checklists"])
    );
    let mut audit = whole(AuditState::Planned);
    assert!(go(&audit, AuditState::Fieldwork).is_ok());
    audit.scope.text.clear();
    assert_eq!(said(&audit, AuditState::Fieldwork), "it has no scope");
    audit.only = vec!["iso-42001:7".parse().unwrap()];
    assert!(go(&audit, AuditState::Fieldwork).is_ok());
}

#[test]
fn what_a_good_plan_says_more_hinders_nobody_before_the_report() {
    let mut audit = whole(AuditState::Planned);
    (audit.start, audit.end) = (None, None);
    let unsaid: Vec<&str> = audit.plan_might_say().iter().map(|r| r.field).collect();
    assert_eq!(unsaid, ["start", "end", "methods", "auditees"]);
    assert!(go(&audit, AuditState::Fieldwork).is_ok());
    audit.state = AuditState::Reporting;
    assert_eq!(
        said(&audit, AuditState::Issued),
        "the first day of the fieldwork is missing; the last day of the fieldwork is missing"
    );
}

#[test]
fn the_report_is_written_after_an_opening_meeting_or_the_reason_why_there_was_none() {
    let mut audit = whole(AuditState::Fieldwork);
    let refused = |audit: &Audit| said(audit, AuditState::Reporting);
    assert!(go(&audit, AuditState::Reporting).is_ok());
    audit.meetings.clear();
    assert_eq!(
        refused(&audit),
        "no opening meeting is recorded: say when it was and who was there, or why there was none"
    );
    audit.meetings = vec![Meeting::of("Opening")];
    assert_eq!(refused(&audit), "the opening meeting has no date");
    audit.meetings = vec![held("opening", "2026-12-01")];
    assert_eq!(
        refused(&audit),
        "the opening meeting is on 2026-12-01, which is still to come"
    );
    audit.meetings = vec![held("opening", "2026-11-02")];
    audit.meetings[0].attendance.clear();
    assert_eq!(
        refused(&audit),
        "nobody is recorded as attending the opening meeting"
    );
    // Of two, one that counts is enough.
    audit.meetings.push(held("opening meeting", "2026-11-03"));
    assert!(go(&audit, AuditState::Reporting).is_ok());
    audit.meetings = vec![Meeting {
        not_held: "Desk audit".into(),
        ..Meeting::of("opening")
    }];
    assert!(go(&audit, AuditState::Reporting).is_ok());
}

#[test]
fn a_report_goes_out_with_all_its_parts() {
    let audit = whole(AuditState::Reporting);
    assert!(go(&audit, AuditState::Issued).is_ok());
    let without = |change: &dyn Fn(&mut Audit)| {
        let mut audit = audit.clone();
        change(&mut audit);
        said(&audit, AuditState::Issued)
    };
    assert_eq!(
        without(&|audit| {
            audit.meetings.pop();
        }),
        "no closing meeting is recorded: say when it was and who was there, or why there was none"
    );
    assert_eq!(
        without(&|audit| audit.conclusion.clear()),
        "the conclusion is missing"
    );
    assert_eq!(
        without(&|audit| audit.not_covered.clear()),
        "it does not say which areas in scope were not covered; none is an answer, too"
    );
    assert_eq!(
        without(&|audit| audit.distribution.clear()),
        "it does not say whom the report goes to"
    );
    assert_eq!(
        without(&|audit| audit.objectives.clear()),
        "it has no objectives"
    );
}

#[test]
fn of_several_objectives_each_has_its_conclusion() {
    let mut audit = whole(AuditState::Reporting);
    audit.objectives.push("Find out whether it lasts".into());
    audit.conclude("Find out whether it lasts", "It does.");
    assert_eq!(
        said(&audit, AuditState::Issued),
        "nothing is concluded against the objective \"Find out whether it works\""
    );
    audit.conclude("Find out whether it works", "It works.");
    assert!(go(&audit, AuditState::Issued).is_ok());
    // The order is that of the objectives, and what is only reworded keeps its conclusion.
    audit.set_objectives(vec![
        "Find out if it works".into(),
        "Find out whether it lasts".into(),
    ]);
    assert_eq!(audit.concluded("Find out if it works"), Some("It works."));
    assert_eq!(audit.conclusions[0].conclusion, "It works.");
}

#[test]
fn an_audit_is_issued_when_every_row_finding_and_citation_is_settled() {
    let audit = whole(AuditState::Reporting);
    let people = People::default();
    let issue = |context: &AuditContext| {
        audit.transition(AuditState::Issued, &step(AUDITOR, ""), context, &people)
    };
    let refused = issue(&AuditContext {
        unanswered: 3,
        without_reason: 1,
        drafts: 2,
        open_nonconformities: 4,
        lost_evidence: 1,
        conflicts: 2,
        unreadable: Vec::new(),
    });
    assert_eq!(
        refused.as_ref().unwrap_err().to_string(),
        "3 rows are unanswered; 1 row is not applicable or not audited without a reason; 2 findings are still drafts; \
         1 citation is gone or damaged; 2 conflicts of independence have no safeguard"
    );
    let follow_up = AuditContext {
        open_nonconformities: 4,
        ..CLEAR
    };
    assert!(issue(&follow_up).is_ok());
}

#[test]
fn an_audit_closes_when_every_nonconformity_is_closed() {
    for state in [AuditState::Issued, AuditState::FollowUp] {
        let audit = whole(state);
        let close = |context| {
            let people = People::default();
            audit.transition(AuditState::Closed, &step(AUDITOR, ""), context, &people)
        };
        let open = AuditContext {
            open_nonconformities: 1,
            ..CLEAR
        };
        assert_eq!(
            close(&open).unwrap_err().to_string(),
            "1 nonconformity is open"
        );
        assert!(close(&CLEAR).is_ok());
    }
}

#[test]
fn a_report_that_is_out_is_not_taken_back_and_says_what_to_do() {
    let audit = whole(AuditState::Issued);
    let refused = said(&audit, AuditState::Reporting);
    assert!(
        refused.contains("an audit in state issued can become follow-up or closed, not reporting"),
        "{refused}"
    );
    assert!(
        refused.contains("tickmark new AUDIT --from aims-2026 --follow-up"),
        "{refused}"
    );
}

#[test]
fn a_step_back_gives_a_reason_and_the_way_forward_comes_first() {
    for (from, to) in [
        (AuditState::Reporting, AuditState::Fieldwork),
        (AuditState::Closed, AuditState::FollowUp),
    ] {
        let audit = whole(from);
        assert_eq!(fields(go(&audit, to)), set(["why"]), "{from}");
        let why = step(AUDITOR, "new facts");
        assert!(
            audit
                .transition(to, &why, &CLEAR, &People::default())
                .is_ok()
        );
    }
    let forward = whole(AuditState::Reporting).next_states().first();
    assert_eq!(forward, Some(&AuditState::Issued));
}

#[test]
fn an_audit_that_has_begun_is_moved_by_its_team() {
    let by = |audit: &Audit, to| {
        let moved = audit.transition(to, &step(super::OUTSIDER, "so"), &CLEAR, &People::default());
        moved.is_ok()
    };
    assert!(by(&whole(AuditState::Planned), AuditState::Fieldwork));
    for (from, to) in [
        (AuditState::Fieldwork, AuditState::Reporting),
        (AuditState::Reporting, AuditState::Issued),
        (AuditState::Issued, AuditState::FollowUp),
        (AuditState::FollowUp, AuditState::Closed),
        (AuditState::Closed, AuditState::FollowUp),
    ] {
        assert!(!by(&whole(from), to), "{from}");
    }
}

#[test]
fn a_record_that_cannot_be_read_stops_issuing_and_closing_and_nothing_else() {
    let context = AuditContext {
        unreadable: vec!["findings/F-1.toml:3:1: no key".to_owned()],
        ..CLEAR
    };
    let go =
        |from, to| whole(from).transition(to, &step(AUDITOR, ""), &context, &People::default());
    for (from, to) in [
        (AuditState::Reporting, AuditState::Issued),
        (AuditState::Issued, AuditState::Closed),
    ] {
        assert_eq!(
            go(from, to).unwrap_err().to_string(),
            "a record cannot be read: findings/F-1.toml:3:1: no key"
        );
    }
    assert!(go(AuditState::Fieldwork, AuditState::Reporting).is_ok());
    assert!(go(AuditState::Issued, AuditState::FollowUp).is_ok());
}

#[test]
fn a_meeting_says_which_one_it_is_and_stands_in_order() {
    let audit = whole(AuditState::Reporting);
    let put = |meeting| audit.with_meeting(None, meeting);
    assert_eq!(fields(put(Meeting::of(" "))), set(["kind"]));
    assert_eq!(fields(put(held("closing", "2026-11-01"))), set(["on"]));
    let both = Meeting {
        not_held: "No need".into(),
        ..held("wrap-up", "2026-11-03")
    };
    assert_eq!(fields(put(both)), set(["not-held"]));
    let after = audit
        .with_meeting(Some(0), held("opening", "2026-11-03"))
        .unwrap();
    assert_eq!(after.meetings.len(), 2);
    assert!(after.meetings[0].is(MeetingKind::Opening));
}

/// What happens to an audit.
#[derive(Debug, Clone)]
enum Event {
    Move(AuditState, AuditContext),
    Meeting(Meeting),
    DropMeetings,
    Conclusion(bool),
    NotCovered(bool),
    Distribution(bool),
    Objectives(usize),
    Conclude(usize),
}

fn context() -> impl Strategy<Value = AuditContext> {
    let few = || prop_oneof![4 => Just(0_usize), 1 => 1..3_usize];
    (few(), few(), few(), few(), few(), few()).prop_map(|(a, b, c, d, e, f)| AuditContext {
        unanswered: a,
        without_reason: b,
        drafts: c,
        open_nonconformities: d,
        lost_evidence: e,
        conflicts: f,
        unreadable: Vec::new(),
    })
}

fn event() -> impl Strategy<Value = Event> {
    let state = proptest::sample::select(AuditState::ALL);
    let meeting = (
        proptest::sample::select(vec!["opening", "closing", "wrap-up"]),
        proptest::sample::select(vec!["2026-11-02", "2026-11-06", "2026-12-24"]),
        any::<bool>(),
    )
        .prop_map(|(kind, on, attended)| {
            let mut meeting = held(kind, on);
            if !attended {
                meeting.attendance.clear();
            }
            meeting
        });
    prop_oneof![
        8 => (state, context()).prop_map(|(to, context)| Event::Move(to, context)),
        3 => meeting.prop_map(Event::Meeting),
        1 => Just(Event::DropMeetings),
        2 => any::<bool>().prop_map(Event::Conclusion),
        2 => any::<bool>().prop_map(Event::NotCovered),
        2 => any::<bool>().prop_map(Event::Distribution),
        1 => (0..3_usize).prop_map(Event::Objectives),
        2 => (0..3_usize).prop_map(Event::Conclude),
    ]
}

proptest! {
    #[test]
    fn no_way_leads_around_the_guards(events in prop::collection::vec(event(), 1..60)) {
        let mut audit = whole(AuditState::Planned);
        let today = step(AUDITOR, "").today;
        for event in events {
            let text = |said: bool| if said { "said".to_owned() } else { String::new() };
            match event {
                Event::Meeting(meeting) => {
                    audit = audit.with_meeting(None, meeting).unwrap_or(audit);
                }
                Event::DropMeetings => audit.meetings.clear(),
                Event::Conclusion(said) => audit.conclusion = text(said),
                Event::NotCovered(said) => audit.not_covered = text(said),
                Event::Distribution(said) => {
                    audit.distribution = if said { vec![text(true)] } else { Vec::new() };
                }
                Event::Objectives(n) => {
                    audit.set_objectives((0..n).map(|n| format!("objective {n}")).collect());
                }
                Event::Conclude(n) => audit.conclude(&format!("objective {n}"), "said"),
                Event::Move(to, context) => {
                    let Ok(moved) = audit.transition(to, &step(AUDITOR, "because"), &context, &People::default()) else {
                        continue;
                    };
                    prop_assert!(audit.next_states().contains(&to));
                    let last = moved.history.last().unwrap();
                    prop_assert_eq!((last.from, last.to), (Some(audit.state), to));
                    audit = moved;
                    match to {
                        AuditState::Issued => {
                            prop_assert_eq!(context.unanswered + context.without_reason, 0);
                            prop_assert_eq!(context.drafts + context.lost_evidence, 0);
                            for kind in MeetingKind::ALL {
                                prop_assert_eq!(audit.meeting_missing(*kind, today), None);
                            }
                            prop_assert!(!audit.conclusion.is_empty() && !audit.not_covered.is_empty());
                            prop_assert!(audit.objectives.len() == 1
                                || audit.objectives.iter().all(|o| audit.concluded(o).is_some()));
                            prop_assert!(!audit.objectives.is_empty());
                        }
                        AuditState::Closed => prop_assert_eq!(context.open_nonconformities, 0),
                        AuditState::Reporting => prop_assert_eq!(
                            audit.meeting_missing(MeetingKind::Opening, today), None
                        ),
                        AuditState::Planned => prop_assert!(false, "an audit is planned once"),
                        AuditState::Fieldwork | AuditState::FollowUp => {}
                    }
                }
            }
        }
    }
}
