//! The vcs room.
