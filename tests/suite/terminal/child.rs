//! The small program that stands in for the audit: the test binary, started anew in a pseudo-terminal.

use std::cell::Cell;
use std::io::BufRead as _;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::Instant;

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Text};
use tickmark::caps::{Caps, Colours};
use tickmark::tui::crash;
use tickmark::tui::runner::{self, App, Channel, Event, Input, Next, Step};
use tickmark::tui::terminal::{Options, Screen};

/// Names the directory of a run; its presence makes [`child_program`] a program.
pub(super) const RUN: &str = "TICKMARK_TEST_RUN";

/// Counts keys and shows what it was told.
struct Counter {
    directory: PathBuf,
    colours: Colours,
    keys: usize,
    last: String,
    frames: Cell<usize>,
    /// Makes the worker panic.
    fault: Sender<()>,
}

impl App for Counter {
    type Reply = String;

    fn handle(&mut self, event: Event<String>) -> Step<String> {
        self.last = match event {
            Event::Input(Input::Key(key)) => match key.code {
                KeyCode::Char('q') => return Step::then(Next::Exit(0)),
                KeyCode::Char('z') => return Step::then(Next::Suspend),
                KeyCode::Char('n') => return Step::idle(),
                KeyCode::Char('P') => panic!("a fault made on purpose"),
                KeyCode::Char('X') => {
                    self.fault.send(()).unwrap();
                    return Step::redraw();
                }
                KeyCode::Char('W') => return Step::then(Next::Send(vec![b'\r'; 1 << 20])),
                KeyCode::Char('e') => return Step::then(Next::Outside(Box::new(read_line))),
                code => {
                    self.keys += 1;
                    format!("key {code:?}")
                }
            },
            Event::Input(Input::Paste(text)) => format!("paste {} {:.20?}", text.len(), text),
            Event::Input(other) => format!("{other:?}"),
            Event::Signal(signal) => format!("signal {signal:?}"),
            Event::Reply(reply) => format!("reply {reply:?}"),
            Event::Deadline => "deadline".to_owned(),
        };
        Step::redraw()
    }

    fn draw(&self, frame: &mut Frame<'_>) -> Option<Position> {
        self.frames.set(self.frames.get() + 1);
        let area = frame.area();
        let mut strong = Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED);
        if self.colours > Colours::None {
            strong = strong.fg(Color::Red);
        }
        frame.render_widget(
            Text::from(vec![
                Line::styled("strong", strong),
                Line::from(format!("size {}x{}", area.width, area.height)),
                Line::from(format!("keys {}.", self.keys)),
                Line::from(format!("frames {}.", self.frames.get())),
                Line::from(format!("process {}.", std::process::id())),
                Line::from(self.last.as_str()),
            ]),
            area,
        );
        Some(Position::new(2, 1))
    }

    fn deadline(&self) -> Option<Instant> {
        None
    }

    fn save_before_end(&mut self) {
        std::fs::write(self.directory.join("saved"), self.keys.to_string()).unwrap();
    }

    fn title(&self) -> String {
        "test".to_owned()
    }
}

/// Has the terminal to itself, as an editor has.
fn read_line() -> String {
    println!("your line?");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).unwrap();
    line
}

/// No test by itself: the other tests start it anew in a pseudo-terminal, where it is the program.
#[test]
fn child_program() {
    let Some(directory) = std::env::var_os(RUN).map(PathBuf::from) else {
        return;
    };
    crash::install(directory.join("crash.txt"));
    let channel = Channel::new();
    let (fault, faults) = std::sync::mpsc::channel();
    channel
        .spawn("worker", move |_| {
            assert!(faults.recv().is_err(), "a worker's fault");
        })
        .unwrap();
    let mut app = Counter {
        fault,
        colours: Caps::detect().colours,
        keys: 0,
        last: String::new(),
        frames: Cell::new(0),
        directory,
    };
    let mut screen = Screen::open(Options::default()).unwrap();
    let status = runner::run(&mut app, channel, &mut screen).unwrap();
    drop(screen);
    std::process::exit(i32::from(status));
}
