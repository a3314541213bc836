//! The pending records in both versions, each read once.

use crate::{
    domain::record::{Record, RecordKey},
    error::Result,
    store::{Store, Understood},
    vcs::{At, Change, VcsError},
};

use super::{super::Session, PendingRecord};

/// More than any record may have.
const AT_MOST: u64 = 4 << 20;

/// A pending record in both versions: as it is committed, and as it is now.
pub(super) struct Versions<'f> {
    pub(super) key: &'f RecordKey,
    pub(super) file: &'f PendingRecord,
    pub(super) before: Option<Record>,
    pub(super) after: Record,
}

impl<'f> Versions<'f> {
    /// Reads all pending records that have acts in them; what is gone or cannot be read is told elsewhere.
    pub(super) fn all(files: &'f [PendingRecord]) -> Vec<Self> {
        files.iter().filter_map(Self::of).collect()
    }

    /// Tells whether a step is taken.
    pub(super) fn takes_step(&self) -> bool {
        steps(&self.after) > self.before.as_ref().map_or(0, steps)
    }

    /// Tells whether a step is taken beyond the one by which a record begins.
    pub(super) fn goes_on(&self) -> bool {
        steps(&self.after) > self.before.as_ref().map_or(1, steps)
    }

    /// Reads a pending record that has acts in it.
    pub(super) fn of(file: &'f PendingRecord) -> Option<Self> {
        let key = file.key.as_ref().filter(|_| file.kept.is_none())?;
        let read = |text: &str| match Store::understand(key, &file.path, text.as_bytes()) {
            Ok(Understood::Record(record, _)) => Some(*record),
            Ok(Understood::Checklist(_) | Understood::OtherName(_)) | Err(_) => None,
        };
        let before = (file.change != Change::Added).then(|| read(&file.old));
        let after = (file.change != Change::Deleted).then(|| read(&file.new));
        Some(Self {
            key,
            file,
            // Against a version that cannot be read nothing can be held.
            before: match before {
                Some(None) => return None,
                Some(before) => before,
                None => None,
            },
            after: after??,
        })
    }
}

/// Counts the steps that a record has taken.
fn steps(record: &Record) -> usize {
    let audit = record.audit().map(|audit| audit.history.len());
    let finding = record.finding().map(|finding| finding.history.len());
    let action = record.action().map(|action| action.history.len());
    audit.or(finding).or(action).unwrap_or_default()
}

impl Session {
    /// Reads a record as the branch's tip has it; none where it does not have it, or it cannot be read there.
    pub(in crate::session) fn committed(&self, key: &RecordKey) -> Result<Option<Record>> {
        if self.repository().head()?.commit.is_none() {
            return Ok(None);
        }
        let path = self.store().path_of(key);
        let content = match self.repository().read(&At::Head, &path, AT_MOST) {
            Ok(content) => content,
            Err(VcsError::NoSuchPath { .. }) => return Ok(None),
            Err(other) => return Err(other.into()),
        };
        Ok(match Store::understand(key, &path, &content.bytes) {
            Ok(Understood::Record(record, _)) => Some(*record),
            Ok(Understood::Checklist(_) | Understood::OtherName(_)) | Err(_) => None,
        })
    }
}
