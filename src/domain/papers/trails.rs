//! The trails of AI systems in an audit, and what their links cite.

use super::{CitedIn, WorkingPapers};
use crate::domain::{
    evidence::EvidenceLink,
    id::{FindingId, SystemId},
    trail_test::{TrailLink, TrailTest},
};

impl WorkingPapers {
    /// Iterates over what the links of trails cite.
    pub(super) fn trail_citations(&self) -> impl Iterator<Item = (CitedIn, &EvidenceLink)> {
        self.trails.values().flat_map(|trail| {
            trail.links.iter().flat_map(move |link| {
                let place = move || CitedIn::Link(trail.system.clone(), link.id.clone());
                link.evidence.iter().map(move |cited| (place(), cited))
            })
        })
    }

    /// Finds the broken link that a finding was drafted for.
    pub fn link_of(&self, finding: &FindingId) -> Option<(&TrailTest, &TrailLink)> {
        self.trails.values().find_map(|trail| {
            let mut links = trail.links.iter();
            let link = links.find(|link| link.finding.as_ref() == Some(finding))?;
            Some((trail, link))
        })
    }

    /// Returns the trail of a system.
    pub fn trail(&self, system: &SystemId) -> Option<&TrailTest> {
        self.trails.get(system)
    }
}
