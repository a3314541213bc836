//! The working papers of one audit: all its records together, and the questions one asks of them.

mod alike;
mod answered;
mod records;
mod samples;
mod scope;
mod trails;

use std::collections::BTreeMap;

use super::{
    action::CorrectiveAction,
    answer::{Answer, AnswerSheet, Verdict},
    audit::{Audit, AuditContext, AuditState},
    checklist::{Checklist, Clause, Question},
    evidence::{CitationState, EvidenceLink},
    finding::{Finding, FindingState},
    guard::is_said,
    id::{
        ActionId, AuditId, ChecklistId, Criterion, EvidenceId, FindingId, RowKey, SampleId, StepId,
        SystemId,
    },
    record::Record,
    sample::Sample,
    shared::SharedRows,
    trail_test::TrailTest,
};

/// All records of one audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingPapers {
    /// The audit.
    pub audit: Audit,
    /// The checklists as they were when the audit was planned.
    pub checklists: BTreeMap<ChecklistId, Checklist>,
    shared: SharedRows,
    /// The answers, by checklist and clause.
    pub answers: BTreeMap<Criterion, AnswerSheet>,
    /// The findings.
    pub findings: BTreeMap<FindingId, Finding>,
    /// The corrective actions.
    pub actions: BTreeMap<ActionId, CorrectiveAction>,
    /// The samples.
    pub samples: BTreeMap<SampleId, Sample>,
    /// The trails of AI systems.
    pub trails: BTreeMap<SystemId, TrailTest>,
}

/// One row of the walk: a question in its place.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The checklist.
    pub checklist: &'a Checklist,
    /// The clause or control.
    pub clause: &'a Clause,
    /// The question.
    pub question: &'a Question,
}

impl Row<'_> {
    /// Returns the key of the row.
    pub fn key(&self) -> RowKey {
        RowKey {
            checklist: self.checklist.id.clone(),
            reference: self.clause.reference.clone(),
            question: self.question.id.clone(),
        }
    }

    /// Tells whether it is the row of a key.
    pub fn is(&self, key: &RowKey) -> bool {
        self.question.id == key.question
            && self.clause.reference == key.reference
            && self.checklist.id == key.checklist
    }
}

impl WorkingPapers {
    /// Starts the papers of an audit, without answers.
    pub fn new(audit: Audit, checklists: impl IntoIterator<Item = Checklist>) -> Self {
        let mut papers = Self {
            audit,
            checklists: checklists.into_iter().map(|c| (c.id.clone(), c)).collect(),
            shared: SharedRows::default(),
            answers: BTreeMap::new(),
            findings: BTreeMap::new(),
            actions: BTreeMap::new(),
            samples: BTreeMap::new(),
            trails: BTreeMap::new(),
        };
        papers.find_shared();
        papers
    }

    /// Takes another edition of one of the checklists, or back the one before.
    pub fn replace_checklist(&mut self, checklist: Checklist) {
        self.checklists.insert(checklist.id.clone(), checklist);
        self.find_shared();
    }

    fn find_shared(&mut self) {
        self.shared = if self.audit.rules.answer_apart {
            SharedRows::default()
        } else {
            SharedRows::of(self.checklists())
        };
    }

    /// Iterates over the checklists in the order of the walk.
    pub fn checklists(&self) -> impl Iterator<Item = &Checklist> {
        self.audit
            .checklists
            .iter()
            .filter_map(|id| self.checklists.get(id))
    }

