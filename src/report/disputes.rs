//! The findings that the auditee has not accepted: the facts, the reason, and what became of it.

use crate::domain::{
    finding::{Finding, FindingState},
    history::HistoryEntry,
};

use super::{
    ReportInput,
    escape::inline,
    findings::{capitalised, titled},
    page::Page,
};

/// Writes the disputed findings, those included whose dispute was settled; nothing where none was ever disputed.
pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    let is_disputed = |finding: &&Finding| {
        finding
            .history
            .iter()
            .any(|entry| entry.to == FindingState::Disputed)
    };
    let mut disputed = input
        .papers
        .findings
        .values()
        .filter(is_disputed)
        .peekable();
    if disputed.peek().is_none() {
        return;
    }
    page.heading(2, "Disputed findings");
    page.part(
        "What the auditee has not accepted as it was issued, with the reason as it was given.",
    );
    for finding in disputed {
        one(input, finding, page);
    }
}

fn one(input: &ReportInput<'_>, finding: &Finding, page: &mut Page) {
    page.heading(3, &format!("{} {}", finding.id, finding.title));
    let criteria = finding.criteria.iter();
    page.list(
        criteria
            .map(|criterion| titled(input.papers, criterion))
            .chain(finding.documents.iter().map(|text| inline(text))),
    );
    page.labelled("What was seen.", &finding.objective_evidence);
    page.labelled("What the audit team states.", &finding.statement);
    for (at, entry) in finding.history.iter().enumerate() {
        if entry.to != FindingState::Disputed {
            continue;
        }
        let reason = format!("Disputed {}.", when(entry));
        page.labelled(&reason, &entry.why);
        page.labelled("Response of the auditee.", &finding.response);
        let became = match finding.history.get(at + 1) {
            None => "**What became of it.** Not decided yet.".to_owned(),
            Some(next) => {
                let why = if next.why.is_empty() {
                    "no reason is recorded".to_owned()
                } else {
                    inline(&next.why)
                };
                let regraded = finding
                    .reclassifications
                    .iter()
                    .find(|change| change.at == next.at)
                    .map_or_else(String::new, |change| format!(", {}", change.told()));
                format!(
                    "**What became of it.** {} {}{}: {why}",
                    capitalised(next.to.label()),
                    when(next),
                    inline(&regraded),
                )
            }
        };
        page.part(&became);
    }
}

fn when(entry: &HistoryEntry<FindingState>) -> String {
    format!(
        "on {} by {}",
        entry.at.strftime("%Y-%m-%d"),
        inline(&entry.by.name)
    )
}
