//! What a record is made of that a branch can add or change on its own: entries, answers, citations, items.

use std::fmt::Debug;

use super::guards::{action_of, audit_of, finding_of};
use crate::domain::{
    action::CorrectiveAction,
    answer::{Answer, Verdict},
    finding::Finding,
    history::HistoryEntry,
    record::Record,
    sample::SampleItem,
    trail_test::TrailLink,
};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The key of the record's field.
    pub(super) field: &'static str,
    /// By which it is known in other versions of the record.
    pub(super) id: String,
    /// What it is, as people read it.
    pub(super) what: String,
    /// What it says, to be held against other versions.
    pub(super) said: String,
    /// Whether it is only ever added, and stays.
    pub(super) stays: bool,
}

impl Item {
    /// Tells whether it is something with this id, or a part of that.
    fn is_of(&self, field: &str, id: &str) -> bool {
        let rest = self.id.strip_prefix(id);
        self.field == field && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Tells whether two versions of a record have something, with its parts, in the same words.
pub(super) fn is_same(one: &[Item], other: &[Item], field: &str, id: &str) -> bool {
    let of = |all: &[Item]| -> Vec<Item> {
        let parts = all.iter().filter(|item| item.is_of(field, id));
        parts.cloned().collect()
    };
    of(one) == of(other)
}

/// Lists what a record is made of.
pub(super) fn items(record: &Record) -> Vec<Item> {
    let mut all = Vec::new();
    if let Some(finding) = finding_of(record) {
        of_finding(finding, &mut all);
    }
    if let Some(action) = action_of(record) {
        of_action(action, &mut all);
    }
    if let Some(audit) = audit_of(record) {
        entries(&audit.history, &mut all);
        for safeguard in &audit.safeguards {
            let what = format!("the safeguard for {}", safeguard.auditor.name);
            added("independence", what, safeguard, &mut all);
        }
    }
    match record {
        Record::Answers { sheet, .. } => {
            for answer in &sheet.answers {
                of_answer(sheet.reference.as_str(), answer, &mut all);
            }
        }
        Record::Sample { sample, .. } => {
            for item in &sample.items {
                let said = SampleItem {
                    evidence: Vec::new(),
                    ..item.clone()
                };
                let what = format!("the item {} ({})", item.id, item.result);
                changed("item", &item.id, what, &said, &mut all);
            }
        }
        Record::Trail { trail, .. } => {
            for link in &trail.links {
                let said = TrailLink {
                    evidence: Vec::new(),
                    ..link.clone()
                };
                let what = format!("the link {} ({})", link.id, link.state);
                changed("link", link.id.as_str(), what, &said, &mut all);
            }
        }
        Record::Workspace(_)
        | Record::Programme(_)
        | Record::Applicability(_)
        | Record::Audit(_)
        | Record::Criteria { .. }
        | Record::Finding { .. }
        | Record::Action { .. } => {}
    }
    for link in record.citations() {
        for (number, earlier) in link.earlier.iter().enumerate() {
            let what = format!("the earlier pin of {}, {}", link.id, earlier.pin().told());
            let id = format!("{}/{number}", link.id);
            changed("evidence", &id, what, earlier, &mut all);
        }
        let mut said = (*link).clone();
        said.earlier = Vec::new();
        let what = format!("the citation {} ({})", link.id, link.subject());
        changed("evidence", link.id.as_str(), what, &said, &mut all);
    }
    all
}

fn of_answer(reference: &str, answer: &Answer, all: &mut Vec<Item>) {
    let question = answer.question.as_str();
    let word = answer.verdict.map_or("without a verdict", Verdict::word);
    let by = answer.by.as_ref().map(|by| format!(" of {}", by.name));
    let said = Answer {
        evidence: Vec::new(),
        systems: Vec::new(),
        ..answer.clone()
    };
    let what = format!(
        "the answer{} to {reference} #{question} ({word})",
        by.unwrap_or_default()
    );
    changed("answer", question, what, &said, all);
    for system in &answer.systems {
        let id = format!("{question}/{}", system.id);
        let what = format!("the answer to {reference} #{question} for {}", system.id);
        changed("system", &id, what, system, all);
    }
}

fn of_finding(finding: &Finding, all: &mut Vec<Item>) {
    entries(&finding.history, all);
    for change in &finding.reclassifications {
        let what = format!("the reclassification by {}", change.by.name);
        added("reclassification", what, change, all);
    }
    for amendment in &finding.amendments {
        let what = format!(
            "the amendment of the {} by {}",
            amendment.field.label(),
            amendment.by.name
        );
        added("amendment", what, amendment, all);
    }
}

fn of_action(action: &CorrectiveAction, all: &mut Vec<Item>) {
    entries(&action.history, all);
    for round in &action.rounds {
        added(
            "round",
            format!("the end of round {}", round.id),
            round,
            all,
        );
    }
    for moved in &action.due_changes {
        let what = format!("the moved date of {}", moved.action);
        added("due-changes", what, moved, all);
    }
    for planned in &action.actions {
        let what = format!("the planned action {}", planned.id);
        changed("action", &planned.id, what, planned, all);
    }
    for search in &action.extent.searches {
        let what = format!("search {}", search.id);
        changed("extent", &search.id, what, search, all);
    }
}

fn entries<S: Debug + std::fmt::Display>(history: &[HistoryEntry<S>], all: &mut Vec<Item>) {
    for entry in history {
        let what = format!("the entry \"{}\" by {}", entry.to, entry.by.name);
        added("history", what, entry, all);
    }
}

/// Notes what is only ever added.
fn added(field: &'static str, what: String, said: &impl Debug, all: &mut Vec<Item>) {
    let said = format!("{said:?}");
    all.push(Item {
        field,
        id: said.clone(),
        what,
        said,
        stays: true,
    });
}

/// Notes what may be changed, and be taken out.
fn changed(field: &'static str, id: &str, what: String, said: &impl Debug, all: &mut Vec<Item>) {
    all.push(Item {
        field,
        id: id.to_owned(),
        what,
        said: format!("{said:?}"),
        stays: false,
    });
}
