//! In whose names the news of the pending records are, and who may so be the author of their commit.
//!
//! Nobody's work is committed as somebody else's. Where several have worked at one machine there is always a way: each
//! commits what is theirs alone, a colleague does it for them as the author, or one commits all of it and the message names the
//! others as co-authors. Verifying judges an author who is not the committer and a co-author alike.

use std::{cell::OnceCell, fmt::Write as _};

use crate::{
    domain::{
        papers::WorkingPapers,
        people::People,
        person::Person,
        problem::{Problem, Severity},
        record::{Record, RecordKey},
        verify::{Traces, signed_anew},
    },
    safe::escape_line,
};

use super::{super::Session, Review, versions::Versions};

/// How many acts of others are named where a record has many.
const NAMED: usize = 3;

/// Whose names stand at what is new in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The record.
    pub record: RecordKey,
    /// Whether something is in the name of the author of the commit.
    pub is_own: bool,
    /// What is in the names of others.
    pub others: Vec<InName>,
}

/// Something new that somebody put their name to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InName {
    /// What it is, as people read it.
    pub what: String,
    /// Whose name stands there; the same for all addresses of one person.
    pub by: Person,
}

impl News {
    /// Says what of a record is in the names of others, as a problem.
    fn problem(&self, author: &Person) -> Problem {
        let mut whats: Vec<String> = Vec::new();
        for by in persons(std::iter::once(self)) {
            let of_one = self.others.iter().filter(|one| one.by.is(&by));
            let of_one: Vec<&str> = of_one.map(|one| one.what.as_str()).collect();
            let mut named = of_one
                .iter()
                .take(NAMED)
                .copied()
                .collect::<Vec<_>>()
                .join(", ");
            if of_one.len() > NAMED {
                // Writing to a String does not fail.
                let _ = write!(named, ", {} more", of_one.len() - NAMED);
            }
            whats.push(format!("{named} in the name of {}", by.name));
        }
        let own = if self.is_own {
            ", whose own news are in it, too"
        } else {
            ""
        };
        Problem {
            text: format!(
                "{}: {}, and the commit would be by {}{own}",
                self.record.short(),
                whats.join(", "),
                author.name
            ),
            record: self.record.clone(),
            severity: Severity::Blocks,
        }
    }
}

/// Lists whose names stand at news, each person once.
fn persons<'n>(news: impl Iterator<Item = &'n News>) -> Vec<Person> {
    let mut persons: Vec<Person> = Vec::new();
    for one in news.flat_map(|news| &news.others) {
        if !persons.iter().any(|known| known.is(&one.by)) {
            persons.push(one.by.clone());
        }
    }
    persons
}

impl Review {
    /// Lists the others whose news are in the records.
    pub fn others_named(&self) -> Vec<Person> {
        persons(self.news.iter())
    }

    /// Lists what of the records is in the names of others, as problems: each has a way out.
    pub fn problems_of_names(&self) -> Vec<Problem> {
        self.names_beside(&[])
    }

    /// Lists what is in the names of others than these.
    pub(super) fn names_beside(&self, known: &[Person]) -> Vec<Problem> {
        let Some(author) = &self.author else {
            return Vec::new();
        };
        let news = self.news.iter().filter_map(|news| {
            let mut beside = news.clone();
            beside
                .others
                .retain(|one| !known.iter().any(|known| known.is(&one.by)));
            (!beside.others.is_empty()).then_some(beside)
        });
        news.map(|news| news.problem(author)).collect()
    }

    /// Lists the ways on where something is in the names of others.
    pub fn ways(&self) -> Vec<String> {
        let mut commit = "tickmark commit".to_owned();
        if let Some(audit) = &self.audit {
            let _ = write!(commit, " {audit}");
        }
        let mut ways = Vec::new();
        if self.has_mine() {
            ways.push(format!(
                "commit what holds nothing of theirs: {commit} --mine"
            ));
        }
        let others = self.others_named();
        for by in &others {
            let alone = |news: &News| {
                !news.is_own
                    && !news.others.is_empty()
                    && news.others.iter().all(|one| one.by.is(by))
            };
            if self.news.iter().any(alone) {
                ways.push(format!(
                    "commit for {} what is theirs alone, or let them do it: {commit} --author {}",
                    escape_line(&by.name),
                    quoted(by)
                ));
            }
        }
        let named: Vec<String> = others
            .iter()
            .map(|by| format!(" --co-author {}", quoted(by)))
            .collect();
        if !named.is_empty() {
            ways.push(format!(
                "commit all of it together, with them as co-authors: {commit}{}",
                named.concat()
            ));
        }
        ways
    }
}

/// Writes a person as an argument of a shell.
pub fn quoted(person: &Person) -> String {
    escape_line(&person.quoted()).into_owned()
}

/// Who has been asked about: each person once, whatever address they were written with.
struct Faces<'p> {
    people: &'p People,
    known: Vec<Person>,
}

impl Faces<'_> {
    fn of(&mut self, by: &Person) -> Person {
        let people = self.people;
        if let Some(known) = self.known.iter().find(|known| people.has([*known], by)) {
            return known.clone();
        }
        self.known.push(by.clone());
        by.clone()
    }
}

impl Session {
    /// Finds out in whose names the news of the pending records are, against the author of their commit.
    pub(super) fn news(&self, pending: &[Versions<'_>], author: &Person) -> Vec<News> {
        let signed: Vec<_> = pending
            .iter()
            .map(|both| (both.key, signed_anew(both.before.as_ref(), &both.after)))
            .collect();
        // Who is whom takes a look into the history, and what has moved one through all records: only where it matters.
        let is_foreign = signed
            .iter()
            .flat_map(|(_, signed)| signed)
            .any(|one| !one.by.is(author));
        let people = if is_foreign {
            self.people()
        } else {
            People::default()
        };
        let elsewhere: OnceCell<Traces> = OnceCell::new();
        let mut faces = Faces {
            people: &people,
            known: Vec::new(),
        };
        let mut all = Vec::new();
        for (record, signed) in signed {
            let mut news = News {
                record: record.clone(),
                is_own: false,
                others: Vec::new(),
            };
            for one in signed {
                if people.has([author], &one.by) {
                    news.is_own = true;
                } else if !elsewhere.get_or_init(|| self.traces(pending)).has(&one) {
                    let by = faces.of(&one.by);
                    news.others.push(InName { what: one.what, by });
                }
            }
            if news.is_own || !news.others.is_empty() {
                all.push(news);
            }
        }
        all
    }

    /// Takes in what stands in the records as they are committed: in those that are pending in their version before.
    fn traces(&self, pending: &[Versions<'_>]) -> Traces {
        let mut traces = Traces::default();
        for both in pending {
            both.before.iter().for_each(|before| traces.note(before));
        }
        let is_pending = |key: &RecordKey| pending.iter().any(|both| both.key == key);
        let statements = self.applicability().values().cloned();
        let records = self.papers().values().flat_map(WorkingPapers::records);
        for record in records.chain(statements.map(Record::Applicability)) {
            if !is_pending(&record.key()) {
                traces.note(&record);
            }
        }
        traces
    }
}
