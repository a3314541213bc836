//! The themes at hand, read only when one is taken: starting the program needs one of them, not all.

use super::{Colours, SHIPPED, Theme};
use crate::error::{Error, Result};

/// The themes that come with the program and the user's own.
#[derive(Debug, Clone)]
pub struct Shelf {
    colours: Colours,
    own: Vec<(String, String)>,
}

impl Shelf {
    /// Puts the user's own themes, each a name and its text, behind the shipped ones.
    pub fn new(colours: Colours, own: Vec<(String, String)>) -> Self {
        Self { colours, own }
    }

    /// Lists the names, in the order in which one goes through them.
    pub fn names(&self) -> Vec<&str> {
        let shipped = SHIPPED.iter().map(|(name, _)| *name);
        shipped
            .chain(self.own.iter().map(|(name, _)| name.as_str()))
            .collect()
    }

    /// Returns the name after another one, going round.
    pub fn after(&self, name: &str) -> String {
        let names = self.names();
        let at = names.iter().position(|known| *known == name);
        let next = at.map_or(0, |at| (at + 1) % names.len());
        names
            .get(next)
            .map_or_else(String::new, |name| (*name).to_owned())
    }

    /// Takes a theme; an error where there is none of that name, or where it is broken.
    pub fn take(&self, name: &str) -> Result<Theme> {
        if let Some((own, text)) = self.own.iter().find(|(own, _)| own == name) {
            return Theme::parse(own, text, self.colours).map_err(|faults| {
                Error::usage(format!("Could not read the theme {own}"))
                    .details(faults.iter().map(|fault| format!("{own}.toml:{fault}")))
            });
        }
        let shipped = SHIPPED.iter().any(|(shipped, _)| *shipped == name);
        shipped
            .then(|| Theme::shipped(name, self.colours))
            .flatten()
            .ok_or_else(|| {
                Error::usage(format!("Could not find the theme {name}"))
                    .hint(format!("there are: {}", self.names().join(", ")))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_through_the_themes_comes_round() {
        let shelf = Shelf::new(
            Colours::Sixteen,
            vec![("mine".to_owned(), "inherits = \"dark\"".to_owned())],
        );
        let mut name = super::super::DEFAULT.to_owned();
        for _ in shelf.names() {
            name = shelf.after(&name);
            assert_eq!(shelf.take(&name).unwrap().name(), name);
        }
        assert_eq!(name, super::super::DEFAULT);
    }

    #[test]
    fn a_broken_theme_is_told_when_it_is_taken() {
        let own = vec![("mine".to_owned(), "\"ui.txet\" = {}".to_owned())];
        let shelf = Shelf::new(Colours::Sixteen, own);
        let error = shelf.take("mine").unwrap_err();
        assert!(
            error.details.join("\n").contains("mine.toml:1:1"),
            "{error:?}"
        );
        assert!(shelf.take("nobodys").is_err());
    }
}
