//! Editing a file in place: what changed gets its new value, all else stays to the byte, comments and unknown keys too.

use toml::{Table, Value};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Key};

use super::{items, write};

/// The versions of a table that an edit is about.
#[derive(Clone, Copy)]
struct Versions<'a> {
    /// What the file holds, of what this version of the program knows.
    theirs: &'a Table,
    /// What we began with.
    old: &'a Table,
    /// What we want.
    new: &'a Table,
}

/// Applies the difference between `old` and `new` to a text that holds `theirs`.
pub(super) fn apply(text: &str, theirs: &Table, old: &Table, new: &Table) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    table(document.as_table_mut(), Versions { theirs, old, new }, "\n");
    let mut text = document.to_string();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Some(text)
}

fn table(target: &mut toml_edit::Table, versions: Versions<'_>, blank: &str) {
    let Versions { theirs, old, new } = versions;
    for (key, before) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
        take(target, key, theirs.get(key), before);
    }
    for (key, value) in new {
        let before = old.get(key);
        if before != Some(value) {
            put(
                target,
                key,
                [theirs.get(key), before, Some(value)],
                new,
                blank,
            );
        }
    }
}

/// Takes a key out; of tables and lists only what we knew of.
fn take(target: &mut toml_edit::Table, key: &str, theirs: Option<&Value>, before: &Value) {
    let empty = Table::new();
    match (target.get_mut(key), before) {
        (Some(Item::Table(inner)), Value::Table(old)) => {
            let theirs = theirs.and_then(Value::as_table).unwrap_or(&empty);
            table(
                inner,
                Versions {
                    theirs,
                    old,
                    new: &empty,
                },
                "",
            );
            if !inner.is_empty() {
                return;
            }
        }
        (Some(Item::ArrayOfTables(inner)), Value::Array(_)) => {
            list(inner, key, [theirs, Some(before), None]);
            if !inner.is_empty() {
                return;
            }
        }
        (Some(_), _) => {}
        (None, _) => return,
    }
    remove(target, key);
}

/// Takes a key out; the comment above it stays, above the next one.
pub(super) fn remove(target: &mut toml_edit::Table, key: &str) {
    let next = target
        .iter()
        .map(|(name, _)| name)
        .skip_while(|name| *name != key)
        .nth(1)
        .map(str::to_owned);
    let comment = target
        .key(key)
        .and_then(|key| key.leaf_decor().prefix()?.as_str().map(str::to_owned));
    target.remove(key);
    // What somebody wrote above the key is not ours to throw away.
    if let (Some(comment), Some(next)) = (comment.filter(|text| text.contains('#')), next)
        && let Some(mut key) = target.key_mut(&next)
    {
        let own = key
            .leaf_decor()
            .prefix()
            .and_then(|raw| raw.as_str())
            .unwrap_or_default()
            .to_owned();
        key.leaf_decor_mut().set_prefix(comment + &own);
    }
}

fn put(
    target: &mut toml_edit::Table,
    key: &str,
    [theirs, old, new]: [Option<&Value>; 3],
    order: &Table,
    blank: &str,
) {
    let as_table =
        |value: Option<&'_ Value>| value.and_then(Value::as_table).cloned().unwrap_or_default();
    match new {
        Some(Value::Table(wanted)) => {
            unfold(target, key, false);
            if target.get(key).is_none() {
                insert(target, key, Item::Table(toml_edit::Table::new()), order, "");
            }
            if let Some(Item::Table(inner)) = target.get_mut(key) {
                let (theirs, old) = (as_table(theirs), as_table(old));
                table(
                    inner,
                    Versions {
                        theirs: &theirs,
                        old: &old,
                        new: wanted,
                    },
                    "",
                );
            }
        }
        Some(value) if write::is_section(value) => {
            unfold(target, key, true);
            if target.get(key).is_none() {
                insert(
                    target,
                    key,
                    Item::ArrayOfTables(ArrayOfTables::new()),
                    order,
                    "",
                );
            }
            if let Some(Item::ArrayOfTables(inner)) = target.get_mut(key) {
                list(inner, key, [theirs, old, new]);
            }
        }
        Some(value) => match target.get_mut(key) {
            Some(Item::Value(slot)) => replace(slot, value),
            Some(item) => *item = Item::Value(parsed(value)),
            None => insert(target, key, Item::Value(parsed(value)), order, blank),
        },
        None => {}
    }
}

/// Gives inline tables headers of their own, so that they can be edited like others.
pub(super) fn unfold(target: &mut toml_edit::Table, key: &str, list: bool) {
    let Some(item) = target.get_mut(key) else {
        return;
    };
    let folded = matches!(item, Item::Value(_));
    if !folded {
        return;
    }
    let value = std::mem::take(item);
    let unfolded = if list {
        value.into_array_of_tables().map(Item::ArrayOfTables)
    } else {
        value.into_table().map(Item::Table)
    };
    *item = unfolded.unwrap_or_else(|value| value);
    if matches!(item, Item::Value(toml_edit::Value::Array(array)) if array.is_empty()) {
        target.remove(key);
    }
}

/// Puts a new key before the first one that comes later in the order of the record.
fn insert(target: &mut toml_edit::Table, name: &str, item: Item, order: &Table, blank: &str) {
    let mut key = Key::new(name);
    if matches!(item, Item::Value(_)) && !target.is_empty() {
        key.leaf_decor_mut().set_prefix(blank);
    }
    insert_at(target, &key, item, &|key| {
        order.keys().position(|k| k == key)
    });
}

