//! The trail test: one AI system followed from link to link, from the assessment of its impact to its monitoring.
//!
//! Each step of the trail is a link. The auditor looks for what speaks of the system, and says that the link **holds** and
//! cites it, or that it is **broken**, which is a finding. Dates tell whether the links stand in their order: what comes
//! before a release has to be there before it.

mod steps;
#[cfg(test)]
mod tests;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    answer::called,
    evidence::EvidenceLink,
    guard::{Reasons, Refusal, is_said},
    history::Step,
    id::{Criterion, FindingId, StepId, SystemId},
    person::Person,
};

pub use self::steps::{TrailStep, usual_steps};

words! {
    /// How it stands with a link of a trail.
    pub enum LinkState: "state of a link" {
        /// Nobody has looked at it yet.
        Unseen = "unseen", "not looked at";
        /// What it asks for is there, and cited.
        Holds = "holds", "holds";
        /// What it asks for is not there.
        Broken = "broken", "broken";
        /// It asks for nothing of this system.
        NotApplicable = "not-applicable", "not applicable";
    }
}

/// The trail of one AI system in an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TrailTest {
    /// The version of the record format.
    pub schema: u32,
    /// The system.
    pub system: SystemId,
    /// What it was called when the test began.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The links, in the order of the trail.
    #[serde(default, rename = "link", skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<TrailLink>,
}

/// One link of a trail: a step as it was when the test began, and what was found of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TrailLink {
    /// The step.
    pub id: StepId,
    /// What it is.
    pub title: String,
    /// The clauses and controls that ask for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Criterion>,
    /// How it stands.
    pub state: LinkState,
    /// What the auditor says of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Of a broken link: where was looked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub searched: Vec<String>,
    /// Of a broken link: the commit at which was looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Of a broken link: the finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<FindingId>,
    /// Who said so last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
    /// When (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceLink>,
}

/// Where and at which commit something was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searched {
    /// Where was looked.
    pub places: Vec<String>,
    /// The commit.
    pub commit: Option<String>,
}

/// Two links whose dates are not in the order of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfOrder {
    /// The link that comes first, and the date of its earliest evidence.
    pub first: (StepId, String, Date),
    /// The one after it, which is dated before it.
    pub then: (StepId, String, Date),
}

impl std::fmt::Display for OutOfOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (_, first, of_first) = &self.first;
        let (_, then, of_then) = &self.then;
        let (first, then) = (first.to_lowercase(), then.to_lowercase());
        write!(f, "{first} is of {of_first}, after {then} of {of_then}")
    }
}

/// The links of a trail counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TrailCounts {
    /// All links.
    pub links: usize,
    /// Those that hold.
    pub hold: usize,
    /// Those that are broken.
    pub broken: usize,
    /// Those that nobody has looked at.
    pub unseen: usize,
}

impl std::fmt::Display for TrailCounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} hold", self.hold, self.links)?;
        for (count, word) in [(self.broken, "broken"), (self.unseen, "not looked at")] {
            if count > 0 {
                write!(f, ", {count} {word}")?;
            }
        }
        Ok(())
    }
}

impl TrailLink {
    fn of(step: &TrailStep) -> Self {
        Self {
            id: step.id.clone(),
            title: step.title.clone(),
            criteria: step.criteria.clone(),
            state: LinkState::Unseen,
            note: String::new(),
            searched: Vec::new(),
            commit: None,
            finding: None,
            by: None,
            at: None,
            evidence: Vec::new(),
        }
    }

    /// Returns the earliest date of what it cites; none where that has none, or where it does not hold.
    pub fn date(&self) -> Option<Date> {
        let dates = self.evidence.iter().filter_map(|link| link.effective);
        dates.min().filter(|_| self.state == LinkState::Holds)
    }
}

impl TrailTest {
    /// Begins the trail of a system along these steps.
    pub fn begin(system: SystemId, name: &str, steps: &[TrailStep]) -> Self {
        Self {
            schema: super::record::SCHEMA,
            name: if name == system.as_str() {
                String::new()
            } else {
                name.to_owned()
            },
            system,
            links: steps.iter().map(TrailLink::of).collect(),
        }
    }

    /// Returns how the system is called.
    pub fn called(&self) -> String {
        called(&self.system, &self.name)
    }

    /// Finds a link.
    pub fn link(&self, id: &StepId) -> Option<&TrailLink> {
        self.links.iter().find(|link| &link.id == id)
    }

    /// Changes a link by a function; a step that is not in the trail leaves it as it is.
    #[must_use]
    pub fn changed(&self, id: &StepId, change: impl FnOnce(&mut TrailLink)) -> Self {
        let mut after = self.clone();
        if let Some(link) = after.links.iter_mut().find(|link| &link.id == id) {
            change(link);
        }
        after
    }

