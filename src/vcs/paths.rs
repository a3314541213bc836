//! Which paths may be asked for, and how a name that is no text is written as one.
//!
//! A path is relative, within the work tree, and never leads into `.git`. git's names are bytes, and a record's path is
//! text: a path is written as it is, unless it is no UTF-8 or begins with `"`; then it is written as git prints it,
//! quoted like a string of C with every byte beyond ASCII in octal (`"caf\351.txt"`). So each path has one way of being
//! written, and every text that begins with `"` is quoted. Here is the one place where the two are turned into each other.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use super::VcsError;
use crate::domain::evidence::{LETTERS, is_dot_git, unquoted};

/// Reads a path as it is written in records and commands, and refuses one that leads out of the work tree, into `.git`
/// in any disguise, or is written wrongly.
///
/// A quoted path that needs no quotes is read all the same: git quotes more than is needed here.
pub(super) fn decode(path: &str) -> Result<Cow<'_, [u8]>, VcsError> {
    let bytes = match path.strip_prefix('"') {
        None => Cow::Borrowed(path.as_bytes()),
        Some(_) => Cow::Owned(unquoted(path).ok_or_else(|| VcsError::BadPath {
            path: path.to_owned(),
            why: "begins with a quotation mark and is not quoted as git quotes names",
        })?),
    };
    match fault(&bytes) {
        None => Ok(bytes),
        Some(why) => Err(VcsError::BadPath {
            path: path.to_owned(),
            why,
        }),
    }
}

/// Reads the bytes of any path that is written as records and commands have it, wherever it leads.
///
/// None where it begins with a quotation mark and is not quoted as git quotes names.
pub(super) fn path_bytes(path: &str) -> Option<Cow<'_, [u8]>> {
    match path.strip_prefix('"') {
        None => Some(Cow::Borrowed(path.as_bytes())),
        Some(_) => unquoted(path).map(Cow::Owned),
    }
}

/// Returns a path of a record or command as the system takes it, wherever it leads; none where it is quoted wrongly.
pub fn path_of(text: &str) -> Option<PathBuf> {
    path_bytes(text).map(|bytes| os(&bytes).into_owned())
}

/// Writes the bytes of a path of the system as records and commands have it.
pub fn text_of(path: &[u8]) -> String {
    encode(path)
}

/// Writes a path as records and commands have it.
pub(super) fn encode(path: &[u8]) -> String {
    match std::str::from_utf8(path) {
        Ok(text) if !text.starts_with('"') => text.to_owned(),
        Ok(_) | Err(_) => quote(path),
    }
}

/// Writes a path as records and commands have it, if it may be asked for at all.
pub(super) fn encode_safe(path: &[u8]) -> Option<String> {
    fault(path).is_none().then(|| encode(path))
}

/// Returns a path as the system takes it.
#[cfg(unix)]
pub(super) fn os(path: &[u8]) -> Cow<'_, Path> {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
    Cow::Borrowed(Path::new(OsStr::from_bytes(path)))
}

/// Returns a path as the system takes it; what is no UTF-8 cannot have been checked out there.
#[cfg(not(unix))]
pub(super) fn os(path: &[u8]) -> Cow<'_, Path> {
    match String::from_utf8_lossy(path) {
        Cow::Borrowed(text) => Cow::Borrowed(Path::new(text)),
        Cow::Owned(text) => Cow::Owned(text.into()),
    }
}

/// Says what is wrong with a path.
fn fault(path: &[u8]) -> Option<&'static str> {
    if path.is_empty() {
        return Some("is empty");
    }
    if path.starts_with(b"/") || matches!(path.get(1..3), Some(b":/" | b":\\")) {
        return Some("is absolute: write it relative to the top of the work tree");
    }
    if path.contains(&0) {
        return Some("contains a NUL");
    }
    path.split(|&byte| byte == b'/')
        .find_map(|part| match part {
            b"" => Some("has an empty component"),
            b"." => Some("has a component \".\""),
            b".." => Some("leads out of the work tree"),
            // A byte that is no UTF-8 makes it another name on every file system.
            _ if is_dot_git(&String::from_utf8_lossy(part)) => Some("leads into .git"),
            _ => None,
        })
}

