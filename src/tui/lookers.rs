//! The lookers: threads beside the worker that look into sign-offs, proofs and what is ticked of a review.
//!
//! All of that changes nothing and may take long: programs check signatures, histories are walked. An answer
//! that is typed meanwhile must not wait for it to be saved. Each looker has a session of its own, which reads the records again
//! once the worker has changed some, and answers a question only where no newer one about the same was asked ([`super::lane`]).

use std::path::{Path, PathBuf};

use crate::{
    clock::Clock,
    domain::{action::CorrectiveAction, id::AuditId},
    error::Result,
    session::Session,
};

use super::{
    effect::{Origin, Reply, Tick},
    lane::{Asked, Lane, lane_by_subject},
    runner::Sender,
};

/// Something to look into.
#[derive(Debug, Clone)]
pub enum Look {
    /// What became of the sign-offs of an audit, and what would be signed with these own words.
    SignOffs {
        /// The audit.
        audit: AuditId,
        /// The own words.
        words: String,
    },
    /// How each audit is signed off, in a word.
    SignOffMarks,
    /// What became of the commits that fixed something.
    Proofs {
        /// The audit.
        audit: AuditId,
        /// Its corrective actions.
        actions: Vec<CorrectiveAction>,
    },
    /// What stands against committing what is ticked of a review.
    Ticked(Tick),
}

/// What a question is about: a newer one makes an older one moot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    SignOffs,
    SignOffMarks,
    Proofs(AuditId),
    Ticked,
}

impl Look {
    fn about(&self) -> About {
        match self {
            Self::SignOffs { .. } => About::SignOffs,
            Self::SignOffMarks => About::SignOffMarks,
            Self::Proofs { audit, .. } => About::Proofs(audit.clone()),
            Self::Ticked(_) => About::Ticked,
        }
    }
}

/// What is asked, after records were changed that many times.
type Question = (u64, Look);

/// The ways to ask the lookers.
#[derive(Debug)]
pub struct Lookers {
    sign_offs: Lane<Question, About>,
    proofs: Lane<Question, About>,
    reviews: Lane<Question, About>,
}

/// A looker's end of the line.
pub struct Looker {
    questions: Asked<Question, About>,
    records: Records,
}

/// The records as a looker reads them.
struct Records {
    root: PathBuf,
    clock: Clock,
    /// The session, and how often records had been changed when it read them.
    session: Option<(Session, u64)>,
}

