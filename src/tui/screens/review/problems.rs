//! What is wrong with the records of a commit: what blocks it first, then what is worth a look.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::problem::{Problem, Severity};
use crate::safe;
use crate::tui::theme::Role;
use crate::tui::widgets::list::{self, ListState};
use crate::tui::widgets::{Look, paint};

/// The problems, and the one that one is at.
#[derive(Debug, Default)]
pub(super) struct Problems {
    all: Vec<Problem>,
    pub(super) state: ListState,
}

impl Problems {
    pub(super) fn take(&mut self, problems: &[Problem]) {
        problems.clone_into(&mut self.all);
        self.state.selected = self.state.selected.min(self.all.len().saturating_sub(1));
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Tells whether one of them blocks the commit.
    pub(super) fn block(&self) -> bool {
        self.all
            .iter()
            .any(|problem| problem.severity == Severity::Blocks)
    }

    pub(super) fn selected(&self) -> Option<&Problem> {
        self.all.get(self.state.selected)
    }

    /// Goes to the next or the previous problem, round the ends.
    pub(super) fn step(
        &mut self,
        forwards: bool,
        was_here: bool,
        height: usize,
    ) -> Option<&Problem> {
        let len = self.all.len();
        if len == 0 {
            return None;
        }
        let at = self.state.selected;
        // The first step leads to the one that is selected already.
        let next = match (was_here, forwards) {
            (false, _) => at,
            (true, true) => (at + 1) % len,
            (true, false) => (at + len - 1) % len,
        };
        self.state.select(next, len, height);
        self.selected()
    }

    /// Says how many problems there are of each kind.
    pub(super) fn summary(&self) -> String {
        let blocking = self
            .all
            .iter()
            .filter(|problem| problem.severity == Severity::Blocks)
            .count();
        let warnings = match self.all.len() - blocking {
            0 => String::new(),
            1 => ", 1 warning".to_owned(),
            more => format!(", {more} warnings"),
        };
        match blocking {
            0 => format!("none that block{warnings}"),
            1 => format!("1 blocks the commit{warnings}"),
            more => format!("{more} block the commit{warnings}"),
        }
    }

    /// Paints as many problems as there is room for; the bar stands at the selected one only while they have the focus.
    pub(super) fn render(&self, look: Look<'_>, area: Rect, focus: bool, buf: &mut Buffer) {
        if focus {
            let row = |index: usize| self.row(look, index);
            list::render(
                look,
                area,
                &self.state,
                self.all.len(),
                "No problems.",
                row,
                buf,
            );
            return;
        }
        let seen = self.state.visible(self.all.len(), usize::from(area.height));
        for (row, index) in (0..).zip(seen) {
            paint::line_at(look, area, list::GUTTER, row, &self.row(look, index), buf);
        }
    }

    fn row(&self, look: Look<'_>, index: usize) -> Line<'static> {
        let Some(problem) = self.all.get(index) else {
            return Line::default();
        };
        let (mark, role) = match problem.severity {
            Severity::Blocks => (look.glyphs.alarm, Role::Error),
            Severity::Warning => (look.glyphs.bullet, Role::Warning),
        };
        Line::from(vec![
            Span::styled(
                format!("{mark} {}  ", problem.severity.label()),
                look.style(role),
            ),
            Span::styled(
                safe::escape_line(&problem.text).into_owned(),
                look.style(Role::Text),
            ),
        ])
    }
}
