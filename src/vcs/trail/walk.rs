//! The commits that touched one path, newest first.

use std::collections::{BinaryHeap, HashMap};

use git2::{Commit, Oid};

use super::{
    super::{
        GitRepository, VcsError,
        objects::{is_cut_off, parents_of},
        paths,
        tree::{self, EntryKind, Lookup},
    },
    Stop,
};

/// How many commits are looked at.
const WALKED_AT_MOST: usize = 100_000;

/// How many commits that touched the path are kept.
pub(super) const KEPT_AT_MOST: usize = 500;

/// After how many commits somebody may say stop.
const ASKED_EVERY: usize = 64;

/// A commit that touched the path.
#[derive(Debug, Clone)]
pub(super) struct Touch {
    pub(super) commit: Oid,
    /// What stands at the path after it.
    pub(super) here: Option<Oid>,
    /// Its parents, and what stands at the path in each.
    pub(super) parents: Vec<(Oid, Option<Oid>)>,
}

/// What a walk came to.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// The commits, newest first.
    pub(super) touches: Vec<Touch>,
    /// Whether it was broken off, so that older ones may be missing.
    pub(super) more: bool,
    /// Whether the history is cut off.
    pub(super) cut: bool,
}

/// Lists the commits of `to`'s history that touched a path, leaving out `from` and all before it.
///
/// Of the parents of a merge only one that has the same at the path is followed, as `git log -- PATH` does: what a branch
/// did and a merge threw away is not listed.
pub(super) fn walk(
    repo: &GitRepository,
    path: &str,
    to: Oid,
    from: Option<Oid>,
    stop: Stop<'_>,
) -> Result<Walked, VcsError> {
    let mut walk = Walk {
        repo,
        queue: BinaryHeap::new(),
        marks: HashMap::new(),
        open: 0,
        walked: Walked::default(),
    };
    if let Some(from) = from {
        walk.push(from, true)?;
    }
    walk.push(to, false)?;
    let mut places = HashMap::new();
    for number in 0.. {
        if walk.open == 0 {
            break;
        }
        let over = number >= WALKED_AT_MOST || walk.walked.touches.len() >= KEPT_AT_MOST;
        if over || (number % ASKED_EVERY == 0 && stop()) {
            walk.walked.more = true;
            break;
        }
        let Some((_, id)) = walk.queue.pop() else {
            break;
        };
        walk.step(id, path, &mut places)?;
    }
    // With clocks that were wrong a commit may be found out late to be left out.
    let Walk {
        marks, mut walked, ..
    } = walk;
    walked
        .touches
        .retain(|touch| !marks.get(&touch.commit).is_some_and(|mark| mark.hidden));
    Ok(walked)
}

/// Returns what file stands at a path of a commit.
pub(super) fn place(repo: &GitRepository, tree: Oid, path: &str) -> Result<Option<Oid>, VcsError> {
    Ok(match tree::find(repo, tree, &paths::decode(path)?)? {
        Lookup::Found(id, EntryKind::File | EntryKind::Symlink) => Some(id),
        Lookup::Found(_, EntryKind::Folder | EntryKind::Submodule)
        | Lookup::Missing
        | Lookup::Within(_)
        | Lookup::Unread(_) => None,
    })
}

#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    hidden: bool,
    /// Waits in the queue to be looked at.
    waits: bool,
}

struct Walk<'r> {
    repo: &'r GitRepository,
    /// The newest first.
    queue: BinaryHeap<(i64, Oid)>,
    marks: HashMap<Oid, Mark>,
    /// How many wait that are not left out.
    open: usize,
    walked: Walked,
}

impl Walk<'_> {
    fn push(&mut self, id: Oid, hidden: bool) -> Result<(), VcsError> {
        let known = self.marks.contains_key(&id);
        let mark = self.marks.entry(id).or_default();
        if known && (mark.hidden || !hidden) {
            return Ok(());
        }
        if known && mark.waits {
            self.open -= 1;
        }
        mark.hidden = hidden;
        mark.waits = !hidden;
        match self.repo.commit(id) {
            Ok(commit) => {
                self.open += usize::from(!hidden);
                self.queue.push((commit.time().seconds(), id));
            }
            Err(VcsError::NotDownloaded { .. } | VcsError::MissingObject { .. }) => {
                mark.waits = false;
                self.walked.cut |= !hidden;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn step(
        &mut self,
        id: Oid,
        path: &str,
        places: &mut HashMap<Oid, Option<Oid>>,
    ) -> Result<(), VcsError> {
        let Some(mark) = self.marks.get_mut(&id) else {
            return Ok(());
        };
        let (hidden, waits) = (mark.hidden, std::mem::take(&mut mark.waits));
        if !hidden && !waits {
            return Ok(());
        }
        self.open -= usize::from(waits);
        let commit = self.repo.commit(id)?;
        if hidden {
            for parent in parents_of(&commit) {
                self.push(parent, true)?;
            }
            return Ok(());
        }
        let mut at = |commit: &Commit<'_>| match places.get(&commit.id()) {
            Some(place) => Ok(*place),
            None => place(self.repo, commit.tree_id(), path).inspect(|place| {
                places.insert(commit.id(), *place);
            }),
        };
        let here = at(&commit)?;
        let mut parents = Vec::new();
        for parent in commit.parent_ids() {
            let Ok(parent) = self.repo.commit(parent) else {
                self.walked.cut = true;
                return Ok(());
            };
            let same = parent.tree_id() == commit.tree_id();
            let there = if same { here } else { at(&parent)? };
            if there == here {
                return self.push(parent.id(), false);
            }
            parents.push((parent.id(), there));
        }
        places.remove(&id);
        if is_cut_off(&commit) {
            self.walked.cut = true;
            return Ok(());
        }
        for (parent, _) in &parents {
            self.push(*parent, false)?;
        }
        if here.is_some() || !parents.is_empty() {
            self.walked.touches.push(Touch {
                commit: id,
                here,
                parents,
            });
        }
        Ok(())
    }
}
