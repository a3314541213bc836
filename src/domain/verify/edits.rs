//! Edits: what a record's state does not let change, and what changes only together with who changed it and when.

use std::{borrow::Cow, collections::BTreeSet};

use super::{Kind, alive::Alive as _, view::Scene};
use crate::domain::{
    action::Answered,
    answer::{Answer, AnswerSheet},
    audit::Audit,
    finding::Finding,
    guard::Reason,
    id::{AuditId, FindingId},
    lawful::{self, Ground, Rule, Unlawful},
    record::Record,
    workspace::Workspace,
};

/// Something that changed and may not, whatever state the record is in.
#[derive(Debug, Clone)]
pub(super) struct Wrong {
    pub(super) kind: Kind,
    /// The key of the record's field.
    pub(super) field: &'static str,
    /// By which what changed is known in other versions; empty where it is the record as a whole.
    pub(super) about: String,
    pub(super) text: String,
}

impl Wrong {
    /// Returns what is wrong with which thing: two that agree in it say the same.
    pub(super) fn what(&self) -> (Kind, &'static str, &str) {
        (self.kind, self.field, &self.about)
    }
}

impl From<Unlawful> for Wrong {
    fn from(Unlawful { rule, reason }: Unlawful) -> Self {
        Self {
            kind: match rule {
                Rule::Held | Rule::Signed | Rule::Answered => Kind::EditedPastGuards,
                Rule::Drawn => Kind::SampleChanged,
                Rule::Pinned => Kind::CitationReplaced,
                Rule::Person => Kind::WrongPerson,
            },
            field: reason.field,
            about: reason.about.unwrap_or_default(),
            text: reason.text,
        }
    }
}

/// Holds the fields of a record against the version before; `put_back` are reasons that only what is put back gives.
pub(super) fn judge(scene: &mut Scene<'_>, before: &Record, after: &Record, put_back: &[Reason]) {
    changed(scene, Some(before), after, put_back);
    tell(scene, refused(scene, Some(before), after));
    if let (Record::Answers { .. }, Record::Answers { sheet, .. }) = (before, after) {
        taken_out(scene, before, Some(sheet));
    }
    if let (Record::Workspace(old), Record::Workspace(new)) = (before, after) {
        workspace(scene, old, new);
    }
    if let (Some(old), Some(new)) = (before.audit(), after.audit()) {
        rules(scene, old, new);
    }
}

/// Tells what the change of a record may not do, whoever makes it.
fn changed(scene: &mut Scene<'_>, before: Option<&Record>, after: &Record, put_back: &[Reason]) {
    let is_put_back = |one: &Unlawful| {
        let mut reasons = put_back.iter();
        one.rule == Rule::Held && reasons.any(|other| other.is(&one.reason))
    };
    let all = lawful::unlawful(before, after).into_iter();
    let told = all.filter(|one| is_told_here(one) && !is_put_back(one));
    tell(scene, told.map(Wrong::from).collect());
}

fn tell(scene: &mut Scene<'_>, all: Vec<Wrong>) {
    for wrong in all {
        scene.tell(wrong.kind, wrong.field, wrong.text);
    }
}

/// Lists what the change of a record may not do by whom its commit is, or since the report is out.
pub(super) fn refused(scene: &Scene<'_>, before: Option<&Record>, after: &Record) -> Vec<Wrong> {
    let ground = Ground {
        answered: answered(scene, before, after),
        ..ground(scene, after)
    };
    let all = lawful::refused_to(before, after, &ground);
    all.into_iter().map(Wrong::from).collect()
}

/// Tells of new acts in an answer by others than the audit team; `known` are the versions that were judged.
pub(super) fn outsiders(scene: &mut Scene<'_>, known: &[&Record], after: &Record) {
    let all = lawful::outsiders(known, after, &ground(scene, after));
    tell(scene, all.into_iter().map(Wrong::from).collect());
}

/// Returns what a change of a record is held against beside the record itself.
fn ground<'s>(scene: &'s Scene<'_>, after: &Record) -> Ground<'s> {
    let key = after.key();
    let audit = key.audit();
    Ground {
        before: audit.and_then(|id| scene.before.audit(id)),
        after: audit.and_then(|id| scene.after.audit(id)),
        by: &scene.commit.written,
        people: scene.surroundings.people(),
        answered: Vec::new(),
    }
}