    /// Changes what a link cites; one that nobody has looked at holds as soon as it cites something, and no more when it does not.
    #[must_use]
    pub fn cited(
        &self,
        id: &StepId,
        step: &Step,
        change: impl FnOnce(&mut Vec<EvidenceLink>),
    ) -> Self {
        self.changed(id, |link| {
            change(&mut link.evidence);
            let state = match (link.state, link.evidence.is_empty()) {
                (LinkState::Unseen, false) => LinkState::Holds,
                (LinkState::Holds, true) => LinkState::Unseen,
                (same, _) => same,
            };
            if state != link.state {
                link.state = state;
                (link.by, link.at) = (Some(step.by.clone()), Some(step.at));
            }
        })
    }

    /// Says that a link holds, and cites what shows it; or says why not.
    pub fn holds(
        &self,
        id: &StepId,
        evidence: Vec<EvidenceLink>,
        note: Option<&str>,
        step: &Step,
    ) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        let there = self.link(id).map_or(0, |link| link.evidence.len());
        reasons.require(
            there + evidence.len() > 0,
            "evidence",
            "a link holds only by what is cited for it",
        );
        self.judged(id, LinkState::Holds, reasons, step, |link| {
            link.evidence.extend(evidence);
            link.searched.clear();
            link.commit = None;
            if let Some(note) = note {
                note.trim().clone_into(&mut link.note);
            }
        })
    }

    /// Says that a link is broken, with a word on it and where was looked; or says why not.
    pub fn broken(
        &self,
        id: &StepId,
        note: &str,
        searched: Searched,
        finding: Option<FindingId>,
        step: &Step,
    ) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        reasons.require(is_said(note), "note", "it is not said what is missing");
        self.judged(id, LinkState::Broken, reasons, step, |link| {
            note.trim().clone_into(&mut link.note);
            link.searched = searched.places;
            link.commit = searched.commit;
            if finding.is_some() {
                link.finding = finding;
            }
        })
    }

    /// Says that a link asks for nothing of this system, with the reason; or says why not.
    pub fn not_applicable(&self, id: &StepId, note: &str, step: &Step) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        reasons.require(
            is_said(note),
            "note",
            "it is not said why it does not apply",
        );
        self.judged(id, LinkState::NotApplicable, reasons, step, |link| {
            note.trim().clone_into(&mut link.note);
        })
    }

    /// Takes back what was said of a link; what it cites stays, and a finding that was raised stands by itself.
    pub fn taken_back(&self, id: &StepId, step: &Step) -> Result<Self, Refusal> {
        self.judged(id, LinkState::Unseen, Reasons::new(), step, |link| {
            link.searched.clear();
            link.commit = None;
        })
    }

    fn judged(
        &self,
        id: &StepId,
        state: LinkState,
        mut reasons: Reasons,
        step: &Step,
        change: impl FnOnce(&mut TrailLink),
    ) -> Result<Self, Refusal> {
        let known: Vec<&str> = self.links.iter().map(|link| link.id.as_str()).collect();
        reasons.require(
            self.link(id).is_some(),
            "step",
            format!("the trail has no step {id}: it has {}", known.join(", ")),
        );
        reasons.verdict()?;
        Ok(self.changed(id, |link| {
            change(link);
            link.state = state;
            (link.by, link.at) = (Some(step.by.clone()), Some(step.at));
        }))
    }

    /// Counts its links.
    pub fn counts(&self) -> TrailCounts {
        let mut counts = TrailCounts {
            links: self.links.len(),
            ..TrailCounts::default()
        };
        for link in &self.links {
            match link.state {
                LinkState::Holds => counts.hold += 1,
                LinkState::Broken => counts.broken += 1,
                LinkState::Unseen => counts.unseen += 1,
                LinkState::NotApplicable => counts.links -= 1,
            }
        }
        counts
    }

    /// Lists the links whose dates are not in their order: something earlier in the trail that came later.
    pub fn out_of_order(&self) -> Vec<OutOfOrder> {
        let dated = |link: &TrailLink| Some((link.id.clone(), link.title.clone(), link.date()?));
        let links: Vec<_> = self.links.iter().filter_map(dated).collect();
        let mut found = Vec::new();
        for (place, then) in links.iter().enumerate() {
            // Of all that should have been before it the latest tells most.
            let before = links.iter().take(place);
            let late = before
                .filter(|first| first.2 > then.2)
                .max_by_key(|first| first.2);
            found.extend(late.map(|first| OutOfOrder {
                first: first.clone(),
                then: then.clone(),
            }));
        }
        found
    }
}
