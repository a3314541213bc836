//! A box that stays until a key: an error or a message with its details and what to do about it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::hints::{self, Hint};
use super::scroll::{self, Scroll};
use super::{Look, frame, paint};
use crate::error::Error;
use crate::safe;
use crate::tui::text;
use crate::tui::theme::Role;

/// The widest box: longer lines are hard to read.
const WIDEST: u16 = 88;

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// A word or two in the frame.
    pub title: String,
    /// How it is shown: `Error`, `Warning` or `Ok`.
    pub role: Role,
    /// One sentence.
    pub message: String,
    /// Further lines: reasons, places, excerpts.
    pub details: Vec<String>,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Notice {
    /// Makes the notice of an error.
    pub fn error(error: &Error) -> Self {
        Self {
            title: "Error".to_owned(),
            role: Role::Error,
            message: error.message.clone(),
            details: error.details.clone(),
            hints: error.hints.clone(),
        }
    }

    /// Makes a notice of a message only.
    pub fn message(title: impl Into<String>, role: Role, message: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            role,
            message: message.into(),
            details: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Returns all of it as plain text, to be copied.
    pub fn text(&self) -> String {
        let mut lines = vec![self.message.clone()];
        lines.extend(self.details.iter().map(|detail| format!("  {detail}")));
        lines.extend(self.hints.iter().map(|hint| format!("hint: {hint}")));
        lines.join("\n")
    }

    fn lines(&self, look: Look<'_>, width: usize) -> Vec<(String, Style)> {
        let mut lines = Vec::new();
        let mut add = |indent: &str, what: &str, role: Role| {
            let shown = safe::escape_text(what);
            let shown = text::expand_tabs(&shown);
            // What is indented goes on indented.
            let rest = shown.trim_start_matches(' ');
            let indent = format!("{indent}{}", " ".repeat(shown.len() - rest.len()));
            for line in text::wrap_lines(rest, width.saturating_sub(indent.len()).max(8)) {
                lines.push((format!("{indent}{line}"), look.style(role)));
            }
        };
        add("", &self.message, Role::Strong);
        if !self.details.is_empty() {
            add("", "", Role::Text);
        }
        for detail in &self.details {
            add("  ", detail, Role::Text);
        }
        if !self.hints.is_empty() {
            add("", "", Role::Text);
        }
        for hint in &self.hints {
            add("", &format!("{} {hint}", look.glyphs.next), Role::Ok);
        }
        lines
    }

    /// Returns how many rows of text the box has in an area, and how many of them are visible: for scrolling.
    pub fn extent(&self, look: Look<'_>, area: Rect) -> (usize, usize) {
        let len = self.lines(look, usize::from(inner_width(area))).len();
        (len, len.min(usize::from(area.height.saturating_sub(4))))
    }

    /// Paints the box into the middle of an area, with the keys that act on it at its foot.
    pub fn render(
        &self,
        look: Look<'_>,
        area: Rect,
        scroll: Scroll,
        keys: &[Hint],
        buf: &mut Buffer,
    ) {
        let lines = self.lines(look, usize::from(inner_width(area)));
        let height = text::cells(lines.len()).saturating_add(4).min(area.height);
        let outer = frame::centred(area, WIDEST.min(area.width), height);
        let inside = frame::boxed(look, outer, &self.title, self.role, buf);
        let body = Rect {
            height: inside.height.saturating_sub(2),
            ..inside
        };
        let row = |index: usize| {
            lines
                .get(index)
                .map_or_else(Line::default, |(line, style)| {
                    Line::styled(line.as_str(), *style)
                })
        };
        scroll::render(look, body, scroll, lines.len(), row, buf);
        let mut line = hints::line(look, &[keys.to_vec()], usize::from(inside.width) + 1);
        // The footer of a screen begins a cell from its edge; in the box there is room already.
        line.spans.drain(..1.min(line.spans.len()));
        let foot = inside.height.saturating_sub(1);
        paint::line_at(look, inside, 0, foot, &line, buf);
    }
}

fn inner_width(area: Rect) -> u16 {
    // Two cells at each side for the frame, two at the right for the marks of more.
    area.width.min(WIDEST).saturating_sub(6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::{rows, with_look};

    fn notice() -> Notice {
        let error = Error::refused("Could not commit: a rebase is under way")
            .details(["onto\tmain\u{202e}"])
            .hint("finish it with git rebase --continue");
        Notice::error(&error)
    }

    #[test]
    fn a_notice_says_what_why_and_what_to_do() {
        with_look(|look| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 50, 10));
            let keys = [Hint::new("y", "copy"), Hint::new("enter", "close")];
            notice().render(look, buf.area, Scroll::default(), &keys, &mut buf);
            insta::assert_snapshot!(rows(&buf).join("\n"), @r"
            ┌─ Error ────────────────────────────────────────┐
            │ Could not commit: a rebase is under way        │
            │                                                │
            │   onto    main\u{202e}                         │
            │                                                │
            │ › finish it with git rebase --continue         │
            │                                                │
            │ y copy  enter close                            │
            └────────────────────────────────────────────────┘
            ");
        });
    }

    #[test]
    fn a_detail_that_is_indented_goes_on_indented() {
        let notice = Notice {
            details: vec!["  two words that wrap".to_owned()],
            ..Notice::message("T", Role::Error, "m")
        };
        with_look(|look| {
            let lines = notice.lines(look, 14);
            let shown: Vec<&str> = lines.iter().map(|(line, _)| line.as_str()).collect();
            assert_eq!(shown, ["m", "", "    two words", "    that wrap"]);
        });
    }

    #[test]
    fn a_long_notice_scrolls() {
        with_look(|look| {
            let area = Rect::new(0, 0, 30, 7);
            let (len, visible) = notice().extent(look, area);
            assert!(len > visible && visible == 3);
            let mut buf = Buffer::empty(area);
            notice().render(look, area, Scroll { top: len - visible }, &[], &mut buf);
            assert!(
                rows(&buf)[3].contains("rebase --continue"),
                "{:?}",
                rows(&buf)
            );
        });
    }

    #[test]
    fn a_notice_is_copied_as_text() {
        assert!(
            notice()
                .text()
                .ends_with("\nhint: finish it with git rebase --continue")
        );
    }

    #[test]
    fn a_notice_fits_any_screen() {
        with_look(|look| {
            for (width, height) in [(0, 0), (1, 1), (5, 3), (12, 4)] {
                let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
                notice().render(
                    look,
                    buf.area,
                    Scroll::default(),
                    &[Hint::new("y", "copy")],
                    &mut buf,
                );
            }
        });
    }
}
