//! A line to a thread of which only the newest question about the same counts: what waits behind it is dropped, and what the
//! thread is at is told to stop.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, mpsc},
};

use super::{effect::Reply, runner::Sender};

/// The numbers of the newest questions, by what they are about.
type Newest<K> = Arc<Mutex<BTreeMap<K, u64>>>;

/// The end that asks; `K` is what questions can be about, a newer one of which makes an older one moot.
#[derive(Debug)]
pub struct Lane<Q, K = ()> {
    newest: Newest<K>,
    inbox: mpsc::Sender<(K, u64, Q)>,
}

/// The end that answers.
#[derive(Debug)]
pub struct Asked<Q, K = ()> {
    newest: Newest<K>,
    questions: mpsc::Receiver<(K, u64, Q)>,
}

/// Makes both ends of a line of which only the newest question counts.
pub fn lane<Q>() -> (Lane<Q>, Asked<Q>) {
    lane_by_subject()
}

/// Makes both ends of a line of which only the newest question about each subject counts.
pub fn lane_by_subject<Q, K>() -> (Lane<Q, K>, Asked<Q, K>) {
    let newest = Newest::default();
    let (inbox, questions) = mpsc::channel();
    let asked = Asked {
        newest: Arc::clone(&newest),
        questions,
    };
    (Lane { newest, inbox }, asked)
}

/// Gives the next question about something its number; no older one counts any more.
fn next<K: Ord>(newest: &Newest<K>, about: K) -> u64 {
    let mut newest = newest.lock().unwrap_or_else(PoisonError::into_inner);
    let number = newest.entry(about).or_default();
    *number += 1;
    *number
}

impl<Q, K: Ord + Clone> Lane<Q, K> {
    /// Asks about something; no older question about it is answered any more.
    pub fn ask_about(&self, about: K, question: Q) {
        let number = next(&self.newest, about.clone());
        // The thread ends only with the program, and then nobody waits for an answer.
        let _ = self.inbox.send((about, number, question));
    }
}

impl<Q> Lane<Q> {
    /// Asks; no older question is answered any more.
    pub fn ask(&self, question: Q) {
        self.ask_about((), question);
    }

    /// Lets no question be answered that was asked so far.
    pub fn stop(&self) {
        next(&self.newest, ());
    }
}

impl<Q, K: Ord + Sync + Send> Asked<Q, K> {
    /// Answers until nobody asks or listens any more.
    ///
    /// `answer` gets a question, a function that says when it is of no use any more, and one that tells an answer, which
    /// says whether more of it are wanted.
    pub fn serve(
        self,
        answers: &Sender<Reply>,
        mut answer: impl FnMut(Q, &(dyn Fn() -> bool + Sync), &mut dyn FnMut(Reply) -> bool),
    ) {
        let Self { newest, questions } = self;
        while let Ok((about, number, question)) = questions.recv() {
            let stale = || {
                let newest = newest.lock().unwrap_or_else(PoisonError::into_inner);
                newest.get(&about) != Some(&number)
            };
            if stale() {
                continue;
            }
            let mut listened = true;
            answer(question, &stale, &mut |reply| {
                if stale() {
                    return false;
                }
                listened &= answers.reply(reply);
                listened
            });
            if !listened {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::channel::{Channel, Wire};

    fn told(channel: &mut Channel<Reply>) -> Vec<String> {
        let mut told = Vec::new();
        while let Some(wire) = channel.try_next() {
            if let Wire::Reply(Reply::Remark(text)) = wire {
                told.push(text);
            }
        }
        told
    }

    #[test]
    fn of_what_waits_only_the_newest_question_is_answered() {
        let (lane, asked) = lane();
        for question in ["first", "second", "third"] {
            lane.ask(question.to_owned());
        }
        drop(lane);
        let mut channel = Channel::new();
        asked.serve(&channel.sender(), |question, _, tell| {
            assert!(tell(Reply::Remark(question)));
        });
        assert_eq!(told(&mut channel), ["third"]);
    }

    #[test]
    fn a_question_about_something_else_makes_none_moot() {
        let (lane, asked) = lane_by_subject();
        for (about, question) in [(1, "older"), (2, "other"), (1, "newer")] {
            lane.ask_about(about, question.to_owned());
        }
        drop(lane);
        let mut channel = Channel::new();
        asked.serve(&channel.sender(), |question, _, tell| {
            assert!(tell(Reply::Remark(question)));
        });
        assert_eq!(told(&mut channel), ["other", "newer"]);
    }

    #[test]
    fn what_is_stopped_says_nothing_more() {
        let (lane, asked) = lane();
        lane.ask("question".to_owned());
        let mut channel = Channel::new();
        let mut lane = Some(lane);
        asked.serve(&channel.sender(), |question, stale, tell| {
            assert!(!stale() && tell(Reply::Remark(question)));
            if let Some(lane) = lane.take() {
                lane.stop();
            }
            assert!(stale() && !tell(Reply::Remark("more".to_owned())));
        });
        assert_eq!(told(&mut channel), ["question"]);
    }
}
