//! What was put together for one question, and is asked for again by the next: the papers of an audit, and what does not apply in
//! it.

use std::{collections::BTreeMap, rc::Rc};

use super::{alive::Moment, steps, view::View};
use crate::domain::{
    applicability::Statements,
    id::{AuditId, Criterion},
    papers::WorkingPapers,
    record::{Record, RecordKey},
};

/// How many papers are kept at once: as an audit stands before a commit, and after it.
const KEPT_AT_MOST: usize = 2;

/// The clauses and controls that do not apply, each with the reason.
pub(super) type Inapplicable = Rc<BTreeMap<Criterion, String>>;

/// What was put together.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// What does not apply, by the versions of all that decides it.
    inapplicable: BTreeMap<Vec<u32>, Inapplicable>,
    /// The papers that were looked at last, all at one commit.
    papers: Vec<(Which, WorkingPapers)>,
}

/// Which papers they are.
#[derive(Debug, PartialEq, Eq)]
struct Which {
    commit: usize,
    audit: AuditId,
    is_after: bool,
    instead: Option<(u32, Option<u32>)>,
}

impl Remembered {
    /// Looks at the papers of an audit at a commit, as of a moment where one is given; none where the audit itself cannot be
    /// understood.
    pub(super) fn papers<T>(
        &mut self,
        (commit, view): (usize, View<'_>),
        audit: &AuditId,
        at: Option<Moment>,
        look: impl FnOnce(&WorkingPapers) -> T,
    ) -> Option<T> {
        let which = Which {
            commit,
            audit: audit.clone(),
            is_after: view.changed.is_some(),
            instead: view.instead,
        };
        self.papers.retain(|(other, _)| other.commit == commit);
        let known = self.papers.iter().position(|(other, _)| *other == which);
        let mut papers = match known {
            Some(place) => self.papers.remove(place).1,
            None => view.papers(audit)?,
        };
        let placed = at.map(|at| view.place(&mut papers, at));
        let seen = look(&papers);
        for record in placed.into_iter().flatten() {
            papers.put(record);
        }
        if self.papers.len() == KEPT_AT_MOST {
            self.papers.remove(0);
        }
        self.papers.push((which, papers));
        Some(seen)
    }

    /// Returns the clauses and controls that do not apply in an audit.
    pub(super) fn inapplicable(&mut self, view: View<'_>, audit: &AuditId) -> Inapplicable {
        let Some(holder) = view.audit(audit) else {
            return Inapplicable::default();
        };
        let mut statements = Statements::new();
        let mut versions = Vec::new();
        let mut note = |key: &RecordKey| {
            let number = view.index.numbers.get(key)?;
            versions.push(view.version(*number).unwrap_or(u32::MAX));
            view.record(*number)
        };
        note(&RecordKey::Audit(audit.clone()));
        for checklist in &holder.checklists {
            note(&RecordKey::Criteria(audit.clone(), checklist.clone()));
            if let Some(Record::Applicability(statement)) =
                note(&RecordKey::Applicability(checklist.clone()))
            {
                statements.insert(checklist.clone(), statement.clone());
            }
        }
        if let Some(known) = self.inapplicable.get(&versions) {
            return Rc::clone(known);
        }
        let frame = view.frame(audit);
        let found = frame.map(|frame| steps::inapplicable(&frame, &statements));
        let found = Rc::new(found.unwrap_or_default());
        self.inapplicable.insert(versions, Rc::clone(&found));
        found
    }
}
