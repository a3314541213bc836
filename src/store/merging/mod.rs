//! Merging two versions of a record that began as one: field by field, never line by line.
//!
//! # The rules, in their order
//! 1. What one side alone changed is as that side has it; what both changed alike is there once. Moments are the same when
//!    they are the same moment, however they are written.
//! 2. Some fields are one and are never mixed (`rules`): the pin of a citation with its earlier pins, the draw of a sample,
//!    the type and grade of a finding, an approval, and what one person signed: an answer, a result of an item, a link of a
//!    trail, a decision on a place. Where both sides touched such a thing and one of them only signed it again, the other
//!    one is taken.
//! 3. Lists of texts are sets: ours keeps its order, what either side took out is out, what they added comes last. They never
//!    clash.
//! 4. Tables of a list are the same by what identifies them (`items`, beside). New ones of both are there; of two
//!    that were given the same number in a row of numbers, theirs gets the next free one. One that one side took out and the
//!    other one changed is a clash. What is only ever added (amendments, moved dates and the like) stays. A chain of whys is
//!    taken in its order (`chain`): where each side answers otherwise, it clashes as a whole.
//! 5. State and history are one (`life`): the entries of both stay, in the order of time. Where both moved the record on to
//!    different states somebody has to see that: it is in the state of the last entry, and what else it is to be is a step.
//! 6. Long texts are merged line by line ([`textmerge`](crate::domain::textmerge)).
//! 7. Everything else clashes. Keys that this version does not know follow the same rules; a record that a newer version wrote
//!    is left alone.
//! 8. Where the sides have more than one base, unchanged means equal to all of them.
//! 9. Checklists and copies of evidence are kept to the letter: one side's, or a clash of the whole. So is a record that one
//!    side removed and the other one changed.
//! 10. The merge is made in the text of our side, and takes from theirs what is new there, comments included. What would not
//!     read back as it was meant is a clash of the whole.
//!
//! Neither side comes first but in the order of lists: the same two versions merge to the same fields in every clone.

mod chain;
mod fields;
mod found;
mod held;
mod life;
mod lists;
mod marks;
mod rules;
mod said;
mod versions;
mod weave;

use std::{borrow::Cow, path::Path};

use toml::{Table, Value};
use toml_edit::DocumentMut;

use crate::{
    beneath,
    domain::{
        merge::{Choice, Choices, Clash, ClashKind, FieldPath, Side},
        record::{Record, RecordKey, SCHEMA},
    },
};

use self::{
    fields::{Decided, Merge, Signs},
    versions::{Node, Three},
};
use super::{Located, Store, former, items, paths, read, schema};

/// The versions of a record that are to be merged; none where a side has no such file.
#[derive(Debug, Clone, Copy)]
pub struct Versions<'a> {
    /// What both began with: one for each merge base. No base at all is the same as one without the file.
    pub bases: &'a [Option<&'a str>],
    /// The version of whoever merges.
    pub ours: Option<&'a str>,
    /// The version that comes.
    pub theirs: Option<&'a str>,
}

impl<'a> Versions<'a> {
    /// Returns the version of a side.
    pub const fn of(&self, side: Side) -> Option<&'a str> {
        match side {
            Side::Ours => self.ours,
            Side::Theirs => self.theirs,
        }
    }

    fn is_unchanged(&self, side: Side) -> bool {
        let now = self.of(side);
        if self.bases.is_empty() {
            return now.is_none();
        }
        self.bases.iter().all(|base| *base == now)
    }
}

/// What merging a record came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// It is as this side has it, to the byte.
    Same(Side),
    /// It has something of both.
    Text(String),
    /// It is not there any more.
    Removed,
    /// Both changed the same.
    Clashing {
        /// What they changed, in the order of the record.
        clashes: Vec<Clash>,
        /// The record with all that did not clash, and ours where it did; none where we have no such file.
        text: Option<String>,
    },
}

/// Why a record could not be merged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeFault {
    /// A version cannot be understood, and is never guessed at.
    #[error("{0} cannot be understood: {1}")]
    Broken(Side, Located),
    /// A newer version of the program wrote one of them.
    #[error("it has schema {0}, which is newer than this version of tickmark")]
    Newer(u32),
    /// Neither side has the file.
    #[error("neither side has it")]
    Nothing,
}

impl Store {
    /// Merges two versions of a record, with what was decided about clashes.
    ///
    /// Without a key the file is no record that is known, and what is true of any record is all that is held.
    pub fn merge(
        key: Option<&RecordKey>,
        path: &str,
        versions: Versions<'_>,
        choices: &Choices,
    ) -> Result<Merged, MergeFault> {
        Self::merge_as(key, path, versions, Decided::By(choices))
    }

