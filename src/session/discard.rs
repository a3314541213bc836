//! Taking back what one has not committed: in one record, or in one row, and nothing that is somebody else's.
//!
//! What is mine goes back to the committed version. Where others have news in the record, too, it goes back to what stood there
//! before mine came to theirs, which was kept then ([`super::company`]); once they have gone on from mine, it is theirs as well
//! and is committed together.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::{
    domain::{
        answer::{Answer, AnswerSheet},
        change::Change,
        id::{AuditId, RowKey},
        people::People,
        person::Person,
        record::{Record, RecordKey},
        verify::{SignedAnew, signed_anew},
    },
    error::{Error, Result},
    safe::escape_line,
    store::Store,
};

use super::{Session, ids, review::quoted};

/// How much of a field is shown.
const SHOWN: usize = 160;

/// What is to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Discarding {
    /// What is mine in a record.
    Record(RecordKey),
    /// What is mine in one row of an audit.
    Row(AuditId, RowKey),
}

/// What would be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discard {
    /// The record.
    pub record: RecordKey,
    /// What goes, as people read it.
    pub goes: Vec<String>,
    /// The change that does it.
    pub change: Change,
}

/// The news of a record: mine and those of others.
struct Parted {
    mine: Vec<SignedAnew>,
    others: Vec<SignedAnew>,
}

impl Parted {
    fn of(before: Option<&Record>, after: &Record, me: &Person, people: &People) -> Self {
        let (mine, others) = signed_anew(before, after)
            .into_iter()
            .partition(|one| people.has([me], &one.by));
        Self { mine, others }
    }
}

impl Session {
    /// Finds out what would be taken back; refuses what is not mine, or what others have gone on from.
    pub fn discard(&self, what: &Discarding) -> Result<Discard> {
        let (key, row) = match what {
            Discarding::Record(key) => (key.clone(), None),
            Discarding::Row(audit, row) => {
                let home = self.audit(audit)?.home(row).clone();
                let key = RecordKey::Answers(
                    audit.clone(),
                    home.checklist.clone(),
                    home.reference.clone(),
                );
                (key, Some(home))
            }
        };
        let name = match &row {
            Some(row) => row.to_string(),
            None => key.short(),
        };
        let now = key.audit().and_then(|audit| self.papers().get(audit));
        let now = now.and_then(|papers| papers.records().find(|record| record.key() == key));
        let committed = self.committed(&key)?;
        let Some(now) = now.filter(|now| Some(now) != committed.as_ref()) else {
            return Err(nothing(&name));
        };
        let me = self.actor()?;
        let people = self.people();
        // Of a sheet the one row counts: what is answered beside it is no matter of this.
        let (own_before, own_now) = match &row {
            Some(row) => (
                committed.as_ref().and_then(|sheet| alone(sheet, row)),
                alone(&now, row),
            ),
            None => (committed.clone(), Some(now.clone())),
        };
        let Some(own_now) = own_now.filter(|own| Some(own) != own_before.as_ref()) else {
            return Err(nothing(&name));
        };
        let parted = Parted::of(own_before.as_ref(), &own_now, &me, &people);
        let after = if parted.others.is_empty() {
            match &row {
                Some(row) => without(&now, row, committed.as_ref()),
                None => committed.clone(),
            }
        } else if parted.mine.is_empty() {
            return Err(not_mine(&name, &parted.others));
        } else {
            let kept = self.before_company(&me, &key).filter(|_| row.is_none());
            let is_it = |kept: &Record| {
                let then = Parted::of(committed.as_ref(), kept, &me, &people);
                then.mine.is_empty()
                    && then.others == parted.others
                    && committed
                        .as_ref()
                        .is_none_or(|committed| signed_anew(Some(kept), committed).is_empty())
            };
            match kept.filter(is_it) {
                Some(kept) => Some(kept),
                None => return Err(gone_on(&name, &parted.others)),
            }
        };
        if after.is_none() {
            self.may_go(&key)?;
        }
        let mut goes: Vec<String> = parted.mine.iter().map(|one| one.what.clone()).collect();
        if committed.is_none() && after.is_none() {
            goes.push("the record as a whole, which was never committed".to_owned());
        }
        goes.extend(words(&now, after.as_ref()));
        let change = Change {
            what: format!("{name} discarded"),
            edits: vec![crate::domain::change::Edit {
                before: Some(now),
                after,
            }],
        };
        Ok(Discard {
            record: key,
            goes,
            change,
        })
    }

    /// Tells whether a row was answered in no commit.
    pub fn is_never_committed(&self, audit: &AuditId, row: &RowKey) -> bool {
        let Ok(papers) = self.audit(audit) else {
            return false;
        };
        let home = papers.home(row);
        let key = RecordKey::Answers(
            audit.clone(),
            home.checklist.clone(),
            home.reference.clone(),
        );
        let committed = self.committed(&key).ok().flatten();
        committed.is_none_or(|sheet| alone(&sheet, home).is_none())
    }

