//! The test suite: one binary, one module a subject.

mod program;
mod pty;
mod terminal;
