//! What the program knows of bringing both sides together: how far apart they are, how far a sync is, what it came to, and what
//! was chosen of what clashes.
//!
//! It is the program's, not that of the screen: whoever leaves the screen and comes back finds all of it as it was.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    domain::merge::{Choice, Choices, ClashKind, FieldPath, Side},
    error::Error,
    session::sync::{
        Asks, Clashing, Conflicting, Distance, MovedTag, Outcome, RecordClash, Stage, Synced,
    },
};

/// A sync as it is asked for.
#[derive(Debug, Clone, Default)]
pub struct SyncAsked {
    /// Whether what is here is sent.
    pub push: bool,
    /// What was chosen of clashes, by the path of the record.
    pub choices: BTreeMap<String, Choices>,
    /// What clashed as it was shown when that was chosen.
    pub seen: Vec<RecordClash>,
    /// Whether it has the terminal to itself, so that git may ask there.
    pub at_terminal: bool,
    /// Set when nobody waits for it any more.
    pub stop: Arc<AtomicBool>,
}

/// What is known of syncing.
#[derive(Debug, Clone, Default)]
pub struct Syncing {
    /// How far both sides are apart, as fetched last, or why that cannot be told; none while nobody has looked.
    pub distance: Option<Result<Distance, Error>>,
    /// Whether records have changed since that was looked at.
    pub distance_is_old: bool,
    /// How far a sync is, or what it came to.
    pub state: State,
    choices: BTreeMap<String, Choices>,
    /// What clashed as it was shown last.
    seen: Vec<RecordClash>,
    /// What was chosen and cannot be taken.
    refused: BTreeMap<(String, FieldPath), Side>,
}

/// How far a sync is, or what the last one came to.
#[derive(Debug, Clone, Default)]
pub enum State {
    /// Nobody has asked for one.
    #[default]
    Idle,
    /// One is under way.
    Going {
        /// What was asked for.
        asked: Box<SyncAsked>,
        /// How far it is.
        stage: Option<Stage>,
    },
    /// Both sides are in step, as far as was wanted and the other side takes it.
    Done(Box<Synced>),
    /// Somebody has to choose.
    Clashing(Box<Clashing>),
    /// Other files conflict.
    Conflicting(Box<Conflicting>),
    /// The other side wants a password, or an answer.
    Asks {
        /// What was asked for.
        asked: Box<SyncAsked>,
        /// What the other side wants.
        asks: Box<Asks>,
    },
    /// It could not be done.
    Failed(Box<Error>),
}

impl Syncing {
    /// Tells whether a sync is under way.
    pub const fn is_going(&self) -> bool {
        matches!(self.state, State::Going { .. })
    }

    /// Tells whether the sync under way was told to stop.
    pub fn is_stopping(&self) -> bool {
        match &self.state {
            State::Going { asked, .. } => asked.stop.load(Ordering::Relaxed),
            _ => false,
        }
    }

