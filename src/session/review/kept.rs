//! Copies of evidence in the review: which records cite them, what is wrong with them, and what a person sees of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    domain::{
        evidence::EvidenceLink,
        holder::Holder,
        id::Criterion,
        papers::CitedIn,
        problem::{Problem, Severity},
        record::RecordKey,
    },
    safe::escape_line,
    session::Session,
    vcs::{Change, PendingFile},
};

use super::PendingRecord;

/// How much of a copy is shown.
const SHOWN: usize = 16 << 10;

/// A copy of evidence that is pending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCopy {
    /// The bytes; none where the file was removed.
    pub bytes: Option<Arc<[u8]>>,
    /// The records that cite it.
    pub cited_in: BTreeSet<RecordKey>,
}

impl KeptCopy {
    /// Returns how many bytes it has.
    pub fn size(&self) -> u64 {
        self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)
    }
}

/// Returns the record that a citation is in.
fn record_of(holder: &Holder) -> RecordKey {
    match holder {
        Holder::InAudit(audit, CitedIn::Row(row)) => {
            RecordKey::Answers(audit.clone(), row.checklist.clone(), row.reference.clone())
        }
        Holder::InAudit(audit, CitedIn::Finding(id)) => {
            RecordKey::Finding(audit.clone(), id.clone())
        }
        Holder::InAudit(audit, CitedIn::Action(id)) => RecordKey::Action(audit.clone(), id.clone()),
        Holder::InAudit(audit, CitedIn::Item(id, _)) => {
            RecordKey::Sample(audit.clone(), id.clone())
        }
        Holder::InAudit(audit, CitedIn::Link(system, _)) => {
            RecordKey::Trail(audit.clone(), system.clone())
        }
        Holder::Control(control) => RecordKey::Applicability(control.checklist.clone()),
    }
}

impl Session {
    /// Finds for the path of each kept copy that is cited the records that cite it.
    pub(in crate::session) fn kept_copies(&self) -> BTreeMap<&str, BTreeSet<RecordKey>> {
        let mut copies: BTreeMap<&str, BTreeSet<RecordKey>> = BTreeMap::new();
        for (holder, link) in self.all_citations() {
            if let Some(path) = link.path.as_deref().filter(|_| link.is_kept()) {
                copies.entry(path).or_default().insert(record_of(&holder));
            }
        }
        copies
    }

    /// Iterates over every citation of the workspace, each with what holds it.
    fn all_citations(&self) -> impl Iterator<Item = (Holder, &EvidenceLink)> {
        let of_audits = self.papers().values().flat_map(|papers| {
            let of = |(place, link)| (Holder::InAudit(papers.audit.id.clone(), place), link);
            papers.citations().map(of)
        });
        let of_statements = self.applicability().values().flat_map(|statement| {
            statement.citations().map(|(reference, link)| {
                let control = Criterion {
                    checklist: statement.checklist.clone(),
                    reference: reference.clone(),
                };
                (Holder::Control(control), link)
            })
        });
        of_audits.chain(of_statements)
    }

    /// Parts the pending files of which no record knows from those that a commit takes, and says what is wrong with them.
    pub(super) fn pending_copies(
        &self,
        pending: Vec<(RecordKey, PendingFile)>,
    ) -> (Vec<PendingRecord>, Vec<Problem>) {
        let mut problems = Vec::new();
        if pending.is_empty() {
            return (Vec::new(), problems);
        }
        let cited = self.kept_copies();
        let mut files = Vec::new();
        for (key, file) in pending {
            let path = escape_line(&file.path).into_owned();
            let problem = |severity, text| Problem {
                record: key.clone(),
                severity,
                text,
            };
            let Some(cited_in) = cited.get(file.path.as_str()) else {
                let text = match file.change {
                    Change::Added => format!(
                        "no record cites the copy {path}: it is not committed, and stays where it is (undo cites it again, rm '{path}' removes it)"
                    ),
                    Change::Modified | Change::Deleted => format!(
                        "the copy {path} is not as it was committed; no record cites it, and it is left as it is"
                    ),
                };
                problems.push(problem(Severity::Warning, text));
                continue;
            };
            let changed = match file.change {
                Change::Added => None,
                Change::Modified => Some("was changed after it was kept"),
                Change::Deleted => Some("was removed, although it is cited"),
            };
            if let Some(what) = changed {
                let text =
                    format!("the copy {path} {what}; bring it back: git checkout -- '{path}'");
                problems.push(problem(Severity::Blocks, text));
            }
            files.push(PendingRecord {
                key: Some(key),
                change: file.change,
                old: shown(file.old.as_deref()),
                new: shown(file.new.as_deref()),
                kept: Some(KeptCopy {
                    bytes: file.new.map(Arc::from),
                    cited_in: cited_in.clone(),
                }),
                path: file.path,
            });
        }
        (files, problems)
    }
}

/// Returns what is shown of a copy: the beginning of a text, the size of anything else.
fn shown(bytes: Option<&[u8]>) -> String {
    let Some(bytes) = bytes else {
        return String::new();
    };
    let size = human_size(bytes.len() as u64);
    if bytes.iter().take(8000).any(|byte| *byte == 0) {
        return format!("(no text, {size})\n");
    }
    let cut = bytes.get(..SHOWN).unwrap_or(bytes);
    let mut text = String::from_utf8_lossy(cut).into_owned();
    if cut.len() < bytes.len() {
        text.push_str("\n(more follows)\n");
    }
    text
}

/// Writes a number of bytes for people: `12 KB`, `3.4 MB`.
pub fn human_size(bytes: u64) -> String {
    const UNITS: [&str; 3] = ["KB", "MB", "GB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut tenths = bytes / 100;
    let mut unit = "KB";
    for name in UNITS {
        unit = name;
        if tenths < 10_000 {
            break;
        }
        tenths /= 1000;
    }
    if tenths < 100 {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    } else {
        format!("{} {unit}", tenths / 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_for_people() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 KB"),
            (12_345, "12 KB"),
            (3_400_000, "3.4 MB"),
            (16 << 20, "16 MB"),
            (5_000_000_000, "5.0 GB"),
        ] {
            assert_eq!(human_size(bytes), text);
        }
    }

    #[test]
    fn of_what_is_no_text_the_size_is_shown() {
        assert_eq!(shown(Some(b"a\0b")), "(no text, 3 B)\n");
        let long = "line\n".repeat(10_000);
        assert!(shown(Some(long.as_bytes())).ends_with("(more follows)\n"));
    }
}
