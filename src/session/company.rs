//! Saving into a record that holds what somebody else has not committed yet: said once, when the two come together.
//!
//! Two who work at one machine are committed together then, and each should know before there is more of it.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    atomic,
    domain::{
        change::{Change, Edit},
        papers::WorkingPapers,
        person::Person,
        record::{Record, RecordKey},
        verify::{SignedAnew, Traces, signed_anew},
    },
    safe::escape_line,
    store::{Store, Understood},
};

use super::{Session, review::quoted};

/// A record that holds what somebody has saved and what others had not committed before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InCompany {
    /// The record.
    pub record: RecordKey,
    /// Whose news are in it beside one's own.
    pub others: Vec<Person>,
}

impl InCompany {
    /// Says whose news are there.
    pub fn told(&self) -> String {
        let names: Vec<&str> = self.others.iter().map(|one| one.name.as_str()).collect();
        let text = format!(
            "{} holds what {} has not committed, too: both go into one commit",
            self.record.short(),
            names.join(", "),
        );
        escape_line(&text).into_owned()
    }

    /// Says it with the command by which all of it is committed.
    pub fn told_with_command(&self) -> String {
        let options: Vec<String> = self
            .others
            .iter()
            .map(|one| format!(" --co-author {}", quoted(one)))
            .collect();
        let command = format!("tickmark commit{}", options.concat());
        format!("{}: {}", self.told(), command)
    }
}

/// What was not said yet of saves into records with news of others; a clone hears of the same saves.
#[derive(Debug, Clone, Default)]
pub struct Company(Arc<Mutex<Vec<InCompany>>>);

impl Company {
    /// Takes what was not said yet.
    pub fn take(&self) -> Vec<InCompany> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, met: Vec<InCompany>) {
        let mut unsaid = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        unsaid.extend(met);
    }
}

impl Session {
    /// Returns where saves into records with news of others are told.
    pub fn company(&self) -> Company {
        self.company.clone()
    }

    /// Notes the records of a saved change in which the first news of whoever is at work came to those of others.
    pub(super) fn note_company(&self, change: &Change, merged: &[Record]) {
        let Ok(actor) = self.actor() else { return };
        let mut met = Vec::new();
        for edit in &change.edits {
            let (Some(key), Some(after)) = (edit.key(), &edit.after) else {
                continue;
            };
            let now = merged.iter().find(|record| record.key() == key);
            let now = now.unwrap_or(after);
            let is_other = |by: &Person| !by.is(&actor);
            // Most records are one person's: no more is read for them.
            if !signed_anew(None, now).iter().any(|one| is_other(&one.by)) {
                continue;
            }
            let Ok(committed) = self.committed(&key) else {
                continue;
            };
            let news = |of: &Record| {
                let mut news = signed_anew(committed.as_ref(), of);
                news.retain(|one| !is_other(&one.by) || !self.stands_elsewhere(one, change));
                news
            };
            let mut others = news(now);
            let before = edit.before.as_ref().map_or_else(Vec::new, news);
            let own_before = before.iter().any(|one| !is_other(&one.by));
            let own_now = others.iter().any(|one| !is_other(&one.by));
            others.retain(|one| is_other(&one.by));
            if own_before || !own_now || others.is_empty() {
                continue;
            }
            let people = self.people();
            let mut named: Vec<Person> = Vec::new();
            for one in others {
                if !people.has([&actor], &one.by) && !people.has(&named, &one.by) {
                    named.push(one.by);
                }
            }
            if !named.is_empty() {
                if let Some(before) = &edit.before {
                    self.keep_before_company(&actor, &key, before);
                }
                met.push(InCompany {
                    record: key,
                    others: named,
                });
            }
        }
        self.company.note(met);
    }

    /// Tells whether something stands in a record as it is committed: what was only taken over from there is no news.
    fn stands_elsewhere(&self, signed: &SignedAnew, change: &Change) -> bool {
        let has = |record: &Record| {
            let mut traces = Traces::default();
            traces.note(record);
            traces.has(signed)
        };
        let statements = self.applicability().values().cloned();
        let records = self.papers().values().flat_map(WorkingPapers::records);
        let records = records.chain(statements.map(Record::Applicability));
        let holding = records.filter(has).map(|record| record.key());
        let changed = change.edits.iter().filter_map(Edit::key);
        holding.chain(changed).any(|key| {
            let committed = self.committed(&key).ok().flatten();
            committed.is_some_and(|record| has(&record))
        })
    }

    /// Keeps a record as it was before one's own news came to those of others, outside the work tree.
    fn keep_before_company(&self, actor: &Person, key: &RecordKey, before: &Record) {
        self.forget_company(std::iter::once(key));
        let path = self.kept_before(actor, key);
        let text = Store::text_of(before);
        let folder = path.parent().unwrap_or(&path);
        let kept = atomic::make_folders(folder)
            .and_then(|()| atomic::replace_private(&path, text.as_bytes()));
        // A safety net, which must not get in the way of the work.
        if let Err(cause) = kept {
            tracing::warn!(%cause, "a record was not kept as it was");
        }
    }

    /// Returns a record as it was before one's own news came to those of others; none where that was not kept.
    pub(super) fn before_company(&self, actor: &Person, key: &RecordKey) -> Option<Record> {
        let bytes = std::fs::read(self.kept_before(actor, key)).ok()?;
        let path = self.store().path_of(key);
        match Store::understand(key, &path, &bytes) {
            Ok(Understood::Record(record, _)) => Some(*record),
            Ok(Understood::Checklist(_) | Understood::OtherName(_)) | Err(_) => None,
        }
    }

    /// Forgets how records were that are committed now.
    pub(super) fn forget_company<'k>(&self, keys: impl Iterator<Item = &'k RecordKey>) {
        let within = |folder: &PathBuf| -> Vec<PathBuf> {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| entry.path()).collect()
        };
        let persons = within(&self.all_kept_before());
        let folders: Vec<PathBuf> = persons.iter().flat_map(within).collect();
        for key in keys {
            let path = self.store().path_of(key);
            for folder in &folders {
                // Mostly there is none.
                let _ = std::fs::remove_file(folder.join(&path));
            }
        }
    }

    fn all_kept_before(&self) -> PathBuf {
        self.repository().private_dir().join("company")
    }

    /// Returns where a record is kept as it was before somebody came to it: a folder for each address, and in it one for each
    /// committed version that it goes on from, so that nothing is brought back over what was committed since.
    fn kept_before(&self, actor: &Person, key: &RecordKey) -> PathBuf {
        let committed = self.committed(key).ok().flatten();
        let from = committed.map_or_else(
            || "new".to_owned(),
            |record| super::keep::sha256(Store::text_of(&record).as_bytes()),
        );
        let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
        let folder: String = actor.email.to_lowercase().chars().map(plain).collect();
        self.all_kept_before()
            .join(folder)
            .join(from)
            .join(self.store().path_of(key))
    }
}
