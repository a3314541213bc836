//! The wider sample that a failed item asks for: the same population, method and seed, and all items of the narrower one.

use std::collections::BTreeSet;

use super::{
    Sample, SampleItem, Size,
    draw::{Frame, Hash},
    population::Unit,
    redraw::next_for,
};
use crate::domain::{history::Step, id::SampleId};

/// Makes the wider sample of one: what was found of its items is taken over, replacements are made again.
///
/// Citations are not taken over; they have ids of their own, and the caller draws these.
pub fn wider(
    sample: &Sample,
    id: SampleId,
    wanted: usize,
    units: &[Unit],
    hash: Hash,
    step: &Step,
) -> Sample {
    let frame = Frame::new(units, &sample.seed, hash);
    let narrow: BTreeSet<&str> = sample
        .items
        .iter()
        .filter(|item| item.replaces.is_none())
        .map(|item| item.id.as_str())
        .collect();
    let (number, drawn) = frame.widen(sample.method, &narrow, wanted);
    let drawn = frame.units(&drawn);
    let mut wide = begun(sample, id, number, drawn, step);
    // A replacement of the narrower sample may be drawn now; what it stood for still cannot be seen.
    let mut again = true;
    while again {
        again = false;
        for old in sample.items.iter().filter(|item| item.is_replaced()) {
            let open = wide.item(&old.id).is_some_and(|item| !item.is_replaced());
            let Some(unit) = next_for(&wide, &old.id, &frame).filter(|_| open) else {
                continue;
            };
            let stand_in = unit.id.clone();
            wide.stand_in(&old.id, unit.clone(), &old.reason);
            carry(sample, &mut wide, &stand_in);
            again = true;
        }
    }
    wide
}

/// Makes the wider sample of one chosen by judgement: the items named before, and these.
pub fn wider_by_judgement(sample: &Sample, id: SampleId, more: Vec<Unit>, step: &Step) -> Sample {
    let mut wide = Sample {
        id,
        widens: Some(sample.id.clone()),
        drawn_by: step.by.clone(),
        drawn_at: step.at,
        conclusion: String::new(),
        ..sample.clone()
    };
    for item in &mut wide.items {
        item.evidence.clear();
    }
    wide.size.number += more.len();
    // Before the replacements, which follow what was named.
    let at = wide
        .items
        .iter()
        .position(|item| item.replaces.is_some())
        .unwrap_or(wide.items.len());
    let more = more.into_iter().map(SampleItem::of);
    wide.items.splice(at..at, more);
    wide
}

fn begun(sample: &Sample, id: SampleId, number: usize, drawn: Vec<Unit>, step: &Step) -> Sample {
    let ids: Vec<String> = drawn.iter().map(|unit| unit.id.clone()).collect();
    let mut wide = Sample {
        id,
        widens: Some(sample.id.clone()),
        drawn_by: step.by.clone(),
        drawn_at: step.at,
        conclusion: String::new(),
        size: Size { rule: None, number },
        items: drawn.into_iter().map(SampleItem::of).collect(),
        ..sample.clone()
    };
    for id in ids {
        carry(sample, &mut wide, &id);
    }
    wide
}

/// Takes over what was found of an item.
fn carry(from: &Sample, to: &mut Sample, id: &str) {
    let found = from.item(id);
    let item = to.items.iter_mut().find(|item| item.id == id);
    if let (Some(found), Some(item)) = (found, item) {
        item.result = found.result;
        item.note.clone_from(&found.note);
        item.by.clone_from(&found.by);
        item.at = found.at;
    }
}
