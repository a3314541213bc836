//! The lines of the chart: each checklist as a whole, and its clauses as far as they are unfolded.

use std::collections::HashMap;

use crate::{
    domain::{
        id::{ChecklistId, Criterion, Ref},
        outline::Order,
        papers::WorkingPapers,
        progress::Tally,
    },
    safe,
};

/// What a line stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// All of a checklist.
    Checklist(ChecklistId),
    /// A clause or control with what is below it.
    Clause(Criterion),
}

impl Subject {
    /// Returns the clause; none for a checklist.
    pub(super) fn clause(&self) -> Option<&Criterion> {
        match self {
            Self::Clause(clause) => Some(clause),
            Self::Checklist(_) => None,
        }
    }
}

/// A line of the chart.
pub(super) struct Charted<'a> {
    pub(super) subject: Subject,
    pub(super) depth: usize,
    /// Whether what is below it is shown; none where nothing is, and for a checklist.
    pub(super) open: Option<bool>,
    pub(super) reference: &'a str,
    pub(super) title: &'a str,
    pub(super) tally: Tally,
}

impl Charted<'_> {
    /// Returns what the line is called, to be searched and copied.
    pub(super) fn said(&self) -> String {
        safe::escape_line(&format!("{} {}", self.reference, self.title)).into_owned()
    }
}

/// Returns how many levels of clauses the checklists of an audit have.
pub(super) fn levels(papers: &WorkingPapers) -> usize {
    let depths = papers.checklists().flat_map(|checklist| {
        let outline = papers.outline(checklist, Order::Standard);
        outline.into_iter().map(|standing| standing.depth + 1)
    });
    depths.max().unwrap_or(1)
}

/// Lists the lines that are shown; `is_open` tells whether a clause of this depth shows what is below it.
pub(super) fn charted(
    papers: &WorkingPapers,
    order: Order,
    is_open: impl Fn(&Criterion, usize) -> bool,
) -> Vec<Charted<'_>> {
    let mut lines = Vec::new();
    for checklist in papers.checklists() {
        let outline = papers.outline(checklist, order);
        let mut whole = Tally::default();
        for standing in outline.iter().filter(|standing| standing.depth == 0) {
            whole.merge(&standing.tally);
        }
        lines.push(Charted {
            subject: Subject::Checklist(checklist.id.clone()),
            depth: 0,
            open: None,
            reference: checklist.id.as_str(),
            title: &checklist.title,
            tally: whole,
        });
        // Each clause stands behind the one above it, in either order.
        let mut opens: HashMap<&Ref, bool> = HashMap::new();
        for standing in outline {
            let clause = standing.clause;
            let above = clause.parent.as_ref().and_then(|above| opens.get(above));
            let shown = above.copied().unwrap_or(true);
            let own = Criterion {
                checklist: checklist.id.clone(),
                reference: clause.reference.clone(),
            };
            let open = standing.has_below && is_open(&own, standing.depth);
            opens.insert(&clause.reference, shown && open);
            if shown {
                lines.push(Charted {
                    subject: Subject::Clause(own),
                    depth: standing.depth + 1,
                    open: standing.has_below.then_some(open),
                    reference: clause.reference.as_str(),
                    title: &clause.title,
                    tally: standing.tally,
                });
            }
        }
    }
    lines
}
