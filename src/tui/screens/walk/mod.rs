//! The walk: the clause tree with marks and progress, and the row one is at, with guidance, verdict, note and evidence.
//!
//! Wide, both stand side by side; narrow, the tree folds into one line over the row. A verdict, a note and a citation never
//! leave this screen.

mod alike;
mod answering;
mod cited;
mod guidance;
mod last_time;
mod panel;
mod rating;
mod row;
mod rows;
mod samples;
mod systems;
mod tree;
mod typing;

use std::collections::BTreeSet;

use ratatui::layout::Rect;

use crate::{
    domain::{
        audit::AuditMode,
        change::Change,
        id::{AuditId, Criterion, RowKey},
        papers::WorkingPapers,
    },
    tui::{
        action::Action,
        data::Data,
        find::Find,
        panel::{Cx, Intent, motion},
        widgets::{field::TextField, list::ListState, scroll::Scroll},
    },
};

pub(super) use cited::citation_spans;
use rating::Given;
use tree::Node;

/// From this width on tree and row stand side by side.
const SIDE_BY_SIDE: u16 = 100;
/// The width of the tree beside the row, its divider included.
const TREE_WIDTH: u16 = 36;

/// Which part hears the moving keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pane {
    Tree,
    Row,
}

/// Which text of the row is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Note,
    Reason,
    People,
}

impl Part {
    const ALL: [Self; 3] = [Self::Note, Self::Reason, Self::People];

    const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Reason => "reason",
            Self::People => "people",
        }
    }
}

/// A text that is being typed.
struct Typing {
    part: Part,
    field: TextField,
    base: String,
    place: String,
    /// The change that it was part of, where that could not be saved and the text is open again.
    unsaved: Option<Change>,
}

/// The walk of one audit.
pub struct Walk {
    audit: AuditId,
    row: RowKey,
    pane: Pane,
    /// Whether the tree is shown in full where there is no room beside the row.
    tree_shown: bool,
    cursor: Node,
    tree: ListState,
    unfolded: BTreeSet<Criterion>,
    folded: BTreeSet<Criterion>,
    guidance: bool,
    scroll: Scroll,
    guidance_scroll: Scroll,
    citation: usize,
    typing: Option<Typing>,
    /// What was typed last, with its row and its change, for the case that it cannot be saved.
    kept: Option<(Change, RowKey, Typing)>,
    find: Find,
    last: Option<Given>,
    /// What the audit judges, as of the last refresh: the keys of a gap analysis are others.
    mode: AuditMode,
}

impl Walk {
    /// Starts at the first row without an answer.
    pub fn new(papers: &WorkingPapers) -> Self {
        let open = papers.rows().find(|row| papers.is_open(&row.key()));
        let first = open.or_else(|| papers.rows().next()).map(|row| row.key());
        Self::at_row(papers, first)
    }

    /// Starts at a row, or at the one that it is answered together with; where it is not there, at the first without an answer.
    pub fn at(papers: &WorkingPapers, row: RowKey) -> Self {
        let row = papers.leader(&row).cloned().unwrap_or(row);
        if papers.row(&row).is_some() {
            Self::at_row(papers, Some(row))
        } else {
            Self::new(papers)
        }
    }

    /// Starts at the first row below a clause; none where there is none.
    pub fn at_clause(papers: &WorkingPapers, clause: &Criterion) -> Option<Self> {
        let row = rows::first_row_below(papers, clause)?;
        Some(Self::at_row(papers, Some(row)))
    }

    fn at_row(papers: &WorkingPapers, row: Option<RowKey>) -> Self {
        // An audit without any question still opens, on a row that is not there.
        let row = row.unwrap_or_else(rows::no_row);
        Self {
            audit: papers.audit.id.clone(),
            cursor: Node::Row(row.clone()),
            row,
            pane: Pane::Tree,
            tree_shown: false,
            tree: ListState::default(),
            unfolded: BTreeSet::new(),
            folded: BTreeSet::new(),
            guidance: false,
            scroll: Scroll::default(),
            guidance_scroll: Scroll::default(),
            citation: 0,
            typing: None,
            kept: None,
            find: Find::default(),
            last: None,
            mode: papers.audit.mode,
        }
    }

