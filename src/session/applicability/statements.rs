//! The statements of applicability of an open workspace, and the checklists that they decide on.

use crate::{
    domain::{
        applicability::Statements, checklist::Checklist, evidence::EvidenceLink, id::ChecklistId,
        record::RecordKey,
    },
    error::{Error, Result},
    session::{Session, follow_up::Citations},
    store::Located,
};

impl Session {
    /// Returns the statements of applicability that could be read.
    pub fn applicability(&self) -> &Statements {
        &self.applicability
    }

    /// Finds a checklist whose controls a statement decides on: at hand, or else as an audit keeps it.
    pub fn controls_of(&self, id: &str) -> Result<&Checklist> {
        let kept = || {
            let id: ChecklistId = id.parse().ok()?;
            self.papers()
                .values()
                .rev()
                .find_map(|p| p.checklists.get(&id))
        };
        let found = match self.checklist(id) {
            Ok(entry) => &entry.checklist,
            Err(error) => kept().ok_or(error)?,
        };
        if found.controls().next().is_none() {
            let known: Vec<&str> = self.with_controls().map(|c| c.id.as_str()).collect();
            return Err(Error::usage(format!(
                "Could not find the controls of {}: it has none that a statement could decide on",
                found.id
            ))
            .hint(format!("with controls there are: {}", known.join(", "))));
        }
        Ok(found)
    }

    /// Iterates over the checklists that have controls: those at hand, and those that only audits keep.
    pub fn with_controls(&self) -> impl Iterator<Item = &Checklist> {
        let titles = self.library().titles();
        let at_hand: Vec<&Checklist> = titles
            .iter()
            .filter_map(|(id, _)| id.parse().ok())
            // Reading a checklist takes longer than to see that it cannot have any.
            .filter(|id| {
                let library = self.library();
                library.extends(id).is_some()
                    || library
                        .text(id)
                        .is_some_and(|text| text.contains("control"))
            })
            .filter_map(|id| self.library().get(&id)?.ok())
            .map(|entry| &entry.checklist)
            .collect();
        let mut found = at_hand;
        for checklist in self.papers().values().flat_map(|p| p.checklists.values()) {
            if found.iter().all(|known| known.id != checklist.id) {
                found.push(checklist);
            }
        }
        found
            .into_iter()
            .filter(|checklist| checklist.controls().next().is_some())
    }

    /// Refuses to go on with a statement whose record cannot be read: it is never overwritten.
    pub fn require_readable(&self, checklist: &ChecklistId) -> Result<()> {
        match self.unreadable(checklist) {
            Some(error) => Err(Error::usage(format!("Could not read {error}"))
                .hint("mend the file in an editor, or bring it back with git")),
            None => Ok(()),
        }
    }

    fn unreadable(&self, checklist: &ChecklistId) -> Option<&Located> {
        let key = RecordKey::Applicability(checklist.clone());
        let broken = self
            .broken()
            .iter()
            .find(|b| b.key.as_ref() == Some(&key))?;
        Some(&broken.error)
    }

    /// Judges all citations of the statements.
    pub fn check_statements(&self) -> Citations {
        let links: Vec<&EvidenceLink> = self
            .applicability()
            .values()
            .flat_map(|statement| statement.citations().map(|(_, link)| link))
            .collect();
        self.check_links(&links)
    }
}
