//! What a commit would do to the records' own memory: take away what is committed, or speak in the name of others.

use std::collections::BTreeSet;

use crate::{
    domain::{
        id::AuditId,
        lawful,
        papers::WorkingPapers,
        people::People,
        person::Person,
        problem::{Problem, Severity},
        record::{Record, RecordKey},
        verify::{Foreign, foreign, new_by},
    },
    error::{Error, Result},
    safe::escape_line,
    store::{Store, Understood},
    vcs::{At, Change, VcsError},
};

use super::{super::Session, PendingRecord, Review};

/// More than any record may have.
const AT_MOST: u64 = 4 << 20;
/// How many acts of others are named where a record has many.
const NAMED: usize = 3;

/// What would be committed of the acts of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewOf {
    /// The records of which all that is new is that person's, and the copies that they cite.
    pub review: Review,
    /// What is pending beside them, each with the reason why it is left out.
    pub left_out: Vec<String>,
}

/// A pending record in both versions: as it is committed, and as it is now.
pub(super) struct Versions {
    pub(super) before: Option<Record>,
    pub(super) after: Record,
}

impl Versions {
    /// Reads both; none where the record is gone, is no record with acts, or cannot be read: that is told elsewhere.
    pub(super) fn of(file: &PendingRecord) -> Option<Self> {
        let key = file.key.as_ref().filter(|_| file.kept.is_none())?;
        let read = |text: &str| match Store::understand(key, &file.path, text.as_bytes()) {
            Ok(Understood::Record(record, _)) => Some(*record),
            Ok(Understood::Checklist(_) | Understood::OtherName(_)) | Err(_) => None,
        };
        let before = (file.change != Change::Added).then(|| read(&file.old));
        let after = (file.change != Change::Deleted).then(|| read(&file.new));
        Some(Self {
            // Against a version that cannot be read nothing can be held.
            before: match before {
                Some(None) => return None,
                Some(before) => before,
                None => None,
            },
            after: after??,
        })
    }
}

impl Session {
    /// Reads a record as the branch's tip has it; none where it does not have it, or it cannot be read there.
    pub(in crate::session) fn committed(&self, key: &RecordKey) -> Result<Option<Record>> {
        if self.repository().head()?.commit.is_none() {
            return Ok(None);
        }
        let path = self.store().path_of(key);
        let content = match self.repository().read(&At::Head, &path, AT_MOST) {
            Ok(content) => content,
            Err(VcsError::NoSuchPath { .. }) => return Ok(None),
            Err(other) => return Err(other.into()),
        };
        Ok(match Store::understand(key, &path, &content.bytes) {
            Ok(Understood::Record(record, _)) => Some(*record),
            Ok(Understood::Checklist(_) | Understood::OtherName(_)) | Err(_) => None,
        })
    }

    /// Lists the pending records that have less of the past than what is committed, or were edited past their guards.
    pub(super) fn unlawful(files: &[PendingRecord]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for file in files {
            let (Some(record), Some(versions)) = (file.key.clone(), Versions::of(file)) else {
                continue;
            };
            let reasons = lawful::unlawful_edits(versions.before.as_ref(), &versions.after);
            if reasons.is_empty() {
                continue;
            }
            let texts: Vec<&str> = reasons.iter().map(|reason| reason.text.as_str()).collect();
            let path = escape_line(&file.path);
            let way = match file.change {
                Change::Added => {
                    "what was written by hand is to be taken out, and the step made by the program"
                        .to_owned()
                }
                Change::Modified | Change::Deleted => format!(
                    "what is committed goes on by a step alone; bring it back: git checkout -- '{path}'"
                ),
            };
            problems.push(Problem {
                text: format!("{}: {}; {way}", record.short(), texts.join("; ")),
                record,
                severity: Severity::Blocks,
            });
        }
        problems
    }

    /// Lists the pending records that hold something new in the name of another person than this author.
    pub(super) fn in_other_names(&self, files: &[PendingRecord], author: &Person) -> Vec<Problem> {
        let people = self.people();
        let mut problems = Vec::new();
        for file in files {
            let told = self.foreign_in(file, files, author, &people);
            let (Some(record), Some(first)) = (file.key.clone(), told.first()) else {
                continue;
            };
            let mut whats: Vec<&str> = told
                .iter()
                .take(NAMED)
                .map(|one| one.what.as_str())
                .collect();
            let more = format!("{} more", told.len().saturating_sub(NAMED));
            if told.len() > NAMED {
                whats.push(&more);
            }
            let by = &first.by;
            let way = if Self::has_news_of(file, author, &people) {
                "it holds news of both, and each commits before the other goes on; git commit takes it as it is, and verify tells of that for good"
                    .to_owned()
            } else {
                format!(
                    "each commits their own, or a colleague does it for them: tickmark commit --author '{}'",
                    escape_line(&by.to_string())
                )
            };
            problems.push(Problem {
                text: format!(
                    "{}: {} in the name of {}, and the commit would be by {}: {way}",
                    record.short(),
                    whats.join(", "),
                    by.name,
                    author.name,
                ),
                record,
                severity: Severity::Blocks,
            });
        }
        problems
    }

