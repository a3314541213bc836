//! Which row holds the headers, and which column holds what.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Field, Row, Sheet, TableError, Wanted, cell, column_of, excerpt, letters, names, number,
};

/// The rows among which the headers are looked for.
const HEADERS: usize = 30;

/// The rows below the headers that tell whether a column holds numbers.
const BORNE_OUT: usize = 25;

/// The most headers that an error lists.
const LISTED: usize = 24;

/// The longest title that may stand beside a number in its cell.
const TITLE: usize = 80;

/// Which column of a sheet holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mapping {
    /// The place of the row of headers; none where all rows are content.
    pub(super) header: Option<usize>,
    /// The columns of the fields.
    pub(super) columns: BTreeMap<Field, usize>,
    /// The headers.
    pub(super) names: BTreeMap<usize, String>,
    /// Whether it is an export, which is read to the letter.
    pub(super) exact: bool,
    /// Whether the column of parents was found by what is in it: sections with their titles, from which numbers are read.
    pub(super) sections: bool,
}

impl Mapping {
    /// Returns the name of a column: its header, or its letter.
    pub(super) fn name(&self, column: usize) -> String {
        self.names
            .get(&column)
            .filter(|name| !name.is_empty())
            .map_or_else(|| letters(column), |name| excerpt(name))
    }

    /// Tells whether the numbers stand at the beginning of the questions.
    pub(super) fn is_numbered_question(&self) -> bool {
        self.columns.get(&Field::Ref) == self.columns.get(&Field::Question)
    }
}

/// Finds the headers and the columns.
pub(super) fn find(sheet: &Sheet, wanted: &Wanted) -> Result<Mapping, TableError> {
    let candidates: Vec<usize> = match wanted.header {
        Some(0) => Vec::new(),
        Some(wish) => {
            let at = sheet.rows.iter().position(|row| row.number == wish);
            at.into_iter().collect()
        }
        None => (0..sheet.rows.len().min(HEADERS)).collect(),
    };
    let mut best: Option<Mapping> = None;
    let mut unknown = None;
    for &at in &candidates {
        let Some(row) = sheet.rows.get(at) else {
            continue;
        };
        match of_row(sheet, at, row, wanted) {
            Ok(found) => {
                let better = best.as_ref().is_none_or(|best| worth(&found) > worth(best));
                if better
                    && (found.exact
                        || wanted.header.is_some()
                        || looks_like_headers(row, &found, wanted))
                {
                    best = Some(found);
                }
            }
            Err(name) => unknown = Some(name),
        }
    }
    if best.is_none() {
        best = without_headers(sheet, wanted);
    }
    let missing = match &best {
        Some(found) if !found.columns.contains_key(&Field::Question) => Some(Field::Question),
        Some(found) if !found.columns.contains_key(&Field::Ref) => Some(Field::Ref),
        Some(_) => None,
        None => Some(Field::Question),
    };
    match (best, missing) {
        (Some(found), None) => Ok(found),
        (best, missing) => {
            let header = best.and_then(|found| found.header);
            Err(no_column(sheet, header, unknown, missing))
        }
    }
}

/// Tells how good headers are: those with questions and numbers first, then those with the most fields.
fn worth(found: &Mapping) -> (bool, bool, bool, usize) {
    (
        found.exact,
        found.columns.contains_key(&Field::Question),
        found.columns.contains_key(&Field::Ref),
        found.columns.len(),
    )
}

/// Tells a row of headers from a title above it and from the content below it.
fn looks_like_headers(row: &Row, found: &Mapping, wanted: &Wanted) -> bool {
    if found.columns.is_empty() || row.cells.len() < 2 {
        return false;
    }
    let numbered = found.columns.get(&Field::Ref).is_some_and(|&column| {
        number::read(row.text(column)).is_some_and(|number| !number.is_word())
    });
    let said = wanted.map.iter().filter(|(_, column)| column.is_some());
    let mut said = said.filter_map(|(field, _)| found.columns.get(field));
    !numbered && said.all(|&column| !row.text(column).is_empty())
}

