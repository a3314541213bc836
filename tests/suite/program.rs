//! The real program in a real terminal: what it leaves behind, however it ends, and what it makes of its surroundings.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use tempfile::TempDir;

use crate::pty::Pty;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_tickmark");

/// A workspace with one planned audit, in a home of its own.
pub(crate) struct Place {
    pub(crate) home: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let place = Self {
            home: tempfile::tempdir().unwrap(),
        };
        let folder = place.folder();
        std::fs::create_dir(&folder).unwrap();
        place.git(&["init", "-q", "-b", "main", "."]);
        place.git(&["config", "user.name", "Astrid Lindqvist"]);
        place.git(&["config", "user.email", "astrid@example.org"]);
        std::fs::write(folder.join("policy.md"), "one\ntwo\nthree\n").unwrap();
        place.git(&["add", "policy.md"]);
        place.git(&["commit", "-qm", "Adopt the policy"]);
        place.run(&["init", "--organisation", "Northfield Mutual"]);
        place.run(&[
            "new",
            "aims",
            "--title",
            "Internal audit",
            "--checklist",
            "iso-42001",
        ]);
        place.run(&["commit", "-m", "Plan the audit"]);
        place
    }

    pub(crate) fn folder(&self) -> std::path::PathBuf {
        self.home.path().join("work")
    }

    pub(crate) fn settings(&self) -> Vec<(&'static str, String)> {
        let home = self.home.path().to_string_lossy().into_owned();
        vec![
            ("HOME", home.clone()),
            ("XDG_CONFIG_HOME", format!("{home}/.config")),
            ("GIT_CONFIG_GLOBAL", "/dev/null".to_owned()),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
            ("PATH", std::env::var("PATH").unwrap()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
        ]
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .envs(self.settings())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(PROGRAM)
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .envs(self.settings())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Opens the program, with some settings of the surroundings changed.
    pub(crate) fn open(&self, changed: &[(&str, &str)]) -> Pty {
        self.open_by(CommandBuilder::new(PROGRAM), changed)
    }

    /// Opens the program by a command of one's own.
    pub(crate) fn open_by(&self, mut command: CommandBuilder, changed: &[(&str, &str)]) -> Pty {
        command.cwd(self.folder());
        command.env_clear();
        for (name, value) in self.settings() {
            command.env(name, value);
        }
        for (name, value) in changed {
            command.env(name, value);
        }
        Pty::spawn(command, 120, 40)
    }

    /// Waits until a file below the private folder holds a text.
    pub(crate) fn wait_for_draft(&self, text: &str) {
        let start = Instant::now();
        let folder = self.folder().join(".git/tickmark");
        while !holds(&folder, text) {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "no draft holds {text:?}"
            );
            std::thread::yield_now();
        }
    }
}

fn holds(folder: &Path, text: &str) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            holds(&path, text)
        } else {
            // A draft is kept once it has its name; until then it may still be cut short.
            path.extension()
                .is_some_and(|extension| extension == "toml")
                && std::fs::read_to_string(path).is_ok_and(|content| content.contains(text))
        }
    })
}

pub(crate) fn start_a_note(pty: &mut Pty, note: &str) {
    pty.wait_for("Audits");
    pty.type_keys("\r");
    pty.wait_for("question 1 of");
    pty.type_keys("i");
    pty.type_keys(note);
    pty.wait_for(note.get(..20).unwrap_or(note));
}

#[test]
fn a_hang_up_keeps_the_half_typed_note_and_the_next_start_offers_it() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    start_a_note(&mut pty, "Half a sentence about");
    pty.hang_up("x");
    assert_eq!(pty.wait(), 129);
    let mut again = place.open(&[]);
    again.wait_for("text that was being typed");
    again.wait_for("Half a sentence about");
    again.type_keys("\r");
    again.wait_for("question 1 of");
    again.wait_for("Half a sentence about");
    again.type_keys("\x1b");
    again.wait_for("to commit");
    assert!(place.run(&["status"]).contains("not committed"));
}

#[test]
fn a_request_to_end_keeps_the_note_and_gives_143() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    start_a_note(&mut pty, "Another half sentence");
    Pty::signal("TERM", pty.id());
    assert_eq!(pty.wait(), 143);
    place.wait_for_draft("Another half sentence");
}

