//! The watcher: a thread that sleeps in the kernel until something is changed from outside, by an editor, by git or by another
//! program, and has the worker look.
//!
//! It reads nothing of a record: whether there is anything new is seen by what the files hold, so that what this program has
//! written itself comes to nothing. A burst, such as that of `git switch`, is told once, when it has been quiet for a moment.
//! Nothing ticks: where nothing is changed the thread is never woken. Only Linux can watch so; elsewhere, and where the system
//! watches no more folders, edits are seen when a person comes back to the window or presses a key.

use crate::session::presence::Watched;

use super::{effect::Reply, runner::Sender};

/// Watches until nobody listens any more.
#[cfg(target_os = "linux")]
pub fn run(watched: Watched, answers: &Sender<Reply>) {
    if let Err(cause) = kernel::Watcher::new(watched).and_then(|watcher| watcher.run(answers)) {
        tracing::warn!(%cause, "edits from outside are not noticed by themselves");
    }
}

/// Watches nothing: this system does not tell.
#[cfg(not(target_os = "linux"))]
pub fn run(_watched: Watched, _answers: &Sender<Reply>) {}

#[cfg(target_os = "linux")]
mod kernel;
