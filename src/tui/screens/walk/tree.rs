//! The clause tree of the walk: its lines, the moves in it, and how it is drawn.

use std::collections::HashMap;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    domain::{
        audit::AuditMode,
        checklist::{Checklist, Clause, Question},
        id::{ChecklistId, Criterion, Ref, RowKey},
        papers::WorkingPapers,
        progress::Tally,
    },
    safe,
    tui::{
        marks,
        panel::{Cx, View},
        text,
        theme::Role,
        widgets::{frame, list, paint},
    },
};

use super::{
    Pane, TREE_WIDTH, Walk,
    rows::{first_row_below, neighbours},
};

/// What a line of the tree stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A checklist, where there are several.
    Checklist(String),
    /// A clause or control.
    Clause(Criterion),
    /// A question.
    Row(RowKey),
}

/// Where a clause stands while the lines are made.
struct Place {
    depth: usize,
    /// Whether what is below it is shown.
    opens: bool,
}

/// A line of the tree.
pub(super) struct TreeLine<'a> {
    pub(super) node: Node,
    pub(super) depth: usize,
    pub(super) reference: &'a str,
    pub(super) title: &'a str,
    pub(super) tally: Tally,
    /// The checklist with whose rows all of the clause's are answered.
    pub(super) answered_with: Option<&'a ChecklistId>,
    /// Whether the checklist has it no more.
    pub(super) retired: bool,
}

