//! Planning, changing and dropping the audits of the programme.

use clap::{Args, Subcommand};
use jiff::civil::Date;

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{id::Criterion, pattern::PathPattern, person::Person, programme::PlannedAudit},
        plan, programme,
    },
};

use super::{
    super::{
        Place,
        output::{Reply, line},
        pick,
    },
    refused,
    write::{add, checklists},
};

/// Plan, change and drop audits of the programme.
#[derive(Debug, Args)]
pub(super) struct AuditsCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Add(Box<Add>),
    Set(Box<Set>),
    Drop(Drop),
}

/// Plan an audit; it joins the audit of this id once that is made.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark programme audit add aims-2026 --title 'Internal audit 2026' --start 2026-03-02 --end 2026-03-13 \\
      --checklist iso-42001 --clause 4 5 6 --process 'risk management' --lead 'Ada Auditor <ada@example.org>'")]
struct Add {
    /// The id that the audit has once it is made.
    #[arg(value_name = "AUDIT")]
    id: String,

    /// The title.
    #[arg(long)]
    title: String,

    #[command(flatten)]
    said: Said,
}

/// Write more of a planned audit; what is not given stays as it is. Lists are added to.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark programme audit set aims-2026 --start 2026-04-06 --end 2026-04-17")]
struct Set {
    /// The audit.
    #[arg(value_name = "AUDIT")]
    id: String,

    /// The title.
    #[arg(long)]
    title: Option<String>,

    #[command(flatten)]
    said: Said,

    /// Let go of the clauses that it is limited to, before others are added.
    #[arg(long)]
    all_clauses: bool,

    /// Let go of the team, before others are added.
    #[arg(long)]
    no_team: bool,
}

/// Drop a planned audit; it stays in the programme with the reason.
#[derive(Debug, Args)]
struct Drop {
    /// The audit.
    #[arg(value_name = "AUDIT")]
    id: String,

    /// Why it is not done.
    #[arg(long, value_name = "TEXT")]
    why: String,
}

#[derive(Debug, Args)]
struct Said {
    /// The first day.
    #[arg(long, value_name = "DATE")]
    start: Option<Date>,

    /// The last day.
    #[arg(long, value_name = "DATE")]
    end: Option<Date>,

    /// Add an objective.
    #[arg(long = "objective", value_name = "TEXT")]
    objectives: Vec<String>,

    /// What is looked at, in a sentence or two.
    #[arg(long, value_name = "TEXT")]
    scope: Option<String>,

    /// Add a checklist; repeat it for several.
    #[arg(long = "checklist", value_name = "ID", num_args = 1..)]
    checklists: Vec<String>,

    /// Limit it to a clause or control and those below it: 7, or iso-27001:A.5. Repeat it for several.
    #[arg(long = "clause", value_name = "REF", num_args = 1..)]
    only: Vec<String>,

    /// Add a process.
    #[arg(long = "process", value_name = "TEXT")]
    processes: Vec<String>,

    /// Add an AI system.
    #[arg(long = "ai-system", value_name = "TEXT")]
    ai_systems: Vec<String>,

    /// The audit team leader.
    #[arg(long, value_name = "NAME <MAIL>")]
    lead: Option<Person>,

    /// Add an auditor.
    #[arg(long = "auditor", value_name = "NAME <MAIL>")]
    auditors: Vec<Person>,

    /// Add a file, folder or pattern that belongs to what is audited: whoever has worked there is no auditor of it.
    #[arg(long = "path", value_name = "PATH")]
    paths: Vec<PathPattern>,
}

pub(super) fn run(command: AuditsCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Add(verb) => plan_one(*verb, place),
        Verb::Set(verb) => change(*verb, place),
        Verb::Drop(verb) => drop_one(&verb, place),
    }
}

fn plan_one(verb: Add, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let id = pick::audit_id(&verb.id)?;
    let programme = session.the_programme()?;
    let mut audit = PlannedAudit::new(id.clone(), verb.title);
    write(&mut audit, verb.said, &session)?;
    let change = programme::add_audit(programme, audit).map_err(|refusal| refused(&refusal))?;
    session.apply(&change)?;
    let title = session.planned_audit(id.as_str())?.title.clone();
    let mut reply = Reply::text(format!("{id}: planned, {}\n", line(&title)));
    reply.note(format!(
        "make it when it begins: tickmark programme make {id}"
    ));
    Ok(reply)
}

fn change(verb: Set, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let mut audit = session.planned_audit(&verb.id)?.clone();
    let id = audit.id.clone();
    if let Some(title) = verb.title {
        audit.title = title;
    }
    if verb.all_clauses {
        audit.only.clear();
    }
    if verb.no_team {
        audit.lead = None;
        audit.auditors.clear();
    }
    write(&mut audit, verb.said, &session)?;
    let programme = session.the_programme()?;
    let change = programme::edit_audit(programme, &id, "changed", |planned| *planned = audit)
        .map_err(|refusal| refused(&refusal))?;
    let mut reply = Reply::text(format!("{id}: changed in the programme\n"));
    if change.is_empty() {
        reply = Reply::text(format!("{id}\n"));
        reply.note("nothing has changed");
    }
    if session.papers().contains_key(&id) {
        reply.note(format!(
            "{id} is made: what it looks at is said there, tickmark audit set {id}"
        ));
    }
    session.apply(&change)?;
    Ok(reply)
}

fn drop_one(verb: &Drop, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let id = session.planned_audit(&verb.id)?.id.clone();
    let step = session.step(&verb.why)?;
    let is_made = session.papers().contains_key(&id);
    let change = programme::drop_audit(session.the_programme()?, &id, is_made, &step)
        .map_err(|refusal| refused(&refusal))?;
    session.apply(&change)?;
    Ok(Reply::text(format!("{id} is dropped\n")))
}

fn write(audit: &mut PlannedAudit, said: Said, session: &Session) -> Result<()> {
    audit.start = said.start.or(audit.start);
    audit.end = said.end.or(audit.end);
    if let Some(scope) = said.scope {
        pick::text(&scope)?.trim_end().clone_into(&mut audit.scope);
    }
    if let Some(lead) = said.lead {
        audit.auditors.retain(|auditor| !auditor.is(&lead));
        audit.lead = Some(lead);
    }
    add(
        &mut audit.checklists,
        checklists(session, &said.checklists)?,
    );
    let limits = limits(&said.only, audit, session)?;
    add(&mut audit.only, limits);
    for (more, list) in [
        (said.objectives, &mut audit.objectives),
        (said.processes, &mut audit.processes),
        (said.ai_systems, &mut audit.ai_systems),
    ] {
        add(list, more);
    }
    add(&mut audit.paths, said.paths);
    for auditor in said.auditors {
        if !audit.team().iter().any(|known| known.is(&auditor)) {
            audit.auditors.push(auditor);
        }
    }
    Ok(())
}

/// Finds the clauses that are meant in the checklists of the audit.
fn limits(only: &[String], audit: &PlannedAudit, session: &Session) -> Result<Vec<Criterion>> {
    if only.is_empty() {
        return Ok(Vec::new());
    }
    if audit.checklists.is_empty() {
        return Err(Error::usage(
            "Could not limit the audit to clauses: no checklist of it is named",
        )
        .hint("name it, too: --checklist iso-42001"));
    }
    let mut copies = Vec::new();
    for id in &audit.checklists {
        let entry = session.checklist(id.as_str())?;
        copies.push((entry.checklist.clone(), String::new()));
    }
    plan::limits(only, &copies)
}
