//! What is wrong or odd with the records of an audit, for the review before a commit.

mod relations;
mod samples;
mod trails;

use std::collections::BTreeMap;

use super::{
    action::Proofs,
    answer::Verdict,
    applicability::{StatementOfApplicability, Statements},
    checklist::Checklist,
    evidence::CitationState,
    finding::{FindingContext, FindingState},
    freshness::FreshnessLimit,
    guard::is_said,
    id::EvidenceId,
    independence::{Independence, Matter},
    papers::{CitedIn, WorkingPapers},
    people::People,
    record::RecordKey,
};

pub use self::relations::Around;

words! {
    /// How grave a problem is.
    pub enum Severity: "severity" {
        /// It blocks the commit.
        Blocks = "blocks", "blocks the commit";
        /// It is odd, and worth a look.
        Warning = "warning", "warning";
    }
}

/// A problem of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The record.
    pub record: RecordKey,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, as a short sentence without a full stop.
    pub text: String,
}

/// How many controls are named where a problem is that of many.
const NAMED: usize = 3;

impl StatementOfApplicability {
    /// Lists what a reader of the statement would stumble over, each kind of it once.
    pub fn problems(
        &self,
        checklist: Option<&Checklist>,
        citations: &BTreeMap<EvidenceId, CitationState>,
    ) -> Vec<Problem> {
        let warning = |text: String| Problem {
            record: RecordKey::Applicability(self.checklist.clone()),
            severity: Severity::Warning,
            text,
        };
        let mut problems = Vec::new();
        match checklist {
            None => problems.push(warning(format!(
                "the checklist {} is not at hand, so that nothing can be said of its controls",
                self.checklist
            ))),
            Some(checklist) => {
                let mut kinds: Vec<(String, Vec<String>)> = Vec::new();
                for found in self.shortcomings(checklist) {
                    let reference = found.reference.to_string();
                    match kinds.iter_mut().find(|(text, _)| *text == found.text) {
                        Some((_, controls)) => controls.push(reference),
                        None => kinds.push((found.text, vec![reference])),
                    }
                }
                problems.extend(kinds.into_iter().map(|(text, controls)| {
                    let named = controls.get(..NAMED).unwrap_or(&controls).join(", ");
                    warning(match controls.len().saturating_sub(NAMED) {
                        0 => format!("{named}: {text}"),
                        more => format!("{named} and {more} more: {text}"),
                    })
                }));
            }
        }
        for (reference, link) in self.citations() {
            if let Some(lacking) = link.shortcoming() {
                problems.push(warning(format!(
                    "{reference} cites {}: {lacking}",
                    link.subject()
                )));
            }
            if let Some(state) = citations.get(&link.id).filter(|state| state.is_drift()) {
                let text = format!("{reference} cites {}: {}", link.subject(), state.phrase());
                problems.push(warning(text));
            }
        }
        problems
    }
}

impl WorkingPapers {
    /// Lists the problems of all records: what a reader of the audit would stumble over.
    pub fn problems(
        &self,
        citations: &BTreeMap<EvidenceId, CitationState>,
        statements: &Statements,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.problems_of_scope(&mut problems);
        self.problems_of_answers(&mut problems);
        self.problems_of_findings(citations, statements, &mut problems);
        self.problems_of_actions(&mut problems);
        self.problems_of_samples(&mut problems);
        self.problems_of_trails(&mut problems);
        self.problems_of_relations(&mut problems);
        problems
    }

    /// Lists citations that are too old or from after the audited period, at the records that hold them.
    pub fn problems_of_age(&self, limits: &[FreshnessLimit]) -> Vec<Problem> {
        let told = self.citations().filter_map(|(place, link)| {
            let age = self.age(&place, link, limits);
            age.freshness.is_doubtful().then(|| Problem {
                record: self.record_of(&place),
                severity: Severity::Warning,
                text: format!(
                    "{} cites {}: {}",
                    short(&place),
                    link.subject(),
                    age.phrase()
                ),
            })
        });
        told.collect()
    }

