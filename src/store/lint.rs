//! Every fault of a checklist file at once, each with its place, for whoever writes one.

use std::{collections::BTreeMap, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::domain::{
    checklist::{ClauseKind, EvidenceMethod, UsualGrade},
    id::{ChecklistId, QuestionId, Ref},
    record::SCHEMA,
    similar,
};

use super::{Located, library, read};

/// The most characters of a label: it has to fit into a row of the tree.
const LABEL: usize = 28;

const CHECKLIST: &[&str] = &[
    "schema",
    "id",
    "title",
    "standard",
    "edition",
    "version",
    "language",
    "licence",
    "attribution",
    "provenance",
    "clause",
    "reference",
];
const CLAUSE: &[&str] = &[
    "ref",
    "title",
    "parent",
    "kind",
    "documented-information",
    "objective",
    "text",
    "note",
    "topics",
    "hints",
    "related",
    "question",
];
const RELATED: &[&str] = &["checklist", "ref", "relation", "confidence"];
const QUESTION: &[&str] = &[
    "id",
    "label",
    "text",
    "good",
    "sample",
    "covers",
    "roles",
    "stages",
    "bears-on",
    "same-as",
    "evidence",
    "nonconformity",
];
const EVIDENCE: &[&str] = &["method", "ask"];
const NONCONFORMITY: &[&str] = &["text", "grade", "why"];

/// Lists every fault of a checklist, in the order of the file.
pub fn lint(text: &str, path: &str) -> Vec<Located> {
    let clean = read::normal(text);
    let text = clean.as_ref();
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return errors
            .iter()
            .map(|error| Located::at(path, text, error.span(), error.message()))
            .collect();
    }
    let mut linter = Linter {
        path,
        text,
        faults: Vec::new(),
    };
    linter.checklist(&root);
    // Wrong types are found where the record is read.
    if let Err(fault) = library::parse(text, path)
        && linter.faults.is_empty()
    {
        linter.faults.push(fault);
    }
    linter
        .faults
        .sort_by_key(|fault| (fault.line, fault.column));
    linter.faults
}

struct Linter<'a> {
    path: &'a str,
    text: &'a str,
    faults: Vec<Located>,
}

type Tables<'t, 'a> = Vec<(Range<usize>, &'t DeTable<'a>)>;

fn tables<'t, 'a>(table: &'t DeTable<'a>, key: &str) -> Tables<'t, 'a> {
    let list = table.get(key).and_then(|value| value.get_ref().as_array());
    list.into_iter()
        .flat_map(|items| items.iter())
        .filter_map(|item| Some((item.span(), item.get_ref().as_table()?)))
        .collect()
}

fn said<'t>(table: &'t DeTable<'_>, key: &str) -> Option<(&'t str, Range<usize>)> {
    let value = table.get(key)?;
    Some((value.get_ref().as_str()?, value.span()))
}

impl<'a> Linter<'a> {
    fn fault(&mut self, span: Range<usize>, message: &str) {
        self.faults
            .push(Located::at(self.path, self.text, Some(span), message));
    }

