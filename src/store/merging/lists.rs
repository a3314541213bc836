//! Lists: texts as sets, tables by what identifies them.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::{
    chain,
    fields::Merge,
    rules, said,
    versions::{Entry, Node, Three, Values},
};
use crate::{
    domain::merge::{Clash, ClashKind, FieldPath, Side},
    store::items,
};

/// Brings two orders of names together: that of the first one, and each name that only the second one has behind the one
/// that it follows there.
///
/// What the first one alone has at that place comes first.
pub(super) fn interleaved(first: &[String], second: &[String]) -> Vec<String> {
    let mut order: Vec<String> = first.to_vec();
    let mut after: Option<&String> = None;
    for name in second {
        if !order.contains(name) {
            let mut at = after
                .and_then(|after| order.iter().position(|other| other == after))
                .map_or(0, |at| at + 1);
            while order.get(at).is_some_and(|other| !second.contains(other)) {
                at += 1;
            }
            order.insert(at, name.clone());
        }
        after = Some(name);
    }
    order
}

/// Merges lists of texts: what either side took out is out, and what they added comes last.
pub(super) fn texts(values: &Values<'_>) -> Vec<Value> {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let (ours, theirs) = (list(values.ours), list(values.theirs));
    let bases: Vec<Vec<Value>> = values.bases.iter().map(|base| list(*base)).collect();
    let was_there =
        |text: &Value| !bases.is_empty() && bases.iter().all(|base| base.contains(text));
    let was_never = |text: &Value| bases.iter().all(|base| !base.contains(text));
    let mut merged: Vec<Value> = ours
        .iter()
        .filter(|text| theirs.contains(text) || !was_there(text))
        .cloned()
        .collect();
    let added = theirs
        .iter()
        .filter(|text| !ours.contains(text) && (was_never(text) || !was_there(text)));
    merged.extend(added.cloned());
    merged
}

/// A list with the names of its tables.
struct Named<'a> {
    tables: Vec<&'a Table>,
    names: Vec<String>,
}

impl<'a> Named<'a> {
    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|other| other == name)
    }

    fn get(&self, name: &str) -> Option<&'a Table> {
        self.tables.get(self.place(name)?).copied()
    }
}

/// Names the tables of each version's list, those of the bases first, then ours and theirs: of a log by all that they say.
fn named<'v>(key: &str, values: &Values<'v>, is_log: bool) -> impl Iterator<Item = Named<'v>> {
    let mut lists: Vec<Vec<&Table>> = values
        .bases
        .iter()
        .map(|base| items::tables(*base))
        .collect();
    lists.extend([values.ours, values.theirs].map(items::tables));
    let slices: Vec<&[&Table]> = lists.iter().map(Vec::as_slice).collect();
    let names = if is_log {
        items::wholes(&slices)
    } else {
        items::names(key, &slices)
    };
    lists
        .into_iter()
        .zip(names)
        .map(|(tables, names)| Named { tables, names })
}

