//! In whose names the news of the pending records are, and who may so be the author of their commit.
//!
//! Nobody's work is committed as somebody else's. Where several have worked at one machine there is always a way: each
//! commits what is theirs alone, a colleague does it for them as the author, or one commits all of it and the message names the
//! others as co-authors. Verifying judges an author who is not the committer and a co-author alike.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use crate::{
    domain::{
        merge::FieldPath,
        papers::WorkingPapers,
        people::People,
        person::Person,
        problem::{Problem, Severity},
        record::{Record, RecordKey},
        verify::{Traces, signed_anew},
    },
    safe::escape_line,
};

use super::{super::Session, FieldOf, Review, versions::Versions};

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

/// Something new that is somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InName {
    /// What it is, as people read it.
    pub what: String,
    /// Whose it is; the same for all addresses of one person.
    pub by: Person,
    /// The field, where it bears no name and it is only known who has saved it here; none where their name stands there.
    pub nameless: Option<FieldPath>,
}

impl News {
    /// Says what of a record is in the names of others, as a problem.
    fn problem(&self, author: &Person) -> Problem {
        let whats = self.whats();
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

    /// Says what of the record is whose: `the answer to 4.1 #2 in the name of Ben`, `title as Cy has saved it here`.
    pub(super) fn whats(&self) -> Vec<String> {
        let mut whats = Vec::new();
        for by in persons(std::iter::once(self)) {
            for is_named in [true, false] {
                let of_one = self.others.iter().filter(|one| one.by.is(&by));
                let of_one = of_one.filter(|one| one.nameless.is_none() == is_named);
                let of_one: Vec<&str> = of_one.map(|one| one.what.as_str()).collect();
                let mut listed = of_one.get(..NAMED).unwrap_or(&of_one).join(", ");
                if of_one.len() > NAMED {
                    // Writing to a String does not fail.
                    let _ = write!(listed, ", {} more", of_one.len() - NAMED);
                }
                match (of_one.len(), is_named) {
                    (0, _) => {}
                    (_, true) => whats.push(format!("{listed} in the name of {}", by.name)),
                    (1, false) => whats.push(format!("{listed} as {} has saved it here", by.name)),
                    (_, false) => {
                        whats.push(format!("{listed} as {} has saved them here", by.name));
                    }
                }
            }
        }
        whats
    }
}

/// Lists whose names stand at news, each person once.
fn persons<'n>(news: impl Iterator<Item = &'n News>) -> Vec<Person> {
    each(news.flat_map(|news| &news.others))
}

fn each<'n>(all: impl Iterator<Item = &'n InName>) -> Vec<Person> {
    let mut persons: Vec<Person> = Vec::new();
    for one in all {
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

    /// Lists the others whose names stand at something new.
    pub(super) fn others_signing(&self) -> Vec<Person> {
        let all = self.news.iter().flat_map(|news| &news.others);
        each(all.filter(|one| one.nameless.is_none()))
    }

    /// Lists the fields that bear no name and that others have saved here.
    pub fn nameless_of_others(&self) -> Vec<FieldOf> {
        let files: BTreeMap<_, _> = self
            .files
            .iter()
            .map(|file| (file.key.as_ref(), file))
            .collect();
        let mut fields = Vec::new();
        for news in &self.news {
            let Some(file) = files.get(&Some(&news.record)) else {
                continue;
            };
            let nameless = news.others.iter().filter_map(|one| one.nameless.clone());
            fields.extend(nameless.map(|field| FieldOf::of(file, field)));
        }
        fields
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
        // A step rests on all that a record says: of that nothing is left out.
        let stepped: BTreeSet<&str> = self
            .files
            .iter()
            .filter_map(Versions::of)
            .filter(Versions::goes_on)
            .map(|versions| versions.file.path.as_str())
            .collect();
        let mut nameless = self.nameless_of_others();
        nameless.retain(|one| !stepped.contains(one.path.as_str()));
        if !nameless.is_empty() {
            let options = nameless.iter().take(NAMED).map(|one| {
                let one = one.to_string();
                let quotes = if one.contains(|c: char| c.is_whitespace() || "[]'\\".contains(c)) {
                    "'"
                } else {
                    ""
                };
                format!(
                    " --without {quotes}{}{quotes}",
                    escape_line(&one.replace('\'', "'\\''"))
                )
            });
            let more = match nameless.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(", and {more} more"),
            };
            ways.push(format!(
                "leave out what bears no name and is theirs: {commit}{}{more}",
                options.collect::<String>()
            ));
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
        let found: Vec<_> = pending
            .iter()
            .map(|both| {
                let before = both.before.as_ref();
                let signed = signed_anew(before, &both.after);
                (both, signed, self.nameless(both.key, before, &both.after))
            })
            .collect();
        // Who is whom takes a look into the history, and what has moved one through all records: only where it matters.
        let is_foreign = found.iter().any(|(_, signed, nameless)| {
            let named = signed.iter().map(|one| &one.by);
            let mut all = named.chain(nameless.iter().map(|one| &one.by));
            all.any(|by| !by.is(author))
        });
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
        for (both, signed, nameless) in found {
            let mut news = News {
                record: both.key.clone(),
                is_own: false,
                others: Vec::new(),
            };
            for one in signed {
                if people.has([author], &one.by) {
                    news.is_own = true;
                } else if !elsewhere.get_or_init(|| self.traces(pending)).has(&one) {
                    news.others.push(InName {
                        what: one.what,
                        by: faces.of(&one.by),
                        nameless: None,
                    });
                }
            }
            for one in nameless {
                let by = faces.of(&one.by);
                // Of a new record the words of whoever has begun it are theirs by that.
                let is_told = |known: &InName| known.nameless.is_none() && known.by.is(&by);
                if people.has([author], &one.by) {
                    news.is_own = true;
                } else if both.before.is_some() || !news.others.iter().any(is_told) {
                    news.others.push(InName {
                        what: one.field.to_string(),
                        by,
                        nameless: Some(one.field),
                    });
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
        let pending: BTreeSet<&RecordKey> = pending.iter().map(|both| both.key).collect();
        let statements = self.applicability().values().cloned();
        let records = self.papers().values().flat_map(WorkingPapers::records);
        for record in records.chain(statements.map(Record::Applicability)) {
            if !pending.contains(&record.key()) {
                traces.note(&record);
            }
        }
        traces
    }
}
