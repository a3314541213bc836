//! Reviewing and committing: exactly the pending records with the copies of evidence that they cite, and nothing else.

mod alone;
mod hands;
mod judged;
mod kept;
mod names;
mod problems;
mod put_back;
mod refused;
mod shares;
mod ticked;
mod versions;
mod without;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{
        id::AuditId,
        merge::FieldPath,
        person::Person,
        problem::{Problem, Severity},
        record::RecordKey,
        signoff::standing,
    },
    error::{Error, Result},
    vcs::{Change, CommitFile, CommitRequest, Committed, Head, OthersChanged, PendingFile},
};

use self::{
    judged::Judged,
    problems::{oddities, removed},
    without::{papers_as_committed, put_back},
};
use super::{
    Session,
    signoff::{no_reason, signed_here},
};

pub use self::{
    alone::Alone,
    hands::Hands,
    kept::{KeptCopy, human_size},
    names::{InName, News, quoted},
    shares::ReviewOf,
    ticked::Ticked,
    without::FieldOf,
};

/// A record or kept copy that differs from the last commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingRecord {
    /// The path, relative to the root.
    pub path: String,
    /// Which record it is; none for a file that is no record, such as an own checklist.
    pub key: Option<RecordKey>,
    /// Whether it is new, changed or gone.
    pub change: Change,
    /// The text at the last commit; of a copy its beginning.
    pub old: String,
    /// The text now; of a copy its beginning.
    pub new: String,
    /// The copy of evidence that it is; none for a record.
    pub kept: Option<KeptCopy>,
}

impl PendingRecord {
    /// Takes a record as the repository has it.
    fn of(key: RecordKey, file: PendingFile) -> Self {
        Self {
            key: Some(key),
            change: file.change,
            old: text(file.old),
            new: text(file.new),
            path: file.path,
            kept: None,
        }
    }

    /// Returns the bytes to commit; none to delete the file.
    fn bytes(&self) -> Option<Vec<u8>> {
        match &self.kept {
            Some(kept) => kept.bytes.as_ref().map(|bytes| bytes.to_vec()),
            None => (self.change != Change::Deleted).then(|| self.new.clone().into_bytes()),
        }
    }
}

/// What a commit would contain, what is wrong with it, and what it would say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Where the commit would go.
    pub head: Head,
    /// The records, by path.
    pub files: Vec<PendingRecord>,
    /// What is wrong with them.
    pub problems: Vec<Problem>,
    /// The audit that was asked for; none for the whole workspace.
    pub audit: Option<AuditId>,
    /// Whose commit it would be; none where git does not know who is at work.
    pub author: Option<Person>,
    /// In whose names the news of the records are.
    pub news: Vec<News>,
    /// Those of the others named there who sign their own commits, so that nothing would show that they agree.
    pub unproved: Vec<Person>,
    /// A message that says what changed.
    pub message: String,
    /// What of the user's own work is staged or changed, and stays as it is.
    pub others: OthersChanged,
    /// Whether a record's file was changed by somebody else since it was read: what is judged here is not what is there.
    pub is_behind: bool,
    /// The audits that were signed off and whose records are among these: the commit has to say why they change.
    pub signed: Vec<AuditId>,
    /// Whether the commit is signed with a key, which may ask for a passphrase.
    pub with_key: bool,
    /// What a commit of some of the records without the others is judged by.
    pub alone: Alone,
    /// The files by which the records were judged as they are committed: where another commit changes one meanwhile, all is to be
    /// judged again.
    pub judged_by: Vec<String>,
    /// The fields that are left out, and the records of which nothing is taken for that.
    pub without: Vec<FieldOf>,
}

impl Review {
    /// Tells whether the message has to say why records change after a sign-off, and does not.
    pub fn lacks_reason(&self, message: &str) -> bool {
        !signed_here(self).is_empty() && standing::why_of(message).is_empty()
    }

