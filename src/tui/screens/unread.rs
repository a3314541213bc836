//! Records that cannot be read or are gone, as every screen tells of them that leaves them out.

use ratatui::text::{Line, Span};

use crate::{
    error::Error,
    safe,
    session::BrokenRecord,
    tui::{overlays::notice::Notice, panel::Intent, theme::Role, widgets::Look},
};

/// Says in a line which file cannot be read, where it is wrong, and why.
pub(super) fn line(broken: &BrokenRecord, look: Look<'_>) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!("{} ", look.glyphs.alarm), look.style(Role::Error)),
        Span::styled(said(broken), look.style(Role::Text)),
    ])
}

/// Says which file cannot be read, where it is wrong, and why; safe to show.
pub(super) fn said(broken: &BrokenRecord) -> String {
    safe::escape_line(&broken.error.to_string()).into_owned()
}

/// Tells all of it, and what to do about it.
pub(super) fn notice(broken: &BrokenRecord) -> Intent {
    let error = Error::usage(format!("Could not read a record: {}", broken.error))
        .details(details(broken))
        .hint("mend the file in an editor, then reload from the palette (?)")
        .hint("the rest of the workspace can be used; the broken file is never overwritten");
    Intent::Open(Box::new(Notice::new(&error)))
}

/// Shows the line that is wrong, and lists what is wrong beside it.
fn details(broken: &BrokenRecord) -> Vec<String> {
    let excerpt = Some(&broken.error.excerpt).filter(|excerpt| !excerpt.is_empty());
    let first = excerpt.into_iter().chain(&broken.error.hint).cloned();
    let more = broken.more.iter().map(ToString::to_string);
    first
        .chain(more)
        .map(|line| safe::escape_line(&line).into_owned())
        .collect()
}

/// Tells of a record that was removed behind the program's back, and how to bring it back.
pub(super) fn gone(path: &str) -> Intent {
    let path = safe::escape_line(path);
    let error = Error::unavailable(format!(
        "{path} is not there any more: it was removed outside of this program"
    ))
    .hint(format!(
        "bring it back as it is committed: git checkout -- '{path}'"
    ))
    .hint("what is committed of it is not lost; a record is withdrawn, never removed");
    Intent::Open(Box::new(Notice::new(&error)))
}

/// Tells of a `.mailmap` that does not count yet.
pub(super) fn mailmap(told: &str) -> Intent {
    let error = Error::usage(".mailmap is not as it is committed, and does not count so")
        .hint(told)
        .hint("a step is judged by the .mailmap that stood before its commit, for good");
    Intent::Open(Box::new(Notice::new(&error)))
}

/// Says why something that cannot be read is not written either.
pub(super) fn against(broken: &BrokenRecord) -> String {
    format!(
        "mend {} first: it cannot be read",
        safe::escape_line(&broken.path)
    )
}
