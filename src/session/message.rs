//! The message of a commit of records: a subject that says what changed, a body, and trailers to find it by.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{
        answer::Verdict,
        audit::Audit,
        evidence::id_in_kept_name,
        id::{AuditId, Criterion},
        papers::WorkingPapers,
        person::Person,
        record::RecordKey,
        signoff::standing::WHY,
        trailers::{CO_AUTHOR, last_paragraph},
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

/// Appends the trailers `Audit:`, `Finding:`, `Action:` and `Sample:` of the records to a message, further ones, and last who
/// worked on it beside the author.
pub fn with_trailers(
    message: &str,
    files: &[PendingRecord],
    more: Vec<String>,
    co_authors: &[Person],
) -> String {
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
    let named: Vec<String> = co_authors
        .iter()
        .map(|person| format!("{CO_AUTHOR}: {person}"))
        .collect();
    // git reads trailers in the last paragraph alone: what counts there is not left to stand above.
    let last = last_paragraph(message.as_bytes());
    let last: Vec<&str> = std::str::from_utf8(last)
        .unwrap_or_default()
        .lines()
        .collect();
    let missing: Vec<&str> = trailers
        .iter()
        .filter(|trailer| !message.lines().any(|line| line == trailer.as_str()))
        .chain(
            named
                .iter()
                .filter(|trailer| !last.contains(&trailer.as_str())),
        )
        .map(String::as_str)
        .collect();
    if missing.is_empty() {
        format!("{message}\n")
    } else {
        let is_of_trailers = last.last().is_some_and(|line| line.starts_with(WHY))
            || (!last.is_empty() && last.iter().all(|line| is_trailer(line)));
        let gap = if is_of_trailers { "\n" } else { "\n\n" };
        format!("{message}{gap}{}\n", missing.join("\n"))
    }
}

/// Tells whether a line reads as a trailer: `Signed-off-by: NAME`.
fn is_trailer(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(token, _)| {
        !token.is_empty() && token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    })
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

#[cfg(test)]
mod tests {
    use super::with_trailers;

    fn ended(message: &str) -> String {
        let ben = "Ben Berg <ben@example.org>".parse().unwrap();
        let more = vec!["Signed-before: tag 1".to_owned()];
        with_trailers(message, &[], more, &[ben])
    }

    #[test]
    fn a_co_author_is_named_last_among_the_trailers() {
        let tail = "Signed-before: tag 1\nCo-authored-by: Ben Berg <ben@example.org>\n";
        for (message, start) in [
            ("Answer", "Answer\n\n"),
            ("Answer\n\nBoth of us.\n", "Answer\n\nBoth of us.\n\n"),
            (
                "Answer\n\nAfter-sign-off: the owner changed\n",
                "Answer\n\nAfter-sign-off: the owner changed\n",
            ),
            (
                "Answer\n\nSigned-off-by: Ada <ada@example.org>",
                "Answer\n\nSigned-off-by: Ada <ada@example.org>\n",
            ),
            ("Audit a-1: planned", "Audit a-1: planned\n\n"),
        ] {
            assert_eq!(ended(message), format!("{start}{tail}"));
        }
    }

    #[test]
    fn a_co_author_who_is_named_in_the_last_paragraph_is_named_once() {
        let message = "Answer\n\nCo-authored-by: Ben Berg <ben@example.org>\n";
        assert_eq!(ended(message).matches("Co-authored-by").count(), 1);
        let above = "Answer\n\nCo-authored-by: Ben Berg <ben@example.org>\n\nAnd more.\n";
        assert!(ended(above).ends_with("Co-authored-by: Ben Berg <ben@example.org>\n"));
    }
}
