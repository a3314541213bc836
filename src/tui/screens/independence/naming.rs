//! What is asked for to name a safeguard, and to assign an area.

use crate::{
    domain::{
        audit::{Audit, TeamRole},
        guard::{Refusal, is_said},
        id::AuditId,
        independence::Conflict,
        pattern::PathPattern,
        person::Person,
    },
    safe,
    session::{
        follow_up,
        independence::{self, Naming},
    },
    tui::{
        data::Data,
        overlays::{
            choose::{Choice, Choose},
            fill::{Asked, Fault, Fill},
            prompt::Prompt,
        },
        panel::{Cx, Intent},
    },
};

/// Asks for the safeguard of a conflict.
pub(super) fn safeguard(audit: &AuditId, conflict: Option<&Conflict>, cx: Cx<'_>) -> Vec<Intent> {
    let Some(conflict) = conflict else {
        return vec![Intent::Toast("select a conflict first".to_owned())];
    };
    if !conflict.is_open() {
        let text = "a safeguard is named already; undo takes back what was named just now";
        return vec![Intent::Toast(text.to_owned())];
    }
    if let Err(error) = cx.data.step("") {
        return vec![Intent::Fail(error)];
    }
    let Ok(path) = conflict.matter.locator().parse::<PathPattern>() else {
        let text = "its name is that of no path: tickmark independence override takes a pattern";
        return vec![Intent::Toast(text.to_owned())];
    };
    let matter = super::named(&conflict.matter);
    let fill = ask_safeguard(audit.clone(), conflict.auditor.clone(), path, &matter);
    vec![Intent::Open(Box::new(fill))]
}

/// Opens the fields of a safeguard that was half named again: `safeguard EMAIL PATH`.
pub fn form_at(audit: &AuditId, place: &str, data: &Data) -> Option<Fill> {
    let (email, path) = place.strip_prefix("safeguard ")?.split_once(' ')?;
    let of = &data.audit(audit)?.audit;
    let team = of.team.iter().map(|member| &member.person);
    let mut auditors = team.chain(of.assignments.iter().map(|a| &a.auditor));
    let auditor = auditors.find(|auditor| auditor.email == email)?.clone();
    let matter = safe::escape_line(path).into_owned();
    Some(ask_safeguard(
        audit.clone(),
        auditor,
        path.parse().ok()?,
        &matter,
    ))
}

/// Asks what the safeguard is and who approved it.
fn ask_safeguard(audit: AuditId, auditor: Person, path: PathPattern, matter: &str) -> Fill {
    let place = format!("safeguard {} {}", auditor.email, path.as_str());
    let kept = audit.clone();
    let reason = format!(
        "what keeps the audit impartial where {} has worked on {matter}",
        safe::escape_line(&auditor.name),
    );
    let asked = vec![
        Asked::line("safeguard", &reason),
        Asked::line(
            "approved by",
            "a second person, such as Cy Cole <cy@example.org>",
        ),
    ];
    let done = move |texts: &[String], cx: Cx<'_>| {
        let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
        let fault = |at: usize| move |why: String| Fault { at, why };
        if !is_said(&text(0)) {
            let why = "the reason is what a reader of the report looks for".to_owned();
            return Err(fault(0)(why));
        }
        let invalid = |cause: crate::domain::person::InvalidPerson| cause.to_string();
        let approved_by: Person = text(1).parse().map_err(invalid).map_err(fault(1))?;
        let papers = cx.data.audit(&audit);
        let papers = papers.ok_or_else(|| fault(1)(Data::gone(&audit).message))?;
        let step = cx.data.step("").map_err(|error| fault(1)(error.message))?;
        let naming = Naming {
            auditor: auditor.clone(),
            paths: vec![path.clone()],
            reason: text(0),
            approved_by,
        };
        let change = independence::safeguard(papers, naming, &step, &cx.data.people)
            .map_err(told)
            .map_err(fault(1))?;
        Ok(vec![
            Intent::Apply(change),
            Intent::Toast("the safeguard is named; undo takes it back".to_owned()),
        ])
    };
    Fill::new("name the safeguard", asked, Box::new(done)).kept_at(Some(kept), place)
}

/// Asks whose area it is, then for the area.
pub(super) fn area(audit: &AuditId, data: &Data) -> Vec<Intent> {
    let Some(papers) = data.audit(audit) else {
        return vec![Intent::Fail(Data::gone(audit))];
    };
    let auditors: Vec<Person> = papers
        .audit
        .team
        .iter()
        .filter(|member| member.role != TeamRole::Observer)
        .map(|member| member.person.clone())
        .collect();
    if auditors.is_empty() {
        return vec![Intent::Toast("the audit has no team yet".to_owned())];
    }
    let choices = auditors
        .iter()
        .map(|auditor| choice(&papers.audit, auditor));
    let choices = choices.collect();
    let audit = audit.clone();
    let done = move |place: usize, _: Cx<'_>| {
        let Some(auditor) = auditors.get(place) else {
            return Vec::new();
        };
        let prompt = ask_area(audit.clone(), auditor.clone());
        vec![Intent::Open(Box::new(prompt))]
    };
    vec![Intent::Open(Box::new(Choose::new(
        "whose area",
        choices,
        Box::new(done),
    )))]
}

fn choice(audit: &Audit, auditor: &Person) -> Choice {
    let own = || audit.assignments.iter().filter(|a| a.auditor.is(auditor));
    let areas: Vec<&str> = own()
        .flat_map(|a| &a.paths)
        .map(PathPattern::as_str)
        .collect();
    let name = safe::escape_line(&auditor.name).into_owned();
    let command = format!(
        "tickmark audit assign {} --auditor {}",
        audit.id, auditor.email
    );
    Choice {
        label: name,
        detail: match areas.as_slice() {
            [] => "no area yet".to_owned(),
            areas => format!("area {}", safe::escape_line(&areas.join(", "))),
        },
        disabled: own().next().is_none().then(|| {
            format!(
                "no clauses are assigned that an area could belong to: {} --clause REF",
                safe::escape_line(&command)
            )
        }),
    }
}

fn ask_area(audit: AuditId, auditor: Person) -> Prompt {
    let label = format!(
        "What of the repository belongs to the clauses of {}: a file, a folder, or a pattern such as risk/**:",
        safe::escape_line(&auditor.name)
    );
    let done = move |text: &str, cx: Cx<'_>| {
        let pattern: PathPattern = text
            .parse()
            .map_err(|cause: crate::domain::pattern::InvalidPattern| cause.to_string())?;
        let papers = cx
            .data
            .audit(&audit)
            .ok_or_else(|| Data::gone(&audit).message)?;
        let after = papers
            .audit
            .assigned(&auditor, &[], &[pattern])
            .map_err(told)?;
        let change = follow_up::edit_audit(papers, "area assigned", |audit| *audit = after);
        Ok(vec![Intent::Apply(change)])
    };
    Prompt::new("assign an area", &label, "", Box::new(done))
}

#[expect(clippy::needless_pass_by_value, reason = "it is an error's end")]
fn told(refusal: Refusal) -> String {
    refusal.to_string()
}
