use super::*;
use ratatui::style::Modifier;

fn theme(name: &str, colours: Colours) -> Theme {
    let (_, source) = SHIPPED
        .iter()
        .find(|(shipped, _)| *shipped == name)
        .unwrap();
    Theme::parse(name, source, colours).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:?}"))
}

fn mistakes(source: &str) -> Vec<String> {
    Theme::parse("mine", source, Colours::True)
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Roles that are lines or surfaces: nobody reads them.
const NOT_READ: [Role; 3] = [Role::Background, Role::Border, Role::BorderFocus];

#[test]
fn every_shipped_theme_is_whole() {
    for (name, source) in SHIPPED {
        let styles = parse::styles(name, source, &|_| None).unwrap();
        for role in Role::ALL {
            let named = role
                .fallbacks()
                .any(|known| known != "ui" && source.contains(&format!("\"{known}\"")));
            assert!(
                named || source.contains("inherits"),
                "{name} says nothing of {}",
                role.name()
            );
            assert!(styles.contains_key(&role));
        }
    }
}

#[test]
fn every_mark_differs_from_plain_text() {
    for (name, _) in SHIPPED {
        let theme = theme(name, Colours::True);
        for role in [
            Role::FindingMajor,
            Role::CitationAlarm,
            Role::StateOverdue,
            Role::Selection,
            Role::Key,
            Role::Match,
        ] {
            assert_ne!(
                theme.style(role),
                theme.style(Role::Text),
                "{name}: {}",
                role.name()
            );
        }
    }
}

#[test]
fn text_is_readable_in_every_colour_depth() {
    for name in ["dark", "high-contrast"] {
        for (colours, least) in [
            (Colours::True, 4.5),
            (Colours::TwoFiftySix, 4.5),
            (Colours::Sixteen, 3.0),
        ] {
            let theme = theme(name, colours);
            for surface in [
                Role::Background,
                Role::Overlay,
                Role::Bar,
                Role::Field,
                Role::FieldFocus,
            ] {
                let below = theme.style(Role::Background).patch(theme.style(surface));
                for role in Role::ALL
                    .into_iter()
                    .filter(|role| !NOT_READ.contains(role))
                {
                    let style = below.patch(theme.style(role));
                    let ratio = contrast(style.fg.unwrap(), style.bg.unwrap()).unwrap();
                    assert!(
                        ratio >= least,
                        "{name} in {colours:?}: {} has {ratio:.2}",
                        role.name()
                    );
                }
            }
        }
    }
}

#[test]
fn the_high_contrast_theme_keeps_to_seven_to_one() {
    let theme = theme("high-contrast", Colours::True);
    for role in Role::ALL
        .into_iter()
        .filter(|role| !NOT_READ.contains(role))
    {
        let style = theme.style(Role::Background).patch(theme.style(role));
        assert!(
            contrast(style.fg.unwrap(), style.bg.unwrap()).unwrap() >= 7.0,
            "{}",
            role.name()
        );
    }
}

#[test]
fn the_default_theme_uses_only_the_terminals_own_colours() {
    let theme = Theme::default_for(Colours::True);
    assert_eq!(theme.name(), DEFAULT);
    for role in Role::ALL {
        let style = theme.style(role);
        for colour in [style.fg, style.bg].into_iter().flatten() {
            assert!(
                !matches!(colour, Color::Rgb(..) | Color::Indexed(_)),
                "{}",
                role.name()
            );
        }
    }
}

#[test]
fn without_colours_no_theme_has_any() {
    for name in ["terminal-16", "dark", "high-contrast", "mono"] {
        let theme = Theme::shipped(name, Colours::None).unwrap();
        for role in Role::ALL {
            assert_eq!((theme.style(role).fg, theme.style(role).bg), (None, None));
        }
        assert!(theme.style(Role::FindingMajor).has_modifier(Modifier::BOLD));
    }
}

#[test]
fn a_lower_colour_depth_uses_only_its_colours() {
    for role in Role::ALL {
        let fg = theme("dark", Colours::TwoFiftySix).style(role).fg;
        assert!(matches!(fg, None | Some(Color::Indexed(_))), "{fg:?}");
        let fg = theme("dark", Colours::Sixteen).style(role).fg;
        assert!(
            !matches!(fg, Some(Color::Indexed(_) | Color::Rgb(..))),
            "{fg:?}"
        );
    }
}

#[test]
fn a_role_falls_back_to_the_start_of_its_name_and_then_to_text() {
    let theme = Theme::parse(
        "mine",
        "\"ui.text\" = \"gray\"\n\"verdict\" = \"blue\"",
        Colours::True,
    )
    .unwrap();
    assert_eq!(theme.style(Role::VerdictConforming).fg, Some(Color::Blue));
    assert_eq!(theme.style(Role::FindingMajor).fg, Some(Color::Gray));
}

#[test]
fn a_theme_overrides_what_it_inherits() {
    let source = "inherits = \"dark\"\n\"ui.key\" = { fg = \"sky\", bold = true }\n[palette]\nsky = \"#87ceeb\"";
    let mine = Theme::parse("mine", source, Colours::True).unwrap();
    assert_eq!(mine.style(Role::Key).fg, Some(Color::Rgb(0x87, 0xce, 0xeb)));
    assert_eq!(
        mine.style(Role::Title),
        theme("dark", Colours::True).style(Role::Title)
    );
}

#[test]
fn all_mistakes_of_a_theme_are_told_with_their_place() {
    let told = mistakes(
        "\"ui.txet\" = \"blue\"\n\"ui.key\" = { fg = \"bleu\", blod = true, dim = 1 }\nui.dim = \"gray\"\n",
    );
    assert_eq!(
        told,
        [
            "1:1: no role is named \"ui.txet\"; did you mean \"ui.text\"?".to_owned(),
            format!(
                "2:19: no colour is named \"bleu\"; did you mean \"blue\"?; a colour is {}",
                colour_help()
            ),
            "2:27: a style has no \"blod\"; did you mean \"bold\"?".to_owned(),
            "2:46: \"dim\" is true or false".to_owned(),
            "3:4: the name of a role is quoted: \"ui.dim\" = ...".to_owned(),
        ]
    );
}

fn colour_help() -> &'static str {
    "\"#rrggbb\", a name such as \"light-blue\" or of the palette, \"default\", or 0 to 255"
}

#[test]
fn an_unknown_parent_is_named() {
    assert_eq!(
        mistakes("inherits = \"drak\""),
        ["1:12: no theme is named \"drak\"; did you mean \"dark\"?"]
    );
}

#[test]
fn a_circle_of_themes_is_found() {
    let told = Theme::parse_with("a", "inherits = \"b\"", Colours::True, |name| {
        (name == "b").then(|| "inherits = \"a\"".to_owned())
    })
    .unwrap_err();
    assert!(told[0].message.contains("circle"), "{told:?}");
}

#[test]
fn broken_toml_is_located() {
    assert!(mistakes("a = 1\n\"ui.key\" = {")[0].starts_with("2:"));
}
