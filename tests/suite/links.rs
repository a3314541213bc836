//! Several programs in one checkout, edits from outside, and ends of all kinds: the real program in real terminals.

mod signing;

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::{Command, Output},
    time::{Duration, Instant},
};

use portable_pty::CommandBuilder;

use crate::{
    program::{PROGRAM, Place, start_a_note},
    pty::Pty,
};

const SHEET: &str = "audits/aims/answers/iso-42001/4.1.toml";

/// Goes into the walk; who has been there comes back to it.
fn walk(pty: &mut Pty) {
    pty.wait_until("home or the walk", |screen| {
        let contents = screen.contents();
        contents.contains("Audits") || contents.contains("question 1 of")
    });
    if pty.screen().contents().contains("Audits") {
        pty.type_keys("\r");
    }
    pty.wait_for("question 1 of");
}

fn read(place: &Place, path: &str) -> String {
    fs::read_to_string(place.folder().join(path)).unwrap_or_default()
}

fn script(place: &Place, name: &str, text: &str) -> PathBuf {
    let path = place.home.path().join(name);
    write_script(&path, text);
    path
}

fn write_script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn what_one_answers_the_other_sees_without_a_key() {
    let place = Place::new();
    let mut one = place.open(&[]);
    walk(&mut one);
    let mut other = place.open(&[]);
    other.wait_for("you have this checkout open already");
    walk(&mut other);
    one.wait_for("you have this checkout open already");
    one.type_keys("c");
    one.wait_for("1 of 272");
    other.wait_for("1 of 272");
    // An editor is seen in the same way.
    let text = read(&place, SHEET).replace("\"conforming\"", "\"observation\"");
    fs::write(place.folder().join(SHEET), text).unwrap();
    for pty in [&mut one, &mut other] {
        pty.wait_for("observation");
        pty.wait_for("open twice");
    }
    one.type_keys("\x03\x03");
    assert_eq!(one.wait(), 0);
    other.wait_for("this checkout is open only here now");
}

#[cfg(target_os = "linux")]
#[test]
fn a_branch_that_is_switched_is_shown_at_once() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    walk(&mut pty);
    place.git(&["switch", "-q", "-c", "work/another"]);
    pty.wait_for("work/another is checked out now");
    place.git(&["switch", "-q", "main"]);
    pty.wait_for("main is checked out now");
    // What comes by a pull or a reset is seen, too.
    place.git(&["switch", "-q", "work/another"]);
    pty.wait_for("work/another is checked out now");
    fs::create_dir_all(place.folder().join(SHEET).parent().unwrap()).unwrap();
    fs::write(
        place.folder().join(SHEET),
        "schema = 1\nchecklist = \"iso-42001\"\nref = \"4.1\"\n\n[[answer]]\nid = \"1\"\n\
         verdict = \"conforming\"\nby = \"Ben Berg <ben@example.org>\"\nat = 2026-11-22T09:00:00Z\n",
    )
    .unwrap();
    pty.wait_for("1 of 272");
    place.git(&["add", "audits"]);
    place.git(&["commit", "-qm", "Answer"]);
    place.git(&["switch", "-q", "main"]);
    pty.wait_for("0 of 272");
    place.git(&["merge", "-q", "work/another"]);
    pty.wait_for("1 of 272");
}

#[cfg(target_os = "linux")]
#[test]
fn checklists_that_come_and_change_are_seen_without_a_key() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    pty.wait_for("Audits");
    pty.type_keys("gs");
    pty.wait_for("iso-42001  not begun: 38 controls to decide");
    // Until the checklists are read there is no other one to go to.
    let start = Instant::now();
    while !pty.screen().contents().contains("tab: iso-42001") {
        assert!(start.elapsed() < Duration::from_secs(20));
        pty.type_keys("\t");
        while pty.absorb(Duration::from_millis(300)) {}
    }
    let folder = place.folder().join("checklists");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("house.toml");
    let head = "schema = 1\nid = \"house\"\ntitle = \"House rules\"\nstandard = \"House rules\"\n";
    let control =
        |n: u32| format!("\n[[clause]]\nref = \"H.{n}\"\ntitle = \"Doors\"\nkind = \"control\"\n");
    fs::write(&file, head.to_owned() + &control(1)).unwrap();
    pty.wait_for("tab: house");
    pty.type_keys("\t");
    pty.wait_for("house  not begun: 1 controls to decide");
    fs::write(&file, head.to_owned() + &control(1) + &control(2)).unwrap();
    pty.wait_for("house  not begun: 2 controls to decide");
}

/// Idling is measured, so this one has to let time pass.
#[cfg(target_os = "linux")]
#[test]
fn idling_wakes_nothing_in_two_programs() {
    let place = Place::new();
    let mut one = place.open(&[]);
    walk(&mut one);
    let mut other = place.open(&[]);
    walk(&mut other);
    for pty in [&mut one, &mut other] {
        while pty.absorb(Duration::from_millis(400)) {}
    }
    let before = [&one, &other].map(|pty| crate::pty::wakeups(pty.id()));
    for pty in [&mut one, &mut other] {
        assert!(!pty.absorb(Duration::from_millis(500)));
    }
    let after = [&one, &other].map(|pty| crate::pty::wakeups(pty.id()));
    assert_eq!(after, before);
}

