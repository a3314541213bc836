//! The commits that corrective actions say fixed something, which are effective or closed: whether they stand still.

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
    let judged = tip.iter().filter_map(|(_, version)| {
        let Record::Action { audit: of, action } = past.record(*version)? else {
            return None;
        };
        let rests = rests(action.state) && audit.is_none_or(|asked| asked == of);
        rests.then_some((of, action))
    });
    let judged: Vec<_> = judged.collect();
    let proofs = session.proofs(judged.iter().map(|(_, action)| *action));
    for (of, action) in judged {
        let key = RecordKey::Action(of.clone(), action.id.clone());
        for planned in action
            .actions
            .iter()
            .filter(|planned| is_said(&planned.commit))
        {
            let text = format!(
                "the commit {} that fixed action {}",
                planned.commit, planned.id
            );
            let why = match proofs.of(&planned.commit) {
                Some(Fix::Stands | Fix::Rebased { .. }) => continue,
                Some(fix) if fix.is_lost() => {
                    verification.irregularities.push(Irregularity {
                        kind: Kind::EvidenceGone,
                        record: Some(key.clone()),
                        path: None,
                        field: "commit".to_owned(),
                        commit: None,
                        by: None,
                        at: None,
                        text: format!(
                            "it is {}, and {text} {}",
                            action.state.label(),
                            fix.phrase()
                        ),
                        mended: None,
                    });
                    continue;
                }
                Some(fix) => fix.phrase(),
                None => "nobody has looked at it".to_owned(),
            };
            verification.unchecked.push(Unchecked {
                what: format!("{text} of {}", key.named()),
                why,
                how: "bring the commit: git fetch --all".to_owned(),
            });
        }
    }
}

/// Tells whether a corrective action in a state rests on its fixes: it was judged to work, and nobody has said since that it
/// does not.
const fn rests(state: ActionState) -> bool {
    match state {
        ActionState::Effective | ActionState::Closed => true,
        ActionState::Draft
        | ActionState::Proposed
        | ActionState::Accepted
        | ActionState::Returned
        | ActionState::Implemented
        | ActionState::NotEffective
        | ActionState::Reopened
        | ActionState::Withdrawn => false,
    }
}
