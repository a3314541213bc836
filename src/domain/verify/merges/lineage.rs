//! What a record was like on the way to a commit.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use super::super::{
    items::{Item, items},
    past::Past,
};

/// How many commits are remembered whose ancestors are known.
const KEPT_AT_MOST: usize = 4;

/// The commits that changed each record, each with the version that it left.
type Changes = HashMap<u32, Vec<(usize, u32)>>;

/// The commits that lead to others, and which of them changed which record.
#[derive(Default)]
pub(in super::super) struct Lines {
    /// What changed which record; made when somebody first asks.
    changes: OnceCell<Changes>,
    /// For a few commits, which ones lead to them.
    ancestors: BTreeMap<usize, Rc<Vec<bool>>>,
}

/// The versions of one record.
pub(in super::super) struct Lineage<'l> {
    past: &'l Past,
    lines: &'l mut Lines,
    key: u32,
    items: HashMap<u32, Vec<Item>>,
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

    /// Returns the commits that changed a record, each with the version that it left.
    fn versions(&self, past: &Past, key: u32) -> &[(usize, u32)] {
        let changes = self.changes.get_or_init(|| {
            let mut changes = Changes::new();
            for (number, commit) in past.commits.iter().enumerate() {
                for change in &commit.changes {
                    if let Some(after) = change.after {
                        changes.entry(change.key).or_default().push((number, after));
                    }
                }
            }
            changes
        });
        changes.get(&key).map_or(&[], Vec::as_slice)
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

impl Lineage<'_> {
    /// Tells whether any version on the way to a commit, that commit among them, had something like this.
    pub(super) fn had(&mut self, commit: usize, like: impl Fn(&Item) -> bool) -> bool {
        let leads = self.lines.ancestors(self.past, commit);
        let past = self.past;
        let items_of = &mut self.items;
        let versions = self.lines.versions(past, self.key).iter().rev();
        let mut led =
            versions.filter(|(number, _)| leads.get(*number).copied().unwrap_or_default());
        led.any(|(_, version)| {
            let items = items_of.entry(*version).or_insert_with(|| {
                let record = past.record(*version);
                record.map(items).unwrap_or_default()
            });
            items.iter().any(&like)
        })
    }
}
