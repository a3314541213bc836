//! Showing the frame of an audit.

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        domain::{
            audit::{Audit, AuditMode, AuditState},
            id::Ref,
            pattern::PathPattern,
        },
        editions::Edition,
    },
};

use super::{
    super::{
        Place, history,
        output::{Reply, field, line},
        pick,
    },
    meeting,
};

/// Show the frame of an audit: objectives, scope, criteria, team, dates, conclusion, history.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The audit.
    audit: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    audit: &'a Audit,
    /// The copies of the checklists.
    checklists: &'a [Edition],
    next_states: &'static [AuditState],
    /// What is known of the independence of the auditors, in a few words.
    independence: &'a str,
}

pub(super) fn run(verb: &Show, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let id = pick::audit(&session, &verb.audit)?.audit.id.clone();
    let independence = match session.independence(&id) {
        Ok(found) => found.summary(),
        Err(error) => format!("not determined: {}", error.message),
    };
    let papers = session.audit(&id)?;
    let audit = &papers.audit;
    let editions = session.editions(papers);
    if verb.json {
        return Reply::json(&Document {
            audit,
            checklists: &editions,
            next_states: audit.next_states(),
            independence: &independence,
        });
    }
    let mut reply = Reply::default();
    reply.line(format!("{}  ({})", audit.id, audit.state.label()));
    let date = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
    let out = &mut reply.out;
    field(out, "title", &audit.title);
    field(out, "client", &audit.client);
    field(out, "objectives", &audit.objectives.join("; "));
    field(out, "scope", &audit.scope.text);
    field(out, "units", &audit.scope.units.join(", "));
    field(out, "processes", &audit.scope.processes.join(", "));
    field(out, "sites", &audit.scope.sites.join(", "));
    field(out, "AI systems", &audit.scope.ai_systems.join(", "));
    let only: Vec<String> = audit.only.iter().map(ToString::to_string).collect();
    field(out, "limited to", &only.join(", "));
    let rows: Vec<String> = audit.rows.iter().map(ToString::to_string).collect();
    field(out, "limited to rows", &rows.join(", "));
    let from = audit.from.as_ref().map(ToString::to_string);
    field(out, "carried over from", &from.unwrap_or_default());
    if audit.mode == AuditMode::GapAnalysis {
        let aim = format!("{}, target {}", audit.mode.label(), audit.usual_target());
        field(out, "judges", &aim);
    }
    for edition in &editions {
        field(out, "checklist", &edition_line(edition));
        if let Some(another) = &edition.another {
            let id = &edition.id;
            let phrase = another.phrase();
            let look = format!("tickmark checklist diff {}:{id} {id}", audit.id);
            field(out, "  at hand", &format!("{phrase}; see {look}"));
        }
    }
    field(out, "criteria", &audit.criteria.join("; "));
    for exclusion in &audit.exclusions {
        let what = format!(
            "{}:{}: {}",
            exclusion.checklist, exclusion.reference, exclusion.reason
        );
        field(out, "left out", &what);
    }
    for member in &audit.team {
        field(out, member.role.label(), &member.person.to_string());
    }
    team(audit, &independence, out);
    field(out, "auditees", &audit.auditees.join(", "));
    field(out, "methods", &audit.methods.join(", "));
    field(out, "start", &date(audit.start));
    field(out, "end", &date(audit.end));
    field(out, "period from", &date(audit.period_start));
    field(out, "period to", &date(audit.period_end));
    meeting::lines(audit, out);
    field(out, "conclusion", &audit.conclusion);
    for objective in &audit.objectives {
        if let Some(conclusion) = audit.concluded(objective) {
            field(out, &format!("on \"{}\"", line(objective)), conclusion);
        }
    }
    field(out, "divided opinions", &audit.divided_opinions);
    field(out, "not covered", &audit.not_covered);
    field(out, "report goes to", &audit.distribution.join("; "));
    for entry in &audit.history {
        reply.line(history::row(
            entry.at,
            &entry.by,
            entry.to.label(),
            &entry.why,
        ));
    }
    let next: Vec<&str> = audit.next_states().iter().map(|s| s.word()).collect();
    if !next.is_empty() {
        reply.note(format!("it can become {}", next.join(", ")));
    }
    Ok(reply)
}

/// Tells who audits what, how independent they are, and which safeguards are named.
fn team(audit: &Audit, independence: &str, out: &mut String) {
    for assignment in &audit.assignments {
        let refs: Vec<&str> = assignment.refs.iter().map(Ref::as_str).collect();
        let mut what = format!(
            "{} audits {}:{}",
            assignment.auditor.name,
            assignment.checklist,
            refs.join(" ")
        );
        if !assignment.paths.is_empty() {
            let paths: Vec<&str> = assignment.paths.iter().map(PathPattern::as_str).collect();
            what = format!("{what}, area {}", paths.join(" "));
        }
        field(out, "assigned", &what);
    }
    field(out, "independence", independence);
    for safeguard in &audit.safeguards {
        let paths: Vec<&str> = safeguard.paths.iter().map(PathPattern::as_str).collect();
        let what = format!(
            "{} on {}: {} (by {}, approved by {})",
            safeguard.auditor.name,
            paths.join(" "),
            safeguard.reason,
            safeguard.by.name,
            safeguard.approved_by.name
        );
        field(out, "safeguard", &what);
    }
}

/// Says which copy of a checklist an audit keeps, in a line.
fn edition_line(edition: &Edition) -> String {
    let short: String = edition.hash.chars().take(12).collect();
    let facts = [
        ("edition", &edition.edition),
        ("version", &edition.version),
        ("sha256", &short),
    ];
    let facts = facts.into_iter().filter(|(_, said)| !said.is_empty());
    let facts: Vec<String> = facts.map(|(what, said)| format!("{what} {said}")).collect();
    let (id, standard) = (&edition.id, &edition.standard);
    format!("{id}  {standard}, {}", facts.join(", "))
}
