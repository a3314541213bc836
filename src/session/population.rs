//! Reading a population: all its items in their order, at one commit, or an error; never a part of them.
//!
//! What a person asks for may name a branch, a tag or `HEAD`. What comes back names whole commits, so that it reads the same
//! in any clone that has them.

mod commits;
mod files;
mod lines;
mod rows;

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::{
    domain::sample::{Population, PopulationKind, Strata, Unit, draw},
    error::{Error, Result},
    safe,
    vcs::{At, FileKind, Repository, VcsError},
};

use super::Session;

/// The largest file whose rows or lines are a population.
const LARGEST_FILE: u64 = 64 << 20;

/// How much of an item's text its label shows.
const LABEL: usize = 100;

/// A population as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// What it is, with whole commits, size and digest.
    pub population: Population,
    /// All its items in their order.
    pub units: Vec<Unit>,
}

/// SHA-256, which the rules of drawing are given.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

impl Session {
    /// Reads a population, parted into strata where that is wanted.
    pub fn survey(&self, asked: &Population, strata: Option<&Strata>) -> Result<Survey> {
        survey(self.repository(), asked, strata)
    }
}

/// Reads a population of a repository.
pub(super) fn survey(
    repository: &dyn Repository,
    asked: &Population,
    strata: Option<&Strata>,
) -> Result<Survey> {
    if asked.repository != "." {
        return Err(could_not(format!(
            "only this repository is read, and not {}",
            safe::escape_line(&asked.repository)
        )));
    }
    if let Some(strata) = strata.filter(|strata| !strata.fits(asked.kind)) {
        let error = could_not(format!("{strata} does not part {}", asked.kind.label()));
        return Err(match Strata::known(asked.kind) {
            Some(known) => error.hint(format!("what does is {known}")),
            None => error.hint("draw it at random"),
        });
    }
    let mut population = asked.clone();
    population.commit = repository.commit_meant(&asked.commit).map_err(unread)?;
    let units = match asked.kind {
        PopulationKind::Files => files::units(repository, &population, strata)?,
        PopulationKind::Commits => commits::units(repository, &mut population, strata)?,
        PopulationKind::CsvRows => rows::units(repository, &mut population, strata)?,
        PopulationKind::Lines => lines::units(repository, &population)?,
    };
    require_ids(&units)?;
    population.size = units.len();
    population.digest = draw::digest(&units, sha256);
    Ok(Survey { population, units })
}

/// Holds that every item is known by one line of text of its own: what is drawn depends on it.
fn require_ids(units: &[Unit]) -> Result<()> {
    let mut known = BTreeSet::new();
    for unit in units {
        let shown = safe::escape_line(&unit.id);
        if unit.id.is_empty() || unit.id.chars().any(char::is_control) {
            return Err(could_not(format!(
                "an item is known by one line of text, which \"{shown}\" is not"
            ))
            .hint(
                "leave it out of the population, or know rows by their line (without a key column)",
            ));
        }
        if !known.insert(unit.id.as_str()) {
            return Err(
                could_not(format!("two items are known as \"{shown}\"")).hint(
                    "name a key column that tells all rows apart, or none: then their lines do",
                ),
            );
        }
    }
    Ok(())
}

/// Reads a file at the commit of a population, all of it.
fn bytes(repository: &dyn Repository, population: &Population) -> Result<(String, Vec<u8>)> {
    let path = population
        .path
        .clone()
        .filter(|path| !path.trim().is_empty())
        .ok_or_else(|| could_not("no file is named"))?;
    let at = At::Commit(population.commit.clone());
    let content = repository.read(&at, &path, LARGEST_FILE).map_err(unread)?;
    let shown = safe::escape_line(&path);
    match content.kind {
        FileKind::Text | FileKind::Binary => Ok((path, content.bytes)),
        FileKind::Symlink(target) => Err(could_not(format!(
            "{shown} is a symbolic link to {}, which is not followed",
            safe::escape_line(&target)
        ))
        .hint("name the file itself")),
        FileKind::LfsPointer => Err(Error::unavailable(format!(
            "Could not read the population: {shown} is a pointer to large file storage, and its text is not in git"
        ))
        .hint("take a population that git itself holds")),
        FileKind::TooLarge => Err(could_not(format!(
            "{shown} has {} bytes, and {LARGEST_FILE} are read",
            content.size
        ))),
    }
}

/// Shortens a text to what the label of an item shows: part of the record format, since a redraw compares it.
fn label(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LABEL) {
        Some((end, _)) => format!("{}...", line.get(..end).unwrap_or_default().trim_end()),
        None => line,
    }
}

fn could_not(why: impl std::fmt::Display) -> Error {
    Error::usage(format!("Could not read the population: {why}"))
}

/// Says that the repository does not have what is asked for, or not here.
fn unread(cause: VcsError) -> Error {
    let text = format!("Could not read the population: {cause}");
    Error {
        message: safe::escape_line(&text).into_owned(),
        ..Error::from(cause)
    }
}
