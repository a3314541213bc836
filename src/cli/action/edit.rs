//! The texts of a corrective action as options, and how they are put into it.

use clap::Args;
use jiff::civil::Date;

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{
            action::{
                Cause, CauseMethod, CorrectiveAction, EFFECTIVENESS, EffectivenessResult,
                PlannedAction,
            },
            evidence::EvidenceLink,
            guard::Refusal,
            history::Step,
            person::Person,
        },
    },
};

use super::super::{Place, pick, words};

/// What a corrective action says. A text given as `-` is read from stdin (one of them).
#[derive(Debug, Default, Args)]
pub(super) struct Texts {
    /// A few words to know it by.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// Who answers for it.
    #[arg(long, value_name = "NAME <MAIL>")]
    owner: Option<Person>,

    /// What was done at once to contain it.
    #[arg(long, value_name = "TEXT")]
    containment: Option<String>,

    /// What was done to put the found case right.
    #[arg(long, value_name = "TEXT")]
    correction: Option<String>,

    /// When that was done.
    #[arg(long, value_name = "DATE")]
    correction_done: Option<Date>,

    /// How its consequences were dealt with.
    #[arg(long, value_name = "TEXT")]
    consequences: Option<String>,

    /// The extent: where else was looked, and how.
    #[arg(long, value_name = "TEXT")]
    extent_searched: Option<String>,

    /// What was found there, and what was decided for each.
    #[arg(long, value_name = "TEXT")]
    extent_result: Option<String>,

    /// How the cause was looked for; five-whys when --five-why is given.
    #[arg(long, value_name = "METHOD", value_parser = words::cause_method())]
    method: Option<CauseMethod>,

    /// A why and its answer; repeat it down to the root. Replaces the whys that are there.
    #[arg(long = "five-why", value_name = "TEXT")]
    whys: Vec<String>,

    /// The root cause.
    #[arg(long, value_name = "TEXT")]
    root_cause: Option<String>,

    /// Why it was not found earlier.
    #[arg(long, value_name = "TEXT")]
    not_found_earlier: Option<String>,

    /// Why no action is needed, where none is.
    #[arg(long, value_name = "TEXT")]
    no_action_reason: Option<String>,

    /// Changes to risks, statement of applicability or the management system.
    #[arg(long, value_name = "TEXT")]
    changes: Option<String>,

    /// Plan one thing so that it does not happen again; --due and --owner-of go with it.
    #[arg(long, value_name = "WHAT", requires = "due")]
    add_action: Option<String>,

    /// Who does what --add-action plans; the owner of the record if left out.
    #[arg(long, value_name = "NAME <MAIL>", requires = "add_action")]
    owner_of: Option<Person>,

    /// Until when: of --add-action, or the new date of --change-due.
    #[arg(long, value_name = "DATE")]
    due: Option<Date>,

    /// Move the due date of this planned action to --due; --why says why.
    #[arg(long, value_name = "N", requires_all = ["due", "why"], conflicts_with = "add_action")]
    change_due: Option<String>,

    /// Why the due date moves: it stays in the record, with the old date and who moved it.
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,

    /// Note that this planned action is done; --proof or --fixed-in says what shows it.
    #[arg(long, value_name = "N")]
    done: Option<String>,

    /// When it was done; today if left out.
    #[arg(long, value_name = "DATE", requires = "done")]
    done_on: Option<Date>,

    /// What shows that it was done.
    #[arg(long, value_name = "TEXT", requires = "done")]
    proof: Option<String>,

    /// The commit that did it.
    #[arg(long, value_name = "COMMIT", requires = "done")]
    fixed_in: Option<String>,

    /// What has to be true for it to count as effective.
    #[arg(long, value_name = "TEXT")]
    effective_when: Option<String>,

    /// How that is measured.
    #[arg(long, value_name = "TEXT")]
    measure: Option<String>,

    /// The first day on which it can be judged.
    #[arg(long, value_name = "DATE")]
    not_before: Option<Date>,

    /// Until when it is judged; one that stands is moved, and --why says why.
    #[arg(long, value_name = "DATE")]
    effectiveness_due: Option<Date>,

    /// Who judges it: neither owner nor implementer.
    #[arg(long, value_name = "NAME <MAIL>")]
    verifier: Option<Person>,

    /// What the check found; `action move ID effective` sets it too.
    #[arg(long, value_name = "RESULT", value_parser = words::effectiveness())]
    result: Option<EffectivenessResult>,

    /// What the result rests on.
    #[arg(long, value_name = "TEXT")]
    basis: Option<String>,

    /// A file to cite, with the lines if not all of it; added to what is cited.
    #[arg(long = "evidence", value_name = "PATH[:A-B]", value_parser = words::cited_file())]
    evidence: Vec<String>,

