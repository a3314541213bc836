//! What people put their name to in a record: history entries, answers, citations, moved dates, drawn samples.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use jiff::Timestamp;

use super::{
    action::CorrectiveAction, answer::AnswerSheet, audit::Audit, evidence::EvidenceLink,
    finding::Finding, history::HistoryEntry, person::Person, record::Record, sample::Sample,
    trail_test::TrailTest,
};

/// Something that a person put their name to.
#[derive(Debug, Clone)]
pub(in crate::domain) struct Act<'r> {
    /// The field of the record.
    pub(in crate::domain) field: &'static str,
    /// What it is, with its id, as people read it.
    pub(in crate::domain) what: String,
    /// Who.
    pub(in crate::domain) by: &'r Person,
    /// When, where that is said.
    pub(in crate::domain) at: Option<Timestamp>,
    /// What is said in it, by which it is known again in another record.
    mark: String,
}

/// The field of the entries of a history.
pub(in crate::domain) const HISTORY: &str = "history";

/// Returns what an act is known by, wherever it stands.
pub(in crate::domain) fn trace(act: &Act<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (act.field, &act.mark, act.by.email.to_ascii_lowercase()).hash(&mut hasher);
    act.at.map(Timestamp::as_second).hash(&mut hasher);
    hasher.finish()
}

/// Lists what people put their name to in a record.
pub(in crate::domain) fn acts(record: &Record) -> Vec<Act<'_>> {
    let mut all = Vec::new();
    match record {
        Record::Audit(audit) => of_audit(audit, &mut all),
        Record::Answers { sheet, .. } => of_answers(sheet, &mut all),
        Record::Finding { finding, .. } => of_finding(finding, &mut all),
        Record::Action { action, .. } => of_action(action, &mut all),
        Record::Sample { sample, .. } => of_sample(sample, &mut all),
        Record::Trail { trail, .. } => of_trail(trail, &mut all),
        Record::Applicability(statement) => {
            for (_, link) in statement.citations() {
                cited(link, &mut all);
            }
        }
        Record::Programme(programme) => {
            for planned in &programme.audits {
                all.extend(planned.dropped.iter().map(|dropped| Act {
                    field: "audit",
                    what: "an audit that is not done".to_owned(),
                    by: &dropped.by,
                    at: Some(dropped.at),
                    mark: dropped.why.clone(),
                }));
            }
        }
        Record::Workspace(_) | Record::Criteria { .. } => {}
    }
    all
}

fn of_audit<'r>(audit: &'r Audit, all: &mut Vec<Act<'r>>) {
    entries(audit.id.as_str(), &audit.history, all);
    for safeguard in &audit.safeguards {
        all.push(Act {
            field: "independence",
            what: format!("the safeguard for {}", safeguard.auditor.name),
            by: &safeguard.by,
            at: Some(safeguard.at),
            mark: safeguard.reason.clone(),
        });
    }
}

fn of_answers<'r>(sheet: &'r AnswerSheet, all: &mut Vec<Act<'r>>) {
    for answer in &sheet.answers {
        if let Some(by) = &answer.by {
            all.push(Act {
                field: "answer",
                what: format!("the answer to {} #{}", sheet.reference, answer.question),
                by,
                at: answer.at,
                mark: format!(
                    "{:?} {:?} {} {}",
                    answer.verdict, answer.maturity, answer.reason, answer.note
                ),
            });
        }
        for of_system in &answer.systems {
            all.extend(of_system.by.iter().map(|by| Act {
                field: "system",
                what: format!(
                    "the answer to {} #{} for {}",
                    sheet.reference, answer.question, of_system.id
                ),
                by,
                at: of_system.at,
                mark: format!(
                    "{} {:?} {}",
                    of_system.id, of_system.verdict, of_system.note
                ),
            }));
        }
        for link in &answer.evidence {
            cited(link, all);
        }
    }
}

fn of_trail<'r>(trail: &'r TrailTest, all: &mut Vec<Act<'r>>) {
    for link in &trail.links {
        all.extend(link.by.iter().map(|by| Act {
            field: "link",
            what: format!("the link {} of the trail of {}", link.id, trail.system),
            by,
            at: link.at,
            mark: format!("{} {} {}", trail.system, link.id, link.state),
        }));
        for citation in &link.evidence {
            cited(citation, all);
        }
    }
}

