//! What a panic leaves behind: a terminal that works, a report, and a word on where it is.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};

use crate::{beneath, safe};

/// Makes every panic restore the terminal, add a report to the file, and say on standard error where it is.
///
/// The report holds the fault's message, its place and the way there; no record is added, so that it can be passed on
/// after a look. Call it once, before [`super::runner::run`]. After a panic in any thread no frame is drawn any more, so
/// the loop ends even where the panic was caught: a program with a fault in it should not go on writing records.
pub fn install(report: PathBuf) {
    panic::set_hook(Box::new(move |info| {
        // First of all: a message on the alternate screen would vanish with it.
        let _ = super::terminal::give_up();
        let text = describe(info);
        let mut stderr = io::stderr();
        let _ = match write_report(&report, &text) {
            Ok(()) => writeln!(
                stderr,
                "tickmark met a fault of its own and had to stop. Its report is in {}",
                report.display()
            ),
            Err(error) => writeln!(
                stderr,
                "tickmark met a fault of its own and had to stop.\n{text}(The report could not be kept in {}: {error})",
                report.display()
            ),
        };
    }));
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let message = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    let thread = std::thread::current();
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(
        text,
        "tickmark {} on {}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS
    );
    if let Some(place) = info.location() {
        let _ = writeln!(text, "at: {place}");
    }
    let _ = writeln!(text, "thread: {}", thread.name().unwrap_or("unnamed"));
    let _ = writeln!(text, "fault: {message}");
    let _ = writeln!(text, "{}", Backtrace::force_capture());
    // The message may quote what stands in a repository.
    safe::escape_text(&text).into_owned()
}

/// Adds to the file: a second fault on the way out must not hide the first.
fn write_report(path: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    beneath::added_to(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_second_report_does_not_hide_the_first() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("state/crash.txt");
        write_report(&path, "first\n").unwrap();
        write_report(&path, "second\n").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "first\nsecond\n");
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
