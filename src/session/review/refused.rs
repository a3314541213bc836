//! What a commit would do that is not for its author to do, or not any more since the report is out.

use crate::{
    domain::{
        action::{Answered, CorrectiveAction},
        finding::Finding,
        id::AuditId,
        lawful::{self, Ground},
        person::Person,
        problem::{Problem, Severity},
        record::{Record, RecordKey},
    },
    error::Result,
};

use super::{super::Session, versions::Versions};

impl Session {
    /// Lists the pending records that this author may not change so: what the history would tell of for good.
    pub(super) fn refused_to(
        &self,
        pending: &[Versions<'_>],
        author: &Person,
    ) -> Result<Vec<Problem>> {
        let people = self.people();
        let mut problems = Vec::new();
        for versions in pending {
            let record = versions.key;
            let Some(audit) = record.audit() else {
                continue;
            };
            let before = self.committed(&RecordKey::Audit(audit.clone()))?;
            let answering = self.answering(audit, versions)?;
            let ground = Ground {
                before: before.as_ref().and_then(|record| record.audit()),
                after: self.papers().get(audit).map(|papers| &papers.audit),
                by: author,
                people: &people,
                answered: answering.iter().map(Answering::answered).collect(),
            };
            let refused = lawful::refused_to(versions.before.as_ref(), &versions.after, &ground);
            problems.extend(refused.into_iter().map(|one| Problem {
                text: format!(
                    "{}: {}: {}",
                    record.short(),
                    one.reason.field,
                    one.reason.text
                ),
                record: record.clone(),
                severity: Severity::Blocks,
            }));
        }
        Ok(problems)
    }

    /// Reads the findings by which those are known who answer for a pending record, as they are committed: what is pending beside
    /// it lets nobody in.
    fn answering(&self, audit: &AuditId, versions: &Versions<'_>) -> Result<Vec<Answering>> {
        let Some(papers) = self.papers().get(audit) else {
            return Ok(Vec::new());
        };
        let mut all = Vec::new();
        for answered in papers.answering(versions.before.as_ref(), &versions.after) {
            let id = &answered.finding.id;
            let key = RecordKey::Finding(audit.clone(), id.clone());
            let Some(Record::Finding { finding, .. }) = self.committed(&key)? else {
                continue;
            };
            let mut actions = Vec::new();
            let of_it = papers.actions.values();
            for action in of_it.filter(|action| action.findings.contains(id)) {
                let key = RecordKey::Action(audit.clone(), action.id.clone());
                if let Some(Record::Action { action, .. }) = self.committed(&key)?
                    && action.findings.contains(id)
                    && !action.is_withdrawn()
                {
                    actions.push(action);
                }
            }
            all.push(Answering { finding, actions });
        }
        Ok(all)
    }
}

/// A finding and its corrective actions, as they are committed.
struct Answering {
    finding: Finding,
    actions: Vec<CorrectiveAction>,
}

impl Answering {
    fn answered(&self) -> Answered<'_> {
        Answered {
            finding: &self.finding,
            actions: self.actions.iter().collect(),
        }
    }
}
