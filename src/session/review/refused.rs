//! What a commit would do that is not for its author to do, or not any more since the report is out.

use crate::{
    domain::{
        lawful::{self, Ground},
        person::Person,
        problem::{Problem, Severity},
        record::RecordKey,
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
            let ground = Ground {
                before: before.as_ref().and_then(|record| record.audit()),
                after: self.papers().get(audit).map(|papers| &papers.audit),
                by: author,
                people: &people,
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
}
