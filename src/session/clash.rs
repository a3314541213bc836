//! A change that cannot be saved because somebody else has changed the same: what each made of it, and how it goes on.

use crate::{
    domain::{
        change::{Change, Edit},
        lawful,
        record::RecordKey,
    },
    store::Store,
};

use super::Session;

pub use crate::store::Both;

/// What stands between a change and its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The fields that both have changed.
    pub both: Vec<Both>,
    /// The records that are not there any more.
    pub gone: Vec<RecordKey>,
    /// The change made anew on what the files say now, its own words in the place of the others'; or why it cannot be.
    pub mine: Result<Change, String>,
}

impl Clash {
    /// Returns one's own words, to be kept.
    pub fn my_words(&self) -> String {
        let words: Vec<&str> = self.both.iter().map(|both| both.mine.as_str()).collect();
        words.join("\n\n")
    }

    /// Returns what the files say instead.
    pub fn their_words(&self) -> String {
        let words: Vec<&str> = self.both.iter().map(|both| both.theirs.as_str()).collect();
        words.join("\n\n")
    }
}

impl Session {
    /// Looks what somebody else made of the records of a change; none where nobody has changed the same.
    ///
    /// Nothing is read into memory: what is on its way to the disk is still held against what it began with.
    pub fn clash(&self, change: &Change) -> Option<Clash> {
        let mut clash = Clash {
            both: Vec::new(),
            gone: Vec::new(),
            mine: Err(String::new()),
        };
        let mut edits = Vec::new();
        let mut against: Vec<String> = Vec::new();
        for edit in &change.edits {
            let (Some(key), Some(mine)) = (edit.key(), edit.after.as_ref()) else {
                continue;
            };
            let before = edit.before.as_ref();
            let Some(theirs) = self.store.look_at(&key).ok()? else {
                if before.is_some() {
                    clash.gone.push(key);
                } else {
                    edits.push(edit.clone());
                }
                continue;
            };
            clash.both.extend(Store::both(before, mine, &theirs));
            match self.store.over(before, mine, &theirs) {
                Some(merged) => {
                    let reasons = lawful::unlawful_edits(Some(&theirs), &merged);
                    if !reasons.is_empty() && clash.both.is_empty() {
                        // No field says both, and both cannot be: two steps that were taken at once.
                        clash.both.push(Both {
                            record: key.clone(),
                            field: "history".to_owned(),
                            mine: change.what.clone(),
                            theirs: "somebody else has moved it on".to_owned(),
                        });
                    }
                    against.extend(reasons.into_iter().map(|reason| reason.text));
                    edits.push(Edit {
                        before: Some(theirs),
                        after: Some(merged),
                    });
                }
                None => against.push(format!("{} cannot hold both", key.short())),
            }
        }
        if clash.both.is_empty() && clash.gone.is_empty() {
            return None;
        }
        if let Some(gone) = clash.gone.first() {
            against.push(format!("{} is not there any more", gone.short()));
        }
        clash.mine = if against.is_empty() {
            Ok(Change {
                what: change.what.clone(),
                edits,
            })
        } else {
            Err(against.join("; "))
        };
        Some(clash)
    }
}
