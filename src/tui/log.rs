//! What went wrong, kept in a file for whoever has to help: every error that was shown, with its details.
//!
//! The file is `log` in the program's folder of the git dir, for the user alone. It never leaves the machine, and holds no
//! text of the audit but what an error quotes.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
    sync::Mutex,
};

use crate::{beneath, safe};

/// A file that is larger is set aside at the next start, and the one set aside before goes.
const LIMIT: u64 = 1 << 20;

/// Keeps what is logged from now on in a folder. Without a file there is no log, and the work goes on.
pub fn start(folder: &Path) {
    if let Ok(file) = open(folder) {
        // Only the first one counts: a second program in this process would log into the same file.
        let _ = tracing::subscriber::set_global_default(into(file));
    }
}

fn into(file: File) -> impl tracing::Subscriber + Send + Sync {
    tracing_subscriber::fmt()
        .with_writer(Mutex::new(Visible(file)))
        .with_ansi(false)
        .with_target(false)
        .finish()
}

/// Writes lines with every character in them visible: errors quote what stands in a repository, and logs are looked at in terminals.
struct Visible(File);

impl Write for Visible {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Each event comes as one whole line.
        let text = String::from_utf8_lossy(bytes);
        self.0.write_all(safe::escape_text(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn open(folder: &Path) -> io::Result<File> {
    // Others may have to write beside it: what is private is the file.
    fs::create_dir_all(folder)?;
    let path = folder.join("log");
    if fs::metadata(&path).is_ok_and(|about| about.len() > LIMIT) {
        fs::rename(&path, folder.join("log.old"))?;
    }
    beneath::added_to(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_was_shown_is_kept_for_the_user_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = open(folder.path()).unwrap();
        tracing::subscriber::with_default(into(file), || {
            tracing::warn!(message = "Could not save: the disk is full");
            tracing::warn!(path = "a\u{1b}[2J\u{202e}b\u{9b}", "quoted");
        });
        let path = folder.path().join("log");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.contains("WARN") && text.contains("the disk is full"),
            "{text}"
        );
        assert_eq!(safe::first_hidden(&text), None, "{text:?}");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_large_log_is_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let size = usize::try_from(LIMIT).unwrap() + 1;
        std::fs::write(folder.path().join("log"), vec![b'x'; size]).unwrap();
        let file = open(folder.path()).unwrap();
        assert_eq!(file.metadata().unwrap().len(), 0);
        assert!(folder.path().join("log.old").exists());
    }
}
