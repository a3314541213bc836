//! Where nonconformities fall: clauses and controls, processes, sites and AI systems.

use std::collections::BTreeMap;

use crate::domain::{
    finding::{Finding, FindingType},
    guard::is_said,
};

/// Something on which nonconformities fell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frequent {
    /// What: a criterion such as `iso-42001:8.2`, or a place in the words of the findings.
    pub what: String,
    /// How many major ones.
    pub major: usize,
    /// How many minor ones.
    pub minor: usize,
}

impl Frequent {
    /// Returns how many there are.
    pub const fn count(&self) -> usize {
        self.major + self.minor
    }
}

/// Counts nonconformities by clause and control; one on several of them counts at each.
pub(super) fn clauses<'a>(found: impl Iterator<Item = &'a Finding>) -> Vec<Frequent> {
    count(found.flat_map(|finding| {
        let criteria = finding.criteria.iter().map(ToString::to_string);
        let documents = finding.documents.iter().cloned();
        criteria
            .chain(documents)
            .map(|what| (what, finding.kind))
            .collect::<Vec<_>>()
    }))
}

/// Counts nonconformities by the place where they were found, letter case and blanks aside; those without one are left out.
pub(super) fn places<'a>(found: impl Iterator<Item = &'a Finding>) -> Vec<Frequent> {
    let said = found.filter(|finding| is_said(&finding.place));
    count(said.map(|finding| (finding.place.clone(), finding.kind)))
}

fn count(found: impl Iterator<Item = (String, FindingType)>) -> Vec<Frequent> {
    let mut counts: BTreeMap<String, Frequent> = BTreeMap::new();
    for (what, kind) in found {
        let words: Vec<&str> = what.split_whitespace().collect();
        let words = words.join(" ");
        let entry = counts.entry(words.to_lowercase());
        let frequent = entry.or_insert_with(|| Frequent {
            what: words,
            major: 0,
            minor: 0,
        });
        frequent.major += usize::from(kind == FindingType::Major);
        frequent.minor += usize::from(kind == FindingType::Minor);
    }
    let mut counts: Vec<Frequent> = counts.into_values().collect();
    counts.sort_by(|one, other| {
        let gravity = |f: &Frequent| (f.count(), f.major);
        gravity(other).cmp(&gravity(one))
    });
    counts
}
