//! Edits of a diagram: adding, writing, moving, marking and removing nodes, or the reason why not.
//!
//! None of them ties a node below itself, parts one from the rest, or changes the id of another.

use crate::domain::guard::{Reason, Refusal, is_said};

use super::{Branch, Cause, CauseMethod, CauseNode, Gate};

/// Where a node is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// At the end of the chain, or as the last below the top event.
    End,
    /// As the last under a node; in a chain right after it.
    Under(String),
    /// As the last on a branch of the fishbone.
    On(Branch),
}

/// A way among the nodes under the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Before the one before.
    Up,
    /// Behind the next one.
    Down,
}

fn refused(text: impl Into<String>) -> Refusal {
    Refusal {
        reasons: vec![Reason::new("cause", text)],
    }
}

/// Returns a number that no node has.
pub(super) fn next_id(nodes: &[CauseNode]) -> String {
    let taken = nodes.iter().filter_map(|node| node.id.parse::<u32>().ok());
    taken.max().unwrap_or(0).saturating_add(1).to_string()
}

impl Cause {
    /// Puts a node into the diagram and returns its id, or says why it cannot stand there.
    pub fn add(&mut self, text: &str, spot: &Spot) -> Result<String, Refusal> {
        let text = said(text)?;
        let (under, branch) = self.landing(spot)?;
        let id = next_id(self.nodes());
        let node = CauseNode {
            id: id.clone(),
            text,
            ..CauseNode::default()
        };
        if let Some(list) = self.list() {
            list.push(node);
        }
        self.land(&id, under, branch);
        Ok(id)
    }

    /// Writes what a node says.
    pub fn write(&mut self, id: &str, text: &str) -> Result<(), Refusal> {
        let text = said(text)?;
        self.found(id)?.text = text;
        Ok(())
    }

    /// Says how the events below one bring it about.
    pub fn join(&mut self, id: &str, gate: Gate) -> Result<(), Refusal> {
        if self.method != CauseMethod::FaultTree {
            return Err(refused("only a fault tree has gates"));
        }
        self.known(id)?;
        if self.children(Some(id)).is_empty() {
            return Err(refused(format!(
                "{id} has nothing below it that a gate could join"
            )));
        }
        self.found(id)?.gate = Some(gate);
        Ok(())
    }

    /// Marks a node as a root cause, or takes the mark back.
    pub fn mark(&mut self, id: &str, root: bool) -> Result<(), Refusal> {
        self.known(id)?;
        let top = self.method == CauseMethod::FaultTree && self.parent(id).is_none();
        if root && top {
            return Err(refused(format!(
                "{id} is the top event: what happened, and not why"
            )));
        }
        self.found(id)?.root = root;
        Ok(())
    }

    /// Takes a node, and all that is under it, elsewhere; in a chain the why alone.
    pub fn take(&mut self, id: &str, spot: &Spot) -> Result<(), Refusal> {
        self.known(id)?;
        let chain = self.method == CauseMethod::FiveWhys;
        if let Spot::Under(under) = spot {
            let within = under == id || (!chain && self.below(id).contains(under));
            if within {
                return Err(refused(format!("{id} cannot be under itself")));
            }
        }
        if self.method == CauseMethod::FaultTree && self.parent(id).is_none() {
            return Err(refused(format!(
                "{id} is the top event and stays at the top"
            )));
        }
        let (under, branch) = self.landing(spot)?;
        if let Some(list) = self.list()
            && let Some(at) = list.iter().position(|node| node.id == id)
        {
            let node = list.remove(at);
            list.push(node);
        }
        self.land(id, under, branch);
        Ok(())
    }

    /// Moves a node among those under the same one; on a fishbone from branch to branch, too. False at the edge.
    pub fn shift(&mut self, id: &str, way: Way) -> Result<bool, Refusal> {
        self.known(id)?;
        let branch = self.node(id).and_then(|node| node.branch);
        let Some(list) = self.list() else {
            return Ok(false);
        };
        let Some(at) = list.iter().position(|node| node.id == id) else {
            return Ok(false);
        };
        let Some(own) = list.get(at).cloned() else {
            return Ok(false);
        };
        let chain = self.method == CauseMethod::FiveWhys;
        let list = self.list().map_or(&mut [][..], Vec::as_mut_slice);
        let beside =
            |node: &CauseNode| chain || (node.under == own.under && node.branch == own.branch);
        let other = match way {
            Way::Up => list.iter().take(at).rposition(beside),
            Way::Down => list
                .iter()
                .skip(at + 1)
                .position(beside)
                .map(|after| at + 1 + after),
        };
        if let Some(other) = other {
            list.swap(at, other);
            return Ok(true);
        }
        let Some(next) = branch.and_then(|branch| beyond(branch, way)) else {
            return Ok(false);
        };
        self.change_branch(id, next, way);
        Ok(true)
    }

    /// Puts a cause at the near end of a neighbouring branch.
    fn change_branch(&mut self, id: &str, branch: Branch, way: Way) {
        let Some(list) = self.list() else {
            return;
        };
        let Some(at) = list.iter().position(|node| node.id == id) else {
            return;
        };
        let mut node = list.remove(at);
        node.branch = Some(branch);
        let first = list.iter().position(|node| node.branch == Some(branch));
        let place = match way {
            Way::Down => first.unwrap_or(list.len()),
            Way::Up => list.len(),
        };
        list.insert(place, node);
    }

    /// Takes a node one level in: under the one before it.
    pub fn indent(&mut self, id: &str) -> Result<(), Refusal> {
        self.known(id)?;
        self.levels()?;
        let own = self.node(id).and_then(|node| node.branch);
        let beside = self.children(self.parent(id));
        let before = beside
            .iter()
            .filter(|node| node.branch == own)
            .take_while(|node| node.id != id)
            .last();
        let Some(before) = before.map(|node| node.id.clone()) else {
            return Err(refused(format!(
                "nothing stands before {id} that it could go under"
            )));
        };
        self.take(id, &Spot::Under(before))
    }

