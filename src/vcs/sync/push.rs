//! Pushing the branch, and the sign-offs that the other side lacks.

use super::{Call, Pushed, Route, SyncError, fetch, program};
use crate::vcs::GitRepository;

/// Pushes; the hook `pre-push` of the user runs, as it should.
pub(super) fn push(
    repo: &GitRepository,
    route: &Route,
    tags: &[String],
    call: Call<'_>,
) -> Result<Pushed, SyncError> {
    let mut command = fetch::git(repo);
    command
        .args(["push", "--porcelain", "--"])
        .arg(&route.remote)
        .arg(format!("{}:{}", route.branch, route.upstream))
        .args(tags.iter().map(|name| format!("refs/tags/{name}")));
    let ran = program::run(repo, route, command, call)?;
    if ran.is_ok {
        return Ok(Pushed::Done);
    }
    let lines: Vec<Line<'_>> = ran.printed.lines().filter_map(Line::read).collect();
    let is_refused = |line: &&Line<'_>| line.flag == '!';
    let refused: Vec<&Line<'_>> = lines.iter().filter(is_refused).collect();
    if refused.is_empty() {
        // Nothing was said of any branch: the other side was not reached, or a hook of ours was against it.
        return if ran.asks() || ran.errors.contains("fatal: ") {
            Err(fetch::unreached(route, &ran))
        } else {
            Ok(Pushed::Refused { output: ran.said() })
        };
    }
    if refused.iter().all(|line| line.is_late()) {
        return Ok(Pushed::Behind);
    }
    let mut output = ran.said();
    // git itself says no more than that it failed.
    output.retain(|line| !line.starts_with("error: failed to push some refs"));
    output.extend(refused.iter().map(|line| line.told()));
    Ok(Pushed::Refused { output })
}

/// What git says of one reference: `!<TAB>from:to<TAB>[rejected] (fetch first)`.
struct Line<'a> {
    flag: char,
    to: &'a str,
    summary: &'a str,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut parts = line.splitn(3, '\t');
        let (flag, names, summary) = (parts.next()?, parts.next()?, parts.next()?);
        let flag = flag.chars().next()?;
        let (_, to) = names.rsplit_once(':')?;
        Some(Self { flag, to, summary })
    }

    /// Tells whether somebody else was there first: it is to be fetched, and tried again.
    fn is_late(&self) -> bool {
        let late = [
            "(fetch first)",
            "(non-fast-forward)",
            "(already exists)",
            "(stale info)",
            "(cannot lock ref",
            "(failed to update ref)",
            "(incorrect old value provided)",
        ];
        late.iter().any(|why| self.summary.contains(why))
            || (self.summary.starts_with("[remote rejected]") && self.summary.contains("lock"))
    }

    fn told(&self) -> String {
        format!("{}: {}", self.to, self.summary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_says_of_a_reference_is_read() {
        let late = Line::read("!\trefs/heads/main:refs/heads/main\t[rejected] (fetch first)");
        assert!(late.unwrap().is_late());
        let hook =
            "!\trefs/heads/main:refs/heads/main\t[remote rejected] (pre-receive hook declined)";
        let hook = Line::read(hook).unwrap();
        assert!(!hook.is_late());
        assert_eq!(
            hook.told(),
            "refs/heads/main: [remote rejected] (pre-receive hook declined)"
        );
        assert!(Line::read("To /srv/audits.git").is_none());
        assert!(Line::read("Done").is_none());
    }
}
