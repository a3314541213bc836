//! Whether evidence is of the right time: its date against the audited period, and its age against a limit of the house.
//!
//! **The date** of a file in git is that of the commit that brought its bytes in ([`EvidenceLink::effective`]); so it is of a
//! commit and a merge request, where it is known. Of everything else, talks as well as copies that were kept and what a
//! command printed, it is the day on which it was obtained.
//!
//! **The age** counts to the day on which the auditor relied on it. For what has a date of its own that is the day of citing,
//! or of pinning it anew: what has happened since is told by its [state](super::evidence::CitationState). What is dated by
//! the very day of citing could never be too old; it ages for as long as the audit goes on, to the day on which the report
//! was issued and until then to the last planned day of the fieldwork. No clock is asked: the same records give the same
//! answer at any time.
//!
//! **The period.** A policy that was approved before the period and still holds is what an auditor wants to see. So evidence
//! from before the period is only marked, and stale only where a limit says so. What came into being after the period was
//! not in force within it. What has no date of its own is not held against the end of the period, since people are asked and
//! copies taken afterwards; nor is the evidence of corrective actions held against the period at all, since it comes later by
//! its nature.

use std::collections::BTreeMap;

use jiff::{civil::Date, tz::Offset};
use serde::{Deserialize, Serialize};

use super::{
    audit::{Audit, AuditState},
    evidence::{EvidenceKind, EvidenceLink},
    holder::Holder,
    id::AuditId,
    papers::{CitedIn, WorkingPapers},
    pattern::PathPattern,
};

words! {
    /// Whether a piece of evidence is of the right time.
    pub enum Freshness: "freshness" {
        /// It is of the audited period, and within its limit.
        Fresh = "fresh", "fresh";
        /// It is from before the audited period: a hint, no fault.
        BeforePeriod = "before-period", "before the period";
        /// It came into being after the audited period.
        AfterPeriod = "after-period", "after the period";
        /// It was older than its limit when it was relied on.
        Stale = "stale", "stale";
        /// Its date is not known.
        Undated = "undated", "undated";
    }
}

impl Freshness {
    /// Tells whether a reader has to be warned: it is too old, or from after the period.
    pub const fn is_doubtful(self) -> bool {
        matches!(self, Self::Stale | Self::AfterPeriod)
    }
}

/// How old evidence of some kind may be: a rule of the house, in `tickmark.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FreshnessLimit {
    /// What the evidence is called, such as `monitoring log`.
    pub name: String,
    /// The paths that are meant; any, and what has none, when left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<PathPattern>,
    /// The kinds of evidence that are meant; any when left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<EvidenceKind>,
    /// How many days old it may be.
    pub days: u16,
}

impl FreshnessLimit {
    /// Tells whether the limit is about a piece of evidence.
    pub fn fits(&self, link: &EvidenceLink) -> bool {
        let path = link.path.as_deref();
        let named = |path: &str| self.paths.iter().any(|pattern| pattern.fits(path));
        (self.kinds.is_empty() || self.kinds.contains(&link.kind))
            && (self.paths.is_empty() || path.is_some_and(named))
    }

    /// Says what is odd about limits taken together, in their order: the first one that fits counts.
    pub fn oddities(limits: &[Self]) -> Vec<String> {
        let mut odd = Vec::new();
        for (place, limit) in limits.iter().enumerate() {
            let before = limits.get(..place).unwrap_or_default();
            if limit.name.trim().is_empty() {
                odd.push(format!("limit {} has no name", place + 1));
            }
            if before.iter().any(|other| other.name == limit.name) {
                odd.push(format!("two limits are called {}", limit.name));
            }
            let takes_all = |other: &&Self| other.paths.is_empty() && other.kinds.is_empty();
            if let Some(first) = before.iter().find(takes_all) {
                odd.push(format!(
                    "{} never counts: {} before it is about everything",
                    limit.name, first.name
                ));
            }
        }
        odd
    }
}

/// How old a piece of evidence is, and what that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// What it means.
    pub freshness: Freshness,
    /// Its date; none where that is not known.
    pub dated: Option<Date>,
    /// Its age in days when it was relied on.
    pub days: Option<i32>,
    /// The limit that it was held against: name and days.
    pub limit: Option<(String, u16)>,
}

impl Age {
    /// Says it in words: `stale: 212 days old, and a monitoring log may be 90`.
    pub fn phrase(&self) -> String {
        match (self.freshness, self.days, &self.limit) {
            (Freshness::Stale, Some(days), Some((name, limit))) => {
                let noun = if days == 1 { "day" } else { "days" };
                format!(
                    "stale: {days} {noun} old when relied on; the limit for \"{name}\" is {limit}"
                )
            }
            (Freshness::Stale, ..) => "stale".to_owned(),
            (Freshness::Fresh, ..) => "of the right time".to_owned(),
            (Freshness::BeforePeriod, ..) => "from before the audited period".to_owned(),
            (Freshness::AfterPeriod, ..) => "from after the audited period".to_owned(),
            (Freshness::Undated, ..) => "its date is not known".to_owned(),
        }
    }
}

/// What evidence is held against.
#[derive(Debug, Clone, Copy)]
pub struct Yardstick<'a> {
    limits: &'a [FreshnessLimit],
    from: Option<Date>,
    to: Option<Date>,
    /// The day to which the age of talks counts.
    relied_on: Option<Date>,
}