    fn papers<'a>(&self, data: &'a Data) -> Option<&'a WorkingPapers> {
        data.audit(&self.audit)
    }

    /// Goes to a row and brings it into sight in the tree.
    fn go_to(&mut self, row: RowKey, cx: Cx<'_>) {
        if row != self.row {
            self.at_top();
        }
        self.folded.remove(&row.criterion());
        self.cursor = Node::Row(row.clone());
        self.row = row;
        self.fit_tree(cx);
    }

    /// Shows the row from its beginning.
    fn at_top(&mut self) {
        self.scroll = Scroll::default();
        self.guidance_scroll = Scroll::default();
        self.citation = 0;
    }

    fn step(&mut self, forwards: bool, cx: Cx<'_>) {
        let Some(papers) = self.papers(cx.data) else {
            return;
        };
        let count = cx.count.unwrap_or(1);
        if let Some(row) = rows::step(papers, &self.row, forwards, count) {
            self.go_to(row, cx);
        }
    }

    fn step_clause(&mut self, forwards: bool, cx: Cx<'_>) {
        let Some(papers) = self.papers(cx.data) else {
            return;
        };
        if let Some(row) = rows::step_clause(papers, &self.row, forwards) {
            self.go_to(row, cx);
        }
    }

    /// Goes to the next row without a verdict, around the end; says so when there is none.
    fn step_open(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        let Some(papers) = self.papers(cx.data) else {
            return Vec::new();
        };
        match rows::step_open(papers, &self.row, forwards) {
            Some(row) => {
                self.go_to(row, cx);
                Vec::new()
            }
            None => vec![Intent::Toast("every row is answered".to_owned())],
        }
    }

    fn move_by(&mut self, action: Action, cx: Cx<'_>) -> Option<Vec<Intent>> {
        let way = motion(action, cx.count)?;
        match self.pane {
            Pane::Row => self.move_in_row(way, cx),
            // The tree is folded into one line, so that down means the next row.
            Pane::Tree if !self.shows_tree(cx.area) => match action {
                Action::Top | Action::Bottom => {
                    let papers = self.papers(cx.data)?;
                    let mut rows = papers.rows();
                    let end = if action == Action::Top {
                        rows.next()
                    } else {
                        rows.last()
                    };
                    let key = end.map(|row| row.key())?;
                    self.go_to(key, cx);
                }
                Action::HalfPageDown | Action::PageDown => self.step_clause(true, cx),
                Action::HalfPageUp | Action::PageUp => self.step_clause(false, cx),
                Action::Up => self.step(false, cx),
                _ => self.step(true, cx),
            },
            Pane::Tree => {
                let papers = self.papers(cx.data)?;
                let nodes = self.nodes(papers);
                let height = Self::tree_height(cx.area);
                self.tree.go(way, nodes.len(), height);
                let node = nodes.get(self.tree.selected)?.node.clone();
                self.put_cursor(node, papers);
                // The clause that was left folds, so that the node may stand on another line now.
                self.fit_tree(cx);
            }
        }
        Some(Vec::new())
    }

    fn shows_tree(&self, area: Rect) -> bool {
        area.width >= SIDE_BY_SIDE || self.tree_shown
    }

    fn other_pane(&mut self, cx: Cx<'_>) {
        self.pane = match self.pane {
            Pane::Tree => Pane::Row,
            Pane::Row => Pane::Tree,
        };
        self.tree_shown = self.pane == Pane::Tree && cx.area.width < SIDE_BY_SIDE;
    }

    fn find_rows(&mut self, cx: Cx<'_>) {
        let Some(papers) = self.papers(cx.data) else {
            return;
        };
        let found = rows::matching(papers, self.find.query());
        self.find.found(found);
        let at = rows::place(papers, &self.row);
        if let Some(row) = self
            .find
            .first_from(at)
            .and_then(|place| rows::row_at(papers, place))
        {
            self.go_to(row, cx);
        }
    }

    fn step_match(&mut self, forwards: bool, cx: Cx<'_>) -> Vec<Intent> {
        if self.find.query().is_empty() {
            return vec![Intent::Toast("find something first".to_owned())];
        }
        let Some(papers) = self.papers(cx.data) else {
            return Vec::new();
        };
        let at = rows::place(papers, &self.row);
        match self
            .find
            .step(at, forwards)
            .and_then(|place| rows::row_at(papers, place))
        {
            Some(row) => {
                self.go_to(row, cx);
                Vec::new()
            }
            None => vec![Intent::Toast(format!(
                "\"{}\" is nowhere in the checklist or the notes",
                self.find.query()
            ))],
        }
    }
}
