//! The citations of the records at the branch's tip.

use std::collections::BTreeMap;

use crate::{
    domain::{
        evidence::{CitationState, Pin},
        record::Record,
        verify::{
            Past,
            citations::{self, Cited, Standing},
        },
    },
    session::{evidence, repositories::Repositories},
    vcs::VcsError,
};

use super::{Asked, Verification};

/// Judges what the records of an audit, or all, cite.
pub(super) fn judge(
    repositories: &Repositories,
    asked: &Asked,
    past: &Past,
    tip: &[(u32, u32)],
    verification: &mut Verification,
) {
    let records: Vec<&Record> = tip
        .iter()
        .filter(|(key, _)| {
            let audit = past.key(*key).and_then(|key| key.audit());
            asked.audit.is_none() || audit == asked.audit.as_ref()
        })
        .filter_map(|(_, version)| past.record(*version))
        .collect();
    let links: Vec<_> = records
        .iter()
        .flat_map(|record| {
            citations::of(record)
                .into_iter()
                .map(move |link| (*record, link))
        })
        .collect();
    let pinned: Vec<(usize, Pin)> = links
        .iter()
        .enumerate()
        .filter_map(|(number, (_, link))| Some((number, link.pin()?)))
        .collect();
    let pins: Vec<Pin> = pinned.iter().map(|(_, pin)| pin.clone()).collect();
    let mut all: Vec<Cited<'_>> = links
        .iter()
        .map(|(record, link)| Cited {
            record,
            link,
            state: CitationState::NoFile,
            is_other: false,
            standing: Standing::NoCommit,
        })
        .collect();
    let states = evidence::judge(repositories, &pins);
    let standings = standings(repositories, &pins);
    for (((number, pin), state), standing) in pinned.iter().zip(states).zip(standings) {
        let Some(cited) = all.get_mut(*number) else {
            continue;
        };
        cited.is_other = state == CitationState::HashMismatch && is_other(repositories, pin);
        cited.state = state;
        cited.standing = standing;
    }
    verification.counts.citations = pins.len();
    let (told, unchecked) = citations::judge(&all);
    verification.irregularities.extend(told);
    verification.unchecked.extend(unchecked);
}

/// Tells whether bytes can be read and are others than the record says, which is no damage.
fn is_other(repositories: &Repositories, pin: &Pin) -> bool {
    let home = repositories.resolved(pin);
    let Ok(repository) = repositories.named(&home.repository) else {
        return false;
    };
    matches!(
        repository.bytes_of(&home),
        Err(VcsError::HashMismatch { .. })
    )
}

/// Tells of each citation what stands in its commit, each in its own repository.
fn standings(repositories: &Repositories, pins: &[Pin]) -> Vec<Standing> {
    let mut standings = vec![Standing::NoCommit; pins.len()];
    let mut by_repository: BTreeMap<String, (Vec<usize>, Vec<Pin>)> = BTreeMap::new();
    for (number, pin) in pins.iter().enumerate() {
        let home = repositories.resolved(pin);
        let slot = by_repository.entry(home.repository.clone()).or_default();
        slot.0.push(number);
        slot.1.push(home);
    }
    for (name, (numbers, pins)) in by_repository {
        // One that is not here is told by the state of what is cited in it.
        let Ok(repository) = repositories.named(&name) else {
            continue;
        };
        for (number, standing) in numbers.into_iter().zip(repository.standing(&pins)) {
            if let Some(slot) = standings.get_mut(number) {
                *slot = standing;
            }
        }
    }
    standings
}
