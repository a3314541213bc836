//! A checklist of one's own that is another one with changes: questions and clauses more, some hidden, house hints.
//!
//! What comes of it is a checklist like any other, which holds all that is asked: an audit that froze it needs neither of
//! the two any more. What the extension does not say is the other's, its **base**'s.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Checklist, Clause, Question, Reference};
use crate::domain::{
    id::{ChecklistId, QuestionId, Ref, RowKey},
    similar,
};

/// A checklist that says only what it has more, or less, than its base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Extension {
    /// The version of the file format.
    pub schema: u32,
    /// The id: that of the base, which it then stands before, or one of its own.
    pub id: ChecklistId,
    /// What it is about, in a few words.
    pub title: String,
    /// The standard or framework.
    pub standard: String,
    /// The checklist that it extends.
    pub extends: ChecklistId,
    /// The standard's edition.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub edition: String,
    /// The version of this checklist.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// The language, as in BCP 47.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// The licence of the questions and the guidance.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// The line that the source asks for where its words are shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub attribution: String,
    /// Where numbers, titles and questions come from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub provenance: String,
    /// What is other in clauses of the base.
    #[serde(default, rename = "change", skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ClauseChange>,
    /// Whole clauses more.
    #[serde(default, rename = "clause", skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Clause>,
    /// Entries to look up, more than the base has.
    #[serde(default, rename = "reference", skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
}

/// What is other in a clause of the base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ClauseChange {
    /// The clause.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The questions of the base that are not asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hide: Vec<QuestionId>,
    /// What the organization tells its own auditors about the clause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The questions that are asked after those of the base.
    #[serde(default, rename = "question", skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

/// Where in an extension something does not fit; all counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The `ref` of a change.
    Change(usize),
    /// An entry of a change's `hide`.
    Hide(usize, usize),
    /// The `id` of a change's question.
    Question(usize, usize),
    /// The `ref` of a clause.
    Clause(usize),
    /// The `parent` of a clause.
    Parent(usize),
    /// The `ref` of an entry to look up.
    Reference(usize),
}

/// Something in an extension that does not fit its base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Where.
    pub place: Place,
    /// What is wrong, as a short sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Returns the checklist that an extension makes of its base, or everything in it that does not fit.
///
/// Under an id of its own, each question that it takes over says that it is the same as that of the base, so that an audit
/// against several standards still asks once what they share.
pub fn apply(base: &Checklist, extension: &Extension) -> Result<Checklist, Vec<Misfit>> {
    let mut made = head(base, extension);
    let mut misfits = Vec::new();
    if extension.id != base.id {
        say_what_they_are(&mut made, base);
    }
    let mut changed = BTreeSet::new();
    for (at, change) in extension.changes.iter().enumerate() {
        if !changed.insert(&change.reference) {
            misfits.push(Misfit::new(
                Place::Change(at),
                format!("{} is changed twice", change.reference),
                Some("say all of it in one [[change]]".to_owned()),
            ));
            continue;
        }
        alter(&mut made, base, change, at, &mut misfits);
    }
    for (at, clause) in extension.clauses.iter().enumerate() {
        let later = extension.clauses.get(at..).unwrap_or_default();
        add(&mut made, base, clause, (at, later), &mut misfits);
    }
    for (at, reference) in extension.references.iter().enumerate() {
        if made.reference(&reference.reference).is_some() {
            let message = format!("{} is there already", reference.reference);
            misfits.push(Misfit::new(Place::Reference(at), message, None));
        } else {
            made.references.push(reference.clone());
        }
    }
    if misfits.is_empty() {
        Ok(made)
    } else {
        Err(misfits)
    }
}

impl Misfit {
    fn new(place: Place, message: String, hint: Option<String>) -> Self {
        Self {
            place,
            message,
            hint,
        }
    }
}

fn head(base: &Checklist, extension: &Extension) -> Checklist {
    let or_base = |own: &str, others: &str| if own.is_empty() { others } else { own }.to_owned();
    Checklist {
        schema: extension.schema,
        id: extension.id.clone(),
        title: extension.title.clone(),
        standard: extension.standard.clone(),
        edition: or_base(&extension.edition, &base.edition),
        // The version of the base would be that of other questions.
        version: extension.version.clone(),
        language: or_base(&extension.language, &base.language),
        licence: or_base(&extension.licence, &base.licence),
        attribution: or_base(&extension.attribution, &base.attribution),
        provenance: or_base(&extension.provenance, &base.provenance),
        clauses: base.clauses.clone(),
        references: base.references.clone(),
    }
}

