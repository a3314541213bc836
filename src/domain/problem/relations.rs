//! Records that speak of what is not there, and records that lead back to themselves.
//!
//! No edit of the program makes such: a hand, a merge or a branch that lacks something has.

use std::collections::{BTreeMap, BTreeSet};

use super::{Problem, Severity};
use crate::domain::{
    action::Cause,
    checklist::Checklist,
    id::{AuditId, ChecklistId, FindingId, Ref, SampleId},
    papers::WorkingPapers,
    record::RecordKey,
};

/// What lies in a workspace, as far as records of one audit may speak of another's.
pub struct Around<'a> {
    /// The audits that can be read.
    pub papers: &'a BTreeMap<AuditId, WorkingPapers>,
    /// What there is a file of that cannot be read.
    pub unread: &'a [&'a RecordKey],
}

impl Around<'_> {
    fn has_finding(&self, id: &FindingId) -> bool {
        let unread = self.unread.iter().any(|key| match key {
            RecordKey::Finding(_, other) => other == id,
            // What is in an audit that cannot be opened is not known.
            RecordKey::Audit(_) | RecordKey::Criteria(..) => true,
            RecordKey::Workspace
            | RecordKey::Applicability(_)
            | RecordKey::Programme
            | RecordKey::Answers(..)
            | RecordKey::Action(..)
            | RecordKey::Kept { .. }
            | RecordKey::Sample(..)
            | RecordKey::Trail(..) => false,
        });
        unread || (self.papers.values()).any(|papers| papers.findings.contains_key(id))
    }

    fn has_audit(&self, id: &AuditId) -> bool {
        self.papers.contains_key(id) || self.unread.iter().any(|key| key.audit() == Some(id))
    }

    fn repeats(&self, id: &FindingId) -> Vec<FindingId> {
        let mut all = self.papers.values();
        all.find_map(|papers| papers.findings.get(id))
            .map_or_else(Vec::new, |finding| finding.repeats.clone())
    }
}

impl WorkingPapers {
    /// Lists what records of this audit say of other audits that is not so.
    pub fn problems_between(&self, around: &Around<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        for finding in self.findings.values() {
            let mut add = |text: String| problems.push(self.finding(&finding.id, &text));
            for other in &finding.repeats {
                if !around.has_finding(other) {
                    add(format!("repeats {other}, which is not there"));
                }
            }
            if leads_back(&finding.id, |id| around.repeats(id)) {
                add("repeats itself, by the findings that it repeats".to_owned());
            }
        }
        let from = |id: &AuditId| {
            let papers = around.papers.get(id);
            papers.and_then(|papers| papers.audit.from.clone())
        };
        if let Some(other) = &self.audit.from {
            if !around.has_audit(other) {
                let text = format!("the audit is carried over from {other}, which is not there");
                problems.push(self.plan(text));
            }
            if leads_back(&self.audit.id, |id| from(id).into_iter().collect()) {
                let text = "the audit is carried over from itself, by those before it".to_owned();
                problems.push(self.plan(text));
            }
        }
        problems
    }

    /// Lists what records of this audit say of one another that is not so.
    pub fn relations(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.problems_of_relations(&mut problems);
        problems
    }

    pub(super) fn problems_of_relations(&self, problems: &mut Vec<Problem>) {
        self.of_the_plan(problems);
        for finding in self.findings.values() {
            if let Some(row) = finding.row.as_ref().filter(|row| self.row(row).is_none()) {
                let text = format!("was raised from {row}, which the audit does not have");
                problems.push(self.finding(&finding.id, &text));
            }
            for criterion in &finding.criteria {
                let checklist = self.checklists.get(&criterion.checklist);
                if checklist.is_some_and(|known| known.clause(&criterion.reference).is_none()) {
                    let text = format!("names {criterion}, which the checklist does not have");
                    problems.push(self.finding(&finding.id, &text));
                }
            }
        }
        for action in self.actions.values() {
            for fault in action.cause.iter().flat_map(Cause::faults) {
                problems.push(Problem {
                    record: RecordKey::Action(self.audit.id.clone(), action.id.clone()),
                    severity: Severity::Warning,
                    text: format!("{} has a cause in which {fault}", action.id),
                });
            }
        }
        for sample in self.samples.values() {
            let mut add = |text: String| {
                problems.push(Problem {
                    record: RecordKey::Sample(self.audit.id.clone(), sample.id.clone()),
                    severity: Severity::Warning,
                    text: format!("{} {text}", sample.id),
                });
            };
            if let Some(other) = &sample.widens {
                if !self.samples.contains_key(other) {
                    add(format!("widens {other}, which is not there"));
                }
                let widens = |id: &SampleId| {
                    let sample = self.samples.get(id);
                    sample.and_then(|sample| sample.widens.clone())
                };
                if leads_back(&sample.id, |id| widens(id).into_iter().collect()) {
                    add("widens itself, by the samples that it widens".to_owned());
                }
            }
            if let Some(other) = &sample.finding
                && !self.findings.contains_key(other)
            {
                add(format!("belongs to {other}, which is not there"));
            }
        }
    }

    /// Lists what the plan speaks of that its checklists do not have.
    fn of_the_plan(&self, problems: &mut Vec<Problem>) {
        for assignment in &self.audit.assignments {
            let what = format!("{} is assigned", assignment.auditor.name);
            let refs = assignment.refs.iter();
            let lacking = self.lacking(&assignment.checklist, refs);
            problems.extend(lacking.map(|lacking| self.plan(format!("{what} {lacking}"))));
        }
        for exclusion in &self.audit.exclusions {
            let lacking = self.lacking(&exclusion.checklist, [&exclusion.reference]);
            problems.extend(lacking.map(|lacking| self.plan(format!("it leaves out {lacking}"))));
        }
        for row in self.audit.rows.iter().filter(|row| self.row(row).is_none()) {
            let text = format!("the audit is limited to {row}, which its checklists do not have");
            problems.push(self.plan(text));
        }
    }