    /// Iterates over the rows to walk, in their order: all that are in scope, but those that follow another one.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.checklists().flat_map(move |checklist| {
            self.clauses_in_scope(checklist).flat_map(move |clause| {
                let shares = self.shared.shares(&checklist.id, &clause.reference);
                let asked = move |question: &&Question| {
                    let plain = !shares && !question.retired && self.audit.rows.is_empty();
                    plain || self.is_asked(checklist, clause, question)
                };
                clause
                    .questions
                    .iter()
                    .filter(asked)
                    .map(move |question| Row {
                        checklist,
                        clause,
                        question,
                    })
            })
        })
    }

    /// Iterates over all rows that are in scope, those included that follow another one.
    pub fn all_rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.checklists().flat_map(move |checklist| {
            self.clauses_in_scope(checklist).flat_map(move |clause| {
                let questions = clause.questions.iter().map(move |question| Row {
                    checklist,
                    clause,
                    question,
                });
                questions.filter(|row| self.is_there(row))
            })
        })
    }

    /// Finds a row.
    pub fn row(&self, key: &RowKey) -> Option<Row<'_>> {
        let checklist = self.checklists.get(&key.checklist)?;
        let clause = checklist.clause(&key.reference)?;
        let question = clause.question(&key.question)?;
        Some(Row {
            checklist,
            clause,
            question,
        })
    }

    /// Finds the answer of a row; for one that follows another, the answer of that.
    pub fn answer(&self, key: &RowKey) -> Option<&Answer> {
        self.own_answer(self.home(key))
    }

    /// Tells whether a row still waits for an answer; one that is asked no more does not, whatever its answer says.
    pub fn is_open(&self, key: &RowKey) -> bool {
        match self.answer(key) {
            None => true,
            Some(answer) if answer.is_settled(self.audit.mode) => false,
            Some(_) => self.row(key).is_none_or(|row| !row.question.retired),
        }
    }

    /// Finds what is recorded of a row itself, whatever it follows.
    pub fn own_answer(&self, key: &RowKey) -> Option<&Answer> {
        self.answers.get(&key.criterion())?.answer(&key.question)
    }

    /// Returns the verdict of a row; none while it is unanswered.
    pub fn verdict(&self, key: &RowKey) -> Option<Verdict> {
        self.answer(key)?.verdict
    }

    /// Lists the findings that were raised from a row, withdrawn ones included.
    pub fn findings_of(&self, key: &RowKey) -> Vec<&Finding> {
        let (lead, home) = (self.leader(key).unwrap_or(key), self.home(key));
        self.findings
            .values()
            .filter(|f| f.row.as_ref().is_some_and(|row| row == lead || row == home))
            .collect()
    }

    /// Lists the findings that name a clause or control as criterion.
    pub fn findings_on(&self, criterion: &Criterion) -> Vec<&Finding> {
        self.findings
            .values()
            .filter(|f| f.criteria.contains(criterion))
            .collect()
    }

    /// Iterates over all citations with what holds them.
    pub fn citations(&self) -> impl Iterator<Item = (CitedIn, &EvidenceLink)> {
        let answers = self.answers.iter().flat_map(|(criterion, sheet)| {
            sheet.answers.iter().flat_map(move |answer| {
                let row = RowKey {
                    checklist: criterion.checklist.clone(),
                    reference: criterion.reference.clone(),
                    question: answer.question.clone(),
                };
                answer
                    .evidence
                    .iter()
                    .map(move |link| (CitedIn::Row(row.clone()), link))
            })
        });
        let findings = self.findings.values().flat_map(|f| {
            f.evidence
                .iter()
                .map(|link| (CitedIn::Finding(f.id.clone()), link))
        });
        let actions = self.actions.values().flat_map(|a| {
            a.evidence
                .iter()
                .map(|link| (CitedIn::Action(a.id.clone()), link))
        });
        answers
            .chain(findings)
            .chain(actions)
            .chain(self.item_citations())
            .chain(self.trail_citations())
    }

    /// Finds a citation by its id.
    pub fn citation(&self, id: &EvidenceId) -> Option<(CitedIn, &EvidenceLink)> {
        self.citations().find(|(_, link)| &link.id == id)
    }

    /// Counts what the guards of the audit look at; `conflicts` are those of independence without a safeguard, `unreadable` the
    /// records that cannot be read.
    pub fn audit_context(
        &self,
        citations: &BTreeMap<EvidenceId, CitationState>,
        conflicts: usize,
        unreadable: &[String],
    ) -> AuditContext {
        let mut context = AuditContext {
            unanswered: 0,
            without_reason: 0,
            drafts: 0,
            open_nonconformities: 0,
            lost_evidence: citations
                .values()
                .filter(|state| state.is_alarm() || **state == CitationState::Gone)
                .count(),
            conflicts,
            unreadable: unreadable.to_vec(),
        };
        for row in self.rows().filter(|row| !row.question.retired) {
            match self.answer(&row.key()) {
                Some(answer) if answer.is_settled(self.audit.mode) => {
                    let needs = answer.verdict.is_some_and(Verdict::needs_reason);
                    context.without_reason += usize::from(needs && !is_said(&answer.reason));
                }
                Some(_) | None => context.unanswered += 1,
            }
        }
        for finding in self.findings.values() {
            context.drafts += usize::from(finding.state == FindingState::Draft);
        }
        context.open_nonconformities = self.open_nonconformities();
        context
    }

    /// Counts the nonconformities that are neither closed nor withdrawn.
    pub fn open_nonconformities(&self) -> usize {
        let open =
            |finding: &&Finding| finding.kind.is_nonconformity() && !finding.state.is_settled();
        self.findings.values().filter(open).count()
    }

    /// Returns the audit where it is closed.
    pub fn closed(&self) -> Option<&AuditId> {
        (self.audit.state == AuditState::Closed).then_some(&self.audit.id)
    }

    /// Puts a record of this audit in its place; a record of another audit or the workspace is left alone.
    pub fn put(&mut self, record: &Record) {
        match record {
            Record::Audit(audit) => {
                let again =
                    audit.rules != self.audit.rules || audit.checklists != self.audit.checklists;
                self.audit = audit.clone();
                if again {
                    self.find_shared();
                }
            }
            Record::Answers { sheet, .. } => {
                let criterion = Criterion {
                    checklist: sheet.checklist.clone(),
                    reference: sheet.reference.clone(),
                };
                self.answers.insert(criterion, sheet.clone());
            }
            Record::Finding { finding, .. } => {
                self.findings.insert(finding.id.clone(), finding.clone());
            }
            Record::Action { action, .. } => {
                self.actions.insert(action.id.clone(), action.clone());
            }
            Record::Sample { sample, .. } => {
                self.samples.insert(sample.id.clone(), sample.clone());
            }
            Record::Trail { trail, .. } => {
                self.trails.insert(trail.system.clone(), trail.clone());
            }
            Record::Workspace(_)
            | Record::Applicability(_)
            | Record::Programme(_)
            | Record::Criteria { .. } => {}
        }
    }

    /// Takes a record out, as the undoing of its creation does.
    pub fn take(&mut self, record: &Record) {
        match record {
            Record::Answers { sheet, .. } => {
                self.answers.remove(&Criterion {
                    checklist: sheet.checklist.clone(),
                    reference: sheet.reference.clone(),
                });
            }
            Record::Finding { finding, .. } => {
                self.findings.remove(&finding.id);
            }
            Record::Action { action, .. } => {
                self.actions.remove(&action.id);
            }
            Record::Sample { sample, .. } => {
                self.samples.remove(&sample.id);
            }
            Record::Trail { trail, .. } => {
                self.trails.remove(&trail.system);
            }
            Record::Workspace(_)
            | Record::Applicability(_)
            | Record::Programme(_)
            | Record::Audit(_)
            | Record::Criteria { .. } => {}
        }
    }
}

/// What holds a citation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CitedIn {
    /// The answer of a row.
    Row(RowKey),
    /// A finding.
    Finding(FindingId),
    /// A corrective action.
    Action(ActionId),
    /// An item of a sample.
    Item(SampleId, String),
    /// A link of the trail of an AI system.
    Link(SystemId, StepId),
}

impl std::fmt::Display for CitedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Row(row) => write!(f, "{row}"),
            Self::Finding(id) => write!(f, "{id}"),
            Self::Action(id) => write!(f, "{id}"),
            Self::Item(id, item) => write!(f, "{id}#{item}"),
            Self::Link(system, step) => write!(f, "{system}/{step}"),
        }
    }
}