/// Maps the columns by one row of headers; an error is the name of a column that it does not have.
fn of_row(sheet: &Sheet, at: usize, row: &Row, wanted: &Wanted) -> Result<Mapping, String> {
    let names: BTreeMap<usize, String> = row
        .cells
        .iter()
        .map(|(column, cell)| (*column, cell::one_line(&cell.text)))
        .collect();
    let mut found = Mapping {
        header: Some(at),
        columns: BTreeMap::new(),
        names,
        exact: false,
        sections: false,
    };
    let is_there = |field: &Field| found.names.values().any(|name| name == field.name());
    if wanted.map.is_empty() && Field::OF_AN_EXPORT.iter().all(is_there) {
        for (column, name) in &found.names {
            if let Some(field) = Field::ALL.iter().find(|field| field.name() == name) {
                found.columns.entry(*field).or_insert(*column);
            }
        }
        found.exact = true;
        return Ok(found);
    }
    let mut settled: BTreeSet<Field> = BTreeSet::new();
    for (field, column) in &wanted.map {
        settled.insert(*field);
        if let Some(name) = column {
            let column = by_name(&found.names, name).ok_or_else(|| name.clone())?;
            found.columns.insert(*field, column);
        }
    }
    guess(sheet, at, &settled, &mut found);
    Ok(found)
}

fn by_name(names: &BTreeMap<usize, String>, wish: &str) -> Option<usize> {
    let wish = cell::one_line(wish).to_lowercase();
    let first = |same: &dyn Fn(&str) -> bool| {
        let found = names.iter().find(|(_, name)| same(name));
        found.map(|(column, _)| *column)
    };
    first(&|name| name.to_lowercase() == wish)
        .or_else(|| column_of(&wish))
        .or_else(|| first(&|name| !wish.is_empty() && names::plain(name) == names::plain(&wish)))
}

/// Takes for each field that nobody has settled the likeliest column that is left.
fn guess(sheet: &Sheet, at: usize, settled: &BTreeSet<Field>, found: &mut Mapping) {
    let mut taken: BTreeSet<usize> = found.columns.values().copied().collect();
    let mut likely: Vec<(Field, names::Rank, usize)> = Vec::new();
    for (column, name) in &found.names {
        for (field, rank) in names::fields_of(name) {
            likely.push((field, rank, *column));
        }
    }
    likely.sort_by_key(|(_, rank, column)| (*rank, *column));
    for field in names::order().filter(|field| !settled.contains(field)) {
        let mut columns = likely
            .iter()
            .filter(|(of, _, column)| *of == field && !taken.contains(column))
            .map(|(_, _, column)| *column);
        let column = if field == Field::Ref {
            let is_sure = |column: &usize| {
                let name = found.names.get(column);
                name.is_some_and(|name| !names::is_doubtful_ref(name))
            };
            let borne_out = columns
                .clone()
                .find(|column| holds_numbers(sheet, at, *column));
            borne_out.or_else(|| columns.find(is_sure))
        } else {
            columns.next()
        };
        if let Some(column) = column {
            taken.insert(column);
            found.columns.insert(field, column);
        }
        // Sections look like titles, and would be taken for those of the clauses in them.
        if field == Field::Ref
            && !settled.contains(&Field::Parent)
            && let Some(column) = sections(sheet, at, found, &likely)
        {
            taken.insert(column);
            found.columns.insert(Field::Parent, column);
            found.sections = true;
        }
    }
    if let (None, false, Some(&asked)) = (
        found.columns.get(&Field::Ref),
        settled.contains(&Field::Ref),
        found.columns.get(&Field::Question),
    ) && begins_with_numbers(sheet, at, asked)
    {
        found.columns.insert(Field::Ref, asked);
    }
}