    /// Tells whether a problem blocks the commit.
    pub fn is_blocked(&self) -> bool {
        self.problems.iter().any(|p| p.severity == Severity::Blocks)
    }
}

/// What is to be reviewed.
#[derive(Clone, Copy)]
struct Asked<'a> {
    /// The audit; the whole workspace where there is none.
    audit: Option<&'a AuditId>,
    /// Whose commit it is to be; none for whoever is at work.
    author: Option<&'a Person>,
    /// The fields that are as they are committed, by the path of their record.
    without: &'a BTreeMap<&'a str, Vec<&'a FieldPath>>,
    /// Says that nobody waits for it any more.
    stop: &'a (dyn Fn() -> bool + Sync),
}

/// Says that nothing was reviewed as nobody waited for it.
fn stopped() -> Error {
    Error::refused("Could not commit: the review was stopped")
}

/// How many records differ from the last commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PendingCounts {
    /// Those of each audit that has any.
    pub audits: BTreeMap<AuditId, usize>,
    /// Those of no audit: the workspace's own and the statements of applicability.
    pub workspace: usize,
    /// What is committed and not on disk any more, as a whole: folders of audits, the programme, statements of applicability.
    pub gone: Vec<String>,
}

impl PendingCounts {
    /// Returns how many there are of an audit.
    pub fn of(&self, audit: &AuditId) -> usize {
        self.audits.get(audit).copied().unwrap_or(0)
    }

    /// Returns how many there are in all.
    pub fn total(&self) -> usize {
        self.audits.values().sum::<usize>() + self.workspace
    }
}

impl Session {
    /// Counts the records that differ from the last commit.
    pub fn pending_counts(&self) -> Result<PendingCounts> {
        let mut counts = PendingCounts::default();
        let mut cited = None;
        for file in self.repository().pending(&self.record_places(None))? {
            let Some(key) = self.store().key_of(&file.path) else {
                continue;
            };
            if matches!(key, RecordKey::Kept { .. }) {
                let cited = cited.get_or_insert_with(|| self.kept_copies());
                if !cited.contains_key(file.path.as_str()) {
                    continue;
                }
            }
            if file.change == Change::Deleted {
                counts.gone.extend(self.whole(&key, &file.path));
            }
            match key.audit() {
                Some(audit) => *counts.audits.entry(audit.clone()).or_default() += 1,
                None => counts.workspace += 1,
            }
        }
        Ok(counts)
    }

    /// Names what is gone with a record as a whole; none for a record of an audit that is still there.
    fn whole(&self, key: &RecordKey, path: &str) -> Option<String> {
        match key {
            RecordKey::Audit(audit) => Some(format!("{}/{audit}", self.store().records_folder())),
            RecordKey::Programme | RecordKey::Applicability(_) | RecordKey::Workspace => {
                Some(path.to_owned())
            }
            RecordKey::Criteria(..)
            | RecordKey::Answers(..)
            | RecordKey::Finding(..)
            | RecordKey::Action(..)
            | RecordKey::Kept { .. }
            | RecordKey::Sample(..)
            | RecordKey::Trail(..) => None,
        }
    }

    /// Shows what a commit would contain: the pending records of one audit, or of the whole workspace.
    pub fn review(&self, audit: Option<&AuditId>) -> Result<Review> {
        let asked = Asked {
            audit,
            author: None,
            without: &BTreeMap::new(),
            stop: &|| false,
        };
        self.review_by(&asked)?.ok_or_else(stopped)
    }

