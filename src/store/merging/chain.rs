//! The chain of whys: each is the answer to the one before, so that it is one thing in its order, and never mixed.
//!
//! What both have in common at its beginning stays, and what one side alone did to it, such as asking on, is taken. Where each side
//! answers otherwise, the chain as a whole is to be decided: a why of one would stand below an answer that it was not asked of.

use toml::{Table, Value};

use super::{
    fields::Merge,
    said,
    versions::{Node, Values},
};
use crate::{
    domain::merge::{Clash, ClashKind, FieldPath, Side},
    store::items,
};

/// Where a record has a chain.
const CHAIN: [&str; 2] = ["cause", "why"];

/// Tells whether a list is a chain, by the keys on the way to it.
pub(super) fn is_chain(way: &[&str]) -> bool {
    way == CHAIN
}

/// What a why says, by its number: marks may be merged, and this never.
type Said<'a> = (Option<&'a Value>, Option<&'a Value>);

fn chain<'a>(tables: &[&'a Table]) -> Vec<Said<'a>> {
    let said = |table: &&'a Table| (table.get("id"), table.get("text"));
    tables.iter().map(said).collect()
}

/// Decides whose chain is taken, where each side has answered otherwise.
pub(super) fn as_a_whole(
    merge: &mut Merge<'_>,
    path: &FieldPath,
    values: &Values<'_>,
) -> Option<Node> {
    let is_out = values.ours.is_none() || values.theirs.is_none();
    let side = merge.decide(Clash {
        path: path.clone(),
        kind: if is_out {
            ClashKind::Removed
        } else {
            ClashKind::Value
        },
        base: values.base().map(told),
        ours: values.ours.map(told),
        theirs: values.theirs.map(told),
    });
    values.of(side).map(|_| Node::Of(side))
}

/// Tells whether whys may be merged one by one: none would stand below an answer that it was not asked of.
pub(super) fn fits(values: &Values<'_>) -> bool {
    let [ours, theirs] = [values.ours, values.theirs].map(items::tables);
    let (one, other) = (chain(&ours), chain(&theirs));
    let mut sides = [Side::Ours, Side::Theirs].into_iter();
    if sides.any(|side| values.is_unchanged(side)) {
        return true;
    }
    let bases: Vec<Vec<&Table>> = values
        .bases
        .iter()
        .map(|base| items::tables(*base))
        .collect();
    // Where the chain ends is what each of them found: of two ends no person has said both.
    let ends = |whys: &[&'_ Table]| -> Vec<Option<Value>> {
        let marked = whys.iter().filter(|why| is_root(why));
        marked.map(|why| why.get("id").cloned()).collect()
    };
    let (our_ends, their_ends) = (ends(&ours), ends(&theirs));
    let mut begun = bases.iter().map(|base| ends(base));
    if our_ends != their_ends && begun.all(|base| base != our_ends && base != their_ends) {
        return false;
    }
    if one == other {
        return true;
    }
    // One side has marked whys alone, and those that it marked stand as they were.
    let only_marked = |side: &[&Table], other: &[Said<'_>]| {
        !bases.is_empty()
            && bases.iter().all(|base| {
                let mut pairs = base.iter().zip(side);
                chain(base) == chain(side)
                    && pairs.all(|(was, is)| {
                        items::same_tables(was, is)
                            || chain(&[*is]).iter().all(|said| other.contains(said))
                    })
            })
    };
    // Both have asked on alike, and one of them further.
    let further = |short: &[Said<'_>], long: &[Said<'_>]| {
        long.starts_with(short) && bases.iter().all(|base| short.starts_with(&chain(base)))
    };
    only_marked(&theirs, &one)
        || only_marked(&ours, &other)
        || further(&one, &other)
        || further(&other, &one)
}

/// Tells whether a why is marked as a root cause.
fn is_root(why: &Table) -> bool {
    why.get("root").and_then(Value::as_bool) == Some(true)
}

/// Says a chain as a person reads it: one why a line, in its order.
fn told(value: &Value) -> String {
    let whys = items::tables(Some(value));
    let lines = (1..).zip(whys).map(|(number, why)| {
        let text = why.get("text").map(said::value).unwrap_or_default();
        let mark = if is_root(why) { " (root cause)" } else { "" };
        format!("{number}. {text}{mark}")
    });
    lines.collect::<Vec<String>>().join("\n")
}
