//! The tui room.

mod canvas;
pub mod caps;
mod channel;
pub mod clipboard;
pub mod crash;
pub mod editor;
pub mod input;
mod pen;
pub mod runner;
pub mod signals;
pub mod terminal;
