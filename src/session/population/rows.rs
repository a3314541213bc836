//! Rows of a CSV file.

use super::{bytes, could_not, label};
use crate::{
    domain::{
        evidence::LineRange,
        sample::{Population, Strata, Unit},
        similar,
    },
    error::{Error, Result},
    safe,
    store::table::{self, DataRow, DataTable},
    vcs::Repository,
};

pub(super) fn units(
    repository: &dyn Repository,
    population: &mut Population,
    strata: Option<&Strata>,
) -> Result<Vec<Unit>> {
    let (path, bytes) = bytes(repository, population)?;
    let shown = safe::escape_line(&path).into_owned();
    let table = table::data(&bytes, &shown, population.delimiter)
        .map_err(|cause| could_not(cause.to_string()))?;
    population.delimiter = (table.delimiter != ',').then_some(table.delimiter);
    let column = |name: &str| table.column(name).ok_or_else(|| unknown(&table, name));
    let key = population.key.as_deref().map(column).transpose()?;
    let stratum = match strata {
        Some(Strata::Column(name)) => Some(column(name)?),
        Some(Strata::Folder(_) | Strata::Author | Strata::Month) | None => None,
    };
    let mut conditions = Vec::new();
    for condition in &population.conditions {
        let (name, value) = condition.split_once('=').ok_or_else(|| {
            could_not(format!(
                "\"{}\" is no condition",
                safe::escape_line(condition)
            ))
            .hint("it reads COLUMN=VALUE, such as system=chat")
        })?;
        conditions.push((column(name)?, value.trim()));
    }
    let fits = |row: &&DataRow| {
        conditions
            .iter()
            .all(|(column, value)| row.cell(*column) == *value)
    };
    // What the id says the label does not say again.
    let said = |row: &DataRow| {
        let cells = row.cells.iter().enumerate();
        let cells = cells.filter(|(column, _)| Some(*column) != key);
        cells
            .map(|(_, cell)| cell.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let unit = |row: &DataRow| Unit {
        id: key.map_or_else(|| row.first.to_string(), |key| row.cell(key).to_owned()),
        label: label(&said(row)),
        stratum: stratum.map_or_else(String::new, |column| label(row.cell(column))),
        lines: LineRange::new(row.first, row.last).ok(),
    };
    Ok(table.rows.iter().filter(fits).map(unit).collect())
}

fn unknown(table: &DataTable, name: &str) -> Error {
    let error = could_not(format!(
        "it has no column \"{}\"",
        safe::escape_line(name.trim())
    ));
    let known: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    match similar::nearest(name.trim(), known.iter().copied()) {
        Some(near) => error.hint(format!("did you mean {}?", safe::escape_line(near))),
        None => error.hint(format!(
            "its columns: {}",
            safe::escape_line(&known.join(" | "))
        )),
    }
}
