//! Which side takes a step: what is the auditee's is not the auditor's who raised it, and what was handed over is the team's.

use std::collections::BTreeMap;

use tickmark::{
    domain::{
        action::{ActionState, CorrectiveAction, Proofs},
        audit::{AuditState, TeamMember, TeamRole},
        finding::{Finding, FindingContext, FindingState, FindingType},
        guard::Refusal,
        history::HistoryEntry,
        papers::WorkingPapers,
        people::People,
        workspace::Deadlines,
    },
    session::follow_up::{self, Citations, Known},
};

use super::{
    AUDITOR, IMPLEMENTER, OUTSIDER, OWNER, SECOND, at, audits::bare, done, fields, move_finding,
    person, planned, proposed, set, step, whole,
};

use ActionState as A;
use FindingState as S;

/// Tries a step with a reason.
fn tries(
    finding: &Finding,
    to: S,
    by: &str,
    actions: &[&CorrectiveAction],
) -> Result<Finding, Refusal> {
    move_finding(finding, to, &step(by, "because"), actions)
}

fn refused(finding: &Finding, to: S, by: &str, actions: &[&CorrectiveAction]) -> String {
    tries(finding, to, by, actions).unwrap_err().to_string()
}

#[test]
fn who_raised_a_finding_does_not_acknowledge_it() {
    let issued = at(S::Issued);
    let why = "Astrid Lindqvist raised it; somebody of the auditee has to acknowledge it";
    assert_eq!(refused(&issued, S::Acknowledged, AUDITOR, &[]), why);
    assert!(tries(&issued, S::Acknowledged, OWNER, &[]).is_ok());
    // The auditee need not use the program: another auditor notes what he said.
    assert!(tries(&issued, S::Acknowledged, SECOND, &[]).is_ok());
}

#[test]
fn a_dispute_is_ended_by_the_auditee_or_upheld_by_the_team_with_a_reason() {
    let disputed = at(S::Disputed);
    let why = "a dispute is ended by the auditee; the audit team upholds, reclassifies or withdraws the finding, with a reason";
    for by in [AUDITOR, SECOND] {
        assert_eq!(refused(&disputed, S::Acknowledged, by, &[]), why);
    }
    assert!(tries(&disputed, S::Acknowledged, OWNER, &[]).is_ok());
    assert!(tries(&disputed, S::Acknowledged, OUTSIDER, &[]).is_ok());
    // Whoever had disputed it need not say why he does no longer.
    let silently =
        |finding: &Finding, by| move_finding(finding, S::Acknowledged, &step(by, ""), &[]);
    assert_eq!(fields(silently(&disputed, OWNER)), set(["why"]));
    let mut own = disputed.clone();
    own.history.push(entry(OWNER, S::Disputed));
    assert!(silently(&own, OWNER).is_ok());
    let outside = refused(&disputed, S::Upheld, OWNER, &[]);
    assert_eq!(
        outside,
        "only a member of the audit team can uphold a finding against a dispute"
    );
    let silent = move_finding(&disputed, S::Upheld, &step(AUDITOR, " "), &[]);
    assert_eq!(fields(silent), set(["why"]));
    let upheld = tries(&disputed, S::Upheld, AUDITOR, &[]).unwrap();
    let kept = upheld.history.last().unwrap();
    assert_eq!((kept.to, kept.why.as_str()), (S::Upheld, "because"));
    // It is answered as one that was acknowledged, and the auditee may still come round.
    assert!(tries(&upheld, S::Responded, OWNER, &[&proposed()]).is_ok());
    assert!(tries(&upheld, S::Acknowledged, OWNER, &[]).is_ok());
    assert!(!upheld.next_states().contains(&S::Disputed));
}

#[test]
fn what_becomes_of_an_observation_is_for_the_auditee_to_say() {
    let mut noted = whole(FindingType::Observation);
    noted.state = S::Noted;
    let why = "Astrid Lindqvist raised it; what becomes of it is for the auditee to say";
    for to in [S::Accepted, S::Declined] {
        assert_eq!(refused(&noted, to, AUDITOR, &[]), why, "{to}");
        assert!(tries(&noted, to, OWNER, &[]).is_ok(), "{to}");
    }
    let silent = move_finding(&noted, S::Declined, &step(OWNER, ""), &[]);
    assert_eq!(fields(silent), set(["why"]));
    noted.state = S::Accepted;
    assert_eq!(refused(&noted, S::Done, AUDITOR, &[]), why);
    assert!(tries(&noted, S::Done, OWNER, &[]).is_ok());
}

