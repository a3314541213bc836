//! Which files are meant: in these folders, with names like these, of these kinds.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::{
    domain::{evidence::readable, file_type::FileType},
    error::{Error, Result},
    safe::escape_line,
};

/// What makes a text a pattern rather than a folder or a file.
const SIGNS: [char; 5] = ['*', '?', '[', '{', '\\'];

/// A choice of files by their paths alone; the default is all of them.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Folders and files.
    plain: Vec<String>,
    /// How the paths that a pattern can match begin, one a pattern.
    starts: Vec<String>,
    globs: GlobSet,
    types: Vec<FileType>,
}

impl Selection {
    /// Reads places and kinds; a file is meant if it is in one of the places and of one of the kinds. None means any.
    ///
    /// A place is a folder, a file, or a pattern: `*` and `?` stay within a folder, `**` does not, and a pattern without
    /// `/` is that of a name in any folder; one that begins with `/` begins at the top.
    pub fn new(places: &[String], types: &[FileType]) -> Result<Self> {
        let mut selection = Self {
            types: types.to_vec(),
            ..Self::default()
        };
        let mut globs = GlobSetBuilder::new();
        for place in places {
            let bare = place.trim_start_matches("./").trim_end_matches('/');
            if matches!(bare, "" | ".") {
                selection.plain.push(String::new());
            } else if !place.contains(SIGNS) {
                selection.plain.push(bare.to_owned());
            } else {
                let folder = place.ends_with('/');
                let anywhere = if bare.contains('/') { "" } else { "**/" };
                let bare = bare.trim_start_matches('/');
                let pattern = format!("{anywhere}{bare}{}", if folder { "/**" } else { "" });
                let glob = GlobBuilder::new(&pattern)
                    .literal_separator(true)
                    .backslash_escape(true)
                    .build()
                    .map_err(|cause| {
                        Error::usage(format!(
                            "Could not read the pattern \"{}\": {}",
                            escape_line(place),
                            cause.kind()
                        ))
                        .hint("a pattern reads like models/**/*.md")
                    })?;
                globs.add(glob);
                selection.starts.push(start(&pattern).to_owned());
            }
        }
        selection.globs = globs
            .build()
            .map_err(|cause| Error::usage(format!("Could not read the patterns: {cause}")))?;
        Ok(selection)
    }

    /// Tells whether everything is meant.
    pub fn is_all(&self) -> bool {
        self.plain.is_empty() && self.globs.is_empty() && self.types.is_empty()
    }

    /// Lists folders and files that hold all that is meant, so that the rest need not be looked at; none means anywhere.
    pub fn beneath(&self) -> Vec<String> {
        let all = || self.plain.iter().chain(&self.starts);
        if all().any(String::is_empty) {
            return Vec::new();
        }
        all().cloned().collect()
    }

    /// Tells whether a path is meant; one that is quoted as git quotes names is looked at as it reads, too.
    pub fn wants(&self, path: &str) -> bool {
        self.is_for(path) || (path.starts_with('"') && self.is_for(&readable(path)))
    }

    fn is_for(&self, path: &str) -> bool {
        let anywhere = self.plain.is_empty() && self.globs.is_empty();
        let placed = anywhere
            || self.plain.iter().any(|place| is_beneath(path, place))
            || self.globs.is_match(path);
        placed && (self.types.is_empty() || self.types.contains(&FileType::of(path)))
    }
}

/// Returns the folders that a pattern begins with, before the first that is none by itself.
fn start(pattern: &str) -> &str {
    let plain = pattern.find(SIGNS).unwrap_or(pattern.len());
    let before = pattern.get(..plain).unwrap_or_default();
    before.rsplit_once('/').map_or("", |(folders, _)| folders)
}

fn is_beneath(path: &str, place: &str) -> bool {
    place.is_empty()
        || path
            .strip_prefix(place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: [&str; 6] = [
        "README.md",
        "risk/method.md",
        "risk/2026/register.csv",
        "risk-2/method.md",
        "models/a/card.md",
        "models/b.csv",
    ];

    fn selected(places: &[&str], types: &[FileType]) -> Vec<&'static str> {
        let places: Vec<String> = places.iter().map(|&place| place.to_owned()).collect();
        let selection = Selection::new(&places, types).unwrap();
        let beneath = selection.beneath();
        for path in PATHS {
            let within = beneath.is_empty() || beneath.iter().any(|place| is_beneath(path, place));
            assert!(
                within || !selection.wants(path),
                "{path} is not within {beneath:?}"
            );
        }
        PATHS
            .into_iter()
            .filter(|path| selection.wants(path))
            .collect()
    }

    #[test]
    fn a_folder_is_not_its_namesake() {
        let both = ["risk/method.md", "risk/2026/register.csv"];
        assert_eq!(selected(&["risk"], &[]), both);
        assert_eq!(selected(&["./risk/"], &[]), both);
        assert_eq!(selected(&["README.md"], &[]), ["README.md"]);
    }

    #[test]
    fn a_pattern_stays_within_its_folder_unless_it_says_otherwise() {
        assert_eq!(selected(&["models/*.csv"], &[]), ["models/b.csv"]);
        assert_eq!(selected(&["models/**/*.md"], &[]), ["models/a/card.md"]);
        assert_eq!(
            selected(&["r*/"], &[]),
            [
                "risk/method.md",
                "risk/2026/register.csv",
                "risk-2/method.md"
            ]
        );
        assert_eq!(selected(&["/*.md"], &[]), ["README.md"]);
        assert_eq!(
            selected(&["*.csv"], &[]),
            ["risk/2026/register.csv", "models/b.csv"]
        );
    }

    #[test]
    fn place_and_kind_must_both_fit() {
        assert_eq!(
            selected(&["risk"], &[FileType::Csv]),
            ["risk/2026/register.csv"]
        );
        assert_eq!(selected(&[], &[FileType::Code]).len(), 0);
        assert_eq!(selected(&[], &[]).len(), PATHS.len());
        assert_eq!(selected(&["."], &[]).len(), PATHS.len());
    }

    #[test]
    fn a_pattern_that_cannot_be_read_says_so() {
        let error = Selection::new(&["a[".to_owned()], &[]).unwrap_err();
        assert!(error.message.contains("\"a[\""), "{error:?}");
    }
}
