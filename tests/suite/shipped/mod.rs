//! The shipped checklists: against tables of the standards' numbers and short titles, against each other, and against the
//! rules that their questions are written by.

mod content;
mod links;
mod tables;

use tickmark::{domain::checklist::Checklist, store::library::Library};

/// Every shipped checklist, with the table of its standard.
const SHIPPED: [(&str, &str); 6] = [
    ("iso-42001", include_str!("iso-42001.tsv")),
    ("iso-27001", include_str!("iso-27001.tsv")),
    ("iso-9001", include_str!("iso-9001.tsv")),
    ("nist-ai-rmf", include_str!("nist-ai-rmf.tsv")),
    ("eu-ai-act", include_str!("eu-ai-act.tsv")),
    ("gdpr", include_str!("gdpr.tsv")),
];

/// Returns a shipped checklist.
fn shipped(id: &str) -> Checklist {
    let library = Library::built_in();
    let entry = library.get(&id.parse().unwrap());
    let entry = entry.unwrap_or_else(|| panic!("{id} is not shipped"));
    entry.unwrap().checklist.clone()
}

fn all() -> impl Iterator<Item = Checklist> {
    SHIPPED.iter().map(|(id, _)| shipped(id))
}

/// Splits a table into its rows and cells.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.split('\t').collect())
}
