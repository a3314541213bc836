//! From what a person types to the controls that are meant.

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{
            checklist::{Checklist, Clause, ClauseKind},
            id::{Criterion, Ref},
            similar,
        },
    },
};

use super::super::output::line;

/// Finds the control that `CHECKLIST:REF` names.
pub(in crate::cli) fn named(session: &Session, text: &str) -> Result<Criterion> {
    let Some((checklist, _)) = text.split_once(':') else {
        return Err(
            Error::usage(format!("Could not find the control {}", line(text)))
                .hint("controls are written CHECKLIST:REF, such as iso-42001:A.2.2"),
        );
    };
    let checklist = session.controls_of(checklist)?;
    Ok(Criterion {
        checklist: checklist.id.clone(),
        reference: one(checklist, text)?,
    })
}

/// Finds the controls of a checklist that are named, each once and in the order in which they were named.
pub(super) fn all(checklist: &Checklist, texts: &[String]) -> Result<Vec<Ref>> {
    let mut found = Vec::new();
    for text in texts {
        let reference = one(checklist, text)?;
        if !found.contains(&reference) {
            found.push(reference);
        }
    }
    Ok(found)
}

/// Finds a control by its number; the checklist may stand before it.
fn one(checklist: &Checklist, text: &str) -> Result<Ref> {
    let number = match text.split_once(':') {
        Some((id, number)) if id == checklist.id.as_str() => number,
        Some(_) | None => text,
    };
    let clause = number
        .parse::<Ref>()
        .ok()
        .and_then(|reference| checklist.clause(&reference));
    match clause {
        Some(clause) if clause.kind == ClauseKind::Control => Ok(clause.reference.clone()),
        Some(clause) => Err(no_control(checklist, clause)),
        None => {
            let known = checklist.controls().map(|c| c.reference.as_str());
            let error = Error::usage(format!(
                "Could not find the control {}: {} has none of that number",
                line(text),
                checklist.id
            ));
            Err(match similar::nearest(number, known) {
                Some(near) => error.hint(format!("did you mean {near}?")),
                None => error.hint(format!("list them: tickmark soa show {}", checklist.id)),
            })
        }
    }
}

/// Says that a clause is no control, and which controls stand below it.
fn no_control(checklist: &Checklist, clause: &Clause) -> Error {
    let below: Vec<String> = checklist
        .controls()
        .filter(|control| {
            checklist
                .ancestors(control)
                .any(|above| above.reference == clause.reference)
        })
        .map(|control| format!("{}  {}", control.reference, line(&control.title)))
        .collect();
    let error = Error::usage(format!(
        "Could not decide on {}: it is no control, but a {}",
        clause.reference,
        clause.kind.label()
    ));
    if below.is_empty() {
        error.hint("clauses of the body apply always; an audit leaves one out in its plan: tickmark audit set AUDIT --exclude")
    } else {
        error.details(below).hint("name the controls below it")
    }
}
