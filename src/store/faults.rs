//! Everything that is wrong with a record that cannot be understood, not the first of it alone: one mends a file in one go.

use std::{ops::Range, path::Path};

use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};

use super::{
    Store,
    located::Located,
    odd_keys, paths,
    read::{self, Document},
};
use crate::domain::record::RecordKey;

/// How many of one record are told.
const TOLD_AT_MOST: usize = 20;

impl Store {
    /// Lists what is wrong with a record's text beside the fault that was found first.
    ///
    /// Where it is TOML every value that does not fit is told; what would be said only because such a value is not there is
    /// left out.
    pub fn further_faults(
        key: &RecordKey,
        path: &str,
        text: &str,
        first: &Located,
    ) -> Vec<Located> {
        let clean = read::normal(text);
        let text = clean.as_ref();
        let mut found = match Document::parse(path, text) {
            Ok(_) if matches!(key, RecordKey::Criteria(..) | RecordKey::Kept { .. }) => Vec::new(),
            Ok(document) => values(key, &document),
            // Both sides of a merge, and all that follows from it.
            Err(_) if read::conflict(path, text).is_some() => Vec::new(),
            Err(_) => syntax(path, text),
        };
        let is_first = |fault: &Located| (fault.line, fault.column) == (first.line, first.column);
        found.retain(|fault| !is_first(fault));
        found.truncate(TOLD_AT_MOST);
        found
    }

    /// Lists what is wrong with the workspace's own record beside the fault that was found first.
    pub fn further_faults_of_workspace(root: &Path, first: &Located) -> Vec<Located> {
        match read::source(root, paths::WORKSPACE) {
            Ok(Some(source)) => {
                Self::further_faults(&RecordKey::Workspace, paths::WORKSPACE, &source.text, first)
            }
            Ok(None) | Err(_) => Vec::new(),
        }
    }
}

/// Lists the places where a text is no TOML.
fn syntax(path: &str, text: &str) -> Vec<Located> {
    let (_, errors) = DeTable::parse_recoverable(text);
    let mut told: Vec<Located> = errors
        .iter()
        .map(|error| Located::at(path, text, error.span(), error.message()))
        .collect();
    // What is broken in a line is broken once.
    told.dedup_by_key(|fault| fault.line);
    told
}

/// Lists the values that do not fit: each is taken out once it is told, and the record is read again.
fn values(key: &RecordKey, document: &Document<'_>) -> Vec<Located> {
    let mut root = document.root().clone();
    let mut found = Vec::new();
    // The tables that something was taken out of.
    let mut torn: Vec<Range<usize>> = Vec::new();
    while found.len() < TOLD_AT_MOST {
        let Err(error) = odd_keys::read_as(key, &root, &mut |_| {}) else {
            break;
        };
        let Some(span) = error.span() else { break };
        let follows = torn.contains(&span) && error.message().starts_with("missing field");
        if !follows {
            found.push(document.at(span.clone(), error.message()));
        }
        if !take_out(&mut root, &span, &(0..0), &mut torn) {
            break;
        }
    }
    found
}

/// Takes the value at a place out of a table; false where there is none.
fn take_out(
    table: &mut DeTable<'_>,
    span: &Range<usize>,
    own: &Range<usize>,
    torn: &mut Vec<Range<usize>>,
) -> bool {
    let at = table
        .iter()
        .find(|(_, value)| value.span() == *span)
        .map(|(key, _)| key.get_ref().to_string());
    if let Some(key) = at {
        torn.push(own.clone());
        return table.remove(key.as_str()).is_some();
    }
    let mut values = table.iter_mut().map(|(_, value)| value);
    values.any(|value| take_out_of(value, span, own, torn))
}

fn take_out_of(
    value: &mut Spanned<DeValue<'_>>,
    span: &Range<usize>,
    holder: &Range<usize>,
    torn: &mut Vec<Range<usize>>,
) -> bool {
    let own = value.span();
    match value.get_mut() {
        DeValue::Table(table) => take_out(table, span, &own, torn),
        DeValue::Array(items) => {
            if let Some(at) = items.iter().position(|item| item.span() == *span) {
                // A list that lacks one of what it must hold is as wrong as without it.
                torn.push(holder.clone());
                let all = std::mem::replace(items, DeArray::new());
                *items = (all.into_iter().enumerate())
                    .filter(|(place, _)| *place != at)
                    .map(|(_, item)| item)
                    .collect();
                return true;
            }
            let mut items = items.iter_mut();
            items.any(|item| take_out_of(item, span, &own, torn))
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str, text: &str) -> Vec<String> {
        let key = crate::store::paths::key_of("audits", path).unwrap();
        let first = read::record(path, &key, text).unwrap_err();
        let mut all = vec![first.clone()];
        all.extend(Store::further_faults(&key, path, text, &first));
        let place = |fault: &Located| format!("{}: {}", fault.line, fault.message);
        all.iter().map(place).collect()
    }

    #[test]
    fn every_value_that_does_not_fit_is_told() {
        let text = "schema = 1\nid = \"a-1\"\ntitle = 7\nstate = \"plannd\"\nobjectives = \"one\"\nchecklists = [\"Not One\"]\n\n[[exclusion]]\nchecklist = \"house\"\nref = 4\nreason = \"r\"\n";
        let told = told("audits/a-1/audit.toml", text);
        let lines: Vec<&str> = told.iter().filter_map(|t| t.split(':').next()).collect();
        for line in ["3", "4", "5", "6", "10"] {
            assert!(lines.contains(&line), "{line}: {told:#?}");
        }
        assert!(
            told.iter().all(|t| !t.contains("missing field")),
            "{told:#?}"
        );
    }

    #[test]
    fn every_line_that_is_no_toml_is_told() {
        let text = "schema = 1\nid = \"a-1\ntitle = \"T\"\nstate = planned\nmode = = 1\n";
        let told = told("audits/a-1/audit.toml", text);
        assert!(told.len() >= 3, "{told:#?}");
    }

    #[test]
    fn what_is_missing_is_told_once() {
        let told = told("audits/a-1/audit.toml", "schema = 1\nid = \"a-1\"\n");
        assert_eq!(told.len(), 1, "{told:#?}");
    }
}
