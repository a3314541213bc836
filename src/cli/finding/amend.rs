//! What is changed after a finding was handed over: amendments and reclassifications, each with its reason.

use clap::Args;

use crate::{
    error::{Error, Result},
    session::follow_up,
};

use super::{
    super::{Place, output::Reply, pick},
    edit, grades,
};

/// Change what the auditee was told, with a reason; what stood there is kept.
///
/// A draft is written with 'tickmark finding set'. Only members of the audit team amend what the auditee was told.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark finding amend F-7K3QX2 --objective-evidence '2 of 7 systems' --why 'One was counted twice'
  tickmark finding amend F-7K3QX2 --drop-evidence E-4T6W0N --why 'It shows another release'")]
pub(super) struct Amend {
    /// The finding.
    id: String,

    #[command(flatten)]
    texts: edit::Texts,

    /// Why.
    #[arg(long, value_name = "TEXT")]
    why: String,
}

/// Give a finding that was handed over another type or grade, with a reason; every change is kept.
///
/// A nonconformity that nobody has answered yet can become an observation, an opportunity or good practice, and is then noted;
/// one of these that is open can become a nonconformity, and is then issued. Of a draft, the reason is that for its grade.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark finding reclassify F-7K3QX2 minor --why 'The gate worked for 40 of 41 releases'")]
pub(super) struct Reclassify {
    /// The finding.
    id: String,

    /// The type, or the grade of the house: see 'tickmark finding grades'.
    grade: String,

    /// Why; it becomes the reason for the grade.
    #[arg(long, value_name = "TEXT")]
    why: String,
}

pub(super) fn amend(verb: Amend, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, finding) = pick::finding(&session, &verb.id)?;
    let id = finding.id.clone();
    if verb.texts.names_grade() {
        return Err(Error::usage(format!(
            "Could not amend {id}: another grade is no amendment"
        ))
        .hint(format!(
            "tickmark finding reclassify {id} GRADE --why REASON"
        )));
    }
    let step = session.step(&verb.why)?;
    let edit = verb.texts.read(&session, papers, finding, place)?;
    let kept = finding.amendments.len();
    let people = session.people();
    let change = follow_up::amend_finding(papers, &id, "is", &step, &people, |f| edit.apply(f))
        .map_err(|refusal| Error::refused(format!("Could not amend {id}: {refusal}")))?;
    let mut reply = Reply::text(format!("{id}\n"));
    session.apply(&change)?;
    let (_, finding) = pick::finding(&session, id.as_str())?;
    let fields: Vec<&str> = finding
        .amendments
        .iter()
        .skip(kept)
        .map(|amendment| amendment.field.label())
        .collect();
    if fields.is_empty() {
        reply.note("nothing has changed of what the auditee was told");
    } else {
        reply.note(format!("amended: {}", fields.join(", ")));
    }
    Ok(reply)
}

pub(super) fn reclassify(verb: &Reclassify, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let (papers, finding) = pick::finding(&session, &verb.id)?;
    let (id, before) = (finding.id.clone(), finding.state);
    let to = grades::named(session.workspace(), &verb.grade)?;
    let step = session.step(&verb.why)?;
    let links: Vec<_> = finding.evidence.iter().collect();
    let citations = session.check_links(&links);
    let (people, proofs) = (session.people(), session.proofs([]));
    let known = session.known(&citations, &people, &proofs);
    let refused = |refusal: crate::session::domain::guard::Refusal| {
        Error::refused(format!("Could not reclassify {id}: {refusal}"))
    };
    let change = follow_up::reclassify(papers, &id, &to, &step, &known);
    let mut change = change.map_err(refused)?;
    if before == crate::session::domain::finding::FindingState::Draft {
        let mut after = papers.clone();
        change.apply(&mut after);
        let reason = follow_up::edit_finding(&after, &id, "graded", |finding| {
            verb.why.trim().clone_into(&mut finding.grade_reason);
        });
        change = edit::merged(change, reason.map_err(refused)?);
    }
    session.apply(&change)?;
    let (_, finding) = pick::finding(&session, id.as_str())?;
    let label = finding.grade_label(&session.workspace().offered_grades());
    let mut reply = Reply::text(format!("{id}: {label}\n"));
    if change.is_empty() {
        reply.note("nothing has changed");
    } else if finding.state != before {
        reply.note(format!("it is {} now", finding.state.label()));
    }
    Ok(reply)
}
