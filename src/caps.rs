//! What the terminal can do, told from the environment alone: asking the terminal itself costs a round trip over SSH,
//! and the answer would come in among the keys.

/// How many colours may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colours {
    /// None: the person set `NO_COLOR` (no-color.org), or the terminal has none. Bold and reverse stay.
    None,
    /// The sixteen of the terminal's own palette.
    Sixteen,
    /// The fixed palette of 256.
    Indexed,
    /// Any.
    True,
}

/// A program between us and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Multiplexer {
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

/// What the terminal can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about the terminal, none a state"
)]
pub struct Caps {
    /// How many colours may be used.
    pub colours: Colours,
    /// Whether the locale writes UTF-8; if not, glyphs are ASCII.
    pub utf8: bool,
    /// Which multiplexer is in between.
    pub multiplexer: Option<Multiplexer>,
    /// Whether this is the far end of an SSH connection.
    pub ssh: bool,
    /// Whether the window has a title to set.
    pub title: bool,
    dumb: bool,
}

impl Caps {
    /// Reads the process's environment.
    pub fn detect() -> Self {
        Self::from_env(|name| std::env::var(name).ok())
    }

    /// Reads an environment given as a look-up; a variable that is empty counts as not set.
    pub fn from_env(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let get = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let term = get("TERM").unwrap_or_default();
        let dumb = matches!(term.as_str(), "" | "dumb" | "unknown");
        let multiplexer = if get("TMUX").is_some() || term.starts_with("tmux") {
            Some(Multiplexer::Tmux)
        } else if get("STY").is_some() || term.starts_with("screen") {
            Some(Multiplexer::Screen)
        } else {
            None
        };
        Self {
            colours: if dumb || get("NO_COLOR").is_some() {
                Colours::None
            } else {
                colours(&term, get("COLORTERM").as_deref())
            },
            utf8: ["LC_ALL", "LC_CTYPE", "LANG"]
                .into_iter()
                .find_map(get)
                .is_some_and(|locale| writes_utf8(&locale)),
            multiplexer,
            ssh: get("SSH_CONNECTION").is_some() || get("SSH_TTY").is_some(),
            title: !dumb && !term.starts_with("linux") && !term.starts_with("vt"),
            dumb,
        }
    }

    /// Whether the terminal cannot show a full screen at all, so that the caller points to the commands instead.
    pub fn is_dumb(&self) -> bool {
        self.dumb
    }
}

fn colours(term: &str, colorterm: Option<&str>) -> Colours {
    if matches!(colorterm, Some("truecolor" | "24bit")) || term.ends_with("-direct") {
        Colours::True
    } else if term.contains("256") || is_modern(term) {
        Colours::Indexed
    } else if term.ends_with("-mono") || term.ends_with("-m") || term.starts_with("vt1") {
        Colours::None
    } else {
        Colours::Sixteen
    }
}

/// Terminals whose names do not say that they have 256 colours.
fn is_modern(term: &str) -> bool {
    [
        "alacritty",
        "foot",
        "ghostty",
        "wezterm",
        "xterm-ghostty",
        "xterm-kitty",
    ]
    .iter()
    .any(|name| term.starts_with(name))
}

fn writes_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caps(environment: &[(&str, &str)]) -> Caps {
        Caps::from_env(|name| {
            environment
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn colours_follow_term_and_colorterm() {
        for (environment, colours) in [
            (&[("TERM", "xterm")][..], Colours::Sixteen),
            (&[("TERM", "linux")], Colours::Sixteen),
            (&[("TERM", "vt100")], Colours::None),
            (&[("TERM", "xterm-256color")], Colours::Indexed),
            (&[("TERM", "xterm-kitty")], Colours::Indexed),
            (&[("TERM", "xterm-direct")], Colours::True),
            (
                &[("TERM", "tmux-256color"), ("COLORTERM", "truecolor")],
                Colours::True,
            ),
        ] {
            assert_eq!(caps(environment).colours, colours, "{environment:?}");
        }
    }

    #[test]
    fn no_color_takes_the_colours_away_and_nothing_else() {
        let wanted = caps(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]);
        assert_eq!(wanted.colours, Colours::None);
        assert!(!wanted.is_dumb());
        let empty = caps(&[("TERM", "xterm-256color"), ("NO_COLOR", "")]);
        assert_eq!(empty.colours, Colours::Indexed);
    }

    #[test]
    fn a_terminal_without_a_name_is_dumb() {
        assert!(caps(&[]).is_dumb());
        assert!(caps(&[("TERM", "dumb"), ("COLORTERM", "truecolor")]).is_dumb());
        assert!(!caps(&[("TERM", "xterm")]).is_dumb());
    }

    #[test]
    fn the_first_locale_variable_that_is_set_decides() {
        assert!(caps(&[("LANG", "de_DE.UTF-8")]).utf8);
        assert!(!caps(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")]).utf8);
        assert!(caps(&[("LANG", "C"), ("LC_CTYPE", "C.utf8"), ("LC_ALL", "")]).utf8);
        assert!(!caps(&[]).utf8);
    }

    #[test]
    fn multiplexers_and_ssh_are_noticed() {
        let far = caps(&[
            ("TERM", "screen-256color"),
            ("TMUX", "/tmp/x,1,0"),
            ("SSH_TTY", "/dev/pts/1"),
        ]);
        assert_eq!(far.multiplexer, Some(Multiplexer::Tmux));
        assert!(far.ssh);
        let screen = caps(&[("TERM", "screen"), ("STY", "1.pts-0")]);
        assert_eq!(screen.multiplexer, Some(Multiplexer::Screen));
        assert_eq!(caps(&[("TERM", "xterm")]).multiplexer, None);
    }
}
