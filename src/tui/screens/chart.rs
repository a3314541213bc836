//! The chart of an audit: clause by clause, a bar of its verdicts, or in a gap analysis of its maturity against the target.

mod columns;
mod lines;

use std::collections::BTreeSet;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::{Line, Span},
};

use crate::{
    domain::{
        audit::AuditMode,
        id::{AuditId, Criterion},
        outline::Order,
    },
    tui::{
        action::{Action, Context},
        data::Data,
        find::Find,
        keymap::Key,
        panel::{Cx, Intent, Panel, View, motion},
        theme::Role,
        widgets::{
            Look,
            list::{self, ListState},
            paint,
        },
    },
};

use super::walk::Walk;
use columns::{Columns, legend};
use lines::{Charted, Subject};

/// From this width on the title says in which order the clauses are.
const WITH_ORDER: u16 = 64;

/// The chart of one audit.
pub struct ChartScreen {
    audit: AuditId,
    order: Order,
    /// How many levels of clauses are shown where none is folded or unfolded by hand.
    levels: usize,
    unfolded: BTreeSet<Criterion>,
    folded: BTreeSet<Criterion>,
    state: ListState,
    selected: Option<Subject>,
    find: Find,
    /// The line where the search began.
    began: usize,
}

impl ChartScreen {
    /// Shows the clauses of the highest level, in the order of the standard.
    pub fn new(audit: AuditId) -> Self {
        Self {
            audit,
            order: Order::Standard,
            levels: 1,
            unfolded: BTreeSet::new(),
            folded: BTreeSet::new(),
            state: ListState::default(),
            selected: None,
            find: Find::default(),
            began: 0,
        }
    }

