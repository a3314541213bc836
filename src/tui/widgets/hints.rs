//! The line at the foot of a screen: the few keys that matter most here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Look, paint};
use crate::tui::action::{Action, Context};
use crate::tui::keymap::Keymap;
use crate::tui::text;
use crate::tui::theme::Role;

/// A key and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The key as it is written.
    pub key: String,
    /// What it does, in one to three words.
    pub title: String,
}

impl Hint {
    /// Makes a hint.
    pub fn new(key: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            title: title.into(),
        }
    }
}

/// Returns the hints of actions in the given contexts; one without a key has none.
///
/// Actions of one title that follow each other are the steps of a scale: the first and the last key stand for all.
///
/// Where text is typed, a key that types a character is none: `esc` goes back there, not `q`.
pub fn of(keymap: &Keymap, stack: &[Context], actions: &[Action]) -> Vec<Hint> {
    let typing = stack
        .iter()
        .any(|context| matches!(context, Context::Text | Context::Picker));
    let types = |key: &String| key.chars().count() == 1 || key == "space" || key.contains(' ');
    let mut hints: Vec<Hint> = Vec::new();
    for action in actions {
        let mut keys = keymap.keys_of(*action, stack).into_iter();
        let Some(key) = keys.find(|key| !typing || !types(key)) else {
            continue;
        };
        let title = action.info().title;
        match hints.last_mut().filter(|last| last.title == title) {
            Some(scale) => {
                let first = scale.key.split('-').next().unwrap_or_default();
                scale.key = format!("{first}-{key}");
            }
            None => hints.push(Hint::new(key, title)),
        }
    }
    hints
}

/// Makes the line of groups of hints that fits a width.
///
/// The last hint of all, the way to every other key, is always there; of the others the first ones are.
pub fn line(look: Look<'_>, groups: &[Vec<Hint>], width: usize) -> Line<'static> {
    let mut rest: Vec<(usize, &Hint)> = Vec::new();
    for (group, hints) in groups.iter().enumerate() {
        rest.extend(hints.iter().map(|hint| (group, hint)));
    }
    let Some((last_group, last)) = rest.pop() else {
        return Line::default();
    };
    let gap = |before: Option<usize>, group: usize| match before {
        None => 0,
        Some(before) if before == group => 2,
        Some(_) => 3,
    };
    let wide = |hint: &Hint| text::width(&hint.key) + 1 + text::width(&hint.title);
    let mut shown: Vec<(usize, &Hint)> = Vec::new();
    let mut used = 1;
    for (group, hint) in rest {
        let total = used + gap(shown.last().map(|(group, _)| *group), group) + wide(hint);
        if total + gap(Some(group), last_group) + wide(last) > width {
            break;
        }
        used = total;
        shown.push((group, hint));
    }
    shown.push((last_group, last));
    let mut spans = vec![Span::raw(" ")];
    let mut before = None;
    for (group, hint) in shown {
        match gap(before, group) {
            0 => {}
            3 => {
                spans.push(Span::styled(
                    format!(" {} ", look.glyphs.separator),
                    look.style(Role::Border),
                ));
            }
            _ => spans.push(Span::raw("  ")),
        }
        before = Some(group);
        spans.push(Span::styled(hint.key.clone(), look.style(Role::Key)));
        spans.push(Span::styled(
            format!(" {}", hint.title),
            look.style(Role::Hint),
        ));
    }
    Line::from(spans)
}

/// Paints the line of hints into the first row of an area.
pub fn render(look: Look<'_>, area: Rect, groups: &[Vec<Hint>], buf: &mut Buffer) {
    paint::line_at(
        look,
        area,
        0,
        0,
        &line(look, groups, usize::from(area.width)),
        buf,
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::with_look;

    fn groups() -> Vec<Vec<Hint>> {
        let keymap = Keymap::default();
        let stack = [Context::Walk, Context::Global];
        vec![
            of(
                &keymap,
                &stack,
                &[Action::VerdictConforming, Action::VerdictNonconforming],
            ),
            of(
                &keymap,
                &stack,
                &[Action::Cite, Action::EditNote, Action::RaiseFinding],
            ),
            of(
                &keymap,
                &stack,
                &[Action::NextTheme, Action::Find, Action::Help],
            ),
        ]
    }

    #[test]
    fn the_footer_shows_groups_of_keys() {
        with_look(|look| {
            assert_eq!(
                line(look, &groups(), 120).to_string(),
                " c conforming  x nonconforming │ e evidence  i note  f finding │ / find  ? all keys"
            );
        });
    }

    #[test]
    fn the_steps_of_a_scale_are_named_by_the_first_and_the_last() {
        let stack = [Context::Gap, Context::Walk, Context::Global];
        let actions = [
            Action::RateZero,
            Action::RateOne,
            Action::RateFive,
            Action::SetTarget,
        ];
        let hints = of(&Keymap::default(), &stack, &actions);
        assert_eq!(
            hints,
            [Hint::new("0-5", "maturity"), Hint::new("T", "target")]
        );
    }

    #[test]
    fn where_text_is_typed_a_letter_is_no_key() {
        let stack = [Context::Picker, Context::Global];
        let actions = [Action::PickerAccept, Action::Back, Action::Help];
        let hints = of(&Keymap::default(), &stack, &actions);
        let keys: Vec<&str> = hints.iter().map(|hint| hint.key.as_str()).collect();
        assert_eq!(keys, ["enter", "esc", "f1"]);
    }

    #[test]
    fn a_narrow_footer_keeps_the_first_keys_and_the_way_to_all() {
        with_look(|look| {
            assert_eq!(
                line(look, &groups(), 45).to_string(),
                " c conforming  x nonconforming │ ? all keys"
            );
            assert_eq!(line(look, &groups(), 12).to_string(), " ? all keys");
            assert_eq!(line(look, &[], 12).to_string(), "");
            for width in 12..100 {
                assert!(text::width(&line(look, &groups(), width).to_string()) <= width);
            }
        });
    }
}
