//! Values as a person reads them who has to choose between two.

use toml::{Table, Value};

use crate::store::items;

/// Says a value: a text as it is, a list one after the other, a table field by field.
pub(in crate::store) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {
            value.to_string()
        }
        Value::Array(list) if list.iter().any(Value::is_table) => {
            let tables: Vec<String> = list.iter().map(self::value).collect();
            tables.join("\n\n")
        }
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().map(self::value).collect();
            parts.join(", ")
        }
        Value::Table(table) => self::table(table, |_| true),
    }
}

/// Says the fields of a table that are asked for, one a line.
pub(in crate::store) fn table(table: &Table, wanted: impl Fn(&str) -> bool) -> String {
    let fields = table.iter().filter(|(key, _)| wanted(key));
    let lines: Vec<String> = fields
        .map(|(key, value)| format!("{key}: {}", self::value(value)))
        .collect();
    lines.join("\n")
}

/// Tells whether a field is not the same in two tables.
pub(super) fn differs(key: &str, one: &Table, other: &Table) -> bool {
    match (one.get(key), other.get(key)) {
        (Some(one), Some(other)) => !items::same(one, other),
        (one, other) => one.is_some() != other.is_some(),
    }
}
