//! State and history of a record, which are one: the entries of both sides stay, in the order of time, and the last one is that
//! of the state.

use toml::{Table, Value};

use super::{
    fields::Merge,
    said,
    versions::{Entry, Node, Three, Values},
};
use crate::{
    domain::merge::{Clash, ClashKind, FieldPath, Side},
    store::items,
};

/// An entry after those that both begin with: where it is on each side.
type Step = (Option<usize>, Option<usize>);

/// Merges state and history; nothing for a record that has no history.
pub(super) fn merge(
    merge: &mut Merge<'_>,
    path: &FieldPath,
    three: &Three<'_>,
) -> Vec<(String, Option<Node>)> {
    let (ours, theirs) = (
        items::tables(three.ours.get("history")),
        items::tables(three.theirs.get("history")),
    );
    if ours.is_empty() && theirs.is_empty() {
        return Vec::new();
    }
    let same = |(one, other): &(&&Table, &&Table)| items::same_tables(one, other);
    let common = ours.iter().zip(&theirs).take_while(same).count();
    let state = Values {
        bases: three
            .bases
            .iter()
            .map(|base| base.and_then(|base| base.get("state")))
            .collect(),
        ours: three.ours.get("state"),
        theirs: three.theirs.get("state"),
    };
    let moved = (ours.len() > common, theirs.len() > common);
    let whose = match moved {
        (false, false) => None,
        (true, false) => state.is_unchanged(Side::Theirs).then_some(Side::Ours),
        (false, true) => state.is_unchanged(Side::Ours).then_some(Side::Theirs),
        (true, true) => None,
    };
    let steps = by_time(&ours, &theirs, common);
    let last = match steps.last() {
        Some((None, Some(_))) => Side::Theirs,
        Some(_) | None => Side::Ours,
    };
    let history = entries(&ours, common, steps);
    let side = match whose {
        Some(side) => side,
        None if said_same(&state) => Side::Ours,
        None if moved == (true, true) => {
            let told = |value: Option<&Value>| value.map(said::value);
            let clash = Clash {
                path: path.key("state"),
                kind: ClashKind::State,
                base: told(state.bases.first().copied().flatten()),
                ours: told(state.ours),
                theirs: told(state.theirs),
            };
            merge.decide_state(clash, last)
        }
        // A state that no entry accounts for.
        None => return done(merge.plain(&path.key("state"), &state), history),
    };
    done(state.of(side).map(|_| Node::Of(side)), history)
}

fn done(state: Option<Node>, history: Vec<Entry>) -> Vec<(String, Option<Node>)> {
    let history = (!history.is_empty()).then_some(Node::List(history));
    vec![("state".to_owned(), state), ("history".to_owned(), history)]
}

fn said_same(state: &Values<'_>) -> bool {
    match (state.ours, state.theirs) {
        (Some(one), Some(other)) => items::same(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// Lists the entries: those that both begin with, then the further ones.
fn entries(ours: &[&Table], common: usize, further: Vec<Step>) -> Vec<Entry> {
    let shared = (0..common.min(ours.len())).map(|at| (Some(at), Some(at)));
    shared
        .chain(further)
        .map(|(ours, theirs)| Entry {
            base: ours.filter(|at| *at < common),
            ours,
            theirs,
            node: Node::Of(if ours.is_some() {
                Side::Ours
            } else {
                Side::Theirs
            }),
        })
        .collect()
}

/// Brings the further entries of both together by when they were made, each side's in its order.
fn by_time(ours: &[&Table], theirs: &[&Table], common: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let (mut o, mut t) = (common, common);
    loop {
        let step = match (ours.get(o), theirs.get(t)) {
            (None, None) => return steps,
            (Some(_), None) => (Some(o), None),
            (None, Some(_)) => (None, Some(t)),
            (Some(one), Some(other)) if items::same_tables(one, other) => (Some(o), Some(t)),
            // What both have later keeps its place in each.
            (Some(one), Some(_)) if place_of(one, theirs, t).is_some() => (None, Some(t)),
            (Some(_), Some(other)) if place_of(other, ours, o).is_some() => (Some(o), None),
            (Some(one), Some(other)) => {
                if moment(one) <= moment(other) {
                    (Some(o), None)
                } else {
                    (None, Some(t))
                }
            }
        };
        o += usize::from(step.0.is_some());
        t += usize::from(step.1.is_some());
        steps.push(step);
    }
}

fn place_of(entry: &Table, list: &[&Table], from: usize) -> Option<usize> {
    let mut places = list.iter().enumerate().skip(from);
    places
        .find(|(_, other)| items::same_tables(entry, other))
        .map(|(at, _)| at)
}

/// When an entry was made; of two at one moment the one whose words come first, so that it is the same in every clone.
fn moment(entry: &Table) -> (String, String) {
    let at = entry.get("at").map(items::spelled).unwrap_or_default();
    (at, items::spelled_table(entry))
}
