//! The commits that closed corrective actions say fixed something: whether they stand still.

use std::collections::BTreeSet;

use crate::{
    domain::{
        action::{ActionState, CorrectiveAction, Fix},
        finding::FindingState,
        guard::is_said,
        id::{AuditId, FindingId},
        record::{Record, RecordKey},
        verify::{Irregularity, Kind, Past, Unchecked},
    },
    session::Session,
};

use super::Verification;

/// Judges the fixes of the corrective actions at the branch's tip, of an audit or all.
pub(super) fn judge(
    session: &Session,
    audit: Option<&AuditId>,
    past: &Past,
    tip: &[(u32, u32)],
    verification: &mut Verification,
) {
    let records: Vec<&Record> = tip
        .iter()
        .filter_map(|(_, version)| past.record(*version))
        .collect();
    // A closed finding rests on its corrective actions, wherever these are.
    let closed: BTreeSet<&FindingId> = records.iter().filter_map(|one| closed(one)).collect();
    let mut settled: Vec<(&AuditId, &CorrectiveAction)> = Vec::new();
    for record in &records {
        let Record::Action { audit: of, action } = record else {
            continue;
        };
        let rests = action.findings.iter().any(|id| closed.contains(id)) && !action.is_withdrawn();
        let is_asked = audit.is_none_or(|asked| asked == of);
        if is_asked && (action.state == ActionState::Closed || rests) {
            settled.push((of, action));
        }
    }
    let proofs = session.proofs(settled.iter().map(|(_, action)| *action));
    for (of, action) in settled {
        let key = RecordKey::Action(of.clone(), action.id.clone());
        let what = if action.state == ActionState::Closed {
            "it"
        } else {
            "the finding that it answers"
        };
        for planned in action
            .actions
            .iter()
            .filter(|planned| is_said(&planned.commit))
        {
            let unasked = Fix::Unknown {
                why: "nobody has looked".to_owned(),
            };
            let fix = match proofs.of(&planned.commit) {
                Some(Fix::Stands | Fix::Rebased { .. }) => continue,
                Some(fix) => fix,
                None => &unasked,
            };
            let text = format!(
                "the commit {} that fixed action {}",
                planned.commit, planned.id
            );
            if fix.is_lost() {
                verification.irregularities.push(Irregularity {
                    kind: Kind::EvidenceGone,
                    record: Some(key.clone()),
                    path: None,
                    field: "commit".to_owned(),
                    commit: None,
                    by: None,
                    at: None,
                    text: format!("{what} is closed, and {text} {}", fix.phrase()),
                    mended: None,
                });
            } else {
                verification.unchecked.push(Unchecked {
                    what: format!("{text} of {}", key.named()),
                    why: fix.phrase(),
                    how: "bring the commit: git fetch --all".to_owned(),
                });
            }
        }
    }
}

/// Returns the id of a finding that is closed.
fn closed(record: &Record) -> Option<&FindingId> {
    match record {
        Record::Finding { finding, .. } => {
            (finding.state == FindingState::Closed).then_some(&finding.id)
        }
        Record::Workspace(_)
        | Record::Programme(_)
        | Record::Applicability(_)
        | Record::Audit(_)
        | Record::Criteria { .. }
        | Record::Answers { .. }
        | Record::Action { .. }
        | Record::Sample { .. }
        | Record::Trail { .. } => None,
    }
}
