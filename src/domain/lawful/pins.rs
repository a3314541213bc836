//! Citations: what one was pinned to before stays with it.

use std::collections::BTreeMap;

use super::{Rule, Unlawful};
use crate::domain::{
    evidence::{KEPT_FOLDER, Pin},
    record::Record,
};

/// A citation is pinned to other bytes only by an act that keeps the pin before.
pub(super) fn judge(before: &Record, after: &Record, all: &mut Vec<Unlawful>) {
    let mut old = BTreeMap::new();
    for link in before.citations() {
        old.entry(&link.id).or_insert(link);
    }
    for new in after.citations() {
        let Some(old) = old.get(&new.id) else {
            continue;
        };
        let mut tell = |field, text: String| {
            all.push(Unlawful::of(Rule::Pinned, field, new.id.to_string(), text));
        };
        if !new.earlier.starts_with(&old.earlier) {
            let text = format!("an earlier pin of {} was taken out or changed", new.id);
            tell("evidence", text);
            continue;
        }
        let (Some(was), Some(is)) = (old.pin(), new.pin()) else {
            continue;
        };
        let told = new.earlier.get(old.earlier.len()..).unwrap_or_default();
        let is_told = told.iter().any(|earlier| same_bytes(&earlier.pin(), &was));
        if !same_bytes(&was, &is) && !is_told {
            let text = format!(
                "{} was pinned to {}, and is to {}",
                new.id,
                was.told(),
                is.told()
            );
            tell("evidence", text);
        } else if was.effective != is.effective && told.is_empty() && !is_copy(&is) {
            let text = format!("the date of the bytes of {} was changed", new.id);
            tell("effective", text);
        }
    }
}

/// Tells whether a pin is that of a kept copy, of which a person may say of when it is.
fn is_copy(pin: &Pin) -> bool {
    pin.path.split('/').any(|part| part == KEPT_FOLDER)
}

fn same_bytes(one: &Pin, other: &Pin) -> bool {
    one.blob == other.blob
        && one.sha256 == other.sha256
        && one.path == other.path
        && one.commit == other.commit
        && one.lines == other.lines
        && one.excerpt_sha256 == other.excerpt_sha256
        && one.repository == other.repository
}
