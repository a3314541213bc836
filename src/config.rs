//! The user's own settings: theme, keys, glyphs, mouse; in `config.toml`, `keys.toml` and `themes/` of the folder
//! `tickmark` in the user's configuration folder (`$XDG_CONFIG_HOME`, else `~/.config`).
//!
//! ```toml
//! theme = "dark"      # terminal-16 (default), dark, high-contrast, mono, or one of your own in themes/
//! ascii = true        # marks and lines in ASCII; by default where the locale is not UTF-8
//! mouse = true        # let the program take the wheel; off by default, so that the terminal selects and scrolls
//! ```
//!
//! Nothing that is wrong in them keeps anybody from their work: the default holds there, and every mistake is told with its
//! place.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use toml::de::DeTable;
use toml_edit::{Document, Item};

use crate::{
    domain::similar,
    error::{Error, Result},
    safe::escape_line,
};

/// A settings file that is larger is none.
const LIMIT: u64 = 1 << 20;

/// The settings of `config.toml`.
const SETTINGS: [&str; 3] = ["theme", "ascii", "mouse"];

/// What to do where settings are broken.
pub const GOES_ON: &str =
    "mend the file and start the program again; until then the defaults hold there";

/// The user's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The name of the theme; the default one for the terminal when left out.
    pub theme: Option<String>,
    /// Whether marks and lines are ASCII; by the locale when left out.
    pub ascii: Option<bool>,
    /// Whether the program takes the mouse.
    pub mouse: bool,
    folder: Option<PathBuf>,
}

/// A theme of the user's own: its name, its file and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTheme {
    /// Its name, which is that of its file.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// What stands in it.
    pub text: String,
}

impl Config {
    /// Returns the folder of the user's settings; none for a user without a home.
    pub fn place() -> Option<PathBuf> {
        let base = etcetera::choose_base_strategy().ok()?;
        Some(base.config_dir().join("tickmark"))
    }

    /// Returns the folder for what is kept of the user's work where it cannot be kept beside it (`$XDG_STATE_HOME`, else
    /// `~/.local/state`); none for a user without a home.
    pub fn state() -> Option<PathBuf> {
        let base = etcetera::choose_base_strategy().ok()?;
        let state = base.state_dir().unwrap_or_else(|| base.data_dir());
        Some(state.join("tickmark"))
    }

    /// Reads the user's settings; the default of each that is left out or broken, and an error for the file that is.
    pub fn load() -> (Self, Option<Error>) {
        Self::place().map_or_else(Default::default, |folder| Self::load_from(&folder))
    }

    /// Reads the settings in a folder.
    pub fn load_from(folder: &Path) -> (Self, Option<Error>) {
        let path = folder.join("config.toml");
        let of_folder = Self {
            folder: Some(folder.to_owned()),
            ..Self::default()
        };
        let text = match read(&path) {
            Ok(Some(text)) => text,
            Ok(None) => return (of_folder, None),
            Err(error) => return (of_folder, Some(error)),
        };
        let (config, mistakes) = Self::understand(of_folder, &text);
        if mistakes.is_empty() {
            return (config, None);
        }
        let error = broken("the settings", &path, mistakes)
            .hint(format!("the settings are: {}", SETTINGS.join(", ")));
        (config, Some(error))
    }

    /// Reads the text of `config.toml`: what is right in it, and every mistake with its place.
    pub fn parse(text: &str) -> (Self, Vec<String>) {
        Self::understand(Self::default(), text)
    }

    fn understand(mut config: Self, text: &str) -> (Self, Vec<String>) {
        let mistakes = config.take(text);
        (config, mistakes)
    }