#[test]
fn what_was_handed_over_is_withdrawn_by_the_team_and_by_nobody_with_a_part_in_it() {
    let mut finding = at(S::Implemented);
    let withdraw = |finding: &Finding, by, actions: &[&CorrectiveAction]| {
        refused(finding, S::Withdrawn, by, actions)
    };
    let team = "only a member of the audit team can withdraw what was handed over";
    for by in [OWNER, OUTSIDER] {
        assert!(withdraw(&finding, by, &[]).contains(team), "{by}");
    }
    let raised = "a withdrawal needs a second person: not the one who raised it";
    assert_eq!(withdraw(&finding, AUDITOR, &[]), raised);
    let part = "a withdrawal needs a second person: not one who answers it, or owns or implements its corrective action";
    let mut own = planned();
    own.owner = Some(person(SECOND));
    assert_eq!(withdraw(&finding, SECOND, &[&own]), part);
    own.owner = Some(person(OWNER));
    own.history.push(entry(SECOND, A::Implemented));
    assert_eq!(withdraw(&finding, SECOND, &[&own]), part);
    assert!(tries(&finding, S::Withdrawn, SECOND, &[&planned()]).is_ok());
    finding.history.push(entry(SECOND, S::Responded));
    assert_eq!(withdraw(&finding, SECOND, &[&planned()]), part);
    // A draft is nobody's but of whoever works on it.
    assert!(tries(&at(S::Draft), S::Withdrawn, AUDITOR, &[]).is_ok());
}

/// Tries a step where the plan names these auditees with an address.
fn beside(finding: &Finding, to: S, (by, why): (&str, &str), auditees: &[&str]) -> Vec<String> {
    let auditees: Vec<_> = auditees.iter().map(|text| person(text)).collect();
    let plan = proposed();
    let context = FindingContext {
        actions: &[&plan],
        citations: &BTreeMap::new(),
        team: &super::team(),
        people: &People::default(),
        proofs: &Proofs::none(),
        inapplicable: &BTreeMap::new(),
        closed: None,
        is_out: false,
        auditees: &auditees,
    };
    let moved = finding.transition(to, &step(by, why), &context);
    let reasons = moved.err().map(|refusal| refusal.reasons);
    let reasons = reasons.unwrap_or_default().into_iter();
    reasons.map(|reason| reason.text).collect()
}

/// Every step that is the auditee's.
fn of_the_auditee() -> Vec<(Finding, S)> {
    let mut noted = at(S::Noted);
    noted.kind = FindingType::Observation;
    let mut accepted = noted.clone();
    accepted.state = S::Accepted;
    vec![
        (at(S::Issued), S::Acknowledged),
        (at(S::Issued), S::Disputed),
        (at(S::Acknowledged), S::Responded),
        (noted.clone(), S::Accepted),
        (noted, S::Declined),
        (accepted, S::Done),
    ]
}

#[test]
fn what_is_the_auditees_is_not_the_raisers_and_the_team_enters_it_with_a_reason() {
    for (finding, to) in of_the_auditee() {
        let said = beside(&finding, to, (AUDITOR, "because"), &[]);
        let [said] = said.as_slice() else {
            panic!("{to}: {said:?}");
        };
        assert!(
            said.starts_with("Astrid Lindqvist raised it; "),
            "{to}: {said}"
        );
        let said = beside(&finding, to, (SECOND, " "), &[]).join("; ");
        let why = "Ben Berg is of the audit team and enters it for the auditee: say who of the auditee said so, and when";
        assert!(said.contains(why), "{to}: {said}");
        let entered = beside(&finding, to, (SECOND, "the owner said so on Monday"), &[]);
        assert!(entered.is_empty(), "{to}: {entered:?}");
    }
}

