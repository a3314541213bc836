//! Finding cited lines again, wherever in the file they are now.

use super::git::{hex, sha256};
use crate::domain::evidence::LineRange;

/// How many bytes may be hashed in search of lines whose text is not known.
const HASHED_AT_MOST: usize = 64 << 20;

/// Returns how many lines a text has; a last line without a line end counts.
pub(super) fn count_lines(text: &[u8]) -> u32 {
    let lines = text.split_inclusive(|&byte| byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}

/// Says that a text is too large for all its lines to be hashed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// Finds lines by their SHA-256 alone, for when the bytes that were cited are not here.
///
/// Here, too, it does not matter whether the last line ends in a line feed.
pub(super) fn find_hash(
    text: &[u8],
    hash: &str,
    was: LineRange,
) -> Result<Option<LineRange>, TooLarge> {
    let has_hash = |bytes: &[u8]| hex(sha256(bytes)).eq_ignore_ascii_case(hash);
    let is_it = |bytes: &[u8]| {
        let other = match bytes.strip_suffix(b"\n") {
            Some(open) => open.to_vec(),
            None => [bytes, b"\n"].concat(),
        };
        has_hash(bytes) || has_hash(&other)
    };
    if was.cut(text).is_some_and(is_it) {
        return Ok(Some(was));
    }
    let mut bounds = vec![0];
    bounds.extend(
        text.iter()
            .enumerate()
            .filter(|(_, byte)| **byte == b'\n')
            .map(|(at, _)| at + 1),
    );
    if text.last().is_some_and(|&byte| byte != b'\n') {
        bounds.push(text.len());
    }
    let count = usize::try_from(was.count()).unwrap_or(usize::MAX);
    if count >= bounds.len() {
        return Ok(None);
    }
    if text.len().saturating_mul(count) > HASHED_AT_MOST {
        return Err(TooLarge);
    }
    let hits = (1_u32..)
        .zip(bounds.windows(count + 1))
        .filter(|(_, window)| {
            let range = window.first().zip(window.last());
            range.is_some_and(|(&start, &end)| text.get(start..end).is_some_and(is_it))
        });
    let nearest = hits.min_by_key(|(number, _)| number.abs_diff(was.first()));
    Ok(nearest.and_then(|(first, _)| at(first, was)))
}

fn at(first: u32, was: LineRange) -> Option<LineRange> {
    LineRange::new(first, first.checked_add(was.count() - 1)?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(first: u32, last: u32) -> LineRange {
        LineRange::new(first, last).unwrap()
    }

    #[test]
    fn a_hash_is_found_after_lines_were_added_below_or_taken_away() {
        let of = |excerpt: &[u8]| hex(sha256(excerpt));
        let was = range(2, 2);
        assert_eq!(find_hash(b"a\nb\nc\n", &of(b"b"), was), Ok(Some(was)));
        assert_eq!(find_hash(b"a\nb", &of(b"b\n"), was), Ok(Some(was)));
    }

    #[test]
    fn a_text_too_large_to_be_hashed_is_no_text_without_the_lines() {
        let text = b"x\n".repeat(HASHED_AT_MOST / 1024);
        assert_eq!(find_hash(&text, "00", range(1, 2048)), Err(TooLarge));
        assert_eq!(find_hash(b"a\n", "00", range(1, u32::MAX)), Ok(None));
    }

    #[test]
    fn nothing_is_found_in_an_empty_file() {
        assert_eq!(find_hash(b"", &hex(sha256(b"x\n")), range(1, 1)), Ok(None));
    }

    #[test]
    fn lines_are_counted_as_editors_count_them() {
        assert_eq!(
            [
                count_lines(b""),
                count_lines(b"a"),
                count_lines(b"a\n"),
                count_lines(b"a\nb")
            ],
            [0, 1, 1, 2]
        );
    }

    proptest! {
        #[test]
        fn lines_are_found_under_whatever_was_inserted_above(
            above in proptest::collection::vec("[a-f]{0,4}", 0..30),
            first in 1_u32..20,
            count in 1_u32..5,
        ) {
            let lines: Vec<String> = (1..=30).map(|n| format!("line {n}")).collect();
            let old = lines.join("\n") + "\n";
            let was = range(first, first + count - 1);
            let excerpt = was.cut(old.as_bytes()).unwrap();
            let mut new = String::new();
            for line in &above {
                new += line;
                new.push('\n');
            }
            new += &old;
            let shift = u32::try_from(above.len()).unwrap();
            let now = range(first + shift, first + shift + count - 1);
            prop_assert_eq!(find_hash(new.as_bytes(), &hex(sha256(excerpt)), was), Ok(Some(now)));
            prop_assert_eq!(now.cut(new.as_bytes()), Some(excerpt));
        }
    }
}
