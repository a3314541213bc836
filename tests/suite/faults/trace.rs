//! The system calls of a task, and the faults that can be put in their place.

use std::{collections::HashMap, fmt, fs};

use super::ground::{Ground, traced};

/// A system call of a task.
#[derive(Debug, Clone)]
pub(super) struct Call {
    name: String,
    /// Which of the calls of this name it is, counted from the start of the process as strace does.
    number: usize,
    changes: bool,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The process is killed when it makes the call.
    Kill,
    /// The disk fails, once.
    Disk,
    /// The disk is full, from then on.
    Full,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Kill, Self::Disk, Self::Full];
}

/// A fault in place of a call.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    name: String,
    number: usize,
    pub(super) kind: Kind,
    /// Whether the call changes something on the disk.
    pub(super) changes: bool,
}

impl Fault {
    /// Returns the option of strace.
    pub(super) fn option(&self) -> String {
        let (name, number) = (&self.name, self.number);
        match self.kind {
            Kind::Kill => format!("inject={name}:signal=KILL:when={number}"),
            Kind::Disk => format!("inject={name}:error=EIO:when={number}"),
            Kind::Full => format!("inject={name}:error=ENOSPC:when={number}+"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.option())
    }
}

/// Calls by which a disk is changed.
const CHANGING: [&str; 20] = [
    "write",
    "pwrite64",
    "writev",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "ftruncate",
    "fchmod",
    "chmod",
    "fchmodat",
    "utimensat",
    "sync_file_range",
];

/// Calls that no disk makes fail, or by whose failure a process says nothing of ours; of a folder whose closing
/// fails, and of a pipe that cannot be set up, the standard library makes a panic.
const BESIDE: [&str; 14] = [
    "close",
    "ioctl",
    "exit_group",
    "brk",
    "mmap",
    "munmap",
    "mprotect",
    "madvise",
    "futex",
    "rt_sigaction",
    "rt_sigprocmask",
    "sigaltstack",
    "getrandom",
    "execve",
];

impl Call {
    /// Returns the fault of a kind in place of it; none where it makes no sense there.
    pub(super) fn fault(&self, kind: Kind) -> Option<Fault> {
        let fits = match kind {
            Kind::Kill => true,
            Kind::Disk => !BESIDE.contains(&self.name.as_str()),
            Kind::Full => self.changes,
        };
        fits.then(|| Fault {
            name: self.name.clone(),
            number: self.number,
            kind,
            changes: self.changes,
        })
    }
}

/// Lists the calls of a task, from where it begins; none where nothing can be traced here.
pub(super) fn calls(ground: &Ground) -> Option<Vec<Call>> {
    let desk = ground.copy();
    let file = desk.yard().join("trace");
    let run = traced(&desk, &["-o", file.to_str()?], ground.task.args())?;
    assert_eq!(run.status, 0, "{run:#?}");
    let text = fs::read(&file).ok()?;
    let text = String::from_utf8_lossy(&text);
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut begun = false;
    let mut calls = Vec::new();
    for line in text.lines() {
        let Some((name, rest)) = line.split_once('(') else {
            continue;
        };
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            continue;
        }
        let number = counts.entry(name.to_owned()).or_default();
        *number += 1;
        begun |= rest.contains(ground.task.begins_at());
        if begun {
            let opens_to_change = name == "openat" && rest.contains("O_CREAT");
            calls.push(Call {
                name: name.to_owned(),
                number: *number,
                changes: opens_to_change || CHANGING.contains(&name),
            });
        }
    }
    Some(calls)
}
