use std::sync::Mutex;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;

use super::*;
use crate::tui::signals::Caught;
use crate::tui::terminal::Options;

/// Counts what the terminal gets.
#[derive(Default)]
struct Tape {
    writes: Vec<Vec<u8>>,
    dead: bool,
}

impl Write for Tape {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.dead {
            return Err(io::Error::from_raw_os_error(5));
        }
        self.writes.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Tape {
    fn text(&self) -> String {
        String::from_utf8(self.writes.concat()).unwrap()
    }

    fn frames(&self) -> usize {
        self.text().matches("\u{1b}[?2026h").count()
    }
}

/// Keeps what it is told; a few keys do something.
#[derive(Default)]
struct Diary {
    lines: Vec<String>,
    deadline: Option<Instant>,
    saved: u32,
}

impl App for Diary {
    type Reply = String;

    fn handle(&mut self, event: Event<String>) -> Step<String> {
        let line = match event {
            Event::Input(Input::Key(key)) => match key.code {
                KeyCode::Char('q') => return Step::then(Next::Exit(0)),
                KeyCode::Char('n') => return Step::idle(),
                KeyCode::Char('z') => return Step::then(Next::Suspend),
                KeyCode::Char('p') => panic!("a fault"),
                KeyCode::Char('c') => return Step::then(Next::Send(b"<bytes>".to_vec())),
                KeyCode::Char('e') => {
                    self.lines.push("e".to_owned());
                    return Step::then(Next::Outside(Box::new(|| "edited".to_owned())));
                }
                KeyCode::Char(other) => other.to_string(),
                other => format!("{other:?}"),
            },
            Event::Input(input) => format!("{input:?}"),
            Event::Signal(signal) => format!("{signal:?}"),
            Event::Reply(reply) => reply,
            Event::Deadline => "deadline".to_owned(),
        };
        self.lines.push(line);
        if self.deadline.is_some() && self.lines.len() > 1 {
            return Step::then(Next::Exit(0));
        }
        Step::redraw()
    }

    fn draw(&self, frame: &mut Frame<'_>) -> Option<Position> {
        frame.render_widget(format!("{} events", self.lines.len()), frame.area());
        None
    }

    fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    fn save_before_end(&mut self) {
        self.saved += 1;
    }
}

fn key(character: char) -> Wire<String> {
    Wire::Input(Input::Key(KeyEvent::new(
        KeyCode::Char(character),
        KeyModifiers::NONE,
    )))
}

fn keys(text: &str) -> Vec<Wire<String>> {
    text.chars().map(key).collect()
}

static STOPPED: Mutex<u32> = Mutex::new(0);

fn count_stop() {
    *STOPPED.lock().unwrap() += 1;
}

struct Run {
    outcome: io::Result<u8>,
    app: Diary,
    screen: Screen<Tape>,
}

impl Run {
    fn lines(&self) -> Vec<&str> {
        self.app.lines.iter().map(String::as_str).collect()
    }
}

fn play_with(app: Diary, tape: Tape, events: Vec<Wire<String>>) -> Run {
    let mut app = app;
    let mut channel = Channel::new();
    for event in events {
        channel.sender().send(event);
    }
    let mut screen = Screen::over(tape, Size::new(30, 3), Options::default()).unwrap();
    let outcome = run_on(&mut app, &mut channel, &mut screen, Some(count_stop));
    Run {
        outcome,
        app,
        screen,
    }
}

fn play(events: Vec<Wire<String>>) -> Run {
    play_with(Diary::default(), Tape::default(), events)
}

#[test]
fn keys_typed_ahead_are_handled_in_order_before_one_frame() {
    let mut events = keys(&"abdfghij".repeat(25));
    // The frame of the burst is drawn when the queue is empty, so a deadline ends this run.
    let app = Diary {
        deadline: Some(Instant::now()),
        ..Diary::default()
    };
    let quiet = play_with(app, Tape::default(), keys("a"));
    assert_eq!(quiet.lines(), ["a", "deadline"]);
    assert_eq!(
        quiet.screen.writer().frames(),
        2,
        "the first and the burst's"
    );

    events.push(key('q'));
    let run = play(events);
    assert_eq!(run.app.lines.concat(), "abdfghij".repeat(25));
    assert_eq!(run.outcome.unwrap(), 0);
    assert!(run.screen.writer().frames() <= 2);
}

#[test]
fn an_unchanged_model_draws_nothing() {
    let bare = play(keys("q"));
    let busy = play(keys("nnnnnnq"));
    assert_eq!(bare.screen.writer().writes, busy.screen.writer().writes);
}

#[test]
fn sizes_that_follow_one_another_are_one_event() {
    let mut events: Vec<Wire<String>> = [(40, 5), (41, 5), (42, 6)]
        .map(|(width, height)| Wire::Input(Input::Resize(width, height)))
        .into();
    events.extend(keys("aq"));
    let run = play(events);
    assert_eq!(run.lines(), ["Resize(42, 6)", "a"]);
    assert_eq!(run.screen.size(), Size::new(42, 6));
}

#[test]
fn a_size_that_is_no_news_is_dropped() {
    let mut events = vec![Wire::Input(Input::Resize(30, 3))];
    events.extend(keys("q"));
    assert!(play(events).lines().is_empty());
}

#[test]
fn the_editors_answer_comes_before_what_was_typed_meanwhile() {
    let run = play(keys("aebq"));
    assert_eq!(run.lines(), ["a", "e", "edited", "b"]);
    let text = run.screen.writer().text();
    assert_eq!(
        text.matches("\u{1b}[?1049l").count(),
        2,
        "left for the editor and at the end"
    );
}

#[test]
fn suspending_leaves_the_screen_and_keeps_the_queue() {
    let before = *STOPPED.lock().unwrap();
    let mut events = keys("az");
    events.push(Wire::Caught(Caught::Resumed));
    events.extend(keys("bq"));
    let run = play(events);
    assert!(*STOPPED.lock().unwrap() > before);
    assert_eq!(run.lines(), ["a", "Resumed", "b"]);
}

#[test]
fn a_request_to_end_saves_and_says_so() {
    for status in [129, 143] {
        let mut events = keys("ab");
        events.push(Wire::Caught(Caught::End(status)));
        events.extend(keys("c"));
        let run = play(events);
        assert_eq!(run.lines(), ["a", "b"]);
        assert_eq!(run.app.saved, 1);
        assert_eq!(run.outcome.unwrap(), status);
    }
}

#[test]
fn a_dead_terminal_saves_and_the_signal_gives_the_status() {
    let tape = Tape {
        dead: true,
        ..Tape::default()
    };
    let run = play_with(Diary::default(), tape, vec![Wire::Caught(Caught::End(129))]);
    assert_eq!(run.app.saved, 1);
    assert_eq!(run.outcome.unwrap(), 129);
}

#[test]
fn a_terminal_that_cannot_be_read_is_an_error_with_the_drafts_saved() {
    let run = play(vec![Wire::Failed(io::ErrorKind::NotFound.into())]);
    assert_eq!(run.app.saved, 1);
    assert!(run.outcome.is_err());
}

#[test]
fn a_panic_saves_and_gives_the_terminal_back() {
    let run = play(keys("ap"));
    assert_eq!(run.app.saved, 1);
    assert_eq!(run.outcome.unwrap(), 101);
    assert!(run.screen.writer().text().ends_with("\u{1b}[23;2t"));
}

#[test]
fn a_worker_that_panics_ends_the_program_with_the_drafts_saved() {
    let mut app = Diary::default();
    let mut channel = Channel::new();
    let worker = channel.spawn("worker", |_| panic!("a fault")).unwrap();
    let mut screen = Screen::over(Tape::default(), Size::new(30, 3), Options::default()).unwrap();
    let status = run_on(&mut app, &mut channel, &mut screen, Some(count_stop)).unwrap();
    assert!(worker.join().is_err());
    assert_eq!((status, app.saved), (101, 1));
}

#[test]
fn a_deadline_is_delivered_once_per_moment() {
    let app = Diary {
        deadline: Some(Instant::now()),
        ..Diary::default()
    };
    let mut app = app;
    let mut channel = Channel::new();
    let sender = channel.sender();
    let worker = channel
        .spawn("worker", move |_| {
            // Late enough that a deadline delivered again and again would be seen.
            std::thread::sleep(Duration::from_millis(30));
            sender.reply("late".to_owned());
        })
        .unwrap();
    let mut screen = Screen::over(Tape::default(), Size::new(30, 3), Options::default()).unwrap();
    run_on(&mut app, &mut channel, &mut screen, Some(count_stop)).unwrap();
    worker.join().unwrap();
    assert_eq!(app.lines, ["deadline", "late"]);
}

#[test]
fn bytes_for_the_terminal_go_through_its_writer() {
    assert!(play(keys("cq")).screen.writer().text().contains("<bytes>"));
}