/// Merges lists of tables; none where nothing is left.
pub(super) fn merge(
    merge: &mut Merge<'_>,
    path: &FieldPath,
    key: &str,
    values: &Values<'_>,
) -> Option<Node> {
    let way: Vec<&str> = path.keys().collect();
    if chain::is_chain(&way) && !chain::fits(values) {
        return chain::as_a_whole(merge, path, values);
    }
    let is_log = rules::is_log(key);
    if is_log {
        // Whoever takes out what stays has done so in a commit of their own.
        for side in [Side::Theirs, Side::Ours] {
            if values.is_unchanged(side) {
                return values.of(side.other()).map(|_| Node::Of(side.other()));
            }
        }
    }
    let mut with_names = named(key, values, is_log);
    let mut bases: Vec<Named<'_>> = with_names.by_ref().take(values.bases.len()).collect();
    let (mut ours, mut theirs) = (with_names.next()?, with_names.next()?);

    let mut torn = BTreeSet::new();
    let mut pushed = BTreeSet::new();
    if rules::is_numbered(&way) && merge.renumbers() {
        let their_way = (&mut theirs, Some(&mut pushed));
        torn.extend(follow(merge, &mut bases, &ours, their_way));
        torn.extend(follow(merge, &mut bases, &theirs, (&mut ours, None)));
    }
    if key == "meeting" && merge.renumbers() {
        postponed(&bases, &mut ours, &mut theirs);
    }
    let numbers = fresh_numbers(merge, path, values, (&bases, &ours, &theirs), &pushed);
    torn.extend(spoken_of(merge, &way, &bases, (&ours, &theirs), &numbers));
    // What is being saved comes after what lies on disk: a log only grows.
    let is_after = is_log && !merge.renumbers();
    let (first, second) = if is_after || follows(&ours, &theirs, &bases) {
        (&theirs, &ours)
    } else {
        (&ours, &theirs)
    };
    let mut entries: Vec<Entry> = Vec::new();
    for name in interleaved(&first.names, &second.names) {
        let all: Vec<Option<&Table>> = bases.iter().map(|base| base.get(&name)).collect();
        let places = (
            bases.first().and_then(|base| base.place(&name)),
            ours.place(&name),
            theirs.place(&name),
        );
        let entry = |node| Entry {
            base: places.0,
            ours: places.1,
            theirs: places.2,
            node,
        };
        match (ours.get(&name), theirs.get(&name)) {
            (Some(_), Some(_)) if numbers.contains_key(&name) => {
                entries.push(Entry {
                    theirs: None,
                    ..entry(Node::Of(Side::Ours))
                });
            }
            // What is known by one number and is not the same thing is never mixed.
            (Some(one), Some(other)) if torn.contains(&name) => {
                let base = all.first().copied().flatten();
                let chosen = as_a_whole(merge, path.item(&name), base, (one, other));
                entries.push(entry(Node::Of(chosen)));
            }
            (Some(one), Some(other)) => {
                let three = Three {
                    bases: all,
                    ours: one,
                    theirs: other,
                };
                let nodes = merge.table(&path.item(&name), &three);
                entries.push(entry(Node::Table(nodes)));
            }
            (Some(one), None) => {
                let side = alone(merge, &path.item(&name), is_log, &all, (Side::Ours, one));
                entries.extend(side.map(|side| entry(Node::Of(side))));
            }
            // It gets a number of its own, below.
            (None, Some(_)) if numbers.contains_key(&name) => {}
            (None, Some(other)) => {
                let side = alone(
                    merge,
                    &path.item(&name),
                    is_log,
                    &all,
                    (Side::Theirs, other),
                );
                entries.extend(side.map(|side| entry(Node::Of(side))));
            }
            (None, None) => {}
        }
    }
    renumbered(&mut entries, &theirs, &numbers);
    (!entries.is_empty()).then_some(Node::List(entries))
}

/// Tells whether their order is to be followed: ours is as it was, and theirs is not.
fn follows(ours: &Named<'_>, theirs: &Named<'_>, bases: &[Named<'_>]) -> bool {
    let Some(base) = bases.first() else {
        return false;
    };
    let common = |list: &Named<'_>| -> Vec<String> {
        let is_common = |name: &&String| {
            [base, ours, theirs]
                .iter()
                .all(|list| list.place(name).is_some())
        };
        list.names.iter().filter(is_common).cloned().collect()
    };
    common(ours) == common(base) && common(theirs) != common(base)
}

/// Decides whose of two tables is taken, which are not the same thing.
fn as_a_whole(
    merge: &mut Merge<'_>,
    path: FieldPath,
    base: Option<&Table>,
    (ours, theirs): (&Table, &Table),
) -> Side {
    let told = |table: &Table| said::table(table, |_| true);
    merge.decide(Clash {
        path,
        kind: ClashKind::Value,
        base: base.map(told),
        ours: Some(told(ours)),
        theirs: Some(told(theirs)),
    })
}

/// Decides about a table that one side alone has: whose is taken, and none where it is out.
fn alone(
    merge: &mut Merge<'_>,
    path: &FieldPath,
    is_log: bool,
    bases: &[Option<&Table>],
    (side, table): (Side, &Table),
) -> Option<Side> {
    let was_there = !bases.is_empty() && bases.iter().all(Option::is_some);
    if is_log || !was_there {
        return Some(side);
    }
    let is_as_before = |base: &Table| items::same_tables(base, table);
    if bases.iter().copied().flatten().all(is_as_before) {
        return None;
    }
    let told = |table: &Table| said::table(table, |_| true);
    let base = bases.first().copied().flatten().map(told);
    let of = |which: Side| (which == side).then(|| told(table));
    let chosen = merge.decide(Clash {
        path: path.clone(),
        kind: ClashKind::Removed,
        base,
        ours: of(Side::Ours),
        theirs: of(Side::Theirs),
    });
    (chosen == side).then_some(side)
}

