//! Files at a commit.

use globset::{Candidate, GlobBuilder, GlobMatcher};

use super::{could_not, unread};
use crate::{
    domain::sample::{Population, Strata, Unit},
    error::Result,
    safe,
    vcs::Repository,
};

/// Which paths are meant.
enum Wanted {
    /// Those that a pattern matches.
    Pattern(GlobMatcher),
    /// One file, or all beneath a folder.
    Path(String),
}

impl Wanted {
    /// Reads a pattern: `*` and `?` stay within a folder, `**` does not; without any of them it names a file or a folder.
    fn parse(glob: &str) -> Result<Self> {
        if !glob.contains(['*', '?', '[', '{', '\\']) {
            let path = glob.trim_start_matches("./").trim_end_matches('/');
            return Ok(Self::Path(path.to_owned()));
        }
        let glob = GlobBuilder::new(glob)
            .literal_separator(true)
            .backslash_escape(true)
            .build()
            .map_err(|cause| {
                could_not(safe::escape_line(&cause.to_string()).into_owned())
                    .hint("a pattern reads like models/**/*.md")
            })?;
        Ok(Self::Pattern(glob.compile_matcher()))
    }

    fn fits(&self, path: &[u8]) -> bool {
        match self {
            Self::Pattern(glob) => glob.is_match_candidate(&Candidate::from_bytes(path)),
            Self::Path(wanted) => {
                matches!(wanted.as_str(), "" | ".")
                    || path
                        .strip_prefix(wanted.as_bytes())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
            }
        }
    }
}

pub(super) fn units(
    repository: &dyn Repository,
    population: &Population,
    strata: Option<&Strata>,
) -> Result<Vec<Unit>> {
    let wanted = Wanted::parse(population.glob.as_deref().unwrap_or("."))?;
    let mut units = Vec::new();
    let mut strange = 0_usize;
    repository
        .files_at(&population.commit, &mut |path| {
            if !wanted.fits(path) {
                return;
            }
            match std::str::from_utf8(path) {
                Ok(path) => units.push(Unit {
                    id: path.to_owned(),
                    label: String::new(),
                    stratum: match strata {
                        Some(Strata::Folder(depth)) => Strata::folder_of(path, *depth),
                        Some(Strata::Column(_) | Strata::Author | Strata::Month) | None => {
                            String::new()
                        }
                    },
                    lines: None,
                }),
                Err(_) => strange += 1,
            }
        })
        .map_err(unread)?;
    if strange > 0 {
        return Err(could_not(format!(
            "{strange} of the files have names that are no UTF-8, and an item is known by its path"
        ))
        .hint("name a pattern that leaves them out"));
    }
    Ok(units)
}
