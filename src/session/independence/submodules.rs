//! Submodules: what is asked about a repository is asked of those within it, too.
//!
//! A cited path and an area may lead into a submodule. There the history of the repository around it shows no more than which
//! commit was recorded, so the submodule is asked itself, and what it says is taken in under the paths that lead to it.

use crate::{
    domain::{
        independence::{Contributions, Gap, Inquiry},
        pattern::PathPattern,
    },
    session::repositories::Repositories,
    vcs::Repository,
};

/// How deep submodules within submodules are asked.
const DEPTH: usize = 4;

/// What a submodule is asked for the repository around it.
pub(super) struct Part {
    /// Its name; none where it goes by no name, which is that of another repository.
    pub(super) name: Option<String>,
    /// The path that leads to it, with `/` at the end.
    prefix: String,
    /// The question.
    pub(super) asked: Inquiry,
}

/// Lists what the submodules of a repository are asked, for what that is asked.
pub(super) fn parts(repositories: &Repositories, of: &str, asked: &Inquiry) -> Vec<Part> {
    let mut parts = Vec::new();
    if !asked.is_empty() {
        add(repositories, of, "", asked, DEPTH, &mut parts);
    }
    parts
}

fn add(
    repositories: &Repositories,
    of: &str,
    above: &str,
    asked: &Inquiry,
    deeper: usize,
    parts: &mut Vec<Part>,
) {
    let Ok(repository) = repositories.named(of) else {
        return;
    };
    for module in repository.submodules() {
        let folder = format!("{above}{}", module.path);
        let prefix = format!("{folder}/");
        let within = |path: &String| path.strip_prefix(&prefix).map(str::to_owned);
        let files: Vec<String> = asked.files.iter().filter_map(within).collect();
        let has_area = asked.areas.iter().any(|area| area.reaches(&folder));
        if files.is_empty() && !has_area {
            continue;
        }
        let name = repositories.name_within(of, &module.path).ok();
        parts.push(Part {
            name: name.clone(),
            prefix: prefix.clone(),
            asked: Inquiry {
                people: asked.people.clone(),
                from: asked.from,
                to: asked.to,
                files,
                // What of it is in an area is told by the paths from the top.
                areas: has_area.then(PathPattern::everything).into_iter().collect(),
            },
        });
        if let Some(name) = name.filter(|_| deeper > 0) {
            add(repositories, &name, &prefix, asked, deeper - 1, parts);
        }
    }
}

impl Part {
    /// Returns the submodule, if it is here.
    pub(super) fn repository<'r>(
        &self,
        repositories: &'r Repositories,
    ) -> Option<&'r dyn Repository> {
        repositories.named(self.name.as_deref()?).ok()
    }

    /// Says that it could not be asked.
    pub(super) fn absent(&self) -> Gap {
        let path = self.prefix.trim_end_matches('/').to_owned();
        Gap::Absent(self.name.clone().unwrap_or(path))
    }

    /// Takes in what it says, as far as it is in these areas or about a file that is asked about.
    pub(super) fn join(
        &self,
        said: Contributions,
        areas: &[PathPattern],
        found: &mut Contributions,
    ) {
        let from_top = |path: &String| format!("{}{path}", self.prefix);
        let is_named = |path: &String| {
            self.asked.files.contains(path) || said.names.values().any(|names| names.contains(path))
        };
        for mut done in said.made {
            done.paths = done
                .paths
                .iter()
                .map(|path| (is_named(path), from_top(path)))
                .filter(|(named, path)| *named || areas.iter().any(|area| area.fits(path)))
                .map(|(_, path)| path)
                .collect();
            if !done.paths.is_empty() {
                found.made.push(done);
            }
        }
        for (path, names) in &said.names {
            let all = found.names.entry(from_top(path)).or_default();
            all.extend(names.iter().map(from_top));
        }
        for gap in said.gaps {
            if !found.gaps.contains(&gap) {
                found.gaps.push(gap);
            }
        }
    }
}
