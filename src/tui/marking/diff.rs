//! Changes between two texts.

use super::{Inside, pen::Pen};
use crate::tui::theme::Role;

/// What begins lines that say where a change is.
const HEADERS: [&str; 9] = [
    "diff ",
    "index ",
    "--- ",
    "+++ ",
    "@@",
    "rename ",
    "similarity ",
    "new file",
    "deleted file",
];

pub(super) fn line(pen: &mut Pen<'_, '_>) -> Inside {
    let line = pen.left();
    if HEADERS.iter().any(|header| line.starts_with(header)) {
        pen.rest(Role::DiffHeader);
    } else if line.starts_with('+') {
        pen.rest(Role::DiffAdded);
    } else if line.starts_with('-') {
        pen.rest(Role::DiffRemoved);
    }
    Inside::Nothing
}
