//! Where something is in a record: keys, and tables of lists by what identifies them.

use std::{fmt, str::FromStr};

/// A step on the way to a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// A key of a table.
    Key(String),
    /// A table of the list before, by what identifies it.
    Item(String),
}

/// The way to a field of a record, such as `answer[2].evidence[E-4T6W0N].note`; empty for the record as a whole.
///
/// In a key `.`, `[` and `\` are written after a `\`, in the name of a table `]` and `\` are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FieldPath(Vec<Part>);

impl FieldPath {
    /// Returns the way to the record as a whole.
    pub const fn whole() -> Self {
        Self(Vec::new())
    }

    /// Returns the way to a key of what this one leads to.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Part::Key(key.to_owned()))
    }

    /// Returns the way to a table of the list that this one leads to.
    #[must_use]
    pub fn item(&self, name: &str) -> Self {
        self.with(Part::Item(name.to_owned()))
    }

    fn with(&self, part: Part) -> Self {
        let mut parts = self.0.clone();
        parts.push(part);
        Self(parts)
    }

    /// Returns its steps.
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Tells whether it leads to the record as a whole.
    pub fn is_whole(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the keys on the way, without the tables of lists: `answer.evidence` for `answer[2].evidence[E-4T6W0N]`.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Key(key) => Some(key.as_str()),
            Part::Item(_) => None,
        })
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.iter().enumerate() {
            match part {
                Part::Key(key) => {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    escaped(f, key, &['.', '[', '\\'])?;
                }
                Part::Item(name) => {
                    f.write_str("[")?;
                    escaped(f, name, &[']', '\\'])?;
                    f.write_str("]")?;
                }
            }
        }
        Ok(())
    }
}

fn escaped(f: &mut fmt::Formatter<'_>, text: &str, special: &[char]) -> fmt::Result {
    for c in text.chars() {
        if special.contains(&c) {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    Ok(())
}

/// Says why a text is no way to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPath(String);

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" names no field: write it as answer[2].note",
            self.0.escape_debug()
        )
    }
}

impl std::error::Error for InvalidPath {}

impl FromStr for FieldPath {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        let invalid = || InvalidPath(text.to_owned());
        let mut parts = Vec::new();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            if c == '[' {
                // A list has a name, and only then tables.
                if parts.is_empty() {
                    return Err(invalid());
                }
                let name = until(&mut rest, &[']']).ok_or_else(invalid)?;
                rest.next().ok_or_else(invalid)?;
                parts.push(Part::Item(name));
                continue;
            }
            // A dot stands before every key but the first.
            let first = match (parts.is_empty(), c) {
                (true, '.') => return Err(invalid()),
                (true, c) => Some(c),
                (false, '.') => rest.next(),
                (false, _) => return Err(invalid()),
            };
            let mut key = match first.ok_or_else(invalid)? {
                '\\' => rest.next().ok_or_else(invalid)?.to_string(),
                '.' | '[' => return Err(invalid()),
                c => c.to_string(),
            };
            key.push_str(&until(&mut rest, &['.', '[']).ok_or_else(invalid)?);
            parts.push(Part::Key(key));
        }
        Ok(Self(parts))
    }
}

/// Takes what stands before one of these, which is left; none where an escape is cut short.
fn until(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, ends: &[char]) -> Option<String> {
    let mut taken = String::new();
    while let Some(c) = rest.next_if(|c| !ends.contains(c)) {
        taken.push(if c == '\\' { rest.next()? } else { c });
    }
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_path_is_written_as_people_name_a_field() {
        let path = FieldPath::whole()
            .key("answer")
            .item("2")
            .key("evidence")
            .item("E-4T6W0N")
            .key("note");
        assert_eq!(path.to_string(), "answer[2].evidence[E-4T6W0N].note");
        assert_eq!(path.to_string().parse(), Ok(path.clone()));
        assert_eq!(
            path.keys().collect::<Vec<_>>(),
            ["answer", "evidence", "note"]
        );
        assert_eq!("".parse(), Ok(FieldPath::whole()));
    }

    #[test]
    fn what_names_no_field_is_refused() {
        for text in [
            ".", "a.", ".a", "[1]", "a[1", "a[1]b", "a..b", "a\\", "a[\\",
        ] {
            assert!(text.parse::<FieldPath>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_path_reads_back_as_it_was_written(parts in prop::collection::vec((".{1,8}", prop::option::of(".{0,8}")), 0..4)) {
            let mut path = FieldPath::whole();
            for (key, item) in parts {
                path = path.key(&key);
                if let Some(item) = item {
                    path = path.item(&item);
                }
            }
            prop_assert_eq!(path.to_string().parse::<FieldPath>().unwrap(), path);
        }
    }
}
