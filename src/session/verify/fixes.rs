//! The commits that closed corrective actions say fixed something: whether they stand still.

use crate::{
    domain::{
        action::{ActionState, Fix},
        guard::is_said,
        id::AuditId,
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
    for (_, version) in tip {
        let Some(Record::Action { audit: of, action }) = past.record(*version) else {
            continue;
        };
        if action.state != ActionState::Closed || audit.is_some_and(|asked| asked != of) {
            continue;
        }
        let key = RecordKey::Action(of.clone(), action.id.clone());
        let proofs = session.proofs([action]);
        for planned in action
            .actions
            .iter()
            .filter(|planned| is_said(&planned.commit))
        {
            let fix = match proofs.of(&planned.commit) {
                Some(Fix::Stands) | None => continue,
                Some(fix) => fix,
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
                    text: format!("it is closed, and {text} {}", fix.phrase()),
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
