//! Painting the preview: the path, the file and a row that says what enter would cite.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use super::{Body, Preview, facts, source, table};
use crate::{
    safe,
    session::preview::Body as Seen,
    tui::{
        shown::Shown,
        text,
        theme::Role,
        widgets::{Look, paint, scroll},
    },
};

/// The cells left of the text beside the number of the line: the bar, and two spaces.
const BESIDE: usize = 3;

/// The cells at the right edge for the marks of more above and below.
const EDGE: u16 = 2;

/// Returns how many cells there are for the text of a line.
pub(super) fn room(preview: &Preview, area: Rect) -> usize {
    let is_long = preview.len() > Preview::height(area);
    let width = area.width.saturating_sub(if is_long { EDGE } else { 0 });
    usize::from(width).saturating_sub(BESIDE + digits(preview))
}

fn digits(preview: &Preview) -> usize {
    let lines = preview.text().map_or(0, crate::session::preview::Text::len);
    lines.to_string().len()
}

impl Preview {
    /// Paints the path, the lines and a row that says what enter would cite.
    pub(in super::super) fn render(
        &self,
        look: Look<'_>,
        area: Rect,
        focus: bool,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let role = if focus { Role::Title } else { Role::Heading };
        let path = self.path.as_deref().unwrap_or_default();
        let shown = safe::escape_line(path);
        let title = text::truncate_start(&shown, usize::from(area.width), look.glyphs.ellipsis);
        paint::text_at(look, area, 0, 0, &title, look.style(role), buf);
        let body = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(2),
            ..area
        };
        let quiet = look.style(Role::Placeholder);
        match &self.body {
            Body::Waiting if self.path.is_some() => {
                paint::text_at(look, body, 0, 0, "Reading...", quiet, buf);
            }
            Body::Waiting => {}
            Body::Failed(why) => {
                for (row, line) in (0..).zip(text::wrap_lines(why, usize::from(body.width))) {
                    paint::text_at(look, body, 0, row, line, quiet, buf);
                }
            }
            Body::Here(shown) => match &shown.preview.body {
                Seen::Text(text) if !text.is_empty() => {
                    self.render_rows(look, body, shown, focus, buf);
                }
                Seen::Text(_)
                | Seen::Bytes(_)
                | Seen::Symlink(_)
                | Seen::Submodule(_)
                | Seen::LfsPointer { .. }
                | Seen::TooLarge => facts::render(look, body, &shown.preview, buf),
            },
        }
        let foot = Rect {
            y: area.y.saturating_add(area.height.saturating_sub(1)),
            height: area.height.min(1),
            ..area
        };
        if area.height < 3 {
            return None;
        }
        if focus && self.find.is_typing() {
            return self.find.draw(look, foot, self.cursor(), buf);
        }
        let hint = look.style(Role::Hint);
        let end = paint::text_at(look, foot, 0, 0, &self.foot(focus), hint, buf);
        let told = self.told();
        let from = usize::from(foot.width).saturating_sub(text::width(&told));
        // What the file is stands to the right, where there is room for it.
        if focus && from > usize::from(end) + BESIDE {
            paint::text_at(look, foot, text::cells(from), 0, &told, hint, buf);
        }
        None
    }

    fn foot(&self, focus: bool) -> String {
        if !focus {
            return self.told();
        }
        let is_text = self.text().is_some_and(|text| !text.is_empty());
        let what = match self.range() {
            _ if self.citable().is_err() => "esc goes back to the files".to_owned(),
            Some(lines) if self.is_beyond() => {
                format!("enter cites lines {lines}, beyond what is shown")
            }
            Some(lines) if lines.count() == 1 => format!("enter cites line {lines}"),
            Some(lines) => format!("enter cites lines {lines}"),
            None if self.missing => {
                "the file does not have these lines; enter cites all of it".to_owned()
            }
            None if is_text => "enter cites all, v picks lines, 10G goes to line 10".to_owned(),
            None => "enter cites the whole file".to_owned(),
        };
        if self.find.query().is_empty() {
            what
        } else {
            format!("{} found   {what}", self.find.count(self.cursor()))
        }
    }

    fn render_rows(
        &self,
        look: Look<'_>,
        area: Rect,
        shown: &Shown,
        focus: bool,
        buf: &mut Buffer,
    ) {
        let height = usize::from(area.height);
        let visible = self.state.visible(self.len(), height);
        let long = self.len() > height;
        let body = Rect {
            width: area.width.saturating_sub(if long { EDGE } else { 0 }),
            ..area
        };
        let digits = digits(self);
        let room = usize::from(body.width).saturating_sub(BESIDE + digits);
        for (y, row) in (0..area.height).zip(visible.clone()) {
            // The headers of a table stay, in place of the row that has just left at the top.
            let is_header = self.table().is_some() && y == 0;
            let row = if is_header && height > BESIDE { 0 } else { row };
            let line = self.row(look, shown, row, (digits, room), focus);
            paint::line_at(look, body, 0, y, &line, buf);
        }
        let is_last = visible.end >= self.len();
        scroll::more(look, area, visible.start > 0, !is_last, buf);
    }

    fn row<'a>(
        &self,
        look: Look<'_>,
        shown: &Shown,
        row: usize,
        (digits, room): (usize, usize),
        focus: bool,
    ) -> Line<'a> {
        let is_cursor = focus && row == self.state.selected;
        let is_picked = self
            .picked()
            .is_some_and(|(first, last)| (first..=last).contains(&row));
        let (number, last) = self.lines_of(row);
        let drawn = if self.table().is_some() {
            table::row(shown, row, self.column, room, look.glyphs)
        } else {
            source::row(shown, row, self.left, room, look.glyphs)
        };
        let found = self.find.marks(&drawn.text);
        let gutter = if is_picked || is_cursor {
            look.glyphs.cursor
        } else {
            " "
        };
        let numbers = if self.is_cited(number, last) {
            Role::Range
        } else {
            Role::LineNumber
        };
        let mut line = Line::from(vec![
            Span::styled(gutter, look.style(Role::Cursor)),
            Span::styled(format!("{:>digits$}", number + 1), look.style(numbers)),
            Span::raw("  "),
        ]);
        let selection = if is_cursor {
            look.style(Role::Selection)
        } else {
            ratatui::style::Style::new()
        };
        let base = if is_picked { Role::Range } else { Role::Text };
        let marks = if is_picked {
            &[]
        } else {
            drawn.marks.as_slice()
        };
        line.spans.extend(source::spans(
            &drawn.text,
            marks,
            &found,
            &|role| look.style(base).patch(look.style(role)).patch(selection),
            base,
        ));
        line
    }

    /// Tells whether one of these lines is cited already.
    fn is_cited(&self, first: usize, last: usize) -> bool {
        let inside = |lines: &crate::domain::evidence::LineRange| {
            let number = |line: u32| usize::try_from(line).unwrap_or(usize::MAX);
            number(lines.first()) <= last + 1 && first < number(lines.last())
        };
        self.cited
            .iter()
            .any(|(path, lines)| Some(path.as_str()) == self.path.as_deref() && inside(lines))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_cited_already_are_known_by_file_and_number() {
        let mut preview = Preview::default();
        preview.cite(vec![("a.md".to_owned(), "3-4".parse().unwrap())]);
        preview.show(Some("a.md"));
        let cited = |first, last| preview.is_cited(first, last);
        assert_eq!(
            [1, 2, 3, 4].map(|line| cited(line, line)),
            [false, true, true, false]
        );
        // A record of several lines, of which one is cited.
        assert!(cited(0, 2) && cited(3, 8) && !cited(0, 1));
        preview.show(Some("b.md"));
        assert!(!preview.is_cited(2, 2));
    }
}