fn say_what_they_are(made: &mut Checklist, base: &Checklist) {
    for clause in &mut made.clauses {
        let reference = &clause.reference;
        for question in &mut clause.questions {
            if question.same_as.is_empty() {
                question.same_as.push(RowKey {
                    checklist: base.id.clone(),
                    reference: reference.clone(),
                    question: question.id.clone(),
                });
            }
        }
    }
}

fn alter(
    made: &mut Checklist,
    base: &Checklist,
    change: &ClauseChange,
    at: usize,
    misfits: &mut Vec<Misfit>,
) {
    let reference = &change.reference;
    let Some(original) = base.clause(reference) else {
        let known = base.clauses.iter().map(|c| c.reference.as_str());
        misfits.push(Misfit::new(
            Place::Change(at),
            format!("{} has no clause {reference}", base.id),
            did_you_mean(reference.as_str(), known),
        ));
        return;
    };
    for (n, id) in change.hide.iter().enumerate() {
        if original.question(id).is_none() {
            let known = original.questions.iter().map(|q| q.id.as_str());
            misfits.push(Misfit::new(
                Place::Hide(at, n),
                format!("{reference} of {} has no question {id} to hide", base.id),
                did_you_mean(id.as_str(), known),
            ));
        }
    }
    let heading = base.is_heading(reference);
    for (n, question) in change.questions.iter().enumerate() {
        let id = &question.id;
        let before = change.questions.iter().take(n);
        if heading {
            misfits.push(Misfit::new(
                Place::Question(at, n),
                format!("{reference} is a heading with clauses below it, and carries a question"),
                Some("ask it in one of the clauses below".to_owned()),
            ));
        } else if original.question(id).is_some() {
            // A hidden one keeps its id too: an answer given to it must never seem to be one to another question.
            misfits.push(Misfit::new(
                Place::Question(at, n),
                format!("{id} is a question of {} already in {reference}", base.id),
                Some(format!("give it an id of your own, such as h{}", n + 1)),
            ));
        } else if before.into_iter().any(|other| other.id == *id) {
            misfits.push(Misfit::new(
                Place::Question(at, n),
                format!("there are two questions {id} in this clause"),
                None,
            ));
        }
    }
    let clause = made
        .clauses
        .iter_mut()
        .find(|clause| clause.reference == *reference);
    if let Some(clause) = clause {
        clause.questions.retain(|q| !change.hide.contains(&q.id));
        clause.questions.extend(change.questions.iter().cloned());
        clause.hints.extend(change.hints.iter().cloned());
    }
}

fn add(
    made: &mut Checklist,
    base: &Checklist,
    clause: &Clause,
    (at, later): (usize, &[Clause]),
    misfits: &mut Vec<Misfit>,
) {
    if made.clause(&clause.reference).is_some() {
        let (whose, hint) = if base.clause(&clause.reference).is_some() {
            let hint = "change it with [[change]], or give the clause a number of your own";
            (format!("a clause of {}", base.id), Some(hint.to_owned()))
        } else {
            ("there".to_owned(), None)
        };
        misfits.push(Misfit::new(
            Place::Clause(at),
            format!("{} is {whose} already", clause.reference),
            hint,
        ));
        return;
    }
    if let Some(parent) = &clause.parent {
        let known = made.clauses.iter().map(|c| c.reference.as_str());
        let wrong = match made.clause(parent) {
            None if *parent == clause.reference => {
                Some(("the clause is above itself".to_owned(), None))
            }
            None if later.iter().any(|other| other.reference == *parent) => Some((
                format!("{parent} comes after it; parents come before their children"),
                None,
            )),
            None => Some((
                format!("there is no clause {parent}"),
                did_you_mean(parent.as_str(), known),
            )),
            Some(above) if !above.questions.is_empty() => Some((
                format!("{parent} carries questions, so that no clause can stand below it"),
                Some("add the questions to it with [[change]]".to_owned()),
            )),
            Some(_) => None,
        };
        if let Some((message, hint)) = wrong {
            misfits.push(Misfit::new(Place::Parent(at), message, hint));
        }
    }
    made.insert(clause.clone());
}

fn did_you_mean<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    similar::nearest(given, known).map(|near| format!("did you mean \"{near}\"?"))
}

#[cfg(test)]
mod tests;
