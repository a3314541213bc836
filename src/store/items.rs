//! Which tables of a list are the same one in two versions of a record.

use toml::{Table, Value};

/// Fields that name a table within its list, the first that fit are taken.
const NAMES: &[&[&str]] = &[
    &["id"],
    &["at", "to"],
    &["at", "action"],
    &["of"],
    &["name"],
    &["person"],
    &["checklist", "ref"],
    &["auditor", "checklist"],
    &["auditor", "at"],
    &["ref"],
    &["objective"],
    &["kind", "on"],
    &["kind"],
];

/// Returns the tables of a list; none of them where there is no list.
pub(super) fn tables(value: Option<&Value>) -> Vec<&Table> {
    value
        .and_then(Value::as_array)
        .map(|items| items.iter().filter_map(Value::as_table).collect())
        .unwrap_or_default()
}

/// Names the tables of three versions of a list, by what identifies them or else by their place.
pub(super) fn names(lists: [&[&Table]; 3]) -> [Vec<String>; 3] {
    for fields in NAMES {
        let named = lists.map(|list| named(list, fields));
        if let [Some(a), Some(b), Some(c)] = named {
            return [a, b, c];
        }
    }
    lists.map(|list| (1..=list.len()).map(|place| place.to_string()).collect())
}

fn named(list: &[&Table], fields: &[&str]) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    for table in list {
        let parts: Option<Vec<String>> = fields
            .iter()
            .map(|field| match table.get(*field)? {
                Value::String(text) => Some(text.clone()),
                Value::Datetime(moment) => Some(moment.to_string()),
                Value::Integer(_)
                | Value::Float(_)
                | Value::Boolean(_)
                | Value::Array(_)
                | Value::Table(_) => None,
            })
            .collect();
        let name = parts?.join(" ");
        if names.contains(&name) {
            return None;
        }
        names.push(name);
    }
    Some(names)
}
