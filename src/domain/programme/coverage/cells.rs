//! How far one audit is with one thing that is to be audited.

use std::collections::HashMap;

use super::{Cell, Level, Taken, same};
use crate::domain::{
    answer::Verdict,
    checklist::{Checklist, Clause},
    finding::{FindingState, FindingType},
    guard::is_said,
    id::{Criterion, Ref},
    papers::WorkingPapers,
    programme::goes_on,
    progress::Tally,
};

/// What an audit has of a checklist.
pub(super) enum Seen {
    /// Nothing.
    Nothing,
    /// It will ask so many questions of each clause, by its place.
    Planned(Vec<usize>),
    /// What was answered, by clause.
    Made(HashMap<Ref, Cell>),
}

impl Seen {
    pub(super) fn of(taken: &Taken<'_>, checklist: &Checklist) -> Self {
        if let Some(papers) = taken.papers {
            return papers
                .checklists
                .get(&checklist.id)
                .map_or(Self::Nothing, |copy| Self::Made(made(papers, copy)));
        }
        let Some(planned) = taken.planned else {
            return Self::Nothing;
        };
        if !planned.checklists.contains(&checklist.id) {
            return Self::Nothing;
        }
        let named = |at: &Ref| {
            let mut only = planned.only.iter();
            only.any(|only| only.checklist == checklist.id && only.reference == *at)
        };
        // Limited to clauses of another checklist, it has nothing of this one.
        let whole = planned.only.is_empty();
        let mut within: HashMap<&Ref, bool> = HashMap::new();
        let mut counts = vec![0; checklist.clauses.len()];
        let mut places: HashMap<&Ref, usize> = HashMap::new();
        for (at, clause) in checklist.clauses.iter().enumerate() {
            places.insert(&clause.reference, at);
            let above = clause.parent.as_ref().and_then(|above| within.get(above));
            let is_in = whole || named(&clause.reference) || above.copied().unwrap_or(false);
            within.insert(&clause.reference, is_in);
            let asked = clause.questions.iter().filter(|question| !question.retired);
            if let Some(count) = counts.get_mut(at).filter(|_| is_in) {
                *count = asked.count();
            }
        }
        // Parents stand before their children, so one pass from the end carries every count upwards.
        for (at, clause) in checklist.clauses.iter().enumerate().rev() {
            let above = clause.parent.as_ref().and_then(|above| places.get(above));
            let own = counts.get(at).copied().unwrap_or(0);
            if let Some(sum) = above.and_then(|above| counts.get_mut(*above)) {
                *sum += own;
            }
        }
        Self::Planned(counts)
    }

    /// Returns how far it is with a clause, which stands in this place of the checklist.
    pub(super) fn cell(&self, at: usize, clause: &Clause, excluded: Option<&str>) -> Cell {
        let left_out = || excluded.map(|why| left_out(why.to_owned()));
        match self {
            Self::Nothing => Cell::nothing(),
            Self::Planned(counts) => match counts.get(at).copied().unwrap_or(0) {
                0 => Cell::nothing(),
                rows => left_out().unwrap_or(Cell {
                    level: Level::Planned,
                    rows,
                    ..Cell::nothing()
                }),
            },
            Self::Made(cells) => {
                let cell = cells.get(&clause.reference).cloned();
                cell.unwrap_or_else(Cell::nothing)
            }
        }
    }
}

fn left_out(why: String) -> Cell {
    Cell {
        level: Level::LeftOut,
        why: Some(why),
        ..Cell::nothing()
    }
}

fn made(papers: &WorkingPapers, copy: &Checklist) -> HashMap<Ref, Cell> {
    let tallies = papers.tallies(copy);
    let clauses = copy.clauses.iter().zip(&tallies);
    clauses
        .map(|(clause, tally)| {
            let cell = match papers.exclusion(copy, clause).filter(|_| tally.rows == 0) {
                // What the audit is limited to is no reason of its own: it just does not look there.
                Some(why) if papers.audit.exclusions.iter().any(|e| e.reason == why) => {
                    left_out(why.to_owned())
                }
                Some(_) | None => of_tally(tally, || not_audited(papers, copy, clause)),
            };
            (clause.reference.clone(), cell)
        })
        .collect()
}

fn of_tally(tally: &Tally, why: impl Fn() -> Option<String>) -> Cell {
    let not_audited = tally.of(Verdict::NotAudited);
    let nonconforming = tally.of(Verdict::Nonconforming);
    let answered = tally.answered().saturating_sub(not_audited);
    let level = if tally.rows == 0 {
        Level::Nothing
    } else if nonconforming > 0 {
        Level::Nonconforming
    } else if answered == 0 && not_audited == tally.rows {
        Level::NotAudited
    } else if answered == 0 {
        Level::Planned
    } else if answered < tally.rows {
        Level::Partly
    } else {
        Level::Answered
    };
    Cell {
        level,
        answered,
        rows: tally.rows,
        nonconforming,
        why: (level == Level::NotAudited).then(why).flatten(),
    }
}

fn not_audited(papers: &WorkingPapers, copy: &Checklist, clause: &Clause) -> Option<String> {
    let sheet = papers.answers.get(&Criterion {
        checklist: copy.id.clone(),
        reference: clause.reference.clone(),
    })?;
    let mut answers = sheet.answers.iter();
    let found = answers
        .find(|answer| answer.verdict == Some(Verdict::NotAudited) && is_said(&answer.reason));
    found.map(|answer| answer.reason.trim().to_owned())
}

/// Says how far an audit is with a process or an AI system: as far as it is with all that it looks at.
pub(super) fn named(taken: &Taken<'_>, is_process: bool, name: &str) -> Cell {
    if !taken.named(is_process).iter().any(|own| same(own, name)) {
        return Cell::nothing();
    }
    let Some(papers) = taken.papers else {
        return Cell {
            level: Level::Planned,
            ..Cell::nothing()
        };
    };
    let tally = papers.tally();
    let of_here = |place: &str| place.to_lowercase().contains(&name.trim().to_lowercase());
    let nonconforming = papers
        .findings
        .values()
        .filter(|finding| match finding.kind {
            FindingType::Major | FindingType::Minor => finding.state != FindingState::Withdrawn,
            FindingType::Observation | FindingType::Opportunity | FindingType::GoodPractice => {
                false
            }
        })
        .filter(|finding| of_here(&finding.place))
        .count();
    let mut cell = of_tally(&tally, || None);
    cell.nonconforming = nonconforming;
    cell.level = if nonconforming > 0 {
        Level::Nonconforming
    } else if !goes_on(papers.audit.state) {
        Level::Answered
    } else {
        cell.level.min(Level::Partly)
    };
    cell
}

/// Tells whether an audit that is this far with something looks at it: what its report leaves unanswered is not audited.
pub(super) fn counts(level: Level, taken: &Taken<'_>) -> bool {
    match level {
        Level::Nothing | Level::LeftOut | Level::NotAudited => false,
        Level::Planned => taken
            .papers
            .is_none_or(|papers| goes_on(papers.audit.state)),
        Level::Partly | Level::Answered | Level::Nonconforming => true,
    }
}
