//! Random pairs of edits of every kind of record, merged: nothing that one side alone did is lost.

use std::collections::BTreeMap;

use super::*;
use crate::{
    domain::merge::{Choices, Clash, ClashKind, Side},
    store::{
        items,
        merging::{Merged, Versions},
    },
};

/// How many pairs are merged, unless `TICKMARK_PAIRS` says so.
const PAIRS: u64 = 1000;

/// Numbers that look random and are the same each time (splitmix64; S. Vigna, 2015).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(count.max(1)).unwrap()).unwrap()
    }
}

/// A place in a table: keys, and numbers of tables in lists.
#[derive(Debug, Clone, PartialEq)]
enum To {
    Key(String),
    Table(usize),
}

fn places(table: &Table, at: &[To], found: &mut Vec<Vec<To>>) {
    for (key, value) in table {
        let mut place = at.to_vec();
        place.push(To::Key(key.clone()));
        found.push(place.clone());
        match value {
            Value::Table(inner) => places(inner, &place, found),
            Value::Array(list) => {
                for (number, inner) in list.iter().enumerate() {
                    if let Value::Table(inner) = inner {
                        let mut place = place.clone();
                        place.push(To::Table(number));
                        found.push(place.clone());
                        places(inner, &place, found);
                    }
                }
            }
            _ => {}
        }
    }
}

fn parent<'t>(table: &'t mut Table, place: &[To]) -> (&'t mut Table, String) {
    let (first, rest) = place.split_first().unwrap();
    let To::Key(key) = first else {
        panic!("{place:?}")
    };
    match rest {
        [] => (table, key.clone()),
        [To::Table(_)] => (table, key.clone()),
        [To::Table(number), rest @ ..] => {
            let inner = table[key].as_array_mut().unwrap()[*number]
                .as_table_mut()
                .unwrap();
            parent(inner, rest)
        }
        rest => parent(table[key].as_table_mut().unwrap(), rest),
    }
}

/// Makes another table out of one: one more of the same list.
fn one_more(list: &str, like: &Table, tag: u64) -> Table {
    let mut more = like.clone();
    for key in [
        "id",
        "ref",
        "of",
        "name",
        "what",
        "objective",
        "person",
        "kind",
        "auditor",
    ] {
        let Some(Value::String(text)) = more.get_mut(key) else {
            continue;
        };
        *text = match (list, key) {
            ("evidence", "id") => {
                EvidenceId::draw(u32::try_from(tag % 1_000_000).unwrap()).to_string()
            }
            ("control", "ref") => format!("A.{}.{}", 2 + tag % 7, 1 + tag / 7 % 90),
            ("frequency", "of") => format!("process: p{tag}"),
            ("team" | "assignment" | "independence", "person" | "auditor") => {
                format!("P{tag} <p{tag}@example.org>")
            }
            (_, "kind") => continue,
            (
                "answer" | "action" | "change" | "why" | "bone" | "event" | "search" | "hit"
                | "round",
                "id",
            ) => (100 + tag % 100_000).to_string(),
            ("system", "id") => format!("AI-{tag}"),
            _ => format!("n{tag}"),
        };
    }
    if let Some(at @ Value::Datetime(_)) = more.get_mut("at") {
        let text = format!(
            "2026-11-23T{:02}:{:02}:{:02}Z",
            tag % 24,
            tag / 24 % 60,
            tag / 1440 % 60
        );
        *at = Value::Datetime(text.parse().unwrap());
    }
    more
}

/// Makes one edit, and returns where.
fn edit(table: &mut Table, dice: &mut Dice) -> Option<Vec<To>> {
    let mut all = Vec::new();
    places(table, &[], &mut all);
    let place = all.swap_remove(dice.below(all.len()));
    let tag = dice.roll();
    let (inside, key) = parent(table, &place);
    if let Some(To::Table(number)) = place.last() {
        let list = inside[&key].as_array_mut().unwrap();
        if dice.below(3) == 0 && list.len() > 1 {
            list.remove(*number);
        } else {
            let more = one_more(&key, list[*number].as_table().unwrap(), tag);
            list.push(Value::Table(more));
            // What is new is another place than what it was made like.
            let mut place = place;
            place.pop();
            place.push(To::Key(format!("new {tag}")));
            return Some(place);
        }
        return Some(place);
    }
    if dice.below(8) == 0 {
        inside.remove(&key);
        return Some(place);
    }
    match &mut inside[&key] {
        Value::String(text) if dice.below(4) == 0 => *text = format!("{text}\nand {tag}"),
        Value::String(text) => *text = format!("said {tag}"),
        Value::Integer(number) => *number += i64::try_from(1 + tag % 3).unwrap(),
        Value::Boolean(truth) => *truth = !*truth,
        Value::Datetime(moment) => {
            let text = moment.to_string();
            let day = format!("-{:02}", 1 + tag % 28);
            *moment = text.replacen(&text[7..10], &day, 1).parse().unwrap();
        }
        Value::Array(list) if list.iter().all(Value::is_str) => {
            if dice.below(3) == 0 {
                list.remove(0);
            } else {
                list.push(Value::String(format!("said {tag}")));
            }
        }
        Value::Array(_) | Value::Table(_) | Value::Float(_) => return None,
    }
    Some(place)
}