    /// Tells the sync under way to stop; what is being written is written to its end.
    pub fn stop(&self) {
        if let State::Going { asked, .. } = &self.state {
            asked.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Begins a sync with what was chosen, and returns what is to be asked for.
    pub fn begin(&mut self, push: bool) -> SyncAsked {
        let asked = match &self.state {
            State::Asks { asked, .. } => SyncAsked {
                push,
                at_terminal: true,
                stop: Arc::default(),
                ..(**asked).clone()
            },
            _ => SyncAsked {
                push,
                choices: self.choices.clone(),
                seen: self.seen.clone(),
                ..SyncAsked::default()
            },
        };
        self.state = State::Going {
            asked: Box::new(asked.clone()),
            stage: None,
        };
        asked
    }

    /// Takes in how far a sync is.
    pub fn reaches(&mut self, at: Stage) {
        if let State::Going { stage, .. } = &mut self.state {
            *stage = Some(at);
        }
    }

    /// Takes in what a sync came to. What was chosen stays where the same clashes still, and is forgotten where all of it is done.
    pub fn ends(&mut self, outcome: Result<Outcome, Error>) {
        let asked = match std::mem::take(&mut self.state) {
            State::Going { asked, .. } => asked,
            _ => Box::default(),
        };
        self.state = match outcome {
            // What was chosen is chosen still once the other side is reached.
            Err(error) => State::Failed(Box::new(error)),
            Ok(Outcome::Asks(asks)) => State::Asks {
                asked,
                asks: Box::new(asks),
            },
            Ok(Outcome::Done(synced)) => {
                self.choices.clear();
                self.seen.clear();
                self.refused.clear();
                State::Done(Box::new(synced))
            }
            Ok(Outcome::Conflicting(conflicting)) => State::Conflicting(Box::new(conflicting)),
            Ok(Outcome::Clashing(clashing)) => {
                self.clash(&asked.seen, &clashing.clashes);
                self.seen.clone_from(&clashing.clashes);
                State::Clashing(Box::new(clashing))
            }
        };
    }

    /// Keeps what was chosen of what clashes as it was shown.
    fn clash(&mut self, before: &[RecordClash], clashes: &[RecordClash]) {
        let mut chosen = std::mem::take(&mut self.choices);
        let of = |all: &[RecordClash], path: &str| -> Vec<_> {
            let own = all.iter().filter(|one| one.path == path);
            own.map(|one| one.clash.clone()).collect()
        };
        self.refused.retain(|(path, field), _| {
            clashes
                .iter()
                .any(|c| c.path == *path && c.clash.path == *field)
        });
        chosen.retain(|path, fields| {
            let (seen, now) = (of(before, path), of(clashes, path));
            fields.retain(|field, _| {
                if field.is_whole() {
                    return !now.is_empty() && seen == now;
                }
                let clash = now.iter().find(|clash| clash.path == *field);
                clash.is_some_and(|clash| seen.contains(clash))
            });
            !fields.is_empty()
        });
        for clash in clashes.iter().filter(|clash| clash.was_chosen) {
            let field = &clash.clash.path;
            let taken = chosen
                .get_mut(&clash.path)
                .and_then(|fields| fields.remove(field));
            if let Some(Choice::Take(side)) = taken {
                let place = (clash.path.clone(), field.clone());
                self.refused.insert(place, side);
            }
        }
        chosen.retain(|_, fields| !fields.is_empty());
        self.choices = chosen;
    }

    /// Says in a line how it stands.
    pub fn said(&self) -> String {
        let said = self.came_to();
        match self.moved().len() {
            0 => said,
            1 => format!("ALARM: a sign-off was moved; {said}"),
            moved => format!("ALARM: {moved} sign-offs were moved; {said}"),
        }
    }

    /// Returns the sign-offs that are another object there than here.
    pub fn moved(&self) -> &[MovedTag] {
        match &self.state {
            State::Done(synced) => &synced.sign_offs.moved,
            State::Clashing(clashing) => &clashing.moved,
            State::Conflicting(conflicting) => &conflicting.moved,
            State::Idle | State::Going { .. } | State::Asks { .. } | State::Failed(_) => &[],
        }
    }

    fn came_to(&self) -> String {
        match &self.state {
            State::Idle => "nobody has synced yet".to_owned(),
            State::Going { .. } if self.is_stopping() => "stopping...".to_owned(),
            State::Going { stage: None, .. } => "beginning...".to_owned(),
            State::Going {
                stage: Some(stage), ..
            } => stage.told(),
            State::Done(synced) => synced.told(),
            State::Clashing(clashing) => {
                let all = clashing.clashes.len();
                let fields = if all == 1 {
                    "1 field clashes".to_owned()
                } else {
                    format!("{all} fields clash")
                };
                match all - self.undecided() {
                    0 => format!("{}: {fields}; nothing was changed", clashing.other),
                    chosen => format!(
                        "{}: {fields}, {chosen} chosen; nothing was changed",
                        clashing.other
                    ),
                }
            }
            State::Conflicting(conflicting) => {
                format!(
                    "{}: other files conflict; nothing was changed",
                    conflicting.other
                )
            }
            State::Asks { asks, .. } => format!("{} wants a password or an answer", asks.remote),
            State::Failed(error) => error.message.clone(),
        }
    }

    /// Returns what clashes, in the order in which it is shown.
    pub fn clashes(&self) -> &[RecordClash] {
        match &self.state {
            State::Clashing(clashing) => &clashing.clashes,
            _ => &[],
        }
    }

    /// Returns what was chosen of a clash, and whether that is for the whole record.
    pub fn chosen(&self, clash: &RecordClash) -> Option<(Side, bool)> {
        let fields = self.choices.get(&clash.path)?;
        let side = |field: &FieldPath| match fields.get(field) {
            Some(Choice::Take(side)) => Some(*side),
            Some(Choice::Write(_)) | None => None,
        };
        let whole = side(&FieldPath::whole()).map(|side| (side, true));
        whole.or_else(|| side(&clash.clash.path).map(|side| (side, false)))
    }

    /// Returns the side that was chosen of a clash and cannot be taken.
    pub fn refused(&self, clash: &RecordClash) -> Option<Side> {
        let place = (clash.path.clone(), clash.clash.path.clone());
        self.refused.get(&place).copied()
    }

    /// Counts the clashes of which nothing is chosen.
    pub fn undecided(&self) -> usize {
        let clashes = self.clashes().iter();
        clashes.filter(|clash| self.chosen(clash).is_none()).count()
    }

    /// Chooses what is taken of a clash, or of its whole record; the same again takes the choice back. Says why that side cannot
    /// be taken where it was tried.
    pub fn choose(&mut self, at: usize, side: Side, whole: bool) -> Result<(), &'static str> {
        let Some(clash) = self.clashes().get(at).cloned() else {
            return Ok(());
        };
        if !whole && self.refused(&clash) == Some(side) {
            return Err(why_refused(clash.clash.kind));
        }
        let fields = self.choices.entry(clash.path.clone()).or_default();
        let field = if whole {
            FieldPath::whole()
        } else {
            clash.clash.path
        };
        let is_again = fields.get(&field) == Some(&Choice::Take(side));
        if whole {
            // What is chosen for the record holds for each of its fields.
            fields.clear();
        } else {
            fields.remove(&FieldPath::whole());
            fields.remove(&field);
        }
        if !is_again {
            fields.insert(field, Choice::Take(side));
        }
        if fields.is_empty() {
            self.choices.remove(&clash.path);
        }
        Ok(())
    }
}

/// Says why a side of a clash cannot be taken.
pub const fn why_refused(kind: ClashKind) -> &'static str {
    match kind {
        ClashKind::State => {
            "of two states only that of the later step can be taken: going back to the earlier one is a step of its own"
        }
        ClashKind::Held => "only the side with the step that holds it fast can be taken",
        ClashKind::Value
        | ClashKind::Text
        | ClashKind::Pin
        | ClashKind::Removed
        | ClashKind::Whole => "that side was tried, and cannot be taken",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{merge::Clash, record::RecordKey};

    fn clash(field: &str, kind: ClashKind, theirs: &str) -> RecordClash {
        RecordClash {
            path: "audits/aims/findings/F-7K3QX2.toml".to_owned(),
            key: RecordKey::Finding("aims".parse().unwrap(), "F-7K3QX2".parse().unwrap()),
            clash: Clash {
                path: field.parse().unwrap(),
                kind,
                base: None,
                ours: Some("ours".to_owned()),
                theirs: Some(theirs.to_owned()),
            },
            ours: None,
            theirs: None,
            was_chosen: false,
        }
    }

    fn clashing(clashes: &[RecordClash]) -> Outcome {
        Outcome::Clashing(Clashing {
            remote: "origin".to_owned(),
            other: "origin/main".to_owned(),
            clashes: clashes.to_vec(),
            moved: Vec::new(),
        })
    }

    fn both() -> [RecordClash; 2] {
        [
            clash("note", ClashKind::Value, "theirs"),
            clash("state", ClashKind::State, "theirs"),
        ]
    }

    fn at_clashes() -> Syncing {
        let mut sync = Syncing::default();
        sync.begin(true);
        sync.ends(Ok(clashing(&both())));
        sync
    }

    fn chosen(sync: &Syncing) -> Vec<Option<(Side, bool)>> {
        let clashes = sync.clashes().iter();
        clashes.map(|clash| sync.chosen(clash)).collect()
    }

    #[test]
    fn a_field_and_a_record_are_chosen_and_the_same_again_takes_it_back() {
        let mut sync = at_clashes();
        sync.choose(0, Side::Ours, false).unwrap();
        assert_eq!(chosen(&sync), [Some((Side::Ours, false)), None]);
        assert_eq!(sync.undecided(), 1);
        sync.choose(0, Side::Theirs, false).unwrap();
        assert_eq!(chosen(&sync), [Some((Side::Theirs, false)), None]);
        sync.choose(1, Side::Ours, true).unwrap();
        assert_eq!(chosen(&sync), [Some((Side::Ours, true)); 2]);
        sync.choose(1, Side::Ours, true).unwrap();
        assert_eq!(chosen(&sync), [None, None]);
        sync.choose(1, Side::Ours, true).unwrap();
        sync.choose(0, Side::Ours, false).unwrap();
        assert_eq!(chosen(&sync), [Some((Side::Ours, false)), None]);
        sync.choose(7, Side::Ours, false).unwrap();
    }

    #[test]
    fn what_was_chosen_is_kept_where_the_other_side_is_not_reached() {
        let mut sync = at_clashes();
        sync.choose(0, Side::Ours, false).unwrap();
        let asked = sync.begin(true);
        assert_eq!((asked.choices.len(), asked.seen.len()), (1, 2));
        sync.ends(Err(Error::unavailable("Could not sync")));
        let again = sync.begin(false);
        assert_eq!((again.choices, again.seen), (asked.choices, asked.seen));
        assert!(!again.push);
        sync.ends(Ok(clashing(&both())));
        assert_eq!(chosen(&sync), [Some((Side::Ours, false)), None]);
    }

    #[test]
    fn what_clashes_otherwise_by_now_is_to_be_chosen_again() {
        let mut sync = at_clashes();
        sync.choose(0, Side::Ours, false).unwrap();
        sync.choose(1, Side::Theirs, false).unwrap();
        sync.begin(true);
        let mut now = both();
        now[0].clash.theirs = Some("anew".to_owned());
        sync.ends(Ok(clashing(&now)));
        assert_eq!(chosen(&sync), [None, Some((Side::Theirs, false))]);
        sync.choose(0, Side::Ours, true).unwrap();
        sync.begin(true);
        sync.ends(Ok(clashing(&both())));
        assert_eq!(chosen(&sync), [None, None], "of the record, too");
    }

    #[test]
    fn a_side_that_cannot_be_taken_is_not_chosen_again() {
        let mut sync = at_clashes();
        sync.choose(0, Side::Ours, false).unwrap();
        sync.choose(1, Side::Ours, false).unwrap();
        sync.begin(true);
        let mut now = both();
        now[1].was_chosen = true;
        sync.ends(Ok(clashing(&now)));
        assert_eq!(chosen(&sync), [Some((Side::Ours, false)), None]);
        assert_eq!(sync.refused(&now[1]), Some(Side::Ours));
        let why = sync.choose(1, Side::Ours, false).unwrap_err();
        assert!(why.contains("later step"), "{why}");
        sync.choose(1, Side::Theirs, false).unwrap();
        assert_eq!(sync.undecided(), 0);
    }

    #[test]
    fn a_sign_off_that_was_moved_is_an_alarm_also_where_something_clashes() {
        let mut sync = Syncing::default();
        sync.begin(true);
        let mut outcome = clashing(&both());
        if let Outcome::Clashing(clashing) = &mut outcome {
            clashing.moved.push(MovedTag {
                name: "tickmark/aims/prepared-1".to_owned(),
                ours: "a".repeat(40),
                theirs: "b".repeat(40),
            });
        }
        sync.ends(Ok(outcome));
        assert_eq!(
            sync.said(),
            "ALARM: a sign-off was moved; origin/main: 2 fields clash; nothing was changed"
        );
    }

    #[test]
    fn where_the_other_side_asks_the_same_goes_on_at_the_terminal() {
        let mut sync = at_clashes();
        sync.choose(0, Side::Ours, true).unwrap();
        let asked = sync.begin(true);
        assert!(!asked.at_terminal && sync.is_going());
        sync.ends(Ok(Outcome::Asks(Asks {
            remote: "origin".to_owned(),
            said: Vec::new(),
        })));
        let again = sync.begin(true);
        assert!(again.at_terminal);
        assert_eq!((again.choices, again.seen), (asked.choices, asked.seen));
    }
}
