//! A range of lines of a file.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A range of lines, first and last, counted from 1; written `10-24` in commands and `[10, 24]` in records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "[u32; 2]", into = "[u32; 2]")]
pub struct LineRange {
    first: u32,
    last: u32,
}

/// Says why two numbers are no range of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRange(String);

impl fmt::Display for InvalidRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is no range of lines: write FIRST-LAST, counted from 1, such as 10-24",
            self.0.escape_debug()
        )
    }
}

impl std::error::Error for InvalidRange {}

impl LineRange {
    /// Makes a range; `first` is at least 1 and not after `last`.
    pub fn new(first: u32, last: u32) -> Result<Self, InvalidRange> {
        if first >= 1 && first <= last {
            Ok(Self { first, last })
        } else {
            Err(InvalidRange(format!("{first}-{last}")))
        }
    }

    /// Returns the first line, counted from 1.
    pub const fn first(self) -> u32 {
        self.first
    }

    /// Returns the last line, itself included.
    pub const fn last(self) -> u32 {
        self.last
    }

    /// Returns how many lines there are, at least 1.
    pub const fn count(self) -> u32 {
        self.last - self.first + 1
    }

    /// Returns the bytes of these lines, line ends included; none when the text has fewer lines.
    pub fn cut(self, text: &[u8]) -> Option<&[u8]> {
        let mut start = None;
        let mut line = 1;
        let mut from = 0;
        while from < text.len() {
            let rest = text.get(from..)?;
            let length = rest
                .iter()
                .position(|&b| b == b'\n')
                .map_or(rest.len(), |n| n + 1);
            if line == self.first {
                start = Some(from);
            }
            from += length;
            if line == self.last {
                return text.get(start?..from);
            }
            line += 1;
        }
        None
    }
}

impl fmt::Display for LineRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl FromStr for LineRange {
    type Err = InvalidRange;

    fn from_str(text: &str) -> Result<Self, InvalidRange> {
        let invalid = |_| InvalidRange(text.to_owned());
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        Self::new(
            first.parse().map_err(invalid)?,
            last.parse().map_err(invalid)?,
        )
        .map_err(|_| InvalidRange(text.to_owned()))
    }
}

impl TryFrom<[u32; 2]> for LineRange {
    type Error = InvalidRange;

    fn try_from([first, last]: [u32; 2]) -> Result<Self, InvalidRange> {
        Self::new(first, last)
    }
}

impl From<LineRange> for [u32; 2] {
    fn from(range: LineRange) -> Self {
        [range.first, range.last]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_cuts_its_lines_with_their_ends() {
        let text = b"one\ntwo\nthree";
        let cut = |first, last| LineRange::new(first, last).unwrap().cut(text);
        assert_eq!(cut(1, 1), Some(&b"one\n"[..]));
        assert_eq!(cut(2, 3), Some(&b"two\nthree"[..]));
        assert_eq!(cut(3, 4), None);
        assert_eq!(cut(4, 4), None);
    }

    #[test]
    fn a_range_is_counted_from_one_and_never_backwards() {
        assert!("0-3".parse::<LineRange>().is_err());
        assert!("5-3".parse::<LineRange>().is_err());
        assert!("x".parse::<LineRange>().is_err());
        assert_eq!("7".parse::<LineRange>().unwrap().count(), 1);
        assert_eq!("10-24".parse::<LineRange>().unwrap().to_string(), "10-24");
    }
}
