//! Citations: whether they say the truth of what they pin, and whether what is closed still rests on something.

use std::collections::HashMap;

use super::{Irregularity, Kind, Unchecked};
use crate::domain::{
    action::ActionState,
    evidence::{CitationState, EvidenceLink},
    finding::FindingState,
    id::EvidenceId,
    record::{Record, RecordKey},
};

/// What stands at the path of a citation in the commit that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The cited bytes.
    Holds,
    /// Other bytes: their id.
    Others(String),
    /// No file.
    Nothing,
    /// It was cited from the work tree, from no commit.
    NoCommit,
    /// It cannot be told, for this reason.
    Unread(String),
}

/// A citation in its place, and what is known of it.
#[derive(Debug, Clone)]
pub struct Cited<'r> {
    /// The record.
    pub record: &'r Record,
    /// The citation.
    pub link: &'r EvidenceLink,
    /// What became of it.
    pub state: CitationState,
    /// Whether its bytes were read, and do not have the SHA-256 that the record says.
    pub is_other: bool,
    /// What stands in its commit.
    pub standing: Standing,
}

/// Lists the citations of a record.
pub fn of(record: &Record) -> Vec<&EvidenceLink> {
    record.citations()
}

/// Judges citations at the branch's tip.
pub fn judge(all: &[Cited<'_>]) -> (Vec<Irregularity>, Vec<Unchecked>) {
    let mut told = Vec::new();
    let mut unchecked = Vec::new();
    let mut ids: HashMap<&EvidenceId, RecordKey> = HashMap::new();
    for cited in all {
        let Cited { record, link, .. } = cited;
        let key = record.key();
        let mut tell = |kind, field: &str, text: String| {
            told.push(Irregularity {
                kind,
                record: Some(key.clone()),
                path: None,
                field: field.to_owned(),
                commit: None,
                by: None,
                at: None,
                text,
                mended: None,
            });
        };
        if let Some(other) = ids.insert(&link.id, key.clone()) {
            let text = format!(
                "{} names two citations: here, and in {}",
                link.id,
                other.named()
            );
            tell(Kind::CitationTwice, "evidence", text);
        }
        if cited.is_other {
            let text = format!(
                "the bytes of {} ({}) do not have the sha256 that the record says",
                link.id,
                link.subject()
            );
            tell(Kind::BytesReplaced, "sha256", text);
        }
        let commit = link.commit.as_deref().unwrap_or_default();
        match &cited.standing {
            Standing::Holds | Standing::NoCommit => {}
            Standing::Others(_) => tell(
                Kind::CitationForged,
                "commit",
                format!(
                    "{} says that commit {commit} has these bytes at {}, and it has others",
                    link.id,
                    link.subject()
                ),
            ),
            Standing::Nothing => tell(
                Kind::CitationForged,
                "commit",
                format!(
                    "{} says that commit {commit} has {}, and it has no such file",
                    link.id,
                    link.subject()
                ),
            ),
            Standing::Unread(why) => unchecked.push(Unchecked {
                what: format!(
                    "whether commit {commit} has what {} of {} cites",
                    link.id,
                    key.named()
                ),
                why: why.clone(),
                how: "bring the commit: git fetch --all".to_owned(),
            }),
        }
        if cited.state == CitationState::Gone && rests(record) {
            let text = format!("it is closed, and {} ({}) is gone", link.id, link.subject());
            tell(Kind::EvidenceGone, "evidence", text);
        }
        let is_unread = cited.state == CitationState::MissingObject
            || (cited.state == CitationState::HashMismatch && !cited.is_other)
            || !cited.state.is_judged();
        if is_unread && cited.state != CitationState::LfsPointer {
            unchecked.push(Unchecked {
                what: format!(
                    "the bytes of {} ({}) in {}",
                    link.id,
                    link.subject(),
                    key.named()
                ),
                why: cited.state.phrase(),
                how: cited.state.hint().unwrap_or_default().to_owned(),
            });
        }
    }
    (told, unchecked)
}

/// Tells whether a record is closed, and so rests on its evidence for good.
fn rests(record: &Record) -> bool {
    match record {
        Record::Finding { finding, .. } => finding.state == FindingState::Closed,
        Record::Action { action, .. } => action.state == ActionState::Closed,
        Record::Workspace(_)
        | Record::Programme(_)
        | Record::Applicability(_)
        | Record::Audit(_)
        | Record::Criteria { .. }
        | Record::Answers { .. }
        | Record::Sample { .. }
        | Record::Trail { .. } => false,
    }
}
