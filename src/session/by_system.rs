//! Answering a row for one AI system by itself, and raising a finding from what was found there.

use crate::domain::{
    answer::{SystemAnswer, Verdict, called},
    change::Change,
    evidence::EvidenceLink,
    finding::FindingType,
    history::Step,
    id::{FindingId, RowKey, SystemId},
    papers::WorkingPapers,
    record::Record,
};

use super::{
    answer,
    raise::{self, DrawEvidence},
};

/// The system that an answer is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfSystem {
    /// Its id.
    pub id: SystemId,
    /// What it is called.
    pub name: String,
}

/// Changes the answer of a row for a system by a function; who answered the row itself stays who did.
pub fn edit(
    papers: &WorkingPapers,
    row: &RowKey,
    system: &OfSystem,
    what: &str,
    step: &Step,
    change: impl FnOnce(&mut SystemAnswer),
) -> Change {
    cite_and_edit(papers, row, system, what, step, Vec::new(), change)
}

/// Does the same, and cites in the row what shows it.
pub fn cite_and_edit(
    papers: &WorkingPapers,
    row: &RowKey,
    system: &OfSystem,
    what: &str,
    step: &Step,
    links: Vec<EvidenceLink>,
    change: impl FnOnce(&mut SystemAnswer),
) -> Change {
    let what = format!("{} {what}", system.id);
    answer::edit(papers, row, &what, step, |row| {
        let old = row.system(&system.id).cloned();
        let mut new = old
            .clone()
            .unwrap_or_else(|| SystemAnswer::of(system.id.clone(), &system.name));
        new.evidence
            .extend(links.iter().map(|link| link.id.clone()));
        change(&mut new);
        row.evidence.extend(links);
        if old.as_ref() != Some(&new) {
            (new.by, new.at) = (Some(step.by.clone()), Some(step.at));
            row.put_system(new);
        }
    })
}

/// Sets the verdict of a row for a system, or takes it back.
pub fn set_verdict(
    papers: &WorkingPapers,
    row: &RowKey,
    system: &OfSystem,
    verdict: Option<Verdict>,
    step: &Step,
) -> Change {
    let what = verdict.map_or("unanswered", Verdict::label);
    edit(papers, row, system, what, step, |answer| {
        answer.verdict = verdict;
        if verdict.is_none_or(|v| !v.needs_reason()) {
            answer.reason.clear();
        }
    })
}

/// Drafts a finding from what a row says of a system: where it was found is the system, what was seen is its note, and what
/// shows it are the citations that its answer names, or else those of the row.
pub fn finding(
    papers: &WorkingPapers,
    row: &RowKey,
    system: &OfSystem,
    id: FindingId,
    draw: DrawEvidence<'_>,
    step: &Step,
) -> (Change, FindingId) {
    let of_row = papers.answer(row);
    let of_system = of_row.and_then(|answer| answer.system(&system.id));
    let kind = of_system
        .and_then(|answer| answer.verdict)
        .and_then(FindingType::suggested_by);
    let (mut change, id) = raise::finding(papers, Some(row), kind, id, draw, step);
    for edit in &mut change.edits {
        let Some(Record::Finding { finding, .. }) = &mut edit.after else {
            continue;
        };
        finding.place = called(&system.id, &system.name);
        let Some(answer) = of_system else { continue };
        if !answer.note.trim().is_empty() {
            finding.objective_evidence.clone_from(&answer.note);
        }
        if !answer.evidence.is_empty() {
            let cited = of_row.iter().flat_map(|row| &row.evidence);
            let mut named = cited.map(|link| answer.evidence.contains(&link.id));
            finding.evidence.retain(|_| named.next().unwrap_or(true));
        }
    }
    (change, id)
}
