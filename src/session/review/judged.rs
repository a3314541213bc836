//! What a commit of the pending records may not do, and whose they are.

use std::collections::BTreeSet;

use crate::{
    domain::{person::Person, problem::Problem, record::RecordKey},
    error::Result,
    store::Store,
    vcs::Change,
};

use super::{super::Session, Alone, News, PendingRecord, put_back, versions::Versions};

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
    /// Judges pending records for a commit by an author; where nobody is known to be at work, what holds for all. `beside` are those of
    /// no audit that are pending and not to be committed: a statement of applicability, by which findings are judged.
    pub(super) fn judged_for(
        &self,
        files: &[PendingRecord],
        beside: Vec<PendingRecord>,
        author: Option<&Person>,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Judged> {
        let versions = Versions::all(files);
        let mut judged = Judged {
            problems: put_back::problems(&versions),
            by: self.judged_by(&versions),
            ..Judged::default()
        };
        if let Some(author) = author {
            judged.problems.extend(self.refused_to(&versions, author)?);
            judged.news = self.news(&versions, author);
            if beside.is_empty() {
                judged.alone = self.alone(files, author);
            } else {
                let all: Vec<PendingRecord> = files.iter().cloned().chain(beside).collect();
                judged.alone = self.alone(&all, author);
                let own: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
                let is_in = |file: &PendingRecord| own.contains(file.path.as_str());
                let apart = judged.alone.problems(&all, &is_in, stop);
                judged.problems.extend(apart.into_iter().flatten());
            }
        }
        judged.problems.extend(self.reported(files)?);
        if let Some(author) = author.filter(|_| !judged.problems.is_empty()) {
            // What puts back what a merge brought in too late is held against the history, and not against HEAD alone.
            // Where the history cannot be read, what stands against HEAD stays.
            if let Some(told) = self.told_once_committed(files, author, stop).ok().flatten() {
                let is_told = |problem: &Problem| told.contains(&problem.record);
                let new = files.iter().filter(|file| file.change == Change::Added);
                let new: BTreeSet<&RecordKey> = new.filter_map(|file| file.key.as_ref()).collect();
                let is_new = |problem: &Problem| new.contains(&problem.record);
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
        let mut paths: BTreeSet<String> =
            keys.iter().map(|key| self.store().path_of(key)).collect();
        paths.insert(MAILMAP.to_owned());
        let steps = versions.iter().filter(|pending| pending.takes_step());
        for audit in steps.filter_map(|pending| pending.key.audit()) {
            // A step rests on all that its guards look at.
            paths.insert(Store::folder_of(self.store().records_folder(), audit));
            let statements = self.applicability().keys().cloned();
            paths.extend(statements.map(|id| self.store().path_of(&RecordKey::Applicability(id))));
        }
        paths.into_iter().collect()
    }
}
