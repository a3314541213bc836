//! Leaving single fields out of a commit: a record is committed as it would be without them, and its file stays as it is.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use crate::{
    domain::{
        id::AuditId,
        merge::FieldPath,
        papers::WorkingPapers,
        person::Person,
        problem::{Problem, Severity},
        record::RecordKey,
    },
    error::{Error, Result},
    safe::escape_line,
    store::{Store, Understood},
    vcs::Change,
};

use super::{super::Session, Asked, PendingRecord, Review, stopped, versions::Versions};

/// A field of a pending record; the record as a whole where no field is named. Written `RECORD:FIELD`, where a record is an id or a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldOf {
    /// The path of the record, relative to the root.
    pub path: String,
    /// What the record is called: its id, or else its path.
    pub name: String,
    /// The field.
    pub field: FieldPath,
}

impl FieldOf {
    /// Names a field of a pending record.
    pub(super) fn of(file: &PendingRecord, field: FieldPath) -> Self {
        Self {
            path: file.path.clone(),
            name: names(file).next_back().unwrap_or(&file.path).to_owned(),
            field,
        }
    }
}

impl fmt::Display for FieldOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_whole() {
            return f.write_str(&self.name);
        }
        write!(f, "{}:{}", self.name, self.field)
    }
}

/// Lists what a pending record may be called: its path and, where it has one of its own, its id.
fn names(file: &PendingRecord) -> impl DoubleEndedIterator<Item = &str> {
    let id = match &file.key {
        Some(RecordKey::Finding(_, id)) => Some(id.as_str()),
        Some(RecordKey::Action(_, id)) => Some(id.as_str()),
        Some(RecordKey::Sample(_, id)) => Some(id.as_str()),
        Some(
            RecordKey::Workspace
            | RecordKey::Applicability(_)
            | RecordKey::Programme
            | RecordKey::Audit(_)
            | RecordKey::Criteria(..)
            | RecordKey::Answers(..)
            | RecordKey::Kept { .. }
            | RecordKey::Trail(..),
        )
        | None => None,
    };
    std::iter::once(file.path.as_str()).chain(id)
}

impl Review {
    /// Finds the field of a pending record that a text names.
    pub fn field_named(&self, text: &str) -> Result<FieldOf> {
        for file in &self.files {
            for name in names(file) {
                let Some(rest) = text.strip_prefix(name) else {
                    continue;
                };
                if rest.is_empty() {
                    return Ok(FieldOf::of(file, FieldPath::whole()));
                }
                let Some(field) = rest.strip_prefix(':') else {
                    continue;
                };
                let field = field.parse().map_err(|invalid| {
                    Error::usage(format!(
                        "Could not leave out {}: {invalid}",
                        escape_line(text)
                    ))
                })?;
                return Ok(FieldOf::of(file, field));
            }
        }
        Err(Error::usage(format!(
            "Could not leave out {}: nothing that would be committed has that name",
            escape_line(text)
        ))
        .hint("write RECORD:FIELD, such as F-7K3QX2:statement, or a path in the place of the id")
        .hint("what would be committed: tickmark commit --dry-run"))
    }
}

impl Session {
    /// Reviews the same once more, but for single fields: they are as they are committed, and everything is judged so.
    ///
    /// Refuses what no record can be without.
    pub fn review_without(&self, review: &Review, fields: &[FieldOf]) -> Result<Review> {
        self.review_without_unless(review, fields, &|| false)?
            .ok_or_else(stopped)
    }

