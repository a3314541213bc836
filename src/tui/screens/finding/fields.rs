//! The fields of a finding.

use crate::{
    domain::{
        finding::{Finding, FindingState, FindingType},
        holder::Holder,
        papers::{CitedIn, WorkingPapers},
        workspace::Grading,
    },
    tui::{
        data::Data,
        screens::form::{
            date, evidence,
            field::{Field, Kind},
            history,
        },
    },
};

use super::FindingKey as Key;

/// Makes the fields of a finding, in the order in which one writes them: what is left first, what is right then.
pub(super) fn of(finding: &Finding, papers: &WorkingPapers, data: &Data) -> Vec<Field<Key>> {
    let mut fields = parts(finding);
    fields.extend(grade(finding, &data.workspace.grading));
    fields.extend(criteria(finding, papers));
    let holder = Holder::InAudit(
        papers.audit.id.clone(),
        CitedIn::Finding(finding.id.clone()),
    );
    fields.extend(evidence::fields(
        &holder,
        &finding.evidence,
        data,
        Key::Evidence,
    ));
    fields.extend(answer(finding, papers, data));
    fields
}

fn parts(finding: &Finding) -> Vec<Field<Key>> {
    vec![
        Field::new(Key::Title, "title", "title", Kind::Line, &finding.title)
            .placeholder("a few words to know it by"),
        Field::new(
            Key::Requirement,
            "requirement",
            "requirement",
            Kind::Long,
            &finding.requirement,
        )
        .placeholder("what should be, in your own words")
        .together(),
        Field::new(
            Key::ObjectiveEvidence,
            "objective-evidence",
            "objective evidence",
            Kind::Long,
            &finding.objective_evidence,
        )
        .placeholder("what was seen: document, date, record, role, sample and hits; no opinion")
        .together(),
        Field::new(
            Key::Statement,
            "statement",
            "statement",
            Kind::Long,
            &finding.statement,
        )
        .placeholder("how the evidence fails the requirement, in one sentence")
        .together(),
        Field::new(
            Key::Consequence,
            "consequence",
            "consequence",
            Kind::Long,
            &finding.consequence,
        )
        .placeholder("what follows or may follow from it"),
    ]
}

fn grade(finding: &Finding, grading: &Grading) -> Vec<Field<Key>> {
    let labels = FindingType::ALL.iter().map(|kind| kind.label()).collect();
    let taken = FindingType::ALL
        .iter()
        .position(|kind| *kind == finding.kind);
    let written = match finding.kind {
        FindingType::Major => &grading.major,
        FindingType::Minor => &grading.minor,
        FindingType::Observation => &grading.observation,
        FindingType::Opportunity => &grading.opportunity,
        FindingType::GoodPractice => &grading.good_practice,
    };
    let rule = if written.trim().is_empty() {
        "tickmark.toml can say under [grading] when it is which grade".to_owned()
    } else {
        format!("{}: {}", finding.kind.label(), written.trim())
    };
    vec![
        Field::new(
            Key::Type,
            "type",
            "type",
            Kind::Choice { labels, taken },
            finding.kind.word(),
        )
        .hint(rule.clone())
        .right(),
        Field::new(
            Key::GradeReason,
            "grade-reason",
            "why that grade",
            Kind::Long,
            &finding.grade_reason,
        )
        .placeholder("why this grade and no other")
        .hint(rule)
        .right(),
    ]
}

fn criteria(finding: &Finding, papers: &WorkingPapers) -> Vec<Field<Key>> {
    let written: Vec<String> = finding.criteria.iter().map(ToString::to_string).collect();
    let titles: Vec<String> = finding
        .criteria
        .iter()
        .filter_map(|criterion| {
            let clause = papers
                .checklists
                .get(&criterion.checklist)?
                .clause(&criterion.reference)?;
            Some(format!("{} {}", clause.reference, clause.title))
        })
        .collect();
    vec![
        Field::new(
            Key::Criteria,
            "criteria",
            "criteria",
            Kind::Line,
            written.join(", "),
        )
        .placeholder("iso-42001:6.1.2, several with commas")
        .hint(titles.join(", "))
        .right(),
        Field::new(
            Key::Documents,
            "documents",
            "own documents",
            Kind::Long,
            finding.documents.join("\n"),
        )
        .placeholder("own rules that are criteria, one a line: risk/method.md, section 4")
        .right(),
        Field::new(Key::Where, "where", "where", Kind::Line, &finding.place)
            .placeholder("process, site or AI system")
            .right(),
    ]
}

fn answer(finding: &Finding, papers: &WorkingPapers, data: &Data) -> Vec<Field<Key>> {
    let today = data.clock.today();
    let answering = finding.answered_by(&papers.actions);
    let actions: Vec<String> = answering
        .iter()
        .map(|action| format!("{}  {}  {}", action.id, action.state.label(), action.title))
        .collect();
    let due = finding.response_due;
    let waits =
        !finding.state.is_settled() && finding.response.trim().is_empty() && answering.is_empty();
    let repeats: Vec<String> = finding.repeats.iter().map(ToString::to_string).collect();
    vec![
        Field::new(
            Key::Actions,
            "actions",
            "actions",
            Kind::ReadOnly,
            actions.join("\n"),
        )
        .placeholder("none yet: a raises one")
        .section("Answer")
        .right(),
        Field::new(
            Key::ResponseDue,
            "response-due",
            "response due",
            Kind::Date,
            due.map(|date| date.to_string()).unwrap_or_default(),
        )
        .placeholder("set when it is issued")
        .note(due.filter(|_| waits).map(|due| date::distance(due, today)))
        .hint(date::FORMS)
        .right(),
        Field::new(
            Key::Response,
            "response",
            "response",
            Kind::Long,
            &finding.response,
        )
        .placeholder("what the auditee says to it")
        .right(),
        Field::new(
            Key::Repeats,
            "repeats",
            "repeats",
            Kind::Line,
            repeats.join(", "),
        )
        .placeholder("earlier findings: F-7K3QX2")
        .right(),
        Field::new(
            Key::History,
            "history",
            "history",
            Kind::ReadOnly,
            history::lines(&finding.history, &finding.evidence, FindingState::label, []),
        )
        .section("History")
        .right(),
    ]
}
