//! Assigning clauses, and an area of the repository, to an auditor.

use clap::Args;

use crate::{
    error::{Error, Result},
    session::{domain::pattern::PathPattern, follow_up},
};

use super::super::{
    Place,
    output::{Reply, line},
    pick,
};

/// Assign clauses to an auditor, and what of the repository belongs to them; added to what is assigned already.
///
/// Commits of the auditor in that area within the audited period are a conflict of independence, known before anything is
/// cited: see `tickmark independence check`.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  tickmark audit assign aims-2026 --auditor ada@example.org --clause 6 8 --path 'risk/**' --path releases")]
pub(super) struct Assign {
    /// The audit.
    audit: String,

    /// The auditor, by the e-mail address.
    #[arg(long, value_name = "MAIL")]
    auditor: String,

    /// A clause or control, those below it included; repeat it for several.
    #[arg(long = "clause", value_name = "CHECKLIST:REF", num_args = 1..)]
    clauses: Vec<String>,

    /// A file, a folder or a pattern of the area; repeat it for several.
    #[arg(long = "path", value_name = "PATH")]
    paths: Vec<PathPattern>,
}

pub(super) fn run(verb: &Assign, place: &Place) -> Result<Reply> {
    let mut session = place.open_to_write()?;
    let papers = pick::audit(&session, &verb.audit)?;
    let id = papers.audit.id.clone();
    if verb.clauses.is_empty() && verb.paths.is_empty() {
        return Err(
            Error::usage("Could not assign anything: name clauses or paths")
                .hint("--clause 6 8, --path 'risk/**'"),
        );
    }
    let auditor = pick::auditor(&papers.audit, &verb.auditor)?;
    let clauses = verb
        .clauses
        .iter()
        .map(|text| pick::criterion(papers, text))
        .collect::<Result<Vec<_>>>()?;
    let after = papers
        .audit
        .assigned(&auditor, &clauses, &verb.paths)
        .map_err(|refusal| {
            Error::refused(format!(
                "Could not assign it: {}",
                line(&refusal.to_string())
            ))
        })?;
    let change = follow_up::edit_audit(papers, "assigned", |audit| *audit = after);
    let before = papers.audit.clone();
    session.apply(&change)?;
    let changed = before.what_changed(&session.audit(&id)?.audit);
    Ok(Reply::changed(id.as_str(), &changed))
}
