//! Where a clause or question points: items of its clause, entries to look up, other checklists.

use toml::de::DeTable;

use crate::domain::{
    checklist::{Checklist, Question},
    id::{ChecklistId, Criterion, QuestionId, Ref, RowKey},
};

use super::{Base, Linter, said, tables, texts};

/// How two clauses can relate.
const RELATIONS: [&str; 4] = ["equal", "subset", "superset", "intersects"];

/// How sure that can be.
const CONFIDENCES: [&str; 3] = ["high", "medium", "low"];

/// What the checklists at hand know of a place.
enum There {
    /// It is there.
    Yes,
    /// The checklist is at hand and lacks it.
    No,
    /// No such checklist is at hand, or it cannot be read.
    Unknown,
}

impl<'a> Linter<'a> {
    /// Looks at the clauses of other checklists that a clause names.
    pub(super) fn related(&mut self, clause: &DeTable<'a>, reference: &str, root: &DeTable<'a>) {
        for (_, related) in tables(clause, "related") {
            self.word::<ChecklistId>(related, "checklist");
            self.word::<Ref>(related, "ref");
            self.one_of(related, "relation", &RELATIONS);
            self.one_of(related, "confidence", &CONFIDENCES);
            let (Some((checklist, at)), Some((there, span))) =
                (said(related, "checklist"), said(related, "ref"))
            else {
                continue;
            };
            let (Ok(id), Ok(to)) = (checklist.parse::<ChecklistId>(), there.parse::<Ref>()) else {
                continue;
            };
            if said(root, "id").is_some_and(|(own, _)| own == checklist) {
                if there == reference {
                    self.fault(span, &format!("{there} is the clause itself"));
                } else if !self.is_own_clause(root, there) {
                    let message = format!("there is no clause {there} in this checklist");
                    let clauses = tables(root, "clause");
                    let known: Vec<&str> = clauses
                        .iter()
                        .filter_map(|(_, clause)| Some(said(clause, "ref")?.0))
                        .collect();
                    self.fault_near(span, &message, there, known);
                }
                continue;
            }
            match self.is_there(&id, |other| other.clause(&to).is_some()) {
                There::Yes => {}
                There::No => {
                    let message = format!("{id} has no clause {there}");
                    let known = self.refs(&id);
                    self.fault_near(span, &message, there, known.iter().map(String::as_str));
                }
                There::Unknown => self.no_checklist(at, checklist),
            }
        }
    }

    fn is_own_clause(&self, root: &DeTable<'a>, reference: &str) -> bool {
        let own = tables(root, "clause");
        let mut own = own.iter().filter_map(|(_, clause)| said(clause, "ref"));
        own.any(|(own, _)| own == reference)
            || said(root, "extends")
                .and_then(|(base, _)| base.parse().ok())
                .zip(reference.parse::<Ref>().ok())
                .is_some_and(|(base, reference)| {
                    let found = self.is_there(&base, |base| base.clause(&reference).is_some());
                    matches!(found, There::Yes)
                })
    }

    fn one_of(&mut self, table: &DeTable<'a>, key: &str, known: &[&str]) {
        if let Some((word, span)) = said(table, key)
            && !word.is_empty()
            && !known.contains(&word)
        {
            let message = format!("\"{word}\" is no {key} (one of: {})", known.join(", "));
            self.fault_near(span, &message, word, known.iter().copied());
        }
    }

    /// Looks at what a question covers, bears on, and is the same as.
    pub(super) fn links(
        &mut self,
        question: &DeTable<'a>,
        reference: &str,
        base: Option<&Base<'_>>,
        root: &DeTable<'a>,
    ) {
        for (item, span) in texts(question, "covers") {
            if !is_item_of(item, reference) {
                self.fault_with(
                    span,
                    &format!("\"{item}\" is no item of {reference}"),
                    &format!("an item begins with the number of its clause: \"{reference} a)\""),
                );
            }
        }
        for (entry, span) in texts(question, "bears-on") {
            let own = tables(root, "reference");
            let mut known: Vec<&str> = own
                .iter()
                .filter_map(|(_, entry)| Some(said(entry, "ref")?.0))
                .collect();
            let others = base.map_or(&[][..], |base| &base.checklist.references);
            known.extend(others.iter().map(|entry| entry.reference.as_str()));
            if !known.contains(&entry) && !self.without_base {
                let message = format!("there is no entry {entry} to look up in this checklist");
                self.fault_near(span, &message, entry, known);
            }
        }
        for (place, (row, span)) in texts(question, "same-as").into_iter().enumerate() {
            if place > 0 {
                let message = "a question can be the same as one other, not as two";
                self.fault_with(
                    span,
                    message,
                    "name the one in the standard that comes first",
                );
                break;
            }
            match row.parse::<RowKey>() {
                Ok(key) => self.same_as(&key, span, root),
                Err(wrong) => self.fault(span, &wrong.to_string()),
            }
        }
    }

