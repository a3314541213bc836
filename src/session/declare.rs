//! Naming the repositories that hold evidence in `tickmark.toml`, and how it stands with each.

use std::collections::BTreeSet;

use crate::{
    domain::{
        change::Change,
        record::Record,
        similar,
        workspace::{EvidenceRepository, Workspace, plain_path},
    },
    error::{Error, Result},
    safe::escape_line,
};

use super::{
    Session,
    cite::Holders,
    repositories::{HERE, Standing},
};

/// Names a repository, or says what is wrong with the name or the path.
pub fn declare(workspace: &Workspace, repository: EvidenceRepository) -> Result<Change> {
    let could_not = |why: &str| Error::usage(format!("Could not name the repository: {why}"));
    if let Some(fault) = repository.fault() {
        return Err(could_not(&fault.to_string()).hint(fault.hint));
    }
    let name = escape_line(&repository.name).into_owned();
    let same = |known: &&EvidenceRepository| known.name == repository.name;
    if let Some(known) = workspace.repositories.iter().find(same) {
        let at = escape_line(&known.path).into_owned();
        return Err(
            could_not(&format!("tickmark.toml names {name} already, at \"{at}\""))
                .hint("take another name, or mend the path in tickmark.toml"),
        );
    }
    let mut after = workspace.clone();
    after.repositories.push(EvidenceRepository {
        path: plain_path(&repository.path),
        ..repository
    });
    Ok(Change::of(
        format!("repository {name} named"),
        Some(Record::Workspace(workspace.clone())),
        Record::Workspace(after),
    ))
}

/// Takes the name of a repository out; refused while something is `cited` in it, unless that is meant.
pub fn undeclare(workspace: &Workspace, name: &str, cited: usize, force: bool) -> Result<Change> {
    let mut after = workspace.clone();
    after.repositories.retain(|known| known.name != name);
    let shown = escape_line(name).into_owned();
    if after.repositories.len() == workspace.repositories.len() {
        let error = Error::usage(format!(
            "Could not take the repository out: tickmark.toml does not name {shown}"
        ));
        let known = workspace
            .repositories
            .iter()
            .map(|known| known.name.as_str());
        return Err(match similar::nearest(name, known) {
            Some(near) => error.hint(format!("did you mean {}?", escape_line(near))),
            None => error.hint("list them: tickmark repository list"),
        });
    }
    if cited > 0 && !force {
        let (noun, verb) = if cited == 1 {
            ("citation", "names")
        } else {
            ("citations", "name")
        };
        return Err(Error::refused(format!(
            "Could not take the repository out: {cited} {noun} {verb} {shown}"
        ))
        .hint(
            "what is cited in it could not be judged any more; --force takes it out all the same",
        ));
    }
    Ok(Change::of(
        format!("repository {shown} taken out"),
        Some(Record::Workspace(workspace.clone())),
        Record::Workspace(after),
    ))
}

impl Holders<'_> {
    /// Counts the citations of files and commits in the repository of this name.
    pub fn cited_in(self, repository: &str) -> usize {
        let papers = self.papers.values();
        let in_papers = papers.flat_map(|papers| papers.citations().map(|(_, link)| link));
        let statements = self.statements.values();
        let stated = statements.flat_map(|s| s.citations().map(|(_, link)| link));
        in_papers
            .chain(stated)
            .filter(|link| link.repository == repository)
            .count()
    }

    /// Lists the names of the repositories that citations name, this one left out.
    pub fn repositories(self) -> BTreeSet<String> {
        let papers = self.papers.values();
        let in_papers = papers.flat_map(|papers| papers.citations().map(|(_, link)| link));
        let statements = self.statements.values();
        let stated = statements.flat_map(|s| s.citations().map(|(_, link)| link));
        in_papers
            .chain(stated)
            .filter(|link| link.repository != HERE)
            .map(|link| link.repository.clone())
            .collect()
    }
}

impl Session {
    /// Returns all records that can hold a citation.
    pub fn holders(&self) -> Holders<'_> {
        Holders {
            papers: self.papers(),
            statements: self.applicability(),
        }
    }

    /// Tells how it stands with every repository beside this one: those that are known, then those that citations alone name.
    pub fn standings(&self) -> Vec<Standing> {
        let mut names = self.repositories().names();
        for cited in self.holders().repositories() {
            if !names.contains(&cited) {
                names.push(cited);
            }
        }
        names
            .iter()
            .map(|name| Standing {
                cited: self.holders().cited_in(name),
                ..self.repositories().standing(name)
            })
            .collect()
    }

    /// Looks again for the repositories that were not here.
    pub fn look_for_repositories(&mut self) {
        self.repositories.declare(&self.workspace.repositories);
    }
}
