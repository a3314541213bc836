//! Why a nonconformity happened (ISO/IEC 42001, 10.2 b 2): a chain of whys, a fishbone or a fault tree, kept as structure.
//!
//! Each method has a diagram of its own, so that trying another one loses nothing. A diagram is a list of nodes. The chain
//! of whys is the list itself, each the answer to the one before. In the other two a node names the one it is under; a
//! fishbone begins with the six branches, a fault tree with one top event: what happened. Root causes are nodes that are
//! marked as such, one or several.

mod edit;
mod faults;
mod outline;
#[cfg(test)]
mod tests;
mod written;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::guard::{Reasons, is_said};

pub use edit::{Spot, Way};
pub use outline::{OutlineRow, Stem, Strokes};

use written::WrittenCause;

words! {
    /// How the cause was looked for.
    pub enum CauseMethod: "cause method" {
        /// Asking why until the answer can be acted on.
        FiveWhys = "five-whys", "five whys";
        /// Branches by people, process, technology, data, environment, management.
        Fishbone = "fishbone", "fishbone";
        /// And/or tree of events.
        FaultTree = "fault-tree", "fault tree";
        /// Another method, named in the cause.
        Other = "other", "other";
    }
}

words! {
    /// A branch of a fishbone: where a cause is looked for.
    pub enum Branch: "branch" {
        /// Those who do the work: competence, workload, staffing.
        People = "people", "people";
        /// How the work is done.
        Process = "process", "process";
        /// The means: systems, models, tools.
        Technology = "technology", "technology";
        /// What the system is trained on, fed and judged with.
        Data = "data", "data";
        /// What surrounds it: suppliers, law, market, place.
        Environment = "environment", "environment";
        /// Who decides and provides: objectives, resources, responsibility.
        Management = "management", "management";
    }
}

words! {
    /// How the events below one bring it about.
    pub enum Gate: "gate" {
        /// Only together.
        And = "and", "and";
        /// Each alone.
        Or = "or", "or";
    }
}

/// A node of a diagram: a why, a cause on a fishbone or an event of a fault tree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CauseNode {
    /// Its number within the diagram, such as `3`: it stays the same wherever the node is taken.
    pub id: String,
    /// The node that it is under; none in a chain of whys, where that is the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
    /// The branch of a fishbone that it stands on; none where it is under another node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<Branch>,
    /// How the events below it bring it about, in a fault tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<Gate>,
    /// What it says.
    #[serde(default)]
    pub text: String,
    /// Whether it is a root cause.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub root: bool,
}

/// Why it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", from = "WrittenCause")]
pub struct Cause {
    /// How it was looked for.
    pub method: CauseMethod,
    /// The root cause in words; where none are said, those of the marked nodes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub root: String,
    /// Why it was not found earlier.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub not_found_earlier: String,
    /// The chain of whys, each the answer to the one before; the first answers "why did it happen?".
    #[serde(rename = "why", skip_serializing_if = "Vec::is_empty")]
    pub whys: Vec<CauseNode>,
    /// The causes on the fishbone.
    #[serde(rename = "bone", skip_serializing_if = "Vec::is_empty")]
    pub bones: Vec<CauseNode>,
    /// The events of the fault tree.
    #[serde(rename = "event", skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<CauseNode>,
}

impl Cause {
    /// Begins to look for the cause by a method.
    pub const fn by(method: CauseMethod) -> Self {
        Self {
            method,
            root: String::new(),
            not_found_earlier: String::new(),
            whys: Vec::new(),
            bones: Vec::new(),
            events: Vec::new(),
        }
    }

    /// Returns the nodes of the method's diagram, in the order in which those under the same one stand.
    pub fn nodes(&self) -> &[CauseNode] {
        match self.method {
            CauseMethod::FiveWhys => &self.whys,
            CauseMethod::Fishbone => &self.bones,
            CauseMethod::FaultTree => &self.events,
            CauseMethod::Other => &[],
        }
    }

    fn list(&mut self) -> Option<&mut Vec<CauseNode>> {
        match self.method {
            CauseMethod::FiveWhys => Some(&mut self.whys),
            CauseMethod::Fishbone => Some(&mut self.bones),
            CauseMethod::FaultTree => Some(&mut self.events),
            CauseMethod::Other => None,
        }
    }

    /// Finds a node of the method's diagram.
    pub fn node(&self, id: &str) -> Option<&CauseNode> {
        self.nodes().iter().find(|node| node.id == id)
    }

    /// Returns the id of the node that one is under; none at the top, and where there is no such node.
    pub fn parent(&self, id: &str) -> Option<&str> {
        let nodes = self.nodes();
        let at = nodes.iter().position(|node| node.id == id)?;
        let above = match self.method {
            CauseMethod::FiveWhys => nodes.get(at.checked_sub(1)?)?,
            CauseMethod::Fishbone | CauseMethod::FaultTree | CauseMethod::Other => {
                let under = nodes.get(at)?.under.as_ref()?;
                nodes.iter().find(|node| node.id == *under)?
            }
        };
        Some(&above.id)
    }

