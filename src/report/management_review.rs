//! What the records say for a management review (ISO/IEC 42001, 9.3.2), as Markdown.

use crate::domain::{
    due::DueItem,
    finding::FindingType,
    guard::is_said,
    id::FindingId,
    management_review::{
        ActionReviewed, AuditReviewed, FindingReviewed, Frequent, ManagementReview, Moved,
    },
};

use super::{
    escape::{code, inline},
    page::Page,
};

/// How many clauses and places are listed; the others are counted.
const MOST: usize = 10;

/// What the standard asks a management review to consider and the records of audits say nothing of.
const ELSEWHERE: [&str; 5] = [
    "what earlier management reviews decided, and how far that is done",
    "changes of external and internal issues that matter to the management system",
    "changes of what interested parties need and expect",
    "results of monitoring and measurement, and how far the objectives are reached",
    "resources, and proposals for improvement from outside of the audits",
];

/// Writes what the records say for a management review; `unread` are the records that could not be read.
pub fn management_review(
    organisation: &str,
    review: &ManagementReview,
    unread: &[String],
) -> String {
    let mut page = Page::new();
    page.heading(
        1,
        &format!("Management review of {organisation}: the audits"),
    );
    page.part(&format!(
        "Period {}. Overdue is what was so on {}. All figures are those of the audit records.",
        review.period, review.today
    ));
    if !unread.is_empty() {
        page.part("**These records cannot be read, and nothing of them is counted:**");
        page.list(unread.iter().map(|error| inline(error)));
    }
    in_short(review, &mut page);
    audits(review, &mut page);
    trend(review, &mut page);
    frequent(review, &mut page);
    page.heading(2, &format!("Overdue on {}", review.today));
    overdue(&review.overdue, &mut page);
    in_time(review, &mut page);
    effects(review, &mut page);
    page.heading(2, "Earlier corrective actions");
    actions(
        &review.earlier,
        "No corrective action from before the period was open in it.",
        &mut page,
    );
    page.heading(2, "Corrective actions begun in the period");
    actions(&review.begun, "None was begun.", &mut page);
    page.heading(2, "Opportunities for improvement");
    findings(&review.opportunities, "None was raised.", &mut page);
    page.heading(2, "Good practices");
    findings(&review.good_practices, "None was recorded.", &mut page);
    page.heading(2, "To be added from elsewhere");
    page.part("ISO/IEC 42001 (9.3.2) asks for more than audits can tell:");
    page.list(ELSEWHERE.map(str::to_owned));
    page.finish()
}

fn in_short(review: &ManagementReview, page: &mut Page) {
    page.heading(2, "In short");
    let open = review.trend.last();
    page.list([
        format!("Audits at work: {}.", review.audits.len()),
        format!(
            "Nonconformities raised: {}; major: {}; that repeat an earlier finding: {}.",
            review.raised(),
            review.raised_of(FindingType::Major),
            review.repeats.len()
        ),
        format!(
            "Nonconformities open at the end: {}; major: {}.",
            review.open(),
            open.map_or(0, |trend| trend.open_major)
        ),
        format!("Overdue on {}: {}.", review.today, review.overdue.len()),
        format!(
            "Effectiveness checks: {}; that found the corrective action effective: {}.",
            review.effects.checks(),
            review.effects.effective
        ),
    ]);
}