/// Quotes bytes as git does with `core.quotePath`, which is its default.
fn quote(path: &[u8]) -> String {
    let mut text = String::with_capacity(path.len() + 2);
    text.push('"');
    for &byte in path {
        match byte {
            b'"' | b'\\' => {
                text.push('\\');
                text.push(char::from(byte));
            }
            b' '..=b'~' => text.push(char::from(byte)),
            _ => {
                text.push('\\');
                match letter_of(byte) {
                    Some(letter) => text.push(letter),
                    None => {
                        for shift in [6, 3, 0] {
                            text.push(char::from(b'0' + (byte >> shift & 7)));
                        }
                    }
                }
            }
        }
    }
    text.push('"');
    text
}

fn letter_of(byte: u8) -> Option<char> {
    let mut letters = LETTERS.iter();
    letters.find_map(|(of, letter)| (*of == byte).then_some(*letter))
}

/// Tells whether `path` is `folder` or beneath it; the empty folder is the top.
pub(super) fn is_beneath(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    folder.is_empty()
        || folder == "."
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Tells the same of bytes; a folder has no `/` at its end.
pub(super) fn is_within(path: &[u8], folder: &[u8]) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

/// Returns the last component.
pub(super) fn name(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or(path)
}

/// Returns the last component of a path that is written as records and commands have it.
pub(super) fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns the folder with its `/`; empty at the top.
pub(super) fn folder(path: &[u8]) -> &[u8] {
    path.strip_suffix(name(path)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_stays_in_the_work_tree() {
        for path in [
            "a",
            "a/b.md",
            "docs/.github/x",
            "..a",
            "a..b/c",
            "ä/ö",
            "a b",
            "\"caf\\351.txt\"",
            "\"\\\"quoted\\\"\"",
        ] {
            assert!(decode(path).is_ok(), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "./a",
            "a//b",
            "a/",
            "C:/x",
            ".git/config",
            "a/.GIT/x",
            ".git./x",
            "git~1/config",
            ".g\u{200c}it/x",
            ".git::$INDEX_ALLOCATION/x",
            "a\0b",
            "\"\"",
            "\"../caf\\351\"",
            "\"\\056git/caf\\351\"",
            "\"/etc/caf\\351\"",
            "\"caf\\351\\000\"",
        ] {
            assert!(decode(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn a_name_is_quoted_where_it_must_be() {
        for (bytes, text) in [
            (&b"caf\xe9.txt"[..], r#""caf\351.txt""#),
            (b"\"a\" b.txt", r#""\"a\" b.txt""#),
            ("\"é\"".as_bytes(), r#""\"\303\251\"""#),
            (b"\xff\x01\t\n\x7f\\", r#""\377\001\t\n\177\\""#),
            ("é\n\"".as_bytes(), "é\n\""),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(&*decode(text).unwrap(), bytes);
        }
        assert_eq!(&*decode(r#""caf\303\251""#).unwrap(), "café".as_bytes());
    }

    #[test]
    fn what_is_quoted_wrongly_is_no_path() {
        for text in [
            r#"""#,
            r#""a"#,
            r#""a"b"#,
            r#""a" "#,
            r#""\x""#,
            r#""\4""#,
            r#""\38""#,
            r#""\400""#,
            r#""\"#,
            r#""\12"#,
        ] {
            assert!(decode(text).is_err(), "{text}");
        }
    }

    #[test]
    fn beneath_a_folder_is_not_beneath_its_namesake() {
        assert!(is_beneath("audits/a/b.toml", "audits"));
        assert!(is_beneath("audits", "audits/"));
        assert!(!is_beneath("audits-old/b.toml", "audits"));
        assert!(is_beneath("x", ""));
    }

    proptest! {
        #[test]
        fn every_name_is_written_in_one_way_and_read_back(
            path in proptest::collection::vec(1..=u8::MAX, 1..24),
            quoted in any::<bool>(),
        ) {
            let mut path = path;
            if quoted {
                path.insert(0, b'"');
            }
            let text = encode(&path);
            match fault(&path) {
                None => prop_assert_eq!(&*decode(&text).unwrap(), &path),
                Some(_) => prop_assert!(decode(&text).is_err()),
            }
            let plain = std::str::from_utf8(&path).is_ok_and(|text| !text.starts_with('"'));
            prop_assert_eq!(text.starts_with('"'), !plain);
        }

        #[test]
        fn whatever_is_read_is_written_back_to_the_same_bytes(text in "\"([a-z\\\\\"0-7é]{0,6})\"?") {
            if let Ok(path) = decode(&text) {
                let written = encode(&path);
                prop_assert_eq!(decode(&written).unwrap(), path);
            }
        }
    }
}
