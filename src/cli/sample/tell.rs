//! A sample as commands print it.

use jiff::Timestamp;
use serde::Serialize;

use crate::session::{
    Session,
    domain::{
        evidence::LineRange,
        id::{AuditId, FindingId, RowKey, SampleId},
        papers::{CitedIn, WorkingPapers},
        person::Person,
        sample::{ItemResult, Population, Sample, SampleItem, SampleMethod, SizeRule, Strata},
    },
    follow_up::Citations,
};

use super::super::{
    evidence::{Cited, cited_lines},
    output::{Reply, field, line},
};

/// A sample as JSON.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Told<'a> {
    id: &'a SampleId,
    audit: &'a AuditId,
    title: &'a str,
    #[serde(rename = "for")]
    row: Option<&'a RowKey>,
    finding: Option<&'a FindingId>,
    widens: Option<&'a SampleId>,
    widened_by: Option<&'a SampleId>,
    method: SampleMethod,
    strata: Option<&'a Strata>,
    seed: &'a str,
    reason: &'a str,
    drawn_by: &'a Person,
    drawn_at: Timestamp,
    conclusion: &'a str,
    population: &'a Population,
    rule: Option<SizeRule>,
    size: usize,
    counts: CountsTold,
    /// The size of the wider sample that a failed item asks for.
    proposed_size: Option<usize>,
    items: Vec<ItemTold<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CountsTold {
    items: usize,
    seen: usize,
    passed: usize,
    failed: usize,
    not_applicable: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ItemTold<'a> {
    id: &'a str,
    label: &'a str,
    stratum: &'a str,
    lines: Option<LineRange>,
    result: ItemResult,
    note: &'a str,
    by: Option<&'a Person>,
    at: Option<Timestamp>,
    replaced_by: Option<&'a str>,
    replaces: Option<&'a str>,
    reason: &'a str,
    evidence: Vec<Cited>,
}

impl<'a> Told<'a> {
    pub(super) fn of(
        session: &Session,
        papers: &'a WorkingPapers,
        sample: &'a Sample,
        states: &Citations,
    ) -> Self {
        let place = |item: &SampleItem| CitedIn::Item(sample.id.clone(), item.id.clone());
        let counts = sample.counts();
        let item = |item: &'a SampleItem| ItemTold {
            id: &item.id,
            label: &item.label,
            stratum: &item.stratum,
            lines: item.lines,
            result: item.result,
            note: &item.note,
            by: item.by.as_ref(),
            at: item.at,
            replaced_by: item.replaced_by.as_deref(),
            replaces: item.replaces.as_deref(),
            reason: &item.reason,
            evidence: Cited::of(session, papers, &place(item), &item.evidence, states),
        };
        Self {
            id: &sample.id,
            audit: &papers.audit.id,
            title: &sample.title,
            row: sample.row.as_ref(),
            finding: sample.finding.as_ref(),
            widens: sample.widens.as_ref(),
            widened_by: papers.widening(&sample.id).map(|wide| &wide.id),
            method: sample.method,
            strata: sample.strata.as_ref(),
            seed: &sample.seed,
            reason: &sample.reason,
            drawn_by: &sample.drawn_by,
            drawn_at: sample.drawn_at,
            conclusion: &sample.conclusion,
            population: &sample.population,
            rule: sample.size.rule,
            size: sample.size.number,
            counts: CountsTold {
                items: counts.items,
                seen: counts.seen,
                passed: counts.passed,
                failed: counts.failed,
                not_applicable: counts.not_applicable,
            },
            proposed_size: papers.proposed_size(sample),
            items: sample.items.iter().map(item).collect(),
        }
    }
}

/// Writes a sample: what it was drawn from and how, then its items with their results.
pub(super) fn describe(
    session: &Session,
    papers: &WorkingPapers,
    sample: &Sample,
    states: &Citations,
    reply: &mut Reply,
) {
    reply.line(sample.id.as_str());
    let population = &sample.population;
    let out = &mut reply.out;
    field(out, "title", &sample.title);
    if let Some(row) = &sample.row {
        field(out, "for", &row.to_string());
    }
    if let Some(finding) = &sample.finding {
        field(out, "finding", finding.as_str());
    }
    field(
        out,
        "population",
        &format!("{}, {} items", population.describe(), population.size),
    );
    field(out, "at", &population.commit);
    field(out, "digest", &population.digest);
    field(out, "method", &sample.describe_method());
    field(out, "seed", &sample.seed);
    field(out, "reason", &sample.reason);
    field(
        out,
        "drawn",
        &format!(
            "{} by {}",
            sample.drawn_at.strftime("%Y-%m-%d %H:%M"),
            sample.drawn_by.name
        ),
    );
    if let Some(narrow) = &sample.widens {
        field(out, "widens", narrow.as_str());
    }
    if let Some(wide) = papers.widening(&sample.id) {
        field(out, "widened by", wide.id.as_str());
    }
    field(out, "results", &sample.counts().to_string());
    field(out, "conclusion", &sample.conclusion);
    for item in &sample.items {
        reply.line(item_line(item));
        let out = &mut reply.out;
        for (key, text) in [("  note", &item.note), ("  why", &item.reason)] {
            field(out, key, text);
        }
        let mut below = Reply::default();
        let place = CitedIn::Item(sample.id.clone(), item.id.clone());
        let told = Cited::of(session, papers, &place, &item.evidence, states);
        cited_lines(&told, &mut below);
        for cited in below.out.lines() {
            reply.line(format!("  {cited}"));
        }
    }
}

/// Writes an item as a line: its result, its id, its stratum and what it reads.
pub(super) fn item_line(item: &SampleItem) -> String {
    let result = if item.is_replaced() {
        "replaced"
    } else {
        item.result.word()
    };
    let mut said = format!("{result:<14}  {}", line(&item.id));
    for more in [&item.stratum, &item.label] {
        if !more.is_empty() {
            said = format!("{said}  {}", line(more));
        }
    }
    if let Some(other) = &item.replaced_by {
        said = format!("{said}  (replaced by {})", line(other));
    }
    if let Some(other) = &item.replaces {
        said = format!("{said}  (for {})", line(other));
    }
    said
}

/// Says that a failed item asks for a wider sample, and how to draw it.
pub(super) fn propose(papers: &WorkingPapers, sample: &Sample, reply: &mut Reply) {
    if let Some(size) = papers.proposed_size(sample) {
        let how = if sample.method == SampleMethod::Judgement {
            " --item ITEM --reason TEXT"
        } else {
            ""
        };
        reply.note(format!(
            "an item failed: look at {size} items rather than {}: tickmark sample widen {} {}{how}",
            sample.size.number, papers.audit.id, sample.id
        ));
    }
}
