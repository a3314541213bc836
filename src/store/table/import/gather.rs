//! The clauses and questions as they are found, row by row.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    checklist::{Clause, ClauseKind, Question, Reference, Related},
    id::{QuestionId, Ref},
};

use super::super::{CellKind, Field, Note, Row, Sheet, cell, mapping::Mapping, number};
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

/// One of the texts of a clause.
type Part = fn(&mut Clause) -> &mut String;

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
    /// The last number that stood in a row.
    last: Option<Ref>,
    /// What the last number was before it got back its zero.
    spoiled: Option<Ref>,
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
            last: None,
            spoiled: None,
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
        let place = self.place(row.number, field);
        self.left.push(Note::new(place, what, why));
    }

    /// Notes that something was taken that should be looked at.
    pub(super) fn remark(&mut self, row: &Row, field: Field, what: &str, why: impl Into<String>) {
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
            } else {
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
            self.places.insert(reference.clone(), self.drafts.len() - 1);
            self.drafts.len() - 1
        };
        self.drafts.get_mut(place)
    }

    fn list(&self, text: &str) -> Vec<String> {
        if self.mapping.exact {
            cell::entries(text)
        } else {
            cell::loose(text)
        }
    }

    fn words(&self, text: &str) -> Vec<String> {
        if self.mapping.exact {
            cell::entries(text)
        } else {
            cell::words(text)
        }
    }

    /// Takes what a row says about its clause; what an earlier row has said stays.
    pub(super) fn about_clause(&mut self, row: &Row, reference: &Ref, title: &str) {
        let title = if self.mapping.exact {
            title.to_owned()
        } else {
            cell::one_line(title)
        };
        self.text_of_clause(row, reference, Field::Title, &title, |c| &mut c.title);
        let texts: [(Field, Part); 3] = [
            (Field::Objective, |clause| &mut clause.objective),
            (Field::Text, |clause| &mut clause.text),
            (Field::Note, |clause| &mut clause.note),
        ];
        for (field, part) in texts {
            let text = self.text(row, field).to_owned();
            self.text_of_clause(row, reference, field, &text, part);
        }
        let topics = self.list(self.text(row, Field::Topics));
        let hints = self.list(self.text(row, Field::Hints));
        let related = self.related(row);
        let kind = self.parsed::<ClauseKind>(row, Field::Kind, |text| {
            text.to_lowercase().replace([' ', '_'], "-")
        });
        let documented = self.text(row, Field::DocumentedInformation).to_owned();
        let truth = cell::truth(&documented);
        if truth.is_none() {
            let field = Field::DocumentedInformation;
            self.leave(row, Some(field), &documented, "it is neither yes nor no");
        }
        let Some(draft) = self.clause(row, reference) else {
            return;
        };
        draft.kind = draft.kind.or(kind);
        draft.clause.documented_information |= truth.unwrap_or_default();
        for (list, new) in [
            (&mut draft.clause.topics, topics),
            (&mut draft.clause.hints, hints),
        ] {
            if list.is_empty() {
                *list = new;
            }
        }
        if draft.clause.related.is_empty() {
            draft.clause.related = related;
        }
    }

    fn text_of_clause(&mut self, row: &Row, reference: &Ref, field: Field, text: &str, part: Part) {
        let Some(draft) = self.clause(row, reference) else {
            return;
        };
        let first = draft.row;
        let known = part(&mut draft.clause);
        if known.is_empty() {
            text.clone_into(known);
        } else if !text.is_empty() && known != text {
            let why = format!("{reference} has another {field}, from row {first} on");
            self.leave(row, Some(field), text, why);
        }
    }

    /// Reads a word or an id; what is none is left.
    pub(super) fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        row: &Row,
        field: Field,
        spell: fn(&str) -> String,
    ) -> Option<T> {
        let text = self.text(row, field).to_owned();
        if text.is_empty() {
            return None;
        }
        match spell(&text).parse() {
            Ok(value) => Some(value),
            Err(why) => {
                self.leave(row, Some(field), &text, why.to_string());
                None
            }
        }
    }

    /// Reads a list of ids, one a line.
    fn all<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        row: &Row,
        field: Field,
    ) -> Vec<T> {
        let mut found = Vec::new();
        for entry in self.words(self.text(row, field)) {
            match entry.parse::<T>() {
                Ok(value) => found.push(value),
                Err(why) => self.leave(row, Some(field), &entry, why.to_string()),
            }
        }
        found
    }

    /// Reads links to other checklists: `checklist:ref | relation | confidence`.
    fn related(&mut self, row: &Row) -> Vec<Related> {
        let mut found = Vec::new();
        for entry in cell::entries(self.text(row, Field::Related)) {
            let mut parts = entry.splitn(3, '|').map(str::trim);
            let criterion = parts.next().unwrap_or_default();
            match criterion.parse::<crate::domain::id::Criterion>() {
                Ok(criterion) => found.push(Related {
                    checklist: criterion.checklist,
                    reference: criterion.reference,
                    relation: parts.next().unwrap_or_default().to_owned(),
                    confidence: parts.next().unwrap_or_default().to_owned(),
                }),
                Err(why) => self.leave(row, Some(Field::Related), &entry, why.to_string()),
            }
        }
        found
    }

    /// Takes the question of a row; the same one twice is left.
    pub(super) fn question(&mut self, row: &Row, reference: &Ref, text: &str) {
        let same = (reference.clone(), cell::one_line(text).to_lowercase());
        if !self.mapping.exact
            && let Some(before) = self.asked.get(&same)
        {
            let why = format!("{reference} asks the same in row {before}");
            self.leave(row, Some(Field::Question), text, why);
            return;
        }
        self.asked.insert(same, row.number);
        let wished = self.parsed::<QuestionId>(row, Field::Id, str::to_owned);
        let mut question = Question {
            // Replaced below, where the ids of the clause are known.
            id: match free(&BTreeSet::new()) {
                Some(id) => id,
                None => return,
            },
            label: if self.mapping.exact {
                self.text(row, Field::Label).to_owned()
            } else {
                cell::one_line(self.text(row, Field::Label))
            },
            text: text.to_owned(),
            retired: false,
            good: Vec::new(),
            sample: String::new(),
            covers: self.words(self.text(row, Field::Covers)),
            roles: self.words(self.text(row, Field::Roles)),
            stages: self.words(self.text(row, Field::Stages)),
            bears_on: self.all(row, Field::BearsOn),
            same_as: self.all(row, Field::SameAs),
            evidence: Vec::new(),
            nonconformities: Vec::new(),
        };
        self.guidance(row, &mut question);
        let Some(draft) = self.clause(row, reference) else {
            return;
        };
        let used: BTreeSet<QuestionId> = draft
            .clause
            .questions
            .iter()
            .map(|q| q.id.clone())
            .collect();
        let is_used = wished.as_ref().is_some_and(|id| used.contains(id));
        let id = wished
            .clone()
            .filter(|id| !used.contains(id))
            .or_else(|| free(&used));
        if let Some(id) = id {
            question.id = id;
            draft.clause.questions.push(question);
        }
        if let (true, Some(id)) = (is_used, wished) {
            let why =
                format!("{reference} has a question {id} already: it got the next free number");
            self.leave(row, Some(Field::Id), id.as_str(), why);
        }
    }

    /// Takes more guidance for the last question of a clause: a row that goes on with the one above it.
    pub(super) fn more_guidance(&mut self, row: &Row, reference: &Ref) {
        let taken = self
            .clause(row, reference)
            .and_then(|draft| draft.clause.questions.pop());
        if let Some(mut question) = taken {
            self.guidance(row, &mut question);
            if let Some(draft) = self.clause(row, reference) {
                draft.clause.questions.push(question);
            }
        }
    }

    fn guidance(&mut self, row: &Row, question: &mut Question) {
        question
            .good
            .extend(self.list(self.text(row, Field::Guidance)));
        let evidence = self.text(row, Field::Evidence);
        question.evidence.extend(if self.mapping.exact {
            cell::read_evidence(evidence)
        } else {
            cell::loose_evidence(evidence)
        });
        let typical = self.list(self.text(row, Field::Nonconformity));
        let typical = cell::read_nonconformities(&typical);
        self.ungraded += typical.ungraded;
        question.nonconformities.extend(typical.nonconformities);
        let sample = self.text(row, Field::Sample);
        if !sample.is_empty() {
            if !question.sample.is_empty() {
                question.sample.push('\n');
            }
            question.sample.push_str(sample);
        }
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

/// Returns the first number that is no id yet.
fn free(used: &BTreeSet<QuestionId>) -> Option<QuestionId> {
    (1..=used.len() + 1)
        .filter_map(|number| number.to_string().parse().ok())
        .find(|id| !used.contains(id))
}
