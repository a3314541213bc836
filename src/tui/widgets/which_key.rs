//! After the first key of several: the keys that can follow.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Look, paint};
use crate::tui::keymap::{Follow, Key};
use crate::tui::text;
use crate::tui::theme::Role;

const GAP: usize = 3;

/// Returns how many rows the list takes at a width, with its title.
pub fn height(follows: &[Follow], width: u16) -> u16 {
    let columns = columns(follows, usize::from(width));
    text::cells(1 + follows.len().div_ceil(columns))
}

/// Paints the keys that can follow over the last rows of an area, and returns the part that it took.
pub fn render(
    look: Look<'_>,
    area: Rect,
    pressed: &[Key],
    follows: &[Follow],
    buf: &mut Buffer,
) -> Rect {
    let rows = height(follows, area.width).min(area.height);
    let area = Rect {
        y: area.bottom() - rows,
        height: rows,
        ..area
    };
    paint::clear(look, area, Role::Overlay, buf);
    let line = look.glyphs.horizontal.repeat(usize::from(area.width));
    paint::text_at(look, area, 0, 0, &line, look.style(Role::Border), buf);
    let pressed: Vec<String> = pressed.iter().map(Key::to_string).collect();
    paint::text_at(
        look,
        area,
        1,
        0,
        &format!(" {} ", pressed.join(" ")),
        look.style(Role::Key),
        buf,
    );
    let columns = columns(follows, usize::from(area.width));
    let cell = cell(follows);
    let per_column = follows.len().div_ceil(columns).max(1);
    for (at, follow) in follows.iter().enumerate() {
        let x = text::cells(1 + at / per_column * cell);
        let row = text::cells(1 + at % per_column);
        let line = Line::from(vec![
            Span::styled(follow.key.to_string(), look.style(Role::Key)),
            Span::styled(format!(" {}", title(look, follow)), look.style(Role::Text)),
        ]);
        paint::line_at(look, area, x, row, &line, buf);
    }
    area
}

fn title(look: Look<'_>, follow: &Follow) -> String {
    let title = follow.action.info().title;
    if follow.more {
        format!("{title} {}", look.glyphs.ellipsis)
    } else {
        title.to_owned()
    }
}

/// The width of a column; 2 is what the mark of yet more keys may take.
fn cell(follows: &[Follow]) -> usize {
    let wide = |follow: &Follow| {
        text::width(&follow.key.to_string())
            + 1
            + follow.action.info().title.len()
            + if follow.more { 3 } else { 0 }
    };
    follows.iter().map(wide).max().unwrap_or(0) + GAP
}

fn columns(follows: &[Follow], width: usize) -> usize {
    (width.saturating_sub(1) / cell(follows)).clamp(1, follows.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::Context;
    use crate::tui::keymap::Keymap;
    use crate::tui::widgets::testing::{rows, with_look};

    #[test]
    fn the_keys_that_can_follow_stand_at_the_foot() {
        with_look(|look| {
            let keymap = Keymap::default();
            let follows = keymap.which_key(&[Context::Walk, Context::Global], &[Key::char('g')]);
            let mut buf = Buffer::empty(Rect::new(0, 0, 40, 12));
            let taken = render(look, buf.area, &[Key::char('g')], &follows, &mut buf);
            assert_eq!(taken, Rect::new(0, 0, 40, 12));
            assert_eq!(
                rows(&buf),
                [
                    "─ g ────────────────────────────────────",
                    " g top             i independence",
                    " h home            o sign-off",
                    " w walk            r review",
                    " c clause          S sync",
                    " b chart           l look up",
                    " f findings        v verify",
                    " a actions         e repositories",
                    " q due             A audit",
                    " M management      p programme",
                    " m samples         y AI systems",
                    " s applicability"
                ]
            );
        });
    }
}
