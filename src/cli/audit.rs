//! `tickmark audit`: show an audit, write its frame, assign its clauses, move it through its life.

mod assign;
mod last_time;
mod meeting;
mod show;
mod step;
mod team;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use crate::{
    error::{Error, Result},
    session::{
        domain::{
            audit::{Audit, AuditMode, Exclusion, ExclusionSource},
            guard::as_title,
            id::{AuditId, Criterion},
            maturity::Maturity,
            papers::WorkingPapers,
            person::Person,
            register::{Named, Register},
        },
        follow_up, frame, register,
    },
};

use super::{
    Place,
    output::{Reply, line},
    pick, words,
};

/// Show an audit, write its frame (scope, team, conclusion), assign its clauses, move it through its life.
#[derive(Debug, Args)]
pub(super) struct AuditCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Show(show::Show),
    LastTime(last_time::LastTimeOf),
    Set(Box<Set>),
    Assign(assign::Assign),
    Meeting(meeting::MeetingCommand),
    Move(step::Move),
}

/// Write the frame of an audit; what is not given stays as it is.
///
/// Lists are added to. A text given as `-` is read from stdin (one of them).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark audit set aims-2026 --conclusion - < conclusion.txt
  tickmark audit set aims-2026 --mode gap-analysis --target 4
  tickmark audit set aims-2026 --lead 'Ben Berg <ben@example.org>' --without-member ada@example.org
  tickmark audit set aims-2026 --auditor 'Ben Berg <ben@example.org>' --exclude 'A.10.4=No customers yet'")]
struct Set {
    /// The audit.
    audit: String,

    /// The title.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// What the audit judges; its answers are kept. Refused once the report is out.
    #[arg(long, value_name = "MODE", value_parser = words::audit_mode())]
    mode: Option<AuditMode>,

    /// The maturity that a gap analysis aims at, 0 to 5. Refused once the report is out.
    #[arg(long, value_name = "0..5")]
    target: Option<Maturity>,

    /// What is looked at, in a sentence or two.
    #[arg(long, value_name = "TEXT")]
    scope: Option<String>,

    /// Who asked for the audit.
    #[arg(long, value_name = "TEXT")]
    client: Option<String>,

    /// Degree of conformity and effect, weighed against the objectives.
    #[arg(long, value_name = "TEXT")]
    conclusion: Option<String>,

    /// Opinions that stayed divided.
    #[arg(long, value_name = "TEXT")]
    divided_opinions: Option<String>,

    /// Areas that were in scope and not covered; none where all were.
    #[arg(long, value_name = "TEXT")]
    not_covered: Option<String>,

    /// What is concluded against an objective, by its number from 1 or its words; repeat it for several.
    #[arg(long = "conclude", value_name = "OBJECTIVE=TEXT")]
    conclusions: Vec<String>,

    /// Add somebody whom the report goes to, by role or name.
    #[arg(long = "distribute-to", value_name = "WHOM")]
    distribution: Vec<String>,

    /// Add an objective.
    #[arg(long = "objective", value_name = "TEXT")]
    objectives: Vec<String>,

    /// Add a criterion beside the checklists: an own document, a contract, law.
    #[arg(long = "criterion", value_name = "TEXT")]
    criteria: Vec<String>,

    /// Add an auditee, by role or unit, or as 'NAME <MAIL>', who may answer to findings; persons also once the report is out.
    #[arg(long = "auditee", value_name = "TEXT")]
    auditees: Vec<String>,

    /// Add a method, such as 'interviews on site'.
    #[arg(long = "method", value_name = "TEXT")]
    methods: Vec<String>,

    /// Add an organizational unit to the scope.
    #[arg(long = "unit", value_name = "TEXT")]
    units: Vec<String>,

    /// Add a process to the scope.
    #[arg(long = "process", value_name = "TEXT")]
    processes: Vec<String>,

