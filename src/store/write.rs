//! The canonical form of a record: what a new file looks like.
//!
//! One fact a line; a blank line between the fields of the top level, so that edits of neighbouring fields by two people
//! merge; plain values before tables; long text as multi-line literal strings; LF and a final newline. Text read back is
//! the text written, to the byte.

pub(super) mod checklist;

use std::fmt::Write as _;

use toml::{Table, Value};

/// Texts with more characters are written as multi-line strings.
const LONG: usize = 80;

/// Writes a whole record.
pub(super) fn document(table: &Table) -> String {
    let mut out = String::new();
    for (key, value) in table.iter().filter(|(_, value)| !is_section(value)) {
        if !out.is_empty() {
            out.push('\n');
        }
        line(&mut out, key, value);
    }
    sections(&mut out, table, "");
    out
}

fn line(out: &mut String, key: &str, value: &Value) {
    let _ = writeln!(out, "{} = {}", name(key), text(value));
}

fn sections(out: &mut String, table: &Table, above: &str) {
    for (key, value) in table {
        let path = if above.is_empty() {
            name(key)
        } else {
            format!("{above}.{}", name(key))
        };
        match value {
            Value::Table(inner) => section(out, &format!("[{path}]"), inner, &path),
            Value::Array(items) if is_section(value) => {
                for inner in items.iter().filter_map(Value::as_table) {
                    section(out, &format!("[[{path}]]"), inner, &path);
                }
            }
            Value::Array(_)
            | Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_) => {}
        }
    }
}

fn section(out: &mut String, header: &str, table: &Table, path: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    let _ = writeln!(out, "{header}");
    for (key, value) in table.iter().filter(|(_, value)| !is_section(value)) {
        line(out, key, value);
    }
    sections(out, table, path);
}

/// Tells whether a value is written under a header of its own: a table, or a list of tables.
pub(super) fn is_section(value: &Value) -> bool {
    match value {
        Value::Table(_) => true,
        Value::Array(items) => !items.is_empty() && items.iter().all(Value::is_table),
        Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_) => false,
    }
}

fn name(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(bare) {
        key.to_owned()
    } else {
        basic(key)
    }
}

/// Writes a value as it stands after `key = `.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => string(text),
        Value::Array(items) => {
            let short = items.len() < 2 || items.iter().all(Value::is_integer);
            let items: Vec<String> = items.iter().map(inline).collect();
            if short {
                format!("[{}]", items.join(", "))
            } else {
                let mut lines = String::from("[\n");
                for item in items {
                    let _ = writeln!(lines, "  {item},");
                }
                lines + "]"
            }
        }
        Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Table(_) => inline(value),
    }
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => basic(text),
        Value::Integer(number) => number.to_string(),
        Value::Float(_) => value.to_string(),
        Value::Boolean(truth) => truth.to_string(),
        Value::Datetime(moment) => moment.to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let items: Vec<String> = table
                .iter()
                .map(|(key, value)| format!("{} = {}", name(key), inline(value)))
                .collect();
            format!("{{ {} }}", items.join(", "))
        }
    }
}

/// Tells whether a character would not be seen as itself in an editor; such ones are always written as escapes.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn string(text: &str) -> String {
    let lines = text.contains('\n');
    if !lines && text.chars().count() <= LONG {
        return basic(text);
    }
    let literal = !text.contains("'''")
        && !text.ends_with('\'')
        && !text
            .chars()
            .any(|c| is_hidden(c) && !matches!(c, '\n' | '\t'));
    // The newline after the opening quotes is no part of the text.
    if literal {
        format!("'''\n{text}'''")
    } else {
        format!("\"\"\"\n{}\"\"\"", escaped(text, true))
    }
}

fn basic(text: &str) -> String {
    format!("\"{}\"", escaped(text, false))
}

fn escaped(text: &str, lines: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' if lines => out.push('\n'),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_hidden(c) => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(text: &str) -> Table {
        text.parse().unwrap()
    }

    #[test]
    fn the_canonical_form_is_one_fact_a_line() {
        let table = table(
            "schema = 1\nid = 'x'\nscope = {text='a'}\ntitle='t'\nlist=['a','b']\nnote='''\none\ntwo'''\n\
             [[answer]]\nid='1'\nlines=[10,24]\nat=2026-11-22T10:15:00Z\n[[answer.evidence]]\nid='E-1'\n",
        );
        insta::assert_snapshot!(document(&table), @r#"
        schema = 1

        id = "x"

        title = "t"

        list = [
          "a",
          "b",
        ]

        note = '''
        one
        two'''

        [scope]
        text = "a"

        [[answer]]
        id = "1"
        lines = [10, 24]
        at = 2026-11-22T10:15:00Z

        [[answer.evidence]]
        id = "E-1"
        "#);
    }

    proptest! {
        #[test]
        fn text_read_back_is_the_text_written(text in "(?s)([ -~]|['\"\\\\\n\t\r]|.){0,120}") {
            let mut before = Table::new();
            before.insert("text".into(), Value::String(text.clone()));
            before.insert("list".into(), Value::Array(vec![Value::String(text.clone()), Value::String(text)]));
            let after: Table = document(&before).parse().unwrap();
            prop_assert_eq!(before, after);
        }
    }
}
