//! Light marking of text by its kind: comments, texts, numbers, keys, headings, levels of a log.
//!
//! A line is marked with what the lines above it left open, a comment or a text in quotes, as [`State`]. Seven calm roles
//! are enough to find one's way through evidence; nobody edits it here. The known libraries were looked at and left:
//! syntect brings a regular-expression engine, a dump of grammars that has to be unpacked before the first line and no bound
//! on the time of a hostile one; tree-sitter a compiled C grammar for each language, and the whole text parsed. What is
//! here looks at each byte of a line once or twice, and is right for what people cite.

mod code;
mod data;
mod diff;
mod grammar;
mod log;
mod markdown;
mod markup;
mod pen;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::session::preview::Family;

use super::theme::Role;
use pen::Pen;

/// What the lines above left open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct State(Inside);

impl State {
    /// The state before the first line of a text.
    pub const START: Self = Self(Inside::Start);
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Inside {
    /// Nothing.
    #[default]
    Nothing,
    /// Nothing, and nothing came before.
    Start,
    /// A comment, so deep.
    Comment(u8),
    /// A text in quotes, by their number in the grammar.
    Quoted(u8),
    /// A tag.
    Tag,
    /// Code between fences of so many of this character.
    Fence(u8, u8),
    /// Settings before the text.
    Front,
    /// A text that is set in further than this.
    Block(u8),
}

/// A piece of a line and its role.
pub type Mark = (Range<usize>, Role);

/// The longest line that is marked, in bytes: nobody reads a longer one by its marks.
pub const LONG: usize = 4_096;

/// Marks a line, without its end, and returns the state behind it; the marks are ascending and do not overlap.
pub fn line(family: Family, state: State, text: &str) -> (Vec<Mark>, State) {
    let mut marks = Vec::new();
    let state = line_into(family, state, text, &mut marks);
    (marks, state)
}

/// Marks a line as [`line()`] does, into marks that are emptied first.
pub fn line_into(family: Family, state: State, text: &str, marks: &mut Vec<Mark>) -> State {
    marks.clear();
    if text.len() > LONG {
        return if state == State::START {
            State::default()
        } else {
            state
        };
    }
    let mut pen = Pen::new(text, marks);
    let inside = match family {
        Family::Plain => Inside::Nothing,
        Family::Markdown => markdown::line(state.0, &mut pen),
        Family::Toml => data::toml(state.0, &mut pen),
        Family::Yaml => data::yaml(state.0, &mut pen),
        Family::Json => data::json(state.0, &mut pen),
        Family::Ini => data::ini(&mut pen),
        Family::Table => {
            if state == State::START {
                pen.rest(Role::SourceHeading);
            }
            Inside::Nothing
        }
        Family::Log => log::line(&mut pen),
        Family::Diff => diff::line(&mut pen),
        Family::Markup => markup::line(state.0, &mut pen),
        Family::Source(dialect) => code::line(grammar::of(dialect), state.0, &mut pen),
    };
    State(inside)
}
