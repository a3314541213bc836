//! What a commit would do that is not for its author to do, or not any more since the report is out.

use std::collections::BTreeMap;

use crate::{
    domain::{
        action::{Answered, CorrectiveAction},
        audit::Audit,
        finding::Finding,
        id::{ActionId, AuditId},
        lawful::{self, Ground},
        person::Person,
        problem::{Problem, Severity},
        record::{Record, RecordKey},
    },
    error::Result,
    safe::escape_line,
    vcs::Change,
};

use super::{super::Session, PendingRecord, versions::Versions};

impl Session {
    /// Lists the pending records that this author may not change so: what the history would tell of for good.
    pub(super) fn refused_to(
        &self,
        pending: &[Versions<'_>],
        author: &Person,
    ) -> Result<Vec<Problem>> {
        let people = self.people();
        let committed = self.committed_audits(pending.iter().map(|versions| versions.key))?;
        let mut problems = Vec::new();
        let mut known = BTreeMap::new();
        for versions in pending {
            let record = versions.key;
            let Some(audit) = record.audit() else {
                continue;
            };
            let before = committed.get(audit).and_then(Option::as_ref);
            let answering = self.answering(audit, (versions, pending), &mut known)?;
            let ground = Ground {
                before,
                after: self.papers().get(audit).map(|papers| &papers.audit),
                by: author,
                people: &people,
                answered: answering.iter().map(Answering::answered).collect(),
            };
            let refused = lawful::refused_to(versions.before.as_ref(), &versions.after, &ground);
            // What the audit says by now, and not yet in a commit, lets nobody in; it may let them once it is committed.
            let once_committed = Ground {
                before: ground.after,
                ..ground.clone()
            };
            let is_for_order = !refused.is_empty()
                && ground.after != ground.before
                && *record != RecordKey::Audit(audit.clone())
                && lawful::refused_to(versions.before.as_ref(), &versions.after, &once_committed)
                    .is_empty();
            let way = if is_for_order {
                format!(
                    "; commit {} first",
                    self.store().path_of(&RecordKey::Audit(audit.clone()))
                )
            } else {
                String::new()
            };
            problems.extend(refused.into_iter().map(|one| Problem {
                text: format!(
                    "{}: {}: {}{way}",
                    record.short(),
                    one.reason.field,
                    one.reason.text
                ),
                record: record.clone(),
                severity: Severity::Blocks,
            }));
        }
        Ok(problems)
    }

    /// Lists what the report says and is gone or another now: sheets of answers, and the checklists that the audit keeps.
    pub(super) fn reported(&self, files: &[PendingRecord]) -> Result<Vec<Problem>> {
        let asked = |file: &&PendingRecord| match file.key {
            Some(RecordKey::Answers(..)) => file.change == Change::Deleted,
            Some(RecordKey::Criteria(..)) => file.change != Change::Added,
            Some(
                RecordKey::Workspace
                | RecordKey::Applicability(_)
                | RecordKey::Programme
                | RecordKey::Audit(_)
                | RecordKey::Finding(..)
                | RecordKey::Action(..)
                | RecordKey::Kept { .. }
                | RecordKey::Sample(..)
                | RecordKey::Trail(..),
            )
            | None => false,
        };
        let asked: Vec<&PendingRecord> = files.iter().filter(asked).collect();
        let committed = self.committed_audits(asked.iter().filter_map(|file| file.key.as_ref()))?;
        let mut problems = Vec::new();
        for file in asked {
            let Some((key, audit)) = file
                .key
                .as_ref()
                .and_then(|key| Some((key, committed.get(key.audit()?)?.as_ref()?)))
            else {
                continue;
            };
            // That the audit is gone is told once.
            let holder = RecordKey::Audit(audit.id.clone());
            let is_whole = files
                .iter()
                .any(|file| file.key.as_ref() == Some(&holder) && file.change == Change::Deleted);
            let is_gone = file.change == Change::Deleted;
            let is_copy = matches!(key, RecordKey::Criteria(..));
            let why = if is_whole {
                continue;
            } else if let Some(held) = audit.answers_held() {
                let deed = if is_gone {
                    "was removed"
                } else {
                    "was changed"
                };
                format!("{deed}, and {}", held.text)
            } else if is_gone && is_copy {
                "was removed, and the audit is held against it".to_owned()
            } else {
                continue;
            };
            problems.push(Problem {
                text: format!(
                    "{} {why}; bring it back: git checkout -- '{}'",
                    key.named(),
                    escape_line(&file.path)
                ),
                record: key.clone(),
                severity: Severity::Blocks,
            });
        }
        Ok(problems)
    }

    /// Reads the audits of records as they are committed, each once.
    fn committed_audits<'k>(
        &self,
        records: impl Iterator<Item = &'k RecordKey>,
    ) -> Result<BTreeMap<AuditId, Option<Audit>>> {
        let mut audits = BTreeMap::new();
        for audit in records.filter_map(RecordKey::audit) {
            if !audits.contains_key(audit) {
                let committed = self.committed(&RecordKey::Audit(audit.clone()))?;
                let committed = match committed {
                    Some(Record::Audit(audit)) => Some(audit),
                    Some(_) | None => None,
                };
                audits.insert(audit.clone(), committed);
            }
        }
        Ok(audits)
    }

    /// Reads the findings by which those are known who answer for a pending record, as they are committed: what is pending beside
    /// it lets nobody in.
    fn answering(
        &self,
        audit: &AuditId,
        (versions, pending): (&Versions<'_>, &[Versions<'_>]),
        known: &mut BTreeMap<RecordKey, Option<Record>>,
    ) -> Result<Vec<Answering>> {
        let Some(papers) = self.papers().get(audit) else {
            return Ok(Vec::new());
        };
        let mut committed = |key: RecordKey| -> Result<Option<Record>> {
            if let Some(found) = known.get(&key) {
                return Ok(found.clone());
            }
            let found = self.committed(&key)?;
            known.insert(key, found.clone());
            Ok(found)
        };
        let is_pending = |id: &ActionId| {
            let key = RecordKey::Action(audit.clone(), id.clone());
            pending.iter().any(|one| *one.key == key)
        };
        let mut all = Vec::new();
        for answered in papers.answering(versions.before.as_ref(), &versions.after) {
            let id = &answered.finding.id;
            let key = RecordKey::Finding(audit.clone(), id.clone());
            let Some(Record::Finding { finding, .. }) = committed(key)? else {
                continue;
            };
            let mut actions = Vec::new();
            // One that is pending may have answered another finding.
            let of_it = papers.actions.values();
            let of_it = of_it.filter(|one| one.findings.contains(id) || is_pending(&one.id));
            for action in of_it {
                let key = RecordKey::Action(audit.clone(), action.id.clone());
                if let Some(Record::Action { action, .. }) = committed(key)?
                    && action.findings.contains(id)
                    && !action.is_withdrawn()
                {
                    actions.push(action);
                }
            }
            all.push(Answering { finding, actions });
        }
        Ok(all)
    }
}

/// A finding and its corrective actions, as they are committed.
struct Answering {
    finding: Finding,
    actions: Vec<CorrectiveAction>,
}

impl Answering {
    fn answered(&self) -> Answered<'_> {
        Answered {
            finding: &self.finding,
            actions: self.actions.iter().collect(),
        }
    }
}