    fn merge_as(
        key: Option<&RecordKey>,
        path: &str,
        versions: Versions<'_>,
        decided: Decided<'_>,
    ) -> Result<Merged, MergeFault> {
        let sides = [Side::Ours, Side::Theirs];
        if versions.ours.is_none() && versions.theirs.is_none() {
            return Err(MergeFault::Nothing);
        }
        if versions.ours == versions.theirs {
            return Ok(Merged::Same(Side::Ours));
        }
        if let Some(side) = sides.into_iter().find(|side| versions.is_unchanged(*side)) {
            return Ok(taken(&versions, side.other()));
        }
        if let Some(Choice::Take(side)) = decided.about(&FieldPath::whole()) {
            return Ok(taken(&versions, side));
        }
        let (Some(ours), Some(theirs)) = (versions.ours, versions.theirs) else {
            return Ok(whole(&versions));
        };
        if matches!(key, Some(RecordKey::Criteria(..) | RecordKey::Kept { .. })) {
            return Ok(whole(&versions));
        }
        let broken = |side| move |fault| MergeFault::Broken(side, fault);
        let ours = Version::read(key, path, ours).map_err(broken(Side::Ours))?;
        let theirs = Version::read(key, path, theirs).map_err(broken(Side::Theirs))?;
        if let Some(newer) = ours.newer.or(theirs.newer) {
            return Err(MergeFault::Newer(newer));
        }
        // A base that cannot be read is as if there were none: what differs then clashes.
        let bases: Vec<Option<Version<'_>>> = versions
            .bases
            .iter()
            .map(|base| Version::read(key, path, (*base)?).ok())
            .collect();
        let mut merge = Merge::new(decided, Signs::Each);
        let three = Three {
            bases: bases
                .iter()
                .map(|base| base.as_ref().map(|base| &base.table))
                .collect(),
            ours: &ours.table,
            theirs: &theirs.table,
        };
        let mut nodes = merge.table(&FieldPath::whole(), &three);
        let base = bases.first().and_then(Option::as_ref);
        let as_meant = |nodes: &[(String, Node)]| {
            let meant = versions::resolved(nodes, Some(&ours.table), Some(&theirs.table));
            written(nodes, &ours, &theirs, base)
                .filter(|text| text.len() as u64 <= read::LIMIT)
                .filter(|text| reads_back(key, path, text, &meant))
        };
        let Some(mut text) = as_meant(&nodes) else {
            return Ok(whole(&versions));
        };
        if let Some((side, fields)) = key.and_then(|key| held(key, path, &text, (&ours, &theirs))) {
            if fields.contains(&None) {
                return Ok(whole(&versions));
            }
            let tables = (&ours.table, &theirs.table, base.map(|base| &base.table));
            held::keep(&mut merge, &mut nodes, tables, (side, &fields));
            let Some(kept) = as_meant(&nodes) else {
                return Ok(whole(&versions));
            };
            text = kept;
        }
        let clashes = merge.clashes();
        if !clashes.is_empty() {
            let text = Some(text);
            return Ok(Merged::Clashing { clashes, text });
        }
        let same = sides
            .into_iter()
            .find(|side| versions.of(*side) == Some(&text));
        Ok(same.map_or(Merged::Text(text), Merged::Same))
    }

    /// Writes a record that clashes as git does: both sides between marks, each `key = value` as a whole.
    ///
    /// Such a file is told as a merge that is not finished by whatever reads it. Where a side has no such file there are no marks
    /// to be made.
    pub fn with_marks(
        key: Option<&RecordKey>,
        path: &str,
        versions: Versions<'_>,
    ) -> Option<String> {
        let as_of =
            |side: Side| match Self::merge_as(key, path, versions, Decided::All(side)).ok()? {
                Merged::Same(side) => versions.of(side).map(str::to_owned),
                Merged::Text(text) => Some(text),
                Merged::Clashing { .. } | Merged::Removed => versions.of(side).map(str::to_owned),
            };
        Some(marks::between(&as_of(Side::Ours)?, &as_of(Side::Theirs)?))
    }

    /// Reads a version of a record that lies in some file; none where the file is empty, as git has it for one that is not there.
    pub fn version(file: &Path, told: &str) -> Result<Option<String>, Located> {
        let opened =
            beneath::file_at(file).map_err(|_| Located::whole(told, "there is no such file"))?;
        let source = read::file(opened, told)?;
        Ok((!source.text.is_empty()).then(|| source.text.into_string()))
    }

    /// Tells which record a path may be, wherever the folder of the records is; none for what can be no record.
    pub fn key_anywhere(path: &str) -> Option<RecordKey> {
        if path == paths::WORKSPACE {
            return Some(RecordKey::Workspace);
        }
        let folders = path.match_indices('/').map(|(at, _)| at);
        folders
            .filter_map(|at| path.get(..at))
            .find_map(|records| paths::key_of(records, path))
    }
}

