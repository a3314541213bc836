//! What git does to a file on its way from disk, as the attributes and the configuration say: encoding, line ends, `$Id$`,
//! filter programs, pointers to large file storage.
//!
//! libgit2 could do a part of it, but not without writing an object, and it knows neither `working-tree-encoding` nor the
//! rule by which git leaves line ends alone that it has stored once; so the conversion is made here ([`clean`]) and held
//! against git itself. No filter program is ever run: what passes through one is neither cited from the work tree nor
//! compared with it, only a pointer to large file storage can be foretold. A filter counts as one whether or not this
//! machine has its program, for the next machine may.

use std::borrow::Cow;

use git2::{AttrCheckFlags, AttrValue};

use super::{
    GitRepository, Repository as _, VcsError,
    clean::{self, Ends},
    git, paths, plain, worktree,
};

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

/// The bytes of a file of the work tree as git would store them.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stored<'a> {
    /// These.
    Bytes(Cow<'a, [u8]>),
    /// The pointer that git-lfs would make, if it has no extensions.
    Pointer(Vec<u8>),
    /// What this filter makes of them, which is not known.
    Filtered(String),
    /// Nothing: they are not in the encoding that the attributes name, or it is not known here.
    Encoding {
        /// The encoding.
        name: String,
        /// What is the matter.
        why: &'static str,
    },
}

/// Returns what the attributes of the work tree and the index say.
fn attribute<'r>(
    repo: &'r GitRepository,
    path: &[u8],
    name: &str,
) -> Result<AttrValue<'r>, VcsError> {
    repo.raw()
        .get_attr_bytes(&paths::os(path), name, AttrCheckFlags::FILE_THEN_INDEX)
        .map(AttrValue::from_bytes)
        .map_err(VcsError::git("read the attributes of the file"))
}

/// Returns the filter of a path, from the attributes of the work tree and the index.
pub(super) fn filter_of(repo: &GitRepository, path: &[u8]) -> Result<Filter, VcsError> {
    plain::attributes(repo.raw(), &repo.loose, repo.work_dir(), path)?;
    Ok(match attribute(repo, path, "filter")? {
        AttrValue::String("lfs") => Filter::Lfs,
        AttrValue::String(driver) => Filter::Driver(driver.to_owned()),
        AttrValue::Bytes(driver) => Filter::Driver(String::from_utf8_lossy(driver).into_owned()),
        AttrValue::True | AttrValue::False | AttrValue::Unspecified => Filter::None,
    })
}

/// Returns the bytes of a file as `git add` would store them; the bytes of a symbolic link are stored as they are.
///
/// `core.safecrlf` changes none of them: it makes git refuse or warn.
pub(super) fn stored<'a>(
    repo: &GitRepository,
    path: &[u8],
    raw: &'a [u8],
) -> Result<Stored<'a>, VcsError> {
    match filter_of(repo, path)? {
        Filter::None => {}
        Filter::Lfs => return Ok(Stored::Pointer(pointer_to(raw))),
        Filter::Driver(driver) => return Ok(Stored::Filtered(driver)),
    }
    let mut bytes = Cow::Borrowed(raw);
    if let Some(name) = encoding_of(repo, path)?
        && !raw.is_empty()
    {
        match clean::to_utf8(raw, &name) {
            Ok(None) => {}
            Ok(Some(text)) => bytes = Cow::Owned(text),
            Err(why) => return Ok(Stored::Encoding { name, why }),
        }
    }
    let ends = match ends_of(repo, path)? {
        Ends::LfIfText if clean::has_crlf_of_text(&bytes) && has_crlf_in_index(repo, path)? => {
            Ends::Kept
        }
        ends => ends,
    };
    bytes = clean::with_lf(bytes, ends);
    if matches!(attribute(repo, path, "ident")?, AttrValue::True) {
        bytes = clean::without_ident(bytes);
    }
    Ok(Stored::Bytes(bytes))
}

/// Returns the encoding of a file in the work tree, where it is not the one in which git stores it.
fn encoding_of(repo: &GitRepository, path: &[u8]) -> Result<Option<String>, VcsError> {
    Ok(match attribute(repo, path, "working-tree-encoding")? {
        AttrValue::String(name) => Some(name.to_owned()),
        AttrValue::Bytes(name) => Some(String::from_utf8_lossy(name).into_owned()),
        // git takes these for a mistake and stores nothing.
        AttrValue::True => Some("true".to_owned()),
        AttrValue::False => Some("false".to_owned()),
        AttrValue::Unspecified => None,
    })
}