    /// Takes what a text sets, and returns every mistake in it with its place.
    fn take(&mut self, text: &str) -> Vec<String> {
        let document = match Document::parse(text.to_owned()) {
            Ok(document) => document,
            Err(error) => return syntax(text, &error),
        };
        let mut mistakes = Vec::new();
        let table = document.as_table();
        for (name, item) in table {
            let span = match name {
                "theme" => self.take_theme(item),
                "ascii" => take_switch(item).map(|switch| self.ascii = Some(switch)),
                "mouse" => take_switch(item).map(|switch| self.mouse = switch),
                unknown => Err(format!(
                    "there is no setting \"{unknown}\"{}",
                    meant(unknown)
                )),
            }
            .map_err(|message| {
                let of_key = table.key(name).and_then(toml_edit::Key::span);
                let of_value = item.span().filter(|_| SETTINGS.contains(&name));
                (of_value.or(of_key), message)
            });
            if let Err((span, message)) = span {
                mistakes.push(placed(text, span, &message));
            }
        }
        mistakes
    }

    fn take_theme(&mut self, item: &Item) -> Result<(), String> {
        let name = item
            .as_str()
            .ok_or("a theme is named by a text, such as theme = \"dark\"")?;
        self.theme = Some(name.to_owned());
        Ok(())
    }

    /// Reads the user's keys, if there are any, with the path of their file.
    pub fn keys(&self) -> Result<Option<(PathBuf, String)>> {
        let Some(folder) = &self.folder else {
            return Ok(None);
        };
        let path = folder.join("keys.toml");
        Ok(read(&path)?.map(|text| (path, text)))
    }

    /// Reads the user's own themes, by name, and an error for each file that cannot be read.
    pub fn themes(&self) -> (Vec<OwnTheme>, Vec<Error>) {
        let mut themes = Vec::new();
        let mut errors = Vec::new();
        let listed = self.folder.iter().flat_map(|folder| {
            let entries = std::fs::read_dir(folder.join("themes"));
            entries.into_iter().flatten().flatten()
        });
        for path in listed.map(|entry| entry.path()) {
            let is_theme = path
                .extension()
                .is_some_and(|extension| extension == "toml");
            let name = path.file_stem().and_then(|stem| stem.to_str());
            let Some(name) = name.filter(|_| is_theme).map(str::to_owned) else {
                continue;
            };
            match read(&path) {
                Ok(Some(text)) => themes.push(OwnTheme { name, path, text }),
                Ok(None) => {}
                Err(error) => errors.push(error),
            }
        }
        themes.sort_by(|a, b| a.name.cmp(&b.name));
        errors.sort_by(|a, b| a.message.cmp(&b.message));
        (themes, errors)
    }
}

fn take_switch(item: &Item) -> Result<bool, String> {
    item.as_bool()
        .ok_or_else(|| "it is true or false".to_owned())
}

/// Returns `; did you mean "..."?` where a setting is near to the name given.
fn meant(given: &str) -> String {
    similar::nearest(given, SETTINGS)
        .map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"))
}

/// Makes the error of a settings file that has mistakes, each with its place as `line:column: what`.
pub fn broken(what: &str, path: &Path, mistakes: Vec<String>) -> Error {
    let path = escape_line(&path.display().to_string()).into_owned();
    let lines = mistakes
        .into_iter()
        .map(|mistake| format!("{path}:{}", escape_line(&mistake)));
    Error::usage(format!("Could not read {what} in {path}"))
        .details(lines)
        .hint(GOES_ON)
}

/// Lists everything that keeps a text from being TOML, each with its place; `first` is what a reader of it told.
fn syntax(text: &str, first: &toml_edit::TomlError) -> Vec<String> {
    let (_, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return vec![placed(text, first.span(), first.message())];
    }
    let mut told: Vec<(usize, String)> = errors
        .iter()
        .map(|error| {
            let (line, _) = place(text, error.span().map_or(0, |span| span.start));
            (line, placed(text, error.span(), error.message()))
        })
        .collect();
    // What is broken in a line is broken once.
    told.dedup_by_key(|(line, _)| *line);
    told.into_iter().map(|(_, told)| told).collect()
}

