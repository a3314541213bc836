//! Reading objects, and saying why one cannot be read.

use git2::{ErrorClass, ErrorCode, ObjectType, Odb, OdbObject, Oid};

use super::{GitRepository, VcsError, paths};

impl GitRepository {
    /// Reads a commit.
    pub(super) fn commit(&self, id: Oid) -> Result<git2::Commit<'_>, VcsError> {
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
        if !self.loose.is_whole(id) {
            return Err(Self::cut_short(id));
        }
        match odb.read_header(id) {
            Ok((size, _)) => Ok(size as u64),
            Err(error) => Err(self.unreadable(id, error)),
        }
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
        let mut index = self.raw().index().map_err(&failed)?;
        index.read(false).map_err(failed)?;
        let path = paths::os(path);
        let entry = index
            .get_path(&path, 0)
            .or_else(|| index.get_path(&path, 2));
        Ok(entry.map(|entry| entry.id))
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
