//! The clauses and questions as they are found, row by row.

mod clause;
mod question;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{
        checklist::{Clause, ClauseKind, Reference},
        id::{QuestionId, Ref},
    },
    store::read::LIMIT,
};

use super::super::{CellKind, Field, Note, Row, Sheet, mapping::Mapping, number};
use super::{Head, Taken, UNTITLED, tree};

/// What a table says about the clause above one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Parent {
    /// It names it, or says that there is none.
    Given(Option<Ref>),
    /// It leaves it to the number.
    ByNumber,
}

/// A clause as it was found.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) clause: Clause,
    pub(super) parent: Parent,
    /// What it is; none where the table does not say.
    pub(super) kind: Option<ClauseKind>,
    /// The row where it is first.
    pub(super) row: usize,
}

impl Draft {
    /// Makes a clause of which only the number is known.
    pub(super) fn new(reference: Ref, parent: Parent, row: usize) -> Self {
        Self {
            clause: Clause {
                reference,
                title: String::new(),
                parent: None,
                kind: ClauseKind::Clause,
                documented_information: false,
                objective: String::new(),
                text: String::new(),
                note: String::new(),
                topics: Vec::new(),
                hints: Vec::new(),
                retired: false,
                related: Vec::new(),
                questions: Vec::new(),
            },
            parent,
            kind: None,
            row,
        }
    }
}

/// The fewest bytes that a clause or a question takes in a file beside its number or text.
const LEAST: usize = 40;

/// The most notes of a kind.
const NOTES: usize = 10_000;

/// What has been gathered so far.
pub(super) struct Gather<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) mapping: &'a Mapping,
    pub(super) head: Head,
    pub(super) drafts: Vec<Draft>,
    pub(super) references: Vec<Reference>,
    /// Titles of clauses that stand elsewhere than in rows of their own.
    pub(super) titles: BTreeMap<Ref, String>,
    pub(super) left: Vec<Note>,
    pub(super) remarks: Vec<Note>,
    places: BTreeMap<Ref, usize>,
    asked: BTreeMap<(Ref, String), usize>,
    /// The ids of questions.
    used: BTreeSet<(Ref, QuestionId)>,
    /// The numbers that may be free as ids.
    next: BTreeMap<Ref, usize>,
    /// How many bytes all of it needs at least.
    size: usize,
    /// The notes that nobody would read to the end.
    beyond: usize,
    /// The last number that stood in a row.
    last: Option<Ref>,
    /// What the last number was before it got back its zero.
    spoiled: Option<Ref>,
    /// The numbers that may have lost a zero, each told once.
    doubted: BTreeSet<Ref>,
    ungraded: usize,
}

impl<'a> Gather<'a> {
    pub(super) fn new(sheet: &'a Sheet, mapping: &'a Mapping) -> Self {
        Self {
            sheet,
            mapping,
            head: Head::default(),
            drafts: Vec::new(),
            references: Vec::new(),
            titles: BTreeMap::new(),
            left: Vec::new(),
            remarks: Vec::new(),
            places: BTreeMap::new(),
            asked: BTreeMap::new(),
            used: BTreeSet::new(),
            next: BTreeMap::new(),
            size: 0,
            beyond: 0,
            last: None,
            spoiled: None,
            doubted: BTreeSet::new(),
            ungraded: 0,
        }
    }

    /// Tells whether nothing was found that could be asked.
    pub(super) fn is_empty(&self) -> bool {
        let asks = |draft: &Draft| !draft.clause.questions.is_empty();
        if self.mapping.exact {
            self.drafts.is_empty()
        } else {
            !self.drafts.iter().any(asks)
        }
    }

    /// Tells whether there is more than a checklist may hold.
    pub(super) fn is_full(&self) -> bool {
        self.size as u64 > LIMIT
    }

