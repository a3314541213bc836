//! What the audits of a period come to together: every clause, control, process and AI system against every audit or quarter.
//!
//! A pure function of the programme, the audits that there are, and the statements of applicability. An audit counts in the
//! period in which it begins, whether it was in the programme or not; one that is dropped does not.

mod cells;
mod lines;
mod taken;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Programme, Subject, subject::same};
use crate::domain::{
    applicability::Statements,
    checklist::Checklist,
    id::{AuditId, ChecklistId},
    papers::WorkingPapers,
};
use lines::Work;

pub use taken::{Taken, taken};

words! {
    /// How far something is audited, the least first.
    pub enum Level: "coverage" {
        /// No audit looks at it.
        Nothing = "nothing", "not in it";
        /// It is left out for a reason: of the audit, or by the statement of applicability.
        LeftOut = "left-out", "left out";
        /// It was to be audited, and was not, for a reason.
        NotAudited = "not-audited", "not audited";
        /// An audit will look at it.
        Planned = "planned", "planned";
        /// Some of its questions are answered.
        Partly = "partly-answered", "partly answered";
        /// All of its questions are answered.
        Answered = "answered", "answered";
        /// There is a nonconformity.
        Nonconforming = "nonconforming", "with nonconformity";
    }
}

words! {
    /// What a column of the coverage stands for.
    pub enum By: "columns" {
        /// An audit each.
        Audit = "audit", "audits";
        /// A quarter of a year each.
        Quarter = "quarter", "quarters";
    }
}

/// How far something is audited in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// How far.
    pub level: Level,
    /// How many questions are answered, those not audited left out.
    pub answered: usize,
    /// How many questions there are.
    pub rows: usize,
    /// How many of them do not conform.
    pub nonconforming: usize,
    /// Why it is left out, or was not audited.
    pub why: Option<String>,
}

impl Cell {
    fn nothing() -> Self {
        Self {
            level: Level::Nothing,
            answered: 0,
            rows: 0,
            nonconforming: 0,
            why: None,
        }
    }

    /// Takes in another audit of the same column.
    fn join(&mut self, other: &Self) {
        if other.level > self.level {
            self.why.clone_from(&other.why);
        }
        self.level = self.level.max(other.level);
        self.answered += other.answered;
        self.rows += other.rows;
        self.nonconforming += other.nonconforming;
    }
}

/// A column: an audit, or the audits of a quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name: the id of the audit, or `2026 Q3`.
    pub name: String,
    /// The first day of the audit.
    pub start: Option<Date>,
    /// The audits.
    pub audits: Vec<AuditId>,
}

/// A line: something that is to be audited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// What.
    pub subject: Subject,
    /// Its title; that of a process or AI system is its name.
    pub title: String,
    /// How many clauses stand above it.
    pub depth: usize,
    /// Whether others stand below it.
    pub has_below: bool,
    /// Whether it has questions of its own; a heading has none, and is covered as what is below it is.
    pub is_asked: bool,
    /// How many audits are to look at it; none where the statement of applicability excludes it.
    pub wanted: u32,
    /// How many do, or will.
    pub audits: u32,
    /// Why the statement of applicability excludes it.
    pub excluded: Option<String>,
    /// How far, in each column.
    pub cells: Vec<Cell>,
}

impl Covered {
    /// Tells whether fewer audits look at it than are to.
    pub const fn is_short(&self) -> bool {
        self.is_asked && self.audits < self.wanted
    }

    /// Returns how far it is audited over all columns.
    pub fn best(&self) -> Level {
        let levels = self.cells.iter().map(|cell| cell.level);
        levels.max().unwrap_or(Level::Nothing)
    }
}

/// The lines of one checklist, of the processes, or of the AI systems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The checklist; none for processes and AI systems.
    pub checklist: Option<ChecklistId>,
    /// What it is called.
    pub title: String,
    /// The lines, each clause before those below it.
    pub lines: Vec<Covered>,
}

/// The coverage of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// What the columns stand for.
    pub by: By,
    /// The columns, by date.
    pub columns: Vec<Column>,
    /// The lines, part by part.
    pub parts: Vec<Part>,
    /// What the programme says how often it is audited, and asks for nothing by that.
    pub unasked: Vec<(Subject, Unasked)>,
}

/// Why nothing is asked for by what the programme says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unasked {
    /// The checklist has no such clause.
    NoSuchClause,
    /// The period is not to cover the checklist.
    NotCovered,
}

