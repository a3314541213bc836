//! Writing a merge into the text of our side: what is theirs comes as they wrote it, and the comments of both stay.

use toml_edit::{ArrayOfTables, Decor, DocumentMut, Item, Key, Table};

use super::versions::{Entry, Node};
use crate::{domain::merge::Side, store::edit};

/// Writes what becomes of a record into the document of our side.
pub(super) fn document(
    ours: &mut DocumentMut,
    theirs: &DocumentMut,
    base: Option<&DocumentMut>,
    nodes: &[(String, Node)],
) {
    let trailing = |document: &DocumentMut| document.trailing().as_str().map(str::to_owned);
    let last = merged(
        base.and_then(trailing).as_deref(),
        trailing(ours).as_deref(),
        trailing(theirs).as_deref(),
    );
    let before = base.map(DocumentMut::as_table);
    table(ours.as_table_mut(), theirs.as_table(), before, nodes, "\n");
    if let Some(last) = last {
        ours.set_trailing(last);
    }
}

/// Writes what becomes of a table; `blank` is what stands between its fields.
fn table(
    target: &mut Table,
    theirs: &Table,
    base: Option<&Table>,
    nodes: &[(String, Node)],
    blank: &str,
) {
    let is_kept = |key: &str| nodes.iter().any(|(name, _)| name == key);
    let gone: Vec<String> = target
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| !is_kept(key))
        .collect();
    for key in gone {
        edit::remove(target, &key);
    }
    for (key, node) in nodes {
        let is_new = !target.contains_key(key);
        field(target, theirs, base, (key, node), nodes, blank);
        if !is_new {
            comments(target, theirs, base, key);
        }
    }
}

fn field(
    target: &mut Table,
    theirs: &Table,
    base: Option<&Table>,
    (key, node): (&String, &Node),
    nodes: &[(String, Node)],
    blank: &str,
) {
    match node {
        Node::Of(Side::Ours) => {}
        Node::Of(Side::Theirs) => {
            let Some(item) = theirs.get(key) else { return };
            put(target, theirs, key, placed(item.clone()), nodes, blank);
        }
        Node::Fresh(value) => match target.get_mut(key) {
            Some(Item::Value(slot)) => edit::replace(slot, value),
            Some(_) | None => {
                put(
                    target,
                    theirs,
                    key,
                    Item::Value(edit::parsed(value)),
                    nodes,
                    blank,
                );
            }
        },
        Node::Table(inner) => {
            let mut other = theirs.clone();
            edit::unfold(&mut other, key, false);
            edit::unfold(target, key, false);
            let before = base.and_then(|base| base.get(key)).and_then(Item::as_table);
            if let (Some(Item::Table(slot)), Some(Item::Table(other))) =
                (target.get_mut(key), other.get(key))
            {
                table(slot, other, before, inner, "");
                decor(slot.decor_mut(), other.decor(), before.map(Table::decor));
            }
        }
        Node::List(entries) => {
            let mut other = theirs.clone();
            edit::unfold(&mut other, key, true);
            edit::unfold(target, key, true);
            let of = |table: &Table| match table.get(key) {
                Some(Item::ArrayOfTables(list)) => list.clone(),
                Some(Item::None | Item::Value(_) | Item::Table(_)) | None => ArrayOfTables::new(),
            };
            let lists = (of(target), of(&other), base.map(of));
            let list = Item::ArrayOfTables(list(entries, &lists.0, &lists.1, lists.2.as_ref()));
            put(target, theirs, key, list, nodes, blank);
        }
    }
}

/// Puts an item under a key: into its place where it is there, otherwise where the order of the fields says.
fn put(
    target: &mut Table,
    theirs: &Table,
    name: &str,
    item: Item,
    nodes: &[(String, Node)],
    blank: &str,
) {
    if let Some(slot) = target.get_mut(name) {
        match (slot, item) {
            (Item::Value(slot), Item::Value(value)) => {
                // What stands around ours is brought together with theirs afterwards.
                let own = slot.decor().clone();
                *slot = value;
                *slot.decor_mut() = own;
            }
            (slot, item) => *slot = item,
        }
        return;
    }
    let mut key = theirs.key(name).cloned().unwrap_or_else(|| Key::new(name));
    if matches!(item, Item::Value(_)) && !target.is_empty() {
        let own = key.leaf_decor().prefix().and_then(|own| own.as_str());
        let own = own.unwrap_or_default().to_owned();
        if own.is_empty() {
            key.leaf_decor_mut().set_prefix(blank);
        } else if !own.starts_with('\n') {
            key.leaf_decor_mut().set_prefix(format!("{blank}{own}"));
        }
    }
    edit::insert_at(target, &key, item, &|key| {
        nodes.iter().position(|(name, _)| name == key)
    });
}

