//! A record that holds nothing but steps: how many of them are judged.

use std::{cell::Cell, collections::BTreeMap, rc::Rc};

use jiff::Timestamp;

use super::{Replayed, replay};
use crate::domain::{
    action::Fixing,
    audit::{Audit, AuditState},
    evidence::{CitationState, EvidenceLink},
    history::{HistoryEntry, Step},
    id::{AuditId, EvidenceId},
    people::People,
    person::Person,
    record::{Record, RecordKey},
    verify::{
        Kind, Weight,
        past::{Changed, Content, Past, PastCommit, Surroundings, Version},
    },
};

/// How many steps one commit brings.
const STEPS: usize = 50_000;

/// A repository in which nothing is, and somebody who says stop after so many questions.
struct Nowhere {
    people: People,
    asked: Cell<usize>,
    enough: usize,
}

impl Surroundings for Nowhere {
    fn citations(
        &self,
        _: usize,
        _: Timestamp,
        _: &[&EvidenceLink],
    ) -> BTreeMap<EvidenceId, CitationState> {
        BTreeMap::new()
    }

    fn signed_off(&self, _: usize) -> Vec<AuditId> {
        Vec::new()
    }

    fn people(&self) -> &People {
        &self.people
    }

    fn people_by(&self, _: Option<u32>) -> Rc<People> {
        Rc::default()
    }

    fn fixing(&self, _: &str) -> Option<Fixing> {
        None
    }

    fn stop(&self) -> bool {
        self.asked.set(self.asked.get() + 1);
        self.asked.get() > self.enough
    }
}

fn ada() -> Person {
    "Ada <ada@example.org>".parse().unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

/// An audit that is planned, and goes back and forth in the next commit.
fn back_and_forth() -> Past {
    let step = Step {
        by: ada(),
        at: at(0),
        today: jiff::civil::date(2023, 11, 14),
        why: String::new(),
    };
    let id: AuditId = "a-1".parse().unwrap();
    let planned = Audit::plan(id.clone(), "First audit".to_owned(), Vec::new(), &step);
    let ways = [
        (AuditState::Planned, AuditState::Fieldwork),
        (AuditState::Fieldwork, AuditState::Reporting),
        (AuditState::Reporting, AuditState::Fieldwork),
    ];
    let all = ways.iter().chain(ways.iter().skip(1).cycle());
    let steps = (1..).zip(all).take(STEPS);
    let entries = steps.map(|(second, (from, to))| HistoryEntry {
        at: at(second),
        by: ada(),
        from: Some(*from),
        to: *to,
        why: "Once more".to_owned(),
    });
    let mut moved = planned.clone();
    moved.history.extend(entries);
    moved.state = moved.history.last().unwrap().to;
    let version = |audit| Version {
        content: Ok(Content::Record(Box::new(Record::Audit(audit)))),
        newer: None,
    };
    let commit = |number: usize, seconds: usize, before: Vec<Option<u32>>| PastCommit {
        id: format!("{number}{}", "a".repeat(39)),
        parents: (0..number).collect(),
        cut: None,
        written: ada(),
        author: ada(),
        committer: ada(),
        co_authors: Vec::new(),
        mailmap: None,
        authored: at(i64::try_from(seconds).unwrap()),
        offset: 0,
        committed: at(i64::try_from(seconds).unwrap()),
        changes: vec![Changed {
            key: 0,
            path: "audits/a-1/audit.toml".to_owned(),
            before,
            after: u32::try_from(number).ok(),
        }],
    };
    Past {
        commits: vec![
            commit(0, 1, Vec::new()),
            commit(1, STEPS + 1, vec![Some(0)]),
        ],
        keys: vec![RecordKey::Audit(id)],
        versions: vec![version(planned), version(moved)],
    }
}

fn replayed(enough: usize) -> (Option<Replayed>, usize) {
    let surroundings = Nowhere {
        people: People::default(),
        asked: Cell::new(0),
        enough,
    };
    let now = at(i64::try_from(2 * STEPS).unwrap());
    let replayed = replay(&back_and_forth(), now, &surroundings, &|_, _| {});
    (replayed, surroundings.asked.get())
}

#[test]
fn of_more_steps_than_any_life_has_some_are_judged_and_the_rest_is_wrong() {
    let (replayed, _) = replayed(usize::MAX);
    let replayed = replayed.unwrap();
    // The plan is a step, too.
    assert_eq!(replayed.counts.transitions, 65);
    assert!(replayed.unchecked.is_empty(), "{:?}", replayed.unchecked);
    let mut told = replayed.irregularities.iter();
    let rest = told.find(|one| one.field == "history" && one.kind == Kind::GuardUnmet);
    let rest = rest.unwrap();
    assert_eq!(
        rest.text,
        "more steps than can be judged: one commit adds more than 64, and whether the last 49936 were lawful, from entry 66 on, nobody can tell"
    );
    assert_eq!(rest.kind.weight(), Weight::Breach);
}

#[test]
fn whoever_says_stop_is_heard_within_one_record() {
    let (replayed, asked) = replayed(40);
    assert!(replayed.is_none());
    // Each commit asks once for itself and once for its record; the others are asked between the steps.
    assert!((41..=46).contains(&asked), "{asked}");
}
