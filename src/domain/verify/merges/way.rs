//! How something that a merge did is put right.

use super::{
    super::{
        edits,
        items::{Name, items},
    },
    held::{is_same, recorded, united},
};
use crate::domain::{
    finding::{FindingState, ToldField},
    guard::Reason,
    record::{Record, RecordKey},
};

/// The fields on which guards rest.
const RESTED_ON: [&str; 6] = [
    "owner",
    "action",
    "findings",
    "verifier",
    "not-before",
    "type",
];

/// Which steps rest on something that a merge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Rest {
    /// None.
    Nothing,
    /// Those of its audit.
    OfAudit,
    /// Those of the finding itself: whoever took one did so upon what was told there.
    OfFinding,
}

/// How something is put right.
#[derive(Debug, Clone)]
pub(in super::super) enum Way {
    /// By what takes this reason away: the field is put back, amended, or free and settled anew.
    Lawful(Reason),
    /// By taking these back to what they were.
    Back(Vec<Name>),
    /// By withdrawing the finding.
    Withdrawn,
}

impl Way {
    /// Tells whether a record is right again; `good` is what it should have been, `merged` what the merge made of it.
    pub(in super::super) fn is_right(
        &self,
        good: Option<&Record>,
        merged: Option<&Record>,
        now: &Record,
    ) -> bool {
        self.is_amended(merged, now) || self.is_back(good, now)
    }

    /// Tells whether a record has an act since that changed it, with a reason that stays.
    pub(in super::super) fn is_amended(&self, merged: Option<&Record>, now: &Record) -> bool {
        match self {
            Self::Lawful(reason) => merged.is_some_and(|was| recorded(now, was, reason.field)),
            Self::Back(_) | Self::Withdrawn => false,
        }
    }

    /// Tells whether a record is as if the merge had not done it.
    fn is_back(&self, good: Option<&Record>, now: &Record) -> bool {
        match self {
            Self::Lawful(reason) => good.is_some_and(|good| {
                let against = edits::unlawful(Some(good), &united(good, now));
                !against.iter().any(|one| is_same(one, reason))
            }),
            Self::Back(names) => good.is_some_and(|good| {
                let (good, now) = (items(good), items(now));
                !names.is_empty() && names.iter().all(|name| good.said(name) == now.said(name))
            }),
            Self::Withdrawn => {
                let finding = now.finding();
                finding.is_some_and(|finding| finding.state == FindingState::Withdrawn)
            }
        }
    }

    /// Returns the reason that does not stand against the version that puts it back, after one that had not.
    pub(in super::super) fn forgiven(
        &self,
        good: Option<&Record>,
        merged: Option<&Record>,
        (before, now): (&Record, &Record),
    ) -> Option<&Reason> {
        let Self::Lawful(reason) = self else {
            return None;
        };
        let is_it = !self.is_right(good, merged, before) && self.is_back(good, now);
        is_it.then_some(reason)
    }

    /// Tells which steps rest on it.
    pub(in super::super) fn rest(&self, record: Option<&RecordKey>) -> Rest {
        let field = match self {
            Self::Lawful(reason) => reason.field,
            Self::Back(_) | Self::Withdrawn => return Rest::Nothing,
        };
        let is_told = |told: &ToldField| told.is_the_teams() && told.key() == field;
        if RESTED_ON.contains(&field) {
            Rest::OfAudit
        } else if matches!(record, Some(RecordKey::Finding(..)))
            && ToldField::ALL.iter().any(is_told)
        {
            Rest::OfFinding
        } else {
            Rest::Nothing
        }
    }
}
