//! Reading tags of sign-offs, and telling those that are not what they seem.

use std::collections::BTreeSet;

use git2::{ObjectType, Oid};
use jiff::Timestamp;

use super::{FoundTag, armour, key};
use crate::{
    domain::{
        id::AuditId,
        object::short,
        person::Person,
        signoff::{self, SignOff, message, standing::Standing},
    },
    vcs::{GitRepository, VcsError},
};

/// The most bytes of a tag that are read.
const LARGEST: u64 = 64 << 10;

/// Tells whether an audit has a tag under the name of a sign-off.
pub(super) fn any(repo: &GitRepository, audit: &AuditId) -> Result<bool, VcsError> {
    Ok(!names(repo, audit)?.is_empty())
}

/// Lists the audits that have a tag under the name of a sign-off.
pub(super) fn audits(repo: &GitRepository) -> Result<Vec<AuditId>, VcsError> {
    let found: BTreeSet<AuditId> = matching(repo, signoff::TAGS)?
        .into_iter()
        .filter_map(|(name, _)| signoff::named(&name))
        .map(|(audit, _, _)| audit)
        .collect();
    Ok(found.into_iter().collect())
}

/// Reads all tags under the names of sign-offs of an audit, by name.
pub(super) fn read_all(repo: &GitRepository, audit: &AuditId) -> Result<Vec<FoundTag>, VcsError> {
    let mut found = Vec::new();
    for (name, object) in names(repo, audit)? {
        found.push(read(repo, name, object));
    }
    Ok(found)
}

/// Lists the tags under the names of sign-offs of an audit, with what they point to; by round, prepared before reviewed.
fn names(repo: &GitRepository, audit: &AuditId) -> Result<Vec<(String, Oid)>, VcsError> {
    let glob = format!("{}*", signoff::tag_folder(audit));
    let mut found: Vec<_> = matching(repo, &glob)?
        .into_iter()
        .filter_map(|(name, target)| {
            let (_, role, round) = signoff::named(&name)?;
            Some((round, role, name, target))
        })
        .collect();
    found.sort();
    Ok(found
        .into_iter()
        .map(|(_, _, name, target)| (name, target))
        .collect())
}

/// Lists the tags whose names are of a kind, with what they point to.
fn matching(repo: &GitRepository, glob: &str) -> Result<Vec<(String, Oid)>, VcsError> {
    let failed = VcsError::git("read the tags");
    let mut found = Vec::new();
    let glob = format!("refs/tags/{glob}");
    for reference in repo.raw().references_glob(&glob).map_err(&failed)? {
        let reference = reference.map_err(&failed)?;
        let target = reference.resolve().ok().and_then(|direct| direct.target());
        let name = reference.name().ok();
        let name = name.and_then(|name| name.strip_prefix("refs/tags/"));
        if let (Some(name), Some(target)) = (name, target) {
            found.push((name.to_owned(), target));
        }
    }
    Ok(found)
}

/// Tells whether no remote is configured to be fetched without its tags.
pub(super) fn are_fetched(repo: &GitRepository) -> bool {
    let without = || {
        let config = repo.raw().config()?.snapshot()?;
        let mut entries = config.entries(Some(r"^remote\..*\.tagopt$"))?;
        let mut found = false;
        while let Some(entry) = entries.next() {
            found |= entry?.value().is_ok_and(|value| value == "--no-tags");
        }
        Ok::<_, git2::Error>(found)
    };
    !without().unwrap_or(false)
}

fn read(repo: &GitRepository, name: String, object: Oid) -> FoundTag {
    let raw = raw(repo, object);
    let said = raw
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|raw| said(raw, &name));
    let commit = raw.as_ref().ok().and_then(|raw| repo.oid(&raw.target));
    let signature = raw.as_ref().ok().and_then(|raw| raw.signature.as_deref());
    let committed = commit
        .and_then(|id| repo.commit(id).ok())
        .and_then(|commit| Timestamp::from_second(commit.committer().when().seconds()).ok());
    FoundTag {
        was: was(repo, &name, object),
        object: object.to_string(),
        is_signed: signature.is_some(),
        key: signature.and_then(key::key_in),
        said,
        committed,
        name,
    }
}

