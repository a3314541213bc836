//! Patterns of paths: what a rule of the house, an area or a safeguard is about.
//!
//! A pattern names files or folders from the top of the repository, and whatever it names is meant with everything
//! beneath it: `monitoring` and `monitoring/` are the folder, `*.md` the files at the top that end so. Within a name `*`
//! stands for any characters and `?` for one; a name that is `**` stands for any number of folders, none included. All
//! other characters stand for themselves, letter case included.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::evidence::readable;

/// A pattern of paths; see the [module](self).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PathPattern(String);

impl PathPattern {
    /// Returns the pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether a path is meant: one that the pattern names, or one beneath it.
    ///
    /// A path that is quoted as git quotes names is held against it as it reads, too.
    pub fn fits(&self, path: &str) -> bool {
        self.is_for(path) || (path.starts_with('"') && self.is_for(&readable(path)))
    }

    fn is_for(&self, path: &str) -> bool {
        let pattern: Vec<&str> = self.0.split('/').collect();
        let names: Vec<&str> = path.split('/').collect();
        let is_any = |name: &&str| *name == "**";
        walk(&pattern, &names, is_any, |a, b| is_name(a, b), true)
    }

    /// Tells whether something beneath a folder may be meant.
    pub fn reaches(&self, folder: &str) -> bool {
        let pattern: Vec<&str> = self.0.split('/').collect();
        // How much of the pattern may be used up: no name, or any number of them, are taken by `**`.
        let add = |used: &mut Vec<usize>, from: usize| {
            used.push(from);
            let stars = pattern.iter().skip(from).take_while(|name| **name == "**");
            used.extend((from + 1..).zip(stars).map(|(next, _)| next));
        };
        let mut used = Vec::new();
        add(&mut used, 0);
        for name in folder.split('/') {
            let mut next = Vec::new();
            for place in used {
                match pattern.get(place) {
                    None => return true,
                    Some(&"**") => add(&mut next, place),
                    Some(wanted) if is_name(wanted, name) => add(&mut next, place + 1),
                    Some(_) => {}
                }
            }
            next.sort_unstable();
            next.dedup();
            used = next;
        }
        !used.is_empty()
    }

    /// Makes the pattern that means all there is.
    pub fn everything() -> Self {
        Self("**".to_owned())
    }

    /// Makes the pattern that names just this path, whatever is in it; none where a pattern cannot say so.
    pub fn of_path(path: &str) -> Option<Self> {
        (!path.contains(['*', '?'])).then(|| path.parse().ok())?
    }
}

/// Tells whether a name is that of a pattern.
fn is_name(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    walk(
        &pattern,
        &name,
        |c| *c == '*',
        |a, b| *a == '?' || a == b,
        false,
    )
}

/// Tells whether `items` are what `pattern` says, or with `beneath` begin like that; an item of the pattern that
/// `is_any` stands for any number of them.
///
/// Goes back to the last of these alone, so that no pattern takes more than the product of both lengths.
fn walk<T>(
    pattern: &[T],
    items: &[T],
    is_any: impl Fn(&T) -> bool,
    same: impl Fn(&T, &T) -> bool,
    beneath: bool,
) -> bool {
    let (mut p, mut i) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(p), items.get(i)) {
            (None, None) => return true,
            (None, Some(_)) if beneath => return true,
            (Some(any), _) if is_any(any) => {
                back = Some((p + 1, i));
                p += 1;
                continue;
            }
            (Some(wanted), Some(item)) if same(wanted, item) => {
                p += 1;
                i += 1;
                continue;
            }
            (_, None) => return false,
            (_, Some(_)) => {}
        }
        let Some((after, at)) = back else {
            return false;
        };
        back = Some((after, at + 1));
        (p, i) = (after, at + 1);
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says why a text is no pattern of paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPattern {
    text: String,
    why: &'static str,
}

impl fmt::Display for InvalidPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" {}: write a path from the top of the repository, such as monitoring/**",
            self.text.escape_debug(),
            self.why
        )
    }
}

impl std::error::Error for InvalidPattern {}

impl FromStr for PathPattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, InvalidPattern> {
        let bad = |why| {
            Err(InvalidPattern {
                text: text.to_owned(),
                why,
            })
        };
        let trimmed = text.strip_suffix('/').unwrap_or(text);
        if trimmed.is_empty() {
            return bad("names nothing");
        }
        if trimmed.starts_with('/') {
            return bad("is absolute");
        }
        if trimmed.chars().any(char::is_control) {
            return bad("holds a control character");
        }
        for name in trimmed.split('/') {
            match name {
                "" => return bad("has an empty name in it"),
                "." | ".." => return bad("goes through . or .."),
                _ => {}
            }
        }
        Ok(Self(trimmed.to_owned()))
    }
}

impl TryFrom<String> for PathPattern {
    type Error = InvalidPattern;

    fn try_from(text: String) -> Result<Self, InvalidPattern> {
        text.parse()
    }
}

