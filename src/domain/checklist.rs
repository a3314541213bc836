//! What is asked: a standard's clauses and controls with our own questions and guidance.
//!
//! A checklist is a tree of clauses; only those at the lowest level carry questions. Numbers and short titles are the
//! standard's, everything else is our own wording. The file format is `checklists/*.toml`.
//!
//! [`extension`] makes a checklist of one's own out of another, [`diff`] says how two editions differ, and [`upgrade`]
//! brings an audit from one to the next.

pub mod diff;
pub mod extension;
#[cfg(test)]
mod made;
pub mod upgrade;

pub mod search;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::id::{ChecklistId, QuestionId, Ref, RowKey};

words! {
    /// What a clause of a checklist is in its standard.
    pub enum ClauseKind: "kind of clause" {
        /// A clause of the standard's body.
        Clause = "clause", "clause";
        /// A whole annex.
        Annex = "annex", "annex";
        /// A group of controls.
        ControlGroup = "control-group", "control group";
        /// A control: binding where the statement of applicability includes it.
        Control = "control", "control";
        /// A function of a framework (NIST AI RMF).
        Function = "function", "function";
        /// A category of a framework's function.
        Category = "category", "category";
        /// An outcome below a category.
        Subcategory = "subcategory", "subcategory";
        /// A chapter of a law.
        Chapter = "chapter", "chapter";
        /// A section of a chapter of a law.
        Section = "section", "section";
        /// An article of a law.
        Article = "article", "article";
    }
}

words! {
    /// How a piece of evidence is obtained.
    pub enum EvidenceMethod: "evidence method" {
        /// Reading documents: what is intended.
        Documents = "documents", "documents";
        /// Reading records: what was done.
        Records = "records", "records";
        /// Talking to people.
        Interview = "interview", "interview";
        /// Watching it happen.
        Observation = "observation", "observation";
        /// Doing it again.
        Reperformance = "re-performance", "re-performance";
    }
}

words! {
    /// The usual grade of a typical nonconformity.
    pub enum UsualGrade: "grade" {
        /// A major nonconformity.
        Major = "major", "major";
        /// A minor nonconformity.
        Minor = "minor", "minor";
        /// An observation.
        Observation = "observation", "observation";
    }
}

/// A checklist: one edition of one standard or framework.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Checklist {
    /// The version of the file format.
    pub schema: u32,
    /// The checklist's id.
    pub id: ChecklistId,
    /// What it is about, in a few words.
    pub title: String,
    /// The standard or framework, such as `ISO/IEC 42001:2023`.
    pub standard: String,
    /// The standard's edition.
    #[serde(default)]
    pub edition: String,
    /// The version of this checklist.
    #[serde(default)]
    pub version: String,
    /// The language, as in BCP 47.
    #[serde(default)]
    pub language: String,
    /// The licence of the questions and the guidance.
    #[serde(default)]
    pub licence: String,
    /// The line that the source asks for where its words are shown, such as that of EUR-Lex.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub attribution: String,
    /// Where numbers, titles and questions come from.
    #[serde(default)]
    pub provenance: String,
    /// The clauses in the standard's order, parents before children.
    #[serde(default, rename = "clause")]
    pub clauses: Vec<Clause>,
    /// What one looks up and is never asked about, such as the objectives and risk sources of an annex.
    #[serde(default, rename = "reference", skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
}

/// An entry to look up: no criterion, and without questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reference {
    /// The number, such as `C.2.5`.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The short title.
    pub title: String,
    /// The entry above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Ref>,
    /// What it means, in our own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// A clause or control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Clause {
    /// The number, such as `6.1.2`.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// The short title.
    pub title: String,
    /// The clause above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Ref>,
    /// What it is in its standard.
    pub kind: ClauseKind,
    /// Whether the clause demands documented information.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub documented_information: bool,
    /// What a group of controls is for, in our own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub objective: String,
    /// The criterion's own words, only where they are free to quote or were put in from a licensed copy.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What one has to know about it: an amendment, the day from which it applies.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Subjects that the standard's guidance suggests raising (ISO/IEC 42001 Annex B); never ground for a nonconformity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// What the organization tells its own auditors about the clause.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// Whether the checklist has it no more, and an audit keeps it for what was answered or found there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// Clauses of other checklists on the same subject.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// The questions; none for a heading.
    #[serde(default, rename = "question", skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
}

/// A link to a clause of another checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Related {
    /// The other checklist.
    pub checklist: ChecklistId,
    /// The clause there.
    #[serde(rename = "ref")]
    pub reference: Ref,
    /// How they relate, such as `equal` or `intersects`.
    #[serde(default)]
    pub relation: String,
    /// How sure that is: `high`, `medium` or `low`.
    #[serde(default)]
    pub confidence: String,
}

