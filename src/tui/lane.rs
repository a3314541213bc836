//! A line to a thread of which only the newest question counts: what waits behind it is dropped, and what the thread is at
//! is told to stop.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
    mpsc,
};

use super::{effect::Reply, runner::Sender};

/// The end that asks.
#[derive(Debug)]
pub struct Lane<Q> {
    newest: Arc<AtomicU64>,
    inbox: mpsc::Sender<(u64, Q)>,
}

/// The end that answers.
#[derive(Debug)]
pub struct Asked<Q> {
    newest: Arc<AtomicU64>,
    questions: mpsc::Receiver<(u64, Q)>,
}

/// Makes both ends.
pub fn lane<Q>() -> (Lane<Q>, Asked<Q>) {
    let newest = Arc::new(AtomicU64::new(0));
    let (inbox, questions) = mpsc::channel();
    let asked = Asked {
        newest: Arc::clone(&newest),
        questions,
    };
    (Lane { newest, inbox }, asked)
}

impl<Q> Lane<Q> {
    /// Asks; no older question is answered any more.
    pub fn ask(&self, question: Q) {
        let number = self.newest.fetch_add(1, Ordering::SeqCst) + 1;
        // The thread ends only with the program, and then nobody waits for an answer.
        let _ = self.inbox.send((number, question));
    }

    /// Lets no question be answered that was asked so far.
    pub fn stop(&self) {
        self.newest.fetch_add(1, Ordering::SeqCst);
    }
}

impl<Q> Asked<Q> {
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
        while let Ok((number, question)) = questions.recv() {
            let stale = || newest.load(Ordering::SeqCst) != number;
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
