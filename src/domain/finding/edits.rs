//! Which differences between two versions of a finding are lawful.
//!
//! Pure: no clock, no session, no people but those in the record. The program asks before it changes a finding, and whoever
//! replays the history of a repository asks of two committed versions, between which any number of lawful deeds may lie.
//!
//! | what | may be changed |
//! |---|---|
//! | `id` | never |
//! | `history`, `reclassification`, `amendment`, `earlier` of a citation | by appending |
//! | everything else of a draft | freely |
//! | criteria, title, the three parts, reason for the grade, evidence | never to nothing: what issuing asks for stays |
//! | `type`, `grade` | by a reclassification |
//! | title, criteria, documents, place, the three parts, consequence, reason for the grade | by an amendment; the reason by a reclassification, too |
//! | `row` | no more |
//! | a citation | pinned anew, which keeps what it was pinned to; changed otherwise or taken out by an amendment |
//! | further citations | freely: each says who obtained it, and when |
//! | `response` | freely until it is accepted, and again when it was returned or the finding reopened; else by an amendment |
//! | `response-due` | freely until there is a response, and again when that was returned; else by an amendment |
//! | `repeats` | freely: it is found out whenever somebody looks |
//!
//! What is free in any of the states between the two versions is free, since the change may have been made then.

use crate::domain::{
    guard::{Reason, Reasons, is_said},
    history::HistoryEntry,
    passed::{Passed, appended},
};

use super::{
    Amendment, Finding, FindingState, Reclassification, ToldField, amend::is_about,
    reclassify::crossed,
};

impl Finding {
    /// Lists what is wrong with a later version of this finding: every difference that no step of the life cycle, no
    /// reclassification and no amendment in it accounts for. Empty where all is lawful.
    ///
    /// It looks at the record alone: whether a guard was met at a step, and whether it was made by whom it says, is for whoever
    /// knows the other records and the commits.
    pub fn unlawful_edits(&self, after: &Self) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        reasons.require(
            self.id == after.id,
            "id",
            "the id of a finding never changes",
        );
        let steps = appended(&self.history, &after.history, "history", &mut reasons);
        let moved = appended(
            &self.reclassifications,
            &after.reclassifications,
            "reclassification",
            &mut reasons,
        );
        let amended = appended(
            &self.amendments,
            &after.amendments,
            "amendment",
            &mut reasons,
        );
        let side = self.kind.is_nonconformity();
        walk(self.state, side, steps, moved, after, &mut reasons);
        self.check_class(after, moved, &mut reasons);
        check_whys(moved, amended, &mut reasons);
        let passed = Passed::from(self.state, steps);
        self.check_told(after, &passed, moved, amended, &mut reasons);
        self.check_evidence(after, amended, &mut reasons);
        if !amended.is_empty() {
            self.check_whole(after, &mut reasons);
        }
        reasons.into_vec()
    }

    /// Lists what is wrong with the first version of this finding: it begins as a draft, and what came after is lawful.
    pub fn unlawful_birth(&self) -> Vec<Reason> {
        let mut reasons = Reasons::new();
        let begins = self
            .history
            .first()
            .is_some_and(|entry| entry.from.is_none() && entry.to == FindingState::Draft);
        reasons.require(begins, "history", "the history does not begin with a draft");
        let steps = self.history.get(1..).unwrap_or_default();
        let side = self.kind.is_nonconformity();
        let moved = &self.reclassifications;
        walk(FindingState::Draft, side, steps, moved, self, &mut reasons);
        let last = moved.last().map(Reclassification::after);
        reasons.require(
            last.is_none_or(|last| last == self.classification()),
            "type",
            "the last reclassification does not lead to its type and grade",
        );
        check_whys(moved, &self.amendments, &mut reasons);
        reasons.into_vec()
    }

    fn check_class(&self, after: &Self, moved: &[Reclassification], reasons: &mut Reasons) {
        let (before, now) = (self.classification(), after.classification());
        let is_draft = self.state == FindingState::Draft;
        let Some((first, last)) = moved.first().zip(moved.last()) else {
            reasons.require_about(
                before == now || is_draft,
                "type",
                "classification",
                format!("it is {now} and was {before}, and no reclassification says why"),
            );
            return;
        };
        let chained = moved
            .windows(2)
            .all(|pair| matches!(pair, [one, next] if one.after() == next.before()));
        reasons.require_about(
            (is_draft || first.before() == before) && last.after() == now && chained,
            "type",
            "classification",
            format!("the reclassifications do not lead from {before} to {now}"),
        );
    }

    fn check_told(
        &self,
        after: &Self,
        passed: &Passed<'_, FindingState>,
        moved: &[Reclassification],
        amended: &[Amendment],
        reasons: &mut Reasons,
    ) {
        let is_draft = self.state == FindingState::Draft;
        for field in ToldField::ALL.iter().copied() {
            let sides = [self.kind.is_nonconformity(), after.kind.is_nonconformity()];
            let held = passed.always(|state| sides.iter().all(|side| field.is_held(state, *side)));
            if !held || field == ToldField::Evidence {
                continue;
            }
            let (before, now) = (self.told(field), after.told(field));
            let mut own = amended.iter().filter(|amendment| amendment.field == field);
            if field == ToldField::GradeReason && !moved.is_empty() {
                // The first one of both replaced what stood there before.
                let kept = moved.iter().any(|change| change.from_reason == before)
                    || own.any(|amendment| amendment.was == before);
                reasons.require_about(
                    kept,
                    field.key(),
                    field.key(),
                    "what the reason for its grade was before is not kept",
                );
                continue;
            }
            match own.next() {
                None => {
                    reasons.require_about(
                        before == now,
                        field.key(),
                        field.key(),
                        field.why_held(),
                    );
                }
                Some(first) => reasons.require_about(
                    first.was == before,
                    field.key(),
                    field.key(),
                    format!(
                        "the amendment of the {} does not say what stood there before",
                        field.label()
                    ),
                ),
            }
        }
        reasons.require(
            is_draft || self.row == after.row,
            "row",
            "the row that a finding was raised from does not change",
        );
    }

    fn check_evidence(&self, after: &Self, amended: &[Amendment], reasons: &mut Reasons) {
        if self.state == FindingState::Draft {
            return;
        }
        for old in &self.evidence {
            let new = after.evidence.iter().find(|link| link.id == old.id);
            let lawful = new.is_some_and(|new| old.goes_on_as(new))
                || amended.iter().any(|amendment| is_about(amendment, old));
            reasons.require_about(
                lawful,
                "evidence",
                old.id.to_string(),
                format!(
                    "{} ({}) is what the auditee was told: cite more, pin it anew, or amend the finding with a reason",
                    old.id,
                    old.subject()
                ),
            );
        }
    }
}

