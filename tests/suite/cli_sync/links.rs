//! Links that do not answer, or want to know something; and a real one over ssh, where there is a server to be had.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    time::{Duration, Instant},
};

use portable_pty::CommandBuilder;

use super::{Pair, SHEET, answer, changes_nothing, silent};
use crate::{cli_desk::Desk, pty::Pty, sshd::Server};

/// Makes a program that stands in for ssh.
fn ssh(desk: &Desk, lines: &str) -> String {
    let path = desk.yard().join("ssh-stand-in");
    fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_link_that_does_not_answer_is_given_up_with_all_that_it_started() {
    let pair = Pair::new();
    let pid = pair.ada.yard().join("pid");
    let program = ssh(
        &pair.ada,
        &format!("echo $$ > '{}'\nexec sleep 1000", pid.display()),
    );
    pair.ada.git(&["config", "core.sshCommand", &program]);
    pair.ada.git(&[
        "remote",
        "set-url",
        "origin",
        "ssh://nowhere.example.org/a.git",
    ]);
    let run = changes_nothing(&pair.ada, &["sync", "--time-limit", "1"]);
    run.fails(3, &["origin did not answer within 1 s", "--time-limit"]);
    let pid = fs::read_to_string(pid).unwrap();
    let there = Path::new("/proc").join(pid.trim());
    let start = Instant::now();
    while there.exists() && start.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!there.exists() || is_dead(&there));
}

/// Tells whether a process has ended and nobody has asked how yet.
fn is_dead(process: &Path) -> bool {
    fs::read_to_string(process.join("stat")).is_ok_and(|stat| {
        stat.rsplit(')')
            .next()
            .is_some_and(|rest| rest.trim().starts_with('Z'))
    })
}

#[test]
fn a_link_that_wants_a_password_is_not_asked_behind_anybodys_back() {
    let pair = Pair::new();
    pair.ada.git(&[
        "remote",
        "set-url",
        "origin",
        "ssh://nowhere.example.org/a.git",
    ]);
    // As ssh does that is told not to ask, which it is where nobody has set a command of their own.
    let folder = pair.ada.yard().join("bin");
    fs::create_dir(&folder).unwrap();
    let program = folder.join("ssh");
    let script = "#!/bin/sh\ncase \"$*\" in *BatchMode=yes*) ;; *) exit 7;; esac\necho 'ada@nowhere: Permission denied (publickey,password).' >&2\nexit 255\n";
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut path = vec![folder];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let mut command = pair.ada.command();
    command.env("PATH", std::env::join_paths(path).unwrap());
    let run = Desk::finish(assert_cmd::Command::from_std(command).arg("sync"));
    run.fails(
        3,
        &[
            "origin wants a password or an answer",
            "Permission denied",
            "tickmark sync origin",
        ],
    );
}

#[test]
fn at_a_terminal_a_password_is_asked_for_there() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    // As ssh does that asks at the terminal where it is not told to ask nobody.
    let folder = pair.ada.yard().join("bin");
    fs::create_dir(&folder).unwrap();
    let program = folder.join("ssh");
    let script = "#!/bin/sh\ncase \"$*\" in *BatchMode=yes*) echo 'Permission denied (password).' >&2; exit 255;; esac\n\
        printf 'password: ' > /dev/tty\nread -r word < /dev/tty\n[ \"$word\" = secret ] || exit 255\n\
        for last; do :; done\nexec sh -c \"$last\"\n";
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let url = format!("ssh://nowhere.example.org{}", pair.bare().display());
    pair.ada.git(&["remote", "set-url", "origin", &url]);
    let mut path = vec![folder];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tickmark"));
    command.env_clear();
    for (name, value) in pair.ada.command().get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.env("PATH", std::env::join_paths(path).unwrap());
    command.env("TERM", "xterm");
    command.cwd(pair.ada.repo());
    command.args(["sync"]);
    let mut pty = Pty::spawn(command, 80, 24);
    pty.wait_for("origin wants to know who you are:");
    pty.wait_for("password: ");
    pty.type_keys("secret\n");
    pty.wait_for("origin/main: 1 record came");
    assert!(pair.ada.read(SHEET).contains("Seen by Ben"));
}

#[test]
fn a_command_for_ssh_of_ones_own_is_used_as_it_is() {
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    // It goes to the repository on this machine whatever the host, and wants no option of ours.
    let program = ssh(
        &pair.ada,
        "case \"$*\" in *BatchMode*) exit 7;; esac\nfor last; do :; done\nexec sh -c \"$last\"",
    );
    pair.ada.git(&["config", "core.sshCommand", &program]);
    pair.ada.git(&["config", "ssh.variant", "ssh"]);
    let url = format!("ssh://nowhere.example.org{}", pair.bare().display());
    pair.ada.git(&["remote", "set-url", "origin", &url]);
    let run = pair.ada.run(&["sync"]);
    assert_eq!(run.status, 0, "{run:#?}");
    pair.ben.run(&["sync"]).ok();
    assert!(pair.ben.read(SHEET).contains("Seen by Ada"));
}

#[test]
fn two_clones_meet_over_a_real_ssh_server() {
    let Some(server) = Server::start() else {
        return;
    };
    let pair = Pair::new();
    pair.ben_sends("4.2#2", "nonconforming");
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    for desk in [&pair.ada, &pair.ben] {
        desk.git(&["config", "core.sshCommand", &server.client()]);
        desk.git(&["remote", "set-url", "origin", &server.url(&pair.bare())]);
    }
    let run = pair.ada.run(&["sync"]);
    assert_eq!(run.status, 0, "{run:#?}");
    pair.ben.run(&["sync"]).ok();
    assert_eq!(pair.ben.read(SHEET), pair.ada.read(SHEET));
    silent(&pair.ben);
    // Without the key nobody gets in, and nobody is asked behind the auditor's back.
    let stranger = server.client().replace("/client ", "/host ");
    pair.ada.git(&["config", "core.sshCommand", &stranger]);
    answer(&pair.ada, "4.2#1", "conforming", "Seen again");
    changes_nothing(&pair.ada, &["sync"]).fails(
        3,
        &["origin wants a password or an answer", "Permission denied"],
    );
}

#[test]
fn a_server_that_is_gone_is_told_and_what_is_here_stays() {
    let Some(server) = Server::start() else {
        return;
    };
    let pair = Pair::new();
    answer(&pair.ada, "4.2#1", "observation", "Seen by Ada");
    pair.ada
        .git(&["config", "core.sshCommand", &server.client()]);
    let url = server.url(&pair.bare());
    pair.ada.git(&["remote", "set-url", "origin", &url]);
    drop(server);
    changes_nothing(&pair.ada, &["sync"]).fails(3, &["origin", "Connection refused"]);
}
