//! What was cited beside what is there: at the branch's tip, at another commit, or in a place where it may have gone.

use crate::{
    domain::{
        evidence::{CitationState, EarlierPin, EvidenceLink, LineRange, Pin},
        follow::{self, Followed, Way},
        linediff::Step,
    },
    error::{Error, Result},
    vcs::{At, CommitBetween, Repository, VcsError},
};

use super::{
    Session,
    repositories::{HERE, Repositories},
};

/// The largest text that is compared line by line.
pub const COMPARED_AT_MOST: u64 = 4 << 20;

/// The largest file of which it is looked at what stands there: of a part nobody could say what the rest has become.
const READ_AT_MOST: u64 = 64 << 20;

/// How many bytes from the start decide whether a file is text, as git does it.
const LOOKED_AT: usize = 8_000;

/// Which pin of a citation is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// The one that counts.
    #[default]
    Current,
    /// One that was replaced, by its place in the record.
    Earlier(usize),
}

/// What a pin is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// The commit; none for what is there now.
    pub at: Option<String>,
    /// The place; none for wherever what was cited is found to be.
    pub place: Option<Spot>,
}

/// A file, or lines of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The path.
    pub path: String,
    /// The lines; none for the whole file.
    pub lines: Option<LineRange>,
}

/// What is compared with what, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The citation.
    pub link: EvidenceLink,
    /// Which of its pins.
    pub which: Which,
    /// That pin.
    pub pin: Pin,
    /// What it is compared with.
    pub beside: Beside,
    /// What became of it there.
    pub state: CitationState,
    /// The path of the file that it is compared with.
    pub now_path: String,
    /// The lines of that file that stand for the cited ones, as they were or edited; none where none do.
    pub now_lines: Option<LineRange>,
}

/// What was cited beside what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What is compared with what.
    pub sight: Sight,
    /// What the auditor saw: the whole file at the pinned commit; or why it cannot be had.
    pub then: Result<Vec<u8>, String>,
    /// What is there, whole; none where it is gone, or why it cannot be had.
    pub now: Result<Option<Vec<u8>>, String>,
    /// The way from the one to the other, line by line; empty where they are no texts or too large.
    pub steps: Vec<Step>,
}

/// A file before and after a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file before.
    pub then: Vec<u8>,
    /// The file after.
    pub now: Vec<u8>,
    /// The way from the one to the other, line by line.
    pub steps: Vec<Step>,
    /// The lines before that stand for the cited ones.
    pub cited_then: Option<LineRange>,
    /// The lines after that do.
    pub cited_now: Option<LineRange>,
}

impl Comparison {
    /// Puts both sides beside each other.
    ///
    /// `sight` says already where the cited lines are as they were; where they are not they are followed here.
    pub fn of(
        mut sight: Sight,
        then: Result<Vec<u8>, String>,
        now: Result<Option<Vec<u8>>, String>,
    ) -> Self {
        let mut steps = Vec::new();
        if let (Ok(then), Ok(now)) = (&then, &now)
            && is_comparable(then)
            && is_comparable(now.as_deref().unwrap_or_default())
        {
            let way = Way::new(then, now.as_deref().unwrap_or_default());
            if let Some(cited) = sight.pin.lines
                && sight.now_lines.is_none()
                && sight.beside.place.is_none()
            {
                sight.now_lines = way.follow(cited).lines();
            }
            steps = way.into_steps();
        }
        Self {
            sight,
            then,
            now,
            steps,
        }
    }

    /// Returns both sides; none unless both are there, whole.
    pub fn both(&self) -> Option<(&[u8], &[u8])> {
        let now = self.now.as_ref().ok()?.as_deref()?;
        Some((self.then.as_deref().ok()?, now))
    }

    /// Says how alike what stands there is to what was cited, as [`Sight::likeness`] does.
    pub fn likeness(&self) -> Option<u8> {
        let (then, now) = self.both()?;
        self.sight.likeness(then, now)
    }
}

impl Sight {
    /// Says how alike what stands there is to what was cited, in percent; none where nothing does or it cannot be told.
    ///
    /// Of a file that was cited whole it is how much of it is still there.
    pub fn likeness(&self, then: &[u8], now: &[u8]) -> Option<u8> {
        let Some(cited) = self.pin.lines else {
            return Some(follow::likeness::kept(then, now));
        };
        let (then, now) = (cited.cut(then)?, self.now_lines?.cut(now)?);
        Some(follow::likeness::of_lines(
            &follow::lines(then),
            &follow::lines(now),
        ))
    }
}

/// Tells whether bytes are a text that is not too large to be compared line by line.
pub fn is_comparable(bytes: &[u8]) -> bool {
    is_text(bytes) && u64::try_from(bytes.len()).is_ok_and(|size| size < COMPARED_AT_MOST)
}

/// Tells whether bytes are a text, as git tells it.
pub fn is_text(bytes: &[u8]) -> bool {
    !bytes.iter().take(LOOKED_AT).any(|byte| *byte == 0)
}

