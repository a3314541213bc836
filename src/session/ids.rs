//! Ids that are taken: those of all records there are, and those that anything still speaks of.

use std::collections::BTreeMap;

use crate::domain::{id::AuditId, papers::WorkingPapers};

use super::BrokenRecord;

/// Tells whether an id of a finding, a corrective action or a sample is taken.
///
/// It is where any audit of the workspace has such a record, can be read or not, or names it: a record that was lost from the
/// work tree is still what its corrective actions answer and later findings repeat.
pub fn is_taken(
    papers: &BTreeMap<AuditId, WorkingPapers>,
    broken: &[BrokenRecord],
    id: &str,
) -> bool {
    let file = format!("/{id}.toml");
    broken.iter().any(|record| record.path.ends_with(&file))
        || papers.values().any(|papers| is_spoken_of(papers, id))
}

fn is_spoken_of(papers: &WorkingPapers, id: &str) -> bool {
    let findings = papers.findings.values().any(|finding| {
        finding.id.as_str() == id || finding.repeats.iter().any(|other| other.as_str() == id)
    });
    let actions = papers.actions.values().any(|action| {
        action.id.as_str() == id || action.findings.iter().any(|other| other.as_str() == id)
    });
    let samples = papers.samples.values().any(|sample| {
        sample.id.as_str() == id
            || sample
                .finding
                .as_ref()
                .is_some_and(|other| other.as_str() == id)
            || sample
                .widens
                .as_ref()
                .is_some_and(|other| other.as_str() == id)
    });
    findings || actions || samples
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        action::CorrectiveAction,
        audit::Audit,
        history::Step,
        id::{ActionId, FindingId},
    };

    #[test]
    fn an_id_is_taken_by_what_cannot_be_read_and_by_what_is_still_spoken_of() {
        let step = Step {
            by: "Mira Okafor <mira@example.org>".parse().unwrap(),
            at: "2026-11-20T10:15:00Z".parse().unwrap(),
            today: "2026-11-20".parse().unwrap(),
            why: String::new(),
        };
        let audit = Audit::plan("a-1".parse().unwrap(), "A".to_owned(), Vec::new(), &step);
        let mut papers = WorkingPapers::new(audit, []);
        let lost: FindingId = "F-000001".parse().unwrap();
        let action = CorrectiveAction::draft(ActionId::draw(3), lost, &step);
        papers.actions.insert(action.id.clone(), action);
        let papers = BTreeMap::from([("a-1".parse().unwrap(), papers)]);
        let broken = BrokenRecord {
            key: None,
            path: "audits/a-1/findings/F-000002.toml".to_owned(),
            error: crate::session::Located::whole("F-000002.toml", "no TOML"),
            more: Vec::new(),
        };
        for (id, taken) in [("F-000001", true), ("F-000002", true), ("F-000003", false)] {
            assert_eq!(
                is_taken(&papers, std::slice::from_ref(&broken), id),
                taken,
                "{id}"
            );
        }
    }
}
