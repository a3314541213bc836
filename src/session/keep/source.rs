//! What is kept: the bytes of a file that a person names, or what comes in on stdin.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use crate::{
    error::{Error, Result},
    safe::escape_line,
};

use super::too_large;

/// What is to be kept, and where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name that the copy is to be known by; made safe when it is kept.
    pub name: String,
    /// Where the bytes are from.
    pub origin: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What a person should know of it.
    pub notes: Vec<String>,
}

/// Takes the bytes of a file anywhere on disk; a symbolic link is followed, since a person named it, and that is told.
///
/// `origin` is where the record says they are from; where it is empty the path as it was `given`, with `~` for the home
/// folder, so that the record names nobody.
pub fn from_file(path: &Path, given: &str, origin: &str, limit: u64) -> Result<Source> {
    let shown = escape_line(given).into_owned();
    let could_not =
        |why: &dyn std::fmt::Display| Error::unavailable(format!("Could not keep {shown}: {why}"));
    let mut notes = Vec::new();
    let link = fs::symlink_metadata(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::NotFound => {
            Error::usage(format!("Could not keep {shown}: there is no such file"))
        }
        _ => could_not(&cause),
    })?;
    if link.is_symlink() {
        let target = fs::read_link(path).map_err(|cause| could_not(&cause))?;
        notes.push(format!(
            "{shown} is a symbolic link: the bytes of {} are kept",
            escape_line(&target.display().to_string())
        ));
    }
    // Looked at before it is opened: a pipe would wait for a writer.
    let meta = fs::metadata(path).map_err(|cause| could_not(&cause))?;
    if meta.is_dir() {
        return Err(
            Error::usage(format!("Could not keep {shown}: it is a folder"))
                .hint("keep the files in it that matter, or an archive of it"),
        );
    }
    if !meta.is_file() {
        return Err(Error::usage(format!(
            "Could not keep {shown}: it is a device, a pipe or a socket, and no file"
        ))
        .hint("`-` keeps what comes in on stdin"));
    }
    if meta.len() > limit {
        return Err(too_large(given, limit));
    }
    let file = File::open(path).map_err(|cause| could_not(&cause))?;
    let bytes = read(file, given, limit)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Source {
        name: name.into_owned(),
        origin: if origin.is_empty() {
            without_home(given)
        } else {
            origin.to_owned()
        },
        bytes,
        notes,
    })
}

/// Takes what a reader gives, such as stdin.
pub fn from_reader(reader: impl Read, what: &str, origin: &str, limit: u64) -> Result<Source> {
    let bytes = read(reader, what, limit)?;
    if bytes.is_empty() {
        return Err(Error::usage(format!(
            "Could not keep {}: nothing came in",
            escape_line(what)
        )));
    }
    Ok(Source {
        name: String::new(),
        origin: origin.to_owned(),
        bytes,
        notes: Vec::new(),
    })
}

fn read(reader: impl Read, what: &str, limit: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|cause| {
            Error::unavailable(format!("Could not keep {}: {cause}", escape_line(what)))
        })?;
    if bytes.len() as u64 > limit {
        return Err(too_large(what, limit));
    }
    Ok(bytes)
}

/// Writes `~` for the home folder, whose path names a person.
fn without_home(path: &str) -> String {
    let home = std::env::var("HOME").unwrap_or_default();
    let home = home.trim_end_matches('/');
    match path.strip_prefix(home) {
        Some(rest) if !home.is_empty() && rest.starts_with('/') => format!("~{rest}"),
        Some(_) | None => path.to_owned(),
    }
}
