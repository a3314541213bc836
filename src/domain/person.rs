//! People as records and commits name them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A person: the name that is shown and the e-mail address that tells people apart.
///
/// Two persons are the same when their e-mail addresses are, letter case ignored. Written `Name <mail>`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Person {
    /// The name that is shown.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

impl Person {
    /// Tells whether both are one person.
    pub fn is(&self, other: &Self) -> bool {
        self.email.eq_ignore_ascii_case(&other.email)
    }
}

impl PartialEq for Person {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) && self.name == other.name
    }
}

impl Eq for Person {}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} <{}>", self.name, self.email)
    }
}

/// Says why a text names no person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPerson(String);

impl fmt::Display for InvalidPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" names no person: write 'Name <mail@example.org>'",
            self.0.escape_debug()
        )
    }
}

impl std::error::Error for InvalidPerson {}

impl FromStr for Person {
    type Err = InvalidPerson;

    fn from_str(text: &str) -> Result<Self, InvalidPerson> {
        let invalid = || InvalidPerson(text.to_owned());
        let (name, rest) = text.split_once('<').ok_or_else(invalid)?;
        let email = rest.trim_end().strip_suffix('>').ok_or_else(invalid)?;
        let (name, email) = (name.trim(), email.trim());
        let clean = |part: &str| !part.is_empty() && !part.contains(['<', '>', '\n', '\0']);
        if clean(name) && clean(email) && email.contains('@') {
            Ok(Self {
                name: name.to_owned(),
                email: email.to_owned(),
            })
        } else {
            Err(invalid())
        }
    }
}

impl TryFrom<String> for Person {
    type Error = InvalidPerson;

    fn try_from(text: String) -> Result<Self, InvalidPerson> {
        text.parse()
    }
}

impl From<Person> for String {
    fn from(person: Person) -> Self {
        person.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_known_by_the_address() {
        let one: Person = "Mira Okafor <Mira@example.org>".parse().unwrap();
        let two: Person = "M. Okafor <mira@example.org>".parse().unwrap();
        assert!(one.is(&two));
        assert_ne!(one, two);
    }

    #[test]
    fn a_person_needs_a_name_and_an_address() {
        for text in ["", "Mira", "<m@example.org>", "Mira <>", "Mira <nowhere>"] {
            assert!(text.parse::<Person>().is_err(), "{text:?}");
        }
    }
}
