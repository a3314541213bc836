//! Authors who are taken at their word although their signature could show that it was them.

use std::collections::{BTreeMap, HashMap};

use crate::domain::{
    people::People,
    person::Person,
    verify::{CO_AUTHOR, Irregularity, Kind, Past, PastCommit},
};

use super::Verification;

/// Raises what is a mere note of a commit by another than its author or co-author to an alarm where these had signed commits of their
/// own before; `good` are the commits whose signature is good.
pub(super) fn judge(
    people: &People,
    past: &Past,
    good: &[&PastCommit],
    verification: &mut Verification,
) {
    let commits: HashMap<&str, &PastCommit> = past
        .commits
        .iter()
        .map(|commit| (commit.id.as_str(), commit))
        .collect();
    let signs = |author: &Person, by: &PastCommit| {
        people.has([author], &by.committer) && people.has([author], &by.written)
    };
    for one in &mut verification.irregularities {
        if one.kind != Kind::CommittedByAnother {
            continue;
        }
        let Some(commit) = one.commit.as_deref().and_then(|id| commits.get(id)) else {
            continue;
        };
        let before = |other: &&&PastCommit| other.committed <= commit.committed;
        let mut earlier = good.iter().filter(before);
        let co_author = one.by.as_ref().filter(|_| one.field == CO_AUTHOR);
        let named = co_author.unwrap_or(&commit.written);
        if earlier.any(|other| signs(named, other)) {
            one.kind = Kind::AuthorUnproved;
            one.text
                .push_str(", who signs their own commits and not this one");
        }
    }
    together(verification);
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
