//! What is typed into the fields of a finding, as changes.

use crate::{
    domain::{
        finding::{Finding, FindingType},
        id::{ChecklistId, Criterion, FindingId},
        papers::WorkingPapers,
        similar,
    },
    session::{answer::split_list, applicability, follow_up},
    tui::{
        data::Data,
        panel::{Cx, Intent},
        screens::form::date,
    },
};

use super::FindingKey as Key;

/// Writes a text into a field, or says why it cannot stand there.
pub(super) fn text(
    id: &FindingId,
    key: &Key,
    text: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let set = |what: &str, change: &dyn Fn(&mut Finding)| {
        vec![Intent::Apply(follow_up::edit_finding(
            papers, id, what, change,
        ))]
    };
    let said = text.trim_end().to_owned();
    Ok(match key {
        Key::Title => set("title", &|f| said.trim().clone_into(&mut f.title)),
        Key::Requirement => set("requirement", &|f| f.requirement.clone_from(&said)),
        Key::ObjectiveEvidence => set("objective evidence", &|f| {
            f.objective_evidence.clone_from(&said);
        }),
        Key::Statement => set("statement", &|f| f.statement.clone_from(&said)),
        Key::Consequence => set("consequence", &|f| f.consequence.clone_from(&said)),
        Key::GradeReason => set("reason for its grade", &|f| {
            f.grade_reason.clone_from(&said);
        }),
        Key::Where => set("where", &|f| said.trim().clone_into(&mut f.place)),
        Key::Response => set("response", &|f| f.response.clone_from(&said)),
        Key::Documents => {
            let documents: Vec<String> = said
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect();
            set("own documents", &|f| f.documents.clone_from(&documents))
        }
        Key::Criteria => {
            let criteria = criteria(&said, papers)?;
            require_applicable(&criteria, id, papers, cx.data)?;
            set("criteria", &|f| f.criteria.clone_from(&criteria))
        }
        Key::Repeats => {
            let repeats = repeats(&said, id, cx.data)?;
            set("repeats", &|f| f.repeats.clone_from(&repeats))
        }
        Key::ResponseDue => {
            let due = date::parse(&said, cx.data.clock.today())?;
            set("response due", &|f| f.response_due = due)
        }
        Key::Type | Key::Evidence(_) | Key::Actions | Key::Earlier(_) | Key::History => {
            return Err("this is not written by hand".to_owned());
        }
    })
}

/// Refuses criteria that do not apply, unless the finding names them already.
fn require_applicable(
    criteria: &[Criterion],
    id: &FindingId,
    papers: &WorkingPapers,
    data: &Data,
) -> Result<(), String> {
    let named = papers.findings.get(id).map_or(&[][..], |f| &f.criteria);
    for criterion in criteria.iter().filter(|c| !named.contains(c)) {
        applicability::require_applicable(papers, &data.applicability, criterion)
            .map_err(|refusal| refusal.to_string())?;
    }
    Ok(())
}

/// Takes one of the values of a choice.
pub(super) fn choice(id: &FindingId, key: &Key, at: usize, papers: &WorkingPapers) -> Vec<Intent> {
    match (key, FindingType::ALL.get(at)) {
        (Key::Type, Some(kind)) => {
            vec![match follow_up::reclassify(papers, id, *kind) {
                Ok(change) => Intent::Apply(change),
                Err(refusal) => Intent::Toast(refusal.to_string()),
            }]
        }
        _ => Vec::new(),
    }
}

/// Reads criteria, each a clause or control that the audit has; without a checklist the only one is meant.
pub(in crate::tui::screens) fn criteria(
    text: &str,
    papers: &WorkingPapers,
) -> Result<Vec<Criterion>, String> {
    let mut criteria = Vec::new();
    for part in split_list(text) {
        let criterion = criterion(&part, papers)?;
        if !criteria.contains(&criterion) {
            criteria.push(criterion);
        }
    }
    Ok(criteria)
}

fn criterion(part: &str, papers: &WorkingPapers) -> Result<Criterion, String> {
    let mut checklists = papers.checklists();
    let (first, second) = (checklists.next(), checklists.next());
    let only = first.filter(|_| second.is_none());
    let whole = match only {
        Some(only) if !part.contains(':') => format!("{}:{part}", only.id),
        _ => part.to_owned(),
    };
    let criterion: Criterion = whole.parse().map_err(|invalid| format!("{invalid}"))?;
    let Some(checklist) = papers.checklists.get(&criterion.checklist) else {
        let known: Vec<&str> = papers.checklists.keys().map(ChecklistId::as_str).collect();
        return Err(
            match similar::nearest(criterion.checklist.as_str(), known.iter().copied()) {
                Some(near) => format!(
                    "the audit has no checklist {}; did you mean {near}?",
                    criterion.checklist
                ),
                None => format!(
                    "the audit has no checklist {} (it has: {})",
                    criterion.checklist,
                    known.join(", ")
                ),
            },
        );
    };
    if checklist.clause(&criterion.reference).is_some() {
        return Ok(criterion);
    }
    let known = checklist
        .clauses
        .iter()
        .map(|clause| clause.reference.as_str());
    Err(
        match similar::nearest(criterion.reference.as_str(), known) {
            Some(near) => format!(
                "{} has no {}; did you mean {near}?",
                checklist.id, criterion.reference
            ),
            None => format!(
                "{} has no clause or control {}",
                checklist.id, criterion.reference
            ),
        },
    )
}

fn repeats(text: &str, own: &FindingId, data: &Data) -> Result<Vec<FindingId>, String> {
    let mut repeats = Vec::new();
    for part in split_list(text) {
        let id: FindingId = part
            .to_ascii_uppercase()
            .parse()
            .map_err(|invalid| format!("{invalid}"))?;
        if id == *own {
            return Err("a finding does not repeat itself".to_owned());
        }
        let mut known = data
            .papers
            .values()
            .flat_map(|papers| papers.findings.keys());
        if !known.any(|other| *other == id) {
            let known = data
                .papers
                .values()
                .flat_map(|papers| papers.findings.keys().map(FindingId::as_str));
            return Err(
                match similar::nearest(id.as_str(), known.filter(|other| *other != own.as_str())) {
                    Some(near) => format!("no audit has a finding {id}; did you mean {near}?"),
                    None => format!("no audit here has a finding {id}"),
                },
            );
        }
        if !repeats.contains(&id) {
            repeats.push(id);
        }
    }
    Ok(repeats)
}
