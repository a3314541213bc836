//! Which findings tell who answers for a corrective action.

use std::collections::BTreeSet;

use super::WorkingPapers;
use crate::domain::{
    action::{Answered, CorrectiveAction},
    id::FindingId,
    record::Record,
};

impl WorkingPapers {
    /// Lists the findings that a corrective action answers, each with its corrective actions.
    pub fn answered(&self, action: &CorrectiveAction) -> Vec<Answered<'_>> {
        self.with_actions(action.findings.iter())
    }

    /// Lists the findings by which those are known who answer for a record, in both of its versions.
    pub fn answering(&self, before: Option<&Record>, after: &Record) -> Vec<Answered<'_>> {
        let both = || before.into_iter().chain([after]);
        let own = both().filter_map(Record::finding).map(|one| &one.id);
        let of_actions = both().filter_map(Record::action);
        self.with_actions(own.chain(of_actions.flat_map(|action| &action.findings)))
    }

    fn with_actions<'i>(&self, ids: impl Iterator<Item = &'i FindingId>) -> Vec<Answered<'_>> {
        let ids: BTreeSet<&FindingId> = ids.collect();
        let findings = ids.into_iter().filter_map(|id| self.findings.get(id));
        findings
            .map(|finding| Answered {
                finding,
                actions: finding.answered_by(&self.actions),
            })
            .collect()
    }
}
