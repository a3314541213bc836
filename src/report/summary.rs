//! What came of it: counts, coverage, conclusion, what stayed open or was not covered, and the limits of an audit.

use crate::domain::{
    answer::Verdict,
    audit::{Audit, AuditMode},
    checklist::Checklist,
    evidence::CitationState,
    finding::{FindingState, FindingType},
    guard::is_said,
    papers::WorkingPapers,
    progress::Tally,
};

use super::{ReportInput, escape::inline, maturity, page::Page};

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    let papers = input.papers;
    page.heading(2, "Summary");
    answered(&papers.tally(), page);
    match papers.audit.mode {
        AuditMode::Conformity => verdicts(&papers.tally(), page),
        AuditMode::GapAnalysis => maturity::levels(papers, page),
    }
    findings(papers, page);
    evidence(input, page);
    page.heading(2, "Coverage");
    for checklist in papers.checklists() {
        coverage(papers, checklist, page);
    }
    let audit = &papers.audit;
    page.heading(2, "Audit conclusion");
    said_or(page, &audit.conclusion, "No conclusion is recorded yet.");
    conclusions(audit, page);
    page.heading(2, "Opinions that stayed divided");
    said_or(page, &audit.divided_opinions, "None is recorded.");
    page.heading(2, "Areas not covered");
    said_or(
        page,
        &audit.not_covered,
        "No area in scope is recorded as not covered.",
    );
    page.heading(2, "Limits of this audit");
    page.part(
        "An audit looks at a sample of the information that was available, and at the time when it was done. Where this report \
         names no nonconformity, there may still be some.",
    );
}

fn said_or(page: &mut Page, text: &str, otherwise: &str) {
    if is_said(text) {
        page.text(text);
    } else {
        page.part(otherwise);
    }
}

/// Says what is concluded against each objective, and of which one nothing is; with one objective the conclusion is about it.
fn conclusions(audit: &Audit, page: &mut Page) {
    let concluded = |objective: &String| {
        let conclusion = audit.concluded(objective);
        [
            inline(objective),
            inline(conclusion.unwrap_or("Nothing is concluded yet.")),
        ]
    };
    if audit.objectives.len() > 1 || !audit.conclusions.is_empty() {
        page.table(
            ["Objective", "Conclusion"],
            audit.objectives.iter().map(concluded),
        );
    }
}

fn answered(tally: &Tally, page: &mut Page) {
    page.part(&format!(
        "{} of {} questions are answered ({} %).",
        tally.answered(),
        tally.rows,
        tally.percent()
    ));
}

fn verdicts(tally: &Tally, page: &mut Page) {
    let counts = Verdict::ALL
        .iter()
        .map(|verdict| (verdict.label(), tally.of(*verdict)));
    page.table(
        ["Verdict", "Questions"],
        counts
            .chain([("unanswered", tally.open())])
            .map(|(label, n)| [label.to_owned(), n.to_string()]),
    );
}

fn findings(papers: &WorkingPapers, page: &mut Page) {
    let all = || papers.findings.values();
    if papers.findings.is_empty() {
        page.part("No finding was raised.");
        return;
    }
    page.table(
        ["Finding", "Raised", "Settled", "Withdrawn"],
        FindingType::ALL.iter().map(|kind| {
            let of = || all().filter(|f| f.kind == *kind);
            let withdrawn = of().filter(|f| f.state == FindingState::Withdrawn).count();
            let settled = of().filter(|f| f.state.is_settled()).count() - withdrawn;
            [
                kind.label().to_owned(),
                of().count().to_string(),
                settled.to_string(),
                withdrawn.to_string(),
            ]
        }),
    );
}

fn evidence(input: &ReportInput<'_>, page: &mut Page) {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let mut total = 0;
    for (_, link) in input.papers.citations() {
        let word = input
            .citations
            .get(&link.id)
            .map_or("not judged", CitationState::word);
        *counts.entry(word).or_default() += 1;
        total += 1;
    }
    if total > 0 {
        let parts: Vec<String> = counts
            .iter()
            .map(|(word, n)| format!("{n} {word}"))
            .collect();
        page.part(&format!(
            "{total} citations of evidence: {}.",
            parts.join(", ")
        ));
        let ages: Vec<String> = input
            .papers
            .freshness(input.freshness)
            .into_iter()
            .map(|(freshness, n)| format!("{n} {}", freshness.label()))
            .collect();
        page.part(&format!(
            "By date and age when they were relied on: {}.",
            ages.join(", ")
        ));
    }
}

fn coverage(papers: &WorkingPapers, checklist: &Checklist, page: &mut Page) {
    page.heading(3, &checklist.standard);
    let tallies = papers.tallies(checklist);
    page.table(
        ["Clause or control", "Title", "Answered", "Result"],
        checklist
            .clauses
            .iter()
            .zip(&tallies)
            .filter_map(|(clause, tally)| {
                // What the audit is limited to is told once, with the scope.
                let limited = !papers.audit.only.is_empty() || !papers.audit.rows.is_empty();
                if tally.rows == 0 && limited {
                    return None;
                }
                let (answered, result) = if let Some(reason) = papers
                    .exclusion(checklist, clause)
                    .filter(|_| tally.rows == 0)
                {
                    (String::new(), format!("left out: {}", inline(reason)))
                } else if tally.rows == 0 {
                    return None;
                } else {
                    (
                        format!("{} of {}", tally.answered(), tally.rows),
                        maturity::result(papers, tally),
                    )
                };
                Some([
                    inline(clause.reference.as_str()),
                    inline(&clause.title),
                    answered,
                    result,
                ])
            }),
    );
}
