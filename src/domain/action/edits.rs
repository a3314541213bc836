//! Which differences between two versions of a corrective action are lawful.
//!
//! Pure: no clock, no session, no people but those in the record. The program asks before it changes a corrective action, and
//! whoever replays the history of a repository asks of two committed versions, between which any number of lawful deeds may
//! lie. Whether the guards of the steps were met, and whether whoever stands in a step made it, is another question.
//!
//! | what | may be changed |
//! |---|---|
//! | `id` | never |
//! | `state` | by the steps that the history gains, each after the one before |
//! | `history`, `due-changes`, `term-changes`, `round` | by appending; a round by *not effective* or *reopened* |
//! | findings, owner, correction, extent, cause, need, what is planned and who does it | until the plan is accepted, and again when it was returned, not effective or reopened |
//! | a due date that stood | by a recorded change |
//! | done, proof, commit, evidence of what is planned; containment, consequences, changes | until the effect was judged; done is not taken back once it is implemented |
//! | criterion, measure, not before, verifier | until the plan is accepted; then by a recorded change, until the effect was judged |
//! | due date of the check | until the effect was judged; one that stood by a recorded change |
//! | result and basis | by judging |
//! | everything else | until it is closed or withdrawn; then a citation is only pinned anew, with a reason, which keeps what it was pinned to |
//!
//! What is free in any of the states between the two versions is free, since the change may have been made then.

mod kept;

use crate::domain::{
    guard::{Reason, Reasons, is_said},
    history::HistoryEntry,
    passed::{Passed, appended},
};

use super::{
    ActionState, CorrectiveAction, EFFECTIVENESS, EffectivenessResult, PlannedAction, Round, Term,
    TermChange,
};

use kept::{dateless, planned};

use ActionState as S;

/// States in which the plan is accepted, or was when it ended.
const ACCEPTED: [S; 5] = [
    S::Accepted,
    S::Implemented,
    S::Effective,
    S::Closed,
    S::Withdrawn,
];

/// States in which all is done.
const DONE: [S; 4] = [S::Implemented, S::Effective, S::Closed, S::Withdrawn];

/// States in which the effect was judged.
const JUDGED: [S; 3] = [S::Effective, S::Closed, S::Withdrawn];

const SETTLED: [S; 2] = [S::Closed, S::Withdrawn];

