//! Whether those who signed might, by the records that they signed.

use std::collections::BTreeMap;

use crate::{
    domain::{
        action::CorrectiveAction,
        audit::Audit,
        finding::Finding,
        people::People,
        record::{Record, RecordKey},
        signoff::{
            SignOff,
            fault::TagFault,
            guard::{Records, not_entitled},
            standing::Standing,
        },
    },
    store::{Store, Understood},
    vcs::At,
};

use super::{Session, SignOffState};

/// The most bytes of a record that are read.
const RECORD_AT_MOST: u64 = 16 << 20;

/// The records of an audit at a commit, as far as they say who may sign.
#[derive(Default)]
struct Then {
    audit: Option<Audit>,
    findings: Vec<Finding>,
    actions: Vec<CorrectiveAction>,
    /// The paths of those that cannot be read: whoever one of them names is not known.
    unread: Vec<String>,
}

impl Session {
    /// Notes which sign-offs are by somebody who might not sign so, and which by somebody whom the audit does not know.
    ///
    /// Asked is what was signed, whether or not it is what is there now: what lies in the work tree says nothing of that.
    pub(super) fn judge_signers(&self, states: &mut [SignOffState], people: &People) {
        let mut read: BTreeMap<(String, String), Then> = BTreeMap::new();
        for state in states {
            let Some(sign_off) = &state.sign_off else {
                continue;
            };
            match state.standing {
                Standing::Fresh | Standing::Stale { .. } => {}
                Standing::Lost(_)
                | Standing::Contradicted { .. }
                | Standing::Missing { .. }
                | Standing::Unreadable { .. }
                | Standing::CannotTell { .. } => continue,
            }
            // The bytes are those of the tree, at whatever commit it stands.
            let then = read
                .entry((sign_off.folder.clone(), sign_off.tree.clone()))
                .or_insert_with(|| self.records_of(sign_off));
            state.gaps.extend(then.unread.iter().map(|path| {
                format!("whether its signer might sign: {path} of what was signed cannot be read")
            }));
            let Some(records) = then.records() else {
                if then.unread.is_empty() {
                    let gap =
                        "whether its signer might sign: what was signed has no record of the audit";
                    state.gaps.push(gap.to_owned());
                }
                continue;
            };
            let not = not_entitled(&records, sign_off.role, &sign_off.by, people);
            state.is_stranger = not.is_none() && !records.know(&sign_off.by, people);
            state
                .faults
                .extend(not.map(|why| TagFault::NotEntitled { why }));
        }
    }

    /// Reads audit, findings and corrective actions as they were signed.
    fn records_of(&self, sign_off: &SignOff) -> Then {
        let mut then = Then::default();
        let repository = self.repository();
        let Ok(root) = repository.root_at(&sign_off.commit, &sign_off.folder) else {
            then.unread.push(sign_off.folder.clone());
            return then;
        };
        let records = sign_off
            .folder
            .rsplit_once('/')
            .map_or("", |(above, _)| above);
        let at = At::Commit(sign_off.commit.clone());
        for (path, _) in root.files {
            let Some(key) = Store::key_in(records, &path) else {
                continue;
            };
            let wanted = matches!(
                key,
                RecordKey::Audit(_) | RecordKey::Finding(..) | RecordKey::Action(..)
            );
            if !wanted {
                continue;
            }
            let content = repository.read(&at, &path, RECORD_AT_MOST).ok();
            let understood =
                content.and_then(|content| Store::understand(&key, &path, &content.bytes).ok());
            match understood {
                Some(Understood::Record(record, _)) => then.take(*record),
                Some(Understood::Checklist(_) | Understood::OtherName(_)) | None => {
                    then.unread.push(path);
                }
            }
        }
        then
    }
}

impl Then {
    /// Returns them; none without the record of the audit.
    fn records(&self) -> Option<Records<'_>> {
        Some(Records {
            audit: self.audit.as_ref()?,
            findings: self.findings.iter().collect(),
            actions: self.actions.iter().collect(),
        })
    }

    fn take(&mut self, record: Record) {
        match record {
            Record::Audit(audit) => self.audit = Some(audit),
            Record::Finding { finding, .. } => self.findings.push(finding),
            Record::Action { action, .. } => self.actions.push(action),
            Record::Workspace(_)
            | Record::Applicability(_)
            | Record::Programme(_)
            | Record::Criteria { .. }
            | Record::Answers { .. }
            | Record::Sample { .. }
            | Record::Trail { .. } => {}
        }
    }
}
