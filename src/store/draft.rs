//! Half-typed text of the terminal program, and the place where a person was: kept outside the work tree, offered again.
//!
//! Each process has a file of its own, named after it, so that two of them never write the same one; the file says which process
//! that is, and whether it still runs is asked as for a lock ([`crate::process`]). Drafts are a safety net: whatever is wrong with
//! one is set aside and told, and stops nothing ([`Drafts::left_over`]). Files are for their owner alone (0600).

mod left_over;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    atomic::{self, AtomicError},
    beneath,
    error::{Error, Result},
    process::Owner,
};

pub use left_over::LeftOver;

/// A file that is larger is none of ours: what is typed never comes to so much.
const LIMIT: u64 = 16 * 1024 * 1024;

/// Text that was typed and not saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Draft {
    /// The audit.
    pub audit: String,
    /// Where it was typed, such as `row iso-42001:6.1.2#1 note`.
    pub place: String,
    /// The text.
    pub text: String,
    /// The text that it started from.
    #[serde(default)]
    pub base: String,
    /// When it was kept (UTC).
    pub saved_at: Timestamp,
    /// Which of the deeds of this process it is: threads may get to them in another order.
    #[serde(skip)]
    pub turn: u64,
}

impl Draft {
    /// Tells whether it is that of a place in an audit.
    pub fn is_of(&self, audit: &str, place: &str) -> bool {
        self.audit == audit && self.place == place
    }
}

/// Where a person was, to come back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Resume {
    /// The audit.
    pub audit: String,
    /// The place, such as `row iso-42001:6.1.2#1` or `finding F-7K3QX2`.
    pub place: String,
    /// How far each part of it was scrolled.
    #[serde(default)]
    pub scrolled: Vec<usize>,
}

/// What a file holds.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Folder {
    /// The process whose drafts they are.
    owner: Option<Owner>,
    #[serde(default, rename = "draft")]
    drafts: Vec<Draft>,
}

/// The drafts of a checkout.
///
/// A clone is another hand on the same files: two threads with a clone each never tear one another's drafts, and nothing that
/// was asked for earlier is written over the [last word](Drafts::last_word).
#[derive(Debug, Clone)]
pub struct Drafts {
    folder: PathBuf,
    owner: Owner,
    shared: Arc<Mutex<Shared>>,
    /// Where drafts go that cannot be kept here, as on a disk that is full.
    elsewhere: Option<Box<Drafts>>,
}

/// What all hands on the drafts know.
#[derive(Debug, Default)]
struct Shared {
    /// The drafts that the ending program wrote last, once it has.
    ended: Option<Vec<Draft>>,
    /// What is offered of processes of which nobody can tell here whether they run: it stays where it is until it is decided on.
    strangers: Vec<(PathBuf, Draft)>,
    /// By audit and place the turn of what was kept or forgotten there last.
    turns: BTreeMap<(String, String), u64>,
}

impl Shared {
    /// Takes note of a deed; false where a later one of the same place was done before it.
    fn is_in_turn(&mut self, audit: &str, place: &str, turn: u64) -> bool {
        let place = (audit.to_owned(), place.to_owned());
        let last = self.turns.entry(place).or_default();
        let is_in_turn = *last <= turn;
        *last = turn.max(*last);
        is_in_turn
    }
}

impl Drafts {
    /// Names the private folder that drafts are kept in; it is made when the first one is.
    #[expect(clippy::needless_pass_by_value, reason = "the folder is given away")]
    pub fn at(private: PathBuf) -> Self {
        Self::of(&private, Owner::me())
    }

    fn of(private: &Path, owner: Owner) -> Self {
        Self {
            folder: private.join("drafts"),
            owner,
            shared: Arc::default(),
            elsewhere: None,
        }
    }

    /// Names another private folder, for drafts that cannot be kept here.
    #[must_use]
    pub fn or_else_at(mut self, private: PathBuf) -> Self {
        self.elsewhere = Some(Box::new(Self::at(private)));
        self
    }

    /// Returns the file of a process.
    fn file_of(&self, owner: &Owner) -> PathBuf {
        self.folder.join(format!("{}.toml", owner.mark()))
    }

    /// Keeps a draft; it takes the place of the one before. After the [last word](Drafts::last_word) it does nothing.
    pub fn save(&self, draft: &Draft) -> Result<()> {
        self.keep(std::slice::from_ref(draft), None)
    }

    /// Keeps drafts and the place at once, for a program that goes on. After the [last word](Drafts::last_word) it does nothing.
    pub fn keep(&self, drafts: &[Draft], place: Option<&Resume>) -> Result<()> {
        let mut shared = self.shared();
        if shared.ended.is_some() {
            return Ok(());
        }
        let mut drafts = drafts.to_vec();
        drafts.retain(|draft| shared.is_in_turn(&draft.audit, &draft.place, draft.turn));
        let kept = self.change(&drafts, &|_| true);
        let placed = place.map_or(Ok(()), |place| self.put_place(place));
        kept.and(placed)
    }

