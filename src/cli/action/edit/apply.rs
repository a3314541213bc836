//! How the texts of a corrective action are put into it.

use crate::{
    error::{Error, Result},
    session::domain::{
        action::{
            Cause, CauseMethod, CorrectiveAction, EFFECTIVENESS, PlannedAction, SystemChange,
            TermValue,
        },
        guard::Refusal,
        history::Step,
        id::EvidenceId,
        people::People,
        person::Person,
    },
};

use super::{super::super::output::line, Edit, Texts};

impl Edit {
    /// Puts what was given into the record and leaves the rest as it is; an error where a planned action is not there.
    pub(in crate::cli::action) fn apply(
        self,
        action: &mut CorrectiveAction,
        step: &Step,
        team: &[Person],
        people: &People,
    ) -> Result<()> {
        let Self {
            mut texts,
            evidence,
        } = self;
        for (given, field) in [
            (texts.title.take(), &mut action.title),
            (texts.containment.take(), &mut action.containment.what),
            (texts.correction.take(), &mut action.correction.what),
            (texts.consequences.take(), &mut action.consequences),
            (texts.extent_searched.take(), &mut action.extent.searched),
            (texts.extent_result.take(), &mut action.extent.result),
            (texts.no_action_reason.take(), &mut action.no_action_reason),
            (texts.need_reason.take(), &mut action.need_reason),
        ] {
            if let Some(text) = given {
                *field = text;
            }
        }
        put(&mut action.owner, texts.owner.take());
        put(&mut action.containment.done, texts.containment_done);
        put(&mut action.correction.done, texts.correction_done);
        cause(&mut texts, action);
        plan(&mut texts, action);
        let said = terms(&mut texts).into_iter();
        for value in said {
            action
                .set_term(value, step, team, people)
                .map_err(|refusal| not_judged_so(action, refusal))?;
        }
        move_due(&texts, action, step)?;
        finish(&mut texts, action, step)?;
        change(&mut texts, action, step)?;
        if let Some(part) = &texts.shows {
            let ids = evidence.iter().map(|link| link.id.clone());
            shown(part, action)?.extend(ids);
        }
        action.evidence.extend(evidence);
        Ok(())
    }
}

fn put<T>(field: &mut Option<T>, given: Option<T>) {
    if given.is_some() {
        *field = given;
    }
}

fn cause(texts: &mut Texts, action: &mut CorrectiveAction) {
    let said = texts.method.is_some()
        || !texts.whys.is_empty()
        || texts.root_cause.is_some()
        || texts.not_found_earlier.is_some();
    if !said {
        return;
    }
    let fallback = if texts.whys.is_empty() {
        CauseMethod::Other
    } else {
        CauseMethod::FiveWhys
    };
    let cause = action.cause.get_or_insert_with(|| Cause::by(fallback));
    if let Some(method) = texts.method {
        cause.method = method;
    } else if !texts.whys.is_empty() {
        cause.method = CauseMethod::FiveWhys;
    }
    let whys = std::mem::take(&mut texts.whys);
    if let Some(root) = texts.root_cause.take() {
        cause.root = root;
        // A root cause that is told with its whys is what these lead to, whatever was marked before.
        if !whys.is_empty() {
            cause.whys.iter_mut().for_each(|why| why.root = false);
        }
    }
    if !whys.is_empty() {
        cause.set_whys(&whys);
    }
    cause.mark_last_why();
    if let Some(text) = texts.not_found_earlier.take() {
        cause.not_found_earlier = text;
    }
}

fn plan(texts: &mut Texts, action: &mut CorrectiveAction) {
    let Some(what) = texts.add_action.take() else {
        return;
    };
    action.actions.push(PlannedAction {
        id: action.next_action_id(),
        what,
        owner: texts.owner_of.take().or_else(|| action.owner.clone()),
        due: texts.due,
        ..PlannedAction::default()
    });
}

/// Takes what was given of how the effect is judged.
fn terms(texts: &mut Texts) -> Vec<TermValue> {
    let criterion = texts.effective_when.take().map(TermValue::Criterion);
    let measure = texts.measure.take().map(TermValue::Measure);
    let first = texts.not_before.map(|day| TermValue::NotBefore(Some(day)));
    let verifier = texts.verifier.take();
    let verifier = verifier.map(|person| TermValue::Verifier(Some(person)));
    let all = [criterion, measure, first, verifier];
    all.into_iter().flatten().collect()
}

