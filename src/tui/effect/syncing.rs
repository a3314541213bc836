//! What the syncer is asked, and what it tells.

use crate::{
    error::Error,
    session::sync::{Distance, Outcome, Stage},
    tui::syncing::SyncAsked,
};

/// What the syncer is asked to do, one after the other.
#[derive(Debug, Clone)]
pub enum SyncRequest {
    /// Tell how far both sides are apart, as fetched last.
    Look,
    /// Bring them together.
    Run(SyncAsked),
}

/// What is told of bringing both sides together.
#[derive(Debug)]
pub enum SyncTold {
    /// How far both sides are apart, or why that cannot be told.
    Distance(Box<Result<Distance, Error>>),
    /// How far a sync is.
    Stage(Stage),
    /// What it came to.
    Ended(Box<Result<Outcome, Error>>),
}
