//! The test suite: one binary, one module a subject.

mod iso_42001;
mod pty;
mod terminal;
