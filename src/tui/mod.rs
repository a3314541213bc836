//! The terminal program.
//!
//! [`action`] is the one table of what a person can do, [`keymap`] binds it to keys, [`theme`] and [`glyphs`] say how
//! things look, [`text`] decides how wide they are, and [`widgets`] draw the parts that screens are made of. None of
//! these knows what an audit is.

pub mod action;
pub mod glyphs;
pub mod keymap;
pub mod located;
pub mod text;
pub mod theme;
pub mod widgets;
