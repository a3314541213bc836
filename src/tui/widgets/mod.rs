//! The parts that screens are made of.
//!
//! Each is a plain value or function that paints into a [`Buffer`](ratatui::buffer::Buffer) with a [`Look`], stays
//! within its area at any size, and knows nothing of audits.

pub mod bar;
pub mod choice;
pub mod confirm;
pub mod diff;
pub mod field;
pub mod frame;
pub mod hints;
pub mod list;
pub mod notice;
pub mod paint;
pub mod progress;
pub mod query;
pub mod scroll;
pub mod which_key;

#[cfg(test)]
mod tests;

use ratatui::style::Style;

use super::glyphs::Glyphs;
use super::theme::{Role, Theme};

/// How everything looks: the theme and the glyphs, handed to every widget.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The styles.
    pub theme: &'a Theme,
    /// The marks and line pieces.
    pub glyphs: &'a Glyphs,
}

impl Look<'_> {
    /// Returns the style of a role.
    pub fn style(self, role: Role) -> Style {
        self.theme.style(role)
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::{Glyphs, Look, Theme};
    use crate::tui::theme::Colours;
    use ratatui::buffer::Buffer;

    /// Runs a test with the default theme and Unicode glyphs.
    pub(crate) fn with_look<T>(test: impl FnOnce(Look<'_>) -> T) -> T {
        let theme = Theme::default_for(Colours::Sixteen);
        test(Look {
            theme: &theme,
            glyphs: &Glyphs::unicode(),
        })
    }

    /// The rows of a buffer as texts, without the spaces at their ends.
    pub(crate) fn rows(buf: &Buffer) -> Vec<String> {
        (buf.area.top()..buf.area.bottom())
            .map(|y| {
                let mut row = String::new();
                let mut x = buf.area.left();
                while x < buf.area.right() {
                    let symbol = buf[(x, y)].symbol();
                    row.push_str(symbol);
                    x += u16::try_from(crate::tui::text::width(symbol).max(1)).unwrap();
                }
                row.trim_end().to_owned()
            })
            .collect()
    }
}
