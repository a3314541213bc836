//! The statement of applicability: deciding on controls, approving the statement, and bringing an audit in line with it.

mod statements;

use crate::domain::{
    applicability::{
        self, ControlDecision, Implementation, StatementOfApplicability, Statements,
        in_audit::OutOfStep,
    },
    audit::AuditState,
    change::Change,
    checklist::Checklist,
    evidence::EvidenceLink,
    guard::{Reason, Reasons, Refusal},
    history::Step,
    id::{ChecklistId, Criterion, EvidenceId, Ref},
    papers::WorkingPapers,
    record::Record,
};

/// Changes what is decided about some controls by a function, and names the change `what`.
///
/// `included` decides too; without it, a control that nothing is decided about is refused: nobody can say why or how
/// before it is said whether. A decision that is turned round loses its justification. What is said of a control is what
/// was approved: a change of it lets the approval lapse.
pub fn edit(
    statements: &Statements,
    checklist: &ChecklistId,
    controls: &[Ref],
    included: Option<bool>,
    what: &str,
    change: impl FnMut(&mut ControlDecision),
) -> Result<Change, Refusal> {
    edit_keeping(
        statements, checklist, controls, included, what, change, false,
    )
}

fn edit_keeping(
    statements: &Statements,
    checklist: &ChecklistId,
    controls: &[Ref],
    included: Option<bool>,
    what: &str,
    mut change: impl FnMut(&mut ControlDecision),
    approval_stays: bool,
) -> Result<Change, Refusal> {
    let before = statements.get(checklist);
    let mut after = before
        .cloned()
        .unwrap_or_else(|| StatementOfApplicability::new(checklist.clone()));
    let mut reasons = Reasons::new();
    for reference in controls {
        let decided = after.decision(reference).cloned();
        let Some(mut decision) =
            decided.or_else(|| Some(ControlDecision::new(reference.clone(), included?)))
        else {
            let why = format!("nothing is decided about {reference} yet");
            reasons.require(false, "included", why);
            continue;
        };
        if included.is_some_and(|included| included != decision.included) {
            decision.included = !decision.included;
            // Why it was included is no reason for leaving it out.
            decision.justification.clear();
        }
        change(&mut decision);
        after.put(decision);
    }
    reasons.verdict()?;
    let named = match controls {
        [only] => only.to_string(),
        several => format!("{} controls", several.len()),
    };
    let what = format!("{named} {what}");
    if before == Some(&after) {
        return Ok(Change {
            what,
            edits: Vec::new(),
        });
    }
    if !approval_stays {
        after.lapse();
    }
    Ok(replaced(what, before, after))
}

fn replaced(
    what: String,
    before: Option<&StatementOfApplicability>,
    after: StatementOfApplicability,
) -> Change {
    Change::of(
        what,
        before.cloned().map(Record::Applicability),
        Record::Applicability(after),
    )
}

/// Decides whether a control is included.
pub fn decide(statements: &Statements, control: &Criterion, included: bool) -> Change {
    let what = if included { "included" } else { "excluded" };
    let controls = std::slice::from_ref(&control.reference);
    let decided = edit(
        statements,
        &control.checklist,
        controls,
        Some(included),
        what,
        |_| {},
    );
    // Whoever decides cannot be refused for not having decided.
    decided.unwrap_or_else(|_| Change {
        what: what.to_owned(),
        edits: Vec::new(),
    })
}

fn edit_one(
    statements: &Statements,
    control: &Criterion,
    what: &str,
    change: impl FnMut(&mut ControlDecision),
) -> Result<Change, Refusal> {
    let controls = std::slice::from_ref(&control.reference);
    edit(statements, &control.checklist, controls, None, what, change)
}

/// Says why a control is included, or why not.
pub fn set_justification(
    statements: &Statements,
    control: &Criterion,
    text: &str,
) -> Result<Change, Refusal> {
    edit_one(statements, control, "justification", |decision| {
        text.trim_end().clone_into(&mut decision.justification);
    })
}

/// Says how a control is implemented.
pub fn set_implementation(
    statements: &Statements,
    control: &Criterion,
    text: &str,
) -> Result<Change, Refusal> {
    edit_one(statements, control, "implementation", |decision| {
        text.trim_end().clone_into(&mut decision.implementation);
    })
}

/// Says how far a control is implemented, or that it is open.
pub fn set_status(
    statements: &Statements,
    control: &Criterion,
    status: Option<Implementation>,
) -> Result<Change, Refusal> {
    let what = status.map_or("status open", Implementation::label);
    edit_one(statements, control, what, |decision| {
        decision.status = status;
    })
}

