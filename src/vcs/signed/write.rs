//! Writing the tag of a sign-off: signed or not at all, and never over one that is there.

use git2::{ObjectType, Oid, Repository, Signature};

use super::tags;
use crate::{
    domain::signoff::{SignOff, message},
    error::Error,
    vcs::{
        CommitError, GitRepository,
        commit::{Desk, Signer, durable, lock_tag, moment},
        git::again,
        head,
    },
};

/// Why a sign-off was not written; nothing has changed then.
#[derive(Debug)]
pub struct TagError(CommitError);

impl From<CommitError> for TagError {
    fn from(error: CommitError) -> Self {
        Self(error)
    }
}

impl From<TagError> for Error {
    fn from(error: TagError) -> Self {
        let mut shown = Self::from(error.0);
        shown.message = shown
            .message
            .replacen("Could not commit", "Could not sign off", 1);
        shown
    }
}

/// Writes the tag, and returns its object once it reads back.
pub(super) fn write(
    found: &GitRepository,
    sign_off: &SignOff,
    expected_branch: &str,
) -> Result<String, CommitError> {
    at_tip(found, sign_off, expected_branch)?;
    let desk = Desk::take(found.raw())?;
    let repo = durable(found.raw(), &desk, &sign_off.by)?;
    let written = put(&repo, found, sign_off);
    desk.tidy()?;
    let object = written?;
    let name = sign_off.name();
    let read = tags::raw(found, object).ok();
    let is_there = read.is_some_and(|raw| {
        raw.name == name
            && message::parse(&raw.message, raw.tagger, raw.at).as_ref() == Ok(sign_off)
    });
    let reference =
        again(found.raw().path()).and_then(|repo| repo.refname_to_id(&format!("refs/tags/{name}")));
    if is_there && reference.is_ok_and(|id| id == object) {
        Ok(object.to_string())
    } else {
        Err(CommitError::ReadBack {
            what: format!("the tag {name}"),
        })
    }
}

/// Refuses to sign anything but the tip of the branch that the user was shown.
fn at_tip(
    repo: &GitRepository,
    sign_off: &SignOff,
    expected_branch: &str,
) -> Result<(), CommitError> {
    let head = head::head(repo).map_err(|error| CommitError::ReadBack {
        what: error.to_string(),
    })?;
    if let Some(what) = head.operation {
        return Err(CommitError::UnderWay { what });
    }
    let Some(branch) = head.branch else {
        return Err(CommitError::Detached);
    };
    if format!("refs/heads/{branch}") != expected_branch {
        return Err(CommitError::BranchSwitched {
            shown: expected_branch.to_owned(),
            now: format!("refs/heads/{branch}"),
        });
    }
    match head.commit {
        Some(commit) if commit == sign_off.commit => Ok(()),
        other => Err(CommitError::BranchMoved {
            shown: sign_off.commit.clone(),
            now: other.unwrap_or_else(|| "no commit".to_owned()),
        }),
    }
}

/// Writes the tag object as text, without a signature.
pub(in crate::vcs) fn unsigned(sign_off: &SignOff, seconds: i64) -> String {
    format!(
        "object {}\ntype commit\ntag {}\ntagger {} <{}> {seconds} +0000\n\n{}",
        sign_off.commit,
        sign_off.name(),
        sign_off.by.name,
        sign_off.by.email,
        message::write(sign_off)
    )
}

fn put(repo: &Repository, found: &GitRepository, sign_off: &SignOff) -> Result<Oid, CommitError> {
    let name = sign_off.name();
    let reference = format!("refs/tags/{name}");
    let failed = "the tag cannot be made";
    let exists = || CommitError::TagExists { name: name.clone() };
    if repo.find_reference(&reference).is_ok() {
        return Err(exists());
    }
    let commit = found
        .oid(&sign_off.commit)
        .ok_or_else(|| CommitError::ReadBack {
            what: "the commit".to_owned(),
        })?;
    let committed = found
        .commit(commit)
        .map_err(|error| CommitError::ReadBack {
            what: error.to_string(),
        })?;
    let time = moment(Some(sign_off.at), Some(committed.time().seconds()))?;
    let signer = Signer::of_tags(repo, &sign_off.by)?;
    if signer.fingerprint()? != sign_off.key {
        return Err(CommitError::Signing {
            why: "the configured key is not the one that was shown".to_owned(),
        });
    }
    let by = &sign_off.by;
    let mut data = unsigned(sign_off, time.seconds());
    match (signer.sign(data.as_bytes())?, &signer) {
        (Some(signature), _) => {
            data.push_str(signature.trim_end());
            data.push('\n');
        }
        (None, Signer::Off) => {}
        (None, Signer::Ssh { .. } | Signer::OpenPgp { .. }) => {
            return Err(CommitError::Signing {
                why: "no signature was made".to_owned(),
            });
        }
    }
    let object = repo
        .odb()
        .and_then(|odb| odb.write(ObjectType::Tag, data.as_bytes()))
        .map_err(CommitError::git(failed))?;
    // Without a log nobody would remember what the tag was, should somebody move it.
    repo.reference_ensure_log(&reference)
        .map_err(CommitError::git(failed))?;
    let who = Signature::new(&by.name, &by.email, &time).map_err(CommitError::git(failed))?;
    let mut transaction = repo.transaction().map_err(CommitError::git(failed))?;
    lock_tag(repo, &mut transaction, &name)?;
    // Again, now that nobody else can make it.
    if repo.find_reference(&reference).is_ok() {
        return Err(exists());
    }
    transaction
        .set_target(&reference, object, Some(&who), "sign-off")
        .and_then(|()| transaction.commit())
        .map_err(CommitError::git(failed))?;
    Ok(object)
}
