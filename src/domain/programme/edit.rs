//! Planning, changing and dropping audits of a programme; each edit says every reason against it.

use super::{Dropped, PlannedAudit, Programme};
use crate::domain::{
    guard::{Reasons, Refusal, as_title, is_said},
    history::Step,
    id::AuditId,
};

impl Programme {
    /// Lists what is not as it was, in the words of people.
    pub fn what_changed(&self, after: &Self) -> Vec<&'static str> {
        // Every field is named, so that none is forgotten.
        let Self {
            schema: _,
            title,
            start,
            end,
            objectives,
            risk_basis,
            methods,
            checklists,
            times,
            scope,
            responsibilities,
            risks,
            frequencies,
            audits,
        } = self;
        let parts = [
            (*title != after.title, "title"),
            ((*start, *end) != (after.start, after.end), "period"),
            (*objectives != after.objectives, "objectives"),
            (*risk_basis != after.risk_basis, "risk basis"),
            (*methods != after.methods, "methods"),
            (*checklists != after.checklists, "checklists"),
            (*times != after.times, "how often"),
            (*scope != after.scope, "processes and AI systems"),
            (
                *responsibilities != after.responsibilities,
                "responsibilities",
            ),
            (*risks != after.risks, "risks"),
            (*frequencies != after.frequencies, "frequencies"),
            (*audits != after.audits, "audits"),
        ];
        let changed = parts.into_iter().filter(|(differs, _)| *differs);
        changed.map(|(_, label)| label).collect()
    }

    /// Adds an audit, or says every reason why not.
    pub fn with_audit(&self, audit: PlannedAudit) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        reasons.require(
            self.audit(&audit.id).is_none(),
            "id",
            format!(
                "the programme has an audit {}; ids are never reused",
                audit.id
            ),
        );
        self.check(&audit, &mut reasons);
        reasons.verdict()?;
        let mut after = self.clone();
        after.audits.push(audit);
        Ok(after)
    }

    /// Puts what is said of an audit in the place of what was said before, or says every reason why not.
    pub fn with_changed(&self, audit: &PlannedAudit) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        let known = self.audit(&audit.id);
        reasons.require(
            known.is_some(),
            "id",
            format!("the programme has no audit {}", audit.id),
        );
        if let Some(dropped) = known.and_then(|known| known.dropped.as_ref()) {
            reasons.require(
                false,
                "dropped",
                format!("{} is dropped: {}", audit.id, dropped.why),
            );
        }
        self.check(audit, &mut reasons);
        reasons.verdict()?;
        let mut after = self.clone();
        for place in after.audits.iter_mut().filter(|a| a.id == audit.id) {
            place.clone_from(audit);
        }
        Ok(after)
    }

    /// Drops an audit, which stays in the programme with the reason, or says every reason why not.
    ///
    /// `is_made` tells whether there is an audit of that id: what becomes of it is said there.
    pub fn with_dropped(&self, id: &AuditId, is_made: bool, step: &Step) -> Result<Self, Refusal> {
        let mut reasons = Reasons::new();
        let known = self.audit(id);
        reasons.require(
            known.is_some(),
            "id",
            format!("the programme has no audit {id}"),
        );
        reasons.require(
            known.is_none_or(|audit| audit.dropped.is_none()),
            "dropped",
            format!("{id} is dropped already"),
        );
        reasons.require(
            !is_made,
            "id",
            format!("the audit {id} is made: what was not audited is said there, with the reason"),
        );
        reasons.require(
            is_said(&step.why),
            "why",
            "dropping an audit needs a reason",
        );
        reasons.verdict()?;
        let mut after = self.clone();
        for audit in after.audits.iter_mut().filter(|audit| audit.id == *id) {
            audit.dropped = Some(Dropped {
                why: step.why.trim().to_owned(),
                by: step.by.clone(),
                at: step.at,
            });
        }
        Ok(after)
    }

    /// Takes another period, or says why not.
    pub fn check_period(&self) -> Result<(), Refusal> {
        let mut reasons = Reasons::new();
        let in_order = match (self.start, self.end) {
            (Some(start), Some(end)) => start <= end,
            (_, _) => true,
        };
        reasons.require(in_order, "end", "the period would end before it starts");
        reasons.require(
            self.times != Some(0),
            "times",
            "what is audited is audited once at least",
        );
        // A programme needs no title.
        let title = as_title(&self.title).err().filter(|_| is_said(&self.title));
        reasons.require(title.is_none(), "title", title.unwrap_or_default());
        reasons.verdict()
    }

    fn check(&self, audit: &PlannedAudit, reasons: &mut Reasons) {
        let title = as_title(&audit.title);
        reasons.require(title.is_ok(), "title", title.err().unwrap_or_default());
        let in_order = match (audit.start, audit.end) {
            (Some(start), Some(end)) => start <= end,
            (_, _) => true,
        };
        reasons.require(in_order, "end", "it would end before it starts");
        if let Some(start) = audit.start {
            reasons.require(
                self.has(start),
                "start",
                format!(
                    "{start} is not in the period of the programme, {}",
                    self.period()
                ),
            );
        }
        for only in &audit.only {
            reasons.require(
                audit.checklists.contains(&only.checklist),
                "only",
                format!("{only} is of none of its checklists"),
            );
        }
        let lead_twice = audit
            .lead
            .as_ref()
            .is_some_and(|lead| audit.auditors.iter().any(|other| other.is(lead)));
        reasons.require(!lead_twice, "auditors", "the leader is an auditor already");
    }
}