fn audits(review: &ManagementReview, page: &mut Page) {
    page.heading(2, "Results of audits");
    if review.audits.is_empty() {
        page.part("No audit was at work in the period.");
        return;
    }
    page.table(
        [
            "Audit",
            "State",
            "Fieldwork",
            "Answered",
            "Major",
            "Minor",
            "Observations",
            "Opportunities",
            "Good practices",
            "Open",
        ],
        review.audits.iter().map(|audit| {
            let of = |kind: FindingType| raised(audit, kind).to_string();
            let open: usize = audit.findings.iter().map(|count| count.open).sum();
            [
                format!("{} {}", code(audit.id.as_str()), inline(&audit.title)),
                audit.state.label().to_owned(),
                fieldwork(audit),
                format!("{} of {}", audit.tally.answered(), audit.tally.rows),
                of(FindingType::Major),
                of(FindingType::Minor),
                of(FindingType::Observation),
                of(FindingType::Opportunity),
                of(FindingType::GoodPractice),
                open.to_string(),
            ]
        }),
    );
    for audit in &review.audits {
        page.heading(3, &audit.title);
        let standards: Vec<String> = audit.standards.iter().map(|s| inline(s)).collect();
        if !standards.is_empty() {
            page.part(&format!("Done against {}.", standards.join(", ")));
        }
        if is_said(&audit.conclusion) {
            page.labelled("Conclusion.", &audit.conclusion);
        } else {
            page.part("There is no conclusion yet.");
        }
        page.labelled("Not covered.", &audit.not_covered);
    }
}

fn raised(audit: &AuditReviewed, kind: FindingType) -> usize {
    let counts = audit.findings.iter().filter(|count| count.kind == kind);
    counts.map(|count| count.raised).sum()
}

fn fieldwork(audit: &AuditReviewed) -> String {
    match audit.days {
        (Some(start), Some(end)) => format!("{start} to {end}"),
        (Some(start), None) => format!("from {start}"),
        (None, Some(end)) => format!("until {end}"),
        (None, None) => String::new(),
    }
}

fn trend(review: &ManagementReview, page: &mut Page) {
    page.heading(2, "Trend of nonconformities");
    page.table(
        [
            "Quarter",
            "Raised",
            "of them major",
            "Closed",
            "Opened again",
            "Open at its end",
            "",
        ],
        review.trend.iter().map(|trend| {
            [
                trend.quarter.to_string(),
                trend.raised().to_string(),
                trend.raised_major.to_string(),
                trend.closed.to_string(),
                trend.reopened.to_string(),
                trend.open().to_string(),
                "█".repeat(trend.open().min(40)),
            ]
        }),
    );
    page.part("Withdrawn nonconformities count as neither raised nor open after their withdrawal.");
}

fn frequent(review: &ManagementReview, page: &mut Page) {
    page.heading(2, "Where nonconformities fall");
    if review.raised() == 0 {
        page.part("None was raised.");
        return;
    }
    table("Clause, control or document", &review.clauses, page);
    table("Process, site or AI system", &review.places, page);
    if !review.repeats.is_empty() {
        page.part("**Repeated**");
        findings(&review.repeats, "", page);
    }
}

fn table(what: &'static str, frequent: &[Frequent], page: &mut Page) {
    let shown = frequent.iter().take(MOST).map(|one| {
        let count = one.count().to_string();
        [inline(&one.what), count, one.major.to_string()]
    });
    page.table([what, "Nonconformities", "of them major"], shown);
    let more = frequent.len().saturating_sub(MOST);
    if more > 0 {
        page.part(&format!("and {more} more."));
    }
}

fn overdue(items: &[DueItem], page: &mut Page) {
    if items.is_empty() {
        page.part("Nothing is overdue.");
        return;
    }
    page.table(
        [
            "What",
            "Grade",
            "Audit",
            "Title",
            "Waits for",
            "By whom",
            "Due",
        ],
        items.iter().map(|item| {
            [
                item.subject.to_string(),
                item.kind.map_or("", FindingType::word).to_owned(),
                code(item.audit.as_str()),
                inline(&item.title),
                item.waiting_for.to_owned(),
                inline(&item.whom.label()),
                item.due.map(|due| due.to_string()).unwrap_or_default(),
            ]
        }),
    );
}

