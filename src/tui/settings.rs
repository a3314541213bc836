//! How the program looks and is operated: the user's settings as far as they can be understood, and the default for the rest.
//!
//! Nothing that is wrong in them keeps the program from starting. It is told: by the program in a notice, by commands on
//! stderr, by the doctor.

use crate::{
    caps::{self, Caps},
    config::{self, Config, OwnTheme},
    error::Error,
};

use super::{
    glyphs::Glyphs,
    keymap::Keymap,
    located::Located,
    model::Settings,
    overlays::notice::Notice,
    theme::{Colours, Role, Shelf, Theme},
    widgets,
};

/// Puts together how the program looks and is operated, with an error for each file that is broken.
pub fn read((config, broken): (Config, Option<Error>), caps: &Caps) -> (Settings, Vec<Error>) {
    let mut errors: Vec<Error> = broken.into_iter().collect();
    let colours = match caps.colours {
        caps::Colours::None => Colours::None,
        caps::Colours::Sixteen => Colours::Sixteen,
        caps::Colours::Indexed => Colours::TwoFiftySix,
        caps::Colours::True => Colours::True,
    };
    let (own, unread) = config.themes();
    errors.extend(unread);
    let texts = own
        .iter()
        .map(|theme| (theme.name.clone(), theme.text.clone()));
    let themes = Shelf::new(colours, texts.collect());
    let chosen = config.theme.as_deref();
    let theme = match chosen.map(|name| theme_of(name, &own, &themes, colours)) {
        None => Theme::default_for(colours),
        Some(Ok(theme)) => theme,
        Some(Err(error)) => {
            errors.push(error);
            Theme::default_for(colours)
        }
    };
    let keymap = keys_of(&config).unwrap_or_else(|error| {
        errors.push(error);
        Keymap::default()
    });
    let glyphs = if config.ascii.unwrap_or(!caps.utf8) {
        Glyphs::ascii()
    } else {
        Glyphs::unicode()
    };
    let settings = Settings {
        theme,
        themes,
        glyphs,
        keymap,
        mouse: config.mouse,
    };
    (settings, errors)
}

/// Lists what is wrong with the user's settings, an error a file: those of the program, the keys, and every theme of their own.
pub fn faults() -> Vec<Error> {
    faults_of(Config::load())
}

fn faults_of((config, broken): (Config, Option<Error>)) -> Vec<Error> {
    let mut errors: Vec<Error> = broken.into_iter().collect();
    let (own, unread) = config.themes();
    errors.extend(unread);
    let colours = Colours::True;
    let of_own = own
        .iter()
        .filter_map(|theme| own_theme(theme, colours).err());
    errors.extend(of_own);
    let is_own = |name: &str| own.iter().any(|theme| theme.name == name);
    if let Some(name) = config.theme.as_deref().filter(|name| !is_own(name)) {
        let texts = own
            .iter()
            .map(|theme| (theme.name.clone(), theme.text.clone()));
        let themes = Shelf::new(colours, texts.collect());
        errors.extend(theme_of(name, &own, &themes, colours).err());
    }
    errors.extend(keys_of(&config).err());
    errors
}

fn theme_of(
    name: &str,
    own: &[OwnTheme],
    themes: &Shelf,
    colours: Colours,
) -> Result<Theme, Error> {
    match own.iter().find(|theme| theme.name == name) {
        Some(theme) => own_theme(theme, colours),
        None => themes
            .take(name)
            .map_err(|error| error.hint(config::GOES_ON)),
    }
}

fn own_theme(theme: &OwnTheme, colours: Colours) -> Result<Theme, Error> {
    Theme::parse(&theme.name, &theme.text, colours)
        .map_err(|mistakes| config::broken("the theme", &theme.path, told(&mistakes)))
}

fn keys_of(config: &Config) -> Result<Keymap, Error> {
    let Some((path, text)) = config.keys()? else {
        return Ok(Keymap::default());
    };
    Keymap::parse(&text).map_err(|mistakes| {
        config::broken("the keys", &path, told(&mistakes))
            .hint("the default keys, to start from: tickmark --generate keys")
    })
}

fn told(mistakes: &[Located]) -> Vec<String> {
    mistakes.iter().map(ToString::to_string).collect()
}

/// Makes the notice of settings that are broken; none where all of them are well.
pub fn notice(errors: &[Error]) -> Option<Notice> {
    if errors.is_empty() {
        return None;
    }
    let mut hints: Vec<String> = Vec::new();
    for hint in errors.iter().flat_map(|error| &error.hints) {
        if !hints.contains(hint) {
            hints.push(hint.clone());
        }
    }
    let notice = widgets::notice::Notice {
        details: errors.iter().flat_map(Error::lines).collect(),
        hints,
        ..widgets::notice::Notice::message(
            "Settings",
            Role::Warning,
            "The settings are broken, and the program goes on with the defaults",
        )
    };
    Some(Notice::saying(notice))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caps() -> Caps {
        Caps::from_env(|name| (name == "TERM").then(|| "xterm".to_owned()))
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("themes")).unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn whatever_is_broken_the_default_holds_for_it_and_it_is_told_by_file_and_line() {
        let folder = folder(&[
            ("config.toml", "theme = \"mine\"\nmouse = true\nmous = 1\n"),
            ("keys.toml", "[walk]\nverdict-conformin = [\"c\"]\n"),
            ("themes/mine.toml", "inherits = \"mine\"\n"),
            ("themes/other.toml", "\"ui.txet\" = \"red\"\n"),
        ]);
        let (settings, errors) = read(Config::load_from(folder.path()), &caps());
        assert_eq!(settings.theme, Theme::default_for(Colours::Sixteen));
        assert_eq!(settings.keymap, Keymap::default());
        assert!(settings.mouse);
        let lines: Vec<String> = errors.iter().flat_map(Error::lines).collect();
        let told = lines.join("\n");
        for place in ["config.toml:3:1: ", "keys.toml:2:1: ", "mine.toml:1:12: "] {
            assert!(told.contains(place), "{place}: {told}");
        }
        // One that is not chosen is told by the doctor.
        assert!(!told.contains("other.toml"), "{told}");
        let all = faults_of(Config::load_from(folder.path()));
        let all: Vec<String> = all.iter().flat_map(Error::lines).collect();
        assert!(all.join("\n").contains("other.toml:1:1: "), "{all:?}");
        assert!(notice(&errors).is_some());
    }

    #[test]
    fn a_theme_that_is_not_there_is_told_with_those_that_are() {
        let folder = folder(&[("config.toml", "theme = \"drak\"\n")]);
        let (settings, errors) = read(Config::load_from(folder.path()), &caps());
        assert_eq!(settings.theme, Theme::default_for(Colours::Sixteen));
        assert_eq!(errors.len(), 1);
        assert!(errors[0].message.contains("drak"), "{errors:?}");
        assert!(errors[0].hints[0].contains("dark"), "{errors:?}");
        assert_eq!(faults_of(Config::load_from(folder.path())).len(), 1);
    }

    #[test]
    fn without_settings_nothing_is_told() {
        let folder = folder(&[]);
        let (_, errors) = read(Config::load_from(folder.path()), &caps());
        assert!(errors.is_empty() && notice(&errors).is_none());
        assert!(faults_of(Config::load_from(folder.path())).is_empty());
    }
}
