//! Which differences between two versions of an audit are lawful, and who may make them.
//!
//! Pure: no clock, no session. The program asks before it saves a change, and whoever replays the history of a repository
//! asks of two committed versions.
//!
//! | what | may be changed |
//! |---|---|
//! | `id` | never |
//! | `state` | by the steps that the history gains, each after the one before |
//! | `history` | by appending |
//! | everything else while it is planned | by anybody: those who manage the programme plan audits |
//! | everything else until the report is out | by the audit team as it stood before |
//! | team, assignments and safeguards once the report is out | by the audit team, until the audit is closed |
//! | further auditees once the report is out, named as persons | by the audit team, until the audit is closed |
//! | what the report says, once it is out | no more: what has come up since is looked at in a follow-up |
//! | answers, samples, trails and new findings | by the audit team, until the report is out |
//!
//! A closed audit stays as it is but for the step back to follow-up, which gives a reason. What is free in any of the states
//! between the two versions is free, since the change may have been made then.

use crate::domain::{
    guard::{Reason, Reasons, Refusal},
    history::HistoryEntry,
    maturity::Maturity,
    passed::{Passed, appended},
    people::People,
    person::Person,
};

use super::{Audit, AuditMode, AuditState, TeamRole};

/// Until when a part of an audit may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Until the report goes out, which says it.
    Out,
    /// Until the audit is closed.
    Closed,
}

impl Until {
    /// Says why a part is held fast in a state; none while it may be changed.
    const fn why_held(self, state: AuditState) -> Option<&'static str> {
        match (self, state) {
            (_, AuditState::Closed) => Some("the audit is closed"),
            (Self::Out, AuditState::Issued | AuditState::FollowUp) => Some("the report is out"),
            (Self::Closed, AuditState::Issued | AuditState::FollowUp)
            | (_, AuditState::Planned | AuditState::Fieldwork | AuditState::Reporting) => None,
        }
    }
}

/// What an audit judges, as a part of it.
const JUDGED: &str = "what is judged";

/// A part of an audit that is not as it was: until when it may be changed, its key, and what it is called.
type Part = (Until, &'static str, &'static str);

