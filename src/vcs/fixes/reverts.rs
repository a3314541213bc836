//! Which commits are reverted, by what messages say: decided once for all of them, from a commit to those that name it.

use std::collections::HashMap;

use git2::{Commit, Oid};
use jiff::civil::Date;

use crate::vcs::cited_commit::day;

/// How much of a message is looked at.
const MESSAGE_AT_MOST: usize = 64 << 10;
/// How many commits one message may say that it reverts.
const LINES_AT_MOST: usize = 1_000;
/// How many lines of all messages are kept.
const ALL_AT_MOST: usize = 500_000;
/// The shortest start of an id that names a commit in a message.
const SHORTEST: usize = 7;
const REVERTS: &[u8] = b"This reverts commit ";

/// A commit that says that it reverts others.
#[derive(Debug)]
pub(super) struct Reverter {
    pub(super) by: Oid,
    pub(super) on: Date,
    /// The others, by their ids or the starts of these.
    of: Vec<String>,
}

/// What the messages of a history say, newest commit first.
#[derive(Debug, Default)]
pub(super) struct Reverts {
    all: Vec<Reverter>,
    lines: usize,
}

/// What is known of a commit while it is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decided {
    /// It is being decided.
    Asked,
    Stands,
    /// By the commit of this number.
    Reverted(usize),
}

impl Reverts {
    /// Notes which commits a message says it reverts, a line each, as git writes it; false where there are too many.
    pub(super) fn note(&mut self, commit: &Commit<'_>) -> bool {
        let message = commit.message_raw_bytes();
        let message = message.get(..MESSAGE_AT_MOST).unwrap_or(message);
        let mut of: Vec<String> = message
            .split(|byte| *byte == b'\n')
            .filter_map(|line| line.strip_prefix(REVERTS))
            .map(|rest| {
                let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit());
                digits
                    .map(|byte| char::from(byte.to_ascii_lowercase()))
                    .collect::<String>()
            })
            .filter(|id| id.len() >= SHORTEST)
            .take(LINES_AT_MOST)
            .collect();
        of.sort_unstable();
        of.dedup();
        if !of.is_empty() {
            self.lines += of.len();
            self.all.push(Reverter {
                by: commit.id(),
                on: day(commit),
                of,
            });
        }
        self.lines <= ALL_AT_MOST
    }

    /// Finds for each of these commits the one that reverts it and was not itself reverted, newest first.
    ///
    /// Each commit is decided once and each line looked at once, however reverts of reverts lead into each other.
    pub(super) fn decide(&self, commits: impl IntoIterator<Item = Oid>) -> HashMap<Oid, &Reverter> {
        let commits: Vec<Oid> = commits.into_iter().collect();
        let against = self.against(&commits);
        let none = Vec::new();
        let mut decided: HashMap<Oid, Decided> = HashMap::new();
        for commit in &commits {
            // Those on the way, each with how many of those that revert it are decided.
            let mut way: Vec<(Oid, usize)> = vec![(*commit, 0)];
            while let Some((id, at)) = way.last_mut() {
                if !matches!(decided.get(id), None | Some(Decided::Asked)) {
                    way.pop();
                    continue;
                }
                let (id, of_it) = (*id, against.get(id).unwrap_or(&none));
                decided.insert(id, Decided::Asked);
                let Some(number) = of_it.get(*at).copied() else {
                    decided.insert(id, Decided::Stands);
                    way.pop();
                    continue;
                };
                let Some(by) = self.all.get(number).map(|revert| revert.by) else {
                    *at += 1;
                    continue;
                };
                match decided.get(&by) {
                    None => way.push((by, 0)),
                    Some(Decided::Reverted(_)) => *at += 1,
                    // No commit can name one that names it; what seems to is no good news.
                    Some(Decided::Stands | Decided::Asked) => {
                        decided.insert(id, Decided::Reverted(number));
                        way.pop();
                    }
                }
            }
        }
        let reverted = |commit: &Oid| match decided.get(commit) {
            Some(Decided::Reverted(number)) => Some((*commit, self.all.get(*number)?)),
            Some(Decided::Stands | Decided::Asked) | None => None,
        };
        commits.iter().filter_map(reverted).collect()
    }

    /// Lists for each commit that is asked about, and for each that reverts one, which ones say that they revert it.
    fn against(&self, commits: &[Oid]) -> HashMap<Oid, Vec<usize>> {
        let reverters = self.all.iter().map(|revert| revert.by);
        let mut named: Vec<(String, Oid)> = commits
            .iter()
            .copied()
            .chain(reverters)
            .map(|id| (id.to_string(), id))
            .collect();
        named.sort_unstable();
        named.dedup();
        let mut against: HashMap<Oid, Vec<usize>> = HashMap::new();
        for (number, revert) in self.all.iter().enumerate() {
            for start in &revert.of {
                let from = named.partition_point(|(text, _)| text.as_str() < start.as_str());
                let meant = named.iter().skip(from);
                for (_, id) in meant.take_while(|(text, _)| text.starts_with(start.as_str())) {
                    if *id != revert.by {
                        against.entry(*id).or_default().push(number);
                    }
                }
            }
        }
        against
    }
}
