//! Writing a long text in the person's own editor.
//!
//! The editor is split into words as a shell would and run without one, on a private copy; it must have the terminal to
//! itself, so this runs inside [`super::runner::Next::Outside`].

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use tempfile::NamedTempFile;

/// How many bytes are read back.
pub const LIMIT: u64 = 1024 * 1024;

/// Why an edit gave no text. Where something may have been written, the file is kept and named.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    /// No editor is set, and none of the usual ones is there.
    #[error("no editor is set: set $VISUAL, $EDITOR or git's core.editor")]
    None,
    /// The setting cannot be split into words.
    #[error("the editor setting cannot be read as a command: {command}")]
    Command {
        /// The setting.
        command: String,
    },
    /// The private copy could not be made.
    #[error("cannot write a copy for the editor in {}: {source}", directory.display())]
    Copy {
        /// The directory it was to be in.
        directory: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The editor did not start.
    #[error("cannot start {program}: {source}")]
    Start {
        /// The program.
        program: String,
        /// What failed.
        source: io::Error,
    },
    /// The editor ended with an error, which many use to say "never mind".
    #[error("{program} ended with {status}; the text was not taken{}", kept_in(kept.as_deref()))]
    Failed {
        /// The program.
        program: String,
        /// How it ended.
        status: ExitStatus,
        /// The file, if anything in it had changed.
        kept: Option<PathBuf>,
    },
    /// The text could not be read back.
    #[error("cannot read the text back from {}: {source}", path.display())]
    ReadBack {
        /// The file, which is kept.
        path: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The text is too long.
    #[error("the text in {} is longer than {LIMIT} bytes", path.display())]
    TooLarge {
        /// The file, which is kept.
        path: PathBuf,
    },
    /// The text is not UTF-8.
    #[error("the text in {} is not UTF-8", path.display())]
    NotText {
        /// The file, which is kept.
        path: PathBuf,
    },
}

fn kept_in(path: Option<&Path>) -> String {
    path.map_or_else(String::new, |path| {
        format!(" (it is in {})", path.display())
    })
}

/// Says which editor to run: `$VISUAL`, `$EDITOR`, git's `core.editor`, else `vi` or `nano` where they are installed.
pub fn choose(
    lookup: impl Fn(&str) -> Option<String>,
    configured: Option<&str>,
) -> Result<String, EditorError> {
    let set = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
    set("VISUAL")
        .or_else(|| set("EDITOR"))
        .or_else(|| {
            configured
                .map(str::to_owned)
                .filter(|value| !value.trim().is_empty())
        })
        .or_else(|| {
            let path = set("PATH")?;
            ["vi", "nano"]
                .into_iter()
                .find(|name| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
                .map(str::to_owned)
        })
        .ok_or(EditorError::None)
}

/// Lets the person change a text and returns the new one, with `\n` at line ends and the last one as it was before.
///
/// `command` is what [`choose`] said. The copy lies in `directory` under a name ending in `.md`, readable by the owner
/// alone. A `note` stands above the text as a comment and is taken off again.
pub fn edit(
    command: &str,
    text: &str,
    note: Option<&str>,
    directory: &Path,
) -> Result<String, EditorError> {
    let words = shlex::split(command).unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else {
        return Err(EditorError::Command {
            command: command.to_owned(),
        });
    };
    let heading = note.map(comment).unwrap_or_default();
    let given = format!("{heading}{text}");
    let file = write_copy(&given, directory).map_err(|source| EditorError::Copy {
        directory: directory.to_owned(),
        source,
    })?;
    let status = Command::new(program)
        .args(arguments)
        .arg(file.path())
        .status()
        .map_err(|source| EditorError::Start {
            program: program.clone(),
            source,
        })?;
    if !status.success() {
        let touched = fs::read(file.path()).map_or(true, |bytes| bytes != given.as_bytes());
        return Err(EditorError::Failed {
            program: program.clone(),
            status,
            kept: touched.then(|| keep(file)),
        });
    }
    let written = match read_back(file.path()) {
        Ok(written) => written,
        Err(refusal) => return Err(refusal.into_error(keep(file))),
    };
    Ok(tidy(&written, &heading, text))
}

fn write_copy(text: &str, directory: &Path) -> io::Result<NamedTempFile> {
    fs::create_dir_all(directory)?;
    let mut file = tempfile::Builder::new()
        .prefix("tickmark-")
        .suffix(".md")
        .tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    Ok(file)
}

enum Refusal {
    Io(io::Error),
    Large,
    NotText,
}

impl Refusal {
    fn into_error(self, path: PathBuf) -> EditorError {
        match self {
            Self::Io(source) => EditorError::ReadBack { path, source },
            Self::Large => EditorError::TooLarge { path },
            Self::NotText => EditorError::NotText { path },
        }
    }
}

/// Reads by path, as many editors replace the file instead of changing it.
fn read_back(path: &Path) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes))
        .map_err(Refusal::Io)?;
    if bytes.len() as u64 > LIMIT {
        return Err(Refusal::Large);
    }
    String::from_utf8(bytes).map_err(|_| Refusal::NotText)
}

fn keep(file: NamedTempFile) -> PathBuf {
    match file.into_temp_path().keep() {
        Ok(path) => path,
        Err(failed) => failed.path.to_path_buf(),
    }
}

/// An HTML comment: it is none of Markdown's marks, and editors show it apart.
fn comment(note: &str) -> String {
    format!("<!--\n{}\n-->\n\n", note.trim_end().replace("--", "- -"))
}

fn tidy(written: &str, heading: &str, before: &str) -> String {
    let written = written.replace("\r\n", "\n");
    let written = written.strip_prefix('\u{feff}').unwrap_or(&written);
    let text = match written.strip_prefix(heading.trim_end()) {
        Some(rest) if !heading.is_empty() => rest.trim_start_matches('\n'),
        Some(_) | None => written,
    };
    // Editors end a file with a line feed, whether the text had one or not.
    if before.ends_with('\n') {
        text.to_owned()
    } else {
        text.trim_end_matches('\n').to_owned()
    }
}

#[cfg(test)]
mod tests;
