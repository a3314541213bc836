//! What is to be said of the place itself: git, disk, clock, and what others have left here.

use std::{path::Path, time::Duration};

use jiff::Timestamp;

use super::{Check, Health};
use crate::{
    safe::escape_line,
    session::{Drafts, Session, writing},
    vcs::Ground,
};

/// The first version of git that has all that is asked of it: `git hook run`.
const GIT: (u32, u32) = (2, 36);

/// With less room than this on the disk it is said.
const LITTLE: u64 = 64 << 20;

/// How far the newest commit may lie ahead of the clock.
const AHEAD: Duration = Duration::from_secs(24 * 60 * 60);

/// Looks at the place that a workspace lies in.
pub(super) fn checks(session: &Session) -> Vec<Check> {
    let ground = session
        .repository()
        .ground(session.store().records_folder());
    let mut checks = vec![git(ground.git.as_deref())];
    checks.extend(history(&ground));
    checks.extend(sparse(session));
    checks.extend(attributes(&ground));
    checks.extend(hooks(&ground));
    checks.extend(programs(&ground));
    checks.extend(signing(&ground));
    checks.extend(locks(&ground));
    checks.push(clock(&ground, session.clock().now()));
    checks.extend(drafts(session));
    checks.extend(mask());
    checks.extend(disk(session));
    checks
}

fn shown(path: &Path) -> String {
    escape_line(&path.display().to_string()).into_owned()
}

fn git(version: Option<&str>) -> Check {
    let Some(version) = version else {
        return Check::new("git", Health::Limited, "there is no git program").hint(
            "install git: hooks, signatures and sync are its work; records are committed without it",
        );
    };
    let check = Check::new("git", Health::Good, escape_line(version));
    let mut numbers = version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let known = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if known < GIT {
        let check = Check {
            health: Health::Limited,
            ..check
        };
        return check.hint(format!("use git {}.{} or newer", GIT.0, GIT.1));
    }
    check
}

fn history(ground: &Ground) -> Vec<Check> {
    let mut checks = Vec::new();
    if ground.is_shallow {
        let seen = "the clone is shallow: what lies before its first commit cannot be checked";
        let check = Check::new("history", Health::Limited, seen);
        checks.push(check.hint("get all of it: git fetch --unshallow"));
    }
    if ground.is_partial {
        let seen =
            "the clone is partial: evidence may not be downloaded, and cannot be compared then";
        let check = Check::new("history", Health::Limited, seen);
        checks.push(check.hint("get what is missing: git fetch --refetch --no-filter"));
    }
    if ground.is_worktree {
        let seen = "this is a work tree beside the first one of its repository";
        checks.push(Check::new("history", Health::Good, seen));
    }
    checks
}

fn sparse(session: &Session) -> Option<Check> {
    let records = session.store().records_folder().to_owned();
    // What cannot be told is told by the checks of the records themselves.
    let absent = session.repository().absent(&[records]).ok()?;
    let left_out: Vec<&str> = absent
        .iter()
        .filter(|file| file.is_left_out)
        .map(|file| file.path.as_str())
        .collect();
    let first = *left_out.first()?;
    let named = escape_line(first).into_owned();
    let seen = match left_out.len() {
        1 => format!("a sparse checkout leaves out a record: {named}"),
        many => format!("a sparse checkout leaves out {many} records, such as {named}"),
    };
    let folder = first.split('/').next().unwrap_or(first);
    let check = Check::new("checkout", Health::Bad, seen);
    Some(check.hint(format!(
        "have them checked out: git sparse-checkout add {}",
        escape_line(folder)
    )))
}

fn attributes(ground: &Ground) -> Vec<Check> {
    let of = |attribute: &String| {
        let attribute = escape_line(attribute);
        let (health, why, hint) = if attribute.starts_with("merge=") {
            (
                Health::Bad,
                "git puts the lines of both sides into a record, which nobody can read then",
                "take merge=union away from the records in .gitattributes: tickmark init names what merges them",
            )
        } else if attribute.starts_with("eol=") {
            (
                Health::Limited,
                "git gives records other line ends than they are written with",
                "give the records eol=lf in .gitattributes",
            )
        } else {
            (
                Health::Bad,
                "a program or an encoding stands between records and git, so that they cannot be committed",
                "take it away from the records in .gitattributes",
            )
        };
        Check::new("attributes", health, format!("{attribute}: {why}")).hint(hint)
    };
    ground.attributes.iter().map(of).collect()
}

fn hooks(ground: &Ground) -> Vec<Check> {
    let of = |(path, can_run): &(std::path::PathBuf, bool)| {
        let name = shown(path);
        if *can_run {
            Check::new("hooks", Health::Good, format!("a commit runs {name}"))
        } else {
            let seen = format!("{name} is there, and git does not run it");
            let check = Check::new("hooks", Health::Limited, seen);
            check.hint(format!("make it a program: chmod +x {name}"))
        }
    };
    ground.hooks.iter().map(of).collect()
}

