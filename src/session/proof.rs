//! Whether what was done still holds: the commits that planned actions name, each in its own repository.

use std::collections::BTreeMap;

use crate::{
    domain::{
        action::{CorrectiveAction, Fix, FixedIn, Proofs},
        evidence::EvidenceLink,
        guard::is_said,
        id::FindingId,
        papers::WorkingPapers,
        reopening::Reopening,
    },
    error::{Error, Result},
    safe::escape_line,
};

use super::{Session, follow_up::Citations, repositories::HERE};

/// What was found out about the corrective actions of an audit.
#[derive(Debug, Clone, Default)]
pub struct Proved {
    /// What became of the fixing commits.
    pub proofs: Proofs,
    /// What became of the citations of corrective actions and of the findings they answer.
    pub citations: Citations,
    /// What proposes to be reopened.
    pub reopenings: Vec<Reopening>,
}

impl Session {
    /// Finds out what became of the commits that planned actions name.
    pub fn proofs<'a>(&self, actions: impl IntoIterator<Item = &'a CorrectiveAction>) -> Proofs {
        let mut proofs = Proofs::none();
        let mut asked: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for action in actions {
            let mut fixed = action
                .actions
                .iter()
                .filter(|planned| is_said(&planned.commit))
                .peekable();
            if fixed.peek().is_some() {
                self.raised(&action.findings, &mut proofs);
            }
            for planned in fixed {
                let fixed = FixedIn::of(&planned.commit);
                let of_it = asked.entry(fixed.repository).or_default();
                of_it.push((fixed.commit, &planned.commit));
            }
        }
        for (name, commits) in asked {
            let ids: Vec<&str> = commits.iter().map(|(id, _)| *id).collect();
            let judged = match self.repositories().named(name) {
                Ok(repository) => {
                    let fixings = repository.fixings(&ids, self.records_in(name));
                    for ((_, written), fixing) in commits.iter().zip(fixings) {
                        if let Some(fixing) = fixing {
                            proofs.tell(written, fixing);
                        }
                    }
                    repository.fixes(&ids)
                }
                Err(absent) => {
                    let why = format!("{} {}", absent.name, absent.why);
                    vec![Fix::Unknown { why }; ids.len()]
                }
            };
            for ((_, written), fix) in commits.into_iter().zip(judged) {
                proofs.note(written, fix);
            }
        }
        proofs
    }

    /// Notes when findings were raised.
    fn raised(&self, findings: &[FindingId], proofs: &mut Proofs) {
        for papers in self.papers().values() {
            let here = findings.iter().filter_map(|id| papers.findings.get(id));
            for finding in here {
                if let Some(first) = finding.history.first() {
                    proofs.raise(&finding.id, first.at);
                }
            }
        }
    }

    /// Returns the folder of a repository whose files are records, and no fix; empty where there is none.
    fn records_in(&self, repository: &str) -> &str {
        if repository == HERE {
            self.store().records_folder()
        } else {
            ""
        }
    }

    /// Finds the commit that fixed something, by whatever git takes for one, and writes it as records do.
    pub fn fixed_in(&self, text: &str) -> Result<String> {
        let fixed = self.fix_named(text.trim())?;
        let repository = self.repositories().named(fixed.repository)?;
        let commit = repository.commit_meant(fixed.commit)?;
        Ok(FixedIn::written(fixed.repository, &commit))
    }

    /// Parts what somebody types into a repository and what git takes for a commit there.
    ///
    /// A branch may have an `@` in its name: it parts only behind the name of a repository that is known. `//` parts in any case, as
    /// no branch has that.
    fn fix_named<'t>(&self, text: &'t str) -> Result<FixedIn<'t>> {
        let written = FixedIn::of(text);
        if text.contains("//") {
            return Ok(written);
        }
        let known = self.repositories().names();
        let mut parted = text
            .rmatch_indices('@')
            .filter_map(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)));
        let parted = parted
            .find(|(name, commit)| is_said(commit) && known.iter().any(|known| known == *name));
        let is_here = || self.repository().commit_meant(text).is_ok();
        match parted {
            Some((name, commit)) if is_here() => Err(Error::usage(format!(
                "Could not tell which commit \"{}\" is: it is one here, and {} is a repository",
                escape_line(text),
                escape_line(name)
            ))
            .hint(format!(
                "say which: .//{} or {}//{}",
                escape_line(text),
                escape_line(name),
                escape_line(commit)
            ))),
            Some((repository, commit)) => Ok(FixedIn { repository, commit }),
            // An id behind a name that is none here is of a repository that nobody knows, which is told.
            None if written.repository != HERE && !is_here() => Ok(written),
            None => Ok(FixedIn {
                repository: HERE,
                commit: text,
            }),
        }
    }

    /// Finds out whether what counts as done in an audit still holds.
    pub fn proved(&self, papers: &WorkingPapers) -> Proved {
        let proofs = self.proofs(papers.actions.values());
        let of_actions = papers.actions.values().flat_map(|action| &action.evidence);
        let of_findings = papers
            .findings
            .values()
            .flat_map(|finding| &finding.evidence);
        let links: Vec<&EvidenceLink> = of_actions.chain(of_findings).collect();
        let citations = self.check_links(&links);
        Proved {
            reopenings: papers.reopenings(&citations, &proofs),
            proofs,
            citations,
        }
    }
}
