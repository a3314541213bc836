//! `tickmark evidence`: find files, look at them, cite them, and see what became of what was cited.

mod cited;
mod commit;
mod describe;
mod described;
mod find;
mod keep;
mod merge_request;
mod note;
mod preview;
mod repin;
mod run;
mod search;
mod set;
mod show;
mod whose;

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        BrokenRecord, Session,
        domain::{
            evidence::EvidenceLink,
            holder::Holder,
            id::{ActionId, FindingId, SampleId},
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
    words,
};

use self::whose::{STATEMENTS, Whose, find_citation, whose};

pub(super) use self::{
    cited::{Cited, cited_lines},
    describe::named,
};

/// Find files, look at them, cite them, and see what became of what was cited.
#[derive(Debug, Args)]
pub(super) struct EvidenceCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Find(find::Find),
    Preview(preview::Show),
    Search(search::Search),
    Add(Add),
    Note(note::Note),
    Commit(commit::CiteCommit),
    MergeRequest(merge_request::CiteMergeRequest),
    Keep(keep::Keep),
    Run(run::RunCommand),
    Set(set::Set),
    Remove(Remove),
    Check(Check),
    Show(show::Show),
    Repin(repin::Repin),
}

/// Cite a file, or lines of it, in a row, a finding, a corrective action or a control, and print the citation's id.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence add aims-2026 6.1.2#1 risk/risk-method.md:10-24
  tickmark evidence add aims-2026 C-2M9VTA minutes/review.md --worktree
  tickmark evidence add aims-2026 8.4#1 models//claims/card.md:1-12
  tickmark evidence add aims-2026 'S-9D0KXM#43' releases/log.csv:41
  tickmark evidence add soa iso-42001:A.2.2 policy/ai-policy.md")]
struct Add {
    /// The audit; `soa` for the statement of applicability.
    audit: String,

    /// Where it is cited: a row, a finding, a corrective action, an item of a sample; a control of the statement of applicability.
    #[arg(value_name = "ROW|ID|CONTROL")]
    target: String,

    /// The file, from the top of the repository (or beginning with ./ from this folder), with the lines if not all of it.
    ///
    /// A name that is no UTF-8, or begins with a quotation mark, is quoted as git quotes names: '"caf\351.txt"'. In another
    /// repository it is NAME//PATH; `tickmark repository list` tells the names.
    #[arg(value_name = "PATH[:A-B]", required = true, value_parser = words::cited_file())]
    paths: Vec<String>,

    /// Cite files as they are on disk, committed or not.
    #[arg(long)]
    worktree: bool,

    /// What you note about it.
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
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
#[command(after_help = "Examples:
  tickmark evidence check --drift
  tickmark evidence check aims-2026 --allow moved --allow not-downloaded
  tickmark --generate pre-push

Freshness: fresh, before-period (a hint, no fault), after-period, stale (older than the [[freshness]] limit of
tickmark.toml when it was relied on), undated.

States: unchanged, moved, changed, gone, uncommitted, not-downloaded, lfs-pointer, missing-object,
hash-mismatch, no-file, cannot-judge. With lines cited, the file around them may change: then they are unchanged, or moved.")]
struct Check {
    /// The audit, or `soa` for the statements of applicability; everything if left out.
    audit: Option<String>,

    /// Only those that are not unchanged.
    #[arg(long)]
    drift: bool,

    /// Only those that were too old when they were relied on; exit status 1 when there is one.
    #[arg(long)]
    stale: bool,

    /// A state that does not count against the answer, such as `moved`; may be repeated. Alarms always count.
    #[arg(long, value_name = "STATE", value_parser = words::allowed_state())]
    allow: Vec<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: EvidenceCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Find(verb) => find::run(&verb, place),
        Verb::Preview(verb) => preview::run(&verb, place),
        Verb::Search(verb) => search::run(&verb, place),
        Verb::Add(verb) => add(&verb, place),
        Verb::Note(verb) => note::run(&verb, place),
        Verb::Commit(verb) => commit::run(&verb, place),
        Verb::MergeRequest(verb) => merge_request::run(&verb, place),
        Verb::Keep(verb) => keep::run(&verb, place),
        Verb::Run(verb) => run::run(&verb, place),
        Verb::Set(verb) => set::run(&verb, place),
        Verb::Remove(verb) => remove(&verb, place),
        Verb::Check(verb) => check(&verb, place),
        Verb::Show(verb) => show::run(&verb, place),
        Verb::Repin(verb) => repin::run(&verb, place),
    }
}

fn add(verb: &Add, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let holder = holder_named(&session, &verb.audit, &verb.target)?;
    session.require_citing(&holder)?;
    let step = session.step("")?;
    let links = pick::pins(&session, place, &verb.paths, verb.worktree)?;
    let mut cited = Vec::new();
    let mut notes = Vec::new();
    for mut link in links {
        verb.note.trim_end().clone_into(&mut link.note);
        let change = session.holders().cite(&holder, &link, &step)?;
        session.apply(&change)?;
        notes.extend(session.remark_on(&link));
        cited.push(link);
    }
    let mut reply = describe::all_cited(&cited, verb.json)?;
    reply.notes.extend(notes);
    Ok(reply)
}

/// Finds what is to hold a citation: a row, a finding, a corrective action; a control of a statement of applicability.
fn holder_named(session: &Session, audit: &str, target: &str) -> Result<Holder> {
    Ok(match whose(session, audit)? {
        Whose::Audit(papers) => Holder::InAudit(papers.audit.id.clone(), holder(papers, target)?),
        Whose::Statements(_) => Holder::Control(controls::named(session, target)?),
    })
}

