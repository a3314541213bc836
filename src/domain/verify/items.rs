//! What a record is made of that a branch can add or change on its own: entries, answers, citations, items, and every field.

mod fields;

use std::{collections::BTreeMap, fmt::Debug};

use crate::domain::{
    action::{CauseNode, CorrectiveAction, ExtentSearch, PlannedAction, SystemChange},
    answer::{Answer, Verdict},
    finding::Finding,
    history::HistoryEntry,
    record::Record,
    sample::SampleItem,
    trail_test::TrailLink,
};

/// How it may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// It is only ever added, and stays.
    Stays,
    /// It may be changed, and be taken out.
    Changes,
    /// It is a field, or a line of one, that people write over.
    Field,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What it is, as people read it.
    pub(super) what: String,
    /// What it says, to be held against other versions.
    pub(super) said: String,
    /// How it may change.
    pub(super) sort: Sort,
}

/// By what something is known in other versions of the record: the key of the record's field, and what it is called there.
pub(super) type Name = (&'static str, String);

/// All that a record is made of.
#[derive(Debug, Clone, Default)]
pub(super) struct Items(BTreeMap<Name, Item>);

impl Items {
    /// Returns something by its name.
    pub(super) fn get(&self, name: &Name) -> Option<&Item> {
        self.0.get(name)
    }

    /// Returns what something says; none where it is not there.
    pub(super) fn said(&self, name: &Name) -> Option<&str> {
        self.0.get(name).map(|item| item.said.as_str())
    }

    /// Iterates over all, by their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Name, &Item)> {
        self.0.iter()
    }

    /// Lists what another version does not have in the same words, of what either has.
    pub(super) fn unlike<'i>(&'i self, other: &'i Self) -> Vec<&'i Name> {
        let own = self.0.keys();
        let further = other.0.keys().filter(|name| !self.0.contains_key(*name));
        own.chain(further)
            .filter(|name| self.said(name) != other.said(name))
            .collect()
    }

    /// Tells whether another version has something, with its parts, in the same words.
    pub(super) fn is_same(&self, other: &Self, field: &'static str, id: &str) -> bool {
        let is_in = |one: &Self, other: &Self| {
            let mut parts = one.parts(field, id);
            parts.all(|(name, item)| other.said(name) == Some(item.said.as_str()))
        };
        is_in(self, other) && is_in(other, self)
    }

    /// Iterates over something and its parts.
    fn parts<'i>(
        &'i self,
        field: &'static str,
        id: &'i str,
    ) -> impl Iterator<Item = (&'i Name, &'i Item)> {
        // Names are in order: what begins alike stands together.
        self.0
            .range((field, id.to_owned())..)
            .take_while(move |((own, name), _)| *own == field && name.starts_with(id))
            .filter(move |((_, name), _)| is_of(name, id))
    }

    fn add(&mut self, name: Name, item: Item) {
        // Where two have one name, which is told elsewhere, the first one stands for it.
        self.0.entry(name).or_insert(item);
    }

    /// Notes what is only ever added.
    fn stays(&mut self, field: &'static str, what: String, said: &impl Debug) {
        let said = format!("{said:?}");
        let sort = Sort::Stays;
        self.add((field, said.clone()), Item { what, said, sort });
    }

    /// Notes what may be changed, and be taken out.
    fn changes(&mut self, field: &'static str, id: &str, what: String, said: &impl Debug) {
        let said = format!("{said:?}");
        let sort = Sort::Changes;
        self.add((field, id.to_owned()), Item { what, said, sort });
    }
}

/// A table of a list that is numbered in a row, and may get another number in a merge.
pub(super) struct Numbered {
    /// By what it is known; what its parts are known by begins so.
    pub(super) name: Name,
    /// What it says, its number aside.
    pub(super) said: String,
}

/// Lists the tables of a record that are numbered in a row, as `store/merging` numbers them.
pub(super) fn numbered(record: &Record) -> Vec<Numbered> {
    let mut all = Vec::new();
    let Some(action) = record.action() else {
        return all;
    };
    let mut add = |field, name: String, said: &dyn Debug| {
        all.push(Numbered {
            name: (field, name),
            said: format!("{said:?}"),
        });
    };
    let none = String::new;
    for planned in &action.actions {
        let said = PlannedAction {
            id: none(),
            ..planned.clone()
        };
        add("action", planned.id.clone(), &said);
    }
    for search in &action.extent.searches {
        let said = ExtentSearch {
            id: none(),
            ..search.clone()
        };
        add("extent", search.id.clone(), &said);
    }
    for change in &action.changes {
        let said = SystemChange {
            id: none(),
            ..change.clone()
        };
        add("changes", change.id.clone(), &said);
    }
    if let Some(cause) = &action.cause {
        for (list, nodes) in [("bones", &cause.bones), ("events", &cause.events)] {
            for node in nodes {
                // What it hangs under may have another number, too.
                let said = CauseNode {
                    id: none(),
                    under: None,
                    ..node.clone()
                };
                add("cause", format!("{list}/{}", node.id), &said);
            }
        }
    }
    all
}

