//! What a commit of the pending records may not do, and whose they are.

use std::collections::BTreeSet;

use crate::{
    domain::{
        person::Person,
        problem::Problem,
        record::{Record, RecordKey},
    },
    error::Result,
    vcs::Change,
};

use super::{super::Session, Alone, News, PendingRecord, lawful, versions::Versions};

/// Where git keeps who is whom.
const MAILMAP: &str = ".mailmap";

/// How pending records are judged for a commit by somebody.
#[derive(Default)]
pub(super) struct Judged {
    /// What the history would tell of for good.
    pub(super) problems: Vec<Problem>,
    /// In whose names what is new is.
    pub(super) news: Vec<News>,
    /// What a part of them is judged by.
    pub(super) alone: Alone,
    /// The files by which they were judged, as they are committed.
    pub(super) by: Vec<String>,
}

impl Session {
    /// Judges pending records for a commit by an author; where nobody is known to be at work, what holds for all.
    pub(super) fn judged_for(
        &self,
        files: &[PendingRecord],
        author: Option<&Person>,
    ) -> Result<Judged> {
        let versions = Versions::all(files);
        let mut judged = Judged {
            problems: lawful::problems(&versions),
            by: self.judged_by(&versions),
            ..Judged::default()
        };
        if let Some(author) = author {
            judged.problems.extend(self.refused_to(&versions, author)?);
            judged.news = self.news(&versions, author);
            judged.alone = self.alone(files, author);
        }
        judged.problems.extend(self.reported(files)?);
        if let Some(author) = author.filter(|_| !judged.problems.is_empty()) {
            // What puts back what a merge brought in too late is held against the history, and not against HEAD alone.
            if let Some(told) = self.told_once_committed(files, author)? {
                let is_told = |problem: &Problem| told.contains(&problem.record);
                let is_new = |problem: &Problem| {
                    let mut new = files.iter().filter(|file| file.change == Change::Added);
                    new.any(|file| file.key.as_ref() == Some(&problem.record))
                };
                judged
                    .problems
                    .retain(|problem| is_told(problem) || is_new(problem));
            }
        }
        Ok(judged)
    }

    /// Lists the files by which pending records are judged as they are committed: who is whom, their audits, and the findings and
    /// corrective actions by which those are known who answer for them.
    fn judged_by(&self, versions: &[Versions<'_>]) -> Vec<String> {
        let mut keys: BTreeSet<RecordKey> = BTreeSet::new();
        for pending in versions {
            let Some(audit) = pending.key.audit() else {
                continue;
            };
            keys.insert(RecordKey::Audit(audit.clone()));
            let Some(papers) = self.papers().get(audit) else {
                continue;
            };
            for answered in papers.answering(pending.before.as_ref(), &pending.after) {
                let id = answered.finding.id.clone();
                keys.insert(RecordKey::Finding(audit.clone(), id));
                let actions = answered.actions.iter();
                keys.extend(actions.map(|one| RecordKey::Action(audit.clone(), one.id.clone())));
            }
        }
        for pending in versions {
            // What is committed itself is held against what was there all the same.
            keys.remove(&Record::key(&pending.after));
        }
        let paths = keys.iter().map(|key| self.store().path_of(key));
        paths.chain([MAILMAP.to_owned()]).collect()
    }
}
