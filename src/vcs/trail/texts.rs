//! The texts that are compared, each read once, within a bound.

use std::{collections::HashMap, rc::Rc};

use git2::Oid;

use super::super::{GitRepository, attributes};

/// How large a text may be to be compared.
const LARGEST: usize = 4 << 20;

/// How many bytes are read in all.
const READ_AT_MOST: usize = 256 << 20;

/// How many texts are kept.
const KEPT: usize = 64;

/// Reads texts and keeps the last ones.
pub(in crate::vcs) struct Texts<'r> {
    repo: &'r GitRepository,
    kept: HashMap<Oid, Option<Rc<[u8]>>>,
    read: usize,
    /// Whether something was asked for that is not here, is too large, or was more than is looked at.
    pub(in crate::vcs) lacked: bool,
}

impl<'r> Texts<'r> {
    pub(in crate::vcs) fn new(repo: &'r GitRepository) -> Self {
        Self {
            repo,
            kept: HashMap::new(),
            read: 0,
            lacked: false,
        }
    }

    /// Returns a text; none when it is none, is not here, is too large, or enough was read.
    pub(super) fn get(&mut self, id: Oid) -> Option<Rc<[u8]>> {
        if let Some(text) = self.kept.get(&id) {
            return text.clone();
        }
        let text = self.read(id).map(Rc::from);
        if self.kept.len() >= KEPT {
            self.kept.clear();
        }
        self.kept.insert(id, text.clone());
        text
    }

    fn read(&mut self, id: Oid) -> Option<Vec<u8>> {
        let size = self.size(id)?;
        if size > LARGEST || self.read + size > READ_AT_MOST {
            self.lacked = true;
            return None;
        }
        self.read += size;
        let bytes = self.repo.blob(id).ok();
        self.lacked |= bytes.is_none();
        let bytes = bytes?;
        attributes::is_text(&bytes).then_some(bytes)
    }

    /// Returns how many bytes a file has, as far as git says so without reading it.
    pub(super) fn size(&mut self, id: Oid) -> Option<usize> {
        let odb = self.repo.odb();
        let size = odb.and_then(|odb| self.repo.size_of(&odb, id));
        self.lacked |= size.is_err();
        usize::try_from(size.ok()?).ok()
    }
}
