//! Processes as another one can know them: who wrote this, and does it still run?

use std::fs;

use serde::{Deserialize, Serialize};

/// A process, as another one can tell whether it still runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Owner {
    /// The process id.
    pub pid: u32,
    /// When the process started, as the system counts; tells a reused id apart.
    pub started: Option<String>,
    /// The machine.
    pub host: String,
    /// The boot, and the name space of process ids: ids mean nothing beyond.
    pub boot: String,
}

/// Whether a process still runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It runs.
    Alive,
    /// It is gone.
    Dead,
    /// Nobody here can tell: it ran on another machine or before a restart, or the system hides the processes of others.
    Unknown,
}

impl Owner {
    /// Describes this process.
    pub fn me() -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let space = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        let pid = std::process::id();
        let host = read("/proc/sys/kernel/hostname");
        let host = match host.trim() {
            "" => std::env::var("HOSTNAME").unwrap_or_else(|_| "localhost".to_owned()),
            host => host.to_owned(),
        };
        Self {
            pid,
            started: started(pid),
            host,
            boot: format!(
                "{} {}",
                read("/proc/sys/kernel/random/boot_id").trim(),
                space.display()
            ),
        }
    }

    /// Names the process for people.
    pub fn name(&self) -> String {
        format!("tickmark, process {} on {}", self.pid, self.host)
    }

    /// Tells whether it ran where this process runs, so that its id means something here.
    pub fn is_of_here(&self) -> bool {
        let me = Self::me();
        (&self.host, &self.boot) == (&me.host, &me.boot)
    }

    /// Tells whether it is a process that started this one, directly or through others: it may be waiting for our end.
    pub fn is_above(&self) -> bool {
        /// How many processes above are looked at.
        const AT_MOST: usize = 64;
        if !self.is_of_here() {
            return false;
        }
        let mut pid = std::process::id();
        for _ in 0..AT_MOST {
            let Some(above) = parent(pid).filter(|above| *above != 0) else {
                return false;
            };
            if above == self.pid {
                return started(above) == self.started;
            }
            pid = above;
        }
        false
    }

    /// Tells whether it still runs.
    pub fn life(&self) -> Life {
        if !self.is_of_here() {
            return Life::Unknown;
        }
        match (started(self.pid), &self.started) {
            (Some(now), Some(then)) if now == *then => Life::Alive,
            (Some(_), Some(_)) => Life::Dead,
            (Some(_), None) | (None, _) if exists(self.pid) => Life::Unknown,
            (Some(_), None) | (None, _) => Life::Dead,
        }
    }
}

/// Returns when a process started, in the system's own count; none when it does not run or the system does not tell.
fn started(pid: u32) -> Option<String> {
    // The start is field 22.
    field(pid, 19)
}

/// Returns which process started one; none when it does not run or the system does not tell.
fn parent(pid: u32) -> Option<u32> {
    field(pid, 1)?.parse().ok()
}

/// Returns a field of what the system tells of a process, counted from the third one.
fn field(pid: u32, place: usize) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in brackets and may hold blanks.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(place).map(str::to_owned)
}

/// Tells whether any process has this id, one that the system hides from us (`hidepid`) among them.
#[cfg(unix)]
fn exists(pid: u32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    i32::try_from(pid)
        .ok()
        .and_then(Pid::from_raw)
        .is_some_and(|pid| test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

/// Tells whether any process has this id; this system does not say.
#[cfg(not(unix))]
fn exists(_pid: u32) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_start() {
        let me = Owner::me();
        assert_eq!(me.life(), Life::Alive);
        let reused = Owner {
            started: Some("0".to_owned()),
            ..me.clone()
        };
        assert_eq!(reused.life(), Life::Dead);
        let elsewhere = Owner {
            host: "elsewhere".to_owned(),
            ..me
        };
        assert_eq!(elsewhere.life(), Life::Unknown);
    }

    #[test]
    fn whoever_started_this_process_is_above_it() {
        let me = Owner::me();
        assert!(!me.is_above());
        let Some(above) = parent(me.pid) else { return };
        let parent = Owner {
            pid: above,
            started: started(above),
            ..me.clone()
        };
        assert!(parent.is_above());
        let reused = Owner {
            started: Some("0".to_owned()),
            ..parent
        };
        assert!(!reused.is_above());
    }

    #[test]
    fn a_process_that_does_not_say_when_it_started_is_not_taken_for_dead() {
        let me = Owner::me();
        let hidden = Owner {
            started: None,
            ..me.clone()
        };
        assert_eq!(hidden.life(), Life::Unknown);
        let mut gone = std::process::Command::new("true").spawn().unwrap();
        gone.wait().unwrap();
        let gone = Owner {
            pid: gone.id(),
            started: None,
            ..me
        };
        assert_eq!(gone.life(), Life::Dead);
    }
}