#[test]
fn nobody_answers_for_an_auditee_who_is_in_no_record_once_one_is() {
    for (finding, to) in of_the_auditee() {
        for by in [OWNER, IMPLEMENTER] {
            let said = beside(&finding, to, (by, "because"), &[]);
            assert!(said.is_empty(), "{to} by {by}: {said:?}");
        }
        let said = beside(&finding, to, (OUTSIDER, "because"), &[]);
        let why = "Helen Marsh is neither of the audit team nor in a record as one who answers for the auditee; \
                   the audit team names them: tickmark audit set AUDIT --auditee 'Helen Marsh <helen@example.org>'";
        assert_eq!(said, [why], "{to}");
        let named = beside(&finding, to, (OUTSIDER, "because"), &[OUTSIDER]);
        assert!(named.is_empty(), "{to}: {named:?}");
    }
    // As long as nobody is, an auditee cannot be told from an outsider.
    assert!(tries(&at(S::Issued), S::Acknowledged, OUTSIDER, &[]).is_ok());
    let mut disputed = at(S::Disputed);
    disputed.history.push(entry(OWNER, S::Disputed));
    let said = refused(&disputed, S::Acknowledged, OUTSIDER, &[]);
    assert!(
        said.starts_with("Helen Marsh is neither of the audit team"),
        "{said}"
    );
    let said = refused(&at(S::Closed), S::Reopened, OUTSIDER, &[&planned()]);
    assert!(
        said.starts_with("Helen Marsh is neither of the audit team"),
        "{said}"
    );
}

#[test]
fn whoever_entered_a_dispute_does_not_decide_it() {
    let mut disputed = at(S::Disputed);
    disputed.history.push(entry(SECOND, S::Disputed));
    assert_eq!(
        refused(&disputed, S::Upheld, SECOND, &[]),
        "Ben Berg entered the dispute; somebody else of the audit team has to decide it"
    );
    assert!(tries(&disputed, S::Upheld, AUDITOR, &[]).is_ok());
}

#[test]
fn a_draft_is_handed_over_and_dropped_by_the_team_or_whoever_raised_it() {
    let mut draft = at(S::Draft);
    draft.evidence.clear();
    draft.kind = FindingType::Observation;
    for (to, what) in [(S::Noted, "hand over"), (S::Withdrawn, "withdraw")] {
        for by in [AUDITOR, SECOND] {
            assert!(tries(&draft, to, by, &[]).is_ok(), "{to} by {by}");
        }
        let why = format!("only the audit team and whoever raised it can {what} a draft");
        assert_eq!(refused(&draft, to, OWNER, &[]), why);
    }
    draft.history[0].by = person(OUTSIDER);
    assert!(tries(&draft, S::Noted, OUTSIDER, &[]).is_ok());
}

#[test]
fn nothing_is_handed_over_once_the_report_is_out() {
    let mut draft = at(S::Draft);
    draft.evidence.clear();
    draft.kind = FindingType::Observation;
    let hand_over = |to, is_out| {
        let context = FindingContext {
            actions: &[],
            citations: &BTreeMap::new(),
            team: &super::team(),
            people: &People::default(),
            proofs: &Proofs::none(),
            inapplicable: &BTreeMap::new(),
            closed: None,
            is_out,
            auditees: &[],
        };
        draft.transition(to, &step(AUDITOR, "late"), &context)
    };
    assert!(hand_over(S::Noted, false).is_ok());
    assert_eq!(
        hand_over(S::Noted, true).unwrap_err().to_string(),
        "the report is out, and no finding goes out after it: withdraw the draft; what has come up since is looked at in a follow-up"
    );
    assert!(hand_over(S::Withdrawn, true).is_ok());
}

fn entry<T>(by: &str, to: T) -> HistoryEntry<T> {
    step(by, "").entry(None, to)
}

#[test]
fn an_answer_is_a_plan_that_is_with_the_audit_team() {
    let acknowledged = at(S::Acknowledged);
    for state in [A::Draft, A::Returned, A::NotEffective, A::Reopened] {
        let mut action = planned();
        action.state = state;
        let said = refused(&acknowledged, S::Responded, OWNER, &[&action]);
        let why = format!("no plan is proposed: propose {}", action.id);
        assert_eq!(said, why);
        let mut responded = acknowledged.clone();
        responded.state = S::Responded;
        let said = refused(&responded, S::Accepted, AUDITOR, &[&action]);
        assert!(said.contains(&why), "{said}");
    }
    assert!(tries(&acknowledged, S::Responded, OWNER, &[&proposed()]).is_ok());
    assert!(tries(&acknowledged, S::Responded, OWNER, &[&planned(), &done()]).is_ok());
}

