//! The vcs room.

pub mod commit;
