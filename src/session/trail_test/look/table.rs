//! The rows of a table that are about a system.

use std::collections::BTreeMap;

use crate::{
    domain::{evidence::LineRange, trail_test::TrailStep},
    safe::escape_line,
    session::evidence::Target,
    store::table,
    vcs::{At, FileKind},
};

use super::{
    Hit, Listed, SHOWN, StepFound,
    names::{Names, words},
};

/// The largest table whose rows are read.
const LARGEST_TABLE: u64 = 8 << 20;

/// Finds the rows of a table that are about the system.
pub(super) fn rows(
    step: &TrailStep,
    names: &Names,
    listed: &BTreeMap<String, Result<Listed<'_>, String>>,
    found: &mut StepFound,
) {
    let shown = escape_line(&step.rows).into_owned();
    found.places.push(if step.column.is_empty() {
        format!("rows of {}", step.rows)
    } else {
        format!("rows of {} by {}", step.rows, step.column)
    });
    let target = Target::of(&step.rows, None);
    let files = match listed.get(&target.repository) {
        Some(Ok(files)) => files,
        Some(Err(why)) => return found.troubles.push(why.clone()),
        None => return,
    };
    let commit = At::Commit(files.commit.clone());
    let bytes = match files.repository.read(&commit, &target.path, LARGEST_TABLE) {
        Ok(content) if content.kind == FileKind::Text => content.bytes,
        Ok(_) | Err(_) => return found.troubles.push(format!("{shown} could not be read")),
    };
    let table = match table::data(&bytes, &shown, None) {
        Ok(table) => table,
        Err(cause) => return found.troubles.push(cause.to_string()),
    };
    if let Some(line) = table.unclosed {
        found.troubles.push(format!(
            "{shown}:{line}: a quote is opened and never closed, so that all that follows is one cell"
        ));
    }
    let column = table.column(&step.column);
    if column.is_none() && !step.column.is_empty() {
        let column = escape_line(&step.column);
        return found
            .troubles
            .push(format!("{shown} has no column \"{column}\""));
    }
    let is_meant = |cell: &str| {
        cell.split([',', ';', '|', '\n']).any(|part| {
            let part = words(part);
            names.cells.contains(&part)
        })
    };
    for row in &table.rows {
        let meant = match column {
            Some(column) => is_meant(row.cell(column)),
            None => row.cells.iter().any(|cell| is_meant(cell)),
        };
        if meant {
            let text: String = row.cells.join(", ").chars().take(SHOWN).collect();
            found.hits.push(Hit {
                target: Target {
                    lines: LineRange::new(row.first, row.last).ok(),
                    ..target.clone()
                },
                text,
            });
        }
    }
}
