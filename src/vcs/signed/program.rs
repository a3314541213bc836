//! Programs that check signatures: run away from the repository, without what the surroundings say of it, and not for ever.
//!
//! Neither the program nor anything that it leaves running can keep the one who asked waiting: what does not come to an end
//! is ended with all that it started, and what goes on in the background is not listened to.

use std::{
    io::{self, Read, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread::Builder,
    time::{Duration, Instant},
};

use crate::vcs::commit::LOCAL;

/// How long one waits for a program.
#[derive(Debug, Clone, Copy)]
struct Patience {
    /// For its end; one that asks something nobody answers would never come to it.
    end: Duration,
    /// For the rest of its outputs once it has ended: something else may hold them open.
    rest: Duration,
}

const PATIENCE: Patience = Patience {
    end: Duration::from_secs(20),
    rest: Duration::from_secs(5),
};

/// The most that is read of what a program prints, in bytes.
const PRINTED_AT_MOST: u64 = 256 << 10;

/// What an output says, piece by piece.
pub(in crate::vcs) type Said = mpsc::Receiver<Vec<u8>>;

/// What a program came to.
#[derive(Debug)]
pub(super) struct Ran {
    /// Whether it ended well.
    pub(super) is_ok: bool,
    /// What it printed.
    pub(super) printed: String,
    /// What it printed as errors.
    pub(super) errors: String,
}

impl Ran {
    /// Returns the last line that says anything, of the errors if there are any.
    pub(super) fn last(&self) -> &str {
        let mut lines = self.printed.lines().chain(self.errors.lines());
        let said = |line: &&str| !line.trim().is_empty();
        lines.rfind(said).map_or("it says nothing", str::trim)
    }
}

/// Runs a program with this on its standard input; says why it could not be run to its end.
pub(super) fn run(program: &Path, args: &[&str], input: &[u8]) -> Result<Ran, String> {
    run_within(program, args, input, PATIENCE)
}

fn run_within(
    program: &Path,
    args: &[&str],
    input: &[u8],
    patience: Patience,
) -> Result<Ran, String> {
    let told = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => format!("there is no program {}", program.display()),
        _ => format!("{}: {error}", program.display()),
    };
    let mut command = Command::new(program);
    for name in LOCAL {
        command.env_remove(name);
    }
    // A group of its own, so that what it starts ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
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
    if let Some(mut stdin) = child.stdin.take() {
        let input = input.to_vec();
        // A program that did not want all of its input is no fault.
        let writing = Builder::new().spawn(move || stdin.write_all(&input));
        if let Err(error) = writing {
            let _ = end(&mut child);
            let _ = child.wait();
            return Err(told(&error));
        }
    }
    let (printed, errors) = listen_to_both(&mut child).map_err(|error| told(&error))?;
    let is_ok = wait(&mut child, patience.end).map_err(|error| told(&error))?;
    let until = Instant::now() + patience.rest;
    let ran = |is_ok| Ran {
        is_ok,
        printed: heard(&printed, until),
        errors: heard(&errors, until),
    };
    is_ok
        .map(ran)
        .ok_or_else(|| format!("{} did not come to an end", program.display()))
}

/// Waits for the end of a program; none when it had to be ended.
fn wait(child: &mut Child, patience: Duration) -> io::Result<Option<bool>> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if start.elapsed() > patience {
            end(child)?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Ends a program, and all of its group.
pub(in crate::vcs) fn end(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        // It was not waited for yet, so that the number is still its own.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    child.kill()
}

/// Listens to both outputs of a program; ends it where the system gives no threads for that.
pub(in crate::vcs) fn listen_to_both(child: &mut Child) -> io::Result<(Said, Said)> {
    let both =
        listen(child.stdout.take()).and_then(|printed| Ok((printed, listen(child.stderr.take())?)));
    if both.is_err() {
        let _ = end(child);
        let _ = child.wait();
    }
    both
}

/// Listens to an output on a thread of its own, which nobody has to wait for.
fn listen(stream: Option<impl Read + Send + 'static>) -> io::Result<Said> {
    let (tell, told) = mpsc::channel();
    if let Some(stream) = stream {
        Builder::new().spawn(move || {
            let mut rest = stream.take(PRINTED_AT_MOST);
            let mut bytes = vec![0; 8 << 10];
            // What was read before a failure is all there is.
            while let Ok(length @ 1..) = rest.read(&mut bytes) {
                if tell
                    .send(bytes.iter().take(length).copied().collect())
                    .is_err()
                {
                    return;
                }
            }
            // A program that prints more is not to wait for somebody to read it.
            let _ = io::copy(&mut rest.into_inner(), &mut io::sink());
        })?;
    }
    Ok(told)
}

/// Gathers what was heard, until the output is closed or that moment.
pub(in crate::vcs) fn heard(told: &Said, until: Instant) -> String {
    let mut bytes = Vec::new();
    while let Ok(more) = told.recv_timeout(until.saturating_duration_since(Instant::now())) {
        bytes.extend(more);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// Waits for nobody longer than it has to.
    const HASTE: Patience = Patience {
        end: PATIENCE.end,
        rest: Duration::from_millis(100),
    };

    fn shell(script: &str, input: &[u8], patience: Patience) -> Result<Ran, String> {
        run_within(Path::new("sh"), &["-c", script], input, patience)
    }

    #[test]
    fn what_a_program_prints_is_heard_with_how_it_ended() {
        let ran = shell("cat; echo no >&2; exit 1", b"yes\n\n", PATIENCE).unwrap();
        let told = (ran.is_ok, ran.printed.as_str(), ran.errors.as_str());
        assert_eq!(told, (false, "yes\n\n", "no\n"));
        assert_eq!(ran.last(), "no");
        let silent = shell("exit 0", b"", PATIENCE).unwrap();
        assert_eq!((silent.is_ok, silent.last()), (true, "it says nothing"));
    }

    #[test]
    fn what_a_program_leaves_running_is_not_waited_for() {
        let ran = shell("sleep 1000 & echo good; sleep 0.1", b"", HASTE).unwrap();
        assert!(ran.is_ok);
    }

    #[test]
    fn a_program_that_does_not_end_is_ended_with_what_it_started() {
        let patience = Patience {
            end: Duration::from_millis(50),
            ..PATIENCE
        };
        let ended = shell("sleep 1000 & cat; sleep 1000", b"", patience).unwrap_err();
        assert!(ended.contains("did not come to an end"), "{ended}");
    }

    #[test]
    fn more_than_is_read_holds_nobody_up() {
        let script = "head -c 1000000 /dev/zero; echo end >&2";
        let ran = shell(script, &vec![b'x'; 1 << 20], PATIENCE).unwrap();
        assert_eq!(ran.printed.len(), 256 << 10);
        assert_eq!(ran.errors, "end\n");
    }
}
