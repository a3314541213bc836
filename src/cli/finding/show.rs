//! Findings listed, and one shown whole.

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{
        finding::{Finding, FindingState, FindingType},
        id::{AuditId, Criterion, FindingId},
        papers::{CitedIn, WorkingPapers},
    },
};

use super::super::{
    Place,
    evidence::{Cited, cited_lines},
    history,
    output::{Reply, field, line},
    pick, words,
};

/// List findings, gravest first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark finding list aims-2026 --open
  tickmark finding list --type major --json")]
pub(super) struct List {
    /// The audit; all of them if left out.
    audit: Option<String>,

    /// Only those of this type.
    #[arg(long = "type", value_name = "TYPE", value_parser = words::finding_type())]
    kind: Option<FindingType>,

    /// Only those in this state.
    #[arg(long, value_name = "STATE", value_parser = words::finding_state())]
    state: Option<FindingState>,

    /// Only those that are not settled.
    #[arg(long)]
    open: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Show a finding whole: its three parts, evidence and what became of it, corrective actions, history.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The finding.
    id: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Rows {
    findings: Vec<Row>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    id: FindingId,
    audit: AuditId,
    #[serde(rename = "type")]
    kind: FindingType,
    state: FindingState,
    title: String,
    criteria: Vec<Criterion>,
    #[serde(rename = "where")]
    place: String,
    response_due: Option<Date>,
    overdue: bool,
    waiting_for: &'static str,
    actions: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Whole<'a> {
    audit: &'a AuditId,
    finding: &'a Finding,
    actions: Vec<String>,
    next_states: &'static [FindingState],
    citations: Vec<Cited>,
}

pub(super) fn list(verb: &List, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let papers: Vec<&WorkingPapers> = match &verb.audit {
        Some(text) => vec![pick::audit(&session, text)?],
        None => session.papers().values().collect(),
    };
    let today = session.clock().today();
    let mut findings: Vec<Row> = papers
        .iter()
        .flat_map(|papers| {
            papers
                .findings
                .values()
                .map(move |finding| (*papers, finding))
        })
        .filter(|(_, finding)| verb.kind.is_none_or(|kind| finding.kind == kind))
        .filter(|(_, finding)| verb.state.is_none_or(|state| finding.state == state))
        .filter(|(_, finding)| !verb.open || !finding.state.is_settled())
        .map(|(papers, finding)| row(papers, finding, today))
        .collect();
    findings.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    if verb.json {
        return Reply::json(&Rows { findings });
    }
    let mut reply = Reply::default();
    for finding in &findings {
        // One number may be that of several standards.
        let several = finding
            .criteria
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a.checklist != b.checklist));
        let named = |criterion: &Criterion| {
            if several {
                criterion.to_string()
            } else {
                criterion.reference.to_string()
            }
        };
        let criteria: Vec<String> = finding.criteria.iter().map(named).collect();
        let due = match finding.response_due {
            Some(date) if finding.overdue => format!("  overdue since {date}"),
            Some(date) if !finding.state.is_settled() => format!("  due {date}"),
            _ => String::new(),
        };
        reply.line(format!(
            "{}  {:<13}  {:<12}  {}  {}{due}",
            finding.id,
            finding.kind.word(),
            finding.state.word(),
            criteria.join(" "),
            line(&finding.title)
        ));
    }
    if findings.is_empty() {
        reply.note("there is no such finding");
    }
    Ok(reply)
}

fn row(papers: &WorkingPapers, finding: &Finding, today: Date) -> Row {
    let actions = finding.answered_by(&papers.actions);
    Row {
        id: finding.id.clone(),
        audit: papers.audit.id.clone(),
        kind: finding.kind,
        state: finding.state,
        title: finding.title.clone(),
        criteria: finding.criteria.clone(),
        place: finding.place.clone(),
        response_due: finding.response_due,
        // Once there is a corrective action, its own dates count.
        overdue: !finding.state.is_settled()
            && actions.is_empty()
            && finding.response_due.is_some_and(|due| due < today),
        waiting_for: finding.state.waiting_for(),
        actions: actions.iter().map(|action| action.id.to_string()).collect(),
    }
}

pub(super) fn show(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let (papers, finding) = pick::finding(&session, &verb.id)?;
    let links: Vec<_> = finding.evidence.iter().collect();
    let states = session.check_links(&links);
    let citations = Cited::of(
        &session,
        papers,
        &CitedIn::Finding(finding.id.clone()),
        &finding.evidence,
        &states,
    );
    let actions: Vec<String> = finding
        .answered_by(&papers.actions)
        .iter()
        .map(|action| action.id.to_string())
        .collect();
    if verb.json {
        return Reply::json(&Whole {
            audit: &papers.audit.id,
            finding,
            actions,
            next_states: finding.next_states(),
            citations,
        });
    }
    let mut reply = Reply::default();
    reply.line(format!(
        "{}  {}, {}  ({})",
        finding.id,
        finding.kind.label(),
        finding.state.label(),
        papers.audit.id
    ));
    let criteria: Vec<String> = finding.criteria.iter().map(ToString::to_string).collect();
    let out = &mut reply.out;
    field(out, "title", &finding.title);
    field(out, "criteria", &criteria.join(", "));
    field(out, "documents", &finding.documents.join("; "));
    field(out, "where", &finding.place);
    field(out, "requirement", &finding.requirement);
    field(out, "objective evidence", &finding.objective_evidence);
    field(out, "statement", &finding.statement);
    field(out, "why this grade", &finding.grade_reason);
    field(out, "consequence", &finding.consequence);
    if let Some(due) = finding.response_due {
        field(out, "answer due", &due.to_string());
    }
    field(out, "response", &finding.response);
    field(out, "corrective actions", &actions.join(", "));
    cited_lines(&citations, &mut reply);
    let steps = finding.history.iter().map(|entry| {
        let label = entry.to.label().to_owned();
        (entry.at, &entry.by, label, entry.why.as_str())
    });
    history::lines(steps, &finding.evidence, &mut reply);
    let next: Vec<&str> = finding.next_states().iter().map(|s| s.word()).collect();
    if !next.is_empty() {
        reply.note(format!("it can become {}", next.join(", ")));
    }
    Ok(reply)
}
