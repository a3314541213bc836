//! What stands in the cells of a row: lists, words and ids; what is none is left.

use std::{fmt::Display, str::FromStr};

use crate::domain::{checklist::Related, id::Criterion};

use super::super::super::{Field, Row, cell};
use super::Gather;

impl Gather<'_> {
    pub(super) fn list(&self, text: &str) -> Vec<String> {
        if self.mapping.exact {
            cell::entries(text)
        } else {
            cell::loose(text)
        }
    }

    pub(super) fn words(&self, text: &str) -> Vec<String> {
        if self.mapping.exact {
            cell::entries(text)
        } else {
            cell::words(text)
        }
    }

    /// Reads a word or an id; what is none is left.
    pub(in super::super) fn parsed<T: FromStr<Err: Display>>(
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
    pub(super) fn all<T: FromStr<Err: Display>>(&mut self, row: &Row, field: Field) -> Vec<T> {
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
    pub(super) fn related(&mut self, row: &Row) -> Vec<Related> {
        let mut found = Vec::new();
        for entry in cell::entries(self.text(row, Field::Related)) {
            let mut parts = entry.splitn(3, '|').map(str::trim);
            let criterion = parts.next().unwrap_or_default();
            match criterion.parse::<Criterion>() {
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
}
