//! Who is independent of what.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        domain::person::Person,
        programme::{Independent, WorkedOn},
    },
};

use super::super::{
    Place,
    output::{Reply, count, line},
};

/// Tell what the auditors of the programme have worked on that it audits; exit status 1 when somebody is to audit that.
///
/// Of an audit that is not made, its paths (`audit add --path`) are held against everybody who audits in the programme, so that
/// one sees who else could do it.
#[derive(Debug, Args)]
pub(super) struct IndependenceOf {
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    auditors: Vec<Told>,
    /// Audits of which nothing can be told.
    unknown: Vec<String>,
    /// Whether all of the history was looked through.
    complete: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Told {
    auditor: Person,
    worked_on: Vec<Matter>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Matter {
    audit: String,
    what: String,
    commits: usize,
    assigned: bool,
    safeguard: bool,
    conflict: bool,
}

pub(super) fn run(verb: &IndependenceOf, place: &Place) -> Result<Reply> {
    let mut session = place.open()?;
    let found = session.programme_independence()?;
    let conflicts = found.worked.iter().filter(|w| w.is_conflict()).count();
    if verb.json {
        return Ok(Reply::json(&document(&found))?.no_if(conflicts > 0));
    }
    let mut reply = Reply::default();
    for person in people(&found) {
        reply.line(line(&person.to_string()));
        let own: Vec<&WorkedOn> = of(&found, &person).collect();
        if own.is_empty() {
            reply.line("  no work on what is audited was found");
        }
        for worked in own {
            let what = match (worked.is_assigned, worked.is_safeguarded) {
                (true, false) => "conflict: is to audit it",
                (true, true) => "is to audit it, with a safeguard",
                (false, _) => "is not to audit it",
            };
            reply.line(format!(
                "  {}  {}  {}  {what}",
                worked.audit,
                line(&worked.matter),
                count(worked.commits, "commit")
            ));
        }
    }
    for audit in &found.unknown {
        reply.note(format!(
            "nothing is known of {audit}: name what belongs to it, tickmark programme audit set {audit} --path PATH"
        ));
    }
    if found.has_gaps {
        reply.note("not all of the history could be looked at");
    }
    if conflicts > 0 {
        reply.note(count(conflicts, "conflict"));
    }
    Ok(reply.no_if(conflicts > 0))
}

/// Lists everybody who audits, and who is named beside them.
fn people(found: &Independent) -> Vec<Person> {
    let mut people = found.auditors.clone();
    for worked in &found.worked {
        if !people.iter().any(|known| known.is(&worked.auditor)) {
            people.push(worked.auditor.clone());
        }
    }
    people
}

fn of<'a>(found: &'a Independent, person: &'a Person) -> impl Iterator<Item = &'a WorkedOn> {
    let all = found.worked.iter();
    all.filter(|worked| worked.auditor.is(person))
}

fn document(found: &Independent) -> Document {
    let told = |auditor: Person| Told {
        worked_on: of(found, &auditor)
            .map(|worked| Matter {
                audit: worked.audit.to_string(),
                what: worked.matter.clone(),
                commits: worked.commits,
                assigned: worked.is_assigned,
                safeguard: worked.is_safeguarded,
                conflict: worked.is_conflict(),
            })
            .collect(),
        auditor,
    };
    Document {
        auditors: people(found).into_iter().map(told).collect(),
        unknown: found.unknown.iter().map(ToString::to_string).collect(),
        complete: !found.has_gaps,
    }
}
