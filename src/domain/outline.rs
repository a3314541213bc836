//! The clauses of a checklist with what came of each: what charts and tables by clause are made of.

use std::{cmp::Reverse, collections::HashMap};

use super::{
    audit::AuditMode,
    checklist::{Checklist, Clause},
    id::{ChecklistId, Ref, RowKey},
    papers::{Row, WorkingPapers},
    progress::{GRAVITY, Tally},
};

/// A clause or control with what came of it and of all below it.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// How many clauses stand above it.
    pub depth: usize,
    /// Whether other clauses with rows stand below it.
    pub has_below: bool,
    /// Its rows counted, those below it included.
    pub tally: Tally,
}

/// In which order clauses are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// As the standard has them.
    #[default]
    Standard,
    /// Those where most is missing or wrong first, at every level.
    WorstFirst,
}

impl WorkingPapers {
    /// Lists the clauses of a checklist that have rows in scope, each before those below it.
    pub fn outline<'a>(&'a self, checklist: &'a Checklist, order: Order) -> Vec<Standing<'a>> {
        let mut depths: HashMap<&Ref, usize> = HashMap::new();
        let mut outline: Vec<Standing<'a>> = Vec::new();
        for (clause, tally) in checklist.clauses.iter().zip(self.tallies(checklist)) {
            let above = clause.parent.as_ref().and_then(|above| depths.get(above));
            let depth = above.map_or(0, |above| above + 1);
            depths.insert(&clause.reference, depth);
            if tally.rows == 0 {
                continue;
            }
            if let Some(parent) = &clause.parent
                && let Some(above) = outline
                    .iter_mut()
                    .rev()
                    .find(|above| above.clause.reference == *parent)
            {
                above.has_below = true;
            }
            outline.push(Standing {
                clause,
                depth,
                has_below: false,
                tally,
            });
        }
        match order {
            Order::Standard => outline,
            Order::WorstFirst => worst_first(outline, self.audit.mode),
        }
    }

    /// Returns the row to look at below a clause, or in all of a checklist: the first one that is open, or the worst where
    /// none is.
    ///
    /// A row that is answered with another one is looked at there.
    pub fn worst_row(&self, checklist: &ChecklistId, at: Option<&Ref>) -> Option<RowKey> {
        let checklist = self.checklists.get(checklist)?;
        let is_below = |row: &Row<'_>| {
            let mut way = std::iter::once(row.clause).chain(checklist.ancestors(row.clause));
            row.checklist.id == checklist.id
                && at.is_none_or(|at| way.any(|clause| clause.reference == *at))
        };
        let rows = || self.all_rows().filter(is_below).map(|row| row.key());
        let found = rows()
            .find(|key| self.is_open(key))
            .or_else(|| rows().min_by_key(|key| Reverse(self.badness(key))))?;
        Some(self.leader(&found).cloned().unwrap_or(found))
    }

    /// Weighs how bad the answer of a row is, by what the audit judges.
    fn badness(&self, key: &RowKey) -> usize {
        let answer = self.answer(key);
        match self.audit.mode {
            AuditMode::GapAnalysis => answer
                .and_then(|answer| answer.rating(self.audit.usual_target()))
                .map_or(0, |rating| usize::from(rating.missing())),
            AuditMode::Conformity => answer
                .and_then(|answer| answer.verdict)
                .and_then(|verdict| GRAVITY.iter().position(|grave| *grave == verdict))
                .map_or(0, |place| GRAVITY.len() - place),
        }
    }
}