    /// Add a site to the scope.
    #[arg(long = "site", value_name = "TEXT")]
    sites: Vec<String>,

    /// Add AI systems to the scope, by their ids or names in the register.
    #[arg(long = "ai-system", value_name = "ID", num_args = 1..)]
    ai_systems: Vec<String>,

    /// Put AI systems into the scope that the register does not know, too.
    #[arg(long, requires = "ai_systems")]
    unlisted: bool,

    /// Take an AI system out of the scope.
    #[arg(long = "without-ai-system", value_name = "ID")]
    without_ai_systems: Vec<String>,

    /// Leave a clause or control out, with the reason.
    #[arg(long = "exclude", value_name = "CHECKLIST:REF=REASON")]
    exclusions: Vec<String>,

    /// Take a clause or control in again that was left out.
    #[arg(long = "include", value_name = "CHECKLIST:REF")]
    inclusions: Vec<String>,

    /// Put somebody in the lead of the audit; who led it stays in the team as an auditor.
    #[arg(long, value_name = "NAME <MAIL>")]
    lead: Option<Person>,

    /// Add an auditor to the team.
    #[arg(long = "auditor", value_name = "NAME <MAIL>")]
    auditors: Vec<Person>,

    /// Add a technical expert to the team.
    #[arg(long = "expert", value_name = "NAME <MAIL>")]
    experts: Vec<Person>,

    /// Add an observer to the team.
    #[arg(long = "observer", value_name = "NAME <MAIL>")]
    observers: Vec<Person>,

    /// Take somebody out of the team, by the e-mail address; once the audit has begun another has to lead it.
    #[arg(long = "without-member", value_name = "MAIL")]
    without_members: Vec<String>,

    /// The first day of the fieldwork.
    #[arg(long, value_name = "DATE")]
    start: Option<Date>,

    /// The last day of the fieldwork.
    #[arg(long, value_name = "DATE")]
    end: Option<Date>,

    /// The first day of the period that is looked at.
    #[arg(long, value_name = "DATE")]
    period_start: Option<Date>,

    /// The last day of that period.
    #[arg(long, value_name = "DATE")]
    period_end: Option<Date>,
}

pub(super) fn run(command: AuditCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Show(verb) => show::run(&verb, place),
        Verb::LastTime(verb) => last_time::run(&verb, place),
        Verb::Set(verb) => set(*verb, place),
        Verb::Assign(verb) => assign::run(&verb, place),
        Verb::Meeting(verb) => meeting::run(verb, place),
        Verb::Move(verb) => step::run(&verb, place),
    }
}

