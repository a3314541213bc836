//! Marks and styles of the domain's words: verdicts, findings, citations, due dates. Always a mark or a word with the colour.

use jiff::civil::Date;
use ratatui::text::Span;

use crate::domain::{
    answer::{Answer, Verdict},
    applicability::Implementation,
    audit::{Audit, AuditMode},
    due::{DueItem, Whom},
    evidence::CitationState,
    finding::FindingType,
    maturity::{Shortfall, tenths},
    person::Person,
    programme::coverage::Level,
    progress::Tally,
    sample::ItemResult,
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

/// Returns the mark of how far something is audited.
pub fn covered(glyphs: &Glyphs, level: Level) -> &'static str {
    match level {
        Level::Nothing => glyphs.unanswered,
        Level::LeftOut => glyphs.not_applicable,
        Level::NotAudited => glyphs.not_audited,
        Level::Planned => glyphs.heat_planned,
        Level::Partly => glyphs.heat_partly,
        Level::Answered => glyphs.heat_answered,
        Level::Nonconforming => glyphs.nonconforming,
    }
}

/// Returns the role of how far something is audited.
pub fn covered_role(level: Level) -> Role {
    match level {
        Level::Nothing => Role::VerdictUnanswered,
        Level::LeftOut => Role::VerdictNotApplicable,
        Level::NotAudited => Role::VerdictNotAudited,
        Level::Planned => Role::StateOpen,
        Level::Partly => Role::StateDue,
        Level::Answered => Role::VerdictConforming,
        Level::Nonconforming => Role::VerdictNonconforming,
    }
}

/// Returns the mark of what was found of an item of a sample.
pub fn result(glyphs: &Glyphs, result: ItemResult) -> &'static str {
    match result {
        ItemResult::Unseen => glyphs.unanswered,
        ItemResult::Pass => glyphs.conforming,
        ItemResult::Fail => glyphs.nonconforming,
        ItemResult::NotApplicable => glyphs.not_applicable,
    }
}

/// Returns the role of what was found of an item of a sample.
pub fn result_role(result: ItemResult) -> Role {
    match result {
        ItemResult::Unseen => Role::VerdictUnanswered,
        ItemResult::Pass => Role::VerdictConforming,
        ItemResult::Fail => Role::VerdictNonconforming,
        ItemResult::NotApplicable => Role::VerdictNotApplicable,
    }
}

/// Returns the mark of what is decided about a control, or of one that nothing is decided about.
pub fn decision(glyphs: &Glyphs, included: Option<bool>) -> &'static str {
    match included {
        Some(true) => glyphs.conforming,
        Some(false) => glyphs.not_applicable,
        None => glyphs.unanswered,
    }
}

/// Returns the role of what is decided about a control.
pub fn decision_role(included: Option<bool>) -> Role {
    match included {
        Some(true) => Role::VerdictConforming,
        Some(false) => Role::VerdictNotApplicable,
        None => Role::VerdictUnanswered,
    }
}

/// Returns the mark of what is missing to a target: doubled where it is more than a step, nothing where nothing is.
pub fn shortfall(glyphs: &Glyphs, shortfall: Shortfall) -> String {
    match shortfall {
        Shortfall::None => String::new(),
        Shortfall::OneStep => glyphs.below.to_owned(),
        Shortfall::More => glyphs.below.repeat(2),
    }
}

/// Returns the role of what is missing to a target; none for what is not rated.
pub fn shortfall_role(shortfall: Option<Shortfall>) -> Role {
    match shortfall {
        Some(Shortfall::None) => Role::GapNone,
        Some(Shortfall::OneStep) => Role::GapOneStep,
        Some(Shortfall::More) => Role::GapMore,
        None => Role::VerdictUnanswered,
    }
}

/// Returns the word for what is decided about a control.
pub fn decision_word(included: Option<bool>) -> &'static str {
    match included {
        Some(true) => "included",
        Some(false) => "excluded",
        None => "undecided",
    }
}

/// Returns the role of how far a control is implemented.
pub fn implementation_role(status: Implementation) -> Role {
    match status {
        Implementation::NotImplemented => Role::Warning,
        Implementation::Planned | Implementation::Partly => Role::StateOpen,
        Implementation::Implemented => Role::StateDone,
    }
}

