//! Repositories that somebody has prepared: whatever lies in them, nothing of theirs is run, nothing outside of them is read as
//! theirs or written, and every command comes to an end in words.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod bombs;
mod configuration;
mod links;
mod names;
mod objects;
mod pipes;
mod sizes;
mod trap;
mod traversal;
