//! What is typed into the fields of a finding, as changes.

use crate::{
    domain::{
        finding::{Classification, Finding, FindingState, ToldField},
        id::{ChecklistId, Criterion, FindingId},
        papers::WorkingPapers,
        similar,
    },
    session::{answer::split_list, applicability, follow_up},
    tui::{
        data::Data,
        overlays::prompt::Prompt,
        panel::{Cx, Intent},
        screens::form::date,
    },
};

use super::FindingKey as Key;

/// Writes a text into a field, or says why it cannot stand there; of what is held fast it asks first why it is amended.
pub(super) fn text(
    id: &FindingId,
    key: &Key,
    text: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let edit = edit(id, key, text, papers, cx)?;
    let finding = papers.findings.get(id);
    let held = told(key).filter(|field| finding.is_some_and(|finding| finding.holds(*field)));
    if held.is_some() {
        let title = format!("{id}: the auditee was told; why is it amended?");
        return Ok(vec![ask_why(id, &title, edit.what, papers, edit.change)]);
    }
    let change = follow_up::edit_finding(papers, id, edit.what, |f| (edit.change)(f));
    change
        .map(|change| vec![Intent::Apply(change)])
        .map_err(|refusal| refusal.to_string())
}

/// What is done to a finding, and what it is called.
struct Edit {
    what: &'static str,
    change: Box<dyn Fn(&mut Finding)>,
}

/// Asks why a finding is amended, and amends it.
fn ask_why(
    id: &FindingId,
    title: &str,
    what: &'static str,
    papers: &WorkingPapers,
    change: Box<dyn Fn(&mut Finding)>,
) -> Intent {
    let (audit, own) = (papers.audit.id.clone(), id.clone());
    let done = move |why: &str, cx: Cx<'_>| {
        let Some(papers) = cx.data.audit(&audit) else {
            return Err(format!("{own} is not there any more"));
        };
        let step = cx.data.step(why).map_err(|error| error.message)?;
        let change =
            follow_up::amend_finding(papers, &own, what, &step, &cx.data.people, |f| change(f));
        change
            .map(|change| vec![Intent::Apply(change)])
            .map_err(|refusal| refusal.to_string())
    };
    let place = format!("{id} amend {what}");
    let prompt = Prompt::new(title, "why", "", Box::new(done));
    Intent::Open(Box::new(
        prompt.kept_at(Some(papers.audit.id.clone()), place),
    ))
}

/// Takes out a citation that the auditee was told of, after asking why.
pub(super) fn drop_evidence(id: &FindingId, key: &Key, papers: &WorkingPapers) -> Vec<Intent> {
    let Key::Evidence(Some(link)) = key else {
        return Vec::new();
    };
    let title = format!("{id}: the auditee was told of {link}; why is it taken out?");
    let link = link.clone();
    let change = move |f: &mut Finding| f.evidence.retain(|other| other.id != link);
    vec![ask_why(id, &title, "evidence", papers, Box::new(change))]
}

/// Returns the part that a field is, where it is held fast from some state on.
pub(super) const fn told(key: &Key) -> Option<ToldField> {
    Some(match key {
        Key::Title => ToldField::Title,
        Key::Requirement => ToldField::Requirement,
        Key::ObjectiveEvidence => ToldField::ObjectiveEvidence,
        Key::Statement => ToldField::Statement,
        Key::Consequence => ToldField::Consequence,
        Key::GradeReason => ToldField::GradeReason,
        Key::Criteria => ToldField::Criteria,
        Key::Documents => ToldField::Documents,
        Key::Where => ToldField::Where,
        Key::Response => ToldField::Response,
        Key::ResponseDue => ToldField::ResponseDue,
        Key::Type
        | Key::Evidence(_)
        | Key::Actions
        | Key::Repeats
        | Key::Earlier(_)
        | Key::History => return None,
    })
}

fn edit(
    id: &FindingId,
    key: &Key,
    text: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Edit, String> {
    fn set(what: &'static str, change: impl Fn(&mut Finding) + 'static) -> Edit {
        let change = Box::new(change);
        Edit { what, change }
    }
    let said = text.trim_end().to_owned();
    Ok(match key {
        Key::Title => set("title", move |f| said.trim().clone_into(&mut f.title)),
        Key::Requirement => set("requirement", move |f| f.requirement.clone_from(&said)),
        Key::ObjectiveEvidence => set("objective evidence", move |f| {
            f.objective_evidence.clone_from(&said);
        }),
        Key::Statement => set("statement", move |f| f.statement.clone_from(&said)),
        Key::Consequence => set("consequence", move |f| f.consequence.clone_from(&said)),
        Key::GradeReason => set("reason for its grade", move |f| {
            f.grade_reason.clone_from(&said);
        }),
        Key::Where => set("where", move |f| said.trim().clone_into(&mut f.place)),
        Key::Response => set("response", move |f| f.response.clone_from(&said)),
        Key::Documents => {
            let documents: Vec<String> = said
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect();
            set("own documents", move |f| {
                f.documents.clone_from(&documents);
            })
        }
        Key::Criteria => {
            let criteria = criteria(&said, papers)?;
            require_applicable(&criteria, id, papers, cx.data)?;
            set("criteria", move |f| f.criteria.clone_from(&criteria))
        }
        Key::Repeats => {
            let repeats = repeats(&said, id, cx.data)?;
            set("repeats", move |f| f.repeats.clone_from(&repeats))
        }
        Key::ResponseDue => {
            let due = date::parse(&said, cx.data.clock.today())?;
            set("response due", move |f| f.response_due = due)
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

/// Takes one of the grades; of a finding that was handed over it asks first why.
pub(super) fn choice(
    id: &FindingId,
    key: &Key,
    at: usize,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Vec<Intent> {
    let offered = cx.data.workspace.offered_grades();
    let grade = offered.get(at).filter(|_| *key == Key::Type);
    let Some((finding, grade)) = papers.findings.get(id).zip(grade) else {
        return Vec::new();
    };
    let to = grade.classification();
    if finding.state == FindingState::Draft || finding.classification() == to {
        return match graded(id, &to, "", papers, cx) {
            Ok(intents) => intents,
            Err(why) => vec![Intent::Toast(why)],
        };
    }
    if let Ok(step) = cx.data.step("said") {
        let (team, people) = (papers.audit.auditors(), &cx.data.people);
        let gaps = finding.reclassification_gaps(to.kind, &step, &team, people);
        if let Some(gap) = gaps.into_iter().next() {
            return vec![Intent::Toast(gap.text)];
        }
    }
    let title = format!("{id} becomes {}", grade.title);
    let (audit, own) = (papers.audit.id.clone(), id.clone());
    let done = move |why: &str, cx: Cx<'_>| match cx.data.audit(&audit) {
        Some(papers) => graded(&own, &to, why, papers, cx),
        None => Err(format!("{own} is not there any more")),
    };
    let place = title.clone();
    let prompt = Prompt::new(&title, "why this grade", "", Box::new(done));
    vec![Intent::Open(Box::new(
        prompt.kept_at(Some(papers.audit.id.clone()), place),
    ))]
}

fn graded(
    id: &FindingId,
    to: &Classification,
    why: &str,
    papers: &WorkingPapers,
    cx: Cx<'_>,
) -> Result<Vec<Intent>, String> {
    let step = cx.data.step(why).map_err(|error| error.message)?;
    follow_up::reclassify(papers, id, to, &step, &cx.data.known())
        .map(|change| vec![Intent::Apply(change)])
        .map_err(|refusal| refusal.to_string())
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