impl Walk {
    /// Lists the lines of the tree that are not folded away.
    pub(super) fn nodes<'a>(&self, papers: &'a WorkingPapers) -> Vec<TreeLine<'a>> {
        let mut lines = Vec::new();
        let several = papers.audit.checklists.len() > 1;
        for checklist in papers.checklists() {
            if several {
                lines.push(TreeLine {
                    node: Node::Checklist(checklist.id.to_string()),
                    depth: 0,
                    reference: "",
                    title: &checklist.title,
                    tally: Tally::default(),
                    answered_with: None,
                    retired: false,
                });
            }
            let tallies = papers.tallies(checklist);
            let way = self.way_to_row(checklist);
            // Parents stand before their children: one pass tells what is open without looking any of them up.
            let mut places: HashMap<&Ref, Place> = HashMap::new();
            for (clause, tally) in checklist.clauses.iter().zip(tallies) {
                let above = clause.parent.as_ref().and_then(|above| places.get(above));
                let (depth, shown) =
                    above.map_or((0, true), |above| (above.depth + 1, above.opens));
                let is_open = self.is_open(checklist, clause, &way);
                let opens = shown && is_open;
                places.insert(&clause.reference, Place { depth, opens });
                if tally.rows == 0 || !shown {
                    continue;
                }
                lines.push(TreeLine {
                    node: Node::Clause(criterion(checklist, clause)),
                    depth,
                    reference: clause.reference.as_str(),
                    title: &clause.title,
                    tally,
                    answered_with: answered_with(papers, checklist, clause),
                    retired: clause.retired,
                });
                if is_open {
                    let asked = |question: &&Question| papers.is_asked(checklist, clause, question);
                    lines.extend(clause.questions.iter().filter(asked).map(|question| {
                        let key = RowKey {
                            checklist: checklist.id.clone(),
                            reference: clause.reference.clone(),
                            question: question.id.clone(),
                        };
                        let mut tally = Tally::default();
                        tally.add_row(&papers.audit, question, papers.answer(&key));
                        TreeLine {
                            node: Node::Row(key),
                            depth: depth + 1,
                            reference: question.id.as_str(),
                            title: question.short(),
                            tally,
                            answered_with: None,
                            retired: question.retired,
                        }
                    }));
                }
            }
        }
        lines
    }

    /// Tells whether a clause shows what is below it: unfolded by hand, or on the way to the row.
    fn is_open(&self, checklist: &Checklist, clause: &Clause, way: &[&Ref]) -> bool {
        let own = criterion(checklist, clause);
        !self.folded.contains(&own)
            && (self.unfolded.contains(&own) || way.contains(&&clause.reference))
    }

    /// Lists the clauses on the way to the row, its own included; none in another checklist.
    fn way_to_row<'a>(&self, checklist: &'a Checklist) -> Vec<&'a Ref> {
        if checklist.id != self.row.checklist {
            return Vec::new();
        }
        let current = checklist.clause(&self.row.reference);
        current
            .into_iter()
            .chain(current.into_iter().flat_map(|own| checklist.ancestors(own)))
            .map(|clause| &clause.reference)
            .collect()
    }

    /// Puts the cursor of the tree on a node; a question, or the first one below a clause, becomes the row.
    pub(super) fn put_cursor(&mut self, node: Node, papers: &WorkingPapers) {
        let row = match &node {
            Node::Row(row) => Some(row.clone()),
            Node::Clause(criterion) => first_row_below(papers, criterion),
            Node::Checklist(_) => None,
        };
        if let Some(row) = row.filter(|row| *row != self.row) {
            self.at_top();
            if let Node::Clause(clause) = &node
                && clause.checklist == row.checklist
            {
                // Moving over a clause must not unfold it under the cursor.
                self.folded.insert(row.criterion());
            }
            self.row = row;
        }
        self.cursor = node;
    }

    /// Unfolds or folds the clause at the cursor; false when there is nothing to unfold.
    pub(super) fn fold_node(&mut self, unfold: bool, cx: Cx<'_>) -> bool {
        let Some(papers) = self.papers(cx.data) else {
            return false;
        };
        let target = match &self.cursor {
            Node::Clause(criterion) => criterion.clone(),
            Node::Row(_) if unfold => return false,
            Node::Row(row) => row.criterion(),
            Node::Checklist(_) => return true,
        };
        if unfold {
            let folded = self.folded.remove(&target);
            let fresh = self.unfolded.insert(target);
            self.fit_tree(cx);
            return folded || fresh;
        }
        let checklist = papers.checklists.get(&target.checklist);
        let clause = checklist.and_then(|c| c.clause(&target.reference));
        let open = checklist.zip(clause).is_some_and(|(checklist, clause)| {
            self.is_open(checklist, clause, &self.way_to_row(checklist))
        });
        let goal = if open {
            target
        } else {
            // A folded clause folds the one above it.
            match checklist
                .zip(clause)
                .and_then(|(checklist, clause)| Some((checklist, clause.parent.clone()?)))
            {
                Some((checklist, parent)) => Criterion {
                    checklist: checklist.id.clone(),
                    reference: parent,
                },
                None => target,
            }
        };
        self.unfolded.remove(&goal);
        self.folded.insert(goal.clone());
        self.cursor = Node::Clause(goal);
        self.fit_tree(cx);
        true
    }

    /// Brings the cursor of the tree into sight.
    pub(super) fn fit_tree(&mut self, cx: Cx<'_>) {
        let Some(papers) = self.papers(cx.data) else {
            return;
        };
        let nodes = self.nodes(papers);
        let at = nodes.iter().position(|line| line.node == self.cursor);
        let (len, at) = (nodes.len(), at.unwrap_or(self.tree.selected));
        self.tree.select(at, len, Self::tree_height(cx.area));
    }

    /// Returns how many lines of the tree are visible.
    pub(super) fn tree_height(area: Rect) -> usize {
        usize::from(area.height)
    }

    pub(super) fn draw_tree(
        &self,
        area: Rect,
        buf: &mut Buffer,
        view: View<'_>,
        papers: &WorkingPapers,
    ) {
        let look = view.look;
        let beside = area.width == TREE_WIDTH;
        let inner = Rect {
            width: area.width.saturating_sub(u16::from(beside)),
            ..area
        };
        let nodes = self.nodes(papers);
        let width = usize::from(inner.width.saturating_sub(list::GUTTER));
        let line = |place: usize| {
            nodes
                .get(place)
                .map_or_else(Line::default, |node| node_line(node, papers, width, view))
        };
        list::render(
            look,
            inner,
            &self.tree,
            nodes.len(),
            "this checklist has no questions",
            line,
            buf,
        );
        if beside {
            let edge = Rect {
                x: area.right() - 1,
                width: 1,
                ..area
            };
            frame::divider(look, edge, buf);
        }
    }

    /// Draws the tree folded into one line: the clause before, this one, the one after.
    pub(super) fn draw_tree_line(
        &self,
        row: Rect,
        buf: &mut Buffer,
        view: View<'_>,
        papers: &WorkingPapers,
    ) {
        let look = view.look;
        let Some(current) = papers.row(&self.row) else {
            return;
        };
        let tally = papers.tally_of(current.checklist, current.clause);
        let (before, after) = neighbours(papers, &self.row);
        let dim = look.style(Role::Dim);
        let mut left = vec![Span::raw(" ")];
        if let Some(before) = before {
            left.push(Span::styled(
                format!("{} {}  ", look.glyphs.previous, before.reference),
                dim,
            ));
        }
        let title = safe::escape_line(&current.clause.title);
        left.push(Span::styled(
            format!("{} {title}", current.clause.reference),
            look.style(Role::Heading),
        ));
        left.push(Span::styled(
            format!("  {}/{}", tally.answered(), tally.rows),
            dim,
        ));
        if let Some((mean, role)) = marks::mean(look.glyphs, papers.audit.mode, &tally) {
            left.push(Span::styled(format!("  {mean}"), look.style(role)));
        }
        let right = after
            .map(|after| Span::styled(format!("{} {} ", after.reference, look.glyphs.next), dim));
        let style = if self.pane == Pane::Tree {
            Role::BorderFocus
        } else {
            Role::Border
        };
        buf.set_style(row, look.style(style));
        paint::both_sides(
            look,
            row,
            0,
            &Line::from(left),
            &Line::from_iter(right),
            buf,
        );
    }
}

