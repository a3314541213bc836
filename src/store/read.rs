//! Reading: a file beneath the root, then the record in it, every fault with its place.

use std::{borrow::Cow, fs::File, io::Read as _, ops::Range, path::Path};

use serde::Deserialize;
use toml::{
    Spanned,
    de::{DeTable, DeValue, Deserializer},
};

use crate::{
    atomic::AtomicError,
    beneath,
    domain::record::{Record, RecordKey, SCHEMA},
};

use super::{declared, located::Located};

/// The largest record that is read.
pub(super) const LIMIT: u64 = 1 << 20;

/// A file as it was read.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Its text, to the byte.
    pub(super) text: Box<str>,
}

/// Reads a file beneath the root; none when it is not there. Follows no symbolic link.
pub(super) fn source(root: &Path, relative: &str) -> Result<Option<Source>, Located> {
    let opened = beneath::open(root, relative).map_err(|error| refused(relative, &error))?;
    opened.map(|opened| file(opened, relative)).transpose()
}

/// Says why a file was not opened.
pub(super) fn refused(relative: &str, error: &AtomicError) -> Located {
    match error {
        AtomicError::Unsafe { .. } => Located::whole(relative, "the path leaves the repository"),
        AtomicError::Symlink { .. } => Located::whole(
            relative,
            "a symbolic link is on the way, and is not followed",
        ),
        AtomicError::InTheWay { wanted, .. } => {
            Located::whole(relative, &format!("it is not {wanted}"))
        }
        AtomicError::Io { source, .. } => unreadable(relative, source),
    }
}

/// Reads a file that was opened.
pub(super) fn file(mut file: File, relative: &str) -> Result<Source, Located> {
    let found = file
        .metadata()
        .map_err(|error| unreadable(relative, &error))?;
    if found.len() > LIMIT {
        return Err(Located::whole(
            relative,
            &format!("it has {} bytes, and a record at most {LIMIT}", found.len()),
        ));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default() + 1);
    // The file may grow while it is read.
    file.by_ref()
        .take(LIMIT)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(relative, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| Located::not_utf8(relative, &error))?;
    Ok(Source {
        text: text.into_boxed_str(),
    })
}

pub(super) fn unreadable(relative: &str, error: &std::io::Error) -> Located {
    Located::whole(relative, &format!("it cannot be read: {error}"))
}

/// Returns a text without byte order mark and with LF, as it is written back.
pub(super) fn normal(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A record that was read, and whether a newer version wrote it.
#[derive(Debug)]
pub(super) struct Understood {
    /// The record.
    pub(super) record: Record,
    /// Its schema, where it is newer than what this version writes.
    pub(super) newer: Option<u32>,
}

/// Understands the text of a record; for the copy of a checklist that is no more than to take it.
pub(super) fn record(path: &str, key: &RecordKey, text: &str) -> Result<Understood, Located> {
    let clean = normal(text);
    let text = clean.as_ref();
    if let RecordKey::Criteria(audit, checklist) = key {
        let record = Record::Criteria {
            audit: audit.clone(),
            checklist: checklist.clone(),
            text: text.to_owned(),
        };
        return Ok(Understood {
            record,
            newer: None,
        });
    }
    let mut document = Document::parse(path, text)?;
    let newer = document.newer()?;
    let record = match key {
        RecordKey::Workspace => {
            declared::check(&document)?;
            Record::Workspace(document.take()?)
        }
        RecordKey::Applicability(checklist) => {
            Record::Applicability(document.named("checklist", checklist.as_str())?.take()?)
        }
        RecordKey::Programme => Record::Programme(document.take()?),
        RecordKey::Audit(id) => Record::Audit(document.named("id", id.as_str())?.take()?),
        RecordKey::Answers(audit, checklist, reference) => {
            document
                .named("checklist", checklist.as_str())?
                .named("ref", reference.as_str())?;
            Record::Answers {
                audit: audit.clone(),
                sheet: document.take()?,
            }
        }
        RecordKey::Finding(audit, id) => {
            let finding = document.named("id", id.as_str())?.take()?;
            Record::Finding {
                audit: audit.clone(),
                finding,
            }
        }
        RecordKey::Action(audit, id) => {
            let action = document.named("id", id.as_str())?.take()?;
            Record::Action {
                audit: audit.clone(),
                action,
            }
        }
        RecordKey::Sample(audit, id) => {
            let sample = document.named("id", id.as_str())?.take()?;
            Record::Sample {
                audit: audit.clone(),
                sample,
            }
        }
        RecordKey::Trail(audit, system) => {
            let trail = document.named("system", system.as_str())?.take()?;
            Record::Trail {
                audit: audit.clone(),
                trail,
            }
        }
        RecordKey::Criteria(..) => {
            return Err(Located::whole(path, "it is the copy of a checklist"));
        }
        RecordKey::Kept { .. } => {
            return Err(Located::whole(path, "it is a kept copy, and no record"));
        }
    };
    Ok(Understood { record, newer })
}

/// Finds the place where git has left both sides of a merge in a file.
pub(super) fn conflict(path: &str, text: &str) -> Option<Located> {
    let at = if text.starts_with("<<<<<<< ") {
        0
    } else {
        text.find("\n<<<<<<< ")? + 1
    };
    let fault = Located::at(
        path,
        text,
        Some(at..at + 7),
        "two edits of it were not merged",
    );
    Some(fault.hint("git has left both between <<<<<<< and >>>>>>>: keep what is right of each, and take the marks out"))
}

/// A table, and its place in the text.
pub(super) type Placed<'d, 'a> = (&'d DeTable<'a>, Range<usize>);

/// A parsed file with the places of its values.
#[derive(Debug)]
pub(super) struct Document<'a> {
    path: &'a str,
    text: &'a str,
    root: Spanned<DeTable<'a>>,
}

