//! What only the repository can tell while a history is replayed.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use jiff::Timestamp;

use crate::{
    domain::{
        action::{FixedIn, Fixing},
        evidence::{CitationState, EvidenceLink, Pin},
        id::{AuditId, EvidenceId},
        people::People,
        verify::{Past, Surroundings, Unchecked},
    },
    session::repositories::{HERE, Repositories},
    vcs::{At, Repository, VcsError},
};

/// How many versions of `.mailmap` are remembered at once.
const MAILMAPS_AT_MOST: usize = 64;

/// The repository of the workspace, as the replay asks it.
pub(super) struct Here<'a> {
    repository: &'a dyn Repository,
    repositories: &'a Repositories,
    /// The folder of the records.
    folder: &'a str,
    past: &'a Past,
    stop: &'a (dyn Fn() -> bool + Sync),
    /// The ids of the versions of `.mailmap`, by their numbers.
    mailmaps: &'a [String],
    people: Rc<People>,
    /// Who is whom by versions of `.mailmap` that were asked for.
    by_mailmap: RefCell<HashMap<Option<u32>, Rc<People>>>,
    /// Who made fixing commits that were asked for.
    fixings: RefCell<HashMap<String, Option<Fixing>>>,
    /// The audits that were signed off at commits, by their ids.
    signed: BTreeMap<String, Vec<AuditId>>,
    /// Repositories whose past was asked for.
    elsewhere: RefCell<BTreeSet<String>>,
}

impl<'a> Here<'a> {
    pub(super) fn new(
        repositories: &'a Repositories,
        folder: &'a str,
        (past, mailmaps): (&'a Past, &'a [String]),
        signed: BTreeMap<String, Vec<AuditId>>,
        stop: &'a (dyn Fn() -> bool + Sync),
    ) -> Self {
        let repository = repositories.here();
        let head = past.commits.last().and_then(|commit| commit.mailmap);
        let blob = |number: u32| mailmaps.get(number as usize).map(String::as_str);
        let people = Rc::new(repository.people_by(folder, head.and_then(blob)));
        Self {
            repository,
            repositories,
            folder,
            past,
            stop,
            mailmaps,
            by_mailmap: RefCell::new(HashMap::from([(head, Rc::clone(&people))])),
            people,
            fixings: RefCell::default(),
            signed,
            elsewhere: RefCell::default(),
        }
    }

    /// Says what could not be asked.
    pub(super) fn unchecked(&self) -> Vec<Unchecked> {
        let elsewhere = self.elsewhere.borrow();
        let names = elsewhere.iter();
        names
            .map(|name| Unchecked {
                what: format!(
                    "whether evidence in {name} was there when findings that cite it were issued"
                ),
                why: "it is another repository, whose branch of that time is not known".to_owned(),
                how: "tickmark evidence check tells what is there now".to_owned(),
            })
            .collect()
    }

    fn check(&self, commit: usize, pins: &[Pin]) -> Vec<CitationState> {
        let Some(commit) = self.past.commits.get(commit) else {
            return Vec::new();
        };
        let at = At::Commit(commit.id.clone());
        let mut states = self.repository.check_at(pins, &at);
        for (state, pin) in states.iter_mut().zip(pins) {
            // Nobody can read a damaged object, and so nobody can say that it is another than the record says.
            if *state == CitationState::HashMismatch
                && !matches!(
                    self.repository.bytes_of(pin),
                    Err(VcsError::HashMismatch { .. })
                )
            {
                *state = CitationState::MissingObject;
            }
        }
        states
    }

    /// Returns the commit that was the branch's tip at a moment: the newest of first parents that is not younger.
    fn tip_at(&self, commit: usize, at: Timestamp) -> Option<usize> {
        let mut number = commit;
        loop {
            let commit = self.past.commits.get(number)?;
            if commit.committed <= at {
                return Some(number);
            }
            number = *commit.parents.first()?;
        }
    }
}

/// Tells which of two states speaks more for a citation: the lower number.
fn rank(state: &CitationState) -> u8 {
    match state {
        CitationState::Unchanged { .. } | CitationState::NoFile => 0,
        other => u8::from(!other.resolves()) + 1,
    }
}

impl Surroundings for Here<'_> {
    fn citations(
        &self,
        commit: usize,
        at: Timestamp,
        links: &[&EvidenceLink],
    ) -> BTreeMap<EvidenceId, CitationState> {
        let mut states = BTreeMap::new();
        let mut ids = Vec::new();
        let mut pins = Vec::new();
        for link in links {
            match link.pin() {
                Some(pin) if pin.repository == HERE => {
                    ids.push(link.id.clone());
                    pins.push(pin);
                }
                Some(pin) => {
                    self.elsewhere.borrow_mut().insert(pin.repository);
                    states.insert(link.id.clone(), CitationState::NoFile);
                }
                None => {
                    states.insert(link.id.clone(), CitationState::NoFile);
                }
            }
        }
        let mut judged = self.check(commit, &pins);
        if judged.iter().any(|state| rank(state) > 0)
            && let Some(earlier) = self.tip_at(commit, at).filter(|earlier| *earlier != commit)
        {
            for (state, then) in judged.iter_mut().zip(self.check(earlier, &pins)) {
                if rank(&then) < rank(state) {
                    *state = then;
                }
            }
        }
        states.extend(ids.into_iter().zip(judged));
        states
    }

    fn signed_off(&self, commit: usize) -> Vec<AuditId> {
        let commit = self.past.commits.get(commit);
        let signed = commit.and_then(|commit| self.signed.get(&commit.id));
        signed.cloned().unwrap_or_default()
    }

    fn people(&self) -> &People {
        &self.people
    }

    fn people_by(&self, mailmap: Option<u32>) -> Rc<People> {
        let mut known = self.by_mailmap.borrow_mut();
        if let Some(people) = known.get(&mailmap) {
            return Rc::clone(people);
        }
        if known.len() >= MAILMAPS_AT_MOST {
            known.clear();
        }
        let blob = mailmap.and_then(|number| self.mailmaps.get(number as usize));
        let people = self
            .repository
            .people_by(self.folder, blob.map(String::as_str));
        let people = Rc::new(people);
        known.insert(mailmap, Rc::clone(&people));
        people
    }

    fn fixing(&self, written: &str) -> Option<Fixing> {
        let mut known = self.fixings.borrow_mut();
        let fixing = known.entry(written.to_owned()).or_insert_with(|| {
            let fixed = FixedIn::of(written);
            let repository = self.repositories.named(fixed.repository).ok()?;
            let is_here = fixed.repository == HERE;
            let records = if is_here { self.folder } else { "" };
            let fixings = repository.fixings(&[fixed.commit], records);
            fixings.into_iter().next().flatten()
        });
        fixing.clone()
    }

    fn stop(&self) -> bool {
        (self.stop)()
    }
}
