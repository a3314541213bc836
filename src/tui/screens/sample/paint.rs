//! How a sample is drawn: what it is, its items, and the selected one.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{object::short, papers::WorkingPapers, sample::Sample},
    safe,
    tui::{
        action::{Action, Context},
        data::Data,
        marks,
        panel::View,
        text,
        theme::Role,
        widgets::{
            frame,
            list::{self, GUTTER},
            paint,
        },
    },
};

use super::SampleScreen;

/// The narrowest area in which list and item stand side by side.
const SIDE_BY_SIDE: u16 = 100;

/// The lowest area in which the item stands below the list.
const BELOW: u16 = 16;

/// How many rows of the list stay in sight above a text that is typed.
const KEPT: u16 = 4;

/// Where the parts are.
pub(super) struct Areas {
    pub(super) head: Rect,
    pub(super) list: Rect,
    pub(super) line: Rect,
    pub(super) item: Rect,
}

impl Areas {
    /// Shares an area out; `typing` tells whether a text of the item is typed.
    pub(super) fn of(area: Rect, head: u16, typing: bool) -> Self {
        let head = Rect {
            height: head.min(area.height),
            ..area
        };
        let body = Rect {
            y: area.y + head.height,
            height: area.height - head.height,
            ..area
        };
        let none = Rect {
            width: 0,
            height: 0,
            ..body
        };
        if area.width >= SIDE_BY_SIDE {
            let left = area.width / 2;
            return Self {
                head,
                list: Rect {
                    width: left - 1,
                    ..body
                },
                line: Rect {
                    x: body.x + left,
                    width: 1,
                    ..body
                },
                item: Rect {
                    x: body.x + left + 1,
                    width: body.width - left - 1,
                    ..body
                },
            };
        }
        if area.height < BELOW {
            let (list, item) = if typing { (none, body) } else { (body, none) };
            return Self {
                head,
                list,
                line: none,
                item,
            };
        }
        let above = if typing {
            KEPT.min(body.height / 2)
        } else {
            body.height / 2
        };
        Self {
            head,
            list: Rect {
                height: above,
                ..body
            },
            line: Rect {
                y: body.y + above,
                height: 1,
                ..body
            },
            item: Rect {
                y: body.y + above + 1,
                height: body.height - above - 1,
                ..body
            },
        }
    }
}

/// Says what was drawn, from what, and how anybody draws it again.
fn about(sample: &Sample) -> String {
    let population = &sample.population;
    let mut said = format!(
        "{}; {} at {}",
        sample.describe_method(),
        population.describe(),
        short(&population.commit)
    );
    if !sample.seed.is_empty() {
        said = format!("{said}; seed {}", sample.seed);
    }
    if let Some(narrow) = &sample.widens {
        said = format!("{said}; wider than {narrow}");
    }
    if !sample.reason.is_empty() {
        said = format!("{said}; {}", sample.reason);
    }
    said
}

impl SampleScreen {
    /// Returns the lines of the head below its title.
    fn head_lines(&self, width: u16, data: &Data) -> Vec<(String, Role)> {
        let Some((papers, sample)) = self.papers(data).zip(self.sample(data)) else {
            return Vec::new();
        };
        let room = usize::from(width.saturating_sub(2)).max(8);
        let mut lines: Vec<(String, Role)> = Vec::new();
        // First, so that it is seen however little room there is.
        if let Some(said) = proposal(papers, sample) {
            lines.push((said, Role::Warning));
        }
        let about = safe::escape_line(&about(sample)).into_owned();
        let about: Vec<&str> = text::wrap_lines(&about, room);
        lines.extend(
            about
                .into_iter()
                .take(3)
                .map(|line| (line.to_owned(), Role::Dim)),
        );
        lines
    }

