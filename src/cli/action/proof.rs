//! `tickmark action proof`: whether what counts as done still holds.

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    error::Result,
    session::{
        domain::{
            action::{ActionState, CorrectiveAction, Fix, FixedIn, Fixing, PlannedAction},
            guard::is_said,
            id::{ActionId, AuditId, EvidenceId},
            papers::WorkingPapers,
            reopening::Reopening,
        },
        proof::Proved,
    },
};

use super::super::{
    Place,
    output::{Reply, count, line},
    queue::{self, ReopeningTold},
};

/// Say of every corrective action that is implemented, effective or closed whether what was done still holds.
///
/// The commits that fixed something have to be in the history of the branch, as they were made or rebased, neither reverted since
/// nor undone, no older than what they fix, and of more than records; what is cited has to be as it was. Ends with exit status 1 where something does not hold any more, or cannot be checked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark action proof
  tickmark action proof aims-2026 --json      for CI: exit status 1 when a fix was taken back")]
pub(super) struct Proof {
    /// The audit; all of them if left out.
    audit: Option<String>,

    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    actions: Vec<Row>,
    lost: usize,
    no_proof: usize,
    unknown: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    audit: AuditId,
    id: ActionId,
    state: ActionState,
    title: String,
    /// `holds`, `lost`, `no-proof` or `unknown`.
    proof: &'static str,
    /// What proposes to reopen it, or cannot be checked.
    reasons: Vec<String>,
    /// Which findings propose to be reopened with it.
    reopening: Option<ReopeningTold>,
    commits: Vec<CommitTold>,
    evidence: Vec<EvidenceTold>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CommitTold {
    action: String,
    repository: String,
    commit: String,
    proof: &'static str,
    said: String,
    /// What part of it was undone.
    remark: Option<String>,
    /// The commit that it was rebased as.
    rebased_as: Option<String>,
    reverted_by: Option<String>,
    reverted_on: Option<Date>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct EvidenceTold {
    id: EvidenceId,
    subject: String,
    state: &'static str,
}

pub(super) fn run(verb: &Proof, place: &Place) -> Result<Reply> {
    let session = place.open()?;
    let mut rows = Vec::new();
    for papers in queue::asked(&session, verb.audit.as_deref())? {
        let proved = session.proved(papers);
        let done = papers
            .actions
            .values()
            .filter(|action| is_done(action.state));
        rows.extend(done.map(|action| row(papers, action, &proved)));
    }
    let number = |word: &str| rows.iter().filter(|row| row.proof == word).count();
    let (lost, no_proof) = (number("lost"), number("no-proof"));
    let unknown = number("unknown");
    let unread = queue::unread(&session, verb.audit.as_deref());
    let no = lost + no_proof + unknown + unread > 0;
    if verb.json {
        let document = Document {
            actions: rows,
            lost,
            no_proof,
            unknown,
        };
        return Ok(Reply::json(&document)?.no_if(no));
    }
    let mut reply = Reply::default();
    for row in &rows {
        tell(row, &mut reply);
    }
    if rows.is_empty() {
        reply.note("no corrective action is implemented yet");
    } else {
        reply.note(format!(
            "{}: {} no longer hold, {unknown} cannot be checked",
            count(rows.len(), "corrective action"),
            lost + no_proof
        ));
    }
    queue::tell_unread(unread, None, &mut reply);
    Ok(reply.no_if(no))
}

const fn is_done(state: ActionState) -> bool {
    match state {
        ActionState::Implemented | ActionState::Effective | ActionState::Closed => true,
        ActionState::Draft
        | ActionState::Proposed
        | ActionState::Accepted
        | ActionState::Returned
        | ActionState::NotEffective
        | ActionState::Reopened
        | ActionState::Withdrawn => false,
    }
}

fn row(papers: &WorkingPapers, action: &CorrectiveAction, proved: &Proved) -> Row {
    let proposed = proved.reopenings.iter().find(|one| one.action == action.id);
    let commits: Vec<CommitTold> = action
        .actions
        .iter()
        .filter(|planned| is_said(&planned.commit))
        .map(|planned| {
            let fixed = FixedIn::of(&planned.commit);
            let fix = proved.proofs.of(&planned.commit);
            let (by, on) = match fix {
                Some(Fix::Reverted { by, on }) => (Some(by.clone()), Some(*on)),
                Some(
                    Fix::Stands
                    | Fix::Rebased { .. }
                    | Fix::Unreached
                    | Fix::Undone
                    | Fix::Unknown { .. },
                )
                | None => (None, None),
            };
            let rebased_as = match fix {
                Some(Fix::Rebased { to }) => Some(to.clone()),
                Some(
                    Fix::Stands
                    | Fix::Reverted { .. }
                    | Fix::Unreached
                    | Fix::Undone
                    | Fix::Unknown { .. },
                )
                | None => None,
            };
            let fixing = proved.proofs.fixing(&planned.commit);
            CommitTold {
                action: planned.id.clone(),
                repository: fixed.repository.to_owned(),
                commit: fixed.commit.to_owned(),
                proof: fix.map_or("unknown", Fix::word),
                said: fix.map_or_else(|| "was not checked".to_owned(), Fix::phrase),
                remark: fixing.and_then(Fixing::remark),
                rebased_as,
                reverted_by: by,
                reverted_on: on,
            }
        })
        .collect();
    let state = |id: &EvidenceId| proved.citations.get(id);
    let evidence = action
        .evidence
        .iter()
        .map(|link| EvidenceTold {
            id: link.id.clone(),
            subject: link.subject(),
            state: state(&link.id).map_or("not-checked", |state| state.word()),
        })
        .collect();
    let mut unknown: Vec<String> = commits
        .iter()
        .filter(|commit| commit.proof == "unknown")
        .map(|commit| {
            format!(
                "action {}: its fixing commit {}",
                commit.action, commit.said
            )
        })
        .collect();
    for link in &action.evidence {
        if let Some(state) = state(&link.id).filter(|state| !state.resolves() && !state.is_drift())
        {
            unknown.push(format!("evidence {}: {}", link.subject(), state.phrase()));
        }
    }
    // What is in the branch may be no fix for all that: older than what was raised, or of records alone.
    let stands = |planned: &&PlannedAction| {
        let fix = proved.proofs.of(&planned.commit);
        fix.is_some_and(|fix| matches!(fix, Fix::Stands | Fix::Rebased { .. }))
    };
    let gaps: Vec<String> = action
        .actions
        .iter()
        .filter(stands)
        .filter_map(|planned| {
            let gap = action.fix_gap(planned, &proved.proofs)?;
            Some(format!("action {}: {gap}", planned.id))
        })
        .collect();
    let (proof, reasons) = match proposed {
        Some(proposed) => ("lost", proposed.reasons.clone()),
        None if !gaps.is_empty() => ("no-proof", gaps),
        None if unknown.is_empty() => ("holds", Vec::new()),
        None => ("unknown", unknown),
    };
    Row {
        audit: papers.audit.id.clone(),
        id: action.id.clone(),
        state: action.state,
        title: action.title.clone(),
        proof,
        reasons,
        reopening: proposed.map(ReopeningTold::from),
        commits,
        evidence,
    }
}

fn tell(row: &Row, reply: &mut Reply) {
    let said = match row.proof {
        "holds" => "holds",
        "lost" => "does not hold any more",
        "no-proof" => "is not shown",
        _ => "cannot be checked",
    };
    reply.line(format!(
        "{}  {:<11}  {said}  {}  ({})",
        row.id,
        row.state.word(),
        line(&row.title),
        row.audit
    ));
    for commit in &row.commits {
        let fixed = FixedIn {
            repository: &commit.repository,
            commit: &commit.commit,
        };
        let remark = commit.remark.as_ref().map(|remark| format!("; {remark}"));
        reply.line(format!(
            "    action {}: {} {}{}",
            line(&commit.action),
            line(&fixed.told()),
            line(&commit.said),
            line(&remark.unwrap_or_default())
        ));
    }
    if row.proof == "no-proof" {
        for reason in &row.reasons {
            reply.line(format!("    {}", line(reason)));
        }
    }
    for cited in &row.evidence {
        reply.line(format!(
            "    {}: {}  {}",
            cited.id,
            cited.state,
            line(&cited.subject)
        ));
    }
    if let Some(proposed) = &row.reopening {
        let told = Reopening {
            action: proposed.action.clone(),
            findings: proposed.findings.clone(),
            reasons: proposed.reasons.clone(),
        };
        reply.line(format!("    {}", line(&told.told())));
    }
}
