//! Signals, turned into events by a thread that sleeps until one comes.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;
use signal_hook::low_level;

use super::runner::{Sender, Wire};

/// How long the loop has to notice that it must end, and how long it then has to save. Together they keep a hang-up
/// under a second.
const NOTICE: Duration = Duration::from_millis(500);
const SAVING: Duration = Duration::from_millis(400);

/// A signal the program's model hears of. The ones that end the program are the loop's own business:
/// it calls [`super::runner::App::save_before_end`] and returns 129 (hang-up) or 143 (terminate).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Somebody sent an interrupt from outside; Ctrl-C at the terminal is a key.
    Interrupt,
    /// The program goes on after it was stopped: files may have changed meanwhile. The screen is painted anew by itself.
    Resumed,
}

/// What the signal thread tells the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caught {
    End(u8),
    Interrupt,
    Stop,
    Resumed,
}

/// What the loop and the signal thread know of each other.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Another program has the terminal: an interrupt typed there is not for us.
    pub(super) outside: AtomicBool,
    /// The loop is ending and saving.
    pub(super) ending: AtomicBool,
}

/// Starts the thread.
pub(super) fn listen<R: Send + 'static>(
    sender: Sender<R>,
    standing: Arc<Standing>,
) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGTSTP, SIGCONT])?;
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                tell(signal, &sender, &standing);
            }
        })?;
    Ok(())
}

fn tell<R>(signal: i32, sender: &Sender<R>, standing: &Arc<Standing>) {
    let outside = standing.outside.load(Ordering::SeqCst);
    match signal {
        SIGHUP | SIGTERM => {
            let status = if signal == SIGHUP { 129 } else { 143 };
            watch(status, Arc::clone(standing));
            sender.send(Wire::Caught(Caught::End(status)));
        }
        SIGINT if !outside => {
            sender.send(Wire::Caught(Caught::Interrupt));
        }
        SIGTSTP if outside => {
            // The other program stops its whole group; were we to run on, the shell would never come back.
            let _ = low_level::emulate_default_handler(SIGTSTP);
        }
        SIGTSTP => {
            sender.send(Wire::Caught(Caught::Stop));
        }
        SIGCONT => {
            sender.send(Wire::Caught(Caught::Resumed));
        }
        _ => {}
    }
}

/// Ends the process if the loop does not: it may hang in a write to a terminal that takes nothing.
pub(super) fn watch(status: u8, standing: Arc<Standing>) {
    let watching = std::thread::Builder::new()
        .name("watchdog".to_owned())
        .spawn(move || {
            std::thread::sleep(NOTICE);
            if standing.ending.load(Ordering::SeqCst) {
                std::thread::sleep(SAVING);
            }
            let _ = crossterm::terminal::disable_raw_mode();
            low_level::exit(i32::from(status));
        });
    if watching.is_err() {
        low_level::exit(i32::from(status));
    }
}

/// Says how to stop this process as Ctrl-Z does; nothing where nobody could wake it.
pub(super) fn stopper() -> Option<fn()> {
    (!leads_session()).then_some(stop)
}

/// Stops, and returns when the process goes on.
fn stop() {
    let _ = low_level::emulate_default_handler(SIGTSTP);
}

/// Whether this process leads its session, as under `xterm -e`: then no shell is there to bring it back.
fn leads_session() -> bool {
    // "pid (name) state ppid pgrp session ...", where the name may hold anything but ends at the last parenthesis.
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else {
        return false;
    };
    stat.rsplit_once(')')
        .and_then(|(_, fields)| fields.split_whitespace().nth(3))
        .is_some_and(|session| session == std::process::id().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::runner::Channel;

    fn told(signal: i32, outside: bool) -> Option<Caught> {
        let mut channel = Channel::<()>::new();
        let standing = Arc::new(Standing::default());
        standing.outside.store(outside, Ordering::SeqCst);
        tell(signal, &channel.sender(), &standing);
        channel.try_next().map(|wire| match wire {
            Wire::Caught(caught) => caught,
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn an_interrupt_typed_into_another_program_is_not_for_us() {
        assert_eq!(told(SIGINT, false), Some(Caught::Interrupt));
        assert_eq!(told(SIGINT, true), None);
    }

    #[test]
    fn stop_and_continue_reach_the_loop() {
        assert_eq!(told(SIGTSTP, false), Some(Caught::Stop));
        assert_eq!(told(SIGCONT, false), Some(Caught::Resumed));
    }
}
