//! What a record was like on the way to a commit.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use super::super::{
    items::{Items, Name, items},
    past::Past,
};

/// How many commits are remembered whose ancestors are known.
///
/// As many as the parents of all but the largest merges.
const KEPT_AT_MOST: usize = 64;

/// The commits that change each record, each with the version that it leaves.
type Changes = HashMap<u32, Vec<(usize, u32)>>;

/// The commits that lead to others, and which of them changed which record.
#[derive(Default)]
pub(in super::super) struct Lines {
    /// Made when somebody first asks.
    changes: Option<Changes>,
    /// For a few commits, which ones lead to them.
    ancestors: BTreeMap<usize, Rc<Vec<bool>>>,
}

/// The versions of one record.
pub(in super::super) struct Lineage<'l> {
    past: &'l Past,
    lines: &'l mut Lines,
    key: u32,
    items: HashMap<u32, Items>,
}

impl Lines {
    /// Returns the versions of one record.
    pub(in super::super) fn of<'l>(&'l mut self, past: &'l Past, key: u32) -> Lineage<'l> {
        Lineage {
            past,
            lines: self,
            key,
            items: HashMap::new(),
        }
    }

    /// Tells of every commit up to one whether it leads there.
    fn ancestors(&mut self, past: &Past, commit: usize) -> Rc<Vec<bool>> {
        if let Some(known) = self.ancestors.get(&commit) {
            return Rc::clone(known);
        }
        let mut leads = vec![false; commit.saturating_add(1)];
        if let Some(own) = leads.last_mut() {
            *own = true;
        }
        for number in (0..=commit).rev() {
            if !leads.get(number).copied().unwrap_or_default() {
                continue;
            }
            let parents = past.commits.get(number).map(|commit| &commit.parents);
            for parent in parents.into_iter().flatten() {
                if let Some(slot) = leads.get_mut(*parent) {
                    *slot = true;
                }
            }
        }
        let leads = Rc::new(leads);
        if self.ancestors.len() >= KEPT_AT_MOST {
            self.ancestors.pop_first();
        }
        self.ancestors.insert(commit, Rc::clone(&leads));
        leads
    }
}

/// Lists the commits that change each record.
fn changes(past: &Past) -> Changes {
    let mut changes = Changes::new();
    for (number, commit) in past.commits.iter().enumerate() {
        for change in &commit.changes {
            if let Some(after) = change.after {
                changes.entry(change.key).or_default().push((number, after));
            }
        }
    }
    changes
}

impl Lineage<'_> {
    /// Tells whether any version on the way to a commit, that commit among them, had something; where it is given, with what it
    /// says.
    pub(super) fn had(&mut self, commit: usize, name: &Name, said: Option<&str>) -> bool {
        let mut had = false;
        self.back_from(commit, |_, items| {
            let is_it = |own: &str| said.is_none_or(|said| said == own);
            had = items.said(name).is_some_and(is_it);
            !had
        });
        had
    }

    /// Returns the commit, on the way to one, that made something say what it says there; none where no commit did.
    pub(super) fn made(&mut self, commit: usize, name: &Name, said: Option<&str>) -> Option<usize> {
        let mut made = None;
        self.back_from(commit, |number, items| {
            let is_it = items.said(name) == said;
            if is_it {
                made = Some(number);
            }
            is_it
        });
        made
    }

    /// Goes through the versions on the way to a commit, the newest first, as long as it is told to.
    fn back_from(&mut self, commit: usize, mut go_on: impl FnMut(usize, &Items) -> bool) {
        let past = self.past;
        let leads = self.lines.ancestors(past, commit);
        let changes = self.lines.changes.get_or_insert_with(|| changes(past));
        let Some(versions) = changes.get(&self.key) else {
            return;
        };
        for (number, version) in versions.iter().rev() {
            if !leads.get(*number).copied().unwrap_or_default() {
                continue;
            }
            let items = self.items.entry(*version).or_insert_with(|| {
                let record = past.record(*version);
                record.map(items).unwrap_or_default()
            });
            if !go_on(*number, items) {
                return;
            }
        }
    }
}
