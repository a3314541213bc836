//! What a citation was pinned to before it was pinned anew.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{EvidenceLink, LineRange, Pin, here, is_here, within};
use crate::domain::{guard::is_said, id::EvidenceId, object::short, person::Person};

/// A pin that another one has taken the place of. It is never taken out: it says what was relied on until then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EarlierPin {
    /// The repository's name; `.` when left out.
    #[serde(default = "here", skip_serializing_if = "is_here")]
    pub repository: String,
    /// The path.
    pub path: String,
    /// The cited lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<LineRange>,
    /// The commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// git's id of the bytes.
    pub blob: String,
    /// The SHA-256 of the bytes.
    pub sha256: String,
    /// The SHA-256 of the cited lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt_sha256: Option<String>,
    /// The date of the commit that brought the bytes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
    /// Why it was pinned anew.
    pub why: String,
    /// Who did.
    pub by: Person,
    /// When (UTC).
    pub at: Timestamp,
}

impl EarlierPin {
    /// Makes the memory of a pin that somebody replaces.
    pub fn of(pin: Pin, why: String, by: Person, at: Timestamp) -> Self {
        Self {
            repository: pin.repository,
            path: pin.path,
            lines: pin.lines,
            commit: pin.commit,
            blob: pin.blob,
            sha256: pin.sha256,
            excerpt_sha256: pin.excerpt_sha256,
            effective: pin.effective,
            why,
            by,
            at,
        }
    }

    /// Returns what it pinned.
    pub fn pin(&self) -> Pin {
        Pin {
            repository: self.repository.clone(),
            path: self.path.clone(),
            commit: self.commit.clone(),
            blob: self.blob.clone(),
            sha256: self.sha256.clone(),
            lines: self.lines,
            excerpt_sha256: self.excerpt_sha256.clone(),
            effective: self.effective,
        }
    }
}

impl EvidenceLink {
    /// Tells whether another citation is of the same bytes at the same place, whatever the commit that they were cited at.
    pub fn cites_the_same(&self, other: &Self) -> bool {
        let (Some(one), Some(two)) = (self.pin(), other.pin()) else {
            return false;
        };
        self.kind == other.kind
            && one.repository == two.repository
            && one.path == two.path
            && one.lines == two.lines
            && one.blob == two.blob
    }

    /// Tells whether a later version of a citation is as this one, or this one pinned anew: with what it was pinned to kept
    /// and a reason for every new pin, and nothing else of it changed.
    pub fn goes_on_as(&self, later: &Self) -> bool {
        if self == later {
            return true;
        }
        let Some(added) = later.earlier.strip_prefix(self.earlier.as_slice()) else {
            return false;
        };
        let (Some(first), Some(pin)) = (added.first(), self.pin()) else {
            return false;
        };
        let mut like = later.clone();
        like.repository.clone_from(&self.repository);
        like.path.clone_from(&self.path);
        like.lines = self.lines;
        like.commit.clone_from(&self.commit);
        like.blob.clone_from(&self.blob);
        like.sha256.clone_from(&self.sha256);
        like.excerpt_sha256.clone_from(&self.excerpt_sha256);
        like.effective = self.effective;
        like.earlier.clone_from(&self.earlier);
        first.pin() == pin && like == *self && added.iter().all(|pin| is_said(&pin.why))
    }
}

impl Pin {
    /// Says in a few words what is pinned and where: `risk/method.md:10-24 at a1b2c3d4e5`.
    pub fn told(&self) -> String {
        let commit = self.commit.as_deref().map(short);
        format!(
            "{} {}",
            within(&self.repository, &self.path, self.lines),
            commit.map_or_else(
                || "from the work tree".to_owned(),
                |commit| format!("at {commit}")
            )
        )
    }
}

/// The act of pinning a citation anew, as histories tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repinned<'l> {
    /// The citation.
    pub id: &'l EvidenceId,
    /// What it was pinned to.
    pub from: String,
    /// What it was pinned to then.
    pub to: String,
    /// When.
    pub at: Timestamp,
    /// Who did.
    pub by: &'l Person,
    /// Why.
    pub why: &'l str,
}

impl Repinned<'_> {
    /// Says what was done, without who, when and why.
    pub fn told(&self) -> String {
        format!("{} pinned anew: {}, before {}", self.id, self.to, self.from)
    }
}

/// Lists how often these citations were pinned anew, the oldest first.
pub fn repinned<'l>(links: impl IntoIterator<Item = &'l EvidenceLink>) -> Vec<Repinned<'l>> {
    let mut acts: Vec<Repinned<'l>> = links.into_iter().flat_map(of_link).collect();
    acts.sort_by_key(|act| act.at);
    acts
}

fn of_link(link: &EvidenceLink) -> impl Iterator<Item = Repinned<'_>> {
    let later = link.earlier.iter().skip(1).map(EarlierPin::pin);
    let then = later.chain(link.pin()).map(|pin| pin.told());
    link.earlier.iter().zip(then).map(|(earlier, to)| Repinned {
        id: &link.id,
        from: earlier.pin().told(),
        to,
        at: earlier.at,
        by: &earlier.by,
        why: &earlier.why,
    })
}
