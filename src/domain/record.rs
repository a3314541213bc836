//! Any record, and which one it is: what changes, the store and commits deal in.

use super::{
    action::CorrectiveAction,
    answer::AnswerSheet,
    applicability::StatementOfApplicability,
    audit::Audit,
    evidence::{EvidenceLink, id_in_kept_name},
    finding::Finding,
    id::{ActionId, AuditId, ChecklistId, FindingId, Ref, SampleId, SystemId},
    programme::Programme,
    sample::Sample,
    trail_test::TrailTest,
    workspace::Workspace,
};

/// The version of the record format that this program writes.
pub const SCHEMA: u32 = 1;

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// The workspace.
    Workspace(Workspace),
    /// A statement of applicability.
    Applicability(StatementOfApplicability),
    /// The audit programme.
    Programme(Programme),
    /// An audit.
    Audit(Audit),
    /// A checklist as it was when the audit was planned, to the letter.
    Criteria {
        /// The audit.
        audit: AuditId,
        /// The checklist.
        checklist: ChecklistId,
        /// The text of the checklist file.
        text: String,
    },
    /// The answers of one clause or control.
    Answers {
        /// The audit.
        audit: AuditId,
        /// The answers.
        sheet: AnswerSheet,
    },
    /// A finding.
    Finding {
        /// The audit.
        audit: AuditId,
        /// The finding.
        finding: Finding,
    },
    /// A corrective action.
    Action {
        /// The audit.
        audit: AuditId,
        /// The corrective action.
        action: CorrectiveAction,
    },
    /// A sample.
    Sample {
        /// The audit.
        audit: AuditId,
        /// The sample.
        sample: Sample,
    },
    /// The trail of an AI system.
    Trail {
        /// The audit.
        audit: AuditId,
        /// The trail.
        trail: TrailTest,
    },
}

/// Which record it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKey {
    /// The workspace.
    Workspace,
    /// The statement of applicability for the controls of a checklist.
    Applicability(ChecklistId),
    /// The audit programme.
    Programme,
    /// An audit.
    Audit(AuditId),
    /// The frozen copy of a checklist.
    Criteria(AuditId, ChecklistId),
    /// The answers of one clause or control.
    Answers(AuditId, ChecklistId, Ref),
    /// A finding.
    Finding(AuditId, FindingId),
    /// A corrective action.
    Action(AuditId, ActionId),
    /// A copy of evidence that is kept beside the records: no record, and committed with the one that cites it.
    Kept {
        /// The audit; none for one that a statement of applicability cites.
        audit: Option<AuditId>,
        /// The name of the file.
        name: String,
    },
    /// A sample.
    Sample(AuditId, SampleId),
    /// The trail of an AI system.
    Trail(AuditId, SystemId),
}

impl Record {
    /// Tells which record it is.
    pub fn key(&self) -> RecordKey {
        match self {
            Self::Workspace(_) => RecordKey::Workspace,
            Self::Applicability(soa) => RecordKey::Applicability(soa.checklist.clone()),
            Self::Programme(_) => RecordKey::Programme,
            Self::Audit(audit) => RecordKey::Audit(audit.id.clone()),
            Self::Criteria {
                audit, checklist, ..
            } => RecordKey::Criteria(audit.clone(), checklist.clone()),
            Self::Answers { audit, sheet } => RecordKey::Answers(
                audit.clone(),
                sheet.checklist.clone(),
                sheet.reference.clone(),
            ),
            Self::Finding { audit, finding } => {
                RecordKey::Finding(audit.clone(), finding.id.clone())
            }
            Self::Action { audit, action } => RecordKey::Action(audit.clone(), action.id.clone()),
            Self::Sample { audit, sample } => RecordKey::Sample(audit.clone(), sample.id.clone()),
            Self::Trail { audit, trail } => RecordKey::Trail(audit.clone(), trail.system.clone()),
        }
    }

    /// Tells whether the record, after what it was before, is part of what an audit answers: answers, trails, samples but those
    /// that follow up a finding, and findings that are new.
    pub fn is_answer(&self, before: Option<&Self>) -> bool {
        match self {
            Self::Answers { .. } | Self::Trail { .. } => true,
            Self::Sample { sample, .. } => match before {
                Some(Self::Sample { sample: before, .. }) => before.finding.is_none(),
                Some(_) | None => sample.finding.is_none(),
            },
            Self::Finding { .. } => before.is_none(),
            Self::Workspace(_)
            | Self::Applicability(_)
            | Self::Programme(_)
            | Self::Audit(_)
            | Self::Criteria { .. }
            | Self::Action { .. } => false,
        }
    }

