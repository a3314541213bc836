//! Whether two edits of one record can live together: by key, and in lists by what identifies a table.

use toml::{Table, Value};

use super::{items, write};

/// A field that both sides have changed, and what each made of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clash {
    pub(super) field: String,
    pub(super) ours: Option<Value>,
    pub(super) theirs: Option<Value>,
}

/// Lists the fields that both sides have changed to different values; none when the edits can be merged.
pub(super) fn clashes(base: &Table, ours: &Table, theirs: &Table) -> Vec<String> {
    clashes_with_values(base, ours, theirs)
        .into_iter()
        .map(|clash| clash.field)
        .collect()
}

/// Lists the same fields with what each side made of them.
pub(super) fn clashes_with_values(base: &Table, ours: &Table, theirs: &Table) -> Vec<Clash> {
    let mut found = Vec::new();
    tables("", base, ours, theirs, &mut found);
    found
}

fn tables(path: &str, base: &Table, ours: &Table, theirs: &Table, found: &mut Vec<Clash>) {
    let mut keys: Vec<&String> = base.keys().collect();
    for key in ours.keys().chain(theirs.keys()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    for key in keys {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        values(&path, base.get(key), ours.get(key), theirs.get(key), found);
    }
}

fn values(
    path: &str,
    base: Option<&Value>,
    ours: Option<&Value>,
    theirs: Option<&Value>,
    found: &mut Vec<Clash>,
) {
    if ours == base || theirs == base || ours == theirs {
        return;
    }
    let all = [base, ours, theirs];
    let every = |fits: fn(&Value) -> bool| all.iter().flatten().all(|value| fits(value));
    if every(Value::is_table) {
        let empty = Table::new();
        let table =
            |value: Option<&Value>| value.and_then(Value::as_table).unwrap_or(&empty).clone();
        tables(path, &table(base), &table(ours), &table(theirs), found);
    } else if every(|value| value.is_array() && write::is_section(value)) {
        lists(path, all, found);
    } else if !says_who_was_last(path) {
        found.push(Clash {
            field: path.to_owned(),
            ours: ours.cloned(),
            theirs: theirs.cloned(),
        });
    }
}

fn lists(path: &str, [base, ours, theirs]: [Option<&Value>; 3], found: &mut Vec<Clash>) {
    let (base, ours, theirs) = (
        items::tables(base),
        items::tables(ours),
        items::tables(theirs),
    );
    let [base_names, our_names, their_names] = items::names([&base, &ours, &theirs]);
    let find = |names: &[String], list: &[&Table], name: &str| {
        let place = names.iter().position(|n| n == name)?;
        list.get(place).map(|table| (*table).clone())
    };
    let mut names: Vec<&String> = base_names.iter().collect();
    for name in our_names.iter().chain(&their_names) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let path = format!("{path}[{name}]");
        let b = find(&base_names, &base, name);
        let o = find(&our_names, &ours, name);
        let t = find(&their_names, &theirs, name);
        if o == b || t == b || o == t {
            continue;
        }
        match (b, o, t) {
            (b, Some(o), Some(t)) => tables(&path, &b.unwrap_or_default(), &o, &t, found),
            // Removed by one and changed by the other.
            (_, ours, theirs) => found.push(Clash {
                field: path,
                ours: ours.map(Value::Table),
                theirs: theirs.map(Value::Table),
            }),
        }
    }
}

/// Tells whether a field says who gave an answer or a result last, and when: with a merge that is whoever merges.
fn says_who_was_last(path: &str) -> bool {
    (path.starts_with("answer[") || path.starts_with("item["))
        && (path.ends_with("].by") || path.ends_with("].at"))
        && !path.contains("].evidence")
}
