//! The fields of a record one by one: which of them two versions have otherwise, and one of them put as another version has it.

use toml::{Table, Value};

use crate::domain::{
    merge::{FieldPath, Part},
    record::{Record, RecordKey},
};

use super::{Located, Store, edit, items, merging::said, read, schema, write};

/// What every record says of itself, and nobody has put there.
const FIXED: &[&str] = &["schema", "id"];

/// A field that two versions of a record have otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldApart {
    /// The field; a table of a list that one version alone has is one field.
    pub path: FieldPath,
    /// What the later version says there, written so that equal values are alike; empty where it says nothing.
    pub says: String,
    /// What the earlier version says there, as a person reads it; none where it says nothing.
    pub was: Option<String>,
    /// What the later version says there, as a person reads it; none where it says nothing.
    pub now: Option<String>,
    /// Whether the table that it is in bears a name in the later version, as an answer, a step and a citation do.
    pub is_signed: bool,
}

impl Store {
    /// Lists the fields that a record has otherwise than before, in the order of their names; none of the copy of a checklist.
    pub fn fields_apart(before: Option<&Record>, after: &Record) -> Vec<FieldApart> {
        let table = |record: &Record| schema::to_table(record).unwrap_or_default();
        let (before, after) = (before.map(table).unwrap_or_default(), table(after));
        let mut apart = Vec::new();
        tables(&FieldPath::whole(), [&before, &after], false, &mut apart);
        apart
    }

    /// Returns the text of a record with one field as another version has it, all else to the byte; `other` is none where there is no
    /// such version.
    ///
    /// Says why not where the field is in neither version, or the record would be none without it.
    pub fn with_field_of(
        key: &RecordKey,
        path: &str,
        text: &str,
        other: Option<&str>,
        field: &FieldPath,
    ) -> Result<String, Located> {
        let table = |text: &str| -> Result<Table, Located> {
            let record = read::record(path, key, text)?.record;
            schema::to_table(&record)
                .ok_or_else(|| Located::whole(path, "it is kept to the letter, as a whole"))
        };
        let now = table(text)?;
        let other = other.map(table).transpose()?.unwrap_or_default();
        let mut meant = now.clone();
        if !put(&mut meant, &other, field.parts()) {
            let text = format!("it has no field {field}");
            return Err(Located::whole(path, &text));
        }
        let unreadable = || Located::whole(path, "it cannot be edited");
        let clean = read::normal(text);
        let made = edit::apply(&clean, &now, &now, &meant).ok_or_else(unreadable)?;
        // Read once more, so that what comes back stands in the order of the record.
        let meant = table(&made)?;
        edit::apply(&clean, &now, &now, &meant).ok_or_else(unreadable)
    }
}

/// Lists where two tables differ; `is_signed` tells whether one of those that they are in bears a name.
fn tables(
    path: &FieldPath,
    [before, after]: [&Table; 2],
    is_signed: bool,
    apart: &mut Vec<FieldApart>,
) {
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    for key in after.keys().chain(gone) {
        if path.is_whole() && FIXED.contains(&key.as_str()) {
            continue;
        }
        let at = path.key(key);
        match (before.get(key), after.get(key)) {
            (Some(one), Some(other)) if items::same(one, other) => {}
            (one, Some(Value::Table(other))) => {
                let empty = Table::new();
                let one = one.and_then(Value::as_table).unwrap_or(&empty);
                tables(&at, [one, other], is_signed || bears_name(other), apart);
            }
            (one, other) if [one, other].into_iter().flatten().any(write::is_section) => {
                lists(&at, key, [one, other], is_signed, apart);
            }
            (one, other) => apart.push(FieldApart {
                path: at,
                says: other.map(items::spelled).unwrap_or_default(),
                was: one.map(said::value),
                now: other.map(said::value),
                is_signed,
            }),
        }
    }
}

fn lists(
    path: &FieldPath,
    list: &str,
    [before, after]: [Option<&Value>; 2],
    is_signed: bool,
    apart: &mut Vec<FieldApart>,
) {
    let (before, after) = (items::tables(before), items::tables(after));
    let mut names = items::names(list, &[&before, &after]).into_iter();
    let (old, new) = (
        names.next().unwrap_or_default(),
        names.next().unwrap_or_default(),
    );
    for (name, table) in new.iter().zip(&after) {
        let is_signed = is_signed || bears_name(table);
        let known = old.iter().position(|other| other == name);
        match known.and_then(|at| before.get(at)) {
            Some(earlier) => tables(&path.item(name), [earlier, table], is_signed, apart),
            None => apart.push(FieldApart {
                path: path.item(name),
                says: items::spelled_table(table),
                was: None,
                now: Some(said::table(table, |_| true)),
                is_signed,
            }),
        }
    }
    for (name, table) in old
        .iter()
        .zip(&before)
        .filter(|(name, _)| !new.contains(name))
    {
        apart.push(FieldApart {
            path: path.item(name),
            says: String::new(),
            was: Some(said::table(table, |_| true)),
            now: None,
            is_signed,
        });
    }
}

/// Tells whether somebody has put their name to a table: `by`, `obtained-by`, `decided-by`.
fn bears_name(table: &Table) -> bool {
    let is_name = |key: &str| key == "by" || key.ends_with("-by");
    table
        .iter()
        .any(|(key, value)| is_name(key) && value.is_str())
}

