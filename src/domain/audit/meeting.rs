//! The meetings of an audit: what the opening and the closing meeting have to say before the audit goes on (ISO 19011, 6.4.3
//! and 6.4.10).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Audit;
use crate::domain::guard::{Reasons, Refusal, is_said};

words! {
    /// A meeting that every audit has, or a reason why not.
    pub enum MeetingKind: "meeting" {
        /// Plan, people, methods and grading are confirmed.
        Opening = "opening", "opening meeting";
        /// Findings and conclusions are presented, and what follows is agreed.
        Closing = "closing", "closing meeting";
    }
}

/// A meeting of the audit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Meeting {
    /// Which one: `opening`, `closing`, or in own words.
    pub kind: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// Who was there, by role or name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendance: Vec<String>,
    /// What was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// Why it was not held.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub not_held: String,
}

impl Meeting {
    /// Makes a meeting that says nothing but which one it is.
    pub fn of(kind: &str) -> Self {
        Self {
            kind: kind.trim().to_owned(),
            ..Self::default()
        }
    }

    /// Tells whether it is the opening or the closing meeting.
    pub fn is(&self, kind: MeetingKind) -> bool {
        let own = self.kind.trim();
        own.eq_ignore_ascii_case(kind.word()) || own.eq_ignore_ascii_case(kind.label())
    }

    /// Says what is missing for it to count on a day: nothing where it was held, or why it was not is said.
    pub fn missing(&self, today: Date) -> Option<String> {
        if is_said(&self.not_held) {
            return None;
        }
        let name = MeetingKind::ALL
            .iter()
            .find(|kind| self.is(**kind))
            .map_or(self.kind.as_str(), |kind| kind.label());
        match self.on {
            None => Some(format!("the {name} has no date")),
            Some(on) if on > today => {
                Some(format!("the {name} is on {on}, which is still to come"))
            }
            Some(_) if self.attendance.is_empty() => {
                Some(format!("nobody is recorded as attending the {name}"))
            }
            Some(_) => None,
        }
    }
}

impl Audit {
    /// Says what is missing of a meeting that every audit has; nothing where one of its kind counts.
    pub fn meeting_missing(&self, kind: MeetingKind, today: Date) -> Option<String> {
        let none = format!(
            "no {} is recorded: say when it was and who was there, or why there was none",
            kind.label()
        );
        let mut of_kind = self.meetings.iter().filter(|meeting| meeting.is(kind));
        let first = match of_kind.next() {
            Some(meeting) => meeting.missing(today),
            None => Some(none),
        };
        // Where there are several, as on two sites, one that counts is enough.
        first.filter(|_| of_kind.all(|meeting| meeting.missing(today).is_some()))
    }

    /// Returns the place of a meeting of the same kind, opening or closing, that is there already.
    pub fn meeting_before(&self, meeting: &Meeting) -> Option<usize> {
        let kind = MeetingKind::ALL.iter().find(|kind| meeting.is(**kind))?;
        self.meetings.iter().position(|there| there.is(*kind))
    }

    /// Adds a meeting, or puts it in the place of another one, or says every reason why not.
    pub fn with_meeting(&self, at: Option<usize>, meeting: Meeting) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        reasons.require(
            is_said(&meeting.kind),
            "kind",
            "a meeting says which one it is: opening, closing, or in own words",
        );
        reasons.require(
            !is_said(&meeting.not_held) || (meeting.on.is_none() && meeting.attendance.is_empty()),
            "not-held",
            "a meeting that was not held has no date and nobody who was there",
        );
        let mut after = self.clone();
        match at.and_then(|at| after.meetings.get_mut(at)) {
            Some(place) => *place = meeting,
            None => after.meetings.push(meeting),
        }
        let first = |kind: MeetingKind| {
            let of_kind = after.meetings.iter().filter(|meeting| meeting.is(kind));
            of_kind.filter_map(|meeting| meeting.on).min()
        };
        let in_order = match (first(MeetingKind::Opening), first(MeetingKind::Closing)) {
            (Some(opening), Some(closing)) => opening <= closing,
            (_, _) => true,
        };
        reasons.require(
            in_order,
            "on",
            "the closing meeting would be before the opening meeting",
        );
        reasons.verdict()?;
        Ok(after)
    }
}
