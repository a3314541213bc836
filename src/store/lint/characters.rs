//! Characters that are not seen as themselves: controls, direction changes, invisible ones.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::safe;

use super::Linter;

impl<'a> Linter<'a> {
    /// Looks for them in the file as it is, comments included, and behind escapes in its texts.
    pub(super) fn characters(&mut self, root: &DeTable<'a>) {
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            // One of a line is enough to go there.
            if let Some((at, found)) = safe::first_hidden(line) {
                let at = start + at;
                let message = format!(
                    "the character U+{:04X} is not seen as itself",
                    u32::from(found)
                );
                self.fault_with(
                    at..at,
                    &message,
                    "delete it: it can make a text look like another",
                );
            }
            start += line.len();
        }
        self.escaped_in_table(root);
    }

    fn escaped_in_table(&mut self, table: &DeTable<'a>) {
        for value in table.values() {
            self.escaped(value.get_ref(), value.span());
        }
    }

    fn escaped(&mut self, value: &DeValue<'a>, span: Range<usize>) {
        match value {
            DeValue::String(text) => {
                let raw = self.text.get(span.clone()).unwrap_or_default();
                if let Some((_, found)) = safe::first_hidden(text)
                    && safe::first_hidden(raw).is_none()
                {
                    let message = format!(
                        "it holds the character U+{:04X}, which is not seen as itself",
                        u32::from(found)
                    );
                    self.fault_with(span, &message, "take the escape out of the text");
                }
            }
            DeValue::Array(items) => {
                for item in items {
                    self.escaped(item.get_ref(), item.span());
                }
            }
            DeValue::Table(table) => self.escaped_in_table(table),
            DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {}
        }
    }
}
