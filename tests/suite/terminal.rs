//! The terminal's platform in real pseudo-terminals: a small program of our own stands in for the audit.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use std::path::Path;
use std::time::Duration;

use portable_pty::CommandBuilder;

use crate::pty::Pty;
#[cfg(target_os = "linux")]
use crate::pty::wakeups;
use child::RUN;

mod child;

fn arguments() -> [&'static str; 3] {
    ["--exact", "terminal::child::child_program", "--nocapture"]
}

fn command(directory: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(arguments());
    prepare(&mut command, directory);
    command
}

fn prepare(command: &mut CommandBuilder, directory: &Path) {
    command.env(RUN, directory);
    command.env("TERM", "xterm-256color");
    command.env_remove("NO_COLOR");
    command.cwd(directory);
}

fn start(directory: &Path) -> Pty {
    let mut pty = Pty::spawn(command(directory), 80, 24);
    pty.wait_for("keys 0.");
    pty
}

fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn saved(directory: &Path) -> bool {
    directory.join("saved").is_file()
}

fn shown_number(pty: &Pty, name: &str) -> u32 {
    let contents = pty.screen().contents();
    let (_, rest) = contents.split_once(&format!("{name} ")).unwrap();
    rest.split_once('.').unwrap().0.parse().unwrap()
}

#[test]
fn the_terminal_is_taken_and_given_back() {
    let run = scratch();
    let mut pty = start(run.path());
    assert!(pty.screen().alternate_screen());
    assert!(pty.screen().bracketed_paste());
    assert!(!pty.screen().hide_cursor());
    assert_eq!(pty.screen().cursor_position(), (1, 2));
    pty.type_keys("q");
    assert_eq!(pty.wait(), 0);
    assert!(!pty.screen().alternate_screen());
    assert!(!pty.screen().bracketed_paste());
    assert!(!pty.screen().hide_cursor());
    assert!(!saved(run.path()));
}

#[test]
fn nothing_is_asked_of_the_terminal() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.type_keys("a");
    pty.wait_for("keys 1.");
    pty.type_keys("q");
    pty.wait();
    let written = String::from_utf8_lossy(pty.bytes()).into_owned();
    // The cursor's position, what the terminal is, its modes, its colours.
    for question in [
        "\u{1b}[6n",
        "\u{1b}[5n",
        "\u{1b}[c",
        "\u{1b}[0c",
        "\u{1b}[>",
        "$p",
        ";?",
    ] {
        assert!(!written.contains(question), "{question:?}");
    }
}

#[test]
fn a_burst_of_keys_is_a_few_frames_and_the_last_state() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.type_keys(&"a".repeat(200));
    pty.wait_for("keys 200.");
    // How few they are is the machine's affair: a busy one hands the keys over one by one.
    let frames = shown_number(&pty, "frames");
    assert!(frames < 100, "{frames} frames");
}

#[test]
fn no_key_typed_ahead_is_lost() {
    let run = scratch();
    let mut pty = Pty::spawn(command(run.path()), 80, 24);
    for _ in 0..10 {
        // As much as a terminal holds for a program that is not reading yet.
        pty.type_keys(&"a".repeat(300));
    }
    pty.wait_for("keys 3000.");
    pty.type_keys(&"b".repeat(2500));
    pty.wait_for("keys 5500.");
}

#[test]
fn a_paste_is_one_event_and_runs_no_keys() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.type_keys("\u{1b}[200~quit\rquit\u{1b}[201~");
    pty.wait_for("paste 9 \"quit\\nquit\"");
    pty.wait_for("keys 0.");
    let long = "word ".repeat(20_000);
    pty.type_keys(&format!("\u{1b}[200~{long}\u{1b}[201~"));
    pty.wait_for("paste 100000");
}

#[test]
fn an_event_that_changes_nothing_writes_nothing() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.type_keys("nnnnna");
    pty.wait_for("keys 1.");
    assert_eq!(shown_number(&pty, "frames"), 2);
}

#[test]
fn a_new_size_is_drawn_for() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.wait_for("size 80x24");
    pty.resize(100, 30);
    pty.wait_for("size 100x30");
    pty.resize(40, 12);
    pty.wait_for("size 40x12");
}

#[test]
fn a_hang_up_saves_and_ends() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.hang_up("a");
    assert_eq!(pty.wait(), 129);
    assert!(saved(run.path()));
}

#[test]
fn a_terminal_that_goes_without_a_word_saves_and_ends() {
    let run = scratch();
    let mut command = command(run.path());
    // No signal comes then.
    command.set_controlling_tty(false);
    let mut pty = Pty::spawn(command, 80, 24);
    pty.wait_for("keys 0.");
    pty.hang_up("a");
    assert_eq!(pty.wait(), 129);
    assert!(saved(run.path()));
}

