//! What is wrong with a diagram that a hand or a merge has written: no edit of the program makes such.

use std::collections::BTreeSet;

use super::{Cause, CauseMethod};

impl Cause {
    /// Lists what is wrong with the structure of the method's diagram, each as a short sentence.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let nodes = self.nodes();
        let mut seen = BTreeSet::new();
        for node in nodes {
            if !seen.insert(node.id.as_str()) {
                faults.push(format!("there are several nodes {}", node.id));
            }
        }
        if self.method == CauseMethod::FiveWhys {
            return faults;
        }
        let met = self.met();
        for node in nodes {
            match &node.under {
                Some(under) if self.node(under).is_none() => {
                    faults.push(format!("{} is under {under}, which is not there", node.id));
                }
                Some(_) if !met.contains(node.id.as_str()) => {
                    faults.push(format!("{} is under itself", node.id));
                }
                Some(_) => {}
                None if self.method == CauseMethod::Fishbone && node.branch.is_none() => {
                    faults.push(format!("{} is on no branch", node.id));
                }
                None => {}
            }
            if node.gate.is_some() && self.children(Some(&node.id)).is_empty() {
                faults.push(format!("{} has a gate and nothing below it", node.id));
            }
        }
        let tops = nodes.iter().filter(|node| node.under.is_none()).count();
        if self.method == CauseMethod::FaultTree && tops > 1 {
            faults.push("there are several top events".to_owned());
        }
        faults
    }

    /// Returns the ids of the nodes that can be come to from the top, or from one whose own is not there.
    fn met(&self) -> BTreeSet<String> {
        self.children(None)
            .into_iter()
            .flat_map(|top| self.below(&top.id))
            .collect()
    }
}
