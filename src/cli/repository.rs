//! `tickmark repository`: the repositories beside this one that hold evidence.

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::{
    error::Result,
    session::{declare, domain::workspace::EvidenceRepository, repositories::Standing},
};

use super::{
    Place,
    output::{Reply, count, line},
};

/// Name the repositories that hold evidence, and see which of them are here.
#[derive(Debug, Args)]
#[command(
    after_help = "Files in them are cited as NAME//PATH. Submodules are known by their paths without being named.
Where one is on this machine alone is said to git:
  git config tickmark.repository.models.path /srv/models"
)]
pub(super) struct RepositoryCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    List(List),
    Add(Add),
    Remove(Remove),
}

/// List the repositories that hold evidence: those that tickmark.toml names, submodules, and what citations name besides.
///
/// Exit status 1 when one of them is not here; what to do about it stands below it.
#[derive(Debug, Args)]
struct List {
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// Name a repository in tickmark.toml.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark repository add models --path ../models --url https://git.example.org/models.git
  tickmark repository add forms --path vendor/forms")]
struct Add {
    /// Its name in citations, such as `models`.
    name: String,

    /// Where it is, relative to the top of this repository: a clone beside it, or a submodule.
    #[arg(long)]
    path: String,

    /// Where others get it.
    #[arg(long, default_value = "")]
    url: String,
}

/// Take the name of a repository out of tickmark.toml; the repository itself is not touched.
#[derive(Debug, Args)]
struct Remove {
    /// Its name.
    name: String,

    /// Even though citations name it: these can then no longer be judged.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(command: RepositoryCommand, place: &Place) -> Result<Reply> {
    match command.verb {
        Verb::List(verb) => list(&verb, place),
        Verb::Add(verb) => add(verb, place),
        Verb::Remove(verb) => remove(&verb, place),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row<'a> {
    name: &'a str,
    path: &'a str,
    url: &'a str,
    submodule: bool,
    here: bool,
    branch: Option<&'a str>,
    commit: Option<&'a str>,
    /// The commit of a submodule that this repository records.
    recorded: Option<&'a str>,
    citations: usize,
    why: Option<&'a str>,
    hint: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn of(standing: &'a Standing) -> Self {
        let head = standing.found.as_ref().ok();
        let absent = standing.found.as_ref().err();
        Self {
            name: &standing.declared.name,
            path: &standing.declared.path,
            url: &standing.declared.url,
            submodule: standing.is_submodule,
            here: head.is_some(),
            branch: head.and_then(|head| head.branch.as_deref()),
            commit: head.and_then(|head| head.commit.as_deref()),
            recorded: standing.recorded.as_deref(),
            citations: standing.cited,
            why: absent.map(|absent| absent.why.as_str()),
            hint: absent.map(|absent| absent.hint.as_str()),
        }
    }
}

fn list(verb: &List, place: &Place) -> Result<Reply> {
    #[derive(Serialize)]
    struct Document<'a> {
        repositories: Vec<Row<'a>>,
    }
    let standings = place.open()?.standings();
    let missing = standings.iter().any(|standing| standing.found.is_err());
    if verb.json {
        let repositories = standings.iter().map(Row::of).collect();
        return Ok(Reply::json(&Document { repositories })?.no_if(missing));
    }
    let mut reply = Reply::default();
    if standings.is_empty() {
        reply.note("this workspace knows no other repository; name one: tickmark repository add NAME --path PATH");
    }
    let widest = |text: fn(&Standing) -> &str| {
        let widths = standings.iter().map(|s| line(text(s)).chars().count());
        widths.max().unwrap_or_default()
    };
    let name_width = widest(|standing| &standing.declared.name);
    let path_width = widest(|standing| &standing.declared.path);
    for standing in &standings {
        let (word, how, hint) = match standing.head() {
            Ok(head) => ("here", head, ""),
            Err(absent) => ("missing", absent.why.clone(), absent.hint.as_str()),
        };
        reply.line(format!(
            "{word:<7}  {:<name_width$}  {:<path_width$}  {how}, {}",
            line(&standing.declared.name),
            line(&standing.declared.path),
            count(standing.cited, "citation")
        ));
        if !hint.is_empty() {
            reply.line(format!("         hint: {}", line(hint)));
        }
    }
    Ok(reply.no_if(missing))
}

fn add(verb: Add, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let repository = EvidenceRepository {
        name: verb.name.clone(),
        path: verb.path,
        url: verb.url,
    };
    let change = declare::declare(session.workspace(), repository)?;
    session.apply(&change)?;
    let mut reply = Reply::text(format!("{}\n", line(&change.what)));
    if let Err(absent) = session.repositories().standing(&verb.name).found {
        reply.note(absent.sentence());
        if !absent.hint.is_empty() {
            reply.note(format!("hint: {}", absent.hint));
        }
    }
    Ok(reply)
}

fn remove(verb: &Remove, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let cited = session.holders().cited_in(&verb.name);
    let change = declare::undeclare(session.workspace(), &verb.name, cited, verb.force)?;
    session.apply(&change)?;
    Ok(Reply::text(format!("{}\n", line(&change.what))))
}
