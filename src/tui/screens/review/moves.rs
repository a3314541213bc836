//! Moving in the review: among records, problems and the lines of a diff.

use crate::tui::{
    action::Action,
    panel::{Cx, Intent, motion},
    widgets::{diff::Diff, scroll::Scroll},
};

use super::{ReviewScreen, parts::Part};

impl ReviewScreen {
    pub(super) fn go(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let motion = motion(action, cx.count)?;
        let parts = self.parts(cx.area);
        match self.part {
            Part::Records => {
                let height = usize::from(parts.records.height);
                let len = self.records.len();
                self.records.state.go(motion, len, height);
                self.other_diff();
            }
            Part::Changes => {
                let len = self.records.diff().map_or(0, Diff::len);
                self.scroll.go(
                    motion,
                    len,
                    usize::from(parts.changes.height.saturating_sub(1)),
                );
                self.at = self.scroll.top;
            }
            Part::Problems => {
                let len = self.problems.len();
                self.problems.state.go(
                    motion,
                    len,
                    usize::from(parts.problems.height.saturating_sub(1)),
                );
                self.show_problem(cx);
            }
            Part::Message => {}
        }
        Some(Vec::new())
    }

    fn other_diff(&mut self) {
        self.scroll = Scroll::default();
        self.at = 0;
        self.find.cancel();
    }

    /// Selects the record of the selected problem.
    fn show_problem(&mut self, cx: Cx<'_>) {
        let height = usize::from(self.parts(cx.area).records.height);
        if let Some(problem) = self.problems.selected() {
            self.records.select(&problem.record, height);
            self.other_diff();
        }
    }

    pub(super) fn step_problem(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let height = usize::from(self.parts(cx.area).problems.height.saturating_sub(1));
        if self
            .problems
            .step(forwards, self.part == Part::Problems, height)
            .is_none()
        {
            return vec![Intent::Toast("no problems".to_owned())];
        }
        self.part = Part::Problems;
        self.show_problem(cx);
        Vec::new()
    }

    pub(super) fn go_to_line(&mut self, line: Option<usize>, cx: Cx<'_>) -> Vec<Intent> {
        let Some(line) = line else {
            return vec![Intent::Toast("not found in this record".to_owned())];
        };
        self.part = Part::Changes;
        let height = self.diff_height(cx);
        let len = self.records.diff().map_or(0, Diff::len);
        self.scroll.show(line, len, height);
        self.at = line;
        Vec::new()
    }

    pub(super) fn find_lines(&mut self, cx: Cx<'_>) {
        self.find.search(self.records.diff_lines());
        if let Some(line) = self.find.first_from(self.at) {
            self.go_to_line(Some(line), cx);
        }
    }
}