#[test]
fn a_kill_loses_nothing_that_was_kept_after_two_hundred_characters() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    let note = "The log of releases names nobody who approved. ".repeat(5);
    start_a_note(&mut pty, &note);
    place.wait_for_draft("The log of releases names nobody");
    Pty::signal("KILL", pty.id());
    pty.wait();
    let mut again = place.open(&[]);
    again.wait_for("text that was being typed");
    again.wait_for("names nobody who approved");
}

#[test]
fn the_program_comes_back_to_the_row_it_left() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    pty.wait_for("Audits");
    pty.type_keys("\r");
    pty.wait_for("question 1 of");
    pty.type_keys("JJ");
    pty.wait_for("question 3 of");
    pty.type_keys("\x03\x03");
    assert_eq!(pty.wait(), 0);
    let mut again = place.open(&[]);
    again.wait_for("question 3 of");
}

#[test]
fn keys_typed_ahead_are_neither_lost_nor_misapplied() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    pty.type_keys("\rc\rx\ro\r");
    pty.wait_for("3 of 272");
    pty.wait_for("question 4 of");
    pty.type_keys("\x03\x03");
    assert_eq!(pty.wait(), 0);
    let record = std::fs::read_to_string(
        place
            .folder()
            .join("audits/aims/answers/iso-42001/4.1.toml"),
    )
    .unwrap();
    let order = ["\"conforming\"", "\"nonconforming\"", "\"observation\""]
        .map(|verdict| record.find(verdict));
    assert!(
        order.iter().all(Option::is_some) && order.is_sorted(),
        "{record}"
    );
}

#[test]
fn a_locale_without_utf_8_gets_ascii_alone() {
    let place = Place::new();
    let mut pty = place.open(&[("LANG", "C"), ("LC_ALL", "C")]);
    pty.wait_for("Audits");
    pty.type_keys("\rc");
    pty.wait_for("+ conforming");
    assert!(
        pty.screen().contents().is_ascii(),
        "{}",
        pty.screen().contents()
    );
}

#[test]
fn no_color_keeps_bold_and_sends_no_colour() {
    let place = Place::new();
    let mut pty = place.open(&[("NO_COLOR", "1")]);
    pty.wait_for("Audits");
    pty.type_keys("\rx");
    pty.wait_for("nonconforming");
    let screen = pty.screen();
    let (rows, columns) = (40, 120);
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let cells: Vec<_> = cells
        .filter_map(|(row, column)| screen.cell(row, column))
        .collect();
    assert!(cells.iter().any(|cell| cell.bold()));
    assert!(
        cells
            .iter()
            .all(|cell| cell.fgcolor() == vt100::Color::Default)
    );
    assert!(
        cells
            .iter()
            .all(|cell| cell.bgcolor() == vt100::Color::Default)
    );
}

#[test]
fn a_dumb_terminal_gets_the_status_instead() {
    let place = Place::new();
    let mut pty = place.open(&[("TERM", "dumb")]);
    pty.wait_for("0 of 272");
    assert_eq!(pty.wait(), 0);
    assert!(!pty.bytes().contains(&0x1b));
}

#[test]
fn the_terminal_is_given_back_as_it_was() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    pty.wait_for("Audits");
    pty.type_keys("q");
    assert_eq!(pty.wait(), 0);
    assert!(!pty.screen().alternate_screen());
    assert!(!pty.screen().hide_cursor());
    assert!(!pty.screen().bracketed_paste());
}

#[test]
fn the_smallest_terminals_are_survived() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    pty.wait_for("Audits");
    pty.type_keys("\r");
    pty.wait_for("question 1 of");
    pty.resize(40, 12);
    pty.wait_for("4.1");
    pty.resize(10, 3);
    pty.wait_for("make it");
    pty.resize(80, 24);
    pty.wait_for("question 1 of");
}

#[test]
fn the_work_tree_holds_nothing_but_records() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    start_a_note(&mut pty, "A note that is kept whole");
    pty.type_keys("\x1b");
    pty.wait_for("1 to commit");
    pty.type_keys("\x03\x03");
    assert_eq!(pty.wait(), 0);
    assert_eq!(
        place.git(&["status", "--porcelain", "-uall"]),
        "?? audits/aims/answers/iso-42001/4.1.toml\n"
    );
}

