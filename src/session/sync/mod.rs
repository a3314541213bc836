//! Bringing this clone and another repository together: what came is fetched and merged, what is here is pushed.
//!
//! Nothing but what was fetched changes until it is known that all of it fits. Records are merged field by field
//! ([`merging`](mod@super::merging)); where both sides changed the same field a person has to choose, and is shown who said what
//! ([`RecordClash`]). All other files are merged where git can without a conflict. What the user has staged, edited or lying
//! about stays as it is, and records that are not committed yet are never overwritten.

mod come;
mod distance;
mod told;
mod voices;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
    time::Duration,
};

use crate::{
    domain::{
        merge::{Choices, Clash, Voice},
        record::RecordKey,
    },
    error::{Error, Result},
    store::Store,
    vcs::{
        SyncError,
        sync::{Call, Pushed, Route, Tags},
    },
};

pub use self::distance::{Distance, Named};
pub use crate::vcs::sync::MovedTag;

use super::{Session, merging};

/// How long the other side is waited for where nobody says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// How often one fetches again where somebody else pushed in between.
const ROUNDS: u32 = 5;

/// What is wanted of a sync.
#[derive(Clone, Copy)]
pub struct Wishes<'w> {
    /// The other repository; none for the one of the branch, or the only one.
    pub remote: Option<&'w str>,
    /// Whether what is here is pushed.
    pub push: bool,
    /// What was chosen of clashes, by the path of the record.
    pub choices: &'w BTreeMap<String, Choices>,
    /// What clashed as it was shown to whoever chose: a choice of something that is another by now counts no longer, and all that
    /// clashes is told again. Without it a choice of what does not clash is refused.
    pub seen: Option<&'w [RecordClash]>,
    /// How long the other side is waited for.
    pub within: Duration,
    /// What is done where the other side wants a password, or an answer.
    pub asking: Asking,
    /// Says when nobody waits any more. What is being written is written to its end.
    pub stop: &'w (dyn Fn() -> bool + Sync),
}

/// What is done where the other side wants a password, or an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// It cannot be had: the sync fails.
    Never,
    /// A person sits at a terminal of which nothing else has hold: git asks them there.
    AtTerminal,
    /// Whoever called says when there is such a terminal, and syncs again: [`Outcome::Asks`].
    Later,
}

/// How far a sync is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// The other side is asked for what it has.
    Fetching {
        /// Its name.
        from: String,
    },
    /// The other side wants a password or an answer: git asks for it at the terminal.
    Asking {
        /// Its name.
        who: String,
    },
    /// What both sides changed is merged.
    Merging {
        /// How many records they have changed.
        records: usize,
    },
    /// What comes is brought into the work tree.
    Landing,
    /// What is here is pushed.
    Pushing {
        /// The name of the other side.
        to: String,
    },
    /// Somebody else has pushed in between, and theirs comes first.
    Again,
}

impl Stage {
    /// Says it in a few words.
    pub fn told(&self) -> String {
        match self {
            Self::Fetching { from } => format!("Fetching from {from}..."),
            Self::Asking { who } => format!("{who} wants to know who you are:"),
            Self::Merging { records } => format!("Merging {}...", told::records(*records)),
            Self::Landing => "Bringing it into the work tree...".to_owned(),
            Self::Pushing { to } => format!("Pushing to {to}..."),
            Self::Again => "Somebody else has pushed in between: once more.".to_owned(),
        }
    }
}

/// What a sync came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Both sides are in step, as far as was wanted and the other side takes it.
    Done(Synced),
    /// Both sides changed the same fields, and somebody has to choose; nothing was changed.
    Clashing(Clashing),
    /// Both sides changed other files in ways that git cannot merge; nothing was changed.
    Conflicting(Conflicting),
    /// The other side wants a password, or an answer; what had come before that is here.
    Asks(Asks),
}

/// A question of the other side that nobody could be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asks {
    /// The name of the other side.
    pub remote: String,
    /// What git said.
    pub said: Vec<String>,
}