    /// Returns what a row says in a field.
    pub(super) fn text<'r>(&self, row: &'r Row, field: Field) -> &'r str {
        let column = self.mapping.columns.get(&field);
        column.map_or("", |column| row.text(*column))
    }

    /// Notes that a cell, or a whole row, is not taken.
    pub(super) fn leave(
        &mut self,
        row: &Row,
        field: Option<Field>,
        what: &str,
        why: impl Into<String>,
    ) {
        if self.left.len() >= NOTES {
            self.beyond += 1;
            return;
        }
        let place = self.place(row.number, field);
        self.left.push(Note::new(place, what, why));
    }

    /// Notes that something was taken that should be looked at.
    pub(super) fn remark(&mut self, row: &Row, field: Field, what: &str, why: impl Into<String>) {
        if self.remarks.len() >= NOTES {
            self.beyond += 1;
            return;
        }
        let place = self.place(row.number, Some(field));
        self.remarks.push(Note::new(place, what, why));
    }

    fn place(&self, row: usize, field: Option<Field>) -> String {
        let column = field.and_then(|field| self.mapping.columns.get(&field));
        self.sheet.place(row, column.copied())
    }

    /// Tells whether a clause has been found.
    pub(super) fn knows(&self, reference: &Ref) -> bool {
        self.places.contains_key(reference)
    }

    /// Takes a number as the one that the row is about, and gives one back its zero that a spreadsheet took from it.
    pub(super) fn numbered(&mut self, row: &Row, reference: Ref) -> Ref {
        let Some(last) = self.last.clone() else {
            self.last = Some(reference.clone());
            return reference;
        };
        // The next rows of a clause whose number was mended.
        if self.spoiled.as_ref() == Some(&reference) {
            return last;
        }
        self.spoiled = None;
        let column = self.mapping.columns.get(&Field::Ref).copied();
        let cell = column.and_then(|column| row.cell(column));
        let may_be =
            cell.is_some_and(|cell| cell.kind == CellKind::Number) || self.sheet.name.is_none();
        let before = self
            .places
            .get(&reference)
            .and_then(|place| self.drafts.get(*place));
        let mut taken = reference;
        if let Some(before) = before
            && may_be
            && last != taken
            && number::is_decimal(&taken)
        {
            let first = before.row;
            if let Some(meant) = number::spoiled(&taken, &last) {
                let why = format!(
                    "it is in row {first} already, and here it follows {last}: taken as {meant}, whose zero a spreadsheet has cut"
                );
                self.remark(row, Field::Ref, taken.as_str(), why);
                self.spoiled = Some(std::mem::replace(&mut taken, meant));
            } else if self.doubted.insert(taken.clone()) {
                let why = format!(
                    "it is in row {first} already, with others between: a spreadsheet may have cut the zero of {taken}0"
                );
                self.remark(row, Field::Ref, taken.as_str(), why);
            }
        }
        self.last = Some(taken.clone());
        taken
    }

    /// Returns the clause of a number, a new one if there is none yet.
    pub(super) fn clause(&mut self, row: &Row, reference: &Ref) -> Option<&mut Draft> {
        let place = if let Some(place) = self.places.get(reference) {
            *place
        } else {
            let parent = if self.mapping.exact {
                Parent::Given(None)
            } else {
                Parent::ByNumber
            };
            let draft = Draft::new(reference.clone(), parent, row.number);
            self.drafts.push(draft);
            self.size += reference.as_str().len() + LEAST;
            self.places.insert(reference.clone(), self.drafts.len() - 1);
            self.drafts.len() - 1
        };
        self.drafts.get_mut(place)
    }

    /// Puts the clauses below each other, and says what there is to say of the whole.
    pub(super) fn finish(mut self) -> Taken {
        let controls = self
            .mapping
            .columns
            .get(&Field::Ref)
            .and_then(|column| self.mapping.names.get(column))
            .is_some_and(|name| name.to_lowercase().contains("control"));
        let planted = tree::plant(&self.drafts, &self.titles, self.mapping.exact, controls);
        for (row, what, why) in planted.left {
            let place = self.sheet.place(row, None);
            self.left.push(Note::new(place, &what, why));
        }
        let whole = self.sheet.whole();
        let mut say = |count: usize, what: &str, why: &str| {
            if count > 0 {
                let why = format!("{count} {why}");
                self.remarks.push(Note::new(whole.clone(), what, why));
            }
        };
        let untitled = planted
            .clauses
            .iter()
            .filter(|clause| clause.title == UNTITLED);
        say(untitled.count(), "titles", "missing; they read (untitled)");
        say(
            self.ungraded,
            "nonconformities",
            "without a grade; they count as minor",
        );
        let columns = self.mapping.columns.iter();
        Taken {
            head: self.head,
            clauses: planted.clauses,
            references: self.references,
            sheet: self.sheet.name.as_deref().map(super::super::excerpt),
            exact: self.mapping.exact,
            columns: columns
                .map(|(field, column)| (*field, self.mapping.name(*column)))
                .collect(),
            left: self.left,
            remarks: self.remarks,
        }
    }
}
