//! A terminal that goes away without a word.
//!
//! The kernel sends SIGHUP to the session whose terminal went. A program whose terminal is not that of its session hears nothing,
//! and its reader is told "ready" for ever (crossterm#793): a core for nobody. This thread sleeps in the kernel until the
//! terminal has no other end.

use std::{fs::File, io, sync::Arc};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
};

use super::{
    runner::{Sender, Wire},
    signals::{Caught, Standing, watch},
};

/// The status of a program that ended because its terminal went away, as after SIGHUP.
const HUNG_UP: u8 = 129;

/// Starts the thread.
pub(super) fn listen<R: Send + 'static>(
    sender: Sender<R>,
    standing: Arc<Standing>,
) -> io::Result<()> {
    std::thread::Builder::new()
        .name("hang-up".to_owned())
        .spawn(move || {
            if waited() {
                watch(HUNG_UP, standing);
                sender.send(Wire::Caught(Caught::End(HUNG_UP)));
            }
        })?;
    Ok(())
}

/// Sleeps until the terminal that is read has gone; false where it cannot be known.
fn waited() -> bool {
    let input = rustix::stdio::stdin();
    if rustix::termios::isatty(input) {
        return gone(PollFd::new(&input, PollFlags::empty()));
    }
    // The same that is read where standard input is something else.
    let Ok(terminal) = File::options().read(true).open("/dev/tty") else {
        return false;
    };
    gone(PollFd::new(&terminal, PollFlags::empty()))
}

/// Waits for the end of a file. None of the events that are asked for is input: what is typed must wake nobody here.
fn gone(end: PollFd<'_>) -> bool {
    let mut ends = [end];
    loop {
        match poll(&mut ends, None) {
            // An end is told without being asked for.
            Ok(_) => return true,
            Err(Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Write, os::unix::net::UnixStream};

    use super::*;

    #[test]
    fn what_is_typed_is_no_end_and_the_other_side_going_is() {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        theirs.write_all(b"typed").unwrap();
        let mut ends = [PollFd::new(&ours, PollFlags::empty())];
        let at_once = rustix::event::Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        assert_eq!(poll(&mut ends, Some(&at_once)), Ok(0));
        drop(theirs);
        assert!(gone(PollFd::new(&ours, PollFlags::empty())));
    }
}