#[test]
fn what_was_reopened_is_answered_by_a_plan_that_was_proposed_since() {
    let mut closed = proposed();
    closed.state = A::Closed;
    let mut finding = at(S::Closed);
    let mut later = step(AUDITOR, "it came back");
    later.at += jiff::SignedDuration::from_hours(1);
    finding = move_finding(&finding, S::Reopened, &later, &[]).unwrap();
    let said = refused(&finding, S::Responded, OWNER, &[&closed]);
    let why = format!(
        "no plan is proposed since it was reopened: propose {}",
        closed.id
    );
    assert_eq!(said, why);
    let mut again = closed;
    again.state = A::Proposed;
    again.history.push(later.entry(None, A::Proposed));
    assert!(tries(&finding, S::Responded, OWNER, &[&again]).is_ok());
}

#[test]
fn an_answer_whose_plan_stands_is_returned_by_the_team() {
    let accepted = at(S::Accepted);
    let why = "only a member of the audit team can return an answer whose plan stands";
    assert_eq!(refused(&accepted, S::Returned, OWNER, &[&proposed()]), why);
    assert!(tries(&accepted, S::Returned, AUDITOR, &[&proposed()]).is_ok());
    let mut action = planned();
    action.state = A::Returned;
    assert!(tries(&accepted, S::Returned, OWNER, &[&action]).is_ok());
}

/// Moves a corrective action in papers where a finding in some state is answered by it, and by another one where that is asked
/// for; returns the state of the finding afterwards, and what its last step says.
fn moved(state: S, from: A, to: A, by: &str, has_other: bool) -> (S, String) {
    let mut audit = bare(AuditState::FollowUp);
    for (member, role) in [(AUDITOR, TeamRole::Lead), (SECOND, TeamRole::Auditor)] {
        let person = person(member);
        audit.team.push(TeamMember { person, role });
    }
    let mut papers = WorkingPapers::new(audit, []);
    let finding = at(state);
    let id = finding.id.clone();
    papers.findings.insert(id.clone(), finding);
    let mut action = proposed();
    action.state = from;
    if has_other {
        let mut other = proposed();
        other.id = tickmark::domain::id::ActionId::draw(4);
        papers.actions.insert(other.id.clone(), other);
    }
    let moving = action.id.clone();
    papers.actions.insert(moving.clone(), action);
    let known = Known {
        citations: &Citations::new(),
        statements: &BTreeMap::new(),
        days: &Deadlines::default(),
        people: &People::default(),
        proofs: &Proofs::none(),
    };
    let step = step(by, "thin");
    let change = follow_up::move_action(&papers, &moving, to, &step, &known).unwrap();
    change.apply(&mut papers);
    let finding = &papers.findings[&id];
    let last = finding.history.last().map(|entry| entry.why.clone());
    (finding.state, last.unwrap_or_default())
}

#[test]
fn a_plan_that_is_returned_or_withdrawn_takes_the_answer_with_it() {
    let id = proposed().id;
    for state in [S::Responded, S::Accepted] {
        for (from, to) in [
            (A::Proposed, A::Returned),
            (A::Accepted, A::Returned),
            (A::Accepted, A::Withdrawn),
        ] {
            let (became, why) = moved(state, from, to, SECOND, false);
            assert_eq!(became, S::Returned, "{state}: {from} to {to}");
            assert_eq!(why, format!("{id} {}: thin", to.label()));
            // Another plan that stands is the answer still.
            assert_eq!(moved(state, from, to, SECOND, true).0, state);
        }
    }
    // Whoever takes the own plan back takes back what it answers.
    let (became, _) = moved(S::Accepted, A::Accepted, A::Returned, IMPLEMENTER, false);
    assert_eq!(became, S::Returned);
    let (untouched, _) = moved(S::Acknowledged, A::Proposed, A::Returned, AUDITOR, false);
    assert_eq!(untouched, S::Acknowledged);
}
