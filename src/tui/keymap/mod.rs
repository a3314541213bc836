//! Keys to actions.
//!
//! The default keys stand in the [table of actions](crate::tui::action); a file of the user's replaces them by context:
//!
//! ```toml
//! [walk]
//! verdict-conforming = ["c", "f2"]   # walk.verdict-conforming; these keys replace the default ones
//! next-row = []                      # no key: help still has it
//! "nav.down" = ["j"]                 # an action of several contexts, changed in this one
//!
//! [nav]
//! top = ["g g"]                      # the same, changed wherever it is
//! ```
//!
//! A key has one meaning in a context and [`Context::Global`] together; two are a conflict, and so is a key that begins
//! the keys of another action.

mod defaults;
mod key;
mod load;
mod pending;

#[cfg(test)]
mod tests;

pub use key::{Chord, Code, Key, KeyError};
pub use pending::Pending;

use crate::tui::action::{ACTIONS, Action, ActionInfo, Context};
use crate::tui::located::Located;

/// Keys bound to an action in a context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Where.
    pub context: Context,
    /// The keys.
    pub chord: Chord,
    /// What they do.
    pub action: Action,
}

/// What a key came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// The keys are bound to this action.
    Match(Action),
    /// More keys must follow; these can.
    Prefix(Vec<Follow>),
    /// A digit of a count before an action.
    Count(usize),
    /// The keys mean nothing here.
    None,
}

/// A key that can follow the ones already pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follow {
    /// The key.
    pub key: Key,
    /// What it does; the first of several when yet more keys follow.
    pub action: Action,
    /// Whether yet more keys follow.
    pub more: bool,
}

/// All bindings; the ones of an action are in the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

impl Default for Keymap {
    fn default() -> Self {
        let mut bindings = Vec::new();
        for info in ACTIONS {
            for context in info.contexts {
                // A test reads every default key, so that none is left out in a build that passed.
                let chords = info.keys.iter().filter_map(|keys| Chord::parse(keys).ok());
                bindings.extend(chords.map(|chord| Binding {
                    context: *context,
                    chord,
                    action: info.action,
                }));
            }
        }
        Self { bindings }
    }
}

impl Keymap {
    /// Reads a file of keys over the default ones. Fails with all mistakes and conflicts, in order of their place.
    pub fn parse(source: &str) -> Result<Self, Vec<Located>> {
        load::keymap(source)
    }

    /// Returns the default keys as a file to start from.
    pub fn to_toml() -> String {
        defaults::toml()
    }

    /// Says what a key means after the pending ones.
    ///
    /// `stack` holds the contexts from the innermost outwards, such as `[Text, Finding, Global]`; the first that knows
    /// the keys decides, and an exact match in it wins over a prefix.
    pub fn press(&self, stack: &[Context], pending: &[Key], key: Key) -> Press {
        let mut keys = pending.to_vec();
        keys.push(key);
        for context in stack {
            let begun = || {
                self.of(*context)
                    .filter(|binding| binding.chord.keys().starts_with(&keys))
            };
            if let Some(whole) = begun().find(|binding| binding.chord.keys().len() == keys.len()) {
                return Press::Match(whole.action);
            }
            if begun().next().is_some() {
                return Press::Prefix(self.which_key(stack, &keys));
            }
        }
        Press::None
    }

    /// Returns the keys that can follow the pending ones, each once, in the order of the table of actions.
    pub fn which_key(&self, stack: &[Context], pending: &[Key]) -> Vec<Follow> {
        let mut follows: Vec<Follow> = Vec::new();
        for binding in stack.iter().flat_map(|context| self.of(*context)) {
            let Some((key, rest)) = binding
                .chord
                .keys()
                .strip_prefix(pending)
                .and_then(<[Key]>::split_first)
            else {
                continue;
            };
            if !follows.iter().any(|follow| follow.key == *key) {
                follows.push(Follow {
                    key: *key,
                    action: binding.action,
                    more: !rest.is_empty(),
                });
            }
        }
        follows.sort_by_key(|follow| follow.action);
        follows
    }

    fn of(&self, context: Context) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |binding| binding.context == context)
    }

    /// Returns the keys of an action in the first of the contexts that has it, as they are written; none when unbound.
    pub fn keys_of(&self, action: Action, stack: &[Context]) -> Vec<String> {
        stack
            .iter()
            .find(|context| action.info().contexts.contains(context))
            .into_iter()
            .flat_map(|context| self.of(*context))
            .filter(|binding| binding.action == action)
            .map(|binding| binding.chord.to_string())
            .collect()
    }

    /// Returns the one key to show for an action: its first.
    pub fn key_of(&self, action: Action, stack: &[Context]) -> Option<String> {
        self.keys_of(action, stack).into_iter().next()
    }

    /// Returns every action of a context with its keys, those without one too, in the order of help.
    pub fn bound(
        &self,
        context: Context,
    ) -> impl Iterator<Item = (&'static ActionInfo, Vec<String>)> {
        ACTIONS
            .iter()
            .filter(move |info| info.contexts.contains(&context))
            .map(move |info| (*info, self.keys_of(info.action, &[context])))
    }

    fn unbind(&mut self, context: Context, action: Action) {
        self.bindings
            .retain(|binding| binding.context != context || binding.action != action);
    }

    fn bind(&mut self, context: Context, action: Action, chord: Chord) {
        self.bindings.push(Binding {
            context,
            chord,
            action,
        });
    }

    /// Pairs of bindings that cannot both be meant: the same keys, or keys that begin the other's.
    fn conflicts(&self) -> Vec<(Context, &Binding, &Binding)> {
        let mut found = Vec::new();
        for context in Context::ALL {
            let own: Vec<&Binding> = self.of(context).collect();
            let inherited: Vec<&Binding> = match context {
                Context::Global => Vec::new(),
                _ => self.of(Context::Global).collect(),
            };
            for (at, one) in own.iter().enumerate() {
                let others = own.iter().skip(at + 1).chain(&inherited);
                let clashes = |other: &&&Binding| {
                    let (a, b) = (one.chord.keys(), other.chord.keys());
                    (a.starts_with(b) || b.starts_with(a)) && (one.action != other.action || a != b)
                };
                found.extend(others.filter(clashes).map(|other| (context, *one, *other)));
            }
        }
        found
    }
}
