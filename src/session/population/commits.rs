//! Commits of a range.

use super::{label, unread};
use crate::{
    domain::sample::{Population, Strata, Unit},
    error::Result,
    vcs::{Repository, population::Range},
};

pub(super) fn units(
    repository: &dyn Repository,
    population: &mut Population,
    strata: Option<&Strata>,
) -> Result<Vec<Unit>> {
    if let Some(from) = &population.from {
        let from = repository.commit_meant(from).map_err(unread)?;
        population.from = Some(from);
    }
    let range = Range {
        to: population.commit.clone(),
        from: population.from.clone(),
        paths: population.paths.clone(),
        since: population.since,
        until: population.until,
    };
    let found = repository.commits(&range).map_err(unread)?;
    let unit = |commit: crate::vcs::population::CommitFacts| Unit {
        label: label(&format!("{} {}", commit.day(), commit.subject)),
        stratum: match strata {
            Some(Strata::Author) => commit.author.email.to_lowercase(),
            Some(Strata::Month) => commit.day().strftime("%Y-%m").to_string(),
            Some(Strata::Column(_) | Strata::Folder(_)) | None => String::new(),
        },
        lines: None,
        id: commit.id,
    };
    Ok(found.into_iter().map(unit).collect())
}
