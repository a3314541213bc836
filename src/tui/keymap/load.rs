//! A file of keys read from TOML, with every mistake located.

use std::ops::Range;

use toml_edit::{Document, Item, Key as TomlKey, Value};

use super::{Chord, Keymap};
use crate::tui::action::{ACTIONS, Action, Context};
use crate::tui::located::{Located, did_you_mean};

/// The default keys with those of a file over them.
pub(super) fn keymap(source: &str) -> Result<Keymap, Vec<Located>> {
    let document =
        Document::parse(source.to_owned()).map_err(|error| Located::syntax(source, &error))?;
    let mut loading = Loading {
        source,
        mistakes: Vec::new(),
        keymap: Keymap::default(),
        set: Vec::new(),
    };
    // What is said of one context outweighs what is said of all, wherever it stands in the file.
    let table = document.as_table();
    let (contexts, prefixes): (Vec<_>, Vec<_>) = table
        .iter()
        .partition(|(name, _)| Context::ALL.iter().any(|context| context.name() == *name));
    for (name, item) in prefixes.into_iter().chain(contexts) {
        let span = table.key(name).and_then(TomlKey::span);
        loading.section(name, span, item);
    }
    loading.check_conflicts();
    loading.check_quit();
    loading
        .mistakes
        .sort_by_key(|mistake| (mistake.line, mistake.column));
    if loading.mistakes.is_empty() {
        Ok(loading.keymap)
    } else {
        Err(loading.mistakes)
    }
}

struct Loading<'a> {
    source: &'a str,
    mistakes: Vec<Located>,
    keymap: Keymap,
    /// What the file set, and where: a conflict is told at the line that made it.
    set: Vec<(Context, Action, Range<usize>)>,
}

/// What a table of the file stands for.
#[derive(Clone, Copy)]
enum Section<'a> {
    Context(Context),
    Prefix(&'a str),
}

impl Section<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Context(context) => context.name(),
            Self::Prefix(prefix) => prefix,
        }
    }

    /// The action of a name, which may leave out the section's own.
    fn action(&self, name: &str) -> Option<Action> {
        let full = match self {
            Self::Context(_) => Action::by_id(name),
            Self::Prefix(_) => None,
        };
        full.or_else(|| Action::by_id(&format!("{}.{name}", self.name())))
    }

    fn contexts(&self, action: Action) -> Vec<Context> {
        let all = action.info().contexts.iter().copied();
        match self {
            Self::Context(here) => all.filter(|context| context == here).collect(),
            Self::Prefix(_) => all.collect(),
        }
    }

    fn meant(&self, name: &str) -> String {
        let own = |id: &'static str| {
            id.strip_prefix(self.name())
                .and_then(|rest| rest.strip_prefix('.'))
        };
        let here = ACTIONS.iter().filter(|info| match self {
            Self::Context(context) => info.contexts.contains(context),
            Self::Prefix(_) => own(info.id).is_some(),
        });
        did_you_mean(name, here.map(|info| own(info.id).unwrap_or(info.id)))
    }
}

const KEYS_HELP: &str = "keys are a list of texts, such as [\"g g\", \"home\"]";

