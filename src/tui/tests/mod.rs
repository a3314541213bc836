//! The terminal program, driven by keys on a real repository: keys in, screen out.

mod applicability;
mod audit;
mod checklists;
mod desk;
mod editions;
mod gap;
mod repositories;
mod walk;
