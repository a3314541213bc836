//! Texts of several fields as one text, so that a form that is half filled in is kept like any other half-typed text.

use toml::{Table, Value};

use crate::domain::id::AuditId;

use super::panel::Writing;

/// What a form keeps of itself while it is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldsDraft {
    audit: Option<AuditId>,
    place: String,
    base: String,
    text: String,
}

impl FieldsDraft {
    /// Starts with the fields as they are when the form opens; `place` is where it is opened again.
    pub fn new<'a>(
        audit: Option<AuditId>,
        place: String,
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let base = written(fields);
        Self {
            audit,
            place,
            text: base.clone(),
            base,
        }
    }

    /// Takes in the fields as they are now.
    pub fn note<'a>(&mut self, fields: impl IntoIterator<Item = (&'a str, &'a str)>) {
        self.text = written(fields);
    }

    /// Returns what is being typed.
    pub fn writing(&self) -> Writing<'_> {
        Writing {
            audit: self.audit.as_ref(),
            place: &self.place,
            text: &self.text,
            base: &self.base,
        }
    }

    /// Reads the fields of a text that was kept in this place; none where it is another place's or no such text.
    pub fn read(&self, place: &str, text: &str) -> Option<Vec<(String, String)>> {
        if place != self.place {
            return None;
        }
        let table: Table = text.parse().ok()?;
        let fields = table.into_iter().map(|(name, value)| match value {
            Value::String(text) => Some((name, text)),
            Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_)
            | Value::Table(_) => None,
        });
        fields.collect()
    }
}

/// Writes the fields down, those that are empty left out: a person may have to read it.
fn written<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let table: Table = fields
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| (name.to_owned(), Value::String(text.to_owned())))
        .collect();
    toml::to_string_pretty(&table).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_they_were_written_and_in_their_order() {
        let fields = [
            ("who", "risk \"manager\""),
            ("note", "one\n'''two\u{202e}\n"),
            ("where", ""),
            ("taken from", "x"),
        ];
        let mut draft = FieldsDraft::new(None, "cite interview".to_owned(), [("who", "")]);
        assert_eq!(draft.writing().base, "");
        draft.note(fields);
        let text = draft.writing().text.to_owned();
        assert!(text.starts_with("who = "), "{text}");
        let read = draft.read("cite interview", &text).unwrap();
        let said = fields.iter().filter(|(_, text)| !text.is_empty());
        let said: Vec<(String, String)> = said
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        assert_eq!(read, said);
        assert_eq!(draft.read("cite copy", &text), None);
        assert_eq!(draft.read("cite interview", "just words"), None);
    }
}