/// Returns the mark of rows counted and its role, such as `2.4` and an arrow for a clause: its mean maturity in a gap
/// analysis. None where no row is rated, or where conformity is judged.
pub fn mean(glyphs: &Glyphs, mode: AuditMode, tally: &Tally) -> Option<(String, Role)> {
    let gap = &tally.gap;
    let (maturity, missing) = gap.maturity_tenths().zip(gap.shortfall())?;
    let below = shortfall(glyphs, missing);
    (mode == AuditMode::GapAnalysis).then(|| {
        (
            format!("{}{below}", tenths(maturity)),
            shortfall_role(Some(missing)),
        )
    })
}

/// Says the mean maturity of a gap analysis against its mean target, such as `2.4 of 3.0`; nothing where conformity is judged.
pub fn means(look: Look<'_>, mode: AuditMode, tally: &Tally) -> Option<Span<'static>> {
    let gap = &tally.gap;
    let (maturity, target) = gap.maturity_tenths().zip(gap.target_tenths())?;
    (mode == AuditMode::GapAnalysis).then(|| {
        Span::styled(
            format!("{} of {}", tenths(maturity), tenths(target)),
            look.style(shortfall_role(gap.shortfall())),
        )
    })
}

/// Returns the mark of a row and its role: its verdict's, or in a gap analysis its maturity and an arrow for what is missing.
pub fn answer(glyphs: &Glyphs, audit: &Audit, answer: Option<&Answer>) -> (String, Role) {
    let rating = answer
        .filter(|_| audit.mode == AuditMode::GapAnalysis)
        .and_then(|answer| answer.rating(audit.usual_target()));
    if let Some(rating) = rating {
        let below = shortfall(glyphs, rating.shortfall());
        let role = shortfall_role(Some(rating.shortfall()));
        return (format!("{}{below}", rating.maturity), role);
    }
    let settled = answer.filter(|answer| answer.is_settled(audit.mode));
    let given = settled.and_then(|answer| answer.verdict);
    (verdict(glyphs, given).to_owned(), verdict_role(given))
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
            | CitationState::NotHere { .. }
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
            | CitationState::NotHere { .. }
            | CitationState::LfsPointer
            | CitationState::CannotJudge { .. }
            | CitationState::NoFile,
        )
        | None => Role::CitationOther,
    }
}

/// Says in words when something is due, with its style.
pub fn due(look: Look<'_>, item: &DueItem, today: Date) -> Span<'static> {
    let Some(date) = item.due else {
        return Span::styled("no date", look.style(Role::Dim));
    };
    let (words, role) = distance(date, today);
    let words = if words.starts_with("in ") {
        format!("due {words}")
    } else {
        words
    };
    Span::styled(words, look.style(role))
}

/// Says in a few words for whom something waits: persons by name, `you` among them; of an auditee the place.
pub fn whom(item: &DueItem, me: Option<&Person>) -> String {
    match &item.whom {
        Whom::Persons(persons) => {
            let names: Vec<String> = persons.iter().map(|person| name(person, me)).collect();
            names.join(", ")
        }
        Whom::Auditee if !item.owner.is_empty() => item.owner.clone(),
        Whom::AuditTeam(_) | Whom::Auditee | Whom::Nobody => item.whom.label(),
    }
}

/// Says how far off a date is, in a word and a role: `overdue 6 days`, `due today`, `in 3 days`.
pub fn distance(due: Date, today: Date) -> (String, Role) {
    let days = today.until(due).map_or(0, |span| span.get_days());
    let noun = if days.abs() == 1 { "day" } else { "days" };
    match days {
        ..=-1 => (format!("overdue {} {noun}", days.abs()), Role::StateOverdue),
        0 => ("due today".to_owned(), Role::StateDue),
        1..=7 => (format!("in {days} {noun}"), Role::StateDue),
        8.. => (format!("in {days} {noun}"), Role::Dim),
    }
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn distance_says_overdue_in_days() {
        assert_eq!(
            distance(date(2026, 11, 16), TODAY),
            ("overdue 6 days".to_owned(), Role::StateOverdue)
        );
        assert_eq!(distance(date(2026, 11, 21), TODAY).0, "overdue 1 day");
        assert_eq!(distance(TODAY, TODAY).0, "due today");
        assert_eq!(
            distance(date(2026, 11, 25), TODAY),
            ("in 3 days".to_owned(), Role::StateDue)
        );
        assert_eq!(distance(date(2027, 1, 1), TODAY).1, Role::Dim);
    }
}
