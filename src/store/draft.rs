//! Half-typed text of the terminal program, and the place where a person was: kept outside the work tree, offered again.
//!
//! Each process has a file of its own, so that two of them never write the same one. Drafts are a safety net: whatever is
//! wrong with one is set aside, and stops nothing. Files are for their owner alone (0600).

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    atomic, beneath,
    error::{Error, Result},
};

/// A file that is larger is none of ours.
const LIMIT: u64 = 16 << 20;

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
}

/// Where a person was, to come back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Resume {
    /// The audit.
    pub audit: String,
    /// The place, such as `row iso-42001:6.1.2#1` or `finding F-7K3QX2`.
    pub place: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Folder {
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
    own: String,
    boot: String,
    ended: Arc<Mutex<Option<Ended>>>,
}

/// What the ending program wrote last.
#[derive(Debug)]
struct Ended {
    draft: Option<Draft>,
}

impl Drafts {
    /// Names the private folder that drafts are kept in; it is made when the first one is.
    #[expect(clippy::needless_pass_by_value, reason = "the folder is given away")]
    pub fn at(private: PathBuf) -> Self {
        Self::of_process(&private, std::process::id(), &boot())
    }

    fn of_process(private: &Path, pid: u32, boot: &str) -> Self {
        Self {
            folder: private.join("drafts"),
            own: format!("{pid}-{boot}.toml"),
            boot: boot.to_owned(),
            ended: Arc::default(),
        }
    }

    /// Keeps a draft; it takes the place of the one before. After the [last word](Drafts::last_word) it does nothing.
    pub fn save(&self, draft: &Draft) -> Result<()> {
        let ended = self.ended();
        if ended.is_some() {
            return Ok(());
        }
        self.put(draft)
    }

    /// Keeps the text and the place that an ending program leaves. What other threads were asked to keep before, and get to
    /// only now, is older and is dropped.
    pub fn last_word(&self, draft: Option<Draft>, place: Option<&Resume>) -> Result<()> {
        let mut ended = self.ended();
        let kept = draft.as_ref().map_or(Ok(()), |draft| self.put(draft));
        let placed = place.map_or(Ok(()), |place| self.put_place(place));
        *ended = Some(Ended { draft });
        kept.and(placed)
    }

    fn put(&self, draft: &Draft) -> Result<()> {
        let path = self.folder.join(&self.own);
        let mut kept: Folder = read(&path).unwrap_or_default();
        kept.drafts
            .retain(|d| (&d.audit, &d.place) != (&draft.audit, &draft.place));
        kept.drafts.push(draft.clone());
        self.write(&path, &kept)
    }

    /// Forgets the draft of a place: it is saved or given up.
    pub fn discard(&self, audit: &str, place: &str) -> Result<()> {
        let ended = self.ended();
        let typed_since = ended.as_ref().and_then(|ended| ended.draft.as_ref());
        if typed_since.is_some_and(|d| (d.audit.as_str(), d.place.as_str()) == (audit, place)) {
            return Ok(());
        }
        let path = self.folder.join(&self.own);
        let Some(mut kept) = read::<Folder>(&path) else {
            return Ok(());
        };
        kept.drafts
            .retain(|d| (d.audit.as_str(), d.place.as_str()) != (audit, place));
        if kept.drafts.is_empty() {
            return fs::remove_file(&path).map_err(|cause| not_kept(&cause));
        }
        self.write(&path, &kept)
    }

    /// Lists the drafts that processes left behind which are not there any more, the oldest first.
    ///
    /// They become drafts of this process, so that [`Drafts::discard`] forgets them too. What cannot be understood is set
    /// aside as `.broken`.
    pub fn left_over(&self) -> Vec<Draft> {
        let mut found: Vec<Draft> = Vec::new();
        let mut taken = Vec::new();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Some((pid, boot)) = name
                .strip_suffix(".toml")
                .and_then(|stem| stem.split_once('-'))
            else {
                continue;
            };
            if name == self.own || (boot == self.boot && is_alive(pid)) {
                continue;
            }
            if let Some(kept) = read::<Folder>(&entry.path()) {
                found.extend(kept.drafts);
                taken.push(entry.path());
            }
        }
        found.sort_by_key(|draft| draft.saved_at);
        // Ours first, theirs gone after it: a crash in between leaves a draft twice, never not at all.
        let adopted = found.iter().all(|draft| self.save(draft).is_ok());
        if adopted {
            for path in taken {
                let _ = fs::remove_file(path);
            }
        }
        found
    }

    /// Remembers where the person is. After the [last word](Drafts::last_word) it does nothing.
    pub fn keep_place(&self, resume: &Resume) -> Result<()> {
        let ended = self.ended();
        if ended.is_some() {
            return Ok(());
        }
        self.put_place(resume)
    }

    fn put_place(&self, resume: &Resume) -> Result<()> {
        self.write(&self.folder.join("place"), resume)
    }

    /// Takes the files for one thread at a time.
    fn ended(&self) -> MutexGuard<'_, Option<Ended>> {
        // A thread that fell over has torn nothing: each file is replaced at once.
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns where the person was last.
    pub fn last_place(&self) -> Option<Resume> {
        read(&self.folder.join("place"))
    }

    fn write<T: Serialize>(&self, path: &Path, value: &T) -> Result<()> {
        let text = toml::to_string(value)
            .map_err(|cause| Error::unavailable(format!("Could not keep the draft: {cause}")))?;
        replace(&self.folder, path, text.as_bytes()).map_err(|cause| not_kept(&cause))
    }
}

