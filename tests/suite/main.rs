//! The test suite: one binary, one module a subject.

mod pty;
mod terminal;
