//! The fields of a finding.

use crate::{
    domain::{
        finding::{Finding, FindingState, ToldField},
        holder::Holder,
        papers::{CitedIn, WorkingPapers},
    },
    tui::{
        data::Data,
        screens::form::{
            date, evidence,
            field::{Field, Kind},
            history,
        },
        theme::Role,
    },
};

use super::{FindingKey as Key, weighed::WeighedFinding, write};

/// How many earlier findings the form shows; the command lists all.
const EARLIER: usize = 5;

/// Makes the fields of a finding, in the order in which one writes them: what is left first, what is right then.
pub(super) fn of(
    finding: &Finding,
    weighed: &WeighedFinding,
    papers: &WorkingPapers,
    data: &Data,
) -> Vec<Field<Key>> {
    let mut fields = parts(finding);
    fields.extend(grade(finding, weighed, data));
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
    fields.extend(answer(finding, weighed, papers, data));
    for field in &mut fields {
        let told = write::told(&field.key).filter(|told| finding.holds(*told));
        field.held = told.map(ToldField::why_held);
        field.barred = told.and_then(|told| barred(finding, told, papers, data));
    }
    fields
}

/// Says why whoever is at work cannot amend a part; none where he can, or nobody is known to be.
pub(super) fn barred(
    finding: &Finding,
    told: ToldField,
    papers: &WorkingPapers,
    data: &Data,
) -> Option<String> {
    let step = data.step("said").ok()?;
    let team = papers.audit.auditors();
    let gaps = finding.amendment_gaps(&[told], &step, &team, &data.people);
    gaps.into_iter().next().map(|gap| gap.text)
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

fn grade(finding: &Finding, weighed: &WeighedFinding, data: &Data) -> Vec<Field<Key>> {
    let offered = data.workspace.offered_grades();
    let proposal = &weighed.proposal;
    let proposed = proposal.as_ref().map(|proposal| {
        let grade = proposal.kind.word();
        (format!("repeat: {grade}?"), Role::Warning)
    });
    let labels: Vec<String> = offered.iter().map(|grade| grade.title.clone()).collect();
    let details: Vec<String> = offered.iter().map(|grade| grade.criteria.clone()).collect();
    let graded = finding.graded(&offered);
    let taken = offered.iter().position(|grade| Some(grade) == graded);
    let rule = graded.map_or_else(
        || format!("{}: choose one of the grades", finding.classification()),
        |grade| format!("{}: {}", grade.title, grade.criteria),
    );
    vec![
        Field::new(
            Key::Type,
            "type",
            "type",
            Kind::Choice {
                labels,
                details,
                taken,
            },
            finding.classification().to_string(),
        )
        .hint(match proposal {
            Some(proposal) => format!(
                "it {}: R takes {}, or say below why not",
                proposal.why(),
                proposal.kind.label()
            ),
            None => rule.clone(),
        })
        .note(proposed)
        .right()
        .left_below_parts(),
        Field::new(
            Key::GradeReason,
            "grade-reason",
            "why that grade",
            Kind::Long,
            &finding.grade_reason,
        )
        .placeholder("why this grade and no other")
        .hint(rule)
        .right()
        .left_below_parts(),
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
        .right()
        .left_below_parts(),
        Field::new(
            Key::Documents,
            "documents",
            "own documents",
            Kind::Long,
            finding.documents.join("\n"),
        )
        .placeholder("own rules that are criteria, one a line: risk/method.md, section 4")
        .right()
        .left_below_parts(),
        Field::new(Key::Where, "where", "where", Kind::Line, &finding.place)
            .placeholder("process, site or AI system")
            .right()
            .left_below_parts(),
    ]
}

fn answer(
    finding: &Finding,
    weighed: &WeighedFinding,
    papers: &WorkingPapers,
    data: &Data,
) -> Vec<Field<Key>> {
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
    let mut fields = vec![
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
    ];
    fields.extend(earlier(finding, weighed));
    fields.push(
        Field::new(
            Key::History,
            "history",
            "history",
            Kind::ReadOnly,
            history::lines(
                &finding.history,
                &finding.evidence,
                FindingState::label,
                events(finding),
            ),
        )
        .section("History")
        .right(),
    );
    fields
}

/// Lists what else happened to a finding: other grades, and amendments.
fn events(finding: &Finding) -> Vec<history::Event<'_>> {
    let acts = finding.acts().into_iter();
    acts.map(|act| (act.at, act.told, act.by, act.why))
        .collect()
}

/// Makes a field for each earlier finding on the same criterion, process or cause.
fn earlier(finding: &Finding, weighed: &WeighedFinding) -> Vec<Field<Key>> {
    let found = &weighed.earlier;
    if found.is_empty() {
        return Vec::new();
    }
    let fields = found.iter().take(EARLIER).map(|earlier| {
        let id = &earlier.id;
        let label = if earlier.linked { "repeats" } else { "earlier" };
        let key = Key::Earlier(Some(id.clone()));
        let name = format!("earlier-{id}");
        Field::new(key, name, label, Kind::ReadOnly, &earlier.said)
            .hint("r links it as what is repeated, or takes the link back; enter opens it")
            .right()
    });
    let mut fields: Vec<Field<Key>> = fields.collect();
    if let Some(first) = fields.first_mut() {
        first.section = Some("Earlier findings");
    }
    let more = found.len().saturating_sub(EARLIER);
    if more > 0 {
        let command = format!("{more} more: tickmark finding earlier {}", finding.id);
        let key = Key::Earlier(None);
        fields.push(Field::new(key, "earlier-more", "", Kind::ReadOnly, command).right());
    }
    fields
}
