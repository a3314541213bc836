//! Answering a row: verdict, reason, note, methods and people, each an invertible change of the clause's answer sheet.
//!
//! A row that several standards share has one answer, in the sheet of the row that leads ([`crate::domain::shared`]).

use crate::domain::{
    answer::{Answer, AnswerSheet, Method, Verdict},
    change::{Change, Edit},
    evidence::EvidenceLink,
    history::Step,
    id::RowKey,
    maturity::Maturity,
    papers::WorkingPapers,
    record::Record,
};

/// Changes the answer of a row by a function and names the change `what`; a row that follows another has the answer of that.
///
/// Who and when are noted only if something else changed, so that a change that says nothing new is empty.
pub fn edit(
    papers: &WorkingPapers,
    row: &RowKey,
    what: &str,
    step: &Step,
    change: impl FnOnce(&mut Answer),
) -> Change {
    edit_own(papers, papers.home(row), what, step, change)
}

/// Changes what is recorded of a row itself, whatever it follows.
pub(super) fn edit_own(
    papers: &WorkingPapers,
    row: &RowKey,
    what: &str,
    step: &Step,
    change: impl FnOnce(&mut Answer),
) -> Change {
    let criterion = row.criterion();
    let before = papers.answers.get(&criterion);
    let mut sheet = before
        .cloned()
        .unwrap_or_else(|| AnswerSheet::new(row.checklist.clone(), row.reference.clone()));
    let old = sheet
        .answer(&row.question)
        .cloned()
        .unwrap_or_else(|| Answer::to(row.question.clone()));
    let mut new = old.clone();
    change(&mut new);
    // Pinning a citation anew is told in the citation: who answered the row stays who did.
    let is_repinned = |link: &EvidenceLink| {
        let known = old.evidence.iter().find(|other| other.id == link.id);
        known.is_some_and(|known| known.earlier.len() < link.earlier.len())
    };
    let is_repinned = new.evidence.iter().any(is_repinned);
    let signed = if is_repinned || cites_further(&old, &new, step) {
        (old.by.clone(), old.at)
    } else {
        (Some(step.by.clone()), Some(step.later_than(old.at)))
    };
    // What an answer for a system rests on names citations of the row.
    for system in &mut new.systems {
        let there = |id: &_| new.evidence.iter().any(|link| &link.id == id);
        system.evidence.retain(there);
    }
    new.systems.retain(|system| !system.is_empty());
    // What is said of a system is signed there: who answered the row itself stays who did.
    let rest = Answer {
        systems: old.systems.clone(),
        ..new.clone()
    };
    if rest != old {
        (new.by, new.at) = signed;
    }
    sheet.put(new);
    let record = |sheet: AnswerSheet| Record::Answers {
        audit: papers.audit.id.clone(),
        sheet,
    };
    let what = format!("{} #{} {what}", row.reference, row.question);
    if before.is_none() && sheet.answers.is_empty() {
        return Change {
            what,
            edits: Vec::new(),
        };
    }
    // A sheet in which nothing is said any more has no file.
    let after = (!sheet.answers.is_empty()).then(|| record(sheet));
    Change {
        what,
        edits: vec![Edit {
            before: before.cloned().map(record),
            after,
        }],
    }
}

/// Tells whether nothing but citations are added to what another person judged: the judgement stays theirs, and each citation
/// says who obtained it.
fn cites_further(old: &Answer, new: &Answer, step: &Step) -> bool {
    let is_anothers = old.by.as_ref().is_some_and(|by| !by.is(&step.by));
    let is_judged = old.verdict.is_some() || old.maturity.is_some();
    let rest = Answer {
        evidence: old.evidence.clone(),
        systems: old.systems.clone(),
        ..new.clone()
    };
    is_anothers
        && is_judged
        && rest == *old
        && old.evidence.iter().all(|link| new.evidence.contains(link))
}

/// Sets the verdict of a row, or takes it back.
pub fn set_verdict(
    papers: &WorkingPapers,
    row: &RowKey,
    verdict: Option<Verdict>,
    step: &Step,
) -> Change {
    let what = verdict.map_or("unanswered", Verdict::label);
    edit(papers, row, what, step, |answer| {
        answer.verdict = verdict;
        // The reason belongs to "not applicable" and "not audited"; with another verdict it would mislead.
        if verdict.is_some_and(|v| !v.needs_reason()) {
            answer.reason.clear();
        }
    })
}

/// Sets the maturity of a row, or takes it back; a row that was set aside is not so any more.
pub fn set_maturity(
    papers: &WorkingPapers,
    row: &RowKey,
    maturity: Option<Maturity>,
    step: &Step,
) -> Change {
    let what = maturity.map_or_else(|| "unrated".to_owned(), |m| format!("maturity {m}"));
    edit(papers, row, &what, step, |answer| rate(answer, maturity))
}

/// Gives an answer a maturity, or takes it back.
pub fn rate(answer: &mut Answer, maturity: Option<Maturity>) {
    answer.maturity = maturity;
    // Somebody who rates a practice after all has looked at it, and found that it applies.
    if maturity.is_some() && answer.is_set_aside() {
        answer.verdict = None;
        answer.reason.clear();
    }
}

/// Sets the target of a row where it differs from the audit's, or takes it back.
pub fn set_target(
    papers: &WorkingPapers,
    row: &RowKey,
    target: Option<Maturity>,
    step: &Step,
) -> Change {
    let what = target.map_or_else(|| "the usual target".to_owned(), |t| format!("target {t}"));
    edit(papers, row, &what, step, |answer| answer.target = target)
}

/// Sets the reason of a row that is not applicable or not audited.
pub fn set_reason(papers: &WorkingPapers, row: &RowKey, reason: &str, step: &Step) -> Change {
    edit(papers, row, "reason", step, |answer| {
        reason.trim_end().clone_into(&mut answer.reason);
    })
}

/// Sets the note of a row.
pub fn set_note(papers: &WorkingPapers, row: &RowKey, note: &str, step: &Step) -> Change {
    edit(papers, row, "note", step, |answer| {
        note.trim_end().clone_into(&mut answer.note);
    })
}

/// Adds a method to a row, or takes it out if it is there.
pub fn toggle_method(papers: &WorkingPapers, row: &RowKey, method: Method, step: &Step) -> Change {
    edit(papers, row, method.label(), step, |answer| {
        if answer.methods.contains(&method) {
            answer.methods.retain(|m| *m != method);
        } else {
            answer.methods.push(method);
            answer.methods.sort_unstable();
        }
    })
}

/// Sets whom the auditor met, by role; given as one text with commas between.
pub fn set_people(papers: &WorkingPapers, row: &RowKey, people: &str, step: &Step) -> Change {
    edit(papers, row, "people met", step, |answer| {
        answer.people = split_list(people);
    })
}

/// Splits a text at commas, semicolons and line ends into its parts, empty ones left out.
pub fn split_list(text: &str) -> Vec<String> {
    text.split([',', ';', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
