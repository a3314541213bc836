//! Linking a finding with what it repeats, and taking the higher grade that this proposes.

use std::collections::BTreeMap;

use crate::domain::{
    change::Change,
    finding::{Classification, Finding, FindingState, OfferedGrade},
    guard::{Reason, Refusal, is_said},
    history::Step,
    id::{AuditId, FindingId},
    papers::WorkingPapers,
    recurrence,
    workspace::Workspace,
};

use super::follow_up::{self, Known};

/// Links an earlier finding as what a finding repeats, or takes the link back.
pub fn toggle(
    papers: &WorkingPapers,
    id: &FindingId,
    earlier: &FindingId,
) -> Result<Change, Refusal> {
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
///
/// Of several grades of the house that count as the proposed type the first is taken. One that was handed over is
/// reclassified, with the repeat as reason.
pub fn take_grade(
    all: &BTreeMap<AuditId, WorkingPapers>,
    papers: &WorkingPapers,
    id: &FindingId,
    step: &Step,
    workspace: &Workspace,
    known: &Known<'_>,
) -> Result<Change, Refusal> {
    let finding = papers.findings.get(id);
    let proposal = finding.and_then(|finding| recurrence::proposal(all, finding));
    let Some((finding, proposal)) = finding.zip(proposal) else {
        return Err(Refusal {
            reasons: vec![Reason::new(
                "type",
                "no linked repeat proposes a higher grade",
            )],
        });
    };
    let grades = workspace.offered_grades();
    let grade = grades.iter().find(|grade| grade.kind == proposal.kind);
    let to = grade.map_or(
        Classification::of(proposal.kind),
        OfferedGrade::classification,
    );
    let why = proposal.why();
    let mut letters = why.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    let why = format!("{}{}.", first.unwrap_or_default(), letters.as_str());
    if finding.state == FindingState::Draft {
        let what = format!("is {}", proposal.kind.label());
        return follow_up::edit_finding(papers, id, &what, |finding| {
            finding.kind = to.kind;
            finding.grade.clone_from(&to.grade);
            if !is_said(&finding.grade_reason) {
                finding.grade_reason = why;
            }
        });
    }
    let step = Step {
        why,
        ..step.clone()
    };
    follow_up::reclassify(papers, id, &to, &step, known)
}