    /// Lists the nodes directly under one, or those at the top; one whose own is not there counts as at the top.
    pub fn children(&self, id: Option<&str>) -> Vec<&CauseNode> {
        let nodes = self.nodes();
        match (self.method, id) {
            (CauseMethod::FiveWhys, None) => nodes.first().into_iter().collect(),
            (CauseMethod::FiveWhys, Some(id)) => nodes
                .iter()
                .skip_while(|node| node.id != id)
                .nth(1)
                .into_iter()
                .collect(),
            (_, Some(id)) => nodes
                .iter()
                .filter(|node| node.under.as_deref() == Some(id))
                .collect(),
            (_, None) => {
                let known: BTreeSet<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
                let top = |node: &&CauseNode| {
                    node.under
                        .as_deref()
                        .is_none_or(|under| !known.contains(under))
                };
                nodes.iter().filter(top).collect()
            }
        }
    }

    /// Lists the ids of a node and all that are under it, however a hand has tied them.
    pub fn below(&self, id: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open = vec![id.to_owned()];
        while let Some(next) = open.pop() {
            let under = self.children(Some(&next));
            open.extend(under.iter().map(|node| node.id.clone()));
            if !found.insert(next) {
                // A hand-made circle: whatever is on it was met already.
                open.retain(|id| !found.contains(id));
            }
        }
        found
    }

    /// Lists the nodes that are marked as root causes.
    pub fn roots(&self) -> Vec<&CauseNode> {
        self.nodes().iter().filter(|node| node.root).collect()
    }

    /// Returns the root cause in words: those that were said, or else those of the marked nodes.
    pub fn root_cause(&self) -> String {
        if is_said(&self.root) {
            return self.root.clone();
        }
        let texts: Vec<&str> = self.roots().iter().map(|node| node.text.trim()).collect();
        texts.join("; ")
    }

    /// Writes the chain of whys anew: a why that keeps its place keeps its number, and its mark where it says the same.
    pub fn set_whys(&mut self, texts: &[String]) {
        let before = std::mem::take(&mut self.whys);
        let mut before = before.into_iter();
        for text in texts.iter().filter(|text| is_said(text)) {
            let text = text.trim();
            let node = match before.next() {
                Some(node) if node.text == text => node,
                Some(node) => CauseNode {
                    text: text.to_owned(),
                    root: false,
                    ..node
                },
                None => CauseNode {
                    id: edit::next_id(&self.whys),
                    text: text.to_owned(),
                    ..CauseNode::default()
                },
            };
            self.whys.push(node);
        }
        self.mark_last_why();
    }

    /// Marks the end of the chain as the root cause where one is told in words and no why is marked: whoever asks on and
    /// then names a root cause names what the chain led to.
    pub fn mark_last_why(&mut self) {
        let marked = self.whys.iter().any(|why| why.root);
        if let Some(last) = self.whys.last_mut()
            && !marked
            && is_said(&self.root)
        {
            last.root = true;
        }
    }

    /// Lists what the cause lacks before a plan can rest on it.
    pub(super) fn gaps(&self, id: &impl std::fmt::Display, gaps: &mut Reasons) {
        let method = self.method.label();
        let nodes = self.nodes();
        let said = nodes.iter().filter(|node| is_said(&node.text)).count();
        match self.method {
            CauseMethod::FiveWhys => gaps.require(
                said >= 2,
                "cause",
                format!("{id} names the five whys as method and answers fewer than two"),
            ),
            CauseMethod::Fishbone => gaps.require(
                said >= 1,
                "cause",
                format!("{id} names the fishbone as method and has no cause on it"),
            ),
            CauseMethod::FaultTree => gaps.require(
                said >= 2,
                "cause",
                format!("{id} names the fault tree as method and has no event below the top one"),
            ),
            CauseMethod::Other => gaps.require(
                is_said(&self.root),
                "cause",
                format!("{id} has no root cause"),
            ),
        }
        if said > 0 {
            gaps.require_about(
                self.roots().iter().any(|node| is_said(&node.text)),
                "cause",
                format!("{id} marks no root"),
                format!("{id} marks no root cause in its {method}"),
            );
        } else if self.method != CauseMethod::Other {
            gaps.require(
                is_said(&self.root),
                "cause",
                format!("{id} has no root cause"),
            );
        }
        for fault in self.faults() {
            let text = format!("the {method} of {id}: {fault}");
            gaps.require_about(false, "cause", format!("a fault of {id}"), text);
        }
    }
}
