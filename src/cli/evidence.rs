//! `tickmark evidence`: find files, cite them, and see what became of what was cited.

mod cited;
mod find;
mod search;
mod show;
mod whose;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        BrokenRecord, Session, cite,
        domain::{
            holder::Holder,
            id::{ActionId, FindingId},
            papers::{CitedIn, WorkingPapers},
            record::RecordKey,
        },
    },
};

use super::{
    Place,
    output::{Reply, count, line},
    pick,
    soa::controls,
};

use self::whose::{STATEMENTS, Whose, find_citation, whose};

pub(super) use self::cited::{Cited, cited_lines};

/// Find files, cite them, and see what became of what was cited.
#[derive(Debug, Args)]
pub(super) struct EvidenceCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Find(find::Find),
    Search(search::Search),
    Add(Add),
    Remove(Remove),
    Check(Check),
    Show(show::Show),
}

/// Cite a file, or lines of it, in a row, a finding, a corrective action or a control, and print the citation's id.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence add aims-2026 6.1.2 risk/risk-method.md:10-24
  tickmark evidence add aims-2026 C-2M9VTA minutes/review.md --worktree
  tickmark evidence add soa iso-42001:A.2.2 policy/ai-policy.md")]
struct Add {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// Where it is cited: a row, a finding, a corrective action; a control of the statement of applicability.
    #[arg(value_name = "ROW|ID|CONTROL")]
    target: String,

    /// The file, from the top of the repository (or beginning with ./ from this folder), with the lines if not all of it.
    #[arg(value_name = "PATH[:A-B]", required = true)]
    paths: Vec<String>,

    /// Cite files as they are on disk, committed or not.
    #[arg(long)]
    worktree: bool,

    /// What you note about it.
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

/// Take a citation out of the record that holds it.
#[derive(Debug, Args)]
struct Remove {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// The citation.
    id: String,
}

/// Say of every citation whether what was cited is still what is there.
///
/// Exit status 1 when something moved, changed or is gone, and when something could not be judged: that is never a pass.
#[derive(Debug, Args)]
#[command(
    after_help = "States: unchanged, moved, changed, gone, uncommitted, not-downloaded, lfs-pointer, missing-object,
hash-mismatch, no-file, cannot-judge. With lines cited, the file around them may change: then they are unchanged, or moved."
)]
struct Check {
    /// The audit, or `soa` for the statements of applicability; everything if left out.
    audit: Option<String>,

    /// Only those that are not unchanged.
    #[arg(long)]
    drift: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: EvidenceCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Find(verb) => find::run(&verb, place),
        Verb::Search(verb) => search::run(&verb, place),
        Verb::Add(verb) => add(&verb, place),
        Verb::Remove(verb) => remove(&verb, place),
        Verb::Check(verb) => check(&verb, place),
        Verb::Show(verb) => show::run(&verb, place),
    }
}

fn holders(session: &Session) -> cite::Holders<'_> {
    cite::Holders {
        papers: session.papers(),
        statements: session.applicability(),
    }
}

fn add(verb: &Add, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let holder = match whose(&session, &verb.audit)? {
        Whose::Audit(papers) => {
            Holder::InAudit(papers.audit.id.clone(), holder(papers, &verb.target)?)
        }
        Whose::Statements(_) => Holder::Control(controls::named(&session, &verb.target)?),
    };
    let step = session.step("")?;
    let links = pick::pins(&session, place, &verb.paths, verb.worktree)?;
    let mut reply = Reply::default();
    for mut link in links {
        verb.note.trim_end().clone_into(&mut link.note);
        let change = holders(&session).cite(&holder, &link, &step)?;
        session.apply(&change)?;
        reply.line(link.id.as_str());
    }
    Ok(reply)
}

fn holder(papers: &WorkingPapers, text: &str) -> Result<CitedIn> {
    let missing = |what: &str| {
        Error::usage(format!(
            "Could not find the {what} {}: the audit {} does not have it",
            line(text),
            papers.audit.id
        ))
    };
    if let Ok(id) = text.parse::<FindingId>() {
        return if papers.findings.contains_key(&id) {
            Ok(CitedIn::Finding(id))
        } else {
            Err(missing("finding"))
        };
    }
    if let Ok(id) = text.parse::<ActionId>() {
        return if papers.actions.contains_key(&id) {
            Ok(CitedIn::Action(id))
        } else {
            Err(missing("corrective action"))
        };
    }
    pick::row(papers, text).map(CitedIn::Row)
}

fn remove(verb: &Remove, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let whose = whose(&session, &verb.audit)?;
    let (holder, link) = find_citation(&session, whose, &verb.id)?;
    let change = holders(&session).remove(&holder, &link.id, &session.step("")?)?;
    session.apply(&change)?;
    Ok(Reply::text(format!("{}\n", line(&change.what))))
}

fn check(verb: &Check, place: &Place) -> Result<Reply> {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Document {
        citations: Vec<Cited>,
        drift: usize,
        not_judged: usize,
    }
    let session = place.open()?;
    let asked: Vec<Whose<'_>> = if let Some(text) = &verb.audit {
        vec![whose(&session, text)?]
    } else {
        let audits = session.papers().values().map(Whose::Audit);
        let statements = Whose::Statements(session.applicability());
        audits.chain([statements]).collect()
    };
    let mut citations: Vec<Cited> = Vec::new();
    for whose in asked {
        let states = match whose {
            Whose::Audit(papers) => session.check(papers),
            Whose::Statements(_) => session.check_statements(),
        };
        let told = whose
            .citations()
            .map(|(holder, link)| Cited::held(&holder, link, &states));
        citations.extend(told);
    }
    let all = citations.len();
    let unread = unread(&session, verb.audit.as_deref());
    let drift = citations.iter().filter(|c| c.is_drift()).count();
    let not_judged = citations.iter().filter(|c| !c.is_judged()).count();
    if verb.drift {
        citations.retain(|c| c.is_drift() || !c.is_judged());
    }
    if verb.json {
        let reply = Reply::json(&Document {
            citations,
            drift,
            not_judged,
        })?;
        return Ok(reply.no_if(drift + not_judged + unread > 0));
    }
    let mut reply = Reply::default();
    for cited in &citations {
        reply.line(cited.line());
    }
    reply.note(format!(
        "{}, {drift} drifted, {not_judged} could not be judged",
        count(all, "citation")
    ));
    Ok(reply.no_if(drift + not_judged + unread > 0))
}

/// Counts the records that cannot be read: nobody knows what they cite.
fn unread(session: &Session, asked: Option<&str>) -> usize {
    let concerns = |broken: &&BrokenRecord| match (asked, broken.key.as_ref()) {
        (None, _) => true,
        (Some(STATEMENTS), key) => matches!(key, Some(RecordKey::Applicability(_))),
        (Some(_), Some(RecordKey::Applicability(_))) => false,
        (Some(audit), key) => key
            .and_then(RecordKey::audit)
            .is_none_or(|id| id.as_str() == audit),
    };
    session.broken().iter().filter(concerns).count()
}
