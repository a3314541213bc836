//! The error that a person sees: what could not be done, why, what to do about it, and the exit status it maps to.
//!
//! Inside a room errors are `thiserror` enums; where they leave it they become an [`Error`]. Commands print it, the
//! terminal program shows it in a notice.

use std::fmt;

/// Says whose fault an error is, and so which exit status a command ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The answer is no: a check failed, evidence drifted, a guard refused. Exit status 1.
    Refused,
    /// Wrong use or bad input: an unknown id, a broken record, an invalid date. Exit status 2.
    Usage,
    /// The workspace or the repository cannot be read or written. Exit status 3.
    Unavailable,
}

impl ErrorKind {
    /// Returns the exit status of a command that ends with this kind of error.
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Unavailable => 3,
        }
    }
}

/// An error as a person sees it: one sentence, its details, and hints on what to do next.
///
/// The message reads `Could not ...: cause` without a full stop. Texts are already safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Whose fault it is.
    pub kind: ErrorKind,
    /// What could not be done and why, in one sentence.
    pub message: String,
    /// Further lines: one reason, place or excerpt each.
    pub details: Vec<String>,
    /// What to do about it, one step each.
    pub hints: Vec<String>,
}

/// The result of whatever a person asked for.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Makes an error of the given kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            details: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Makes the error of a check or guard that says no.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Refused, message)
    }

    /// Makes the error of wrong use or bad input.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// Makes the error of a workspace or repository that cannot be read or written.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unavailable, message)
    }

    /// Adds a hint: what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Returns what is wrong, one thing a line: the details, which have their places, or else the message.
    pub fn lines(&self) -> Vec<String> {
        if self.details.is_empty() {
            return vec![self.message.clone()];
        }
        self.details.clone()
    }

    /// Adds further lines to the message: reasons, places, excerpts.
    #[must_use]
    pub fn details<S: Into<String>>(mut self, lines: impl IntoIterator<Item = S>) -> Self {
        self.details.extend(lines.into_iter().map(Into::into));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
