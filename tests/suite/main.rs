//! The test suite: one binary, one module a subject.

mod architecture;
mod pty;
mod terminal;
