//! `tickmark --generate`: man page and completions from the same table as the parser, keys and theme as files to edit.

use clap::{Command, CommandFactory, ValueEnum};

use crate::error::{Error, Result};

use super::{Cli, Doing, output::Reply};

/// The theme that is used where none is chosen.
const THEME: &str = include_str!("../../themes/terminal-16.toml");

/// The hook that refuses a push while evidence has drifted.
const PRE_PUSH: &str = include_str!("pre-push.sh");

/// What can be generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Generate {
    /// The man page, with every command.
    Man,
    /// Completions for bash.
    Bash,
    /// Completions for zsh.
    Zsh,
    /// Completions for fish.
    Fish,
    /// The default keys, as TOML to edit.
    Keys,
    /// The default theme, as TOML to edit.
    Theme,
    /// A git hook that refuses a push while cited evidence has drifted.
    PrePush,
}

pub(super) fn run(what: Generate) -> Result<Doing> {
    use clap_complete::Shell;
    let text = match what {
        Generate::Man => man()?,
        Generate::Bash => completions(Shell::Bash),
        Generate::Zsh => completions(Shell::Zsh),
        Generate::Fish => completions(Shell::Fish),
        Generate::Keys => return Ok(Doing::PrintKeys),
        Generate::Theme => THEME.to_owned(),
        Generate::PrePush => PRE_PUSH.to_owned(),
    };
    Ok(Doing::Say(Reply::text(text)))
}

fn completions(shell: clap_complete::Shell) -> String {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "tickmark", &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Writes one page: the program, then a section for every command.
fn man() -> Result<String> {
    let mut root = Cli::command();
    root.build();
    let mut out = Vec::new();
    let page = clap_mangen::Man::new(root.clone());
    let written = page
        .render(&mut out)
        .and_then(|()| sections(&root, &mut out));
    written
        .map_err(|cause| Error::unavailable(format!("Could not write the man page: {cause}")))?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn sections(command: &Command, out: &mut Vec<u8>) -> std::io::Result<()> {
    for below in command.get_subcommands() {
        if !below.has_subcommands() {
            let name = below
                .get_bin_name()
                .unwrap_or(below.get_name())
                .to_uppercase();
            let mut section = Vec::new();
            let page = clap_mangen::Man::new(below.clone());
            page.render_synopsis_section(&mut section)?;
            page.render_description_section(&mut section)?;
            page.render_options_section(&mut section)?;
            let text = String::from_utf8_lossy(&section).replace(".SH ", ".SS ");
            out.extend(format!(".SH \"{name}\"\n{text}").into_bytes());
        }
        sections(below, out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_commands_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_option_says_what_it_does() {
        fn check(command: &Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} {}",
                    command.get_name(),
                    argument.get_id()
                );
            }
            command.get_subcommands().for_each(check);
        }
        let mut root = Cli::command();
        root.build();
        check(&root);
    }

    #[test]
    fn the_man_page_has_a_section_for_every_command() {
        let page = man().unwrap();
        for name in [
            "TICKMARK ANSWER",
            "TICKMARK FINDING MOVE",
            "TICKMARK EVIDENCE CHECK",
        ] {
            assert!(page.contains(name), "{name}");
        }
    }

    #[test]
    fn completions_know_the_verdicts() {
        for shell in [
            clap_complete::Shell::Bash,
            clap_complete::Shell::Zsh,
            clap_complete::Shell::Fish,
        ] {
            assert!(completions(shell).contains("nonconforming"), "{shell}");
        }
    }
}
