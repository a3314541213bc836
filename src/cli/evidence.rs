//! `tickmark evidence`: find files, cite them, and see what became of what was cited.

mod show;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        Session, cite,
        domain::{
            evidence::{CitationState, EvidenceLink, LineRange},
            id::{ActionId, AuditId, EvidenceId, FindingId},
            papers::{CitedIn, WorkingPapers},
        },
        follow_up::Citations,
    },
};

use super::{
    Place,
    output::{Reply, count, line},
    pick,
};

/// Find files, cite them, and see what became of what was cited.
#[derive(Debug, Args)]
pub(super) struct EvidenceCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Find(Find),
    Add(Add),
    Remove(Remove),
    Check(Check),
    Show(show::Show),
}

/// Rank the files of the repository by a few letters of their path, best first, one a line.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark evidence find riskreg --limit 5")]
struct Find {
    /// Letters of the path, in order; gaps are fine.
    query: String,

    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Cite a file, or lines of it, in a row, a finding or a corrective action, and print the citation's id.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark evidence add aims-2026 6.1.2 risk/risk-method.md:10-24
  tickmark evidence add aims-2026 C-2M9VTA minutes/review.md --worktree")]
struct Add {
    /// The audit.
    audit: String,

    /// Where it is cited: a row, a finding, a corrective action.
    #[arg(value_name = "ROW|ID")]
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
    /// The audit.
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
    /// The audit; all of them if left out.
    audit: Option<String>,

    /// Only those that are not unchanged.
    #[arg(long)]
    drift: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// A citation and what became of it, as commands tell it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Cited {
    /// The citation.
    pub(super) id: EvidenceId,
    /// The audit that holds it.
    audit: AuditId,
    /// What holds it.
    #[serde(rename = "cited-in")]
    place: Option<String>,
    /// What is cited, in one line.
    subject: String,
    path: Option<String>,
    lines: Option<LineRange>,
    commit: Option<String>,
    /// What became of it.
    state: &'static str,
    /// The same in words.
    phrase: String,
    moved_to: Option<String>,
    moved_to_lines: Option<LineRange>,
    drift: bool,
    #[serde(skip)]
    judged: bool,
}

impl Cited {
    /// Tells what became of these citations of an audit.
    pub(super) fn of(
        papers: &WorkingPapers,
        links: &[EvidenceLink],
        states: &Citations,
    ) -> Vec<Self> {
        links
            .iter()
            .map(|link| Self::one(papers, None, link, states))
            .collect()
    }

    fn one(
        papers: &WorkingPapers,
        place: Option<&CitedIn>,
        link: &EvidenceLink,
        states: &Citations,
    ) -> Self {
        let state = states
            .get(&link.id)
            .cloned()
            .unwrap_or(CitationState::CannotJudge {
                why: "it was not looked at".to_owned(),
            });
        let (moved_to, moved_to_lines) = match &state {
            CitationState::Moved { path, lines } => (Some(path.clone()), *lines),
            CitationState::Unchanged { .. }
            | CitationState::Changed
            | CitationState::Gone
            | CitationState::Uncommitted { .. }
            | CitationState::NotDownloaded
            | CitationState::LfsPointer
            | CitationState::MissingObject
            | CitationState::HashMismatch
            | CitationState::NoFile
            | CitationState::CannotJudge { .. } => (None, None),
        };
        Self {
            id: link.id.clone(),
            audit: papers.audit.id.clone(),
            place: place.map(ToString::to_string),
            subject: link.subject(),
            path: link.path.clone(),
            lines: link.lines,
            commit: link.commit.clone(),
            state: state.word(),
            phrase: state.phrase(),
            moved_to,
            moved_to_lines,
            drift: state.is_drift(),
            judged: !matches!(
                state,
                CitationState::NotDownloaded | CitationState::CannotJudge { .. }
            ),
        }
    }
}

/// Writes citations below a finding or corrective action.
pub(super) fn cited_lines(citations: &[Cited], reply: &mut Reply) {
    for cited in citations {
        reply.line(format!(
            "evidence: {}  {}  ({})",
            cited.id,
            line(&cited.subject),
            line(&cited.phrase)
        ));
    }
}

pub(super) fn run(command: EvidenceCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::Find(verb) => find(&verb, place),
        Verb::Add(verb) => add(&verb, place),
        Verb::Remove(verb) => remove(&verb, place),
        Verb::Check(verb) => check(&verb, place),
        Verb::Show(verb) => show::run(&verb, place),
    }
}

