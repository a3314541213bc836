//! Taking back what one has not committed: in one record, or in one row, and nothing that is somebody else's.
//!
//! What is mine goes back to the committed version. Where others have news in the record, too, it goes back to what stood there
//! before mine came to theirs, which was kept then ([`super::company`]); once they have gone on from mine, it is theirs as well
//! and is committed together.

use std::fmt::Write as _;

use crate::{
    domain::{
        answer::{Answer, AnswerSheet},
        change::Change,
        history::HistoryEntry,
        id::{AuditId, RowKey},
        merge::FieldPath,
        people::People,
        person::Person,
        record::{Record, RecordKey},
        verify::{SignedAnew, signed_anew},
    },
    error::{Error, Result},
    safe::escape_line,
    store::{Store, Understood},
};

use super::{Session, ids, nameless::Nameless, review::quoted};

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
        // What is not known to be another's is taken for one's own.
        let mut unsaid = self.nameless(&key, own_before.as_ref(), &own_now);
        unsaid.retain(|one| !people.has([&me], &one.by));
        let others = || {
            let named = parted.others.iter().map(|one| IsOf {
                text: format!("{} in the name of {}", one.what, one.by.name),
                by: &one.by,
            });
            let unsaid = unsaid.iter().map(|one| IsOf {
                text: format!("{} as {} has saved it here", one.field, one.by.name),
                by: &one.by,
            });
            named.chain(unsaid).collect::<Vec<_>>()
        };
        let after = if parted.others.is_empty() {
            let back = match &row {
                Some(row) => without(&now, row, committed.as_ref()),
                None => committed.clone(),
            };
            if unsaid.is_empty() {
                back
            } else {
                match back.and_then(|back| self.keeping(back, &now, &unsaid)) {
                    Some(kept) if kept == now => return Err(not_mine(&name, &others())),
                    Some(kept) => Some(kept),
                    None => return Err(gone_on(&name, &others())),
                }
            }
        } else if parted.mine.is_empty() {
            return Err(not_mine(&name, &others()));
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
                None => return Err(gone_on(&name, &others())),
            }
        };
        if after.is_none() {
            self.may_go(&key)?;
        }
        let goes = self.goes(
            &parted.mine,
            [committed.as_ref(), Some(&now), after.as_ref()],
            &people,
        );
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

    /// Lists what goes of a record, as people read it: what was signed, and each field with what stands there again.
    fn goes(
        &self,
        mine: &[SignedAnew],
        [committed, now, after]: [Option<&Record>; 3],
        people: &People,
    ) -> Vec<String> {
        let Some(now) = now else { return Vec::new() };
        let mut goes: Vec<String> = mine.iter().map(|one| said_of(one, now)).collect();
        if committed.is_none() && after.is_none() {
            goes.push("the record as a whole, which was never committed".to_owned());
        }
        let known = self.nameless(&now.key(), committed, now);
        let me = self.actor().ok();
        let whose = |field: &FieldPath| {
            let saved = known.iter().find(|one| one.field == *field);
            match saved {
                Some(one) if me.as_ref().is_some_and(|me| people.has([me], &one.by)) => {
                    ", as you saved it".to_owned()
                }
                Some(one) => format!(", as {} saved it", one.by.name),
                None => ", whoever wrote it".to_owned(),
            }
        };
        goes.extend(words(now, after, &whose));
        goes
    }

    /// Returns what a record goes back to, with the fields that others have saved as they are now; none where the two cannot be
    /// together.
    fn keeping(&self, back: Record, now: &Record, unsaid: &[Nameless]) -> Option<Record> {
        let mut kept = back;
        let (key, now) = (now.key(), Store::text_of(now));
        let path = self.store().path_of(&key);
        for one in unsaid {
            let text = Store::text_of(&kept);
            let text = Store::with_field_of(&key, &path, &text, Some(&now), &one.field).ok()?;
            match Store::understand(&key, &path, text.as_bytes()).ok()? {
                Understood::Record(record, _) => kept = *record,
                Understood::Checklist(_) | Understood::OtherName(_) => return None,
            }
        }
        Some(kept)
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

/// Says what somebody put their name to; a step with the state that it led to, and why.
fn said_of(signed: &SignedAnew, now: &Record) -> String {
    let mut said = Vec::new();
    match now {
        Record::Audit(audit) => steps(audit.id.as_str(), &audit.history, &mut said),
        Record::Finding { finding, .. } => steps(finding.id.as_str(), &finding.history, &mut said),
        Record::Action { action, .. } => steps(action.id.as_str(), &action.history, &mut said),
        Record::Workspace(_)
        | Record::Applicability(_)
        | Record::Programme(_)
        | Record::Answers { .. }
        | Record::Criteria { .. }
        | Record::Sample { .. }
        | Record::Trail { .. } => {}
    }
    let of_it = said
        .into_iter()
        .rev()
        .find(|(what, _)| *what == signed.what);
    of_it.map_or_else(|| signed.what.clone(), |(_, said)| said)
}

/// Says the steps of a history, each with what it is called where somebody puts their name to it.
fn steps<S: std::fmt::Display>(
    id: &str,
    history: &[HistoryEntry<S>],
    said: &mut Vec<(String, String)>,
) {
    for entry in history {
        let mut text = match &entry.from {
            Some(from) => format!("the step from {from} to {} of {id}", entry.to),
            None => format!("the beginning of {id} as {}", entry.to),
        };
        if !entry.why.trim().is_empty() {
            text.push_str(": ");
            text.push_str(&short(&entry.why));
        }
        said.push((format!("the entry \"{}\" of {id}", entry.to), text));
    }
}

/// Writes the beginning of a text in one line.
fn short(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let cut: String = text.chars().take(SHOWN).collect();
    let dots = if cut.len() < text.len() { " ..." } else { "" };
    format!("{cut}{dots}")
}

/// Names each field that goes with what it says, whose it is, and what stands there again. What somebody put their name to is named
/// by that, and a state by its step.
fn words(
    now: &Record,
    after: Option<&Record>,
    whose: &dyn Fn(&FieldPath) -> String,
) -> Vec<String> {
    let shown = |text: Option<&String>| {
        text.map_or_else(
            || "nothing".to_owned(),
            |text| format!("\"{}\"", short(text)),
        )
    };
    Store::fields_apart(after, now)
        .iter()
        .filter(|field| !field.is_signed && !field.path.keys().any(|key| key == "state"))
        .map(|field| {
            format!(
                "{}: {}{}; {} stays",
                field.path,
                shown(field.now.as_ref()),
                whose(&field.path),
                shown(field.was.as_ref())
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

/// Something that is somebody else's.
struct IsOf<'a> {
    text: String,
    by: &'a Person,
}

fn named(others: &[IsOf<'_>]) -> impl Iterator<Item = String> {
    others.iter().map(|one| escape_line(&one.text).into_owned())
}

fn not_mine(name: &str, others: &[IsOf<'_>]) -> Error {
    Error::refused(format!(
        "Could not discard {name}: nothing new in it is yours"
    ))
    .details(named(others))
    .hint("each discards their own")
}

fn gone_on(name: &str, others: &[IsOf<'_>]) -> Error {
    let mut options = String::new();
    let mut known: Vec<&Person> = Vec::new();
    for one in others {
        if !known.iter().any(|known| known.is(one.by)) {
            known.push(one.by);
            // Writing to a String does not fail.
            let _ = write!(options, " --co-author {}", quoted(one.by));
        }
    }
    Error::refused(format!(
        "Could not discard {name}: what is yours in it cannot be told from what others have made of it"
    ))
    .details(named(others))
    .hint(format!("commit it together: tickmark commit{options}"))
}