    /// Keeps the texts and the place that an ending program leaves, and forgets what is saved. What other threads were asked to
    /// keep before, and get to only now, is older and is dropped.
    pub fn last_word(
        &self,
        drafts: Vec<Draft>,
        saved: &[Draft],
        place: Option<&Resume>,
    ) -> Result<()> {
        let mut shared = self.shared();
        let is_saved = |kept: &Draft| {
            let mut saved = saved.iter();
            saved.any(|saved| saved.is_of(&kept.audit, &kept.place))
        };
        let kept = self.change(&drafts, &|kept| !is_saved(kept));
        let placed = place.map_or(Ok(()), |place| self.put_place(place));
        shared.ended = Some(drafts);
        kept.and(placed)
    }

    /// Forgets the draft of a place: it is saved or given up. One that was kept in a later turn is of another text.
    pub fn discard(&self, audit: &str, place: &str, turn: u64) -> Result<()> {
        let mut shared = self.shared();
        if !shared.is_in_turn(audit, place, turn) {
            return Ok(());
        }
        let mut typed_since = shared.ended.iter().flatten();
        if typed_since.any(|draft| draft.is_of(audit, place)) {
            return Ok(());
        }
        let strangers = shared.strangers.iter();
        for (path, offered) in strangers.filter(|(_, draft)| draft.is_of(audit, place)) {
            forget_in(path, offered)?;
        }
        shared
            .strangers
            .retain(|(_, draft)| !draft.is_of(audit, place));
        self.change(&[], &|kept| !kept.is_of(audit, place))
    }

    /// Writes the drafts of this process anew, here or where they go that cannot be kept here.
    fn change(&self, put: &[Draft], stays: &dyn Fn(&Draft) -> bool) -> Result<()> {
        let written = self.change_here(put, stays);
        let Some(elsewhere) = &self.elsewhere else {
            return written;
        };
        if written.is_err() {
            return elsewhere.change_here(put, stays);
        }
        let is_here = |kept: &Draft| put.iter().any(|put| put.is_of(&kept.audit, &kept.place));
        elsewhere.change_here(&[], &|kept| stays(kept) && !is_here(kept))
    }

    /// Writes the drafts of this process anew: those that stay, and new ones in the place of those of the same field.
    fn change_here(&self, put: &[Draft], stays: &dyn Fn(&Draft) -> bool) -> Result<()> {
        let path = self.file_of(&self.owner);
        let before = match read::<Folder>(&path) {
            Read::Whole(kept) => kept.drafts,
            Read::Nothing | Read::Broken => Vec::new(),
        };
        let mut drafts = before.clone();
        drafts.retain(|kept| stays(kept));
        for draft in put {
            drafts.retain(|kept| !kept.is_of(&draft.audit, &draft.place));
            drafts.push(draft.clone());
        }
        if drafts == before {
            return Ok(());
        }
        write_drafts(&path, Some(self.owner.clone()), drafts)
    }

    /// Remembers where the person is. After the [last word](Drafts::last_word) it does nothing.
    pub fn keep_place(&self, resume: &Resume) -> Result<()> {
        self.keep(&[], Some(resume))
    }

    fn put_place(&self, resume: &Resume) -> Result<()> {
        write(&self.folder.join("place"), resume)
    }

    /// Takes the files for one thread at a time.
    fn shared(&self) -> MutexGuard<'_, Shared> {
        // A thread that fell over has torn nothing: each file is replaced at once.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns where the person was last.
    pub fn last_place(&self) -> Option<Resume> {
        match read(&self.folder.join("place")) {
            Read::Whole(place) => Some(place),
            Read::Nothing | Read::Broken => None,
        }
    }
}

/// Forgets a draft in the file of another process; one that it has kept since is another text.
fn forget_in(path: &Path, offered: &Draft) -> Result<()> {
    let Read::Whole(mut kept) = read::<Folder>(path) else {
        return Ok(());
    };
    kept.drafts.retain(|draft| draft != offered);
    write_drafts(path, kept.owner, kept.drafts)
}

/// Writes a file of drafts, or takes it away where there is none left.
fn write_drafts(path: &Path, owner: Option<Owner>, drafts: Vec<Draft>) -> Result<()> {
    if !drafts.is_empty() {
        return write(path, &Folder { owner, drafts });
    }
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(not_kept(&cause)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Writes a private file and forces it to disk with the folder that names it.
fn write<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let text = toml::to_string(value).map_err(|cause| not_kept(&cause))?;
    if let Some(folder) = path.parent() {
        atomic::make_private_folder(folder).map_err(|cause| not_kept(&cause))?;
    }
    atomic::replace_private(path, text.as_bytes()).map_err(|cause: AtomicError| not_kept(&cause))
}

fn not_kept(cause: &dyn std::fmt::Display) -> Error {
    Error::unavailable(format!("Could not keep the draft: {cause}"))
}

/// What reading a private file came to.
enum Read<T> {
    /// There is no such file.
    Nothing,
    /// What it holds.
    Whole(T),
    /// It cannot be understood.
    Broken,
}

/// Reads a private file, of which nothing but a file of a bearable size is read.
fn read<T: DeserializeOwned>(path: &Path) -> Read<T> {
    let bytes = match beneath::plain_bytes(path, LIMIT) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Read::Nothing,
        Err(_) => return Read::Broken,
    };
    match String::from_utf8(bytes) {
        Ok(text) => toml::from_str(&text).map_or(Read::Broken, Read::Whole),
        Err(_) => Read::Broken,
    }
}
