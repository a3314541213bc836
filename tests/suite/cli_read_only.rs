//! Where nothing can be written: said before anything else, nothing half done, and all can be read.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::cli_desk::{Desk, Run};

/// Somebody who is not root, where root runs the tests.
struct Other {
    program: PathBuf,
}

impl Other {
    /// Lets somebody else near a desk; none where that cannot be.
    fn at(desk: &Desk) -> Option<Self> {
        if !is_root() || !has("setpriv") {
            println!("skipped: only root can act as another user, by setpriv");
            return None;
        }
        let program = desk.yard().join("tickmark");
        fs::copy(env!("CARGO_BIN_EXE_tickmark"), &program).unwrap();
        let modes = [
            desk.yard().to_owned(),
            desk.yard().join("home"),
            program.clone(),
        ];
        for path in modes {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Some(Self { program })
    }

    fn run(&self, desk: &Desk, args: &[&str]) -> Run {
        let mut command = desk.command_of("setpriv");
        command
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .arg(&self.program)
            .args(args)
            .stdin(Stdio::null());
        finish(&mut command)
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0)
}

fn has(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn trusted(desk: &Desk) {
    desk.configure("safe.directory", "*");
    for name in ["gitconfig", ".gitconfig"] {
        let file = desk.yard().join("home").join(name);
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    }
}

#[test]
fn a_repository_of_somebody_else_is_refused_with_what_git_wants() {
    let desk = Desk::audit();
    let Some(other) = Other::at(&desk) else {
        return;
    };
    let run = other.run(&desk, &["status"]);
    run.fails(
        3,
        &[
            "error: Could not",
            "git config --global --add safe.directory",
        ],
    );
    let doctor = other.run(&desk, &["doctor"]);
    assert_eq!(doctor.status, 1, "{doctor:#?}");
    assert!(doctor.out.contains("safe.directory"), "{doctor:#?}");
}

#[test]
fn where_one_may_not_write_commands_say_so_before_anything_else_and_all_can_be_read() {
    let desk = Desk::audit();
    let Some(other) = Other::at(&desk) else {
        return;
    };
    trusted(&desk);
    let before = desk.everything();
    let writes: [&[&str]; 7] = [
        &["answer", "a-1", "4.1", "--verdict", "conforming"],
        // Nobody is told of a row that is not there where none could be answered.
        &["answer", "a-1", "9.9", "--verdict", "conforming"],
        &[
            "finding",
            "new",
            "a-1",
            "--title",
            "T",
            "--criterion",
            "4.1",
        ],
        &["evidence", "add", "a-1", "4.1", "risk/method.md"],
        &["audit", "set", "a-1", "--title", "T"],
        &["commit"],
        &["signoff", "a-1", "--as", "prepared"],
    ];
    for args in writes {
        let run = other.run(&desk, args);
        run.fails(
            3,
            &[
                "error: Could not ",
                "cannot be written: Permission denied",
                "hint: ",
            ],
        );
    }
    let reads: [&[&str]; 4] = [
        &["status"],
        &["audit", "show", "a-1"],
        &["log"],
        &["commit", "--dry-run"],
    ];
    for args in reads {
        let run = other.run(&desk, args);
        assert_eq!(run.status, 0, "{run:#?}");
        assert!(run.err.contains("read-only: "), "{run:#?}");
    }
    let doctor = other.run(&desk, &["doctor"]);
    assert!(
        doctor.out.contains("cannot be written: Permission denied"),
        "{doctor:#?}"
    );
    assert_eq!(desk.everything(), before);
}

#[test]
fn a_git_dir_that_may_not_be_written_is_enough() {
    let desk = Desk::audit();
    let Some(other) = Other::at(&desk) else {
        return;
    };
    trusted(&desk);
    let done = desk
        .command_of("sh")
        .args(["-c", "chown -R 65534:65534 . && chown -R 0:0 .git"])
        .status();
    assert!(done.unwrap().success());
    let before = desk.everything();
    let run = other.run(&desk, &["answer", "a-1", "4.1", "--verdict", "conforming"]);
    run.fails(3, &[".git cannot be written: Permission denied"]);
    assert_eq!(desk.everything(), before);
}

#[test]
fn on_a_full_disk_nothing_is_half_written_and_the_work_goes_on_once_there_is_room() {
    if !is_root() || !has("unshare") {
        println!("skipped: only root can have a small disk of their own, by unshare");
        return;
    }
    let desk = Desk::audit();
    let room = desk.yard().join("disk");
    fs::create_dir(&room).unwrap();
    let script = r#"
mount -t tmpfs -o size=4m tmpfs "$1" || { echo skipped; exit 0; }
cp -a "$2" "$1/repo" && cd "$1/repo" || exit 90
cp "$1/repo/audits/a-1/audit.toml" /dev/null
find audits tickmark.toml -type f -exec sha256sum {} + | sort > "$3/before"
git rev-parse HEAD > "$3/head"
cat /dev/zero > "$1/fill" 2> /dev/null
"$4" status > "$3/status" 2>&1; echo "status $?"
"$4" answer a-1 4.1 --verdict conforming > "$3/answer" 2>&1; echo "answer $?"
"$4" commit > "$3/commit" 2>&1; echo "commit $?"
"$4" doctor > "$3/doctor" 2>&1; echo "doctor $?"
find audits tickmark.toml -type f -exec sha256sum {} + | sort > "$3/after"
test "$(git rev-parse HEAD)" = "$(cat "$3/head")" && git fsck --strict > /dev/null 2>&1; echo "git $?"
ls .git/index.lock > /dev/null 2>&1; echo "lock $?"
rm "$1/fill"
"$4" answer a-1 4.1 --verdict conforming > /dev/null 2>&1; echo "again $?"
"$4" commit > "$3/again" 2>&1; echo "committed $?"
"#;
    let told = desk.yard().join("told");
    fs::create_dir(&told).unwrap();
    let mut command = desk.command_of("unshare");
    command
        .args(["-m", "sh", "-c", script, "sh"])
        .args([&room, &desk.repo(), &told])
        .arg(env!("CARGO_BIN_EXE_tickmark"))
        .stdin(Stdio::null());
    let run = finish(&mut command);
    if run.status != 0 || run.out.starts_with("skipped") {
        println!("skipped: no disk can be mounted here: {run:?}");
        return;
    }
    let said = |name: &str| fs::read_to_string(told.join(name)).unwrap();
    let expected = "status 0\nanswer 3\ncommit 3\ndoctor 1\ngit 0\nlock 2\nagain 0\ncommitted 0\n";
    let all = [
        said("status"),
        said("answer"),
        said("commit"),
        said("again"),
    ];
    assert_eq!(run.out, expected, "{all:#?}");
    assert_eq!(said("before"), said("after"));
    for name in ["status", "answer", "commit", "doctor"] {
        assert!(said(name).contains("is full"), "{name}: {}", said(name));
    }
}
