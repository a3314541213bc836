//! What people put their name to in a record: history entries, answers, citations, moved dates, drawn samples.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{DefaultHasher, Hash, Hasher as _},
};

use jiff::Timestamp;

use super::{AHEAD, Kind, SLACK, past::PastCommit, view::Scene};
use crate::domain::{
    action::CorrectiveAction,
    answer::AnswerSheet,
    audit::Audit,
    evidence::EvidenceLink,
    finding::Finding,
    history::HistoryEntry,
    person::Person,
    record::{Record, RecordKey},
    sample::Sample,
    trail_test::TrailTest,
};

/// Something that a person put their name to.
#[derive(Debug, Clone)]
pub(super) struct Act<'r> {
    /// The field of the record.
    pub(super) field: &'static str,
    /// What it is, with its id, as people read it.
    pub(super) what: String,
    pub(super) by: &'r Person,
    pub(super) at: Option<Timestamp>,
    /// What is said in it, by which it is known again in another record.
    mark: String,
}

/// Acts that are known, wherever they stood, each with the time of the commit that brought it in: what moves from one record
/// to another is no new act.
#[derive(Debug, Default)]
pub(super) struct Known(HashMap<u64, i64>);

impl Known {
    /// Forgets acts that were taken back before they counted.
    pub(super) fn forget(&mut self, signed: &[u64]) {
        for trace in signed {
            self.0.remove(trace);
        }
    }

    /// Notes an act; false where it was known.
    pub(super) fn note(&mut self, act: &Act<'_>, commit: &PastCommit) -> bool {
        let at = commit.authored.min(commit.committed).as_second();
        match self.0.entry(trace(act)) {
            Entry::Occupied(mut known) => {
                let earlier = at.min(*known.get());
                known.insert(earlier);
                false
            }
            Entry::Vacant(slot) => {
                slot.insert(at);
                true
            }
        }
    }

    /// Returns how many are known.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns the time of the commit that brought a history entry in.
    pub(super) fn recorded<S: std::fmt::Display>(
        &self,
        id: &str,
        entry: &HistoryEntry<S>,
    ) -> Option<i64> {
        self.0.get(&trace(&entry_act(id, entry))).copied()
    }
}

/// The field of the entries of a history.
const HISTORY: &str = "history";

/// Returns what an act is known by, wherever it stands.
pub(super) fn trace(act: &Act<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (act.field, &act.mark, act.by.email.to_ascii_lowercase()).hash(&mut hasher);
    act.at.map(Timestamp::as_second).hash(&mut hasher);
    hasher.finish()
}

/// Lists what people put their name to in a record.
pub(super) fn acts(record: &Record) -> Vec<Act<'_>> {
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

fn entry_act<'r, S: std::fmt::Display>(id: &str, entry: &'r HistoryEntry<S>) -> Act<'r> {
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

/// Holds what is newly signed in a record against the author and the time of its commit.
///
/// What was signed in a parent of a merge is known from there; other words under the same name and time are a new act. An entry of a
/// history that stands there once more than before is signed anew. Returns the traces of what was signed for the first time.
pub(super) fn judge(
    scene: &mut Scene<'_>,
    record: &Record,
    parents: &[&Record],
    known: &mut Known,
) -> Vec<u64> {
    let commit = scene.commit;
    let latest = commit.authored.max(commit.committed).as_second();
    let before: Vec<Vec<Act<'_>>> = parents.iter().map(|parent| acts(parent)).collect();
    let mut repeated = Repeated::of(&before);
    let planned = planned(scene);
    let mut signed = Vec::new();
    for act in acts(record) {
        let is_repeated = repeated.is_one(&act);
        if known.note(&act, commit) {
            signed.push(trace(&act));
        } else if !is_repeated {
            continue;
        }
        if !scene.is_author(act.by) {
            match scene.co_author(act.by) {
                Some(co_author) => {
                    scene.joined.insert(co_author);
                }
                None => scene.tell(
                    Kind::ForeignEntry,
                    act.field,
                    format!(
                        "{} is in the name of {}, and the commit is by {}",
                        act.what, act.by, commit.author
                    ),
                ),
            }
        }
        let Some(at) = act.at else { continue };
        if at.as_second() > scene.now.as_second() + AHEAD {
            scene.tell(
                Kind::FutureTime,
                act.field,
                format!("{} is of {at}, which has not come yet", act.what),
            );
        } else if at.as_second() > latest + SLACK {
            scene.tell(
                Kind::FutureTime,
                act.field,
                format!("{} is of {at}, after its commit", act.what),
            );
        } else if let Some(planned) = planned
            && at.as_second() + SLACK < planned.as_second()
            && !may_be_older(act.field)
        {
            scene.tell(
                Kind::BackdatedTime,
                act.field,
                format!(
                    "{} is of {at}, before the audit was planned, on {planned}",
                    act.what
                ),
            );
        }
    }
    signed
}

/// Returns when the audit of a record was planned; none for the audit itself, and where it cannot be read.
fn planned(scene: &Scene<'_>) -> Option<Timestamp> {
    let key = scene.past.key(scene.key)?;
    let audit = key
        .audit()
        .filter(|_| !matches!(key, RecordKey::Audit(_)))?;
    let holder = scene
        .after
        .audit(audit)
        .or_else(|| scene.before.audit(audit))?;
    holder.history.first().map(|entry| entry.at)
}

/// Tells whether an act may be older than the audit: evidence may have been obtained before.
fn may_be_older(field: &str) -> bool {
    field == "evidence"
}

/// How often each entry of a history stands in a record, and how often it did.
struct Repeated {
    before: HashMap<u64, usize>,
    now: HashMap<u64, usize>,
}

impl Repeated {
    fn of(before: &[Vec<Act<'_>>]) -> Self {
        let mut most: HashMap<u64, usize> = HashMap::new();
        for acts in before {
            let mut here: HashMap<u64, usize> = HashMap::new();
            for act in acts.iter().filter(|act| act.field == HISTORY) {
                *here.entry(trace(act)).or_default() += 1;
            }
            for (trace, count) in here {
                let known = most.entry(trace).or_default();
                *known = count.max(*known);
            }
        }
        Self {
            before: most,
            now: HashMap::new(),
        }
    }

    /// Counts an act; true where it is an entry that stood there before, but not so often.
    fn is_one(&mut self, act: &Act<'_>) -> bool {
        if act.field != HISTORY {
            return false;
        }
        let now = self.now.entry(trace(act)).or_default();
        *now += 1;
        let before = self.before.get(&trace(act)).copied();
        *now > before.unwrap_or(1).max(1)
    }
}