/// Makes of a meeting that both moved to another day one meeting again, which is known by its kind and its day: so the days clash.
fn postponed(bases: &[Named<'_>], ours: &mut Named<'_>, theirs: &mut Named<'_>) {
    let Some(base) = bases.first() else { return };
    let is_new = |name: &str| bases.iter().all(|base| base.place(name).is_none());
    for (name, table) in base.names.iter().zip(&base.tables) {
        if ours.place(name).is_some() || theirs.place(name).is_some() {
            continue;
        }
        let moved = |list: &Named<'_>| {
            let of_kind = (0..).zip(list.names.iter().zip(&list.tables));
            let mut of_kind = of_kind.filter(|(_, (other, moved))| {
                is_new(other) && moved.get("kind") == table.get("kind")
            });
            let first = of_kind.next().map(|(place, _)| place);
            first.filter(|_| of_kind.next().is_none())
        };
        let (Some(one), Some(other)) = (moved(ours), moved(theirs)) else {
            continue;
        };
        if let (Some(one), Some(other)) = (ours.names.get_mut(one), theirs.names.get_mut(other)) {
            one.clone_from(name);
            other.clone_from(name);
        }
    }
}

/// By what a table of a list with numbers is the same, whatever number it has.
fn label(table: &Table) -> Option<&str> {
    let text = |key: &str| table.get(key)?.as_str();
    ["what", "query", "text"].into_iter().find_map(text)
}

/// Makes the one side speak of a table by the number that the other one has given it since: an earlier merge has, as both had used
/// the same. Returns the numbers of which nobody can tell which table is meant.
///
/// `pushed` takes the names of what has to make room; none where nothing can.
fn follow<'t>(
    merge: &Merge<'_>,
    bases: &mut [Named<'t>],
    leads: &Named<'_>,
    (follows, mut pushed): (&mut Named<'t>, Option<&mut BTreeSet<String>>),
) -> BTreeSet<String> {
    let Some(base) = bases.first() else {
        return BTreeSet::new();
    };
    let moves = renamed(base, leads);
    let is_under = |name: &str| {
        let mut tables = follows.tables.iter();
        tables.any(|table| table.get("under").and_then(Value::as_str) == Some(name))
    };
    let is_new = |name: &str| bases.iter().all(|base| base.place(name).is_none());
    let targets: BTreeSet<&String> = moves.values().collect();
    let in_the_way: Vec<usize> = (0..)
        .zip(&follows.names)
        .filter(|(_, name)| is_new(name) && targets.contains(*name))
        .map(|(place, _)| place)
        .collect();
    let is_stuck = (!in_the_way.is_empty() && pushed.is_none())
        || moves
            .keys()
            .any(|name| is_under(name) || merge.has_moved(name));
    if is_stuck {
        return moves.into_keys().collect();
    }
    for place in in_the_way {
        if let (Some(slot), Some(pushed)) = (follows.names.get_mut(place), &mut pushed) {
            *slot = format!("{slot} of theirs");
            pushed.insert(slot.clone());
        }
    }
    for list in bases.iter_mut().chain([follows]) {
        for slot in &mut list.names {
            if let Some(to) = moves.get(slot) {
                slot.clone_from(to);
            }
        }
    }
    BTreeSet::new()
}

/// Finds which numbers of a list became others in another one: what has them there is another thing, and what had them stands there
/// once, under a number of its own.
fn renamed(base: &Named<'_>, leads: &Named<'_>) -> BTreeMap<String, String> {
    let mut moves = BTreeMap::new();
    let labels = |list: &Named<'_>| -> BTreeMap<String, Vec<String>> {
        let mut by_label: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, table) in list.names.iter().zip(&list.tables) {
            if let Some(label) = label(table).filter(|label| !label.is_empty()) {
                by_label
                    .entry(label.to_owned())
                    .or_default()
                    .push(name.clone());
            }
        }
        by_label
    };
    let (were, are) = (labels(base), labels(leads));
    for (label, names) in &were {
        let ([was], Some([is])) = (names.as_slice(), are.get(label).map(Vec::as_slice)) else {
            continue;
        };
        if was != is && was.parse::<u64>().is_ok() {
            moves.insert(was.clone(), is.clone());
        }
    }
    moves
}

