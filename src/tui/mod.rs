//! The terminal program.
//!
//! The life of a keypress: the reader thread puts it into the one channel ([`runner`]), a focused text field has first refusal,
//! otherwise the [`keymap`] turns it into an [`action`]; [`model`] updates itself and returns [`effect`]s; [`program`] hands these
//! to the worker ([`worker`]: git and disk), the [`finder`] (paths), the [`tracer`]s (history of what is cited, verifying), the
//! [`historian`] (who did what), the [`lookers`] (sign-offs, trails, proofs), the [`previewer`] (files to look at), the
//! syncer (the other side) or the terminal; their replies come back through the same
//! channel, and so does what the [`watcher`] sees of edits from outside. When the queue is empty and the model changed, [`view`] draws one frame.
//!
//! Everything on the screen is a [`panel`]: the [`screens`] and the [`overlays`] over them. [`action`] is the one table of what a
//! person can do; [`theme`] and [`glyphs`] say how things look, [`text`] decides how wide they are, and [`widgets`] draw the parts.

pub mod action;
mod canvas;
mod channel;
pub mod clipboard;
pub mod crash;
pub mod data;
pub mod derived;
pub mod drafting;
pub mod editor;
pub mod effect;
pub mod fields_draft;
pub mod find;
pub mod finder;
pub mod glyphs;
mod hangup;
pub mod historian;
pub mod input;
pub mod keymap;
pub mod lane;
pub mod located;
pub mod log;
pub mod lookers;
pub mod marking;
pub mod marks;
pub mod model;
pub mod overlays;
pub mod panel;
mod pen;
pub mod previewer;
pub mod program;
pub mod runner;
pub mod screens;
pub mod settings;
pub mod shown;
pub mod signals;
pub mod syncer;
pub mod syncing;
pub mod terminal;
#[cfg(test)]
mod tests;
pub mod text;
pub mod theme;
pub mod tracer;
pub mod view;
pub mod watcher;
pub mod weighed;
pub mod widgets;
pub mod worker;
