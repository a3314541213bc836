//! Why a table could not be read.

use std::io;

use crate::error::Error;

/// Says why no checklist could be made of a table. Its texts are safe to show.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The file is too large.
    #[error("{path}: it is larger than 16 MiB")]
    TooLarge {
        /// The file.
        path: String,
    },
    /// It unpacks to more than any checklist needs.
    #[error("{path}: {what}")]
    TooMuch {
        /// The file or the sheet.
        path: String,
        /// What there is too much of.
        what: String,
    },
    /// It is no table of a kind that is read.
    #[error("{path}: {why}")]
    NoTable {
        /// The file.
        path: String,
        /// Why it is none.
        why: &'static str,
        /// What to do about it.
        hint: &'static str,
    },
    /// A workbook that cannot be understood.
    #[error("{path}: {why}")]
    Broken {
        /// The file.
        path: String,
        /// What the parser says.
        why: String,
    },
    /// There is no sheet of this name.
    #[error("{path}: there is no sheet \"{wanted}\"")]
    NoSheet {
        /// The file.
        path: String,
        /// The name that was given.
        wanted: String,
        /// The sheets that are there.
        known: Vec<String>,
    },
    /// The columns that are needed were not found.
    #[error("{place}: {why}")]
    NoColumn {
        /// The row that was taken for that of the headers, or the sheet.
        place: String,
        /// Which column is missing.
        why: String,
        /// The texts of the row that looks most like headers.
        headers: Vec<String>,
        /// The field to map.
        field: &'static str,
    },
    /// No row of the table could be taken.
    #[error("{place}: no row has both a clause number and a question")]
    Nothing {
        /// The sheet.
        place: String,
        /// The first things that were left.
        left: Vec<String>,
    },
}

impl From<TableError> for Error {
    fn from(error: TableError) -> Self {
        let text = format!("Could not import {error}");
        match error {
            TableError::Io { path, source } => {
                Self::unavailable(format!("Could not read {path}: {source}"))
            }
            TableError::TooLarge { .. } | TableError::TooMuch { .. } => Self::usage(text).hint(
                "a checklist has at most 1 MiB: copy the rows that you need into a file of their own",
            ),
            TableError::NoTable { hint, .. } => Self::usage(text).hint(hint),
            TableError::Broken { .. } => Self::usage(text)
                .hint("open it in a spreadsheet program and save it as .xlsx or .csv again"),
            TableError::NoSheet { known, .. } => {
                Self::usage(text).hint(format!("there are: {}", known.join(", ")))
            }
            TableError::NoColumn { headers, field, .. } => {
                let shown = Self::usage(text);
                let shown = if headers.is_empty() {
                    shown.hint("say in which row the headers are: --header ROW")
                } else {
                    shown.hint(format!("the headers found: {}", headers.join(" | ")))
                };
                shown.hint(format!(
                    "say which column it is: --map '{field}=COLUMN', COLUMN being a header or a letter such as C"
                ))
            }
            TableError::Nothing { left, .. } => Self::usage(text)
                .details(left)
                .hint("say which columns they are: --map 'ref=COLUMN' --map 'question=COLUMN'"),
        }
    }
}