impl Loading<'_> {
    fn mistake(&mut self, span: Option<Range<usize>>, message: impl Into<String>) {
        self.mistakes.push(Located::at(self.source, span, message));
    }

    fn section(&mut self, name: &str, span: Option<Range<usize>>, item: &Item) {
        let context = Context::ALL
            .into_iter()
            .find(|context| context.name() == name);
        let is_prefix = || prefixes().any(|prefix| prefix == name);
        let section = match context {
            Some(context) => Section::Context(context),
            None if is_prefix() => Section::Prefix(name),
            None => {
                let known = Context::ALL
                    .map(Context::name)
                    .into_iter()
                    .chain(prefixes());
                let meant = did_you_mean(name, known);
                self.mistake(span, format!("no context is named \"{name}\"{meant}"));
                return;
            }
        };
        let Some(table) = item.as_table_like() else {
            self.mistake(
                span,
                format!("\"{name}\" is a table of actions and their keys"),
            );
            return;
        };
        for (entry, item) in table.iter() {
            let span = table.key(entry).and_then(TomlKey::span);
            // `nav.down = [...]` without quotes is a table to TOML; it means the same.
            match item.as_table_like() {
                Some(inner) => {
                    for (rest, item) in inner.iter() {
                        let span = inner.key(rest).and_then(TomlKey::span);
                        self.entry(section, &format!("{entry}.{rest}"), span, item);
                    }
                }
                None => self.entry(section, entry, span, item),
            }
        }
    }

    fn entry(&mut self, section: Section<'_>, name: &str, span: Option<Range<usize>>, item: &Item) {
        let section_name = section.name();
        let Some(action) = section.action(name) else {
            let meant = section.meant(name);
            self.mistake(
                span,
                format!("no action is named \"{name}\" in [{section_name}]{meant}"),
            );
            return;
        };
        let contexts = section.contexts(action);
        if contexts.is_empty() {
            let known = action.info().contexts.iter();
            let known: Vec<String> = known.map(|known| format!("[{}]", known.name())).collect();
            let known = known.join(", ");
            let id = action.id();
            self.mistake(
                span,
                format!("{id} has no meaning in [{section_name}], only in {known}"),
            );
            return;
        }
        let chords = self.chords(item);
        for context in contexts {
            self.keymap.unbind(context, action);
            self.set
                .push((context, action, span.clone().unwrap_or_default()));
            for chord in &chords {
                self.keymap.bind(context, action, chord.clone());
            }
        }
    }

    fn chords(&mut self, item: &Item) -> Vec<Chord> {
        let values: Vec<&Value> = match item.as_value() {
            Some(Value::Array(array)) => array.iter().collect(),
            Some(value) => vec![value],
            None => {
                self.mistake(item.span(), KEYS_HELP);
                Vec::new()
            }
        };
        let mut chords = Vec::new();
        for value in values {
            match value.as_str().map(Chord::parse) {
                Some(Ok(chord)) => chords.push(chord),
                Some(Err(error)) => self.mistake(value.span(), error.to_string()),
                None => self.mistake(value.span(), KEYS_HELP),
            }
        }
        chords
    }

    fn check_conflicts(&mut self) {
        let mut mistakes: Vec<Located> = Vec::new();
        for (context, one, other) in self.keymap.conflicts() {
            let span = [one, other].into_iter().find_map(|binding| {
                let set_here = |(context, action, _): &&(Context, Action, Range<usize>)| {
                    *context == binding.context && *action == binding.action
                };
                self.set
                    .iter()
                    .rev()
                    .find(set_here)
                    .map(|(_, _, span)| span.clone())
            });
            let what = if one.chord == other.chord {
                format!(
                    "\"{}\" means both {} and {}",
                    one.chord,
                    one.action.id(),
                    other.action.id()
                )
            } else {
                format!(
                    "\"{}\" ({}) and \"{}\" ({}) begin alike, so that one is never reached",
                    one.chord,
                    one.action.id(),
                    other.chord,
                    other.action.id()
                )
            };
            mistakes.push(Located::at(
                self.source,
                span,
                format!("in [{}], {what}", context.name()),
            ));
        }
        self.mistakes.append(&mut mistakes);
    }

    fn check_quit(&mut self) {
        if self
            .keymap
            .keys_of(Action::Quit, &[Context::Global])
            .is_empty()
        {
            let span = self
                .set
                .iter()
                .find(|(_, action, _)| *action == Action::Quit);
            let span = span.map(|(_, _, span)| span.clone());
            self.mistake(span, "global.quit needs a key: there must be a way out");
        }
    }
}

/// The starts of ids, each perhaps several times.
fn prefixes() -> impl Iterator<Item = &'static str> {
    ACTIONS.iter().filter_map(|info| info.id.split('.').next())
}
