//! What one can do with an audit: the use cases that commands and screens share.
//!
//! Two kinds of them. **Edits** are pure: they look at the working papers and return a [`Change`] that can be shown, applied,
//! saved and undone ([`answer`], [`cite`], [`raise`], [`follow_up`], [`plan`]). **Deeds** need the repository and the disk
//! and are methods of [`Session`]: opening a workspace, saving a change, pinning and checking evidence, reviewing and
//! committing records, reading the log.
//!
//! [`Change`]: crate::domain::change::Change

pub mod answer;
pub mod cite;
pub mod follow_up;
pub mod plan;
pub mod raise;
