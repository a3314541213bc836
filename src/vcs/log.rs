//! History: who changed which of our files, and when bytes came in.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, hash_map::Entry},
};

use git2::{Commit, Odb, Oid, Sort};
use jiff::{Timestamp, civil::Date, tz::Offset};
use memchr::memmem;

use super::{
    Change, GitRepository, LogEntry, VcsError, changes, co_authors,
    objects::is_cut_off,
    paths,
    tree::{self, Entries, EntryKind, Lookup},
};
use crate::domain::person::Person;

/// How many commits are looked at in search of the one that brought bytes in, before what is kept of the history is asked.
const NEAR: usize = 1_000;
/// How many commits are looked at for a log.
const LOGGED_AT_MOST: usize = 100_000;
/// How deep a change is followed into folders.
const MAX_DEPTH: usize = 512;

/// What stands at a path: an id and what it is.
type Place = Option<(Oid, EntryKind)>;

/// Returns the author's date of the newest commit that brought these bytes to this path; none when it is too far back.
///
/// Follows the parent that has the same bytes there, as `git log -- PATH` does, so that a merge is not the origin of what
/// it only merged. It goes back as far as the last changes of all files do, and takes what is kept of these for a commit.
pub(super) fn brought_in(
    repo: &GitRepository,
    commit: Oid,
    path: &[u8],
    blob: Oid,
) -> Result<Option<Date>, VcsError> {
    let mut at = repo.commit(commit)?;
    'walk: for number in 0..changes::COMMITS_AT_MOST {
        if number == NEAR
            && let Some(day) = changes::known(repo, commit, path, blob)
        {
            return Ok(Some(day));
        }
        for parent in at.parent_ids() {
            let Ok(parent) = repo.commit(parent) else {
                // Cut off here: whether this commit brought the bytes in cannot be known.
                return Ok(None);
            };
            let is_same = parent.tree_id() == at.tree_id()
                || matches!(tree::find(repo, parent.tree_id(), path)?, Lookup::Found(id, _) if id == blob);
            if is_same {
                at = parent;
                continue 'walk;
            }
        }
        if is_cut_off(&at) {
            return Ok(None);
        }
        let when = at.author().when();
        let offset =
            Offset::from_seconds(when.offset_minutes().saturating_mul(60)).unwrap_or(Offset::UTC);
        let moment = Timestamp::from_second(when.seconds()).ok();
        return Ok(moment.map(|moment| offset.to_datetime(moment).date()));
    }
    Ok(None)
}

/// Which commits are looked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'w> {
    /// How many of them.
    pub(super) limit: usize,
    /// The commit after which they were made: it and those that it leads to are left out.
    pub(super) since: Option<Oid>,
    /// What their messages have to say. Trees are dear to read, so that those of all others are left alone, and so are the
    /// files that these touched.
    pub(super) saying: Option<&'w str>,
}

/// Returns the newest commits that touch these paths.
pub(super) fn log(
    repo: &GitRepository,
    paths: &[String],
    wanted: Wanted<'_>,
) -> Result<Vec<LogEntry>, VcsError> {
    let failed = VcsError::git("read the history");
    let paths = paths
        .iter()
        .map(|path| paths::decode(path.trim_end_matches('/')))
        .collect::<Result<Vec<_>, _>>()?;
    let Some((tip, _)) = repo.tip()? else {
        return Ok(Vec::new());
    };
    let odb = repo.odb()?;
    let mut walk = repo.raw().revwalk().map_err(&failed)?;
    walk.set_sorting(Sort::TIME).map_err(&failed)?;
    walk.push(tip).map_err(&failed)?;
    if let Some(since) = wanted.since {
        walk.hide(since).map_err(&failed)?;
    }
    let mut known: HashMap<Oid, Vec<Place>> = HashMap::new();
    let mut entries = Vec::new();
    for id in walk.take(LOGGED_AT_MOST) {
        if entries.len() >= wanted.limit {
            break;
        }
        let commit = repo.commit(id.map_err(&failed)?)?;
        let says = |text: &str| memmem::find(commit.message_bytes(), text.as_bytes()).is_some();
        if !wanted.saying.is_none_or(says) {
            continue;
        }
        let here = match known.remove(&commit.id()) {
            Some(places) => places,
            None => places(repo, commit.tree_id(), &paths)?,
        };
        if is_cut_off(&commit) {
            // Everything seems to have come in with it.
            if here.iter().any(Option::is_some) {
                entries.push(LogEntry {
                    cut: true,
                    ..entry(&commit, BTreeMap::new())
                });
            }
            continue;
        }
        let mut first = None;
        let mut same = false;
        for parent in commit.parents() {
            let there = match known.entry(parent.id()) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(slot) => slot.insert(places(repo, parent.tree_id(), &paths)?),
            };
            same |= *there == here;
            first.get_or_insert_with(|| there.clone());
        }
        let before = first.unwrap_or_else(|| vec![None; here.len()]);
        if same || before == here {
            continue;
        }
        let mut files = BTreeMap::new();
        let listed = wanted.saying.is_none();
        for ((path, old), new) in roots(&paths).zip(before).zip(here).filter(|_| listed) {
            differ(repo, &odb, path, old, new, 0, &mut files)?;
        }
        entries.push(entry(&commit, files));
    }
    Ok(entries)
}

