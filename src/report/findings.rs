//! The findings in full: three parts, grade, evidence, answer.

use crate::domain::{
    evidence::{CitationState, EvidenceLink, repinned},
    finding::{Finding, FindingState, OfferedGrade},
    history::HistoryEntry,
    id::{Criterion, FindingId},
    papers::{CitedIn, WorkingPapers},
};

use super::{
    ReportInput,
    escape::{code, inline},
    page::Page,
};

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    let papers = input.papers;
    page.heading(2, "Findings");
    if papers.findings.is_empty() {
        page.part("No finding was raised.");
        return;
    }
    let mut findings: Vec<&Finding> = papers.findings.values().collect();
    findings.sort_by_key(|f| {
        (
            f.state == FindingState::Withdrawn,
            f.kind,
            f.criteria.first(),
            &f.id,
        )
    });
    grades(input, &findings, page);
    for finding in findings {
        one(input, finding, page);
    }
}

/// Says by which criteria the grades that occur were given.
fn grades(input: &ReportInput<'_>, findings: &[&Finding], page: &mut Page) {
    let occurs = |grade: &&OfferedGrade| {
        let mut graded = findings.iter().filter_map(|f| f.graded(input.grades));
        graded.any(|own| own == *grade)
    };
    let told = input.grades.iter().filter(occurs).map(|grade| {
        format!(
            "{}: {}",
            inline(&capitalised(&grade.title)),
            inline(&grade.criteria)
        )
    });
    page.part("**Grades**");
    page.list(told);
}

fn one(input: &ReportInput<'_>, finding: &Finding, page: &mut Page) {
    page.heading(3, &format!("{} {}", finding.id, finding.title));
    page.part(&format!(
        "{}, {}{}",
        inline(&capitalised(&finding.grade_label(input.grades))),
        finding.state.label(),
        finding
            .response_due
            .map(|date| format!("; answer due {date}"))
            .unwrap_or_default()
    ));
    let criteria = finding
        .criteria
        .iter()
        .map(|criterion| titled(input.papers, criterion))
        .chain(finding.documents.iter().map(|text| inline(text)));
    page.part("**Audit criteria**");
    page.list(criteria);
    page.labelled("Where:", &finding.place);
    page.labelled("Requirement.", &finding.requirement);
    page.labelled("Objective evidence.", &finding.objective_evidence);
    page.labelled(
        if finding.kind.is_nonconformity() {
            "Statement of nonconformity."
        } else {
            "Statement."
        },
        &finding.statement,
    );
    page.labelled("Consequence.", &finding.consequence);
    page.labelled("Why this grade.", &finding.grade_reason);
    if !finding.repeats.is_empty() {
        let earlier: Vec<&str> = finding.repeats.iter().map(FindingId::as_str).collect();
        page.part(&format!("**Repeats** {}", earlier.join(", ")));
    }
    let place = CitedIn::Finding(finding.id.clone());
    evidence(input, &place, &finding.evidence, page);
    page.labelled("Answer of the auditee.", &finding.response);
    let actions: Vec<String> = finding
        .answered_by(&input.papers.actions)
        .iter()
        .map(|action| action.id.to_string())
        .collect();
    if !actions.is_empty() {
        page.part(&format!("**Corrective action:** {}", actions.join(", ")));
    }
    changed(finding, page);
    history(&finding.history, FindingState::label, page);
}

/// Lists what was changed after the finding had been handed over, with what stood there before.
fn changed(finding: &Finding, page: &mut Page) {
    let acts = finding.acts();
    if acts.is_empty() {
        return;
    }
    page.part("**Changed after it was handed over**");
    page.list(acts.into_iter().map(|act| {
        let was = if act.was.trim().is_empty() {
            String::new()
        } else {
            format!(" Before: {}", inline(act.was))
        };
        format!(
            "{} {} by {}: {}.{was}",
            act.at.strftime("%Y-%m-%d"),
            inline(&act.told),
            inline(&act.by.name),
            inline(act.why.trim_end_matches('.'))
        )
    }));
}

/// Writes a criterion with the title that the checklist has for it.
pub(super) fn titled(papers: &WorkingPapers, criterion: &Criterion) -> String {
    let clause = papers
        .checklists
        .get(&criterion.checklist)
        .and_then(|c| Some((c, c.clause(&criterion.reference)?)));
    match clause {
        Some((checklist, clause)) => inline(&format!(
            "{}, {} {}",
            checklist.standard, clause.reference, clause.title
        )),
        None => inline(&criterion.to_string()),
    }
}

/// Lists citations: what, at which commit, since when, and what became of it.
pub(super) fn evidence(
    input: &ReportInput<'_>,
    place: &CitedIn,
    links: &[EvidenceLink],
    page: &mut Page,
) {
    if links.is_empty() {
        return;
    }
    page.part("**Evidence**");
    page.list(links.iter().map(|link| {
        let age = input.papers.age(place, link, input.freshness);
        let mut text = cited(input, link);
        if age.freshness.is_doubtful() {
            text = format!("{text} ({})", inline(&age.phrase()));
        }
        text
    }));
}

/// Writes one citation.
pub(super) fn cited(input: &ReportInput<'_>, link: &EvidenceLink) -> String {
    let mut text = format!("{} {}", link.id, code(&link.subject()));
    if link.repository != "." {
        text = format!("{text} of {}", inline(&link.repository));
    }
    if let Some(path) = link.path.as_deref().filter(|_| link.is_kept()) {
        text = format!("{text}, kept as {}", code(path));
    }
    if let Some(status) = link.exit_status {
        text = format!("{text}, exit status {status}");
    }
    if let Some(commit) = &link.commit {
        text = format!("{text} at commit {}", code(commit));
    }
    if let Some(date) = link.effective {
        text = format!("{text}, effective {date}");
    }
    if !link.place.trim().is_empty() {
        text = format!("{text}, {}", inline(&link.place));
    }
    if let Some(method) = link.method {
        text = format!("{text}, by {}", method.label());
    }
    if link.kind.is_judged() {
        let state = input
            .citations
            .get(&link.id)
            .map_or_else(|| "not judged".to_owned(), CitationState::phrase);
        text = format!("{text}: {}", inline(&state));
    } else {
        // What is no file cannot drift; when it was is what a reader asks.
        text = format!("{text}, {}", link.obtained_at.strftime("%Y-%m-%d"));
    }
    if let Some(lacking) = link.shortcoming() {
        text = format!("{text} (it {lacking})");
    }
    if !link.note.trim().is_empty() {
        text = format!("{text}. {}", inline(&link.note));
    }
    for act in repinned([link]) {
        text = format!(
            "{text}; pinned anew on {} by {}, before {}: {}",
            act.at.strftime("%Y-%m-%d"),
            inline(&act.by.name),
            code(&act.from),
            inline(act.why)
        );
    }
    text
}

/// Lists the steps of a record's life.
pub(super) fn history<S: Copy>(
    entries: &[HistoryEntry<S>],
    label: fn(S) -> &'static str,
    page: &mut Page,
) {
    page.part("**History**");
    page.list(entries.iter().map(|entry| {
        let why = if entry.why.is_empty() {
            String::new()
        } else {
            format!(": {}", inline(&entry.why))
        };
        format!(
            "{} {} by {}{why}",
            entry.at.strftime("%Y-%m-%d"),
            label(entry.to),
            inline(&entry.by.name)
        )
    }));
}

/// Begins a text with a capital letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