    /// Does the same; none once `stop` says that nobody waits for it.
    pub fn review_unless(
        &self,
        audit: Option<&AuditId>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Review>> {
        self.review_by(&Asked {
            audit,
            author: None,
            without: &BTreeMap::new(),
            stop,
        })
    }

    fn review_by(&self, asked: &Asked<'_>) -> Result<Option<Review>> {
        let Asked {
            audit,
            author,
            without,
            stop,
        } = *asked;
        let head = self.repository().head()?;
        let mut copies = Vec::new();
        let mut files: Vec<PendingRecord> = Vec::new();
        for file in self.repository().pending(&self.record_places(audit))? {
            // What else lies in the folder of the records is the user's own work.
            match self.store().key_of(&file.path) {
                None => {}
                Some(key @ RecordKey::Kept { .. }) => copies.push((key, file)),
                Some(key) => files.push(PendingRecord::of(key, file)),
            }
        }
        let (copies, mut problems) = self.pending_copies(copies);
        files.extend(copies);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let changed_outside = self.changed_outside(&files);
        let whole = (!without.is_empty()).then(|| files.clone());
        put_back(&mut files, without)?;
        let keys: BTreeSet<&RecordKey> =
            files.iter().filter_map(|file| file.key.as_ref()).collect();
        let audits: BTreeSet<&AuditId> = keys.iter().filter_map(|key| key.audit()).collect();
        let pending = |key: &RecordKey| keys.contains(key);
        for papers in self.papers().values() {
            let id = &papers.audit.id;
            if audit.is_some_and(|a| a != id) || !audits.contains(id) {
                continue;
            }
            let as_committed = papers_as_committed(papers, &files, without);
            let papers = as_committed.as_ref().unwrap_or(papers);
            let citations = self.check(papers);
            let mut found = papers.problems(&citations, self.applicability());
            found.extend(self.problems_between(papers));
            found.extend(papers.problems_of_age(&self.workspace().freshness));
            // Who waits for a review does not wait for the history: what was found in it before is told.
            if let Some(independence) = self.known_independence(papers) {
                found.extend(papers.problems_of_independence(&independence));
            }
            problems.extend(found.into_iter().filter(|p| pending(&p.record)));
        }
        problems.extend(self.problems_of_statements(pending));
        problems.extend(self.problems_of_broken(&files));
        let is_behind = !changed_outside.is_empty();
        problems.extend(changed_outside);
        problems.extend(files.iter().filter_map(removed));
        problems.extend(files.iter().flat_map(oddities));
        let author = author.cloned().or_else(|| self.actor().ok());
        let Judged {
            problems: not_allowed,
            news,
            alone,
            by: judged_by,
        } = self.judged_for(&files, self.beside(audit)?, author.as_ref(), stop)?;
        problems.extend(not_allowed);
        if let (Some(whole), Some(author)) = (&whole, &author) {
            match self.problems_without((whole, &files), author, stop) {
                Some(found) => problems.extend(found),
                None => return Ok(None),
            }
        }
        let signed = self.signed_among(&files)?;
        problems.extend(self.removed_though_signed(&files, &signed));
        problems.sort_by_key(|p| p.severity);
        let mut review = Review {
            message: super::message::propose(&files, self.papers()),
            others: self
                .repository()
                .others_changed(&self.record_places(None))?,
            head,
            files,
            problems,
            audit: audit.cloned(),
            author,
            news,
            unproved: Vec::new(),
            is_behind,
            signed,
            with_key: self.repository().signs_commits(),
            alone,
            judged_by,
            without: Vec::new(),
        };
        let others = review.others_signing();
        if !others.is_empty() {
            match self.signing(&others, &self.people(), stop) {
                Some(signing) => review.unproved = signing,
                None => return Ok(None),
            }
        }
        Ok((!stop()).then_some(review))
    }

    /// Commits what was reviewed, with this message: a subject, a body and the trailers of the records.
    pub fn commit(&mut self, review: &Review, message: &str) -> Result<Committed> {
        self.commit_by(review, message, &Hands::default())
    }

    /// Commits what was reviewed as the work of an author, with co-authors or without; whoever is at work is the committer.
    pub fn commit_by(
        &mut self,
        review: &Review,
        message: &str,
        hands: &Hands,
    ) -> Result<Committed> {
        self.may_write("commit")?;
        if let Some(operation) = review.head.operation {
            return Err(under_way(operation));
        }
        let Some(branch) = review
            .head
            .branch
            .as_ref()
            .map(|name| format!("refs/heads/{name}"))
        else {
            return Err(Error::refused("Could not commit: HEAD is detached").hint(
                "switch to a branch first: git switch BRANCH; the records stay as they are",
            ));
        };
        if review.files.is_empty() {
            return Err(Error::refused(
                "Could not commit: no record has changed since the last commit",
            ));
        }
        if review.is_blocked() {
            let texts = review
                .problems
                .iter()
                .filter(|p| p.severity == Severity::Blocks);
            if review.is_behind {
                return Err(Error::refused(
                    "Could not commit: records were saved while they were looked at",
                )
                .details(texts.map(|p| p.text.clone()))
                .hint("nothing is wrong with them: commit again"));
            }
            return Err(Error::refused(
                "Could not commit: the records have faults that must be mended first",
            )
            .details(texts.map(|p| p.text.clone())));
        }
        self.check_hands(review, hands)?;
        if message.trim().is_empty() {
            return Err(Error::usage("Could not commit: the message is empty"));
        }
        let signed = signed_here(review);
        if review.lacks_reason(message) {
            return Err(no_reason(&signed));
        }
        let request = CommitRequest {
            files: review
                .files
                .iter()
                .map(|file| CommitFile {
                    path: file.path.clone(),
                    bytes: file.bytes(),
                    // Records are saved before they are committed; whoever saves one now is not written over.
                    in_place: file.key.is_some(),
                })
                .collect(),
            message: super::message::with_trailers(
                message,
                &review.files,
                self.sign_offs_before(&signed)?,
                &hands.co_authors,
            ),
            author: match &review.author {
                Some(author) => author.clone(),
                None => self.actor()?,
            },
            committer: self.actor()?,
            expected_branch: branch,
            expected_commit: review.head.commit.clone(),
            judged_by: {
                let is_own = |path: &String| review.files.iter().any(|file| file.path == *path);
                let judged_by = review.judged_by.iter();
                judged_by.filter(|path| !is_own(path)).cloned().collect()
            },
        };
        let done = self.repository().commit(&request)?;
        self.forget_company(review.files.iter().filter_map(|file| file.key.as_ref()));
        // Of what was left out it is to be known later, too, who has saved it.
        let parted: BTreeSet<&str> = review.without.iter().map(|one| one.path.as_str()).collect();
        let whole = review
            .files
            .iter()
            .filter(|file| !parted.contains(file.path.as_str()));
        self.forget_nameless(whole.filter_map(|file| file.key.as_ref()));
        Ok(done)
    }

    /// Lists the pending records of no audit that a commit of one audit leaves out.
    fn beside(&self, audit: Option<&AuditId>) -> Result<Vec<PendingRecord>> {
        if audit.is_none() {
            return Ok(Vec::new());
        }
        let pending = self.repository().pending(&self.record_places(None))?;
        let of_none = pending.into_iter().filter_map(|file| {
            let key = self.store().key_of(&file.path)?;
            key.audit().is_none().then(|| PendingRecord::of(key, file))
        });
        Ok(of_none.collect())
    }

    /// Lists the places where records are: of one audit, or all.
    pub(super) fn record_places(&self, audit: Option<&AuditId>) -> Vec<String> {
        let folder = self.store().records_folder();
        match audit {
            Some(audit) => vec![format!("{folder}/{audit}")],
            None => vec!["tickmark.toml".to_owned(), folder.to_owned()],
        }
    }

    /// Lists the records that are staged as they were before they were committed, by path: of an audit, or all of them.
    pub fn taken_back(&self, audit: Option<&AuditId>) -> Vec<String> {
        self.repository().taken_back(&self.record_places(audit))
    }
}

/// Says that nothing is committed while git is in the middle of something.
fn under_way(operation: &str) -> Error {
    Error::refused(format!(
        "Could not commit: a {operation} is under way in this repository"
    ))
    .hint("finish or abort it with git first (git status says how); the records stay as they are")
}

fn text(bytes: Option<Vec<u8>>) -> String {
    bytes
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}