    /// Refuses to take out a record that was never committed and that others speak of, or that is the frame of others.
    fn may_go(&self, key: &RecordKey) -> Result<()> {
        let could_not =
            |why: &str| Error::refused(format!("Could not discard {}: {why}", key.short()));
        let id = match key {
            RecordKey::Answers(..) | RecordKey::Trail(..) => return Ok(()),
            RecordKey::Finding(_, id) => id.as_str(),
            RecordKey::Action(_, id) => id.as_str(),
            RecordKey::Sample(_, id) => id.as_str(),
            RecordKey::Workspace
            | RecordKey::Applicability(_)
            | RecordKey::Programme
            | RecordKey::Audit(_)
            | RecordKey::Criteria(..)
            | RecordKey::Kept { .. } => {
                let path = self.store().path_of(key);
                return Err(
                    could_not("it was never committed, and other records rest on it")
                        .hint(format!("look at what is there: {}", escape_line(&path))),
                );
            }
        };
        let mut papers = self.papers().clone();
        if let Some(papers) = key.audit().and_then(|audit| papers.get_mut(audit)) {
            let own = papers.records().find(|record| record.key() == *key);
            if let Some(own) = own {
                papers.take(&own);
            }
        }
        if ids::is_taken(&papers, &[], id) {
            return Err(could_not("another record speaks of it")
                .hint("discard that one first: what answers, repeats or follows it"));
        }
        Ok(())
    }
}

/// Returns a sheet with one of its answers alone; none where the row is not answered.
fn alone(record: &Record, row: &RowKey) -> Option<Record> {
    let Record::Answers { audit, sheet } = record else {
        return None;
    };
    let answer = sheet.answer(&row.question)?.clone();
    let mut one = AnswerSheet::new(sheet.checklist.clone(), sheet.reference.clone());
    one.put(answer);
    Some(Record::Answers {
        audit: audit.clone(),
        sheet: one,
    })
}

/// Returns a sheet with one of its answers as it is committed; none where nothing is left in it.
fn without(now: &Record, row: &RowKey, committed: Option<&Record>) -> Option<Record> {
    let Record::Answers { audit, sheet } = now else {
        return None;
    };
    let before = match committed {
        Some(Record::Answers { sheet, .. }) => sheet.answer(&row.question).cloned(),
        Some(_) | None => None,
    };
    let mut sheet = sheet.clone();
    sheet.put(before.unwrap_or_else(|| Answer::to(row.question.clone())));
    (!sheet.answers.is_empty()).then(|| Record::Answers {
        audit: audit.clone(),
        sheet,
    })
}

/// Names each field that goes with what it says, and what stands there again: nobody put their name to it, so that whose it is
/// cannot be told.
fn words(now: &Record, after: Option<&Record>) -> Vec<String> {
    let table =
        |record: &Record| -> toml::Table { Store::text_of(record).parse().unwrap_or_default() };
    let (now, after) = (table(now), after.map(table).unwrap_or_default());
    let keys: BTreeSet<&String> = now.keys().chain(after.keys()).collect();
    let shown = |value: Option<&toml::Value>| {
        let text = match value {
            Some(toml::Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => return "nothing".to_owned(),
        };
        let cut: String = text.chars().take(SHOWN).collect();
        let dots = if cut.len() < text.len() { " ..." } else { "" };
        format!("\"{cut}{dots}\"")
    };
    keys.into_iter()
        .filter(|key| !["schema", "id"].contains(&key.as_str()))
        .filter(|key| now.get(*key) != after.get(*key))
        .map(|key| {
            format!(
                "{key}: {}, whoever wrote it; {} stays",
                shown(now.get(key)),
                shown(after.get(key))
            )
        })
        .collect()
}

fn nothing(name: &str) -> Error {
    Error::refused(format!(
        "Could not discard {name}: everything in it is as it is committed"
    ))
    .hint("what is committed is not taken back; it is moved on by a step")
}

fn named(others: &[SignedAnew]) -> impl Iterator<Item = String> + '_ {
    others.iter().map(|one| {
        escape_line(&format!("{} in the name of {}", one.what, one.by.name)).into_owned()
    })
}

fn not_mine(name: &str, others: &[SignedAnew]) -> Error {
    Error::refused(format!(
        "Could not discard {name}: nothing new in it is yours"
    ))
    .details(named(others))
    .hint("each discards their own")
}

fn gone_on(name: &str, others: &[SignedAnew]) -> Error {
    let mut options = String::new();
    let mut known: Vec<&Person> = Vec::new();
    for one in others {
        if !known.iter().any(|known| known.is(&one.by)) {
            known.push(&one.by);
            // Writing to a String does not fail.
            let _ = write!(options, " --co-author {}", quoted(&one.by));
        }
    }
    Error::refused(format!(
        "Could not discard {name}: what is yours in it cannot be told from what others have made of it"
    ))
    .details(named(others))
    .hint(format!("commit it together: tickmark commit{options}"))
}