#[test]
fn status_and_doctor_say_who_is_here_and_a_dead_one_is_swept() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    walk(&mut pty);
    let status = place.run(&["status"]);
    let told = "also here: Astrid Lindqvist <astrid@example.org>, on pts/";
    assert!(status.contains(told), "{status}");
    let json: serde_json::Value = serde_json::from_str(&place.run(&["status", "--json"])).unwrap();
    let here = &json["here"][0];
    assert_eq!(here["person"], "Astrid Lindqvist <astrid@example.org>");
    assert_eq!(here["process"], pty.id());
    assert!(here["since"].is_string() && here["host"].is_string());
    let mut doctor = Command::new(PROGRAM);
    doctor.arg("doctor").current_dir(place.folder());
    let doctor = doctor.env_clear().envs(place.settings()).output().unwrap();
    let doctor = String::from_utf8(doctor.stdout).unwrap();
    assert!(
        doctor.contains("open in a terminal: Astrid Lindqvist"),
        "{doctor}"
    );
    let folder = place.folder().join(".git/tickmark/here");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    Pty::signal("KILL", pty.id());
    pty.wait();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    let status = place.run(&["status"]);
    assert!(!status.contains("also here"), "{status}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn another_user_of_a_shared_checkout_sees_who_is_here() {
    let is_root = fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0);
    let has_setpriv = Command::new("setpriv").arg("--version").output();
    if !is_root || has_setpriv.is_err() {
        println!("skipped: only root can act as other users, by setpriv");
        return;
    }
    for (config, mask) in [(Some("group"), "077"), (None, "002")] {
        let place = Place::new();
        if let Some(config) = config {
            place.git(&["config", "core.sharedRepository", config]);
        }
        let program = place.home.path().join("tickmark");
        fs::copy(PROGRAM, &program).unwrap();
        for path in [place.home.path(), program.as_path()] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let mut given = Command::new("sh");
        given.current_dir(place.folder()).args([
            "-c",
            "chown -R 1000:100 . && chmod -R g+rwX . && find . -type d -exec chmod g+s {} +",
        ]);
        assert!(given.status().unwrap().success());
        let safe = place.home.path().join("safe");
        fs::write(&safe, "[safe]\n\tdirectory = *\n").unwrap();
        let safe = safe.to_str().unwrap().to_owned();
        let masked = format!("umask {mask}; exec \"$0\" \"$@\"");
        let program = program.to_str().unwrap();
        let as_user = |user: u32| {
            vec![
                format!("--reuid={user}"),
                "--regid=100".to_owned(),
                "--clear-groups".to_owned(),
                "sh".to_owned(),
                "-c".to_owned(),
                masked.clone(),
                program.to_owned(),
            ]
        };
        let mut command = CommandBuilder::new("setpriv");
        command.args(as_user(1000));
        let mut pty = place.open_by(command, &[("GIT_CONFIG_GLOBAL", &safe)]);
        walk(&mut pty);
        let mut status = Command::new("setpriv");
        status.args(as_user(1001)).arg("status");
        status.current_dir(place.folder()).env_clear();
        status.envs(place.settings());
        status.env("GIT_CONFIG_GLOBAL", &safe);
        let told = status.output().unwrap();
        let told = String::from_utf8_lossy(&told.stdout).into_owned();
        assert!(told.contains("also here: Astrid Lindqvist"), "{told}");
    }
}

#[test]
fn a_hang_up_while_the_editor_has_the_terminal_keeps_the_note() {
    let place = Place::new();
    let editor = script(&place, "editor", "echo in the editor\nexec sleep 60");
    let editor = editor.to_str().unwrap().to_owned();
    let mut pty = place.open(&[("VISUAL", &editor)]);
    start_a_note(&mut pty, "Typed before the editor came");
    pty.type_keys("\x05");
    pty.wait_for("in the editor");
    pty.hang_up("x");
    assert_eq!(pty.wait(), 129);
    let mut again = place.open(&[]);
    again.wait_for("text that was being typed");
    again.wait_for("+ Typed before the editor came");
}

/// Lets a commit of a first note wait for a hook, and answers another row meanwhile: the worker does not get to it.
fn held_up() -> (Place, Pty) {
    let place = Place::new();
    let begun = place.home.path().join("begun");
    let hook = place.folder().join(".git/hooks/pre-commit");
    write_script(&hook, &format!("touch {}\nexec sleep 20", begun.display()));
    let mut pty = place.open(&[]);
    start_a_note(&mut pty, "The first one is committed");
    pty.type_keys("\x1b");
    pty.wait_for("1 to commit");
    pty.type_keys("gr");
    pty.wait_for("Message");
    pty.type_keys("\x13");
    wait_until("the hook runs", || begun.exists());
    pty.type_keys("\x1b");
    pty.wait_for("question 1 of");
    pty.type_keys("J");
    pty.wait_for("question 2 of");
    pty.type_keys("x");
    pty.wait_for("1 of 272");
    pty.type_keys("iHeld up behind a hook\x1b");
    pty.wait_for("Saving...");
    let text = read(&place, SHEET);
    assert!(!text.contains("nonconforming"), "{text}");
    (place, pty)
}

