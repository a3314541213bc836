//! What is asked where a lock holds up all commits, and nothing proves whose it is.

use std::time::Duration;

use crate::{
    safe::escape_line,
    session::Recovery,
    tui::{
        effect::{LockDeed, Request},
        overlays::choose::{Choice, Choose},
        panel::Intent,
    },
};

/// Asks what is to be done about a lock that is not ours; none where there is no such lock.
pub fn question(found: &Recovery) -> Option<Choose> {
    let Recovery::ForeignLock { path, holder, age } = found else {
        return None;
    };
    let held = format!(
        "{} holds {}",
        escape_line(holder),
        escape_line(&path.display().to_string())
    );
    let choice = |label: &str, detail: String| Choice {
        label: label.to_owned(),
        detail,
        disabled: None,
    };
    let choices = vec![
        choice(
            "Wait",
            format!("{held}, for {}. It may end by itself.", told(*age)),
        ),
        choice(
            "Go on, to read alone",
            "Nothing is saved or committed until the program is started again.".to_owned(),
        ),
        choice(
            "Remove the lock",
            format!(
                "Only where you know that it is gone: {held}. What it had begun is finished or undone."
            ),
        ),
    ];
    let age = *age;
    let why = held.clone();
    let done = Box::new(move |chosen: usize, _: crate::tui::panel::Cx<'_>| {
        let deed = match chosen {
            0 => LockDeed::Wait,
            1 => LockDeed::OnlyRead(why.clone()),
            _ => LockDeed::Remove(age),
        };
        vec![Intent::Ask(Request::Lock(deed))]
    });
    Some(Choose::new("Commits are held up by a lock", choices, done))
}

/// Says how long a lock has been there.
fn told(age: Duration) -> String {
    match age.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}
