//! Clauses put below each other: by what the table says, else by their numbers; headings that are missing are made.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{checklist::Clause, id::Ref};

use super::super::number;
use super::{
    UNTITLED,
    gather::{Draft, Parent},
};

/// The most clauses above one, as [`crate::domain::checklist::Checklist::ancestors`] follows them.
const DEPTH: usize = 15;

/// The clauses in their order, parents before children.
pub(super) struct Planted {
    pub(super) clauses: Vec<Clause>,
    /// What is not taken: row, what, why.
    pub(super) left: Vec<(usize, String, String)>,
}

/// Puts clauses below each other. The rows of an export (`exact`) keep their order wherever it will do.
pub(super) fn plant(
    drafts: &[Draft],
    titles: &BTreeMap<Ref, String>,
    exact: bool,
    controls: bool,
) -> Planted {
    let mut garden = Garden {
        order: Vec::new(),
        parents: BTreeMap::new(),
        asked: drafts
            .iter()
            .filter(|draft| !draft.clause.questions.is_empty())
            .map(|draft| draft.clause.reference.clone())
            .collect(),
        drafts: drafts
            .iter()
            .map(|draft| (draft.clause.reference.clone(), draft.clone()))
            .collect(),
        titles,
        left: Vec::new(),
    };
    for draft in drafts {
        garden.place(&draft.clause.reference);
    }
    garden.uncircle();
    let order = if exact {
        garden.parents_first()
    } else {
        garden.by_branch()
    };
    let headings: BTreeSet<Ref> = garden.parents.values().flatten().cloned().collect();
    let mut clauses = Vec::new();
    for reference in order {
        let Some(draft) = garden.drafts.remove(&reference) else {
            continue;
        };
        let mut clause = draft.clause;
        clause.parent = garden.parents.remove(&reference).flatten();
        let is_heading = headings.contains(&reference);
        clause.kind = draft
            .kind
            .unwrap_or_else(|| number::kind_of(&reference, is_heading, controls));
        if clause.title.is_empty() && !exact {
            let known = titles.get(&reference).map(String::as_str);
            known.unwrap_or(UNTITLED).clone_into(&mut clause.title);
        }
        clauses.push(clause);
    }
    Planted {
        clauses,
        left: garden.left,
    }
}

struct Garden<'t> {
    drafts: BTreeMap<Ref, Draft>,
    /// The clauses that carry questions: nothing is put below them of our own accord.
    asked: BTreeSet<Ref>,
    order: Vec<Ref>,
    parents: BTreeMap<Ref, Option<Ref>>,
    titles: &'t BTreeMap<Ref, String>,
    left: Vec<(usize, String, String)>,
}

impl Garden<'_> {
    /// Finds what a clause is below, and makes what is missing there.
    fn place(&mut self, reference: &Ref) {
        let mut next = Some(reference.clone());
        let mut made = Vec::new();
        while let Some(here) = next.take() {
            if self.parents.contains_key(&here) {
                break;
            }
            let given = self.drafts.get(&here).map(|draft| draft.parent.clone());
            let above = match given {
                Some(Parent::Given(parent)) => parent,
                Some(Parent::ByNumber) | None => self.by_number(&here),
            };
            self.parents.insert(here.clone(), above.clone());
            made.push(here.clone());
            if let Some(above) = above
                && !self.drafts.contains_key(&above)
            {
                let row = self.drafts.get(&here).map_or(0, |draft| draft.row);
                let mut heading = Draft::new(above.clone(), Parent::ByNumber, row);
                let known = self.titles.get(&above).map(String::as_str);
                known
                    .unwrap_or(UNTITLED)
                    .clone_into(&mut heading.clause.title);
                self.drafts.insert(above.clone(), heading);
                next = Some(above);
            }
        }
        self.order.extend(made.into_iter().rev());
    }

    fn by_number(&self, reference: &Ref) -> Option<Ref> {
        number::all_above(reference).find(|above| {
            if self.drafts.contains_key(above) {
                !self.asked.contains(above)
            } else {
                self.titles.contains_key(above) || number::may_be_made(above)
            }
        })
    }

    /// Puts clauses at the top that are above themselves, or below too many.
    fn uncircle(&mut self) {
        for reference in self.order.clone() {
            let mut here = reference.clone();
            let mut steps = 0;
            while let Some(Some(above)) = self.parents.get(&here) {
                here = above.clone();
                steps += 1;
                if steps > DEPTH || here == reference {
                    break;
                }
            }
            if steps > DEPTH || (steps > 0 && here == reference) {
                let row = self.drafts.get(&reference).map_or(0, |draft| draft.row);
                let parent = self.parents.insert(reference.clone(), None).flatten();
                let what = parent.map_or_else(String::new, String::from);
                let why = format!(
                    "{reference} cannot be below it: it would be above itself, or too deep"
                );
                self.left.push((row, what, why));
            }
        }
    }

    /// Keeps the order, but for parents that come after their children.
    fn parents_first(&self) -> Vec<Ref> {
        let mut seen = BTreeSet::new();
        let mut order = Vec::new();
        for reference in &self.order {
            let mut branch = Vec::new();
            let mut next = Some(reference);
            while let Some(here) = next {
                if !seen.insert(here) {
                    break;
                }
                branch.push(here.clone());
                next = self.parents.get(here).and_then(Option::as_ref);
            }
            order.extend(branch.into_iter().rev());
        }
        order
    }

    /// Puts everything that is below a clause right after it.
    fn by_branch(&self) -> Vec<Ref> {
        let mut below: BTreeMap<Option<&Ref>, Vec<&Ref>> = BTreeMap::new();
        for reference in &self.order {
            let parent = self.parents.get(reference).and_then(Option::as_ref);
            below.entry(parent).or_default().push(reference);
        }
        let mut order = Vec::new();
        let mut open: Vec<&Ref> = below
            .get(&None)
            .into_iter()
            .flatten()
            .rev()
            .copied()
            .collect();
        while let Some(reference) = open.pop() {
            order.push(reference.clone());
            open.extend(below.get(&Some(reference)).into_iter().flatten().rev());
        }
        order
    }
}
