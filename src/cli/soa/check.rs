//! What is missing or odd in the statements of applicability, and what became of what they cite.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        Session,
        domain::{
            applicability::{Shortcoming, StatementOfApplicability},
            audit::AuditState,
            checklist::Checklist,
            holder::Holder,
            id::{AuditId, ChecklistId, Criterion, Ref},
            record::RecordKey,
        },
        follow_up::Citations,
    },
};

use super::super::{
    Place,
    evidence::Cited,
    output::{Reply, count},
};

/// Say what is missing or odd in the statements, and what became of everything they cite.
///
/// Exit status 1 when something is, when evidence drifted, and when something could not be judged.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The checklist; all that there is a statement for if left out.
    checklist: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    statements: Vec<Checked>,
    citations: Vec<Cited>,
    shortcomings: usize,
    drift: usize,
    not_judged: usize,
    /// Records that cannot be read: nobody knows what they cite.
    unread: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Checked {
    checklist: ChecklistId,
    shortcomings: Vec<Short>,
    out_of_step: Vec<Apart>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Short {
    #[serde(rename = "ref")]
    reference: Ref,
    field: &'static str,
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Apart {
    audit: AuditId,
    state: AuditState,
    what: String,
}

pub(super) fn run(verb: &Check, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let states = session.check_statements();
    let mut statements = Vec::new();
    let mut citations = Vec::new();
    for checklist in super::asked(&session, verb.checklist.as_deref())? {
        let record = session.applicability().get(&checklist.id);
        statements.push(Checked {
            checklist: checklist.id.clone(),
            shortcomings: shortcomings(checklist, record),
            out_of_step: out_of_step(&session, checklist),
        });
        citations.extend(
            record
                .into_iter()
                .flat_map(|record| cited(&session, record, &states)),
        );
    }
    let unread = session
        .broken()
        .iter()
        .filter(|b| matches!(b.key, Some(RecordKey::Applicability(_))))
        .count();
    let document = Document {
        shortcomings: statements.iter().map(|s| s.shortcomings.len()).sum(),
        drift: citations.iter().filter(|c| c.is_drift()).count(),
        not_judged: citations.iter().filter(|c| !c.is_judged()).count(),
        unread,
        statements,
        citations,
    };
    let no = document.shortcomings + document.drift + document.not_judged + document.unread > 0;
    let mut reply = if verb.json {
        Reply::json(&document)?
    } else {
        described(&document)
    };
    if document.statements.is_empty() {
        super::tell_none(&session, &mut reply);
    }
    Ok(reply.no_if(no))
}

fn shortcomings(checklist: &Checklist, record: Option<&StatementOfApplicability>) -> Vec<Short> {
    let empty = StatementOfApplicability::new(checklist.id.clone());
    let found = record.unwrap_or(&empty).shortcomings(checklist);
    found
        .into_iter()
        .map(
            |Shortcoming {
                 reference,
                 field,
                 text,
             }| Short {
                reference,
                field,
                text,
            },
        )
        .collect()
}

fn cited(session: &Session, record: &StatementOfApplicability, states: &Citations) -> Vec<Cited> {
    let held = record.citations().map(|(reference, link)| {
        let holder = Holder::Control(Criterion {
            checklist: record.checklist.clone(),
            reference: reference.clone(),
        });
        (holder, link)
    });
    Cited::all(session, held, states)
}

fn out_of_step(session: &Session, checklist: &Checklist) -> Vec<Apart> {
    let apart = super::out_of_step(session, &checklist.id).map(|(papers, apart)| Apart {
        audit: papers.audit.id.clone(),
        state: papers.audit.state,
        what: apart.summary(),
    });
    apart.collect()
}

fn described(document: &Document) -> Reply {
    let mut reply = Reply::default();
    for statement in &document.statements {
        for short in &statement.shortcomings {
            reply.line(format!(
                "{}:{}: {}",
                statement.checklist, short.reference, short.text
            ));
        }
        for apart in &statement.out_of_step {
            reply.note(format!(
                "the audit {} is out of step ({}): tickmark soa apply {}",
                apart.audit, apart.what, apart.audit
            ));
        }
    }
    for cited in &document.citations {
        reply.line(cited.line());
    }
    reply.note(format!(
        "{}; {}, {} drifted, {} could not be judged",
        count(document.shortcomings, "shortcoming"),
        count(document.citations.len(), "citation"),
        document.drift,
        document.not_judged
    ));
    reply
}
