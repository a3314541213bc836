//! The output of a command that a person typed, to be kept. No record ever makes a command run.

use std::{
    fmt::Write as _,
    io::{self, Read as _},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use crate::{
    error::{Error, Result},
    safe::escape_line,
};

use super::{Source, too_large};

/// How often it is looked whether a command that has closed its output has ended.
const PATIENCE: Duration = Duration::from_millis(20);

/// What a command printed, on stdout and stderr together, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The command line, quoted as for a shell.
    pub command: String,
    /// Where it ran, as the person says; may be empty.
    pub origin: String,
    /// The status it ended with; none where a signal ended it.
    pub status: Option<i32>,
    /// What it printed.
    pub bytes: Vec<u8>,
}

impl Output {
    /// Makes the file to keep: a few lines on the command, an empty one, and what was printed, byte for byte.
    pub(super) fn into_source(self, name: &str, at: Timestamp) -> Source {
        let status = self.status.map_or_else(
            || "none, a signal ended it".to_owned(),
            |status| status.to_string(),
        );
        let mut head = format!(
            "command: {}\nexit status: {status}\nended: {at}\n",
            escape_line(&self.command)
        );
        if !self.origin.is_empty() {
            // Writing to a String does not fail.
            let _ = writeln!(head, "host: {}", escape_line(&self.origin));
        }
        head.push('\n');
        let mut bytes = head.into_bytes();
        bytes.extend(self.bytes);
        Source {
            name: name.to_owned(),
            origin: self.origin,
            bytes,
            notes: Vec::new(),
        }
    }
}

/// Runs a command without a shell and takes down what it prints; nothing is written anywhere.
///
/// It gets no input. It is ended when it takes longer than `time` or prints more than `limit` bytes.
pub fn run(
    words: &[String],
    dir: &Path,
    origin: &str,
    time: Duration,
    limit: u64,
) -> Result<Output> {
    let (program, args) = words
        .split_first()
        .ok_or_else(|| Error::usage("Could not run a command: none is named"))?;
    let command = words
        .iter()
        .map(|word| quoted(word))
        .collect::<Vec<_>>()
        .join(" ");
    let shown = escape_line(&command).into_owned();
    let could_not = |cause: &io::Error| {
        let message = format!("Could not run {shown}: {cause}");
        match cause.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => Error::usage(message),
            _ => Error::unavailable(message),
        }
    };
    // A time that no clock can tell is none.
    let deadline = Instant::now().checked_add(time);
    let (mut reader, writer) = io::pipe().map_err(|cause| could_not(&cause))?;
    let both = writer.try_clone().map_err(|cause| could_not(&cause))?;
    let mut child = Command::new(program)
        .args(args)
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(writer)
        .stderr(both)
        .spawn()
        .map_err(|cause| could_not(&cause))?;
    let (sender, receiver) = mpsc::channel();
    // On a thread of its own: what the command has started may hold the pipe open after it was ended.
    let reading = thread::Builder::new().spawn(move || {
        let mut bytes = Vec::new();
        let mut taken = (&mut reader).take(limit.saturating_add(1));
        let read = taken.read_to_end(&mut bytes).map(|_| bytes);
        // Whoever asked may have stopped waiting.
        let _ = sender.send(read);
    });
    if let Err(cause) = reading {
        let _ = child.kill();
        let _ = child.wait();
        return Err(could_not(&cause));
    }
    let read = receiver.recv_timeout(time);
    let within = matches!(&read, Ok(Ok(bytes)) if bytes.len() as u64 <= limit);
    let mut ended = None;
    while within && ended.is_none() && deadline.is_none_or(|deadline| Instant::now() < deadline) {
        ended = child.try_wait().map_err(|cause| could_not(&cause))?;
        if ended.is_none() {
            thread::sleep(PATIENCE);
        }
    }
    let Some(ended) = ended else {
        // It may just have ended by itself.
        let _ = child.kill();
        let _ = child.wait();
        return Err(match read {
            Ok(Ok(_)) if !within => too_large(&format!("the output of {command}"), limit),
            Ok(Err(cause)) => could_not(&cause),
            Ok(Ok(_)) | Err(_) => Error::unavailable(format!(
                "Could not keep the output of {shown}: it took longer than {} s, and was ended",
                time.as_secs()
            ))
            .hint("give it more time: --time-limit SECONDS"),
        });
    };
    match read {
        Ok(Ok(bytes)) => Ok(Output {
            command,
            origin: origin.to_owned(),
            status: ended.code(),
            bytes,
        }),
        Ok(Err(cause)) => Err(could_not(&cause)),
        Err(_) => Err(Error::unavailable(format!("Could not run {shown}"))),
    }
}

/// Quotes a word as a shell would need it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+@=:,%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