/// Puts a new key before the first one that has a later place.
pub(super) fn insert_at(
    target: &mut toml_edit::Table,
    key: &Key,
    item: Item,
    place: &dyn Fn(&str) -> Option<usize>,
) {
    let mine = place(key.get());
    let plain = matches!(item, Item::Value(_));
    let names: Vec<String> = target.iter().map(|(key, _)| key.to_owned()).collect();
    let before = target
        .iter()
        .find(|(key, item)| matches!(item, Item::Value(_)) == plain && place(key) > mine)
        .map(|(key, _)| key.to_owned());
    let mut later = Vec::new();
    if let Some(before) = before {
        for key in names.iter().skip_while(|key| **key != before) {
            later.extend(target.remove_entry(key));
        }
    }
    target.insert_formatted(key, item);
    for (key, item) in later {
        target.insert_formatted(&key, item);
    }
}

/// Gives a value another content; comments around it and within its list stay.
pub(super) fn replace(slot: &mut toml_edit::Value, value: &Value) {
    let decor = slot.decor().clone();
    let mut fresh = parsed(value);
    if let (toml_edit::Value::Array(before), Value::Array(items)) = (&*slot, value)
        && before.to_string().contains('#')
    {
        fresh = toml_edit::Value::Array(commented(before, items));
    }
    *slot = fresh;
    *slot.decor_mut() = decor;
}

/// Makes a list of what is wanted out of one with comments: what stays keeps them.
fn commented(before: &toml_edit::Array, items: &[Value]) -> toml_edit::Array {
    let mut kept: Vec<toml_edit::Value> = before.iter().cloned().collect();
    let mut fresh = toml_edit::Array::new();
    for item in items {
        let same = |value: &toml_edit::Value| match item {
            Value::String(text) => value.as_str() == Some(text),
            Value::Integer(number) => value.as_integer() == Some(*number),
            Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_)
            | Value::Table(_) => false,
        };
        match kept.iter().position(same) {
            Some(place) => fresh.push_formatted(kept.remove(place)),
            None => fresh.push_formatted(parsed(item).decorated("\n  ", "")),
        }
    }
    fresh.set_trailing(before.trailing().clone());
    fresh.set_trailing_comma(before.trailing_comma());
    fresh
}

/// Writes a value anew.
pub(super) fn parsed(value: &Value) -> toml_edit::Value {
    let text = write::text(value);
    text.parse()
        .unwrap_or_else(|_| toml_edit::Value::from(text))
}

fn list(target: &mut ArrayOfTables, name: &str, [theirs, old, new]: [Option<&Value>; 3]) {
    let (theirs, old, new) = (
        items::tables(theirs),
        items::tables(old),
        items::tables(new),
    );
    let [their_names, old_names, mut new_names] =
        items::names_of_three(name, [&theirs, &old, &new]);
    // Where nobody else has touched the list, a table without an id that is other than before is still the one of its place.
    if their_names == old_names && old_names.len() == new_names.len() {
        for at in 0..old_names.len() {
            let (Some(before), Some(now)) = (old_names.get(at), new_names.get(at)) else {
                continue;
            };
            let has_id = new.get(at).is_some_and(|table| table.contains_key("id"));
            if !has_id && !new_names.contains(before) && !old_names.contains(now) {
                let before = before.clone();
                new_names.splice(at..=at, [before]);
            }
        }
    }
    let empty = Table::new();
    let find = |names: &[String], list: &[&Table], name: &str| -> Option<Table> {
        let place = names.iter().position(|n| n == name)?;
        list.get(place).map(|table| (*table).clone())
    };
    let mut slots: Vec<(String, toml_edit::Table)> = their_names
        .iter()
        .cloned()
        .zip(target.iter().cloned())
        .collect();
    slots.retain(|(name, _)| !old_names.contains(name) || new_names.contains(name));
    for (at, (name, wanted)) in new_names.iter().zip(&new).enumerate() {
        let before = find(&old_names, &old, name);
        if let Some((_, slot)) = slots.iter_mut().find(|(n, _)| n == name) {
            let theirs = find(&their_names, &theirs, name).unwrap_or_default();
            let old = before.unwrap_or_default();
            table(
                slot,
                Versions {
                    theirs: &theirs,
                    old: &old,
                    new: wanted,
                },
                "",
            );
        } else if before.is_none() {
            let mut fresh = toml_edit::Table::new();
            table(
                &mut fresh,
                Versions {
                    theirs: &empty,
                    old: &empty,
                    new: wanted,
                },
                "",
            );
            let held = |name: &String| slots.iter().position(|(n, _)| n == name);
            let later = new_names.iter().skip(at + 1).find_map(held);
            slots.insert(later.unwrap_or(slots.len()), (name.clone(), fresh));
        }
    }
    reorder(&mut slots, &old_names, &new_names);
    target.clear();
    for (_, slot) in slots {
        target.push(slot);
    }
}

/// Follows a new order of the tables, if there is one.
fn reorder(slots: &mut [(String, toml_edit::Table)], old: &[String], new: &[String]) {
    let common: Vec<&String> = old.iter().filter(|name| new.contains(name)).collect();
    if new.iter().filter(|name| old.contains(name)).eq(common) {
        return;
    }
    let place = |name: &String| new.iter().position(|n| n == name).unwrap_or(usize::MAX);
    slots.sort_by_key(|(name, _)| place(name));
    for (_, slot) in slots {
        forget_position(slot);
    }
}

/// Lets a table be written where it stands now, not where it was read.
pub(super) fn forget_position(table: &mut toml_edit::Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => forget_position(inner),
            Item::ArrayOfTables(inner) => inner.iter_mut().for_each(forget_position),
            Item::None | Item::Value(_) => {}
        }
    }
}
