//! Two tables of one list with the same id: nobody can tell which of them counts.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{Store, items, located::Located, read};
use crate::domain::record::RecordKey;

/// How many of one record are told.
const TOLD_AT_MOST: usize = 20;

/// The lists whose doubles are told with what is wrong with a cause or a sample.
const TOLD_ELSEWHERE: [&str; 4] = ["bone", "event", "item", "why"];

impl Store {
    /// Lists the tables of a record's text whose id another one of the same list has already; nothing for a text that cannot be
    /// understood.
    pub fn doubles(key: &RecordKey, path: &str, text: &str) -> Vec<Located> {
        if matches!(key, RecordKey::Criteria(..) | RecordKey::Kept { .. }) {
            return Vec::new();
        }
        let clean = read::normal(text);
        let Ok(document) = read::Document::parse(path, &clean) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        look_through(document.root(), &mut found);
        found
            .into_iter()
            .take(TOLD_AT_MOST)
            .map(|(place, list, id)| {
                let message = format!("there is another {list} \"{id}\" above");
                document
                    .at(place, &message)
                    .hint("take one of them out, or give it an id that no other has")
            })
            .collect()
    }
}

fn look_through(table: &DeTable<'_>, found: &mut Vec<(Range<usize>, String, String)>) {
    for (name, value) in table {
        match value.get_ref() {
            DeValue::Table(inner) => look_through(inner, found),
            DeValue::Array(listed) => {
                let tables: Vec<&DeTable<'_>> =
                    (listed.iter().filter_map(|item| item.get_ref().as_table())).collect();
                let list: &str = name.get_ref();
                if let Some(field) = items::id_of(list).filter(|_| !TOLD_ELSEWHERE.contains(&list))
                {
                    note_doubles(list, field, &tables, found);
                }
                for table in tables {
                    look_through(table, found);
                }
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {}
        }
    }
}

fn note_doubles(
    list: &str,
    field: &str,
    tables: &[&DeTable<'_>],
    found: &mut Vec<(Range<usize>, String, String)>,
) {
    let mut seen: Vec<&str> = Vec::new();
    for table in tables {
        let Some(value) = table.get(field) else {
            continue;
        };
        let Some(id) = value.get_ref().as_str() else {
            continue;
        };
        if seen.contains(&id) {
            found.push((value.span(), list.to_owned(), id.to_owned()));
        } else {
            seen.push(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<String> {
        let key = crate::store::paths::key_of("audits", path).unwrap();
        let found = Store::doubles(&key, path, text);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn two_answers_of_one_id_are_told_at_the_second() {
        let text = "schema = 1\nchecklist = \"house\"\nref = \"4.1\"\n\n[[answer]]\nid = \"1\"\n\n[[answer]]\nid = \"2\"\n\n[[answer]]\nid = \"1\"\n";
        let path = "audits/a-1/answers/house/4.1.toml";
        let place = format!("{path}:12:6: there is another answer \"1\" above");
        assert_eq!(told(path, text), [place]);
    }

    #[test]
    fn lists_within_tables_are_looked_through_and_logs_are_not() {
        let text = "schema = 1\n[[answer]]\nid = \"1\"\nevidence = [{ id = \"E-000001\" }, { id = \"E-000001\" }]\n\n[[history]]\nto = \"planned\"\n[[history]]\nto = \"planned\"\n";
        let told = told("audits/a-1/answers/house/4.1.toml", text);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].contains(":4:41: there is another evidence"),
            "{told:?}"
        );
    }
}
