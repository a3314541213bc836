//! What an audit itself has to say before it goes on: its plan, its meetings, and what the report cannot be without.
//!
//! That each audit has objectives, criteria and a scope is a requirement (ISO/IEC 42001, 9.2.2), so fieldwork does not begin
//! without them. What a good plan says beside them (ISO 19011, 6.3.2) is pointed out and hinders nobody until the report is to
//! go out.

use jiff::civil::Date;

use super::{Audit, AuditState, MeetingKind};
use crate::domain::{
    guard::{Reason, Reasons, is_said},
    history::Step,
    people::People,
};

impl Audit {
    /// Lists what the plan does not say and fieldwork does not begin without.
    pub fn plan_lacks(&self) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        reasons.require(self.lead().is_some(), "team", "it has no audit team leader");
        reasons.require(
            self.objectives.iter().any(|text| is_said(text)),
            "objectives",
            "it has no objectives",
        );
        let scope = &self.scope;
        let named = [
            &scope.units,
            &scope.processes,
            &scope.sites,
            &scope.ai_systems,
        ];
        let is_scoped = is_said(&scope.text)
            || named.iter().any(|list| !list.is_empty())
            || !self.only.is_empty()
            || !self.rows.is_empty();
        reasons.require(is_scoped, "scope", "it has no scope");
        reasons.require(
            !self.checklists.is_empty() || !self.criteria.is_empty(),
            "checklists",
            "it has no criteria",
        );
        reasons.into_vec()
    }

    /// Lists what a good plan says beside that, and this one does not.
    pub fn plan_might_say(&self) -> Vec<Reason> {
        let mut reasons = self.dates_lack();
        reasons.require(
            !self.methods.is_empty(),
            "methods",
            "the plan names no methods",
        );
        reasons.require(
            !self.auditees.is_empty(),
            "auditees",
            "the plan names no auditees",
        );
        reasons.extend(self.both_sides(&People::default()));
        reasons.into_vec()
    }

    fn dates_lack(&self) -> Reasons {
        let mut reasons = Reasons::new();
        reasons.require(
            self.start.is_some(),
            "start",
            "the first day of the fieldwork is missing",
        );
        reasons.require(
            self.end.is_some(),
            "end",
            "the last day of the fieldwork is missing",
        );
        reasons
    }

    /// Adds every reason against a step that the audit itself gives.
    pub(super) fn guard(
        &self,
        to: AuditState,
        step: &Step,
        people: &People,
        reasons: &mut Reasons,
    ) {
        // Whoever manages the programme plans audits; what has begun is the audit team's.
        let may = self.state == AuditState::Planned || self.is_led_by(&step.by, people);
        reasons.require(
            may,
            "by",
            format!(
                "only the audit team moves an audit that has begun, and {} is none of its leader and auditors",
                step.by.name
            ),
        );
        reasons.require(
            !self.goes_back(to) || is_said(&step.why),
            "why",
            format!("the step back to {} needs a reason", to.label()),
        );
        match to {
            AuditState::Fieldwork => reasons.extend(self.plan_lacks()),
            AuditState::Reporting => self.guard_meeting(MeetingKind::Opening, step, reasons),
            AuditState::Issued => {
                reasons.extend(self.plan_lacks());
                reasons.extend(self.dates_lack().into_vec());
                self.guard_meeting(MeetingKind::Opening, step, reasons);
                self.guard_meeting(MeetingKind::Closing, step, reasons);
                self.guard_report(reasons);
            }
            AuditState::Planned | AuditState::FollowUp | AuditState::Closed => {}
        }
        let is_taken_back = self.state.is_out() && !to.is_out();
        reasons.require(!is_taken_back, "state", {
            let id = &self.id;
            format!(
                "a report that is out is not taken back: what has come up since is looked at in a follow-up, \
                 tickmark new AUDIT --from {id} --follow-up"
            )
        });
    }

    /// Lists what a report that is signed off would not be without: the closing meeting, and a conclusion.
    pub fn report_lacks(&self, today: Date) -> Vec<String> {
        let meeting = self.meeting_missing(MeetingKind::Closing, today);
        let conclusion =
            (!is_said(&self.conclusion)).then(|| "the conclusion is missing".to_owned());
        meeting.into_iter().chain(conclusion).collect()
    }

    /// Tells whether a step leads back: to the fieldwork, or from closed to the follow-up.
    fn goes_back(&self, to: AuditState) -> bool {
        match to {
            AuditState::Fieldwork => self.state == AuditState::Reporting,
            AuditState::FollowUp => self.state == AuditState::Closed,
            AuditState::Planned
            | AuditState::Reporting
            | AuditState::Issued
            | AuditState::Closed => false,
        }
    }

    fn guard_meeting(&self, kind: MeetingKind, step: &Step, reasons: &mut Reasons) {
        let missing = self.meeting_missing(kind, step.today);
        let text = missing.unwrap_or_default();
        reasons.require_about(text.is_empty(), "meeting", kind.word(), text);
    }

    fn guard_report(&self, reasons: &mut Reasons) {
        // Of a single objective the conclusion speaks as a whole.
        if self.objectives.len() > 1 {
            for objective in &self.objectives {
                reasons.require(
                    self.concluded(objective).is_some(),
                    "conclusions",
                    format!("nothing is concluded against the objective \"{objective}\""),
                );
            }
        }
        reasons.require(
            is_said(&self.not_covered),
            "not-covered",
            "it does not say which areas in scope were not covered; none is an answer, too",
        );
        reasons.require(
            self.distribution.iter().any(|whom| is_said(whom)),
            "distribution",
            "it does not say whom the report goes to",
        );
    }
}
