//! Ids that are taken: those of all records there are, and those that anything still speaks of.

use std::collections::BTreeMap;

use crate::domain::{id::AuditId, papers::WorkingPapers};

use super::BrokenRecord;

/// Tells whether an id of a finding, a corrective action or a sample is taken.
///
/// It is where any audit of the workspace has such a record, can be read or not, or names it: a record that was lost from the
/// work tree is still what its corrective actions answer and later findings repeat.
pub fn is_taken(
    papers: &BTreeMap<AuditId, WorkingPapers>,
    broken: &[BrokenRecord],
    id: &str,
) -> bool {
    let file = format!("/{id}.toml");
    broken.iter().any(|record| record.path.ends_with(&file))
        || papers.values().any(|papers| is_spoken_of(papers, id))
}

fn is_spoken_of(papers: &WorkingPapers, id: &str) -> bool {
    let findings = papers.findings.values().any(|finding| {
        finding.id.as_str() == id || finding.repeats.iter().any(|other| other.as_str() == id)
    });
    let actions = papers.actions.values().any(|action| {
        action.id.as_str() == id || action.findings.iter().any(|other| other.as_str() == id)
    });
    let samples = papers.samples.values().any(|sample| {
        sample.id.as_str() == id
            || sample
                .finding
                .as_ref()
                .is_some_and(|other| other.as_str() == id)
            || sample
                .widens
                .as_ref()
                .is_some_and(|other| other.as_str() == id)
    });
    findings || actions || samples
}
