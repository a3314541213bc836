//! A diagram as lines from top to bottom: what every place draws it from, in a terminal, a command's answer and a report.

use std::collections::BTreeSet;

use super::{Branch, Cause, CauseMethod, CauseNode, Gate};

/// From this depth on a line is not moved in any more: a chain of whys can be long.
const DEEPEST: usize = 10;

/// What a line of a diagram is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stem<'a> {
    /// A branch of a fishbone; it is there before anything stands on it.
    Branch(Branch),
    /// A node.
    Node(&'a CauseNode),
}

/// A line of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineRow<'a> {
    /// What it is about.
    pub stem: Stem<'a>,
    /// For each level that it is in, whether the one there is the last under its own.
    pub last: Vec<bool>,
}

/// The pieces that lines are drawn with, each of three cells but for the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strokes {
    /// Leads to one that others come after.
    pub tee: &'static str,
    /// Leads to the last one.
    pub corner: &'static str,
    /// Goes past to a later one.
    pub past: &'static str,
    /// Stands before the words *root cause*.
    pub mark: &'static str,
}

impl Strokes {
    /// Returns the pieces in Unicode.
    pub const fn unicode() -> Self {
        Self {
            tee: "├─ ",
            corner: "└─ ",
            past: "│  ",
            mark: "◄",
        }
    }

    /// Returns the pieces in ASCII.
    pub const fn ascii() -> Self {
        Self {
            tee: "|- ",
            corner: "`- ",
            past: "|  ",
            mark: "<-",
        }
    }
}

impl OutlineRow<'_> {
    /// Draws what leads to the line from above.
    pub fn lead(&self, strokes: &Strokes) -> String {
        let mut lead = String::new();
        let from = self.last.len().saturating_sub(DEEPEST);
        let mut levels = self.last.iter().skip(from).peekable();
        while let Some(last) = levels.next() {
            lead.push_str(match (levels.peek().is_some(), last) {
                (true, true) => "   ",
                (true, false) => strokes.past,
                (false, true) => strokes.corner,
                (false, false) => strokes.tee,
            });
        }
        lead
    }

    /// Writes what the line says after its lead: number, gate, text.
    pub fn said(&self) -> String {
        match self.stem {
            Stem::Branch(branch) => branch.label().to_owned(),
            Stem::Node(node) => {
                let gate = node.gate.map_or_else(String::new, |gate| match gate {
                    Gate::And => "[and] ".to_owned(),
                    Gate::Or => "[or] ".to_owned(),
                });
                format!("{} {gate}{}", node.id, node.text)
            }
        }
    }

    /// Tells whether it is a root cause.
    pub fn is_root(&self) -> bool {
        match self.stem {
            Stem::Branch(_) => false,
            Stem::Node(node) => node.root,
        }
    }
}

impl Cause {
    /// Lists the lines of the method's diagram. What a hand has tied into a circle or to nothing stands at the end, so that
    /// every node has its line, and one only.
    pub fn outline(&self) -> Vec<OutlineRow<'_>> {
        let mut rows = Vec::new();
        let mut drawn = BTreeSet::new();
        match self.method {
            CauseMethod::FiveWhys => {
                for (depth, node) in self.whys.iter().enumerate() {
                    rows.push(OutlineRow {
                        stem: Stem::Node(node),
                        last: vec![true; depth],
                    });
                }
                return rows;
            }
            CauseMethod::Other => return rows,
            CauseMethod::Fishbone => {
                for branch in Branch::ALL {
                    let last = vec![Some(branch) == Branch::ALL.last()];
                    rows.push(OutlineRow {
                        stem: Stem::Branch(*branch),
                        last: last.clone(),
                    });
                    let tops = self.bones.iter();
                    let tops: Vec<_> = tops
                        .filter(|node| node.under.is_none() && node.branch == Some(*branch))
                        .collect();
                    self.level(&tops, &last, &mut drawn, &mut rows);
                }
            }
            CauseMethod::FaultTree => {
                for top in self.children(None) {
                    if top.under.is_none() {
                        self.row(top, &[], &mut drawn, &mut rows);
                    }
                }
            }
        }
        for stray in self.nodes() {
            self.row(stray, &[], &mut drawn, &mut rows);
        }
        rows
    }

    fn level<'a>(
        &'a self,
        nodes: &[&'a CauseNode],
        above: &[bool],
        drawn: &mut BTreeSet<*const CauseNode>,
        rows: &mut Vec<OutlineRow<'a>>,
    ) {
        for (at, node) in nodes.iter().enumerate() {
            let mut last = above.to_vec();
            last.push(at + 1 == nodes.len());
            self.row(node, &last, drawn, rows);
        }
    }

    fn row<'a>(
        &'a self,
        node: &'a CauseNode,
        last: &[bool],
        drawn: &mut BTreeSet<*const CauseNode>,
        rows: &mut Vec<OutlineRow<'a>>,
    ) {
        // By where it lies and not by its id: a merge may have given two nodes the same one.
        if !drawn.insert(std::ptr::from_ref(node)) {
            return;
        }
        rows.push(OutlineRow {
            stem: Stem::Node(node),
            last: last.to_vec(),
        });
        let under = self.children(Some(&node.id));
        self.level(&under, last, drawn, rows);
    }

    /// Draws the method's diagram as lines of text; `what` happened stands above it.
    pub fn drawing(&self, what: &str, strokes: &Strokes) -> Vec<String> {
        let rows = self.outline();
        if rows.is_empty() {
            return Vec::new();
        }
        let head = (self.method != CauseMethod::FaultTree).then(|| what.to_owned());
        let lines = rows.iter().map(|row| {
            let mark = if row.is_root() {
                format!("  {} root cause", strokes.mark)
            } else {
                String::new()
            };
            format!("{}{}{mark}", row.lead(strokes), row.said())
        });
        head.into_iter().chain(lines).collect()
    }
}
