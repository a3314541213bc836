//! The audit programme: planning its audits, making them, its coverage and gaps, and who is independent of what.
//!
//! Edits are pure and give a [`Change`]; what needs checklists at hand or the history is a method of [`Session`].

mod asked;
mod independent;
mod making;
pub mod typed;

use crate::{
    domain::{
        change::Change,
        checklist::Checklist,
        guard::{Reason, Refusal},
        history::Step,
        id::AuditId,
        programme::{
            PlannedAudit, Programme,
            coverage::{self, By, Coverage},
            gaps::{self, Gap},
        },
        record::{Record, RecordKey},
    },
    error::{Error, Result},
};

pub use self::{
    asked::{NoSuchClause, no_such_clause},
    independent::{Independent, WorkedOn},
    making::plan_of,
};
pub(super) use making::complete;

use super::Session;

/// Makes a change in the programme; what it changes of audits is left to [`Change::apply`].
pub fn apply(change: &Change, programme: &mut Option<Programme>) {
    for edit in &change.edits {
        match (&edit.before, &edit.after) {
            (_, Some(Record::Programme(after))) => *programme = Some(after.clone()),
            (Some(Record::Programme(_)), None) => *programme = None,
            (_, Some(_) | None) => {}
        }
    }
}

/// Makes the change that puts a programme in the place of what was there before, if anything was.
pub fn replaced(what: &str, before: Option<&Programme>, after: Programme) -> Change {
    let what = format!("programme: {what}");
    if before == Some(&after) {
        return Change {
            what,
            edits: Vec::new(),
        };
    }
    let before = before.cloned().map(Record::Programme);
    Change::of(what, before, Record::Programme(after))
}

/// Changes what a programme says by a function, or says why it cannot say that.
pub fn edit(
    programme: &Programme,
    what: &str,
    change: impl FnOnce(&mut Programme),
) -> std::result::Result<Change, Refusal> {
    let mut after = programme.clone();
    change(&mut after);
    after.check_period()?;
    Ok(replaced(what, Some(programme), after))
}

/// Plans an audit in the programme, or says every reason why not.
pub fn add_audit(
    programme: &Programme,
    audit: PlannedAudit,
) -> std::result::Result<Change, Refusal> {
    let what = format!("{} planned", audit.id);
    let after = programme.with_audit(audit)?;
    Ok(replaced(&what, Some(programme), after))
}

/// Changes what the programme says of an audit by a function, or says every reason why not.
pub fn edit_audit(
    programme: &Programme,
    id: &AuditId,
    what: &str,
    change: impl FnOnce(&mut PlannedAudit),
) -> std::result::Result<Change, Refusal> {
    let Some(before) = programme.audit(id) else {
        return Err(Refusal {
            reasons: vec![Reason::new(
                "id",
                format!("the programme has no audit {id}"),
            )],
        });
    };
    let mut audit = before.clone();
    change(&mut audit);
    let after = programme.with_changed(&audit)?;
    Ok(replaced(&format!("{id} {what}"), Some(programme), after))
}

/// Drops an audit of the programme, which stays there with the reason, or says every reason why not.
pub fn drop_audit(
    programme: &Programme,
    id: &AuditId,
    is_made: bool,
    step: &Step,
) -> std::result::Result<Change, Refusal> {
    let after = programme.with_dropped(id, is_made, step)?;
    Ok(replaced(&format!("{id} dropped"), Some(programme), after))
}

impl Session {
    /// Returns the audit programme, or says how to begin one.
    pub fn the_programme(&self) -> Result<&Programme> {
        if let Some(programme) = self.programme() {
            return Ok(programme);
        }
        let is_it = |key: &Option<RecordKey>| *key == Some(RecordKey::Programme);
        if let Some(broken) = self.broken().iter().find(|broken| is_it(&broken.key)) {
            let error = &broken.error;
            return Err(Error::usage(format!(
                "Could not read the audit programme: {error}"
            )));
        }
        Err(
            Error::usage("Could not find the audit programme: there is none yet")
                .hint("begin one: tickmark programme new --start DATE --end DATE"),
        )
    }

    /// Begins the audit programme; refused where there is one.
    pub fn begin_programme(&mut self, programme: Programme) -> Result<()> {
        let path = self.store().path_of(&RecordKey::Programme);
        let is_there =
            self.programme().is_some() || self.broken().iter().any(|broken| broken.path == path);
        if is_there {
            return Err(Error::usage(format!(
                "Could not begin a programme: {path} is there already"
            ))
            .hint("change it: tickmark programme set"));
        }
        programme
            .check_period()
            .map_err(|refusal| Error::usage(format!("Could not begin a programme: {refusal}")))?;
        self.apply(&replaced("begun", None, programme))?;
        Ok(())
    }

    /// Returns the checklists that the period is to cover, as far as they are at hand.
    pub fn standards(&self) -> Vec<Checklist> {
        let Some(programme) = self.programme() else {
            return Vec::new();
        };
        let ids = coverage::standards(programme, self.papers());
        let found = ids.iter().filter_map(|id| match self.library().get(id) {
            Some(Ok(entry)) => Some(entry.checklist.clone()),
            Some(Err(_)) | None => None,
        });
        found.collect()
    }

    /// Works out what the audits of the period come to together.
    pub fn coverage(&self, by: By) -> Result<Coverage> {
        Ok(coverage::coverage(
            self.the_programme()?,
            self.papers(),
            self.applicability(),
            &self.standards(),
            by,
        ))
    }

    /// Lists what the programme leaves out.
    pub fn programme_gaps(&self) -> Result<Vec<Gap>> {
        let coverage = self.coverage(By::Audit)?;
        let today = self.clock().today();
        Ok(gaps::gaps(
            self.the_programme()?,
            &coverage,
            self.papers(),
            today,
        ))
    }
}
