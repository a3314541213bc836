//! Maturity and gap as commands print them: means with one decimal, rows below their target, missing steps.

use serde::Serialize;

use crate::session::domain::{
    audit::AuditMode,
    id::{ChecklistId, Ref},
    maturity::{Gap, Maturity, tenths},
    outline::Order,
    papers::WorkingPapers,
    progress::Tally,
};

use super::output::{Reply, count, line};

/// Maturity and gap over any set of rows.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Score {
    rated: usize,
    /// The mean over rated rows; none while there is none.
    maturity: Option<f64>,
    target: Option<f64>,
    below: usize,
    missing: usize,
}

impl Score {
    pub(super) fn of(gap: &Gap) -> Self {
        Self {
            rated: gap.rated,
            maturity: gap.maturity_tenths().map(decimal),
            target: gap.target_tenths().map(decimal),
            below: gap.below,
            missing: gap.missing,
        }
    }
}

/// Returns tenths as a number: at most 50 of them, so that nothing is lost.
fn decimal(tenths: usize) -> f64 {
    u32::try_from(tenths).map_or(0.0, |tenths| f64::from(tenths) / 10.0)
}

/// The scores of an audit: over all, by checklist and by clause of the highest level.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Scores {
    usual_target: Maturity,
    #[serde(flatten)]
    over_all: Score,
    checklists: Vec<OfChecklist>,
    #[serde(skip)]
    gap: Gap,
}

#[derive(Debug, Serialize)]
struct OfChecklist {
    checklist: ChecklistId,
    #[serde(flatten)]
    score: Score,
    clauses: Vec<OfClause>,
    #[serde(skip)]
    gap: Gap,
}

#[derive(Debug, Serialize)]
struct OfClause {
    #[serde(rename = "ref")]
    reference: Ref,
    title: String,
    #[serde(flatten)]
    score: Score,
    #[serde(skip)]
    gap: Gap,
}

impl Scores {
    /// Gathers the scores of an audit; none where conformity is judged.
    pub(super) fn of(papers: &WorkingPapers) -> Option<Self> {
        if papers.audit.mode == AuditMode::Conformity {
            return None;
        }
        let checklists = papers.checklists().map(|checklist| {
            let top = papers.outline(checklist, Order::Standard);
            let top: Vec<_> = top.into_iter().filter(|s| s.depth == 0).collect();
            let mut sum = Tally::default();
            for standing in &top {
                sum.merge(&standing.tally);
            }
            let clauses = top.into_iter().map(|standing| OfClause {
                reference: standing.clause.reference.clone(),
                title: standing.clause.title.clone(),
                score: Score::of(&standing.tally.gap),
                gap: standing.tally.gap,
            });
            OfChecklist {
                checklist: checklist.id.clone(),
                score: Score::of(&sum.gap),
                clauses: clauses.collect(),
                gap: sum.gap,
            }
        });
        let gap = papers.tally().gap;
        Some(Self {
            usual_target: papers.audit.usual_target(),
            over_all: Score::of(&gap),
            checklists: checklists.collect(),
            gap,
        })
    }

    /// Adds the scores to a reply, a line each; clauses without a rated row are left out.
    pub(super) fn describe(&self, reply: &mut Reply) {
        reply.line(format!("  maturity  {}", said(&self.gap)));
        let several = self.checklists.len() > 1;
        for checklist in &self.checklists {
            if several {
                let said = said(&checklist.gap);
                reply.line(format!("            {}: {said}", checklist.checklist));
            }
            for clause in checklist.clauses.iter().filter(|c| c.gap.rated > 0) {
                let name = format!("{} {}", clause.reference, line(&clause.title));
                reply.line(format!("            {name}: {}", said(&clause.gap)));
            }
        }
    }
}

/// Says mean maturity, mean target, what is below it and what is missing, in words.
pub(super) fn said(gap: &Gap) -> String {
    let Some((maturity, target)) = means(gap) else {
        return "no row is rated yet".to_owned();
    };
    let below = match gap.below {
        0 => "every target is reached".to_owned(),
        n => format!(
            "{} below target, {} missing",
            count(n, "row"),
            count(gap.missing, "step")
        ),
    };
    format!("{maturity} of {target}, {below}")
}

/// Returns mean maturity and mean target, each with one decimal.
pub(super) fn means(gap: &Gap) -> Option<(String, String)> {
    let (maturity, target) = gap.maturity_tenths().zip(gap.target_tenths())?;
    Some((tenths(maturity), tenths(target)))
}
