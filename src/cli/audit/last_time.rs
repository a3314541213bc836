//! What was found last time, row by row, beside what is found now.

use clap::Args;
use serde::Serialize;

use crate::{
    error::Result,
    session::domain::{
        answer::{Answer, Verdict},
        finding::{FindingState, FindingType},
        id::{AuditId, Criterion, FindingId, RowKey},
        last_time::{self, LastTime},
        maturity::Maturity,
        papers::WorkingPapers,
        person::Person,
    },
};

use super::super::{
    Place,
    output::{Reply, field, line},
    pick,
};

/// Show what was found last time, row by row: verdict, note and findings of the audit that this one was carried over from.
///
/// Where that audit says nothing of a row, the one before it is asked. Findings that are still open are named from all of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark audit last-time aims-2027
  tickmark audit last-time aims-2027 6.1.2 --json")]
pub(super) struct LastTimeOf {
    /// The audit.
    audit: String,

    /// Only the rows of a clause or control: CHECKLIST:REF.
    #[arg(value_name = "REF")]
    clause: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    audit: &'a AuditId,
    from: Option<&'a AuditId>,
    rows: Vec<Told<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Told<'a> {
    row: RowKey,
    /// What is answered now.
    verdict: Option<Verdict>,
    maturity: Option<Maturity>,
    last_time: Last<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Last<'a> {
    audit: &'a AuditId,
    row: RowKey,
    verdict: Option<Verdict>,
    maturity: Option<Maturity>,
    note: &'a str,
    reason: &'a str,
    by: Option<&'a Person>,
    at: Option<String>,
    /// Whether the question had other words then.
    reworded: bool,
    findings: Vec<Found<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Found<'a> {
    id: &'a FindingId,
    audit: &'a AuditId,
    #[serde(rename = "type")]
    kind: FindingType,
    state: FindingState,
    title: &'a str,
}

pub(super) fn run(verb: &LastTimeOf, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let clause: Option<Criterion> = match &verb.clause {
        Some(text) => Some(pick::criterion(papers, text)?),
        None => None,
    };
    let asked = papers
        .rows()
        .map(|row| row.key())
        .filter(|row| clause.as_ref().is_none_or(|at| row.criterion() == *at));
    let rows: Vec<Told<'_>> = asked
        .filter_map(|row| {
            let found = last_time::last_time(session.papers(), papers, &row)?;
            Some(told(papers, row, &found))
        })
        .collect();
    let from = papers.audit.from.as_ref();
    if verb.json {
        return Reply::json(&Document {
            audit: &papers.audit.id,
            from,
            rows,
        });
    }
    let mut reply = Reply::default();
    for row in &rows {
        describe(row, &mut reply);
    }
    match from {
        None => reply.note("the audit was not carried over from another one"),
        Some(from) if !session.papers().contains_key(from) => {
            reply.note(format!("{from} cannot be read"));
        }
        Some(_) if rows.is_empty() => reply.note("nothing was said of these rows"),
        Some(_) => {}
    }
    Ok(reply)
}

fn told<'a>(papers: &'a WorkingPapers, row: RowKey, found: &LastTime<'a>) -> Told<'a> {
    let now = papers.answer(&row);
    let then = found.answer;
    Told {
        verdict: now.and_then(|answer| answer.verdict),
        maturity: now.and_then(|answer| answer.maturity),
        last_time: Last {
            audit: &found.papers.audit.id,
            row: found.row.clone(),
            verdict: then.and_then(|answer| answer.verdict),
            maturity: then.and_then(|answer| answer.maturity),
            note: then.map_or("", |answer| answer.note.as_str()),
            reason: then.map_or("", |answer| answer.reason.as_str()),
            by: then.and_then(|answer| answer.by.as_ref()),
            at: then.and_then(|answer: &Answer| Some(answer.at?.to_string())),
            reworded: found.reworded,
            findings: found
                .findings
                .iter()
                .map(|(audit, finding)| Found {
                    id: &finding.id,
                    audit,
                    kind: finding.kind,
                    state: finding.state,
                    title: &finding.title,
                })
                .collect(),
        },
        row,
    }
}

fn describe(row: &Told<'_>, reply: &mut Reply) {
    let word = |verdict: Option<Verdict>, maturity: Option<Maturity>| match (verdict, maturity) {
        (Some(verdict), _) => verdict.label().to_owned(),
        (None, Some(maturity)) => format!("maturity {maturity}"),
        (None, None) => "unanswered".to_owned(),
    };
    let last = &row.last_time;
    let reworded = if last.reworded {
        ", asked in other words"
    } else {
        ""
    };
    reply.line(format!(
        "{}  {} in {}{reworded}; now {}",
        row.row,
        word(last.verdict, last.maturity),
        last.audit,
        word(row.verdict, row.maturity)
    ));
    field(&mut reply.out, "    note", last.note);
    for finding in &last.findings {
        reply.line(format!(
            "    {}  {}  {}  {}  ({})",
            finding.id,
            finding.kind.word(),
            finding.state.word(),
            line(finding.title),
            finding.audit
        ));
    }
}
