//! Saving a change: into memory and onto the disk, where the next commit finds it.

use std::collections::BTreeSet;

use crate::{
    domain::{applicability, change::Change, papers::WorkingPapers, record::Record},
    error::{Error, Result},
    safe::escape_line,
    store::{Saved, StoreError, library},
    vcs::{At, Head},
};

use super::{Session, clash::Clash, editions, programme};

#[cfg(test)]
mod tests;

/// What became of a change when it was saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Records that somebody else had changed on disk and that were merged with ours, as they are now.
    pub merged: Vec<Record>,
}

/// Why a change was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSaved {
    /// As a person sees it.
    pub error: Error,
    /// What somebody else made of the same records, where that is why.
    pub clash: Option<Clash>,
}

impl Session {
    /// Saves a change: every record of it on disk, then in memory.
    ///
    /// Where a part of it cannot be saved the files of the parts before it are again what they were, with what others have
    /// changed in them, so that a change is there as a whole or not at all. What the state of the audit holds fast, and what is
    /// its team's, is refused ([`super::held`]).
    pub fn apply(&mut self, change: &Change) -> Result<Applied> {
        self.save(change).map_err(|not_saved| not_saved.error)
    }

    /// Does the same, and where somebody else has changed the same shows what each made of it.
    pub fn save(&mut self, change: &Change) -> Result<Applied, Box<NotSaved>> {
        let refused = |error| Box::new(NotSaved { error, clash: None });
        self.may_write("save").map_err(refused)?;
        self.check_held(change).map_err(refused)?;
        let records: Vec<_> = change
            .edits
            .iter()
            .filter_map(|edit| Some((edit.key()?, edit.after.as_ref())))
            .collect();
        let mut applied = Applied::default();
        // Of a record that is edited twice the second edit begins with what the first one saves.
        let mut begun = BTreeSet::new();
        for edit in &change.edits {
            if let (Some(key), Some(before)) = (edit.key(), &edit.before)
                && begun.insert(key.clone())
            {
                self.store.begin_with(&key, before);
            }
        }
        let saved = match self.store.save_all(&records) {
            Ok(saved) => saved,
            Err(cause) => {
                let clash = match &cause {
                    StoreError::Conflict { .. } | StoreError::Vanished { .. } => self.clash(change),
                    StoreError::NoWorkspace { .. }
                    | StoreError::Broken(_)
                    | StoreError::NewerSchema { .. }
                    | StoreError::Uneditable { .. }
                    | StoreError::Misplaced { .. }
                    | StoreError::TooLarge { .. }
                    | StoreError::Linked { .. }
                    | StoreError::Busy { .. }
                    | StoreError::Io { .. } => None,
                };
                let error = self.not_saved(cause);
                return Err(Box::new(NotSaved { error, clash }));
            }
        };
        for saved in saved {
            match saved {
                Saved::Merged { record } => applied.merged.push(record),
                Saved::Written | Saved::Unchanged | Saved::Removed => {}
            }
        }
        self.remember(change, &applied).map_err(refused)?;
        self.note_company(change, &applied.merged);
        self.note_nameless(change, &applied.merged);
        Ok(applied)
    }

    /// Says why records were not saved. What another branch has no file of cannot be brought back on this one.
    fn not_saved(&self, cause: StoreError) -> Error {
        let StoreError::Vanished { path } = &cause else {
            return cause.into();
        };
        if self.repository().read(&At::Head, path, 0).is_ok() {
            return cause.into();
        }
        let branch = |head: Option<&Head>| head.and_then(|head| head.branch.clone());
        let now = branch(self.repository().head().ok().as_ref());
        let path = escape_line(path);
        match now.filter(|now| Some(now) != branch(self.seen.as_ref()).as_ref()) {
            Some(branch) => Error::refused(format!(
                "Could not save {path}: the branch {} that is checked out now does not have it",
                escape_line(&branch)
            ))
            .hint("go back to the branch that has it: git switch -"),
            None => Error::refused(format!("Could not save {path}: it is not there any more"))
                .hint("it was never committed, so that git cannot bring it back: make it again"),
        }
    }

    fn remember(&mut self, change: &Change, applied: &Applied) -> Result<()> {
        if let Some(Record::Workspace(workspace)) =
            change.edits.iter().find_map(|edit| edit.after.as_ref())
        {
            self.workspace = workspace.clone();
            self.repositories.declare(&workspace.repositories);
        }
        applicability::apply(change, &mut self.applicability);
        programme::apply(change, &mut self.programme);
        for record in &applied.merged {
            if let Record::Applicability(merged) = record {
                self.applicability
                    .insert(merged.checklist.clone(), merged.clone());
            }
            if let Record::Programme(merged) = record {
                self.programme = Some(merged.clone());
            }
        }
        let Some(id) = change.audit() else {
            return Ok(());
        };
        if !self.papers.contains_key(&id) {
            let papers = new_papers(change)?;
            self.papers
                .extend(papers.map(|papers| (id.clone(), papers)));
        }
        if let Some(papers) = self.papers.get_mut(&id) {
            editions::apply(change, papers);
            for record in &applied.merged {
                papers.put(record);
            }
        }
        Ok(())
    }
}

/// Makes the papers of an audit that a change plans.
fn new_papers(change: &Change) -> Result<Option<WorkingPapers>> {
    let mut audit = None;
    let mut checklists = Vec::new();
    for record in change.edits.iter().filter_map(|edit| edit.after.as_ref()) {
        match record {
            Record::Audit(planned) => audit = Some(planned.clone()),
            Record::Criteria {
                checklist, text, ..
            } => {
                checklists.push(library::parse(text, &format!("{checklist}.toml")).map_err(
                    |fault| Error::usage(format!("Could not read the checklist: {fault}")),
                )?);
            }
            Record::Workspace(_)
            | Record::Applicability(_)
            | Record::Programme(_)
            | Record::Answers { .. }
            | Record::Finding { .. }
            | Record::Action { .. }
            | Record::Sample { .. }
            | Record::Trail { .. } => {}
        }
    }
    Ok(audit.map(|audit| WorkingPapers::new(audit, checklists)))
}
