//! Whose each of two values is: who committed it on their side, and when.

use crate::{
    domain::merge::{FieldPath, Side, Voice},
    session::Session,
    store::Store,
    vcs::sync::{Meeting, Touched},
};

/// The commits of a side that changed a record, each with the texts before and after it.
pub(super) struct Speakers(Vec<Spoken>);

struct Spoken {
    touched: Touched,
    now: Option<String>,
    before: Vec<Option<String>>,
}

impl Session {
    /// Reads who changed a record on a side.
    pub(super) fn speakers(&self, meeting: &Meeting, side: Side, path: &str) -> Speakers {
        // Whoever cannot be told is not named: what clashes is to be shown all the same.
        let touched = self.repository().touched(meeting, side, path);
        let text = |version: &Option<_>| {
            let read = self.text_of(version.as_ref()).ok()?;
            read.ok().flatten()
        };
        Speakers(
            touched
                .unwrap_or_default()
                .into_iter()
                .map(|touched| Spoken {
                    now: text(&touched.now),
                    before: touched.before.iter().map(text).collect(),
                    touched,
                })
                .collect(),
        )
    }
}

impl Speakers {
    /// Returns who changed a field last; where nobody did by itself, who changed the record last.
    pub(super) fn of(&self, field: &FieldPath) -> Option<Voice> {
        let changed = |spoken: &&Spoken| {
            let differs = |before: &Option<String>| {
                Store::differs_at(before.as_deref(), spoken.now.as_deref(), field)
            };
            spoken.before.iter().all(differs)
        };
        let found = self.0.iter().find(changed).or_else(|| self.0.first())?;
        Some(Voice {
            by: found.touched.by.clone(),
            at: found.touched.at,
            commit: found.touched.commit.clone(),
        })
    }
}
