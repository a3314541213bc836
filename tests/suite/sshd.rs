//! A real ssh server on this machine, and auditors whose link to it drops.

use std::{
    fs,
    io::Write as _,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use portable_pty::CommandBuilder;

use crate::{
    program::{PROGRAM, Place, start_a_note},
    pty::Pty,
};

/// How long the server has to begin, and what it started to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// An ssh server of one's own, heard on 127.0.0.1 alone, with one key that may come in.
pub(crate) struct Server {
    dir: tempfile::TempDir,
    port: u16,
    process: Child,
}

impl Server {
    /// Starts it. None where it cannot be had, which is said past the harness: what was not tried must be seen.
    pub(crate) fn start() -> Option<Self> {
        Self::try_start()
            .inspect_err(|why| {
                let _ = writeln!(
                    std::io::stderr(),
                    "skipped: a test over ssh was not run: {why}"
                );
            })
            .ok()
    }

    fn try_start() -> Result<Self, String> {
        let program = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"]
            .into_iter()
            .map(PathBuf::from)
            .find(|path| path.exists())
            .ok_or("sshd is not installed")?;
        let dir = tempfile::tempdir().unwrap();
        for name in ["host", "client"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(dir.path().join(name))
                .status();
            if !made.is_ok_and(|made| made.success()) {
                return Err("ssh-keygen is not installed, or makes no key".to_owned());
            }
        }
        let at = |name: &str| dir.path().join(name).display().to_string();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let settings = format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile {}\nUsePAM no\nStrictModes no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPrintMotd no\nPrintLastLog no\n",
            at("host"),
            at("client.pub"),
            at("pid")
        );
        fs::write(dir.path().join("settings"), settings).unwrap();
        // It wants to be a folder of the system's where it runs as root.
        let _ = fs::create_dir_all("/run/sshd");
        let process = Command::new(program)
            .args(["-D", "-f", &at("settings"), "-E", &at("log")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("sshd does not start: {error}"))?;
        let mut server = Self { dir, port, process };
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(server);
            }
            if server.process.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let log = fs::read_to_string(server.dir.path().join("log")).unwrap_or_default();
        Err(format!("sshd does not start: {}", log.trim()))
    }

    /// Returns the command by which git reaches it.
    pub(crate) fn client(&self) -> String {
        format!("ssh {}", self.options().join(" "))
    }

    fn options(&self) -> Vec<String> {
        let key = self.dir.path().join("client").display().to_string();
        [
            "-F",
            "none",
            "-i",
            &key,
            "-oIdentitiesOnly=yes",
            "-oIdentityAgent=none",
            "-oStrictHostKeyChecking=no",
            "-oUserKnownHostsFile=/dev/null",
            "-oLogLevel=ERROR",
            "-oBatchMode=yes",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// Returns where a repository of this machine is over ssh.
    pub(crate) fn url(&self, repository: &Path) -> String {
        format!(
            "ssh://{}@127.0.0.1:{}{}",
            user(),
            self.port,
            repository.display()
        )
    }

    /// Opens the program of a place in a terminal over ssh.
    fn open(&self, place: &Place) -> Pty {
        let settings = place.settings().into_iter();
        // The terminal is what ssh makes of the one that it is called in.
        let settings = settings
            .filter(|(name, _)| *name != "TERM")
            .map(|(name, value)| format!("{name}='{value}'"))
            .collect::<Vec<_>>()
            .join(" ");
        let folder = place.folder();
        let remote = format!(
            "cd '{}' && exec env {settings} '{PROGRAM}'",
            folder.display()
        );
        let mut command = CommandBuilder::new("ssh");
        command.args(self.options());
        command.args(["-tt", "-p", &self.port.to_string()]);
        command.arg(format!("{}@127.0.0.1", user()));
        command.arg(remote);
        place.open_by(command, &[])
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn user() -> String {
    let output = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Waits until nobody has the program open in a place any more.
#[track_caller]
fn wait_until_left(place: &Place) {
    let start = Instant::now();
    while place.run(&["status"]).contains("also here") {
        assert!(start.elapsed() < PATIENCE, "the program outlasts its link");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_link_that_drops_in_the_middle_of_a_note_loses_none_of_it() {
    let Some(server) = Server::start() else {
        return;
    };
    let place = Place::new();
    let mut pty = server.open(&place);
    start_a_note(&mut pty, "Typed over a link that drops");
    // As a client does that is no more: it says nothing to the server.
    Pty::signal("KILL", pty.id());
    pty.wait();
    wait_until_left(&place);
    place.wait_for_draft("Typed over a link that drops");
    let mut again = server.open(&place);
    again.wait_for("text that was being typed");
    again.wait_for("+ Typed over a link that drops");
    again.type_keys("\r");
    again.wait_for("question 1 of");
    again.type_keys("\x1b");
    again.wait_for("1 to commit");
    again.type_keys("\x03\x03");
    assert_eq!(again.wait(), 0);
    wait_until_left(&place);
    assert!(place.run(&["status"]).contains("not committed"));
}

#[test]
fn what_is_walked_committed_and_synced_over_ssh_reaches_the_repository_behind_it() {
    let Some(server) = Server::start() else {
        return;
    };
    let place = Place::new();
    let bare = place.home.path().join("audits.git");
    let bare_path = bare.to_str().unwrap();
    place.git(&["init", "-q", "--bare", "-b", "main", bare_path]);
    place.git(&["remote", "add", "origin", &server.url(&bare)]);
    place.git(&["config", "core.sshCommand", &server.client()]);
    place.git(&["push", "-q", "-u", "origin", "main"]);
    let mut pty = server.open(&place);
    start_a_note(&mut pty, "Walked and synced over ssh");
    pty.type_keys("\x1b");
    pty.wait_for("1 to commit");
    pty.type_keys("gr");
    pty.wait_for("Message");
    pty.type_keys("\x13");
    pty.wait_for("question 1 of");
    pty.type_keys("\x03\x03");
    assert_eq!(pty.wait(), 0);
    place.run(&["sync"]);
    let tip = |at: &str| place.git(&["--git-dir", at, "rev-parse", "main"]);
    assert_eq!(tip(bare_path), tip(".git"));
    let sheet = "main:audits/aims/answers/iso-42001/4.1.toml";
    let sent = place.git(&["--git-dir", bare_path, "show", sheet]);
    assert!(sent.contains("Walked and synced over ssh"), "{sent}");
}

#[test]
fn a_link_that_drops_while_ssh_keygen_asks_for_a_passphrase_leaves_no_lock_and_no_process() {
    let Some(server) = Server::start() else {
        return;
    };
    let place = Place::new();
    let key = place.home.path().join("key");
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "a passphrase", "-f"])
        .arg(&key)
        .status();
    assert!(made.unwrap().success());
    for (name, value) in [
        ("commit.gpgsign", "true"),
        ("gpg.format", "ssh"),
        ("user.signingkey", key.to_str().unwrap()),
    ] {
        place.git(&["config", name, value]);
    }
    let before = place.git(&["rev-parse", "HEAD"]);
    let mut pty = server.open(&place);
    start_a_note(&mut pty, "Signed with a passphrase");
    pty.type_keys("\x1b");
    pty.wait_for("1 to commit");
    pty.type_keys("gr");
    pty.wait_for("Message");
    pty.type_keys("\x13");
    pty.wait_for("Enter passphrase");
    Pty::signal("KILL", pty.id());
    pty.wait();
    wait_until_left(&place);
    assert!(!is_running(&key), "ssh-keygen outlasts the link");
    assert_eq!(place.git(&["rev-parse", "HEAD"]), before);
    let mut again = server.open(&place);
    again.wait_for("1 to commit");
    again.type_keys("gr");
    again.wait_for("Message");
    again.type_keys("\x13");
    again.wait_for("Enter passphrase");
    again.type_keys("a passphrase\r");
    again.wait_for("question 1 of");
    again.type_keys("\x03\x03");
    assert_eq!(again.wait(), 0);
    let raw = place.git(&["cat-file", "commit", "HEAD"]);
    assert!(raw.contains("gpgsig -----BEGIN SSH SIGNATURE"), "{raw}");
    assert!(!place.folder().join(".git/index.lock").exists());
    assert!(!place.folder().join(".git/tickmark/journal").exists());
    place.git(&["fsck", "--strict", "--no-dangling"]);
}

/// Tells whether a program that was given this key is still there, having waited a moment for its end.
fn is_running(key: &Path) -> bool {
    let named = key.display().to_string();
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let is_there = fs::read_dir("/proc").unwrap().flatten().any(|entry| {
            fs::read(entry.path().join("cmdline"))
                .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&named))
        });
        if !is_there {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}
