//! Every fault of a checklist file at once, each with its place and what to do about it, for whoever writes one.

mod characters;
mod extension;
pub mod language;
mod links;
mod question;
mod shape;
mod structure;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::domain::{
    checklist::Checklist,
    id::{ChecklistId, QuestionId, Ref},
    record::SCHEMA,
    similar,
};

use super::{Located, library::Library, read};

/// What a checklist is held against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'l> {
    /// The checklists that its links may lead to, and that it may extend.
    pub library: &'l Library,
    /// Whether its questions are to be worded as those of the shipped ones are; see [`language`].
    pub strict: bool,
}

/// Lists every fault of a checklist that stands beside the shipped ones, in the order of the file.
pub fn lint(text: &str, path: &str) -> Vec<Located> {
    let library = Library::built_in();
    let rules = Rules {
        library: &library,
        strict: false,
    };
    lint_by(rules, text, path)
}

/// Lists every fault of a checklist by these rules, in the order of the file.
pub fn lint_by(rules: Rules<'_>, text: &str, path: &str) -> Vec<Located> {
    if text.len() as u64 > read::LIMIT {
        return vec![too_large(path, text.len() as u64)];
    }
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
        rules,
        faults: Vec::new(),
        without_base: false,
        labels: BTreeMap::new(),
        questions: BTreeMap::new(),
    };
    linter.checklist(&root);
    linter.characters(root.get_ref());
    // What reads a checklist has the last word: nothing that it refuses is without a fault.
    if linter.faults.is_empty()
        && let Err(faults) = rules.library.read(text, path)
    {
        linter.faults.extend(faults);
    }
    linter
        .faults
        .sort_by_key(|fault| (fault.line, fault.column));
    linter.faults
}

/// Says that a file is larger than a checklist may be: an audit keeps a copy as a record.
pub fn too_large(path: &str, bytes: u64) -> Located {
    let message = format!(
        "it has {bytes} bytes, and a checklist at most {}",
        read::LIMIT
    );
    Located::whole(path, &message).hint("make two of it: an audit can be done against several")
}

struct Linter<'a> {
    path: &'a str,
    text: &'a str,
    rules: Rules<'a>,
    faults: Vec<Located>,
    /// Whether it extends a checklist of which nothing is known, so that what it takes from there cannot be judged.
    without_base: bool,
    /// The labels so far, in small letters, and the places that have them.
    labels: BTreeMap<String, String>,
    /// The questions so far, their letters alone, and the places that ask them.
    questions: BTreeMap<String, String>,
}

/// The checklist that an extension builds on, as far as it is still asked.
struct Base<'l> {
    checklist: &'l Checklist,
    hidden: BTreeSet<(Ref, QuestionId)>,
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

fn texts<'t>(table: &'t DeTable<'_>, key: &str) -> Vec<(&'t str, Range<usize>)> {
    let list = table.get(key).and_then(|value| value.get_ref().as_array());
    list.into_iter()
        .flat_map(|items| items.iter())
        .filter_map(|item| Some((item.get_ref().as_str()?, item.span())))
        .filter(|(text, _)| !text.trim().is_empty())
        .collect()
}

fn is_true(table: &DeTable<'_>, key: &str) -> bool {
    let value = table.get(key).map(Spanned::get_ref);
    matches!(value, Some(DeValue::Boolean(true)))
}

impl<'a> Linter<'a> {
    fn fault(&mut self, span: Range<usize>, message: &str) {
        self.faults
            .push(Located::at(self.path, self.text, Some(span), message));
    }

    fn fault_with(&mut self, span: Range<usize>, message: &str, hint: &str) {
        let fault = Located::at(self.path, self.text, Some(span), message);
        self.faults.push(fault.hint(hint));
    }

    /// Notes a fault, with the word that was probably meant.
    fn fault_near<'k>(
        &mut self,
        span: Range<usize>,
        message: &str,
        given: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        match similar::nearest(given, known) {
            Some(near) => self.fault_with(span, message, &format!("did you mean \"{near}\"?")),
            None => self.fault(span, message),
        }
    }

    /// Asks for a word of a list, or an id, as its type parses it.
    fn word<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        table: &DeTable<'a>,
        key: &str,
    ) {
        if let Some((text, span)) = said(table, key)
            && !text.trim().is_empty()
            && let Err(wrong) = text.parse::<T>()
        {
            self.fault(span, &wrong.to_string());
        }
    }

    fn checklist(&mut self, root: &Spanned<DeTable<'a>>) {
        let table = root.get_ref();
        let extends = table.contains_key("extends");
        let shape = if extends {
            &shape::EXTENSION
        } else {
            &shape::CHECKLIST
        };
        self.shape(table, &(0..0), shape);
        self.schema(table);
        self.word::<ChecklistId>(table, "id");
        let base = if extends { self.base(table) } else { None };
        self.without_base = extends && base.is_none();
        if let Some(base) = &base {
            self.take_in(base);
        }
        let clauses = tables(table, "clause");
        if !extends {
            self.tree(&clauses);
        }
        for (_, clause) in &clauses {
            self.clause(clause);
        }
        for (span, clause) in &clauses {
            self.asks(clause, span, base.as_ref(), table);
        }
        for (span, change) in tables(table, "change") {
            self.word::<Ref>(change, "ref");
            self.asks(change, &span, base.as_ref(), table);
        }
        self.entries(table, base.as_ref());
    }

    fn schema(&mut self, table: &DeTable<'a>) {
        let schema = table.get("schema");
        match schema.map(|value| (value.get_ref(), value.span())) {
            Some((DeValue::Integer(number), _)) if number.as_str().parse() == Ok(SCHEMA) => {}
            Some((_, span)) => self.fault(span, "there is no such schema; it is: schema = 1"),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests;
