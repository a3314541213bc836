//! The AI systems of the register.

use clap::Args;
use serde::Serialize;

use crate::{error::Result, session::domain::id::AuditId};

use super::{
    super::{
        Place,
        output::{Reply, count, line, table, terminal_width},
        pick,
    },
    Row, Scopes, Source, remark,
};

/// List the AI systems of the register: class, stage, owner, and which audits have them in scope.
///
/// In a terminal, what is too long for its column is cut; --json and a pipe have all of it.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Only those in the scope of this audit.
    #[arg(long, value_name = "AUDIT")]
    audit: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    register: Source<'a>,
    systems: Vec<Row<'a>>,
    /// How much is wrong with the register.
    problems: usize,
}

pub(super) fn run(verb: &List, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let read = session.need_register()?;
    let only: Option<AuditId> = match &verb.audit {
        Some(text) => Some(pick::audit(&session, text)?.audit.id.clone()),
        None => None,
    };
    let rows = read.register.systems.iter();
    let scopes = Scopes::new(&session, &read.register);
    let rows = rows.map(|system| Row::of(&session, &scopes, system));
    let rows: Vec<Row<'_>> = rows
        .filter(|row| only.as_ref().is_none_or(|id| row.audits.contains(&id)))
        .collect();
    let problems = read.register.problems.len();
    if verb.json {
        return Reply::json(&Document {
            register: Source::of(&read),
            systems: rows,
            problems,
        });
    }
    let mut reply = Reply::default();
    let cells: Vec<[String; 6]> = rows
        .iter()
        .map(|row| {
            let audits: Vec<&str> = row.audits.iter().map(|id| id.as_str()).collect();
            let or_none = |text: &str| match line(text) {
                text if text.is_empty() => "-".to_owned(),
                text => text.into_owned(),
            };
            [
                or_none(row.id.as_str()),
                or_none(row.name),
                or_none(row.risk_class),
                or_none(row.stage),
                or_none(row.owner),
                or_none(&audits.join(" ")),
            ]
        })
        .collect();
    reply.out.push_str(&table(&cells, terminal_width()));
    if cells.is_empty() {
        reply.note("no AI system is listed");
    }
    if problems > 0 {
        reply.note(format!(
            "{} in the register: tickmark system check",
            count(problems, "problem")
        ));
    }
    remark(&read, &mut reply);
    Ok(reply)
}
