//! Which paths may be cited: within the repository, and never into `.git`.

use std::borrow::Cow;

/// Tells whether a path in a record may be opened: relative, no `..`, no `\`, no `.git` in any disguise.
pub fn is_safe_path(path: &str) -> bool {
    !path.is_empty()
        && path.len() <= 4096
        && !path.starts_with('/')
        && !path.contains(['\0', '\\'])
        && path
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !is_dot_git(part))
}

/// Tells whether some file system takes a name for `.git`.
///
/// HFS+ ignores letter case and invisible characters, NTFS trailing dots and spaces and what follows a colon, and
/// calls it `git~1` besides (CVE-2014-9390, CVE-2019-1353).
pub fn is_dot_git(name: &str) -> bool {
    // Asked for each folder of each citation: most names are told apart by how they begin.
    if name.is_ascii() && !name.starts_with(['.', 'g', 'G']) {
        return false;
    }
    let visible: String = name
        .chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
        .collect();
    let stem = visible.split([':', '\\']).next().unwrap_or_default();
    let stem = stem.trim_end_matches(['.', ' ']);
    stem.eq_ignore_ascii_case(".git") || stem.eq_ignore_ascii_case("git~1")
}

/// The letters that stand for control characters where a name is quoted.
pub const LETTERS: [(u8, char); 7] = [
    (0x07, 'a'),
    (0x08, 'b'),
    (b'\t', 't'),
    (b'\n', 'n'),
    (0x0b, 'v'),
    (0x0c, 'f'),
    (b'\r', 'r'),
];

/// Reads a path that is quoted as git quotes names (`"caf\351.txt"`); none where it is not, or wrongly.
pub fn unquoted(path: &str) -> Option<Vec<u8>> {
    let mut rest = path.as_bytes().strip_prefix(b"\"")?;
    let mut path = Vec::with_capacity(rest.len());
    loop {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b'"' => return rest.is_empty().then_some(path),
            b'\\' => {
                let (&escaped, after) = rest.split_first()?;
                rest = after;
                match escaped {
                    b'"' | b'\\' => path.push(escaped),
                    b'0'..=b'3' => {
                        let (low, after) = rest.split_at_checked(2)?;
                        rest = after;
                        let mut value = escaped - b'0';
                        for digit in low {
                            let digit = digit.checked_sub(b'0').filter(|digit| *digit < 8)?;
                            value = value << 3 | digit;
                        }
                        path.push(value);
                    }
                    _ => {
                        let letter = char::from(escaped);
                        let mut letters = LETTERS.iter();
                        path.push(letters.find_map(|(of, l)| (*l == letter).then_some(*of))?);
                    }
                }
            }
            _ => path.push(byte),
        }
    }
}

/// Returns how a path reads that is written as records have it: without quotes, what is no UTF-8 replaced.
///
/// It is what patterns are held against; nothing can be found by it.
pub fn readable(path: &str) -> Cow<'_, str> {
    match unquoted(path) {
        Some(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        None => Cow::Borrowed(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_a_record_stays_within_the_repository() {
        for path in [
            "policy/ai policy.md",
            "å/日本.md",
            ".gitignore",
            "a/.github/x",
        ] {
            assert!(is_safe_path(path), "{path:?}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            ".git/config",
            ".GIT/config",
            "a/.git",
            ".git./x",
            "git~1/x",
            ".g\u{200c}it/config",
            "a\0b",
            ".git::$INDEX_ALLOCATION/x",
            "a\\b",
            "./a",
        ] {
            assert!(!is_safe_path(path), "{path:?}");
        }
    }
}
