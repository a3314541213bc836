//! The message of a commit of records: a subject that says what changed, a body, and trailers to find it by.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{
        answer::Verdict,
        audit::Audit,
        evidence::id_in_kept_name,
        id::{AuditId, Criterion},
        papers::WorkingPapers,
        record::RecordKey,
        signoff::standing::WHY,
    },
    vcs::Change,
};

use super::review::PendingRecord;

/// The longest subject that still fits a log of one line a commit.
const SUBJECT_WIDTH: usize = 72;

/// Proposes a message: `Audit ID: 6.1.2 nonconforming, F-7K3QX2 raised` and a line a record.
pub fn propose(files: &[PendingRecord], papers: &BTreeMap<AuditId, WorkingPapers>) -> String {
    let audits: BTreeSet<&AuditId> = keys(files).filter_map(RecordKey::audit).collect();
    let lead = match audits.iter().collect::<Vec<_>>().as_slice() {
        [] => "Workspace".to_owned(),
        [one] => format!("Audit {one}"),
        several => format!("{} audits", several.len()),
    };
    let phrases: Vec<String> = files
        .iter()
        .filter_map(|file| {
            let key = file.key.as_ref()?;
            let papers = key.audit().and_then(|audit| papers.get(audit));
            Some(phrase(key, file, papers))
        })
        .collect();
    let subject = subject(&lead, &phrases, files.len());
    if phrases.len() < 2 {
        return subject;
    }
    let body: Vec<String> = phrases.iter().map(|phrase| format!("- {phrase}")).collect();
    format!("{subject}\n\n{}\n", body.join("\n"))
}

/// Appends the trailers `Audit:`, `Finding:`, `Action:` and `Sample:` of the records to a message, and further ones.
pub fn with_trailers(message: &str, files: &[PendingRecord], more: Vec<String>) -> String {
    let mut trailers: BTreeSet<String> = keys(files)
        .flat_map(|key| {
            let own = match key {
                RecordKey::Finding(_, id) => Some(format!("Finding: {id}")),
                RecordKey::Action(_, id) => Some(format!("Action: {id}")),
                RecordKey::Sample(_, id) => Some(format!("Sample: {id}")),
                RecordKey::Trail(_, system) => Some(format!("AI-System: {system}")),
                RecordKey::Workspace
                | RecordKey::Applicability(_)
                | RecordKey::Programme
                | RecordKey::Audit(_)
                | RecordKey::Criteria(..)
                | RecordKey::Answers(..)
                | RecordKey::Kept { .. } => None,
            };
            key.audit()
                .map(|audit| format!("Audit: {audit}"))
                .into_iter()
                .chain(own)
        })
        .collect();
    trailers.extend(more);
    let message = message.trim_end();
    let missing: Vec<&str> = trailers
        .iter()
        .map(String::as_str)
        .filter(|trailer| !message.lines().any(|line| line == *trailer))
        .collect();
    if missing.is_empty() {
        format!("{message}\n")
    } else {
        // git reads trailers in the last paragraph alone.
        let last = message.lines().next_back().unwrap_or_default();
        let gap = if message.contains("\n\n") && last.starts_with(WHY) {
            "\n"
        } else {
            "\n\n"
        };
        format!("{message}{gap}{}\n", missing.join("\n"))
    }
}

fn keys(files: &[PendingRecord]) -> impl Iterator<Item = &RecordKey> {
    files.iter().filter_map(|file| file.key.as_ref())
}

fn subject(lead: &str, phrases: &[String], files: usize) -> String {
    let mut subject = format!("{lead}: ");
    let mut named = 0;
    for phrase in phrases {
        let separator = if named == 0 { "" } else { ", " };
        let rest = phrases.len() - named - 1;
        let room = if rest == 0 { 0 } else { " and 99 more".len() };
        if named > 0
            && subject.chars().count() + separator.len() + phrase.chars().count() + room
                > SUBJECT_WIDTH
        {
            break;
        }
        subject.push_str(separator);
        subject.push_str(phrase);
        named += 1;
    }
    match phrases.len() - named {
        0 if named == 0 => format!("{lead}: {files} records"),
        0 => subject,
        rest => format!("{subject} and {rest} more"),
    }
}