/// Asserts that what was held up is on record, and that nothing of it stays on offer.
fn is_on_record(place: &Place) {
    let text = read(place, SHEET);
    for part in ["nonconforming", "Held up behind a hook", "The first one"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    fs::remove_file(place.folder().join(".git/hooks/pre-commit")).unwrap();
    let mut again = place.open(&[]);
    again.wait_for("question 2 of");
    again.wait_for("Held up behind a hook");
    again.wait_until("no offer of what is on record", |screen| {
        !screen.contents().contains("text that was being typed")
    });
}

#[test]
fn changes_that_are_held_up_behind_a_slow_worker_are_on_disk_at_a_request_to_end() {
    let (place, mut pty) = held_up();
    Pty::signal("TERM", pty.id());
    assert_eq!(pty.wait(), 143);
    is_on_record(&place);
}

#[test]
fn changes_that_are_held_up_behind_a_slow_worker_are_on_disk_at_a_hang_up() {
    let (place, mut pty) = held_up();
    // Opens the note once more, and changes nothing in it.
    pty.hang_up("i");
    assert_eq!(pty.wait(), 129);
    is_on_record(&place);
}

#[test]
fn a_text_below_an_overlay_outlasts_a_hang_up() {
    let place = Place::new();
    let mut pty = place.open(&[]);
    start_a_note(&mut pty, "Below the help lies this");
    // F1, and what is looked for there.
    pty.type_keys("\x1bOP");
    pty.wait_for("Takes back the last change");
    pty.type_keys("redo");
    pty.hang_up("x");
    assert_eq!(pty.wait(), 129);
    let mut again = place.open(&[]);
    again.wait_for("+ Below the help lies this");
}

/// Waits for something that no terminal tells of.
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The program in a tmux of its own.
struct Tmux<'a> {
    place: &'a Place,
    socket: PathBuf,
}

impl<'a> Tmux<'a> {
    /// Starts the program; none where there is no tmux.
    fn start(place: &'a Place) -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            println!("skipped: there is no tmux");
            return None;
        }
        let tmux = Self {
            place,
            socket: place.home.path().join("tmux"),
        };
        let size = ["-x", "120", "-y", "40"];
        let program = ["-s", "audit", "env", PROGRAM];
        let begin = [
            &["-f", "/dev/null", "new-session", "-d"],
            &size[..],
            &program,
        ]
        .concat();
        let output = tmux.run(&begin);
        assert!(output.status.success(), "{output:?}");
        Some(tmux)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(&self.socket).args(arguments);
        command.current_dir(self.place.folder());
        command.env_clear().envs(self.place.settings());
        command.output().unwrap()
    }

    fn says(&self, arguments: &[&str]) -> String {
        String::from_utf8_lossy(&self.run(arguments).stdout).into_owned()
    }

    fn wait_for(&self, text: &str) {
        wait_until(text, || self.says(&["capture-pane", "-p"]).contains(text));
    }

    fn types(&self, keys: &[&str]) {
        self.run(&[&["send-keys", "-t", "audit"], keys].concat());
    }
}

impl Drop for Tmux<'_> {
    fn drop(&mut self) {
        self.run(&["kill-server"]);
    }
}

/// Types a note in a tmux, ends the tmux by a command, and sees what the next start offers.
fn ended_by(end: &[&str]) {
    let place = Place::new();
    let Some(tmux) = Tmux::start(&place) else {
        return;
    };
    tmux.wait_for("Audits");
    tmux.types(&["Enter"]);
    tmux.wait_for("question 1 of");
    tmux.types(&["i"]);
    tmux.types(&["-l", "Half a sentence in a tmux"]);
    tmux.wait_for("Half a sentence in a tmux");
    let process = tmux.says(&["display-message", "-p", "#{pane_pid}"]);
    let stat = Path::new("/proc").join(process.trim()).join("stat");
    // Whoever is to ask how it ended may take their time.
    let runs = || fs::read_to_string(&stat).is_ok_and(|told| !told.contains(") Z "));
    assert!(runs());
    tmux.run(end);
    wait_until("the program ends", || !runs());
    let mut again = place.open(&[]);
    again.wait_for("text that was being typed");
    again.wait_for("+ Half a sentence in a tmux");
}

#[test]
fn a_note_outlasts_the_end_of_its_tmux_session() {
    ended_by(&["kill-session", "-t", "audit"]);
}

#[test]
fn a_note_outlasts_the_end_of_its_tmux_server() {
    ended_by(&["kill-server"]);
}