fn find(verb: &Find, place: &Place) -> Result<Reply> {
    #[derive(Serialize)]
    struct Document {
        paths: Vec<String>,
    }
    let paths = place.open()?.find_paths(&verb.query, verb.limit)?;
    if verb.json {
        return Reply::json(&Document { paths });
    }
    let mut reply = Reply::default();
    for path in &paths {
        reply.line(line(path));
    }
    Ok(reply.no_if(paths.is_empty()))
}

fn add(verb: &Add, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let holder = holder(papers, &verb.target)?;
    let step = session.step("")?;
    let links = pick::pins(&session, place, &verb.paths, verb.worktree)?;
    let audit = papers.audit.id.clone();
    let mut reply = Reply::default();
    for mut link in links {
        verb.note.trim_end().clone_into(&mut link.note);
        let change = cite::cite(session.audit(&audit)?, &holder, &link, &step);
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
    let papers = pick::audit(&session, &verb.audit)?;
    let (holder, link) = find_citation(&session, papers, &verb.id)?;
    let id = link.id.clone();
    let change = cite::remove(papers, &holder, &id, &session.step("")?);
    session.apply(&change)?;
    Ok(Reply::text(format!("{}\n", line(&change.what))))
}

/// Finds a citation of an audit, or says which one was probably meant.
fn find_citation<'p>(
    session: &Session,
    papers: &'p WorkingPapers,
    text: &str,
) -> Result<(CitedIn, &'p EvidenceLink)> {
    let id: Option<EvidenceId> = text.to_ascii_uppercase().parse().ok();
    if let Some(found) = id.as_ref().and_then(|id| papers.citation(id)) {
        return Ok(found);
    }
    let error = Error::usage(format!(
        "Could not find the citation {}: no record of {} has it",
        line(text),
        papers.audit.id
    ));
    if let Some((elsewhere, _, _)) = id.as_ref().and_then(|id| session.find_citation(id).ok()) {
        return Err(error.hint(format!("the audit {} has it", elsewhere.audit.id)));
    }
    let known: Vec<&str> = papers
        .citations()
        .map(|(_, link)| link.id.as_str())
        .collect();
    Err(
        match crate::session::domain::similar::nearest(text, known) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint(format!(
                "list them: tickmark evidence check {}",
                papers.audit.id
            )),
        },
    )
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
    let papers: Vec<&WorkingPapers> = match &verb.audit {
        Some(text) => vec![pick::audit(&session, text)?],
        None => session.papers().values().collect(),
    };
    let mut citations: Vec<Cited> = Vec::new();
    for papers in papers {
        let states = session.check(papers);
        let told = papers
            .citations()
            .map(|(place, link)| Cited::one(papers, Some(&place), link, &states));
        citations.extend(told);
    }
    let all = citations.len();
    // Nobody knows what a record cites that cannot be read.
    let unread = session.broken().iter().filter(|b| {
        let audit = b.key.as_ref().and_then(|key| key.audit());
        verb.audit.is_none() || audit.is_none_or(|id| verb.audit.as_deref() == Some(id.as_str()))
    });
    let unread = unread.count();
    let drift = citations.iter().filter(|c| c.drift).count();
    let not_judged = citations.iter().filter(|c| !c.judged).count();
    if verb.drift {
        citations.retain(|c| c.drift || !c.judged);
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
        reply.line(format!(
            "{:<14}  {}  {}  in {}  ({})",
            cited.state,
            cited.id,
            line(&cited.subject),
            cited.place.as_deref().unwrap_or_default(),
            line(&cited.phrase)
        ));
    }
    reply.note(format!(
        "{}, {drift} drifted, {not_judged} could not be judged",
        count(all, "citation")
    ));
    Ok(reply.no_if(drift + not_judged + unread > 0))
}
