//! Citing evidence where it belongs: in a row, a finding, a corrective action, an item of a sample or a link of a trail.

use std::collections::BTreeMap;

use crate::{
    domain::{
        applicability::Statements,
        change::Change,
        evidence::EvidenceLink,
        guard::Refusal,
        history::Step,
        holder::Holder,
        id::{AuditId, EvidenceId},
        papers::{CitedIn, WorkingPapers},
    },
    error::{Error, Result},
};

use super::{answer, applicability, follow_up, sample, trail_test};

/// All records that can hold a citation.
#[derive(Debug, Clone, Copy)]
pub struct Holders<'a> {
    /// The working papers of the audits.
    pub papers: &'a BTreeMap<AuditId, WorkingPapers>,
    /// The statements of applicability.
    pub statements: &'a Statements,
}

impl<'a> Holders<'a> {
    /// Adds a citation where it belongs, or replaces the one with the same id.
    pub fn cite(self, holder: &Holder, link: &EvidenceLink, step: &Step) -> Result<Change> {
        match holder {
            Holder::InAudit(audit, place) => cite(self.papers(audit)?, place, link, step),
            Holder::Control(control) => {
                applicability::cite(self.statements, control, link).map_err(not_cited)
            }
        }
    }

    /// Takes a citation out.
    pub fn remove(self, holder: &Holder, id: &EvidenceId, step: &Step) -> Result<Change> {
        match holder {
            Holder::InAudit(audit, place) => remove(self.papers(audit)?, place, id, step),
            Holder::Control(control) => {
                applicability::remove_citation(self.statements, control, id).map_err(not_cited)
            }
        }
    }

    fn papers(self, audit: &AuditId) -> Result<&'a WorkingPapers> {
        self.papers
            .get(audit)
            .ok_or_else(|| Error::usage(format!("Could not find the audit {audit} any more")))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given away")]
fn not_cited(refusal: Refusal) -> Error {
    Error::refused(format!("Could not change what is cited: {refusal}"))
        .hint("say first whether the control is included: tickmark soa set CHECKLIST REF --include")
}

/// Adds a citation, or replaces the one with the same id.
///
/// A place that is not there leaves everything as it is. What an auditee was told is not replaced, unless by pinning it anew.
pub fn cite(
    papers: &WorkingPapers,
    place: &CitedIn,
    link: &EvidenceLink,
    step: &Step,
) -> Result<Change> {
    let put = |links: &mut Vec<EvidenceLink>| match links.iter_mut().find(|l| l.id == link.id) {
        Some(old) => *old = link.clone(),
        None => links.push(link.clone()),
    };
    let before = papers.citation(&link.id);
    let is_repinned = before.is_some_and(|(_, old)| old.earlier.len() < link.earlier.len());
    let what = if is_repinned {
        format!("pins {} anew: {}", link.id, link.subject())
    } else {
        format!("cites {}", link.subject())
    };
    change(papers, place, &what, step, put)
}

/// Takes a citation out, unless an auditee was told of it.
pub fn remove(
    papers: &WorkingPapers,
    place: &CitedIn,
    id: &EvidenceId,
    step: &Step,
) -> Result<Change> {
    let what = papers.citation(id).map_or_else(
        || "citation removed".to_owned(),
        |(_, link)| format!("no longer cites {}", link.subject()),
    );
    change(papers, place, &what, step, |links| {
        links.retain(|link| &link.id != id);
    })
}

fn change(
    papers: &WorkingPapers,
    place: &CitedIn,
    what: &str,
    step: &Step,
    edit: impl FnOnce(&mut Vec<EvidenceLink>),
) -> Result<Change> {
    Ok(match place {
        CitedIn::Row(row) => answer::edit(papers, row, what, step, |a| edit(&mut a.evidence)),
        CitedIn::Finding(id) => {
            let edited = follow_up::edit_finding(papers, id, what, |f| edit(&mut f.evidence));
            edited.map_err(|refusal| {
                Error::refused(format!("Could not change what is cited: {refusal}")).hint(format!(
                    "tickmark finding amend {id} --drop-evidence EVIDENCE --why REASON"
                ))
            })?
        }
        CitedIn::Action(id) => {
            let edited = follow_up::edit_action(papers, id, what, |a| edit(&mut a.evidence));
            edited.map_err(|refusal| {
                Error::refused(format!("Could not change what is cited: {refusal}"))
            })?
        }
        CitedIn::Item(id, item) => {
            sample::edit_item(papers, id, item, what, |item| edit(&mut item.evidence))
        }
        CitedIn::Link(system, id) => {
            trail_test::edit_citations(papers, system, id, what, step, edit)
        }
    })
}
