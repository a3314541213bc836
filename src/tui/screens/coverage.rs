//! The heat map of the programme: every clause, process and AI system against every audit or quarter.

mod draw;
mod rows;

use std::collections::BTreeSet;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    domain::{
        id::AuditId,
        programme::{
            Subject,
            coverage::{By, Coverage, coverage},
        },
    },
    tui::{
        action::{Action, Context},
        data::Data,
        effect::{Reply, Request},
        panel::{Cx, Intent, Panel, View, motion},
        widgets::list::ListState,
    },
};

use super::walk::Walk;
use rows::Row;

/// The screen of the coverage.
pub struct CoverageScreen {
    by: By,
    /// What the audits come to together, as it was worked out last; none without a programme.
    coverage: Option<Coverage>,
    /// How many levels of clauses are shown where none is folded or unfolded by hand.
    levels: usize,
    unfolded: BTreeSet<Subject>,
    folded: BTreeSet<Subject>,
    /// Whether only what fewer audits look at than are to is shown.
    only_short: bool,
    list: ListState,
    column: usize,
    /// What is to be selected when it is shown first.
    wanted: Option<Subject>,
}

impl CoverageScreen {
    /// Shows the clauses of the highest level.
    pub fn new() -> Self {
        Self {
            by: By::Audit,
            coverage: None,
            levels: 1,
            unfolded: BTreeSet::new(),
            folded: BTreeSet::new(),
            only_short: false,
            list: ListState::default(),
            column: 0,
            wanted: None,
        }
    }

    /// Shows where something is that fewer audits look at than are to.
    pub fn at(subject: Subject) -> Self {
        Self {
            wanted: Some(subject),
            only_short: true,
            ..Self::new()
        }
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let is_open = |subject: &Subject, depth: usize| {
            self.only_short
                || (!self.folded.contains(subject)
                    && (self.unfolded.contains(subject) || depth + 1 < self.levels))
        };
        self.coverage.as_ref().map_or_else(Vec::new, |coverage| {
            rows::rows(coverage, self.only_short, is_open)
        })
    }

    fn columns(&self) -> usize {
        let columns = self.coverage.as_ref().map(|c| c.columns.len());
        columns.unwrap_or(0)
    }

    fn height(area: Rect) -> usize {
        usize::from(area.height.saturating_sub(draw::around(area)))
    }

    fn work_out(&mut self, data: &Data) {
        self.coverage = data.programme.as_ref().map(|programme| {
            let (papers, soa) = (&data.papers, &data.applicability);
            coverage(programme, papers, soa, &data.standards, self.by)
        });
    }

    /// Puts the selection where it was, by what is selected.
    fn show(&mut self, selected: Option<Subject>, cx: Cx<'_>) {
        let (at, len) = {
            let rows = self.rows();
            let by_subject = selected.and_then(|subject| {
                let is_it = |row: &Row<'_>| row.line.is_some_and(|l| l.subject == subject);
                rows.iter().position(is_it)
            });
            (by_subject.unwrap_or(self.list.selected), rows.len())
        };
        self.list.select(at, len, Self::height(cx.area));
        self.column = self.column.min(self.columns().saturating_sub(1));
    }

    fn selected(&self) -> Option<Subject> {
        let rows = self.rows();
        let line = rows.get(self.list.selected)?.line?;
        Some(line.subject.clone())
    }

    fn fold(&mut self, cx: Cx<'_>) {
        let selected = self.selected();
        let open = {
            let rows = self.rows();
            rows.get(self.list.selected).and_then(|row| row.open)
        };
        if let (Some(subject), Some(open)) = (&selected, open) {
            if open {
                self.unfolded.remove(subject);
                self.folded.insert(subject.clone());
            } else {
                self.folded.remove(subject);
                self.unfolded.insert(subject.clone());
            }
        }
        self.show(selected, cx);
    }

    fn next_level(&mut self, cx: Cx<'_>) {
        let deepest = self.coverage.as_ref().map_or(1, rows::levels);
        self.levels = if self.levels < deepest {
            self.levels + 1
        } else {
            1
        };
        self.unfolded.clear();
        self.folded.clear();
        let selected = self.selected();
        self.show(selected, cx);
    }

