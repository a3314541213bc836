//! Whatever is done in whatever order by whomever, through the doors that the program has: a closed nonconformity has its
//! correction done, extent, cause, action and an effective result by somebody independent.

use std::{cell::Cell, collections::BTreeMap};

use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use tickmark::{
    domain::{
        action::{
            ActionState, Cause, CauseMethod, CorrectiveAction, EFFECTIVENESS, EffectivenessResult,
            Fix, PlannedAction, Proofs, TermValue,
        },
        audit::{AuditState, TeamMember, TeamRole},
        change::Change,
        finding::{Finding, FindingState, FindingType},
        guard::{Refusal, is_said},
        history::Step,
        id::{ActionId, FindingId},
        papers::WorkingPapers,
        people::People,
        person::Person,
        workspace::Deadlines,
    },
    session::{
        follow_up::{self, Citations, Known},
        raise,
    },
};

use super::{AUDITOR, IMPLEMENTER, OUTSIDER, OWNER, SECOND, audits::bare, person, whole};

const OBSERVER: &str = "Olga Holm <olga@example.org>";
/// The owner, under another address: commits of both are signed with one key.
const OWNER_AT_HOME: &str = "Petra <petra@home.example.org>";
/// The implementer, by the mailmap.
const IMPLEMENTER_AT_HOME: &str = "J. Weber <jw@home.example.org>";

const PERSONS: [&str; 8] = [
    AUDITOR,
    SECOND,
    OWNER,
    IMPLEMENTER,
    OUTSIDER,
    OBSERVER,
    OWNER_AT_HOME,
    IMPLEMENTER_AT_HOME,
];

const GOOD_COMMIT: &str = "600dc0ffee";
const REVERTED_COMMIT: &str = "badc0ffee0";

/// Something that somebody tries.
#[derive(Debug, Clone, Copy)]
struct Try {
    what: u8,
    by: u8,
    more: u8,
}

struct World {
    papers: WorkingPapers,
    people: People,
    proofs: Proofs,
    days: Deadlines,
    minute: i64,
    /// Whom a plan has named to verify the effect, before anybody judged it.
    named: Vec<Person>,
}

impl World {
    fn new() -> Self {
        let mut of = bare(AuditState::Fieldwork);
        for (member, role) in [
            (AUDITOR, TeamRole::Lead),
            (SECOND, TeamRole::Auditor),
            (OBSERVER, TeamRole::Observer),
        ] {
            of.team.push(TeamMember {
                person: person(member),
                role,
            });
        }
        let mut papers = WorkingPapers::new(of, []);
        let finding = whole(FindingType::Minor);
        papers.findings.insert(finding.id.clone(), finding);
        let mut people = People::default();
        people.sign(["petra@example.org", "petra@home.example.org"]);
        people.map("jonas@example.org", "jw@home.example.org");
        let mut proofs = Proofs::none();
        proofs.note(GOOD_COMMIT, Fix::Stands);
        let reverted = Fix::Reverted {
            by: "5d6e7f8a9b".to_owned(),
            on: "2026-11-20".parse().unwrap(),
        };
        proofs.note(REVERTED_COMMIT, reverted);
        Self {
            papers,
            people,
            proofs,
            days: Deadlines::default(),
            minute: 0,
            named: Vec::new(),
        }
    }

    fn step(&mut self, by: &str, why: &str) -> Step {
        self.minute += 1;
        let mut step = super::step(by, why);
        step.at += jiff::SignedDuration::from_mins(self.minute);
        step
    }

    fn finding(&self) -> &Finding {
        &self.papers.findings[&FindingId::draw(7)]
    }

    fn action(&self, number: u8) -> Option<&CorrectiveAction> {
        let count = self.papers.actions.len().max(1);
        self.papers
            .actions
            .values()
            .nth(usize::from(number) % count)
    }

    fn take(&mut self, made: Result<Change, Refusal>) {
        if let Ok(change) = made {
            change.apply(&mut self.papers);
        }
    }

    fn move_finding(&mut self, to: FindingState, by: &str, why: &str) {
        let step = self.step(by, why);
        let id = self.finding().id.clone();
        let citations = Citations::new();
        let made = follow_up::move_finding(&self.papers, &id, to, &step, &self.known(&citations));
        self.take(made);
    }

    fn move_action(&mut self, id: &ActionId, to: ActionState, by: &str, why: &str) {
        let step = self.step(by, why);
        let citations = Citations::new();
        let made = follow_up::move_action(&self.papers, id, to, &step, &self.known(&citations));
        self.take(made);
    }

