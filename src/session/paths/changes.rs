//! When and by whom the paths of an index were changed last: four bytes a path.

use crate::{
    session::path_query::Filters,
    vcs::{ChangesFound, ChangesTold, LastChange, Unfinished},
};

/// The number that stands for no commit.
const UNKNOWN: u32 = u32::MAX;
/// How many bits of a boost are left to recency: minutes since 1970 up to the year 2990.
const RECENCY: u32 = (1 << 29) - 1;

/// The last changes that are known.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// For each path its commit.
    numbers: Vec<u32>,
    commits: Vec<LastChange>,
    /// For each commit the minute of it.
    minutes: Vec<u32>,
    version: u64,
    looked_at: usize,
    end: End,
}

/// How far the walk through the history is.
#[derive(Debug, Default)]
enum End {
    #[default]
    UnderWay,
    /// It failed.
    Failed,
    Told(ChangesTold),
}

impl Changes {
    /// Takes in what was found: `numbers` has the place of each path in the index and its commit, `paths` is how many there are.
    pub(super) fn note(&mut self, found: &ChangesFound, numbers: &[(u32, u32)], paths: usize) {
        self.numbers.resize(paths.max(self.numbers.len()), UNKNOWN);
        for commit in &found.commits {
            let minutes = commit.at.as_second().div_euclid(60);
            let minutes = u32::try_from(minutes.max(0)).unwrap_or(RECENCY);
            self.minutes.push(minutes.min(RECENCY));
            self.commits.push(commit.clone());
        }
        for (path, commit) in numbers {
            let slot = usize::try_from(*path)
                .ok()
                .and_then(|at| self.numbers.get_mut(at));
            if let Some(slot) = slot {
                *slot = *commit;
            }
        }
        self.looked_at = found.looked_at;
        self.version += 1;
    }

    pub(super) fn finish(&mut self, told: Option<ChangesTold>) {
        self.end = told.map_or(End::Failed, End::Told);
        self.version += 1;
    }

    /// Returns a number that grows whenever more is known.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    fn number(&self, path: u32) -> Option<usize> {
        let number = self.numbers.get(usize::try_from(path).ok()?)?;
        usize::try_from(*number).ok()
    }

    /// Returns the last change of a path.
    pub(super) fn of(&self, path: u32) -> Option<&LastChange> {
        self.commits.get(self.number(path)?)
    }

    /// Returns what recency adds to a path's boost: the later the more, nothing where it is not known.
    pub(super) fn recency(&self, path: u32) -> u32 {
        let minutes = self
            .number(path)
            .and_then(|number| self.minutes.get(number));
        minutes.copied().unwrap_or(0)
    }

    /// Returns for each commit whether filters want what it changed.
    pub(super) fn wanted(&self, filters: &Filters) -> Vec<bool> {
        let wants = |commit| filters.wants_change(commit);
        self.commits.iter().map(wants).collect()
    }

    /// Tells whether a path was changed last by one of the commits that are wanted.
    pub(super) fn is_of(&self, path: u32, wanted: &[bool]) -> bool {
        self.number(path)
            .and_then(|number| wanted.get(number))
            .is_some_and(|wanted| *wanted)
    }

    /// Says what is not known of authors and dates; none where all is.
    pub(super) fn remark(&self) -> Option<String> {
        let files = |count: usize| match count {
            1 => "1 file".to_owned(),
            count => format!("{count} files"),
        };
        match self.end {
            End::UnderWay => Some(format!(
                "still reading the history: {} commits so far",
                self.looked_at
            )),
            End::Failed => Some("the history could not be read: no dates are known".to_owned()),
            End::Told(told) if told.unknown == 0 => None,
            End::Told(told) => Some(match told.why {
                Some(Unfinished::Cut) => format!(
                    "of {} the last change is older than this clone's history",
                    files(told.unknown)
                ),
                Some(Unfinished::Long) => format!(
                    "of {} the last change is older than the newest {} commits",
                    files(told.unknown),
                    told.looked_at
                ),
                Some(Unfinished::Cancelled) | None => {
                    format!("of {} the last change is not known", files(told.unknown))
                }
            }),
        }
    }
}
