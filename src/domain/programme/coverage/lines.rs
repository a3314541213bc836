//! The lines of the coverage: the clauses of a checklist, the processes, the AI systems.

use std::collections::HashMap;

use super::{Cell, Covered, Part, Taken, cells, same};
use crate::domain::{
    applicability::Statements,
    checklist::Checklist,
    id::{Criterion, Ref},
    programme::{Programme, Subject},
};

/// What lines are made of.
pub(super) struct Work<'a> {
    pub(super) programme: &'a Programme,
    pub(super) statements: &'a Statements,
    pub(super) audits: &'a [Taken<'a>],
    pub(super) places: &'a [usize],
    pub(super) columns: usize,
}

impl Work<'_> {
    /// Makes the lines of a checklist.
    pub(super) fn clauses(&self, checklist: &Checklist) -> Part {
        let seen: Vec<cells::Seen> = self
            .audits
            .iter()
            .map(|taken| cells::Seen::of(taken, checklist))
            .collect();
        let statement = self.statements.get(&checklist.id);
        let excluded: HashMap<&Ref, &str> = statement
            .into_iter()
            .flat_map(|statement| statement.excluded(checklist))
            .map(|(control, decision)| (&control.reference, decision.justification.as_str()))
            .collect();
        let mut depths: HashMap<&Ref, usize> = HashMap::new();
        let mut times: HashMap<&Ref, u32> = HashMap::new();
        let mut lines: Vec<Covered> = Vec::new();
        for (at, clause) in checklist.clauses.iter().enumerate() {
            let above = clause.parent.as_ref();
            let depth = above
                .and_then(|above| depths.get(above))
                .map_or(0, |d| d + 1);
            depths.insert(&clause.reference, depth);
            let subject = Subject::Clause(Criterion {
                checklist: checklist.id.clone(),
                reference: clause.reference.clone(),
            });
            let inherited = above.and_then(|above| times.get(above)).copied();
            let own = self.frequency(&subject).or(inherited);
            let wanted = own.unwrap_or_else(|| self.programme.usual_times());
            times.insert(&clause.reference, wanted);
            let excluded = excluded.get(&clause.reference).map(|why| (*why).to_owned());
            let of_audits: Vec<Cell> = seen
                .iter()
                .map(|seen| seen.cell(at, clause, excluded.as_deref()))
                .collect();
            let mut line = self.line(subject, clause.title.clone(), &of_audits);
            line.depth = depth;
            line.is_asked = clause.questions.iter().any(|question| !question.retired);
            line.wanted = if excluded.is_some() { 0 } else { wanted };
            line.excluded = excluded;
            lines.push(line);
        }
        // What has neither questions nor anything below it is no line.
        let mut next = 0;
        for line in lines.iter_mut().rev() {
            line.has_below = next > line.depth;
            if line.is_asked || line.has_below {
                next = line.depth;
            }
        }
        lines.retain(|line| line.is_asked || line.has_below);
        Part {
            checklist: Some(checklist.id.clone()),
            title: checklist.title.clone(),
            lines,
        }
    }

    /// Makes the lines of the processes, or of the AI systems.
    pub(super) fn named(&self, title: &str, make: fn(String) -> Subject) -> Option<Part> {
        let is_process = matches!(make(String::new()), Subject::Process(_));
        let scope = &self.programme.scope;
        let of_programme = if is_process {
            &scope.processes
        } else {
            &scope.ai_systems
        };
        let of_frequencies = self.programme.frequencies.iter().filter_map(|frequency| {
            let kind = make(String::new()).kind();
            (frequency.of.kind() == kind).then(|| frequency.of.name())
        });
        let of_audits = self
            .audits
            .iter()
            .flat_map(|taken| taken.named(is_process).iter().cloned());
        let mut names: Vec<String> = Vec::new();
        for name in of_programme
            .iter()
            .cloned()
            .chain(of_frequencies)
            .chain(of_audits)
        {
            if !names.iter().any(|known| same(known, &name)) {
                names.push(name);
            }
        }
        let lines: Vec<Covered> = names
            .into_iter()
            .map(|name| {
                let of_audits: Vec<Cell> = self
                    .audits
                    .iter()
                    .map(|taken| cells::named(taken, is_process, &name))
                    .collect();
                let subject = make(name.clone());
                let wanted = self.frequency(&subject);
                let mut line = self.line(subject, name, &of_audits);
                line.is_asked = true;
                line.wanted = wanted.unwrap_or_else(|| self.programme.usual_times());
                line
            })
            .collect();
        (!lines.is_empty()).then(|| Part {
            checklist: None,
            title: title.to_owned(),
            lines,
        })
    }

    fn frequency(&self, subject: &Subject) -> Option<u32> {
        let mut all = self.programme.frequencies.iter();
        all.find(|frequency| frequency.of.is(subject))
            .map(|frequency| frequency.times)
    }

    /// Makes a line out of how far each audit is with it.
    fn line(&self, subject: Subject, title: String, of_audits: &[Cell]) -> Covered {
        let mut cells = vec![Cell::nothing(); self.columns];
        let mut audits = 0;
        for ((cell, taken), place) in of_audits.iter().zip(self.audits).zip(self.places) {
            audits += u32::from(cells::counts(cell.level, taken));
            if let Some(sum) = cells.get_mut(*place) {
                sum.join(cell);
            }
        }
        Covered {
            subject,
            title,
            depth: 0,
            has_below: false,
            is_asked: false,
            wanted: 0,
            audits,
            excluded: None,
            cells,
        }
    }
}