fn of_finding<'r>(finding: &'r Finding, all: &mut Vec<Act<'r>>) {
    entries(finding.id.as_str(), &finding.history, all);
    for change in &finding.reclassifications {
        all.push(Act {
            field: "reclassification",
            what: format!("the reclassification of {}", finding.id),
            by: &change.by,
            at: Some(change.at),
            mark: format!("{} {}", finding.id, change.why),
        });
    }
    for amendment in &finding.amendments {
        all.push(Act {
            field: "amendment",
            what: format!("the amendment of {}", finding.id),
            by: &amendment.by,
            at: Some(amendment.at),
            mark: format!("{} {} {}", finding.id, amendment.field, amendment.why),
        });
    }
    for link in &finding.evidence {
        cited(link, all);
    }
}

fn of_action<'r>(action: &'r CorrectiveAction, all: &mut Vec<Act<'r>>) {
    entries(action.id.as_str(), &action.history, all);
    for round in &action.rounds {
        all.push(Act {
            field: "round",
            what: format!("the end of round {}", round.id),
            by: &round.by,
            at: Some(round.at),
            mark: format!("{} {}", action.id, round.id),
        });
    }
    for moved in &action.due_changes {
        all.push(Act {
            field: "due-changes",
            what: format!("the moved date of {}", moved.action),
            by: &moved.by,
            at: Some(moved.at),
            mark: format!("{} {:?}", action.id, moved.to_due),
        });
    }
    for change in &action.term_changes {
        all.push(Act {
            field: "term-changes",
            what: format!("the changed {}", change.term.label()),
            by: &change.by,
            at: Some(change.at),
            mark: format!("{} {} {}", action.id, change.term, change.why),
        });
    }
    for search in &action.extent.searches {
        all.push(Act {
            field: "extent",
            what: format!("search {}", search.id),
            by: &search.by,
            at: Some(search.at),
            mark: format!("{} {}", action.id, search.query),
        });
        for hit in &search.hits {
            if let Some(by) = &hit.decided_by {
                all.push(Act {
                    field: "extent",
                    what: format!("the decision on hit {} of search {}", hit.id, search.id),
                    by,
                    at: hit.decided_at,
                    mark: format!("{} {} {:?}", action.id, hit.path, hit.decision),
                });
            }
        }
    }
    for link in &action.evidence {
        cited(link, all);
    }
}

fn of_sample<'r>(sample: &'r Sample, all: &mut Vec<Act<'r>>) {
    all.push(Act {
        field: "drawn-by",
        what: format!("the draw of {}", sample.id),
        by: &sample.drawn_by,
        at: Some(sample.drawn_at),
        mark: sample.id.to_string(),
    });
    for item in &sample.items {
        if let Some(by) = &item.by {
            all.push(Act {
                field: "item",
                what: format!("the result of item {}", item.id),
                by,
                at: item.at,
                mark: format!("{} {} {:?}", sample.id, item.id, item.result),
            });
        }
        for link in &item.evidence {
            cited(link, all);
        }
    }
}

fn entries<'r, S: std::fmt::Display>(
    id: &str,
    history: &'r [HistoryEntry<S>],
    all: &mut Vec<Act<'r>>,
) {
    all.extend(history.iter().map(|entry| entry_act(id, entry)));
}

/// Returns the act that an entry of a history is.
pub(in crate::domain) fn entry_act<'r, S: std::fmt::Display>(
    id: &str,
    entry: &'r HistoryEntry<S>,
) -> Act<'r> {
    Act {
        field: HISTORY,
        what: format!("the entry \"{}\" of {id}", entry.to),
        by: &entry.by,
        at: Some(entry.at),
        mark: format!("{id} {}", entry.to),
    }
}

fn cited<'r>(link: &'r EvidenceLink, all: &mut Vec<Act<'r>>) {
    let first = link.earlier.first().map(|earlier| earlier.blob.as_str());
    let first = first.or(link.blob.as_deref());
    all.push(Act {
        field: "evidence",
        what: format!("the citation {}", link.id),
        by: &link.obtained_by,
        at: Some(link.obtained_at),
        // Taken over into another record it has another id; pinned anew it is still the citation that it was.
        mark: first.unwrap_or_default().to_owned(),
    });
    for earlier in &link.earlier {
        all.push(Act {
            field: "evidence",
            what: format!("the new pin of {}", link.id),
            by: &earlier.by,
            at: Some(earlier.at),
            mark: earlier.blob.clone(),
        });
    }
}
