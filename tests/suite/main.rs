//! The test suite: one binary, one module a subject.

mod architecture;
mod iso_42001;
mod life_cycles;
mod program;
mod pty;
mod readme;
mod terminal;