/// Lists the findings by which those are known who answer for a record, as they stood before the commit.
fn answered<'s>(
    scene: &'s Scene<'_>,
    before: Option<&'s Record>,
    after: &Record,
) -> Vec<Answered<'s>> {
    let with_actions = |audit: &AuditId, finding: &'s Finding| {
        let actions = scene.before.answers(audit, &finding.id, None).into_iter();
        let actions = actions.filter_map(|action| match action {
            Cow::Borrowed(action) => Some(action),
            // As of no moment there is none.
            Cow::Owned(_) => None,
        });
        Answered {
            finding,
            actions: actions.collect(),
        }
    };
    if let Record::Finding { audit, .. } = after {
        let old = before.and_then(Record::finding);
        return old
            .map(|old| with_actions(audit, old))
            .into_iter()
            .collect();
    }
    let Record::Action { audit, action } = after else {
        return Vec::new();
    };
    let old = before.and_then(Record::action);
    let known = old.into_iter().flat_map(|old| &old.findings);
    let ids: BTreeSet<&FindingId> = known.chain(&action.findings).collect();
    let found = ids
        .into_iter()
        .filter_map(|id| scene.before.finding(audit, id));
    found.map(|finding| with_actions(audit, finding)).collect()
}

/// Lists what changes only together with who changed it and when, and changed without.
pub(super) fn wrongs(before: &Record, after: &Record) -> Vec<Wrong> {
    let all = lawful::unlawful(Some(before), after).into_iter();
    let apart = all.filter(|one| one.rule != Rule::Held);
    apart.map(Wrong::from).collect()
}

/// Lists the fields that none of the states passed through lets change so.
pub(super) fn unlawful(before: Option<&Record>, after: &Record) -> Vec<Reason> {
    let all = lawful::unlawful(before, after).into_iter();
    let held = all.filter(|one| one.rule == Rule::Held && is_told_here(one));
    held.map(|one| one.reason).collect()
}

/// Tells whether something is told with the fields: what is wrong with histories, states and ids is told with more words
/// where they are judged.
fn is_told_here(one: &Unlawful) -> bool {
    one.rule != Rule::Held || !matches!(one.reason.field, "history" | "state" | "id")
}

/// Notes answers that are not there any more; without a sheet there is none.
pub(super) fn taken_out(scene: &mut Scene<'_>, before: &Record, after: Option<&AnswerSheet>) {
    let Record::Answers { sheet: before, .. } = before else {
        return;
    };
    let given = |answer: &&Answer| answer.verdict.is_some() || answer.maturity.is_some();
    for old in before.answers.iter().filter(given) {
        let new = after.and_then(|sheet| sheet.answer(&old.question));
        if new.is_some_and(|new| given(&new)) {
            continue;
        }
        let by = old.by.as_ref().map_or("nobody", |by| by.name.as_str());
        let text = format!(
            "the answer of {by} to {} #{} was taken out",
            before.reference, old.question
        );
        scene.tell(Kind::AnswerTakenOut, "answer", text);
    }
}

/// Holds the fields of a record that is new against how such records begin; what a merge answers is asked there.
pub(super) fn judge_new(scene: &mut Scene<'_>, after: &Record, is_merge: bool) {
    changed(scene, None, after, &[]);
    if !is_merge || after.action().is_some() {
        tell(scene, refused(scene, None, after));
    }
}

/// Notes house rules that change.
pub(super) fn workspace(scene: &mut Scene<'_>, before: &Workspace, after: &Workspace) {
    let mut changed = Vec::new();
    if before.grading != after.grading {
        changed.push("the grading");
    }
    if before.grades != after.grades {
        changed.push("the grades");
    }
    if before.days != after.days {
        changed.push("the deadlines");
    }
    if before.freshness != after.freshness {
        changed.push("the limits of age");
    }
    if !changed.is_empty() {
        let text = format!("{} of the workspace changed", changed.join(" and "));
        scene.tell(Kind::RulesChanged, "grading", text);
    }
}

/// Notes the rules of an audit that change once it has begun.
pub(super) fn rules(scene: &mut Scene<'_>, before: &Audit, after: &Audit) {
    if before.rules != after.rules && before.state != Audit::FIRST {
        scene.tell(
            Kind::RulesChanged,
            "rules",
            format!(
                "the rules of the audit changed while it was {}",
                before.state
            ),
        );
    }
}
