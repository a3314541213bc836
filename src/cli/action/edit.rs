//! The texts of a corrective action as options, and how they are put into it.

mod apply;

use clap::Args;
use jiff::civil::Date;

use crate::{
    error::{Error, Result},
    session::{
        Session,
        domain::{
            action::{CauseMethod, ChangeKind},
            evidence::EvidenceLink,
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

    /// When that was done.
    #[arg(long, value_name = "DATE")]
    containment_done: Option<Date>,

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

    /// Why action is needed, where that is to be said.
    #[arg(long, value_name = "TEXT", conflicts_with = "no_action_reason")]
    need_reason: Option<String>,

    /// Note a change to risks, statement of applicability, impact assessments or procedures; --change-kind goes with it.
    #[arg(long, value_name = "WHAT", requires = "change_kind")]
    add_change: Option<String>,

    /// What of the management system --add-change changes.
    #[arg(long, value_name = "KIND", requires = "add_change", value_parser = words::change_kind())]
    change_kind: Option<ChangeKind>,

    /// Where that stands: a document, a register and its entry.
    #[arg(long, value_name = "TEXT", requires = "add_change")]
    change_where: Option<String>,

    /// Note that this change to the management system is made.
    #[arg(long, value_name = "N")]
    change_made: Option<String>,

    /// When the change was made: of --add-change, or of --change-made, for which it is today if left out.
    #[arg(long, value_name = "DATE")]
    made_on: Option<Date>,

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

    /// Why a due date moves, or how the effect of an accepted plan is judged: it stays in the record, with what was before
    /// and who changed it.
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

    /// The commit that did it: its id or the start of it, a branch, a tag, HEAD~1; in another repository models@1a2b3c4, or models//main.
    #[arg(long, value_name = "COMMIT", requires = "done")]
    fixed_in: Option<String>,

    /// What has to be true for it to count as effective; once the plan is accepted the audit team changes it, with --why.
    #[arg(long, value_name = "TEXT")]
    effective_when: Option<String>,

    /// How that is measured; the same.
    #[arg(long, value_name = "TEXT")]
    measure: Option<String>,

    /// The first day on which it can be judged; the same.
    #[arg(long, value_name = "DATE")]
    not_before: Option<Date>,

    /// Until when it is judged; one that stands is moved, and --why says why.
    #[arg(long, value_name = "DATE")]
    effectiveness_due: Option<Date>,

    /// Who judges it, neither owner nor implementer; the same.
    #[arg(long, value_name = "NAME <MAIL>")]
    verifier: Option<Person>,

    /// A file to cite, with the lines if not all of it; added to what is cited.
    #[arg(long = "evidence", value_name = "PATH[:A-B]", value_parser = words::cited_file())]
    evidence: Vec<String>,

    /// What the --evidence shows: containment, correction, effectiveness or the number of a planned action.
    #[arg(long, value_name = "PART", requires = "evidence")]
    shows: Option<String>,

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
        let sets_term = self.effective_when.is_some()
            || self.measure.is_some()
            || self.not_before.is_some()
            || self.verifier.is_some();
        if self.why.is_some()
            && self.change_due.is_none()
            && self.effectiveness_due.is_none()
            && !sets_term
        {
            return Err(Error::usage(
                "Could not tell what --why is about: it goes with --change-due, --effectiveness-due, or how the effect is judged",
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
            &mut self.need_reason,
            &mut self.add_change,
            &mut self.add_action,
            &mut self.proof,
            &mut self.effective_when,
            &mut self.measure,
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
            *commit = session.fixed_in(commit)?;
        }
        let evidence = pick::pins(session, place, &self.evidence, self.worktree)?;
        Ok(Edit {
            texts: self,
            evidence,
        })
    }
}
