//! Earlier findings within the form of a finding: opened, and linked as what is repeated.

use crate::{
    domain::{
        finding::Finding,
        id::{AuditId, FindingId},
        papers::WorkingPapers,
        recurrence as domain,
    },
    safe,
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
    pub(super) fn link_repeat(
        &self,
        key: &FindingKey,
        finding: &Finding,
        papers: &WorkingPapers,
        cx: Cx<'_>,
    ) -> Vec<Intent> {
        if let FindingKey::Earlier(Some(id)) = key {
            return link(&self.audit, &self.id, id, cx.data);
        }
        let found = domain::earlier(&cx.data.papers, papers, finding);
        if found.is_empty() {
            return vec![Intent::Toast(
                "no earlier finding is on the same criterion, process or cause".to_owned(),
            )];
        }
        let ids: Vec<FindingId> = found.iter().map(|e| e.finding.id.clone()).collect();
        let choices = found
            .iter()
            .map(|earlier| Choice {
                label: format!(
                    "{}  {}  {}",
                    earlier.finding.id,
                    earlier.finding.kind.word(),
                    safe::escape_line(&earlier.finding.title)
                ),
                detail: match (earlier.linked, earlier.alike_in_words()) {
                    (true, alike) if alike.is_empty() => "linked; enter takes it back".to_owned(),
                    (true, alike) => format!("{alike}; linked, enter takes it back"),
                    (false, alike) => format!("{}, {alike}", earlier.audit),
                },
                disabled: None,
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
