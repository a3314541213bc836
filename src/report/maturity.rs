//! A gap analysis: maturity against target, over all and clause by clause. Where conformity is judged there is nothing of it.

use crate::domain::{
    answer::{Answer, Verdict},
    audit::AuditMode,
    maturity::{Gap, Maturity, tenths},
    outline::Order,
    papers::WorkingPapers,
    progress::Tally,
};

use super::{ReportInput, escape::inline, page::Page};

pub(super) fn write(input: &ReportInput<'_>, page: &mut Page) {
    let papers = input.papers;
    if papers.audit.mode == AuditMode::Conformity {
        return;
    }
    page.heading(2, "Maturity and gap");
    page.part(&format!(
        "Each question is rated by how far practice is, from 0 to 5, and held against a target: {}, where the question has none \
         of its own. The steps that are missing to the targets are the gap. Questions that are not applicable or were not audited \
         count in no mean.",
        papers.audit.usual_target()
    ));
    let over_all = papers.tally().gap;
    page.part(&over_all_said(&over_all));
    for checklist in papers.checklists() {
        page.heading(3, &checklist.standard);
        let outline = papers.outline(checklist, Order::Standard);
        page.table(
            [
                "Clause or control",
                "Title",
                "Rated",
                "Maturity",
                "Target",
                "Below target",
                "Steps missing",
            ],
            outline.into_iter().map(|standing| {
                let Tally { rows, gap, .. } = standing.tally;
                let mean = |mean: Option<usize>| mean.map(tenths).unwrap_or_default();
                let counted = |n: usize| {
                    if gap.rated > 0 {
                        n.to_string()
                    } else {
                        String::new()
                    }
                };
                [
                    inline(standing.clause.reference.as_str()),
                    inline(&standing.clause.title),
                    format!("{} of {rows}", gap.rated),
                    mean(gap.maturity_tenths()),
                    mean(gap.target_tenths()),
                    counted(gap.below),
                    counted(gap.missing),
                ]
            }),
        );
    }
}

fn over_all_said(gap: &Gap) -> String {
    let Some((maturity, target)) = gap.maturity_tenths().zip(gap.target_tenths()) else {
        return "No question is rated yet.".to_owned();
    };
    format!(
        "Questions rated: {}. Mean maturity: **{}**. Mean target: **{}**. Questions below their target: {}. Steps missing: {}.",
        gap.rated,
        tenths(maturity),
        tenths(target),
        gap.below,
        gap.missing
    )
}

/// Writes how many questions have each maturity, and how many have none.
pub(super) fn levels(papers: &WorkingPapers, page: &mut Page) {
    let usual = papers.audit.usual_target();
    let mut counts = [0; Maturity::ALL.len()];
    let (mut inapplicable, mut not_audited, mut open) = (0, 0, 0);
    for row in papers.rows() {
        let answer = papers.answer(&row.key());
        let rating = answer.and_then(|answer| answer.rating(usual));
        let level = rating.map(|rating| usize::from(rating.maturity.level()));
        if let Some(count) = level.and_then(|level| counts.get_mut(level)) {
            *count += 1;
        } else {
            match answer.and_then(|answer| answer.verdict) {
                Some(Verdict::NotApplicable) => inapplicable += 1,
                Some(Verdict::NotAudited) => not_audited += 1,
                Some(_) | None => open += 1,
            }
        }
    }
    let levels = Maturity::ALL
        .iter()
        .zip(counts)
        .map(|(level, n)| (format!("{level}: {}", level.label()), n));
    let others = [
        (Verdict::NotApplicable.label(), inapplicable),
        (Verdict::NotAudited.label(), not_audited),
        ("unrated", open),
    ];
    page.table(
        ["Maturity", "Questions"],
        levels
            .chain(others.map(|(label, n)| (label.to_owned(), n)))
            .map(|(label, n)| [label, n.to_string()]),
    );
}

/// Says what came of a clause: its gravest verdict, or in a gap analysis its means.
pub(super) fn result(papers: &WorkingPapers, tally: &Tally) -> String {
    let rated = papers.audit.mode == AuditMode::GapAnalysis;
    let means = tally.gap.maturity_tenths().zip(tally.gap.target_tenths());
    if let Some((maturity, target)) = means.filter(|_| rated) {
        return format!("maturity {} of {}", tenths(maturity), tenths(target));
    }
    match (tally.gravest(), tally.answered()) {
        (Some(verdict), _) => verdict.label(),
        (None, 0) => "unanswered",
        (None, _) => "partly answered",
    }
    .to_owned()
}

/// Says how a row stands, by what the audit judges.
pub(super) fn stands(papers: &WorkingPapers, answer: &Answer) -> String {
    let verdict = answer.verdict.map(Verdict::label);
    if papers.audit.mode == AuditMode::Conformity {
        return verdict.unwrap_or("unanswered").to_owned();
    }
    let rating = answer.rating(papers.audit.usual_target());
    let rated = rating.map(|rating| {
        let own = if answer.target.is_some() {
            "target of its own, "
        } else {
            ""
        };
        format!("maturity {rating} ({own}{})", rating.compared())
    });
    match (rated, verdict) {
        (Some(rated), Some(verdict)) => format!("{rated}; {verdict}"),
        (Some(rated), None) => rated,
        (None, Some(verdict)) if answer.is_set_aside() => verdict.to_owned(),
        (None, Some(verdict)) => format!("unrated; {verdict}"),
        (None, None) => "unrated".to_owned(),
    }
}
