//! What time it is: the system's clock, or a fixed one so that demos and tests come out the same.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

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
            Self::System => self.now(),
            Self::Fixed(at) => *at,
        }
        .to_zoned(self.zone())
        .date()
    }

    /// Reads a moment as a person writes it: with a time zone, or where the user is; a day alone is taken at noon.
    pub fn moment(&self, text: &str) -> Option<Timestamp> {
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Timestamp::from_second(moment.as_second()).ok();
        }
        let local = match text.parse::<Date>() {
            // What has a time as well is read as a day too.
            Ok(date) if date.to_string() == text => date.at(12, 0, 0, 0),
            Ok(_) | Err(_) => text.parse::<DateTime>().ok()?,
        };
        let zoned = local.to_zoned(self.zone()).ok()?;
        Timestamp::from_second(zoned.timestamp().as_second()).ok()
    }

    /// Writes a moment as [`Clock::moment`] reads it, to the minute, where the user is.
    pub fn written(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone())
            .strftime("%Y-%m-%dT%H:%M")
            .to_string()
    }

    /// Says a moment as one says it in passing: the time alone where it is of today.
    pub fn said(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.zone());
        let form = if at.date() == self.today() {
            "%H:%M"
        } else {
            "%Y-%m-%d %H:%M"
        };
        at.strftime(form).to_string()
    }

    fn zone(&self) -> TimeZone {
        match self {
            Self::System => TimeZone::system(),
            Self::Fixed(_) => TimeZone::UTC,
        }
    }
}
