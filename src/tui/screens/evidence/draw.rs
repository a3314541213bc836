//! How a citation is drawn: its head, the facts, and the two texts or why they are not there.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::tui::screens::picker::place_text;
use crate::{
    domain::evidence::CitationState,
    safe,
    tui::{marks, panel::View, text, theme::Role, widgets::paint},
};

use super::{EvidenceView, Seen, facts};

impl EvidenceView {
    pub(super) fn draw_head(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let state = self.state(view.data);
        let style = look.style(marks::citation_role(state));
        let subject = match &self.link {
            Some(link) => safe::escape_line(&link.subject()).into_owned(),
            None => self.id.to_string(),
        };
        let phrase = match (state, &self.link) {
            (Some(CitationState::NoFile), _) | (_, None) => String::new(),
            (Some(state), _) => safe::escape_line(&state.phrase()).into_owned(),
            (None, Some(_)) => "not judged yet".to_owned(),
        };
        let left = Line::from(vec![
            Span::styled(format!(" {} ", marks::citation(look.glyphs, state)), style),
            Span::styled(subject, look.style(Role::Title)),
            Span::raw("   "),
            Span::styled(phrase, style),
        ]);
        let (at, count) = self.number(view.data);
        let right = if area.width < 60 {
            format!("{}/{count} ", at + 1)
        } else {
            format!(
                "citation {} of {count} of {} ",
                at + 1,
                place_text(&self.holder)
            )
        };
        let right = Line::from(Span::styled(right, look.style(Role::Dim)));
        paint::both_sides(look, area, 0, &left, &right, buf);
    }

    pub(super) fn draw_body(&self, area: Rect, buf: &mut Buffer, view: View<'_>) {
        let look = view.look;
        let sentence = match &self.seen {
            Seen::Waiting => "Comparing...",
            Seen::Without(why)
            | Seen::Compared {
                sides: Err(why), ..
            } => why,
            Seen::Compared {
                sides: Ok(sides),
                link,
                now_path,
                state,
            } => {
                let then = format!("as cited, {}", facts::commit(link));
                let now = match state {
                    CitationState::Moved { .. } if link.path.as_deref() != Some(now_path) => {
                        format!("now, {now_path}")
                    }
                    CitationState::Gone => "now: gone".to_owned(),
                    CitationState::Changed if sides.are_same() => {
                        "now: only line ends differ".to_owned()
                    }
                    _ => "now".to_owned(),
                };
                sides.render(look, area, [&then, &now], self.scroll, &self.find, buf);
                return;
            }
        };
        let inside = Rect {
            x: area.x + 1.min(area.width),
            width: area.width.saturating_sub(2),
            ..area
        };
        for (row, line) in (0..).zip(text::wrap_lines(sentence, usize::from(inside.width))) {
            paint::text_at(
                look,
                inside,
                0,
                row,
                line,
                look.style(Role::Placeholder),
                buf,
            );
        }
    }
}
