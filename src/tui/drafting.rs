//! When half-typed text is kept: after two seconds without a key, after two hundred characters, and whenever the person
//! turns to something else. That is so for every panel's text, also for one that something else was opened over.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::session::Draft;

use super::{effect::Request, panel::Writing};

const IDLE: Duration = Duration::from_secs(2);
const CHARACTERS: usize = 200;

/// Watches the texts that are being typed.
#[derive(Debug, Default)]
pub struct Drafting {
    /// What was kept last of each text.
    kept: Vec<Draft>,
    /// The texts that were open, and differed from what they started from, when the last message had been taken in.
    open: Vec<Draft>,
    seen: String,
    touched: Option<Instant>,
    /// How many drafts were kept or forgotten so far.
    turn: u64,
}

impl Drafting {
    /// Makes the drafts of what is being typed, of the lowest panel first; a text that says what it started from is none.
    pub fn drafts(&self, writings: &[Writing<'_>], at: Timestamp) -> Vec<Draft> {
        let changed = writings.iter().filter(|it| it.text != it.base);
        let drafts = changed.map(|writing| Draft {
            turn: self.turn + 1,
            ..draft_of(*writing, at)
        });
        drafts.collect()
    }

    /// Gives a draft that is kept or forgotten its turn among all that are.
    pub fn in_turn(&mut self, mut request: Request) -> Request {
        if let Request::KeepDraft(Draft { turn, .. }) | Request::DropDraft { turn, .. } =
            &mut request
        {
            self.turn += 1;
            *turn = self.turn;
        }
        request
    }

    /// Looks at the texts after something happened, the one that keys go to last; returns the drafts to keep, if it is time.
    pub fn notice(&mut self, writings: &[Writing<'_>], now: bool, at: Timestamp) -> Vec<Draft> {
        let Some((top, below)) = writings.split_last() else {
            self.touched = None;
            return Vec::new();
        };
        let mut due: Vec<Draft> = Vec::new();
        // Nothing is typed below the top: what is there was left there.
        for writing in below {
            if self.is_new(*writing) {
                due.push(draft_of(*writing, at));
            }
        }
        if self.is_time(*top, now) {
            due.push(draft_of(*top, at));
            self.touched = None;
        }
        for draft in &due {
            self.kept.retain(|kept| !is_same(kept, draft));
            self.kept.push(draft.clone());
        }
        due
    }

    fn is_time(&mut self, writing: Writing<'_>, now: bool) -> bool {
        if writing.text == writing.base {
            self.touched = None;
            return false;
        }
        if self.seen != writing.text {
            writing.text.clone_into(&mut self.seen);
            self.touched = Some(Instant::now());
        }
        if !self.is_new(writing) {
            self.touched = None;
            return false;
        }
        let kept = self.kept_of(writing);
        let kept = kept.map_or(writing.base, |kept| kept.text.as_str());
        let count = writing.text.chars().count();
        let grown = count.abs_diff(kept.chars().count());
        let idle = self.touched.is_some_and(|since| since.elapsed() >= IDLE);
        now || idle || grown >= CHARACTERS
    }

    /// Tells whether a text is another one than what is kept of it.
    fn is_new(&self, writing: Writing<'_>) -> bool {
        let kept = self.kept_of(writing);
        writing.text != writing.base && kept.is_none_or(|kept| kept.text != writing.text)
    }

    fn kept_of(&self, writing: Writing<'_>) -> Option<&Draft> {
        self.kept.iter().find(|kept| is_of(kept, writing))
    }

    /// Says when the text that keys go to should be looked at again.
    pub fn due(&self) -> Option<Instant> {
        self.touched.map(|since| since + IDLE)
    }

    /// Notes which texts are open, once a message is taken in.
    pub fn settle(&mut self, writings: &[Writing<'_>], at: Timestamp) {
        self.open = writings.iter().map(|it| draft_of(*it, at)).collect();
    }

    /// Takes the texts that are open no more, of those that were; where all are, that of the panel that speaks. They are saved
    /// or given up: each gets the turn in which its draft can go.
    pub fn drop_done(
        &mut self,
        writings: &[Writing<'_>],
        speaking: Option<Writing<'_>>,
    ) -> Vec<Draft> {
        let is_open = |draft: &Draft| writings.iter().any(|writing| is_of(draft, *writing));
        let (still, mut done): (Vec<Draft>, Vec<Draft>) =
            self.open.drain(..).partition(|draft| is_open(draft));
        self.open = still;
        if let (true, Some(speaking)) = (done.is_empty(), speaking) {
            let open = self.open.iter().chain(&self.kept);
            done.extend(open.filter(|draft| is_of(draft, speaking)).take(1).cloned());
        }
        let (kept, still): (Vec<Draft>, Vec<Draft>) = self
            .kept
            .drain(..)
            .partition(|kept| done.iter().any(|done| is_same(kept, done)));
        self.kept = still;
        done.retain(|draft| {
            draft.text != draft.base || kept.iter().any(|kept| is_same(kept, draft))
        });
        for draft in &mut done {
            self.turn += 1;
            draft.turn = self.turn;
        }
        done
    }
}

fn is_same(one: &Draft, other: &Draft) -> bool {
    one.is_of(&other.audit, &other.place)
}

fn is_of(draft: &Draft, writing: Writing<'_>) -> bool {
    draft.place == writing.place && draft.audit == audit_of(writing)
}

fn audit_of(writing: Writing<'_>) -> String {
    writing.audit.map(ToString::to_string).unwrap_or_default()
}

fn draft_of(writing: Writing<'_>, at: Timestamp) -> Draft {
    Draft {
        audit: audit_of(writing),
        place: writing.place.to_owned(),
        text: writing.text.to_owned(),
        base: writing.base.to_owned(),
        saved_at: at,
        turn: 0,
    }
}

/// Asks for a text to be kept that has no field any more.
pub fn kept_apart(writing: Writing<'_>, at: Timestamp) -> Request {
    Request::KeepDraft(draft_of(writing, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writing<'a>(place: &'a str, text: &'a str) -> Writing<'a> {
        Writing {
            audit: None,
            place,
            text,
            base: "",
        }
    }

    fn at() -> Timestamp {
        "2026-11-22T10:15:00Z".parse().unwrap()
    }

    fn places(drafts: &[Draft]) -> Vec<&str> {
        drafts.iter().map(|draft| draft.place.as_str()).collect()
    }

    #[test]
    fn a_text_below_is_kept_as_soon_as_something_is_opened_over_it() {
        let mut drafting = Drafting::default();
        let (below, top) = (writing("a", "one"), writing("b", "two"));
        assert_eq!(drafting.notice(&[below], false, at()), []);
        assert_eq!(places(&drafting.notice(&[below, top], false, at())), ["a"]);
        assert_eq!(drafting.notice(&[below, top], false, at()), []);
        assert_eq!(places(&drafting.notice(&[below, top], true, at())), ["b"]);
        assert_eq!(places(&drafting.drafts(&[below, top], at())), ["a", "b"]);
    }

    #[test]
    fn what_is_done_with_is_dropped_and_nothing_else() {
        let mut drafting = Drafting::default();
        let (below, top) = (writing("a", "one"), writing("b", "two"));
        drafting.notice(&[below, top], true, at());
        drafting.settle(&[below, top], at());
        let done = drafting.drop_done(&[below], None);
        assert_eq!(places(&done), ["b"]);
        assert_eq!(drafting.drop_done(&[below], None), []);
        let done = drafting.drop_done(&[below], Some(below));
        assert_eq!(places(&done), ["a"]);
        // A text that is typed anew is kept anew.
        assert_eq!(places(&drafting.notice(&[below], true, at())), ["a"]);
    }
}
