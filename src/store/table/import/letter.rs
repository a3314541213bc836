//! The rows of an export, taken to the letter.

use crate::domain::{
    checklist::Reference,
    id::{QuestionId, Ref},
};

use super::super::{Field, Row, cell};
use super::{
    Head, REFERENCE,
    gather::{Gather, Parent},
};

/// Reads every row.
pub(super) fn read(rows: &[Row], gather: &mut Gather<'_>) {
    for row in rows {
        let kind = gather.text(row, Field::Kind).to_lowercase();
        if kind == Head::KIND {
            head(row, gather);
        } else if kind == REFERENCE {
            reference(row, gather);
        } else {
            clause(row, gather);
        }
        if gather.is_full() {
            break;
        }
    }
}

fn head(row: &Row, gather: &mut Gather<'_>) {
    let name = gather.text(row, Field::Title).to_owned();
    let text = gather.text(row, Field::Text).to_owned();
    match gather.head.fact(&name) {
        Some(fact) => *fact = text,
        None => gather.leave(
            row,
            Some(Field::Title),
            &name,
            "a checklist has no such fact",
        ),
    }
}

fn reference(row: &Row, gather: &mut Gather<'_>) {
    let Some(reference) = own(row, gather) else {
        return;
    };
    let parent = gather.parsed::<Ref>(row, Field::Parent, str::to_owned);
    gather.references.push(Reference {
        reference,
        title: gather.text(row, Field::Title).to_owned(),
        parent,
        text: gather.text(row, Field::Text).to_owned(),
    });
}

fn clause(row: &Row, gather: &mut Gather<'_>) {
    let Some(reference) = own(row, gather) else {
        return;
    };
    let reference = gather.numbered(row, reference);
    let parent = gather.parsed::<Ref>(row, Field::Parent, str::to_owned);
    let is_new = !gather.knows(&reference);
    if let Some(draft) = gather.clause(row, &reference)
        && is_new
    {
        draft.parent = Parent::Given(parent);
    }
    let title = gather.text(row, Field::Title).to_owned();
    gather.about_clause(row, &reference, &title);
    let text = gather.text(row, Field::Question).to_owned();
    let id = gather.text(row, Field::Id);
    if !text.is_empty() || id.parse::<QuestionId>().is_ok() {
        gather.question(row, &reference, &text, None);
        return;
    }
    for field in Field::OF_A_QUESTION {
        let text = gather.text(row, field).to_owned();
        if !text.is_empty() {
            gather.leave(row, Some(field), &text, "there is no question in the row");
        }
    }
}

fn own(row: &Row, gather: &mut Gather<'_>) -> Option<Ref> {
    if gather.text(row, Field::Ref).is_empty() {
        let first = row.cells.first().map_or("", |(_, cell)| &cell.text);
        gather.leave(row, None, &cell::one_line(first), "the row has no number");
        return None;
    }
    gather.parsed::<Ref>(row, Field::Ref, str::to_owned)
}
