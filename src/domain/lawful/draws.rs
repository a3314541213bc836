//! Samples: what was drawn stays what was drawn. Results come, and items may be replaced by further ones.

use std::collections::BTreeMap;

use super::{Rule, Unlawful};
use crate::domain::sample::Sample;

/// Holds a sample against the version before.
pub(super) fn judge(before: &Sample, after: &Sample, all: &mut Vec<Unlawful>) {
    let mut fields = Vec::new();
    let mut differs = |differs: bool, field: &'static str| {
        if differs {
            fields.push(field);
        }
    };
    differs(before.method != after.method, "method");
    differs(before.seed != after.seed, "seed");
    differs(before.strata != after.strata, "strata");
    differs(before.size != after.size, "size");
    differs(before.population != after.population, "population");
    differs(before.drawn_by != after.drawn_by, "drawn-by");
    differs(before.drawn_at != after.drawn_at, "drawn-at");
    let same = |count: usize| {
        let names = |sample: &Sample| -> Vec<String> {
            sample
                .items
                .iter()
                .take(count)
                .map(|item| item.id.clone())
                .collect()
        };
        names(before) == names(after)
    };
    let further = after.items.get(before.items.len()..);
    let all_stand_in =
        further.is_some_and(|items| items.iter().all(|item| item.replaces.is_some()));
    differs(!same(before.items.len()) || !all_stand_in, "item");
    for field in fields {
        all.push(Unlawful::of(
            Rule::Drawn,
            field,
            String::new(),
            format!("{field} is not what it was when the sample was drawn"),
        ));
    }
    let mut now = BTreeMap::new();
    for item in &after.items {
        now.entry(item.id.as_str()).or_insert(item);
    }
    for old in &before.items {
        let Some(new) = now.get(old.id.as_str()) else {
            continue;
        };
        if old.result != new.result && (&old.by, old.at) == (&new.by, new.at) && old.at.is_some() {
            all.push(Unlawful::of(
                Rule::Drawn,
                "item",
                old.id.clone(),
                format!(
                    "the result of item {} was {} and is {}, and who gave it and when did not change",
                    old.id, old.result, new.result
                ),
            ));
        }
    }
}
