//! Programs that check signatures: run away from the repository, without what the surroundings say of it, and not for ever.

use std::{
    io::{self, Read, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::vcs::commit::LOCAL;

/// How long a program may take; one that asks something nobody answers would never end.
const PATIENCE: Duration = Duration::from_secs(20);

/// The most that is read of what a program prints, in bytes.
const PRINTED_AT_MOST: u64 = 256 << 10;

/// What a program came to.
#[derive(Debug)]
pub(super) struct Ran {
    /// Whether it ended well.
    pub(super) is_ok: bool,
    /// What it printed, outputs and errors after each other.
    pub(super) printed: String,
}

impl Ran {
    /// Returns the last line that says anything.
    pub(super) fn last(&self) -> &str {
        let mut lines = self.printed.lines().map(str::trim);
        lines
            .rfind(|line| !line.is_empty())
            .unwrap_or("it says nothing")
    }
}

/// Runs a program with this on its standard input; says why it could not be run to its end.
pub(super) fn run(program: &Path, args: &[&str], input: &[u8]) -> Result<Ran, String> {
    let told = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => format!("there is no program {}", program.display()),
        _ => format!("{}: {error}", program.display()),
    };
    let mut command = Command::new(program);
    for name in LOCAL {
        command.env_remove(name);
    }
    let mut child = command
        .args(args)
        .env("LC_ALL", "C")
        .env("SSH_ASKPASS_REQUIRE", "never")
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| told(&error))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        let writing = scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        let reading = scope.spawn(move || read(stdout));
        let failing = scope.spawn(move || read(stderr));
        let is_ok = wait(&mut child).map_err(|error| told(&error))?;
        // A program that did not want all of its input is no fault.
        let _ = writing.join();
        let mut printed = reading.join().unwrap_or_default();
        printed.push_str(&failing.join().unwrap_or_default());
        is_ok
            .map(|is_ok| Ran { is_ok, printed })
            .ok_or_else(|| format!("{} did not come to an end", program.display()))
    })
}

/// Waits for the end of a program; none when it had to be ended.
fn wait(child: &mut Child) -> io::Result<Option<bool>> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

fn read(stream: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        // What was read before a failure is all there is.
        let _ = stream
            .by_ref()
            .take(PRINTED_AT_MOST)
            .read_to_end(&mut bytes);
        let _ = io::copy(&mut stream, &mut io::sink());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
