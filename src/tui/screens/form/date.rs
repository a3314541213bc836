//! Dates as people type them.

use jiff::{ToSpan, civil::Date};

pub use crate::tui::marks::distance;

/// Says how a date can be typed.
pub const FORMS: &str = "a date such as 2026-12-01, or from today: +14 days, +2w";

/// Reads a date: `2026-12-01`, `+14` (days from today), `+2w` (weeks), `today`; nothing at all is no date.
pub fn parse(text: &str, today: Date) -> Result<Option<Date>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.eq_ignore_ascii_case("today") {
        return Ok(Some(today));
    }
    if let Some(later) = text.strip_prefix('+') {
        return from_today(later, today).map(Some);
    }
    text.parse().map(Some).map_err(|_| {
        format!(
            "\"{text}\" is no date: write 2026-12-01, or +14 for days or +2w for weeks from today"
        )
    })
}

fn from_today(later: &str, today: Date) -> Result<Date, String> {
    let later = later.trim();
    let (count, days_each) = match later.strip_suffix(['w', 'W']) {
        Some(weeks) => (weeks, 7),
        None => (later.strip_suffix(['d', 'D']).unwrap_or(later), 1),
    };
    let number: i64 = count
        .trim()
        .parse()
        .map_err(|_| format!("\"+{later}\" is no number of days or weeks: write +14 or +2w"))?;
    number
        .checked_mul(days_each)
        .filter(|days| (0..=36_500).contains(days))
        .and_then(|days| today.checked_add(days.days()).ok())
        .ok_or_else(|| format!("\"+{later}\" is too far off"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn a_date_is_written_out_or_counted_from_today() {
        for (text, expected) in [
            ("2026-12-01", Some(date(2026, 12, 1))),
            (" +14 ", Some(date(2026, 12, 6))),
            ("+14d", Some(date(2026, 12, 6))),
            ("+2w", Some(date(2026, 12, 6))),
            ("+0", Some(TODAY)),
            ("today", Some(TODAY)),
            ("  ", None),
        ] {
            assert_eq!(parse(text, TODAY), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_date_says_how_to_write_one() {
        for text in [
            "tomorrow",
            "2026-13-01",
            "+",
            "+w",
            "+-3",
            "+99999999999999999999w",
            "14",
        ] {
            let message = parse(text, TODAY).unwrap_err();
            assert!(
                message.contains('+') || message.contains("2026"),
                "{message}"
            );
        }
    }
}