/// Edits a record once or twice, so that it can still be read.
fn edited(key: &RecordKey, base: &Table, dice: &mut Dice) -> (Table, Vec<Vec<To>>) {
    let mut table = base.clone();
    let mut touched = Vec::new();
    for _ in 0..=dice.below(2) {
        for _ in 0..200 {
            let mut next = table.clone();
            let Some(place) = edit(&mut next, dice) else {
                continue;
            };
            let read = read::record("x.toml", key, &write::document(&next));
            if read.is_ok_and(|read| read.newer.is_none()) {
                table = next;
                touched.push(place);
                break;
            }
        }
    }
    (table, touched)
}

/// Returns what a field is one with: the fields of a pin, of a drawn population and of what one person signed are taken together,
/// and whoever renames a table of a list changes it as a whole.
fn unit(place: &[To]) -> &[To] {
    let wholes = ["evidence", "population", "answer", "item", "link"];
    for (at, part) in place.iter().enumerate() {
        let To::Key(key) = part else { continue };
        // A chain of whys is one in its order.
        if key == "why" && at + 1 < place.len() {
            return &place[..=at];
        }
        let is_in_evidence = place[at..].contains(&To::Key("evidence".into()));
        if !wholes.contains(&key.as_str()) || (key != "evidence" && is_in_evidence) {
            continue;
        }
        let with_table = matches!(place.get(at + 1), Some(To::Table(_)));
        return &place[..=at + usize::from(with_table)];
    }
    let names = ["id", "ref", "kind", "of"];
    match place {
        [rest @ .., To::Table(_), To::Key(key)] if names.contains(&key.as_str()) => {
            &place[..=rest.len()]
        }
        _ => place,
    }
}

/// Lists what a table says: each field by its path, each text of a list by itself.
fn said(table: &Table) -> BTreeMap<String, String> {
    fn tell(at: &str, table: &Table, all: &mut BTreeMap<String, String>) {
        for (key, value) in table {
            let path = if at.is_empty() {
                key.clone()
            } else {
                format!("{at}.{key}")
            };
            match value {
                Value::Table(inner) => tell(&path, inner, all),
                Value::Array(list) if list.iter().any(Value::is_table) => {
                    let tables: Vec<&Table> = list.iter().filter_map(Value::as_table).collect();
                    let logs = [
                        "amendment",
                        "due-changes",
                        "term-changes",
                        "history",
                        "independence",
                        "reclassification",
                    ];
                    let names = if logs.contains(&key.as_str()) {
                        items::wholes(&[&tables])
                    } else {
                        items::names(key, &[&tables])
                    };
                    for (inner, name) in tables.into_iter().zip(&names[0]) {
                        tell(&format!("{path}[{name}]"), inner, all);
                    }
                }
                Value::Array(list) if list.iter().all(Value::is_str) => {
                    for text in list {
                        all.insert(format!("{path}{{{text}}}"), String::new());
                    }
                }
                value => {
                    all.insert(path, items::spelled(value));
                }
            }
        }
    }
    let mut all = BTreeMap::new();
    tell("", table, &mut all);
    all
}

/// Tells whether a clash is about a path.
fn is_about(clash: &Clash, path: &str) -> bool {
    let place = clash.path.to_string();
    let group = ["population", "type", "approved-by", "result"];
    let last = clash.path.keys().last().unwrap_or_default();
    let around = place.strip_suffix(last).filter(|_| group.contains(&last));
    clash.path.is_whole()
        || path.starts_with(&place)
        || around.is_some_and(|around| path.starts_with(around))
        || (clash.kind == ClashKind::State && path.starts_with("history"))
}