    fn known<'a>(&'a self, citations: &'a Citations) -> Known<'a> {
        static NO_STATEMENTS: tickmark::domain::applicability::Statements = BTreeMap::new();
        Known {
            citations,
            statements: &NO_STATEMENTS,
            days: &self.days,
            people: &self.people,
            proofs: &self.proofs,
        }
    }

    fn edit(&mut self, id: &ActionId, change: impl FnOnce(&mut CorrectiveAction)) {
        let made = follow_up::edit_action(&self.papers, id, "edited", change);
        self.take(made);
    }

    fn draft(&mut self, by: &str) {
        if self.papers.actions.len() >= 2 {
            return;
        }
        let step = self.step(by, "");
        let id = ActionId::draw(if self.papers.actions.is_empty() { 3 } else { 4 });
        if let Ok((change, _)) = raise::action(&self.papers, &FindingId::draw(7), id, &step) {
            change.apply(&mut self.papers);
        }
    }

    /// Does what is tried, as far as the program lets somebody.
    fn does(&mut self, tried: Try) {
        let by = PERSONS[usize::from(tried.by) % PERSONS.len()];
        match tried.what {
            0..=79 => self.sensible(tried, by),
            80..=109 => {
                let to = FindingState::ALL[usize::from(tried.more) % FindingState::ALL.len()];
                self.move_finding(to, by, "because");
            }
            110..=149 => {
                if let Some(id) = self.action(tried.by / 8).map(|action| action.id.clone()) {
                    let to = ActionState::ALL[usize::from(tried.more) % ActionState::ALL.len()];
                    self.move_action(&id, to, by, "because");
                }
            }
            150..=155 => self.draft(by),
            _ => {
                if let Some(id) = self.action(tried.by / 8).map(|action| action.id.clone()) {
                    self.any_edit(&id, tried.more, by);
                }
            }
        }
        for action in self.papers.actions.values() {
            let terms = &action.effectiveness;
            self.named
                .extend(terms.verifier.clone().filter(|_| terms.result.is_none()));
        }
    }

