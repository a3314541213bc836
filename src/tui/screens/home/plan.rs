//! What is asked for to plan an audit.

use crate::{
    domain::id::AuditId,
    safe,
    session::plan::Plan,
    tui::{
        data::Data,
        effect::Request,
        overlays::{
            choose::{Choice, Choose},
            prompt::Prompt,
        },
        panel::{Cx, Intent},
    },
};

/// Asks for the id of a new audit, then for its title, its dates and its checklist.
pub(super) fn ask_id() -> Prompt {
    let done = |text: &str, cx: Cx<'_>| {
        let id: AuditId = text
            .parse()
            .map_err(|cause: crate::domain::id::InvalidId| cause.to_string())?;
        if cx.data.papers.contains_key(&id) {
            return Err(format!(
                "there is an audit {id} already; ids are never reused"
            ));
        }
        Ok(vec![Intent::Open(Box::new(ask_title(id)))])
    };
    let label = "Id, which is also the name of its folder, such as aims-2026-h2:";
    Prompt::new("plan an audit", label, "", Box::new(done))
}

fn ask_title(id: AuditId) -> Prompt {
    let done = move |text: &str, _: Cx<'_>| {
        if text.is_empty() {
            return Err("a title is what people know the audit by".to_owned());
        }
        Ok(vec![Intent::Open(Box::new(ask_scope(
            id.clone(),
            text.to_owned(),
        )))])
    };
    Prompt::new(
        "plan an audit",
        "Title, such as Internal audit of the AI management system:",
        "",
        Box::new(done),
    )
}

fn ask_scope(id: AuditId, title: String) -> Prompt {
    let done = move |text: &str, cx: Cx<'_>| {
        let plan = Plan {
            id: id.clone(),
            title: title.clone(),
            scope: text.to_owned(),
            objectives: Vec::new(),
            lead: None,
            auditors: Vec::new(),
            start: Some(cx.data.clock.today()),
            end: None,
        };
        Ok(vec![Intent::Open(Box::new(ask_checklist(plan, cx.data)))])
    };
    Prompt::new(
        "plan an audit",
        "Scope: what is looked at (may be left empty for now):",
        "",
        Box::new(done),
    )
}

fn ask_checklist(plan: Plan, data: &Data) -> Choose {
    let ids: Vec<String> = data.checklists.iter().map(|(id, _)| id.clone()).collect();
    let choices = data.checklists.iter().map(|(id, title)| Choice {
        label: format!("{id}  {}", safe::escape_line(title)),
        detail: "the audit keeps the copy it is planned with".to_owned(),
        disabled: None,
    });
    let done = move |place: usize, _: Cx<'_>| {
        let checklists: Vec<String> = ids.get(place).cloned().into_iter().collect();
        vec![Intent::Ask(Request::Plan {
            plan: plan.clone(),
            checklists,
        })]
    };
    Choose::new("audit against", choices.collect(), Box::new(done))
}
