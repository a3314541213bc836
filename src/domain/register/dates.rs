//! Days that people write into a register and that no calendar has.

use jiff::civil::Date;

/// Tells whether a text is written as a day and is none: `2026-99-99`, `31.02.2026`. What is written in another way is no
/// matter of ours.
pub(super) fn is_impossible(text: &str) -> bool {
    let day = text.trim().split(['T', ' ']).next().unwrap_or_default();
    let parts = |mark: char| -> Option<[&str; 3]> {
        let parts: Vec<&str> = day.split(mark).collect();
        let all: [&str; 3] = parts.try_into().ok()?;
        let is_number = |part: &&str| {
            (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        all.iter().all(is_number).then_some(all)
    };
    ['-', '/', '.'].into_iter().any(|mark| {
        parts(mark).is_some_and(|[first, second, third]| {
            let lengths = (first.len(), second.len(), third.len());
            match lengths {
                (4, 1..=2, 1..=2) => !is_day(first, second, third),
                // Which of the two comes first is another matter in every country.
                (1..=2, 1..=2, 4) => !is_day(third, second, first) && !is_day(third, first, second),
                _ => false,
            }
        })
    })
}

fn is_day(year: &str, month: &str, day: &str) -> bool {
    let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
        return false;
    };
    Date::new(year, month, day).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_written_as_a_day_can_be_an_impossible_one() {
        for text in [
            "2026-99-99",
            "2026-02-30",
            "31.02.2026",
            "13/13/2026",
            "2026-00-01T10:00",
        ] {
            assert!(is_impossible(text), "{text}");
        }
        for text in [
            "2026-02-28",
            "28.02.2026",
            "12/31/2026",
            "31/12/2026",
            "2.3.0",
            "1-2-3",
            "",
            "soon",
            "2026",
            "2026-Q1",
            "in 2026-99",
            "10.1.2.3",
        ] {
            assert!(!is_impossible(text), "{text}");
        }
    }
}
