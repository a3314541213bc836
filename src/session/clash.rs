//! A change that cannot be saved because somebody else has changed the same: what each made of it, and how it goes on.

use std::collections::BTreeMap;

use crate::{
    domain::{
        answer::AnswerSheet,
        change::{Change, Edit},
        judged::{self, TakenOver},
        lawful,
        people::People,
        record::{Record, RecordKey},
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
    /// The judgements of others beside which one's own words would stand: one's own change judges them, too.
    pub taken: Vec<TakenOver>,
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

    /// Notes that one's own change takes a record away that somebody else has changed.
    fn removes(&mut self, record: RecordKey, before: Option<&Record>, theirs: &Record) {
        if before != Some(theirs) {
            self.both.push(Both {
                record,
                field: "the whole record".to_owned(),
                mine: "it is taken away".to_owned(),
                theirs: "somebody else has changed it".to_owned(),
            });
        }
    }

    /// Notes what others have judged meanwhile; where no field says both, that is what stands between.
    fn judges(&mut self, record: &RecordKey, taken: Vec<TakenOver>) {
        if self.both.is_empty() {
            self.both.extend(taken.iter().map(|one| Both {
                record: record.clone(),
                field: one.what.clone(),
                mine: one.words.clone(),
                theirs: one.phrase(),
            }));
        }
        self.taken.extend(taken);
    }
}

impl Session {
    /// Looks what somebody else made of the records of a change; none where nobody has changed the same.
    ///
    /// Nothing is read into memory: what is on its way to the disk is still held against what it began with.
    pub(super) fn clash(&self, change: &Change) -> Option<Clash> {
        let mut clash = Clash {
            both: Vec::new(),
            gone: Vec::new(),
            taken: Vec::new(),
            mine: Err(String::new()),
        };
        let mut edits = Vec::new();
        let mut against: Vec<String> = Vec::new();
        // Of a record that is edited twice the second edit is made over what the first one makes.
        let mut made: BTreeMap<RecordKey, Record> = BTreeMap::new();
        for edit in &change.edits {
            let Some(key) = edit.key() else { continue };
            let before = edit.before.as_ref();
            let theirs = match made.remove(&key) {
                Some(made) => Some(made),
                None => self.store.look_at(&key).ok()?,
            };
            match (theirs, edit.after.as_ref()) {
                // Somebody else has taken it away as well.
                (None, None) => {}
                (None, Some(_)) if before.is_some() => clash.gone.push(key),
                (None, Some(_)) => edits.push(edit.clone()),
                (Some(theirs), after) => {
                    let mine = after.cloned().or_else(|| emptied(&theirs));
                    let Some(mine) = mine else {
                        clash.removes(key, before, &theirs);
                        edits.push(Edit {
                            before: Some(theirs),
                            after: None,
                        });
                        continue;
                    };
                    clash.both.extend(Store::both(before, &mine, &theirs));
                    let Some(merged) = self.store.over(before, &mine, &theirs) else {
                        against.push(format!("{} cannot hold both", key.short()));
                        continue;
                    };
                    let merged = judged::signed_by(&mine, &theirs, &merged);
                    let reasons = lawful::unlawful_edits(Some(&theirs), &merged);
                    if !reasons.is_empty() && clash.both.is_empty() && before != Some(&theirs) {
                        // No field says both, and both cannot be: two steps that were taken at once.
                        clash.both.push(Both {
                            record: key.clone(),
                            field: "history".to_owned(),
                            mine: change.what.clone(),
                            theirs: "somebody else has moved it on".to_owned(),
                        });
                    }
                    against.extend(reasons.into_iter().map(|reason| reason.text));
                    clash.judges(&key, judged::taken_over_together(&mine, &theirs, &merged));
                    let is_nothing = after.is_none() && emptied(&theirs) == Some(merged.clone());
                    made.insert(key, merged.clone());
                    edits.push(Edit {
                        before: Some(theirs),
                        after: (!is_nothing).then_some(merged),
                    });
                }
            }
        }
        if clash.both.is_empty() && clash.gone.is_empty() {
            return None;
        }
        if let Some(gone) = clash.gone.first() {
            against.push(format!("{} is not there any more", gone.short()));
        }
        clash.mine = if against.is_empty() {
            let mine = Change {
                what: change.what.clone(),
                edits,
            };
            // Whoever keeps their words beside what another has judged meanwhile is told that they judge it, too.
            Ok(judged::judged_too(mine, &People::default()))
        } else {
            Err(against.join("; "))
        };
        Some(clash)
    }
}

/// Returns a sheet of answers with nothing in it, as one that is taken away says; none for any other record.
fn emptied(record: &Record) -> Option<Record> {
    let Record::Answers { audit, sheet } = record else {
        return None;
    };
    Some(Record::Answers {
        audit: audit.clone(),
        sheet: AnswerSheet {
            answers: Vec::new(),
            ..sheet.clone()
        },
    })
}
