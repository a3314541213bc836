//! Reading objects, and saying why one cannot be read.

use git2::{Commit, ErrorClass, ErrorCode, ObjectType, Odb, OdbObject, Oid};

use super::{
    GitRepository, Repository as _, VcsError,
    commit::{git_program, run_program},
    paths,
};

/// How many tags may name one another in a row.
const TAGS_AT_MOST: usize = 100;

/// Tells whether the history that is here ends with a commit although it has parents, as at the edge of a shallow clone.
///
/// What such a commit did cannot be told: everything seems to have come in with it.
pub(super) fn is_cut_off(commit: &Commit<'_>) -> bool {
    commit.parent_count() == 0 && parents_written(commit) > 0
}

/// Counts the parents that a commit names, here or not.
pub(super) fn parents_written(commit: &Commit<'_>) -> usize {
    let lines = commit.raw_header_bytes().split(|&byte| byte == b'\n');
    lines.filter(|line| line.starts_with(b"parent ")).count()
}

/// Iterates over the parents of a commit, whether they are here or not.
///
/// libgit2 leaves the end of an id of 20 bytes as it finds it in memory where a commit has several parents, and an [`Oid`] is
/// hashed to its end: without this a table would not find again what it has.
pub(super) fn parents_of(commit: &Commit<'_>) -> impl Iterator<Item = Oid> {
    commit
        .parent_ids()
        .map(|id| Oid::from_bytes(id.as_bytes()).unwrap_or(id))
}

