//! Painting a form.

use std::borrow::Cow;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use super::{
    field::{Field, Head, Kind},
    layout::{self, Block, Focus, Layout, Stack},
    marks,
};
use crate::{
    safe,
    tui::{
        text,
        theme::Role,
        widgets::{Look, choice, list::GUTTER, paint, scroll},
    },
};

/// Paints a form and says where the cursor goes.
pub(super) fn form<K>(
    look: Look<'_>,
    layout: &Layout,
    head: &Head,
    fields: &[Field<K>],
    focus: Focus<'_>,
    tops: &[usize],
    buf: &mut Buffer,
) -> Option<Position> {
    paint_head(look, layout, head, fields.len(), focus.at, buf);
    let about = Rect {
        x: layout.about.x.saturating_add(GUTTER),
        width: layout.about.width.saturating_sub(GUTTER),
        ..layout.about
    };
    let lines = layout::about_lines(layout.about, &head.about);
    let cut = lines.len() > usize::from(about.height);
    for (row, line) in (0..about.height).zip(&lines) {
        let more = cut && row + 1 == about.height;
        let shown = if more {
            format!("{line} {}", look.glyphs.ellipsis)
        } else {
            line.clone()
        };
        paint::text_at(look, about, 0, row, &shown, look.style(Role::Dim), buf);
    }
    let mut cursor = None;
    let remembered = tops.iter().copied().chain(std::iter::repeat(0));
    for (stack, remembered) in layout.stacks.iter().zip(remembered) {
        let top = stack.top(fields, focus.at, remembered);
        for block in &stack.blocks {
            let Some(field) = fields.get(block.field) else {
                continue;
            };
            let painter = Painter {
                look,
                stack,
                top,
                single: layout.single,
            };
            cursor = cursor.or(painter.block(block, field, focus, buf));
        }
        if !layout.single {
            let height = usize::from(stack.area.height);
            scroll::more(look, stack.area, top > 0, top + height < stack.len, buf);
        }
    }
    cursor
}

fn paint_head(
    look: Look<'_>,
    layout: &Layout,
    head: &Head,
    len: usize,
    at: usize,
    buf: &mut Buffer,
) {
    let mut spans = vec![Span::raw(" ")];
    for (piece, role) in &head.line {
        spans.push(Span::styled(
            safe::escape_line(piece).into_owned(),
            look.style(*role),
        ));
        spans.push(Span::raw("  "));
    }
    let count = format!("{}/{len} ", at + 1);
    let count = Line::styled(count, look.style(Role::Dim));
    paint::both_sides(look, layout.head, 0, &Line::from(spans), &count, buf);
}

struct Painter<'a> {
    look: Look<'a>,
    stack: &'a Stack,
    top: usize,
    single: bool,
}