impl Asks {
    /// Says it as what kept the sync from being done.
    pub fn into_error(self) -> Error {
        SyncError::Asks {
            remote: self.remote,
            output: self.said,
        }
        .into()
    }
}

/// What came of pushing.
enum Handed {
    /// This.
    Over(Push),
    /// Somebody else was there first.
    Behind,
    /// Somebody has to be asked.
    Asks(Asks),
}

/// Two sides in step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synced {
    /// The name of the other side.
    pub remote: String,
    /// Its branch as git shows it: `origin/main`.
    pub other: String,
    /// The commit of the branch now.
    pub commit: String,
    /// The merge that was made last; none where there was nothing to merge.
    pub merge: Option<String>,
    /// Whether anything came, records or other files.
    pub has_come: bool,
    /// The records that came as the other side has them, by path.
    pub came: BTreeSet<String>,
    /// The records that have something of both sides.
    pub merged: BTreeSet<String>,
    /// The records that were sent.
    pub sent: BTreeSet<String>,
    /// What became of sign-offs.
    pub sign_offs: SignOffsSynced,
    /// Whether the other side has it all.
    pub push: Push,
    /// Whether this clone was set up so that git itself merges records field by field, too.
    pub is_set_up: bool,
}

/// What became of sign-offs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignOffsSynced {
    /// The tags that came.
    pub came: Vec<String>,
    /// The tags that were sent.
    pub sent: Vec<String>,
    /// Those that are another object there than here: somebody has moved one. None was overwritten.
    pub moved: Vec<MovedTag>,
}

/// Whether the other side has what is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Push {
    /// It has.
    Done,
    /// It had already.
    Needless,
    /// Nobody wanted it to.
    Unwanted,
    /// It does not take it.
    Refused {
        /// What was said, a line each, safe to show.
        output: Vec<String>,
    },
}

/// Fields that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clashing {
    /// The name of the other side.
    pub remote: String,
    /// Its branch as git shows it.
    pub other: String,
    /// The clashes, by record, in the order of each.
    pub clashes: Vec<RecordClash>,
    /// Sign-offs that are another object there than here.
    pub moved: Vec<MovedTag>,
}

/// A field of a record that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordClash {
    /// The path of the record.
    pub path: String,
    /// Which record it is.
    pub key: RecordKey,
    /// Where in it, and what each side has.
    pub clash: Clash,
    /// Who said ours; none where that cannot be told.
    pub ours: Option<Voice>,
    /// Who said theirs.
    pub theirs: Option<Voice>,
    /// Whether it was chosen what to take, and that cannot be.
    pub was_chosen: bool,
}

/// Other files that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflicting {
    /// The name of the other side.
    pub remote: String,
    /// Its branch as git shows it.
    pub other: String,
    /// The files.
    pub files: Vec<String>,
    /// Sign-offs that are another object there than here.
    pub moved: Vec<MovedTag>,
}

impl Session {
    /// Fetches from another repository, merges what both sides changed, and pushes; `tell` hears how far it is.
    pub fn sync(&mut self, wishes: &Wishes<'_>, tell: &mut dyn FnMut(Stage)) -> Result<Outcome> {
        self.may_write("sync")?;
        let route = self.repository().route(wishes.remote)?;
        let actor = self.actor()?;
        let mut done = Synced {
            remote: route.remote.clone(),
            other: route.shown(),
            commit: String::new(),
            merge: None,
            has_come: false,
            came: BTreeSet::new(),
            merged: BTreeSet::new(),
            sent: BTreeSet::new(),
            sign_offs: SignOffsSynced::default(),
            push: Push::Unwanted,
            is_set_up: merging::set_up_clone(self.repository())? && self.merge_standing().is_named,
        };
        for round in 0..ROUNDS {
            if round > 0 {
                tell(Stage::Again);
                // Two who try at the same time would meet again and again.
                let wait = u64::from(super::random()? % 200);
                std::thread::sleep(Duration::from_millis(wait * u64::from(round)));
            }
            tell(Stage::Fetching {
                from: route.remote.clone(),
            });
            let fetched = reach(wishes, &route, tell, &mut |call| {
                self.repository().fetch(&route, call)
            })?;
            if let Err(asks) = fetched {
                return Ok(Outcome::Asks(asks));
            }
            let tags = self.repository().take_tags(&route, &actor)?;
            done.sign_offs.came.extend(tags.new.iter().cloned());
            done.sign_offs.moved.clone_from(&tags.moved);
            let come = self.take_in(&route, &actor, wishes, round == 0, &mut done, tell)?;
            if let ControlFlow::Break(outcome) = come {
                return Ok(outcome);
            }
            if !wishes.push {
                return Ok(Outcome::Done(done));
            }
            match self.hand_over(&route, wishes, &tags, &mut done, tell)? {
                Handed::Over(push) => {
                    done.push = push;
                    return Ok(Outcome::Done(done));
                }
                Handed::Asks(asks) => return Ok(Outcome::Asks(asks)),
                Handed::Behind => {}
            }
        }
        Err(Error::unavailable(format!(
            "Could not sync: others pushed to {} again and again in between",
            crate::safe::escape_line(&done.other)
        ))
        .hint("what they brought is here; sync again"))
    }

