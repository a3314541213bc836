//! The versions of a value, and what becomes of it.

use toml::{Table, Value};

use crate::{domain::merge::Side, store::items};

/// What becomes of a value that is there in the merge.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// It is as this side has it.
    Of(Side),
    /// It is as neither side has it.
    Fresh(Value),
    /// A table that both have, with what becomes of its fields, in their order.
    Table(Vec<(String, Node)>),
    /// A list of tables, in its order.
    List(Vec<Entry>),
}

/// A table of a list: where the versions have it, and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) base: Option<usize>,
    pub(super) ours: Option<usize>,
    pub(super) theirs: Option<usize>,
    pub(super) node: Node,
}

/// The versions of a table that both sides have.
#[derive(Debug)]
pub(super) struct Three<'a> {
    pub(super) bases: Vec<Option<&'a Table>>,
    pub(super) ours: &'a Table,
    pub(super) theirs: &'a Table,
}

/// The versions of a value.
#[derive(Debug)]
pub(super) struct Values<'a> {
    pub(super) bases: Vec<Option<&'a Value>>,
    pub(super) ours: Option<&'a Value>,
    pub(super) theirs: Option<&'a Value>,
}

impl<'a> Values<'a> {
    pub(super) fn of(&self, side: Side) -> Option<&'a Value> {
        match side {
            Side::Ours => self.ours,
            Side::Theirs => self.theirs,
        }
    }

    /// Tells whether a side has it as every base has.
    pub(super) fn is_unchanged(&self, side: Side) -> bool {
        let now = self.of(side);
        if self.bases.is_empty() {
            return now.is_none();
        }
        self.bases.iter().all(|base| alike(*base, now))
    }

    /// Returns what both began with, where that is one thing.
    pub(super) fn base(&self) -> Option<&'a Value> {
        let first = self.bases.first().copied().flatten()?;
        let is_one = self.bases.iter().all(|base| alike(*base, Some(first)));
        is_one.then_some(first)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'a Value> {
        let sides = [self.ours, self.theirs].into_iter().flatten();
        self.bases.iter().copied().flatten().chain(sides)
    }

    pub(super) fn are(&self, fits: impl Fn(&Value) -> bool) -> bool {
        self.all().all(fits)
    }
}

/// Tells whether both are there and say the same, or neither is there.
pub(super) fn alike(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => items::same(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

impl<'a> Three<'a> {
    /// Returns the versions of a field.
    pub(super) fn value(&self, key: &str) -> Values<'a> {
        Values {
            bases: self
                .bases
                .iter()
                .map(|base| base.and_then(|base| base.get(key)))
                .collect(),
            ours: self.ours.get(key),
            theirs: self.theirs.get(key),
        }
    }

    pub(super) const fn of(&self, side: Side) -> &'a Table {
        match side {
            Side::Ours => self.ours,
            Side::Theirs => self.theirs,
        }
    }
}

/// Returns the table that is meant.
pub(super) fn resolved(
    nodes: &[(String, Node)],
    ours: Option<&Table>,
    theirs: Option<&Table>,
) -> Table {
    let mut table = Table::new();
    for (key, node) in nodes {
        let get = |table: Option<&Table>| table.and_then(|table| table.get(key).cloned());
        let value = match node {
            Node::Of(Side::Ours) => get(ours),
            Node::Of(Side::Theirs) => get(theirs),
            Node::Fresh(value) => Some(value.clone()),
            Node::Table(inner) => {
                let (ours, theirs) = (get(ours), get(theirs));
                let tables = [&ours, &theirs].map(|side| side.as_ref().and_then(Value::as_table));
                Some(Value::Table(resolved(inner, tables[0], tables[1])))
            }
            Node::List(entries) => {
                let (ours, theirs) = (get(ours), get(theirs));
                let lists = [&ours, &theirs].map(|side| items::tables(side.as_ref()));
                let tables = entries.iter().filter_map(|entry| {
                    let at =
                        |side: usize, place: Option<usize>| lists.get(side)?.get(place?).copied();
                    let (ours, theirs) = (at(0, entry.ours), at(1, entry.theirs));
                    let table = match &entry.node {
                        Node::Of(Side::Ours) => ours?.clone(),
                        Node::Of(Side::Theirs) => theirs?.clone(),
                        Node::Table(inner) => resolved(inner, ours, theirs),
                        Node::Fresh(_) | Node::List(_) => return None,
                    };
                    Some(Value::Table(table))
                });
                Some(Value::Array(tables.collect()))
            }
        };
        table.extend(value.map(|value| (key.clone(), value)));
    }
    table
}
