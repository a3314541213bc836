//! Whether somebody else has changed the records or the branch since they were read.

use super::Session;

impl Session {
    /// Tells whether files or the branch are not as they were when all was read, or when this was asked last.
    pub fn is_behind_disk(&mut self) -> bool {
        let head = self.repository().head().ok();
        let has_moved = head != self.seen;
        self.seen = head;
        // Both are looked at, so that neither is told a second time.
        self.store.has_changed() || has_moved
    }
}
