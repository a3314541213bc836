//! What the README tells people to type is there: commands, options, keys, settings, links.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tickmark::tui::action::{ACTIONS, Action, Context};
use tickmark::tui::keymap::Keymap;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// Returns what `tickmark WORDS --help` says.
fn help(words: &[&str]) -> String {
    let output = Command::cargo_bin("tickmark")
        .unwrap()
        .args(words)
        .arg("--help")
        .output()
        .unwrap();
    assert!(output.status.success(), "tickmark {words:?} --help");
    String::from_utf8(output.stdout).unwrap()
}

/// Lists the subcommands that a help text names.
fn verbs(help: &str) -> BTreeSet<&str> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

/// Lists the lines of the README's shell examples.
fn examples(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(language) => inside = language == "sh",
            None if inside => lines.push(line),
            None => {}
        }
    }
    lines
}

/// Lists what stands between backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Lists the rows of the table under a heading, each as its cells.
fn table<'a>(text: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let rows: Vec<Vec<&str>> = text
        .lines()
        .skip_while(|line| *line != format!("## {heading}"))
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'))
        .map(|row| row.split('|').map(str::trim).collect())
        .skip(2)
        .collect();
    assert!(!rows.is_empty(), "no table under {heading}");
    rows
}

/// Returns the actions that keys do in a place of this title, the innermost first.
fn action_of(keys: &str, context: Context) -> Option<Action> {
    let keymap = Keymap::default();
    let stack = [context, Context::Global];
    ACTIONS.iter().map(|info| info.action).find(|action| {
        keymap
            .keys_of(*action, &stack)
            .iter()
            .any(|bound| bound == keys)
    })
}

#[test]
fn every_key_of_the_readme_does_something_where_it_says() {
    let text = readme();
    for row in table(&text, "Keys") {
        let context = Context::ALL
            .into_iter()
            .find(|context| context.title() == row[0])
            .unwrap_or_else(|| panic!("no place is called {}", row[0]));
        let keys = quoted(row[1]);
        assert!(!keys.is_empty(), "{row:?}");
        for key in keys {
            assert!(
                action_of(key, context).is_some(),
                "{key} does nothing in {}",
                row[0]
            );
        }
    }
}

#[test]
fn the_keys_of_the_walk_do_what_the_readme_says() {
    let does = |key| action_of(key, Context::Walk);
    assert_eq!(does("c"), Some(Action::VerdictConforming));
    assert_eq!(does("x"), Some(Action::VerdictNonconforming));
    assert_eq!(does("-"), Some(Action::VerdictNotApplicable));
    assert_eq!(does("i"), Some(Action::EditNote));
    assert_eq!(does("e"), Some(Action::Cite));
    assert_eq!(does("f"), Some(Action::RaiseFinding));
    assert_eq!(does("g r"), Some(Action::GoReview));
    assert_eq!(does("u"), Some(Action::Undo));
    assert_eq!(action_of("v", Context::Preview), Some(Action::PickRange));
    assert_eq!(action_of("ctrl-s", Context::Review), Some(Action::Commit));
    assert_eq!(action_of("a", Context::Finding), Some(Action::RaiseAction));
}

#[test]
fn every_command_of_the_readme_is_one_and_none_is_left_out() {
    let text = readme();
    let top = help(&[]);
    let known = verbs(&top);
    let mut told: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in table(&text, "Commands") {
        let commands = quoted(row[0]);
        let mut words = commands[0].split_whitespace().skip(1);
        let Some(verb) = words.next().filter(|word| !word.starts_with('-')) else {
            continue;
        };
        assert!(known.contains(verb), "tickmark {verb}");
        let below = words.filter(|word| word.chars().all(|c| c.is_ascii_lowercase()));
        told.entry(verb)
            .or_default()
            .extend(below.chain(commands[1..].iter().copied()));
    }
    assert_eq!(told.keys().copied().collect::<BTreeSet<_>>(), known);
    for (verb, below) in told {
        let help = help(&[verb]);
        let known = verbs(&help);
        assert_eq!(below, known, "tickmark {verb}");
    }
}

#[test]
fn every_example_of_the_readme_uses_options_that_are_there() {
    let text = readme();
    let top = help(&[]);
    let mut examples = examples(&text);
    let rows = table(&text, "Commands");
    examples.extend(rows.iter().map(|row| quoted(row[0])[0]));
    let mut seen = 0;
    for line in examples {
        let words = shlex::split(line).unwrap();
        let mut words = words.iter().map(|word| word.trim_matches(['[', ']']));
        if words.next() != Some("tickmark") {
            continue;
        }
        let words: Vec<&str> = words.collect();
        let mut path: Vec<&str> = Vec::new();
        let mut here = top.clone();
        for word in &words {
            if !verbs(&here).contains(word) {
                break;
            }
            path.push(word);
            here = help(&path);
        }
        for option in words.iter().filter(|word| word.starts_with('-')) {
            assert!(
                here.split([' ', ',', '\n']).any(|word| word == *option),
                "{line}: no {option}"
            );
        }
        seen += 1;
    }
    assert!(seen > 10, "only {seen} examples were read");
}

#[test]
fn the_two_commands_are_the_ones_that_are_checked() {
    let text = readme();
    let examples = examples(&text);
    assert_eq!(examples[0], "cargo run --release -- demo");
    assert_eq!(examples[1], "cargo test");
    let checks = fs::read_to_string(root().join(".ci/run"));
    // A package holds no checks of its own.
    if let Ok(checks) = checks {
        assert!(checks.lines().any(|line| line == "cargo test"));
    }
}

#[test]
fn the_settings_of_the_readme_are_accepted() {
    let text = readme();
    let block = text.split("```toml\n").nth(1).unwrap();
    let block = block.split("```").next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), block).unwrap();
    let (config, error) = tickmark::config::Config::load_from(folder.path());
    assert_eq!(error, None);
    assert!(config.mouse && config.ascii == Some(true));
    assert_eq!(config.theme.as_deref(), Some("dark"));
}

#[test]
fn what_can_be_generated_is_what_the_readme_says() {
    for what in ["man", "bash", "zsh", "fish", "keys", "theme", "pre-push"] {
        Command::cargo_bin("tickmark")
            .unwrap()
            .args(["--generate", what])
            .assert()
            .success();
        assert!(readme().contains(&format!("`{what}`")) || what == "man");
    }
}

#[test]
fn the_extension_of_the_readme_has_no_fault() {
    let text = readme();
    let mut blocks = text
        .split("```text\n")
        .filter_map(|rest| rest.split("```").next());
    let block = blocks.find(|block| block.contains("\nextends = ")).unwrap();
    let faults = tickmark::store::lint::lint(block, "README.md");
    assert_eq!(faults, []);
}
