//! The organization's register of AI systems: a CSV or a TOML file of its own as headings and rows.
//!
//! The bytes come from a repository and may be anything. What of a file is broken as a whole is one located fault; what is
//! wrong with a row is for [`Register`] to tell.

use toml::de::{DeTable, DeValue};

use crate::domain::{
    evidence::LineRange,
    register::{RawRow, Register, RegisterProblem, RegisterSource},
};

use super::{
    Located,
    read::{self, Document},
    table::{self, TableError},
};

/// The largest register that is read.
pub const REGISTER_LIMIT: u64 = 8 << 20;

/// Reads a register: TOML where its name ends so, and CSV else.
pub fn register(source: &RegisterSource, path: &str, bytes: &[u8]) -> Result<Register, Located> {
    if is_toml(path) {
        let (headings, rows) = of_toml(source, path, bytes)?;
        return Ok(Register::of(source, &headings, rows));
    }
    let ((headings, rows), unclosed) = of_csv(path, bytes)?;
    let mut register = Register::of(source, &headings, rows);
    register.problems.extend(unclosed.map(|line| {
        RegisterProblem {
            line,
            column: String::new(),
            what: "a quote is opened here and never closed, so that all that follows is one cell"
                .to_owned(),
            hint: "close it, or double it where it belongs to the text".to_owned(),
        }
    }));
    Ok(register)
}

/// Tells by the name of a file whether it is TOML.
fn is_toml(path: &str) -> bool {
    path.to_lowercase().ends_with(".toml")
}

type Raw = (Vec<String>, Vec<RawRow>);

/// Returns headings and rows, and the line of a quote that is never closed.
fn of_csv(path: &str, bytes: &[u8]) -> Result<(Raw, Option<u32>), Located> {
    let table = table::data(bytes, path, None).map_err(|cause| match cause {
        TableError::NoTable { why, hint, .. } => Located::whole(path, why).hint(hint),
        TableError::Broken { why, .. } => Located::whole(path, &why),
        other => Located::whole(path, &other.to_string()),
    })?;
    if table.columns.is_empty() {
        return Err(Located::whole(path, "it is empty")
            .hint("its first row names the columns, such as: id,name,owner"));
    }
    let rows = table.rows.into_iter().filter_map(|row| {
        Some(RawRow {
            lines: LineRange::new(row.first, row.last).ok()?,
            cells: row.cells,
        })
    });
    Ok(((table.columns, rows.collect()), table.unclosed))
}

fn of_toml(source: &RegisterSource, path: &str, bytes: &[u8]) -> Result<Raw, Located> {
    let text =
        String::from_utf8(bytes.to_vec()).map_err(|error| Located::not_utf8(path, &error))?;
    let text = read::normal(&text);
    let document = Document::parse(path, &text)?;
    let lists = document.lists();
    let found = if source.table.is_empty() {
        lists.first()
    } else {
        lists.iter().find(|(name, _)| *name == source.table)
    };
    let Some((_, tables)) = found else {
        let known: Vec<&str> = lists.iter().map(|(name, _)| *name).collect();
        let what = if source.table.is_empty() {
            "it has no list of tables, such as [[system]]".to_owned()
        } else {
            format!("it has no list of tables [[{}]]", source.table)
        };
        let fault = Located::whole(path, &what);
        return Err(if known.is_empty() {
            fault
        } else {
            fault.hint(format!(
                "say which one it is: table = \"{}\" in [register] of tickmark.toml",
                known.join("\" or \"")
            ))
        });
    };
    let mut headings: Vec<String> = Vec::new();
    for (table, _) in tables {
        for (key, _) in *table {
            let key: &str = key.get_ref();
            if headings.len() < table::COLUMNS && headings.iter().all(|known| known != key) {
                headings.push(key.to_owned());
            }
        }
    }
    let mut lines = Lines::new(&text);
    let rows = tables.iter().filter_map(|(table, span)| {
        // The places within a table lead to its last line; that of the table itself is its first.
        let ends = table.iter().map(|(_, value)| value.span().end);
        let first = lines.of(span.start);
        let last = lines.of(ends
            .max()
            .unwrap_or(span.end)
            .saturating_sub(1)
            .max(span.start));
        Some(RawRow {
            lines: LineRange::new(first, last.max(first)).ok()?,
            cells: headings.iter().map(|name| said(table, name)).collect(),
        })
    });
    let rows = rows.collect();
    Ok((headings, rows))
}

/// Writes what a table says under a key: a list with commas between.
fn said(table: &DeTable<'_>, key: &str) -> String {
    table
        .get(key)
        .map_or_else(String::new, |value| words(value.get_ref()))
}

fn words(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| words(item.get_ref())).collect();
            items.join(", ")
        }
        DeValue::Table(_) => String::new(),
    }
}

/// Finds the lines of places.
struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1));
        Self {
            starts: starts.collect(),
        }
    }

    fn of(&mut self, place: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= place);
        u32::try_from(line).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(table: &str) -> RegisterSource {
        RegisterSource {
            path: String::new(),
            table: table.to_owned(),
            columns: std::collections::BTreeMap::new(),
            trail: Vec::new(),
        }
    }

    #[test]
    fn rows_of_a_csv_know_their_lines() {
        let text = "id;name\nAI-1;\"Claims\ntriage\"\n\n;x\n";
        let register = register(&source(""), "ai.csv", text.as_bytes()).unwrap();
        let system = &register.systems[0];
        assert_eq!(system.name, "Claims triage");
        assert_eq!((system.lines.first(), system.lines.last()), (2, 3));
        assert_eq!(register.problems[0].line, 5);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_with_its_line() {
        let text = "id,name\nAI-1,Triage\nAI-2,\"Chat\nAI-3,Churn\n";
        let register = register(&source(""), "ai.csv", text.as_bytes()).unwrap();
        let problem = register.problems.last().unwrap();
        assert_eq!(problem.line, 3);
        assert!(problem.what.contains("never closed"), "{problem}");
    }

    #[test]
    fn tables_of_a_toml_are_systems_with_their_lines() {
        let text = "schema = 1\n\n[[system]]\nid = \"AI-1\"\nname = \"Triage\"\nroles = [\"provider\", \"deployer\"]\n\n[[system]]\nname = \"Chat\"\n";
        let register = register(&source(""), "ai.toml", text.as_bytes()).unwrap();
        let system = &register.systems[0];
        assert_eq!(
            (system.id.as_str(), system.name.as_str()),
            ("AI-1", "Triage")
        );
        assert_eq!((system.lines.first(), system.lines.last()), (3, 6));
        assert_eq!(system.further[0].1, "provider, deployer");
        assert_eq!(register.problems[0].line, 8);
    }

    #[test]
    fn a_broken_file_is_told_with_its_place() {
        let fault = register(&source(""), "ai.toml", b"[[system]]\nid = = 1\n").unwrap_err();
        assert_eq!((fault.path.as_str(), fault.line), ("ai.toml", 2));
        let fault = register(&source("systems"), "ai.toml", b"[[system]]\nid = 1\n").unwrap_err();
        assert!(fault.hint.unwrap().contains("\"system\""));
        assert!(register(&source(""), "ai.csv", b"%PDF-1.7").is_err());
        assert!(register(&source(""), "ai.csv", b"").is_err());
        assert!(register(&source(""), "ai.toml", b"\xff").is_err());
    }
}