#[test]
fn a_request_to_end_saves_and_gives_the_terminal_back() {
    let run = scratch();
    let mut pty = start(run.path());
    Pty::signal("TERM", pty.id());
    assert_eq!(pty.wait(), 143);
    assert!(saved(run.path()));
    assert!(!pty.screen().alternate_screen());
}

#[test]
fn a_request_to_end_is_met_even_when_the_terminal_takes_nothing() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.stop_reading("a");
    // A megabyte fits into no terminal's queue.
    pty.type_keys("W");
    Pty::signal("TERM", pty.id());
    assert_eq!(pty.wait(), 143);
}

#[test]
fn an_interrupt_from_outside_is_the_programs_own_affair() {
    let run = scratch();
    let mut pty = start(run.path());
    Pty::signal("INT", pty.id());
    pty.wait_for("signal Interrupt");
}

#[test]
fn a_panic_gives_the_terminal_back_and_names_its_report() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.type_keys("P");
    assert_eq!(pty.wait(), 101);
    assert!(!pty.screen().alternate_screen());
    let report = run.path().join("crash.txt");
    let words: String = pty.screen().contents().split_whitespace().collect();
    assert!(
        words.contains(report.file_name().unwrap().to_str().unwrap()),
        "{words}"
    );
    assert!(
        std::fs::read_to_string(report)
            .unwrap()
            .contains("a fault made on purpose")
    );
    assert!(saved(run.path()));
}

#[test]
fn a_panic_of_a_worker_ends_the_program_in_the_same_way() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.type_keys("aX");
    assert_eq!(pty.wait(), 101);
    assert!(!pty.screen().alternate_screen());
    assert!(pty.screen().contents().contains("crash.txt"));
    let report = std::fs::read_to_string(run.path().join("crash.txt")).unwrap();
    assert!(report.contains("a worker's fault") && report.contains("thread: worker"));
    assert!(saved(run.path()));
}

#[test]
fn another_program_gets_every_byte_typed_to_it() {
    let run = scratch();
    let mut pty = start(run.path());
    for round in 1..=3 {
        pty.type_keys("e");
        pty.wait_until("the other program", |screen| {
            !screen.alternate_screen() && screen.contents().contains("your line?")
        });
        pty.type_keys("quite a line\n");
        pty.wait_for("reply \"quite a line\\n\"");
        pty.type_keys("x");
        pty.wait_for(&format!("keys {round}."));
    }
}

#[test]
fn a_stopped_program_comes_back_with_its_screen() {
    let run = scratch();
    let mut shell = CommandBuilder::new("sh");
    let program = std::env::current_exe().unwrap();
    // Under a shell: a program that leads its session has nobody to wake it, and does not stop.
    shell.args(["-c", "\"$0\" \"$@\"; exit $?", program.to_str().unwrap()]);
    shell.args(arguments());
    prepare(&mut shell, run.path());
    let mut pty = Pty::spawn(shell, 80, 24);
    pty.wait_for("keys 0.");
    let id = shown_number(&pty, "process");
    pty.type_keys("z");
    pty.wait_until("the shell's screen", |screen| !screen.alternate_screen());
    // The stop follows the last byte; a wake-up before it is lost.
    while !pty.screen().contents().contains("signal Resumed") {
        Pty::signal("CONT", id);
        pty.absorb(Duration::from_millis(50));
    }
    assert!(pty.screen().alternate_screen());
    pty.type_keys("a");
    pty.wait_for("keys 1.");
    pty.type_keys("q");
    assert_eq!(pty.wait(), 0);
}

#[test]
fn a_program_that_nobody_could_wake_does_not_stop() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.type_keys("za");
    pty.wait_for("keys 1.");
}

#[test]
fn without_colours_bold_and_reverse_remain() {
    let run = scratch();
    let mut command = command(run.path());
    command.env("NO_COLOR", "1");
    let mut pty = Pty::spawn(command, 80, 24);
    pty.wait_for("keys 0.");
    let cell = pty.screen().cell(0, 0).unwrap();
    assert!(cell.bold() && cell.inverse());
    assert_eq!(cell.fgcolor(), vt100::Color::Default);

    let coloured = start(run.path());
    let cell = coloured.screen().cell(0, 0).unwrap();
    assert_eq!(cell.fgcolor(), vt100::Color::Idx(1));
}

/// Idling is measured, so this one has to let time pass.
#[cfg(target_os = "linux")]
#[test]
fn idling_wakes_nothing() {
    let run = scratch();
    let mut pty = start(run.path());
    pty.type_keys("a");
    pty.wait_for("keys 1.");
    while pty.absorb(Duration::from_millis(200)) {}
    let before = wakeups(pty.id());
    assert!(!pty.absorb(Duration::from_millis(500)));
    assert_eq!(wakeups(pty.id()), before);
}