    /// Says which of these an audit's checklists do not have; none where they have all of them.
    fn lacking<'r>(
        &self,
        id: &ChecklistId,
        refs: impl IntoIterator<Item = &'r Ref>,
    ) -> Option<String> {
        let Some(checklist) = self.checklists.get(id) else {
            return Some(format!("of {id}, against which the audit is not done"));
        };
        let is_there = |checklist: &Checklist, id: &Ref| checklist.clause(id).is_some();
        let lacking: Vec<&str> = refs
            .into_iter()
            .filter(|id| !is_there(checklist, id))
            .map(Ref::as_str)
            .collect();
        let named = lacking.join(", ");
        (!lacking.is_empty()).then(|| format!("{named} of {id}, which it does not have"))
    }

    fn plan(&self, text: String) -> Problem {
        Problem {
            record: RecordKey::Audit(self.audit.id.clone()),
            severity: Severity::Warning,
            text,
        }
    }

    fn finding(&self, id: &FindingId, text: &str) -> Problem {
        Problem {
            record: RecordKey::Finding(self.audit.id.clone(), id.clone()),
            severity: Severity::Warning,
            text: format!("{id} {text}"),
        }
    }
}

/// Tells whether one comes back to where one began, going from each to the next ones.
fn leads_back<I: Ord + Clone>(start: &I, next: impl Fn(&I) -> Vec<I>) -> bool {
    let mut met: BTreeSet<I> = BTreeSet::new();
    let mut ahead = next(start);
    while let Some(id) = ahead.pop() {
        if id == *start {
            return true;
        }
        if met.insert(id.clone()) {
            ahead.extend(next(&id));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        applicability::Statements,
        audit::{Audit, Exclusion, ExclusionSource},
        finding::{Finding, FindingType},
        history::Step,
    };

    fn step() -> Step {
        Step {
            by: "Mira <mira@example.org>".parse().unwrap(),
            at: "2026-11-22T10:15:00Z".parse().unwrap(),
            today: "2026-11-22".parse().unwrap(),
            why: String::new(),
        }
    }

    fn papers(id: &str, findings: &[(u32, &[u32])]) -> WorkingPapers {
        let audit = Audit::plan(id.parse().unwrap(), "A".to_owned(), Vec::new(), &step());
        let mut papers = WorkingPapers::new(audit, []);
        for (number, repeats) in findings {
            let mut finding = Finding::draft(FindingId::draw(*number), FindingType::Minor, &step());
            finding.repeats = repeats.iter().map(|n| FindingId::draw(*n)).collect();
            papers.findings.insert(finding.id.clone(), finding);
        }
        papers
    }

    fn between(all: Vec<WorkingPapers>, unread: &[&RecordKey]) -> Vec<String> {
        let all: BTreeMap<_, _> = (all.into_iter())
            .map(|papers| (papers.audit.id.clone(), papers))
            .collect();
        let around = Around {
            papers: &all,
            unread,
        };
        let found = all
            .values()
            .flat_map(|papers| papers.problems_between(&around));
        found.map(|problem| problem.text).collect()
    }

    #[test]
    fn a_finding_that_repeats_one_that_is_not_there_is_told_unless_it_cannot_be_read() {
        let all = || vec![papers("a-1", &[(1, &[2, 3])]), papers("a-2", &[(2, &[])])];
        assert_eq!(
            between(all(), &[]),
            ["F-000001 repeats F-000003, which is not there"]
        );
        let unread = RecordKey::Finding("a-2".parse().unwrap(), FindingId::draw(3));
        assert!(between(all(), &[&unread]).is_empty());
    }

    #[test]
    fn circles_are_told_of_every_record_in_them_and_of_no_other() {
        let found = between(
            vec![
                papers("a-1", &[(1, &[2]), (4, &[1])]),
                papers("a-2", &[(2, &[3]), (3, &[1])]),
            ],
            &[],
        );
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.iter().all(|text| text.contains("repeats itself")));
        assert!(found.iter().all(|text| !text.contains("F-000004")));
    }

    #[test]
    fn an_audit_that_is_carried_over_from_what_is_not_there_or_from_itself_is_told() {
        let mut one = papers("a-1", &[]);
        one.audit.from = Some("a-2".parse().unwrap());
        assert_eq!(
            between(vec![one.clone()], &[]),
            ["the audit is carried over from a-2, which is not there"]
        );
        let mut two = papers("a-2", &[]);
        two.audit.from = Some("a-1".parse().unwrap());
        assert_eq!(between(vec![one, two], &[]).len(), 2);
    }

    #[test]
    fn what_the_plan_speaks_of_and_the_checklists_lack_is_told() {
        let mut papers = papers("a-1", &[]);
        papers.audit.exclusions.push(Exclusion {
            checklist: "house".parse().unwrap(),
            reference: "4.1".parse().unwrap(),
            reason: "r".to_owned(),
            source: ExclusionSource::Plan,
        });
        let found = papers.problems(&BTreeMap::new(), &Statements::new());
        let texts: Vec<String> = found.into_iter().map(|problem| problem.text).collect();
        assert_eq!(
            texts,
            ["it leaves out of house, against which the audit is not done"]
        );
    }
}