/// Configures a key whose program asks for a passphrase at the terminal, and lets it stand in the signature.
fn sign_with_a_passphrase(place: &Place) {
    use std::os::unix::fs::PermissionsExt as _;
    let program = place.home.path().join("signs");
    let script = "#!/bin/sh\n\
        printf 'Enter passphrase: ' > /dev/tty\n\
        read -r word < /dev/tty\n\
        cat > /dev/null\n\
        printf -- '-----BEGIN SSH SIGNATURE-----\\n%s\\n-----END SSH SIGNATURE-----\\n' \"$word\"\n";
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    for (name, value) in [
        ("gpg.format", "ssh"),
        ("gpg.ssh.program", program.to_str().unwrap()),
        ("user.signingkey", "ssh-ed25519 AAAA"),
        ("commit.gpgsign", "true"),
    ] {
        place.git(&["config", name, value]);
    }
}

#[test]
fn a_passphrase_is_typed_to_the_program_that_signs_a_commit_and_the_screen_comes_back() {
    let place = Place::new();
    sign_with_a_passphrase(&place);
    let mut pty = place.open(&[]);
    start_a_note(&mut pty, "The policy was seen in its second edition.");
    pty.type_keys("\u{1b}");
    pty.wait_for("1 to commit");
    pty.type_keys("gr");
    pty.wait_for("Message");
    pty.type_keys("\u{13}");
    pty.wait_for("Enter passphrase:");
    assert!(!pty.screen().alternate_screen(), "the screen was left");
    pty.type_keys("c3BlYWtmcmllbmQ\r");
    pty.wait_for("committed 1 record");
    assert!(pty.screen().alternate_screen(), "the screen is back");
    let commit = place.git(&["cat-file", "commit", "HEAD"]);
    assert!(commit.contains("c3BlYWtmcmllbmQ"), "{commit}");
    let told = place.git(&["status", "--porcelain"]);
    assert_eq!(told, "");
}

#[test]
fn settings_that_are_broken_do_not_stop_the_start() {
    let place = Place::new();
    let settings = place.home.path().join(".config/tickmark");
    std::fs::create_dir_all(&settings).unwrap();
    std::fs::write(
        settings.join("config.toml"),
        "theme = \"drak\"\ncolour = 3\n",
    )
    .unwrap();
    std::fs::write(settings.join("keys.toml"), "[global]\nquit = []\n").unwrap();
    let mut pty = place.open(&[]);
    pty.wait_for("The settings are broken");
    let seen = pty.screen().contents();
    assert!(seen.contains("config.toml:2:1:"), "{seen}");
    assert!(seen.contains("keys.toml:2:1:"), "{seen}");
    assert!(seen.contains("drak"), "{seen}");
    pty.type_keys("\r\r");
    pty.wait_for("question 1 of");
    pty.type_keys("\x03\x03");
    assert_eq!(pty.wait(), 0);
}

#[test]
fn a_repository_that_may_not_be_written_opens_with_a_banner_and_keeps_its_place_elsewhere() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0);
    let has_setpriv = Command::new("setpriv").arg("--version").output().is_ok();
    if !is_root || !has_setpriv {
        println!("skipped: only root can act as another user, by setpriv");
        return;
    }
    let place = Place::new();
    let home = place.home.path();
    let state = home.join("state");
    std::fs::create_dir(&state).unwrap();
    std::fs::copy(PROGRAM, home.join("tickmark")).unwrap();
    for (path, mode) in [
        (home.to_owned(), 0o755),
        (home.join("tickmark"), 0o755),
        (state.clone(), 0o777),
    ] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let config = home.join("safe");
    std::fs::write(&config, "[safe]\n\tdirectory = *\n").unwrap();
    let mut command = CommandBuilder::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.arg(home.join("tickmark"));
    command.cwd(place.folder());
    command.env_clear();
    for (name, value) in place.settings() {
        command.env(name, value);
    }
    command.env("XDG_STATE_HOME", &state);
    command.env("GIT_CONFIG_GLOBAL", &config);
    let mut pty = Pty::spawn(command, 120, 40);
    pty.wait_for("read-only: ");
    pty.wait_for("cannot be written: Permission denied");
    pty.type_keys("\r");
    pty.wait_for("question 1 of");
    pty.type_keys("c");
    pty.wait_for("Could not save: ");
    pty.type_keys("\rJ");
    pty.wait_for("question 2 of");
    Pty::signal("TERM", pty.id());
    assert_eq!(pty.wait(), 143);
    // The row where the person was; half-typed text lies beside it.
    let mut folders = std::fs::read_dir(state.join("tickmark")).unwrap();
    let own = folders.next().unwrap().unwrap().path();
    let kept = std::fs::read_to_string(own.join("drafts/place")).unwrap();
    assert!(kept.contains("row iso-42001:"), "{kept}");
}