/// Tells what happens to line ends (gitattributes: `text`, `eol`, formerly `crlf`; `core.autocrlf`).
fn ends_of(repo: &GitRepository, path: &[u8]) -> Result<Ends, VcsError> {
    let of = |name| {
        Ok(match attribute(repo, path, name)? {
            AttrValue::True | AttrValue::String("input") => Some(Ends::Lf),
            AttrValue::False => Some(Ends::Kept),
            AttrValue::String("auto") => Some(Ends::LfIfText),
            AttrValue::String(_) | AttrValue::Bytes(_) | AttrValue::Unspecified => None,
        })
    };
    let asked = match of("text")? {
        Some(ends) => Some(ends),
        None => of("crlf")?,
    };
    match asked {
        Some(ends) => Ok(ends),
        None => Ok(match attribute(repo, path, "eol")? {
            AttrValue::String("lf" | "crlf") => Ends::Lf,
            _ if converts_by_itself(repo) => Ends::LfIfText,
            _ => Ends::Kept,
        }),
    }
}

/// Tells whether the configuration lets git convert files of which no attribute says anything.
fn converts_by_itself(repo: &GitRepository) -> bool {
    let value = repo
        .raw()
        .config()
        .and_then(|config| config.get_string("core.autocrlf"));
    value.is_ok_and(|value| {
        value.eq_ignore_ascii_case("input") || git2::Config::parse_bool(value).unwrap_or(false)
    })
}

/// Tells whether git has stored the file with CRLF: then it goes on doing so where it would only guess that it is text.
fn has_crlf_in_index(repo: &GitRepository, path: &[u8]) -> Result<bool, VcsError> {
    match repo.in_index(path)? {
        Some(id) => match repo.blob_within(id, worktree::DISK_AT_MOST) {
            Ok(bytes) => Ok(clean::has_crlf_of_text(&bytes)),
            // git itself goes on without the bytes.
            Err(VcsError::MissingObject { .. }) => Ok(false),
            Err(error) => Err(error),
        },
        None => Ok(false),
    }
}

/// Tells whether bytes are a pointer to large file storage (git-lfs, specification v1: less than 1024 bytes).
pub(super) fn is_lfs_pointer(bytes: &[u8]) -> bool {
    bytes.len() < POINTER_BELOW
        && bytes.starts_with(b"version https://git-lfs.github.com/spec/")
        && bytes.windows(12).any(|w| w == b"\noid sha256:")
}

/// A pointer to large file storage has fewer bytes than this.
pub(super) const POINTER_BELOW: usize = 1024;

/// Tells whether bytes are a pointer to content with this SHA-256.
pub(super) fn points_to(bytes: &[u8], sha256: &str) -> bool {
    is_lfs_pointer(bytes)
        && String::from_utf8_lossy(bytes)
            .contains(&format!("oid sha256:{}\n", sha256.to_ascii_lowercase()))
}

/// Returns what git-lfs stores in place of bytes; a pointer stays, and so does a file without bytes.
fn pointer_to(raw: &[u8]) -> Vec<u8> {
    if raw.is_empty() || is_lfs_pointer(raw) {
        return raw.to_vec();
    }
    format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n",
        git::hex(git::sha256(raw)),
        raw.len()
    )
    .into_bytes()
}

/// Tells whether git takes bytes for text: no NUL among the first 8000.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    !bytes.iter().take(8000).any(|&byte| byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_known_by_its_form() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n";
        assert!(is_lfs_pointer(pointer));
        assert!(points_to(pointer, "4D7A") && !points_to(pointer, "4d7"));
        assert!(!is_lfs_pointer(
            b"version https://git-lfs.github.com/spec/v1 is quoted here"
        ));
    }

    #[test]
    fn a_pointer_is_made_of_hash_and_size() {
        let made = pointer_to(b"abc");
        assert!(is_lfs_pointer(&made));
        assert!(made.ends_with(
            b"oid sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\nsize 3\n"
        ));
        assert_eq!(pointer_to(&made), made);
        assert_eq!(pointer_to(b""), b"");
    }
}
