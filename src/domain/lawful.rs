//! What a change of a record may do: the one rule over two versions of it, whatever the record is.
//!
//! Pure: no clock, no session. The program asks before it commits what is pending, before it takes an edit back, and where two
//! have changed the same; whoever replays the history asks of any two committed versions. Two questions are told apart:
//!
//! - [`unlawful`]: what no step and no recorded act in the record accounts for, whoever made it. Which fields a state holds,
//!   and that histories only grow, is for each record to say ([`Finding::unlawful_edits`](super::finding::Finding::unlawful_edits)
//!   and its like); here is what all of them have in common, and what has no life cycle: answers, samples, citations.
//! - [`refused_to`]: what may not be changed by this person, or not any more since the report is out.
//!
//! Whether the guards of a step were met is neither: that is for whoever knows the other records.

mod answers;
mod draws;
mod persons;
mod pins;
#[cfg(test)]
mod tests;

use super::{
    guard::{Reason, Reasons},
    programme::Programme,
    record::Record,
};

pub use self::persons::{ANSWERING, DRAFT, Ground, deed, outsiders, refused_to, strangers};

/// Which rule a change does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The states in between hold a field fast, and a history only grows.
    Held,
    /// An answer changes only together with who gave it and when.
    Signed,
    /// What was drawn stays what was drawn.
    Drawn,
    /// What a citation was pinned to stays with it.
    Pinned,
    /// What the report says stays as it was judged.
    Answered,
    /// Not everybody may change it.
    Person,
}

/// Something that a change may not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlawful {
    /// The rule that it does not keep.
    pub rule: Rule,
    /// What is wrong, with the field.
    pub reason: Reason,
}

impl Unlawful {
    fn of(rule: Rule, field: &'static str, about: String, text: String) -> Self {
        let about = Some(about);
        Self {
            rule,
            reason: Reason { field, about, text },
        }
    }
}

/// Lists what is wrong with a later version of a record, or with its first one: what no step and no recorded act in it
/// accounts for. Empty where all is lawful.
pub fn unlawful(before: Option<&Record>, after: &Record) -> Vec<Unlawful> {
    let held = |reasons: Vec<Reason>| {
        let rule = Rule::Held;
        let held = reasons.into_iter();
        held.map(move |reason| Unlawful { rule, reason }).collect()
    };
    let mut all: Vec<Unlawful> = held(match (before, after) {
        (Some(Record::Finding { finding: old, .. }), Record::Finding { finding: new, .. }) => {
            old.unlawful_edits(new)
        }
        (None, Record::Finding { finding, .. }) => finding.unlawful_birth(),
        (Some(Record::Action { action: old, .. }), Record::Action { action: new, .. }) => {
            old.unlawful_edits(new)
        }
        (None, Record::Action { action, .. }) => action.unlawful_birth(),
        (Some(Record::Audit(old)), Record::Audit(new)) => old.unlawful_edits(new),
        (None, Record::Audit(audit)) => audit.unlawful_birth(),
        (Some(Record::Programme(old)), Record::Programme(new)) => check_programme(old, new),
        (Some(_) | None, _) => Vec::new(),
    });
    let Some(before) = before else {
        return all;
    };
    if let (Record::Answers { sheet: old, .. }, Record::Answers { sheet: new, .. }) =
        (before, after)
    {
        answers::judge(old, new, &mut all);
    }
    if let (Record::Sample { sample: old, .. }, Record::Sample { sample: new, .. }) =
        (before, after)
    {
        draws::judge(old, new, &mut all);
    }
    pins::judge(before, after, &mut all);
    all
}

/// Tells whether a record does not go on from another version as its life asks: two steps that were taken at once, and the like.
pub fn is_torn(before: &Record, after: &Record) -> bool {
    let all = unlawful(Some(before), after);
    all.iter().any(|one| one.rule == Rule::Held)
}

/// Lists the same as reasons, for whom the rule does not matter.
pub fn unlawful_edits(before: Option<&Record>, after: &Record) -> Vec<Reason> {
    let all = unlawful(before, after).into_iter();
    all.map(|one| one.reason).collect()
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

fn check_programme(old: &Programme, new: &Programme) -> Vec<Reason> {
    let mut reasons = Reasons::new();
    for planned in old.audits.iter().filter(|audit| audit.dropped.is_some()) {
        let now = new.audits.iter().find(|audit| audit.id == planned.id);
        reasons.require(
            now.is_some_and(|now| now.dropped == planned.dropped),
            "audit",
            format!("why {} is not done would be gone", planned.id),
        );
    }
    reasons.into_vec()
}
