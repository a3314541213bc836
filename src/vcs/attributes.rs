//! What git does to a file on its way from disk: line ends, filters, pointers to large file storage.
//!
//! libgit2 runs no filter programs and reports false differences where there are some, so such files are told apart
//! first. Line ends are compared as git would store them.

use std::{borrow::Cow, path::Path};

use git2::{AttrCheckFlags, AttrValue, Repository};

/// The filter program that a path passes through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    /// None.
    None,
    /// git-lfs: git stores a pointer.
    Lfs,
    /// Another one, by its name.
    Driver(String),
}

/// Returns the filter of a path, from the attributes of the work tree and the index.
pub(super) fn filter_of(repo: &Repository, path: &str) -> Filter {
    let value = repo
        .get_attr_bytes(Path::new(path), "filter", AttrCheckFlags::FILE_THEN_INDEX)
        .unwrap_or_default();
    match AttrValue::from_bytes(value) {
        AttrValue::String("lfs") => Filter::Lfs,
        AttrValue::String(driver) => Filter::Driver(driver.to_owned()),
        AttrValue::Bytes(driver) => Filter::Driver(String::from_utf8_lossy(driver).into_owned()),
        AttrValue::True | AttrValue::False | AttrValue::Unspecified => Filter::None,
    }
}

/// Tells whether bytes are a pointer to large file storage (git-lfs, specification v1: at most 1024 bytes).
pub(super) fn is_lfs_pointer(bytes: &[u8]) -> bool {
    bytes.len() < 1024
        && bytes.starts_with(b"version https://git-lfs.github.com/spec/")
        && bytes.windows(12).any(|w| w == b"\noid sha256:")
}

/// Tells whether git takes bytes for text: no NUL among the first 8000.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    !bytes.iter().take(8000).any(|&byte| byte == 0)
}

/// Returns the bytes with CRLF turned into LF; borrowed when there is none.
pub(super) fn with_lf(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.windows(2).any(|pair| pair == b"\r\n") {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().peekable();
    while let Some(&byte) = rest.next() {
        if !(byte == b'\r' && rest.peek() == Some(&&b'\n')) {
            out.push(byte);
        }
    }
    Cow::Owned(out)
}

/// Tells whether git turns CRLF into LF when it stores this file (gitattributes, `text` and `eol`; `core.autocrlf`).
pub(super) fn stores_lf(repo: &Repository, path: &str, bytes: &[u8]) -> bool {
    let attribute = |name| {
        repo.get_attr_bytes(Path::new(path), name, AttrCheckFlags::FILE_THEN_INDEX)
            .unwrap_or_default()
    };
    match AttrValue::from_bytes(attribute("text")) {
        AttrValue::True => true,
        AttrValue::False => false,
        AttrValue::String("auto") => is_text(bytes),
        AttrValue::String(_) | AttrValue::Bytes(_) | AttrValue::Unspecified => {
            let eol = AttrValue::from_bytes(attribute("eol"));
            if matches!(eol, AttrValue::String("lf" | "crlf")) {
                return true;
            }
            let autocrlf = repo
                .config()
                .and_then(|config| config.get_string("core.autocrlf"))
                .is_ok_and(|value| {
                    value == "input" || git2::Config::parse_bool(value).unwrap_or(false)
                });
            autocrlf && is_text(bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_line_ends_lose_their_carriage_return() {
        assert_eq!(&*with_lf(b"a\r\nb\rc\r\r\n\r"), b"a\nb\rc\r\n\r");
        assert!(matches!(with_lf(b"a\nb"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_pointer_is_known_by_its_form() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n";
        assert!(is_lfs_pointer(pointer));
        assert!(!is_lfs_pointer(
            b"version https://git-lfs.github.com/spec/v1 is quoted here"
        ));
    }
}