    fn keys(&mut self, table: &DeTable<'a>, known: &[&str]) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if known.contains(&name) {
                continue;
            }
            let mut fault = Located::at(
                self.path,
                self.text,
                Some(key.span()),
                &format!("there is no key \"{name}\" here"),
            );
            if let Some(near) = similar::nearest(name, known.iter().copied()) {
                fault = fault.hint(format!("did you mean \"{near}\"?"));
            }
            self.faults.push(fault);
        }
    }

    /// Asks for a text that says something.
    fn needed(&mut self, table: &DeTable<'a>, at: &Range<usize>, key: &str, what: &str) {
        match table.get(key) {
            None => self.fault(at.clone(), &format!("{what} has no {key}")),
            Some(value)
                if value
                    .get_ref()
                    .as_str()
                    .is_some_and(|text| text.trim().is_empty()) =>
            {
                self.fault(value.span(), &format!("the {key} is empty"));
            }
            Some(_) => {}
        }
    }

    /// Asks for a word of a list, or an id, as its type parses it.
    fn word<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        table: &DeTable<'a>,
        key: &str,
    ) {
        if let Some((text, span)) = said(table, key)
            && let Err(wrong) = text.parse::<T>()
        {
            self.fault(span, &wrong.to_string());
        }
    }

    fn checklist(&mut self, root: &Spanned<DeTable<'a>>) {
        let table = root.get_ref();
        self.keys(table, CHECKLIST);
        match table
            .get("schema")
            .map(|value| (value.get_ref(), value.span()))
        {
            None => self.fault(0..0, "the checklist has no schema"),
            Some((DeValue::Integer(number), _)) if number.as_str().parse() == Ok(SCHEMA) => {}
            Some((_, span)) => self.fault(span, "there is no such schema; it is: schema = 1"),
        }
        for key in ["id", "title", "standard"] {
            self.needed(table, &(0..0), key, "the checklist");
        }
        self.word::<ChecklistId>(table, "id");
        let clauses = tables(table, "clause");
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, (_, clause)) in clauses.iter().enumerate() {
            if let Some((reference, span)) = said(clause, "ref") {
                if places.contains_key(reference) {
                    self.fault(span, &format!("{reference} is there twice"));
                } else {
                    places.insert(reference, place);
                }
            }
        }
        for (place, (span, clause)) in clauses.iter().enumerate() {
            self.clause(clause, span);
            self.parent(clause, place, &places, &clauses);
        }
    }

    fn parent(
        &mut self,
        clause: &DeTable<'a>,
        place: usize,
        places: &BTreeMap<&str, usize>,
        clauses: &Tables<'_, 'a>,
    ) {
        let Some((parent, span)) = said(clause, "parent") else {
            return;
        };
        let Some(&above) = places.get(parent) else {
            let mut fault = Located::at(
                self.path,
                self.text,
                Some(span),
                &format!("there is no clause {parent}"),
            );
            if let Some(near) = similar::nearest(parent, places.keys().copied()) {
                fault = fault.hint(format!("did you mean \"{near}\"?"));
            }
            self.faults.push(fault);
            return;
        };
        let mut next = Some(above);
        let mut steps = 0;
        while let Some(at) = next {
            if at == place || steps > clauses.len() {
                self.fault(span, "the clause is above itself");
                return;
            }
            steps += 1;
            let up = clauses
                .get(at)
                .and_then(|(_, clause)| said(clause, "parent"));
            next = up.and_then(|(parent, _)| places.get(parent).copied());
        }
        if above > place {
            self.fault(
                span.clone(),
                &format!("{parent} comes after it; parents come before their children"),
            );
        }
        if let Some((asked, _)) = clauses
            .get(above)
            .and_then(|(_, clause)| tables(clause, "question").into_iter().next())
        {
            let message =
                format!("{parent} is a heading with clauses below it, and carries a question");
            if !self.faults.iter().any(|fault| fault.message == message) {
                self.fault(asked, &message);
            }
        }
    }

    fn clause(&mut self, clause: &DeTable<'a>, at: &Range<usize>) {
        self.keys(clause, CLAUSE);
        for key in ["ref", "title", "kind"] {
            self.needed(clause, at, key, "the clause");
        }
        self.word::<Ref>(clause, "ref");
        self.word::<ClauseKind>(clause, "kind");
        for (span, related) in tables(clause, "related") {
            self.keys(related, RELATED);
            for key in ["checklist", "ref"] {
                self.needed(related, &span, key, "the link");
            }
            self.word::<ChecklistId>(related, "checklist");
            self.word::<Ref>(related, "ref");
        }
        let mut ids: Vec<&str> = Vec::new();
        let questions = tables(clause, "question");
        for (span, question) in &questions {
            if let Some((id, place)) = said(question, "id") {
                if ids.contains(&id) {
                    self.fault(
                        place,
                        &format!("there are two questions {id} in this clause"),
                    );
                }
                ids.push(id);
            }
            self.question(question, span);
        }
    }

    fn question(&mut self, question: &DeTable<'a>, at: &Range<usize>) {
        self.keys(question, QUESTION);
        for key in ["id", "text"] {
            self.needed(question, at, key, "the question");
        }
        self.word::<QuestionId>(question, "id");
        if let Some((label, span)) = said(question, "label") {
            let length = label.chars().count();
            if length > LABEL {
                self.fault(
                    span,
                    &format!("the label has {length} characters, and {LABEL} fit"),
                );
            }
        }
        let evidence = tables(question, "evidence");
        if evidence.is_empty() {
            self.fault(at.clone(), "the question names no evidence to ask for");
        }
        for (span, hint) in evidence {
            self.keys(hint, EVIDENCE);
            for key in EVIDENCE {
                self.needed(hint, &span, key, "the evidence");
            }
            self.word::<EvidenceMethod>(hint, "method");
        }
        for (span, typical) in tables(question, "nonconformity") {
            self.keys(typical, NONCONFORMITY);
            for key in ["text", "grade"] {
                self.needed(typical, &span, key, "the nonconformity");
            }
            self.word::<UsualGrade>(typical, "grade");
        }
    }
}

#[cfg(test)]
mod tests;
