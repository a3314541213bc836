//! One key, and several in a row.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Which key it is; letters carry their case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A character, with shift already in it: `G`, `?`, a space.
    Char(char),
    /// The enter key.
    Enter,
    /// The escape key.
    Esc,
    /// The tabulator.
    Tab,
    /// The tabulator with shift.
    BackTab,
    /// The key that deletes to the left.
    Backspace,
    /// The key that deletes to the right.
    Delete,
    /// The insert key.
    Insert,
    /// The home key.
    Home,
    /// The end key.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// The arrow up.
    Up,
    /// The arrow down.
    Down,
    /// The arrow left.
    Left,
    /// The arrow right.
    Right,
    /// A function key.
    F(u8),
}

/// A key as a plain terminal sends it: perhaps with ctrl, never with alt, shift within the character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Whether ctrl was held.
    pub ctrl: bool,
}

const NAMED: [(&str, Code); 20] = [
    ("space", Code::Char(' ')),
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("shift-tab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("del", Code::Delete),
    ("ins", Code::Insert),
    ("home", Code::Home),
    ("end", Code::End),
    ("pgup", Code::PageUp),
    ("pgdn", Code::PageDown),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    // Other names for the same, read but not written.
    ("return", Code::Enter),
    ("escape", Code::Esc),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
];

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is no text.
    #[error("a key is missing")]
    Empty,
    /// No key has that name.
    #[error("\"{0}\" is no key")]
    Unknown(String),
    /// A plain terminal does not send it, or sends it as another key.
    #[error("\"{key}\" does not reach the program from every terminal: {why}")]
    Unsendable {
        /// The key that was asked for.
        key: String,
        /// What happens to it.
        why: &'static str,
    },
}

impl Key {
    /// Returns a key without ctrl.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false }
    }

    /// Returns the key of a character.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// Returns a letter with ctrl.
    pub const fn ctrl(c: char) -> Self {
        Self {
            code: Code::Char(c),
            ctrl: true,
        }
    }

    /// Returns the character that the key types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl => Some(c),
            _ => None,
        }
    }

    /// Reads the keys of a terminal event: none for a release, two for an alt combination.
    ///
    /// Over a slow line Esc and the key typed after it arrive together, and look like alt with that key. As nothing is
    /// bound to alt, they are taken apart again, and no key typed ahead is lost.
    pub fn read(event: KeyEvent) -> impl Iterator<Item = Self> {
        let key = (event.kind != KeyEventKind::Release)
            .then(|| Self::without_alt(event))
            .flatten();
        let esc = (key.is_some() && event.modifiers.contains(KeyModifiers::ALT))
            .then_some(Self::plain(Code::Esc));
        esc.into_iter().chain(key)
    }

    fn without_alt(event: KeyEvent) -> Option<Self> {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let shift = event.modifiers.contains(KeyModifiers::SHIFT);
        let code = match event.code {
            KeyCode::Char(c) if ctrl => return Some(Self::of_control(c.to_ascii_lowercase())),
            KeyCode::Char(c) if shift => Code::Char(c.to_uppercase().next().unwrap_or(c)),
            KeyCode::Char(c) => Code::Char(c),
            KeyCode::Enter => Code::Enter,
            KeyCode::Esc => Code::Esc,
            KeyCode::Tab if shift => Code::BackTab,
            KeyCode::Tab => Code::Tab,
            KeyCode::BackTab => Code::BackTab,
            KeyCode::Backspace => Code::Backspace,
            KeyCode::Delete => Code::Delete,
            KeyCode::Insert => Code::Insert,
            KeyCode::Home => Code::Home,
            KeyCode::End => Code::End,
            KeyCode::PageUp => Code::PageUp,
            KeyCode::PageDown => Code::PageDown,
            KeyCode::Up => Code::Up,
            KeyCode::Down => Code::Down,
            KeyCode::Left => Code::Left,
            KeyCode::Right => Code::Right,
            KeyCode::F(number) => Code::F(number),
            // Null is ctrl-space on some terminals; the rest are keys that only some terminals report.
            KeyCode::Null => return Some(Self::ctrl(' ')),
            KeyCode::CapsLock
            | KeyCode::ScrollLock
            | KeyCode::NumLock
            | KeyCode::PrintScreen
            | KeyCode::Pause
            | KeyCode::Menu
            | KeyCode::KeypadBegin
            | KeyCode::Media(_)
            | KeyCode::Modifier(_) => return None,
        };
        Some(Self { code, ctrl })
    }

    /// The key behind a control character: what a terminal sends alike is one key here, and ASCII's 1C to 1F, which
    /// arrive as ctrl-4 to ctrl-7, get their usual names.
    fn of_control(c: char) -> Self {
        match c {
            'h' => Self::plain(Code::Backspace),
            'i' => Self::plain(Code::Tab),
            'j' | 'm' => Self::plain(Code::Enter),
            '[' => Self::plain(Code::Esc),
            '4' => Self::ctrl('\\'),
            '5' => Self::ctrl(']'),
            '6' => Self::ctrl('^'),
            '7' | '/' => Self::ctrl('_'),
            c => Self::ctrl(c),
        }
    }

    /// Reads a key such as `G`, `ctrl-d`, `space` or `pgdn`. Fails for what a plain terminal or tmux cannot send.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let unknown = || KeyError::Unknown(text.to_owned());
        let unsendable = |why| KeyError::Unsendable {
            key: text.to_owned(),
            why,
        };
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => return Err(KeyError::Empty),
            (Some(c), None) if !c.is_control() && !c.is_whitespace() => return Ok(Self::char(c)),
            _ => {}
        }
        let lower = text.to_ascii_lowercase();
        if let Some((_, code)) = NAMED.iter().find(|(name, _)| *name == lower) {
            return Ok(Self::plain(*code));
        }
        if let Some(number) = lower
            .strip_prefix('f')
            .and_then(|number| number.parse().ok())
        {
            return if (1..=12).contains(&number) {
                Ok(Self::plain(Code::F(number)))
            } else {
                Err(unknown())
            };
        }
        let (modifier, rest) = text.split_once('-').ok_or_else(unknown)?;
        match (modifier.to_ascii_lowercase().as_str(), rest) {
            ("ctrl" | "control", "i") => Err(unsendable("it is the same as tab")),
            ("ctrl" | "control", "j" | "m") => Err(unsendable("it is the same as enter")),
            ("ctrl" | "control", "h") => Err(unsendable("it is the same as backspace")),
            ("ctrl" | "control", "[") => Err(unsendable("it is the same as esc")),
            ("ctrl" | "control", "space") => Ok(Self::ctrl(' ')),
            ("ctrl" | "control", rest) => match (rest.chars().next(), rest.chars().nth(1)) {
                (Some(c @ ('a'..='z' | '\\' | ']' | '^' | '_')), None) => Ok(Self::ctrl(c)),
                (Some(_), None) => Err(unsendable(
                    "ctrl goes with the letters a to z, space, \\ ] ^ and _",
                )),
                _ if Self::parse(rest).is_ok() => Err(unsendable("most send it without ctrl")),
                _ => Err(unknown()),
            },
            ("shift", rest) if rest.chars().count() == 1 => {
                Err(unsendable("write the character itself, such as G"))
            }
            ("shift", _) => Err(unsendable("most send it without shift")),
            ("alt" | "meta", _) => Err(unsendable("it is the same as esc and then the key")),
            ("super" | "cmd" | "win" | "hyper", _) => {
                Err(unsendable("the desktop keeps it for itself"))
            }
            _ => Err(unknown()),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            Code::Char(c) => write!(f, "{c}"),
            Code::F(number) => write!(f, "f{number}"),
            // Every other code has a name above.
            other => write!(f, "{other:?}"),
        }
    }
}

