//! What a later version of a record has to keep of the one that is committed, whatever the record is.
//!
//! Pure: it looks at the two versions alone. Before a commit [`unlawful_edits`] is asked of what is pending, and before an edit
//! is taken back [`taken_away`]: what is committed has been seen by others, and goes on by a step, never by forgetting one.

use super::{
    audit::Audit,
    guard::{Reason, Reasons},
    programme::Programme,
    record::Record,
    verify,
};

/// Lists what is wrong with a later version of a record, or with its first one: what no step and no recorded act in it
/// accounts for. Empty where all is lawful.
pub fn unlawful_edits(before: Option<&Record>, after: &Record) -> Vec<Reason> {
    let mut reasons = Reasons::new();
    match (before, after) {
        (Some(Record::Finding { finding: old, .. }), Record::Finding { finding: new, .. }) => {
            reasons.extend(old.unlawful_edits(new));
        }
        (None, Record::Finding { finding, .. }) => reasons.extend(finding.unlawful_birth()),
        (Some(Record::Action { action: old, .. }), Record::Action { action: new, .. }) => {
            reasons.extend(old.unlawful_edits(new));
        }
        (Some(Record::Audit(old)), Record::Audit(new)) => check_audit(old, new, &mut reasons),
        (Some(Record::Programme(old)), Record::Programme(new)) => {
            check_programme(old, new, &mut reasons);
        }
        (Some(_) | None, _) => {}
    }
    if let Some(before) = before {
        check_pins(before, after, &mut reasons);
    }
    reasons.into_vec()
}

/// Lists what taking an edit back would take away from a committed record; `after` is the record as it would be, none where it
/// would be gone.
///
/// Beside what is unlawful in itself these are the meetings and the safeguards of an audit, on which its steps rest.
pub fn taken_away(committed: &Record, after: Option<&Record>) -> Vec<Reason> {
    let Some(after) = after else {
        return check_gone(committed);
    };
    let mut reasons = Reasons::new();
    reasons.extend(unlawful_edits(Some(committed), after));
    if let (Record::Audit(old), Record::Audit(new)) = (committed, after) {
        for meeting in &old.meetings {
            let kept = new.meetings.iter().any(|other| {
                (&other.kind, other.on, &other.not_held)
                    == (&meeting.kind, meeting.on, &meeting.not_held)
            });
            reasons.require(
                kept,
                "meeting",
                format!("the meeting \"{}\" would be gone, or another", meeting.kind),
            );
        }
        for safeguard in &old.safeguards {
            reasons.require(
                new.safeguards.contains(safeguard),
                "independence",
                format!("the safeguard for {} would be gone", safeguard.auditor.name),
            );
        }
    }
    reasons.into_vec()
}

/// A sheet that was begun by an answer goes with it; any other record stays once it is committed.
fn check_gone(committed: &Record) -> Vec<Reason> {
    let is_lost = match committed {
        Record::Answers { .. } => committed
            .citations()
            .iter()
            .any(|link| !link.earlier.is_empty()),
        Record::Workspace(_)
        | Record::Applicability(_)
        | Record::Programme(_)
        | Record::Audit(_)
        | Record::Criteria { .. }
        | Record::Finding { .. }
        | Record::Action { .. }
        | Record::Sample { .. }
        | Record::Trail { .. } => true,
    };
    let lost =
        is_lost.then(|| Reason::new("id", format!("{} as a whole", committed.key().short())));
    lost.into_iter().collect()
}

fn check_audit(old: &Audit, new: &Audit, reasons: &mut Reasons) {
    let Some(steps) = new.history.strip_prefix(old.history.as_slice()) else {
        reasons.require(
            false,
            "history",
            "an entry of history was changed or taken out: it only grows",
        );
        return;
    };
    reasons.extend(verify::audit_edits(old, new));
    let mut state = old.state;
    for step in steps {
        reasons.require(
            step.from == Some(state) && state.next().contains(&step.to),
            "history",
            format!("no audit goes from {state} to {}", step.to),
        );
        state = step.to;
    }
    reasons.require(
        new.state == state,
        "state",
        format!("it is {}, and its history ends with {state}", new.state),
    );
}

fn check_programme(old: &Programme, new: &Programme, reasons: &mut Reasons) {
    for planned in old.audits.iter().filter(|audit| audit.dropped.is_some()) {
        let now = new.audits.iter().find(|audit| audit.id == planned.id);
        reasons.require(
            now.is_some_and(|now| now.dropped == planned.dropped),
            "audit",
            format!("why {} is not done would be gone", planned.id),
        );
    }
}

/// What a citation was pinned to before stays with it.
fn check_pins(before: &Record, after: &Record, reasons: &mut Reasons) {
    let now = after.citations();
    for old in before.citations() {
        let Some(new) = now.iter().find(|link| link.id == old.id) else {
            continue;
        };
        reasons.require(
            new.earlier.starts_with(&old.earlier),
            "evidence",
            format!(
                "an earlier pin of {} was changed or taken out: they only grow",
                old.id
            ),
        );
    }
}