    /// Goes to what is selected, in the audit of the selected column.
    fn open(&self, data: &Data) -> Vec<Intent> {
        let coverage = self.coverage.as_ref();
        let column = coverage.and_then(|coverage| coverage.columns.get(self.column));
        let Some(column) = column else {
            return vec![Intent::Toast("the programme has no audits yet".to_owned())];
        };
        let made: Vec<&AuditId> = column
            .audits
            .iter()
            .filter(|id| data.audit(id).is_some())
            .collect();
        if made.is_empty() {
            return vec![Intent::Toast(format!(
                "{} is not made yet: m in the programme makes it",
                column.name
            ))];
        }
        let subject = self.selected();
        let row = |id: &AuditId| {
            let papers = data.audit(id)?;
            let Some(Subject::Clause(clause)) = &subject else {
                return Some(Walk::new(papers));
            };
            let row = papers.worst_row(&clause.checklist, Some(&clause.reference))?;
            Some(Walk::at(papers, row))
        };
        match made.into_iter().find_map(row) {
            Some(walk) => vec![Intent::Open(Box::new(walk))],
            None => vec![Intent::Toast(format!(
                "{} does not look at it",
                column.name
            ))],
        }
    }
}

impl Default for CoverageScreen {
    fn default() -> Self {
        Self::new()
    }
}

impl Panel for CoverageScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Coverage]
    }

    fn name(&self) -> String {
        "coverage of the programme".to_owned()
    }

    fn points_at<'a>(&self, data: &'a Data) -> Option<&'a AuditId> {
        let column = self.coverage.as_ref()?.columns.get(self.column)?;
        let papers = column.audits.iter().find_map(|id| data.audit(id))?;
        Some(&papers.audit.id)
    }

    fn opened(&mut self, _cx: Cx<'_>) -> Vec<Intent> {
        vec![Intent::Ask(Request::Standards)]
    }

    fn hear(&mut self, reply: &Reply, cx: Cx<'_>) -> Vec<Intent> {
        if matches!(reply, Reply::Standards(_) | Reply::Loaded(_)) {
            self.refresh(cx);
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::OpenCovered => return Some(self.open(cx.data)),
            Action::CoverageRight => {
                let last = self.columns().saturating_sub(1);
                self.column = self.column.saturating_add(cx.count.unwrap_or(1)).min(last);
            }
            Action::CoverageLeft => {
                self.column = self.column.saturating_sub(cx.count.unwrap_or(1));
            }
            Action::CoverageFold => self.fold(cx),
            Action::CoverageLevels => self.next_level(cx),
            Action::CoverageBy => {
                let selected = self.selected();
                self.by = match self.by {
                    By::Audit => By::Quarter,
                    By::Quarter => By::Audit,
                };
                self.work_out(cx.data);
                self.show(selected, cx);
            }
            Action::CoverageGaps => {
                let selected = self.selected();
                self.only_short = !self.only_short;
                self.show(selected, cx);
            }
            other => {
                let len = self.rows().len();
                let motion = motion(other, cx.count)?;
                self.list.go(motion, len, Self::height(cx.area));
            }
        }
        Some(Vec::new())
    }

    fn why_not(&self, action: Action, _data: &Data) -> Option<String> {
        match action {
            Action::OpenCovered | Action::CoverageRight | Action::CoverageLeft
                if self.columns() == 0 =>
            {
                Some("the programme has no audits yet".to_owned())
            }
            Action::CoverageFold => {
                let rows = self.rows();
                let row = rows.get(self.list.selected);
                (self.only_short || row.is_none_or(|row| row.open.is_none()))
                    .then(|| "nothing is folded below it".to_owned())
            }
            _ => None,
        }
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        let selected = self.wanted.clone().or_else(|| self.selected());
        self.work_out(cx.data);
        if self.coverage.as_ref().is_some_and(|c| !c.parts.is_empty()) {
            self.wanted = None;
        }
        self.show(selected, cx);
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.coverage.is_none() {
            return vec![Action::Back];
        }
        vec![
            Action::OpenCovered,
            Action::CoverageRight,
            Action::CoverageGaps,
            Action::CoverageBy,
            Action::CoverageLevels,
            Action::CoverageFold,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        self.paint(area, buf, view);
        None
    }
}
