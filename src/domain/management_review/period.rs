//! The time that a review looks at: a period of days, and the quarters of the calendar.

use std::{fmt, ops::RangeInclusive};

use jiff::{ToSpan, civil::Date};

/// A period, its first and last day included; the first is never after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: Date,
    last: Date,
}

/// The years in which a management system can have been audited.
const YEARS: RangeInclusive<i16> = 1900..=2199;

/// The most years that a period may have.
const LONGEST: i16 = 100;

/// Says why there is no such period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidPeriod {
    /// The day on which it was to begin.
    pub first: Date,
    /// The day on which it was to end.
    pub last: Date,
}

impl fmt::Display for InvalidPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last } = self;
        write!(f, "a period from {first} to {last} ")?;
        if first > last {
            f.write_str("ends before it begins")
        } else if is_of_our_time(*first) && is_of_our_time(*last) {
            write!(f, "is longer than {LONGEST} years")
        } else {
            write!(
                f,
                "is not within the years {} to {}",
                YEARS.start(),
                YEARS.end()
            )
        }
    }
}

/// Tells whether a day is in a year in which audits are done.
fn is_of_our_time(date: Date) -> bool {
    YEARS.contains(&date.year())
}

impl std::error::Error for InvalidPeriod {}

impl Period {
    /// Makes a period of its first and last day, or says why there is no such period.
    pub fn new(first: Date, last: Date) -> Result<Self, InvalidPeriod> {
        let is_sound = first <= last
            && is_of_our_time(first)
            && is_of_our_time(last)
            && last.year() - first.year() <= LONGEST;
        if is_sound {
            Ok(Self { first, last })
        } else {
            Err(InvalidPeriod { first, last })
        }
    }

    /// Makes the year that ends with a day.
    pub fn year_to(last: Date) -> Self {
        let year_before = last
            .checked_sub(1.year())
            .and_then(|d| d.checked_add(1.day()));
        Self {
            first: year_before.unwrap_or(last),
            last,
        }
    }

    /// Makes the year that begins with a day.
    pub fn year_from(first: Date) -> Self {
        let year_later = first
            .checked_add(1.year())
            .and_then(|d| d.checked_sub(1.day()));
        Self {
            first,
            last: year_later.unwrap_or(first),
        }
    }

    /// Returns the first day.
    pub const fn first(self) -> Date {
        self.first
    }

    /// Returns the last day.
    pub const fn last(self) -> Date {
        self.last
    }

    /// Tells whether a day is in it.
    pub fn holds(self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }

    /// Returns the year before it, or after it where `later` says so: the same days one year on; itself where that would lead
    /// out of the years in which audits are done.
    #[must_use]
    pub fn moved(self, later: bool) -> Self {
        let moved = |date: Date| {
            let other = if later {
                date.checked_add(1.year())
            } else {
                date.checked_sub(1.year())
            };
            other.ok()
        };
        match (moved(self.first), moved(self.last)) {
            (Some(first), Some(last)) => Self::new(first, last).unwrap_or(self),
            _ => self,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.first, self.last)
    }
}

/// A quarter of a year of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    year: i16,
    /// 1 to 4.
    number: i8,
}

impl Quarter {
    /// Returns the quarter that a day is in.
    pub fn of(date: Date) -> Self {
        Self {
            year: date.year(),
            number: (date.month() - 1) / 3 + 1,
        }
    }

    /// Returns the quarter so many before it.
    #[must_use]
    pub fn before(self, quarters: i16) -> Self {
        // Counted wider than a year: four quarters of year 9999 are more than it holds.
        let at = i32::from(self.year) * 4 + i32::from(self.number) - 1 - i32::from(quarters);
        let number = i8::try_from(at.rem_euclid(4)).unwrap_or_default() + 1;
        Self {
            year: i16::try_from(at.div_euclid(4)).unwrap_or(i16::MIN),
            number,
        }
    }

    /// Tells whether a day is in it.
    pub fn holds(self, date: Date) -> bool {
        Self::of(date) == self
    }

    /// Returns its last day.
    pub fn last(self) -> Date {
        let month = self.number * 3;
        let first = Date::new(self.year, month, 1);
        first.map_or(Date::MAX, Date::last_of_month)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} Q{}", self.year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_period_holds_its_first_and_last_day_and_never_ends_before_it_begins() {
        let period = Period::new(date(2026, 1, 1), date(2026, 3, 31)).unwrap();
        assert!(period.holds(date(2026, 1, 1)) && period.holds(date(2026, 3, 31)));
        assert!(!period.holds(date(2025, 12, 31)) && !period.holds(date(2026, 4, 1)));
        let said = Period::new(date(2026, 3, 31), date(2026, 1, 1)).unwrap_err();
        assert!(said.to_string().contains("ends before it begins"), "{said}");
    }

    #[test]
    fn a_period_is_of_our_time_and_no_longer_than_a_hundred_years() {
        let said = |first, last| Period::new(first, last).unwrap_err().to_string();
        for (first, last) in [
            (date(0, 1, 1), date(9999, 12, 31)),
            (date(9999, 1, 1), date(9999, 12, 31)),
            (date(1899, 12, 31), date(1900, 1, 1)),
        ] {
            assert!(said(first, last).ends_with("is not within the years 1900 to 2199"));
        }
        assert!(said(date(1950, 1, 1), date(2051, 1, 1)).ends_with("is longer than 100 years"));
        assert!(Period::new(date(1950, 1, 1), date(2049, 12, 31)).is_ok());
        let last = Period::new(date(2199, 1, 1), date(2199, 12, 31)).unwrap();
        assert_eq!(last.moved(true), last);
    }

    #[test]
    fn a_year_ends_the_day_before_it_would_begin_again() {
        let year = Period::year_to(date(2026, 11, 27));
        assert_eq!(year.to_string(), "2025-11-28 to 2026-11-27");
        assert_eq!(Period::year_from(date(2025, 11, 28)), year);
        assert_eq!(year.moved(false).to_string(), "2024-11-28 to 2025-11-27");
        assert_eq!(year.moved(false).moved(true), year);
        let leap = Period::year_to(date(2024, 2, 29));
        assert_eq!(leap.to_string(), "2023-03-01 to 2024-02-29");
    }

    #[test]
    fn quarters_follow_each_other_over_the_turn_of_a_year() {
        let first = Quarter::of(date(2026, 1, 1));
        assert_eq!(first.to_string(), "2026 Q1");
        assert_eq!(first.before(1).to_string(), "2025 Q4");
        assert_eq!(first.before(8).to_string(), "2024 Q1");
        let last = Quarter::of(date(9999, 12, 31));
        assert_eq!(last.before(7).to_string(), "9998 Q1");
        assert_eq!(first.before(1).last(), date(2025, 12, 31));
        assert!(Quarter::of(date(2026, 6, 30)).holds(date(2026, 4, 1)));
        assert_eq!(Quarter::of(date(2026, 6, 30)).last(), date(2026, 6, 30));
    }
}
