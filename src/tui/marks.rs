//! Marks and styles of the domain's words: verdicts, findings, citations, due dates. Always a mark or a word with the colour.

use jiff::civil::Date;
use ratatui::{style::Style, text::Span};

use crate::domain::{
    answer::Verdict, due::DueItem, evidence::CitationState, finding::FindingType, person::Person,
};

use super::{glyphs::Glyphs, theme::Role, widgets::Look};

/// Returns the mark of a verdict, or of an unanswered row.
pub fn verdict(glyphs: &Glyphs, verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Conforming) => glyphs.conforming,
        Some(Verdict::Nonconforming) => glyphs.nonconforming,
        Some(Verdict::Observation) => glyphs.observation,
        Some(Verdict::Opportunity) => glyphs.opportunity,
        Some(Verdict::GoodPractice) => glyphs.good_practice,
        Some(Verdict::NotApplicable) => glyphs.not_applicable,
        Some(Verdict::NotAudited) => glyphs.not_audited,
        None => glyphs.unanswered,
    }
}

/// Returns the role of a verdict, or of an unanswered row.
pub fn verdict_role(verdict: Option<Verdict>) -> Role {
    match verdict {
        Some(Verdict::Conforming) => Role::VerdictConforming,
        Some(Verdict::Nonconforming) => Role::VerdictNonconforming,
        Some(Verdict::Observation) => Role::VerdictObservation,
        Some(Verdict::Opportunity) => Role::VerdictOpportunity,
        Some(Verdict::GoodPractice) => Role::VerdictGoodPractice,
        Some(Verdict::NotApplicable) => Role::VerdictNotApplicable,
        Some(Verdict::NotAudited) => Role::VerdictNotAudited,
        None => Role::VerdictUnanswered,
    }
}

/// Returns the mark of a finding type.
pub fn finding(glyphs: &Glyphs, kind: FindingType) -> &'static str {
    match kind {
        FindingType::Major => glyphs.major,
        FindingType::Minor => glyphs.nonconforming,
        FindingType::Observation => glyphs.observation,
        FindingType::Opportunity => glyphs.opportunity,
        FindingType::GoodPractice => glyphs.good_practice,
    }
}

/// Returns the role of a finding type.
pub fn finding_role(kind: FindingType) -> Role {
    match kind {
        FindingType::Major => Role::FindingMajor,
        FindingType::Minor => Role::FindingMinor,
        FindingType::Observation => Role::FindingObservation,
        FindingType::Opportunity => Role::FindingOpportunity,
        FindingType::GoodPractice => Role::FindingGoodPractice,
    }
}

/// Returns the mark of a citation's state; a dot while it was not judged.
pub fn citation(glyphs: &Glyphs, state: Option<&CitationState>) -> &'static str {
    match state {
        Some(CitationState::Unchanged { .. }) => glyphs.unchanged,
        Some(CitationState::Moved { .. }) => glyphs.moved,
        Some(CitationState::Changed) => glyphs.changed,
        Some(CitationState::Gone) => glyphs.gone,
        Some(CitationState::Uncommitted { .. }) => glyphs.uncommitted,
        Some(CitationState::MissingObject | CitationState::HashMismatch) => glyphs.alarm,
        Some(
            CitationState::NotDownloaded
            | CitationState::LfsPointer
            | CitationState::CannotJudge { .. },
        ) => glyphs.not_audited,
        Some(CitationState::NoFile) | None => glyphs.unanswered,
    }
}

/// Returns the role of a citation's state.
pub fn citation_role(state: Option<&CitationState>) -> Role {
    match state {
        Some(CitationState::Unchanged { .. }) => Role::CitationUnchanged,
        Some(CitationState::Moved { .. }) => Role::CitationMoved,
        Some(CitationState::Changed) => Role::CitationChanged,
        Some(CitationState::Gone) => Role::CitationGone,
        Some(CitationState::Uncommitted { .. }) => Role::CitationUncommitted,
        Some(CitationState::MissingObject | CitationState::HashMismatch) => Role::CitationAlarm,
        Some(
            CitationState::NotDownloaded
            | CitationState::LfsPointer
            | CitationState::CannotJudge { .. }
            | CitationState::NoFile,
        )
        | None => Role::CitationOther,
    }
}

/// Says in words when something is due, with its style.
pub fn due(look: Look<'_>, item: &DueItem, today: Date) -> Span<'static> {
    let days = |n: i32| {
        if n == 1 {
            "1 day".to_owned()
        } else {
            format!("{n} days")
        }
    };
    let (text, style): (String, Style) = match item.days_left(today) {
        None => ("no date".to_owned(), look.style(Role::Dim)),
        Some(left) if left < 0 => (
            format!("overdue {}", days(-left)),
            look.style(Role::StateOverdue),
        ),
        Some(0) => ("due today".to_owned(), look.style(Role::StateDue)),
        Some(left) if left <= 7 => (format!("due in {}", days(left)), look.style(Role::StateDue)),
        Some(left) => (format!("due in {}", days(left)), look.style(Role::Dim)),
    };
    Span::styled(text, style)
}

/// Returns a date as people write it in a table: `3 Sep`, with the year where it is another one.
pub fn day(date: Date, today: Date) -> String {
    if date.year() == today.year() {
        date.strftime("%-d %b").to_string()
    } else {
        date.strftime("%-d %b %Y").to_string()
    }
}

/// Returns the name of a person, or `you`.
pub fn name(person: &Person, me: Option<&Person>) -> String {
    if me.is_some_and(|me| me.is(person)) {
        "you".to_owned()
    } else {
        person.name.clone()
    }
}
