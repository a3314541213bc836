//! The grade: by the scheme of the house, and with its reason.

use crate::domain::{answer::Verdict, guard::is_said};

use super::{
    super::{Finding, FindingType},
    LintContext, Remark, Rule,
};

pub(super) fn check(finding: &Finding, context: &LintContext<'_>, remarks: &mut Vec<Remark>) {
    let grades = context.grades;
    if !is_said(&finding.grade_reason) {
        let text = "the grade stands without its reason";
        let help = "say why it is of this grade and no other, by the written criteria";
        let remark = Remark::about(Rule::NoReason, "grade-reason", text, help);
        // Of what breaks no requirement the reason is asked where the row says otherwise, and where the house grades further.
        let row = finding.row.as_ref();
        let is_broken =
            row.and_then(|row| context.papers.verdict(row)) == Some(Verdict::Nonconforming);
        match finding.kind {
            FindingType::Major | FindingType::Minor => remarks.push(remark.guard()),
            FindingType::Observation | FindingType::Opportunity
                if is_broken || finding.grade.is_some() =>
            {
                remarks.push(remark);
            }
            FindingType::Observation | FindingType::Opportunity | FindingType::GoodPractice => {}
        }
    }
    if finding.graded(grades).is_some() {
        return;
    }
    let text = match &finding.grade {
        None => format!(
            "no grade of the house is chosen for {}",
            finding.kind.label()
        ),
        Some(grade) => match grades.iter().find(|other| other.id.as_ref() == Some(grade)) {
            Some(other) => format!(
                "the grade {grade} counts as {}, and the finding is {}",
                other.kind.label(),
                finding.kind.label()
            ),
            None => format!("tickmark.toml has no grade {grade}"),
        },
    };
    let help = "choose one of the grades of the house: tickmark finding grades";
    remarks.push(Remark::about(Rule::UnknownGrade, "type", text, help));
}
