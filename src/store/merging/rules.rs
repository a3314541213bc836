//! Which fields are one, which lists are only ever added to, and which are numbered in a row.

use toml::Table;

use crate::domain::merge::ClashKind;

/// Fields of a table that are taken from one side together.
#[derive(Debug)]
pub(super) struct Group {
    /// The fields.
    pub(super) keys: Keys,
    /// What a clash is called by: the table itself, or a field of it.
    pub(super) name: Option<&'static str>,
    /// What a clash of them is.
    pub(super) kind: ClashKind,
    /// What goes with them where they clash, and otherwise is merged by itself.
    pub(super) with: &'static [&'static str],
    /// Whether one person signed them, as [`SIGNATURE`] says.
    pub(super) signed: bool,
}

/// Which fields of a table.
#[derive(Debug)]
pub(super) enum Keys {
    /// These.
    Named(&'static [&'static str]),
    /// All but these.
    AllBut(&'static [&'static str]),
}

impl Group {
    /// Tells whether a field is one of them.
    pub(super) fn has(&self, key: &str) -> bool {
        match self.keys {
            Keys::Named(keys) => keys.contains(&key),
            Keys::AllBut(keys) => !keys.contains(&key),
        }
    }
}

/// Who signed something, and when.
pub(super) const SIGNATURE: [&str; 4] = ["by", "at", "decided-by", "decided-at"];

/// A pin, whatever it is cited in.
const PIN: &[Group] = &[Group {
    keys: Keys::Named(&[
        "repository",
        "path",
        "lines",
        "commit",
        "blob",
        "sha256",
        "excerpt-sha256",
        "effective",
    ]),
    name: None,
    kind: ClashKind::Pin,
    with: &["earlier"],
    signed: false,
}];

/// Where which fields are one; the way to a table is that of its keys.
const GROUPS: &[(&[&str], &[Group])] = &[
    (&["answer"], &[signed(&["id", "evidence", "system"])]),
    (&["answer", "system"], &[signed(&["id"])]),
    (&["item"], &[signed(&["id", "evidence"])]),
    (&["link"], &[signed(&["id", "evidence"])]),
    (&["extent", "search", "hit"], &[signed(&["id"])]),
    (
        &["effectiveness"],
        &[together(&["result", "basis", "verifier"], "result")],
    ),
    (&["audit", "dropped"], &[signed(&[])]),
];

/// What is drawn of a population, and how.
const DRAW: Group = Group {
    keys: Keys::Named(&[
        "population",
        "size",
        "seed",
        "method",
        "strata",
        "drawn-by",
        "drawn-at",
    ]),
    name: Some("population"),
    kind: ClashKind::Pin,
    with: &["item"],
    signed: false,
};

/// What is one at the top of a record, and the field by which such a record is known.
const TOP: &[(&str, Group)] = &[
    ("population", DRAW),
    ("type", together(&["type", "grade", "grade-reason"], "type")),
    (
        "approved-by",
        together(&["approved-by", "approved-on"], "approved-by"),
    ),
];

/// Lists that are only ever added to.
const LOGS: [&str; 6] = [
    "amendment",
    "due-changes",
    "history",
    "independence",
    "reclassification",
    "term-changes",
];

/// Lists whose tables are numbered in a row, wherever they stand in the record, so that two people give the same number.
const NUMBERED: &[&[&str]] = &[
    &["action"],
    &["change"],
    &["cause", "bone"],
    &["cause", "event"],
    &["extent", "search"],
];

const fn signed(but: &'static [&'static str]) -> Group {
    Group {
        keys: Keys::AllBut(but),
        name: None,
        kind: ClashKind::Value,
        with: &[],
        signed: true,
    }
}

const fn together(keys: &'static [&'static str], name: &'static str) -> Group {
    Group {
        keys: Keys::Named(keys),
        name: Some(name),
        kind: ClashKind::Value,
        with: &[],
        signed: false,
    }
}

/// Lists the groups of a table, by the keys on the way to it.
pub(super) fn groups(way: &[&str], sides: [&Table; 2]) -> Vec<&'static Group> {
    if way.is_empty() {
        return TOP
            .iter()
            .filter(|(known, _)| sides.iter().any(|side| side.contains_key(*known)))
            .map(|(_, group)| group)
            .collect();
    }
    if way.last() == Some(&"evidence") {
        return PIN.iter().collect();
    }
    let found = GROUPS.iter().find(|(keys, _)| *keys == way);
    found.map_or_else(Vec::new, |(_, groups)| groups.iter().collect())
}

/// Tells whether a list is only ever added to.
pub(super) fn is_log(list: &str) -> bool {
    LOGS.contains(&list)
}

/// Tells whether the tables of a list are numbered in a row.
pub(super) fn is_numbered(way: &[&str]) -> bool {
    NUMBERED.contains(&way)
}
