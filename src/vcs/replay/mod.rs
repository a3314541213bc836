//! The history of the records: every commit that HEAD reaches, parents before children, with the records that it changed.
//!
//! Trees are compared only below the folder of the records, with all parents at once, and equal subtrees are skipped. The
//! folder is the one that `tickmark.toml` names *at that commit*, so that a workspace that moved its records is followed.
//! What is not here (a shallow or partial clone, a missing or damaged object) is told as a [`Gap`], or with the commit that it
//! cuts off ([`Cut`]), never guessed.

mod blobs;
mod differ;
mod order;
mod standing;

use std::collections::HashMap;

use git2::Oid;
use jiff::Timestamp;

use super::{
    GitRepository, VcsError, co_authors,
    mailmap::{self, Mailmap},
    paths,
    tree::{self, EntryKind, Lookup},
};
use crate::domain::person::Person;

use self::{
    blobs::VERSION_AT_MOST,
    differ::{Differ, Trees},
    order::{Ordered, order},
};
pub(super) use self::{blobs::read_blobs, standing::standing};

/// The file that names the folder of the records.
const WORKSPACE: &[u8] = b"tickmark.toml";
/// After how many commits somebody may say stop.
const ASKED_EVERY: usize = 32;

/// What a replay is asked for.
pub struct Asked<'a> {
    /// The folder of the records where a commit does not name it.
    pub folder: &'a str,
    /// Reads from the text of `tickmark.toml` where the records are.
    pub folder_in: &'a dyn Fn(&[u8]) -> Option<String>,
    /// Says that nobody waits for the answer any more.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Is told how many of how many commits have been looked at.
    pub progress: &'a dyn Fn(usize, usize),
}

/// Is called with the number of each blob and its bytes, or why they cannot be read, from more than one thread.
pub type Each<'e> = dyn Fn(usize, Result<&[u8], VcsError>) + Sync + 'e;

/// The history of the records.
#[derive(Debug, Default)]
pub struct Replay {
    /// All commits, parents before children.
    pub commits: Vec<PastCommit>,
    /// The ids of all versions of all files, by their numbers.
    pub blobs: Vec<String>,
    /// The ids of all versions of `.mailmap`, by their numbers.
    pub mailmaps: Vec<String>,
    /// What could not be looked at.
    pub gaps: Vec<Gap>,
    /// Objects in place of which git shows others (`git replace`).
    pub replaced: Vec<String>,
    /// Whether commits are given other parents than they name (`info/grafts`).
    pub grafted: bool,
}

/// A commit, and what it did to the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastCommit {
    /// Its id.
    pub id: String,
    /// The numbers of its parents that are here, all smaller than its own.
    pub parents: Vec<usize>,
    /// Why a parent is not here, where one is not, so that what it did cannot be told: its files are all that it has.
    pub cut: Option<Cut>,
    /// Its author as the commit has it.
    pub written: Person,
    /// Its author as `.mailmap` of HEAD has it.
    pub author: Person,
    /// Who committed it, as the commit has it.
    pub committer: Person,
    /// Whom it names beside its author, in the trailers of its message.
    pub co_authors: Vec<Person>,
    /// The number of its `.mailmap`; none where it has none.
    pub mailmap: Option<u32>,
    /// When it was authored.
    pub authored: Timestamp,
    /// How many seconds the author's clock was ahead of UTC.
    pub offset: i32,
    /// When it was committed.
    pub committed: Timestamp,
    /// The files below the records' folder, and the workspace's own, that are not as in every parent.
    pub files: Vec<PastFile>,
}

/// A file that differs between a commit and one of its parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFile {
    /// The path.
    pub path: String,
    /// The path below the folder of the records; none for the workspace's own record.
    pub within: Option<String>,
    /// The number of its blob in each parent.
    pub before: Vec<Option<u32>>,
    /// The number of its blob in the commit.
    pub after: Option<u32>,
}

/// Why the history before a commit is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Why.
    pub why: String,
    /// Whether a clone that was not fetched whole is the reason.
    pub is_clone: bool,
}

