//! The lines of the management review: what each stands for, and in which order they come.

use crate::{
    domain::{
        due::{DueItem, DueSubject},
        finding::FindingType,
        id::AuditId,
        management_review::{
            ActionReviewed, AuditReviewed, FindingReviewed, Frequent, ManagementReview, Trend,
        },
    },
    session::BrokenRecord,
};

/// How many clauses and places are shown.
const MOST: usize = 8;

/// How many records that cannot be read are named.
const UNREAD: usize = 5;

/// What a line stands for.
pub(super) enum Entry<'a> {
    /// A record that cannot be read, of which nothing is counted.
    Unread(&'a BrokenRecord),
    /// A heading.
    Heading(String),
    /// Nothing, between parts.
    Gap,
    /// A remark.
    Remark(String),
    /// An audit.
    Audit(&'a AuditReviewed),
    /// What the columns of the quarters are.
    Quarters,
    /// A quarter.
    Quarter(&'a Trend),
    /// Something on which nonconformities fell, and the most that fell on any of its kind.
    Often(&'a Frequent, usize),
    /// Two counts that make a whole.
    Shares(Shares),
    /// Something overdue.
    Overdue(&'a DueItem),
    /// A corrective action.
    Action(&'a ActionReviewed),
    /// A finding.
    Finding(&'a FindingReviewed),
}

/// Two counts that make a whole: what went well, and what did not.
pub(super) struct Shares {
    /// What is counted.
    pub(super) what: &'static str,
    /// What went well: how often, and the word for it.
    pub(super) well: (usize, &'static str),
    /// What did not.
    pub(super) ill: (usize, &'static str),
}

/// What a line leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    /// An audit.
    Audit(AuditId),
    /// A record of one.
    Record(AuditId, DueSubject),
}

impl Entry<'_> {
    /// Returns what enter opens; none for lines that stand for no record.
    pub(super) fn target(&self) -> Option<Target> {
        Some(match self {
            Self::Unread(_)
            | Self::Heading(_)
            | Self::Gap
            | Self::Remark(_)
            | Self::Quarters
            | Self::Quarter(_)
            | Self::Often(..)
            | Self::Shares(_) => return None,
            Self::Audit(audit) => Target::Audit(audit.id.clone()),
            Self::Overdue(item) => Target::Record(item.audit.clone(), item.subject.clone()),
            Self::Action(action) => {
                Target::Record(action.audit.clone(), DueSubject::Action(action.id.clone()))
            }
            Self::Finding(finding) => Target::Record(
                finding.audit.clone(),
                DueSubject::Finding(finding.id.clone()),
            ),
        })
    }

    /// Returns what the line says, to be copied.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Unread(broken) => broken.error.to_string(),
            Self::Heading(text) | Self::Remark(text) => text.clone(),
            Self::Gap => String::new(),
            Self::Audit(audit) => format!("{} {}: {}", audit.id, audit.title, audit.conclusion),
            Self::Quarters => "quarter, raised, closed, open at its end".to_owned(),
            Self::Quarter(trend) => format!(
                "{}: {} raised, {} of them major; {} closed, {} opened again; {} open",
                trend.quarter,
                trend.raised(),
                trend.raised_major,
                trend.closed,
                trend.reopened,
                trend.open()
            ),
            Self::Often(frequent, _) => format!("{}: {}", frequent.what, frequent.count()),
            Self::Shares(shares) => format!(
                "{}: {} {}, {} {}",
                shares.what, shares.well.0, shares.well.1, shares.ill.0, shares.ill.1
            ),
            Self::Overdue(item) => format!("{} {}", item.subject, item.title),
            Self::Action(action) => format!("{} {}", action.id, action.title),
            Self::Finding(finding) => format!("{} {}", finding.id, finding.title),
        }
    }
}

/// Lists all lines, from the top: first what could not be read, since nothing of it is in the others.
pub(super) fn entries<'a>(
    review: &'a ManagementReview,
    unread: &'a [BrokenRecord],
) -> Vec<Entry<'a>> {
    let mut entries = Vec::new();
    if !unread.is_empty() {
        let heading = format!("Cannot be read, and not counted: {}", unread.len());
        entries.push(Entry::Heading(heading));
        entries.extend(unread.iter().take(UNREAD).map(Entry::Unread));
        let more = unread.len().saturating_sub(UNREAD);
        if more > 0 {
            entries.push(Entry::Remark(format!("and {more} more: tickmark doctor")));
        }
        entries.push(Entry::Gap);
    }
    part(
        &mut entries,
        format!("Audits at work: {}", review.audits.len()),
        review.audits.iter().map(Entry::Audit),
        "No audit was at work in the period.",
    );
    entries.push(Entry::Gap);
    let raised = format!(
        "Nonconformities: {} open at the end; {} raised, {} of them major",
        review.open(),
        review.raised(),
        review.raised_of(FindingType::Major)
    );
    entries.push(Entry::Heading(raised));
    entries.push(Entry::Quarters);
    entries.extend(review.trend.iter().map(Entry::Quarter));
    often(
        &mut entries,
        "By clause, control or document",
        &review.clauses,
    );
    often(
        &mut entries,
        "By process, site or AI system",
        &review.places,
    );
    worked(&mut entries, review);
    let nothing = "None.";
    entries.push(Entry::Gap);
    part(
        &mut entries,
        format!("Overdue today: {}", review.overdue.len()),
        review.overdue.iter().map(Entry::Overdue),
        "Nothing is overdue.",
    );
    entries.push(Entry::Gap);
    part(
        &mut entries,
        format!("Earlier corrective actions: {}", review.earlier.len()),
        review.earlier.iter().map(Entry::Action),
        "None from before the period was open in it.",
    );
    entries.push(Entry::Gap);
    part(
        &mut entries,
        format!("Corrective actions begun: {}", review.begun.len()),
        review.begun.iter().map(Entry::Action),
        nothing,
    );
    for (what, findings) in [
        ("Repeated findings", &review.repeats),
        ("Opportunities for improvement", &review.opportunities),
        ("Good practices", &review.good_practices),
    ] {
        entries.push(Entry::Gap);
        let heading = format!("{what}: {}", findings.len());
        part(
            &mut entries,
            heading,
            findings.iter().map(Entry::Finding),
            nothing,
        );
    }
    entries.push(Entry::Gap);
    entries.extend([
        Entry::Remark("As a report: tickmark management-review.".to_owned()),
        Entry::Remark("It names what is to be added from elsewhere.".to_owned()),
    ]);
    entries
}

/// Adds a heading and what is below it, or what is said where there is nothing.
fn part<'a>(
    entries: &mut Vec<Entry<'a>>,
    heading: String,
    below: impl Iterator<Item = Entry<'a>>,
    nothing: &str,
) {
    entries.push(Entry::Heading(heading));
    let before = entries.len();
    entries.extend(below);
    if entries.len() == before {
        entries.push(Entry::Remark(nothing.to_owned()));
    }
}

fn often<'a>(entries: &mut Vec<Entry<'a>>, heading: &str, frequent: &'a [Frequent]) {
    let Some(most) = frequent.iter().map(Frequent::count).max() else {
        return;
    };
    entries.push(Entry::Gap);
    entries.push(Entry::Heading(heading.to_owned()));
    let shown = frequent.iter().take(MOST);
    entries.extend(shown.map(|one| Entry::Often(one, most)));
    let more = frequent.len().saturating_sub(MOST);
    if more > 0 {
        entries.push(Entry::Remark(format!("and {more} more")));
    }
}

