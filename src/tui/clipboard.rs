//! Copying by OSC 52: the terminal at the person's end takes the text, also over SSH and from within tmux or screen.
//!
//! Nothing answers, and many terminals ask or refuse by setting; so the message promises no more than was done.

use crate::caps::Multiplexer;

/// How many bytes can be copied: their base64 and the sequence around it make 100 000, which xterm and tmux take.
pub const LIMIT: usize = 74_994;

/// What to tell the person after [`copy`].
pub const SENT: &str = "sent to the terminal's clipboard (if it allows that)";

/// GNU screen takes at most 768 bytes of a passed-through sequence at a time.
const SCREEN_CHUNK: usize = 512;

/// The text is longer than a terminal takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{length} bytes are more than a terminal's clipboard takes ({LIMIT})")]
pub struct TooLong {
    /// The text's length in bytes.
    pub length: usize,
}

/// Makes the bytes that hand a text to the terminal's clipboard, for [`super::runner::Next::Send`].
pub fn copy(text: &str, multiplexer: Option<Multiplexer>) -> Result<Vec<u8>, TooLong> {
    if text.len() > LIMIT {
        return Err(TooLong { length: text.len() });
    }
    let plain = format!("\x1b]52;c;{}\x07", base64(text.as_bytes()));
    let sequence = match multiplexer {
        None => plain,
        // tmux takes one or the other, by its `set-clipboard` and `allow-passthrough`; twice the same does no harm.
        Some(Multiplexer::Tmux) => {
            let doubled = plain.replace('\x1b', "\x1b\x1b");
            format!("{plain}\x1bPtmux;{doubled}\x1b\\")
        }
        Some(Multiplexer::Screen) => {
            let mut pieces = String::new();
            for chunk in plain.as_bytes().chunks(SCREEN_CHUNK) {
                pieces.push_str("\x1bP");
                pieces.push_str(&String::from_utf8_lossy(chunk));
                pieces.push_str("\x1b\\");
            }
            pieces
        }
    };
    Ok(sequence.into_bytes())
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut group = [0; 3];
        for (place, byte) in group.iter_mut().zip(chunk) {
            *place = *byte;
        }
        let [first, second, third] = group;
        let sextets = [
            first >> 2,
            (first & 0b11) << 4 | second >> 4,
            (second & 0b1111) << 2 | third >> 6,
            third & 0b11_1111,
        ];
        for (index, sextet) in sextets.into_iter().enumerate() {
            encoded.push(if index <= chunk.len() {
                digit(sextet)
            } else {
                '='
            });
        }
    }
    encoded
}

fn digit(sextet: u8) -> char {
    char::from(match sextet {
        0..26 => b'A' + sextet,
        26..52 => b'a' + (sextet - 26),
        52..62 => b'0' + (sextet - 52),
        62 => b'+',
        _ => b'/',
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_agrees_with_the_standards_examples() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
            ("\u{fb}\u{ff}~?", "w7vDv34/"),
        ] {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_terminal_gets_the_plain_sequence() {
        assert_eq!(copy("foo", None).unwrap(), b"\x1b]52;c;Zm9v\x07");
    }

    #[test]
    fn tmux_gets_it_plain_and_passed_through() {
        assert_eq!(
            copy("foo", Some(Multiplexer::Tmux)).unwrap(),
            b"\x1b]52;c;Zm9v\x07\x1bPtmux;\x1b\x1b]52;c;Zm9v\x07\x1b\\"
        );
    }

    #[test]
    fn screen_gets_it_in_pieces() {
        let bytes = copy(&"x".repeat(1000), Some(Multiplexer::Screen)).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.matches("\u{1b}P").count(), 3);
        let joined = text.replace("\u{1b}P", "").replace("\u{1b}\\", "");
        assert!(joined.starts_with("\u{1b}]52;c;eHh4") && joined.ends_with('\u{7}'));
    }

    #[test]
    fn a_text_that_no_terminal_takes_is_refused() {
        assert_eq!(copy(&"x".repeat(LIMIT), None).unwrap().len(), 100_000);
        assert_eq!(
            copy(&"x".repeat(LIMIT + 1), None),
            Err(TooLong { length: LIMIT + 1 })
        );
    }
}
