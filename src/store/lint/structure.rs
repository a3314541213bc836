//! The tree of clauses: each is there once, below one that is there before it, and the lowest ones ask something.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use crate::domain::{
    checklist::ClauseKind,
    id::{QuestionId, Ref},
    similar,
};

use super::{Base, Linter, Located, Tables, is_true, said, tables};

impl<'a> Linter<'a> {
    pub(super) fn tree(&mut self, clauses: &Tables<'_, 'a>) {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, (_, clause)) in clauses.iter().enumerate() {
            if let Some((reference, span)) = said(clause, "ref") {
                if places.contains_key(reference) {
                    self.fault(span, &format!("{reference} is there twice"));
                } else {
                    places.insert(reference, place);
                }
            }
        }
        let mut headings: BTreeSet<usize> = BTreeSet::new();
        for (place, (_, clause)) in clauses.iter().enumerate() {
            headings.extend(self.parent(clause, place, &places, clauses));
        }
        for (place, (_, clause)) in clauses.iter().enumerate() {
            self.questions_of(clause, headings.contains(&place));
        }
    }

    /// Looks at the clause above one, and returns its place.
    fn parent(
        &mut self,
        clause: &DeTable<'a>,
        place: usize,
        places: &BTreeMap<&str, usize>,
        clauses: &Tables<'_, 'a>,
    ) -> Option<usize> {
        let (parent, span) = said(clause, "parent")?;
        let Some(&above) = places.get(parent) else {
            let message = format!("there is no clause {parent}");
            self.fault_near(span, &message, parent, places.keys().copied());
            return None;
        };
        let mut next = Some(above);
        let mut steps = 0;
        while let Some(at) = next {
            if at == place || steps > clauses.len() {
                self.fault(span, "the clause is above itself");
                return None;
            }
            steps += 1;
            let up = clauses
                .get(at)
                .and_then(|(_, clause)| said(clause, "parent"));
            next = up.and_then(|(parent, _)| places.get(parent).copied());
        }
        if above > place {
            self.fault(
                span,
                &format!("{parent} comes after it; parents come before their children"),
            );
        }
        Some(above)
    }

    fn questions_of(&mut self, clause: &DeTable<'a>, heading: bool) {
        let Some((reference, span)) = said(clause, "ref") else {
            return;
        };
        let live = |(_, question): &(_, &DeTable<'_>)| !is_true(question, "retired");
        let asked = tables(clause, "question").into_iter().find(live);
        match (heading, asked) {
            (true, Some((at, _))) => self.fault_with(
                at,
                &format!("{reference} is a heading with clauses below it, and carries a question"),
                "ask it in one of the clauses below",
            ),
            (false, None) => {
                let annex = said(clause, "kind").is_some_and(|(kind, _)| {
                    kind.parse::<ClauseKind>().ok() == Some(ClauseKind::Annex)
                });
                if !annex && !is_true(clause, "retired") {
                    self.fault_with(
                        span,
                        &format!("{reference} has no clause below it, and no question"),
                        "ask something there, or leave the clause out",
                    );
                }
            }
            (true, None) | (false, Some(_)) => {}
        }
    }

    pub(super) fn clause(&mut self, clause: &DeTable<'a>) {
        self.word::<Ref>(clause, "ref");
        self.word::<Ref>(clause, "parent");
        self.word::<ClauseKind>(clause, "kind");
        let mut ids: Vec<&str> = Vec::new();
        for (_, question) in tables(clause, "question") {
            if let Some((id, place)) = said(question, "id") {
                if ids.contains(&id) {
                    self.fault_with(
                        place,
                        &format!("there are two questions {id} in this clause"),
                        "give it the next free number; no id is used twice",
                    );
                }
                ids.push(id);
            }
        }
    }

    /// Looks at the entries to look up.
    pub(super) fn entries(&mut self, table: &DeTable<'a>, base: Option<&Base<'_>>) {
        let entries = tables(table, "reference");
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let others = base.map_or(&[][..], |base| &base.checklist.references);
        known.extend(others.iter().map(|entry| entry.reference.as_str()));
        for (_, entry) in &entries {
            self.word::<Ref>(entry, "ref");
            let Some((reference, span)) = said(entry, "ref") else {
                continue;
            };
            // What the base has already is told where the extension is held against it.
            if !known.insert(reference) && base.is_none() {
                self.fault(span, &format!("{reference} is there twice"));
            }
        }
        for (_, entry) in &entries {
            let Some((parent, span)) = said(entry, "parent") else {
                continue;
            };
            let own = said(entry, "ref").is_some_and(|(own, _)| own == parent);
            if own {
                self.fault(span, "the entry is above itself");
            } else if !known.contains(parent) && !self.without_base {
                let mut fault = Located::at(
                    self.path,
                    self.text,
                    Some(span),
                    &format!("there is no entry {parent}"),
                );
                if let Some(near) = similar::nearest(parent, known.iter().copied()) {
                    fault = fault.hint(format!("did you mean \"{near}\"?"));
                }
                self.faults.push(fault);
            }
        }
    }

    /// Checks the id of a question.
    pub(super) fn question_id(&mut self, question: &DeTable<'a>) {
        self.word::<QuestionId>(question, "id");
    }
}