impl<'a> Document<'a> {
    /// Parses a text; times become strings in place, as the types of the domain take them.
    pub(super) fn parse(path: &'a str, text: &'a str) -> Result<Self, Located> {
        let mut root = DeTable::parse(text).map_err(|error| {
            conflict(path, text)
                .unwrap_or_else(|| Located::at(path, text, error.span(), error.message()))
        })?;
        for (_, value) in root.get_mut().iter_mut() {
            spell(value.get_mut());
        }
        Ok(Self { path, text, root })
    }

    /// Returns what stands in it.
    pub(super) fn root(&self) -> &DeTable<'a> {
        self.root.get_ref()
    }

    /// Returns the schema where it is newer than what this version writes.
    pub(super) fn newer(&self) -> Result<Option<u32>, Located> {
        let Some(value) = self.root.get_ref().get("schema") else {
            return Err(
                Located::at(self.path, self.text, None, "the schema is missing")
                    .hint("begin the file with: schema = 1"),
            );
        };
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|n| n.as_str().parse::<u32>().ok());
        match number {
            Some(SCHEMA) => Ok(None),
            Some(newer) if newer > SCHEMA => Ok(Some(newer)),
            Some(_) | None => Err(self
                .at(value.span(), "there is no such schema")
                .hint("it is: schema = 1")),
        }
    }

    /// Returns a text of the top level, with its place.
    pub(super) fn said(&self, key: &str) -> Option<(&str, Range<usize>)> {
        let value = self.root.get_ref().get(key)?;
        Some((value.get_ref().as_str()?, value.span()))
    }

    /// Returns the tables of a list of the top level; none where there is no such list.
    pub(super) fn tables(&self, key: &str) -> impl Iterator<Item = &DeTable<'a>> {
        let list = self.root.get_ref().get(key);
        let items = list.and_then(|list| list.get_ref().as_array());
        items
            .into_iter()
            .flat_map(|items| items.iter())
            .filter_map(|item| item.get_ref().as_table())
    }

    /// Returns the lists of tables of the top level, each with its name, and each table with its place.
    pub(super) fn lists(&self) -> Vec<(&str, Vec<Placed<'_, 'a>>)> {
        let lists = self.root.get_ref().iter().filter_map(|(key, value)| {
            let items = value.get_ref().as_array()?;
            let tables: Vec<_> = items
                .iter()
                .filter_map(|item| Some((item.get_ref().as_table()?, item.span())))
                .collect();
            let name: &str = key.get_ref();
            (!tables.is_empty()).then_some((name, tables))
        });
        lists.collect()
    }

    fn named(&mut self, key: &str, name: &str) -> Result<&mut Self, Located> {
        match self.root.get_ref().get(key) {
            Some(value) if value.get_ref().as_str().is_some_and(|said| said != name) => {
                let said = value.get_ref().as_str().unwrap_or_default();
                Err(self
                    .at(
                        value.span(),
                        &format!("it says {key} = \"{said}\", and its path says {name}"),
                    )
                    .hint("rename the file, or mend the key; an id is never used twice"))
            }
            Some(_) | None => Ok(self),
        }
    }

    /// Takes the record out of the document, which is empty afterwards.
    pub(super) fn take<T: Deserialize<'a>>(&mut self) -> Result<T, Located> {
        let span = self.root.span();
        let root = Spanned::new(span, std::mem::take(self.root.get_mut()));
        T::deserialize(Deserializer::from(root))
            .map_err(|error| self.at_option(error.span(), error.message()))
    }

    /// Makes a fault at a place of the text.
    pub(super) fn at(&self, span: Range<usize>, message: &str) -> Located {
        self.at_option(Some(span), message)
    }

    fn at_option(&self, span: Option<Range<usize>>, message: &str) -> Located {
        Located::at(self.path, self.text, span, message)
    }
}

fn spell(value: &mut DeValue<'_>) {
    match value {
        DeValue::Datetime(moment) => *value = DeValue::String(Cow::Owned(moment.to_string())),
        DeValue::Array(items) => {
            for item in items.iter_mut() {
                spell(item.get_mut());
            }
        }
        DeValue::Table(table) => {
            for (_, value) in table.iter_mut() {
                spell(value.get_mut());
            }
        }
        DeValue::String(_) | DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) => {}
    }
}