fn not_kept(cause: &io::Error) -> Error {
    Error::unavailable(format!("Could not keep the draft: {cause}"))
}

/// Reads a private file; one that cannot be understood is set aside.
fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let bytes = beneath::plain_bytes(path, LIMIT).ok()?;
    let text = String::from_utf8(bytes).unwrap_or_else(|_| String::from("="));
    let understood = toml::from_str(&text).ok();
    if understood.is_none() {
        let _ = fs::rename(path, path.with_extension("broken"));
    }
    understood
}

/// Replaces a private file; temporary files are made for their owner alone.
fn replace(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    atomic::make_private_folder(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".draft-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Names this run of the machine: a process id of an earlier one says nothing.
fn boot() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .ok()
        .and_then(|id| id.get(..8).map(str::to_owned))
        .unwrap_or_else(|| "0".to_owned())
}

fn is_alive(pid: &str) -> bool {
    if !pid.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    if Path::new("/proc/self").exists() {
        return Path::new("/proc").join(pid).exists();
    }
    std::process::Command::new("kill")
        .args(["-0", pid])
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(place: &str, text: &str) -> Draft {
        Draft {
            audit: "x".into(),
            place: place.into(),
            text: text.into(),
            base: String::new(),
            saved_at: "2026-11-22T10:15:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn what_a_dead_process_left_is_offered_until_it_is_discarded() {
        let dir = tempfile::tempdir().unwrap();
        let dead = Drafts::of_process(dir.path(), 1, "earlier");
        dead.save(&draft("row a", "one\n'''\ntwo")).unwrap();
        dead.save(&draft("row a", "newer\u{1b}")).unwrap();
        let drafts = Drafts::at(dir.path().into());
        assert_eq!(drafts.left_over(), [draft("row a", "newer\u{1b}")]);
        assert!(drafts.left_over().is_empty());
        let next = Drafts::of_process(dir.path(), 2, "later");
        drafts.discard("x", "row a").unwrap();
        assert!(next.left_over().is_empty());
    }

    #[test]
    fn the_drafts_of_a_living_process_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        Drafts::at(dir.path().into())
            .save(&draft("row a", "mine"))
            .unwrap();
        let other = Drafts::of_process(dir.path(), 1, &boot());
        assert!(other.left_over().is_empty());
    }

    #[test]
    fn a_broken_file_is_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("drafts")).unwrap();
        fs::write(dir.path().join("drafts/1-earlier.toml"), b"\xff").unwrap();
        let drafts = Drafts::at(dir.path().into());
        assert!(drafts.left_over().is_empty());
        assert!(dir.path().join("drafts/1-earlier.broken").exists());
    }

    #[test]
    fn the_place_is_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::at(dir.path().into());
        assert_eq!(drafts.last_place(), None);
        let place = Resume {
            audit: "x".into(),
            place: "row iso-42001:4.1#1".into(),
        };
        drafts.keep_place(&place).unwrap();
        assert_eq!(drafts.last_place(), Some(place));
    }

    #[test]
    fn nothing_older_is_written_over_the_last_word() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::at(dir.path().into());
        let late = drafts.clone();
        let place = |place: &str| Resume {
            audit: "x".to_owned(),
            place: place.to_owned(),
        };
        drafts.save(&draft("row b", "saved meanwhile")).unwrap();
        drafts
            .last_word(Some(draft("row a", "newest")), Some(&place("row a")))
            .unwrap();
        late.save(&draft("row a", "older")).unwrap();
        late.discard("x", "row a").unwrap();
        late.discard("x", "row b").unwrap();
        late.keep_place(&place("row b")).unwrap();
        assert_eq!(drafts.last_place(), Some(place("row a")));
        let next = Drafts::of_process(dir.path(), 0, "another boot");
        let texts: Vec<_> = next.left_over().into_iter().map(|d| d.text).collect();
        assert_eq!(texts, ["newest"]);
    }

    #[cfg(unix)]
    #[test]
    fn drafts_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::at(dir.path().into());
        drafts.save(&draft("row a", "mine")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&drafts.folder), 0o700);
        assert_eq!(mode(&drafts.folder.join(&drafts.own)), 0o600);
    }
}
