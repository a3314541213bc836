//! What a row says about its clause.

use crate::domain::{
    checklist::{Clause, ClauseKind},
    id::Ref,
};

use super::super::super::{Field, Row, cell};
use super::Gather;

/// One of the texts of a clause.
type Part = fn(&mut Clause) -> &mut String;

impl Gather<'_> {
    /// Takes what a row says about its clause; what an earlier row has said stays.
    pub(in super::super) fn about_clause(&mut self, row: &Row, reference: &Ref, title: &str) {
        let title = if self.mapping.exact {
            title.to_owned()
        } else {
            cell::one_line(title)
        };
        self.text_of_clause(row, reference, Field::Title, &title, |c| &mut c.title);
        let texts: [(Field, Part); 3] = [
            (Field::Objective, |clause| &mut clause.objective),
            (Field::Text, |clause| &mut clause.text),
            (Field::Note, |clause| &mut clause.note),
        ];
        for (field, part) in texts {
            let text = self.text(row, field).to_owned();
            self.text_of_clause(row, reference, field, &text, part);
        }
        let topics = self.list(self.text(row, Field::Topics));
        let hints = self.list(self.text(row, Field::Hints));
        let related = self.related(row);
        let kind = self.parsed::<ClauseKind>(row, Field::Kind, |text| {
            text.to_lowercase().replace([' ', '_'], "-")
        });
        let documented = self.text(row, Field::DocumentedInformation).to_owned();
        let truth = cell::truth(&documented);
        if truth.is_none() {
            let field = Field::DocumentedInformation;
            self.leave(row, Some(field), &documented, "it is neither yes nor no");
        }
        let Some(draft) = self.clause(row, reference) else {
            return;
        };
        draft.kind = draft.kind.or(kind);
        draft.clause.documented_information |= truth.unwrap_or_default();
        for (list, new) in [
            (&mut draft.clause.topics, topics),
            (&mut draft.clause.hints, hints),
        ] {
            if list.is_empty() {
                *list = new;
            }
        }
        if draft.clause.related.is_empty() {
            draft.clause.related = related;
        }
    }

    fn text_of_clause(&mut self, row: &Row, reference: &Ref, field: Field, text: &str, part: Part) {
        let Some(draft) = self.clause(row, reference) else {
            return;
        };
        let first = draft.row;
        let known = part(&mut draft.clause);
        if known.is_empty() {
            text.clone_into(known);
        } else if !text.is_empty() && known != text {
            let why = format!("{reference} has another {field}, from row {first} on");
            self.leave(row, Some(field), text, why);
        }
    }
}
