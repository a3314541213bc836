//! Replaying the history of the records: was the life cycle kept, commit by commit, and has nobody touched the proof since?
//!
//! The replay is a fold over the commits, parents before children ([`replay()`]). Of each record that a commit changes the
//! version before and the one after are held against each other, with the papers as they stood at that commit and the author of
//! the commit. One file a family of rules: `history` (entries are only added, each from the state before to one that may
//! follow), `guards` (the domain's own transitions, asked again), `amendments` (who changed what was held
//! fast), `acts` (who signs for what, and when), `edits` (what may change in which state), `identity` (ids), `merges`,
//! `mailmaps` (who was whom when) and `citations`. What a change of a record may do is one rule for program and replay alike:
//! [`lawful`](super::lawful).
//!
//! An honest history raises no alarm, however it came about: branches and their merges, cherry-picks and rebases that keep
//! the author, steps that wait days for their commit, several of them in one commit, people in other time zones with clocks
//! that are a little off. So a guard is broken only if neither the version before nor the one after could have passed it, and
//! a field was edited past its guards only if none of the states passed through in that commit would have let it change.
//! A comment, the order of keys and a key that this version does not know are nobody's business. What cannot be read
//! is [`Unchecked`]: never a pass, and never called tampering. At the branch's tip a record that cannot be read is wrong.
//!
//! What was wrong and was put back to the byte is told as [mended](Irregularity::mended), and counts no more; but what was
//! built on it meanwhile is judged again as if it had been put back already. What a merge did is put back, amended or settled
//! anew field by field.

mod acts;
mod alive;
mod amendments;
pub mod citations;
mod edits;
mod foreign;
mod guards;
mod history;
mod identity;
mod items;
mod kind;
mod mailmaps;
mod merges;
mod past;
mod remembered;
mod replay;
mod standing;
mod steps;
mod view;

use jiff::Timestamp;

use super::{id::AuditId, person::Person, record::RecordKey};

pub use self::{
    foreign::{SignedAnew, Traces, signed_anew},
    kind::{Kind, Weight},
    mailmaps::uncommitted as uncommitted_mailmap,
    past::{Changed, Content, Cut, Fault, Past, PastCommit, Surroundings, Version},
    replay::{Replayed, replay},
};
pub use super::history::SLACK;

/// How far ahead of the verifier's clock a time may be: as much as a commit may be when it is made.
pub const AHEAD: i64 = 24 * 60 * 60;

/// The field of what is told of a co-author of a commit, who is then the one that it is by.
pub const CO_AUTHOR: &str = "co-author";

/// Something that is not as the life cycle, or the proof, demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Irregularity {
    /// What kind it is of.
    pub kind: Kind,
    /// The record; none where it is about a commit or the repository.
    pub record: Option<RecordKey>,
    /// The path of the record at that commit.
    pub path: Option<String>,
    /// The key of the record's field.
    pub field: String,
    /// The commit; none where it is about what is there now.
    pub commit: Option<String>,
    /// The author of the commit, or the co-author whom it is about.
    pub by: Option<Person>,
    /// When it was committed.
    pub at: Option<Timestamp>,
    /// What is wrong, as a sentence without a full stop.
    pub text: String,
    /// The commit that put it right: the record is as before to the byte, or, of a merge, what it did was put back or amended.
    pub mended: Option<String>,
}

impl Irregularity {
    /// Tells whether it counts: it is no mere note, and was not put back.
    pub fn counts(&self) -> bool {
        self.kind.weight() != Weight::Note && self.mended.is_none()
    }

    /// Tells whether it concerns an audit: it is about one of its records, or about no record of another.
    pub fn concerns(&self, audit: &AuditId) -> bool {
        let of = self.record.as_ref().and_then(RecordKey::audit);
        of.is_none_or(|of| of == audit)
    }
}

/// Something that could not be checked: never a pass.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unchecked {
    /// What.
    pub what: String,
    /// Why not.
    pub why: String,
    /// How it can be made checkable; empty where nothing is known.
    pub how: String,
}

/// How much was checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Commits that HEAD reaches.
    pub commits: usize,
    /// Those of them that changed records.
    pub changing: usize,
    /// Records at the branch's tip.
    pub records: usize,
    /// Versions of records that were held against the one before.
    pub versions: usize,
    /// Steps in life cycles.
    pub transitions: usize,
    /// Citations whose bytes were held against the record.
    pub citations: usize,
    /// Signatures of tags and commits.
    pub signatures: usize,
}
