//! Clauses and questions out of the rows of a table.
//!
//! [`letter`] reads an export, [`found`] what people have made; both fill [`gather::Gather`], and [`tree`] puts the
//! clauses below each other.

mod found;
mod gather;
mod letter;
mod tree;

use std::collections::BTreeSet;

use crate::domain::checklist::{Checklist, Clause, Reference};

use super::{Field, Note, Sheet, TableError, letters, mapping::Mapping, names};

use gather::Gather;

/// The notes that an error shows where nothing could be taken.
const SHOWN: usize = 5;

/// What an export says of the checklist as a whole; empty for other tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The standard or framework.
    pub standard: String,
    /// Its edition.
    pub edition: String,
    /// The version of the checklist.
    pub version: String,
    /// The language.
    pub language: String,
    /// The licence.
    pub licence: String,
    /// The line that the source asks for.
    pub attribution: String,
    /// Where it comes from.
    pub provenance: String,
}

impl Head {
    /// The kind of the rows that hold it: the title is the name of the fact, the text is the fact.
    pub(super) const KIND: &'static str = "checklist";

    /// Returns what is known of a checklist as a whole.
    pub(super) fn of(checklist: &Checklist) -> Self {
        Self {
            id: checklist.id.to_string(),
            title: checklist.title.clone(),
            standard: checklist.standard.clone(),
            edition: checklist.edition.clone(),
            version: checklist.version.clone(),
            language: checklist.language.clone(),
            licence: checklist.licence.clone(),
            attribution: checklist.attribution.clone(),
            provenance: checklist.provenance.clone(),
        }
    }

    /// Lists the facts with their names.
    pub(super) fn facts(&self) -> [(&'static str, &str); 9] {
        [
            ("id", &self.id),
            ("title", &self.title),
            ("standard", &self.standard),
            ("edition", &self.edition),
            ("version", &self.version),
            ("language", &self.language),
            ("licence", &self.licence),
            ("attribution", &self.attribution),
            ("provenance", &self.provenance),
        ]
    }

    fn fact(&mut self, name: &str) -> Option<&mut String> {
        match name {
            "id" => Some(&mut self.id),
            "title" => Some(&mut self.title),
            "standard" => Some(&mut self.standard),
            "edition" => Some(&mut self.edition),
            "version" => Some(&mut self.version),
            "language" => Some(&mut self.language),
            "licence" => Some(&mut self.licence),
            "attribution" => Some(&mut self.attribution),
            "provenance" => Some(&mut self.provenance),
            _ => None,
        }
    }
}

/// The kind of the rows that hold what one looks up and is not asked about.
pub(super) const REFERENCE: &str = "reference";

/// The title of a clause that has none in the table.
pub(super) const UNTITLED: &str = "(untitled)";

/// What was taken of a table, and what was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What the table says of the checklist as a whole.
    pub head: Head,
    /// The clauses with their questions.
    pub clauses: Vec<Clause>,
    /// What one looks up.
    pub references: Vec<Reference>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Whether the table was an export.
    pub exact: bool,
    /// The columns that were taken, by their headers or letters.
    pub columns: Vec<(Field, String)>,
    /// What was not taken.
    pub left: Vec<Note>,
    /// What was taken and should be looked at.
    pub remarks: Vec<Note>,
}

/// Makes clauses and questions of a table.
pub(super) fn import(sheet: &Sheet, mapping: &Mapping) -> Result<Taken, TableError> {
    let mut gather = Gather::new(sheet, mapping);
    columns(sheet, mapping, &mut gather.left);
    let rows = match mapping.header {
        Some(header) => sheet.rows.get(header + 1..).unwrap_or_default(),
        None => &sheet.rows,
    };
    if mapping.exact {
        letter::read(rows, &mut gather);
    } else {
        found::read(rows, &mut gather);
    }
    if gather.is_full() {
        return Err(TableError::TooMuch {
            path: sheet.located(&sheet.whole()),
            what: "it would be larger than a checklist may be (1 MiB)".to_owned(),
        });
    }
    if gather.is_empty() {
        let left = gather.left.iter().take(SHOWN);
        return Err(TableError::Nothing {
            place: sheet.located(&sheet.whole()),
            left: left
                .map(|note| format!("{}: {}: {}", note.place, note.what, note.why))
                .collect(),
        });
    }
    let mut taken = gather.finish();
    taken.left.extend(sheet.left.iter().cloned());
    taken.remarks.extend(sheet.remarks.iter().cloned());
    Ok(taken)
}

/// Notes the columns that no field takes.
fn columns(sheet: &Sheet, mapping: &Mapping, left: &mut Vec<Note>) {
    let taken: BTreeSet<usize> = mapping.columns.values().copied().collect();
    let first = mapping.header.map_or(0, |header| header + 1);
    let filled: BTreeSet<usize> = sheet
        .rows
        .iter()
        .skip(first)
        .flat_map(|row| row.cells.iter().map(|(column, _)| *column))
        .collect();
    let named = mapping.names.keys().copied();
    let all: BTreeSet<usize> = named.chain(filled).collect();
    let header = mapping.header.and_then(|header| sheet.rows.get(header));
    for column in all.difference(&taken) {
        let name = mapping.name(*column);
        let place = match header {
            Some(row) => sheet.place(row.number, Some(*column)),
            None => sheet.whole(),
        };
        let why = if mapping.names.contains_key(column) && names::is_answer(&names::plain(&name)) {
            "a column for answers, which are no part of a checklist".to_owned()
        } else {
            format!(
                "no field takes this column; if one should: --map 'FIELD={}'",
                letters(*column)
            )
        };
        let what = match mapping.names.get(column) {
            Some(_) => name,
            None => format!("column {name}"),
        };
        left.push(Note::new(place, &what, why));
    }
}