/// What could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The commit, or the first one that has it.
    pub commit: String,
    /// What is not here, and why.
    pub why: String,
    /// Whether a clone that was not fetched whole is the reason.
    pub is_clone: bool,
}

/// Where the records of a commit are.
#[derive(Clone)]
struct Place {
    workspace: Option<Oid>,
    mailmap: Option<Oid>,
    folder: String,
    tree: Option<Oid>,
}

/// Looks through the history; none when it was stopped.
pub(super) fn replay(repo: &GitRepository, asked: &Asked<'_>) -> Result<Option<Replay>, VcsError> {
    let Some((tip, _)) = repo.tip()? else {
        return Ok(Some(Replay::default()));
    };
    repo.look_again();
    let Some(ordered) = order(repo, tip, asked.stop)? else {
        return Ok(None);
    };
    let mailmap = Mailmap::of_head(repo);
    let mut replay = Replay {
        replaced: replaced(repo),
        grafted: repo.raw().commondir().join("info/grafts").is_file(),
        ..Replay::default()
    };
    let mut walk = Walk {
        repo,
        asked,
        places: Vec::with_capacity(ordered.len()),
        folders: HashMap::new(),
        numbers: HashMap::new(),
        mailmaps: HashMap::new(),
        trees: Trees::new(repo)?,
    };
    let all = ordered.len();
    for (number, at) in ordered.into_iter().enumerate() {
        if number % ASKED_EVERY == 0 {
            if (asked.stop)() {
                return Ok(None);
            }
            (asked.progress)(number, all);
        }
        let commit = walk.look(at, &mailmap, &mut replay)?;
        replay.commits.push(commit);
    }
    Ok(Some(replay))
}

/// Reads whom a commit names.
fn person(signature: &git2::Signature<'_>) -> Person {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Person {
        name: text(signature.name_bytes()),
        email: text(signature.email_bytes()),
    }
}

/// Lists the objects in place of which git shows others.
fn replaced(repo: &GitRepository) -> Vec<String> {
    let Ok(references) = repo.raw().references_glob("refs/replace/*") else {
        return Vec::new();
    };
    references
        .flatten()
        .filter_map(|reference| {
            let name = reference.name().ok()?;
            Some(name.strip_prefix("refs/replace/")?.to_owned())
        })
        .collect()
}

struct Walk<'r> {
    repo: &'r GitRepository,
    asked: &'r Asked<'r>,
    /// Where the records of the commits so far are.
    places: Vec<Place>,
    /// What the versions of the workspace's own record say.
    folders: HashMap<Oid, Option<String>>,
    /// The numbers of the blobs.
    numbers: HashMap<Oid, u32>,
    /// The numbers of the versions of `.mailmap`.
    mailmaps: HashMap<Oid, u32>,
    trees: Trees<'r>,
}

