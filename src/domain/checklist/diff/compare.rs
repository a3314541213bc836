//! Which clauses, questions and entries are new, gone, elsewhere or other.

use std::collections::BTreeMap;

use crate::domain::{
    checklist::{Checklist, Clause, Question, Reference},
    id::Ref,
};

use super::{
    Asked, ChangedClause, ChangedQuestion, Difference, MovedClause, MovedQuestion, Renumbered,
    Retitled, Reworded, Titled,
    fields::{clause_fields, is_row_of, question_fields, same_words},
};

impl Difference {
    pub(super) fn compare_clauses(&mut self, old: &Checklist, new: &Checklist) {
        let only = |of: &Checklist, other: &Checklist| -> Vec<Titled> {
            let clauses = of.clauses.iter();
            let only = clauses.filter(|clause| other.clause(&clause.reference).is_none());
            only.map(Titled::clause).collect()
        };
        let (mut removed, mut added) = (only(old, new), only(new, old));
        let by_title = |list: &[Titled], title: &str| -> Option<Ref> {
            let mut found = list.iter().filter(|clause| clause.title == title);
            let first = found.next()?;
            // Two of one title could be either.
            found.next().is_none().then(|| first.reference.clone())
        };
        for clause in &removed {
            if let (Some(from), Some(to)) = (
                by_title(&removed, &clause.title),
                by_title(&added, &clause.title),
            ) {
                self.clauses_renumbered.push(Renumbered {
                    from,
                    to,
                    title: clause.title.clone(),
                });
            }
        }
        for pair in &self.clauses_renumbered {
            removed.retain(|clause| clause.reference != pair.from);
            added.retain(|clause| clause.reference != pair.to);
        }
        (self.clauses_removed, self.clauses_added) = (removed, added);
        let moved = out_of_order(old, new);
        for clause in &new.clauses {
            let Some(before) = old.clause(&clause.reference) else {
                continue;
            };
            let reference = clause.reference.clone();
            if before.title != clause.title {
                self.clauses_retitled.push(Retitled {
                    reference: reference.clone(),
                    old: before.title.clone(),
                    new: clause.title.clone(),
                });
            }
            if before.parent != clause.parent || moved.contains(&&reference) {
                self.clauses_moved.push(MovedClause {
                    reference: reference.clone(),
                    old_parent: before.parent.clone(),
                    new_parent: clause.parent.clone(),
                });
            }
            let fields = clause_fields(before, clause);
            if !fields.is_empty() {
                self.clauses_changed
                    .push(ChangedClause { reference, fields });
            }
        }
    }

    pub(super) fn compare_questions(&mut self, old: &Checklist, new: &Checklist) {
        let mut removed: Vec<(&Ref, &Question)> = only_in(old, new);
        let mut added: Vec<(&Ref, &Question)> = only_in(new, old);
        let mut pairs: Vec<(&Ref, &Question, &Question)> = Vec::new();
        removed.retain(|&(from, question)| {
            let to = added
                .iter()
                .position(|(_, other)| same_words(&other.text, &question.text));
            let Some(to) = to else { return true };
            let (at, moved) = added.remove(to);
            self.questions_moved.push(MovedQuestion {
                from_ref: from.clone(),
                from_id: question.id.clone(),
                to_ref: at.clone(),
                to_id: moved.id.clone(),
                text: moved.text.clone(),
            });
            pairs.push((at, question, moved));
            false
        });
        let asked = |(reference, question): (&Ref, &Question)| Asked {
            reference: reference.clone(),
            id: question.id.clone(),
            text: question.text.clone(),
        };
        self.questions_removed = removed.into_iter().map(asked).collect();
        self.questions_added = added.into_iter().map(asked).collect();
        for clause in &new.clauses {
            for question in &clause.questions {
                let before = old.clause(&clause.reference);
                if let Some(before) = before.and_then(|before| before.question(&question.id)) {
                    pairs.push((&clause.reference, before, question));
                }
            }
        }
        for (reference, before, after) in pairs {
            if !same_words(&before.text, &after.text) {
                self.questions_reworded.push(Reworded {
                    reference: reference.clone(),
                    id: after.id.clone(),
                    old: before.text.clone(),
                    new: after.text.clone(),
                });
            }
            let mut fields = question_fields(before, after);
            // Of one that extends the other under its own id it goes without saying.
            if is_row_of(old, &after.same_as, reference, before) {
                fields.retain(|field| *field != "same-as");
            }
            if !fields.is_empty() {
                self.questions_changed.push(ChangedQuestion {
                    reference: reference.clone(),
                    id: after.id.clone(),
                    fields,
                });
            }
        }
    }

    pub(super) fn compare_references(&mut self, old: &Checklist, new: &Checklist) {
        for entry in &new.references {
            match old.reference(&entry.reference) {
                None => self.references_added.push(Titled::entry(entry)),
                Some(before) if before != entry => {
                    self.references_changed.push(Titled::entry(entry));
                }
                Some(_) => {}
            }
        }
        let gone = |entry: &&Reference| new.reference(&entry.reference).is_none();
        let gone = old.references.iter().filter(gone);
        self.references_removed = gone.map(Titled::entry).collect();
    }
}

impl Titled {
    fn clause(clause: &Clause) -> Self {
        Self {
            reference: clause.reference.clone(),
            title: clause.title.clone(),
        }
    }

    fn entry(entry: &Reference) -> Self {
        Self {
            reference: entry.reference.clone(),
            title: entry.title.clone(),
        }
    }
}

fn only_in<'a>(of: &'a Checklist, other: &Checklist) -> Vec<(&'a Ref, &'a Question)> {
    let mut only = Vec::new();
    for clause in &of.clauses {
        let there = other.clause(&clause.reference);
        let questions = clause.questions.iter();
        let gone = questions.filter(|q| there.is_none_or(|there| there.question(&q.id).is_none()));
        only.extend(gone.map(|question| (&clause.reference, question)));
    }
    only
}

/// Lists the clauses of both that stand elsewhere among the others: as few as can be said to have moved.
fn out_of_order<'a>(old: &Checklist, new: &'a Checklist) -> Vec<&'a Ref> {
    let places: BTreeMap<&Ref, usize> = old
        .clauses
        .iter()
        .enumerate()
        .map(|(place, clause)| (&clause.reference, place))
        .collect();
    let both: Vec<(&Ref, usize)> = new
        .clauses
        .iter()
        .filter_map(|clause| Some((&clause.reference, *places.get(&clause.reference)?)))
        .collect();
    // The longest run of places that only rises stays; for each place, how long the best run is that ends with it, and
    // what comes before it there.
    let mut runs: Vec<(usize, Option<usize>)> = Vec::with_capacity(both.len());
    for (at, (_, place)) in both.iter().enumerate() {
        let before = both.iter().zip(&runs).take(at).enumerate();
        let before = before.filter(|(_, ((_, earlier), _))| earlier < place);
        let best = before.max_by_key(|(_, (_, (length, _)))| *length);
        runs.push(best.map_or((1, None), |(at, (_, (length, _)))| (length + 1, Some(at))));
    }
    let mut stays = vec![false; both.len()];
    let longest = runs
        .iter()
        .enumerate()
        .max_by_key(|(_, (length, _))| *length);
    let mut next = longest.map(|(at, _)| at);
    while let Some(at) = next {
        if let Some(stays) = stays.get_mut(at) {
            *stays = true;
        }
        next = runs.get(at).and_then(|(_, before)| *before);
    }
    let moved = both.into_iter().zip(stays).filter(|(_, stays)| !stays);
    moved.map(|((reference, _), _)| reference).collect()
}