fn programs(ground: &Ground) -> Option<Check> {
    if ground.programs.is_empty() {
        return None;
    }
    let names: Vec<_> = ground
        .programs
        .iter()
        .map(|name| escape_line(name))
        .collect();
    let seen = format!(
        "the configuration of this repository names programs that git runs: {}",
        names.join(", ")
    );
    let check = Check::new("programs", Health::Limited, seen);
    Some(check.hint("where you did not set them yourself look at them: git config --local --list"))
}

fn signing(ground: &Ground) -> Option<Check> {
    Some(match ground.signing.as_ref()? {
        Ok(()) => Check::new(
            "signing",
            Health::Good,
            "program and key are there; a passphrase is asked for when it is signed",
        ),
        Err(why) => Check::new("signing", Health::Bad, escape_line(why)).hint(
            "see git config --get-regexp 'gpg|sign': what is to be signed is not committed unsigned",
        ),
    })
}

fn locks(ground: &Ground) -> Vec<Check> {
    let of = |(path, age): &(std::path::PathBuf, Duration)| {
        let name = shown(path);
        let seen = format!("{name} locks git, for {} s", age.as_secs());
        let check = Check::new("locks", Health::Limited, seen);
        check.hint(format!(
            "wait for the other program; if none is running, remove {name}"
        ))
    };
    ground.locks.iter().map(of).collect()
}

fn clock(ground: &Ground, now: Timestamp) -> Check {
    let ahead = ground
        .committed_at
        .map_or(0, |at| at.as_second() - now.as_second());
    if u64::try_from(ahead).unwrap_or(0) > AHEAD.as_secs() {
        let seen = format!(
            "the newest commit is {} h ahead of the clock of this machine",
            ahead / 3600
        );
        let check = Check::new("clock", Health::Bad, seen);
        return check.hint("set the clock right: what is committed says when");
    }
    Check::new("clock", Health::Good, format!("{now} (UTC)"))
}

/// Says that half-typed text waits to be offered, here or where it is kept when this place cannot be written.
fn drafts(session: &Session) -> Option<Check> {
    let places = [
        Some(session.repository().private_dir()),
        session.place_elsewhere(),
    ];
    let left: usize = places
        .into_iter()
        .flatten()
        .map(|place| Drafts::at(place).count_left())
        .sum();
    let what = match left {
        0 => return None,
        1 => "half-typed text of 1 program that ended is kept".to_owned(),
        many => format!("half-typed text of {many} programs that ended is kept"),
    };
    let check = Check::new("drafts", Health::Good, what);
    Some(check.hint("it is offered when the program is opened: tickmark"))
}

/// Says where the user's mask keeps even themselves from what they write; where the system tells it.
fn mask() -> Option<Check> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("Umask:"))?
        .trim();
    let bits = u32::from_str_radix(mask, 8).ok()?;
    Some(if bits & 0o700 == 0 {
        Check::new("umask", Health::Good, mask)
    } else {
        Check::new(
            "umask",
            Health::Bad,
            format!("{mask} takes from you what you write yourself"),
        )
        .hint("set it as usual: umask 022")
    })
}

fn disk(session: &Session) -> Vec<Check> {
    let mut checks = Vec::new();
    checks.push(match session.unwritable() {
        None => Check::new("writing", Health::Good, "work tree and git can be written"),
        Some(unwritable) => {
            let seen = format!("read-only: {}", unwritable.why);
            Check::new("writing", Health::Bad, seen).hint(unwritable.hint)
        }
    });
    let top = session.store().root();
    if let Some(room) = writing::room(top) {
        let mib = room >> 20;
        checks.push(if room < LITTLE {
            let seen = format!("{mib} MiB of room are left on the disk of {}", shown(top));
            Check::new("disk", Health::Limited, seen).hint("make room before it is full")
        } else {
            Check::new("disk", Health::Good, format!("{mib} MiB of room"))
        });
    }
    if is_far(top) {
        let seen = "the work tree is on a disk of another machine, where locks may not hold";
        let check = Check::new("disk", Health::Limited, seen);
        checks.push(check.hint("work in a clone on a disk of this machine"));
    }
    checks
}

/// Tells whether a folder is on a disk that is reached over the network.
#[cfg(target_os = "linux")]
fn is_far(folder: &Path) -> bool {
    // NFS, SMB, CIFS, 9P, AFS, CEPH: linux/magic.h.
    const FAR: [i128; 6] = [
        0x6969,
        0xfe53_4d42,
        0xff53_4d42,
        0x0102_1997,
        0x5346_414f,
        0x00c3_6400,
    ];
    rustix::fs::statfs(folder).is_ok_and(|found| FAR.contains(&i128::from(found.f_type)))
}

#[cfg(not(target_os = "linux"))]
fn is_far(_folder: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_git_and_none_are_told() {
        assert_eq!(git(Some("2.47.3")).health, Health::Good);
        assert_eq!(git(Some("2.35.1.windows.2")).health, Health::Limited);
        assert_eq!(git(None).health, Health::Limited);
    }
}