    /// Lists conflicts of independence without a safeguard, at the records that cite the files; those of areas, safeguards
    /// that settle nothing and what cannot be told at the audit itself.
    pub fn problems_of_independence(&self, independence: &Independence) -> Vec<Problem> {
        let warning = |record: RecordKey, text: String| Problem {
            record,
            severity: Severity::Warning,
            text,
        };
        let audit = || RecordKey::Audit(self.audit.id.clone());
        let mut problems = Vec::new();
        for conflict in independence.conflicts.iter().filter(|c| c.is_open()) {
            let commits = match conflict.commits.len() {
                1 => "1 commit".to_owned(),
                count => format!("{count} commits"),
            };
            let text = format!(
                "{} has worked on {} ({commits} in the audited period), and no safeguard is named",
                conflict.auditor.name, conflict.matter
            );
            match &conflict.matter {
                Matter::Area(_) => problems.push(warning(audit(), text)),
                Matter::File { .. } => {
                    let mut records: Vec<RecordKey> = conflict
                        .cited_in
                        .iter()
                        .map(|place| self.record_of(place))
                        .collect();
                    records.sort();
                    records.dedup();
                    problems.extend(
                        records
                            .into_iter()
                            .map(|record| warning(record, text.clone())),
                    );
                }
            }
        }
        for safeguard in &self.audit.safeguards {
            for reason in safeguard.faults(&People::default()) {
                let name = &safeguard.auditor.name;
                let text = format!("the safeguard for {name} settles nothing: {}", reason.text);
                problems.push(warning(audit(), text));
            }
        }
        for gap in &independence.gaps {
            problems.push(warning(audit(), format!("independence: {}", gap.phrase())));
        }
        problems
    }

    /// Returns the record that holds a citation.
    fn record_of(&self, place: &CitedIn) -> RecordKey {
        let audit = self.audit.id.clone();
        match place {
            CitedIn::Row(row) => {
                RecordKey::Answers(audit, row.checklist.clone(), row.reference.clone())
            }
            CitedIn::Finding(id) => RecordKey::Finding(audit, id.clone()),
            CitedIn::Action(id) => RecordKey::Action(audit, id.clone()),
            CitedIn::Item(id, _) => RecordKey::Sample(audit, id.clone()),
            CitedIn::Link(system, _) => RecordKey::Trail(audit, system.clone()),
        }
    }

    fn problems_of_scope(&self, problems: &mut Vec<Problem>) {
        let mut add = |record, text| {
            problems.push(Problem {
                record,
                severity: Severity::Warning,
                text,
            });
        };
        let audit = &self.audit.id;
        for reason in self.audit.both_sides(&People::default()) {
            add(RecordKey::Audit(audit.clone()), reason.text);
        }
        for only in self.unknown_limits() {
            add(
                RecordKey::Audit(audit.clone()),
                format!("the audit is limited to {only}, which its checklists do not have"),
            );
        }
        for (row, _, why) in self.left_out_answers() {
            let (checklist, reference) = (&row.checklist.id, &row.clause.reference);
            add(
                RecordKey::Answers(audit.clone(), checklist.clone(), reference.clone()),
                format!("{} is answered, and left out: {why}", row.key()),
            );
        }
    }

    fn problems_of_answers(&self, problems: &mut Vec<Problem>) {
        let audit = &self.audit.id;
        for (criterion, sheet) in &self.answers {
            let mut add = |severity, text: String| {
                problems.push(Problem {
                    record: RecordKey::Answers(
                        audit.clone(),
                        criterion.checklist.clone(),
                        criterion.reference.clone(),
                    ),
                    severity,
                    text,
                });
            };
            let checklist = self.checklists.get(&criterion.checklist);
            let clause = checklist.and_then(|c| c.clause(&criterion.reference));
            // What is left out takes neither evidence nor finding; that it is answered is told above.
            let left_out = checklist.zip(clause);
            if left_out.is_some_and(|(c, clause)| self.exclusion(c, clause).is_some()) {
                continue;
            }
            for answer in &sheet.answers {
                let row = format!("{} #{}", criterion.reference, answer.question);
                if clause.and_then(|c| c.question(&answer.question)).is_none() {
                    add(
                        Severity::Warning,
                        format!("{row} answers a question that the checklist does not have"),
                    );
                }
                for link in &answer.evidence {
                    if let Some(lacking) = link.shortcoming() {
                        let text = format!("{row} cites {}: {lacking}", link.subject());
                        add(Severity::Warning, text);
                    }
                }
                let Some(verdict) = answer.verdict else {
                    continue;
                };
                if verdict.needs_reason() && !is_said(&answer.reason) {
                    add(
                        Severity::Warning,
                        format!("{row} is {} without a reason", verdict.label()),
                    );
                }
                let bare = answer.evidence.is_empty();
                if verdict == Verdict::Conforming && bare {
                    let severity = if self.audit.rules.conforming_needs_evidence {
                        Severity::Blocks
                    } else {
                        Severity::Warning
                    };
                    add(severity, format!("{row} is conforming without evidence"));
                }
                let raised = self.findings.values().any(|f| {
                    f.state != FindingState::Withdrawn
                        && f.row.as_ref().is_some_and(|r| {
                            r.checklist == criterion.checklist
                                && r.reference == criterion.reference
                                && r.question == answer.question
                        })
                });
                if verdict == Verdict::Nonconforming && !raised {
                    add(
                        Severity::Warning,
                        format!("{row} is nonconforming and no finding is raised from it"),
                    );
                }
            }
        }
    }

