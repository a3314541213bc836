//! Earlier findings within the form of a finding: opened, and linked as what is repeated.

use crate::{
    domain::{
        id::{AuditId, FindingId},
        papers::WorkingPapers,
    },
    session::recurrence,
    tui::{
        data::Data,
        overlays::choose::{Choice, Choose},
        panel::{Cx, Intent},
    },
};

use super::{FindingForm, FindingKey, FindingSheet};

/// Opens the form of the selected earlier finding.
pub(super) fn open(key: &FindingKey, cx: Cx<'_>) -> Option<Vec<Intent>> {
    let FindingKey::Earlier(Some(id)) = key else {
        return None;
    };
    let holds = |papers: &&WorkingPapers| papers.findings.contains_key(id);
    let papers = cx.data.papers.values().find(holds)?;
    let form = FindingForm::new(papers.audit.id.clone(), id.clone());
    Some(vec![Intent::Open(Box::new(form))])
}

impl FindingSheet {
    /// Links the selected earlier finding as what is repeated, or takes the link back; elsewhere in the form it asks which.
    pub(super) fn link_repeat(&self, key: &FindingKey, cx: Cx<'_>) -> Vec<Intent> {
        if let FindingKey::Earlier(Some(id)) = key {
            return link(&self.audit, &self.id, id, cx.data);
        }
        let found = &self.weighed.earlier;
        if found.is_empty() {
            return vec![Intent::Toast(
                "no earlier finding is on the same criterion, process or cause".to_owned(),
            )];
        }
        let ids: Vec<FindingId> = found.iter().map(|earlier| earlier.id.clone()).collect();
        let choices = found
            .iter()
            .map(|earlier| {
                let (label, detail) = earlier.choice.clone();
                Choice {
                    label,
                    detail,
                    disabled: None,
                }
            })
            .collect();
        let (audit, own) = (self.audit.clone(), self.id.clone());
        let done = move |at: usize, cx: Cx<'_>| match ids.get(at) {
            Some(id) => link(&audit, &own, id, cx.data),
            None => Vec::new(),
        };
        let choose = Choose::new("which one is repeated", choices, Box::new(done));
        vec![Intent::Open(Box::new(choose))]
    }
}

fn link(audit: &AuditId, own: &FindingId, earlier: &FindingId, data: &Data) -> Vec<Intent> {
    match data.audit(audit) {
        Some(papers) => match recurrence::toggle(papers, own, earlier) {
            Ok(change) => vec![Intent::Apply(change)],
            Err(refusal) => vec![Intent::Toast(refusal.to_string())],
        },
        None => vec![Intent::Fail(Data::gone(audit))],
    }
}
