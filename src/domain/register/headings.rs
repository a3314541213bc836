//! The headings that people give the columns of such registers, and which column holds what.

use std::collections::BTreeMap;

use super::{RegisterField, RegisterProblem, RegisterSource};
use crate::domain::similar;

/// The usual headings of each field, the likeliest first, as [`plain`] makes them. The fields choose in this order.
const USUAL: [(RegisterField, &[&str]); 7] = [
    (
        RegisterField::Id,
        &[
            "id",
            "system id",
            "ai system id",
            "ai id",
            "inventory id",
            "asset id",
            "model id",
            "reference",
            "ref",
            "system no",
            "number",
            "no",
            "key",
        ],
    ),
    (
        RegisterField::Name,
        &[
            "name",
            "system name",
            "ai system name",
            "ai system",
            "system",
            "title",
            "application",
            "model name",
            "model",
        ],
    ),
    (
        RegisterField::Owner,
        &[
            "owner",
            "system owner",
            "accountable owner",
            "business owner",
            "product owner",
            "risk owner",
            "accountable",
            "responsible",
            "contact",
        ],
    ),
    (
        RegisterField::RiskClass,
        &[
            "risk class",
            "risk level",
            "risk category",
            "risk tier",
            "ai act class",
            "ai act risk class",
            "eu ai act class",
            "eu ai act risk class",
            "risk classification",
            "classification",
            "risk",
            "class",
            "tier",
        ],
    ),
    (
        RegisterField::Stage,
        &[
            "stage",
            "life cycle stage",
            "lifecycle stage",
            "life cycle",
            "lifecycle",
            "phase",
            "state",
            "status",
        ],
    ),
    (
        RegisterField::Role,
        &[
            "role",
            "our role",
            "organisation role",
            "organization role",
            "ai act role",
            "eu ai act role",
            "provider or deployer",
        ],
    ),
    (
        RegisterField::Purpose,
        &[
            "purpose",
            "intended purpose",
            "intended use",
            "use case",
            "description",
            "use",
        ],
    ),
];

/// The most headings that a hint lists.
const LISTED: usize = 24;

/// Which column of a register holds what.
pub(super) struct Columns {
    pub(super) fields: BTreeMap<RegisterField, usize>,
    /// What is shown under a name of its own.
    pub(super) further: Vec<(String, usize)>,
}

/// Finds the columns by what `tickmark.toml` says, and where it says nothing by the usual headings.
pub(super) fn find(
    source: &RegisterSource,
    headings: &[String],
    problems: &mut Vec<RegisterProblem>,
) -> Columns {
    let mut columns = Columns {
        fields: BTreeMap::new(),
        further: Vec::new(),
    };
    let mut settled = Vec::new();
    for (word, heading) in &source.columns {
        let field: Option<RegisterField> = word.parse().ok();
        settled.extend(field);
        match (place(headings, heading), field) {
            (Some(at), Some(field)) => {
                columns.fields.insert(field, at);
            }
            (Some(at), None) => columns.further.push((word.clone(), at)),
            (None, _) => problems.push(missing(word, heading, headings)),
        }
    }
    for (field, usual) in USUAL {
        if settled.contains(&field) {
            continue;
        }
        let free = |at: &usize| !columns.fields.values().any(|taken| taken == at);
        let found = usual.iter().find_map(|name| {
            let mut places = headings.iter().enumerate();
            places
                .find(|(at, heading)| free(at) && plain(heading) == *name)
                .map(|(at, _)| at)
        });
        if let Some(at) = found {
            columns.fields.insert(field, at);
        }
    }
    // Without a column of ids the systems are known by their names.
    if !columns.fields.contains_key(&RegisterField::Id)
        && !settled.contains(&RegisterField::Id)
        && let Some(at) = columns.fields.get(&RegisterField::Name).copied()
    {
        columns.fields.insert(RegisterField::Id, at);
    }
    if columns.further.is_empty() {
        let taken: Vec<usize> = columns.fields.values().copied().collect();
        let left = headings.iter().enumerate();
        let left = left.filter(|(at, heading)| !taken.contains(at) && !heading.trim().is_empty());
        columns.further = left.map(|(at, heading)| (heading.clone(), at)).collect();
    }
    columns
}

fn place(headings: &[String], wish: &str) -> Option<usize> {
    let exact = headings.iter().position(|heading| heading == wish.trim());
    exact.or_else(|| {
        headings
            .iter()
            .position(|heading| heading.to_lowercase() == wish.trim().to_lowercase())
    })
}

fn missing(word: &str, heading: &str, headings: &[String]) -> RegisterProblem {
    let near = similar::nearest(heading, headings.iter().map(String::as_str));
    let hint = match near {
        Some(near) => {
            format!("did you mean \"{near}\"? it is said in [register.columns] of tickmark.toml")
        }
        None => format!("its columns: {}", listed(headings)),
    };
    RegisterProblem {
        line: 1,
        column: String::new(),
        what: format!("there is no column \"{heading}\", which is to hold the {word}"),
        hint,
    }
}

/// Lists headings for a hint, the first of them.
pub(super) fn listed(headings: &[String]) -> String {
    let shown: Vec<&str> = headings.iter().take(LISTED).map(String::as_str).collect();
    shown.join(" | ")
}

/// Makes a heading comparable: lower case, words only.
pub(super) fn plain(heading: &str) -> String {
    let words: String = heading
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}