fn merge(key: &RecordKey, base: &str, ours: &str, theirs: &str) -> Merged {
    let versions = Versions {
        bases: &[Some(base)],
        ours: Some(ours),
        theirs: Some(theirs),
    };
    Store::merge(Some(key), "x.toml", versions, &Choices::new()).unwrap()
}

fn result<'a>(merged: &'a Merged, ours: &'a str, theirs: &'a str) -> (&'a str, &'a [Clash]) {
    match merged {
        Merged::Same(Side::Ours) => (ours, &[]),
        Merged::Same(Side::Theirs) => (theirs, &[]),
        Merged::Text(text) => (text, &[]),
        Merged::Clashing { clashes, text } => (text.as_deref().unwrap(), clashes),
        Merged::Removed => panic!("removed"),
    }
}

#[test]
fn random_pairs_of_edits_merge_and_lose_nothing_that_one_side_alone_did() {
    let pairs = std::env::var("TICKMARK_PAIRS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(PAIRS);
    let mut records = full_records();
    let answers: Vec<Answer> = (1..5_u32)
        .map(|id| Answer {
            evidence: vec![link(10 * id), link(10 * id + 1)],
            ..answer(&id.to_string(), "one\ntwo\nthree")
        })
        .collect();
    records.push(sheet(answers));
    let (mut apart, mut together) = (0_u32, 0_u32);
    for pair in 0..pairs {
        let mut dice = Dice(pair);
        let record = &records[dice.below(records.len())];
        let key = record.key();
        let base = schema::to_table(record).unwrap();
        let (ours, our_places) = edited(&key, &base, &mut dice);
        let (theirs, their_places) = edited(&key, &base, &mut dice);
        let texts = [&base, &ours, &theirs].map(write::document);
        let [b, o, t] = &texts;

        let merged = merge(&key, b, o, t);
        let (text, clashes) = result(&merged, o, t);
        let context =
            || format!("pair {pair}\n{our_places:?}\n{their_places:?}\n{clashes:#?}\n{text}");
        assert!(read::record("x.toml", &key, text).is_ok(), "{}", context());

        // What one side alone did is there.
        let [base, one, other] = [&base, &ours, &theirs].map(said);
        let now = said(&text.parse().unwrap());
        for (mine, theirs) in [(&one, &other), (&other, &one)] {
            for path in mine.keys().chain(base.keys()) {
                let is_signature = [".by", ".at", ".decided-by", ".decided-at"]
                    .iter()
                    .any(|end| path.ends_with(end));
                let is_mine =
                    mine.get(path) != base.get(path) && theirs.get(path) == base.get(path);
                // What is only ever added stays, whoever takes it out.
                let logs = [
                    "history[",
                    "amendment[",
                    "due-changes[",
                    "term-changes[",
                    "independence[",
                    "reclassification[",
                ];
                let is_kept =
                    mine.get(path).is_none() && logs.iter().any(|log| path.starts_with(log));
                if is_mine
                    && !is_kept
                    && !is_signature
                    && !clashes.iter().any(|clash| is_about(clash, path))
                {
                    assert_eq!(now.get(path), mine.get(path), "{path}\n{}", context());
                }
            }
        }

        // From the other side it is the same.
        let back = merge(&key, b, t, o);
        let (back, back_clashes) = result(&back, t, o);
        let paths = |clashes: &[Clash]| {
            let mut paths: Vec<String> =
                clashes.iter().map(|clash| clash.path.to_string()).collect();
            paths.sort();
            paths
        };
        assert_eq!(paths(clashes), paths(back_clashes), "{}", context());
        if clashes.is_empty() {
            assert_eq!(now, said(&back.parse().unwrap()), "{}", context());
        }

        let meets = |one: &[To], other: &[To]| {
            let (one, other) = (unit(one), unit(other));
            one.starts_with(other) || other.starts_with(one)
        };
        let is_apart = our_places
            .iter()
            .all(|one| their_places.iter().all(|other| !meets(one, other)));
        if is_apart {
            apart += 1;
            together += u32::from(clashes.is_empty());
        }
    }
    eprintln!("{together} of {apart} pairs of different fields were merged");
    assert!(together * 100 >= apart * 95, "{together} of {apart}");
}