    /// Tells whether a pending record has something new in the name of this author.
    fn has_news_of(file: &PendingRecord, author: &Person, people: &People) -> bool {
        Versions::of(file)
            .is_some_and(|both| new_by(both.before.as_ref(), &both.after, author, people))
    }

    /// Lists what is new in a pending record and in the name of another person.
    fn foreign_in(
        &self,
        file: &PendingRecord,
        files: &[PendingRecord],
        author: &Person,
        people: &People,
    ) -> Vec<Foreign> {
        let Some(versions) = Versions::of(file) else {
            return Vec::new();
        };
        let others = || self.committed_records(files);
        foreign(
            versions.before.as_ref(),
            &versions.after,
            author,
            people,
            others,
        )
    }

    /// Lists the records as they are committed: those that are pending in their version before.
    fn committed_records(&self, files: &[PendingRecord]) -> Vec<Record> {
        let pending: BTreeSet<&RecordKey> =
            files.iter().filter_map(|file| file.key.as_ref()).collect();
        let before = files
            .iter()
            .filter_map(|file| Versions::of(file).and_then(|versions| versions.before));
        let papers = self.papers().values().flat_map(WorkingPapers::records);
        let statements = self.applicability().values().cloned();
        papers
            .chain(statements.map(Record::Applicability))
            .filter(|record| !pending.contains(&record.key()))
            .chain(before)
            .collect()
    }

    /// Cuts a review down to what is new in the name of one person alone: others leave their work to be committed by themselves.
    pub fn review_of(&self, audit: Option<&AuditId>, author: &Person) -> Result<ReviewOf> {
        let mut review = self.review_by(audit, Some(author))?;
        let people = self.people();
        let all = review.files.clone();
        let mut left_out = Vec::new();
        let mut taken: BTreeSet<RecordKey> = BTreeSet::new();
        for file in all.iter().filter(|file| file.kept.is_none()) {
            let Some(key) = file.key.as_ref().filter(|key| !is_criteria(key)) else {
                continue;
            };
            let told = self.foreign_in(file, &all, author, &people);
            let has_own = Self::has_news_of(file, author, &people);
            if let Some(other) = told.first() {
                let also = format!("{} in the name of {}", other.what, other.by.name);
                left_out.push(format!("{} is left out: {also}", key.named()));
            } else if has_own {
                taken.insert(key.clone());
            } else {
                let name = &author.name;
                left_out.push(format!(
                    "{} is left out: nothing new in it is in the name of {name}",
                    key.named()
                ));
            }
        }
        for key in all
            .iter()
            .filter_map(|file| file.key.as_ref())
            .filter(|key| is_criteria(key))
        {
            // The checklists that an audit keeps have no name of their own, and go where it goes.
            let audit = key.audit().map(|audit| RecordKey::Audit(audit.clone()));
            let is_pending =
                |audit: &RecordKey| all.iter().any(|file| file.key.as_ref() == Some(audit));
            if audit.is_some_and(|audit| taken.contains(&audit) || !is_pending(&audit)) {
                taken.insert(key.clone());
            } else {
                left_out.push(format!("{} is left out: its audit is", key.named()));
            }
        }
        review.files.retain(|file| match (&file.kept, &file.key) {
            (Some(kept), _) => kept.cited_in.iter().any(|record| taken.contains(record)),
            (None, key) => key.as_ref().is_some_and(|key| taken.contains(key)),
        });
        if review.files.is_empty() {
            return Err(Error::refused(format!(
                "Could not commit: no pending record holds the work of {} alone",
                author.name
            ))
            .details(left_out));
        }
        let is_of = |files: &[PendingRecord], problem: &Problem| {
            files
                .iter()
                .any(|file| file.key.as_ref() == Some(&problem.record))
        };
        let files = &review.files;
        review
            .problems
            .retain(|problem| is_of(files, problem) || !is_of(&all, problem));
        review.message = super::super::message::propose(&review.files, self.papers());
        Ok(ReviewOf { review, left_out })
    }
}

const fn is_criteria(key: &RecordKey) -> bool {
    matches!(key, RecordKey::Criteria(..))
}
