//! `tickmark checklist list`: the checklists at hand, with those that are broken.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        Entry, checklists,
        domain::{checklist::Checklist, id::ChecklistId},
    },
};

use super::super::{
    Place,
    output::{Reply, count, line},
};
use super::Fault;

/// List the checklists at hand: built in, and your own in checklists/*.toml.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Titles {
    checklists: Vec<Row>,
    /// The files among the organization's own that are no checklist at all.
    broken: Vec<Fault>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    id: String,
    title: String,
    /// The file of an own checklist, relative to the root; none for those that are built in.
    file: Option<String>,
    standard: Option<String>,
    edition: Option<String>,
    version: Option<String>,
    language: Option<String>,
    licence: Option<String>,
    extends: Option<ChecklistId>,
    /// The SHA-256 of what an audit would keep of it.
    hash: Option<String>,
    clauses: Option<usize>,
    questions: Option<usize>,
    faults: usize,
}

pub(super) fn run(verb: &List, place: &Place) -> Result<Reply> {
    let library = checklists::at_hand(&place.dir);
    let rows: Vec<Row> = library
        .titles()
        .into_iter()
        .map(|(id, title)| {
            let found = id
                .parse::<ChecklistId>()
                .ok()
                .and_then(|id| library.get(&id));
            let (entry, faults) = match found {
                Some(Ok(entry)) => (Some(entry), 0),
                Some(Err(faults)) => (None, faults.len()),
                None => (None, 0),
            };
            let checklist = entry.map(|entry| &entry.checklist);
            Row {
                extends: entry.and_then(|entry| entry.extends.clone()),
                hash: entry.filter(|_| verb.json).map(Entry::hash),
                edition: checklist.map(|c| c.edition.clone()),
                version: checklist.map(|c| c.version.clone()),
                language: checklist.map(|c| c.language.clone()),
                licence: checklist.map(|c| c.licence.clone()),
                file: id
                    .parse()
                    .ok()
                    .and_then(|id| checklists::file_of(&library, &id)),
                id,
                title,
                standard: checklist.map(|c| c.standard.clone()),
                clauses: checklist.map(|c| c.clauses.len()),
                questions: checklist.map(Checklist::question_count),
                faults,
            }
        })
        .collect();
    if verb.json {
        let broken = library.broken().iter().map(Fault::from).collect();
        return Reply::json(&Titles {
            checklists: rows,
            broken,
        });
    }
    let mut reply = Reply::default();
    for fault in library.broken() {
        reply.note(format!("no checklist: {}", line(&fault.to_string())));
    }
    for row in &rows {
        let about = match row.questions {
            Some(questions) => count(questions, "question"),
            None => format!(
                "{}; see tickmark checklist lint {}",
                count(row.faults, "fault"),
                row.id
            ),
        };
        let from = row
            .file
            .as_ref()
            .map_or_else(String::new, |file| format!(", {}", line(file)));
        let extends = row
            .extends
            .as_ref()
            .map_or_else(String::new, |base| format!(", extends {base}"));
        let version = row.version.as_deref().filter(|version| !version.is_empty());
        let version = version.map_or_else(String::new, |v| format!(", version {}", line(v)));
        reply.line(format!(
            "{:<16}  {}  ({about}{version}{from}{extends})",
            line(&row.id),
            line(&row.title)
        ));
    }
    Ok(reply)
}
