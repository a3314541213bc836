//! How a finding is written: what an experienced colleague would say on reading it.
//!
//! What the guards of issuing ask for is told as such; everything else is a guess, made to help and never to nag: it can be
//! overruled. Each family of rules has a file of its own. Words are looked for in English texts only; a text in another
//! language is left alone, whatever language the checklist has ([`words::is_english`]). What stands in quotation marks is
//! somebody else's wording, and is left alone, too.

mod evidence;
mod grade;
mod names;
mod parts;
#[cfg(test)]
mod tests;
mod wording;
pub mod words;

use std::{collections::BTreeMap, ops::Range};

use crate::domain::{
    evidence::CitationState,
    freshness::FreshnessLimit,
    id::{Criterion, EvidenceId},
    papers::WorkingPapers,
};

pub use self::names::Names;

use super::{Finding, OfferedGrade};

words! {
    /// A rule for how findings are written.
    pub enum Rule: "rule" {
        /// A part that issuing asks for is not there.
        Incomplete = "incomplete", "incomplete";
        /// No criterion is named.
        NoCriterion = "no-criterion", "no criterion";
        /// A criterion does not apply.
        ExcludedControl = "excluded-control", "excluded control";
        /// Evidence is missing, or cannot be relied on.
        UnresolvedEvidence = "unresolved-evidence", "unresolved evidence";
        /// Evidence is not of the audited period, or was too old.
        OutsidePeriod = "outside-period", "outside the period";
        /// Somebody is named.
        PersonName = "person-name", "a person's name";
        /// The statement says what is to be done.
        Advice = "advice", "advice";
        /// The statement says why it happened.
        Cause = "cause", "cause";
        /// A word that leaves open how much or how well.
        Vague = "vague", "vague";
        /// The grade stands without its reason.
        NoReason = "grade-without-reason", "grade without reason";
        /// The grade is none of the house's scheme.
        UnknownGrade = "unknown-grade", "unknown grade";
    }
}

/// What is said about how a finding is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The rule.
    pub rule: Rule,
    /// The key of the record's field.
    pub field: &'static str,
    /// The bytes of that field's text that are meant.
    pub span: Option<Range<usize>>,
    /// The citation that is meant.
    pub evidence: Option<EvidenceId>,
    /// What is odd, as a short sentence without a full stop.
    pub text: String,
    /// What to do about it.
    pub help: &'static str,
    /// Whether it keeps the finding from being issued; everything else can be overruled.
    pub is_guard: bool,
}

impl Remark {
    fn about(rule: Rule, field: &'static str, text: impl Into<String>, help: &'static str) -> Self {
        Self {
            rule,
            field,
            span: None,
            evidence: None,
            text: text.into(),
            help,
            is_guard: false,
        }
    }

    fn guard(mut self) -> Self {
        self.is_guard = true;
        self
    }

    fn at(mut self, span: Range<usize>) -> Self {
        self.span = Some(span);
        self
    }
}

/// What the linter looks at beside the finding.
#[derive(Debug, Clone, Copy)]
pub struct LintContext<'a> {
    /// The audit's records, with its period.
    pub papers: &'a WorkingPapers,
    /// The names that are looked for.
    pub names: &'a Names,
    /// The state of each citation that was judged.
    pub citations: &'a BTreeMap<EvidenceId, CitationState>,
    /// The clauses and controls that cannot be a criterion, each with the reason.
    pub inapplicable: &'a BTreeMap<Criterion, String>,
    /// How old evidence may be, by the rules of the house.
    pub limits: &'a [FreshnessLimit],
    /// The grades by which the organisation grades.
    pub grades: &'a [OfferedGrade],
}

/// A text of a finding that people read, with the key of its field.
struct Told<'a> {
    field: &'static str,
    text: &'a str,
}

impl Finding {
    /// Says what an experienced colleague would say on reading the finding, in the order of the form.
    pub fn lint(&self, context: &LintContext<'_>) -> Vec<Remark> {
        let mut remarks = Vec::new();
        parts::check(self, context, &mut remarks);
        wording::check(self, &mut remarks);
        names::check(self, context.names, &mut remarks);
        grade::check(self, context, &mut remarks);
        evidence::check(self, context, &mut remarks);
        let place = |field: &str| FIELDS.iter().position(|known| *known == field);
        remarks.sort_by_key(|remark| {
            let start = remark.span.as_ref().map_or(0, |span| span.start);
            (place(remark.field), start, remark.rule)
        });
        remarks
    }

    fn told_texts(&self) -> [Told<'_>; 6] {
        let told = |field, text| Told { field, text };
        [
            told("title", &self.title),
            told("requirement", &self.requirement),
            told("objective-evidence", &self.objective_evidence),
            told("statement", &self.statement),
            told("consequence", &self.consequence),
            told("grade-reason", &self.grade_reason),
        ]
    }
}

/// The fields in the order of the form.
const FIELDS: [&str; 10] = [
    "title",
    "requirement",
    "objective-evidence",
    "statement",
    "consequence",
    "type",
    "grade-reason",
    "criteria",
    "where",
    "evidence",
];
