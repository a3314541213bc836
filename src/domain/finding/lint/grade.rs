//! The grade: by the scheme of the house, and with its reason.

use crate::domain::guard::is_said;

use super::{
    super::{Finding, FindingType, OfferedGrade},
    Remark, Rule,
};

pub(super) fn check(finding: &Finding, grades: &[OfferedGrade], remarks: &mut Vec<Remark>) {
    if !is_said(&finding.grade_reason) {
        let text = format!(
            "the grade stands without its reason: {}",
            finding.kind.label()
        );
        let help = "say why it is of this grade and no other, by the written criteria";
        let remark = Remark::about(Rule::NoReason, "grade-reason", text, help);
        match finding.kind {
            FindingType::Major | FindingType::Minor => remarks.push(remark.guard()),
            // That nothing is broken is what has to be said; of what is praised, nothing.
            FindingType::Observation | FindingType::Opportunity => remarks.push(remark),
            FindingType::GoodPractice => {}
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