impl From<PathPattern> for String {
    fn from(pattern: PathPattern) -> Self {
        pattern.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pattern(text: &str) -> PathPattern {
        text.parse().unwrap()
    }

    #[test]
    fn a_quoted_path_is_held_against_a_pattern_as_it_reads() {
        let path = r#""docs/caf\351.md""#;
        for fits in ["docs", "docs/*.md", "docs/caf?.md", path] {
            assert!(pattern(fits).fits(path), "{fits}");
        }
        for other in ["other", "docs/caf.md"] {
            assert!(!pattern(other).fits(path), "{other}");
        }
    }

    #[test]
    fn a_pattern_means_what_it_names_and_everything_beneath() {
        for (text, path, fits) in [
            ("monitoring", "monitoring/log.csv", true),
            ("monitoring/", "monitoring/a/b.csv", true),
            ("monitoring", "monitoring", true),
            ("monitoring", "monitoring-old/log.csv", false),
            ("monitoring/**", "monitoring/log.csv", true),
            ("monitoring/*.csv", "monitoring/log.csv", true),
            ("monitoring/*.csv", "monitoring/old/log.csv", false),
            ("**/*.csv", "log.csv", true),
            ("**/*.csv", "a/b/log.csv", true),
            ("a/**/z", "a/z", true),
            ("a/**/z", "a/b/c/z/deep", true),
            ("a/**/z", "b/a/z", false),
            ("*.md", "docs/a.md", false),
            ("log-?.csv", "log-ä.csv", true),
            ("log-?.csv", "log-.csv", false),
            ("Risk", "risk/a", false),
            ("a[1].md", "a[1].md", true),
            ("a[1].md", "a1.md", false),
        ] {
            assert_eq!(pattern(text).fits(path), fits, "{text} and {path}");
        }
    }

    #[test]
    fn what_leads_elsewhere_is_no_pattern() {
        for text in ["", "/", "/etc", "../x", "a/./b", "a//b", "a\nb", "a/\u{0}"] {
            assert!(text.parse::<PathPattern>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_pattern_of_many_stars_is_no_trap() {
        let many = pattern(&("a*".repeat(40) + "b"));
        assert!(!many.fits(&"a".repeat(4000)));
        let deep = pattern(&("**/a/".repeat(40) + "b"));
        assert!(!deep.fits(&"a/".repeat(2000)[..3999]));
    }

    /// The same by trying everything.
    fn slowly(pattern: &[&str], names: &[&str]) -> bool {
        match pattern.split_first() {
            None => true,
            Some((&"**", rest)) => (0..=names.len()).any(|from| slowly(rest, &names[from..])),
            Some((first, rest)) => names
                .split_first()
                .is_some_and(|(name, more)| letters(first, name) && slowly(rest, more)),
        }
    }

    fn letters(pattern: &str, name: &str) -> bool {
        match pattern.chars().next() {
            None => name.is_empty(),
            Some('*') => {
                let rest = &pattern[1..];
                (0..=name.len()).any(|from| letters(rest, &name[from..]))
            }
            Some(first) => name.chars().next().is_some_and(|c| {
                (first == '?' || first == c) && letters(&pattern[1..], &name[1..])
            }),
        }
    }

    #[test]
    fn a_folder_is_reached_where_something_beneath_it_may_be_meant() {
        for (text, folder, reached) in [
            ("vendor", "vendor/models", true),
            ("vendor/models", "vendor/models", true),
            ("vendor/models/src", "vendor/models", true),
            ("vendor/other", "vendor/models", false),
            ("models", "vendor/models", false),
            ("**/*.md", "vendor/models", true),
            ("vendor/**", "vendor/models", true),
            ("*.md", "vendor/models", false),
            ("v*", "vendor/models", true),
            ("**/src/x", "vendor", true),
        ] {
            assert_eq!(
                pattern(text).reaches(folder),
                reached,
                "{text} and {folder}"
            );
        }
        assert!(PathPattern::everything().fits("a/b"));
    }

    proptest! {
        #[test]
        fn what_is_meant_lies_in_folders_that_are_reached(
            text in "(\\*\\*|[ab*?]{1,4})(/(\\*\\*|[ab*?]{1,4})){0,3}",
            path in "[ab]{1,3}(/[ab]{1,3}){1,4}",
        ) {
            let pattern = pattern(&text);
            if pattern.fits(&path) {
                for (at, _) in path.match_indices('/') {
                    prop_assert!(pattern.reaches(&path[..at]), "{} and {}", text, path);
                }
            }
        }

        #[test]
        fn a_pattern_fits_as_if_everything_were_tried(
            text in "(\\*\\*|[ab*?]{1,4})(/(\\*\\*|[ab*?]{1,4})){0,3}",
            path in "[ab]{1,4}(/[ab]{1,3}){0,4}",
        ) {
            let parts: Vec<&str> = text.split('/').collect();
            let names: Vec<&str> = path.split('/').collect();
            prop_assert_eq!(pattern(&text).fits(&path), slowly(&parts, &names), "{} {}", text, path);
        }

        #[test]
        fn a_path_without_marks_fits_itself_and_what_is_beneath(
            path in "[a-zäß ._-]{1,5}[a-z](/[a-z.]{0,3}[a-z]){0,3}",
            other in "[a-z]{1,3}",
        ) {
            let own = PathPattern::of_path(&path);
            prop_assume!(own.is_some());
            let own = own.unwrap();
            let beneath = format!("{path}/{other}");
            let beside = format!("{path}{other}");
            prop_assert!(own.fits(&path));
            prop_assert!(own.fits(&beneath));
            prop_assert!(!own.fits(&beside));
        }
    }
}
