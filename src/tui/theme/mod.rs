//! How things look: styles by role, from TOML themes.
//!
//! Screens name a [`Role`] and never a colour. A theme gives a style to roles, or to the start of their names: a role
//! without one takes that of the longest start that has one (`finding.major`, then `finding`), at last that of
//! `ui.text`. A theme may inherit from another and override it role by role:
//!
//! ```toml
//! inherits = "dark"
//!
//! "ui.selection" = { fg = "sky", bold = true }   # a style
//! "finding.major" = "#ff8800"                    # short for { fg = "#ff8800" }
//!
//! [palette]
//! sky = "#87ceeb"
//! ```
//!
//! A style has `fg`, `bg`, `bold`, `dim`, `italic`, `underline` and `reverse`. A colour is a name of the palette, one of
//! the terminal's sixteen (`black` `red` `green` `yellow` `blue` `magenta` `cyan` `gray` `dark-gray` `light-red`
//! `light-green` `light-yellow` `light-blue` `light-magenta` `light-cyan` `white`), `default`, `#rrggbb`, or `0` to `255`.
//! Colours that the terminal does not have are replaced by near ones that stay readable; without any colour the theme
//! `mono` takes over.

mod colour;
mod parse;
mod role;
mod shelf;

#[cfg(test)]
mod tests;

use ratatui::style::{Color, Style};

pub use colour::{Colours, contrast};
pub use role::Role;
pub use shelf::Shelf;

use crate::tui::located::Located;

/// The themes that come with the program: name and source.
pub const SHIPPED: &[(&str, &str)] = &[
    (
        "terminal-16",
        include_str!("../../../themes/terminal-16.toml"),
    ),
    ("dark", include_str!("../../../themes/dark.toml")),
    (
        "high-contrast",
        include_str!("../../../themes/high-contrast.toml"),
    ),
    ("mono", include_str!("../../../themes/mono.toml")),
];

/// The name of the theme that is used when none is chosen.
pub const DEFAULT: &str = "terminal-16";

/// The theme that is used where there is no colour.
const COLOURLESS: &str = "mono";

/// A style for every role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    name: String,
    styles: [Style; Role::COUNT],
}

impl Theme {
    /// Returns a shipped theme for a terminal with the given colours; `None` when no theme has that name.
    ///
    /// Without colours this is `mono`, whatever the name: a theme cannot be read with its colours merely taken away.
    pub fn shipped(name: &str, colours: Colours) -> Option<Self> {
        let name = if colours == Colours::None {
            COLOURLESS
        } else {
            name
        };
        let (_, source) = SHIPPED.iter().find(|(shipped, _)| *shipped == name)?;
        // A test parses every shipped theme, so that this never falls back in a build that passed.
        Some(Self::parse(name, source, colours).unwrap_or_else(|_| Self::plain()))
    }

    /// Returns the default theme for a terminal with the given colours.
    pub fn default_for(colours: Colours) -> Self {
        Self::shipped(DEFAULT, colours).unwrap_or_else(Self::plain)
    }

    /// Reads a theme of the user's; it may inherit from a shipped one. Fails with all mistakes, in order of their place.
    ///
    /// Without colours the mistakes are found all the same, and the theme is `mono`.
    pub fn parse(name: &str, source: &str, colours: Colours) -> Result<Self, Vec<Located>> {
        Self::parse_with(name, source, colours, |parent| {
            SHIPPED
                .iter()
                .find(|(shipped, _)| *shipped == parent)
                .map(|(_, source)| (*source).to_owned())
        })
    }

    /// Reads a theme whose parents are looked up by `source_of`, which is asked before the shipped ones.
    pub fn parse_with(
        name: &str,
        source: &str,
        colours: Colours,
        source_of: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<Located>> {
        let styles = parse::styles(name, source, &source_of)?;
        if colours == Colours::None && name != COLOURLESS {
            return Ok(Self::shipped(COLOURLESS, colours).unwrap_or_else(Self::plain));
        }
        let base = styles.get(&Role::Background).copied().unwrap_or_default();
        let style = |role: Role| {
            let mut style = styles.get(&role).copied().unwrap_or_default();
            let bg = style.bg.or(base.bg).unwrap_or(Color::Reset);
            style.fg = style.fg.map(|fg| colour::shown_on(fg, bg, colours));
            style.bg = style.bg.map(|bg| colour::shown(bg, colours));
            if colours == Colours::None {
                style.fg = None;
                style.bg = None;
            }
            style
        };
        Ok(Self {
            name: name.to_owned(),
            styles: Role::ALL.map(style),
        })
    }

    /// Returns a theme without any style, which shows everything in the terminal's own colours.
    pub fn plain() -> Self {
        Self {
            name: "plain".to_owned(),
            styles: [Style::new(); Role::COUNT],
        }
    }

    /// Returns the theme's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the style of a role, to be patched onto what is below it.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role.index()).copied().unwrap_or_default()
    }
}
