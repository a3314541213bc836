//! How far an audit is: verdicts counted over any set of rows.

use std::collections::HashMap;

use super::{
    answer::{Answer, Verdict},
    audit::Audit,
    checklist::{Checklist, Clause},
    id::Ref,
    maturity::Gap,
    papers::{Row, WorkingPapers},
};

/// The verdicts, the gravest first.
pub(super) const GRAVITY: [Verdict; 7] = [
    Verdict::Nonconforming,
    Verdict::Observation,
    Verdict::Opportunity,
    Verdict::NotAudited,
    Verdict::GoodPractice,
    Verdict::Conforming,
    Verdict::NotApplicable,
];

/// Verdicts counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    counts: [usize; Verdict::ALL.len()],
    answered: usize,
    /// All rows, answered or not.
    pub rows: usize,
    /// Maturity and targets, in a gap analysis.
    pub gap: Gap,
}

impl Tally {
    /// Counts one more row of an audit.
    pub fn add(&mut self, audit: &Audit, answer: Option<&Answer>) {
        self.rows += 1;
        self.answered += usize::from(answer.is_some_and(|answer| answer.is_settled(audit.mode)));
        self.gap.add(answer, audit.usual_target());
        let verdict = answer.and_then(|answer| answer.verdict);
        let place = verdict.and_then(|verdict| Verdict::ALL.iter().position(|v| *v == verdict));
        if let Some(count) = place.and_then(|place| self.counts.get_mut(place)) {
            *count += 1;
        }
    }

    /// Adds another tally.
    pub fn merge(&mut self, other: &Self) {
        self.rows += other.rows;
        self.answered += other.answered;
        self.gap.merge(&other.gap);
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
    }

    /// Returns how many rows have this verdict.
    pub fn of(&self, verdict: Verdict) -> usize {
        let place = Verdict::ALL.iter().position(|v| *v == verdict);
        place
            .and_then(|place| self.counts.get(place))
            .copied()
            .unwrap_or(0)
    }

    /// Returns how many rows are done: with a verdict, or in a gap analysis with a maturity.
    pub fn answered(&self) -> usize {
        self.answered
    }

    /// Returns how many rows are not.
    pub fn open(&self) -> usize {
        self.rows - self.answered()
    }

    /// Returns the answered share in whole percent, 100 only when every row is answered.
    pub fn percent(&self) -> usize {
        (self.answered() * 100)
            .checked_div(self.rows)
            .unwrap_or(100)
    }

    /// Returns the gravest verdict, for the mark of a clause; none while a row is open.
    pub fn gravest(&self) -> Option<Verdict> {
        if self.open() > 0 {
            return None;
        }
        GRAVITY.into_iter().find(|verdict| self.of(*verdict) > 0)
    }
}

impl WorkingPapers {
    /// Counts the whole audit; a row that several standards share counts once.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for row in self.rows() {
            tally.add(&self.audit, self.answer(&row.key()));
        }
        tally
    }

    /// Counts one clause without those below it; rows whose answer is given elsewhere count here too.
    pub fn tally_of(&self, checklist: &Checklist, clause: &Clause) -> Tally {
        let mut tally = Tally::default();
        if self.exclusion(checklist, clause).is_some() {
            return tally;
        }
        for question in &clause.questions {
            let row = Row {
                checklist,
                clause,
                question,
            };
            tally.add(&self.audit, self.answer(&row.key()));
        }
        tally
    }

    /// Counts every clause of a checklist, those below it included, in the checklist's order.
    pub fn tallies(&self, checklist: &Checklist) -> Vec<Tally> {
        let mut tallies: Vec<Tally> = checklist
            .clauses
            .iter()
            .map(|c| self.tally_of(checklist, c))
            .collect();
        let places: HashMap<&Ref, usize> = checklist
            .clauses
            .iter()
            .enumerate()
            .map(|(place, clause)| (&clause.reference, place))
            .collect();
        // Parents stand before their children, so one pass from the end carries every count upwards.
        for (place, clause) in checklist.clauses.iter().enumerate().rev() {
            let above = clause.parent.as_ref().and_then(|above| places.get(above));
            let above = above.copied().filter(|above| *above < place);
            let (Some(above), Some(own)) = (above, tallies.get(place).copied()) else {
                continue;
            };
            if let Some(sum) = tallies.get_mut(above) {
                sum.merge(&own);
            }
        }
        tallies
    }
}