fn in_time(review: &ManagementReview, page: &mut Page) {
    let told = &review.in_time;
    page.heading(2, "In time");
    let mut lines = vec![
        format!(
            "Answers: {} by the day that was set, {} later.",
            told.answered, told.answered_late
        ),
        format!(
            "Closures: {} within the days of the house, {} later.",
            told.closed, told.closed_late
        ),
    ];
    if let Some(days) = told.days_to_close {
        let day = if days == 1 { "day" } else { "days" };
        lines.push(format!(
            "Half of those closed took {days} {day} or fewer from issue to closure."
        ));
    }
    page.list(lines);
}

fn effects(review: &ManagementReview, page: &mut Page) {
    let effects = &review.effects;
    page.heading(2, "Effectiveness");
    page.list([
        format!(
            "Checks of the period: {} effective, {} not effective.",
            effects.effective, effects.not_effective
        ),
        format!(
            "Waiting for a check now: {}, {} of them overdue.",
            effects.awaited, effects.overdue
        ),
    ]);
}

fn actions(actions: &[ActionReviewed], none: &str, page: &mut Page) {
    if actions.is_empty() {
        page.part(none);
        return;
    }
    let course: Vec<String> = Moved::ALL
        .iter()
        .map(|moved| (moved, actions.iter().filter(|a| a.moved == *moved).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(moved, count)| format!("{count} {}", moved.label()))
        .collect();
    page.part(&format!("{}.", course.join(", ")));
    page.table(
        [
            "Action",
            "Answers",
            "Title",
            "Owner",
            "State at the end",
            "Course",
            "Due",
        ],
        actions.iter().map(|action| {
            let answers: Vec<&str> = action.findings.iter().map(FindingId::as_str).collect();
            let due = action.due.map(|due| due.to_string()).unwrap_or_default();
            let late = if action.is_overdue { " (overdue)" } else { "" };
            [
                action.id.to_string(),
                answers.join(", "),
                inline(&action.title),
                inline(&action.owner),
                action.state.label().to_owned(),
                action.moved.label().to_owned(),
                format!("{due}{late}"),
            ]
        }),
    );
}

fn findings(findings: &[FindingReviewed], none: &str, page: &mut Page) {
    if findings.is_empty() {
        page.part(none);
        return;
    }
    page.list(findings.iter().map(|finding| {
        let mut told = format!(
            "{} {} ({}, {})",
            finding.id,
            inline(&finding.title),
            finding.kind.label(),
            finding.state.label()
        );
        if is_said(&finding.place) {
            told = format!("{told}, {}", inline(&finding.place));
        }
        let repeats: Vec<&str> = finding.repeats.iter().map(FindingId::as_str).collect();
        if !repeats.is_empty() {
            told = format!("{told}; repeats {}", repeats.join(", "));
        }
        told
    }));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;

    use super::*;
    use crate::domain::{management_review::Period, workspace::Deadlines};

    fn empty() -> ManagementReview {
        let today = date(2026, 11, 27);
        let period = Period::year_to(today);
        ManagementReview::gather(&BTreeMap::new(), period, today, Deadlines::default())
    }

    #[test]
    fn a_review_of_nothing_says_so_and_what_is_to_be_added() {
        let text = management_review("Halden <b>", &empty(), &[]);
        assert!(
            text.starts_with("# Management review of Halden &lt;b&gt;: the audits\n"),
            "{text}"
        );
        for said in [
            "Period 2025-11-28 to 2026-11-27.",
            "- Overdue on 2026-11-27: 0.",
            "No audit was at work in the period.",
            "Nothing is overdue.",
            "No corrective action from before the period was open in it.",
            "- changes of what interested parties need and expect",
        ] {
            assert!(text.contains(said), "{said} in {text}");
        }
        assert!(!text.contains("cannot be read"));
    }

    #[test]
    fn what_cannot_be_read_is_told_first_and_cannot_change_the_shape_of_the_report() {
        let unread = ["a.toml:1:1: no | table\n# heading".to_owned()];
        let text = management_review("Halden", &empty(), &unread);
        assert!(text.contains("nothing of them is counted"), "{text}");
        assert!(
            text.contains("- a.toml:1:1: no \\| table \\# heading"),
            "{text}"
        );
    }
}
