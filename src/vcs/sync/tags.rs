//! Sign-offs that come: held against those that are here before they count.
//!
//! A tag is never overwritten. One that is another object on the other side was moved there or here: that is an alarm, and a
//! person has to find out which one is right.

use std::collections::BTreeMap;

use git2::{ErrorCode, Oid};

use super::{MovedTag, Route, SyncError, Tags};
use crate::{
    domain::{person::Person, signoff},
    vcs::{
        CommitError, GitRepository,
        commit::{Desk, durable},
    },
};

/// Compares what was fetched with what is here, and makes what is new.
pub(super) fn take(repo: &GitRepository, route: &Route, actor: &Person) -> Result<Tags, SyncError> {
    let theirs = matching(repo, &route.tag_space(), |rest| format!("tickmark/{rest}"))?;
    let ours = matching(repo, "refs/tags/tickmark/", |rest| {
        format!("tickmark/{rest}")
    })?;
    let mut tags = Tags::default();
    let mut coming = Vec::new();
    for (name, object) in &theirs {
        match ours.get(name) {
            None => coming.push((name, *object)),
            Some(here) if here == object => {}
            Some(here) => tags.moved.push(MovedTag {
                name: name.clone(),
                ours: here.to_string(),
                theirs: object.to_string(),
            }),
        }
    }
    if !coming.is_empty() {
        let desk = Desk::take(repo.raw())?;
        let made = make(repo, &desk, route, actor, &coming);
        desk.tidy()?;
        tags.new = made?;
    }
    let mut unsent = ours.into_keys();
    tags.unsent = unsent
        .by_ref()
        .filter(|name| !theirs.contains_key(name))
        .collect();
    Ok(tags)
}

/// Lists the tags of sign-offs in a folder of references, by their names as tags.
fn matching(
    repo: &GitRepository,
    folder: &str,
    name: impl Fn(&str) -> String,
) -> Result<BTreeMap<String, Oid>, SyncError> {
    let failed = SyncError::git("read the tags");
    let mut found = BTreeMap::new();
    let glob = format!("{folder}*");
    for reference in repo.raw().references_glob(&glob).map_err(&failed)? {
        let reference = reference.map_err(&failed)?;
        let rest = reference
            .name()
            .ok()
            .and_then(|name| name.strip_prefix(folder));
        let (Some(rest), Some(object)) = (rest, reference.target()) else {
            continue;
        };
        let name = name(rest);
        // What is no name of a sign-off is none of ours.
        if signoff::named(&name).is_some() {
            found.insert(name, object);
        }
    }
    Ok(found)
}

fn make(
    found: &GitRepository,
    desk: &Desk,
    route: &Route,
    actor: &Person,
    coming: &[(&String, Oid)],
) -> Result<Vec<String>, CommitError> {
    let failed = "the tag cannot be made";
    let repo = durable(found.raw(), desk, actor)?;
    let mut made = Vec::new();
    for (name, object) in coming {
        let reference = format!("refs/tags/{name}");
        // Without a log nobody would remember what the tag was, should somebody move it.
        repo.reference_ensure_log(&reference)
            .map_err(CommitError::git(failed))?;
        let note = format!("sync: from {}", route.remote);
        match repo.reference(&reference, *object, false, &note) {
            Ok(_) => made.push((*name).clone()),
            // Made meanwhile: the next sync holds it against theirs.
            Err(error) if error.code() == ErrorCode::Exists => {}
            Err(error) => return Err(CommitError::git(failed)(error)),
        }
    }
    Ok(made)
}