impl Painter<'_> {
    /// Returns the row on the screen of a row of the stack; none where it is scrolled away.
    fn row(&self, row: usize) -> Option<u16> {
        let row = row.checked_sub(self.top)?;
        (row < usize::from(self.stack.area.height)).then(|| text::cells(row))
    }

    fn at(&self, x: usize, row: usize, line: &Line<'_>, buf: &mut Buffer) {
        if let Some(row) = self.row(row) {
            paint::line_at(self.look, self.stack.area, text::cells(x), row, line, buf);
        }
    }

    fn block<K>(
        &self,
        block: &Block,
        field: &Field<K>,
        focus: Focus<'_>,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let look = self.look;
        let selected = block.field == focus.at;
        let gutter = if self.single { 0 } else { usize::from(GUTTER) };
        let mut row = block.top;
        if let Some(section) = field.section.filter(|_| block.above > 0) {
            row += block.above;
            self.at(
                gutter,
                row - 1,
                &Line::styled(section, look.style(Role::Heading)),
                buf,
            );
        }
        if selected && !self.single {
            for own in row..row + block.label + block.value {
                self.at(
                    0,
                    own,
                    &Line::styled(look.glyphs.cursor, look.style(Role::Cursor)),
                    buf,
                );
            }
        }
        self.at(gutter, row, &self.label(field, selected), buf);
        row += block.label;
        let cursor = self.value(block, field, focus, gutter + block.indent, row, buf);
        row += block.value;
        for line in &block.remarks {
            self.at(
                gutter + usize::from(!self.single) * 2,
                row,
                &Line::styled(line.as_str(), look.style(Role::Warning)),
                buf,
            );
            row += 1;
        }
        let failed = focus.typing.is_some_and(|(_, message)| message.is_some());
        let role = if failed { Role::Error } else { Role::Hint };
        for line in &block.below {
            self.at(
                gutter + usize::from(!self.single) * 2,
                row,
                &Line::styled(line.as_str(), look.style(role)),
                buf,
            );
            row += 1;
        }
        cursor
    }

    fn label<K>(&self, field: &Field<K>, selected: bool) -> Line<'static> {
        let look = self.look;
        let mut style = look.style(Role::Label);
        if selected {
            style = style.patch(look.style(Role::Selection));
        }
        let label = Span::styled(text::capitalised(&safe::escape_line(&field.label)), style);
        if self.single {
            let arrow = |glyph: &str| Span::styled(glyph.to_owned(), look.style(Role::Key));
            let (before, after) = (
                format!("{} ", look.glyphs.previous),
                format!(" {}", look.glyphs.next),
            );
            return Line::from(vec![arrow(&before), label, arrow(&after)]);
        }
        if field.depth > 1 {
            let indent = " ".repeat(2 * (field.depth - 1));
            let arrow = if look.glyphs.next.is_ascii() {
                "> "
            } else {
                "↳ "
            };
            let lead = Span::styled(format!("{indent}{arrow}"), look.style(Role::Dim));
            return Line::from(vec![lead, label]);
        }
        Line::from(label)
    }

    fn value<K>(
        &self,
        block: &Block,
        field: &Field<K>,
        focus: Focus<'_>,
        x: usize,
        row: usize,
        buf: &mut Buffer,
    ) -> Option<Position> {
        let look = self.look;
        let selected = block.field == focus.at;
        let width =
            usize::from(self.stack.area.width).saturating_sub(x + usize::from(!self.single));
        if let Some((typed, _)) = focus.typing.filter(|_| selected) {
            let first = self.row(row.max(self.top))?;
            let visible = (row + block.value).saturating_sub(row.max(self.top));
            let area = Rect {
                x: self.stack.area.x.saturating_add(text::cells(x)),
                y: self.stack.area.y.saturating_add(first),
                width: text::cells(width),
                height: text::cells(visible).min(self.stack.area.height.saturating_sub(first)),
            };
            return typed.render(area, buf, look.style(Role::FieldFocus), true);
        }
        match &field.kind {
            Kind::Choice { labels, taken, .. } => {
                let note = field.note.as_ref().map(|(note, role)| {
                    let note = format!("  {}", safe::escape_line(note));
                    Span::styled(note, look.style(*role))
                });
                let taken_up = note.as_ref().map_or(0, |note| text::width(&note.content));
                let room = width.saturating_sub(taken_up);
                let labels: Vec<Cow<'_, str>> = labels
                    .iter()
                    .map(|label| safe::escape_line(label))
                    .collect();
                let labels: Vec<&str> = labels.iter().map(AsRef::as_ref).collect();
                let mut line = choice::line(look, &labels, *taken, selected, room);
                line.spans.extend(note);
                self.at(x, row, &line, buf);
            }
            Kind::Evidence(state) => {
                let (mark, role, words) = marks::citation(state.as_ref(), look.glyphs);
                let area = Rect {
                    width: self.stack.area.width.saturating_sub(1),
                    ..self.stack.area
                };
                if let Some(row) = self.row(row) {
                    let area = Rect {
                        x: area.x.saturating_add(text::cells(x)),
                        width: area.width.saturating_sub(text::cells(x)),
                        ..area
                    };
                    let cited = Line::from(vec![
                        Span::styled(format!("{mark} "), look.style(role)),
                        Span::styled(
                            safe::escape_line(&field.value).into_owned(),
                            look.style(Role::Text),
                        ),
                    ]);
                    let mut said = Vec::new();
                    if let Some((note, role)) = &field.note {
                        let note = format!("{}, ", safe::escape_line(note));
                        said.push(Span::styled(note, look.style(*role)));
                    }
                    let words = safe::escape_line(&words).into_owned();
                    said.push(Span::styled(words, look.style(role)));
                    let words = Line::from(said);
                    paint::both_sides(look, area, row, &cited, &words, buf);
                }
            }
            Kind::Line | Kind::Long | Kind::Date | Kind::ReadOnly => {
                self.text(block, field, x, row, width, buf);
            }
        }
        None
    }

    fn text<K>(
        &self,
        block: &Block,
        field: &Field<K>,
        x: usize,
        row: usize,
        width: usize,
        buf: &mut Buffer,
    ) {
        let look = self.look;
        let role = if field.value.is_empty() {
            Role::Placeholder
        } else if field.kind == Kind::ReadOnly {
            Role::Dim
        } else {
            Role::Text
        };
        let lines = layout::value_lines(field, width);
        let cut = lines.len() > block.value;
        for (offset, line) in lines.iter().take(block.value).enumerate() {
            let last = offset + 1 == block.value;
            let mut spans = vec![Span::styled(line.clone(), look.style(role))];
            if cut && last {
                spans.push(Span::styled(
                    format!(" {}", look.glyphs.ellipsis),
                    look.style(Role::Dim),
                ));
            }
            if let Some((note, role)) = field.note.as_ref().filter(|_| offset == 0) {
                let gap = if line.is_empty() { "" } else { "  " };
                spans.push(Span::styled(
                    format!("{gap}{}", safe::escape_line(note)),
                    look.style(*role),
                ));
            }
            self.at(x, row + offset, &Line::from(spans), buf);
        }
    }
}
