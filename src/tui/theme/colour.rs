//! Colours by what the terminal can show, and how readable they are.

use ratatui::style::Color;

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Colours {
    /// None, or the user asked for none (`NO_COLOR`).
    None,
    /// The sixteen that the user's terminal theme defines.
    Sixteen,
    /// The xterm palette of 256.
    TwoFiftySix,
    /// Any RGB colour.
    True,
}

type Rgb = (u8, u8, u8);

/// What the sixteen colours are taken to look like: xterm's defaults.
const SIXTEEN: [(Color, Rgb); 16] = [
    (Color::Black, (0, 0, 0)),
    (Color::Red, (205, 0, 0)),
    (Color::Green, (0, 205, 0)),
    (Color::Yellow, (205, 205, 0)),
    (Color::Blue, (0, 0, 238)),
    (Color::Magenta, (205, 0, 205)),
    (Color::Cyan, (0, 205, 205)),
    (Color::Gray, (229, 229, 229)),
    (Color::DarkGray, (127, 127, 127)),
    (Color::LightRed, (255, 0, 0)),
    (Color::LightGreen, (0, 255, 0)),
    (Color::LightYellow, (255, 255, 0)),
    (Color::LightBlue, (92, 92, 255)),
    (Color::LightMagenta, (255, 0, 255)),
    (Color::LightCyan, (0, 255, 255)),
    (Color::White, (255, 255, 255)),
];

const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Returns a colour as the terminal can show it.
pub(super) fn shown(colour: Color, colours: Colours) -> Color {
    nearest(colour, colours, |_| true)
}

/// Returns a text colour as the terminal can show it, near the one given and readable on the background as shown.
pub(super) fn shown_on(fg: Color, bg: Color, colours: Colours) -> Color {
    let least = match colours {
        Colours::None | Colours::Sixteen => 3.0,
        Colours::TwoFiftySix | Colours::True => 4.5,
    };
    let bg = shown(bg, colours);
    nearest(fg, colours, |candidate| {
        contrast(candidate, bg).is_none_or(|ratio| ratio >= least)
    })
}

fn nearest(colour: Color, colours: Colours, fits: impl Fn(Color) -> bool) -> Color {
    let wanted = match (colour, colours) {
        (Color::Rgb(r, g, b), Colours::Sixteen | Colours::TwoFiftySix) => (r, g, b),
        (Color::Indexed(index), Colours::Sixteen) => indexed(index),
        _ => return colour,
    };
    let candidates: Vec<(Color, Rgb)> = match colours {
        Colours::Sixteen => SIXTEEN.to_vec(),
        // The first sixteen of the 256 look as the user's terminal wants: never near to anything for sure.
        _ => (16..=255)
            .map(|index| (Color::Indexed(index), indexed(index)))
            .collect(),
    };
    candidates
        .into_iter()
        .filter(|(candidate, _)| fits(*candidate))
        .min_by_key(|(_, rgb)| distance(*rgb, wanted))
        .map_or(Color::Reset, |(candidate, _)| candidate)
}

fn distance(a: Rgb, b: Rgb) -> u32 {
    let part = |x: u8, y: u8, weight: u32| weight * u32::from(x.abs_diff(y)).pow(2);
    part(a.0, b.0, 3) + part(a.1, b.1, 4) + part(a.2, b.2, 2)
}

fn indexed(index: u8) -> Rgb {
    match index {
        0..=15 => SIXTEEN
            .get(usize::from(index))
            .map_or((0, 0, 0), |(_, rgb)| *rgb),
        16..=231 => {
            let level = |steps: u8| {
                CUBE.get(usize::from((index - 16) / steps % 6))
                    .copied()
                    .unwrap_or_default()
            };
            (level(36), level(6), level(1))
        }
        232..=255 => {
            let gray = 8 + 10 * (index - 232);
            (gray, gray, gray)
        }
    }
}

fn rgb(colour: Color) -> Option<Rgb> {
    match colour {
        Color::Rgb(r, g, b) => Some((r, g, b)),
        Color::Indexed(index) => Some(indexed(index)),
        _ => SIXTEEN
            .iter()
            .find(|(named, _)| *named == colour)
            .map(|(_, rgb)| *rgb),
    }
}

/// Returns the contrast of two colours, 1 to 21; `None` when one is the terminal's default, which nobody knows.
///
/// WCAG 2.2, "contrast ratio": 4.5 is the least for text, 3 for large text and marks. The sixteen colours count as
/// xterm's.
pub fn contrast(a: Color, b: Color) -> Option<f64> {
    let (a, b) = (luminance(rgb(a)?), luminance(rgb(b)?));
    Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
}

fn luminance((r, g, b): Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// Reads a colour as themes write it, but for names of the palette.
pub(super) fn parse(text: &str) -> Option<Color> {
    if text == "default" {
        return Some(Color::Reset);
    }
    if let Some(hex) = text.strip_prefix('#') {
        let part = |from: usize| u8::from_str_radix(hex.get(from..from + 2)?, 16).ok();
        return (hex.len() == 6)
            .then(|| Some(Color::Rgb(part(0)?, part(2)?, part(4)?)))
            .flatten();
    }
    NAMES
        .iter()
        .zip(SIXTEEN)
        .find(|(name, _)| **name == text)
        .map(|(_, (colour, _))| colour)
        .or_else(|| text.parse().ok().map(Color::Indexed))
}

/// The names of the sixteen, in their order.
pub(super) const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "dark-gray",
    "light-red",
    "light-green",
    "light-yellow",
    "light-blue",
    "light-magenta",
    "light-cyan",
    "white",
];