    /// Does what comes next, mostly by whoever should.
    fn sensible(&mut self, tried: Try, by: &str) {
        use ActionState as A;
        use FindingState as F;
        let who = |right: &'static str| {
            if tried.more.is_multiple_of(5) {
                by.to_owned()
            } else {
                right.to_owned()
            }
        };
        let actions: Vec<_> = self.papers.actions.values().cloned().collect();
        let behind = actions.iter().find(|action| !action.state.is_settled());
        match (self.finding().state, behind) {
            (F::Draft, _) => self.move_finding(F::Issued, &who(AUDITOR), ""),
            (F::Issued, _) => self.move_finding(F::Acknowledged, &who(OWNER), ""),
            (F::Disputed, _) => self.move_finding(F::Upheld, &who(AUDITOR), "so it is"),
            (_, _) if actions.is_empty() => self.draft(&who(OWNER)),
            (_, Some(action)) => {
                let id = action.id.clone();
                match action.state {
                    A::Draft | A::Returned | A::NotEffective | A::Reopened => {
                        if action.plan_gaps().is_empty() {
                            self.move_action(&id, A::Proposed, &who(OWNER), "");
                        } else {
                            self.edit(&id, plan);
                        }
                    }
                    A::Proposed => self.move_action(&id, A::Accepted, &who(AUDITOR), ""),
                    A::Accepted => {
                        self.edit(&id, |action| {
                            action.correction.done = Some("2026-11-05".parse().unwrap());
                            for planned in &mut action.actions {
                                planned.done = Some("2026-11-10".parse().unwrap());
                                planned.proof = "seen".into();
                            }
                        });
                        self.move_action(&id, A::Implemented, &who(OWNER), "");
                    }
                    A::Implemented => self.move_action(&id, A::Effective, &who(OUTSIDER), "seen"),
                    A::Effective => self.move_action(&id, A::Closed, &who(SECOND), ""),
                    A::Closed | A::Withdrawn => {}
                }
            }
            (F::Acknowledged | F::Upheld | F::Returned, None) => {
                self.move_finding(F::Responded, &who(OWNER), "");
            }
            // It is answered by what is done anew.
            (F::Reopened, None) => match actions.iter().find(|action| !action.is_withdrawn()) {
                Some(action) if action.proposed_at() < self.reopened_at() => {
                    let id = action.id.clone();
                    self.move_action(&id, A::Reopened, &who(AUDITOR), "it came back");
                }
                Some(_) => self.move_finding(F::Responded, &who(OWNER), ""),
                None => self.draft(&who(OWNER)),
            },
            (F::Responded, None) => self.move_finding(F::Accepted, &who(AUDITOR), ""),
            (F::Accepted, None) => self.move_finding(F::Implemented, &who(OWNER), ""),
            (F::Implemented, None) => self.move_finding(F::Verified, &who(SECOND), ""),
            (F::Verified, None) => self.move_finding(F::Closed, &who(AUDITOR), ""),
            (F::Closed | F::Withdrawn | F::Noted | F::Declined | F::Done, None) => {}
        }
    }

    fn reopened_at(&self) -> Option<jiff::Timestamp> {
        let mut steps = self.finding().history.iter().rev();
        let last = steps.find(|entry| entry.to == FindingState::Reopened);
        last.map(|entry| entry.at)
    }

    fn set_term(&mut self, id: &ActionId, value: TermValue, by: &str) {
        let step = self.step(by, "agreed");
        let made = follow_up::set_term(&self.papers, id, value, &step, &self.people);
        self.take(made);
    }

    /// Tries an edit, an honest one or one past the life cycle.
    fn any_edit(&mut self, id: &ActionId, kind: u8, by: &str) {
        let someone = person(by);
        let forged = self.step(by, "forged");
        match kind % 28 {
            0 => self.edit(id, |a| a.correction.what.clear()),
            1 => self.edit(id, |a| a.extent.searched.clear()),
            2 => self.edit(id, |a| a.cause = None),
            3 => self.edit(id, |a| a.owner = Some(someone)),
            4 => self.edit(id, |a| a.actions.clear()),
            5 => self.edit(id, |a| {
                a.actions.clear();
                a.no_action_reason = "switched off".into();
            }),
            6 => self.edit(id, |a| a.no_action_reason.clear()),
            7 => self.edit(id, |a| a.actions.iter_mut().for_each(|p| p.done = None)),
            8 => self.edit(id, |a| a.effectiveness.criterion.clear()),
            9 => self.edit(id, |a| a.effectiveness.verifier = Some(someone)),
            10 => self.edit(id, |a| {
                a.effectiveness.result = Some(EffectivenessResult::Effective);
                a.effectiveness.verifier = Some(someone);
            }),
            11 => self.edit(id, |a| a.state = ActionState::Closed),
            12 => self.edit(id, |a| {
                a.history
                    .push(forged.entry(Some(a.state), ActionState::Closed));
                a.state = ActionState::Closed;
            }),
            13 => self.edit(id, |a| {
                a.history.pop();
            }),
            14 => self.edit(id, |a| a.rounds.clear()),
            15 => self.edit(id, |a| a.findings.clear()),
            16 => self.edit(id, |a| {
                let commit = if kind < 100 {
                    GOOD_COMMIT
                } else {
                    REVERTED_COMMIT
                };
                a.actions.iter_mut().for_each(|p| p.commit = commit.into());
            }),
            17 => self.edit(id, |a| {
                a.actions
                    .iter_mut()
                    .for_each(|p| p.owner = Some(someone.clone()));
            }),
            18 => self.edit(id, |a| a.due_changes.clear()),
            19 => {
                let step = self.step(by, "later");
                let to = Some("2027-01-15".parse().unwrap());
                let made = follow_up::move_due(&self.papers, id, EFFECTIVENESS, to, &step);
                self.take(made);
            }
            20 => self.edit(id, |a| {
                a.history.iter_mut().for_each(|e| e.by = someone.clone());
            }),
            21 => self.edit(id, |a| {
                a.effectiveness.basis = "as somebody says".into();
                a.effectiveness.result = None;
            }),
            22 => self.edit(id, plan),
            23 => self.set_term(id, TermValue::Verifier(Some(someone)), by),
            24 => self.set_term(id, TermValue::Criterion("one case".into()), by),
            25 => self.set_term(id, TermValue::NotBefore(None), by),
            26 => self.edit(id, |a| a.correction.done = None),
            _ => self.edit(id, |a| {
                a.effectiveness.not_before = Some("2026-12-01".parse().unwrap());
            }),
        }
    }

    /// Holds a closed finding against all that its closing says.
    fn holds(&self) {
        let finding = self.finding();
        if finding.state != FindingState::Closed {
            return;
        }
        let closing = finding.history.last().unwrap();
        let closer = &closing.by;
        let all = finding.answered_by(&self.papers.actions);
        assert!(
            all.iter().all(|action| action.history[0].at < closing.at),
            "begun for a closed finding"
        );
        let team = self.papers.audit.auditors();
        assert!(self.people.has(&team, closer), "closed by {closer}");
        let settled: Vec<&CorrectiveAction> = finding
            .answered_by(&self.papers.actions)
            .into_iter()
            .filter(|a| matches!(a.state, ActionState::Effective | ActionState::Closed))
            .collect();
        assert!(!settled.is_empty(), "closed without a corrective action");
        for action in settled {
            assert!(is_said(&action.correction.what), "no correction");
            assert!(
                action.correction.done.is_some(),
                "the correction is only planned"
            );
            assert!(is_said(&action.extent.searched), "no extent");
            assert!(action.cause.is_some(), "no cause");
            assert!(
                !action.actions.is_empty() || is_said(&action.no_action_reason),
                "neither action nor reason for none"
            );
            for planned in &action.actions {
                assert!(planned.done.is_some(), "not done");
                assert_ne!(planned.commit, REVERTED_COMMIT, "its fix was reverted");
            }
            assert_eq!(
                action.effectiveness.result,
                Some(EffectivenessResult::Effective)
            );
            let verifier = action.effectiveness.verifier.as_ref().unwrap();
            assert!(
                self.people.has(team.iter().chain(&self.named), verifier),
                "judged by {verifier}, whom nobody had named"
            );
            let judged = action
                .history
                .iter()
                .rev()
                .find(|e| e.to == ActionState::Effective);
            assert!(
                judged.unwrap().by.is(verifier),
                "the verifier is not who judged"
            );
            for change in &action.term_changes {
                assert!(self.people.has(&team, &change.by), "judged by other terms");
            }
            let involved: Vec<&Person> = action
                .owner
                .iter()
                .chain(action.actions.iter().filter_map(|p| p.owner.as_ref()))
                .chain(
                    action
                        .history
                        .iter()
                        .filter(|e| e.to == ActionState::Implemented)
                        .map(|e| &e.by),
                )
                .collect();
            for own in involved {
                assert!(!self.people.are_one(own, verifier), "{own} verified");
                assert!(!self.people.are_one(own, closer), "{own} closed");
            }
        }
    }
}