/// Lists the numbers that both gave to other things, and that stay with both, as they are spoken of elsewhere.
fn spoken_of(
    merge: &Merge<'_>,
    way: &[&str],
    bases: &[Named<'_>],
    (ours, theirs): (&Named<'_>, &Named<'_>),
    numbers: &BTreeMap<String, String>,
) -> BTreeSet<String> {
    if !rules::is_numbered(way) || !merge.renumbers() {
        return BTreeSet::new();
    }
    let is_torn = |name: &&String| {
        let is_new = bases.iter().all(|base| base.place(name).is_none());
        let labels = ours.get(name).zip(theirs.get(name));
        let is_other = labels.is_some_and(|(one, other)| label(one) != label(other));
        is_new && is_other && name.parse::<u64>().is_ok() && !numbers.contains_key(*name)
    };
    theirs.names.iter().filter(is_torn).cloned().collect()
}

/// Gives new numbers to tables of theirs that were given the same as others of ours; none where that is not to be done.
///
/// A number that stays is one that is spoken of elsewhere, where it cannot be changed with it. `pushed` are those that have to make
/// room for another.
fn fresh_numbers(
    merge: &Merge<'_>,
    path: &FieldPath,
    values: &Values<'_>,
    (bases, ours, theirs): (&[Named<'_>], &Named<'_>, &Named<'_>),
    pushed: &BTreeSet<String>,
) -> BTreeMap<String, String> {
    let way: Vec<&str> = path.keys().collect();
    let mut numbers = BTreeMap::new();
    if !rules::is_numbered(&way) || !merge.renumbers() {
        return numbers;
    }
    let mut next = (values.all())
        .flat_map(|value| items::tables(Some(value)))
        .filter_map(|table| table.get("id")?.as_str()?.parse::<u64>().ok())
        .max()
        .unwrap_or_default();
    for name in &theirs.names {
        if pushed.contains(name) {
            next = next.saturating_add(1);
            numbers.insert(name.clone(), next.to_string());
            continue;
        }
        let is_new = bases.iter().all(|base| base.place(name).is_none());
        let is_other = match (ours.get(name), theirs.get(name)) {
            (Some(one), Some(other)) => !items::same_tables(one, other),
            (_, _) => false,
        };
        // A node of ours that they put under it.
        let is_spoken_of = theirs
            .tables
            .iter()
            .zip(&theirs.names)
            .any(|(table, child)| {
                let under = table.get("under").and_then(Value::as_str);
                under == Some(name.as_str()) && ours.place(child).is_some() && child != name
            })
            || merge.has_moved(name);
        if is_new && is_other && !is_spoken_of && name.parse::<u64>().is_ok() {
            next = next.saturating_add(1);
            numbers.insert(name.clone(), next.to_string());
        }
    }
    numbers
}

/// Puts the tables of theirs that get new numbers behind all others.
fn renumbered(entries: &mut Vec<Entry>, theirs: &Named<'_>, numbers: &BTreeMap<String, String>) {
    let new = |value: Option<&Value>| numbers.get(value?.as_str()?);
    for (place, (table, name)) in theirs.tables.iter().zip(&theirs.names).enumerate() {
        let number = numbers.get(name);
        // What they put under one of these goes with it.
        let is_only_theirs =
            |entry: &&mut Entry| entry.ours.is_none() && entry.theirs == Some(place);
        let under = new(table.get("under"));
        if number.is_none() && under.is_none() {
            continue;
        }
        let nodes: Vec<(String, Node)> = table
            .keys()
            .map(|key| {
                let fresh = match key.as_str() {
                    "id" => number,
                    "under" => under,
                    _ => None,
                };
                let fresh = fresh.map(|text| Node::Fresh(Value::String(text.clone())));
                (key.clone(), fresh.unwrap_or(Node::Of(Side::Theirs)))
            })
            .collect();
        if number.is_some() {
            entries.push(Entry {
                base: None,
                ours: None,
                theirs: Some(place),
                node: Node::Table(nodes),
            });
        } else if let Some(entry) = entries.iter_mut().find(is_only_theirs) {
            entry.node = Node::Table(nodes);
        }
    }
}
