//! Which tables of a list are the same one in two versions of a record: the one place that says so, for saves and merges.

use std::collections::BTreeMap;

use toml::{Table, Value};

/// What identifies a table in the list of this name; of several ways the first that tells all of them apart is taken.
///
/// A list that is not named here goes by [`USUAL`]. What nothing tells apart is the same table only where all of it is.
const IDENTITIES: &[(&str, &[&[&str]])] = &[
    ("action", &[&["id"]]),
    ("amendment", &[&["at", "field"]]),
    ("answer", &[&["id"]]),
    (
        "assignment",
        &[&["auditor", "checklist"], &["auditor", "checklist", "refs"]],
    ),
    ("audit", &[&["id"]]),
    ("bone", &[&["id"]]),
    ("change", &[&["id"], &["ref"]]),
    ("control", &[&["ref"]]),
    ("due-changes", &[&["at", "action"]]),
    ("earlier", &[&["at", "path"]]),
    ("event", &[&["id"]]),
    ("evidence", &[&["id"]]),
    ("exclusion", &[&["checklist", "ref"]]),
    ("freshness", &[&["name"]]),
    ("frequency", &[&["of"]]),
    ("grade", &[&["id"]]),
    ("history", &[&["at", "to"], &["at", "to", "by"]]),
    ("hit", &[&["id"]]),
    ("independence", &[&["auditor", "at"]]),
    ("item", &[&["id"]]),
    ("link", &[&["id"]]),
    ("meeting", &[&["kind", "on"]]),
    ("objective-conclusion", &[&["objective"]]),
    ("reclassification", &[&["at", "to"]]),
    ("repository", &[&["name"]]),
    ("responsibility", &[&["who", "what"]]),
    ("risk", &[&["what"]]),
    ("round", &[&["id"]]),
    ("search", &[&["id"]]),
    ("system", &[&["id"]]),
    ("team", &[&["person"]]),
    ("term-changes", &[&["at", "term"]]),
    ("trail", &[&["id"]]),
    ("why", &[&["id"]]),
];

/// What identifies a table in a list that this version does not know.
const USUAL: &[&[&str]] = &[&["id"], &["name"], &["ref"]];

/// Returns the key of which each table of a list has a value of its own; none for a list that has no such key.
pub(super) fn id_of(list: &str) -> Option<&'static str> {
    let (_, ways) = IDENTITIES.iter().find(|(name, _)| *name == list)?;
    match ways {
        [[key @ ("id" | "ref")]] => Some(key),
        _ => None,
    }
}

/// Returns the tables of a list; none of them where there is no list.
pub(super) fn tables(value: Option<&Value>) -> Vec<&Table> {
    value
        .and_then(Value::as_array)
        .map(|items| items.iter().filter_map(Value::as_table).collect())
        .unwrap_or_default()
}

/// Names the tables of the versions of a list, each by what identifies it; no two of one version alike.
pub(super) fn names(list: &str, versions: &[&[&Table]]) -> Vec<Vec<String>> {
    let known = IDENTITIES.iter().find(|(name, _)| *name == list);
    for fields in known.map_or(USUAL, |(_, ways)| ways) {
        let named: Option<Vec<Vec<String>>> = versions
            .iter()
            .map(|tables| named(tables, fields))
            .collect();
        if let Some(named) = named {
            return named;
        }
    }
    wholes(versions)
}

/// Returns the names of three versions of a list.
pub(super) fn names_of_three(list: &str, versions: [&[&Table]; 3]) -> [Vec<String>; 3] {
    let mut names = names(list, &versions).into_iter();
    [(); 3].map(|()| names.next().unwrap_or_default())
}

/// Names tables by these fields; none where one has none of them, or two have the same.
fn named(tables: &[&Table], fields: &[&str]) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::with_capacity(tables.len());
    for table in tables {
        let parts: Vec<String> = fields
            .iter()
            .filter_map(|field| part(table.get(*field)?))
            .collect();
        // A meeting may have no date yet; its kind it has.
        if parts.is_empty() || !table.contains_key(*fields.first()?) {
            return None;
        }
        let name = parts.join(" ");
        if names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

fn part(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Datetime(moment) => Some(instant(moment).unwrap_or_else(|| moment.to_string())),
        Value::Array(items) => {
            let parts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            Some(parts?.join(" "))
        }
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Table(_) => None,
    }
}

/// Names the tables of the versions of a list by all that they say.
pub(super) fn wholes(versions: &[&[&Table]]) -> Vec<Vec<String>> {
    versions.iter().map(|tables| whole(tables)).collect()
}

/// Names tables by all that they say; what is there twice is told apart by its number.
fn whole(tables: &[&Table]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    tables
        .iter()
        .map(|table| {
            let text = spelled_table(table);
            let count = seen.entry(text.clone()).or_default();
            *count += 1;
            format!("{text}#{count}")
        })
        .collect()
}

/// Tells whether two values say the same: moments by when they are, not by how they are written.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Datetime(a), Value::Datetime(b)) => {
            a == b || instant(a).is_some_and(|a| Some(a) == instant(b))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Table(a), Value::Table(b)) => same_tables(a, b),
        (one, other) => one == other,
    }
}

/// Tells whether two tables say the same, in whatever order.
pub(super) fn same_tables(one: &Table, other: &Table) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .all(|(key, value)| other.get(key).is_some_and(|other| same(value, other)))
}

/// Returns a moment as it is written in UTC; none for what is no moment.
fn instant(moment: &toml::value::Datetime) -> Option<String> {
    moment.offset?;
    let instant: jiff::Timestamp = moment.to_string().parse().ok()?;
    Some(instant.to_string())
}

/// Writes a value so that equal ones are written alike.
pub(super) fn spelled(value: &Value) -> String {
    let mut text = String::new();
    spell(value, &mut text);
    text
}

/// Writes a table so that equal ones are written alike.
pub(super) fn spelled_table(table: &Table) -> String {
    let mut text = String::new();
    spell_table(table, &mut text);
    text
}

fn spell(value: &Value, out: &mut String) {
    match value {
        Value::Datetime(moment) => {
            out.push_str(&instant(moment).unwrap_or_else(|| moment.to_string()));
        }
        Value::Array(items) => {
            for item in items {
                spell(item, out);
                out.push('\n');
            }
        }
        Value::Table(table) => spell_table(table, out),
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) => {
            out.push_str(&value.to_string());
        }
    }
}

fn spell_table(table: &Table, out: &mut String) {
    let mut keys: Vec<(&String, &Value)> = table.iter().collect();
    keys.sort_by_key(|(key, _)| *key);
    for (key, value) in keys {
        out.push_str(key);
        out.push('=');
        spell(value, out);
        out.push('\n');
    }
}
