//! The test suite: one binary, one module a subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod architecture;
mod cli_desk;
mod cli_gaps;
mod cli_json;
mod cli_manners;
mod cli_tables;
mod cli_walk;
mod cli_wrong_input;
mod iso_42001;
mod life_cycles;
mod program;
mod pty;
mod readme;
mod terminal;
