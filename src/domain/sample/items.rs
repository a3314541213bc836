//! The items of a sample: what was found of each, and which one stands for another.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ItemResult, Sample, SampleMethod, population::Unit};
use crate::domain::{
    evidence::{EvidenceLink, LineRange},
    guard::{Reasons, Refusal, is_said},
    history::Step,
    person::Person,
};

/// An item of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SampleItem {
    /// What it is known by in its population: a path, a commit, the key or line of a row, the number of a line.
    pub id: String,
    /// A few words of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Its stratum.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stratum: String,
    /// Its lines in the file of the population.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<LineRange>,
    /// What was found.
    pub result: ItemResult,
    /// What was seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who gave the result last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
    /// When (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The item that stands for this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
    /// The item that this one stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// Why another one stands for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceLink>,
}

impl SampleItem {
    /// Makes an item that nobody has looked at.
    pub fn of(unit: Unit) -> Self {
        Self {
            id: unit.id,
            label: unit.label,
            stratum: unit.stratum,
            lines: unit.lines,
            result: ItemResult::Unseen,
            note: String::new(),
            by: None,
            at: None,
            replaced_by: None,
            replaces: None,
            reason: String::new(),
            evidence: Vec::new(),
        }
    }

    /// Tells whether another item stands for it.
    pub fn is_replaced(&self) -> bool {
        self.replaced_by.is_some()
    }
}

/// How far a sample is: items that were replaced do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many items there are.
    pub items: usize,
    /// How many of them somebody has looked at.
    pub seen: usize,
    /// How many are as they should be.
    pub passed: usize,
    /// How many are not.
    pub failed: usize,
    /// To how many it does not apply.
    pub not_applicable: usize,
}

impl std::fmt::Display for Counts {
    /// Says `2 of 3 seen, 1 failed`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} seen", self.seen, self.items)?;
        if self.failed > 0 {
            write!(f, ", {} failed", self.failed)?;
        }
        if self.not_applicable > 0 {
            write!(f, ", {} not applicable", self.not_applicable)?;
        }
        Ok(())
    }
}

impl Sample {
    /// Finds an item.
    pub fn item(&self, id: &str) -> Option<&SampleItem> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Counts the results.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for item in self.items.iter().filter(|item| !item.is_replaced()) {
            counts.items += 1;
            counts.seen += usize::from(item.result != ItemResult::Unseen);
            match item.result {
                ItemResult::Unseen => {}
                ItemResult::Pass => counts.passed += 1,
                ItemResult::Fail => counts.failed += 1,
                ItemResult::NotApplicable => counts.not_applicable += 1,
            }
        }
        counts
    }

    /// Returns the size of the wider sample that a failed item asks for: twice as many, at most all.
    ///
    /// None while nothing failed, or where nothing is left that could be seen besides.
    pub fn proposed_size(&self) -> Option<usize> {
        let failed = self.counts().failed > 0;
        (failed && self.can_widen())
            .then(|| self.size.number.saturating_mul(2).min(self.population.size))
    }

    /// Tells whether the population holds more than was drawn.
    pub fn can_widen(&self) -> bool {
        self.method != SampleMethod::All && self.size.number < self.population.size
    }

    /// Gives an item a result and, where one is given, a note; or says why not.
    pub fn with_result(
        &self,
        id: &str,
        result: ItemResult,
        note: Option<&str>,
        step: &Step,
    ) -> Result<Self, Refusal> {
        let failed = self.item(id).filter(|item| item.result == ItemResult::Fail);
        let is_explained = |item: &SampleItem| {
            note.is_some_and(|note| is_said(note) && note.trim() != item.note.trim())
        };
        if let Some(item) = failed
            && result != ItemResult::Fail
            && !is_explained(item)
        {
            let mut reasons = Reasons::new();
            reasons.require(
                false,
                "result",
                format!("{id} failed: a new note has to say why it does not any more"),
            );
            reasons.verdict()?;
        }
        self.changed(id, |item| {
            item.result = result;
            if let Some(note) = note {
                note.trim_end().clone_into(&mut item.note);
            }
            item.by = Some(step.by.clone());
            item.at = Some(step.later_than(item.at));
        })
    }

    /// Changes what is said of an item by a function; one that was replaced stays as it is.
    pub fn changed(&self, id: &str, change: impl FnOnce(&mut SampleItem)) -> Result<Self, Refusal> {
        let mut after = self.clone();
        let item = after.items.iter_mut().find(|item| item.id == id);
        let mut reasons = Reasons::new();
        reasons.require(item.is_some(), "item", self.unknown(id));
        if let Some(replaced) = item.as_ref().and_then(|item| item.replaced_by.as_ref()) {
            reasons.require(false, "item", format!("it was replaced by {replaced}"));
        }
        reasons.verdict()?;
        if let Some(item) = item {
            change(item);
        }
        Ok(after)
    }

    /// Lets a unit stand for an item, or says every reason why not.
    ///
    /// What has passed or failed was seen, and nobody looks for a better one in its place.
    pub fn replaced(&self, id: &str, unit: Unit, reason: &str) -> Result<Self, Refusal> {
        self.replaceable(id, reason)?;
        let mut reasons = Reasons::new();
        let taken = self.item(&unit.id).is_some();
        reasons.require(
            !taken,
            "item",
            format!("{} is in the sample already", unit.id),
        );
        reasons.verdict()?;
        let mut after = self.clone();
        after.stand_in(id, unit, reason);
        Ok(after)
    }

    /// Says every reason why an item cannot be replaced; none where it can.
    pub fn replaceable(&self, id: &str, reason: &str) -> Result<(), Refusal> {
        let mut reasons = Reasons::new();
        reasons.require(
            self.method != SampleMethod::All,
            "method",
            "the sample holds every item of its population, so that none is left to stand for another",
        );
        reasons.require(is_said(reason), "reason", "a replacement needs a reason");
        match self.item(id) {
            None => reasons.require(false, "item", self.unknown(id)),
            Some(item) => {
                if let Some(other) = &item.replaced_by {
                    reasons.require(false, "item", format!("it was replaced by {other} already"));
                }
                let seen = matches!(item.result, ItemResult::Pass | ItemResult::Fail);
                reasons.require(
                    !seen,
                    "result",
                    format!(
                        "its result is {}: what was seen is not replaced",
                        item.result.label()
                    ),
                );
            }
        }
        reasons.verdict()
    }

    fn unknown(&self, id: &str) -> String {
        format!("{} has no item {}", self.id, id.escape_debug())
    }
}

impl Sample {
    /// Lets a unit stand for an item, whatever the guards say.
    pub(super) fn stand_in(&mut self, id: &str, unit: Unit, reason: &str) {
        if let Some(item) = self.items.iter_mut().find(|item| item.id == id) {
            item.replaced_by = Some(unit.id.clone());
            reason.trim().clone_into(&mut item.reason);
        }
        let mut stand_in = SampleItem::of(unit);
        stand_in.replaces = Some(id.to_owned());
        self.items.push(stand_in);
    }
}