    pub(super) fn head_height(&self, area: Rect, data: &Data) -> u16 {
        let lines = text::cells(self.head_lines(area.width, data).len());
        (lines + 2).min(area.height / 2).max(1)
    }

    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let Some(sample) = self.sample(view.data) else {
            let said = format!("{} is not there any more", self.id);
            paint::text_at(look, area, 1, 0, &said, look.style(Role::Warning), buf);
            return None;
        };
        let areas = self.areas(area, view.data);
        self.paint_head(areas.head, buf, view, sample);
        if !areas.list.is_empty() {
            self.paint_list(areas.list, buf, view, sample);
        }
        if areas.line.width == 1 {
            frame::divider(look, areas.line, buf);
        } else if !areas.line.is_empty() {
            frame::rule(look, areas.line, buf);
        }
        let mut cursor = None;
        if !areas.item.is_empty() {
            let typed = self
                .typing
                .as_ref()
                .map(|typing| (typing.part.label(), &typing.field));
            let sheet = self.sheet(areas.item, view);
            cursor = sheet.paint(look, areas.item, self.scroll, false, typed, buf);
        }
        let foot = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        self.find
            .draw(look, foot, self.list.selected, buf)
            .or(cursor)
    }

    fn paint_head(&self, area: Rect, buf: &mut Buffer, view: View<'_>, sample: &Sample) {
        let look = view.look;
        let counts = sample.counts();
        let role = if counts.failed > 0 {
            Role::VerdictNonconforming
        } else {
            Role::Dim
        };
        let left = Line::from(vec![
            Span::raw(" "),
            Span::styled(sample.id.to_string(), look.style(Role::Title)),
            Span::raw("  "),
            Span::styled(
                safe::escape_line(&sample.subject()).into_owned(),
                look.style(Role::Strong),
            ),
        ]);
        let right = Line::styled(format!("{counts} "), look.style(role));
        paint::both_sides(look, area, 0, &left, &right, buf);
        let last = area.height.saturating_sub(1);
        for (row, (said, role)) in (1..last).zip(self.head_lines(area.width, view.data)) {
            let said = if role == Role::Warning {
                let key = view.keymap.key_of(Action::WidenSample, &[Context::Sample]);
                let key = key.map_or_else(String::new, |key| format!(": {key} draws it"));
                format!("{} {said}{key}", look.glyphs.alarm)
            } else {
                said
            };
            paint::text_at(look, area, 1, row, &said, look.style(role), buf);
        }
        if area.height > 1 {
            let line = Rect {
                y: area.y + last,
                height: 1,
                ..area
            };
            frame::rule(look, line, buf);
        }
    }

    fn paint_list(&self, area: Rect, buf: &mut Buffer, view: View<'_>, sample: &Sample) {
        let look = view.look;
        let width = usize::from(area.width.saturating_sub(GUTTER));
        let widest = sample.items.iter().map(|item| text::width(&item.id)).max();
        let labelled = sample.items.iter().any(|item| !item.label.is_empty());
        // Commits are told apart by their first digits; a path says more at its end.
        let most = if labelled { (width / 3).max(12) } else { width };
        let id_width = widest.unwrap_or(0).min(most);
        let row = |place: usize| {
            let Some(item) = sample.items.get(place) else {
                return Line::default();
            };
            let ellipsis = look.glyphs.ellipsis;
            let (mark, mark_role) = if item.is_replaced() {
                (look.glyphs.next, Role::Dim)
            } else {
                (
                    marks::result(look.glyphs, item.result),
                    marks::result_role(item.result),
                )
            };
            let id = safe::escape_line(&item.id).into_owned();
            let id = if id.contains('/') {
                text::truncate_start(&id, id_width, ellipsis).into_owned()
            } else {
                text::truncate(&id, id_width, ellipsis).into_owned()
            };
            let role = if item.is_replaced() {
                Role::Dim
            } else {
                Role::Text
            };
            let mut said = safe::escape_line(&item.label).into_owned();
            if let Some(other) = &item.replaced_by {
                said = format!("replaced by {}", safe::escape_line(other));
            } else if let Some(other) = &item.replaces {
                said = format!("for {}: {said}", safe::escape_line(other));
            }
            let room = width.saturating_sub(2 + id_width + 2);
            Line::from(vec![
                Span::styled(format!("{mark} "), look.style(mark_role)),
                Span::styled(text::pad(&id, id_width).into_owned(), look.style(role)),
                Span::raw("  "),
                Span::styled(
                    text::truncate(&said, room, ellipsis).into_owned(),
                    look.style(Role::Dim),
                ),
            ])
        };
        let len = sample.items.len();
        list::render(look, area, &self.list, len, "no item was drawn", row, buf);
    }
}

/// Says that a failed item asks for a wider sample; none where it does not, or where there is one.
fn proposal(papers: &WorkingPapers, sample: &Sample) -> Option<String> {
    let size = papers.proposed_size(sample)?;
    Some(format!("an item failed: look at {size} items"))
}