/// Returns one of a citation's pins.
pub fn pin_of(link: &EvidenceLink, which: Which) -> Result<Pin> {
    let nothing = || {
        Error::usage(format!(
            "Could not show {}: it cites no file ({})",
            link.id,
            link.subject()
        ))
    };
    match which {
        Which::Current => link.pin().ok_or_else(nothing),
        Which::Earlier(number) => link
            .earlier
            .get(number)
            .map(EarlierPin::pin)
            .ok_or_else(|| {
                Error::usage(format!(
                    "Could not show {}: it was not pinned that often",
                    link.id
                ))
            }),
    }
}

/// Returns a pin as its own repository knows it.
pub(super) fn at_home(pin: &Pin) -> Pin {
    Pin {
        repository: HERE.to_owned(),
        ..pin.clone()
    }
}

/// Returns the version of files that a commit's name means; without one what is there now.
pub(super) fn version(commit: Option<&str>) -> At {
    commit.map_or(At::Head, |commit| At::Commit(commit.to_owned()))
}

/// Compares one of a citation's pins with what is there.
pub fn compare(
    repositories: &Repositories,
    link: &EvidenceLink,
    which: Which,
    beside: &Beside,
) -> Result<Comparison> {
    let pin = repositories.resolved(&pin_of(link, which)?);
    let home = at_home(&pin);
    let at = version(beside.at.as_deref());
    let repository = repositories.named(&pin.repository);
    let state = match &repository {
        Ok(repository) => repository
            .check_at(std::slice::from_ref(&home), &at)
            .pop()
            .unwrap_or(CitationState::NotDownloaded),
        Err(absent) => absent.state(),
    };
    let (now_path, now_lines) = match (&beside.place, &state) {
        (Some(spot), _) => (spot.path.clone(), spot.lines),
        (None, CitationState::Moved { path, lines }) => (path.clone(), *lines),
        (None, CitationState::Unchanged { .. }) => (pin.path.clone(), pin.lines),
        (None, _) => (pin.path.clone(), None),
    };
    let at = if pin.commit.is_none() && *beside == Beside::default() {
        At::WorkTree
    } else {
        at
    };
    let then = match &repository {
        Ok(repository) => repository
            .bytes_of(&home)
            .map_err(|cause| Error::from(cause).message),
        Err(absent) => Err(Error::from(absent.clone()).message),
    };
    let now = match &repository {
        Ok(repository) => match whole(*repository, &at, &now_path) {
            Ok(bytes) => Ok(Some(bytes)),
            // What stands there is no file.
            Err(
                VcsError::NoSuchPath { .. }
                | VcsError::Directory { .. }
                | VcsError::Submodule { within: None, .. },
            ) => Ok(None),
            Err(cause) => Err(Error::from(cause).message),
        },
        Err(absent) => Err(Error::from(absent.clone()).message),
    };
    let sight = Sight {
        link: link.clone(),
        which,
        pin,
        beside: beside.clone(),
        state,
        now_path,
        now_lines,
    };
    Ok(Comparison::of(sight, then, now))
}

/// Reads a file that is to be compared, whole or not at all.
fn whole(
    repository: &dyn Repository,
    at: &At,
    path: &str,
) -> std::result::Result<Vec<u8>, VcsError> {
    let content = repository.read(at, path, READ_AT_MOST)?;
    if content.size > READ_AT_MOST {
        return Err(VcsError::TooLarge {
            path: path.to_owned(),
            size: content.size,
            most: READ_AT_MOST,
        });
    }
    Ok(content.bytes)
}

/// Shows what a commit made of the file of a citation.
pub fn in_commit(repositories: &Repositories, pin: &Pin, commit: &CommitBetween) -> Result<Edit> {
    let pin = &repositories.resolved(pin);
    let repository = repositories.named(&pin.repository)?;
    let read = |commit: Option<&String>, path: Option<&String>| match (commit, path) {
        (Some(commit), Some(path)) => Ok(whole(repository, &At::Commit(commit.clone()), path)?),
        (None, _) | (_, None) => Ok::<Vec<u8>, Error>(Vec::new()),
    };
    let then = read(commit.parent.as_ref(), commit.was.as_ref())?;
    let is_there = commit.change != crate::vcs::Change::Deleted;
    let now = read(
        Some(&commit.commit),
        Some(&commit.path).filter(|_| is_there),
    )?;
    let steps = if is_comparable(&then) && is_comparable(&now) {
        Way::new(&then, &now).into_steps()
    } else {
        Vec::new()
    };
    let cited = pin.lines.and_then(|lines| {
        let saw = repository.bytes_of(&at_home(pin)).ok()?;
        let in_it = |text: &[u8]| {
            let followed = is_comparable(text).then(|| Way::new(&saw, text).follow(lines));
            followed.and_then(Followed::lines)
        };
        Some((in_it(&then), in_it(&now)))
    });
    let (cited_then, cited_now) = cited.unwrap_or_default();
    Ok(Edit {
        then,
        now,
        steps,
        cited_then,
        cited_now,
    })
}

impl Session {
    /// Shows one of a citation's pins beside what is there, at some commit or in some place.
    pub fn compare_with(
        &self,
        link: &EvidenceLink,
        which: Which,
        beside: &Beside,
    ) -> Result<Comparison> {
        compare(self.repositories(), link, which, beside)
    }
}
