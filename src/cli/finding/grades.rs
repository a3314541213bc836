//! The grades by which findings are graded, each with its written criteria.

use clap::Args;
use serde::Serialize;

use crate::{
    error::{Error, Result},
    session::domain::{
        finding::{Classification, FindingType, OfferedGrade},
        similar,
        workspace::Workspace,
    },
};

use super::super::{
    Place,
    output::{Reply, block, line},
};

/// List the grades of findings with their written criteria.
///
/// The five types are there from the start. tickmark.toml can say in [grading] when a finding is of which, and declare grades
/// of the organisation's own with [[grade]]: id, title, type, criteria, days.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark finding grades
  tickmark finding set F-7K3QX2 --grade major-safety --grade-reason 'A person could have come to harm'")]
pub(super) struct Grades {
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    grades: Vec<Row<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row<'a> {
    grade: &'a str,
    title: &'a str,
    #[serde(rename = "type")]
    kind: FindingType,
    /// Whether it is one of the organisation's own.
    own: bool,
    days: Option<u16>,
    criteria: &'a str,
}

pub(super) fn run(verb: &Grades, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let offered = session.workspace().offered_grades();
    if verb.json {
        let grades = offered.iter().map(|grade| Row {
            grade: grade.word(),
            title: &grade.title,
            kind: grade.kind,
            own: grade.id.is_some(),
            days: grade.days,
            criteria: &grade.criteria,
        });
        return Reply::json(&Document {
            grades: grades.collect(),
        });
    }
    let mut reply = Reply::default();
    for grade in &offered {
        let mut told = vec![line(&grade.title).into_owned()];
        if grade.id.is_some() {
            told.push(format!("counts as {}", grade.kind.label()));
        }
        if let Some(days) = grade.days {
            told.push(format!("to be closed {days} days after issue"));
        }
        reply.line(format!("{}  {}", grade.word(), told.join(", ")));
        reply.out.push_str(&block(&grade.criteria, "    "));
    }
    Ok(reply)
}

/// Finds the grade that a text names: one of the organisation's own, or a type of which there is none.
pub(super) fn named(workspace: &Workspace, text: &str) -> Result<Classification> {
    let offered = workspace.offered_grades();
    let found = offered.iter().find(|grade| grade.word() == text);
    found.map(OfferedGrade::classification).ok_or_else(|| {
        let error = Error::usage(format!("Could not find the grade {}", line(text)));
        match similar::nearest(text, offered.iter().map(OfferedGrade::word)) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint("list them: tickmark finding grades"),
        }
    })
}
