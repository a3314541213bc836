//! Sampling: what was looked at where not all could be, drawn so that anybody draws the same again.
//!
//! A sample names its population (files, commits, rows of a CSV, lines matching a pattern, all at one commit), how and how
//! many items were drawn, and with which seed. [`draw`] is the algorithm, which never changes; [`size`] tells how large a
//! sample is; [`redraw`] compares a record with what is drawn now. Each item has a result, which no draw can change, and an
//! item is replaced only by the next one of the draw and with a reason.
//!
//! A sample that was drawn at random says something of what was not seen, one chosen by judgement does not (ISO 19011,
//! annex A.6). Either way unseen items may differ: the report says so.

pub mod draw;
mod items;
pub mod population;
pub mod redraw;
pub mod size;
pub mod wider;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::{
    items::{Counts, SampleItem},
    population::{Population, PopulationKind, Strata, Unit},
    size::SizeRule,
};

use super::{
    history::Step,
    id::{FindingId, RowKey, SampleId},
    person::Person,
};

/// The most items that a sample holds: each is a thing that somebody looks at, and a record stays readable.
pub const MOST_ITEMS: usize = 2000;

words! {
    /// How items are drawn.
    pub enum SampleMethod: "sampling method" {
        /// Each item has the same chance; see [`draw`].
        Random = "random", "random";
        /// Every so-manieth item from a random start.
        Systematic = "systematic", "systematic";
        /// At random within each stratum, as many as is its share.
        Stratified = "stratified", "stratified";
        /// Those that the auditor names, with a reason.
        Judgement = "judgement", "judgement";
        /// Every item of the population.
        All = "all", "all";
    }
}

impl SampleMethod {
    /// Tells whether a seed decides what is drawn.
    pub const fn needs_seed(self) -> bool {
        match self {
            Self::Random | Self::Systematic | Self::Stratified => true,
            Self::Judgement | Self::All => false,
        }
    }
}

words! {
    /// What was found of an item.
    pub enum ItemResult: "result" {
        /// Nobody has looked at it yet.
        Unseen = "unseen", "unseen";
        /// It is as it should be.
        Pass = "pass", "pass";
        /// It is not.
        Fail = "fail", "fail";
        /// What is asked does not apply to it.
        NotApplicable = "not-applicable", "not applicable";
    }
}

/// How large a sample is: the number, and the rule that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Size {
    /// The rule; none where the number was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<SizeRule>,
    /// How many items are drawn.
    pub number: usize,
}

/// A sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sample {
    /// The version of the record format.
    pub schema: u32,
    /// The sample's id.
    pub id: SampleId,
    /// What is looked at, in a few words.
    #[serde(default)]
    pub title: String,
    /// The row that it was drawn for.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub row: Option<RowKey>,
    /// The finding that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
    /// The narrower sample, all of whose items are in this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widens: Option<SampleId>,
    /// How it was drawn.
    pub method: SampleMethod,
    /// What parts the population, where it was drawn from strata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strata: Option<Strata>,
    /// The seed; whoever has it draws the same items.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seed: String,
    /// Why these items, where the auditor chose them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Who drew it.
    pub drawn_by: Person,
    /// When (UTC).
    pub drawn_at: Timestamp,
    /// What the auditor concludes from it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conclusion: String,
    /// What it was drawn from.
    pub population: Population,
    /// How large it is.
    pub size: Size,
    /// What was drawn, in the order of the population; replacements follow in the order in which they were made.
    #[serde(default, rename = "item", skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<SampleItem>,
}

/// What a sample is before it is drawn: all that a person decides on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// What is looked at.
    pub title: String,
    /// The row that it is for.
    pub row: Option<RowKey>,
    /// The finding that it belongs to.
    pub finding: Option<FindingId>,
    /// How it is drawn.
    pub method: SampleMethod,
    /// What parts the population.
    pub strata: Option<Strata>,
    /// How large it is, where the method does not say so itself.
    pub size: Option<size::Asked>,
    /// The seed.
    pub seed: String,
    /// The items that the auditor names.
    pub named: Vec<String>,
    /// Why these.
    pub reason: String,
}

impl Sample {
    /// Makes the record of a sample out of its design and what was drawn.
    pub fn drawn(
        id: SampleId,
        design: &Design,
        population: Population,
        size: Size,
        units: impl IntoIterator<Item = Unit>,
        step: &Step,
    ) -> Self {
        Self {
            schema: super::record::SCHEMA,
            id,
            title: design.title.clone(),
            row: design.row.clone(),
            finding: design.finding.clone(),
            widens: None,
            method: design.method,
            strata: design.strata.clone(),
            seed: if design.method.needs_seed() {
                design.seed.clone()
            } else {
                String::new()
            },
            reason: design.reason.trim().to_owned(),
            drawn_by: step.by.clone(),
            drawn_at: step.at,
            conclusion: String::new(),
            population,
            size,
            items: units.into_iter().map(SampleItem::of).collect(),
        }
    }

    /// Returns what it is known by where it has no title: its population.
    pub fn subject(&self) -> String {
        if self.title.trim().is_empty() {
            self.population.describe()
        } else {
            self.title.clone()
        }
    }

    /// Says how it was drawn: `7 of 41 at random`, `stratified by folder:1`.
    pub fn describe_method(&self) -> String {
        let by = self
            .strata
            .as_ref()
            .map(|strata| format!(" by {strata}"))
            .unwrap_or_default();
        let rule = self
            .size
            .rule
            .map(|rule| format!(" ({rule})"))
            .unwrap_or_default();
        format!(
            "{} of {}, {}{by}{rule}",
            self.size.number,
            self.population.size,
            self.method.label()
        )
    }
}
