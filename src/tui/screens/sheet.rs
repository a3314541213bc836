//! The lines of one thing that is read and written in place: texts behind their labels, and among them the one that is
//! typed.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
};

use crate::tui::{
    action::{Action, Context},
    keymap::Keymap,
    text,
    theme::Role,
    widgets::{
        Look,
        field::TextField,
        paint,
        scroll::{self, Scroll},
    },
};

/// The width of the labels in front of the texts.
pub(super) const LABEL: usize = 10;

/// The lines, and where among them the text that is typed goes.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The lines, without those of the text that is typed.
    pub(super) lines: Vec<Line<'static>>,
    /// The line before which the typed text stands.
    pub(super) typed_at: Option<usize>,
    /// The line that is selected, such as that of a citation.
    pub(super) selected_at: Option<usize>,
}

impl Sheet {
    /// Starts without lines.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Returns how wide the lines are in an area: a margin at each side, and room for the marks of more above and below.
    pub(super) fn width(area: Rect) -> usize {
        usize::from(area.width.saturating_sub(3))
    }

    /// Returns how many rows of an area a text takes that is typed in it; two are left for what stands around it.
    pub(super) fn typed_rows(area: Rect, field: &TextField) -> u16 {
        field
            .height_for(Self::field_width(area))
            .max(if field.is_multiline() { 3 } else { 1 })
            .min(area.height.saturating_sub(2).max(1))
    }

    fn field_width(area: Rect) -> u16 {
        area.width
            .saturating_sub(2)
            .saturating_sub(text::cells(LABEL))
    }

    /// Adds a line.
    pub(super) fn push(&mut self, spans: Vec<Span<'static>>) {
        self.lines.push(Line::from(spans));
    }

    /// Adds an empty line.
    pub(super) fn blank(&mut self) {
        self.lines.push(Line::default());
    }

    /// Adds a text wrapped to a width, each line behind an indent.
    pub(super) fn wrapped(&mut self, indent: &str, said: &str, width: usize, style: Style) {
        let room = width.saturating_sub(text::width(indent)).max(8);
        for line in text::wrap_lines(said, room) {
            self.push(vec![
                Span::raw(indent.to_owned()),
                Span::styled(line.to_owned(), style),
            ]);
        }
    }

    /// Adds a labelled text: the label before its first line.
    pub(super) fn labelled(
        &mut self,
        look: Look<'_>,
        label: &str,
        said: &str,
        width: usize,
        style: Style,
    ) {
        let room = width.saturating_sub(LABEL).max(8);
        let mut label = text::pad(label, LABEL).into_owned();
        for line in text::wrap_lines(said, room) {
            self.push(vec![
                Span::styled(label, look.style(Role::Label)),
                Span::styled(line.to_owned(), style),
            ]);
            label = " ".repeat(LABEL);
        }
    }

    /// Paints the lines, and the text that is typed behind its label; says where the cursor goes.
    ///
    /// What is typed stays in sight, and so does the selected line where `follows` it.
    pub(super) fn paint(
        &self,
        look: Look<'_>,
        area: Rect,
        mut scroll: Scroll,
        follows: bool,
        typed: Option<(&str, &TextField)>,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let inner = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        };
        // The marks of more above and below stand in the margin and the last cell, so that they cut no line.
        let with_margin = Rect {
            width: inner.width + 2,
            ..inner
        }
        .intersection(area);
        let field_width = Self::field_width(area);
        let rows = typed.map_or(0, |(_, field)| Self::typed_rows(area, field));
        let len = self.lines.len() + usize::from(rows);
        let height = usize::from(inner.height);
        if let Some(at) = self.typed_at {
            scroll.show(at + usize::from(rows), len, height);
            scroll.show(at, len, height);
        } else if let Some(at) = self.selected_at.filter(|_| follows) {
            scroll.show(at, len, height);
        }
        let top = scroll.top(len, height);
        let shown = |place: usize| -> Line<'_> {
            let at = self.typed_at.unwrap_or(usize::MAX);
            let line = match place {
                place if place < at => self.lines.get(place),
                place if place < at + usize::from(rows) => None,
                place => self.lines.get(place - usize::from(rows)),
            };
            line.cloned().unwrap_or_default()
        };
        scroll::render(look, with_margin, scroll, len, shown, buf);
        let ((label, field), at) = typed.zip(self.typed_at)?;
        let y = text::cells(at.saturating_sub(top));
        let place = Rect {
            x: inner.x + text::cells(LABEL),
            y: inner.y + y,
            width: field_width,
            height: rows.min(inner.height.saturating_sub(y)),
        };
        let before = Rect {
            y: place.y,
            height: 1,
            ..inner
        };
        paint::text_at(look, before, 0, 0, label, look.style(Role::Label), buf);
        field.render(place, buf, look.style(Role::FieldFocus), true)
    }
}

/// Says by which keys something is done, as they are bound in a context; without a key map it has the same one line.
pub(super) fn told(
    lead: &str,
    deeds: &[(Action, &str)],
    context: Context,
    keymap: Option<&Keymap>,
) -> String {
    let bound = |(action, does): &(Action, &str)| {
        let key = keymap?.key_of(*action, &[context])?;
        Some(format!("{key} {does}"))
    };
    let ways: Vec<String> = deeds.iter().filter_map(bound).collect();
    if ways.is_empty() {
        lead.trim_end_matches([':', ' ']).to_owned()
    } else {
        format!("{lead}{}", ways.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_part_names_the_keys_that_are_bound() {
        let deeds = [
            (Action::Cite, "finds a file"),
            (Action::CiteOther, "notes what is no file"),
        ];
        let said = |keymap: &Keymap| told("none: ", &deeds, Context::Walk, Some(keymap));
        assert_eq!(
            said(&Keymap::default()),
            "none: e finds a file, E notes what is no file"
        );
        let own = Keymap::parse("[walk]\ncite.file = \"f5\"\ncite.other = []").unwrap();
        assert_eq!(said(&own), "none: f5 finds a file");
    }
}
