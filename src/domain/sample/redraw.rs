//! Whether a record says what is drawn when the population is read again.

use std::collections::BTreeSet;

use super::{
    Sample, SampleItem, SampleMethod,
    draw::{Frame, Hash},
    population::{Population, Unit},
};

/// Compares a sample with its population as it reads now; lists every difference, and none where it is the same.
pub fn differences(
    sample: &Sample,
    population: &Population,
    units: &[Unit],
    hash: Hash,
) -> Vec<String> {
    let mut found = Vec::new();
    let recorded = &sample.population;
    if recorded.size != population.size {
        found.push(format!(
            "the population has {} items, and the record says {}",
            population.size, recorded.size
        ));
    }
    if !recorded.digest.eq_ignore_ascii_case(&population.digest) {
        found.push("the digest of the population is another one".to_owned());
    }
    if let Some(rule) = sample.size.rule {
        let number = rule.size(units.len());
        if number != sample.size.number {
            found.push(format!(
                "the rule {rule} gives {number} items, and the record says {}",
                sample.size.number
            ));
        }
    }
    let frame = Frame::new(units, &sample.seed, hash);
    let originals: Vec<&SampleItem> = sample
        .items
        .iter()
        .filter(|item| item.replaces.is_none())
        .collect();
    let expected = match sample.method {
        SampleMethod::Judgement => {
            let named: BTreeSet<&str> = originals.iter().map(|item| item.id.as_str()).collect();
            let is_named = |unit: &&Unit| named.contains(unit.id.as_str());
            units.iter().filter(is_named).cloned().collect()
        }
        SampleMethod::Random
        | SampleMethod::Systematic
        | SampleMethod::Stratified
        | SampleMethod::All => frame.units(&frame.draw(sample.method, sample.size.number)),
    };
    compare(&originals, &expected, &mut found);
    if originals.len() != sample.size.number {
        found.push(format!(
            "{} items are recorded as drawn, and the size is {}",
            originals.len(),
            sample.size.number
        ));
    }
    replacements(sample, &originals, units, &frame, &mut found);
    found
}

fn compare(originals: &[&SampleItem], expected: &[Unit], found: &mut Vec<String>) {
    let mut recorded: BTreeSet<&str> = BTreeSet::new();
    for item in originals {
        if !recorded.insert(&item.id) {
            found.push(format!("{} is recorded twice", item.id));
        }
        match expected.iter().find(|unit| unit.id == item.id) {
            None => found.push(format!("{} is recorded and not drawn", item.id)),
            Some(unit) => same(item, unit, found),
        }
    }
    for unit in expected
        .iter()
        .filter(|unit| !recorded.contains(unit.id.as_str()))
    {
        found.push(format!("{} is drawn and not recorded", unit.id));
    }
}

fn same(item: &SampleItem, unit: &Unit, found: &mut Vec<String>) {
    if item.label != unit.label {
        found.push(format!(
            "{} reads \"{}\", and the record says \"{}\"",
            item.id, unit.label, item.label
        ));
    }
    if item.stratum != unit.stratum {
        found.push(format!(
            "{} is of the stratum \"{}\", and the record says \"{}\"",
            item.id, unit.stratum, item.stratum
        ));
    }
    if item.lines != unit.lines {
        found.push(format!("{} stands at other lines", item.id));
    }
}

/// Checks that each replacement is the next item of the draw, was given a reason, and is named by what it stands for.
fn replacements(
    sample: &Sample,
    originals: &[&SampleItem],
    units: &[Unit],
    frame: &Frame<'_>,
    found: &mut Vec<String>,
) {
    let mut taken: BTreeSet<&str> = originals.iter().map(|item| item.id.as_str()).collect();
    for item in &sample.items {
        let Some(former) = &item.replaces else {
            continue;
        };
        match sample.item(former) {
            None => found.push(format!("{} replaces {former}, which is not there", item.id)),
            Some(there) if there.replaced_by.as_ref() != Some(&item.id) => found.push(format!(
                "{} replaces {former}, which does not say so",
                item.id
            )),
            Some(there) if there.reason.trim().is_empty() => {
                found.push(format!("{former} was replaced without a reason"));
            }
            Some(_) => {}
        }
        match units.iter().find(|unit| unit.id == item.id) {
            None => found.push(format!("{} is not in the population", item.id)),
            Some(unit) => same(item, unit, found),
        }
        // What stands for an item that was chosen is chosen, too.
        if sample.method != SampleMethod::Judgement {
            let stratum = stratum_of(sample, sample.item(former));
            let next = frame.next(&taken, stratum).map(|unit| unit.id.as_str());
            if next != Some(item.id.as_str()) {
                let next = next.unwrap_or("none");
                found.push(format!(
                    "{} stands for {former}, and the next of the draw is {next}",
                    item.id
                ));
            }
        }
        taken.insert(&item.id);
    }
    for item in sample.items.iter().filter(|item| item.is_replaced()) {
        let other = item.replaced_by.as_deref().unwrap_or_default();
        if sample
            .item(other)
            .is_none_or(|o| o.replaces.as_ref() != Some(&item.id))
        {
            found.push(format!(
                "{} was replaced by {other}, which does not stand for it",
                item.id
            ));
        }
    }
}

/// Returns the stratum out of which an item is replaced; none where the sample has no strata.
pub fn stratum_of<'a>(sample: &Sample, item: Option<&'a SampleItem>) -> Option<&'a str> {
    match sample.method {
        SampleMethod::Stratified => item.map(|item| item.stratum.as_str()),
        SampleMethod::Random
        | SampleMethod::Systematic
        | SampleMethod::Judgement
        | SampleMethod::All => None,
    }
}

/// Returns the unit that stands for an item when it is replaced; none where no further one is left.
pub fn next_for<'a>(sample: &Sample, id: &str, frame: &Frame<'a>) -> Option<&'a Unit> {
    let taken: BTreeSet<&str> = sample.items.iter().map(|item| item.id.as_str()).collect();
    frame.next(&taken, stratum_of(sample, sample.item(id)))
}
