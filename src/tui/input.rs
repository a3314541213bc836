//! What the person at the terminal does, read by a thread of its own.

use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crossterm::event::{self, KeyEvent, KeyEventKind, MouseEvent};
use signal_hook::consts::SIGWINCH;

use super::runner::{Sender, Wire};

/// How long one attempt to park the reader may take, and how many are made.
const PARK_WAIT: Duration = Duration::from_millis(20);
const PARK_TRIES: u32 = 25;

/// Something the person did at the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key pressed or repeated; releases are dropped.
    Key(KeyEvent),
    /// Text pasted as a whole, with every line ending as `\n`.
    Paste(String),
    /// The terminal's new size in columns and rows.
    Resize(u16, u16),
    /// The terminal's window has the focus again.
    FocusGained,
    /// The terminal's window lost the focus: a good moment to save a draft.
    FocusLost,
    /// A click or the wheel; only while [`super::runner::App::mouse`] says so.
    Mouse(MouseEvent),
}

/// The thread that reads the terminal. It can be held while another program has the terminal, and is never joined: on a
/// terminal that hung up it never returns (crossterm#793).
pub(super) struct Reader {
    gate: Arc<Gate>,
}

#[derive(Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    held: bool,
    parked: bool,
}

impl Reader {
    /// Starts reading into the channel.
    pub(super) fn start<R: Send + 'static>(sender: Sender<R>) -> io::Result<Self> {
        let gate = Arc::new(Gate::default());
        let inner = Arc::clone(&gate);
        std::thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || read_all(&inner, &sender))?;
        Ok(Self { gate })
    }

    /// Holds the reader, so that another program gets every byte typed; returns when it no longer reads.
    ///
    /// The thread sleeps in the kernel; a window-change signal to ourselves is what wakes it, so that idling needs no
    /// timer. A reader in the middle of a half-sent sequence cannot be woken; it is left alone after half a second.
    pub(super) fn hold(&self) {
        let mut state = self.gate.lock();
        state.held = true;
        for _ in 0..PARK_TRIES {
            if state.parked {
                return;
            }
            let _ = signal_hook::low_level::raise(SIGWINCH);
            state = self
                .gate
                .changed
                .wait_timeout(state, PARK_WAIT)
                .map_or_else(|poisoned| poisoned.into_inner().0, |(state, _)| state);
        }
    }

    /// Lets the reader read again.
    pub(super) fn release(&self) {
        self.gate.lock().held = false;
        self.gate.changed.notify_all();
    }
}

impl Gate {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns at once unless the reader is held.
    fn pass(&self) {
        let mut state = self.lock();
        while state.held {
            state.parked = true;
            self.changed.notify_all();
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.parked = false;
    }
}

fn read_all<R>(gate: &Gate, sender: &Sender<R>) {
    // Registers for window changes; one that came before is caught up with. The loop ignores a size that it has.
    let _ = event::poll(Duration::ZERO);
    if let Ok((width, height)) = crossterm::terminal::size() {
        sender.send(Wire::Input(Input::Resize(width, height)));
    }
    loop {
        gate.pass();
        match event::read() {
            Ok(event) => {
                if let Some(input) = translate(event)
                    && !sender.send(Wire::Input(input))
                {
                    return;
                }
            }
            Err(error) => {
                sender.send(Wire::Failed(error));
                return;
            }
        }
    }
}

fn translate(event: event::Event) -> Option<Input> {
    match event {
        event::Event::Key(key) => match key.kind {
            KeyEventKind::Press | KeyEventKind::Repeat => Some(Input::Key(key)),
            KeyEventKind::Release => None,
        },
        event::Event::Paste(text) => Some(Input::Paste(one_line_ending(&text))),
        event::Event::Resize(width, height) => Some(Input::Resize(width, height)),
        event::Event::FocusGained => Some(Input::FocusGained),
        event::Event::FocusLost => Some(Input::FocusLost),
        event::Event::Mouse(mouse) => Some(Input::Mouse(mouse)),
    }
}

/// Terminals send what Enter would send for a line's end in a paste.
fn one_line_ending(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyModifiers};

    use super::*;

    #[test]
    fn a_key_let_go_is_dropped() {
        let key = KeyEvent::new_with_kind(
            KeyCode::Char('a'),
            KeyModifiers::NONE,
            KeyEventKind::Release,
        );
        assert_eq!(translate(event::Event::Key(key)), None);
        let key =
            KeyEvent::new_with_kind(KeyCode::Char('a'), KeyModifiers::NONE, KeyEventKind::Repeat);
        assert_eq!(translate(event::Event::Key(key)), Some(Input::Key(key)));
    }

    #[test]
    fn a_paste_has_one_kind_of_line_ending() {
        let paste = event::Event::Paste("a\r\nb\rc\nd".to_owned());
        assert_eq!(
            translate(paste),
            Some(Input::Paste("a\nb\nc\nd".to_owned()))
        );
    }
}
