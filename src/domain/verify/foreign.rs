//! What is new in a record and in whose name, told before it is committed: afterwards it is told for good.

use std::collections::BTreeSet;

use super::acts::{Repeated, acts, trace};
use crate::domain::{person::Person, record::Record};

/// Something to which somebody newly put their name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAnew {
    /// What it is, as people read it.
    pub what: String,
    /// Whose name stands there.
    pub by: Person,
    trace: u64,
    /// Whether it is an entry that stood there before, and stands there once more.
    is_repeated: bool,
}

/// Lists what is new in a record with a name at it, an entry of its history that stands there once more than before too.
pub fn signed_anew(before: Option<&Record>, after: &Record) -> Vec<SignedAnew> {
    let before: Vec<_> = before.map(acts).into_iter().collect();
    let old: BTreeSet<u64> = before.iter().flatten().map(trace).collect();
    let mut repeated = Repeated::of(&before);
    let mut new = Vec::new();
    for act in acts(after) {
        let trace = trace(&act);
        let is_repeated = repeated.is_one(&act);
        if is_repeated || !old.contains(&trace) {
            new.push(SignedAnew {
                what: act.what,
                by: act.by.clone(),
                trace,
                is_repeated,
            });
        }
    }
    new
}

/// What people have put their names to anywhere: what has moved from one record to another is no new act.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces(BTreeSet<u64>);

impl Traces {
    /// Takes in what stands in a record.
    pub fn note(&mut self, record: &Record) {
        self.0.extend(acts(record).iter().map(trace));
    }

    /// Tells whether something stands in one of the records, and was only moved from there.
    pub fn has(&self, signed: &SignedAnew) -> bool {
        !signed.is_repeated && self.0.contains(&signed.trace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        finding::{Finding, FindingState, FindingType},
        history::Step,
        id::FindingId,
    };

    fn record(finding: Finding) -> Record {
        Record::Finding {
            audit: "a-1".parse().unwrap(),
            finding,
        }
    }

    #[test]
    fn an_entry_that_is_pasted_once_more_is_new_and_was_moved_from_nowhere() {
        let step = Step {
            by: "Ben <ben@example.org>".parse().unwrap(),
            at: jiff::Timestamp::UNIX_EPOCH,
            today: "1970-01-01".parse().unwrap(),
            why: String::new(),
        };
        let mut finding = Finding::draft(FindingId::draw(7), FindingType::Minor, &step);
        let entry = step.entry(Some(FindingState::Returned), FindingState::Responded);
        finding.history.push(entry.clone());
        let before = record(finding.clone());
        assert!(signed_anew(Some(&before), &before).is_empty());
        finding.history.push(entry);
        let after = record(finding);
        let anew = signed_anew(Some(&before), &after);
        let [pasted] = anew.as_slice() else {
            panic!("{anew:?}");
        };
        assert!(pasted.what.contains("responded"), "{pasted:?}");
        let mut traces = Traces::default();
        traces.note(&before);
        assert!(!traces.has(pasted));
    }
}