    fn lines<'a>(&self, data: &'a Data) -> Vec<Charted<'a>> {
        data.audit(&self.audit).map_or_else(Vec::new, |papers| {
            let is_open = |clause: &Criterion, depth: usize| {
                !self.folded.contains(clause)
                    && (self.unfolded.contains(clause) || depth + 1 < self.levels)
            };
            lines::charted(papers, self.order, is_open)
        })
    }

    /// Returns the selected line: by what it stands for, or the one in its place where that is not shown.
    fn index(&self, lines: &[Charted<'_>]) -> usize {
        let by_subject = self
            .selected
            .as_ref()
            .and_then(|subject| lines.iter().position(|line| line.subject == *subject));
        by_subject.unwrap_or_else(|| self.state.selected.min(lines.len().saturating_sub(1)))
    }

    fn select(&mut self, at: usize, lines: &[Charted<'_>], cx: Cx<'_>) {
        self.state.select(at, lines.len(), body_height(cx.area));
        self.selected = lines
            .get(self.state.selected)
            .map(|line| line.subject.clone());
    }

    /// Shows or hides what is below a line; a line that hides it already hands over to the one above.
    fn fold(&mut self, unfold: bool, cx: Cx<'_>) {
        let lines = self.lines(cx.data);
        let at = self.index(&lines);
        let Some(line) = lines.get(at) else { return };
        if let Some(clause) = line.subject.clause().filter(|_| line.open == Some(!unfold)) {
            if unfold {
                self.folded.remove(clause);
                self.unfolded.insert(clause.clone());
            } else {
                self.unfolded.remove(clause);
                self.folded.insert(clause.clone());
            }
        } else if !unfold {
            let above = lines.get(..at).unwrap_or_default();
            if let Some(above) = above.iter().rposition(|above| above.depth < line.depth) {
                self.select(above, &lines, cx);
            }
        }
        self.show(cx);
    }

    /// Shows one more level, or the highest alone after the lowest.
    fn next_level(&mut self, cx: Cx<'_>) {
        let deepest = cx.data.audit(&self.audit).map_or(1, lines::levels);
        self.levels = if self.levels < deepest {
            self.levels + 1
        } else {
            1
        };
        self.unfolded.clear();
        self.folded.clear();
        self.show(cx);
    }

    fn change_order(&mut self, cx: Cx<'_>) {
        self.order = match self.order {
            Order::Standard => Order::WorstFirst,
            Order::WorstFirst => Order::Standard,
        };
        self.show(cx);
    }

    /// Puts selection and search in order after other lines are shown; the line above stands for one that is hidden.
    fn show(&mut self, cx: Cx<'_>) {
        let lines = self.lines(cx.data);
        if let Some(clause) = self.selected.as_ref().and_then(Subject::clause)
            && !lines
                .iter()
                .any(|line| line.subject.clause() == Some(clause))
        {
            let papers = cx.data.audit(&self.audit);
            let checklist = papers.and_then(|papers| papers.checklists.get(&clause.checklist));
            let above = checklist.and_then(|checklist| {
                let hidden = checklist.clause(&clause.reference)?;
                checklist.ancestors(hidden).find_map(|above| {
                    lines.iter().position(|line| {
                        line.subject.clause().is_some_and(|shown| {
                            shown.checklist == clause.checklist
                                && shown.reference == above.reference
                        })
                    })
                })
            });
            if let Some(above) = above {
                self.select(above, &lines, cx);
            }
        }
        self.select(self.index(&lines), &lines, cx);
        self.search(&lines);
    }

    fn open(&self, line: &Charted<'_>, data: &Data) -> Vec<Intent> {
        let papers = data.audit(&self.audit);
        let row = papers.and_then(|papers| match &line.subject {
            Subject::Checklist(checklist) => papers.worst_row(checklist, None),
            Subject::Clause(clause) => papers.worst_row(&clause.checklist, Some(&clause.reference)),
        });
        papers.zip(row).map_or_else(Vec::new, |(papers, row)| {
            vec![Intent::Open(Box::new(Walk::at(papers, row)))]
        })
    }

    fn search(&mut self, lines: &[Charted<'_>]) {
        let said: Vec<String> = lines.iter().map(Charted::said).collect();
        self.find.search(said.iter().map(String::as_str));
    }

    /// Searches anew after the query changed: the first match from where the search began.
    fn typed(&mut self, cx: Cx<'_>) {
        let lines = self.lines(cx.data);
        self.search(&lines);
        let at = self.find.first_from(self.began).unwrap_or(self.began);
        self.select(at, &lines, cx);
    }

    fn next_match(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let lines = self.lines(cx.data);
        match self.find.step(self.index(&lines), forwards) {
            Some(next) => {
                self.select(next, &lines, cx);
                Vec::new()
            }
            None if self.find.query().is_empty() => {
                vec![Intent::Toast(
                    "nothing was searched for yet; / finds".to_owned(),
                )]
            }
            None => vec![Intent::Toast(format!(
                "nothing matches {}",
                self.find.query()
            ))],
        }
    }

    fn act_while_typing(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        match action {
            Action::TextAccept => self.find.accept(),
            Action::Back => {
                self.find.cancel();
                let lines = self.lines(cx.data);
                self.select(self.began, &lines, cx);
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    fn draw_title(&self, look: Look<'_>, area: Rect, mode: AuditMode, buf: &mut Buffer) {
        let what = match mode {
            AuditMode::Conformity => "verdicts by clause",
            AuditMode::GapAnalysis => "maturity and gap by clause",
        };
        let order = match (self.order, mode) {
            (Order::Standard, _) => "in the order of the standard ",
            (Order::WorstFirst, AuditMode::Conformity) => "gravest verdicts first ",
            (Order::WorstFirst, AuditMode::GapAnalysis) => "widest gaps first ",
        };
        let title = Line::from(vec![
            Span::styled(" Chart", look.style(Role::Title)),
            Span::styled(format!("  {what}"), look.style(Role::Dim)),
        ]);
        // Narrow, what the chart shows matters more than its order.
        let order = if area.width < WITH_ORDER { "" } else { order };
        let order = Line::styled(order, look.style(Role::Dim));
        paint::both_sides(look, area, 0, &title, &order, buf);
    }
}

/// Returns how many lines are visible: all but title, heading and legend.
fn body_height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(3))
}

impl Panel for ChartScreen {
    fn contexts(&self) -> Vec<Context> {
        vec![if self.find.is_typing() {
            Context::Text
        } else {
            Context::Chart
        }]
    }

    fn name(&self) -> String {
        format!("{} chart", self.audit)
    }

    fn audit(&self) -> Option<&AuditId> {
        Some(&self.audit)
    }

    fn act(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.is_typing() {
            return self.act_while_typing(action, cx);
        }
        match action {
            Action::UnfoldCharted => self.fold(true, cx),
            Action::FoldCharted => self.fold(false, cx),
            Action::ChartLevels => self.next_level(cx),
            Action::ChartOrder => self.change_order(cx),
            Action::Find => {
                self.find.start();
                self.began = self.index(&self.lines(cx.data));
            }
            Action::NextMatch => return Some(self.next_match(true, cx)),
            Action::PreviousMatch => return Some(self.next_match(false, cx)),
            Action::Back if !self.find.query().is_empty() => self.find.cancel(),
            other => {
                let lines = self.lines(cx.data);
                let at = self.index(&lines);
                if let Some(motion) = motion(other, cx.count) {
                    let height = body_height(cx.area);
                    let to = motion.apply(at, lines.len().saturating_sub(1), height);
                    self.select(to, &lines, cx);
                    return Some(Vec::new());
                }
                let line = lines.get(at)?;
                return match other {
                    Action::OpenCharted => Some(self.open(line, cx.data)),
                    Action::Copy => Some(vec![Intent::Copy(line.said())]),
                    _ => None,
                };
            }
        }
        Some(Vec::new())
    }

    fn why_not(&self, action: Action, data: &Data) -> Option<String> {
        let lines = self.lines(data);
        let line = lines.get(self.index(&lines));
        match action {
            Action::OpenCharted | Action::Copy if line.is_none() => {
                Some("the audit has no rows".to_owned())
            }
            Action::UnfoldCharted if line.is_none_or(|line| line.open != Some(false)) => {
                Some("nothing is folded below it".to_owned())
            }
            Action::NextMatch | Action::PreviousMatch if self.find.query().is_empty() => {
                Some("nothing was searched for yet".to_owned())
            }
            _ => None,
        }
    }

    fn press(&mut self, key: Key, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.press(key)? {
            self.typed(cx);
        }
        Some(Vec::new())
    }

    fn paste(&mut self, text: &str, cx: Cx<'_>) -> Option<Vec<Intent>> {
        if self.find.paste(text)? {
            self.typed(cx);
        }
        Some(Vec::new())
    }

    fn refresh(&mut self, cx: Cx<'_>) {
        self.show(cx);
    }

    fn hints(&self, _data: &Data) -> Vec<Action> {
        if self.find.is_typing() {
            return vec![Action::TextAccept, Action::Back];
        }
        vec![
            Action::OpenCharted,
            Action::ChartOrder,
            Action::UnfoldCharted,
            Action::FoldCharted,
            Action::ChartLevels,
            Action::Find,
            Action::Back,
        ]
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, view: View<'_>) -> Option<Position> {
        let look = view.look;
        let papers = view.data.audit(&self.audit)?;
        let mode = papers.audit.mode;
        let lines = self.lines(view.data);
        let at = self.index(&lines);
        self.draw_title(look, area, mode, buf);
        let foot = u16::from(area.height > 3);
        let mut body = Rect {
            y: area.y + area.height.min(1),
            height: area.height.saturating_sub(1 + foot),
            ..area
        };
        let heading = Rect {
            x: body.x.saturating_add(list::GUTTER),
            width: body.width.saturating_sub(list::GUTTER),
            ..body
        };
        let columns = Columns::of(mode, usize::from(heading.width.saturating_sub(1)));
        if body.height > 4 && !lines.is_empty() {
            paint::line_at(look, heading, 0, 0, &columns.heading(look), buf);
            body.y += 1;
            body.height -= 1;
        }
        let mut state = self.state;
        state.select(at, lines.len(), usize::from(body.height));
        let row = |at: usize| {
            let line = lines.get(at);
            line.map_or_else(Line::default, |line| columns.line(line, &self.find, look))
        };
        let empty = "No clause of this audit has rows.";
        list::render(look, body, &state, lines.len(), empty, row, buf);
        if foot == 0 {
            return None;
        }
        let last = Rect {
            y: area.y + area.height - 1,
            height: 1,
            ..area
        };
        if !self.find.is_typing() && self.find.query().is_empty() {
            let room = usize::from(last.width.saturating_sub(list::GUTTER));
            let legend = legend(look, mode, &papers.tally(), room);
            paint::line_at(look, last, list::GUTTER, 0, &legend, buf);
        }
        self.find.draw(look, last, at, buf)
    }
}