impl Audit {
    /// Lists what is wrong with a later version of this audit, whoever made it: every difference that all of the states passed
    /// through hold fast, and a history that does not go on from the one before. Empty where all is lawful.
    ///
    /// It looks at the record alone: whether the guards of its steps were met is for whoever knows the other records.
    pub fn unlawful_edits(&self, after: &Self) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        reasons.require(
            self.id == after.id,
            "id",
            "the id of an audit never changes",
        );
        let steps = appended(&self.history, &after.history, "history", &mut reasons);
        walk(self.state, steps, after, &mut reasons);
        reasons.extend(self.held_edits(after, &Passed::from(self.state, steps)));
        reasons.into_vec()
    }

    /// Lists what is wrong with the first version of this audit: it begins as planned, and each step follows the one before.
    pub fn unlawful_birth(&self) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        let begins = self
            .history
            .first()
            .is_some_and(|entry| entry.from.is_none() && entry.to == AuditState::Planned);
        reasons.require(
            begins,
            "history",
            "the history does not begin with a planned audit",
        );
        let steps = self.history.get(1..).unwrap_or_default();
        walk(AuditState::Planned, steps, self, &mut reasons);
        reasons.into_vec()
    }

    /// Lists the differences of a later version that all of these states hold fast.
    fn held_edits(&self, after: &Self, passed: &Passed<'_, AuditState>) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        for (until, key, label) in self.changed(after) {
            let Some(why) = until.why_held(self.state) else {
                continue;
            };
            if !passed.always(|state| until.why_held(state).is_some()) {
                continue;
            }
            if label == JUDGED {
                self.judged_edits(after, why, &mut reasons);
            } else {
                reasons.require(false, key, format!("{why}, and holds fast: {label}"));
            }
        }
        reasons.into_vec()
    }

    /// Says of what is judged more than that it is held.
    fn judged_edits(&self, after: &Self, why: &str, reasons: &mut Reasons) {
        reasons.require_about(
            self.mode == after.mode,
            "mode",
            "mode",
            format!(
                "{why}, and says what the audit judged: {}",
                self.mode.label()
            ),
        );
        reasons.require(
            self.target == after.target,
            "target",
            format!("{why}, and says what the audit aimed at"),
        );
    }

    /// Changes what the audit judges and what it aims at, or says why not; answers are kept, whatever they were given for.
    ///
    /// A report that is out stands on what was judged.
    pub fn judging(&self, mode: AuditMode, target: Option<Maturity>) -> Result<Self, Refusal> {
        let after = Self {
            mode,
            target,
            ..self.clone()
        };
        let reasons = self.unlawful_edits(&after);
        if reasons.is_empty() {
            Ok(after)
        } else {
            Err(Refusal { reasons })
        }
    }

    /// Says that somebody may not change what is different in a later version: once the audit has begun it is the audit team's.
    pub fn edits_refused_to(&self, after: &Self, by: &Person, people: &People) -> Option<Reason> {
        let refused = self.state != AuditState::Planned
            && !self.is_led_by(by, people)
            && !self.changed(after).is_empty();
        refused.then(|| {
            Reason::new(
                "by",
                format!(
                    "only the audit team changes an audit that has begun, and {} is none of its leader and auditors",
                    by.name
                ),
            )
        })
    }

    /// Lists why somebody may not answer rows, cite for them, draw samples, follow trails or raise findings.
    pub fn answering_gaps(&self, by: &Person, people: &People) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        reasons.extend(self.answers_held());
        reasons.require(
            self.is_of_team(by, people),
            "by",
            format!("{} is not of the audit team", by.name),
        );
        reasons.into_vec()
    }

    /// Says that answers, samples and trails stay as they are, and that no finding is raised any more: the report says them.
    pub fn answers_held(&self) -> Option<Reason> {
        self.state.is_out().then(|| {
            Reason::new(
                "state",
                "the report is out, and what was answered stays as it was judged",
            )
        })
    }

    /// Says why what the report says is held fast; none until it is out.
    pub const fn holds_frame(&self) -> Option<&'static str> {
        Until::Out.why_held(self.state)
    }

    /// Says why the team is held fast; none until the audit is closed.
    pub const fn holds_team(&self) -> Option<&'static str> {
        Until::Closed.why_held(self.state)
    }

    /// Tells whether somebody is leader or auditor of the audit; where it names neither, everybody is taken for one.
    pub fn is_led_by(&self, person: &Person, people: &People) -> bool {
        let team = self.auditors();
        team.is_empty() || people.has(&team, person)
    }

    /// Tells whether somebody works in the audit team: leader, auditor or technical expert; everybody where it names none.
    pub fn is_of_team(&self, person: &Person, people: &People) -> bool {
        let works = |role: TeamRole| match role {
            TeamRole::Lead | TeamRole::Auditor | TeamRole::Expert => true,
            TeamRole::Observer => false,
        };
        let team = self.team.iter().filter(|member| works(member.role));
        let mut team = team.map(|member| &member.person).peekable();
        team.peek().is_none() || people.has(team, person)
    }

    /// Lists what is not as it was, in the words of people; its life is none of it.
    pub fn what_changed(&self, after: &Self) -> Vec<&'static str> {
        let parts = self.changed(after).into_iter();
        parts.map(|(_, _, label)| label).collect()
    }

    /// Lists the keys of what is not as it was, each with what people call it; its life is none of it.
    pub(in crate::domain) fn parts_changed(
        &self,
        after: &Self,
    ) -> Vec<(&'static str, &'static str)> {
        let parts = self.changed(after).into_iter();
        parts.map(|(_, key, label)| (key, label)).collect()
    }

    /// Lists the parts that are not as they were, but for its life.
    #[allow(clippy::too_many_lines, reason = "every field is named, each once")]
    fn changed(&self, after: &Self) -> Vec<Part> {
        // Every field is named, so that none is forgotten.
        let Self {
            schema: _,
            id: _,
            title,
            state: _,
            mode,
            target,
            objectives,
            checklists,
            only,
            rows,
            from,
            criteria,
            client,
            auditees,
            start,
            end,
            period_start,
            period_end,
            methods,
            conclusion,
            divided_opinions,
            not_covered,
            distribution,
            scope,
            rules,
            team,
            exclusions,
            assignments,
            safeguards,
            meetings,
            conclusions,
            history: _,
        } = self;
        let dates = (*start, *end) != (after.start, after.end);
        let period = (*period_start, *period_end) != (after.period_start, after.period_end);
        let judged = (*mode, *target) != (after.mode, after.target);
        // Persons who answer for what was found may be named when they are known.
        let added = after.auditees.strip_prefix(auditees.as_slice());
        let is_person = |text: &String| text.parse::<Person>().is_ok();
        let named = if added.is_some_and(|added| added.iter().all(is_person)) {
            Until::Closed
        } else {
            Until::Out
        };
        let named = (*auditees != after.auditees, (named, "auditees", "auditees"));
        let out = |differs: bool, key, label| (differs, (Until::Out, key, label));
        let closed = |differs: bool, key, label| (differs, (Until::Closed, key, label));
        [
            out(*title != after.title, "title", "title"),
            out(judged, "mode", JUDGED),
            out(*objectives != after.objectives, "objectives", "objectives"),
            out(*scope != after.scope, "scope", "scope"),
            out(*exclusions != after.exclusions, "exclusion", "exclusions"),
            out(*only != after.only, "only", "limits"),
            out(*rows != after.rows, "rows", "rows"),
            out(*checklists != after.checklists, "checklists", "checklists"),
            out(*criteria != after.criteria, "criteria", "criteria"),
            out(*from != after.from, "from", "audit before"),
            out(*client != after.client, "client", "client"),
            named,
            out(dates, "start", "days of the fieldwork"),
            out(period, "period-start", "audited period"),
            out(*methods != after.methods, "methods", "methods"),
            out(*meetings != after.meetings, "meeting", "meetings"),
            out(*conclusion != after.conclusion, "conclusion", "conclusion"),
            out(
                *conclusions != after.conclusions,
                "objective-conclusion",
                "conclusions on the objectives",
            ),
            out(
                *divided_opinions != after.divided_opinions,
                "divided-opinions",
                "divided opinions",
            ),
            out(
                *not_covered != after.not_covered,
                "not-covered",
                "areas not covered",
            ),
            out(
                *distribution != after.distribution,
                "distribution",
                "distribution",
            ),
            out(*rules != after.rules, "rules", "rules"),
            closed(*team != after.team, "team", "team"),
            closed(
                *assignments != after.assignments,
                "assignment",
                "assignments",
            ),
            closed(
                *safeguards != after.safeguards,
                "independence",
                "safeguards",
            ),
        ]
        .into_iter()
        .filter(|(differs, _)| *differs)
        .map(|(_, part)| part)
        .collect()
    }
}

/// Follows the steps from a state, each by the life cycle.
fn walk(
    mut state: AuditState,
    steps: &[HistoryEntry<AuditState>],
    after: &Audit,
    reasons: &mut Reasons,
) {
    for step in steps {
        reasons.require(
            step.from == Some(state) && state.next().contains(&step.to),
            "history",
            format!("no audit goes from {state} to {}", step.to),
        );
        state = step.to;
    }
    reasons.require(
        after.state == state,
        "state",
        format!("it is {}, and its history ends with {state}", after.state),
    );
}
