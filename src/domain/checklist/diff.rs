//! How two editions of a checklist differ: clauses, questions, guidance.
//!
//! A clause is known by its number and a question by its clause and id, as answers know them. What is gone in one place and
//! there in another, with the same words, has moved.

mod compare;
mod fields;

use serde::Serialize;

use super::Checklist;
use crate::domain::id::{QuestionId, Ref};

pub(super) use fields::same_words;

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
            head: fields::head(old, new),
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
}

#[cfg(test)]
mod tests;