    /// Returns the audit, where it is one.
    pub fn audit(&self) -> Option<&Audit> {
        match self {
            Self::Audit(audit) => Some(audit),
            Self::Workspace(_)
            | Self::Applicability(_)
            | Self::Programme(_)
            | Self::Criteria { .. }
            | Self::Answers { .. }
            | Self::Finding { .. }
            | Self::Action { .. }
            | Self::Sample { .. }
            | Self::Trail { .. } => None,
        }
    }

    /// Returns the finding, where it is one.
    pub fn finding(&self) -> Option<&Finding> {
        match self {
            Self::Finding { finding, .. } => Some(finding),
            Self::Workspace(_)
            | Self::Applicability(_)
            | Self::Programme(_)
            | Self::Audit(_)
            | Self::Criteria { .. }
            | Self::Answers { .. }
            | Self::Action { .. }
            | Self::Sample { .. }
            | Self::Trail { .. } => None,
        }
    }

    /// Returns the corrective action, where it is one.
    pub fn action(&self) -> Option<&CorrectiveAction> {
        match self {
            Self::Action { action, .. } => Some(action),
            Self::Workspace(_)
            | Self::Applicability(_)
            | Self::Programme(_)
            | Self::Audit(_)
            | Self::Criteria { .. }
            | Self::Answers { .. }
            | Self::Finding { .. }
            | Self::Sample { .. }
            | Self::Trail { .. } => None,
        }
    }

    /// Lists the citations that it holds.
    pub fn citations(&self) -> Vec<&EvidenceLink> {
        match self {
            Self::Answers { sheet, .. } => {
                let answers = sheet.answers.iter();
                answers.flat_map(|answer| &answer.evidence).collect()
            }
            Self::Finding { finding, .. } => finding.evidence.iter().collect(),
            Self::Action { action, .. } => action.evidence.iter().collect(),
            Self::Sample { sample, .. } => {
                let items = sample.items.iter();
                items.flat_map(|item| &item.evidence).collect()
            }
            Self::Trail { trail, .. } => {
                let links = trail.links.iter();
                links.flat_map(|link| &link.evidence).collect()
            }
            Self::Applicability(statement) => statement.citations().map(|(_, link)| link).collect(),
            Self::Workspace(_) | Self::Programme(_) | Self::Audit(_) | Self::Criteria { .. } => {
                Vec::new()
            }
        }
    }
}

impl RecordKey {
    /// Returns the audit that the record belongs to; none for those of the workspace.
    pub fn audit(&self) -> Option<&AuditId> {
        match self {
            Self::Workspace | Self::Applicability(_) | Self::Programme => None,
            Self::Audit(audit)
            | Self::Criteria(audit, _)
            | Self::Answers(audit, _, _)
            | Self::Finding(audit, _)
            | Self::Action(audit, _)
            | Self::Sample(audit, _)
            | Self::Trail(audit, _) => Some(audit),
            Self::Kept { audit, .. } => audit.as_ref(),
        }
    }

    /// Names the record with the audit that it belongs to: `aims-2026 F-7K3QX2`.
    pub fn named(&self) -> String {
        match self.audit() {
            Some(audit) => format!("{audit} {}", self.short()),
            None => self.short(),
        }
    }

    /// Returns the words that a person knows the record by: `6.1.2`, `F-7K3QX2`.
    pub fn short(&self) -> String {
        match self {
            Self::Workspace => "workspace".to_owned(),
            Self::Applicability(checklist) => {
                format!("statement of applicability {checklist}")
            }
            Self::Programme => "audit programme".to_owned(),
            Self::Audit(_) => "audit".to_owned(),
            Self::Criteria(_, checklist) => format!("checklist {checklist}"),
            Self::Answers(_, _, reference) => reference.to_string(),
            Self::Finding(_, id) => id.to_string(),
            Self::Action(_, id) => id.to_string(),
            Self::Kept { name, .. } => match id_in_kept_name(name) {
                Some(id) => format!("copy {id}"),
                None => "kept copy".to_owned(),
            },
            Self::Sample(_, id) => id.to_string(),
            Self::Trail(_, system) => format!("trail {system}"),
        }
    }
}
