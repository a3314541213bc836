//! Naming the safeguard that keeps an audit impartial where an auditor has worked on what is audited.

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{
        domain::{pattern::PathPattern, person::Person},
        independence::{self, Naming},
    },
};

use super::super::{
    Place,
    output::{Reply, line},
    pick,
};

/// Name the safeguard for what an auditor has worked on: the reason, and a second person who approved it.
///
/// The second person is neither the auditor concerned nor whoever records it. Commits that come later are not covered.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark independence override aims-2026 --auditor ada@example.org --path procedures/internal-audit.md \\
      --reason 'Ben Berg reviews every answer that rests on it' --approved-by 'Cy Cole <cy@example.org>'")]
pub(super) struct Override {
    /// The audit.
    audit: String,

    /// The auditor who has worked on it, by the e-mail address.
    #[arg(long, value_name = "MAIL")]
    auditor: String,

    /// The file or folder, or a pattern such as 'policy/**'; repeat it for several. In another repository: NAME/PATH.
    #[arg(long = "path", value_name = "PATH", required = true)]
    paths: Vec<PathPattern>,

    /// What keeps the audit impartial there; `-` reads it from stdin.
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// The second person, who approved it.
    #[arg(long, value_name = "NAME <MAIL>")]
    approved_by: Person,
}

pub(super) fn run(verb: &Override, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let id = papers.audit.id.clone();
    let naming = Naming {
        auditor: pick::auditor(&papers.audit, &verb.auditor)?,
        paths: verb.paths.clone(),
        reason: pick::text(&verb.reason)?,
        approved_by: verb.approved_by.clone(),
    };
    let concerned = naming.auditor.clone();
    let change = independence::safeguard(papers, naming, &session.step("")?, &session.people())
        .map_err(|refusal| {
            let reasons = refusal.reasons.into_iter();
            Error::refused("Could not name the safeguard")
                .details(reasons.map(|reason| format!("- {}", line(&reason.text))))
        })?;
    session.apply(&change)?;
    let found = session.independence(&id)?;
    let mut reply = Reply::text(format!("{id}: {}\n", found.summary()));
    let settles = found.conflicts.iter().any(|conflict| {
        let named = conflict.safeguard.as_ref().map(|s| &s.paths);
        conflict.auditor.is(&concerned) && named == Some(&verb.paths)
    });
    if !settles {
        reply.note(format!(
            "no conflict is known that this settles: tickmark independence check {id}"
        ));
    }
    Ok(reply)
}
