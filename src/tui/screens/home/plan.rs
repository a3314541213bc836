//! What is asked for to plan an audit.

use crate::{
    domain::{audit::AuditMode, id::AuditId, papers::WorkingPapers},
    safe,
    session::{
        answer::split_list,
        carry_over::{self, CarryOver},
        plan::Plan,
    },
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

/// Asks what of an audit is carried over, then for the id and the title of the new one.
pub(super) fn ask_what(papers: &WorkingPapers, data: &Data) -> Choose {
    let from = papers.audit.id.clone();
    let open = carry_over::follow_up_rows(&data.papers, papers).len();
    let rows = if open == 1 { "row" } else { "rows" };
    let choices = vec![
        Choice {
            label: "all of it again".to_owned(),
            detail: "scope, team and checklists; answers begin anew, last time's stand beside them"
                .to_owned(),
            disabled: None,
        },
        Choice {
            label: "follow up what is open".to_owned(),
            detail: format!("{open} {rows} with open findings, and nothing else"),
            disabled: (open == 0).then(|| "no finding is open".to_owned()),
        },
    ];
    let title = format!("carry over {from}");
    let done = move |place: usize, _: Cx<'_>| {
        let carried = CarryOver {
            from: from.clone(),
            follow_up: place == 1,
        };
        vec![Intent::Open(Box::new(ask_id(Some(carried))))]
    };
    Choose::new(&title, choices, Box::new(done))
}

/// Asks for the id of a new audit, then for its title, its scope, its checklists, and what it is limited to and judges.
pub(super) fn ask_id(carried: Option<CarryOver>) -> Prompt {
    let done = move |text: &str, cx: Cx<'_>| {
        let id: AuditId = text
            .parse()
            .map_err(|cause: crate::domain::id::InvalidId| cause.to_string())?;
        if cx.data.papers.contains_key(&id) {
            return Err(format!(
                "there is an audit {id} already; ids are never reused"
            ));
        }
        Ok(vec![Intent::Open(Box::new(ask_title(id, carried.clone())))])
    };
    let label = "Id, which is also the name of its folder, such as aims-2026-h2:";
    Prompt::new("plan an audit", label, "", Box::new(done))
}

fn ask_title(id: AuditId, carried: Option<CarryOver>) -> Prompt {
    let done = move |text: &str, cx: Cx<'_>| {
        if text.is_empty() {
            return Err("a title is what people know the audit by".to_owned());
        }
        if let Some(carried) = &carried {
            // Scope, checklists and what is judged are those of the earlier audit.
            let plan = Plan {
                start: Some(cx.data.clock.today()),
                carried: Some(carried.clone()),
                ..Plan::new(id.clone(), text.to_owned())
            };
            return Ok(vec![Intent::Ask(Request::Plan {
                plan,
                checklists: Vec::new(),
            })]);
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
            scope: text.to_owned(),
            start: Some(cx.data.clock.today()),
            ..Plan::new(id.clone(), title.clone())
        };
        let chosen = Vec::new();
        Ok(vec![Intent::Open(Box::new(ask_checklist(
            plan, chosen, cx.data,
        )))])
    };
    Prompt::new(
        "plan an audit",
        "Scope: what is looked at (may be left empty for now):",
        "",
        Box::new(done),
    )
}

/// Asks for one checklist after the other, until that is all.
fn ask_checklist(plan: Plan, chosen: Vec<String>, data: &Data) -> Choose {
    let left: Vec<(String, String)> = data
        .checklists
        .iter()
        .filter(|(id, _)| !chosen.contains(id))
        .cloned()
        .collect();
    let mut choices = Vec::new();
    if !chosen.is_empty() {
        choices.push(Choice {
            label: "that is all".to_owned(),
            detail: format!("audit against {}", chosen.join(", ")),
            disabled: None,
        });
    }
    let first = choices.len();
    choices.extend(left.iter().map(|(id, title)| {
        Choice {
            label: format!("{id}  {}", safe::escape_line(title)),
            detail: if first == 0 {
                "the audit keeps the copy it is planned with"
            } else {
                "what the standards ask alike is answered once"
            }
            .to_owned(),
            disabled: None,
        }
    }));
    let title = if chosen.is_empty() {
        "audit against"
    } else {
        "and against"
    };
    let done = move |place: usize, cx: Cx<'_>| {
        let Some((id, _)) = place.checked_sub(first).and_then(|place| left.get(place)) else {
            let next = ask_limits(plan.clone(), chosen.clone());
            return vec![Intent::Open(Box::new(next))];
        };
        let mut chosen = chosen.clone();
        chosen.push(id.clone());
        let next = ask_checklist(plan.clone(), chosen, cx.data);
        vec![Intent::Open(Box::new(next))]
    };
    Choose::new(title, choices, Box::new(done))
}

fn ask_limits(plan: Plan, checklists: Vec<String>) -> Prompt {
    let done = move |text: &str, _: Cx<'_>| {
        let plan = Plan {
            only: split_list(text),
            ..plan.clone()
        };
        Ok(vec![Intent::Open(Box::new(ask_mode(
            plan,
            checklists.clone(),
        )))])
    };
    Prompt::new(
        "plan an audit",
        "Only these clauses, such as 7, 9 (leave it empty for all):",
        "",
        Box::new(done),
    )
}

fn ask_mode(plan: Plan, checklists: Vec<String>) -> Choose {
    let choices = AuditMode::ALL.iter().map(|mode| Choice {
        label: mode.label().to_owned(),
        detail: match mode {
            AuditMode::Conformity => "a verdict for each question: conforming, nonconforming ...",
            AuditMode::GapAnalysis => "a maturity from 0 to 5 for each question, against a target",
        }
        .to_owned(),
        disabled: None,
    });
    let done = move |place: usize, _: Cx<'_>| {
        let mode = AuditMode::ALL.get(place).copied();
        vec![Intent::Ask(Request::Plan {
            plan: Plan {
                mode: mode.unwrap_or(AuditMode::Conformity),
                ..plan.clone()
            },
            checklists: checklists.clone(),
        })]
    };
    Choose::new("what is judged", choices.collect(), Box::new(done))
}
