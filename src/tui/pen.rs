//! The style a terminal writes with, and the shortest way from one to another.

use std::fmt::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// The modifiers, with the number that turns each on and the one that turns it off (ECMA-48, select graphic rendition).
const SWITCHES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// The colours and modifiers that are in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pen {
    ink: Color,
    paper: Color,
    modifier: Modifier,
}

impl Pen {
    /// Takes the style of a cell.
    pub(super) fn of(cell: &Cell) -> Self {
        Self {
            ink: cell.fg,
            paper: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// Says the parameters that turn this pen into another: only what differs, or all of it after a reset if that is
    /// shorter.
    pub(super) fn to(self, next: Self) -> String {
        let anew = Self::default().steps_to(next);
        let anew = match anew.as_str() {
            "" => anew,
            steps => format!("0;{steps}"),
        };
        let changed = self.steps_to(next);
        if changed.len() < anew.len() && !changed.is_empty() {
            changed
        } else {
            anew
        }
    }

    fn steps_to(self, next: Self) -> String {
        let mut steps = String::new();
        let mut held = self.modifier;
        for (modifier, _, off) in SWITCHES {
            if held.contains(modifier) && !next.modifier.contains(modifier) {
                push(&mut steps, format_args!("{off}"));
                // One number may turn off two: bold and dim, both kinds of blinking.
                for (other, _, other_off) in SWITCHES {
                    if other_off == off {
                        held.remove(other);
                    }
                }
            }
        }
        for (modifier, on, _) in SWITCHES {
            if next.modifier.contains(modifier) && !held.contains(modifier) {
                push(&mut steps, format_args!("{on}"));
            }
        }
        if self.ink != next.ink {
            push_colour(&mut steps, next.ink, 30);
        }
        if self.paper != next.paper {
            push_colour(&mut steps, next.paper, 40);
        }
        steps
    }
}

fn push(steps: &mut String, step: std::fmt::Arguments<'_>) {
    if !steps.is_empty() {
        steps.push(';');
    }
    // Writing into a string cannot fail.
    let _ = steps.write_fmt(step);
}

/// Adds a colour; `base` is 30 for the ink and 40 for the paper.
fn push_colour(steps: &mut String, colour: Color, base: u8) {
    let number = match colour {
        Color::Reset => 9,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Rgb(red, green, blue) => {
            push(steps, format_args!("{};2;{red};{green};{blue}", base + 8));
            return;
        }
        Color::Indexed(index) => {
            push(steps, format_args!("{};5;{index}", base + 8));
            return;
        }
    };
    push(steps, format_args!("{}", base + number));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pen(ink: Color, paper: Color, modifier: Modifier) -> Pen {
        Pen {
            ink,
            paper,
            modifier,
        }
    }

    #[test]
    fn a_plain_pen_is_a_bare_reset() {
        let styled = pen(Color::Red, Color::Reset, Modifier::BOLD);
        assert_eq!(styled.to(Pen::default()), "");
    }

    #[test]
    fn only_what_differs_is_said() {
        let plain = pen(Color::Red, Color::Blue, Modifier::BOLD);
        let other = pen(Color::LightRed, Color::Blue, Modifier::BOLD);
        assert_eq!(plain.to(other), "91");
    }

    #[test]
    fn bold_survives_the_end_of_dim() {
        let both = pen(Color::Reset, Color::Red, Modifier::BOLD | Modifier::DIM);
        let bold = pen(Color::Reset, Color::Red, Modifier::BOLD);
        assert_eq!(both.to(bold), "22;1");
    }

    #[test]
    fn rich_colours_use_the_long_forms() {
        let rich = pen(Color::Rgb(1, 2, 3), Color::Indexed(200), Modifier::empty());
        assert_eq!(Pen::default().to(rich), "38;2;1;2;3;48;5;200");
    }
}
