//! Whether those who signed might, by the records that they signed.

use crate::{
    domain::{
        action::CorrectiveAction,
        audit::Audit,
        finding::Finding,
        id::AuditId,
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
}

impl Session {
    /// Notes which sign-offs are by somebody who might not sign so.
    pub(super) fn judge_signers(
        &self,
        audit: &AuditId,
        states: &mut [SignOffState],
        people: &People,
    ) {
        for state in states {
            let Some(sign_off) = &state.sign_off else {
                continue;
            };
            let then;
            let records = match (&state.standing, self.papers().get(audit)) {
                // What is fresh was signed with the records that the audit has now.
                (Standing::Fresh, Some(papers)) => Records::of(papers),
                (Standing::Fresh | Standing::Stale { .. }, _) => {
                    then = self.records_of(sign_off);
                    let Some(audit) = &then.audit else {
                        let gap = "whether its signer might sign: the record of the audit that was signed cannot be read";
                        state.gaps.push(gap.to_owned());
                        continue;
                    };
                    Records {
                        audit,
                        findings: then.findings.iter().collect(),
                        actions: then.actions.iter().collect(),
                    }
                }
                (
                    Standing::Lost(_)
                    | Standing::Contradicted { .. }
                    | Standing::Missing { .. }
                    | Standing::Unreadable { .. }
                    | Standing::CannotTell { .. },
                    _,
                ) => continue,
            };
            let not = not_entitled(&records, sign_off.role, &sign_off.by, people);
            state
                .faults
                .extend(not.map(|why| TagFault::NotEntitled { why }));
        }
    }

    /// Reads audit, findings and corrective actions as they were signed; what cannot be read is left out.
    fn records_of(&self, sign_off: &SignOff) -> Then {
        let mut then = Then::default();
        let repository = self.repository();
        let Ok(root) = repository.root_at(&sign_off.commit, &sign_off.folder) else {
            return then;
        };
        let records = sign_off
            .folder
            .rsplit_once('/')
            .map_or("", |(above, _)| above);
        let at = At::Commit(sign_off.commit.clone());
        for (path, _) in &root.files {
            let Some(key) = Store::key_in(records, path) else {
                continue;
            };
            let wanted = matches!(
                key,
                RecordKey::Audit(_) | RecordKey::Finding(..) | RecordKey::Action(..)
            );
            if !wanted {
                continue;
            }
            let Ok(content) = repository.read(&at, path, RECORD_AT_MOST) else {
                continue;
            };
            if let Ok(Understood::Record(record, _)) = Store::understand(&key, path, &content.bytes)
            {
                then.take(*record);
            }
        }
        then
    }
}

impl Then {
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
