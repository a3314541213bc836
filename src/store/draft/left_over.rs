//! What processes left behind that are not there any more: drafts to offer, files that cannot be understood, temporary ones.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::process::{self, Life, Owner};

use super::{Draft, Drafts, Folder, Read, read};

/// A temporary file lives for some milliseconds; after so long nobody here writes it any more.
const WRITTEN: Duration = Duration::from_secs(60);

/// After so long nobody anywhere does, whoever has its process id.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LeftOver {
    /// The drafts to offer, the oldest first.
    pub drafts: Vec<Draft>,
    /// Where files are now that could not be understood, or were too large to be drafts.
    pub set_aside: Vec<PathBuf>,
}

impl Drafts {
    /// Finds what processes left behind that are not there any more.
    ///
    /// The drafts of one that is known to be dead become drafts of this process. Of one that ran on another machine, before a
    /// restart or in another container nobody can tell: its drafts are offered and stay where they are until
    /// [`Drafts::discard`] forgets them there, too.
    pub fn left_over(&self) -> LeftOver {
        let mut found = LeftOver::default();
        let (mut dead, mut strangers, mut taken) = (Vec::new(), Vec::new(), Vec::new());
        let own = self.file_of(&self.owner);
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                sweep(&path, &name);
                continue;
            }
            let is_drafts = Path::new(&name).extension().is_some_and(|it| it == "toml");
            if !is_drafts || path == own {
                continue;
            }
            match read::<Folder>(&path) {
                Read::Whole(kept) => match life(kept.owner.as_ref()) {
                    Life::Alive => {}
                    Life::Dead => {
                        dead.extend(kept.drafts);
                        taken.push(path);
                    }
                    Life::Unknown => {
                        strangers.extend(kept.drafts.into_iter().map(|it| (path.clone(), it)));
                    }
                },
                Read::Broken => found.set_aside.extend(set_aside(&path)),
                Read::Nothing => {}
            }
        }
        dead.sort_by_key(|draft| draft.saved_at);
        // Ours first, theirs gone after it: a crash in between leaves a draft twice, never not at all.
        if dead.iter().all(|draft| self.save(draft).is_ok()) {
            for path in taken {
                let _ = fs::remove_file(path);
            }
        }
        found.drafts = dead;
        found
            .drafts
            .extend(strangers.iter().map(|(_, draft)| draft.clone()));
        found.drafts.sort_by_key(|draft| draft.saved_at);
        self.shared().strangers = strangers;
        found
    }
}

impl Drafts {
    /// Counts the processes that left drafts behind, and leaves them as they are.
    pub fn count_left(&self) -> usize {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let own = self.file_of(&self.owner);
        let paths = entries.map(|entry| entry.path());
        let is_left = |path: &PathBuf| {
            let is_drafts = path.extension().is_some_and(|it| it == "toml") && *path != own;
            is_drafts
                && matches!(read::<Folder>(path), Read::Whole(kept) if life(kept.owner.as_ref()) != Life::Alive)
        };
        paths.filter(is_left).count()
    }

    /// Takes over what was kept in another folder while this one could not be written, and lists it, the oldest first.
    pub fn take_over(&self, other: &Self) -> LeftOver {
        let found = other.left_over();
        for draft in &found.drafts {
            // Ours first: a crash in between leaves it twice.
            if self.save(draft).is_ok() {
                let _ = other.discard(&draft.audit, &draft.place, draft.turn);
            }
        }
        found
    }
}

/// Tells whether the process of a file runs; one that names none was not written by a process that does.
fn life(owner: Option<&Owner>) -> Life {
    owner.map_or(Life::Dead, Owner::life)
}

/// Puts a file aside that cannot be understood; nothing of it is lost.
fn set_aside(path: &Path) -> Option<PathBuf> {
    let aside = path.with_extension("broken");
    fs::rename(path, &aside).ok()?;
    Some(aside)
}

/// Removes a temporary file whose process was killed while it wrote.
fn sweep(path: &Path, name: &str) {
    let process = name
        .strip_suffix(".tmp")
        .and_then(|name| name.rsplit('-').nth(1))
        .and_then(|process| process.parse().ok());
    let Some(process) = process else { return };
    let age = fs::symlink_metadata(path)
        .and_then(|found| found.modified())
        .ok()
        .and_then(|at| SystemTime::now().duration_since(at).ok())
        .unwrap_or_default();
    if age > ABANDONED || (age > WRITTEN && !process::exists(process)) {
        let _ = fs::remove_file(path);
    }
}