impl GitRepository {
    /// Reads a commit.
    pub(super) fn commit(&self, id: Oid) -> Result<Commit<'_>, VcsError> {
        if !self.loose.is_whole(id) {
            return Err(Self::cut_short(id));
        }
        self.raw()
            .find_commit(id)
            .map_err(|error| self.unreadable(id, error))
    }

    /// Reads any object.
    pub(super) fn object<'odb>(
        &self,
        odb: &'odb Odb<'_>,
        id: Oid,
    ) -> Result<OdbObject<'odb>, VcsError> {
        if !self.loose.is_whole(id) {
            return Err(Self::cut_short(id));
        }
        odb.read(id).map_err(|error| self.unreadable(id, error))
    }

    /// Reads how large an object is.
    pub(super) fn size_of(&self, odb: &Odb<'_>, id: Oid) -> Result<u64, VcsError> {
        Ok(self.header_of(odb, id)?.0 as u64)
    }

    /// Reads the size and the kind of an object.
    fn header_of(&self, odb: &Odb<'_>, id: Oid) -> Result<(usize, ObjectType), VcsError> {
        if !self.loose.is_whole(id) {
            return Err(Self::cut_short(id));
        }
        odb.read_header(id)
            .map_err(|error| self.unreadable(id, error))
    }

    /// Follows tags from an object to a commit; none where they lead to something else.
    pub(super) fn commit_behind(&self, id: Oid) -> Result<Option<Oid>, VcsError> {
        let odb = self.odb()?;
        let mut at = id;
        for _ in 0..TAGS_AT_MOST {
            match self.header_of(&odb, at)?.1 {
                ObjectType::Commit => return Ok(Some(at)),
                ObjectType::Tag => {
                    let tag = self.raw().find_tag(at);
                    at = tag.map_err(|error| self.unreadable(at, error))?.target_id();
                }
                ObjectType::Any | ObjectType::Tree | ObjectType::Blob => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Reads which tree a commit has.
    pub(super) fn tree_of(&self, commit: Oid) -> Result<Oid, VcsError> {
        Ok(self.commit(commit)?.tree_id())
    }

    pub(super) fn cut_short(id: Oid) -> VcsError {
        VcsError::Damaged {
            id: id.to_string(),
            cause: git2::Error::from_str("its file was cut short"),
        }
    }

    /// Reads a blob.
    pub(super) fn blob(&self, id: Oid) -> Result<Vec<u8>, VcsError> {
        Ok(self.blob_object(&self.odb()?, id)?.data().to_vec())
    }

    /// Reads a blob of which more than so many bytes are never wanted. What it has is looked at first: a few bytes of a pack may
    /// unfold to any size.
    pub(super) fn blob_within(&self, id: Oid, most: u64) -> Result<Vec<u8>, VcsError> {
        let odb = self.odb()?;
        Ok(self.blob_object_within(&odb, id, most)?.data().to_vec())
    }

    /// Reads such a blob where git has it, without a copy.
    pub(super) fn blob_object_within<'odb>(
        &self,
        odb: &'odb Odb<'_>,
        id: Oid,
        most: u64,
    ) -> Result<OdbObject<'odb>, VcsError> {
        let size = self.size_of(odb, id)?;
        if size > most {
            return Err(VcsError::TooLarge {
                path: id.to_string(),
                size,
                most,
            });
        }
        self.blob_object(odb, id)
    }

    /// Reads a blob where git has it, without a copy.
    pub(super) fn blob_object<'odb>(
        &self,
        odb: &'odb Odb<'_>,
        id: Oid,
    ) -> Result<OdbObject<'odb>, VcsError> {
        let object = self.object(odb, id)?;
        if object.kind() == ObjectType::Blob {
            Ok(object)
        } else {
            Err(VcsError::Damaged {
                id: id.to_string(),
                cause: git2::Error::from_str("it is no file"),
            })
        }
    }

    /// Returns the id that the index has at a path; in a conflict that of our side, as git does.
    pub(super) fn in_index(&self, path: &[u8]) -> Result<Option<Oid>, VcsError> {
        let failed = VcsError::git("read git's index");
        let read = || {
            let mut index = self.raw().index()?;
            index.read(false)?;
            Ok(index)
        };
        let index = match read().map_err(failed) {
            Ok(index) => index,
            Err(cause) => return self.in_index_by_git(path, cause),
        };
        let path = paths::os(path);
        let entry = index
            .get_path(&path, 0)
            .or_else(|| index.get_path(&path, 2));
        Ok(entry.map(|entry| entry.id))
    }

    /// Asks the git program for the same where the index is split or sparse, which libgit2 does not read.
    fn in_index_by_git(&self, path: &[u8], cause: VcsError) -> Result<Option<Oid>, VcsError> {
        let mut command = git_program(self.raw(), self.work_dir());
        command
            .args(["ls-files", "--stage", "-z", "--"])
            .arg(paths::os(path).as_os_str());
        let output = match run_program(command, b"") {
            Ok(output) if output.status.success() => output,
            Ok(_) | Err(_) => return Err(cause),
        };
        // `100644 <blob> <stage>\t<path>`
        let entries = output.stdout.split(|byte| *byte == 0).filter_map(|entry| {
            let about = entry.split(|byte| *byte == b'\t').next()?;
            let mut words = std::str::from_utf8(about).ok()?.split(' ');
            let id = self.oid(words.nth(1)?)?;
            Some((words.next()?.to_owned(), id))
        });
        let found: Vec<(String, Oid)> = entries.collect();
        let of = |stage: &str| found.iter().find(|(s, _)| s == stage).map(|(_, id)| *id);
        Ok(of("0").or_else(|| of("2")))
    }

    /// Says why an object could not be read: it is missing, was not downloaded, is damaged, or worse.
    ///
    /// What the system refuses (a lack of permission, of memory) is no damage and raises no alarm.
    pub(super) fn unreadable(&self, id: Oid, error: git2::Error) -> VcsError {
        let id = id.to_string();
        match (error.code(), error.class()) {
            (ErrorCode::NotFound, _) if self.is_partial() => VcsError::NotDownloaded { id },
            (ErrorCode::NotFound, _) => VcsError::MissingObject { id },
            (ErrorCode::HashsumMismatch, _)
            | (_, ErrorClass::Zlib | ErrorClass::Object | ErrorClass::Odb) => {
                VcsError::Damaged { id, cause: error }
            }
            _ => VcsError::git("read an object")(error),
        }
    }
}
