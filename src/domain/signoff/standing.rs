//! What became of a sign-off: whether what was signed is still what is there, and whether its tag can be relied on.

use jiff::Timestamp;

use super::{SignOff, fault::TagFault};
use crate::domain::person::Person;

/// A sign-off as a report names it: by the tags and records alone, without keys and clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// What it says.
    pub sign_off: SignOff,
    /// Whether what was signed is what is there.
    pub standing: Standing,
    /// That it was signed before with a key and is not any more; empty otherwise.
    pub lacking: Option<String>,
    /// What is wrong with it: it does not count then.
    pub faults: Vec<TagFault>,
}

/// Whether what was signed is what is there now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Every record is as it was signed.
    Fresh,
    /// Records have changed since.
    Stale {
        /// The records that differ, by path.
        changes: Vec<ChangedRecord>,
        /// The commits that changed records since, newest first; not all of them where there are very many.
        additions: Vec<Addition>,
        /// Whether there are more commits than these, which nobody has looked at.
        more: bool,
    },
    /// The branch does not lead to the commit any more, or never did.
    Lost(Lost),
    /// The tag contradicts the commit that it names.
    Contradicted {
        /// What does not agree.
        why: String,
    },
    /// The tag is not here, although others of its audit are, and something names it.
    Missing {
        /// What names it.
        why: String,
    },
    /// The tag cannot be read as a sign-off.
    Unreadable {
        /// Why not.
        why: String,
    },
    /// It cannot be told here; never taken for fresh.
    CannotTell {
        /// Why not.
        why: String,
    },
}

impl Standing {
    /// Returns the word of JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale { .. } => "stale",
            Self::Lost(_) => "lost",
            Self::Contradicted { .. } => "contradicted",
            Self::Missing { .. } => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::CannotTell { .. } => "cannot-tell",
        }
    }

    /// Says it in a short sentence without a full stop.
    pub fn phrase(&self) -> String {
        match self {
            Self::Fresh => "fresh: every record is as it was signed".to_owned(),
            Self::Stale { changes, .. } => match changes.as_slice() {
                [one] => format!("stale: {} {} since", one.short, one.change.label()),
                several => format!("stale: {} records changed since", several.len()),
            },
            Self::Lost(lost) => format!("lost: {}", lost.phrase()),
            Self::Contradicted { why } => format!("contradicted: {why}"),
            Self::Missing { why } => format!("missing: {why}"),
            Self::Unreadable { why } => format!("unreadable: {why}"),
            Self::CannotTell { why } => format!("cannot tell: {why}"),
        }
    }

    /// Tells whether what was signed is what is there.
    pub const fn is_fresh(&self) -> bool {
        matches!(self, Self::Fresh)
    }

    /// Tells whether it speaks of tampering or of a rewritten history; that records changed since is neither.
    pub const fn is_alarm(&self) -> bool {
        match self {
            Self::Fresh | Self::Stale { .. } | Self::CannotTell { .. } => false,
            Self::Lost(_)
            | Self::Contradicted { .. }
            | Self::Missing { .. }
            | Self::Unreadable { .. } => true,
        }
    }
}

/// How the history has left a signed commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// The branch ends before it.
    RolledBack,
    /// The branch goes another way since a commit before it: amended, rebased or replaced.
    Rewritten,
    /// It is on another branch alone.
    OnOtherBranch(String),
    /// It is not in the repository, whose history is whole.
    NotHere,
}

impl Lost {
    /// Says it in a short sentence without a full stop.
    pub fn phrase(&self) -> String {
        match self {
            Self::RolledBack => {
                "the branch was rolled back to before the signed commit".to_owned()
            }
            Self::Rewritten => "the branch does not lead to the signed commit: it was amended, rebased or replaced since".to_owned(),
            Self::OnOtherBranch(branch) => {
                format!("the signed commit is on the branch {branch}, and not on this one")
            }
            Self::NotHere => "the signed commit is not in this repository any more".to_owned(),
        }
    }
}

words! {
    /// What happened to a record since it was signed.
    pub enum RecordChange: "change of a record" {
        /// It is new.
        Added = "added", "was added";
        /// It says something else.
        Changed = "changed", "changed";
        /// It is gone.
        Removed = "removed", "was removed";
    }
}

/// A record that is not as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRecord {
    /// The path, from the top of the repository.
    pub path: String,
    /// The words that a person knows the record by; the path of what is no record.
    pub short: String,
    /// What happened to it.
    pub change: RecordChange,
}

/// A commit that changed records after they were signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// The commit.
    pub commit: String,
    /// Who.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// The first line of its message.
    pub subject: String,
    /// The reason that it gives for the change after the sign-off; empty where it gives none.
    pub why: String,
}

