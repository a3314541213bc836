//! The files of the sample organization, embedded so that the program needs nothing beside it.

use crate::session::merging;

/// The file that a workspace is made with, so that git merges its records field by field: it has the words of the program.
const ATTRIBUTES: &str = "audits/.gitattributes";

/// Embeds files of the folder `files` under their names there.
macro_rules! embed {
    ($($name:literal)+) => {
        &[$(($name, include_str!(concat!("files/", $name)))),+]
    };
}

/// Every file, by name. A number before the ending counts versions of one file.
const FILES: &[(&str, &str)] = embed![
    "README.md"
    "aims/communication-plan.md"
    "aims/context.md"
    "aims/interested-parties.md"
    "aims/objectives.md"
    "aims/roles.1.md"
    "aims/roles.2.md"
    "aims/scope.1.md"
    "aims/scope.2.md"
    "aims/statement-of-applicability.1.csv"
    "aims/statement-of-applicability.2.csv"
    "data/churn-features-sheet.md"
    "data/claims-history-sheet.md"
    "data/fraud-labels-sheet.md"
    "impact/claims-triage.md"
    "impact/customer-chat.md"
    "impact/document-ocr.md"
    "impact/fraud-scoring.md"
    "incidents/incident-chat-premium.md"
    "incidents/log.1.csv"
    "incidents/log.2.csv"
    "minutes/management-review-1.md"
    "minutes/management-review-2.md"
    "models/churn-card.md"
    "models/claims-triage-card.1.md"
    "models/claims-triage-card.2.md"
    "models/fraud-scoring-card.md"
    "monitoring/drift-note.md"
    "monitoring/log.1.csv"
    "monitoring/log.2.csv"
    "monitoring/log.3.csv"
    "monitoring/log.4.csv"
    "monitoring/thresholds.md"
    "policy/ai-policy.1.md"
    "policy/ai-policy.2.md"
    "policy/generative-ai-rules.md"
    "procedures/change-procedure.md"
    "procedures/document-control.md"
    "procedures/impact-assessment-procedure.md"
    "procedures/incident-procedure.md"
    "procedures/internal-audit.md"
    "procedures/release-procedure.md"
    "procedures/reporting-concerns.1.md"
    "procedures/reporting-concerns.2.md"
    "programme.toml"
    "releases/claims-triage-2.3-checklist.md"
    "releases/claims-triage-2.3-waiver.md"
    "releases/log.1.csv"
    "releases/log.2.csv"
    "releases/log.3.csv"
    "releases/log.4.csv"
    "releases/log.5.csv"
    "releases/log.6.csv"
    "risk/assessments/churn.md"
    "risk/assessments/claims-triage.md"
    "risk/assessments/customer-chat.md"
    "risk/assessments/document-ocr.md"
    "risk/assessments/fraud-scoring.1.md"
    "risk/assessments/fraud-scoring.2.md"
    "risk/register.1.csv"
    "risk/register.2.csv"
    "risk/register.3.csv"
    "risk/register.4.csv"
    "risk/risk-method.1.md"
    "risk/risk-method.2.md"
    "risk/treatment-plan.1.md"
    "risk/treatment-plan.2.md"
    "suppliers/clauses.md"
    "suppliers/review-docuread.md"
    "suppliers/suppliers.1.csv"
    "suppliers/suppliers.2.csv"
    "systems/inventory.1.csv"
    "systems/inventory.2.csv"
    "systems/inventory.3.csv"
    "tickmark.toml"
    "training/overseers.1.csv"
    "training/overseers.2.csv"
    "training/overseers.3.csv"
    "training/portal-completions.csv"
    "training/records.1.csv"
    "training/records.2.csv"
    "training/records.3.csv"
    "training/records.4.csv"
    "training/training-needs.md"
];

/// Returns the text of a file.
pub(super) fn text(name: &str) -> Option<&'static str> {
    if name == ATTRIBUTES {
        return Some(merging::ATTRIBUTES);
    }
    FILES
        .iter()
        .find_map(|(own, text)| (*own == name).then_some(*text))
}