impl Walk<'_> {
    fn look(
        &mut self,
        at: Ordered,
        mailmap: &Mailmap,
        replay: &mut Replay,
    ) -> Result<PastCommit, VcsError> {
        let commit = self.repo.commit(at.id)?;
        let inherited = at
            .parents
            .first()
            .and_then(|parent| self.places.get(*parent));
        let inherited = inherited.map_or(self.asked.folder, |place| place.folder.as_str());
        let inherited = inherited.to_owned();
        let id = at.id.to_string();
        let mut gap = |error: &VcsError| {
            replay.gaps.push(Gap {
                commit: id.clone(),
                why: error.to_string(),
                is_clone: matches!(error, VcsError::NotDownloaded { .. }),
            });
        };
        let place = match self.place(commit.tree_id(), &inherited) {
            Ok(place) => place,
            Err(error) => {
                gap(&error);
                // What was there before is taken to be there still, so that nothing seems to have gone.
                let parent = at
                    .parents
                    .first()
                    .and_then(|parent| self.places.get(*parent));
                parent.cloned().unwrap_or(Place {
                    workspace: None,
                    mailmap: None,
                    folder: inherited,
                    tree: None,
                })
            }
        };
        let before: Vec<Place> = if at.cut.is_some() {
            Vec::new()
        } else {
            let parents = at.parents.iter();
            parents
                .filter_map(|parent| self.places.get(*parent))
                .cloned()
                .collect()
        };
        let mut files = Vec::new();
        let workspaces: Vec<Option<Oid>> = before.iter().map(|place| place.workspace).collect();
        let is_new = workspaces.is_empty() && place.workspace.is_some();
        if is_new || workspaces.iter().any(|old| *old != place.workspace) {
            files.push(PastFile {
                path: "tickmark.toml".to_owned(),
                within: None,
                before: workspaces
                    .into_iter()
                    .map(|old| old.map(|id| self.number(id, &mut replay.blobs)))
                    .collect(),
                after: place.workspace.map(|id| self.number(id, &mut replay.blobs)),
            });
        }
        let roots: Vec<Option<Oid>> = before.iter().map(|place| place.tree).collect();
        let mut found = Vec::new();
        let mut differ = Differ {
            trees: &mut self.trees,
            visit: &mut |path: &[u8], after: Option<Oid>, before: &[Option<Oid>]| {
                found.push((path.to_vec(), after, before.to_vec()));
            },
        };
        if let Err(error) = differ.folder(place.tree, &roots, &mut Vec::new(), 0) {
            gap(&error);
        }
        for (within, after, before) in found {
            let within = paths::encode(&within);
            files.push(PastFile {
                path: format!("{}/{within}", place.folder),
                within: Some(within),
                before: before
                    .into_iter()
                    .map(|old| old.map(|id| self.number(id, &mut replay.blobs)))
                    .collect(),
                after: after.map(|id| self.number(id, &mut replay.blobs)),
            });
        }
        let mailmap_then = place.mailmap;
        self.places.push(place);
        let author = commit.author();
        let moment = |seconds| Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        Ok(PastCommit {
            id,
            parents: at.parents,
            cut: at.cut,
            written: person(&author),
            author: mailmap.person(author.name_bytes(), author.email_bytes()),
            committer: person(&commit.committer()),
            co_authors: co_authors::trailed(commit.message_bytes()),
            mailmap: mailmap_then.map(|id| self.mailmap(id, &mut replay.mailmaps)),
            authored: moment(author.when().seconds()),
            offset: author.when().offset_minutes().saturating_mul(60),
            committed: moment(commit.time().seconds()),
            files,
        })
    }

    fn number(&mut self, id: Oid, blobs: &mut Vec<String>) -> u32 {
        *self.numbers.entry(id).or_insert_with(|| {
            blobs.push(id.to_string());
            u32::try_from(blobs.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn mailmap(&mut self, id: Oid, all: &mut Vec<String>) -> u32 {
        *self.mailmaps.entry(id).or_insert_with(|| {
            all.push(id.to_string());
            u32::try_from(all.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Finds where the records of a tree are.
    fn place(&mut self, root: Oid, inherited: &str) -> Result<Place, VcsError> {
        let entries = self.trees.read(root)?;
        let (mut workspace, mut mailmap) = (None, None);
        for entry in tree::Entries::new(&entries, root) {
            let entry = entry?;
            if entry.kind != EntryKind::File {
                continue;
            }
            if entry.name == mailmap::NAME.as_bytes() {
                mailmap = Some(entry.id()?);
            } else if entry.name == WORKSPACE {
                workspace = Some(entry.id()?);
                // `.mailmap` comes before it.
                break;
            }
        }
        let mut folder = inherited.to_owned();
        if let Some(id) = workspace {
            let known = if let Some(known) = self.folders.get(&id) {
                known.clone()
            } else {
                let named = (self.asked.folder_in)(&self.repo.blob_within(id, VERSION_AT_MOST)?);
                self.folders.insert(id, named.clone());
                named
            };
            folder = known.unwrap_or(folder);
        }
        let path = paths::decode(&folder)?;
        let tree = match self.trees.find(root, &path)? {
            Lookup::Found(id, EntryKind::Folder) => Some(id),
            Lookup::Found(_, EntryKind::File | EntryKind::Symlink | EntryKind::Submodule)
            | Lookup::Missing
            | Lookup::Within(_)
            | Lookup::Unread(_) => None,
        };
        Ok(Place {
            workspace,
            mailmap,
            folder,
            tree,
        })
    }
}