    /// Pushes what the other side lacks; none where somebody else was there first.
    fn hand_over(
        &self,
        route: &Route,
        wishes: &Wishes<'_>,
        tags: &Tags,
        done: &mut Synced,
        tell: &mut dyn FnMut(Stage),
    ) -> Result<Handed> {
        let meeting = self.repository().meeting(route)?;
        if meeting.theirs.is_some() && meeting.ahead == 0 && tags.unsent.is_empty() {
            return Ok(Handed::Over(Push::Needless));
        }
        tell(Stage::Pushing {
            to: route.remote.clone(),
        });
        let sent = self.to_send(meeting.theirs.as_deref(), &meeting.ours)?;
        let pushed = reach(wishes, route, tell, &mut |call| {
            self.repository().push(route, &tags.unsent, call)
        })?;
        let pushed = match pushed {
            Ok(pushed) => pushed,
            Err(asks) => return Ok(Handed::Asks(asks)),
        };
        Ok(match pushed {
            Pushed::Done => {
                done.sent.extend(sent);
                done.sign_offs.sent.clone_from(&tags.unsent);
                Handed::Over(Push::Done)
            }
            Pushed::Behind => Handed::Behind,
            Pushed::Refused { output } => Handed::Over(Push::Refused {
                output: output
                    .iter()
                    .map(|line| crate::safe::escape_line(line).into_owned())
                    .collect(),
            }),
        })
    }

    /// Lists the records that the other side lacks, or has otherwise.
    fn to_send(&self, theirs: Option<&str>, ours: &str) -> Result<Vec<String>> {
        let paths = if let Some(theirs) = theirs {
            self.repository().differing(theirs, ours)?
        } else {
            let mut paths = Vec::new();
            self.repository().files_at(ours, &mut |path| {
                paths.extend(std::str::from_utf8(path).map(str::to_owned));
            })?;
            paths
        };
        let records = self.store().records_folder();
        Ok(paths
            .into_iter()
            .filter(|path| Store::key_in(records, path).is_some())
            .collect())
    }
}

/// Calls the other side; once more with the terminal where it wants to know something and a person sits there.
fn reach<T>(
    wishes: &Wishes<'_>,
    route: &Route,
    tell: &mut dyn FnMut(Stage),
    act: &mut dyn FnMut(Call<'_>) -> Result<T, SyncError>,
) -> Result<Result<T, Asks>> {
    let call = Call {
        within: wishes.within,
        at_terminal: false,
        stop: wishes.stop,
    };
    match act(call) {
        Err(SyncError::Asks { remote, output }) => match wishes.asking {
            Asking::Never => Err(SyncError::Asks { remote, output }.into()),
            Asking::Later => Ok(Err(Asks {
                remote,
                said: output,
            })),
            Asking::AtTerminal => {
                tell(Stage::Asking {
                    who: route.remote.clone(),
                });
                Ok(Ok(act(Call {
                    at_terminal: true,
                    ..call
                })?))
            }
        },
        other => Ok(Ok(other?)),
    }
}
