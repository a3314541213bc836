//! What the linter says of a finding, at the fields that it is about, while they are written.

use crate::{
    domain::{
        finding::{
            Finding,
            lint::{Remark, Rule},
        },
        papers::WorkingPapers,
    },
    session::lint::Linter,
    tui::{data::Data, screens::form::field::Remark as Shown},
};

use super::FindingKey as Key;

/// Says what is odd about how a finding is written. What an empty field says by itself is not said again.
pub(super) fn of(
    finding: &Finding,
    linter: &Linter,
    papers: &WorkingPapers,
    data: &Data,
) -> Vec<(Key, Shown)> {
    linter
        .remarks(papers, finding, &data.citations)
        .into_iter()
        .filter_map(|remark| Some((key_of(&remark)?, shown(remark))))
        .collect()
}

/// Returns a finding with what is typed into a field in place of what it holds.
pub(super) fn written(finding: &Finding, key: &Key, text: &str) -> Finding {
    let mut written = finding.clone();
    put(&mut written, key, text);
    written
}

fn shown(remark: Remark) -> Shown {
    Shown {
        text: remark.text,
        help: remark.help,
    }
}

/// Returns the field that a remark is about; none for what the form says otherwise.
fn key_of(remark: &Remark) -> Option<Key> {
    match remark.rule {
        // The field is empty and says what belongs there, or its citation says how it stands.
        Rule::Incomplete | Rule::UnresolvedEvidence | Rule::NoCriterion => return None,
        Rule::ExcludedControl
        | Rule::OutsidePeriod
        | Rule::PersonName
        | Rule::Advice
        | Rule::Cause
        | Rule::Vague
        | Rule::NoReason
        | Rule::UnknownGrade => {}
    }
    match remark.field {
        "title" => Some(Key::Title),
        "requirement" => Some(Key::Requirement),
        "objective-evidence" => Some(Key::ObjectiveEvidence),
        "statement" => Some(Key::Statement),
        "consequence" => Some(Key::Consequence),
        "type" => Some(Key::Type),
        "grade-reason" => Some(Key::GradeReason),
        "criteria" => Some(Key::Criteria),
        "where" => Some(Key::Where),
        "evidence" => Some(Key::Evidence(remark.evidence.clone())),
        _ => None,
    }
}

fn put(finding: &mut Finding, key: &Key, text: &str) {
    let field = match key {
        Key::Title => &mut finding.title,
        Key::Requirement => &mut finding.requirement,
        Key::ObjectiveEvidence => &mut finding.objective_evidence,
        Key::Statement => &mut finding.statement,
        Key::Consequence => &mut finding.consequence,
        Key::GradeReason => &mut finding.grade_reason,
        Key::Where => &mut finding.place,
        Key::Type
        | Key::Criteria
        | Key::Documents
        | Key::Evidence(_)
        | Key::Actions
        | Key::ResponseDue
        | Key::Response
        | Key::Repeats
        | Key::Earlier(_)
        | Key::History => return,
    };
    text.clone_into(field);
}