impl Lookers {
    /// Makes both ends of all lines, each with its name, for the repository that holds a folder.
    pub fn new(root: &Path, clock: &Clock) -> (Self, Vec<(&'static str, Looker)>) {
        let mut ends = Vec::new();
        let mut begin = |name| {
            let (lane, questions) = lane_by_subject();
            let records = Records {
                root: root.to_owned(),
                clock: clock.clone(),
                session: None,
            };
            ends.push((name, Looker { questions, records }));
            lane
        };
        let lookers = Self {
            sign_offs: begin("sign-offs"),
            proofs: begin("proofs"),
            reviews: begin("reviews"),
        };
        (lookers, ends)
    }

    /// Asks, after records were changed that many times.
    pub fn ask(&self, look: Look, changed: u64) {
        let about = look.about();
        let lane = match about {
            About::SignOffs | About::SignOffMarks => &self.sign_offs,
            About::Proofs(_) => &self.proofs,
            About::Ticked => &self.reviews,
        };
        lane.ask_about(about, (changed, look));
    }
}

impl Looker {
    /// Works until nobody asks any more, or nobody listens.
    pub fn run(self, answers: &Sender<Reply>) {
        let Self {
            questions,
            mut records,
        } = self;
        questions.serve(answers, |(changed, look), stale, tell| {
            let reply = match records.session(changed) {
                Ok(session) => answer(session, look, stale),
                Err(error) => failed(look, error),
            };
            reply.map(tell);
        });
    }
}

impl Records {
    /// Returns the session, with the records as they are after that many changes.
    fn session(&mut self, changed: u64) -> Result<&Session> {
        let (session, _) = match self.session.take() {
            Some((session, read)) if read == changed => self.session.insert((session, read)),
            Some((mut session, _)) => {
                session.reload()?;
                self.session.insert((session, changed))
            }
            None => {
                let session = Session::open_beside(&self.root, self.clock.clone())?;
                self.session.insert((session, changed))
            }
        };
        Ok(session)
    }
}

/// Looks into something; of no use once `stop` says so, and none where that was seen.
pub fn answer(session: &Session, look: Look, stop: &(dyn Fn() -> bool + Sync)) -> Option<Reply> {
    Some(match look {
        Look::SignOffs { audit, words } => {
            let found = Box::new(session.look_at_sign_offs(&audit, &words, stop));
            Reply::SignOffs { audit, found }
        }
        Look::SignOffMarks => Reply::SignOffMarks(session.sign_off_marks()),
        Look::Proofs { actions, .. } => Reply::Proved(session.proofs(&actions)),
        Look::Ticked(tick) => {
            let stop = || stop() || tick.is_cancelled();
            Reply::Ticked {
                number: tick.number,
                ticked: Box::new(session.ticked(&tick.review, &tick.left_out, &stop)?),
            }
        }
    })
}

/// Says that nothing could be looked into, to whom waits for it.
fn failed(look: Look, error: crate::error::Error) -> Option<Reply> {
    match look {
        Look::SignOffs { audit, .. } => {
            let found = Box::new(Err(error));
            Some(Reply::SignOffs { audit, found })
        }
        Look::Ticked(_) => Some(Reply::failed(Origin::Review, error)),
        Look::SignOffMarks | Look::Proofs { .. } => {
            tracing::warn!(message = %error.message, "the records could not be read beside the worker");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        session::{Drafts, signoff::SignOffs},
        tui::{
            channel::{Channel, Wire},
            effect::Request,
            tests::desk,
            worker::Worker,
        },
    };

    fn clock() -> Clock {
        Clock::Fixed("2026-11-22T10:00:00Z".parse().unwrap())
    }

    fn replies(channel: &mut Channel<Reply>) -> Vec<Reply> {
        let mut replies = Vec::new();
        while let Some(wire) = channel.try_next() {
            if let Wire::Reply(reply) = wire {
                replies.push(reply);
            }
        }
        replies
    }

    #[test]
    fn the_worker_leaves_what_takes_long_to_the_lookers() {
        let folder = desk::workspace();
        let session = Session::open(folder.path(), clock()).unwrap();
        let audit = session.papers().keys().next().unwrap().clone();
        let drafts = Drafts::at(session.repository().private_dir());
        let (lookers, ends) = Lookers::new(folder.path(), &clock());
        let mut worker = Worker::new(session, drafts).with(lookers);
        for words in ["older", "newer"] {
            let (audit, words) = (audit.clone(), words.to_owned());
            let answered = worker.answer(Request::SignOffs { audit, words });
            assert!(answered.is_empty(), "nobody waits for it: {answered:?}");
        }
        let answered = worker.answer(Request::SignOffMarks);
        assert!(answered.is_empty(), "{answered:?}");
        let answered = worker.answer(Request::Check(audit));
        assert!(
            !answered
                .iter()
                .any(|reply| matches!(reply, Reply::Proved(_))),
            "{answered:?}"
        );
        drop(worker);
        let mut channel = Channel::new();
        let mut told = Vec::new();
        for (_, looker) in ends {
            looker.run(&channel.sender());
            told.extend(replies(&mut channel));
        }
        let [
            Reply::SignOffs { found, .. },
            Reply::SignOffMarks(marks),
            Reply::Proved(_),
        ] = told.as_slice()
        else {
            panic!("{told:?}");
        };
        assert!(marks.is_empty());
        let SignOffs { proposal, .. } = found.as_ref().as_ref().unwrap();
        let words = &proposal.as_ref().unwrap().sign_off.words;
        assert_eq!(words, "newer", "what nobody asks any more is not answered");
    }

    #[test]
    fn a_looker_reads_again_what_the_worker_has_changed() {
        let folder = desk::workspace();
        let (_, ends) = Lookers::new(folder.path(), &clock());
        let (_, mut looker) = ends.into_iter().next().unwrap();
        let title = |looker: &mut Looker, changed| {
            let session = looker.records.session(changed).unwrap();
            let papers = session.papers().values().next().unwrap();
            papers.audit.title.clone()
        };
        let before = title(&mut looker, 0);
        let file = folder.path().join("audits/aims/audit.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace(&before, "Another title")).unwrap();
        assert_eq!(title(&mut looker, 0), before);
        assert_eq!(title(&mut looker, 1), "Another title");
    }
}
