//! The screen of a record that a line is about, as of a verification or of a sync.

use crate::{
    domain::{id::RowKey, record::RecordKey},
    tui::{
        data::Data,
        panel::Panel,
        screens::{action::ActionForm, finding::FindingForm, sample::SampleScreen, walk::Walk},
    },
};

/// Returns the screen of a record; none where it is not there or has none.
pub(super) fn panel_of(record: &RecordKey, data: &Data) -> Option<Box<dyn Panel>> {
    let papers = data.audit(record.audit()?)?;
    let audit = papers.audit.id.clone();
    Some(match record {
        RecordKey::Finding(_, id) if papers.findings.contains_key(id) => {
            Box::new(FindingForm::new(audit, id.clone()))
        }
        RecordKey::Action(_, id) if papers.actions.contains_key(id) => {
            Box::new(ActionForm::new(audit, id.clone()))
        }
        RecordKey::Sample(_, id) if papers.samples.contains_key(id) => {
            Box::new(SampleScreen::new(audit, id.clone()))
        }
        RecordKey::Answers(_, checklist, reference) => {
            let clause = papers.checklists.get(checklist)?.clause(reference)?;
            let row = RowKey {
                checklist: checklist.clone(),
                reference: reference.clone(),
                question: clause.questions.first()?.id.clone(),
            };
            Box::new(Walk::at(papers, row))
        }
        RecordKey::Audit(_) => Box::new(Walk::new(papers)),
        RecordKey::Workspace
        | RecordKey::Programme
        | RecordKey::Applicability(_)
        | RecordKey::Criteria(..)
        | RecordKey::Finding(..)
        | RecordKey::Action(..)
        | RecordKey::Kept { .. }
        | RecordKey::Sample(..)
        | RecordKey::Trail(..) => return None,
    })
}
