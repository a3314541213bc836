//! When half-typed text is kept: after two seconds without a key, after two hundred characters, and whenever the person
//! turns to something else.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::session::Draft;

use super::{effect::Request, panel::Writing};

const IDLE: Duration = Duration::from_secs(2);
const CHARACTERS: usize = 200;

/// Watches the text that is being typed.
#[derive(Debug, Default)]
pub struct Drafting {
    kept: Option<Draft>,
    seen: String,
    touched: Option<Instant>,
}

impl Drafting {
    /// Makes the draft of what is being typed.
    pub fn draft(&self, writing: Writing<'_>, at: Timestamp) -> Draft {
        draft_of(writing, at)
    }

    /// Looks at the text after something happened; returns the draft to keep, if it is time.
    pub fn notice(
        &mut self,
        writing: Option<Writing<'_>>,
        now: bool,
        at: Timestamp,
    ) -> Option<Draft> {
        let Some(writing) = writing else {
            self.touched = None;
            return None;
        };
        if writing.text == writing.base {
            self.touched = None;
            return None;
        }
        if self.seen != writing.text {
            writing.text.clone_into(&mut self.seen);
            self.touched = Some(Instant::now());
        }
        let kept = self
            .kept
            .as_ref()
            .filter(|kept| kept.place == writing.place);
        let kept_text = kept.map_or(writing.base, |kept| kept.text.as_str());
        if kept_text == writing.text {
            self.touched = None;
            return None;
        }
        let grown = writing
            .text
            .chars()
            .count()
            .abs_diff(kept_text.chars().count());
        let idle = self.touched.is_some_and(|since| since.elapsed() >= IDLE);
        if !(now || idle || grown >= CHARACTERS) {
            return None;
        }
        self.touched = None;
        let draft = self.draft(writing, at);
        self.kept = Some(draft.clone());
        Some(draft)
    }

    /// Says when the text should be looked at again.
    pub fn due(&self) -> Option<Instant> {
        self.touched.map(|since| since + IDLE)
    }

    /// Tells whether the draft that was kept last is of this text.
    pub fn has_kept(&self, writing: Writing<'_>) -> bool {
        let audit = writing.audit.map(ToString::to_string).unwrap_or_default();
        let kept = self.kept.as_ref();
        kept.is_some_and(|kept| kept.place == writing.place && kept.audit == audit)
    }

    /// Forgets the draft that was kept and returns its audit and place.
    pub fn drop_kept(&mut self) -> Option<(String, String)> {
        self.touched = None;
        self.kept.take().map(|draft| (draft.audit, draft.place))
    }
}

fn draft_of(writing: Writing<'_>, at: Timestamp) -> Draft {
    Draft {
        audit: writing.audit.map(ToString::to_string).unwrap_or_default(),
        place: writing.place.to_owned(),
        text: writing.text.to_owned(),
        base: writing.base.to_owned(),
        saved_at: at,
    }
}

/// Asks for a text to be kept that has no field any more.
pub fn kept_apart(writing: Writing<'_>, at: Timestamp) -> Request {
    Request::KeepDraft(draft_of(writing, at))
}