/// Puts what another table has at a field; false where neither has anything there.
fn put(table: &mut Table, other: &Table, parts: &[Part]) -> bool {
    let Some((Part::Key(key), rest)) = parts.split_first() else {
        return false;
    };
    match rest {
        [] => {
            let was = table.remove(key);
            let value = other.get(key).cloned();
            let is_there = was.is_some() || value.is_some();
            if let Some(value) = value {
                table.insert(key.clone(), value);
            }
            is_there
        }
        [Part::Item(name), within @ ..] => put_in_list(table, other, (key, name), within),
        [Part::Key(_), ..] => {
            let empty = Table::new();
            let theirs = other.get(key).and_then(Value::as_table).unwrap_or(&empty);
            let mut mine = match table.get(key) {
                Some(Value::Table(mine)) => mine.clone(),
                Some(_) => return false,
                None => Table::new(),
            };
            if !put(&mut mine, theirs, rest) {
                return false;
            }
            if mine.is_empty() {
                table.remove(key);
            } else {
                table.insert(key.clone(), Value::Table(mine));
            }
            true
        }
    }
}

fn put_in_list(
    table: &mut Table,
    other: &Table,
    (list, name): (&str, &str),
    within: &[Part],
) -> bool {
    let (mine, theirs) = (
        items::tables(table.get(list)),
        items::tables(other.get(list)),
    );
    let mut names = items::names(list, &[&mine, &theirs]).into_iter();
    let (my_names, their_names) = (
        names.next().unwrap_or_default(),
        names.next().unwrap_or_default(),
    );
    let place = |names: &[String]| names.iter().position(|other| other == name);
    let here = place(&my_names);
    let there = place(&their_names).and_then(|at| theirs.get(at)).copied();
    let mut made: Vec<Table> = mine.into_iter().cloned().collect();
    match (here, within) {
        (Some(at), []) => match there {
            Some(theirs) => made
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|mine| theirs.clone_into(mine)),
            None => {
                made.remove(at);
            }
        },
        (None, []) => {
            let Some(theirs) = there else { return false };
            // After what stands before it there.
            let before = their_names.iter().take_while(|other| *other != name);
            let at = before
                .filter_map(|other| my_names.iter().position(|mine| mine == other))
                .max();
            made.insert(at.map_or(0, |at| at + 1), theirs.clone());
        }
        (Some(at), within) => {
            let empty = Table::new();
            let mine = made.get_mut(at);
            if !mine.is_some_and(|mine| put(mine, there.unwrap_or(&empty), within)) {
                return false;
            }
        }
        (None, _) => return false,
    }
    if made.is_empty() {
        table.remove(list);
    } else {
        let tables = made.into_iter().map(Value::Table).collect();
        table.insert(list.to_owned(), Value::Array(tables));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "F-000007";

    fn key() -> RecordKey {
        RecordKey::Finding("a-1".parse().unwrap(), KEY.parse().unwrap())
    }

    fn finding(title: &str, more: &str) -> String {
        format!(
            "schema = 1\n\n# kept\nid = \"{KEY}\"\n\ntype = \"minor\"\n\ntitle = \"{title}\"\n{more}\nstate = \"draft\"\n\n[[history]]\n\
             at = 2026-01-05T08:00:00Z\nby = \"Ben <ben@example.org>\"\nto = \"draft\"\n"
        )
    }

    fn read(text: &str) -> Record {
        read::record("f.toml", &key(), text).unwrap().record
    }

    #[test]
    fn what_differs_is_named_field_by_field_and_what_bears_a_name_is_told() {
        let old = finding("One", "");
        let new = finding("Two", "\nstatement = \"said\"\n")
            + "\n[[history]]\nat = 2026-01-06T08:00:00Z\nby = \"Cy <cy@example.org>\"\nfrom = \"draft\"\nto = \"issued\"\n";
        let apart = Store::fields_apart(Some(&read(&old)), &read(&new));
        let named: Vec<(String, bool)> = apart
            .iter()
            .map(|one| (one.path.to_string(), one.is_signed))
            .collect();
        assert!(named.contains(&("title".to_owned(), false)), "{named:?}");
        assert!(
            named.contains(&("statement".to_owned(), false)),
            "{named:?}"
        );
        let step = named.iter().find(|(path, _)| path.starts_with("history["));
        assert!(step.is_some_and(|(_, is_signed)| *is_signed), "{named:?}");
        assert_eq!(named.len(), 3);
        assert_eq!(Store::fields_apart(Some(&read(&old)), &read(&old)), []);
    }

    #[test]
    fn a_field_goes_back_and_all_else_stays_to_the_byte() {
        let old = finding("One", "");
        let new = finding("Two", "\nstatement = \"said\"\n");
        let with = |text: &str, other: Option<&str>, field: &str| {
            Store::with_field_of(&key(), "f.toml", text, other, &field.parse().unwrap())
        };
        let without = with(&new, Some(&old), "title").unwrap();
        assert_eq!(without, finding("One", "\nstatement = \"said\"\n"));
        let without = with(&new, Some(&old), "statement").unwrap();
        assert_eq!(without, finding("Two", ""));
        let again = with(&finding("Two", ""), Some(&new), "statement").unwrap();
        assert_eq!(read(&again), read(&new));
        let error = with(&new, Some(&old), "none").unwrap_err();
        assert!(
            error.to_string().contains("it has no field none"),
            "{error}"
        );
        assert!(
            with(&new, None, "history").is_err()
                || !with(&new, None, "history").unwrap().contains("[[history]]")
        );
    }
}
