//! Edits: what a record's state does not let change, and what changes only together with who changed it and when.

use jiff::Timestamp;

use super::{Kind, acts, lawful, samples, view::Scene};
use crate::domain::{
    answer::{Answer, AnswerSheet, SystemAnswer},
    audit::{Audit, AuditState},
    evidence::{KEPT_FOLDER, Pin},
    guard::Reason,
    id::EvidenceId,
    person::Person,
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
    /// Tells whether another one says the same of the same thing.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        (self.kind, self.field, &self.about) == (other.kind, other.field, &other.about)
    }
}

/// Holds the fields of a record against the version before; `put_back` are reasons that only what is put back gives.
pub(super) fn judge(scene: &mut Scene<'_>, before: &Record, after: &Record, put_back: &[Reason]) {
    for reason in unlawful(Some(before), after) {
        if !put_back.iter().any(|other| other.is(&reason)) {
            scene.tell(Kind::EditedPastGuards, reason.field, reason.text);
        }
    }
    for wrong in wrongs(before, after) {
        scene.tell(wrong.kind, wrong.field, wrong.text);
    }
    if let (Record::Answers { .. }, Record::Answers { sheet, .. }) = (before, after) {
        taken_out(scene, before, Some(sheet));
    }
    if let (Record::Workspace(old), Record::Workspace(new)) = (before, after) {
        workspace(scene, old, new);
    }
    if let (Some(old), Some(new)) = (before.audit(), after.audit()) {
        rules(scene, old, new);
        foreign(scene, old, new);
    }
    if before != after {
        answered(scene, Some(before), after);
    }
}

/// Lists what changes only together with who changed it and when, and changed without.
pub(super) fn wrongs(before: &Record, after: &Record) -> Vec<Wrong> {
    let mut all = Vec::new();
    if let (Record::Answers { sheet: old, .. }, Record::Answers { sheet: new, .. }) =
        (before, after)
    {
        answers(old, new, &mut all);
    }
    if let (Record::Sample { sample: old, .. }, Record::Sample { sample: new, .. }) =
        (before, after)
    {
        samples::judge(old, new, &mut all);
    }
    repinned(before, after, &mut all);
    all
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
    for reason in unlawful(None, after) {
        scene.tell(Kind::EditedPastGuards, reason.field, reason.text);
    }
    if !is_merge {
        answered(scene, None, after);
    }
}

/// Lists the fields that none of the states passed through lets change so.
pub(super) fn unlawful(before: Option<&Record>, after: &Record) -> Vec<Reason> {
    let mut against = Vec::new();
    if let Some(new) = after.finding() {
        against = lawful::finding_edits(before.and_then(Record::finding), new);
    }
    if let (Some(old), Some(new)) = (before.and_then(Record::action), after.action()) {
        against = lawful::action_edits(old, new);
    }
    if let (Some(old), Some(new)) = (before.and_then(Record::audit), after.audit()) {
        against = lawful::audit_edits(old, new);
    }
    // What is wrong with histories, states and ids is told with more words where they are judged.
    against.retain(|reason| !matches!(reason.field, "history" | "state" | "id"));
    against
}

/// An answer says who gave it and when: it changes only with these.
fn answers(before: &AnswerSheet, after: &AnswerSheet, all: &mut Vec<Wrong>) {
    let signed = |old: (&Option<Person>, Option<Timestamp>), new| old == new && old.1.is_some();
    // What is cited further says itself who obtained it, and what is pinned anew who did that.
    let uncited = |old: &Answer, new: &Answer| {
        let is_cited = |id: &EvidenceId| new.evidence.iter().any(|link| link.id == *id);
        old.evidence.iter().any(|link| !is_cited(&link.id))
    };
    let said = |answer: &Answer| Answer {
        evidence: Vec::new(),
        systems: Vec::new(),
        ..answer.clone()
    };
    for new in &after.answers {
        let Some(old) = before.answer(&new.question) else {
            continue;
        };
        let mut tell = |field, about: String, whose: &str| {
            all.push(Wrong {
                kind: Kind::EditedPastGuards,
                field,
                about,
                text: format!(
                    "the answer to {} #{}{whose} changed, and who gave it and when did not",
                    after.reference, new.question
                ),
            });
        };
        let is_other = said(old) != said(new) || uncited(old, new);
        if signed((&old.by, old.at), (&new.by, new.at)) && is_other {
            tell("answer", new.question.to_string(), "");
        }
        for system in &new.systems {
            let words = |of: &SystemAnswer| (of.verdict, of.reason.clone(), of.note.clone());
            let before = old.systems.iter().find(|other| other.id == system.id);
            let Some(before) = before.filter(|before| words(before) != words(system)) else {
                continue;
            };
            if signed((&before.by, before.at), (&system.by, system.at)) {
                let about = format!("{}/{}", new.question, system.id);
                tell("system", about, &format!(" for {}", system.id));
            }
        }
    }
}

