//! Raising a finding from a row, prefilled with what the row already says, and a corrective action from a finding.

use crate::{
    domain::{
        action::CorrectiveAction,
        answer::Verdict,
        audit::AuditMode,
        change::Change,
        finding::{Finding, FindingState, FindingType},
        history::Step,
        id::{ActionId, Criterion, EvidenceId, FindingId, RowKey},
        papers::WorkingPapers,
        record::Record,
    },
    error::{Error, Result},
};

/// Ids that were drawn for new things; see [`super::draw_until`].
pub type DrawEvidence<'a> = &'a mut dyn FnMut() -> EvidenceId;

/// Lists the criteria of a finding from a row: what several standards ask alike is a finding against all of them.
pub fn criteria(papers: &WorkingPapers, row: &RowKey) -> Vec<Criterion> {
    let lead = papers.leader(row).unwrap_or(row);
    let mut criteria: Vec<Criterion> = Vec::new();
    for alike in std::iter::once(lead).chain(papers.followers(lead)) {
        let criterion = alike.criterion();
        if !criteria.contains(&criterion) {
            criteria.push(criterion);
        }
    }
    criteria
}

/// Drafts a finding, from a row if one is given: criterion, note, verdict and evidence are taken over.
///
/// Citations get ids of their own (`draw`), so that each can be followed by itself. Without a type the verdict suggests
/// one; a row without such a verdict suggests a minor nonconformity.
pub fn finding(
    papers: &WorkingPapers,
    row: Option<&RowKey>,
    kind: Option<FindingType>,
    id: FindingId,
    draw: DrawEvidence<'_>,
    step: &Step,
) -> (Change, FindingId) {
    let answer = row.and_then(|row| papers.answer(row));
    let kind = kind
        .or_else(|| {
            answer
                .and_then(|a| a.verdict)
                .and_then(FindingType::suggested_by)
        })
        .unwrap_or(FindingType::Minor);
    let mut finding = Finding::draft(id.clone(), kind, step);
    if let Some(row) = row {
        finding.criteria = criteria(papers, row);
        finding.row = Some(papers.leader(row).unwrap_or(row).clone());
    }
    if let Some(answer) = answer {
        finding.objective_evidence.clone_from(&answer.note);
        finding.evidence = answer
            .evidence
            .iter()
            .map(|link| {
                let mut own = link.clone();
                own.id = draw();
                own
            })
            .collect();
    }
    let change = Change::of(
        format!("{id} raised ({})", kind.label()),
        None,
        Record::Finding {
            audit: papers.audit.id.clone(),
            finding,
        },
    );
    (change, id)
}

/// Raises a finding from a row in one go: a row without a fitting verdict becomes nonconforming, observation and so on.
///
/// In a gap analysis, where a row has a maturity, it stays without a verdict.
pub fn finding_with_verdict(
    papers: &WorkingPapers,
    row: &RowKey,
    kind: FindingType,
    id: FindingId,
    draw: DrawEvidence<'_>,
    step: &Step,
) -> (Change, FindingId) {
    let (mut change, id) = finding(papers, Some(row), Some(kind), id, draw, step);
    let fitting = match kind {
        FindingType::Major | FindingType::Minor => Verdict::Nonconforming,
        FindingType::Observation => Verdict::Observation,
        FindingType::Opportunity => Verdict::Opportunity,
        FindingType::GoodPractice => Verdict::GoodPractice,
    };
    if papers.audit.mode == AuditMode::Conformity && papers.verdict(row).is_none() {
        let verdict = super::answer::set_verdict(papers, row, Some(fitting), step);
        change.edits.extend(verdict.edits);
    }
    (change, id)
}

/// Drafts a corrective action that answers a finding; refused where that is settled: its closing does not rest on what comes after.
pub fn action(
    papers: &WorkingPapers,
    finding: &FindingId,
    id: ActionId,
    step: &Step,
) -> Result<(Change, ActionId)> {
    if let Some(finding) = papers.findings.get(finding)
        && finding.state.is_settled()
    {
        return Err(settled(finding));
    }
    let mut action = CorrectiveAction::draft(id.clone(), finding.clone(), step);
    if let Some(finding) = papers.findings.get(finding) {
        action.title.clone_from(&finding.title);
    }
    let change = Change::of(
        format!("{id} drafted for {finding}"),
        None,
        Record::Action {
            audit: papers.audit.id.clone(),
            action,
        },
    );
    Ok((change, id))
}

/// Says that nothing is begun for a finding any more, and what the way is.
fn settled(finding: &Finding) -> Error {
    let id = &finding.id;
    let refused = Error::refused(format!(
        "Could not begin a corrective action for {id}: it is {}",
        finding.state.label()
    ));
    if finding.next_states().contains(&FindingState::Reopened) {
        refused.hint(format!(
            "what it was closed on stays; where it has come back, open it again first: tickmark finding move {id} reopened --why TEXT"
        ))
    } else {
        refused.hint("what has come up since is a finding of its own: tickmark finding new")
    }
}
