//! Whether the repositories that `tickmark.toml` declares can be meant: every fault with its place.

use toml::de::DeTable;

use crate::domain::workspace::EvidenceRepository;

use super::{located::Located, read::Document};

/// Finds the first fault of a declared repository: a name that nobody could cite by, a path that leads nowhere, a name twice.
///
/// What has the wrong type is left to whoever takes the record.
pub(super) fn check(document: &Document<'_>) -> Result<(), Located> {
    let mut names: Vec<&str> = Vec::new();
    for table in document.tables("repository") {
        let Some(name) = said(table, "name") else {
            continue;
        };
        let declared = EvidenceRepository {
            name: name.to_owned(),
            path: said(table, "path").unwrap_or_default().to_owned(),
            url: said(table, "url").unwrap_or_default().to_owned(),
        };
        let place = |key: &str| table.get(key).map_or(0..0, toml::Spanned::span);
        if let Some(fault) = declared.fault() {
            return Err(document
                .at(place(fault.key), &fault.to_string())
                .hint(fault.hint));
        }
        if names.contains(&name) {
            return Err(document
                .at(
                    place("name"),
                    &format!("there are two repositories \"{name}\""),
                )
                .hint("citations know a repository by its name: give each its own"));
        }
        names.push(name);
    }
    Ok(())
}

fn said<'t>(table: &'t DeTable<'_>, key: &str) -> Option<&'t str> {
    table.get(key)?.get_ref().as_str()
}
