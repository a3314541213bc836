//! Versions of records that cannot be understood: at the branch's tip they are wrong, and before it could not be checked.

use super::Fold;
use crate::domain::{
    record::RecordKey,
    verify::{
        Irregularity, Kind, Unchecked,
        past::{Changed, Fault, PastCommit},
    },
};

impl Fold<'_> {
    /// Tells of the records that cannot be understood at the branch's tip, and of versions before it that could not.
    pub(super) fn unreadable(&mut self) {
        for (key, version) in self.replayed.tip.clone() {
            let content = self.past.version(version).map(|version| &version.content);
            let Some(Err(Fault::Broken(why))) = content else {
                continue;
            };
            if let Some(slot) = self.unread.get_mut(&key) {
                slot.0 = slot.0.saturating_sub(1);
            }
            self.tell_broken(key, version, why);
        }
        self.unread.retain(|_, (count, _, _)| *count > 0);
        for (key, (count, commit, why)) in &self.unread {
            let name = self
                .past
                .key(*key)
                .map(RecordKey::named)
                .unwrap_or_default();
            let versions = if *count == 1 {
                "a version".to_owned()
            } else {
                format!("{count} versions")
            };
            self.replayed.unchecked.push(Unchecked {
                what: format!("{versions} of {name}, from commit {commit} on"),
                why: why.clone(),
                how: format!("git log -p {commit}"),
            });
        }
    }

    /// Returns the newest commit that brought a version of a record, and its change.
    pub(super) fn brought_by(&self, key: u32, version: u32) -> Option<(&PastCommit, &Changed)> {
        let mut newest = self.past.commits.iter().rev();
        newest.find_map(|commit| {
            let mut changes = commit.changes.iter();
            let change = changes.find(|one| one.key == key && one.after == Some(version))?;
            Some((commit, change))
        })
    }

    fn tell_broken(&mut self, key: u32, version: u32, why: &str) {
        let change = self.brought_by(key, version);
        self.replayed.irregularities.push(Irregularity {
            kind: Kind::Unreadable,
            record: self.past.key(key).cloned(),
            path: change.map(|(_, change)| change.path.clone()),
            field: "record".to_owned(),
            commit: change.map(|(commit, _)| commit.id.clone()),
            by: change.map(|(commit, _)| commit.author.clone()),
            at: change.map(|(commit, _)| commit.committed),
            text: format!("it cannot be read: {why}"),
            mended: None,
        });
    }
}