/// Orders clauses of one level by what is missing or wrong, each with those below it behind it.
fn worst_first(outline: Vec<Standing<'_>>, mode: AuditMode) -> Vec<Standing<'_>> {
    let Some(level) = outline.first().map(|first| first.depth) else {
        return outline;
    };
    let mut branches: Vec<(Standing<'_>, Vec<Standing<'_>>)> = Vec::new();
    for standing in outline {
        match branches.last_mut() {
            Some((_, below)) if standing.depth > level => below.push(standing),
            Some(_) | None => branches.push((standing, Vec::new())),
        }
    }
    branches.sort_by_key(|(standing, _)| Reverse(weight(&standing.tally, mode)));
    branches
        .into_iter()
        .flat_map(|(standing, below)| std::iter::once(standing).chain(worst_first(below, mode)))
        .collect()
}

/// Weighs a clause: by the steps missing a row and then over all rows, or by its gravest verdicts and then by what is open.
fn weight(tally: &Tally, mode: AuditMode) -> [usize; 3] {
    match mode {
        AuditMode::GapAnalysis => {
            let a_row = tally.gap.missing_tenths().map_or(0, |missing| missing + 1);
            [a_row, tally.gap.missing, tally.open()]
        }
        AuditMode::Conformity => {
            let [gravest, grave, ..] = GRAVITY;
            [tally.of(gravest), tally.of(grave), tally.open()]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        answer::{Answer, AnswerSheet, Verdict},
        audit::Audit,
        history::Step,
        maturity::Maturity,
    };

    const LIST: &str = r#"
        schema = 1
        id = "house"
        title = "House rules"
        standard = "House rules"
        clause = [
            { ref = "4", title = "Context", kind = "clause" },
            { ref = "4.1", title = "Issues", kind = "clause", parent = "4", question = [{ id = "1", text = "?" }] },
            { ref = "4.2", title = "Scope", kind = "clause", parent = "4", question = [{ id = "1", text = "?" }, { id = "2", text = "?" }] },
            { ref = "5", title = "Nothing asked", kind = "clause" },
            { ref = "6", title = "Risk", kind = "clause", question = [{ id = "1", text = "?" }] },
        ]
    "#;

    fn papers(mode: AuditMode) -> WorkingPapers {
        let step = Step {
            by: "Ada Auditor <ada@example.org>".parse().unwrap(),
            at: "2026-03-02T09:00:00Z".parse().unwrap(),
            today: "2026-03-02".parse().unwrap(),
            why: String::new(),
        };
        let ids = vec!["house".parse().unwrap()];
        let mut audit = Audit::plan("a-1".parse().unwrap(), "One".to_owned(), ids, &step);
        audit.mode = mode;
        WorkingPapers::new(audit, [toml::from_str(LIST).unwrap()])
    }

    fn answer(papers: &mut WorkingPapers, row: &str, change: impl FnOnce(&mut Answer)) {
        let row: RowKey = row.parse().unwrap();
        let sheet = papers
            .answers
            .entry(row.criterion())
            .or_insert_with(|| AnswerSheet::new(row.checklist, row.reference));
        let mut given = Answer::to(row.question);
        change(&mut given);
        sheet.put(given);
    }

    fn rate(papers: &mut WorkingPapers, row: &str, maturity: i64) {
        answer(papers, row, |answer| {
            answer.maturity = Maturity::try_from(maturity).ok();
        });
    }

    fn listed(papers: &WorkingPapers, order: Order) -> Vec<String> {
        let checklist = papers.checklists().next().unwrap();
        let outline = papers.outline(checklist, order);
        let named = |s: &Standing<'_>| format!("{}{}", "-".repeat(s.depth), s.clause.reference);
        outline.iter().map(named).collect()
    }

    fn worst(papers: &WorkingPapers, at: &str) -> String {
        let at = at.parse().unwrap();
        let found = papers.worst_row(&"house".parse().unwrap(), Some(&at));
        found.unwrap().to_string()
    }

    #[test]
    fn only_clauses_with_rows_are_listed() {
        let papers = papers(AuditMode::Conformity);
        assert_eq!(listed(&papers, Order::Standard), ["4", "-4.1", "-4.2", "6"]);
        let checklist = papers.checklists().next().unwrap();
        let outline = papers.outline(checklist, Order::Standard);
        let below: Vec<bool> = outline.iter().map(|s| s.has_below).collect();
        assert_eq!(below, [true, false, false, false]);
        assert_eq!(outline.first().unwrap().tally.rows, 3);
    }

    #[test]
    fn the_widest_gap_comes_first_at_every_level() {
        let mut papers = papers(AuditMode::GapAnalysis);
        rate(&mut papers, "house:6#1", 0);
        rate(&mut papers, "house:4.1#1", 3);
        rate(&mut papers, "house:4.2#1", 2);
        assert_eq!(
            listed(&papers, Order::WorstFirst),
            ["6", "4", "-4.2", "-4.1"]
        );
    }

    #[test]
    fn nonconformities_come_first_where_conformity_is_judged() {
        let mut papers = papers(AuditMode::Conformity);
        answer(&mut papers, "house:4.2#2", |answer| {
            answer.verdict = Some(Verdict::Nonconforming);
        });
        assert_eq!(
            listed(&papers, Order::WorstFirst),
            ["4", "-4.2", "-4.1", "6"]
        );
    }

    #[test]
    fn the_row_to_look_at_is_open_or_the_worst() {
        let mut papers = papers(AuditMode::GapAnalysis);
        rate(&mut papers, "house:4.1#1", 2);
        assert_eq!(worst(&papers, "4"), "house:4.2#1");
        rate(&mut papers, "house:4.2#1", 4);
        assert_eq!(worst(&papers, "4"), "house:4.2#2");
        rate(&mut papers, "house:4.2#2", 1);
        assert_eq!(worst(&papers, "4"), "house:4.2#2");
        rate(&mut papers, "house:4.2#2", 3);
        assert_eq!(worst(&papers, "4"), "house:4.1#1");
        let house = "house".parse().unwrap();
        assert_eq!(papers.worst_row(&house, "5".parse().ok().as_ref()), None);
        let of_all = papers.worst_row(&house, None).unwrap();
        assert_eq!(of_all.to_string(), "house:6#1");
    }

    #[test]
    fn the_gravest_verdict_is_the_worst() {
        let mut papers = papers(AuditMode::Conformity);
        for (row, verdict) in [
            ("house:4.1#1", Verdict::Conforming),
            ("house:4.2#1", Verdict::Nonconforming),
            ("house:4.2#2", Verdict::Observation),
        ] {
            answer(&mut papers, row, |answer| answer.verdict = Some(verdict));
        }
        assert_eq!(worst(&papers, "4"), "house:4.2#1");
    }
}