/// Returns the first object that the log of a tag knows, where it is another one.
fn was(repo: &GitRepository, name: &str, now: Oid) -> Option<String> {
    let log = repo.raw().reflog(&format!("refs/tags/{name}")).ok()?;
    let first = log.iter().next_back()?;
    // A tag that was removed and made again begins its log with what it is now; git then has no memory of it.
    let id = [first.id_old(), first.id_new()]
        .into_iter()
        .find(|id| !id.is_zero())?;
    (id != now).then(|| id.to_string())
}

/// A tag object, taken apart.
pub(super) struct RawTag {
    pub(super) target: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) tagger: Person,
    pub(super) at: Timestamp,
    pub(super) message: String,
    /// What is signed: everything before the signature.
    pub(super) payload: Vec<u8>,
    pub(super) signature: Option<Vec<u8>>,
}

/// Reads a tag object and takes it apart.
pub(super) fn raw(repo: &GitRepository, object: Oid) -> Result<RawTag, Standing> {
    let unreadable = |why: &str| Standing::Unreadable {
        why: why.to_owned(),
    };
    let unread = |error: VcsError| match error {
        VcsError::NotDownloaded { .. } => Standing::CannotTell {
            why: "the tag was not downloaded".to_owned(),
        },
        error => Standing::Unreadable {
            why: error.to_string(),
        },
    };
    let odb = repo.odb().map_err(unread)?;
    if repo.size_of(&odb, object).map_err(unread)? > LARGEST {
        return Err(unreadable("it is too large"));
    }
    let found = repo.object(&odb, object).map_err(unread)?;
    if found.kind() != ObjectType::Tag {
        return Err(unreadable(
            "it is a plain reference and no annotated tag, so nobody has signed anything",
        ));
    }
    parse(found.data()).ok_or_else(|| unreadable("it is no tag as git writes them"))
}

fn parse(data: &[u8]) -> Option<RawTag> {
    let signature_at = signature_start(data);
    let (payload, signature) = data.split_at_checked(signature_at)?;
    let text = std::str::from_utf8(payload).ok()?;
    let (header, message) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = header.lines();
    let mut next = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
    let (target, kind, name, tagger) = (
        next("object")?,
        next("type")?,
        next("tag")?,
        next("tagger")?,
    );
    let (person, at) = signed_by(tagger)?;
    Some(RawTag {
        target: target.to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
        tagger: person,
        at,
        message: message.to_owned(),
        payload: payload.to_vec(),
        signature: (!signature.is_empty()).then(|| signature.to_vec()),
    })
}

/// Reads `Name <mail> seconds zone` as git writes who and when.
pub(super) fn signed_by(line: &str) -> Option<(Person, Timestamp)> {
    let (who, when) = line.rsplit_once('>')?;
    let (name, email) = who.split_once('<')?;
    let seconds = when.split_whitespace().next()?.parse().ok()?;
    let person = Person {
        name: name.trim().to_owned(),
        email: email.trim().to_owned(),
    };
    Some((person, Timestamp::from_second(seconds).ok()?))
}

/// Finds where the signature of a tag begins, as git does: at the last line that begins one.
fn signature_start(data: &[u8]) -> usize {
    let mut at = 0;
    let mut found = data.len();
    for line in data.split_inclusive(|&byte| byte == b'\n') {
        if armour::ALL.iter().any(|begin| armour::begins(line, begin)) {
            found = at;
        }
        at += line.len();
    }
    found
}

/// Reads what a tag says, and holds it against the tag itself.
fn said(raw: &RawTag, name: &str) -> Result<SignOff, Standing> {
    let contradicted = |why: String| Err(Standing::Contradicted { why });
    let sign_off = message::parse(&raw.message, raw.tagger.clone(), raw.at)
        .map_err(|why| Standing::Unreadable { why })?;
    if raw.name != name || sign_off.name() != name {
        let is = if raw.name == name {
            sign_off.name()
        } else {
            raw.name.clone()
        };
        return contradicted(format!("the tag {name} holds the sign-off {is}"));
    }
    if raw.kind != "commit" || raw.target != sign_off.commit {
        return contradicted(format!(
            "it says the commit {}, and the tag points to {}",
            short(&sign_off.commit),
            short(&raw.target)
        ));
    }
    Ok(sign_off)
}
