//! What the audits of the period cover together.

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::domain::{
        id::{AuditId, ChecklistId},
        programme::{
            Subject,
            coverage::{By, Cell, Column, Coverage, Covered, Level, Part},
        },
    },
};

use super::super::{
    Place,
    output::{Reply, line},
    words,
};

/// The marks of the table, by how far something is audited.
const fn mark(level: Level) -> char {
    match level {
        Level::Nothing => '.',
        Level::LeftOut => '-',
        Level::NotAudited => '?',
        Level::Planned => ':',
        Level::Partly => '%',
        Level::Answered => '#',
        Level::Nonconforming => 'x',
    }
}

/// Print what the audits of the period cover: every clause, process and AI system against every audit or quarter.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark programme coverage --checklist iso-42001
  tickmark programme coverage --by quarter --short")]
pub(super) struct CoverageOf {
    /// Only this checklist; repeat it for several.
    #[arg(long = "checklist", value_name = "ID")]
    checklists: Vec<String>,

    /// What the columns stand for.
    #[arg(long, value_name = "WHAT", value_parser = words::coverage_by(), default_value = "audit")]
    by: By,

    /// Only what fewer audits look at than are to.
    #[arg(long)]
    short: bool,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    by: By,
    columns: Vec<Named<'a>>,
    parts: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<jiff::civil::Date>,
    audits: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Told<'a> {
    checklist: Option<&'a str>,
    title: &'a str,
    wanted: usize,
    met: usize,
    in_no_audit: usize,
    excluded: usize,
    lines: Vec<Row<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row<'a> {
    kind: &'static str,
    what: String,
    title: &'a str,
    depth: usize,
    asked: bool,
    wanted: u32,
    audits: u32,
    short: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    excluded: Option<&'a str>,
    cells: Vec<Field<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Field<'a> {
    level: Level,
    answered: usize,
    rows: usize,
    nonconforming: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

pub(super) fn run(verb: &CoverageOf, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let mut coverage = session.coverage(verb.by)?;
    if !verb.checklists.is_empty() {
        for id in &verb.checklists {
            let is_it = |part: &Part| part.checklist.as_ref().is_some_and(|c| c.as_str() == id);
            if !coverage.parts.iter().any(is_it) {
                return Err(Error::usage(format!(
                    "Could not tell of the checklist {}: the programme does not cover it",
                    line(id)
                ))
                .hint(format!("tickmark programme set --checklist {}", line(id))));
            }
        }
        coverage.parts.retain(|part| {
            let id = part.checklist.as_ref();
            id.is_some_and(|id| verb.checklists.iter().any(|named| named == id.as_str()))
        });
    }
    if verb.short {
        for part in &mut coverage.parts {
            part.lines.retain(Covered::is_short);
        }
    }
    if verb.json {
        return Reply::json(&document(&coverage));
    }
    Ok(table(&coverage))
}

fn table(coverage: &Coverage) -> Reply {
    let mut reply = Reply::default();
    for (number, column) in (1..).zip(&coverage.columns) {
        reply.line(heading(number, column, coverage.by));
    }
    let numbers: Vec<String> = (1..=coverage.columns.len())
        .map(|number| format!("{number:>3}"))
        .collect();
    for part in &coverage.parts {
        reply.line("");
        reply.line(format!("{}{}", line(&part.title), sum(part)));
        reply.line(format!("{} asked  {}", numbers.concat(), "what"));
        for covered in &part.lines {
            reply.line(row(covered));
        }
    }
    let marks = Level::ALL
        .iter()
        .map(|level| format!("{} {}", mark(*level), level.label()));
    reply.note(marks.collect::<Vec<_>>().join(", "));
    reply
}

fn heading(number: usize, column: &Column, by: By) -> String {
    let start = column
        .start
        .map(|day| format!(", from {day}"))
        .unwrap_or_default();
    match by {
        By::Audit => format!("{number:>3}  {}{start}", column.name),
        By::Quarter => {
            let audits: Vec<String> = column.audits.iter().map(ToString::to_string).collect();
            format!("{number:>3}  {}: {}", column.name, audits.join(", "))
        }
    }
}

fn sum(part: &Part) -> String {
    let sum = part.sum();
    let excluded = match sum.excluded {
        0 => String::new(),
        n => format!(", {n} excluded"),
    };
    format!(
        ": {} of {} as often as is asked, {} in no audit{excluded}",
        sum.met, sum.wanted, sum.none
    )
}

fn row(covered: &Covered) -> String {
    let marks = covered.cells.iter().map(|cell| mark(cell.level));
    let marks: String = marks.flat_map(|mark| [' ', ' ', mark]).collect();
    let asked = if covered.excluded.is_some() {
        "   -".to_owned()
    } else if covered.is_asked {
        let short = if covered.is_short() { '!' } else { ' ' };
        format!("{short}{}/{}", covered.audits, covered.wanted)
    } else {
        String::new()
    };
    let indent = "  ".repeat(covered.depth);
    let name = match &covered.subject {
        Subject::Clause(clause) => {
            format!("{} {}", clause.reference, covered.title)
        }
        other => other.name(),
    };
    format!("{marks} {asked:<5}  {indent}{}", line(&name))
}

fn document(coverage: &Coverage) -> Document<'_> {
    let columns = coverage.columns.iter().map(|column| Named {
        name: &column.name,
        start: column.start,
        audits: column.audits.iter().map(AuditId::as_str).collect(),
    });
    Document {
        by: coverage.by,
        columns: columns.collect(),
        parts: coverage.parts.iter().map(told).collect(),
    }
}

fn told(part: &Part) -> Told<'_> {
    let sum = part.sum();
    let lines = part.lines.iter().map(|covered| Row {
        kind: covered.subject.kind(),
        what: covered.subject.name(),
        title: &covered.title,
        depth: covered.depth,
        asked: covered.is_asked,
        wanted: covered.wanted,
        audits: covered.audits,
        short: covered.is_short(),
        excluded: covered.excluded.as_deref(),
        cells: covered.cells.iter().map(cell).collect(),
    });
    Told {
        checklist: part.checklist.as_ref().map(ChecklistId::as_str),
        title: &part.title,
        wanted: sum.wanted,
        met: sum.met,
        in_no_audit: sum.none,
        excluded: sum.excluded,
        lines: lines.collect(),
    }
}

fn cell(cell: &Cell) -> Field<'_> {
    Field {
        level: cell.level,
        answered: cell.answered,
        rows: cell.rows,
        nonconforming: cell.nonconforming,
        why: cell.why.as_deref(),
    }
}
