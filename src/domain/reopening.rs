//! What speaks for opening again what counts as done: a fix that was taken back, a closing citation that is not what it was.
//!
//! It is only ever proposed: somebody looks, and says why it is opened again, or why not.

use std::collections::BTreeMap;

use super::{
    action::{ActionState, CorrectiveAction, Proofs},
    evidence::{CitationState, EvidenceLink},
    finding::{Finding, FindingState},
    id::{ActionId, EvidenceId, FindingId},
    papers::WorkingPapers,
};

/// A corrective action that counts as done, and what speaks against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// The corrective action.
    pub action: ActionId,
    /// The findings that are implemented, verified or closed by it.
    pub findings: Vec<FindingId>,
    /// What speaks against it, each as a part of a sentence.
    pub reasons: Vec<String>,
}

impl Reopening {
    /// Says all of it: `F-7K3QX2 proposes to be reopened: its fixing commit 1a2b3c4d5e was reverted by 5d6e7f8a9b on 2026-12-03`.
    pub fn told(&self) -> String {
        let findings: Vec<&str> = self.findings.iter().map(FindingId::as_str).collect();
        let (subject, verb) = match findings.as_slice() {
            [] => (self.action.to_string(), "proposes"),
            [only] => ((*only).to_owned(), "proposes"),
            several => (several.join(", "), "propose"),
        };
        format!("{subject} {verb} to be reopened: {}", self.why())
    }

    /// Says why, in one text.
    pub fn why(&self) -> String {
        self.reasons.join("; ")
    }
}

impl WorkingPapers {
    /// Lists the corrective actions that propose to be reopened, by what is known of citations and fixing commits.
    pub fn reopenings(
        &self,
        citations: &BTreeMap<EvidenceId, CitationState>,
        proofs: &Proofs,
    ) -> Vec<Reopening> {
        self.actions
            .values()
            .filter_map(|action| self.reopening(action, citations, proofs))
            .collect()
    }

    /// Says what speaks for opening a corrective action again; none where it is not done, or nothing does.
    pub fn reopening(
        &self,
        action: &CorrectiveAction,
        citations: &BTreeMap<EvidenceId, CitationState>,
        proofs: &Proofs,
    ) -> Option<Reopening> {
        match action.state {
            ActionState::Implemented | ActionState::Effective | ActionState::Closed => {}
            ActionState::Draft
            | ActionState::Proposed
            | ActionState::Accepted
            | ActionState::Returned
            | ActionState::NotEffective
            | ActionState::Reopened
            | ActionState::Withdrawn => return None,
        }
        let answered = || {
            action
                .findings
                .iter()
                .filter_map(|id| self.findings.get(id))
        };
        let mut reasons: Vec<String> = action
            .actions
            .iter()
            .filter(|planned| {
                proofs
                    .of(&planned.commit)
                    .is_some_and(super::action::Fix::is_lost)
            })
            .filter_map(|planned| planned.proof_gap(proofs))
            .collect();
        let closing = action
            .evidence
            .iter()
            .chain(answered().flat_map(closing_citations));
        for link in closing {
            let lost = |state: &&CitationState| {
                state.is_alarm() || matches!(state, CitationState::Changed | CitationState::Gone)
            };
            if let Some(state) = citations.get(&link.id).filter(lost) {
                let became = match state {
                    CitationState::Changed => "has changed since".to_owned(),
                    CitationState::Gone => "is gone".to_owned(),
                    other => format!("is lost: {}", other.phrase()),
                };
                let why = format!("its closing citation {} {became}", link.subject());
                reasons.push(why);
            }
        }
        if reasons.is_empty() {
            return None;
        }
        let findings = answered()
            .filter(|finding| finding.state.follows_done())
            .map(|finding| finding.id.clone())
            .collect();
        Some(Reopening {
            action: action.id.clone(),
            findings,
            reasons,
        })
    }
}

impl WorkingPapers {
    /// Lists the findings that a step of a corrective action takes back with it, each with the state that it goes to.
    ///
    /// What was done and does not hold opens its findings again. A plan that is returned or withdrawn takes the answer with it
    /// that it was given as, unless another plan stands for that.
    pub fn taken_back<'p>(
        &'p self,
        action: &CorrectiveAction,
        to: ActionState,
    ) -> Vec<(&'p Finding, FindingState)> {
        let answered = action
            .findings
            .iter()
            .filter_map(|id| self.findings.get(id));
        let again = |finding: &Finding| {
            if finding.next_states().contains(&FindingState::Reopened) {
                FindingState::Reopened
            } else {
                FindingState::Returned
            }
        };
        match to {
            ActionState::NotEffective | ActionState::Reopened => answered
                .filter(|finding| finding.state.follows_done())
                .map(|finding| (finding, again(finding)))
                .collect(),
            ActionState::Returned | ActionState::Withdrawn => answered
                .filter(|finding| finding.state.rests_on_plan(finding.kind.is_nonconformity()))
                .filter(|finding| {
                    let others = finding.answered_by(&self.actions).into_iter();
                    let mut others = others.filter(|other| other.id != action.id);
                    !others.any(CorrectiveAction::is_handed_in)
                })
                .map(|finding| (finding, FindingState::Returned))
                .collect(),
            ActionState::Draft
            | ActionState::Proposed
            | ActionState::Accepted
            | ActionState::Implemented
            | ActionState::Effective
            | ActionState::Closed => Vec::new(),
        }
    }
}

/// Lists the citations of a finding that were added once it was implemented: they show that it is settled.
///
/// Those from before show what was wrong; that these files have changed since is what the correction is for.
fn closing_citations(finding: &Finding) -> impl Iterator<Item = &EvidenceLink> {
    let implemented = finding
        .history
        .iter()
        .rev()
        .find(|entry| entry.to == FindingState::Implemented)
        .map(|entry| entry.at);
    finding
        .evidence
        .iter()
        .filter(move |link| implemented.is_some_and(|at| link.obtained_at >= at))
}

impl FindingState {
    /// Tells whether its answer is a plan that is not carried out yet; that of a finding that is no nonconformity is its deed.
    const fn rests_on_plan(self, is_nonconformity: bool) -> bool {
        is_nonconformity && matches!(self, Self::Responded | Self::Accepted)
    }

    /// Tells whether it rests on corrective actions that are done.
    pub const fn follows_done(self) -> bool {
        match self {
            Self::Implemented | Self::Verified | Self::Closed => true,
            Self::Draft
            | Self::Issued
            | Self::Acknowledged
            | Self::Disputed
            | Self::Upheld
            | Self::Responded
            | Self::Accepted
            | Self::Returned
            | Self::Withdrawn
            | Self::Reopened
            | Self::Noted
            | Self::Declined
            | Self::Done => false,
        }
    }
}
