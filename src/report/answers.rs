//! The answers, clause by clause, and what does not apply or was not audited, with the reasons.

use crate::domain::{
    answer::{Answer, Verdict},
    audit::AuditMode,
    checklist::Checklist,
    id::EvidenceId,
    papers::{CitedIn, Row, WorkingPapers},
};

use super::{ReportInput, escape::inline, findings::evidence, maturity::stands, page::Page};

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    reasons(input.papers, "Not applicable", Verdict::NotApplicable, page);
    reasons(input.papers, "Not audited", Verdict::NotAudited, page);
    page.heading(2, "Answers");
    for checklist in input.papers.checklists() {
        page.heading(3, &checklist.standard);
        clauses(input, checklist, page);
    }
    left_out(input.papers, page);
}

/// Tells what was answered before it was left out of the audit: it counts for nothing, and is not lost.
fn left_out(papers: &WorkingPapers, page: &mut Page) {
    let answers = papers.left_out_answers();
    if answers.is_empty() {
        return;
    }
    let rated = papers.audit.mode == AuditMode::GapAnalysis;
    page.heading(2, "Answered and left out of the audit");
    page.table(
        [
            "Clause or control",
            "Question",
            if rated { "Answer" } else { "Verdict" },
            "Note",
            "Left out because",
        ],
        answers.into_iter().map(|(row, answer, why)| {
            [
                inline(&named(papers, row)),
                inline(row.question.short()),
                if rated {
                    stands(papers, answer)
                } else {
                    answer.verdict.map_or("", Verdict::label).to_owned()
                },
                inline(&answer.note),
                inline(why),
            ]
        }),
    );
}

fn reasons(papers: &WorkingPapers, title: &str, verdict: Verdict, page: &mut Page) {
    let rows: Vec<(Row<'_>, &Answer)> = papers
        .all_rows()
        .filter_map(|row| Some((row, papers.answer(&row.key())?)))
        .filter(|(_, answer)| answer.verdict == Some(verdict))
        .collect();
    page.heading(2, title);
    if rows.is_empty() {
        page.part("Nothing.");
    }
    page.table(
        ["Clause or control", "Title", "Question", "Reason"],
        rows.into_iter().map(|(row, answer)| {
            let reason = if answer.reason.trim().is_empty() {
                "no reason is recorded".to_owned()
            } else {
                inline(&answer.reason)
            };
            [
                inline(&named(papers, row)),
                inline(&row.clause.title),
                inline(row.question.short()),
                reason,
            ]
        }),
    );
}

/// Names the clause of a row, with its standard where the audit has several.
fn named(papers: &WorkingPapers, row: Row<'_>) -> String {
    if papers.audit.checklists.len() > 1 {
        format!("{}, {}", row.checklist.standard, row.clause.reference)
    } else {
        row.clause.reference.to_string()
    }
}

/// Tells whether an answer has nothing for the report: it is only to be answered apart, or rated where conformity is judged.
fn says_nothing(papers: &WorkingPapers, answer: &Answer) -> bool {
    let mut rest = answer.clone();
    if papers.audit.mode == AuditMode::Conformity {
        rest.maturity = None;
        rest.target = None;
    }
    rest.says_nothing_but_apart()
}

fn clauses(input: &ReportInput<'_>, checklist: &Checklist, page: &mut Page) {
    let mut headed = None;
    for row in input
        .papers
        .all_rows()
        .filter(|row| row.checklist.id == checklist.id)
    {
        let key = row.key();
        let Some(answer) = input.papers.answer(&key) else {
            continue;
        };
        if says_nothing(input.papers, answer) {
            continue;
        }
        if headed != Some(&row.clause.reference) {
            page.heading(4, &format!("{} {}", row.clause.reference, row.clause.title));
            headed = Some(&row.clause.reference);
        }
        let verdict = stands(input.papers, answer);
        let retired = if row.question.retired {
            " (retired: the checklist asks it no more)"
        } else {
            ""
        };
        page.part(&format!(
            "**{}** {}{retired}: **{verdict}**",
            inline(key.question.as_str()),
            inline(row.question.short())
        ));
        if let Some(leader) = input
            .papers
            .leader(&key)
            .and_then(|key| input.papers.row(key))
        {
            page.part(&format!(
                "Answered together with {}: see there for note and evidence.",
                inline(&format!(
                    "{}, {} #{}",
                    leader.checklist.standard, leader.clause.reference, leader.question.id
                ))
            ));
            continue;
        }
        let together: Vec<String> = input
            .papers
            .followers(&key)
            .into_iter()
            .filter_map(|key| input.papers.row(key))
            .map(|row| {
                format!(
                    "{}, {} #{}",
                    inline(&row.checklist.standard),
                    row.clause.reference,
                    row.question.id
                )
            })
            .collect();
        if !together.is_empty() {
            page.part(&format!("Answers too: {}.", together.join("; ")));
        }
        page.labelled("Reason.", &answer.reason);
        page.text(&answer.note);
        let mut how: Vec<String> = answer
            .methods
            .iter()
            .map(|m| m.label().to_owned())
            .collect();
        if !answer.people.is_empty() {
            let people: Vec<String> = answer.people.iter().map(|p| inline(p)).collect();
            how.push(format!("met {}", people.join(", ")));
        }
        if let (Some(by), Some(at)) = (&answer.by, answer.at) {
            how.push(format!(
                "answered by {} on {}",
                inline(&by.name),
                at.strftime("%Y-%m-%d")
            ));
        }
        if !how.is_empty() {
            page.part(&format!("_{}_", how.join("; ")));
        }
        systems(answer, page);
        let findings: Vec<&str> = input
            .papers
            .findings_of(&key)
            .into_iter()
            .map(|f| f.id.as_str())
            .collect();
        if !findings.is_empty() {
            page.part(&format!("**Findings:** {}", findings.join(", ")));
        }
        let place = CitedIn::Row(key.clone());
        evidence(input, &place, &answer.evidence, page);
    }
}

/// Tells what was found of single AI systems, and where that is graver than what is said of the row, or not as grave.
fn systems(answer: &Answer, page: &mut Page) {
    if answer.systems.is_empty() {
        return;
    }
    page.table(
        ["AI system", "Verdict", "Note", "Evidence"],
        answer.systems.iter().map(|system| {
            let said = [&system.reason, &system.note].map(|text| text.trim());
            let said: Vec<&str> = said.into_iter().filter(|text| !text.is_empty()).collect();
            let cited: Vec<&str> = system.evidence.iter().map(EvidenceId::as_str).collect();
            [
                inline(&system.called()),
                system
                    .verdict
                    .map_or("unanswered", Verdict::label)
                    .to_owned(),
                inline(&said.join("; ")),
                cited.join(", "),
            ]
        }),
    );
    if let (Some(proposed), Some(_)) = (answer.other_proposed(), answer.verdict) {
        page.part(&format!(
            "The gravest verdict on a system is *{}*, and the row has another.",
            proposed.label()
        ));
    }
}