fn set(mut verb: Set, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let id = papers.audit.id.clone();
    let texts = [
        &mut verb.title,
        &mut verb.scope,
        &mut verb.client,
        &mut verb.conclusion,
        &mut verb.divided_opinions,
        &mut verb.not_covered,
    ];
    if texts.iter().filter(|t| t.as_deref() == Some("-")).count() > 1 {
        return Err(Error::usage(
            "Could not read the texts: only one of them can come from stdin",
        ));
    }
    for text in texts.into_iter().flatten() {
        pick::text(text)?.trim_end().clone_into(text);
    }
    if let Some(title) = &verb.title {
        as_title(title).map_err(|why| Error::usage(format!("Could not change {id}: {why}")))?;
    }
    let exclusions = exclusions(papers, &verb.exclusions)?;
    let mut back = Vec::new();
    for text in &verb.inclusions {
        let criterion = pick::criterion(papers, text.trim())?;
        let is_it = |e: &Exclusion| {
            e.checklist == criterion.checklist && e.reference == criterion.reference
        };
        if !papers.audit.exclusions.iter().any(is_it) {
            return Err(Error::usage(format!(
                "Could not take {criterion} in: it is not among what the audit leaves out"
            ))
            .hint(format!("what is left out: tickmark audit show {id}")));
        }
        back.push(criterion);
    }
    in_order(&id, &verb, &papers.audit)?;
    let concluded = concluded(&id, &verb, &papers.audit)?;
    let team = team::of(&id, &verb, &papers.audit)?;
    let judging = papers
        .audit
        .judging(
            verb.mode.unwrap_or(papers.audit.mode),
            verb.target.or(papers.audit.target),
        )
        .map_err(|refusal| Error::refused(format!("Could not change {id}: {refusal}")))?;
    let scope = (!verb.ai_systems.is_empty() || !verb.without_ai_systems.is_empty())
        .then(|| session.register())
        .transpose();
    let read = scope.as_ref().ok().and_then(|read| read.as_ref()?.as_ref());
    if let Some(read) = read.filter(|_| !verb.unlisted) {
        require_listed(&id, &verb.ai_systems, &read.register)?;
    }
    let named = verb.ai_systems.clone();
    let before = papers.audit.clone();
    let change = follow_up::edit_audit(papers, "plan changed", |audit| {
        *audit = judging;
        audit.team = team;
        let register = read.map(|read| &read.register);
        register::set_scope(audit, &verb.ai_systems, &verb.without_ai_systems, register);
        apply(audit, verb, exclusions);
        for (objective, conclusion) in &concluded {
            audit.conclude(objective, conclusion);
        }
        audit.exclusions.retain(|e| {
            let is_it = |c: &Criterion| e.checklist == c.checklist && e.reference == c.reference;
            !back.iter().any(is_it)
        });
    });
    session.apply(&change)?;
    let after = &session.audit(&id)?.audit;
    let both = after.both_sides(&session.people());
    let mut reply = Reply::changed(id.as_str(), &before.what_changed(after));
    reply.notes.extend(team::told(&before, after));
    reply
        .notes
        .extend(both.iter().map(|reason| line(&reason.text).into_owned()));
    match (&scope, read) {
        (Err(error), _) => reply.note(format!("{error}; the scope is as it was typed")),
        (Ok(_), Some(read)) => reply.notes.extend(unknown(&named, &read.register)),
        (Ok(_), None) => {}
    }
    let left: Vec<String> = session
        .audit(&id)?
        .left_out_answers()
        .iter()
        .map(|(row, ..)| row.key().to_string())
        .collect();
    if !left.is_empty() {
        reply.note(format!(
            "answered and left out; kept, and told in the report: {}",
            left.join(", ")
        ));
    }
    Ok(reply)
}

/// Reads what is concluded against which objective; one that is added in the same go can be named, too.
fn concluded(id: &AuditId, verb: &Set, audit: &Audit) -> Result<Vec<(String, String)>> {
    let mut with_new = audit.clone();
    with_new.objectives.extend(verb.objectives.iter().cloned());
    let read = |text: &String| {
        let (named, conclusion) = text.split_once('=').ok_or_else(|| {
            Error::usage("Could not conclude anything: it is not said against which objective")
                .hint("--conclude '1=The system conforms'")
        })?;
        let objective = frame::objective(&with_new, named).map_err(|refusal| {
            Error::usage(format!(
                "Could not change {id}: {}",
                line(&refusal.to_string())
            ))
            .hint(if with_new.objectives.is_empty() {
                format!(
                    "say first what it is to find out: tickmark audit set {id} --objective TEXT"
                )
            } else {
                format!("the objectives: tickmark audit show {id}")
            })
        })?;
        Ok((objective.to_owned(), conclusion.trim().to_owned()))
    };
    verb.conclusions.iter().map(read).collect()
}

/// Reads what is to be left out, each with its reason.
fn exclusions(papers: &WorkingPapers, texts: &[String]) -> Result<Vec<Exclusion>> {
    texts
        .iter()
        .map(|text| {
            let (criterion, reason) = text
                .split_once('=')
                .filter(|(_, why)| !why.trim().is_empty())
                .ok_or_else(|| {
                    Error::usage("Could not leave a clause out: it needs a reason")
                        .hint("--exclude 'iso-42001:A.10.4=No customers yet'")
                })?;
            let Criterion {
                checklist,
                reference,
            } = pick::criterion(papers, criterion.trim())?;
            Ok(Exclusion {
                checklist,
                reference,
                reason: reason.trim().to_owned(),
                source: ExclusionSource::Plan,
            })
        })
        .collect()
}