    /// Does the same; none once `stop` says that nobody waits for it.
    pub(super) fn review_without_unless(
        &self,
        review: &Review,
        fields: &[FieldOf],
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Review>> {
        // There git takes the file as it lies in the work tree.
        if self.repository().engine().by_git && fields.iter().any(|one| !one.field.is_whole()) {
            return Err(Error::refused(
                "Could not leave out a single field: git makes the commits here, for its split or sparse index, and takes whole files",
            )
            .hint("leave the record out as a whole, by its name alone"));
        }
        let mut by_path: BTreeMap<&str, Vec<&FieldPath>> = BTreeMap::new();
        let mut left: BTreeSet<&str> = BTreeSet::new();
        for one in fields {
            if one.field.is_whole() {
                left.insert(&one.path);
            } else {
                by_path.entry(&one.path).or_default().push(&one.field);
            }
        }
        let taken: BTreeSet<&str> = review.files.iter().map(|file| file.path.as_str()).collect();
        let asked = Asked {
            audit: review.audit.as_ref(),
            author: review.author.as_ref(),
            without: &by_path,
            stop,
        };
        let Some(whole) = self.review_by(&asked)? else {
            return Ok(None);
        };
        // Of a record in which nothing else is new there is nothing to commit.
        let is_taken = |file: &PendingRecord| {
            let path = file.path.as_str();
            let is_same = by_path.contains_key(path)
                && file.change == Change::Modified
                && file.old == file.new;
            taken.contains(path) && !left.contains(path) && !is_same
        };
        let Some(mut cut) = whole.cut_unless(is_taken, stop) else {
            return Ok(None);
        };
        if cut.files.is_empty() {
            return Err(Error::refused(
                "Could not commit: nothing is left beside what is left out",
            ));
        }
        cut.without = fields.to_vec();
        cut.message = super::super::message::propose(&cut.files, self.papers());
        Ok(Some(cut))
    }

    /// Judges a commit that leaves fields out against one of all: what verifying would tell of the one alone stands against it.
    /// None once `stop` says that nobody waits for it.
    pub(super) fn problems_without(
        &self,
        (whole, part): (&[PendingRecord], &[PendingRecord]),
        author: &Person,
        stop: &dyn Fn() -> bool,
    ) -> Option<Vec<Problem>> {
        let people = Arc::new(self.people());
        let told = |files: &[PendingRecord]| {
            let mut known = self.known_of(files, author, Arc::clone(&people));
            known.told(&|_| true, stop)
        };
        let new = super::alone::beyond(told(part)?, &told(whole)?).into_iter();
        let problems = new.filter_map(|one| {
            let record = one.record?;
            Some(Problem {
                text: format!(
                    "{}: {}; so it is without what is left out",
                    record.short(),
                    one.text
                ),
                record,
                severity: Severity::Blocks,
            })
        });
        Some(problems.collect())
    }
}

/// Puts fields of pending records back as they are committed.
pub(super) fn put_back(
    files: &mut [PendingRecord],
    fields: &BTreeMap<&str, Vec<&FieldPath>>,
) -> Result<()> {
    for file in files {
        let Some(fields) = fields.get(file.path.as_str()) else {
            continue;
        };
        let is_step = Versions::of(file).is_some_and(|versions| versions.goes_on());
        for field in fields {
            let could_not = |why: &str| {
                let name = FieldOf::of(file, (*field).clone()).to_string();
                let text = format!(
                    "Could not leave out {}: {}",
                    escape_line(&name),
                    escape_line(why)
                );
                Error::refused(text)
            };
            let Some(key) = file.key.as_ref().filter(|_| file.kept.is_none()) else {
                return Err(could_not("it is kept to the letter, as a whole"));
            };
            if file.change == Change::Deleted {
                return Err(could_not("the record is gone as a whole"));
            }
            let old = (file.change == Change::Modified).then_some(file.old.as_str());
            if !Store::differs_at(old, Some(&file.new), field) {
                return Err(could_not("it is as it is committed"));
            }
            if is_step {
                return Err(could_not(
                    "the record takes a step in this commit, which rests on all that it says",
                )
                .hint("leave the record out as a whole, by its name alone, or name who has written it: --co-author"));
            }
            let made = Store::with_field_of(key, &file.path, &file.new, old, field);
            file.new = made.map_err(|fault| {
                could_not(&fault.message).hint("leave the record out as a whole, by its name alone")
            })?;
        }
    }
    Ok(())
}

/// Returns the papers of an audit with its pending records as they would be committed; none where that is as they are.
pub(super) fn papers_as_committed(
    papers: &WorkingPapers,
    files: &[PendingRecord],
    fields: &BTreeMap<&str, Vec<&FieldPath>>,
) -> Option<WorkingPapers> {
    let id: &AuditId = &papers.audit.id;
    let mut made: Option<WorkingPapers> = None;
    for file in files
        .iter()
        .filter(|file| fields.contains_key(file.path.as_str()))
    {
        let Some(key) = file.key.as_ref().filter(|key| key.audit() == Some(id)) else {
            continue;
        };
        if let Ok(Understood::Record(record, _)) =
            Store::understand(key, &file.path, file.new.as_bytes())
        {
            made.get_or_insert_with(|| papers.clone()).put(&record);
        }
    }
    made
}