/// Says who answers for a control, by role.
pub fn set_owner(
    statements: &Statements,
    control: &Criterion,
    role: &str,
) -> Result<Change, Refusal> {
    edit_one(statements, control, "owner", |decision| {
        role.trim().clone_into(&mut decision.owner);
    })
}

/// Adds a citation to a control, or replaces the one with the same id; what was approved is still what is said.
pub fn cite(
    statements: &Statements,
    control: &Criterion,
    link: &EvidenceLink,
) -> Result<Change, Refusal> {
    let what = format!("cites {}", link.subject());
    cited(statements, control, &what, |links| {
        match links.iter_mut().find(|l| l.id == link.id) {
            Some(old) => *old = link.clone(),
            None => links.push(link.clone()),
        }
    })
}

/// Takes a citation out of a control.
pub fn remove_citation(
    statements: &Statements,
    control: &Criterion,
    id: &EvidenceId,
) -> Result<Change, Refusal> {
    let what = applicability::citation(statements, id).map_or_else(
        || "citation removed".to_owned(),
        |(_, link)| format!("no longer cites {}", link.subject()),
    );
    cited(statements, control, &what, |links| {
        links.retain(|link| link.id != *id);
    })
}

fn cited(
    statements: &Statements,
    control: &Criterion,
    what: &str,
    change: impl Fn(&mut Vec<EvidenceLink>),
) -> Result<Change, Refusal> {
    let controls = std::slice::from_ref(&control.reference);
    let change = |decision: &mut ControlDecision| change(&mut decision.evidence);
    edit_keeping(
        statements,
        &control.checklist,
        controls,
        None,
        what,
        change,
        true,
    )
}

/// Approves a statement in the name of whoever acts, or says every reason why not.
pub fn approve(
    statements: &Statements,
    checklist: &Checklist,
    step: &Step,
) -> Result<Change, Refusal> {
    let id = &checklist.id;
    let Some(before) = statements.get(id) else {
        return Err(refusal(
            "checklist",
            format!("there is no statement for {id}"),
        ));
    };
    let after = before.approved(checklist, step)?;
    let what = format!("statement of applicability for {id} approved");
    Ok(replaced(what, Some(before), after))
}

/// Brings an audit in line with the statements of its checklists, or says why not; answers stay on record.
pub fn apply(papers: &WorkingPapers, statements: &Statements) -> Result<Change, Refusal> {
    let audit = &papers.audit;
    if let Some(why) = keeps_its_plan(audit.state) {
        return Err(refusal("state", why));
    }
    Ok(Change::of(
        format!(
            "{} brought in line with the statement of applicability",
            audit.id
        ),
        Some(Record::Audit(audit.clone())),
        Record::Audit(papers.aligned(statements)),
    ))
}

/// Says why an audit of this state stays as it was planned; none where it can be brought in line.
pub fn keeps_its_plan(state: AuditState) -> Option<String> {
    match state {
        AuditState::Planned | AuditState::Fieldwork | AuditState::Reporting => None,
        AuditState::Issued | AuditState::FollowUp | AuditState::Closed => Some(format!(
            "an audit that is {} keeps what it was done against",
            state.label()
        )),
    }
}

/// Says in a line for each control what bringing an audit in line does to it.
pub fn lines_of(apart: &OutOfStep) -> Vec<String> {
    let mut lines = Vec::new();
    for leaving in &apart.leaving {
        let rows = match leaving.rows {
            1 => "1 row".to_owned(),
            n => format!("{n} rows"),
        };
        let answered = match leaving.answered {
            0 => String::new(),
            1 => "; 1 answer stays on record".to_owned(),
            n => format!("; {n} answers stay on record"),
        };
        lines.push(format!("{} leaves ({rows}{answered})", leaving.control));
        for finding in &leaving.findings {
            lines.push(format!(
                "{finding} names {} as criterion",
                leaving.control.reference
            ));
        }
    }
    let back = apart.returning.iter();
    lines.extend(back.map(|control| format!("{control} comes back")));
    let reworded = apart.reworded.iter();
    lines.extend(
        reworded
            .map(|control| format!("{control} is left out for a reason that reads otherwise now")),
    );
    lines
}

/// Refuses a criterion that does not apply, with the reason and what to cite instead.
pub fn require_applicable(
    papers: &WorkingPapers,
    statements: &Statements,
    criterion: &Criterion,
) -> Result<(), Refusal> {
    match papers.inapplicable(statements).remove(criterion) {
        Some(why) => Err(refusal("criteria", why)),
        None => Ok(()),
    }
}

fn refusal(field: &'static str, text: String) -> Refusal {
    Refusal {
        reasons: vec![Reason::new(field, text)],
    }
}