    /// Takes a node one level out: behind the one that it is under.
    pub fn outdent(&mut self, id: &str) -> Result<(), Refusal> {
        self.known(id)?;
        self.levels()?;
        let Some(above) = self.parent(id).map(str::to_owned) else {
            return Err(refused(format!("{id} is at the top already")));
        };
        let spot = match (self.parent(&above), self.node(&above)) {
            (Some(under), _) => Spot::Under(under.to_owned()),
            (None, Some(node)) => match node.branch {
                Some(branch) => Spot::On(branch),
                None => return Err(refused("a fault tree has one top event")),
            },
            (None, None) => return Err(missing(id)),
        };
        self.take(id, &spot)?;
        let Some(list) = self.list() else {
            return Ok(());
        };
        if let Some(from) = list.iter().position(|node| node.id == id) {
            let node = list.remove(from);
            let behind = list.iter().position(|node| node.id == above);
            list.insert(behind.map_or(list.len(), |at| at + 1), node);
        }
        Ok(())
    }

    /// Removes a node and all that is under it, and returns how many went; in a chain the why alone, and what came after it
    /// moves up.
    pub fn remove(&mut self, id: &str) -> Result<usize, Refusal> {
        self.known(id)?;
        let above = self.parent(id).map(str::to_owned);
        let gone = if self.method == CauseMethod::FiveWhys {
            std::iter::once(id.to_owned()).collect()
        } else {
            self.below(id)
        };
        if let Some(list) = self.list() {
            list.retain(|node| !gone.contains(&node.id));
        }
        self.settle_gate(above.as_deref());
        Ok(gone.len())
    }

    /// Finds the node and branch that a spot means, or says why there is none.
    fn landing(&self, spot: &Spot) -> Result<(Option<String>, Option<Branch>), Refusal> {
        match (self.method, spot) {
            (CauseMethod::Other, _) => Err(refused(
                "this method has no diagram: take five whys, fishbone or fault tree",
            )),
            (CauseMethod::FiveWhys | CauseMethod::FaultTree, Spot::On(_)) => {
                Err(refused("only a fishbone has branches"))
            }
            (CauseMethod::Fishbone, Spot::End) => {
                let words: Vec<&str> = Branch::ALL.iter().map(|branch| branch.word()).collect();
                Err(refused(format!(
                    "say on which branch: {}",
                    words.join(", ")
                )))
            }
            (CauseMethod::Fishbone, Spot::On(branch)) => Ok((None, Some(*branch))),
            (CauseMethod::FiveWhys, Spot::End) => Ok((None, None)),
            (CauseMethod::FaultTree, Spot::End) => {
                let top = self.nodes().iter().find(|node| node.under.is_none());
                Ok((top.map(|node| node.id.clone()), None))
            }
            (_, Spot::Under(under)) => {
                self.known(under)?;
                Ok((Some(under.clone()), None))
            }
        }
    }

    /// Ties the last node of the list to where it belongs.
    fn land(&mut self, id: &str, under: Option<String>, branch: Option<Branch>) {
        let method = self.method;
        let before = self.node(id).and_then(|node| node.under.clone());
        let Some(list) = self.list() else {
            return;
        };
        if method == CauseMethod::FiveWhys {
            let after = under.and_then(|under| list.iter().position(|node| node.id == under));
            if let Some(at) = after
                && let Some(node) = list.pop()
            {
                list.insert(at + 1, node);
            }
            return;
        }
        if let Some(node) = list.iter_mut().find(|node| node.id == id) {
            node.under.clone_from(&under);
            node.branch = branch;
        }
        if method == CauseMethod::FaultTree
            && let Some(above) = list
                .iter_mut()
                .find(|node| Some(&node.id) == under.as_ref())
        {
            above.gate.get_or_insert(Gate::Or);
        }
        self.settle_gate(before.as_deref());
    }

    /// Takes the gate off an event that has nothing below it any more.
    fn settle_gate(&mut self, id: Option<&str>) {
        let Some(id) = id else {
            return;
        };
        if self.method == CauseMethod::FaultTree
            && self.children(Some(id)).is_empty()
            && let Ok(node) = self.found(id)
        {
            node.gate = None;
        }
    }

    fn levels(&self) -> Result<(), Refusal> {
        match self.method {
            CauseMethod::FiveWhys => Err(refused("a chain has no levels: move it up or down")),
            CauseMethod::Fishbone | CauseMethod::FaultTree | CauseMethod::Other => Ok(()),
        }
    }

    fn known(&self, id: &str) -> Result<(), Refusal> {
        self.node(id).map(|_| ()).ok_or_else(|| missing(id))
    }

    fn found(&mut self, id: &str) -> Result<&mut CauseNode, Refusal> {
        let list = self.list().ok_or_else(|| missing(id))?;
        let node = list.iter_mut().find(|node| node.id == id);
        node.ok_or_else(|| missing(id))
    }
}

fn missing(id: &str) -> Refusal {
    refused(format!("there is no {id} in the diagram"))
}

fn said(text: &str) -> Result<String, Refusal> {
    if !is_said(text) {
        return Err(refused("a node without a text says nothing"));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    Ok(words.join(" "))
}

/// Returns the branch beside one.
fn beyond(branch: Branch, way: Way) -> Option<Branch> {
    let at = Branch::ALL.iter().position(|other| *other == branch)?;
    let next = match way {
        Way::Up => at.checked_sub(1)?,
        Way::Down => at + 1,
    };
    Branch::ALL.get(next).copied()
}
