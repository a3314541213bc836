//! The keys and digits typed so far towards an action.

use super::{Code, Key, Keymap, Press};
use crate::tui::action::Context;

/// The largest count: more rows than any audit has.
const MOST: usize = 9_999;

/// What was typed towards an action: a count and the first keys of a chord.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pending {
    count: Option<usize>,
    keys: Vec<Key>,
}

impl Pending {
    /// Takes a key, and keeps it when more must follow.
    ///
    /// A digit that is bound to nothing begins a count where numbers count ([`Context::counts`]). Esc gives up what was begun and does nothing else; so does a
    /// key that cannot follow.
    pub fn press(&mut self, keymap: &Keymap, stack: &[Context], key: Key) -> Press {
        if !self.is_empty() && key == Key::plain(Code::Esc) {
            self.clear();
            return Press::None;
        }
        let press = keymap.press(stack, &self.keys, key);
        match &press {
            Press::Match(_) => self.keys.clear(),
            Press::Prefix(_) => self.keys.push(key),
            Press::Count(_) | Press::None => match self.digit(stack, key) {
                Some(digit) => {
                    let count = (self.count.unwrap_or(0) * 10 + digit).min(MOST);
                    self.count = Some(count);
                    return Press::Count(count);
                }
                None => self.clear(),
            },
        }
        press
    }

    fn digit(&self, stack: &[Context], key: Key) -> Option<usize> {
        if !stack.iter().all(|context| context.counts()) {
            return None;
        }
        let digit = key.typed()?.to_digit(10)?;
        let begins = digit > 0 || self.count.is_some();
        (self.keys.is_empty() && begins)
            .then(|| usize::try_from(digit).ok())
            .flatten()
    }

    /// Returns the count typed before the action that was matched and forgets it.
    pub fn take_count(&mut self) -> Option<usize> {
        self.count.take()
    }

    /// Returns whether nothing was typed towards an action.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.count.is_none()
    }

    /// Returns the first keys of a chord.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Forgets what was typed, as when the focus changes.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.count = None;
    }
}
