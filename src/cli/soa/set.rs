//! Deciding on controls: included or not, why, how, how far, whose, and what shows it.

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{
        applicability,
        domain::{
            applicability::{ControlDecision, Implementation, StatementOfApplicability},
            evidence::EvidenceLink,
            guard::is_said,
            id::Ref,
        },
    },
};

use super::{
    super::{Place, output::Reply, pick, words},
    controls,
};

/// Decide on controls, and say why, how and how far; what is not given stays as it is.
///
/// A control is excluded only with a justification. A text given as `-` is read from stdin (one of them).
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tickmark soa set iso-42001 A.2.2 --include --why 'Commitment of the board' --status implemented \\
      --how 'AI policy' --owner 'head of AI' --evidence policy/ai-policy.md:1-12
  tickmark soa set iso-42001 A.10.4 --exclude --why 'We sell insurance, not AI systems'
  tickmark soa set iso-42001 A.7.2 A.7.4 A.7.6 --include --why 'Own models learn from our data'")]
pub(super) struct Set {
    /// The checklist.
    checklist: String,

    /// The controls.
    #[arg(value_name = "REF", required = true)]
    controls: Vec<String>,

    /// They are included.
    #[arg(long, conflicts_with = "exclude")]
    include: bool,

    /// They are excluded; needs a justification.
    #[arg(long)]
    exclude: bool,

    /// The justification: why they are included, or why not.
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,

    /// How they are implemented.
    #[arg(long, value_name = "TEXT")]
    how: Option<String>,

    /// How far they are implemented.
    #[arg(long, value_parser = words::implementation())]
    status: Option<Implementation>,

    /// Who answers for them, by role.
    #[arg(long, value_name = "ROLE")]
    owner: Option<String>,

    /// A file that shows it, with the lines if not all of it; added to what is cited.
    #[arg(long = "evidence", value_name = "PATH[:A-B]", value_parser = words::cited_file())]
    evidence: Vec<String>,

    /// Cite files as they are on disk, committed or not.
    #[arg(long, requires = "evidence")]
    worktree: bool,
}

impl Set {
    fn decided(&self) -> Option<bool> {
        match (self.include, self.exclude) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    /// Reads the texts; only one of them can come from stdin.
    fn read_texts(&mut self) -> Result<()> {
        let texts = [&mut self.why, &mut self.how, &mut self.owner];
        if texts.iter().filter(|t| t.as_deref() == Some("-")).count() > 1 {
            return Err(Error::usage(
                "Could not read the texts: only one of them can come from stdin",
            ));
        }
        for text in texts.into_iter().flatten() {
            pick::text(text)?.trim_end().clone_into(text);
        }
        Ok(())
    }
}

pub(super) fn run(mut verb: Set, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let checklist = session.controls_of(&verb.checklist)?;
    let id = checklist.id.clone();
    session.require_readable(&id)?;
    let refs = controls::all(checklist, &verb.controls)?;
    verb.read_texts()?;
    require_justification(&verb, session.applicability().get(&id), &refs)?;
    let mut links: Vec<Vec<EvidenceLink>> = Vec::with_capacity(refs.len());
    for _ in &refs {
        links.push(pick::pins(&session, place, &verb.evidence, verb.worktree)?);
    }
    let mut links = links.into_iter();
    let what = verb.decided().map_or(
        "written",
        |included| {
            if included { "included" } else { "excluded" }
        },
    );
    let write = |decision: &mut ControlDecision| {
        for (given, text) in [
            (&verb.why, &mut decision.justification),
            (&verb.how, &mut decision.implementation),
            (&verb.owner, &mut decision.owner),
        ] {
            if let Some(given) = given {
                given.clone_into(text);
            }
        }
        decision.status = verb.status.or(decision.status);
        decision.evidence.extend(links.next().unwrap_or_default());
    };
    let statements = session.applicability();
    let was_approved = statements.get(&id).is_some_and(|s| s.approved_on.is_some());
    let change = applicability::edit(statements, &id, &refs, verb.decided(), what, write).map_err(
        |refusal| {
            Error::usage(format!("Could not write about {id}: {refusal}"))
                .hint("say whether it is included: --include, or --exclude with --why")
        },
    )?;
    let mut reply = Reply::default();
    if change.is_empty() {
        reply.note("nothing has changed");
    }
    session.apply(&change)?;
    let statement = session.applicability().get(&id);
    for reference in &refs {
        if let Some(decision) = statement.and_then(|s| s.decision(reference)) {
            reply.line(format!("{reference}: {}", decision.word()));
        }
    }
    if was_approved && !change.is_empty() {
        reply.note(format!(
            "the approval has lapsed, since the statement says something else now: tickmark soa approve {id}"
        ));
    }
    super::tell_audits(&session, &id, &mut reply);
    Ok(reply)
}

/// Refuses to exclude a control for which nobody has said why not.
fn require_justification(
    verb: &Set,
    statement: Option<&StatementOfApplicability>,
    refs: &[Ref],
) -> Result<()> {
    let lacks = |reference: &&Ref| {
        let decision = statement.and_then(|s| s.decision(reference));
        let was_excluded = decision.is_some_and(|d| !d.included);
        match (verb.decided(), &verb.why) {
            (Some(true), _) => false,
            (Some(false), None) => {
                !was_excluded || decision.is_none_or(|d| !is_said(&d.justification))
            }
            (None, None) => false,
            (Some(false), Some(why)) => !is_said(why),
            (None, Some(why)) => was_excluded && !is_said(why),
        }
    };
    match refs.iter().find(lacks) {
        Some(reference) => Err(Error::usage(format!(
            "Could not exclude {reference}: it needs a justification"
        ))
        .hint("say why it does not apply: --why 'We sell no AI systems'")),
        None => Ok(()),
    }
}