/// An audit that has begun is changed by its team as it stood before, so that nobody lets himself in.
fn foreign(scene: &mut Scene<'_>, before: &Audit, after: &Audit) {
    let people = scene.surroundings.people();
    if let Some(reason) = before.foreign_edits(after, [&scene.commit.written], people) {
        scene.tell(Kind::WrongPerson, reason.field, reason.text);
    }
}

/// Answers, samples, trails and new findings are those of the audit team, and no more once the report is out.
fn answered(scene: &mut Scene<'_>, before: Option<&Record>, after: &Record) {
    if !after.is_answer(before) {
        return;
    }
    let key = after.key();
    let audit = key.audit().and_then(|audit| scene.before.audit(audit));
    if let Some(held) = audit.and_then(Audit::answers_held) {
        let text = format!("{}: {}", deed(before, after), held.text);
        scene.tell(Kind::EditedPastGuards, "answers", text);
    }
    let known: Vec<&Record> = before.into_iter().collect();
    outsiders(scene, &known, after);
}

/// Says what became of an answer.
pub(super) fn deed(before: Option<&Record>, after: &Record) -> String {
    let deed = if before.is_some() {
        "changed"
    } else {
        "is new"
    };
    format!("{} {deed}", after.key().short())
}

/// Tells of new acts in an answer by others than the audit team; `known` are the versions that were judged.
pub(super) fn outsiders(scene: &mut Scene<'_>, known: &[&Record], after: &Record) {
    let key = after.key();
    let Some(audit) = key.audit() else { return };
    let people = scene.surroundings.people();
    let known: Vec<acts::Act<'_>> = known.iter().flat_map(|one| acts::acts(one)).collect();
    let is_known = |act: &acts::Act<'_>| {
        let same = |other: &&acts::Act<'_>| {
            other.field == act.field && other.at == act.at && other.by.is(act.by)
        };
        known.iter().any(|other| same(&other))
    };
    // Whoever is enrolled in the same commit counts: who enrolled him is asked above.
    let teams = [scene.before.audit(audit), scene.after.audit(audit)];
    let teams: Vec<&Audit> = teams.into_iter().flatten().collect();
    let outside = |act: &acts::Act<'_>| {
        !teams.is_empty() && !teams.iter().any(|audit| audit.is_of_team(act.by, people))
    };
    let mut signed = acts::acts(after);
    if after.finding().is_some() {
        // What came after it was raised is for its guards.
        signed.truncate(1);
    }
    let foreign: Vec<String> = signed
        .iter()
        .filter(|act| !is_known(act) && outside(act))
        .map(|act| {
            format!(
                "{} is by {}, who is not of the audit team",
                act.what, act.by
            )
        })
        .collect();
    for text in foreign {
        scene.tell(Kind::WrongPerson, "by", text);
    }
}

/// A citation is pinned to other bytes only by an act that keeps the pin before.
fn repinned(before: &Record, after: &Record, all: &mut Vec<Wrong>) {
    let old = before.citations();
    for new in after.citations() {
        let Some(old) = old.iter().find(|old| old.id == new.id) else {
            continue;
        };
        let mut tell = |field, text: String| {
            all.push(Wrong {
                kind: Kind::CitationReplaced,
                field,
                about: new.id.to_string(),
                text,
            });
        };
        let is_kept = new.earlier.len() >= old.earlier.len()
            && new
                .earlier
                .iter()
                .zip(&old.earlier)
                .all(|(one, other)| one == other);
        let (Some(was), Some(is)) = (old.pin(), new.pin()) else {
            continue;
        };
        let told = new.earlier.get(old.earlier.len()..).unwrap_or_default();
        let is_told = told.iter().any(|earlier| same_bytes(&earlier.pin(), &was));
        if !is_kept {
            let text = format!("an earlier pin of {} was taken out or changed", new.id);
            tell("evidence", text);
        } else if !same_bytes(&was, &is) && !is_told {
            let text = format!(
                "{} was pinned to {}, and is to {}",
                new.id,
                was.told(),
                is.told()
            );
            tell("evidence", text);
        } else if was.effective != is.effective && told.is_empty() && !is_copy(&is) {
            let text = format!("the date of the bytes of {} was changed", new.id);
            tell("effective", text);
        }
    }
}

/// Tells whether a pin is that of a kept copy, of which a person may say of when it is.
fn is_copy(pin: &Pin) -> bool {
    pin.path.split('/').any(|part| part == KEPT_FOLDER)
}

fn same_bytes(one: &Pin, other: &Pin) -> bool {
    one.blob == other.blob
        && one.sha256 == other.sha256
        && one.path == other.path
        && one.commit == other.commit
        && one.lines == other.lines
        && one.excerpt_sha256 == other.excerpt_sha256
        && one.repository == other.repository
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
    if before.rules != after.rules && before.state != AuditState::Planned {
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
