//! The samples of an audit: those of a row, the wider one of another, and what their items cite.

use super::{CitedIn, WorkingPapers};
use crate::domain::{
    evidence::EvidenceLink,
    id::{FindingId, RowKey, SampleId},
    sample::{ItemResult, Sample},
};

impl WorkingPapers {
    /// Lists the samples that were drawn for a row, or for one that is answered together with it.
    pub fn samples_of(&self, key: &RowKey) -> Vec<&Sample> {
        let (lead, home) = (self.leader(key).unwrap_or(key), self.home(key));
        self.samples
            .values()
            .filter(|s| s.row.as_ref().is_some_and(|row| row == lead || row == home))
            .collect()
    }

    /// Lists the samples that belong to a finding.
    pub fn samples_for(&self, finding: &FindingId) -> Vec<&Sample> {
        self.samples
            .values()
            .filter(|s| s.finding.as_ref() == Some(finding))
            .collect()
    }

    /// Finds the sample that widens another.
    pub fn widening(&self, id: &SampleId) -> Option<&Sample> {
        self.samples
            .values()
            .find(|s| s.widens.as_ref() == Some(id))
    }

    /// Returns the size of the wider sample that is proposed for one: none where there is one already.
    ///
    /// What had failed in the narrower sample was the reason for this one, and is none for a still wider one.
    pub fn proposed_size(&self, sample: &Sample) -> Option<usize> {
        let narrow = sample.widens.as_ref().and_then(|id| self.samples.get(id));
        let known = |id: &str| {
            let found = narrow.and_then(|narrow| narrow.item(id));
            found.is_some_and(|item| item.result == ItemResult::Fail)
        };
        let mut failed = sample
            .items
            .iter()
            .filter(|item| item.result == ItemResult::Fail && !item.is_replaced());
        sample
            .proposed_size()
            .filter(|_| failed.any(|item| !known(&item.id)))
            .filter(|_| self.widening(&sample.id).is_none())
    }

    /// Iterates over what the items of samples cite.
    pub(super) fn item_citations(&self) -> impl Iterator<Item = (CitedIn, &EvidenceLink)> {
        self.samples.values().flat_map(|sample| {
            sample.items.iter().flat_map(move |item| {
                let place = move || CitedIn::Item(sample.id.clone(), item.id.clone());
                item.evidence.iter().map(move |link| (place(), link))
            })
        })
    }
}