impl CorrectiveAction {
    /// Lists what is wrong with a later version of this corrective action: every difference that no step of the life cycle and
    /// no recorded change of a due date in it accounts for. Empty where all is lawful.
    ///
    /// It looks at the record alone, as `Finding::unlawful_edits` does.
    pub fn unlawful_edits(&self, after: &Self) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        let id = &self.id;
        reasons.require(
            *id == after.id,
            "id",
            "the id of a corrective action never changes",
        );
        let steps = appended(&self.history, &after.history, "history", &mut reasons);
        let passed = Passed::from(self.state, steps);
        self.check_state(after, &passed, &mut reasons);
        let ended = appended(&self.rounds, &after.rounds, "round", &mut reasons);
        let retold = appended(
            &self.term_changes,
            &after.term_changes,
            "term-changes",
            &mut reasons,
        );
        self.check_rounds(ended, retold, &passed, &mut reasons);
        self.check_plan(after, &passed, &mut reasons);
        self.check_terms(after, retold, &passed, &mut reasons);
        self.check_deeds(after, &passed, &mut reasons);
        self.check_dates(after, ended.is_empty(), &mut reasons);
        self.check_result(after, &passed, &mut reasons);
        if passed.only(&SETTLED) {
            self.check_settled(after, &mut reasons);
        }
        reasons.into_vec()
    }

    /// Lists what is wrong with the first version of this corrective action: it begins as a draft, and its history accounts for
    /// all that came after.
    pub fn unlawful_birth(&self) -> Vec<Reason> {
        let id = &self.id;
        let mut reasons = Reasons::new();
        let first = self.history.first();
        let begins =
            first.is_some_and(|entry| entry.from.is_none() && entry.to == ActionState::Draft);
        reasons.require(
            begins,
            "history",
            format!("the history of {id} does not begin with a draft"),
        );
        let mut drafted = Self {
            state: ActionState::Draft,
            history: first.cloned().into_iter().collect(),
            rounds: Vec::new(),
            due_changes: Vec::new(),
            term_changes: Vec::new(),
            ..self.clone()
        };
        drafted.effectiveness.result = None;
        drafted.effectiveness.basis.clear();
        for planned in &mut drafted.actions {
            planned.due = None;
        }
        drafted.effectiveness.due = None;
        reasons.extend(drafted.unlawful_edits(self));
        reasons.into_vec()
    }

    fn check_state(&self, after: &Self, passed: &Passed<'_, S>, reasons: &mut Reasons) {
        let id = &self.id;
        let mut at = self.state;
        for step in passed.steps {
            reasons.require(
                step.from == Some(at) && at.next().contains(&step.to),
                "history",
                format!("{id} cannot go from {} to {}", at.label(), step.to.label()),
            );
            at = step.to;
        }
        reasons.require(
            after.state == at,
            "state",
            format!(
                "{id} is {}, and its history says {}",
                after.state.label(),
                at.label()
            ),
        );
    }

    fn check_rounds(
        &self,
        ended: &[Round],
        retold: &[TermChange],
        passed: &Passed<'_, S>,
        reasons: &mut Reasons,
    ) {
        let id = &self.id;
        let ends = |step: &&HistoryEntry<ActionState>| {
            matches!(step.to, ActionState::NotEffective | ActionState::Reopened)
        };
        let enders: Vec<_> = passed.steps.iter().filter(ends).collect();
        let all_there = enders.len() == ended.len()
            && enders.iter().zip(ended).all(|(step, round)| {
                step.by == round.by && step.at == round.at && step.why == round.why
            });
        reasons.require(
            all_there,
            "round",
            format!("a round of {id} ends when it is not effective or reopened, and each time"),
        );
        // As long as the plan was held fast, what ended is what was accepted.
        let mut before = std::iter::once(self.state).chain(passed.steps.iter().map(|step| step.to));
        let held = before
            .by_ref()
            .take_while(|state| !matches!(state, ActionState::NotEffective | ActionState::Reopened))
            .all(|state| {
                matches!(
                    state,
                    S::Accepted | S::Implemented | S::Effective | S::Closed
                )
            });
        if let Some(first) = ended.first().filter(|_| held) {
            let kept = first.cause == self.cause
                && first.need_reason == self.need_reason
                && first.no_action_reason == self.no_action_reason
                && planned(&first.actions) == planned(&self.actions)
                && [Term::Criterion, Term::Measure, Term::NotBefore]
                    .into_iter()
                    .all(|term| {
                        first.effectiveness.term(term) == self.effectiveness.term(term)
                            || retold.iter().any(|change| change.term == term)
                    });
            reasons.require(
                kept,
                "round",
                format!("what ended of {id} is not kept as it was accepted"),
            );
        }
        for (step, round) in enders.iter().zip(ended) {
            if step.to == ActionState::NotEffective {
                let said = round.effectiveness.result == Some(EffectivenessResult::NotEffective)
                    && round.effectiveness.verifier.as_ref() == Some(&step.by);
                reasons.require(
                    said,
                    "round",
                    format!("a round of {id} ended as not effective, and does not say so"),
                );
            }
        }
    }

    fn check_plan(&self, after: &Self, passed: &Passed<'_, S>, reasons: &mut Reasons) {
        if !passed.only(&ACCEPTED) {
            return;
        }
        let id = &self.id;
        let mut same = |holds: bool, field: &'static str, what: &str| {
            reasons.require(
                holds,
                field,
                format!("{what} of {id} stays as the plan was accepted: return it to change it"),
            );
        };
        same(
            self.findings == after.findings,
            "findings",
            "what it answers",
        );
        same(self.owner == after.owner, "owner", "the owner");
        let correction = self.correction.what == after.correction.what;
        same(correction, "correction", "the correction");
        same(self.extent == after.extent, "extent", "the extent");
        same(self.cause == after.cause, "cause", "the cause");
        let need = self.need_reason == after.need_reason
            && self.no_action_reason == after.no_action_reason;
        same(need, "need-reason", "the need for action");
        let planned = planned(&self.actions) == planned(&after.actions);
        same(planned, "action", "what is planned and who does it");
    }

    /// By what the effect is judged changes after acceptance only with a record of what it was.
    fn check_terms(
        &self,
        after: &Self,
        retold: &[TermChange],
        passed: &Passed<'_, S>,
        reasons: &mut Reasons,
    ) {
        let id = &self.id;
        reasons.require(
            retold.iter().all(|change| is_said(&change.why)),
            "term-changes",
            format!("a change of how the effect of {id} is judged has no reason"),
        );
        // Of what was judged it is told below.
        if !passed.only(&ACCEPTED) || passed.only(&JUDGED) {
            return;
        }
        for term in Term::ALL.iter().copied() {
            // Whoever judges it becomes its verifier by that.
            if term == Term::Verifier && passed.steps.iter().any(|step| step.to == S::Effective) {
                continue;
            }
            let was = self.effectiveness.term(term);
            let mut of_it = retold.iter().filter(|change| change.term == term);
            match of_it.next() {
                None => reasons.require(
                    was == after.effectiveness.term(term),
                    term.key(),
                    term.why_held(id),
                ),
                Some(first) => reasons.require(
                    first.was == was,
                    term.key(),
                    format!(
                        "the change of the {} of {id} does not say what it was before",
                        term.label()
                    ),
                ),
            }
        }
    }

    fn check_deeds(&self, after: &Self, passed: &Passed<'_, S>, reasons: &mut Reasons) {
        let id = &self.id;
        if passed.only(&DONE) {
            let done = |action: &Self, planned: &PlannedAction| {
                let same = action.actions.iter().find(|other| other.id == planned.id);
                same.is_some_and(|other| other.done.is_some())
            };
            let corrected = self.correction.done.is_none() || after.correction.done.is_some();
            let kept = corrected
                && self
                    .actions
                    .iter()
                    .all(|old| old.done.is_none() || done(after, old));
            reasons.require(
                kept,
                "done",
                format!("{id} is implemented, and what was done is not taken back"),
            );
        }
        if !passed.only(&JUDGED) {
            return;
        }
        let deeds = |action: &Self| {
            (
                action.containment.clone(),
                action.consequences.clone(),
                action.changes.clone(),
                action.correction.clone(),
                action.actions.clone(),
            )
        };
        let effect = |action: &Self| {
            let mut effect = action.effectiveness.clone();
            (effect.result, effect.due) = (None, None);
            effect.basis.clear();
            effect
        };
        reasons.require(
            dateless(deeds(self)) == dateless(deeds(after)),
            "action",
            format!("the effect of {id} was judged, and what was done for it stays"),
        );
        reasons.require(
            effect(self) == effect(after),
            "effectiveness",
            format!("the effect of {id} was judged, and by what it was judged stays"),
        );
    }

    /// A date that stood moves with a record of it, from what it was to what it is.
    fn check_dates(&self, after: &Self, same_round: bool, reasons: &mut Reasons) {
        let id = &self.id;
        let moves = appended(
            &self.due_changes,
            &after.due_changes,
            "due-changes",
            reasons,
        );
        if !same_round {
            return;
        }
        let both = self
            .actions
            .iter()
            .map(|planned| planned.id.as_str())
            .filter(|number| after.actions.iter().any(|planned| planned.id == **number))
            .chain([EFFECTIVENESS]);
        for what in both {
            let (was, is) = (self.due_of(what), after.due_of(what));
            let stood = was.is_some() || self.due_changes.iter().any(|moved| moved.action == what);
            if was == is || !stood {
                continue;
            }
            let mut of_it = moves.iter().filter(|moved| moved.action == what);
            let told = of_it
                .clone()
                .next()
                .is_some_and(|first| first.from_due == was)
                && of_it.next_back().is_some_and(|last| last.to_due == is);
            let name = if what == EFFECTIVENESS {
                "the effectiveness check".to_owned()
            } else {
                format!("action {what}")
            };
            reasons.require(
                told,
                "due",
                format!(
                    "the date of {name} of {id} moved, and nothing says from when, by whom and why"
                ),
            );
        }
    }

    fn check_result(&self, after: &Self, passed: &Passed<'_, S>, reasons: &mut Reasons) {
        let (was, is) = (&self.effectiveness, &after.effectiveness);
        let last = passed
            .steps
            .iter()
            .rev()
            .find(|step| matches!(step.to, S::Effective | S::NotEffective | S::Reopened));
        let holds = match last {
            Some(step) if step.to == S::Effective => {
                is.result == Some(EffectivenessResult::Effective)
                    && is.verifier.as_ref() == Some(&step.by)
                    && is.basis == step.why
            }
            Some(_) => is.result.is_none() && is.basis.is_empty(),
            None => was.result == is.result && was.basis == is.basis,
        };
        reasons.require(
            holds,
            "result",
            format!(
                "the result of {} is set by judging it: move it to effective or not-effective",
                self.id
            ),
        );
    }

    fn check_settled(&self, after: &Self, reasons: &mut Reasons) {
        let id = &self.id;
        let state = self.state.label();
        reasons.require_about(
            self.title == after.title,
            "title",
            id.to_string(),
            format!("{id} is {state}, and stays as it is"),
        );
        let kept = self.evidence.len() == after.evidence.len()
            && self
                .evidence
                .iter()
                .zip(&after.evidence)
                .all(|(old, new)| old.goes_on_as(new));
        reasons.require_about(
            kept,
            "evidence",
            id.to_string(),
            format!("{id} is {state}: what it cites is only pinned anew"),
        );
    }
}
