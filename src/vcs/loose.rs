//! Loose objects, looked at before libgit2 reads them.
//!
//! libgit2 1.9 never comes back from a loose object that was cut short, as a power cut leaves one: it asks zlib for more
//! again and again. So the stream of each such file is read to its end here first. Objects in packs need none of this. Whoever walks
//! through the history reads no commit through here: they are looked at beforehand ([`Loose::cut_commit`]).

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    ffi::OsStr,
    fs::{self, File},
    io::{self, BufReader, Read as _},
    path::{Path, PathBuf},
};

use flate2::bufread::ZlibDecoder;
use git2::{ObjectFormat, Oid};

use crate::beneath;

/// How many stores may borrow from one another in a row, as in git.
const BORROWED_AT_MOST: usize = 5;

/// The most bytes that are read of the list of stores from which a store borrows.
const ALTERNATES_AT_MOST: u64 = 1 << 20;

/// How a commit begins.
const COMMIT: &[u8] = b"commit ";

/// The most bytes that are read of a commit to find out which ones it follows.
const COMMIT_AT_MOST: u64 = 1 << 20;

/// The places where loose objects may be, and what is known of them.
#[derive(Debug)]
pub(super) struct Loose {
    stores: Vec<Store>,
    /// Objects whose stream was read to its end.
    whole: RefCell<HashSet<Oid>>,
}

#[derive(Debug)]
struct Store {
    objects: PathBuf,
    /// The folders that it has, a bit for the first byte of an id each; it is believed for as long as one judges.
    folders: Cell<[u128; 2]>,
}

impl Loose {
    /// Finds the object store of a git dir, and those from which it borrows.
    pub(super) fn of(common_dir: &Path) -> Self {
        let of = |objects| Store {
            objects,
            folders: Cell::new([0, 0]),
        };
        let loose = Self {
            stores: stores(common_dir).into_iter().map(of).collect(),
            whole: RefCell::default(),
        };
        loose.look_again();
        loose
    }

    /// Notes which folders there are by now.
    pub(super) fn look_again(&self) {
        for store in &self.stores {
            store.folders.set(folders(&store.objects));
        }
    }

    /// Tells whether an object may be read: it is in a pack, or nowhere, or a file that was not cut short.
    pub(super) fn is_whole(&self, id: Oid) -> bool {
        let Some(&first) = id.as_bytes().first() else {
            return true;
        };
        let mut stores = self
            .stores
            .iter()
            .filter(|store| store.has(first))
            .peekable();
        if stores.peek().is_none() || self.whole.borrow().contains(&id) {
            return true;
        }
        let name = id.to_string();
        let (folder, file) = name.split_at_checked(2).unwrap_or_default();
        for store in stores {
            match beneath::file_at(&store.objects.join(folder).join(file)) {
                Ok(file) if reads_to_its_end(&file) => {
                    self.whole.borrow_mut().insert(id);
                }
                // One that is no file would not be read to its end: libgit2 would wait at a pipe for ever.
                Err(error) if error.kind() != io::ErrorKind::Other => {
                    // A file that is not there, or may not be read, is for libgit2 to speak of.
                }
                Ok(_) | Err(_) => return false,
            }
        }
        true
    }
}

impl Loose {
    /// Finds a commit that was cut short among the loose ones that lead to this one; what is in packs ends the search.
    pub(super) fn cut_commit(&self, tip: Oid) -> Option<Oid> {
        let mut seen = HashSet::from([tip]);
        let mut rest = vec![tip];
        while let Some(id) = rest.pop() {
            match self.commit(id) {
                Found::Commit(parents) => {
                    rest.extend(parents.into_iter().filter(|parent| seen.insert(*parent)));
                }
                Found::Cut => return Some(id),
                Found::Other => {}
            }
        }
        None
    }

    /// Reads which commits a loose one follows, and no more of it than a commit has.
    fn commit(&self, id: Oid) -> Found {
        let Some(&first) = id.as_bytes().first() else {
            return Found::Other;
        };
        let name = id.to_string();
        let (folder, file) = name.split_at_checked(2).unwrap_or_default();
        let stores = self.stores.iter().filter(|store| store.has(first));
        let mut files = stores.map(|store| store.objects.join(folder).join(file));
        let Some(file) = files.find_map(|place| beneath::file_at(&place).ok()) else {
            return Found::Other;
        };
        let mut text = Vec::new();
        let stream = ZlibDecoder::new(BufReader::new(file));
        let read = stream.take(COMMIT_AT_MOST).read_to_end(&mut text);
        // `commit 226`, a NUL, `tree ID`, and a line for each commit that it follows.
        let is_commit = text.starts_with(COMMIT) || COMMIT.starts_with(&text);
        match read {
            _ if !is_commit => Found::Other,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Found::Cut,
            // Of what is none at all libgit2 says so.
            Err(_) => Found::Other,
            Ok(_) => {
                let lines = text.split(|byte| *byte == b'\n').skip(1);
                let parents = lines
                    .map_while(|line| std::str::from_utf8(line.strip_prefix(b"parent ")?).ok());
                Found::Commit(parents.filter_map(|id| oid(id.trim_end())).collect())
            }
        }
    }
}

