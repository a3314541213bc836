//! git, called over the network: with an end, and with no question that nobody sees.
//!
//! Where nobody sits at the terminal, or a full screen has hold of it, git gets a group of its own: what does not come to an
//! end, or stops to ask, is ended with all that it started. ssh is told not to ask, unless the user has set an ssh command.

use std::{
    io,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use super::{Call, Route, SyncError};
use crate::vcs::{
    GitRepository,
    signed::program::{end, heard, listen_to_both},
};

/// How long the rest of the outputs is listened to once git has ended: something else may hold them open.
const REST: Duration = Duration::from_secs(2);

/// What ssh is told where the user has set no command for it.
const SSH: &str = "ssh -oBatchMode=yes -oConnectTimeout=10";

/// What git says where it would have to ask, or was not believed.
const ASKS: [&str; 6] = [
    "terminal prompts disabled",
    "could not read Username",
    "could not read Password",
    "Permission denied (",
    "Host key verification failed",
    "Authentication failed",
];

/// What a call came to.
pub(super) struct Ran {
    pub(super) is_ok: bool,
    pub(super) printed: String,
    pub(super) errors: String,
}

impl Ran {
    /// Returns what was said, a line each.
    pub(super) fn said(&self) -> Vec<String> {
        let lines = self.errors.lines().map(str::trim_end);
        lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Tells whether it failed since somebody would have to be asked.
    pub(super) fn asks(&self) -> bool {
        ASKS.iter().any(|text| self.errors.contains(text))
    }
}

/// How a call ended.
enum End {
    Done(ExitStatus),
    Late,
    Asks,
    Stopped,
}

/// Runs git to its end.
pub(super) fn run(
    repo: &GitRepository,
    route: &Route,
    mut command: Command,
    call: Call<'_>,
) -> Result<Ran, SyncError> {
    let failed = |cause| SyncError::NoGit { cause };
    // The words of git are read; what it runs keeps its own characters.
    command.env("LANGUAGE", "C");
    if call.at_terminal {
        command
            .env("GIT_TERMINAL_PROMPT", "1")
            .stdin(Stdio::inherit());
    } else {
        command
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("SSH_ASKPASS_REQUIRE", "never")
            .stdin(Stdio::null());
        if !has_ssh(repo) {
            command.env("GIT_SSH_COMMAND", SSH);
        }
        // A group of its own, so that what it starts ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let (printed, errors) = listen_to_both(&mut child).map_err(failed)?;
    let ended = wait(&mut child, call).map_err(failed)?;
    let until = Instant::now() + REST;
    let (printed, errors) = (heard(&printed, until), heard(&errors, until));
    let ran = |is_ok| Ran {
        is_ok,
        printed,
        errors,
    };
    match ended {
        End::Done(status) => Ok(ran(status.success())),
        End::Late => Err(SyncError::Late {
            remote: route.remote.clone(),
            within: call.within,
        }),
        End::Asks => Err(SyncError::Asks {
            remote: route.remote.clone(),
            output: ran(false).said(),
        }),
        End::Stopped => Err(SyncError::Stopped),
    }
}

/// Tells whether the user has said how ssh is called.
fn has_ssh(repo: &GitRepository) -> bool {
    let by_surroundings = ["GIT_SSH_COMMAND", "GIT_SSH"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    let by_configuration = || {
        let config = repo.raw().config().ok()?.snapshot().ok()?;
        let command = config.get_string("core.sshCommand").ok()?;
        (!command.trim().is_empty()).then_some(())
    };
    by_surroundings || by_configuration().is_some()
}

fn wait(child: &mut Child, call: Call<'_>) -> io::Result<End> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::Done(status));
        }
        let ended = if (call.stop)() {
            Some(End::Stopped)
        } else if call.at_terminal {
            // Whoever types takes their time.
            None
        } else if has_stopped(child) {
            Some(End::Asks)
        } else if start.elapsed() > call.within {
            Some(End::Late)
        } else {
            None
        };
        if let Some(ended) = ended {
            if call.at_terminal {
                child.kill()?;
            } else {
                end(child)?;
            }
            child.wait()?;
            return Ok(ended);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Tells whether git, or what it called, was stopped by the system as it wanted to ask at the terminal.
#[cfg(unix)]
fn has_stopped(child: &Child) -> bool {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let how = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    pid.is_some_and(|pid| {
        waitid(WaitId::Pid(pid), how).is_ok_and(|found| found.is_some_and(|found| found.stopped()))
    })
}

#[cfg(not(unix))]
fn has_stopped(_child: &Child) -> bool {
    false
}
