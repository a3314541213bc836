//! The evidence: there, as it was cited, and of the right time.
//!
//! A file from before the audited period that still holds is what an auditor wants to see, and no fault. What happened
//! before it, such as a talk or a commit, is none of the period; nor is anything from after it.

use crate::domain::{evidence::CitationState, freshness::Freshness, papers::CitedIn};

use super::{super::Finding, LintContext, Remark, Rule};

pub(super) fn check(finding: &Finding, context: &LintContext<'_>, remarks: &mut Vec<Remark>) {
    if finding.kind.is_nonconformity() && finding.evidence.is_empty() {
        let help = "cite what shows it: a file, a talk, an observation";
        let text = "no evidence is cited";
        let remark = Remark::about(Rule::UnresolvedEvidence, "evidence", text, help);
        remarks.push(remark.guard());
    }
    let place = CitedIn::Finding(finding.id.clone());
    for link in &finding.evidence {
        let mut say = |remark: Remark| {
            remarks.push(Remark {
                evidence: Some(link.id.clone()),
                ..remark
            });
        };
        if let Some(lacking) = link.shortcoming() {
            let text = format!("{} ({}) {lacking}", link.id, link.kind.label());
            let help = "write what is missing, or cite it anew";
            say(Remark::about(Rule::UnresolvedEvidence, "evidence", text, help).guard());
        }
        let state = context.citations.get(&link.id);
        if let Some(state) = state.filter(|state| !state.resolves()) {
            let text = format!("{} does not resolve: {}", link.subject(), state.phrase());
            let help = "look at it, and pin it anew or cite what is there";
            say(Remark::about(Rule::UnresolvedEvidence, "evidence", text, help).guard());
        } else if state.is_none() && link.kind.is_judged() {
            let phrase = "was not checked";
            let text = format!("{} {phrase}", link.subject());
            let help = "tickmark evidence check";
            say(Remark::about(Rule::UnresolvedEvidence, "evidence", text, help).guard());
        }
        if matches!(state, Some(CitationState::Gone)) {
            continue;
        }
        let age = context.papers.age(&place, link, context.limits);
        let outside = match age.freshness {
            Freshness::AfterPeriod | Freshness::Stale => true,
            Freshness::BeforePeriod => !link.kind.has_bytes(),
            Freshness::Fresh | Freshness::Undated => false,
        };
        if outside {
            let text = format!("{}: {}", link.subject(), age.phrase());
            let help = "cite what is of the audited period, or say in the evidence why this counts";
            say(Remark::about(Rule::OutsidePeriod, "evidence", text, help));
        }
    }
}
