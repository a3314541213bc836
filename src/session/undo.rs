//! Taking an edit back: as far as nothing of it is committed that only grows.

use crate::{
    domain::{change::Change, guard::Reason, lawful},
    error::{Error, Result},
};

use super::{Session, save::Applied};

impl Session {
    /// Saves what takes an edit back, unless something that is committed would be gone with it: an entry of a history, an
    /// amendment, a moved date, a meeting, a record as a whole.
    ///
    /// A note or a verdict is taken back, committed or not: that is an edit like any other.
    pub fn take_back(&mut self, change: &Change) -> Result<Applied> {
        let mut lost: Vec<Reason> = Vec::new();
        for edit in &change.edits {
            let Some(key) = edit.key() else { continue };
            let Some(committed) = self.committed(&key)? else {
                continue;
            };
            // What is amiss already is not the matter of this edit.
            let amiss = edit.before.as_ref();
            let amiss =
                amiss.map_or_else(Vec::new, |now| lawful::taken_away(&committed, Some(now)));
            let mut reasons = lawful::taken_away(&committed, edit.after.as_ref());
            reasons.retain(|reason| !amiss.contains(reason));
            lost.extend(reasons);
        }
        if lost.is_empty() {
            return self.apply(change);
        }
        Err(Error::refused(format!(
            "Could not undo \"{}\": it is committed, and what others can see is not taken back",
            crate::safe::escape_line(&change.what)
        ))
        .details(lost.into_iter().map(|reason| reason.text))
        .hint("committed: move it on by a step, which says who and why"))
    }
}
