//! `tickmark log`: who changed which records, when.

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    error::Result,
    session::{FileChange, domain::object::short, log::LogSubject},
};

use super::{
    Place,
    output::{Reply, line},
};

/// Show who changed which records, when, from the commits.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark log                   every commit that touched records
  tickmark log aims-2026 --json
  tickmark log F-7K3QX2          the life of one finding")]
pub(super) struct Log {
    /// An audit, a finding or a corrective action; the whole workspace if left out.
    #[arg(value_name = "AUDIT|ID")]
    subject: Option<String>,

    /// How many commits at most, newest first.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Commits {
    commits: Vec<Row>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    commit: String,
    author: String,
    co_authors: Vec<String>,
    at: Timestamp,
    subject: String,
    body: String,
    files: Vec<File>,
    cut: bool,
    sign_offs: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct File {
    path: String,
    change: &'static str,
}

pub(super) fn run(verb: &Log, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let subject = LogSubject::parse(verb.subject.as_deref())?;
    let entries = session.log(&subject, verb.limit)?;
    let signed = session.signed_commits()?;
    let signed_as = |commit: &str| signed.get(commit).map(Vec::as_slice).unwrap_or_default();
    if verb.json {
        let commits = entries
            .into_iter()
            .map(|entry| Row {
                sign_offs: signed_as(&entry.commit)
                    .iter()
                    .map(|(tag, _)| tag.clone())
                    .collect(),
                commit: entry.commit,
                author: entry.author.to_string(),
                co_authors: entry.co_authors.iter().map(ToString::to_string).collect(),
                at: entry.at,
                subject: entry.subject,
                body: entry.body,
                files: entry
                    .files
                    .into_iter()
                    .map(|(path, change)| File {
                        path,
                        change: word(change),
                    })
                    .collect(),
                cut: entry.cut,
            })
            .collect();
        return Reply::json(&Commits { commits });
    }
    let mut reply = Reply::default();
    for entry in &entries {
        reply.line(format!(
            "{}  {}  {}  {}",
            short(&entry.commit),
            entry.at.strftime("%Y-%m-%d %H:%M"),
            line(&entry.author.name),
            line(&entry.subject)
        ));
        for person in &entry.co_authors {
            reply.line(format!("    with {}", line(&person.to_string())));
        }
        for (tag, who) in signed_as(&entry.commit) {
            reply.line(format!("    signed off as {}, {tag}", line(who)));
        }
        for (path, change) in &entry.files {
            reply.line(format!("    {} {}", letter(*change), line(path)));
        }
        if entry.cut {
            reply.line(
                "    what it changed cannot be told: the commit before it is not in this clone (git fetch --unshallow brings it)",
            );
        }
    }
    if entries.is_empty() {
        reply.note("no commit has touched these records yet");
    }
    Ok(reply)
}

/// Returns the word of JSON.
pub(super) fn word(change: FileChange) -> &'static str {
    match change {
        FileChange::Added => "added",
        FileChange::Modified => "modified",
        FileChange::Deleted => "deleted",
    }
}

/// Returns the letter that git has for it.
pub(super) fn letter(change: FileChange) -> char {
    match change {
        FileChange::Added => 'A',
        FileChange::Modified => 'M',
        FileChange::Deleted => 'D',
    }
}
