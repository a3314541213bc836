//! Why a record could not be read or written.

use std::{io, path::PathBuf};

use crate::{error::Error, safe};

use super::located::Located;

/// Says why the store could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no `tickmark.toml`.
    #[error("{} is no audit workspace: it has no tickmark.toml", root.display())]
    NoWorkspace {
        /// The folder that was looked at.
        root: PathBuf,
    },
    /// A file cannot be understood; it is never overwritten.
    #[error("{0}")]
    Broken(Located),
    /// A record was written by a newer version, and can only be read.
    #[error("{path} has schema {found}, which is newer than this version of tickmark")]
    NewerSchema {
        /// The file.
        path: String,
        /// Its schema.
        found: u32,
    },
    /// Somebody else has changed the same fields meanwhile; nothing was written.
    #[error("{path} has been changed by somebody else as well: {}", fields.join(", "))]
    Conflict {
        /// The file.
        path: String,
        /// The fields that both have changed.
        fields: Vec<String>,
    },
    /// Somebody else has removed the file meanwhile; nothing was written.
    #[error("{path} is not there any more")]
    Vanished {
        /// The file.
        path: String,
    },
    /// The file is laid out in a way that it cannot be edited in place; nothing was written.
    #[error("{path} cannot be edited without losing something that is in it")]
    Uneditable {
        /// The file.
        path: String,
    },
    /// The record is not the one that it was to be saved as.
    #[error("{path} is the file of another record")]
    Misplaced {
        /// The file.
        path: String,
    },
    /// The record would be larger than any that is read; nothing was written.
    #[error("{path} would have {bytes} bytes, and a record has at most {most}")]
    TooLarge {
        /// The file.
        path: String,
        /// How many bytes it would have.
        bytes: usize,
        /// How many it may have.
        most: u64,
    },
    /// The folder of the records is reached through a symbolic link.
    #[error("{path} leads through a symbolic link, which is not followed")]
    Linked {
        /// The folder.
        path: String,
    },
    /// Somebody else is saving, and has not ended; nothing was written.
    #[error("{holder} is saving, and has not ended")]
    Busy {
        /// The file that stands for the lock.
        path: String,
        /// Who it is, as far as can be told.
        holder: String,
        /// Whether nothing but removing the file frees the lock once its holder is gone.
        stays: bool,
    },
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// The system's reason.
        source: io::Error,
    },
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        let text = safe::escape_line(&error.to_string()).into_owned();
        match error {
            StoreError::NoWorkspace { .. } => {
                Self::usage(format!("Could not open the workspace: {text}"))
                    .hint("make it one: tickmark init --organisation NAME")
                    .hint("look at an example first: tickmark demo")
            }
            StoreError::Broken(fault) => {
                let shown = Self::usage(format!("Could not read a record: {fault}"));
                let shown = if fault.excerpt.is_empty() {
                    shown
                } else {
                    shown.details([format!("{} | {}", fault.line, fault.excerpt)])
                };
                shown.hint(fault.hint.unwrap_or_else(|| {
                    "mend the file in an editor; it is never overwritten while it is broken"
                        .to_owned()
                }))
            }
            StoreError::NewerSchema { .. } => {
                Self::unavailable(format!("Could not save: {text}; it can only be read"))
                    .hint("install the current version of tickmark")
            }
            StoreError::Conflict { path, fields } => {
                let path = safe::escape_line(&path).into_owned();
                Self::refused(format!(
                    "Could not save {path}: somebody else has changed it as well"
                ))
                .details(
                    fields
                        .iter()
                        .map(|f| format!("changed by both: {}", safe::escape_line(f))),
                )
                .hint("reload, and make the change again; nothing was written")
            }
            StoreError::Vanished { path } => {
                let path = safe::escape_line(&path).into_owned();
                Self::refused(format!("Could not save {path}: it is not there any more"))
                    .hint(format!("bring it back: git checkout -- '{path}'"))
            }
            StoreError::Uneditable { .. } => Self::refused(format!("Could not save: {text}"))
                .hint("write its lists as [[tables]] in an editor, then try again"),
            StoreError::Misplaced { .. } => Self::usage(format!("Could not save: {text}")),
            StoreError::TooLarge { .. } => Self::usage(format!("Could not save: {text}"))
                .hint("put long texts into a file of the repository, and cite it"),
            StoreError::Linked { .. } => {
                Self::unavailable(format!("Could not read the records: {text}"))
                    .hint("put the folder itself in the place of the link: records stay within the repository")
            }
            StoreError::Busy { path, stays, .. } => {
                let path = safe::escape_line(&path).into_owned();
                Self::unavailable(format!("Could not save: {text}")).hint(if stays {
                    format!("wait for it, and try again; if it is gone, remove {path}")
                } else {
                    "wait for it, and try again; where it hangs, end that process".to_owned()
                })
            }
            StoreError::Io { source, path } => {
                let path = safe::escape_line(&path).into_owned();
                let shown = Self::unavailable(format!("Could not read or write {path}: {source}"));
                match source.kind() {
                    io::ErrorKind::PermissionDenied => shown.hint(
                        "look at who owns the folder; one clone for each auditor avoids this",
                    ),
                    io::ErrorKind::StorageFull => shown.hint("free some space; nothing was lost"),
                    _ => shown,
                }
            }
        }
    }
}