/// Puts a citation where it belongs.
fn cite_in(session: &mut Session, holder: &Holder, link: &EvidenceLink) -> Result<()> {
    let change = session.holders().cite(holder, link, &session.step("")?)?;
    session.apply(&change)?;
    Ok(())
}

fn holder(papers: &WorkingPapers, text: &str) -> Result<CitedIn> {
    let missing = |what: &str| {
        Error::usage(format!(
            "Could not find the {what} {}: the audit {} does not have it",
            line(text),
            papers.audit.id
        ))
    };
    let upper = text.to_ascii_uppercase();
    if let Ok(id) = upper.parse::<FindingId>() {
        return if papers.findings.contains_key(&id) {
            Ok(CitedIn::Finding(id))
        } else {
            Err(missing("finding"))
        };
    }
    if let Ok(id) = upper.parse::<ActionId>() {
        return if papers.actions.contains_key(&id) {
            Ok(CitedIn::Action(id))
        } else {
            Err(missing("corrective action"))
        };
    }
    if let Some((id, item)) = text.split_once('#')
        && let Ok(id) = id.to_ascii_uppercase().parse::<SampleId>()
    {
        let sample = papers.samples.get(&id).ok_or_else(|| missing("sample"))?;
        let item = sample.item(item).filter(|item| !item.is_replaced());
        return item
            .map(|item| CitedIn::Item(id, item.id.clone()))
            .ok_or_else(|| missing("item"));
    }
    if let Some((system, step)) = text.rsplit_once('/')
        && let (Ok(system), Ok(step)) = (system.parse(), step.parse())
    {
        let trail = papers.trails.get(&system);
        let link = trail.and_then(|trail| trail.link(&step));
        return link
            .map(|_| CitedIn::Link(system, step))
            .ok_or_else(|| missing("link of a trail"));
    }
    pick::row(papers, text).map(CitedIn::Row)
}

fn remove(verb: &Remove, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let whose = whose(&session, &verb.audit)?;
    let (holder, link) = find_citation(&session, whose, &verb.id)?;
    let change = session
        .holders()
        .remove(&holder, &link.id, &session.step("")?)?;
    let copy = link.path.clone().filter(|_| link.is_kept());
    session.apply(&change)?;
    let mut reply = Reply::text(format!("{}\n", line(&change.what)));
    if let Some(copy) = copy {
        // Nothing is lost silently, and nothing of it is committed.
        reply.note(format!(
            "the copy stays where it is, and no commit takes it in any more: {}",
            line(&copy)
        ));
    }
    Ok(reply)
}

fn check(verb: &Check, place: &Place) -> Result<Reply> {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Document<'a> {
        citations: Vec<Cited>,
        drift: usize,
        not_judged: usize,
        stale: usize,
        /// How many records cannot be read: nobody knows what they cite.
        unread: usize,
        /// Which, and why.
        unreadable: Vec<Unreadable<'a>>,
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
        citations.extend(Cited::all(&session, whose.citations(), &states));
    }
    let all = citations.len();
    let unreadable = unreadable(&session, verb.audit.as_deref());
    let unread = unreadable.len();
    let drift = citations.iter().filter(|c| c.is_drift()).count();
    let not_judged = citations.iter().filter(|c| !c.is_judged()).count();
    let against = |c: &&Cited| {
        let allowed = verb.allow.iter().any(|state| state == c.state);
        c.is_no() && !allowed
    };
    let drifted = citations.iter().filter(against).count();
    let stale = citations.iter().filter(|c| c.is_stale()).count();
    if verb.drift || verb.stale {
        citations.retain(|c| (verb.drift && c.is_no()) || (verb.stale && c.is_stale()));
    }
    // Whoever asks for what is stale alone is not told no by what drifted.
    let drifted = if verb.stale && !verb.drift {
        0
    } else {
        drifted
    };
    let against = drifted + unread + if verb.stale { stale } else { 0 };
    if verb.json {
        let reply = Reply::json(&Document {
            citations,
            drift,
            not_judged,
            stale,
            unread,
            unreadable,
        })?;
        return Ok(reply.no_if(against > 0));
    }
    let mut reply = Reply::default();
    for cited in &citations {
        reply.line(cited.line());
    }
    let hints: BTreeSet<(&str, &str)> = citations
        .iter()
        .filter_map(|cited| Some((cited.phrase.as_str(), cited.hint.as_deref()?)))
        .collect();
    for (phrase, hint) in hints {
        reply.note(format!("{}\n  hint: {}", line(phrase), line(hint)));
    }
    reply.note(format!(
        "{}, {drift} drifted, {not_judged} could not be judged, {stale} stale",
        count(all, "citation")
    ));
    Ok(reply.no_if(against > 0))
}

/// A record that cannot be read, and where the fault is.
#[derive(Debug, Serialize)]
struct Unreadable<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
}

/// Lists the records that cannot be read: nobody knows what they cite.
fn unreadable<'a>(session: &'a Session, asked: Option<&str>) -> Vec<Unreadable<'a>> {
    let concerns = |broken: &&BrokenRecord| match (asked, broken.key.as_ref()) {
        (None, _) => true,
        (Some(STATEMENTS), key) => matches!(key, Some(RecordKey::Applicability(_))),
        (Some(_), Some(RecordKey::Applicability(_) | RecordKey::Programme)) => false,
        (Some(audit), key) => key
            .and_then(RecordKey::audit)
            .is_none_or(|id| id.as_str() == audit),
    };
    let broken = session.broken().iter().filter(concerns);
    broken
        .map(|broken| Unreadable {
            path: &broken.path,
            line: broken.error.line,
            column: broken.error.column,
            message: &broken.error.message,
        })
        .collect()
}