/// Writes a whole plan.
fn plan(action: &mut CorrectiveAction) {
    action.owner = Some(person(OWNER));
    action.correction.what = "put right".into();
    action.extent.searched = "everywhere".into();
    let mut cause = Cause::by(CauseMethod::FiveWhys);
    cause.root = "nobody looked".into();
    cause.set_whys(&["why".to_owned(), "and why that".to_owned()]);
    action.cause = Some(cause);
    action.no_action_reason.clear();
    if action.actions.is_empty() {
        action.actions.push(PlannedAction {
            id: action.next_action_id(),
            what: "look".to_owned(),
            owner: Some(person(IMPLEMENTER)),
            due: Some("2026-12-01".parse().unwrap()),
            ..PlannedAction::default()
        });
    }
    action.effectiveness.criterion = "no case in three months".into();
    action.effectiveness.verifier = Some(person(OUTSIDER));
}

#[test]
fn no_way_leads_to_a_closed_nonconformity_that_nothing_carries() {
    let one = (any::<u8>(), any::<u8>(), any::<u8>());
    let tries = vec(
        one.prop_map(|(what, by, more)| Try { what, by, more }),
        20..160,
    );
    let config = Config {
        cases: 2_000,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let (closed, again) = (Cell::new(0), Cell::new(0));
    let outcome = runner.run(&tries, |tries| {
        let mut world = World::new();
        let mut was_closed = false;
        for tried in tries {
            world.does(tried);
            world.holds();
            was_closed |= world.finding().state == FindingState::Closed;
        }
        closed.set(closed.get() + usize::from(was_closed));
        let rounds = world.papers.actions.values().any(|a| !a.rounds.is_empty());
        again.set(again.get() + usize::from(was_closed && rounds));
        Ok(())
    });
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
    // Otherwise it would only say that nothing is ever closed.
    assert!(
        closed.get() >= 50,
        "{} of 2000 ways led to a closed finding",
        closed.get()
    );
    assert!(
        again.get() >= 5,
        "{} of these had more than one round",
        again.get()
    );
}
