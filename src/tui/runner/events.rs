//! The loop itself: what is queued, what is due, what is drawn.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use ratatui::layout::Size;

use super::super::channel::{Channel, Wire};
use super::super::input::Input;
use super::super::signals::{Caught, Signal};
use super::super::terminal::Screen;
use super::{App, CRASHED, Event, Next};

/// How long a queue that never empties may keep a frame waiting.
const PATIENCE: Duration = Duration::from_millis(50);
/// How long a terminal that fails is given to tell by a signal why.
const REASON: Duration = Duration::from_millis(200);

/// One run of a program; an end is the exit status.
pub(super) struct Loop<'a, A: App, W: Write> {
    app: &'a mut A,
    channel: &'a mut Channel<A::Reply>,
    screen: &'a mut Screen<W>,
    /// Stops the process, where somebody could wake it; a parameter, as tests cannot be stopped.
    stop: Option<fn()>,
    queue: VecDeque<Wire<A::Reply>>,
    /// Since when a frame is due.
    due: Option<Instant>,
    /// The last moment that was delivered as a deadline.
    delivered: Option<Instant>,
    /// The stop was our own, so the screen is on again already when the system says that we go on.
    stopped: bool,
}

impl<'a, A: App, W: Write> Loop<'a, A, W> {
    pub(super) fn new(
        app: &'a mut A,
        channel: &'a mut Channel<A::Reply>,
        screen: &'a mut Screen<W>,
        stop: Option<fn()>,
    ) -> Self {
        Self {
            app,
            channel,
            screen,
            stop,
            queue: VecDeque::new(),
            due: None,
            delivered: None,
            stopped: false,
        }
    }

    pub(super) fn go(&mut self) -> io::Result<u8> {
        let outcome = self.turn_until_end();
        outcome.or_else(|error| self.find_reason(error))
    }

    fn turn_until_end(&mut self) -> io::Result<u8> {
        self.paint()?;
        // After the first frame: nothing can be typed into a screen that nobody sees.
        self.channel.read_terminal()?;
        loop {
            self.fetch();
            let end = if let Some(wire) = self.queue.pop_front() {
                self.take(wire)?
            } else if self.due.is_some() {
                self.paint()?;
                None
            } else {
                self.wait()?
            };
            if let Some(status) = end {
                return Ok(status);
            }
            if self.due.is_some_and(|since| since.elapsed() > PATIENCE) {
                self.paint()?;
            }
        }
    }

    /// Takes over all that has arrived; of sizes that follow one another only the last counts.
    fn fetch(&mut self) {
        while let Some(wire) = self.channel.try_next() {
            self.enqueue(wire);
        }
    }

    fn enqueue(&mut self, wire: Wire<A::Reply>) {
        if let Wire::Input(Input::Resize(..)) = wire
            && let Some(last @ Wire::Input(Input::Resize(..))) = self.queue.back_mut()
        {
            *last = wire;
        } else {
            self.queue.push_back(wire);
        }
    }

    /// Sleeps until something arrives or the deadline comes.
    fn wait(&mut self) -> io::Result<Option<u8>> {
        let deadline = self.app.deadline().filter(|at| self.delivered != Some(*at));
        let Some(at) = deadline else {
            // The loop holds a sender itself, so the channel never closes.
            if let Some(wire) = self.channel.next() {
                self.enqueue(wire);
            }
            return Ok(None);
        };
        let left = at.saturating_duration_since(Instant::now());
        if let Some(wire) = self.channel.next_within(left) {
            self.enqueue(wire);
            return Ok(None);
        }
        if at > Instant::now() {
            return Ok(None);
        }
        self.delivered = Some(at);
        self.handle(Event::Deadline)
    }

    fn take(&mut self, wire: Wire<A::Reply>) -> io::Result<Option<u8>> {
        match wire {
            Wire::Input(Input::Resize(width, height)) => {
                if self.screen.size() == Size::new(width, height) {
                    return Ok(None);
                }
                self.screen.set_size(Size::new(width, height));
                self.mark();
                self.handle(Event::Input(Input::Resize(width, height)))
            }
            Wire::Input(input) => self.handle(Event::Input(input)),
            Wire::Reply(reply) => self.handle(Event::Reply(reply)),
            Wire::Caught(Caught::End(status)) => Ok(Some(self.end(status))),
            Wire::Caught(Caught::Interrupt) => self.handle(Event::Signal(Signal::Interrupt)),
            Wire::Caught(Caught::Stop) => self.suspend().map(|()| None),
            Wire::Caught(Caught::Resumed) => {
                if !std::mem::take(&mut self.stopped) {
                    self.screen.enter_anew()?;
                    self.mark();
                }
                self.handle(Event::Signal(Signal::Resumed))
            }
            Wire::Crashed => Ok(Some(self.end(CRASHED))),
            Wire::Failed(error) => Err(error),
        }
    }

    fn handle(&mut self, event: Event<A::Reply>) -> io::Result<Option<u8>> {
        let mut event = event;
        loop {
            let step = self.app.handle(event);
            if step.redraw {
                self.mark();
            }
            match step.next {
                Next::Continue => return Ok(None),
                Next::Exit(status) => return Ok(Some(status)),
                Next::Suspend => return self.suspend().map(|()| None),
                Next::Send(bytes) => {
                    self.screen.send(&bytes);
                    return self.screen.flush().map(|()| None);
                }
                Next::Outside(run) => event = Event::Reply(self.outside(run)?),
            }
        }
    }

    fn outside(&mut self, run: Box<dyn FnOnce() -> A::Reply>) -> io::Result<A::Reply> {
        self.channel.hold(true);
        self.screen.leave()?;
        let reply = run();
        self.screen.enter()?;
        self.channel.release();
        self.mark();
        Ok(reply)
    }

    fn suspend(&mut self) -> io::Result<()> {
        let Some(stop) = self.stop else {
            return Ok(());
        };
        self.channel.hold(false);
        self.screen.leave()?;
        stop();
        self.stopped = true;
        self.screen.enter()?;
        self.channel.release();
        self.mark();
        Ok(())
    }

    /// Saves at once, before anything is said to a terminal that may be gone.
    fn end(&mut self, status: u8) -> u8 {
        self.channel.announce_end();
        self.app.save_before_end();
        status
    }

    fn mark(&mut self) {
        self.due.get_or_insert_with(Instant::now);
    }

    fn paint(&mut self) -> io::Result<()> {
        self.due = None;
        self.screen.set_title(&self.app.title());
        self.screen.set_mouse(self.app.mouse());
        let app = &*self.app;
        self.screen.draw(|frame| app.draw(frame))
    }

    /// A terminal that hung up fails a write before the signal is read, and one that a worker's panic took away before
    /// the worker is heard of: the status is theirs.
    fn find_reason(&mut self, error: io::Error) -> io::Result<u8> {
        let until = Instant::now() + REASON;
        self.fetch();
        loop {
            while let Some(wire) = self.queue.pop_front() {
                match wire {
                    Wire::Caught(Caught::End(status)) => return Ok(self.end(status)),
                    Wire::Crashed => return Ok(self.end(CRASHED)),
                    Wire::Input(_)
                    | Wire::Reply(_)
                    | Wire::Failed(_)
                    | Wire::Caught(Caught::Interrupt | Caught::Stop | Caught::Resumed) => {}
                }
            }
            match self
                .channel
                .next_within(until.saturating_duration_since(Instant::now()))
            {
                Some(wire) => self.enqueue(wire),
                None => return Err(error),
            }
        }
    }
}