/// Lists the files in which two commits differ beneath these paths, sorted by path.
pub(super) fn between(
    repo: &GitRepository,
    from: Oid,
    to: Oid,
    paths: &[String],
) -> Result<Vec<(String, Change)>, VcsError> {
    let paths = paths
        .iter()
        .map(|path| paths::decode(path.trim_end_matches('/')))
        .collect::<Result<Vec<_>, _>>()?;
    let odb = repo.odb()?;
    let before = places(repo, repo.tree_of(from)?, &paths)?;
    let after = places(repo, repo.tree_of(to)?, &paths)?;
    let mut files = BTreeMap::new();
    for ((path, old), new) in roots(&paths).zip(before).zip(after) {
        differ(repo, &odb, path, old, new, 0, &mut files)?;
    }
    Ok(files.into_iter().collect())
}

/// Returns the paths, or the top when there is none.
fn roots<'a>(paths: &'a [Cow<'a, [u8]>]) -> impl Iterator<Item = &'a [u8]> {
    let top = paths.is_empty().then_some(&b""[..]);
    top.into_iter().chain(paths.iter().map(|path| &**path))
}

fn places(
    repo: &GitRepository,
    tree: Oid,
    paths: &[Cow<'_, [u8]>],
) -> Result<Vec<Place>, VcsError> {
    roots(paths)
        .map(|path| {
            if path.is_empty() {
                return Ok(Some((tree, EntryKind::Folder)));
            }
            Ok(match tree::find(repo, tree, path)? {
                Lookup::Found(id, kind) => Some((id, kind)),
                Lookup::Missing | Lookup::Within(_) | Lookup::Unread(_) => None,
            })
        })
        .collect()
}

/// Notes the files in which two versions of a path differ.
fn differ(
    repo: &GitRepository,
    odb: &Odb<'_>,
    path: &[u8],
    old: Place,
    new: Place,
    depth: usize,
    files: &mut BTreeMap<String, Change>,
) -> Result<(), VcsError> {
    if old == new || depth > MAX_DEPTH {
        return Ok(());
    }
    let folder = |place: Place| {
        place
            .filter(|(_, kind)| *kind == EntryKind::Folder)
            .map(|(id, _)| id)
    };
    let leaf = |place: Place| place.is_some() && folder(place).is_none();
    let change = match (leaf(old), leaf(new)) {
        (true, true) => Some(Change::Modified),
        (true, false) => Some(Change::Deleted),
        (false, true) => Some(Change::Added),
        (false, false) => None,
    };
    if let Some(change) = change {
        files.insert(paths::encode(path), change);
    }
    let mut children: BTreeMap<Vec<u8>, (Place, Place)> = BTreeMap::new();
    for (id, is_new) in [(folder(old), false), (folder(new), true)] {
        let Some(id) = id else { continue };
        let object = tree::read(repo, odb, id)?;
        for entry in Entries::new(object.data(), id) {
            let entry = entry?;
            let place = Some((entry.id()?, entry.kind));
            let slot = children.entry(entry.name.to_vec()).or_default();
            if is_new {
                slot.1 = place;
            } else {
                slot.0 = place;
            }
        }
    }
    for (name, (old, new)) in children {
        let path = if path.is_empty() {
            name
        } else {
            [path, b"/", &name].concat()
        };
        differ(repo, odb, &path, old, new, depth + 1, files)?;
    }
    Ok(())
}

fn entry(commit: &Commit<'_>, files: BTreeMap<String, Change>) -> LogEntry {
    let (author, committer) = (commit.author(), commit.committer());
    let message = String::from_utf8_lossy(commit.message_bytes());
    let (subject, body) = message.split_once('\n').unwrap_or((&message, ""));
    LogEntry {
        commit: commit.id().to_string(),
        author: person(&author),
        committer: person(&committer),
        co_authors: co_authors::trailed(commit.message_bytes()),
        at: Timestamp::from_second(author.when().seconds()).unwrap_or(Timestamp::UNIX_EPOCH),
        subject: subject.trim().to_owned(),
        body: body.trim().to_owned(),
        files: files.into_iter().collect(),
        cut: false,
    }
}

fn person(signature: &git2::Signature<'_>) -> Person {
    Person {
        name: String::from_utf8_lossy(signature.name_bytes()).into_owned(),
        email: String::from_utf8_lossy(signature.email_bytes()).into_owned(),
    }
}