/// Keys pressed one after the other, such as `g g`; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord(Vec<Key>);

impl Chord {
    /// Reads keys with spaces between them.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let keys: Vec<Key> = text
            .split_whitespace()
            .map(Key::parse)
            .collect::<Result<_, _>>()?;
        if keys.is_empty() {
            Err(KeyError::Empty)
        } else {
            Ok(Self(keys))
        }
    }

    /// Returns the keys in order.
    pub fn keys(&self) -> &[Key] {
        &self.0
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, key) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{key}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(code: KeyCode, modifiers: KeyModifiers) -> Vec<String> {
        Key::read(KeyEvent::new(code, modifiers))
            .map(|key| key.to_string())
            .collect()
    }

    #[test]
    fn a_key_reads_back_as_it_is_written() {
        for text in [
            "a",
            "G",
            "?",
            "-",
            "é",
            "ctrl-d",
            "ctrl-_",
            "ctrl-space",
            "space",
            "pgdn",
            "shift-tab",
            "f12",
            "del",
        ] {
            assert_eq!(Key::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Chord::parse("g  g").unwrap().to_string(), "g g");
        assert_eq!(Chord::parse(" "), Err(KeyError::Empty));
    }

    #[test]
    fn what_a_plain_terminal_cannot_send_is_refused() {
        for text in [
            "ctrl-enter",
            "shift-enter",
            "alt-x",
            "ctrl-i",
            "ctrl-j",
            "ctrl-m",
            "ctrl-h",
            "ctrl-[",
            "ctrl-1",
            "ctrl-up",
            "shift-g",
            "ctrl-D",
            "cmd-c",
        ] {
            assert!(
                matches!(Key::parse(text), Err(KeyError::Unsendable { .. })),
                "{text}"
            );
        }
        for text in ["foo", "ctrl-foo", "f13", "hyper", "ab"] {
            assert_eq!(Key::parse(text), Err(KeyError::Unknown(text.to_owned())));
        }
    }

    #[test]
    fn shift_is_in_the_character() {
        assert_eq!(read(KeyCode::Char('G'), KeyModifiers::SHIFT), ["G"]);
        assert_eq!(read(KeyCode::Char('g'), KeyModifiers::SHIFT), ["G"]);
        assert_eq!(read(KeyCode::BackTab, KeyModifiers::SHIFT), ["shift-tab"]);
    }

    #[test]
    fn control_characters_that_terminals_mix_up_are_one_key() {
        assert_eq!(read(KeyCode::Char('j'), KeyModifiers::CONTROL), ["enter"]);
        assert_eq!(
            read(KeyCode::Char('h'), KeyModifiers::CONTROL),
            ["backspace"]
        );
        assert_eq!(read(KeyCode::Char('7'), KeyModifiers::CONTROL), ["ctrl-_"]);
        assert_eq!(
            read(KeyCode::Char(' '), KeyModifiers::CONTROL),
            ["ctrl-space"]
        );
    }

    #[test]
    fn escape_and_a_key_typed_ahead_are_taken_apart() {
        assert_eq!(read(KeyCode::Char('j'), KeyModifiers::ALT), ["esc", "j"]);
    }

    #[test]
    fn a_release_is_no_key() {
        let event = KeyEvent::new_with_kind(
            KeyCode::Char('a'),
            KeyModifiers::NONE,
            KeyEventKind::Release,
        );
        assert_eq!(Key::read(event).count(), 0);
    }
}