    fn problems_of_findings(
        &self,
        citations: &BTreeMap<EvidenceId, CitationState>,
        statements: &Statements,
        problems: &mut Vec<Problem>,
    ) {
        let team = self.audit.auditors();
        let (people, proofs) = (People::default(), Proofs::none());
        let inapplicable = self.inapplicable(statements);
        for finding in self.findings.values() {
            let mut add = |severity, text: String| {
                problems.push(Problem {
                    record: RecordKey::Finding(self.audit.id.clone(), finding.id.clone()),
                    severity,
                    text: format!("{} {text}", finding.id),
                });
            };
            if finding.history.last().map(|entry| entry.to) != Some(finding.state) {
                add(
                    Severity::Blocks,
                    format!("is {} but its history says otherwise", finding.state),
                );
            }
            if finding.state == FindingState::Draft {
                let step = finding.history.first().map(|entry| super::history::Step {
                    by: entry.by.clone(),
                    at: entry.at,
                    today: jiff::civil::Date::MAX,
                    why: String::new(),
                });
                let to = if finding.kind.is_nonconformity() {
                    FindingState::Issued
                } else {
                    FindingState::Noted
                };
                let context = FindingContext {
                    actions: &[],
                    citations,
                    team: &team,
                    people: &people,
                    proofs: &proofs,
                    inapplicable: &inapplicable,
                    closed: None,
                    is_out: self.audit.state.is_out(),
                    auditees: &[],
                };
                if let Some(Err(refusal)) = step.map(|step| finding.transition(to, &step, &context))
                {
                    let texts: Vec<String> = refusal.reasons.into_iter().map(|r| r.text).collect();
                    add(
                        Severity::Warning,
                        format!("cannot be issued yet: {}", texts.join("; ")),
                    );
                }
            }
            for link in &finding.evidence {
                // A draft says so above.
                if let Some(lacking) = link
                    .shortcoming()
                    .filter(|_| finding.state != FindingState::Draft)
                {
                    let text = format!("cites {}: {lacking}", link.subject());
                    add(Severity::Warning, text);
                }
                if let Some(state) = citations.get(&link.id).filter(|state| state.is_drift()) {
                    add(
                        Severity::Warning,
                        format!("cites {}: {}", link.subject(), state.phrase()),
                    );
                }
            }
        }
    }

    fn problems_of_actions(&self, problems: &mut Vec<Problem>) {
        for action in self.actions.values() {
            let mut add = |severity, text: String| {
                problems.push(Problem {
                    record: RecordKey::Action(self.audit.id.clone(), action.id.clone()),
                    severity,
                    text: format!("{} {text}", action.id),
                });
            };
            if action.history.last().map(|entry| entry.to) != Some(action.state) {
                add(
                    Severity::Blocks,
                    format!("is {} but its history says otherwise", action.state),
                );
            }
            for link in &action.evidence {
                if let Some(lacking) = link.shortcoming() {
                    let text = format!("cites {}: {lacking}", link.subject());
                    add(Severity::Warning, text);
                }
            }
            for finding in action
                .findings
                .iter()
                .filter(|id| !self.findings.contains_key(id))
            {
                add(
                    Severity::Blocks,
                    format!("answers {finding}, which is not there"),
                );
            }
        }
    }
}

/// Names what holds a citation as the other problems of its record do.
fn short(place: &CitedIn) -> String {
    match place {
        CitedIn::Row(row) => format!("{} #{}", row.reference, row.question),
        CitedIn::Finding(id) => id.to_string(),
        CitedIn::Action(id) => id.to_string(),
        CitedIn::Item(sample, item) => format!("{sample} {item}"),
        CitedIn::Link(system, step) => format!("{system} {step}"),
    }
}
