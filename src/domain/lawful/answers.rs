//! Answers: each says who gave it and when, and changes only with these.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Rule, Unlawful};
use crate::domain::{
    answer::{Answer, AnswerSheet, SystemAnswer},
    id::EvidenceId,
    person::Person,
};

/// Holds answers against the version before.
pub(super) fn judge(before: &AnswerSheet, after: &AnswerSheet, all: &mut Vec<Unlawful>) {
    let signed = |old: (&Option<Person>, Option<Timestamp>), new| old == new && old.1.is_some();
    // What is cited further says itself who obtained it, and what is pinned anew who did that.
    let uncited = |old: &Answer, new: &Answer| {
        let is_cited = |id: &EvidenceId| new.evidence.iter().any(|link| link.id == *id);
        old.evidence.iter().any(|link| !is_cited(&link.id))
    };
    let said = |answer: &Answer| Answer {
        evidence: Vec::new(),
        systems: Vec::new(),
        ..answer.clone()
    };
    let mut known = BTreeMap::new();
    for answer in &before.answers {
        known.entry(&answer.question).or_insert(answer);
    }
    for new in &after.answers {
        let Some(old) = known.get(&new.question) else {
            continue;
        };
        let mut tell = |field, about: String, whose: &str| {
            let text = format!(
                "the answer to {} #{}{whose} changed, and who gave it and when did not",
                after.reference, new.question
            );
            all.push(Unlawful::of(Rule::Signed, field, about, text));
        };
        let is_other = said(old) != said(new) || uncited(old, new);
        if signed((&old.by, old.at), (&new.by, new.at)) && is_other {
            tell("answer", new.question.to_string(), "");
        }
        for system in &new.systems {
            let words = |of: &SystemAnswer| (of.verdict, of.reason.clone(), of.note.clone());
            let before = old.systems.iter().find(|other| other.id == system.id);
            let Some(before) = before.filter(|before| words(before) != words(system)) else {
                continue;
            };
            if signed((&before.by, before.at), (&system.by, system.at)) {
                let about = format!("{}/{}", new.question, system.id);
                tell("system", about, &format!(" for {}", system.id));
            }
        }
    }
}
