//! The test suite: one binary, one module a subject.

mod cli_desk;
mod cli_json;
mod cli_manners;
mod cli_walk;
mod cli_wrong_input;
mod pty;
mod terminal;
