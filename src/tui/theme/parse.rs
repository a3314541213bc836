//! Themes read from TOML, with every mistake located.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use ratatui::style::{Color, Modifier, Style};
use toml_edit::{Document, Item, TableLike, Value};

use super::colour;
use super::role::Role;
use crate::tui::located::{Located, did_you_mean};

const ATTRIBUTES: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underline", Modifier::UNDERLINED),
    ("reverse", Modifier::REVERSED),
];

/// The styles by role of a theme and its parents, or everything that is wrong with them.
pub(super) fn styles(
    name: &str,
    source: &str,
    source_of: &dyn Fn(&str) -> Option<String>,
) -> Result<BTreeMap<Role, Style>, Vec<Located>> {
    let by_name = merged(source, &mut vec![name.to_owned()], source_of)?;
    let style_of = |role: Role| {
        role.fallbacks()
            .chain(std::iter::once(Role::Text.name()))
            .find_map(|name| by_name.get(name).copied())
            .unwrap_or_default()
    };
    Ok(Role::ALL
        .into_iter()
        .map(|role| (role, style_of(role)))
        .collect())
}

type Styles = HashMap<String, Style>;

fn merged(
    source: &str,
    lineage: &mut Vec<String>,
    source_of: &dyn Fn(&str) -> Option<String>,
) -> Result<Styles, Vec<Located>> {
    let document =
        Document::parse(source.to_owned()).map_err(|error| Located::syntax(source, &error))?;
    let mut reading = Reading {
        source,
        mistakes: Vec::new(),
        palette: HashMap::new(),
    };
    let table = document.as_table();
    let mut styles = match table.get("inherits") {
        Some(parent) => reading.parent(parent, lineage, source_of),
        None => Styles::new(),
    };
    if let Some(palette) = table.get("palette") {
        reading.palette(palette);
    }
    for (name, item) in table
        .iter()
        .filter(|(name, _)| !matches!(*name, "inherits" | "palette"))
    {
        let span = table.key(name).and_then(toml_edit::Key::span);
        if !is_known(name) {
            let known = Role::ALL.map(Role::name);
            let meant = did_you_mean(name, known);
            reading.mistake(span, format!("no role is named \"{name}\"{meant}"));
        } else if let Some(style) = reading.style(name, item) {
            styles.insert(name.to_owned(), style);
        }
    }
    reading
        .mistakes
        .sort_by_key(|mistake| (mistake.line, mistake.column));
    if reading.mistakes.is_empty() {
        Ok(styles)
    } else {
        Err(reading.mistakes)
    }
}

fn is_known(name: &str) -> bool {
    Role::ALL
        .into_iter()
        .any(|role| role.fallbacks().any(|known| known == name))
}

struct Reading<'a> {
    source: &'a str,
    mistakes: Vec<Located>,
    palette: HashMap<String, Color>,
}

