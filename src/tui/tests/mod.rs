//! The terminal program, driven by keys on a real repository: keys in, screen out.

mod applicability;
mod audit;
mod cause;
mod checklists;
mod clash;
pub(super) mod desk;
mod drift;
mod editions;
mod extent;
mod frame;
mod gap;
mod half_typed;
mod independence;
mod kinds;
mod late;
mod management_review;
mod offers;
mod outside;
mod programme;
mod proof;
mod queue;
mod repositories;
mod samples;
mod signoff;
mod undo;
mod verify;
mod walk;
