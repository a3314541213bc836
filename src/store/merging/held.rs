//! What one side has made fast by a step, and the other one changed without having seen that step.
//!
//! Field by field both go together: one side issued the finding, the other changed its statement. But then what was issued is not
//! what somebody issued, and verifying would tell of it for good. So such a field clashes, and only what the side has that took
//! the step can be taken; whatever else is right is amended afterwards.

use toml::{Table, Value};

use crate::domain::{
    lawful::{self, Rule},
    merge::{Choice, Clash, ClashKind, FieldPath, Side},
    record::Record,
};

use super::{
    fields::{Decided, Merge},
    said,
    versions::{Node, alike},
};

/// A field of the record that a side holds fast and that would be another: by its key at the top of the record, where there is one.
pub(super) type Held = Option<String>;

/// Lists what the side holds fast that is further in its life, and is another in the merge of both; the side with it.
pub(super) fn held(
    (ours, theirs): (&Record, &Record),
    tables: [&Table; 2],
    merged: &Record,
) -> Option<(Side, Vec<Held>)> {
    let side = further(ours, theirs)?;
    let own = match side {
        Side::Ours => ours,
        Side::Theirs => theirs,
    };
    let mut fields: Vec<Held> = Vec::new();
    for unlawful in lawful::unlawful(Some(own), merged) {
        if unlawful.rule != Rule::Held {
            continue;
        }
        let field = key_of(unlawful.reason.field, tables);
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    (!fields.is_empty()).then_some((side, fields))
}

/// Lets what is held fast be as the side has it that holds it, or clash.
pub(super) fn keep(
    merge: &mut Merge<'_>,
    nodes: &mut Vec<(String, Node)>,
    (ours, theirs, base): (&Table, &Table, Option<&Table>),
    (side, fields): (Side, &[Held]),
) {
    for field in fields.iter().flatten() {
        let told = |table: &Table| table.get(field).map(said::value);
        let clash = Clash {
            path: FieldPath::whole().key(field),
            kind: ClashKind::Held,
            base: base.and_then(told),
            ours: told(ours),
            theirs: told(theirs),
        };
        let taken = merge.decide_held(clash, side);
        let table = match taken {
            Side::Ours => ours,
            Side::Theirs => theirs,
        };
        let place = nodes.iter().position(|(key, _)| key == field);
        match (place, table.contains_key(field)) {
            (Some(at), true) => {
                if let Some((_, node)) = nodes.get_mut(at) {
                    *node = Node::Of(taken);
                }
            }
            (Some(at), false) => {
                nodes.remove(at);
            }
            (None, true) => nodes.push((field.clone(), Node::Of(taken))),
            (None, false) => {}
        }
    }
}

impl Merge<'_> {
    /// Returns whose field is taken: of a person's choice only that of the side that holds it fast.
    fn decide_held(&mut self, clash: Clash, side: Side) -> Side {
        match (self.decided(), self.decided().about(&clash.path)) {
            (Decided::All(all), _) => all,
            (Decided::By(_), Some(Choice::Take(taken))) if taken == side => side,
            (Decided::By(_), _) => {
                self.note(clash);
                Side::Ours
            }
        }
    }
}

/// Returns the side that has taken steps which the other one has not seen, where the other has taken none.
fn further(ours: &Record, theirs: &Record) -> Option<Side> {
    fn of<H: PartialEq>(ours: &[H], theirs: &[H]) -> Option<Side> {
        let is_further = |own: &[H], other: &[H]| own.len() > other.len() && own.starts_with(other);
        if is_further(ours, theirs) {
            return Some(Side::Ours);
        }
        is_further(theirs, ours).then_some(Side::Theirs)
    }
    if let (Some(ours), Some(theirs)) = (ours.finding(), theirs.finding()) {
        return of(&ours.history, &theirs.history);
    }
    if let (Some(ours), Some(theirs)) = (ours.action(), theirs.action()) {
        return of(&ours.history, &theirs.history);
    }
    let (ours, theirs) = (ours.audit()?, theirs.audit()?);
    of(&ours.history, &theirs.history)
}

/// Returns the key at the top of the record that a field is, or is in.
fn key_of(field: &str, [ours, theirs]: [&Table; 2]) -> Held {
    let differs = |key: &str| !alike(ours.get(key), theirs.get(key));
    if (ours.contains_key(field) || theirs.contains_key(field)) && differs(field) {
        return Some(field.to_owned());
    }
    let has = |value: Option<&Value>| {
        let table = value.and_then(Value::as_table);
        table.is_some_and(|table| table.contains_key(field))
    };
    let mut keys = ours.keys().chain(theirs.keys());
    keys.find(|key| (has(ours.get(*key)) || has(theirs.get(*key))) && differs(key))
        .cloned()
}
