//! How much is done: a bar with per cent, and a count in a badge.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Look;
use crate::tui::theme::Role;

/// Returns how much is done in whole per cent: 100 only when all is, 0 only when nothing is.
pub fn percent(done: usize, total: usize) -> usize {
    if total == 0 || done >= total {
        return if total == 0 { 0 } else { 100 };
    }
    (done.saturating_mul(100) / total).clamp(usize::from(done > 0), 99)
}

/// Returns a bar of `cells` pieces with the per cent after it, such as `▰▰▰▱▱▱▱▱▱▱ 22 %`.
pub fn bar(look: Look<'_>, done: usize, total: usize, cells: usize) -> Line<'static> {
    let full = cells * percent(done, total) / 100;
    Line::from(vec![
        Span::styled(look.glyphs.done.repeat(full), look.style(Role::Progress)),
        Span::styled(
            look.glyphs.to_do.repeat(cells - full),
            look.style(Role::Dim),
        ),
        Span::styled(
            format!(" {:>3} %", percent(done, total)),
            look.style(Role::Text),
        ),
    ])
}

/// Returns a mark with a count, such as `✗ 3`; nothing for a count of nothing.
pub fn badge(mark: &str, count: usize, style: Style) -> Option<Span<'static>> {
    (count > 0).then(|| Span::styled(format!("{mark} {count}"), style))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::with_look;

    #[test]
    fn a_bar_is_full_only_when_all_is_done() {
        with_look(|look| {
            assert_eq!(bar(look, 41, 187, 10).to_string(), "▰▰▱▱▱▱▱▱▱▱  21 %");
            assert_eq!(bar(look, 186, 187, 10).to_string(), "▰▰▰▰▰▰▰▰▰▱  99 %");
            assert_eq!(bar(look, 187, 187, 4).to_string(), "▰▰▰▰ 100 %");
            assert_eq!(bar(look, 0, 0, 2).to_string(), "▱▱   0 %");
        });
        assert_eq!(percent(1, 100_000), 1);
    }

    #[test]
    fn a_badge_is_left_out_when_there_is_nothing() {
        assert!(badge("✗", 0, Style::new()).is_none());
        assert_eq!(badge("✗", 3, Style::new()).unwrap().content, "✗ 3");
    }
}
