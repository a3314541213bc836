//! How far an audit is: verdicts counted over any set of rows.

use std::collections::HashMap;

use super::{
    answer::{Answer, Verdict},
    audit::Audit,
    checklist::{Checklist, Clause, Question},
    id::Ref,
    maturity::Gap,
    papers::WorkingPapers,
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

    /// Counts one more row; one that is asked no more is done with whatever is said in it.
    pub fn add_row(&mut self, audit: &Audit, question: &Question, answer: Option<&Answer>) {
        let answered = self.answered;
        self.add(audit, answer);
        if question.retired {
            self.answered = answered + 1;
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

    /// Shares a number of cells out among the verdicts, and what has none, as a bar shows them.
    ///
    /// Whatever is there gets a cell at least, as far as there are enough of them.
    pub fn shares(&self, cells: usize) -> Vec<(Option<Verdict>, usize)> {
        let judged = Verdict::ALL
            .iter()
            .map(|verdict| (Some(*verdict), self.of(*verdict)));
        let unjudged = self.rows.saturating_sub(self.counts.iter().sum());
        let parts: Vec<(Option<Verdict>, usize)> = judged
            .chain([(None, unjudged)])
            .filter(|(_, count)| *count > 0)
            .collect();
        let mut shares: Vec<usize> = parts
            .iter()
            .map(|(_, count)| count * cells / self.rows)
            .collect();
        let left = cells.saturating_sub(shares.iter().sum());
        let mut by_rest: Vec<usize> = (0..parts.len()).collect();
        by_rest.sort_by_key(|place| {
            let count = parts.get(*place).map_or(0, |(_, count)| *count);
            std::cmp::Reverse(count * cells % self.rows)
        });
        for place in by_rest.into_iter().take(left) {
            if let Some(share) = shares.get_mut(place) {
                *share += 1;
            }
        }
        while let Some(empty) = shares.iter().position(|share| *share == 0) {
            let Some(widest) = shares.iter_mut().filter(|share| **share > 1).max() else {
                break;
            };
            *widest -= 1;
            if let Some(share) = shares.get_mut(empty) {
                *share = 1;
            }
        }
        let words = parts.into_iter().map(|(verdict, _)| verdict);
        words.zip(shares).filter(|(_, share)| *share > 0).collect()
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
        for checklist in self.checklists() {
            for clause in self.clauses_in_scope(checklist) {
                for (question, answer, asked) in self.answers_in(checklist, clause) {
                    if asked {
                        tally.add_row(&self.audit, question, answer);
                    }
                }
            }
        }
        tally
    }

    /// Counts one clause without those below it; rows whose answer is given elsewhere count here too.
    pub fn tally_of(&self, checklist: &Checklist, clause: &Clause) -> Tally {
        let mut tally = Tally::default();
        if self.exclusion(checklist, clause).is_some() {
            return tally;
        }
        self.add_answers(checklist, clause, &mut tally);
        tally
    }

    fn add_answers(&self, checklist: &Checklist, clause: &Clause, tally: &mut Tally) {
        for (question, answer, _) in self.answers_in(checklist, clause) {
            tally.add_row(&self.audit, question, answer);
        }
    }

    /// Counts the rows in scope at a clause and below it.
    pub fn rows_below(&self, checklist: &Checklist, clause: &Clause) -> usize {
        self.all_rows()
            .filter(|row| row.checklist.id == checklist.id)
            .filter(|row| {
                row.clause.reference == clause.reference
                    || checklist
                        .ancestors(row.clause)
                        .any(|above| above.reference == clause.reference)
            })
            .count()
    }

    /// Counts every clause of a checklist, those below it included, in the checklist's order.
    pub fn tallies(&self, checklist: &Checklist) -> Vec<Tally> {
        let mut in_scope = self.clauses_in_scope(checklist).peekable();
        let mut tallies: Vec<Tally> = checklist
            .clauses
            .iter()
            .map(|clause| {
                let mut tally = Tally::default();
                if in_scope
                    .next_if(|next| std::ptr::eq(*next, clause))
                    .is_some()
                {
                    self.add_answers(checklist, clause, &mut tally);
                }
                tally
            })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(rows: usize, counts: &[(Verdict, usize)]) -> Tally {
        let mut tally = Tally {
            rows,
            ..Tally::default()
        };
        for (verdict, count) in counts {
            let place = Verdict::ALL.iter().position(|v| v == verdict).unwrap();
            *tally.counts.get_mut(place).unwrap() = *count;
        }
        tally
    }

    #[test]
    fn the_cells_of_a_bar_are_shared_out_whole() {
        let third = tally(3, &[(Verdict::Conforming, 1), (Verdict::Nonconforming, 1)]);
        for cells in 3..40 {
            let shares = third.shares(cells);
            assert_eq!(shares.iter().map(|(_, n)| n).sum::<usize>(), cells);
            assert_eq!(shares.len(), 3);
        }
        assert_eq!(Tally::default().shares(10), []);
    }

    #[test]
    fn one_nonconformity_among_many_rows_is_seen() {
        let many = tally(
            200,
            &[(Verdict::Conforming, 198), (Verdict::Nonconforming, 1)],
        );
        assert_eq!(
            many.shares(10),
            [
                (Some(Verdict::Conforming), 8),
                (Some(Verdict::Nonconforming), 1),
                (None, 1)
            ]
        );
        assert_eq!(many.shares(1).iter().map(|(_, n)| n).sum::<usize>(), 1);
    }
}
