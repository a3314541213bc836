//! The terminal program, driven by keys on a real repository: keys in, screen out.

mod audit;
mod checklists;
mod desk;
mod gap;
mod walk;
