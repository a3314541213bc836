//! What is wrong with the register.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::{domain::id::AuditId, register::unknown_in_scope},
};

use super::{
    super::{
        Place,
        output::{Reply, count, line},
    },
    Source, remark,
};

/// Tell what is wrong with the register: columns that are not there, ids that are empty or doubled, systems of which
/// something is not said, and what audits have in scope that it does not know.
///
/// Exit status 1 when there is anything.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    register: Source<'a>,
    systems: usize,
    problems: Vec<Fault<'a>>,
    /// What audits have in scope and the register does not know.
    unknown: Vec<Unknown<'a>>,
}

#[derive(Serialize)]
struct Fault<'a> {
    line: u32,
    column: &'a str,
    problem: &'a str,
    hint: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Unknown<'a> {
    audit: &'a AuditId,
    system: String,
    did_you_mean: Option<String>,
}

pub(super) fn run(verb: &Check, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let read = session.need_register()?;
    let audits = session.papers().values().map(|papers| &papers.audit);
    let unknown: Vec<Unknown<'_>> = audits
        .flat_map(|audit| {
            let found = unknown_in_scope(audit, &read.register).into_iter();
            found.map(|unknown| Unknown {
                audit: &audit.id,
                system: unknown.text,
                did_you_mean: unknown.near,
            })
        })
        .collect();
    let problems = &read.register.problems;
    let no = !problems.is_empty() || !unknown.is_empty();
    let systems = read.register.systems.len();
    if verb.json {
        let document = Document {
            register: Source::of(&read),
            systems,
            problems: problems
                .iter()
                .map(|problem| Fault {
                    line: problem.line,
                    column: &problem.column,
                    problem: &problem.what,
                    hint: &problem.hint,
                })
                .collect(),
            unknown,
        };
        return Ok(Reply::json(&document)?.no_if(no));
    }
    let mut reply = Reply::default();
    for problem in problems {
        reply.line(format!(
            "{}:{}: {}",
            line(&read.path),
            problem.line,
            line(&problem.to_string())
        ));
        if !problem.hint.is_empty() {
            reply.line(format!("  hint: {}", line(&problem.hint)));
        }
    }
    for unknown in &unknown {
        reply.line(format!(
            "{}: its scope has the AI system \"{}\", which the register does not know",
            unknown.audit,
            line(&unknown.system)
        ));
        if let Some(near) = &unknown.did_you_mean {
            reply.line(format!("  hint: did you mean {near}?"));
        }
    }
    reply.line(format!(
        "{}, {}",
        count(systems, "system"),
        count(problems.len() + unknown.len(), "problem")
    ));
    remark(&read, &mut reply);
    Ok(reply.no_if(no))
}