    /// Cite files as they are on disk, committed or not.
    #[arg(long, requires = "evidence")]
    worktree: bool,
}

/// The texts of [`Texts`], read and checked.
pub(super) struct Edit {
    texts: Texts,
    evidence: Vec<EvidenceLink>,
}

impl Texts {
    /// Returns the reason that was given, empty where there is none.
    pub(super) fn why(&self) -> &str {
        self.why.as_deref().unwrap_or_default()
    }

    /// Reads texts from stdin and pins evidence.
    pub(super) fn read(mut self, session: &Session, place: &Place) -> Result<Edit> {
        if self.due.is_some() && self.add_action.is_none() && self.change_due.is_none() {
            return Err(Error::usage(
                "Could not tell what is due: --due goes with --add-action or --change-due",
            ));
        }
        if self.why.is_some() && self.change_due.is_none() && self.effectiveness_due.is_none() {
            return Err(Error::usage(
                "Could not tell what --why is about: it goes with --change-due or --effectiveness-due",
            ));
        }
        let texts = [
            &mut self.title,
            &mut self.containment,
            &mut self.correction,
            &mut self.consequences,
            &mut self.extent_searched,
            &mut self.extent_result,
            &mut self.root_cause,
            &mut self.not_found_earlier,
            &mut self.no_action_reason,
            &mut self.changes,
            &mut self.add_action,
            &mut self.proof,
            &mut self.effective_when,
            &mut self.measure,
            &mut self.basis,
        ];
        if texts.iter().filter(|t| t.as_deref() == Some("-")).count() > 1 {
            return Err(Error::usage(
                "Could not read the texts: only one of them can come from stdin",
            ));
        }
        for text in texts.into_iter().flatten() {
            pick::text(text)?.trim_end().clone_into(text);
        }
        if let Some(commit) = &mut self.fixed_in {
            *commit = session.commit_named(commit)?;
        }
        let evidence = pick::pins(session, place, &self.evidence, self.worktree)?;
        Ok(Edit {
            texts: self,
            evidence,
        })
    }
}

impl Edit {
    /// Puts what was given into the record and leaves the rest as it is; an error where a planned action is not there.
    pub(super) fn apply(self, action: &mut CorrectiveAction, step: &Step) -> Result<()> {
        let Self {
            mut texts,
            evidence,
        } = self;
        for (given, field) in [
            (texts.title.take(), &mut action.title),
            (texts.containment.take(), &mut action.containment),
            (texts.correction.take(), &mut action.correction.what),
            (texts.consequences.take(), &mut action.consequences),
            (texts.extent_searched.take(), &mut action.extent.searched),
            (texts.extent_result.take(), &mut action.extent.result),
            (texts.no_action_reason.take(), &mut action.no_action_reason),
            (texts.changes.take(), &mut action.changes),
            (
                texts.effective_when.take(),
                &mut action.effectiveness.criterion,
            ),
            (texts.measure.take(), &mut action.effectiveness.measure),
            (texts.basis.take(), &mut action.effectiveness.basis),
        ] {
            if let Some(text) = given {
                *field = text;
            }
        }
        put(&mut action.owner, texts.owner.take());
        put(&mut action.correction.done, texts.correction_done);
        put(&mut action.effectiveness.not_before, texts.not_before);
        put(&mut action.effectiveness.verifier, texts.verifier.take());
        put(&mut action.effectiveness.result, texts.result);
        cause(&mut texts, action);
        plan(&mut texts, action);
        move_due(&texts, action, step)?;
        finish(&mut texts, action, step)?;
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
    let last = action
        .actions
        .iter()
        .filter_map(|a| a.id.parse::<u32>().ok())
        .max();
    action.actions.push(PlannedAction {
        id: (last.unwrap_or(0) + 1).to_string(),
        what,
        owner: texts.owner_of.take().or_else(|| action.owner.clone()),
        due: texts.due,
        done: None,
        proof: String::new(),
        commit: String::new(),
    });
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

fn planned<'a>(action: &'a mut CorrectiveAction, number: &str) -> Result<&'a mut PlannedAction> {
    let id = action.id.clone();
    let known: Vec<String> = action.actions.iter().map(|a| a.id.clone()).collect();
    let found = action.actions.iter_mut().find(|a| a.id == number);
    found.ok_or_else(|| {
        let error = Error::usage(format!(
            "Could not find the planned action {} of {id}",
            super::super::output::line(number)
        ));
        if known.is_empty() {
            error.hint("plan one with --add-action WHAT --due DATE")
        } else {
            error.hint(format!("there are: {}", known.join(", ")))
        }
    })
}
