//! What is odd about the samples of an audit, as far as the records alone tell.

use super::{Problem, Severity};
use crate::domain::{
    audit::AuditState,
    guard::is_said,
    papers::WorkingPapers,
    record::RecordKey,
    sample::{ItemResult, Sample},
};

impl WorkingPapers {
    pub(super) fn problems_of_samples(&self, problems: &mut Vec<Problem>) {
        for sample in self.samples.values() {
            let mut add = |severity, text: String| {
                problems.push(Problem {
                    record: RecordKey::Sample(self.audit.id.clone(), sample.id.clone()),
                    severity,
                    text: format!("{} {text}", sample.id),
                });
            };
            for fault in faults(sample) {
                add(Severity::Blocks, fault);
            }
            if sample
                .row
                .as_ref()
                .is_some_and(|row| self.row(row).is_none())
            {
                add(
                    Severity::Warning,
                    "was drawn for a row that the audit does not have".to_owned(),
                );
            }
            if let Some(size) = self.proposed_size(sample) {
                add(
                    Severity::Warning,
                    format!("has a failed item: a wider sample of {size} is proposed"),
                );
            }
            let bare = sample.items.iter().any(|item| {
                item.result == ItemResult::Fail && !is_said(&item.note) && item.evidence.is_empty()
            });
            if bare {
                add(
                    Severity::Warning,
                    "has a failed item without a note or evidence".to_owned(),
                );
            }
            let counts = sample.counts();
            let over = !matches!(
                self.audit.state,
                AuditState::Planned | AuditState::Fieldwork
            );
            if over && counts.seen < counts.items {
                add(Severity::Warning, format!("is not done: {counts}"));
            }
        }
    }
}

/// Lists what no edit of the program would leave; whether the items are those of the draw takes the repository to tell.
fn faults(sample: &Sample) -> Vec<String> {
    let mut faults = Vec::new();
    let drawn = sample.items.iter().filter(|item| item.replaces.is_none());
    let drawn = drawn.count();
    if drawn != sample.size.number {
        faults.push(format!(
            "holds {drawn} drawn items, and its size is {}",
            sample.size.number
        ));
    }
    for (place, item) in sample.items.iter().enumerate() {
        if sample
            .items
            .iter()
            .take(place)
            .any(|other| other.id == item.id)
        {
            faults.push(format!("holds {} twice", item.id));
        }
        if let Some(other) = &item.replaced_by {
            if !is_said(&item.reason) {
                faults.push(format!("replaces {} without a reason", item.id));
            }
            let there = sample.item(other);
            if there.is_none_or(|other| other.replaces.as_ref() != Some(&item.id)) {
                faults.push(format!(
                    "replaces {} by {other}, which does not say so",
                    item.id
                ));
            }
        }
        if let Some(other) = &item.replaces
            && sample
                .item(other)
                .is_none_or(|other| other.replaced_by.as_ref() != Some(&item.id))
        {
            faults.push(format!(
                "has {} for {other}, which does not say so",
                item.id
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::{
        applicability::Statements,
        audit::Audit,
        history::Step,
        id::SampleId,
        sample::{Design, Population, PopulationKind, SampleMethod, Size, Unit},
    };

    fn step() -> Step {
        Step {
            by: "Mira <mira@example.org>".parse().unwrap(),
            at: "2026-11-22T10:15:00Z".parse().unwrap(),
            today: "2026-11-22".parse().unwrap(),
            why: String::new(),
        }
    }

    fn unit(id: &str) -> Unit {
        Unit {
            id: id.to_owned(),
            label: String::new(),
            stratum: String::new(),
            lines: None,
        }
    }

    fn sample() -> Sample {
        let design = Design {
            title: String::new(),
            row: None,
            finding: None,
            method: SampleMethod::Random,
            strata: None,
            size: None,
            seed: "s".to_owned(),
            named: Vec::new(),
            reason: String::new(),
        };
        let mut population = Population::of(PopulationKind::Files);
        population.size = 9;
        let size = Size {
            rule: None,
            number: 2,
        };
        let units = [unit("a"), unit("b")];
        Sample::drawn(SampleId::draw(1), &design, population, size, units, &step())
    }

    fn problems(sample: Sample) -> Vec<(Severity, String)> {
        let audit = Audit::plan("a-1".parse().unwrap(), "A".to_owned(), Vec::new(), &step());
        let mut papers = WorkingPapers::new(audit, []);
        papers.samples.insert(sample.id.clone(), sample);
        papers
            .problems(&BTreeMap::new(), &Statements::new())
            .into_iter()
            .map(|problem| (problem.severity, problem.text))
            .collect()
    }

    #[test]
    fn a_failed_item_asks_for_evidence_and_for_a_wider_sample() {
        assert!(problems(sample()).is_empty());
        let failed = sample()
            .with_result("a", ItemResult::Fail, None, &step())
            .unwrap();
        let texts: Vec<String> = problems(failed).into_iter().map(|(_, text)| text).collect();
        assert_eq!(
            texts,
            [
                "S-000001 has a failed item: a wider sample of 4 is proposed",
                "S-000001 has a failed item without a note or evidence"
            ]
        );
    }

    #[test]
    fn a_record_that_no_edit_would_leave_blocks_the_commit() {
        let mut cut = sample();
        cut.items.pop();
        let mut silent = sample().replaced("a", unit("c"), "gone").unwrap();
        silent.items[0].reason.clear();
        let mut forged = sample();
        forged.items[1].replaces = Some("a".to_owned());
        for (tampered, says) in [
            (cut, "holds 1 drawn items, and its size is 2"),
            (silent, "replaces a without a reason"),
            (forged, "has b for a, which does not say so"),
        ] {
            let found = problems(tampered);
            assert!(
                found
                    .iter()
                    .any(|(severity, text)| *severity == Severity::Blocks && text.contains(says)),
                "{says}: {found:?}"
            );
        }
    }
}
