//! Ids: no record is deleted, none comes back as another, and none lies under the name of another.

use std::{cell::OnceCell, collections::HashMap};

use super::{
    Kind, edits,
    past::{Past, PastCommit, Version},
    view::Scene,
};
use crate::domain::record::{Record, RecordKey};

/// The records that a commit adds, found by what a record keeps when it is given another id.
pub(super) struct Added<'p> {
    past: &'p Past,
    /// The versions by what stays; made when somebody first asks.
    by_mark: OnceCell<HashMap<String, Vec<u32>>>,
    versions: Vec<u32>,
}

impl<'p> Added<'p> {
    pub(super) fn of(past: &'p Past, commit: &PastCommit) -> Self {
        let changes = commit.changes.iter();
        let added = changes.filter(|change| change.before.iter().all(Option::is_none));
        Self {
            past,
            by_mark: OnceCell::new(),
            versions: added.filter_map(|change| change.after).collect(),
        }
    }

    /// Returns the record among them that is another one but for its id.
    fn twin(&self, old: &Record) -> Option<&'p Record> {
        let mark = mark(old)?;
        let by_mark = self.by_mark.get_or_init(|| {
            let mut by_mark: HashMap<String, Vec<u32>> = HashMap::new();
            for version in &self.versions {
                if let Some(mark) = self.past.record(*version).and_then(self::mark) {
                    by_mark.entry(mark).or_default().push(*version);
                }
            }
            by_mark
        });
        let alike = by_mark.get(&mark)?.iter();
        alike
            .filter_map(|version| self.past.record(*version))
            .find(|record| is_renumbered(old, record))
    }
}

/// Returns what stays when a record is given another id: how its history begins, or when it was drawn.
fn mark(record: &Record) -> Option<String> {
    if let Some(finding) = record.finding() {
        return finding.history.first().map(|first| format!("{first:?}"));
    }
    if let Some(action) = record.action() {
        return action.history.first().map(|first| format!("{first:?}"));
    }
    if let Some(audit) = record.audit() {
        return audit.history.first().map(|first| format!("{first:?}"));
    }
    match record {
        Record::Sample { sample, .. } => Some(sample.drawn_at.to_string()),
        Record::Workspace(_)
        | Record::Programme(_)
        | Record::Applicability(_)
        | Record::Audit(_)
        | Record::Criteria { .. }
        | Record::Answers { .. }
        | Record::Finding { .. }
        | Record::Action { .. }
        | Record::Trail { .. } => None,
    }
}

/// Tells of a record that is not there any more, unless that is as it should be; `last` returns the last version of a record that
/// could be read.
pub(super) fn gone<'r>(
    scene: &mut Scene<'_>,
    old: Option<&Record>,
    added: &Added<'_>,
    last: &dyn Fn(&RecordKey) -> Option<&'r Record>,
) {
    let Some(key) = scene.past.key(scene.key).cloned() else {
        return;
    };
    let holder = key.audit().map(|id| RecordKey::Audit(id.clone()));
    let is_out = || {
        // An audit that cannot be read at this commit was read before.
        let audit = key.audit().and_then(|id| scene.before.audit(id));
        let audit = audit.or_else(|| last(holder.as_ref()?)?.audit());
        audit.is_some_and(|audit| audit.state.is_out())
    };
    match &key {
        // A sheet without an answer has no file; what was reported stays.
        RecordKey::Answers(..) if !is_out() => {
            if let Some(old) = old {
                edits::taken_out(scene, old, None);
            }
            return;
        }
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
    let twin = old.and_then(|old| added.twin(old)).map(Record::key);
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
    if let (Some(old), Some(new)) = (old.finding(), new.finding()) {
        return old.history.first() == new.history.first()
            && old.title == new.title
            && !old.history.is_empty();
    }
    if let (Some(old), Some(new)) = (old.action(), new.action()) {
        return old.history.first() == new.history.first()
            && old.findings == new.findings
            && !old.history.is_empty();
    }
    if let (Some(old), Some(new)) = (old.audit(), new.audit()) {
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
