//! The test suite: one binary, one module a subject.

<<<<<<< HEAD
mod program;
=======
mod iso_42001;
>>>>>>> store
mod pty;
mod terminal;