/// Says why by what the effect is judged stays as it was accepted.
fn not_judged_so(action: &CorrectiveAction, refusal: Refusal) -> Error {
    let reasons = refusal.reasons.into_iter();
    Error::refused(format!(
        "Could not change how the effect of {} is judged",
        action.id
    ))
    .details(reasons.map(|reason| format!("- {}", line(&reason.text))))
    .hint("it was accepted with the plan: say why with --why TEXT, or return the plan")
}

fn move_due(texts: &Texts, action: &mut CorrectiveAction, step: &Step) -> Result<()> {
    let refused = |refusal: Refusal| {
        let reasons = refusal.reasons.into_iter();
        Error::refused("Could not move the due date")
            .details(reasons.map(|reason| format!("- {}", reason.text)))
            .hint("say it with --why TEXT")
    };
    if let Some(number) = &texts.change_due {
        planned(action, number)?;
        action.move_due(number, texts.due, step).map_err(refused)?;
    }
    if texts.effectiveness_due.is_some() {
        action
            .move_due(EFFECTIVENESS, texts.effectiveness_due, step)
            .map_err(refused)?;
    }
    Ok(())
}

fn finish(texts: &mut Texts, action: &mut CorrectiveAction, step: &Step) -> Result<()> {
    let Some(number) = &texts.done else {
        return Ok(());
    };
    if let Some(day) = texts.done_on.filter(|day| *day > step.today) {
        return Err(Error::usage(format!(
            "Could not note that {number} is done: {day} has not come yet"
        )));
    }
    let planned = planned(action, number)?;
    planned.done = Some(texts.done_on.unwrap_or(step.today));
    if let Some(proof) = texts.proof.take() {
        planned.proof = proof;
    }
    if let Some(commit) = texts.fixed_in.take() {
        planned.commit = commit;
    }
    Ok(())
}

/// Notes a change to the management system, and which one is made.
fn change(texts: &mut Texts, action: &mut CorrectiveAction, step: &Step) -> Result<()> {
    if let Some(day) = texts.made_on.filter(|day| *day > step.today) {
        return Err(Error::usage(format!(
            "Could not note that the change is made: {day} has not come yet"
        )));
    }
    if let (Some(what), Some(kind)) = (texts.add_change.take(), texts.change_kind) {
        action.changes.push(SystemChange {
            id: action.next_change_id(),
            kind,
            what,
            place: texts.change_where.take().unwrap_or_default(),
            done: texts.made_on,
        });
    }
    let Some(number) = &texts.change_made else {
        return Ok(());
    };
    let known: Vec<&str> = action
        .changes
        .iter()
        .map(|change| change.id.as_str())
        .collect();
    let there = format!("there are: {}", known.join(", "));
    let made = action
        .changes
        .iter_mut()
        .find(|change| change.id == *number);
    let Some(made) = made else {
        let error = Error::usage(format!(
            "Could not find the change {} of {}",
            line(number),
            action.id
        ));
        return Err(if there.ends_with(' ') {
            error.hint("note one with --add-change WHAT --change-kind KIND")
        } else {
            error.hint(there)
        });
    };
    made.done = Some(texts.made_on.unwrap_or(step.today));
    Ok(())
}

/// Returns what lists the citations that show a part.
fn shown<'a>(part: &str, action: &'a mut CorrectiveAction) -> Result<&'a mut Vec<EvidenceId>> {
    match part {
        "containment" => Ok(&mut action.containment.evidence),
        "correction" => Ok(&mut action.correction.evidence),
        EFFECTIVENESS => Ok(&mut action.effectiveness.evidence),
        number => planned(action, number).map(|planned| &mut planned.evidence),
    }
}

fn planned<'a>(action: &'a mut CorrectiveAction, number: &str) -> Result<&'a mut PlannedAction> {
    let id = action.id.clone();
    let known: Vec<String> = action.actions.iter().map(|a| a.id.clone()).collect();
    let found = action.actions.iter_mut().find(|a| a.id == number);
    found.ok_or_else(|| {
        let error = Error::usage(format!(
            "Could not find the planned action {} of {id}",
            line(number)
        ));
        if known.is_empty() {
            error.hint("plan one with --add-action WHAT --due DATE")
        } else {
            error.hint(format!("there are: {}", known.join(", ")))
        }
    })
}
