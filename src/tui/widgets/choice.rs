//! One of a few values.

use ratatui::text::{Line, Span};

use super::Look;
use crate::tui::text;
use crate::tui::theme::Role;

/// Returns the value before or after the one taken, going round; without one it is the first or the last.
pub fn step(selected: Option<usize>, len: usize, forwards: bool) -> Option<usize> {
    let last = len.checked_sub(1)?;
    Some(match (selected, forwards) {
        (Some(at), true) if at < last => at + 1,
        (_, true) => 0,
        (None | Some(0), false) => last,
        (Some(at), false) => (at - 1).min(last),
    })
}

/// Makes the line of a choice: all values with the one taken in brackets, or only that one where they do not fit.
///
/// The brackets say which one is taken without any colour.
pub fn line(
    look: Look<'_>,
    labels: &[&str],
    selected: Option<usize>,
    focus: bool,
    width: usize,
) -> Line<'static> {
    let taken = look
        .style(if focus { Role::FieldFocus } else { Role::Field })
        .patch(look.style(Role::Strong));
    let all: usize = labels.iter().map(|label| text::width(label) + 3).sum();
    if all <= width + 1 {
        let mut spans = Vec::new();
        for (at, label) in labels.iter().enumerate() {
            spans.push(if selected == Some(at) {
                Span::styled(format!("[{label}]"), taken)
            } else {
                Span::styled(format!(" {label} "), look.style(Role::Dim))
            });
            spans.push(Span::raw(" "));
        }
        spans.pop();
        return Line::from(spans);
    }
    let label = selected
        .and_then(|at| labels.get(at))
        .copied()
        .unwrap_or("-");
    let label = text::truncate(label, width.saturating_sub(4), look.glyphs.ellipsis);
    Line::from(vec![
        Span::styled(format!("{} ", look.glyphs.previous), look.style(Role::Key)),
        Span::styled(label.into_owned(), taken),
        Span::styled(format!(" {}", look.glyphs.next), look.style(Role::Key)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::with_look;

    #[test]
    fn the_value_taken_is_in_brackets() {
        with_look(|look| {
            let labels = ["major", "minor", "observation"];
            assert_eq!(
                line(look, &labels, Some(1), true, 40).to_string(),
                " major  [minor]  observation "
            );
            assert_eq!(
                line(look, &labels, Some(1), true, 20).to_string(),
                "‹ minor ›"
            );
            assert_eq!(line(look, &labels, None, false, 20).to_string(), "‹ - ›");
        });
    }

    #[test]
    fn choices_go_round() {
        assert_eq!(step(None, 3, true), Some(0));
        assert_eq!(step(Some(2), 3, true), Some(0));
        assert_eq!(step(Some(0), 3, false), Some(2));
        assert_eq!(step(None, 0, true), None);
    }
}
