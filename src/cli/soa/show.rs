//! What a statement of applicability says, control by control.

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        Session,
        domain::{
            applicability::{Decided, Implementation, StatementOfApplicability},
            checklist::{Checklist, Clause},
            holder::Holder,
            id::{ChecklistId, Criterion, Ref},
            person::Person,
        },
        follow_up::Citations,
    },
};

use super::super::{
    Place,
    evidence::{Cited, cited_lines},
    output::{Reply, block, count, line},
};

/// Show a statement of applicability: each control, whether it is included, why, how, how far, and what shows it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark soa show iso-42001
  tickmark soa show iso-42001 --open              what nothing is decided about yet")]
pub(super) struct Show {
    /// The checklist; all that there is a statement for if left out.
    checklist: Option<String>,

    /// Only the controls that nothing is decided about.
    #[arg(long)]
    open: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    statements: Vec<Statement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Statement<'a> {
    checklist: &'a ChecklistId,
    standard: &'a str,
    approved_by: Option<&'a Person>,
    approved_on: Option<Date>,
    included: usize,
    excluded: usize,
    undecided: usize,
    implemented: usize,
    controls: Vec<Control<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Control<'a> {
    #[serde(rename = "ref")]
    reference: &'a Ref,
    title: &'a str,
    /// None while nothing is decided.
    included: Option<bool>,
    justification: &'a str,
    implementation: &'a str,
    status: Option<Implementation>,
    owner: &'a str,
    evidence: Vec<Cited>,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let checklists = super::asked(&session, verb.checklist.as_deref())?;
    let states = session.check_statements();
    let statements: Vec<Statement<'_>> = checklists
        .into_iter()
        .map(|checklist| statement(&session, checklist, verb.open, &states))
        .collect();
    if verb.json {
        return Reply::json(&Document { statements });
    }
    let mut reply = Reply::default();
    for (place, statement) in statements.iter().enumerate() {
        if place > 0 {
            reply.out.push('\n');
        }
        describe(statement, &mut reply);
    }
    if statements.is_empty() {
        super::tell_none(&session, &mut reply);
    }
    Ok(reply)
}

fn statement<'s>(
    session: &'s Session,
    checklist: &'s Checklist,
    open_only: bool,
    states: &Citations,
) -> Statement<'s> {
    let record = session.applicability().get(&checklist.id);
    let decided = record.map_or_else(
        || Decided {
            controls: checklist.controls().count(),
            ..Decided::default()
        },
        |record| record.decided(checklist),
    );
    let controls = checklist
        .controls()
        .map(|clause| control(session, checklist, clause, record, states))
        .filter(|control| !open_only || control.included.is_none());
    Statement {
        checklist: &checklist.id,
        standard: &checklist.standard,
        approved_by: record.and_then(|record| record.approved_by.as_ref()),
        approved_on: record.and_then(|record| record.approved_on),
        included: decided.included,
        excluded: decided.excluded,
        undecided: decided.open(),
        implemented: decided.implemented,
        controls: controls.collect(),
    }
}

fn control<'s>(
    session: &Session,
    checklist: &Checklist,
    clause: &'s Clause,
    record: Option<&'s StatementOfApplicability>,
    states: &Citations,
) -> Control<'s> {
    let decision = record.and_then(|record| record.decision(&clause.reference));
    let holder = Holder::Control(Criterion {
        checklist: checklist.id.clone(),
        reference: clause.reference.clone(),
    });
    Control {
        reference: &clause.reference,
        title: &clause.title,
        included: decision.map(|d| d.included),
        justification: decision.map_or("", |d| &d.justification),
        implementation: decision.map_or("", |d| &d.implementation),
        status: decision.and_then(|d| d.status),
        owner: decision.map_or("", |d| &d.owner),
        evidence: decision
            .into_iter()
            .flat_map(|d| &d.evidence)
            .map(|link| Cited::held(session, &holder, link, states))
            .collect(),
    }
}

fn describe(statement: &Statement<'_>, reply: &mut Reply) {
    let approved = match (statement.approved_by, statement.approved_on) {
        (Some(by), Some(on)) => format!("approved by {} on {on}", line(&by.name)),
        (Some(by), None) => format!("approved by {}", line(&by.name)),
        (None, _) => "not approved".to_owned(),
    };
    let all = statement.included + statement.excluded + statement.undecided;
    reply.line(format!(
        "{}  {}  ({approved})",
        statement.checklist,
        line(statement.standard)
    ));
    reply.line(format!(
        "  {}: {} included ({} implemented), {} excluded, {} undecided",
        count(all, "control"),
        statement.included,
        statement.implemented,
        statement.excluded,
        statement.undecided
    ));
    for control in &statement.controls {
        let decided = match control.included {
            Some(true) => "included",
            Some(false) => "excluded",
            None => "undecided",
        };
        let status = control
            .status
            .map_or_else(String::new, |status| format!("  ({})", status.label()));
        reply.line(format!(
            "  {:<8}  {decided:<9}  {}{status}",
            control.reference.as_str(),
            line(control.title)
        ));
        for (label, text) in [
            ("why", control.justification),
            ("how", control.implementation),
            ("owner", control.owner),
        ] {
            described(label, text, reply);
        }
        let mut cited = Reply::default();
        cited_lines(&control.evidence, &mut cited);
        reply.out.push_str(&block(&cited.out, "      "));
    }
}

fn described(label: &str, text: &str, reply: &mut Reply) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    if text.contains('\n') {
        reply.line(format!("      {label}:"));
        reply.out.push_str(&block(text, "        "));
    } else {
        reply.line(format!("      {label}: {}", line(text)));
    }
}
