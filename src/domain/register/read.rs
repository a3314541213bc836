//! From the rows of a file to AI systems, with everything that is wrong on the way.

use std::collections::BTreeMap;

use super::{
    AiSystem, RawRow, Register, RegisterField, RegisterProblem, RegisterSource, dates,
    headings::{self, Columns},
    index::Index,
};
use crate::domain::id::SystemId;

/// The most rows of a register that are looked at.
const MOST_SYSTEMS: usize = 10_000;

/// The most problems that are told of.
const MOST_PROBLEMS: usize = 1_000;

/// What a register is to say of each system where it has a column for it.
const DUE: [RegisterField; 6] = [
    RegisterField::Name,
    RegisterField::Owner,
    RegisterField::Purpose,
    RegisterField::Stage,
    RegisterField::RiskClass,
    RegisterField::Role,
];

impl Register {
    /// Makes a register of the rows of a file under their headings.
    pub fn of(source: &RegisterSource, headings: &[String], rows: Vec<RawRow>) -> Self {
        let mut register = Self::default();
        let columns = headings::find(source, headings, &mut register.problems);
        register.missing_columns = register.problems.len();
        let Some(id_at) = columns.fields.get(&RegisterField::Id).copied() else {
            // One that is named and not there is told already.
            if !source.columns.contains_key(RegisterField::Id.word()) {
                register.problems.push(RegisterProblem {
                    line: 1,
                    column: String::new(),
                    what: "no column holds the ids of the systems".to_owned(),
                    hint: format!(
                        "say which one does: id = \"HEADING\" in [register.columns] of tickmark.toml; its columns: {}",
                        headings::listed(headings)
                    ),
                });
            }
            register.missing_columns = register.problems.len();
            return register;
        };
        let heading = |at: usize| headings.get(at).cloned().unwrap_or_default();
        if let Some(row) = rows.get(MOST_SYSTEMS) {
            register.problems.push(RegisterProblem {
                line: row.lines.first(),
                column: String::new(),
                what: format!("the rows from here on are left: {MOST_SYSTEMS} are looked at"),
                hint: String::new(),
            });
        }
        let mut lines: BTreeMap<String, u32> = BTreeMap::new();
        for row in rows.into_iter().take(MOST_SYSTEMS) {
            let problem = |what: String, hint: &str| RegisterProblem {
                line: row.lines.first(),
                column: heading(id_at),
                what,
                hint: hint.to_owned(),
            };
            let text = one_line(row.cells.get(id_at).map_or("", String::as_str));
            if text.is_empty() {
                register.problems.push(problem(
                    "the system has no id".to_owned(),
                    "give it one; it is left out until then",
                ));
                continue;
            }
            let id: SystemId = match text.parse() {
                Ok(id) => id,
                Err(why) => {
                    register
                        .problems
                        .push(problem(why.to_string(), "it is left out until then"));
                    continue;
                }
            };
            if let Some(line) = lines.get(&id.as_str().to_lowercase()) {
                register.problems.push(problem(
                    format!("there are two systems {id}; the first is in line {line}"),
                    "give each its own id; the second is left out until then",
                ));
                continue;
            }
            let system = system(id, &columns, &row);
            for field in DUE {
                let Some(at) = columns
                    .fields
                    .get(&field)
                    .copied()
                    .filter(|at| *at != id_at)
                else {
                    continue;
                };
                if row.cells.get(at).is_none_or(|cell| cell.trim().is_empty()) {
                    register.problems.push(RegisterProblem {
                        line: row.lines.first(),
                        column: heading(at),
                        what: format!("{} has no {}", system.id, field.label()),
                        hint: String::new(),
                    });
                }
            }
            // What it is known by and called may look like anything.
            let name_at = columns.fields.get(&RegisterField::Name).copied();
            for (at, cell) in row.cells.iter().enumerate() {
                if at != id_at && Some(at) != name_at && dates::is_impossible(cell) {
                    register.problems.push(RegisterProblem {
                        line: row.lines.first(),
                        column: heading(at),
                        what: format!("{} is no date", one_line(cell)),
                        hint: "there is no such day in the calendar".to_owned(),
                    });
                }
            }
            lines.insert(system.id.as_str().to_lowercase(), system.lines.first());
            register.systems.push(system);
        }
        register.problems.truncate(MOST_PROBLEMS);
        register.index = Index::of(&register.systems);
        register
    }
}

fn system(id: SystemId, columns: &Columns, row: &RawRow) -> AiSystem {
    let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
    let says = |field| {
        let at = columns.fields.get(&field).copied();
        at.map_or_else(String::new, |at| one_line(cell(at)))
    };
    let name = says(RegisterField::Name);
    AiSystem {
        name: if name.is_empty() {
            id.to_string()
        } else {
            name
        },
        owner: says(RegisterField::Owner),
        purpose: says(RegisterField::Purpose),
        stage: says(RegisterField::Stage),
        risk_class: says(RegisterField::RiskClass),
        role: says(RegisterField::Role),
        further: columns
            .further
            .iter()
            .map(|(name, at)| (name.clone(), one_line(cell(*at))))
            .filter(|(_, said)| !said.is_empty())
            .collect(),
        lines: row.lines,
        id,
    }
}

/// Puts the text of a cell on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
