//! Whether somebody else has changed the records or the branch since they were read.

use super::Session;
use crate::store::library::Library;

impl Session {
    /// Tells whether records, the workspace's own checklists or the branch are not as they were when all was read, or when this
    /// was asked last.
    pub fn is_behind_disk(&mut self) -> bool {
        let head = self.repository().head().ok();
        let has_moved = head != self.seen;
        self.seen = head;
        let library = Library::load(self.store.root());
        let has_checklists = !library.has_the_same_own(&self.library);
        self.library = library;
        // All are looked at, so that none is told a second time.
        self.store.has_changed() || has_moved || has_checklists
    }
}
