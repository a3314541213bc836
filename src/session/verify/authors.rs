//! Authors who are taken at their word although their signature could show that it was them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::domain::{
    people::People,
    person::Person,
    verify::{CO_AUTHOR, Irregularity, Kind, Past},
};

use super::Verification;

/// Raises what is a mere note of a commit by another than its author or co-author to an alarm where these had signed
/// commits of their own before; `good` are the numbers of the commits whose signature is good.
///
/// What was before is told by the order of the history: the time of a commit is what whoever made it says.
pub(super) fn judge(people: &People, past: &Past, good: &[usize], verification: &mut Verification) {
    let numbers: HashMap<&str, usize> = past
        .commits
        .iter()
        .enumerate()
        .map(|(number, commit)| (commit.id.as_str(), number))
        .collect();
    let mut signers = Signers::of(people, past, good);
    for one in &mut verification.irregularities {
        if one.kind != Kind::CommittedByAnother {
            continue;
        }
        let number = one.commit.as_deref().and_then(|id| numbers.get(id));
        let Some((number, commit)) =
            number.and_then(|number| Some((*number, past.commits.get(*number)?)))
        else {
            continue;
        };
        let co_author = one.by.as_ref().filter(|_| one.field == CO_AUTHOR);
        let named = co_author.unwrap_or(&commit.written);
        let first = signers.first_of(named);
        if first.is_some_and(|first| first < number) {
            one.kind = Kind::AuthorUnproved;
            one.text
                .push_str(", who signs their own commits and not this one");
        }
    }
    together(verification);
}

/// The author and the committer of a signed commit, and its number.
type Signed<'p> = ((&'p Person, &'p Person), usize);

/// Who signed commits of their own, and since when.
pub(in crate::session) struct Signers<'p> {
    people: &'p People,
    /// Of each address that stands for a committer the authors and committers of what was signed, with the number of the first
    /// commit.
    by_committer: HashMap<String, Vec<Signed<'p>>>,
    /// The first commits of authors that were asked for.
    known: HashMap<(&'p str, &'p str), Option<usize>>,
}

impl<'p> Signers<'p> {
    /// Tells whether a commit, given by its author and its committer, is somebody's own, so that a good signature of it is theirs:
    /// who signs is the committer.
    pub(in crate::session) fn is_own(
        people: &People,
        person: &Person,
        (written, committer): (&Person, &Person),
    ) -> bool {
        let is_them = || {
            !people
                .all_for(person)
                .is_disjoint(&people.all_for(committer))
        };
        people.has([person], written) && is_them()
    }

    fn of(people: &'p People, past: &'p Past, good: &[usize]) -> Self {
        let mut by_committer: HashMap<String, Vec<Signed<'_>>> = HashMap::new();
        let mut seen = BTreeSet::new();
        for number in good {
            let Some(commit) = past.commits.get(*number) else {
                continue;
            };
            let pair = [&commit.committer, &commit.written];
            if !seen.insert(pair.map(|person| (&person.name, &person.email))) {
                continue;
            }
            for address in people.all_for(&commit.committer) {
                let signed = by_committer.entry(address).or_default();
                signed.push(((&commit.written, &commit.committer), *number));
            }
        }
        Self {
            people,
            by_committer,
            known: HashMap::new(),
        }
    }

    /// Returns the number of the first commit that somebody signed and is the author of.
    fn first_of(&mut self, author: &'p Person) -> Option<usize> {
        let Self {
            people,
            by_committer,
            known,
        } = self;
        *known
            .entry((&author.name, &author.email))
            .or_insert_with(|| {
                let addresses = people.all_for(author);
                let signed = addresses.iter().filter_map(|one| by_committer.get(one));
                let own = signed.flatten();
                let own = own.filter(|(hands, _)| Self::is_own(people, author, *hands));
                own.map(|(_, number)| *number).min()
            })
    }
}

/// Tells once of all that one person committed for another: a forge or a rebase makes many of these.
fn together(verification: &mut Verification) {
    let is_note = |one: &Irregularity| one.kind == Kind::CommittedByAnother;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for one in verification
        .irregularities
        .iter()
        .filter(|one| is_note(one))
    {
        *counts.entry(one.text.clone()).or_default() += 1;
    }
    // The first one of each stays, and says how many there are.
    verification.irregularities.retain_mut(|one| {
        if !is_note(one) {
            return true;
        }
        let Some(count) = counts.remove(&one.text) else {
            return false;
        };
        match count - 1 {
            0 => {}
            1 => one.text.push_str("; so it is with 1 more commit"),
            more => {
                one.text = format!("{}; so it is with {more} more commits", one.text);
            }
        }
        true
    });
}
