//! Showing the programme.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::programme::{PlannedAudit, Programme, gaps::times},
};

use super::super::{
    Place,
    output::{Reply, count, field, line},
};

/// Show the programme: period, objectives, risk basis, audits and how it stands with each.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    programme: &'a Programme,
    /// How it stands with each audit.
    audits: Vec<Stands<'a>>,
    planned: usize,
    done: usize,
    /// How much the programme leaves out.
    gaps: usize,
    /// What a programme says and this one does not.
    unsaid: Vec<&'static str>,
}

#[derive(Serialize)]
struct Stands<'a> {
    id: &'a str,
    state: &'static str,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let programme = session.the_programme()?;
    let today = session.clock().today();
    let gaps = session.programme_gaps()?.len();
    let (planned, done) = programme.done(session.papers(), today);
    let standing = |audit: &'_ PlannedAudit| audit.standing(session.papers(), today).word();
    if verb.json {
        let audits = programme.audits.iter().map(|audit| Stands {
            id: audit.id.as_str(),
            state: standing(audit),
        });
        return Reply::json(&Document {
            programme,
            audits: audits.collect(),
            planned,
            done,
            gaps,
            unsaid: programme.unsaid(),
        });
    }
    let mut reply = Reply::default();
    reply.line(format!(
        "{}  {done} of {} done",
        programme.period(),
        count(planned, "audit")
    ));
    said(programme, &mut reply.out);
    for audit in &programme.audits {
        let label = audit.standing(session.papers(), today).label();
        let dates = audit.dates();
        reply.line(format!(
            "{}  {dates}  {label}  {}",
            audit.id,
            line(&audit.title)
        ));
        detail(audit, &mut reply.out);
    }
    if gaps > 0 {
        reply.note(format!("{}: tickmark programme gaps", count(gaps, "gap")));
    }
    for unsaid in programme.unsaid() {
        reply.note(format!("{unsaid}: tickmark programme set"));
    }
    Ok(reply)
}

fn said(programme: &Programme, out: &mut String) {
    let ids: Vec<String> = programme
        .checklists
        .iter()
        .map(ToString::to_string)
        .collect();
    field(out, "title", &programme.title);
    field(out, "objectives", &programme.objectives.join("; "));
    field(out, "risk basis", &programme.risk_basis);
    field(out, "methods", &programme.methods.join(", "));
    field(out, "covers", &ids.join(", "));
    field(out, "processes", &programme.scope.processes.join(", "));
    field(out, "AI systems", &programme.scope.ai_systems.join(", "));
    field(out, "all is audited", &times(programme.usual_times()));
    for frequency in &programme.frequencies {
        let why = match frequency.why.as_str() {
            "" => String::new(),
            why => format!(": {why}"),
        };
        let what = format!("{} {}{why}", frequency.of, times(frequency.times));
        field(out, "but", &what);
    }
    for responsibility in &programme.responsibilities {
        let what = format!("{}: {}", responsibility.who, responsibility.what);
        field(out, "responsible", &what);
    }
    for risk in &programme.risks {
        let what = match risk.treatment.as_str() {
            "" => risk.what.clone(),
            treatment => format!("{}: {treatment}", risk.what),
        };
        field(out, "risk", &what);
    }
}

fn detail(audit: &PlannedAudit, out: &mut String) {
    let ids: Vec<String> = audit.checklists.iter().map(ToString::to_string).collect();
    let only: Vec<String> = audit.only.iter().map(ToString::to_string).collect();
    let team: Vec<String> = audit
        .team()
        .iter()
        .map(|person| person.name.clone())
        .collect();
    field(out, "  against", &ids.join(", "));
    field(out, "  clauses", &only.join(", "));
    field(out, "  processes", &audit.processes.join(", "));
    field(out, "  AI systems", &audit.ai_systems.join(", "));
    field(out, "  team", &team.join(", "));
    if let Some(dropped) = &audit.dropped {
        let day = dropped.at.strftime("%Y-%m-%d");
        let what = format!("{} ({}, {day})", dropped.why, dropped.by.name);
        field(out, "  dropped", &what);
    }
}