/// Adds whether actions worked and answers came in time.
fn worked(entries: &mut Vec<Entry<'_>>, review: &ManagementReview) {
    let (effects, in_time) = (&review.effects, &review.in_time);
    entries.push(Entry::Gap);
    entries.push(Entry::Heading("Effective, and in time".to_owned()));
    entries.push(Entry::Shares(Shares {
        what: "effectiveness",
        well: (effects.effective, "effective"),
        ill: (effects.not_effective, "not effective"),
    }));
    entries.push(Entry::Shares(Shares {
        what: "answers",
        well: (in_time.answered, "in time"),
        ill: (in_time.answered_late, "late"),
    }));
    entries.push(Entry::Shares(Shares {
        what: "closures",
        well: (in_time.closed, "in time"),
        ill: (in_time.closed_late, "late"),
    }));
    let wait = if effects.awaited == 1 {
        "waits"
    } else {
        "wait"
    };
    // Past or not, what waits is what waits today.
    entries.push(Entry::Remark(format!(
        "{} {wait} for an effectiveness check now",
        effects.awaited
    )));
    if effects.overdue > 0 {
        let late = format!("{} of these overdue today", effects.overdue);
        entries.push(Entry::Remark(late));
    }
    if let Some(days) = in_time.days_to_close {
        let day = if days == 1 { "day" } else { "days" };
        let half = format!("half of those closed took {days} {day} or fewer");
        entries.push(Entry::Remark(half));
    }
}
