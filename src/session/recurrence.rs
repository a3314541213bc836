//! Linking a finding with what it repeats, and taking the higher grade that this proposes.

use std::collections::BTreeMap;

use crate::domain::{
    change::Change,
    finding::Finding,
    guard::{Reason, Refusal, is_said},
    id::{AuditId, FindingId},
    papers::WorkingPapers,
    recurrence,
};

use super::follow_up;

/// Links an earlier finding as what a finding repeats, or takes the link back.
pub fn toggle(papers: &WorkingPapers, id: &FindingId, earlier: &FindingId) -> Change {
    let linked = papers
        .findings
        .get(id)
        .is_some_and(|finding| finding.repeats.contains(earlier));
    let what = if linked {
        format!("repeats {earlier} no more")
    } else {
        format!("repeats {earlier}")
    };
    follow_up::edit_finding(papers, id, &what, |finding: &mut Finding| {
        if linked {
            finding.repeats.retain(|other| other != earlier);
        } else {
            finding.repeats.push(earlier.clone());
        }
    })
}

/// Gives a finding the higher grade that a linked repeat proposes; where no reason for its grade is written, that is one.
pub fn take_grade(
    all: &BTreeMap<AuditId, WorkingPapers>,
    papers: &WorkingPapers,
    id: &FindingId,
) -> Result<Change, Refusal> {
    let finding = papers.findings.get(id);
    let proposal = finding.and_then(|finding| recurrence::proposal(all, finding));
    let Some((finding, proposal)) = finding.zip(proposal) else {
        return Err(Refusal {
            reasons: vec![Reason {
                field: "type",
                text: "no linked repeat proposes a higher grade".to_owned(),
            }],
        });
    };
    finding.reclassified(proposal.kind)?;
    let what = format!("is {}", proposal.kind.label());
    Ok(follow_up::edit_finding(papers, id, &what, |finding| {
        finding.kind = proposal.kind;
        if !is_said(&finding.grade_reason) {
            let why = proposal.why();
            let mut letters = why.chars();
            let first = letters.next().map(|c| c.to_uppercase().to_string());
            let first = first.unwrap_or_default();
            finding.grade_reason = format!("{first}{}.", letters.as_str());
        }
    }))
}
