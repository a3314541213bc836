//! Moving a finding on, with what its guards and the linter say of it, and taking the grade that a repeat proposes.

use std::rc::Rc;

use crate::{
    domain::{
        finding::{Finding, FindingState},
        id::{AuditId, FindingId},
        papers::WorkingPapers,
    },
    error::Error,
    safe,
    session::{follow_up, lint::Linter, recurrence},
    tui::{
        data::Data,
        panel::{Cx, Intent},
        screens::form::moves::{self, Offer},
    },
};

/// Lists the states that can follow, each with what stands in its way.
pub(in crate::tui::screens) fn offers(
    papers: &WorkingPapers,
    finding: &Finding,
    data: &Data,
) -> Result<Vec<Offer<FindingState>>, Error> {
    let step = data.step("")?;
    let mut offers = moves::offers(
        finding.next_states(),
        FindingState::label,
        |to| {
            if to.is_settled() {
                String::new()
            } else {
                format!("then waits for: {}", to.waiting_for())
            }
        },
        &step,
        |to, step| follow_up::move_finding(papers, &finding.id, to, step, &data.known()),
    );
    let handed_over = offers
        .iter_mut()
        .filter(|offer| matches!(offer.to, FindingState::Issued | FindingState::Noted));
    for offer in handed_over.filter(|offer| offer.refused.is_empty()) {
        let (statements, workspace) = (&data.applicability, &data.workspace);
        let linter = Linter::of(papers, statements, workspace, data.weighed.authors());
        let remarks = linter.remarks(papers, finding, &data.citations);
        offer.doubts = remarks
            .into_iter()
            .map(|remark| format!("{}: {}", remark.field, safe::escape_line(&remark.text)))
            .collect();
    }
    Ok(offers)
}

/// Asks to which state a finding moves on, and moves it there.
pub(in crate::tui::screens) fn move_on(audit: &AuditId, id: &FindingId, cx: Cx<'_>) -> Vec<Intent> {
    let Some(papers) = cx.data.audit(audit) else {
        return vec![Intent::Fail(Data::gone(audit))];
    };
    let Some(finding) = papers.findings.get(id) else {
        return vec![Intent::Toast(format!("{id} is not there any more"))];
    };
    match offers(papers, finding, cx.data) {
        Ok(offers) => {
            let (audit, own) = (audit.clone(), id.clone());
            moves::choose(
                id.as_str(),
                offers,
                Rc::new(move |to, step, cx| {
                    let papers = cx
                        .data
                        .audit(&audit)
                        .ok_or_else(|| moves::gone(own.as_str()))?;
                    follow_up::move_finding(papers, &own, to, step, &cx.data.known())
                }),
            )
        }
        Err(error) => vec![Intent::Fail(error)],
    }
}

/// Takes the higher grade that a linked repeat proposes.
pub(super) fn take_grade(id: &FindingId, papers: &WorkingPapers, cx: Cx<'_>) -> Vec<Intent> {
    let step = match cx.data.step("") {
        Ok(step) => step,
        Err(error) => return vec![Intent::Fail(error)],
    };
    let (all, workspace) = (&cx.data.papers, &cx.data.workspace);
    match recurrence::take_grade(all, papers, id, &step, workspace, &cx.data.known()) {
        Ok(change) => vec![Intent::Apply(change)],
        Err(refusal) => vec![Intent::Toast(refusal.to_string())],
    }
}