/// Lines counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// What is to be audited.
    pub wanted: usize,
    /// What as many audits look at as are to.
    pub met: usize,
    /// What no audit looks at.
    pub none: usize,
    /// What is excluded by the statement of applicability.
    pub excluded: usize,
}

impl Part {
    /// Counts its lines.
    pub fn sum(&self) -> Sum {
        let mut sum = Sum::default();
        for line in self.lines.iter().filter(|line| line.is_asked) {
            if line.excluded.is_some() {
                sum.excluded += 1;
                continue;
            }
            sum.wanted += 1;
            sum.met += usize::from(!line.is_short());
            sum.none += usize::from(line.audits == 0);
        }
        sum
    }
}

impl Coverage {
    /// Counts what has questions, in a column, by how far it is audited there.
    pub fn levels_of(&self, column: usize) -> Vec<(Level, usize)> {
        let cells = self
            .parts
            .iter()
            .flat_map(|part| &part.lines)
            .filter(|line| line.is_asked)
            .filter_map(|line| line.cells.get(column));
        let mut counts: BTreeMap<Level, usize> = BTreeMap::new();
        for cell in cells {
            *counts.entry(cell.level).or_default() += 1;
        }
        counts.into_iter().collect()
    }
}

/// Lists the ids of the checklists that the period is to cover: those that the programme names, or those of its audits.
pub fn standards(
    programme: &Programme,
    all: &BTreeMap<AuditId, WorkingPapers>,
) -> Vec<ChecklistId> {
    if !programme.checklists.is_empty() {
        return programme.checklists.clone();
    }
    let mut ids: Vec<ChecklistId> = Vec::new();
    for taken in taken(programme, all) {
        for id in taken.checklists() {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
    }
    ids
}

/// Works out the coverage of the period; `at_hand` are the checklists that it is to cover, as far as they are there. Of one
/// that is not, the copy of the latest audit counts.
pub fn coverage(
    programme: &Programme,
    all: &BTreeMap<AuditId, WorkingPapers>,
    statements: &Statements,
    at_hand: &[Checklist],
    by: By,
) -> Coverage {
    let audits = taken(programme, all);
    let (columns, places) = columns(&audits, by);
    let work = Work {
        programme,
        statements,
        audits: &audits,
        places: &places,
        columns: columns.len(),
    };
    let mut parts = Vec::new();
    let covered = standards(programme, all);
    let mut unasked = Vec::new();
    let demands = || {
        let frequencies = programme.frequencies.iter();
        frequencies.filter_map(|frequency| match &frequency.of {
            Subject::Clause(clause) => Some((&frequency.of, clause)),
            Subject::Process(_) | Subject::AiSystem(_) => None,
        })
    };
    for (subject, clause) in demands() {
        if !covered.contains(&clause.checklist) {
            unasked.push((subject.clone(), Unasked::NotCovered));
        }
    }
    for id in covered {
        let copy = || {
            let mut latest = audits.iter().rev();
            latest.find_map(|taken| taken.papers?.checklists.get(&id))
        };
        if let Some(checklist) = at_hand.iter().find(|c| c.id == id).or_else(copy) {
            parts.push(work.clauses(checklist));
            // Of a checklist that is not at hand nobody can tell.
            let missing = demands().filter(|(_, clause)| {
                clause.checklist == id && checklist.clause(&clause.reference).is_none()
            });
            unasked.extend(missing.map(|(of, _)| (of.clone(), Unasked::NoSuchClause)));
        }
    }
    parts.extend(work.named("Processes", Subject::Process));
    parts.extend(work.named("AI systems", Subject::AiSystem));
    Coverage {
        by,
        columns,
        parts,
        unasked,
    }
}

/// Makes the columns, and says for each audit in which it is.
fn columns(audits: &[Taken<'_>], by: By) -> (Vec<Column>, Vec<usize>) {
    let mut columns: Vec<Column> = Vec::new();
    let mut places = Vec::new();
    for taken in audits {
        let name = match (by, taken.start) {
            (By::Audit, _) => taken.id.to_string(),
            (By::Quarter, Some(day)) => format!("{} Q{}", day.year(), (day.month() - 1) / 3 + 1),
            (By::Quarter, None) => "no date".to_owned(),
        };
        let known = columns.iter().position(|column| column.name == name);
        let place = known.unwrap_or(columns.len());
        if known.is_none() {
            columns.push(Column {
                name,
                start: taken.start,
                audits: Vec::new(),
            });
        }
        if let Some(column) = columns.get_mut(place) {
            column.audits.push(taken.id.clone());
        }
        places.push(place);
    }
    (columns, places)
}
