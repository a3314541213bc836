//! How findings are written, and what stops at it.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{
            finding::{
                Finding, FindingState,
                lint::{Remark, Rule},
            },
            id::{AuditId, EvidenceId, FindingId},
            papers::WorkingPapers,
        },
        follow_up::Citations,
        lint::Linter,
    },
};

use super::super::{
    Place,
    output::{Reply, count, line},
    pick,
};

/// Look at how findings are written: criteria, evidence, names, advice, causes, vague words, grades.
///
/// Looks at all findings that are not settled, at those of one audit, or at one finding. Exit status 1 when there is anything
/// to say. Remarks marked with ! keep a finding from being issued; the others are a guess, and can be overruled with
/// 'finding move ... --despite-warnings'. Words are looked for in English texts only.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark finding lint aims-2026
  tickmark finding lint F-7K3QX2 --json")]
pub(super) struct Lint {
    /// The audit, or the finding; all audits if left out.
    audit: Option<String>,

    /// The finding.
    id: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    remarks: Vec<Row<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row<'a> {
    audit: &'a AuditId,
    finding: &'a FindingId,
    rule: Rule,
    field: &'static str,
    /// The bytes of the field's text (UTF-8), from the first to behind the last.
    span: Option<[usize; 2]>,
    evidence: Option<EvidenceId>,
    text: String,
    help: &'static str,
    blocks: bool,
}

pub(super) fn run(verb: &Lint, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let asked = asked(verb, &session)?;
    let authors = session.authors();
    let mut linters: BTreeMap<&AuditId, Linter> = BTreeMap::new();
    let mut rows = Vec::new();
    for (papers, finding) in &asked {
        let links: Vec<_> = finding.evidence.iter().collect();
        let citations = session.check_links(&links);
        let linter = linters.entry(&papers.audit.id).or_insert_with(|| {
            let (statements, workspace) = (session.applicability(), session.workspace());
            Linter::of(papers, statements, workspace, &authors)
        });
        for remark in linter.remarks(papers, finding, &citations) {
            rows.push(Row {
                audit: &papers.audit.id,
                finding: &finding.id,
                rule: remark.rule,
                field: remark.field,
                span: remark.span.map(|span| [span.start, span.end]),
                evidence: remark.evidence,
                text: remark.text,
                help: remark.help,
                blocks: remark.is_guard,
            });
        }
    }
    let no = !rows.is_empty();
    if verb.json {
        return Ok(Reply::json(&Document { remarks: rows })?.no_if(no));
    }
    let mut reply = Reply::default();
    for row in &rows {
        let mark = if row.blocks { "!" } else { "-" };
        reply.line(format!(
            "{} {mark} {}: {} [{}]",
            row.finding,
            row.field,
            line(&row.text),
            row.rule
        ));
        reply.line(format!("    {}", row.help));
    }
    if !no {
        let looked = count(asked.len(), "finding");
        reply.note(format!("nothing to say about {looked}"));
    }
    Ok(reply.no_if(no))
}

fn asked<'s>(verb: &Lint, session: &'s Session) -> Result<Vec<(&'s WorkingPapers, &'s Finding)>> {
    let is_finding = |text: &str| text.to_ascii_uppercase().parse::<FindingId>().is_ok();
    let (audit, id) = match (&verb.audit, &verb.id) {
        (Some(only), None) if is_finding(only) => (None, Some(only)),
        (audit, id) => (audit.as_ref(), id.as_ref()),
    };
    let papers = audit.map(|text| pick::audit(session, text)).transpose()?;
    if let Some(id) = id {
        let (own, finding) = pick::finding(session, id)?;
        if let Some(papers) = papers.filter(|papers| papers.audit.id != own.audit.id) {
            return Err(Error::usage(format!(
                "Could not find the finding {}: the audit {} does not have it",
                finding.id, papers.audit.id
            ))
            .hint(format!("it is in {}", own.audit.id)));
        }
        return Ok(vec![(own, finding)]);
    }
    let all = session
        .papers()
        .values()
        .filter(|own| papers.is_none_or(|papers| papers.audit.id == own.audit.id));
    let findings = all.flat_map(|papers| papers.findings.values().map(move |f| (papers, f)));
    Ok(findings
        .filter(|(_, finding)| !finding.state.is_settled())
        .collect())
}

/// Says what is odd about how a finding is written.
pub(super) fn remarks(
    session: &Session,
    papers: &WorkingPapers,
    finding: &Finding,
    citations: &Citations,
) -> Vec<Remark> {
    session.linter(papers).remarks(papers, finding, citations)
}

/// Stops where a finding is handed over with remarks that are not overruled; otherwise they are told.
pub(super) fn overruled(
    id: &FindingId,
    remarks: &[Remark],
    to: FindingState,
    despite: bool,
) -> Result<Vec<String>> {
    let told: Vec<String> = remarks
        .iter()
        .map(|remark| format!("{}: {} ({})", remark.field, line(&remark.text), remark.help))
        .collect();
    if told.is_empty() || despite {
        let told = told.into_iter().map(|text| format!("overruled: {text}"));
        return Ok(told.collect());
    }
    let count = count(told.len(), "remark");
    Err(
        Error::refused(format!("Could not make {id} {to}: the linter has {count}"))
            .details(told)
            .hint("mend it with tickmark finding set")
            .hint(format!(
                "or overrule it: tickmark finding move {id} {to} --despite-warnings"
            )),
    )
}
