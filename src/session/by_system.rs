//! Answering a row for one AI system by itself, and raising a finding from what was found there.

use crate::domain::{
    answer::{SystemAnswer, Verdict, called},
    audit::Audit,
    change::Change,
    evidence::EvidenceLink,
    finding::FindingType,
    history::Step,
    id::{FindingId, RowKey, SystemId},
    papers::WorkingPapers,
    record::Record,
    register::{Named, Register, scoped},
};
use crate::{
    error::{Error, Result},
    safe::escape_line,
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
            if !old
                .as_ref()
                .is_some_and(|old| cites_further(old, &new, step))
            {
                let last = old.as_ref().and_then(|old| old.at);
                (new.by, new.at) = (Some(step.by.clone()), Some(step.later_than(last)));
            }
            row.put_system(new);
        }
    })
}

/// Tells whether nothing but citations are added to what another person judged: the judgement stays theirs.
fn cites_further(old: &SystemAnswer, new: &SystemAnswer, step: &Step) -> bool {
    let is_anothers = old.by.as_ref().is_some_and(|by| !by.is(&step.by));
    let rest = SystemAnswer {
        evidence: old.evidence.clone(),
        ..new.clone()
    };
    is_anothers
        && old.verdict.is_some()
        && rest == *old
        && old.evidence.iter().all(|id| new.evidence.contains(id))
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

/// Finds the system that is meant, which has to be in the scope of the audit where that names any; one that is retired has to
/// be named there.
pub fn find(audit: &Audit, register: Option<&Register>, text: &str) -> Result<OfSystem> {
    let could_not =
        |why: &str| Error::usage(format!("Could not look at {}: {why}", escape_line(text)));
    let scope = scoped(&audit.scope.ai_systems, register);
    let in_scope = scope.iter().find(|known| {
        let by_id = known
            .id
            .as_ref()
            .is_some_and(|id| id.as_str().eq_ignore_ascii_case(text.trim()));
        by_id || known.name.to_lowercase() == text.trim().to_lowercase()
    });
    if let Some(known) = in_scope {
        let id = known.id.clone().ok_or_else(|| {
            could_not("the scope names it, and the register does not know it").hint(
                "give it an id in the register; what is wrong with that: tickmark system check",
            )
        })?;
        return Ok(OfSystem {
            id,
            name: known.name.clone(),
        });
    }
    let listed = format!(
        "put it there: tickmark audit set {} --ai-system ID",
        audit.id
    );
    match register.map(|register| register.named(text)) {
        Some(Named::Found(system)) if scope.is_empty() && system.is_retired() => Err(could_not(
            "the register has it as retired, and the audit does not name it",
        )
        .hint(listed)),
        Some(Named::Found(system)) if scope.is_empty() => Ok(OfSystem {
            id: system.id.clone(),
            name: system.name.clone(),
        }),
        Some(Named::Found(_)) => Err(could_not("it is not in the scope of the audit").hint(listed)),
        Some(Named::Unknown(near)) => {
            let error = could_not("the register knows no such AI system");
            Err(match near {
                Some(near) => error.hint(format!(
                    "did you mean {} ({})?",
                    near.id,
                    escape_line(&near.name)
                )),
                None => error.hint("list them: tickmark system list"),
            })
        }
        None => Err(could_not("it is not in the scope of the audit").hint(listed)),
    }
}