/// The line of a commit's message that says why records were changed after a sign-off.
pub const WHY: &str = "After-sign-off";

/// Finds the reason that a commit gives for changing what was signed; empty where it gives none.
pub fn why_of(message: &str) -> String {
    let given: Vec<&str> = message
        .lines()
        .filter_map(|line| line.strip_prefix(WHY)?.strip_prefix(':'))
        .map(str::trim)
        .filter(|why| !why.is_empty())
        .collect();
    given.join("; ")
}

/// Adds the reason to a message, as a line of its own in the last paragraph or in a new one.
pub fn with_why(message: &str, why: &str) -> String {
    let why: Vec<&str> = why.split_whitespace().collect();
    let message = message.trim_end();
    format!("{message}\n\n{WHY}: {}\n", why.join(" "))
}

/// What the signature of a tag or commit is worth, by the keys that are trusted here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureState {
    /// There is none, and nothing says that there should be.
    Unsigned,
    /// There is none, although it says that a key signed it, or this repository signs.
    Lacking {
        /// What says so.
        why: String,
    },
    /// It is good, by a key that is trusted for the person.
    Good {
        /// The fingerprint of the key.
        key: String,
        /// Whose key it is, as the list of trusted keys or the key itself says.
        signer: String,
    },
    /// It is good, and the key belongs to somebody else than the person named, or is another than the one named.
    WrongKey {
        /// The fingerprint of the key.
        key: String,
        /// Whose key it is; may be several, as the list of trusted keys has them.
        owners: Vec<String>,
        /// What does not agree.
        why: String,
    },
    /// It is good, and nobody here trusts the key.
    UnknownKey {
        /// The fingerprint of the key.
        key: String,
    },
    /// It does not fit the bytes, or the key was revoked.
    Bad {
        /// Why.
        why: String,
    },
    /// It cannot be checked here; never taken for good.
    CannotCheck {
        /// Why not.
        why: String,
    },
}

impl SignatureState {
    /// Returns the word of JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Lacking { .. } => "lacking",
            Self::Good { .. } => "good",
            Self::WrongKey { .. } => "wrong-key",
            Self::UnknownKey { .. } => "unknown-key",
            Self::Bad { .. } => "bad",
            Self::CannotCheck { .. } => "cannot-check",
        }
    }

    /// Says it in a short sentence without a full stop.
    pub fn phrase(&self) -> String {
        match self {
            Self::Unsigned => "not signed with a key".to_owned(),
            Self::Lacking { why } => format!("not signed, although {why}"),
            Self::Good { key, signer } => format!("good signature of {signer}, key {key}"),
            Self::WrongKey { why, .. } => format!("wrong key: {why}"),
            Self::UnknownKey { key } => {
                format!("unknown key: nobody is trusted here for the key {key}")
            }
            Self::Bad { why } => format!("bad signature: {why}"),
            Self::CannotCheck { why } => format!("the signature cannot be checked: {why}"),
        }
    }

    /// Tells whether it speaks of tampering: the absence of a key or of a means to check is no such thing.
    pub const fn is_alarm(&self) -> bool {
        match self {
            Self::Unsigned
            | Self::Good { .. }
            | Self::UnknownKey { .. }
            | Self::CannotCheck { .. } => false,
            Self::Lacking { .. } | Self::WrongKey { .. } | Self::Bad { .. } => true,
        }
    }

    /// Returns the fingerprint of the key that made it, where that is known.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Good { key, .. } | Self::WrongKey { key, .. } | Self::UnknownKey { key } => {
                Some(key)
            }
            Self::Unsigned | Self::Lacking { .. } | Self::Bad { .. } | Self::CannotCheck { .. } => {
                None
            }
        }
    }

    /// Holds what a signature is worth against what the sign-off says of the key that made it.
    #[must_use]
    pub fn as_said_by(self, sign_off: &SignOff) -> Self {
        match (&sign_off.key, &self) {
            (Some(said), Self::Unsigned) => Self::Lacking {
                why: format!("it says that the key {said} signed it"),
            },
            (Some(said), Self::Good { key, signer }) if said != key => Self::WrongKey {
                key: key.clone(),
                owners: vec![signer.clone()],
                why: format!("it says that the key {said} signed it, and {key} did"),
            },
            _ => self,
        }
    }
}

/// How the list of trusted keys stands to the one that the signer had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyList {
    /// It is the same.
    Same,
    /// It is another one: keys were added, taken away or swapped.
    Changed,
    /// The signer had none, or there is none here.
    Unknown,
}
