//! Where HEAD stands, and who the user is.

use git2::{ErrorCode, RepositoryState};

use super::{GitRepository, Head, HeadState, VcsError};
use crate::domain::person::Person;

/// Tells where HEAD stands.
pub(super) fn head(repo: &GitRepository) -> Result<Head, VcsError> {
    let raw = repo.raw();
    let failed = VcsError::git("read HEAD");
    let operation = operation(raw.state());
    let reference = raw.find_reference("HEAD").map_err(&failed)?;
    let Some(target) = reference.symbolic_target_bytes() else {
        return Ok(Head {
            branch: None,
            commit: reference.target().map(|id| id.to_string()),
            state: HeadState::Detached,
            operation,
        });
    };
    let target = String::from_utf8_lossy(target);
    let branch = Some(
        target
            .strip_prefix("refs/heads/")
            .unwrap_or(&target)
            .to_owned(),
    );
    match raw.refname_to_id(&target) {
        Ok(id) => Ok(Head {
            branch,
            commit: Some(id.to_string()),
            state: HeadState::Branch,
            operation,
        }),
        Err(error) if error.code() == ErrorCode::NotFound => Ok(Head {
            branch,
            commit: None,
            state: HeadState::Unborn,
            operation,
        }),
        Err(error) => Err(failed(error)),
    }
}

fn operation(state: RepositoryState) -> Option<&'static str> {
    match state {
        RepositoryState::Clean => None,
        RepositoryState::Merge => Some("merge"),
        RepositoryState::Revert | RepositoryState::RevertSequence => Some("revert"),
        RepositoryState::CherryPick | RepositoryState::CherryPickSequence => Some("cherry-pick"),
        RepositoryState::Bisect => Some("bisect"),
        RepositoryState::Rebase
        | RepositoryState::RebaseInteractive
        | RepositoryState::RebaseMerge => Some("rebase"),
        RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => Some("git am"),
    }
}

/// Returns who commits, found as git finds an author (git-commit(1), "COMMIT INFORMATION").
pub(super) fn identity(repo: &GitRepository) -> Result<Person, VcsError> {
    identity_from(repo, |name| std::env::var(name).ok())
}

fn identity_from(
    repo: &GitRepository,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Person, VcsError> {
    let config = repo
        .raw()
        .config()
        .and_then(|mut config| config.snapshot())
        .map_err(VcsError::git("read git's configuration"))?;
    // git drops these from a name and an address, for they would end it.
    let clean = |text: String| {
        let text: String = text
            .chars()
            .filter(|c| !matches!(c, '<' | '>' | '\n' | '\0'))
            .collect();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let setting = |name: &str| config.get_string(name).ok();
    let first = |places: [Option<String>; 4], missing| {
        places
            .into_iter()
            .flatten()
            .find_map(clean)
            .ok_or(VcsError::IdentityMissing { missing })
    };
    Ok(Person {
        name: first(
            [
                variable("GIT_AUTHOR_NAME"),
                setting("author.name"),
                setting("user.name"),
                None,
            ],
            "name",
        )?,
        email: first(
            [
                variable("GIT_AUTHOR_EMAIL"),
                setting("author.email"),
                setting("user.email"),
                variable("EMAIL"),
            ],
            "e-mail address",
        )?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vcs::init;

    #[test]
    fn an_identity_is_asked_for_and_never_invented() {
        let dir = tempfile::tempdir().unwrap();
        let repo = init(dir.path()).unwrap();
        let nobody = |_: &str| None;
        assert!(matches!(
            identity_from(&repo, nobody),
            Err(VcsError::IdentityMissing { missing: "name" })
        ));
        let mut config = repo.raw().config().unwrap();
        config.set_str("user.name", "Mira <Okafor>").unwrap();
        assert!(matches!(
            identity_from(&repo, nobody),
            Err(VcsError::IdentityMissing {
                missing: "e-mail address"
            })
        ));
        config.set_str("user.email", "mira@example.org").unwrap();
        let person = identity_from(&repo, nobody).unwrap();
        assert_eq!(person.to_string(), "Mira Okafor <mira@example.org>");
    }

    #[test]
    fn the_environment_goes_before_the_configuration() {
        let dir = tempfile::tempdir().unwrap();
        let repo = init(dir.path()).unwrap();
        let mut config = repo.raw().config().unwrap();
        config.set_str("user.name", "Mira").unwrap();
        config.set_str("user.email", "mira@example.org").unwrap();
        let person = identity_from(&repo, |name| {
            (name == "GIT_AUTHOR_NAME").then(|| "Jonas".to_owned())
        })
        .unwrap();
        assert_eq!(person.to_string(), "Jonas <mira@example.org>");
    }

    #[test]
    fn head_tells_an_unborn_branch_a_branch_and_a_detached_commit() {
        let dir = tempfile::tempdir().unwrap();
        let repo = init(dir.path()).unwrap();
        let unborn = head(&repo).unwrap();
        assert_eq!(unborn.state, HeadState::Unborn);
        assert_eq!(unborn.branch.as_deref(), Some("main"));
        let commit = crate::vcs::tests::commit(&repo, &[("a", Some("1"))]);
        let there = head(&repo).unwrap();
        assert_eq!(there.state, HeadState::Branch);
        assert_eq!(there.commit.as_deref(), Some(commit.as_str()));
        repo.raw()
            .set_head_detached(repo.oid(&commit).unwrap())
            .unwrap();
        let detached = head(&repo).unwrap();
        assert_eq!(
            (detached.state, detached.branch),
            (HeadState::Detached, None)
        );
        assert_eq!(detached.operation, None);
    }
}