/// What is said of an audit that takes no step.
const CHANGED: &str = "plan changed";

/// Says which steps an audit takes, or what else became of it.
fn of_audit(audit: &Audit, file: &PendingRecord) -> String {
    // Every step is a table of its own in the file.
    let known = file.old.lines().filter(|line| line.trim() == "[[history]]");
    let steps = audit.history.get(known.count()..).unwrap_or_default();
    let labels: Vec<&str> = steps.iter().map(|entry| entry.to.label()).collect();
    match (labels.is_empty(), audit.state.is_out()) {
        (false, _) => labels.join(", "),
        (true, true) => "team changed".to_owned(),
        (true, false) => CHANGED.to_owned(),
    }
}

fn phrase(key: &RecordKey, file: &PendingRecord, papers: Option<&WorkingPapers>) -> String {
    if file.change == Change::Deleted {
        return format!("{} taken back", key.short());
    }
    let new = file.change == Change::Added;
    match key {
        RecordKey::Workspace if new => "made a workspace".to_owned(),
        RecordKey::Workspace => "workspace changed".to_owned(),
        RecordKey::Applicability(checklist) => {
            format!("statement of applicability for {checklist}")
        }
        RecordKey::Programme => "audit programme".to_owned(),
        RecordKey::Audit(_) if new => "planned".to_owned(),
        RecordKey::Audit(_) => {
            papers.map_or_else(|| CHANGED.to_owned(), |p| of_audit(&p.audit, file))
        }
        RecordKey::Criteria(_, checklist) if new => format!("checklist {checklist}"),
        RecordKey::Criteria(_, checklist) => format!("checklist {checklist} upgraded"),
        RecordKey::Answers(_, checklist, reference) => {
            let criterion = Criterion {
                checklist: checklist.clone(),
                reference: reference.clone(),
            };
            let sheet = papers.and_then(|p| p.answers.get(&criterion));
            let verdicts: BTreeSet<&str> = sheet
                .into_iter()
                .flat_map(|sheet| {
                    sheet
                        .answers
                        .iter()
                        .filter_map(|a| a.verdict.map(Verdict::label))
                })
                .collect();
            match verdicts.into_iter().collect::<Vec<_>>().as_slice() {
                [] if sheet
                    .is_some_and(|sheet| sheet.answers.iter().any(|a| a.maturity.is_some())) =>
                {
                    format!("{reference} rated")
                }
                [] => format!("{reference} noted"),
                [one] => format!("{reference} {one}"),
                _ => format!("{reference} answered"),
            }
        }
        RecordKey::Kept { name, .. } if new => match id_in_kept_name(name) {
            Some(id) => format!("copy {id} kept"),
            None => "copy kept".to_owned(),
        },
        RecordKey::Kept { .. } => format!("{} changed", key.short()),
        RecordKey::Finding(_, id) => match papers.and_then(|p| p.findings.get(id)) {
            Some(_) if new => format!("{id} raised"),
            Some(finding) => format!("{id} {}", finding.state.label()),
            None => format!("{id} changed"),
        },
        RecordKey::Action(_, id) => match papers.and_then(|p| p.actions.get(id)) {
            Some(_) if new => format!("{id} planned"),
            Some(action) => format!("{id} {}", action.state.label()),
            None => format!("{id} changed"),
        },
        RecordKey::Sample(_, id) => match papers.and_then(|p| p.samples.get(id)) {
            Some(sample) if new && sample.counts().seen == 0 => format!("{id} drawn"),
            Some(sample) => format!("{id} {}", sample.counts()),
            None => format!("{id} changed"),
        },
        RecordKey::Trail(_, system) => match papers.and_then(|p| p.trails.get(system)) {
            Some(trail) => format!("trail {system}: {}", trail.counts()),
            None => format!("trail {system} changed"),
        },
    }
}
