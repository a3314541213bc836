//! Who was whom when: `.mailmap` as it stood before a commit, and the commits that change it.
//!
//! A step is held against the `.mailmap` that stood before its commit: neither a line that comes with the step or later makes
//! it lawful, nor does one that comes later make it unlawful. Where by HEAD's a step is one that somebody may not take, that
//! is told as a note, with the commits that brought the lines in; and so is each commit by which people of the records become one,
//! or are parted.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use jiff::Timestamp;

use super::{
    acts,
    past::{Content, Past, Surroundings},
};
use crate::domain::{
    action::Fixing,
    evidence::{CitationState, EvidenceLink},
    id::{AuditId, EvidenceId},
    people::People,
    person::Person,
    record::Record,
};

/// How many pairs of people one commit tells of.
const TOLD_AT_MOST: usize = 4;

/// Surroundings in which people are those of another time.
pub(super) struct AsOf<'s> {
    pub(super) around: &'s dyn Surroundings,
    pub(super) people: Rc<People>,
}

impl Surroundings for AsOf<'_> {
    fn citations(
        &self,
        commit: usize,
        at: Timestamp,
        links: &[&EvidenceLink],
    ) -> BTreeMap<EvidenceId, CitationState> {
        self.around.citations(commit, at, links)
    }

    fn signed_off(&self, commit: usize) -> Vec<AuditId> {
        self.around.signed_off(commit)
    }

    fn people(&self) -> &People {
        &self.people
    }

    fn people_by(&self, mailmap: Option<u32>) -> Rc<People> {
        self.around.people_by(mailmap)
    }

    fn fixing(&self, written: &str) -> Option<Fixing> {
        self.around.fixing(written)
    }

    fn stop(&self) -> bool {
        self.around.stop()
    }
}

/// Returns the `.mailmap` that stood before a commit; that of the commit itself where nothing is before it.
pub(super) fn before(past: &Past, number: usize) -> Option<u32> {
    let commit = past.commits.get(number)?;
    let first = commit.parents.first();
    match first.and_then(|first| past.commits.get(*first)) {
        Some(parent) => parent.mailmap,
        None => commit.mailmap,
    }
}

/// Lists the commits whose `.mailmap` is that of none of their parents.
pub(super) fn changes(past: &Past) -> Vec<usize> {
    let is_new = |commit: &super::PastCommit| {
        let mut parents = commit.parents.iter();
        let mailmap = |parent: &usize| past.commits.get(*parent).map(|commit| commit.mailmap);
        !commit.parents.is_empty() && !parents.any(|parent| mailmap(parent) == Some(commit.mailmap))
    };
    let all = past.commits.iter().enumerate();
    all.filter(|(_, commit)| is_new(commit))
        .map(|(number, _)| number)
        .collect()
}

/// Returns what tells a person from others, whoever is one with whom.
pub(super) fn known_by(person: &Person) -> (String, String) {
    (person.email.to_lowercase(), person.name.to_lowercase())
}

/// Lists everybody whom the records name, and who changed them.
pub(super) fn persons(past: &Past) -> Vec<Person> {
    let records = past.versions.iter().filter_map(|version| {
        let Ok(Content::Record(record)) = &version.content else {
            return None;
        };
        Some(&**record)
    });
    let changing = past.commits.iter().filter(|one| !one.changes.is_empty());
    let named =
        changing.flat_map(|commit| std::iter::once(&commit.written).chain(&commit.co_authors));
    persons_of(records, named)
}

/// Lists everybody whom records name, and these, each once.
fn persons_of<'p>(
    records: impl IntoIterator<Item = &'p Record>,
    beside: impl IntoIterator<Item = &'p Person>,
) -> Vec<Person> {
    let mut all: BTreeMap<(String, String), Person> = BTreeMap::new();
    let mut note = |person: &Person| {
        all.entry(known_by(person))
            .or_insert_with(|| person.clone());
    };
    for record in records {
        for act in acts::acts(record) {
            note(act.by);
        }
        if let Some(audit) = record.audit() {
            for person in audit.auditors() {
                note(&person);
            }
        }
        if let Some(action) = record.action() {
            let owners = action.actions.iter().filter_map(|part| part.owner.as_ref());
            for person in action.owner.iter().chain(owners) {
                note(person);
            }
        }
    }
    beside.into_iter().for_each(note);
    all.into_values().collect()
}

