//! Ids: no record is deleted, none comes back as another, and none lies under the name of another.

use std::collections::HashMap;

use super::{
    Kind,
    guards::{action_of, audit_of, finding_of},
    past::{Changed, Past, Version},
    view::Scene,
};
use crate::domain::record::{Record, RecordKey};

/// Tells of a record that is not there any more, unless that is as it should be; `last` returns the last version of a record that
/// could be read.
pub(super) fn gone<'r>(
    scene: &mut Scene<'_>,
    old: Option<&Record>,
    added: &[&Changed],
    last: &dyn Fn(&RecordKey) -> Option<&'r Record>,
) {
    let Some(key) = scene.past.key(scene.key).cloned() else {
        return;
    };
    let holder = key.audit().map(|id| RecordKey::Audit(id.clone()));
    let is_out = || {
        // An audit that cannot be read at this commit was read before.
        let audit = key.audit().and_then(|id| scene.before.audit(id));
        let audit = audit.or_else(|| audit_of(last(holder.as_ref()?)?));
        audit.is_some_and(|audit| audit.state.is_out())
    };
    match &key {
        // A sheet without an answer has no file; what was reported stays.
        RecordKey::Answers(..) if !is_out() => return,
        // What a citation says of it is judged with the citation.
        RecordKey::Kept { .. } => return,
        RecordKey::Workspace
        | RecordKey::Programme
        | RecordKey::Applicability(_)
        | RecordKey::Audit(_)
        | RecordKey::Criteria(..)
        | RecordKey::Answers(..)
        | RecordKey::Finding(..)
        | RecordKey::Action(..)
        | RecordKey::Sample(..)
        | RecordKey::Trail(..) => {}
    }
    // That the audit is gone is told once; where it only cannot be read any more, its records are missed one by one.
    let holder = holder.filter(|holder| *holder != key);
    if holder.is_some_and(|holder| scene.before.has(&holder) && !scene.after.has(&holder)) {
        return;
    }
    let twin = old.and_then(|old| {
        added.iter().find_map(|change| {
            let record = scene.past.record(change.after?)?;
            is_renumbered(old, record).then(|| record.key())
        })
    });
    match twin {
        Some(twin) => scene.tell(
            Kind::Renumbered,
            "id",
            format!("{} is gone, and came back as {}", key.short(), twin.short()),
        ),
        None => scene.tell(Kind::Deleted, "id", format!("{} is gone", key.short())),
    }
}

/// Tells whether a record is another one but for its id.
fn is_renumbered(old: &Record, new: &Record) -> bool {
    if let (Some(old), Some(new)) = (finding_of(old), finding_of(new)) {
        return old.history.first() == new.history.first()
            && old.title == new.title
            && !old.history.is_empty();
    }
    if let (Some(old), Some(new)) = (action_of(old), action_of(new)) {
        return old.history.first() == new.history.first()
            && old.findings == new.findings
            && !old.history.is_empty();
    }
    if let (Some(old), Some(new)) = (audit_of(old), audit_of(new)) {
        return old.history.first() == new.history.first() && !old.history.is_empty();
    }
    if let (Record::Sample { sample: old, .. }, Record::Sample { sample: new, .. }) = (old, new) {
        return old.population == new.population && old.drawn_at == new.drawn_at;
    }
    false
}

/// Tells of a record that came back as another one than it was.
pub(super) fn back(scene: &mut Scene<'_>) {
    let Some(key) = scene.past.key(scene.key).cloned() else {
        return;
    };
    match key {
        RecordKey::Audit(_)
        | RecordKey::Finding(..)
        | RecordKey::Action(..)
        | RecordKey::Sample(..) => {
            let text = format!(
                "{} had been deleted, and its id names another record now",
                key.short()
            );
            scene.tell(Kind::IdReused, "id", text);
        }
        // These are named by what they are about.
        RecordKey::Workspace
        | RecordKey::Programme
        | RecordKey::Applicability(_)
        | RecordKey::Criteria(..)
        | RecordKey::Answers(..)
        | RecordKey::Trail(..)
        | RecordKey::Kept { .. } => {}
    }
}

/// Tells of a record that says it is of an older format than before.
pub(super) fn schema(scene: &mut Scene<'_>, before: &Version, after: &Version) {
    if let Some(newer) = before
        .newer
        .filter(|newer| after.newer.is_none_or(|now| now < *newer))
    {
        let now = after.newer.unwrap_or(crate::domain::record::SCHEMA);
        scene.tell(
            Kind::SchemaLowered,
            "schema",
            format!("schema was {newer} and is {now}"),
        );
    }
}

/// Lists ids that name two records at once: a finding, corrective action or sample in two audits.
pub(super) fn twice(past: &Past, tip: &[(u32, u32)]) -> Vec<(u32, String)> {
    let mut seen: HashMap<String, &RecordKey> = HashMap::new();
    let mut found = Vec::new();
    for (number, _) in tip {
        let number = *number;
        let Some(key) = past.key(number) else {
            continue;
        };
        let id = match key {
            RecordKey::Finding(_, id) => id.to_string(),
            RecordKey::Action(_, id) => id.to_string(),
            RecordKey::Sample(_, id) => id.to_string(),
            RecordKey::Workspace
            | RecordKey::Programme
            | RecordKey::Applicability(_)
            | RecordKey::Audit(_)
            | RecordKey::Criteria(..)
            | RecordKey::Answers(..)
            | RecordKey::Trail(..)
            | RecordKey::Kept { .. } => continue,
        };
        if let Some(other) = seen.insert(id.clone(), key) {
            let audit = |key: &RecordKey| key.audit().map(ToString::to_string).unwrap_or_default();
            found.push((
                number,
                format!("{id} is in {} and in {}", audit(other), audit(key)),
            ));
        }
    }
    found
}