/// Merges an edit of a record over what somebody else has made of its file meanwhile, or lists the fields that both changed.
///
/// The rules are the same, but that whoever saves signs what comes of it.
pub(super) fn over(old: &Table, new: &Table, on_disk: &Table) -> Result<Table, Vec<String>> {
    let (merged, clashes) = saved(old, new, on_disk);
    if clashes.is_empty() {
        Ok(merged)
    } else {
        Err(clashes.iter().map(|clash| clash.path.to_string()).collect())
    }
}

/// Lists what an edit of a record and somebody else's edit of its file have both changed.
pub(super) fn clashes(old: &Table, new: &Table, on_disk: &Table) -> Vec<Clash> {
    saved(old, new, on_disk).1
}

/// Merges an edit of a record over what somebody else has made of its file; where both changed the same, the edit stands.
pub(super) fn ours_over(old: &Table, new: &Table, on_disk: &Table) -> Table {
    saved(old, new, on_disk).0
}

fn saved(old: &Table, new: &Table, on_disk: &Table) -> (Table, Vec<Clash>) {
    let choices = Choices::new();
    let mut merge = Merge::new(Decided::By(&choices), Signs::Saver);
    let three = Three {
        bases: vec![Some(old)],
        ours: new,
        theirs: on_disk,
    };
    let nodes = merge.table(&FieldPath::whole(), &three);
    let merged = versions::resolved(&nodes, Some(new), Some(on_disk));
    (merged, merge.clashes())
}

/// Lists what a side holds fast in a merge, with that side.
fn held(
    key: &RecordKey,
    path: &str,
    text: &str,
    (ours, theirs): (&Version<'_>, &Version<'_>),
) -> Option<(Side, Vec<held::Held>)> {
    let merged = read::record(path, key, text).ok()?.record;
    let records = (ours.record.as_ref()?, theirs.record.as_ref()?);
    held::held(records, [&ours.table, &theirs.table], &merged)
}

/// A version that was read.
struct Version<'a> {
    text: Cow<'a, str>,
    /// The record; none where it is not known what kind of record it is.
    record: Option<Record>,
    table: Table,
    newer: Option<u32>,
}

impl<'a> Version<'a> {
    /// Reads a version, and brings it to the form of today.
    fn read(key: Option<&RecordKey>, path: &str, text: &'a str) -> Result<Self, Located> {
        let clean = read::normal(text);
        let mut newer = None;
        let mut record = None;
        let mut text = clean;
        if let Some(key) = key {
            let understood = read::record(path, key, &text)?;
            newer = understood.newer;
            if newer.is_none()
                && let Some(today) = schema::to_table(&understood.record)
                && let Some(renewed) = former::renewed(&text, &today)
                && renewed != *text
            {
                text = Cow::Owned(renewed);
            }
            record = Some(understood.record);
        }
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            read::conflict(path, &text)
                .unwrap_or_else(|| Located::at(path, &text, error.span(), error.message()))
        })?;
        if key.is_none() {
            let schema = table.get("schema").and_then(Value::as_integer);
            let schema = schema.and_then(|schema| u32::try_from(schema).ok());
            newer = schema.filter(|schema| *schema > SCHEMA);
        }
        Ok(Self {
            text,
            record,
            table,
            newer,
        })
    }
}

/// Takes the version of one side.
fn taken(versions: &Versions<'_>, side: Side) -> Merged {
    match versions.of(side) {
        Some(_) => Merged::Same(side),
        None => Merged::Removed,
    }
}

/// Says that the record as a whole has to be decided.
fn whole(versions: &Versions<'_>) -> Merged {
    let told = |text: Option<&str>| text.map(|text| read::normal(text).into_owned());
    let base = versions.bases.first().copied().flatten();
    let kind = if versions.ours.is_some() && versions.theirs.is_some() {
        ClashKind::Whole
    } else {
        ClashKind::Removed
    };
    Merged::Clashing {
        clashes: vec![Clash {
            path: FieldPath::whole(),
            kind,
            base: told(base),
            ours: told(versions.ours),
            theirs: told(versions.theirs),
        }],
        text: versions.ours.map(str::to_owned),
    }
}

/// Writes the merge into the text of our side.
fn written(
    nodes: &[(String, Node)],
    ours: &Version<'_>,
    theirs: &Version<'_>,
    base: Option<&Version<'_>>,
) -> Option<String> {
    let parse = |version: &Version<'_>| version.text.parse::<DocumentMut>().ok();
    let mut document = parse(ours)?;
    let theirs = parse(theirs)?;
    let base = base.and_then(parse);
    weave::document(&mut document, &theirs, base.as_ref(), nodes);
    let mut text = document.to_string();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Some(text)
}

/// Tells whether a text is the record that was meant.
fn reads_back(key: Option<&RecordKey>, path: &str, text: &str, meant: &Table) -> bool {
    let is_meant = text
        .parse::<Table>()
        .is_ok_and(|table| items::same_tables(&table, meant));
    is_meant && key.is_none_or(|key| read::record(path, key, text).is_ok())
}
