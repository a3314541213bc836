//! The test suite: one binary, one module a subject.

mod architecture;
mod iso_42001;
mod program;
mod pty;
mod terminal;
