//! Bars of a chart: a whole in shares, or a value on a scale with the mark of what it is to reach.
//!
//! The pieces differ in their characters, not by colour alone.

use ratatui::style::Style;
use ratatui::text::Span;

use super::Look;
use crate::tui::theme::Role;

/// Returns a bar of shares: of each so many cells of its character.
pub fn shares(parts: impl IntoIterator<Item = (&'static str, Style, usize)>) -> Vec<Span<'static>> {
    parts
        .into_iter()
        .map(|(fill, style, cells)| Span::styled(fill.repeat(cells), style))
        .collect()
}

/// Returns a bar from nothing to `most`, filled up to a value and marked at a goal; neither is there where it is not known.
///
/// The goal's mark takes the last cell of what would reach it, so that a bar that ends there has reached it.
pub fn scale(
    look: Look<'_>,
    value: Option<usize>,
    goal: Option<usize>,
    most: usize,
    cells: usize,
    style: Style,
) -> Vec<Span<'static>> {
    let cell = |value: usize| {
        (value * cells + most / 2)
            .checked_div(most)
            .map_or(0, |cell| cell.min(cells))
    };
    let filled = value.map_or(0, cell);
    let goal = goal.map(|goal| cell(goal).saturating_sub(1));
    let piece = |from: usize, to: usize| {
        let done = to.min(filled).saturating_sub(from);
        let rest = to.saturating_sub(from.max(filled));
        [
            Span::styled(look.glyphs.done.repeat(done), style),
            Span::styled(look.glyphs.to_do.repeat(rest), look.style(Role::Dim)),
        ]
    };
    let mut spans = Vec::new();
    match goal.filter(|goal| *goal < cells) {
        Some(goal) => {
            spans.extend(piece(0, goal));
            spans.push(Span::styled(look.glyphs.goal, look.style(Role::Strong)));
            spans.extend(piece(goal + 1, cells));
        }
        None => spans.extend(piece(0, cells)),
    }
    spans.retain(|span| !span.content.is_empty());
    spans
}

/// Returns the numbers of a scale of so many steps, each over the cell where its step ends.
pub fn axis(steps: usize, cells: usize) -> String {
    let mut axis = String::new();
    for step in 1..=steps {
        let end = (cells * step).checked_div(steps).unwrap_or(0);
        let number = step.to_string();
        let gap = end.saturating_sub(axis.len() + number.len());
        axis.push_str(&" ".repeat(gap));
        axis.push_str(&number);
    }
    axis
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::text;
    use crate::tui::widgets::testing::with_look;
    use ratatui::text::Line;

    fn drawn(value: Option<usize>, goal: Option<usize>, cells: usize) -> String {
        with_look(|look| {
            let spans = scale(look, value, goal, 50, cells, Style::new());
            Line::from(spans).to_string()
        })
    }

    #[test]
    fn a_value_is_held_against_its_goal() {
        assert_eq!(drawn(Some(20), Some(30), 10), "▰▰▰▰▱│▱▱▱▱");
        assert_eq!(drawn(Some(30), Some(30), 10), "▰▰▰▰▰│▱▱▱▱");
        assert_eq!(drawn(Some(50), Some(30), 10), "▰▰▰▰▰│▰▰▰▰");
        assert_eq!(drawn(Some(0), Some(50), 10), "▱▱▱▱▱▱▱▱▱│");
        assert_eq!(drawn(Some(10), Some(0), 10), "│▰▱▱▱▱▱▱▱▱");
        assert_eq!(drawn(None, None, 4), "▱▱▱▱");
    }

    #[test]
    fn a_bar_has_as_many_cells_as_it_was_given() {
        for cells in 0..30 {
            for value in 0..=50 {
                for goal in [None, Some(0), Some(value), Some(50)] {
                    assert_eq!(text::width(&drawn(Some(value), goal, cells)), cells);
                }
            }
        }
    }

    #[test]
    fn the_numbers_of_a_scale_stand_where_its_steps_end() {
        assert_eq!(axis(5, 20), "   1   2   3   4   5");
        assert_eq!(axis(5, 10), " 1 2 3 4 5");
        assert_eq!(axis(5, 0), "12345");
    }

    #[test]
    fn shares_differ_in_their_characters() {
        let style = Style::new();
        let spans = shares([("+", style, 2), ("x", style, 1), (".", style, 3)]);
        assert_eq!(Line::from(spans).to_string(), "++x...");
    }
}