/// Says whom a `.mailmap` would join and part that is not committed: those whom records name, and whoever is at work; none where it
/// is the same to all of them.
pub fn uncommitted(
    (committed, written): (&People, &People),
    records: &[Record],
    actor: Option<&Person>,
) -> Option<String> {
    told(committed, written, &persons_of(records, actor))
}

/// Says whom one version of `.mailmap` joins and parts that another did not; none where it is the same to all of them.
pub(super) fn told(before: &People, after: &People, persons: &[Person]) -> Option<String> {
    let joined = joined(before, after, persons);
    let parted = self::joined(after, before, persons);
    let say = |pairs: &[(&Person, &Person)], how: &str| {
        let mut said: Vec<String> = pairs
            .iter()
            .take(TOLD_AT_MOST)
            .map(|(one, other)| format!("{one} and {other} {how}"))
            .collect();
        if pairs.len() > TOLD_AT_MOST {
            said.push(format!("{} more {how}", pairs.len() - TOLD_AT_MOST));
        }
        said
    };
    let mut said = say(&joined, "become one person");
    said.extend(say(&parted, "are parted"));
    (!said.is_empty()).then(|| format!("by .mailmap {}", said.join(", ")))
}

/// Lists who is one with whom in the second and was not in the first.
fn joined<'p>(
    before: &People,
    after: &People,
    persons: &'p [Person],
) -> Vec<(&'p Person, &'p Person)> {
    let mut groups: BTreeMap<String, Vec<(String, &Person)>> = BTreeMap::new();
    for person in persons {
        let group = groups.entry(after.stands_for(person)).or_default();
        group.push((before.stands_for(person), person));
    }
    let mut pairs = Vec::new();
    for group in groups.into_values() {
        let Some((own, first)) = group.first() else {
            continue;
        };
        let mut seen: BTreeSet<&str> = BTreeSet::from([own.as_str()]);
        for (was, person) in group.iter().skip(1) {
            if seen.insert(was) {
                pairs.push((*first, *person));
            }
        }
    }
    pairs
}

/// Lists the numbers of those whom a change of `.mailmap` makes one with another of these persons.
pub(super) fn joining(before: &People, after: &People, persons: &[Person]) -> Vec<usize> {
    let mut groups: HashMap<String, (BTreeSet<String>, Vec<usize>)> = HashMap::new();
    for (number, person) in persons.iter().enumerate() {
        let (were, are) = groups.entry(after.stands_for(person)).or_default();
        were.insert(before.stands_for(person));
        are.push(number);
    }
    let joined = groups.into_values().filter(|(were, _)| were.len() > 1);
    joined.flat_map(|(_, are)| are).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_joins_whoever_becomes_one_with_another_and_nobody_who_was_one_before() {
        let person = |text: &str| -> Person { text.parse().unwrap() };
        let persons = [
            person("Ada <ada@example.org>"),
            person("Ben <ben@example.org>"),
            person("Ben <ben@home.example.org>"),
            person("Cy <cy@example.org>"),
            person("Cy <cy@home.example.org>"),
        ];
        let mut before = People::default();
        before.map("ben@example.org", "ben@home.example.org");
        let mut after = before.clone();
        assert!(joining(&before, &after, &persons).is_empty());
        after.map("cy@example.org", "cy@home.example.org");
        let mut joined = joining(&before, &after, &persons);
        joined.sort_unstable();
        assert_eq!(joined, [3, 4]);
        after.map("ada@example.org", "ben@example.org");
        let mut joined = joining(&before, &after, &persons);
        joined.sort_unstable();
        assert_eq!(joined, [0, 1, 2, 3, 4]);
    }
}