/// A question and the guidance that goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Question {
    /// The id within the clause, permanent.
    pub id: QuestionId,
    /// What is asked, in a few words, for a row of the tree.
    #[serde(default)]
    pub label: String,
    /// The question as one would ask it.
    pub text: String,
    /// Whether the checklist asks it no more, and an audit keeps it for the answer that it has.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// What a good answer shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub good: Vec<String>,
    /// What to sample, where there is a population.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sample: String,
    /// The lettered items of the clause that the question covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// The AI roles it concerns; all of them when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// The life-cycle stages it concerns; all of them when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<String>,
    /// The objectives and risk sources that it bears on: entries of [`Checklist::references`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bears_on: Vec<Ref>,
    /// The question elsewhere that one and the same answer serves: the two are one row of an audit that has both.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_as: Vec<RowKey>,
    /// What evidence to ask for, by method.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceHint>,
    /// What is often found.
    #[serde(
        default,
        rename = "nonconformity",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub nonconformities: Vec<TypicalNonconformity>,
}

/// What evidence to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EvidenceHint {
    /// How to obtain it.
    pub method: EvidenceMethod,
    /// What to ask for.
    pub ask: String,
}

/// A nonconformity that is often found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TypicalNonconformity {
    /// What is found.
    pub text: String,
    /// Its usual grade.
    pub grade: UsualGrade,
    /// Why that grade.
    #[serde(default)]
    pub why: String,
}

impl Checklist {
    /// Finds a clause.
    pub fn clause(&self, reference: &Ref) -> Option<&Clause> {
        self.clauses.iter().find(|c| &c.reference == reference)
    }

    /// Finds an entry to look up.
    pub fn reference(&self, reference: &Ref) -> Option<&Reference> {
        self.references.iter().find(|r| &r.reference == reference)
    }

    /// Lists the controls: what a statement of applicability decides on.
    pub fn controls(&self) -> impl Iterator<Item = &Clause> {
        self.clauses
            .iter()
            .filter(|clause| clause.kind == ClauseKind::Control)
    }

    /// Returns how many clauses stand above the given one (0 for the top level).
    pub fn depth(&self, clause: &Clause) -> usize {
        self.ancestors(clause).count()
    }

    /// Iterates over the clauses above the given one, nearest first.
    pub fn ancestors<'a>(&'a self, clause: &'a Clause) -> impl Iterator<Item = &'a Clause> {
        std::iter::successors(
            clause.parent.as_ref().and_then(|p| self.clause(p)),
            |above| above.parent.as_ref().and_then(|p| self.clause(p)),
        )
        // A checklist that names itself in a circle is a fault that lint reports; here it must only end.
        .take(16)
    }

    /// Says why nobody could answer every row of it: two clauses or questions of one name, or clauses in a circle.
    ///
    /// What merely could be better is the business of the linter.
    pub fn contradiction(&self) -> Option<String> {
        let mut seen = BTreeSet::new();
        for clause in &self.clauses {
            let reference = &clause.reference;
            if !seen.insert(reference) {
                return Some(format!("{reference} is there twice"));
            }
            let mut asked = BTreeSet::new();
            for question in &clause.questions {
                if !asked.insert(&question.id) {
                    return Some(format!("{reference} has two questions {}", question.id));
                }
            }
            if let Some(parent) = &clause.parent {
                if self.clause(parent).is_none() {
                    return Some(format!("{reference} is below {parent}, which is not there"));
                }
                if self.ancestors(clause).any(|a| a.reference == *reference) {
                    return Some(format!("{reference} is above itself"));
                }
            }
        }
        None
    }

    /// Counts the questions, retired ones left out.
    pub fn question_count(&self) -> usize {
        let asked = |clause: &Clause| clause.questions.iter().filter(|q| !q.retired).count();
        self.clauses.iter().map(asked).sum()
    }

    /// Tells whether a clause has others below it.
    pub fn is_heading(&self, reference: &Ref) -> bool {
        let below = |clause: &Clause| clause.parent.as_ref() == Some(reference);
        self.clauses.iter().any(below)
    }

    /// Puts a clause in its place: behind all that stand below its parent, or at the end where it has none.
    pub fn insert(&mut self, clause: Clause) {
        let below = clause.parent.as_ref().and_then(|parent| {
            self.clauses.iter().rposition(|other| {
                other.reference == *parent
                    || self
                        .ancestors(other)
                        .any(|above| above.reference == *parent)
            })
        });
        let place = below.map_or(self.clauses.len(), |last| last + 1);
        self.clauses.insert(place, clause);
    }
}

impl Clause {
    /// Finds a question.
    pub fn question(&self, id: &QuestionId) -> Option<&Question> {
        self.questions.iter().find(|q| &q.id == id)
    }
}

impl Question {
    /// Returns the label, or the beginning of the question where there is none.
    pub fn short(&self) -> &str {
        if self.label.is_empty() {
            self.text.trim().lines().next().unwrap_or_default()
        } else {
            &self.label
        }
    }
}