    fn same_as(&mut self, row: &RowKey, span: std::ops::Range<usize>, root: &DeTable<'a>) {
        let own = said(root, "id").is_some_and(|(own, _)| own == row.checklist.as_str());
        if own {
            self.fault_with(
                span,
                &format!("{row} is in this very checklist"),
                "what is the same in one checklist is asked once there",
            );
            return;
        }
        let asked = |other: &Checklist| question_of(other, row).is_some();
        match self.is_there(&row.checklist, asked) {
            There::No => {
                let message = format!("{} has no question {row}", row.checklist);
                let message = match self.clause_of(&row.criterion()) {
                    Some(ids) => {
                        let known = format!("{} asks: {}", row.reference, ids.join(", "));
                        self.fault_with(span, &message, &known);
                        return;
                    }
                    None => message,
                };
                let known = self.refs(&row.checklist);
                let near = known.iter().map(String::as_str);
                self.fault_near(span, &message, row.reference.as_str(), near);
            }
            There::Yes => {
                let found = self.rules.library.get(&row.checklist).and_then(Result::ok);
                let next = found
                    .and_then(|entry| question_of(&entry.checklist, row))
                    .and_then(|question| question.same_as.first());
                if let Some(next) = next {
                    let message = format!("{row} is the same as {next} itself");
                    let hint = format!("name {next}, so that all three are one row");
                    self.fault_with(span, &message, &hint);
                }
            }
            There::Unknown => {
                // One that is not at hand may be so elsewhere; a slip of the finger is told.
                let titles = self.rules.library.titles();
                let id = row.checklist.as_str();
                let known = titles.iter().map(|(known, _)| known.as_str());
                let is_there = titles.iter().any(|(known, _)| known == id);
                if !is_there && crate::domain::similar::nearest(id, known).is_some() {
                    self.no_checklist(span, id);
                }
            }
        }
    }

    fn no_checklist(&mut self, span: std::ops::Range<usize>, id: &str) {
        let titles = self.rules.library.titles();
        if titles.iter().any(|(known, _)| known == id) {
            // It is there and broken, which is told where it stands.
            return;
        }
        let message = format!("there is no checklist {id}");
        self.fault_near(span, &message, id, titles.iter().map(|(id, _)| id.as_str()));
    }

    /// Asks the checklists at hand; where an own one stands before a shipped one, either of them.
    fn is_there(&self, id: &ChecklistId, has: impl Fn(&Checklist) -> bool) -> There {
        let library = self.rules.library;
        let found = library.get(id).and_then(Result::ok);
        let both = [found, library.behind(id)];
        if both
            .into_iter()
            .flatten()
            .any(|entry| has(&entry.checklist))
        {
            There::Yes
        } else if found.is_some() {
            There::No
        } else {
            There::Unknown
        }
    }

    fn refs(&self, id: &ChecklistId) -> Vec<String> {
        let found = self.rules.library.get(id).and_then(Result::ok);
        let clauses = found.map_or(&[][..], |entry| &entry.checklist.clauses);
        clauses.iter().map(|c| c.reference.to_string()).collect()
    }

    /// Lists the ids of the questions of a clause at hand.
    fn clause_of(&self, criterion: &Criterion) -> Option<Vec<String>> {
        let found = self.rules.library.get(&criterion.checklist)?.ok()?;
        let clause = found.checklist.clause(&criterion.reference)?;
        let ids = clause.questions.iter().map(|q| &q.id);
        Some(ids.map(QuestionId::to_string).collect())
    }
}

fn question_of<'c>(checklist: &'c Checklist, row: &RowKey) -> Option<&'c Question> {
    checklist.clause(&row.reference)?.question(&row.question)
}

/// Tells whether an item such as `6.1.2 a)` is one of a clause, and not of one whose number only begins like it.
fn is_item_of(item: &str, reference: &str) -> bool {
    item.strip_prefix(reference)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.'))
}