impl<'a> Yardstick<'a> {
    /// Takes the limits of the house alone, as for the statement of applicability.
    pub fn of_house(limits: &'a [FreshnessLimit]) -> Self {
        Self {
            limits,
            from: None,
            to: None,
            relied_on: None,
        }
    }

    /// Takes the limits of the house and the period of an audit.
    pub fn of(limits: &'a [FreshnessLimit], audit: &Audit) -> Self {
        let issued = audit
            .history
            .iter()
            .rev()
            .find(|entry| entry.to == AuditState::Issued);
        Self {
            limits,
            from: audit.period_start,
            to: audit.period_end,
            relied_on: issued
                .map(|entry| Offset::UTC.to_datetime(entry.at).date())
                .or(audit.end),
        }
    }

    /// Leaves the period aside.
    #[must_use]
    pub fn at_any_time(self) -> Self {
        Self {
            from: None,
            to: None,
            ..self
        }
    }

    /// Judges a piece of evidence.
    pub fn judge(&self, link: &EvidenceLink) -> Age {
        let day = |moment| Offset::UTC.to_datetime(moment).date();
        let obtained = day(link.obtained_at);
        let has_own = has_own_date(link);
        let dated = if has_own {
            link.effective
        } else {
            Some(obtained)
        };
        let until = if has_own {
            link.earlier.last().map(|earlier| day(earlier.at))
        } else {
            self.relied_on
        };
        // Nobody cites bytes that came later: such a date is none. A day of difference is that of the places on earth.
        let cited = link
            .earlier
            .last()
            .map_or(obtained, |earlier| day(earlier.at));
        let latest = cited.tomorrow().unwrap_or(cited);
        let dated = dated.filter(|dated| !has_own || *dated <= latest);
        let limit = self.limits.iter().find(|limit| limit.fits(link));
        let days = dated.map(|dated| {
            let until = until.map_or(obtained, |until| until.max(obtained));
            dated.until(until).map_or(0, |span| span.get_days()).max(0)
        });
        let is_stale = days
            .zip(limit)
            .is_some_and(|(days, limit)| days > i32::from(limit.days));
        let freshness = match dated {
            None => Freshness::Undated,
            Some(_) if is_stale => Freshness::Stale,
            Some(dated) if has_own && self.to.is_some_and(|to| dated > to) => {
                Freshness::AfterPeriod
            }
            Some(dated) if self.from.is_some_and(|from| dated < from) => Freshness::BeforePeriod,
            Some(_) => Freshness::Fresh,
        };
        Age {
            freshness,
            dated,
            days,
            limit: limit.map(|limit| (limit.name.clone(), limit.days)),
        }
    }
}

/// Tells whether evidence has a date of its own, other than that of obtaining it.
fn has_own_date(link: &EvidenceLink) -> bool {
    match link.kind {
        EvidenceKind::File => link.origin.is_empty(),
        EvidenceKind::Commit | EvidenceKind::MergeRequest => link.effective.is_some(),
        EvidenceKind::Interview
        | EvidenceKind::Observation
        | EvidenceKind::Meeting
        | EvidenceKind::Screen
        | EvidenceKind::CommandOutput => false,
    }
}

/// Judges a piece of evidence wherever in the workspace it stands.
pub fn age(
    papers: &BTreeMap<AuditId, WorkingPapers>,
    holder: &Holder,
    link: &EvidenceLink,
    limits: &[FreshnessLimit],
) -> Age {
    let in_audit = match holder {
        Holder::InAudit(audit, place) => papers.get(audit).map(|papers| (papers, place)),
        Holder::Control(_) => None,
    };
    match in_audit {
        Some((papers, place)) => papers.age(place, link, limits),
        None => Yardstick::of_house(limits).judge(link),
    }
}

impl WorkingPapers {
    /// Judges a piece of evidence in its place.
    pub fn age(&self, place: &CitedIn, link: &EvidenceLink, limits: &[FreshnessLimit]) -> Age {
        let yardstick = Yardstick::of(limits, &self.audit);
        match place {
            CitedIn::Row(_) | CitedIn::Finding(_) | CitedIn::Item(..) | CitedIn::Link(..) => {
                yardstick.judge(link)
            }
            CitedIn::Action(_) => yardstick.at_any_time().judge(link),
        }
    }

    /// Counts the evidence of the audit by its freshness, in the order of the words; what there is none of is left out.
    pub fn freshness(&self, limits: &[FreshnessLimit]) -> Vec<(Freshness, usize)> {
        let mut found: Vec<Freshness> = Vec::new();
        for (place, link) in self.citations() {
            found.push(self.age(&place, link, limits).freshness);
        }
        let count = |word: Freshness| found.iter().filter(|f| **f == word).count();
        let counts = Freshness::ALL.iter().map(|word| (*word, count(*word)));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// Counts the evidence that was too old when it was relied on.
    pub fn stale(&self, limits: &[FreshnessLimit]) -> usize {
        if limits.is_empty() {
            return 0;
        }
        let stale = |(place, link): &(CitedIn, &EvidenceLink)| {
            self.age(place, link, limits).freshness == Freshness::Stale
        };
        self.citations().filter(stale).count()
    }
}

#[cfg(test)]
mod tests;
