//! Writing a whole history at once, for the demo and for tests: authors and times as given, one checkout at the end.

use git2::{
    FileMode, ObjectType, Oid, Signature, Time,
    build::{CheckoutBuilder, TreeUpdateBuilder},
};
use jiff::Timestamp;

use super::{GitRepository, HeadState, VcsError, head, paths, signed};
use crate::domain::{person::Person, signoff::SignOff};

/// Writes commits onto the current branch without touching index or work tree; [`HistoryWriter::finish`] moves the branch.
#[derive(Debug)]
pub struct HistoryWriter<'r> {
    repo: &'r GitRepository,
    reference: String,
    start: Option<Oid>,
    tip: Option<Oid>,
    tree: Oid,
}

impl<'r> HistoryWriter<'r> {
    /// Begins at the tip of the current branch, which may be unborn.
    pub fn new(repo: &'r GitRepository) -> Result<Self, VcsError> {
        let at = head::head(repo)?;
        let branch = match (at.state, at.branch) {
            (HeadState::Branch | HeadState::Unborn, Some(branch)) => branch,
            (HeadState::Branch | HeadState::Unborn | HeadState::Detached, _) => {
                return Err(VcsError::git("write the history")(git2::Error::from_str(
                    "HEAD is on no branch",
                )));
            }
        };
        let (start, tree) = match repo.tip()? {
            Some((commit, tree)) => (Some(commit), tree),
            None => (
                None,
                repo.odb()?.write(ObjectType::Tree, &[]).map_err(failed())?,
            ),
        };
        Ok(Self {
            repo,
            reference: format!("refs/heads/{branch}"),
            start,
            tip: start,
            tree,
        })
    }

    /// Writes a commit and returns its id; a change without bytes deletes the file.
    pub fn commit(
        &mut self,
        author: &Person,
        at: Timestamp,
        message: &str,
        changes: &[(&str, Option<&[u8]>)],
    ) -> Result<String, VcsError> {
        let raw = self.repo.raw();
        let base = raw.find_tree(self.tree).map_err(failed())?;
        let mut update = TreeUpdateBuilder::new();
        for (path, bytes) in changes {
            let path = paths::decode(path)?;
            match bytes {
                Some(bytes) => {
                    let blob = raw.blob(bytes).map_err(failed())?;
                    update.upsert(&*path, blob, FileMode::Blob);
                }
                None => {
                    update.remove(&*path);
                }
            }
        }
        self.tree = update.create_updated(raw, &base).map_err(failed())?;
        let tree = raw.find_tree(self.tree).map_err(failed())?;
        let signature = Signature::new(&author.name, &author.email, &Time::new(at.as_second(), 0))
            .map_err(failed())?;
        let parent = self
            .tip
            .map(|id| raw.find_commit(id))
            .transpose()
            .map_err(failed())?;
        let parents: Vec<_> = parent.iter().collect();
        let id = raw
            .commit(None, &signature, &signature, message, &tree, &parents)
            .map_err(failed())?;
        self.tip = Some(id);
        Ok(id.to_string())
    }

    /// Checks the last commit out and moves the branch to it; files that somebody has changed are not overwritten.
    pub fn finish(self) -> Result<(), VcsError> {
        let Some(tip) = self.tip else { return Ok(()) };
        let raw = self.repo.raw();
        let commit = raw.find_commit(tip).map_err(failed())?;
        raw.checkout_tree(commit.as_object(), Some(CheckoutBuilder::new().safe()))
            .map_err(failed())?;
        let message = "tickmark: write history";
        match self.start {
            Some(start) => raw.reference_matching(&self.reference, tip, true, start, message),
            None => raw.reference(&self.reference, tip, false, message),
        }
        .map_err(failed())?;
        Ok(())
    }
}

/// Writes the tag of a sign-off that was made at a moment of that history, without a key; returns its object.
pub fn write_sign_off(repo: &GitRepository, sign_off: &SignOff) -> Result<String, VcsError> {
    let text = signed::unsigned(sign_off, sign_off.at.as_second());
    let object = repo
        .odb()?
        .write(ObjectType::Tag, text.as_bytes())
        .map_err(failed())?;
    let reference = format!("refs/tags/{}", sign_off.name());
    repo.raw()
        .reference(&reference, object, false, "tickmark: write history")
        .map_err(failed())?;
    Ok(object.to_string())
}

fn failed() -> impl Fn(git2::Error) -> VcsError {
    VcsError::git("write the history")
}
