//! The one channel that everything arrives in.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use super::hangup;
use super::input::{Input, Reader};
use super::signals::{Caught, Standing, listen};

/// What travels in the channel.
#[derive(Debug)]
pub(crate) enum Wire<R> {
    Input(Input),
    Caught(Caught),
    Reply(R),
    /// A worker panicked.
    Crashed,
    /// The terminal cannot be read.
    Failed(io::Error),
}

/// The end of the channel that a worker thread answers into.
#[derive(Debug)]
pub struct Sender<R>(mpsc::Sender<Wire<R>>);

impl<R> Clone for Sender<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R> Sender<R> {
    /// Answers; false when the program has ended and the thread may end, too.
    pub fn reply(&self, reply: R) -> bool {
        self.send(Wire::Reply(reply))
    }

    pub(super) fn send(&self, wire: Wire<R>) -> bool {
        self.0.send(wire).is_ok()
    }
}

/// The loop's end of the channel, and the threads that feed it.
pub struct Channel<R> {
    sender: Sender<R>,
    receiver: mpsc::Receiver<Wire<R>>,
    standing: Arc<Standing>,
    reader: Option<Reader>,
    /// Whether the terminal is to be read: only by a program that listens to the process's signals.
    live: bool,
}

impl<R> Default for Channel<R> {
    fn default() -> Self {
        let (sender, receiver) = mpsc::channel();
        Self {
            sender: Sender(sender),
            receiver,
            standing: Arc::default(),
            reader: None,
            live: false,
        }
    }
}

impl<R: Send + 'static> Channel<R> {
    /// Makes an empty channel; nothing listens before [`super::runner::run`].
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a worker its end.
    pub fn sender(&self) -> Sender<R> {
        self.sender.clone()
    }

    /// Starts a worker thread; if it panics, the loop saves the drafts and ends with status 101.
    pub fn spawn<F>(&self, name: &str, work: F) -> io::Result<JoinHandle<()>>
    where
        F: FnOnce(Sender<R>) + Send + 'static,
    {
        let sender = self.sender();
        let alarm = self.sender();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(sender))) {
                    alarm.send(Wire::Crashed);
                    resume_unwind(panic);
                }
            })
    }

    pub(super) fn listen_to_signals(&mut self) -> io::Result<()> {
        self.live = true;
        listen(self.sender(), Arc::clone(&self.standing))?;
        hangup::listen(self.sender(), Arc::clone(&self.standing))
    }

    pub(super) fn read_terminal(&mut self) -> io::Result<()> {
        if self.live && self.reader.is_none() {
            self.reader = Some(Reader::start(self.sender())?);
        }
        Ok(())
    }

    /// Keeps the reader's hands off the terminal; `outside` says that another program has it.
    pub(super) fn hold(&self, outside: bool) {
        self.standing.outside.store(outside, Ordering::SeqCst);
        if let Some(reader) = &self.reader {
            reader.hold();
        }
    }

    pub(super) fn release(&self) {
        self.standing.outside.store(false, Ordering::SeqCst);
        if let Some(reader) = &self.reader {
            reader.release();
        }
    }

    /// Tells the watchdog that the loop has noticed and is saving.
    pub(super) fn announce_end(&self) {
        self.standing.ending.store(true, Ordering::SeqCst);
    }

    pub(super) fn try_next(&mut self) -> Option<Wire<R>> {
        self.receiver.try_recv().ok()
    }

    pub(super) fn next(&mut self) -> Option<Wire<R>> {
        self.receiver.recv().ok()
    }

    pub(super) fn next_within(&mut self, time: Duration) -> Option<Wire<R>> {
        self.receiver.recv_timeout(time).ok()
    }
}
