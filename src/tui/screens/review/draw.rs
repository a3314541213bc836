//! How the review looks.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    safe,
    session::OthersChanged,
    tui::{
        panel::View,
        text,
        theme::Role,
        widgets::{frame, paint},
    },
};

use super::{
    ReviewScreen,
    parts::{LABEL, Part},
};

impl ReviewScreen {
    /// Paints all parts that have room and says where the cursor goes.
    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let parts = self.parts(area);
        self.draw_head(parts.head, buf, view);
        self.review.as_ref()?;
        if self.is_empty() {
            let below = Rect {
                x: area.x + 1.min(area.width),
                y: parts.head.bottom(),
                width: area.width.saturating_sub(2),
                height: area.height - parts.head.height,
            };
            let text = "Every record is as in the last commit.";
            paint::text_at(look, below, 0, 1, text, look.style(Role::Placeholder), buf);
            // What is not committed and never will be, such as a copy that nothing cites, is told all the same.
            let mut row = 3;
            for problem in self.review.iter().flat_map(|review| &review.problems) {
                let said = safe::escape_line(&problem.text);
                for line in text::wrap_lines(&said, usize::from(below.width)) {
                    paint::text_at(look, below, 0, row, line, look.style(Role::Warning), buf);
                    row = row.saturating_add(1);
                }
            }
            return None;
        }
        let alone = !parts.tabs.is_empty();
        if alone {
            self.draw_tabs(parts.tabs, buf, view);
        }
        if !parts.records.is_empty() {
            self.records.render(look, parts.records, buf);
        }
        if parts.line.width == 1 {
            frame::divider(look, parts.line, buf);
        } else if !parts.line.is_empty() {
            frame::rule(look, parts.line, buf);
        }
        if !parts.changes.is_empty() {
            self.draw_changes(parts.changes, buf, view);
        }
        if !parts.rule.is_empty() {
            frame::rule(look, parts.rule, buf);
        }
        if !parts.problems.is_empty() {
            let room = self.label(Part::Problems, parts.problems, buf, view, alone);
            self.draw_problems(room, buf, view);
        }
        let mut cursor = None;
        if !parts.message.is_empty() {
            let room = self.label(Part::Message, parts.message, buf, view, alone);
            cursor = self.draw_message(room, buf, view);
        }
        let foot = Rect {
            y: area.bottom().saturating_sub(1),
            height: area.height.min(1),
            ..area
        };
        self.find.draw(look, foot, self.at, buf).or(cursor)
    }

    /// Says what a commit would be, and whether that can be done.
    pub(super) fn what(&self) -> (String, Role) {
        let Some(review) = &self.review else {
            let text = if self.waiting {
                "Comparing the records..."
            } else {
                "The records could not be compared."
            };
            return (text.to_owned(), Role::Dim);
        };
        let (all, ticked) = (review.files.len(), self.records.ticked());
        let noun = if all == 1 { "record" } else { "records" };
        let count = if ticked == all {
            format!("{all}")
        } else {
            format!("{ticked} of {all}")
        };
        if let Some(operation) = review.head.operation {
            let text =
                format!("{count} {noun}, not to be committed while a {operation} is under way");
            return (text, Role::Warning);
        }
        match &review.head.branch {
            None => (
                format!("{count} {noun}, not to be committed: HEAD is detached"),
                Role::Warning,
            ),
            Some(branch) if all == 0 => (
                format!("nothing to commit on {}", safe::escape_line(branch)),
                Role::Title,
            ),
            Some(branch) => (
                format!("{count} {noun} to commit on {}", safe::escape_line(branch)),
                Role::Title,
            ),
        }
    }

    pub(super) fn others(&self) -> String {
        let Some(OthersChanged {
            staged,
            changed,
            is_unknown,
        }) = self.review.as_ref().map(|review| review.others)
        else {
            return String::new();
        };
        if is_unknown {
            return "nothing else is touched; the index cannot be read".to_owned();
        }
        let file = |count: usize| if count == 1 { "file" } else { "files" };
        let stay = |count: usize| {
            if count == 1 {
                "stays as it is"
            } else {
                "stay as they are"
            }
        };
        match (staged, changed) {
            (0, 0) => "nothing else is touched".to_owned(),
            (staged, 0) => {
                format!(
                    "nothing else is touched: {staged} staged {} of yours {}",
                    file(staged),
                    stay(staged)
                )
            }
            (0, changed) => {
                format!(
                    "nothing else is touched: {changed} changed {} of yours {}",
                    file(changed),
                    stay(changed)
                )
            }
            (staged, changed) => format!(
                "nothing else is touched: {staged} staged and {changed} changed {} of yours stay as they are",
                file(changed)
            ),
        }
    }

    fn draw_head(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let (what, role) = self.what();
        let others = self.others();
        let left = Line::from(Span::styled(format!(" {what}"), look.style(role)));
        let right = Line::from(Span::styled(format!("{others} "), look.style(Role::Dim)));
        if area.height > 1 {
            paint::line_at(look, area, 0, 0, &left, buf);
            paint::text_at(look, area, 1, 1, &others, look.style(Role::Dim), buf);
        } else if text::width(&what) + text::width(&others) + 4 <= usize::from(area.width) {
            paint::both_sides(look, area, 0, &left, &right, buf);
        } else {
            paint::line_at(look, area, 0, 0, &left, buf);
        }
    }

    fn draw_tabs(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let mut spans = vec![Span::raw(" ")];
        for part in Part::ALL {
            let role = if part == self.part {
                Role::Title
            } else {
                Role::Dim
            };
            spans.push(Span::styled(part.title(), view.look.style(role)));
            spans.push(Span::raw("  "));
        }
        paint::line_at(view.look, area, 0, 0, &Line::from(spans), buf);
    }

    fn draw_changes(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let role = if self.part == Part::Changes {
            Role::Title
        } else {
            Role::Heading
        };
        let title = text::truncate_start(
            self.records.title(),
            usize::from(area.width),
            look.glyphs.ellipsis,
        );
        paint::text_at(look, area, 0, 0, &title, look.style(role), buf);
        let body = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        match self.records.diff() {
            Some(diff) if diff.is_empty() => {
                let text = "Only line ends differ.";
                paint::text_at(look, body, 0, 0, text, look.style(Role::Placeholder), buf);
            }
            Some(diff) => diff.render(look, body, self.scroll, buf),
            None => {}
        }
    }

    /// Paints the name of a part and returns the room beside it, or below the tabs all of the room.
    fn label(&self, part: Part, area: Rect, buf: &mut Buffer, view: View<'_>, alone: bool) -> Rect {
        if alone {
            return Rect {
                x: area.x + 1.min(area.width),
                width: area.width.saturating_sub(1),
                ..area
            };
        }
        let role = if part == self.part {
            Role::Title
        } else {
            Role::Label
        };
        paint::text_at(
            view.look,
            area,
            1,
            0,
            part.title(),
            view.look.style(role),
            buf,
        );
        Rect {
            x: area.x + LABEL.min(area.width),
            width: area.width.saturating_sub(LABEL),
            ..area
        }
    }

    fn draw_problems(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let role = if self.problems.block() {
            Role::Error
        } else {
            Role::Text
        };
        let mut summary = self.problems.summary();
        if self.review.is_some() && self.ticked.is_none() {
            summary.push_str(if self.asked.is_some() {
                ", and what is ticked is still being judged"
            } else {
                ", and what is ticked could not be judged"
            });
        }
        if area.height == 1
            && let Some(problem) = self.problems.selected()
        {
            summary.push_str(": ");
            summary.push_str(&safe::escape_line(&problem.text));
        }
        paint::text_at(look, area, 0, 0, &summary, look.style(role), buf);
        let list = Rect {
            y: area.y.saturating_add(1),
            height: area.height.saturating_sub(1),
            ..area
        };
        if self.problems.len() > 0 && !list.is_empty() {
            self.problems
                .render(look, list, self.part == Part::Problems, buf);
        }
    }

    fn draw_message(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let role = if self.is_writing {
            Role::FieldFocus
        } else {
            Role::Field
        };
        self.message
            .render(area, buf, view.look.style(role), self.is_writing)
    }
}
