//! What is held of every one of these repositories.

use std::{
    cell::OnceCell,
    fs::{self, File},
    io::{Read as _, Seek as _},
    os::unix::{
        fs::{PermissionsExt as _, symlink},
        process::ExitStatusExt as _,
    },
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use portable_pty::CommandBuilder;
use tickmark::safe;

use crate::{cli_desk::Desk, pty::Pty};

/// A command that takes longer than this hangs: the longest takes a second, and the machine may be busy. Of sizes that take longer
/// `TICKMARK_HOSTILE_SECONDS` says so.
fn limit() -> Duration {
    let asked = std::env::var("TICKMARK_HOSTILE_SECONDS");
    Duration::from_secs(asked.map_or(60, |asked| asked.parse().unwrap()))
}

/// The answers to the row that has none yet.
pub(super) const SHEET: &str = "audits/a-1/answers/house/4.1.toml";

/// The commands that read, in the order in which somebody looks around.
const READ: [&[&str]; 13] = [
    &["status"],
    &["status", "--json"],
    &["doctor"],
    &["log"],
    &["log", "--json"],
    &["audit", "show", "a-1"],
    &["finding", "list"],
    &["finding", "list", "--json"],
    &["evidence", "check"],
    &["evidence", "find", "register"],
    &["checklist", "list"],
    &["report", "a-1"],
    &["verify"],
];

/// The commands that write.
const WRITE: [&[&str]; 3] = [
    &["answer", "a-1", "4.2#1", "--verdict", "conforming"],
    &["commit", "--dry-run"],
    &["commit", "-m", "Audit"],
];

thread_local! {
    /// The audit that all of them are made from, made once for a test.
    static BASE: OnceCell<Desk> = const { OnceCell::new() };
}

/// Makes an audit with a finding, all committed but for an answer.
fn audited() -> Desk {
    let desk = Desk::audit();
    desk.run(&["evidence", "add", "a-1", "4.1", "risk/register.csv:2-4"])
        .ok();
    desk.run(&[
        "finding",
        "new",
        "a-1",
        "--row",
        "4.1",
        "--type",
        "minor",
        "--title",
        "Register lacks a system",
        "--statement",
        "One of four systems is not in the register",
        "--evidence",
        "risk/register.csv:2-4",
    ])
    .ok();
    desk.run(&["commit", "-m", "Audit"]).ok();
    desk.run(&["answer", "a-1", "4.2#2", "--verdict", "conforming"])
        .ok();
    desk
}

/// What a command came to.
pub(super) struct Told {
    pub(super) status: i32,
    pub(super) out: String,
    pub(super) err: String,
}

/// A repository that somebody has prepared, and what must not have happened when all commands were run in it.
pub(super) struct Trap {
    pub(super) desk: Desk,
    /// What lies around the repository.
    around: Vec<(PathBuf, String)>,
    commits: bool,
}

impl Trap {
    /// Lets somebody prepare an audit with a finding.
    pub(super) fn set(prepare: impl FnOnce(&Trap)) -> Self {
        let desk = BASE.with(|base| base.get_or_init(audited).copied());
        let outside = desk.yard().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("file.toml"), "schema = 1\nsecret = \"x\"\n").unwrap();
        let mut trap = Self {
            desk,
            around: Vec::new(),
            commits: true,
        };
        fs::write(
            trap.evil(),
            format!(
                "#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n",
                trap.canary().display()
            ),
        )
        .unwrap();
        fs::set_permissions(trap.evil(), fs::Permissions::from_mode(0o755)).unwrap();
        prepare(&trap);
        let _ = fs::remove_file(trap.canary());
        trap.around = trap.look_around();
        trap
    }

    /// Has nothing committed: what is prepared is a program that a commit runs, as git does.
    pub(super) fn without_commit(mut self) -> Self {
        self.commits = false;
        self
    }

    /// A program that tells when it is run.
    pub(super) fn evil(&self) -> PathBuf {
        self.desk.yard().join("evil")
    }

    fn canary(&self) -> PathBuf {
        self.desk.yard().join("ran")
    }

    pub(super) fn outside(&self, name: &str) -> PathBuf {
        self.desk.yard().join("outside").join(name)
    }

    /// A path in the repository.
    pub(super) fn at(&self, path: &str) -> PathBuf {
        self.desk.repo().join(path)
    }

    /// Sets something in the configuration of the repository itself.
    pub(super) fn configure(&self, name: &str, value: impl AsRef<Path>) {
        self.desk
            .git(&["config", name, value.as_ref().to_str().unwrap()]);
    }

    /// Puts a pipe in the place of whatever is there.
    pub(super) fn pipe(&self, path: &str) {
        pipe(&self.at(path));
    }

    /// Puts a link in the place of whatever is there.
    pub(super) fn link(&self, path: &str, target: impl AsRef<Path>) {
        let path = self.at(path);
        clear(&path);
        symlink(target, path).unwrap();
    }

    /// Runs every command and the program, and holds what must hold.
    #[track_caller]
    pub(super) fn holds(&self) {
        for command in READ {
            self.run(command);
        }
        self.open();
        self.undisturbed("after looking around");
        for command in WRITE.iter().take(if self.commits { 3 } else { 2 }) {
            self.run(command);
        }
        self.undisturbed("after writing");
    }

    #[track_caller]
    fn undisturbed(&self, when: &str) {
        let ran = fs::read_to_string(self.canary()).unwrap_or_default();
        assert_eq!(ran, "", "a program of the repository ran {when}");
        let around = self.look_around();
        let news: Vec<_> = around
            .iter()
            .filter(|seen| !self.around.contains(seen))
            .collect();
        assert!(news.is_empty(), "written outside {when}: {news:#?}");
        assert_eq!(around.len(), self.around.len(), "removed outside {when}");
    }

    /// Runs a command, which must end in time, and not by falling over.
    #[track_caller]
    pub(super) fn run(&self, args: &[&str]) -> Told {
        let [mut out, mut err] = [(); 2].map(|()| tempfile::tempfile().unwrap());
        let start = Instant::now();
        let mut child = self
            .desk
            .command()
            .args(args)
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(err.try_clone().unwrap())
            .spawn()
            .unwrap();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if start.elapsed() > limit() {
                child.kill().unwrap();
                child.wait().unwrap();
                panic!("{args:?} hangs");
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        if std::env::var_os("TICKMARK_HOSTILE_TIMES").is_some() {
            println!("{:>6} ms {args:?}", start.elapsed().as_millis());
        }
        let told = Told {
            status: status.code().unwrap_or(-1),
            out: text(&mut out),
            err: text(&mut err),
        };
        assert_eq!(status.signal(), None, "{args:?} fell over: {}", told.err);
        assert!((0..=3).contains(&told.status), "{args:?}: {}", told.err);
        assert!(!told.err.contains("panicked"), "{args:?}: {}", told.err);
        assert!(
            told.status == 0 || !told.err.is_empty() || !told.out.is_empty(),
            "{args:?} says nothing"
        );
        // A file or a pipe gets a report to the byte, so what is escaped on the way out is not looked for here.
        for said in [&told.out, &told.err] {
            assert_eq!(safe::first_hidden(said), None, "{args:?}: {said:?}");
        }
        told
    }

    /// Opens the program, presses a few keys and leaves it.
    #[track_caller]
    fn open(&self) {
        let command = self.desk.command();
        let mut opened = CommandBuilder::new(command.get_program());
        opened.cwd(self.desk.repo());
        opened.env_clear();
        for (name, value) in command.get_envs() {
            opened.env(name, value.unwrap_or_default());
        }
        opened.env("TERM", "xterm-256color");
        let mut pty = Pty::spawn(opened, 100, 30);
        let typist = pty.typist();
        let mut start = Instant::now();
        assert!(pty.absorb(limit()), "the program shows nothing");
        for keys in ["\r", "j", "?", "\x1b", "\r", "g", "r", "\x1b"] {
            if pty.has_ended() {
                break;
            }
            let _ = typist.send(keys);
            while pty.absorb(Duration::from_millis(40)) {}
        }
        while !pty.has_ended() {
            assert!(start.elapsed() < limit(), "the program does not end");
            let _ = typist.send("\x03\x03");
            while pty.absorb(Duration::from_millis(100)) {}
        }
        start = Instant::now();
        let status = pty.wait();
        assert!(status <= 3, "the program ended with {status}");
        let screen = pty.screen().contents();
        assert_eq!(safe::first_hidden(&screen), None, "{screen:?}");
        assert!(!screen.contains("fault of its own"), "{screen}");
        assert!(start.elapsed() < limit(), "the program does not end");
    }

    /// Takes down what lies around the repository.
    fn look_around(&self) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        let mut folders = vec![self.desk.yard().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let (path, kind) = (entry.path(), entry.file_type().unwrap());
                // What the user's own programs keep is none of the repository's.
                if path == self.desk.repo() || path == self.canary() || path.ends_with("home") {
                    continue;
                }
                let what = if kind.is_dir() {
                    folders.push(path.clone());
                    "a folder".to_owned()
                } else if kind.is_file() {
                    let mut file = File::open(&path).unwrap();
                    let mut begin = Vec::new();
                    file.by_ref().take(4096).read_to_end(&mut begin).unwrap();
                    format!("{} {begin:?}", file.metadata().unwrap().len())
                } else {
                    format!("{kind:?}")
                };
                found.push((path, what));
            }
        }
        found.sort();
        found
    }
}

fn text(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Removes whatever is there, and makes the folders above.
pub(super) fn clear(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let _ = fs::remove_dir_all(path);
    let _ = fs::remove_file(path);
}

/// Makes a pipe that nobody writes into.
pub(super) fn pipe(path: &Path) {
    clear(path);
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}
