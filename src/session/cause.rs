//! The cause of a nonconformity: edits of its diagram, as changes of the corrective action.

use crate::domain::{
    action::{Branch, Cause, CauseMethod, CorrectiveAction, Spot},
    change::Change,
    guard::{Reasons, Refusal},
    id::ActionId,
    papers::WorkingPapers,
};

use super::follow_up;

/// Takes a method; the diagrams of the others stay.
pub fn take_method(
    papers: &WorkingPapers,
    id: &ActionId,
    method: CauseMethod,
) -> Result<Change, Refusal> {
    let what = format!("cause by {}", method.label());
    let ((), change) = edit(papers, id, method, &what, |cause| {
        cause.method = method;
        Ok(())
    })?;
    Ok(change)
}

/// Edits the diagram of a corrective action by a function, or says why not; where no method was taken yet, by `begun`.
///
/// Returns what the function returns, too.
pub fn edit<T>(
    papers: &WorkingPapers,
    id: &ActionId,
    begun: CauseMethod,
    what: &str,
    change: impl FnOnce(&mut Cause) -> Result<T, Refusal>,
) -> Result<(T, Change), Refusal> {
    let action = open(papers, id)?;
    let mut cause = action.cause.clone().unwrap_or_else(|| Cause::by(begun));
    let made = change(&mut cause)?;
    let change = follow_up::edit_action(papers, id, what, |action| action.cause = Some(cause))?;
    Ok((made, change))
}

/// Returns where a node goes that is put under another, on a branch, or at the end.
pub fn spot(under: Option<&str>, branch: Option<Branch>) -> Spot {
    match (under, branch) {
        (Some(under), _) => Spot::Under(under.to_owned()),
        (None, Some(branch)) => Spot::On(branch),
        (None, None) => Spot::End,
    }
}

/// Refuses where there is no such corrective action, and where it is settled: its cause is what it was settled on.
fn open<'p>(papers: &'p WorkingPapers, id: &ActionId) -> Result<&'p CorrectiveAction, Refusal> {
    let mut reasons = Reasons::new();
    let Some(action) = papers.actions.get(id) else {
        reasons.require(
            false,
            "action",
            format!("there is no corrective action {id}"),
        );
        return Err(Refusal {
            reasons: reasons.into_vec(),
        });
    };
    reasons.require(
        !action.state.is_settled(),
        "cause",
        format!(
            "{id} is {}, and its cause stays as it was",
            action.state.label()
        ),
    );
    reasons.verdict()?;
    Ok(action)
}