/// Refuses AI systems that the register does not know: a slip in a name would leave a system out without a word.
fn require_listed(id: &AuditId, named: &[String], register: &Register) -> Result<()> {
    for text in named {
        let Named::Unknown(near) = register.named(text) else {
            continue;
        };
        let error = Error::usage(format!(
            "Could not put \"{}\" into the scope of {id}: the register knows no such AI system",
            line(text)
        ));
        let error = match near {
            Some(near) => error.hint(format!("did you mean {} ({})?", near.id, line(&near.name))),
            None => error.hint("list them: tickmark system list"),
        };
        return Err(error.hint("what is in no register is put in with --unlisted"));
    }
    Ok(())
}

/// Tells which of the AI systems that are put into the scope the register does not know.
fn unknown<'n>(named: &'n [String], register: &'n Register) -> impl Iterator<Item = String> + 'n {
    named.iter().filter_map(|text| match register.named(text) {
        Named::Found(_) => None,
        Named::Unknown(near) => {
            let near = near.map_or_else(
                || "list them: tickmark system list".to_owned(),
                |near| format!("did you mean {}?", near.id),
            );
            Some(format!(
                "the register knows no AI system \"{}\"; {near}",
                line(text)
            ))
        }
    })
}

/// Refuses an end before its beginning, of the audit and of the audited period.
fn in_order(id: &AuditId, verb: &Set, audit: &Audit) -> Result<()> {
    let start = verb.start.or(audit.start);
    if let (Some(start), Some(end)) = (start, verb.end.or(audit.end))
        && end < start
    {
        return Err(Error::usage(format!(
            "Could not change {id}: it would end before it starts"
        )));
    }
    let from = verb.period_start.or(audit.period_start);
    if let (Some(from), Some(to)) = (from, verb.period_end.or(audit.period_end))
        && to < from
    {
        return Err(Error::usage(format!(
            "Could not change {id}: the audited period would end before it starts"
        )));
    }
    Ok(())
}

fn apply(audit: &mut Audit, verb: Set, exclusions: Vec<Exclusion>) {
    for (given, text) in [
        (verb.title, &mut audit.title),
        (verb.scope, &mut audit.scope.text),
        (verb.client, &mut audit.client),
        (verb.conclusion, &mut audit.conclusion),
        (verb.divided_opinions, &mut audit.divided_opinions),
        (verb.not_covered, &mut audit.not_covered),
    ] {
        if let Some(given) = given {
            *text = given;
        }
    }
    for (more, list) in [
        (verb.objectives, &mut audit.objectives),
        (verb.criteria, &mut audit.criteria),
        (verb.auditees, &mut audit.auditees),
        (verb.methods, &mut audit.methods),
        (verb.distribution, &mut audit.distribution),
        (verb.units, &mut audit.scope.units),
        (verb.processes, &mut audit.scope.processes),
        (verb.sites, &mut audit.scope.sites),
    ] {
        for item in more {
            if !list.contains(&item) {
                list.push(item);
            }
        }
    }
    for (given, date) in [
        (verb.start, &mut audit.start),
        (verb.end, &mut audit.end),
        (verb.period_start, &mut audit.period_start),
        (verb.period_end, &mut audit.period_end),
    ] {
        if given.is_some() {
            *date = given;
        }
    }
    for exclusion in exclusions {
        audit.exclusions.retain(|e| {
            (&e.checklist, &e.reference) != (&exclusion.checklist, &exclusion.reference)
        });
        audit.exclusions.push(exclusion);
    }
}
