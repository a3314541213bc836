//! The loop: one channel of events in, at most one frame out for all that is queued.
//!
//! Keys, signals and the worker's replies arrive in one `mpsc` channel and are handled one by one in their order, so a
//! key typed ahead is never lost and never overtakes an earlier one. Only when the queue is empty and the model changed
//! is a frame drawn. With nothing to do the loop sleeps in the kernel: no tick, no polling.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::Position;

pub(crate) use super::channel::Wire;
pub use super::channel::{Channel, Sender};
pub use super::input::Input;
pub use super::signals::Signal;
use super::terminal::Screen;
use events::Loop;

mod events;

/// The exit status after a panic, as Rust programs have it.
const CRASHED: u8 = 101;

/// Something that happened, as the program's model hears of it.
#[derive(Debug)]
pub enum Event<R> {
    /// The person did something at the terminal.
    Input(Input),
    /// The system told the program something that does not end it.
    Signal(Signal),
    /// The worker answered.
    Reply(R),
    /// The moment came that [`App::deadline`] named.
    Deadline,
}

/// What the loop does after an event.
pub enum Next<R> {
    /// Goes on.
    Continue,
    /// Leaves the screen and ends with this status; whatever is still queued is dropped.
    Exit(u8),
    /// Leaves the screen and stops as Ctrl-Z does, until the shell brings the program back; without a shell (as under
    /// `xterm -e`) it just goes on.
    Suspend,
    /// Leaves the screen, runs this (an editor, say) with the terminal to itself, comes back, and delivers the answer
    /// before anything that was typed meanwhile. A hang-up meanwhile ends the process: save drafts before asking for it.
    Outside(Box<dyn FnOnce() -> R>),
    /// Goes on after sending these bytes to the terminal, as [`super::clipboard::copy`] makes them.
    Send(Vec<u8>),
}

/// The answer to an event.
pub struct Step<R> {
    /// Whether the model changed, so that a frame is due.
    pub redraw: bool,
    /// What comes next.
    pub next: Next<R>,
}

impl<R> Step<R> {
    /// Goes on; nothing changed.
    pub fn idle() -> Self {
        Self {
            redraw: false,
            next: Next::Continue,
        }
    }

    /// Goes on; the model changed.
    pub fn redraw() -> Self {
        Self {
            redraw: true,
            next: Next::Continue,
        }
    }

    /// Does something else next; the model changed.
    pub fn then(next: Next<R>) -> Self {
        Self { redraw: true, next }
    }
}

/// A program with a model that events change and a view of it.
pub trait App {
    /// What the worker threads answer.
    type Reply: Send + 'static;

    /// Handles one event.
    fn handle(&mut self, event: Event<Self::Reply>) -> Step<Self::Reply>;

    /// Draws the model, a pure function of it, and says where the terminal's cursor goes; none hides it.
    fn draw(&self, frame: &mut Frame<'_>) -> Option<Position>;

    /// Says when [`Event::Deadline`] is due; none lets the program sleep for good.
    ///
    /// It is asked after every event, and delivered once per named moment: naming the same one again does nothing.
    fn deadline(&self) -> Option<Instant>;

    /// Saves the drafts, quickly: on a hang-up, on a request to end, when the terminal fails and after a panic. The
    /// process has at most 400 ms left, and the terminal may be gone.
    fn save_before_end(&mut self);

    /// Says the window title (after `tickmark: `); an empty one leaves the title as it is.
    fn title(&self) -> String {
        String::new()
    }

    /// Says whether clicks and the wheel are wanted as [`Input::Mouse`].
    fn mouse(&self) -> bool {
        false
    }
}

/// Runs a program on a screen until it ends, and returns the exit status.
///
/// The terminal is given back on every way out. After a hang-up, a request to end or a panic the drafts are saved and
/// the status is 129, 143 or 101; the caller then leaves `main` at once and joins no thread. An error is one of the
/// terminal; the drafts are saved then, too.
pub fn run<A: App, W: Write>(
    app: &mut A,
    mut channel: Channel<A::Reply>,
    screen: &mut Screen<W>,
) -> io::Result<u8> {
    channel.listen_to_signals()?;
    run_on(app, &mut channel, screen, super::signals::stopper())
}

fn run_on<A: App, W: Write>(
    app: &mut A,
    channel: &mut Channel<A::Reply>,
    screen: &mut Screen<W>,
    stop: Option<fn()>,
) -> io::Result<u8> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        screen.enter()?;
        Loop::new(app, channel, screen, stop).go()
    }));
    channel.announce_end();
    let outcome = match outcome {
        Ok(Ok(status)) => Ok(status),
        Ok(Err(error)) => {
            app.save_before_end();
            Err(error)
        }
        Err(_) => {
            // The hook of `crash` has restored the terminal and written the report.
            let _ = catch_unwind(AssertUnwindSafe(|| app.save_before_end()));
            Ok(CRASHED)
        }
    };
    let left = screen.leave();
    match outcome {
        // A terminal that is gone cannot be left; that is no error of an end that it caused.
        Ok(0) => left.map(|()| 0),
        Ok(status) => Ok(status),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
