//! The user's own settings: theme, keys, glyphs, mouse; in `config.toml`, `keys.toml` and `themes/` of the folder
//! `tickmark` in the user's configuration folder (`$XDG_CONFIG_HOME`, else `~/.config`).
//!
//! ```toml
//! theme = "dark"      # terminal-16 (default), dark, high-contrast, mono, or one of your own in themes/
//! ascii = true        # marks and lines in ASCII; by default where the locale is not UTF-8
//! mouse = true        # let the program take the wheel; off by default, so that the terminal selects and scrolls
//! ```

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::Deserialize;

use crate::error::{Error, Result};

/// A settings file that is larger is none.
const LIMIT: u64 = 1 << 20;

/// The user's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The name of the theme; the default one for the terminal when left out.
    pub theme: Option<String>,
    /// Whether marks and lines are ASCII; by the locale when left out.
    pub ascii: Option<bool>,
    /// Whether the program takes the mouse.
    #[serde(default)]
    pub mouse: bool,
    #[serde(skip)]
    folder: Option<PathBuf>,
}

impl Config {
    /// Returns the folder of the user's settings; none for a user without a home.
    pub fn place() -> Option<PathBuf> {
        let base = etcetera::choose_base_strategy().ok()?;
        Some(base.config_dir().join("tickmark"))
    }

    /// Reads the user's settings; without any, the defaults.
    pub fn load() -> Result<Self> {
        Self::place().map_or_else(|| Ok(Self::default()), |folder| Self::load_from(&folder))
    }

    /// Reads the settings in a folder.
    pub fn load_from(folder: &Path) -> Result<Self> {
        let path = folder.join("config.toml");
        let mut config: Self = match read(&path)? {
            Some(text) => toml::from_str(&text).map_err(|cause| {
                Error::usage(format!("Could not read the settings in {}", path.display()))
                    .details(cause.to_string().lines().map(str::to_owned))
                    .hint("the settings are: theme, ascii, mouse")
            })?,
            None => Self::default(),
        };
        config.folder = Some(folder.to_owned());
        Ok(config)
    }

    /// Reads the user's keys, if there are any, with the path of their file.
    pub fn keys(&self) -> Result<Option<(PathBuf, String)>> {
        let Some(folder) = &self.folder else {
            return Ok(None);
        };
        let path = folder.join("keys.toml");
        Ok(read(&path)?.map(|text| (path, text)))
    }

    /// Reads the user's own themes, each with its name.
    pub fn themes(&self) -> Result<Vec<(String, String)>> {
        let mut themes = Vec::new();
        let Some(folder) = &self.folder else {
            return Ok(themes);
        };
        let Ok(entries) = std::fs::read_dir(folder.join("themes")) else {
            return Ok(themes);
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .map(str::to_owned);
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
                && let Some((name, text)) = name.zip(read(&path)?)
            {
                themes.push((name, text));
            }
        }
        themes.sort();
        Ok(themes)
    }
}

fn read(path: &Path) -> Result<Option<String>> {
    let failed =
        |cause: std::io::Error| Error::usage(format!("Could not read {}: {cause}", path.display()));
    match std::fs::metadata(path) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(failed(cause)),
        Ok(about) if about.len() > LIMIT => {
            return Err(Error::usage(format!(
                "Could not read {}: it is larger than 1 MiB",
                path.display()
            )));
        }
        Ok(_) => {}
    }
    std::fs::read_to_string(path).map(Some).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_file_the_defaults_hold() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::load_from(folder.path()).unwrap();
        assert_eq!(config.theme, None);
        assert!(!config.mouse);
        assert_eq!(config.keys().unwrap(), None);
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("config.toml"),
            "mouse = true\ncolour = 3\n",
        )
        .unwrap();
        let error = Config::load_from(folder.path()).unwrap_err();
        assert!(error.details.join("\n").contains("line 2"), "{error:?}");
        assert!(error.details.join("\n").contains("colour"), "{error:?}");
    }
}
