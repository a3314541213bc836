//! How two editions of a checklist differ: clauses, questions, guidance.
//!
//! A clause is known by its number and a question by its clause and id, as answers know them. What is gone in one place and
//! there in another, with the same words, has moved.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Checklist, Clause, Question, Reference};
use crate::domain::id::{QuestionId, Ref, RowKey};

/// Everything in which two checklists differ.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Difference {
    /// What is said about the whole of it, such as its edition.
    pub head: Vec<Said>,
    /// Clauses that only the new one has.
    pub clauses_added: Vec<Titled>,
    /// Clauses that only the old one has.
    pub clauses_removed: Vec<Titled>,
    /// Clauses that have another number under the same title.
    pub clauses_renumbered: Vec<Renumbered>,
    /// Clauses that have another title.
    pub clauses_retitled: Vec<Retitled>,
    /// Clauses that stand below another one, or elsewhere in the order.
    pub clauses_moved: Vec<MovedClause>,
    /// Clauses about which something else is said.
    pub clauses_changed: Vec<ChangedClause>,
    /// Questions that only the new one has.
    pub questions_added: Vec<Asked>,
    /// Questions that only the old one has.
    pub questions_removed: Vec<Asked>,
    /// Questions that are asked in other words.
    pub questions_reworded: Vec<Reworded>,
    /// Questions that are asked elsewhere, in the same words.
    pub questions_moved: Vec<MovedQuestion>,
    /// Questions with other guidance.
    pub questions_changed: Vec<ChangedQuestion>,
    /// Entries to look up that only the new one has.
    pub references_added: Vec<Titled>,
    /// Entries to look up that only the old one has.
    pub references_removed: Vec<Titled>,
    /// Entries to look up that say something else.
    pub references_changed: Vec<Titled>,
}

/// Something that both say, and differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Said {
    /// The key.
    pub field: &'static str,
    /// What the old one says.
    pub old: String,
    /// What the new one says.
    pub new: String,
}

/// A clause or entry with its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Titled {
    /// The number.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The title.
    pub title: String,
}

/// A clause that has another number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Renumbered {
    /// Its number in the old one.
    pub from: Ref,
    /// Its number in the new one.
    pub to: Ref,
    /// Its title.
    pub title: String,
}

/// A clause that has another title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Retitled {
    /// The number.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The title in the old one.
    pub old: String,
    /// The title in the new one.
    pub new: String,
}

/// A clause that stands elsewhere; with the same parent twice, elsewhere in the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MovedClause {
    /// The number.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The clause above it in the old one.
    pub old_parent: Option<Ref>,
    /// The clause above it in the new one.
    pub new_parent: Option<Ref>,
}

/// A clause about which something else is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ChangedClause {
    /// The number.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The keys that differ.
    pub fields: Vec<&'static str>,
}

/// A question in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Asked {
    /// The clause.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The question's id.
    pub id: QuestionId,
    /// The question.
    pub text: String,
}

/// A question in other words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reworded {
    /// The clause.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The question's id.
    pub id: QuestionId,
    /// The words of the old one.
    pub old: String,
    /// The words of the new one.
    pub new: String,
}

/// A question in the same words elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MovedQuestion {
    /// The clause in the old one.
    pub from_ref: Ref,
    /// The id there.
    pub from_id: QuestionId,
    /// The clause in the new one.
    pub to_ref: Ref,
    /// The id there.
    pub to_id: QuestionId,
    /// The question.
    pub text: String,
}

/// A question with other guidance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ChangedQuestion {
    /// The clause.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The question's id.
    pub id: QuestionId,
    /// The keys that differ.
    pub fields: Vec<&'static str>,
}

impl Difference {
    /// Finds everything in which two checklists differ.
    pub fn between(old: &Checklist, new: &Checklist) -> Self {
        let mut found = Self {
            head: head(old, new),
            ..Self::default()
        };
        found.compare_clauses(old, new);
        found.compare_questions(old, new);
        found.compare_references(old, new);
        found
    }

    /// Tells whether the two say the same.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn compare_clauses(&mut self, old: &Checklist, new: &Checklist) {
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

    fn compare_questions(&mut self, old: &Checklist, new: &Checklist) {
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

    fn compare_references(&mut self, old: &Checklist, new: &Checklist) {
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

/// Tells whether two texts are the same words, however they are broken into lines.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

fn head(old: &Checklist, new: &Checklist) -> Vec<Said> {
    let fields = [
        ("id", old.id.as_str(), new.id.as_str()),
        ("title", &old.title, &new.title),
        ("standard", &old.standard, &new.standard),
        ("edition", &old.edition, &new.edition),
        ("version", &old.version, &new.version),
        ("language", &old.language, &new.language),
        ("licence", &old.licence, &new.licence),
        ("attribution", &old.attribution, &new.attribution),
        ("provenance", &old.provenance, &new.provenance),
    ];
    let differ = fields.into_iter().filter(|(_, old, new)| old != new);
    let said = differ.map(|(field, old, new)| Said {
        field,
        old: old.to_owned(),
        new: new.to_owned(),
    });
    said.collect()
}

/// Keeps the names of those that differ.
fn names<const N: usize>(fields: [(&'static str, bool); N]) -> Vec<&'static str> {
    let same = fields.into_iter().filter(|(_, same)| !same);
    same.map(|(name, _)| name).collect()
}

fn clause_fields(old: &Clause, new: &Clause) -> Vec<&'static str> {
    let order = |of: &Clause, other: &Clause| -> Vec<QuestionId> {
        let both = of.questions.iter().map(|q| &q.id);
        let both = both.filter(|id| other.question(id).is_some());
        both.cloned().collect()
    };
    names([
        ("kind", old.kind == new.kind),
        (
            "documented-information",
            old.documented_information == new.documented_information,
        ),
        ("objective", old.objective == new.objective),
        ("text", old.text == new.text),
        ("note", old.note == new.note),
        ("topics", old.topics == new.topics),
        ("hints", old.hints == new.hints),
        ("related", old.related == new.related),
        ("retired", old.retired == new.retired),
        ("order of questions", order(old, new) == order(new, old)),
    ])
}

fn question_fields(old: &Question, new: &Question) -> Vec<&'static str> {
    names([
        ("label", old.label == new.label),
        ("retired", old.retired == new.retired),
        ("good", old.good == new.good),
        ("sample", old.sample == new.sample),
        ("covers", old.covers == new.covers),
        ("roles", old.roles == new.roles),
        ("stages", old.stages == new.stages),
        ("bears-on", old.bears_on == new.bears_on),
        ("same-as", old.same_as == new.same_as),
        ("evidence", old.evidence == new.evidence),
        ("nonconformity", old.nonconformities == new.nonconformities),
    ])
}

/// Tells whether a question is the same as that of another checklist at its place, and as nothing else.
fn is_row_of(other: &Checklist, same_as: &[RowKey], reference: &Ref, question: &Question) -> bool {
    matches!(same_as, [row] if row.checklist == other.id
        && row.reference == *reference
        && row.question == question.id)
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

#[cfg(test)]
mod tests;
