//! What time it is: the system's clock, or a fixed one so that demos and tests come out the same.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Tells the time, in whole seconds (records and git keep no more).
#[derive(Debug, Clone)]
pub enum Clock {
    /// The system's clock and time zone.
    System,
    /// Always the same moment, in UTC.
    Fixed(Timestamp),
}

impl Clock {
    /// Returns the present moment, cut to whole seconds.
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Fixed(at) => *at,
        };
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// Returns today's date where the user is.
    pub fn today(&self) -> Date {
        match self {
            Self::System => self.now().to_zoned(TimeZone::system()).date(),
            Self::Fixed(at) => at.to_zoned(TimeZone::UTC).date(),
        }
    }
}