/// Tells whether something has this id, or is a part of what has it.
pub(super) fn is_of(name: &str, id: &str) -> bool {
    let rest = name.strip_prefix(id);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Lists what a record is made of.
pub(super) fn items(record: &Record) -> Items {
    let mut all = Items::default();
    match record {
        Record::Finding { finding, .. } => of_finding(finding, &mut all),
        Record::Action { action, .. } => of_action(action, &mut all),
        Record::Audit(audit) => {
            entries(&audit.history, &mut all);
            for safeguard in &audit.safeguards {
                let what = format!("the safeguard for {}", safeguard.auditor.name);
                all.stays("independence", what, safeguard);
            }
        }
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
                all.changes("item", &item.id, what, &said);
            }
        }
        Record::Trail { trail, .. } => {
            for link in &trail.links {
                let said = TrailLink {
                    evidence: Vec::new(),
                    ..link.clone()
                };
                let what = format!("the link {} ({})", link.id, link.state);
                all.changes("link", link.id.as_str(), what, &said);
            }
        }
        Record::Workspace(_)
        | Record::Programme(_)
        | Record::Applicability(_)
        | Record::Criteria { .. } => {}
    }
    fields::of(record, &mut all);
    for link in record.citations() {
        for (number, earlier) in link.earlier.iter().enumerate() {
            let what = format!("the earlier pin of {}, {}", link.id, earlier.pin().told());
            let id = format!("{}/{number}", link.id);
            all.changes("evidence", &id, what, earlier);
        }
        let mut said = (*link).clone();
        said.earlier = Vec::new();
        let what = format!("the citation {} ({})", link.id, link.subject());
        all.changes("evidence", link.id.as_str(), what, &said);
    }
    all
}

fn of_answer(reference: &str, answer: &Answer, all: &mut Items) {
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
    all.changes("answer", question, what, &said);
    for system in &answer.systems {
        let id = format!("{question}/{}", system.id);
        let what = format!("the answer to {reference} #{question} for {}", system.id);
        all.changes("system", &id, what, system);
    }
}

fn of_finding(finding: &Finding, all: &mut Items) {
    entries(&finding.history, all);
    for change in &finding.reclassifications {
        let what = format!("the reclassification by {}", change.by.name);
        all.stays("reclassification", what, change);
    }
    for amendment in &finding.amendments {
        let what = format!(
            "the amendment of the {} by {}",
            amendment.field.label(),
            amendment.by.name
        );
        all.stays("amendment", what, amendment);
    }
}

fn of_action(action: &CorrectiveAction, all: &mut Items) {
    entries(&action.history, all);
    for round in &action.rounds {
        all.stays("round", format!("the end of round {}", round.id), round);
    }
    for moved in &action.due_changes {
        let what = format!("the moved date of {}", moved.action);
        all.stays("due-changes", what, moved);
    }
    for change in &action.term_changes {
        let what = format!("the changed {}", change.term.label());
        all.stays("term-changes", what, change);
    }
    for planned in &action.actions {
        of_planned(planned, all);
    }
    for search in &action.extent.searches {
        let what = format!("search {}", search.id);
        all.changes("extent", &search.id, what, search);
    }
}

/// Lists a planned action, and what is said of it part by part: one branch may plan on while another one does what is planned.
fn of_planned(planned: &PlannedAction, all: &mut Items) {
    // Every field is named, so that none is forgotten.
    let PlannedAction {
        id,
        what,
        owner,
        due,
        done,
        proof,
        commit,
        evidence,
    } = planned;
    all.changes("action", id, format!("the planned action {id}"), id);
    let mut part = |key: &str, name: &str, is_said: bool, said: &dyn Debug| {
        if is_said {
            let name = format!("the {name} of the planned action {id}");
            all.changes("action", &format!("{id}/{key}"), name, &said);
        }
    };
    part("what", "text", !what.is_empty(), what);
    part("owner", "owner", owner.is_some(), owner);
    part("due", "due date", due.is_some(), due);
    part("done", "end", done.is_some(), done);
    part("proof", "proof", !proof.is_empty(), proof);
    part("commit", "fixing commit", !commit.is_empty(), commit);
    part("evidence", "evidence", !evidence.is_empty(), evidence);
}

fn entries<S: Debug + std::fmt::Display>(history: &[HistoryEntry<S>], all: &mut Items) {
    for entry in history {
        let what = format!("the entry \"{}\" by {}", entry.to, entry.by.name);
        all.stays("history", what, entry);
    }
}