impl Finding {
    /// An amendment leaves what issuing asks for: nothing that was there is emptied.
    fn check_whole(&self, after: &Self, reasons: &mut Reasons) {
        if matches!(after.state, FindingState::Draft | FindingState::Withdrawn) {
            return;
        }
        let before = self.part_gaps();
        let emptied = after.part_gaps().into_iter();
        reasons.extend(
            emptied
                .filter(|gap| !before.iter().any(|old| old.is(gap)))
                .map(|gap| Reason {
                    text: format!("an amendment leaves what issuing asks for: {}", gap.text),
                    ..gap
                }),
        );
    }
}

/// Follows the steps from a state, each by the life cycle of what the finding was by then.
fn walk(
    mut state: FindingState,
    mut is_nonconformity: bool,
    steps: &[HistoryEntry<FindingState>],
    moved: &[Reclassification],
    after: &Finding,
    reasons: &mut Reasons,
) {
    let mut crossings = moved.iter().filter(|change| change.crosses());
    let was_draft = state == FindingState::Draft;
    for step in steps {
        reasons.require(
            step.from == Some(state),
            "history",
            format!(
                "the step to {} does not begin where the one before ended, at {state}",
                step.to
            ),
        );
        // What a draft is shows in the way in which it is handed over.
        if state == FindingState::Draft && step.to != FindingState::Withdrawn {
            is_nonconformity = step.to == FindingState::Issued;
        }
        if !Finding::following(is_nonconformity, state).contains(&step.to) {
            let crosses = crossed(!is_nonconformity, state) == Some(step.to)
                && crossings.next().is_some_and(|change| {
                    change.at == step.at && change.to.is_nonconformity() != is_nonconformity
                });
            reasons.require(
                crosses,
                "history",
                format!("no finding goes from {state} to {}", step.to),
            );
            is_nonconformity ^= crosses;
        }
        state = step.to;
    }
    // A draft, and one that was withdrawn as such, is of any type; a change without a reclassification is told as such.
    let never_told = was_draft && steps.iter().all(|step| step.to == FindingState::Withdrawn);
    let told_apart = !was_draft && moved.is_empty();
    reasons.require(
        never_told || told_apart || is_nonconformity == after.kind.is_nonconformity(),
        "type",
        "the steps of its life are not those of its type",
    );
    reasons.require(
        crossings.next().is_none(),
        "history",
        "a reclassification between a nonconformity and another finding has no step in its history",
    );
    reasons.require(
        after.state == state,
        "state",
        format!("it is {}, and its history ends with {state}", after.state),
    );
}

fn check_whys(moved: &[Reclassification], amended: &[Amendment], reasons: &mut Reasons) {
    reasons.require(
        moved.iter().all(|change| is_said(&change.why)),
        "reclassification",
        "a reclassification has no reason",
    );
    reasons.require(
        amended.iter().all(|amendment| is_said(&amendment.why)),
        "amendment",
        "an amendment has no reason",
    );
}
