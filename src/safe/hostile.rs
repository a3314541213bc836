//! Texts that somebody makes to have a terminal obey them, hide or turn round, for tests: without end, and always the same.

use super::first_hidden;

/// How many strings a test tries: `TICKMARK_STRINGS` says how many, and else a few.
pub(crate) fn asked(few: usize) -> usize {
    std::env::var("TICKMARK_STRINGS").map_or(few, |asked| asked.parse().unwrap())
}

/// Pieces that terminals obey, or that change what is seen of the text around them.
const PIECES: [&str; 46] = [
    "\u{1b}[2J",
    "\u{1b}[31m",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;AAAA\u{7}",
    "\u{1b}P+q544e\u{1b}\\",
    "\u{1b}_Gx\u{1b}\\",
    "\u{1b}[6n",
    "\u{1b}c",
    "\u{1b}(0",
    "\u{9b}31m",
    "\u{9d}0;x\u{9c}",
    "\u{90}",
    "\u{85}",
    "\u{0}",
    "\u{7}",
    "\u{8}\u{8}\u{8}",
    "\r",
    "\n",
    "\r\n",
    "\t",
    "\u{b}",
    "\u{c}",
    "\u{7f}",
    "\u{e}",
    "\u{202e}",
    "\u{202d}",
    "\u{2066}",
    "\u{2069}",
    "\u{200e}",
    "\u{61c}",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{feff}",
    "\u{ad}",
    "\u{2028}",
    "\u{2029}",
    "\u{fe0f}",
    "\u{e0041}\u{e007f}",
    "\u{115f}",
    "\u{3164}",
    "\u{fff9}",
    "\u{1d173}",
    "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "👩\u{200d}💻",
    "❤\u{fe0f}\u{200d}🔥",
];

/// A source of such texts.
#[derive(Debug)]
pub(crate) struct Strings(u64);

impl Strings {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Returns a number below another one (xorshift64*).
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % end
    }

    /// Returns the next text.
    pub(crate) fn text(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(8) {
            match self.below(6) {
                0 | 1 => text.push_str(PIECES[self.below(PIECES.len())]),
                2 => text.extend((0..self.below(9)).map(|_| self.letter(0x20, 0x7f))),
                3 => text.push(self.letter(0, 0xa0)),
                4 => text.push(self.letter(0x2000, 0x2070)),
                _ => text.push(self.letter(0xa0, 0x20000)),
            }
        }
        text
    }

    /// Returns the next text as the name of a file may be: not empty, no folder, no NUL.
    pub(crate) fn name(&mut self) -> String {
        let text = self.text().replace(['/', '\\', '\0', '"'], "-");
        format!("n{text}")
    }

    fn letter(&mut self, from: u32, to: u32) -> char {
        let number = u32::try_from(self.below(usize::try_from(to - from).unwrap())).unwrap();
        char::from_u32(from + number).unwrap_or('\u{fffd}')
    }
}

/// Holds that a text of several lines has nothing in it that is not shown as itself.
#[track_caller]
pub(crate) fn assert_shown(what: &str, text: &str) {
    if let Some((at, hidden)) = first_hidden(text) {
        let around: String = text[..at].chars().rev().take(60).collect();
        let around: String = around.chars().rev().collect();
        panic!("{what}: {hidden:?} behind {around:?}");
    }
}

/// Takes the sequences that the program itself writes off what goes to a terminal, and holds that nothing else is in it.
#[track_caller]
pub(crate) fn assert_ours_alone(what: &str, bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut rest = text;
    let mut shown = String::new();
    while let Some(at) = rest.find('\u{1b}') {
        shown.push_str(&rest[..at]);
        // What stands on both sides of a sequence is in different cells.
        shown.push('\n');
        rest = after_sequence(&rest[at + 1..])
            .unwrap_or_else(|| panic!("{what}: no sequence of ours: {:?}", &rest[at..]));
    }
    shown.push_str(rest);
    // Going to the beginning of a row, and down to the next one.
    assert_shown(what, &shown.replace('\r', "\n"));
}

/// Returns what comes after a sequence of those that the program writes.
fn after_sequence(text: &str) -> Option<&str> {
    if let Some(title) = text.strip_prefix("]2;tickmark: ") {
        let (title, rest) = title.split_once('\u{7}')?;
        assert_shown("the title", title);
        return (!title.contains('\u{1b}')).then_some(rest);
    }
    let command = text.strip_prefix('[')?;
    let end = command.find(|c: char| !matches!(c, '0'..='9' | ';' | ':' | '?'))?;
    let (count, rest) = command.split_at(end);
    let letter = rest.chars().next()?;
    let known = match letter {
        'h' | 'l' => count.starts_with('?'),
        'H' | 'C' | 'D' | 'A' | 'B' | 'm' | 'K' | 'J' | 'S' | 'T' | 'r' => !count.starts_with('?'),
        't' => matches!(count, "22;2" | "23;2" | "22;0" | "23;0"),
        _ => false,
    };
    known.then(|| &rest[1..])
}