/// Returns the checklist with whose rows all rows of a clause are answered; none where one of them is asked here.
fn answered_with<'a>(
    papers: &'a WorkingPapers,
    checklist: &Checklist,
    clause: &Clause,
) -> Option<&'a ChecklistId> {
    let mut with = None;
    for question in &clause.questions {
        if papers.is_asked(checklist, clause, question) {
            return None;
        }
        let key = RowKey {
            checklist: checklist.id.clone(),
            reference: clause.reference.clone(),
            question: question.id.clone(),
        };
        with = with.or_else(|| papers.leader(&key).map(|leader| &leader.checklist));
    }
    with
}

fn criterion(checklist: &Checklist, clause: &Clause) -> Criterion {
    Criterion {
        checklist: checklist.id.clone(),
        reference: clause.reference.clone(),
    }
}

fn node_line<'a>(
    node: &TreeLine<'_>,
    papers: &WorkingPapers,
    width: usize,
    view: View<'_>,
) -> Line<'a> {
    let look = view.look;
    let indent = " ".repeat(node.depth * 2);
    match &node.node {
        Node::Checklist(id) => {
            let text = format!("{id}  {}", safe::escape_line(node.title));
            Line::from(Span::styled(text, look.style(Role::Title)))
        }
        Node::Clause(_) => {
            let done = node.tally.open() == 0;
            let end = if done {
                marks::verdict(look.glyphs, node.tally.gravest()).to_owned()
            } else {
                format!("{}/{}", node.tally.answered(), node.tally.rows)
            };
            let role = if done {
                marks::verdict_role(node.tally.gravest())
            } else {
                Role::Dim
            };
            let (end, role) = match marks::mean(look.glyphs, papers.audit.mode, &node.tally) {
                Some((mean, role)) if done => (mean, role),
                Some((mean, role)) => (format!("{end} {mean}"), role),
                None => (end, role),
            };
            let end = match node.answered_with {
                Some(checklist) => format!("{} {checklist} {end}", look.glyphs.alike),
                None => end,
            };
            let room = width.saturating_sub(text::width(&end) + 1);
            let name = format!(
                "{indent}{:<4} {}{}",
                node.reference,
                retired(node),
                safe::escape_line(node.title)
            );
            let heading = if node.depth == 0 {
                Role::Heading
            } else {
                Role::Text
            };
            Line::from(vec![
                Span::styled(
                    text::fit(&name, room, look.glyphs.ellipsis),
                    look.style(heading),
                ),
                Span::raw(" "),
                Span::styled(end, look.style(role)),
            ])
        }
        Node::Row(key) => {
            let (mark, role) = marks::answer(look.glyphs, &papers.audit, papers.answer(key));
            // In a gap analysis a digit and two arrows at most; the gap after it carries no style.
            let gap = match papers.audit.mode {
                AuditMode::Conformity => String::new(),
                AuditMode::GapAnalysis => " ".repeat(3usize.saturating_sub(text::width(&mark))),
            };
            let title = safe::escape_line(node.title);
            let rest = format!(" {} {}{title}", node.reference, retired(node));
            let said = if node.retired { Role::Dim } else { Role::Text };
            let room = width.saturating_sub(indent.len() + text::width(&mark) + gap.len());
            Line::from(vec![
                Span::raw(indent),
                Span::styled(mark, look.style(role)),
                Span::raw(gap),
                Span::styled(
                    text::truncate(&rest, room, look.glyphs.ellipsis).into_owned(),
                    look.style(said),
                ),
            ])
        }
    }
}

/// Marks what the checklist has no more, before its title, so that no narrow tree cuts it off.
fn retired(node: &TreeLine<'_>) -> &'static str {
    if node.retired { "retired: " } else { "" }
}