impl Reading<'_> {
    fn mistake(&mut self, span: Option<Range<usize>>, message: impl Into<String>) {
        self.mistakes.push(Located::at(self.source, span, message));
    }

    fn parent(
        &mut self,
        item: &Item,
        lineage: &mut Vec<String>,
        source_of: &dyn Fn(&str) -> Option<String>,
    ) -> Styles {
        let Some(parent) = item.as_str() else {
            self.mistake(item.span(), "\"inherits\" takes the name of a theme");
            return Styles::new();
        };
        if lineage.iter().any(|name| name == parent) {
            let circle = lineage.join("\" inherits \"");
            self.mistake(
                item.span(),
                format!("themes inherit in a circle: \"{circle}\" inherits \"{parent}\""),
            );
            return Styles::new();
        }
        let shipped = super::SHIPPED.iter().find(|(name, _)| *name == parent);
        let source = source_of(parent).or_else(|| shipped.map(|(_, source)| (*source).to_owned()));
        let Some(source) = source else {
            let meant = did_you_mean(parent, super::SHIPPED.iter().map(|(name, _)| *name));
            self.mistake(
                item.span(),
                format!("no theme is named \"{parent}\"{meant}"),
            );
            return Styles::new();
        };
        lineage.push(parent.to_owned());
        let styles = merged(&source, lineage, source_of).unwrap_or_else(|mistakes| {
            for mistake in mistakes {
                self.mistake(
                    item.span(),
                    format!("in the parent theme \"{parent}\", {mistake}"),
                );
            }
            Styles::new()
        });
        lineage.pop();
        styles
    }

    fn palette(&mut self, item: &Item) {
        let Some(table) = item.as_table_like() else {
            self.mistake(item.span(), "\"palette\" is a table of names and colours");
            return;
        };
        for (name, item) in table.iter() {
            match item.as_str().and_then(colour::parse) {
                Some(colour) => {
                    self.palette.insert(name.to_owned(), colour);
                }
                None => self.mistake(
                    item.span(),
                    format!("the palette's \"{name}\" is no colour: {COLOUR_HELP}"),
                ),
            }
        }
    }

    fn style(&mut self, role: &str, item: &Item) -> Option<Style> {
        if item.is_value() && !item.is_inline_table() {
            return self.colour(item).map(|colour| Style::new().fg(colour));
        }
        let Some(table) = item.as_table_like() else {
            self.mistake(
                item.span(),
                format!(
                    "\"{role}\" takes a colour or a style such as {{ fg = \"blue\", bold = true }}"
                ),
            );
            return None;
        };
        let mut style = Style::new();
        for (name, attribute) in table.iter() {
            // `ui.dim = ...` without quotes is a table `ui` to TOML.
            if item.is_table() && is_known(&format!("{role}.{name}")) {
                self.unknown_attribute(role, name, table);
                continue;
            }
            match (
                name,
                ATTRIBUTES.iter().find(|(attribute, _)| *attribute == name),
            ) {
                ("fg", _) => style.fg = self.colour(attribute),
                ("bg", _) => style.bg = self.colour(attribute),
                (_, Some((_, modifier))) => match attribute.as_bool() {
                    Some(true) => style = style.add_modifier(*modifier),
                    Some(false) => {}
                    None => self.mistake(attribute.span(), format!("\"{name}\" is true or false")),
                },
                (_, None) => self.unknown_attribute(role, name, table),
            }
        }
        Some(style)
    }

    fn unknown_attribute(&mut self, role: &str, name: &str, table: &dyn TableLike) {
        let span = table.key(name).and_then(toml_edit::Key::span);
        let dotted = format!("{role}.{name}");
        if is_known(&dotted) {
            self.mistake(
                span,
                format!("the name of a role is quoted: \"{dotted}\" = ..."),
            );
            return;
        }
        let known = ["fg", "bg"]
            .into_iter()
            .chain(ATTRIBUTES.map(|(attribute, _)| attribute));
        let meant = did_you_mean(name, known);
        self.mistake(span, format!("a style has no \"{name}\"{meant}"));
    }

    fn colour(&mut self, item: &Item) -> Option<Color> {
        let text = match item.as_value() {
            Some(Value::String(text)) => text.value().clone(),
            Some(Value::Integer(index)) => index.value().to_string(),
            _ => {
                self.mistake(item.span(), format!("a colour is {COLOUR_HELP}"));
                return None;
            }
        };
        let found = self
            .palette
            .get(&text)
            .copied()
            .or_else(|| colour::parse(&text));
        if found.is_none() {
            let known = self.palette.keys().map(String::as_str).chain(colour::NAMES);
            let meant = did_you_mean(&text, known);
            self.mistake(
                item.span(),
                format!("no colour is named \"{text}\"{meant}; a colour is {COLOUR_HELP}"),
            );
        }
        found
    }
}

const COLOUR_HELP: &str =
    "\"#rrggbb\", a name such as \"light-blue\" or of the palette, \"default\", or 0 to 255";
