//! What an extension says of its base, held against it.

use toml::de::DeTable;

use crate::domain::{
    checklist::extension,
    id::{ChecklistId, Ref},
};

use super::super::library::compose;
use super::{Base, Linter, said, tables, texts};

impl<'a> Linter<'a> {
    /// Finds the base of an extension, and everything in the extension that does not fit it.
    pub(super) fn base(&mut self, table: &DeTable<'a>) -> Option<Base<'a>> {
        self.word::<ChecklistId>(table, "extends");
        let (base, span) = said(table, "extends")?;
        let base: ChecklistId = base.parse().ok()?;
        let id = said(table, "id").and_then(|(id, _)| id.parse::<ChecklistId>().ok());
        // Without an id of its own it can stand before nothing.
        let found = match &id {
            Some(id) => self.rules.library.base(&base, id),
            None => return None,
        };
        let entry = match found {
            Ok(entry) => entry,
            Err(why) => {
                let id = id.as_ref()?;
                self.faults.push(compose::base_fault(
                    self.rules.library,
                    (id, &base),
                    &why,
                    (self.path, self.text),
                    Some(span),
                ));
                return None;
            }
        };
        // Where it cannot be read at all, other faults say why.
        if let Ok(read) = compose::extension(self.text, self.path)
            && let Err(misfits) = extension::apply(&entry.checklist, &read)
        {
            self.faults
                .extend(compose::locate(&misfits, self.path, self.text));
        }
        let hidden = tables(table, "change").into_iter().flat_map(|(_, change)| {
            let clause = said(change, "ref").and_then(|(text, _)| text.parse::<Ref>().ok());
            let ids = texts(change, "hide").into_iter();
            ids.filter_map(move |(id, _)| Some((clause.clone()?, id.parse().ok()?)))
        });
        Some(Base {
            checklist: &entry.checklist,
            hidden: hidden.collect(),
        })
    }

    /// Takes down the labels and questions of the base, so that none of them is used again.
    pub(super) fn take_in(&mut self, base: &Base<'_>) {
        for clause in &base.checklist.clauses {
            for question in &clause.questions {
                let place = (clause.reference.clone(), question.id.clone());
                if base.hidden.contains(&place) {
                    continue;
                }
                let place = format!(
                    "{}:{} #{}",
                    base.checklist.id, clause.reference, question.id
                );
                let label = question.label.trim().to_lowercase();
                if !label.is_empty() {
                    self.labels.insert(label, place.clone());
                }
                self.questions
                    .insert(super::question::letters(&question.text), place);
            }
        }
    }
}
