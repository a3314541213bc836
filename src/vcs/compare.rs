//! Comparing what was cited with other bytes at its path.

use super::{attributes, drift::cannot, excerpt, git};
use crate::domain::{
    evidence::{CitationState, Pin},
    follow,
};

/// Compares a citation with other bytes at its path.
pub(super) fn compare(pin: &Pin, now: &[u8], then: Option<&[u8]>) -> CitationState {
    if attributes::is_lfs_pointer(now) {
        let was_pointer = then.is_some_and(attributes::is_lfs_pointer);
        let lines_unknown = pin.lines.is_some() && !was_pointer;
        if lines_unknown || attributes::points_to(now, &pin.sha256) {
            return CitationState::LfsPointer;
        }
    }
    let Some(was) = pin.lines else {
        let is_content = |then| attributes::points_to(then, &git::hex(git::sha256(now)));
        // A pointer gave way to the very content that it pointed to.
        return if then.is_some_and(is_content) {
            CitationState::Unchanged {
                file_changed: false,
            }
        } else {
            CitationState::Changed
        };
    };
    let then = then.filter(|then| was.cut(then).is_some());
    let place = match (then, &pin.excerpt_sha256) {
        (Some(then), _) => follow::same(then, now, was),
        (None, Some(hash)) => match excerpt::find_hash(now, hash, was) {
            Ok(place) => place,
            Err(excerpt::TooLarge) => {
                return cannot("the file is too large for lines to be found by their hash");
            }
        },
        (None, None) => return cannot("the record has no hash of the cited lines"),
    };
    match place {
        Some(place) if place == was => CitationState::Unchanged { file_changed: true },
        Some(place) => CitationState::Moved {
            path: pin.path.clone(),
            lines: Some(place),
        },
        None => CitationState::Changed,
    }
}