/// Finds a column of sections: most of its cells begin with a number above that of the row.
fn sections(
    sheet: &Sheet,
    at: usize,
    found: &Mapping,
    likely: &[(Field, names::Rank, usize)],
) -> Option<usize> {
    let numbers = *found.columns.get(&Field::Ref)?;
    let may_be = likely
        .iter()
        .filter(|(field, _, column)| {
            matches!(field, Field::Ref | Field::Title) && *column != numbers
        })
        .map(|(_, _, column)| *column);
    may_be.into_iter().find(|column| {
        let mut counts = (0, 0);
        for row in sheet.rows.iter().skip(at + 1).take(BORNE_OUT) {
            let (Some(section), Some(number)) = (
                number::read(row.text(*column)),
                number::read(row.text(numbers)),
            ) else {
                continue;
            };
            let above =
                number::all_above(&number.reference).any(|above| above == section.reference);
            counts.0 += usize::from(above);
            counts.1 += 1;
        }
        counts.0 > 0 && counts.0 * 2 >= counts.1
    })
}

fn below(sheet: &Sheet, at: usize, column: usize) -> impl Iterator<Item = &str> {
    let rows = sheet.rows.iter().skip(at + 1).take(BORNE_OUT);
    rows.map(move |row| row.text(column))
        .filter(|text| !text.is_empty())
}

/// Tells whether most cells of a column are numbers, with a title at most.
fn holds_numbers(sheet: &Sheet, at: usize, column: usize) -> bool {
    let mut counts = (0, 0);
    for text in below(sheet, at, column) {
        let number = number::read(text).is_some_and(|number| {
            number.rest.chars().count() <= TITLE && !number.rest.ends_with('?')
        });
        counts.0 += usize::from(number);
        counts.1 += 1;
    }
    counts.0 > 0 && counts.0 * 2 >= counts.1
}

/// Tells whether most cells of a column begin with a number.
fn begins_with_numbers(sheet: &Sheet, at: usize, column: usize) -> bool {
    let mut counts = (0, 0);
    for text in below(sheet, at, column) {
        counts.0 += usize::from(number::read(text).is_some_and(|number| !number.rest.is_empty()));
        counts.1 += 1;
    }
    counts.0 > 0 && counts.0 * 2 >= counts.1
}

/// Maps the columns of a table without headers, by the letters that a person has said.
fn without_headers(sheet: &Sheet, wanted: &Wanted) -> Option<Mapping> {
    let mut columns = BTreeMap::new();
    for (field, column) in &wanted.map {
        if let Some(name) = column {
            columns.insert(*field, column_of(name.trim())?);
        }
    }
    let whole = columns.contains_key(&Field::Question);
    (whole && !sheet.rows.is_empty()).then_some(Mapping {
        header: None,
        columns,
        names: BTreeMap::new(),
        exact: false,
        sections: false,
    })
}

fn no_column(
    sheet: &Sheet,
    header: Option<usize>,
    unknown: Option<String>,
    missing: Option<Field>,
) -> TableError {
    let rows = sheet.rows.iter().take(HEADERS);
    let likeliest = rows.enumerate().max_by_key(|(at, row)| {
        let known = row
            .cells
            .iter()
            .filter(|(_, cell)| !names::fields_of(&cell.text).is_empty())
            .count();
        let short = row
            .cells
            .iter()
            .filter(|(_, cell)| cell.text.chars().count() <= TITLE);
        (known, short.count(), std::cmp::Reverse(*at))
    });
    let row = header
        .and_then(|at| sheet.rows.get(at))
        .or(likeliest.map(|(_, row)| row));
    let field = missing.unwrap_or(Field::Question);
    let why = match (unknown, field) {
        (Some(name), _) => format!("there is no column \"{}\"", excerpt(&name)),
        (None, Field::Ref) => "there is no column of clause numbers".to_owned(),
        (None, _) if sheet.rows.is_empty() => "it is empty".to_owned(),
        (None, _) => "there is no column of questions".to_owned(),
    };
    let place = row.map_or_else(|| sheet.whole(), |row| sheet.place(row.number, None));
    TableError::NoColumn {
        place: sheet.located(&place),
        why,
        headers: row
            .into_iter()
            .flat_map(|row| &row.cells)
            .take(LISTED)
            .map(|(_, cell)| excerpt(&cell::one_line(&cell.text)))
            .collect(),
        field: field.name(),
    }
}
