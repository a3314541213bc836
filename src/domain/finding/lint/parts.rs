//! What a finding consists of: its parts, and criteria that apply.

use crate::domain::guard::is_said;

use super::{super::Finding, LintContext, Remark, Rule};

pub(super) fn check(finding: &Finding, context: &LintContext<'_>, remarks: &mut Vec<Remark>) {
    let mut missing = |field, text: &str, what: &'static str| {
        if !is_said(text) {
            let told = format!("the {what} is missing");
            let help = "a finding is not issued without it";
            remarks.push(Remark::about(Rule::Incomplete, field, told, help).guard());
        }
    };
    missing("title", &finding.title, "title");
    if finding.kind.is_nonconformity() {
        missing("requirement", &finding.requirement, "requirement");
        missing(
            "objective-evidence",
            &finding.objective_evidence,
            "objective evidence",
        );
    }
    missing("statement", &finding.statement, "statement");
    if finding.criteria.is_empty() && finding.documents.iter().all(|text| !is_said(text)) {
        let help = "name the clause or control, or the own document, that it is held against";
        let remark = Remark::about(Rule::NoCriterion, "criteria", "no criterion is named", help);
        remarks.push(remark.guard());
    }
    for criterion in &finding.criteria {
        if let Some(why) = context.inapplicable.get(criterion) {
            let help = "name a criterion that applies";
            let remark = Remark::about(Rule::ExcludedControl, "criteria", why, help);
            remarks.push(remark.guard());
        }
    }
}