fn placed(text: &str, span: Option<Range<usize>>, message: &str) -> String {
    let (line, column) = place(text, span.map_or(0, |span| span.start));
    format!("{line}:{column}: {message}")
}

/// Returns line and column of a byte of a text, both counted from 1; columns are characters.
pub fn place(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count();
    (before.matches('\n').count() + 1, column + 1)
}

fn read(path: &Path) -> Result<Option<String>> {
    let shown = || escape_line(&path.display().to_string()).into_owned();
    let failed = |cause: std::io::Error| {
        Error::usage(format!("Could not read {}: {cause}", shown())).hint(GOES_ON)
    };
    match std::fs::metadata(path) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(failed(cause)),
        Ok(about) if !about.is_file() => {
            let text = format!("Could not read {}: it is not a file", shown());
            return Err(Error::usage(text).hint(GOES_ON));
        }
        Ok(about) if about.len() > LIMIT => {
            let text = format!("Could not read {}: it is larger than 1 MiB", shown());
            return Err(Error::usage(text).hint(GOES_ON));
        }
        Ok(_) => {}
    }
    std::fs::read_to_string(path).map(Some).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(text: &str) -> (Config, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        let (config, error) = Config::load_from(folder.path());
        let place = folder.path().join("config.toml").display().to_string();
        let told = error.map_or_else(Vec::new, |error| error.details);
        let told = told.iter().map(|line| line.replace(&place, ""));
        (config, told.collect())
    }

    #[test]
    fn without_a_file_the_defaults_hold() {
        let folder = tempfile::tempdir().unwrap();
        let (config, error) = Config::load_from(folder.path());
        assert_eq!((config.theme.as_deref(), error), (None, None));
        assert!(!config.mouse);
        assert_eq!(config.keys().unwrap(), None);
        assert_eq!(config.themes(), (Vec::new(), Vec::new()));
    }

    #[test]
    fn every_mistake_is_told_with_its_place_and_what_is_right_holds() {
        let (config, told) =
            loaded("mouse = true\ncolour = 3\nthem = \"dark\"\nascii = \"yes\"\ntheme = 1\n");
        assert!(config.mouse);
        assert_eq!((config.theme, config.ascii), (None, None));
        assert_eq!(
            told,
            [
                ":2:1: there is no setting \"colour\"",
                ":3:1: there is no setting \"them\"; did you mean \"theme\"?",
                ":4:9: it is true or false",
                ":5:9: a theme is named by a text, such as theme = \"dark\"",
            ]
        );
    }

    #[test]
    fn what_is_no_toml_is_told_line_by_line() {
        let (config, told) = loaded("mouse = = true\nascii = true\ntheme = dark\n");
        assert_eq!(config.ascii, None);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with(":1:"), "{told:?}");
        assert!(told[1].starts_with(":3:"), "{told:?}");
    }

    #[test]
    fn what_cannot_be_read_is_told_and_hinders_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("themes/folder.toml")).unwrap();
        std::fs::write(folder.path().join("themes/mine.toml"), "").unwrap();
        std::fs::write(folder.path().join("config.toml"), b"theme = \"\xff\"").unwrap();
        std::fs::write(folder.path().join("keys.toml"), "#".repeat(2 * 1024 * 1024)).unwrap();
        let (config, error) = Config::load_from(folder.path());
        assert!(error.unwrap().message.contains("config.toml"));
        assert!(config.keys().unwrap_err().message.contains("1 MiB"));
        let (themes, errors) = config.themes();
        assert_eq!(themes.len(), 1);
        assert!(errors[0].message.contains("it is not a file"), "{errors:?}");
    }

    #[test]
    fn a_place_within_a_character_is_that_of_the_character() {
        assert_eq!(place("a = 1\nö = 2", 7), (2, 1));
        assert_eq!(place("", 9), (1, 1));
    }
}