/// What stands in the place of a loose commit.
enum Found {
    /// One that follows these.
    Commit(Vec<Oid>),
    /// One that was cut short.
    Cut,
    /// Another object, or none: that is for libgit2 to speak of.
    Other,
}

/// Reads an id of either length.
pub(super) fn oid(text: &str) -> Option<Oid> {
    let format = match text.len() {
        40 => ObjectFormat::Sha1,
        64 => ObjectFormat::Sha256,
        _ => return None,
    };
    Oid::from_str_ext(text, format).ok()
}

impl Store {
    fn has(&self, first: u8) -> bool {
        let [low, high] = self.folders.get();
        let half = if first < 128 { low } else { high };
        half >> (first % 128) & 1 == 1
    }
}

fn reads_to_its_end(file: &File) -> bool {
    let mut stream = ZlibDecoder::new(BufReader::new(file));
    io::copy(&mut stream, &mut io::sink()).is_ok()
}

fn folders(objects: &Path) -> [u128; 2] {
    let mut found = [0, 0];
    for entry in fs::read_dir(objects).into_iter().flatten().flatten() {
        if let Some(first) = first_byte(&entry.file_name())
            && let Some(half) = found.get_mut(usize::from(first / 128))
        {
            *half |= 1 << (first % 128);
        }
    }
    found
}

/// Reads the first byte of the ids of the objects in a folder of a store out of its name; none where it is no such folder.
pub(super) fn first_byte(folder: &OsStr) -> Option<u8> {
    let name = folder.to_str().filter(|name| name.len() == 2)?;
    u8::from_str_radix(name, 16).ok()
}

/// Lists the object store of a git dir after those from which it borrows.
pub(super) fn stores(common_dir: &Path) -> Vec<PathBuf> {
    let mut stores = Vec::new();
    note_stores(common_dir.join("objects"), 0, &mut stores);
    stores
}

fn note_stores(objects: PathBuf, borrowed: usize, stores: &mut Vec<PathBuf>) {
    if borrowed > BORROWED_AT_MOST || stores.contains(&objects) {
        return;
    }
    let alternates =
        beneath::bytes_at(&objects.join("info/alternates"), ALTERNATES_AT_MOST).unwrap_or_default();
    for line in alternates.split(|&byte| byte == b'\n') {
        if !line.is_empty() && !line.starts_with(b"#") {
            let other = objects.join(super::paths::os(line));
            note_stores(other, borrowed + 1, stores);
        }
    }
    stores.push(objects);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vcs::{
        Repository,
        tests::{commit, repository},
    };

    #[test]
    fn a_loose_object_cut_short_is_not_read() {
        let (_dir, repo) = repository();
        commit(&repo, &[("p", Some("some bytes"))]);
        let blob = repo.pin("p", None, &crate::vcs::At::Head).unwrap().blob;
        let id = repo.oid(&blob).unwrap();
        let (folder, name) = blob.split_at(2);
        let file = repo.raw().path().join("objects").join(folder).join(name);
        let sound = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        for length in 0..sound.len() {
            fs::write(&file, &sound[..length]).unwrap();
            assert!(!Loose::of(repo.raw().commondir()).is_whole(id), "{length}");
        }
        fs::write(&file, &sound).unwrap();
        let loose = Loose::of(repo.raw().commondir());
        assert!(loose.is_whole(id) && loose.is_whole(id));
        fs::remove_file(&file).unwrap();
        assert!(Loose::of(repo.raw().commondir()).is_whole(id), "nowhere");
    }

    #[test]
    fn a_commit_cut_short_is_found_however_long_ago_it_was_made() {
        let (_dir, repo) = repository();
        let ids: Vec<Oid> = ["one", "two", "three"]
            .map(|text| oid(&commit(&repo, &[("p", Some(text))])).unwrap())
            .to_vec();
        let of = || Loose::of(repo.raw().commondir());
        let tip = ids[2];
        assert_eq!(of().cut_commit(tip), None);
        let name = ids[0].to_string();
        let (folder, file) = name.split_at(2);
        let file = repo.raw().path().join("objects").join(folder).join(file);
        let sound = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        fs::write(&file, &sound[..40]).unwrap();
        assert_eq!(of().cut_commit(tip), Some(ids[0]));
        // One that is not there, as beyond the edge of a shallow clone, is for libgit2 to speak of.
        fs::remove_file(&file).unwrap();
        assert_eq!(of().cut_commit(tip), None);
    }

    #[test]
    fn a_store_that_is_borrowed_from_is_looked_at_too() {
        let (_dir, repo) = repository();
        commit(&repo, &[("p", Some("some bytes"))]);
        let blob = repo.pin("p", None, &crate::vcs::At::Head).unwrap().blob;
        let id = repo.oid(&blob).unwrap();
        let objects = repo.raw().path().join("objects");
        let (folder, name) = blob.split_at(2);
        fs::remove_file(objects.join(folder).join(name)).unwrap();
        fs::write(objects.join(folder).join(name), "x").unwrap();
        let borrower = tempfile::tempdir().unwrap();
        fs::create_dir_all(borrower.path().join("objects/info")).unwrap();
        let lines = format!("# a comment\n{}\n", objects.display());
        fs::write(borrower.path().join("objects/info/alternates"), lines).unwrap();
        assert!(!Loose::of(borrower.path()).is_whole(id));
    }
}
