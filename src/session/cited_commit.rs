//! Citing commits: naming one, judging it, and showing what it says.

use std::collections::BTreeMap;

use crate::{
    domain::{
        evidence::{CitationState, EvidenceKind, EvidenceLink},
        id::EvidenceId,
    },
    error::{Error, Result},
    vcs::{CommitLine, ShownCommit},
};

use super::{Session, follow_up::Citations, repositories::HERE};

/// How many of the files that a commit touched are shown.
pub const SHOWN_FILES: usize = 200;

impl Session {
    /// Makes a citation of a commit by whatever git takes for one, after `NAME//` in another repository.
    ///
    /// Its subject and its date are kept; its author is not.
    pub fn cite_commit(&self, text: &str) -> Result<EvidenceLink> {
        let (repository, name) = match text.split_once("//") {
            Some((repository, name)) if !repository.is_empty() => (repository, name),
            Some(_) | None => (HERE, text),
        };
        let vcs = self.repositories().named(repository)?;
        let commit = vcs.commit_meant(name.trim())?;
        let shown = vcs.show_commit(&commit, 0)?;
        let mut link = EvidenceLink::of_commit(
            self.draw_evidence()?,
            repository.to_owned(),
            commit,
            self.actor()?,
            self.clock().now(),
        );
        link.what = shown.line.subject;
        link.effective = Some(shown.line.on);
        Ok(link)
    }

    /// Shows the commit that a citation is of.
    pub fn shown_commit(&self, link: &EvidenceLink) -> Result<ShownCommit> {
        let Some(commit) = link
            .commit
            .as_deref()
            .filter(|_| link.kind == EvidenceKind::Commit)
        else {
            return Err(Error::usage(format!(
                "Could not show {}: it cites no commit ({})",
                link.id,
                link.subject()
            )));
        };
        let vcs = self.repositories().named(&link.repository)?;
        Ok(vcs.show_commit(commit, SHOWN_FILES)?)
    }

    /// Lists the newest commits of the current branch, for choosing one.
    pub fn recent_commits(&self, limit: usize) -> Result<Vec<CommitLine>> {
        Ok(self.repository().recent_commits(limit)?)
    }

    /// Judges those of some citations that are of commits, each in its own repository.
    pub(super) fn judge_commits(&self, links: &[&EvidenceLink]) -> Citations {
        let mut states: BTreeMap<EvidenceId, CitationState> = BTreeMap::new();
        let mut by_repository: BTreeMap<&str, (Vec<&EvidenceId>, Vec<&str>)> = BTreeMap::new();
        for link in links.iter().filter(|l| l.kind == EvidenceKind::Commit) {
            if let Some(commit) = link.commit.as_deref() {
                let (ids, commits) = by_repository.entry(&link.repository).or_default();
                ids.push(&link.id);
                commits.push(commit);
            } else {
                let why = "the record lacks the commit".to_owned();
                states.insert(link.id.clone(), CitationState::CannotJudge { why });
            }
        }
        for (name, (ids, commits)) in by_repository {
            let judged = match self.repositories().named(name) {
                Ok(repository) => repository.check_commits(&commits),
                Err(absent) => vec![absent.state(); commits.len()],
            };
            states.extend(ids.into_iter().cloned().zip(judged));
        }
        states
    }
}