/// Lets an item be written where it is put.
fn placed(mut item: Item) -> Item {
    match &mut item {
        Item::Table(table) => edit::forget_position(table),
        Item::ArrayOfTables(list) => list.iter_mut().for_each(edit::forget_position),
        Item::None | Item::Value(_) => {}
    }
    item
}

fn list(
    entries: &[Entry],
    ours: &ArrayOfTables,
    theirs: &ArrayOfTables,
    base: Option<&ArrayOfTables>,
) -> ArrayOfTables {
    let mut merged = ArrayOfTables::new();
    let places = entries.iter().filter_map(|entry| entry.ours);
    let is_reordered = !places.is_sorted();
    for entry in entries {
        let one = entry.ours.and_then(|at| ours.get(at));
        let other = entry.theirs.and_then(|at| theirs.get(at));
        let before = entry.base.and_then(|at| base?.get(at));
        let mut slot = match (&entry.node, one, other) {
            (Node::Of(Side::Theirs), _, Some(other)) | (_, None, Some(other)) => {
                let mut slot = other.clone();
                edit::forget_position(&mut slot);
                slot
            }
            (_, Some(one), _) => one.clone(),
            (_, None, None) => continue,
        };
        if let (Node::Table(inner), Some(other)) = (&entry.node, other) {
            table(&mut slot, other, before, inner, "");
        }
        if let (Some(_), Some(other)) = (one, other) {
            decor(slot.decor_mut(), other.decor(), before.map(Table::decor));
        }
        if is_reordered {
            edit::forget_position(&mut slot);
        }
        merged.push(slot);
    }
    merged
}

/// Brings the comments of both sides at a key together.
fn comments(target: &mut Table, theirs: &Table, base: Option<&Table>, key: &str) {
    let above = |table: &Table| table.key(key).map(|key| key.leaf_decor().clone());
    if let (Some(mut own), Some(other)) = (above(target), above(theirs)) {
        decor(&mut own, &other, base.and_then(above).as_ref());
        if let Some(mut key) = target.key_mut(key) {
            *key.leaf_decor_mut() = own;
        }
    }
    let beside = |table: &Table| match table.get(key) {
        Some(Item::Value(value)) => Some(value.decor().clone()),
        Some(Item::None | Item::Table(_) | Item::ArrayOfTables(_)) | None => None,
    };
    if let (Some(Item::Value(slot)), Some(other)) = (target.get_mut(key), beside(theirs)) {
        decor(slot.decor_mut(), &other, base.and_then(beside).as_ref());
    }
}

/// Merges what stands before and behind something.
fn decor(own: &mut Decor, other: &Decor, base: Option<&Decor>) {
    let before = |decor: &Decor| Some(decor.prefix()?.as_str()?.to_owned());
    let behind = |decor: &Decor| Some(decor.suffix()?.as_str()?.to_owned());
    let was = base.and_then(before);
    if let Some(text) = merged(
        was.as_deref(),
        before(own).as_deref(),
        before(other).as_deref(),
    ) {
        own.set_prefix(text);
    }
    let was = base.and_then(behind);
    if let Some(text) = merged(
        was.as_deref(),
        behind(own).as_deref(),
        behind(other).as_deref(),
    ) {
        own.set_suffix(text);
    }
}

/// Merges comments: as whoever changed them has them, and those of both where both did; none where ours stay.
fn merged(base: Option<&str>, ours: Option<&str>, theirs: Option<&str>) -> Option<String> {
    let (ours, theirs) = (ours?, theirs?);
    if ours == theirs || base == Some(theirs) {
        return None;
    }
    if base == Some(ours) || !ours.contains('#') {
        // A blank line more or less is nothing that somebody wrote.
        return theirs
            .contains('#')
            .then(|| theirs.to_owned())
            .or_else(|| (base == Some(ours) && ours.contains('#')).then(|| theirs.to_owned()));
    }
    let further: Vec<&str> = theirs
        .lines()
        .filter(|line| line.contains('#') && !ours.contains(line.trim()))
        .collect();
    if further.is_empty() {
        return None;
    }
    if ours.contains('\n') {
        let mut all = ours.to_owned();
        for line in further {
            all.push_str(line);
            all.push('\n');
        }
        return Some(all);
    }
    // Behind a value there is one line alone.
    let further: Vec<&str> = further
        .iter()
        .map(|line| line.trim().trim_start_matches('#'))
        .collect();
    Some(format!("{ours};{}", further.join(";")))
}
