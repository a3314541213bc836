//! A file of keys read from TOML, with every mistake located.

use std::ops::Range;

use toml_edit::{Document, Item, Key as TomlKey, Value};

use super::{Chord, Keymap};
use crate::tui::action::{ACTIONS, Action, Context};
use crate::tui::located::{Located, did_you_mean};

/// The default keys with those of a file over them.
pub(super) fn keymap(source: &str) -> Result<Keymap, Vec<Located>> {
    let document = Document::parse(source.to_owned()).map_err(|error| {
        vec![Located::at(
            source,
            error.span(),
            error.message().to_owned(),
        )]
    })?;
    let mut loading = Loading {
        source,
        mistakes: Vec::new(),
        keymap: Keymap::default(),
        set: Vec::new(),
    };
    for (name, item) in document.as_table() {
        let span = document.as_table().key(name).and_then(TomlKey::span);
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
        let section_name = match section {
            Section::Context(context) => context.name(),
            Section::Prefix(prefix) => prefix,
        };
        let found =
            Action::by_id(name).or_else(|| Action::by_id(&format!("{section_name}.{name}")));
        let Some(action) = found else {
            let meant = self.meant(section, section_name, name);
            self.mistake(
                span,
                format!("no action is named \"{name}\" in [{section_name}]{meant}"),
            );
            return;
        };
        let contexts = match section {
            Section::Prefix(_) => action.info().contexts,
            Section::Context(context) => match action
                .info()
                .contexts
                .iter()
                .position(|known| *known == context)
            {
                Some(at) => action.info().contexts.get(at..=at).unwrap_or_default(),
                None => {
                    let known: Vec<String> = action
                        .info()
                        .contexts
                        .iter()
                        .map(|context| format!("[{}]", context.name()))
                        .collect();
                    let known = known.join(", ");
                    self.mistake(
                        span,
                        format!(
                            "{} has no meaning in [{section_name}], only in {known}",
                            action.id()
                        ),
                    );
                    return;
                }
            },
        };
        let chords = self.chords(item);
        for context in contexts {
            self.keymap.unbind(*context, action);
            self.set
                .push((*context, action, span.clone().unwrap_or_default()));
            for chord in &chords {
                self.keymap.bind(*context, action, chord.clone());
            }
        }
    }

    fn meant(&self, section: Section<'_>, section_name: &str, name: &str) -> String {
        let here = |info: &&&crate::tui::action::ActionInfo| match section {
            Section::Context(context) => info.contexts.contains(&context),
            Section::Prefix(prefix) => info.id.split('.').next() == Some(prefix),
        };
        let known = ACTIONS.iter().filter(here).map(|info| {
            let short = info
                .id
                .strip_prefix(section_name)
                .and_then(|rest| rest.strip_prefix('.'));
            short.filter(|_| !name.contains('.')).unwrap_or(info.id)
        });
        did_you_mean(name, known)
    }

    fn chords(&mut self, item: &Item) -> Vec<Chord> {
        let values: Vec<&Value> = match item.as_value() {
            Some(Value::Array(array)) => array.iter().collect(),
            Some(value) => vec![value],
            None => Vec::new(),
        };
        let mut chords = Vec::new();
        for value in values {
            match value.as_str().map(Chord::parse) {
                Some(Ok(chord)) => chords.push(chord),
                Some(Err(error)) => self.mistake(value.span(), error.to_string()),
                None => self.mistake(
                    value.span(),
                    "keys are a list of texts, such as [\"g g\", \"home\"]",
                ),
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
