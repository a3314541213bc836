//! A comparison with its history as one JSON document.

use jiff::Timestamp;
use serde::Serialize;

use crate::session::{
    comparison::{Comparison, Which},
    domain::evidence::{EarlierPin, LineRange},
    trail::{Between, CommitBetween, Proposal, Since, Trail},
};

use super::super::{super::log, cited::Cited};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Document {
    citation: Cited,
    /// The earlier pin that is shown, counted from 1; none for the one that counts.
    earlier_pin: Option<usize>,
    /// The commit that it is compared with; none for what is there now.
    compared_with: Option<String>,
    /// The cited lines, or the whole file where no lines are cited; none where they cannot be had.
    then: Option<String>,
    /// Why they cannot be had.
    then_missing: Option<String>,
    /// The whole file that it is compared with; none where it is gone or cannot be had.
    now: Option<String>,
    /// Why it cannot be had.
    now_missing: Option<String>,
    now_path: String,
    /// The lines that stand for the cited ones there.
    now_lines: Option<LineRange>,
    /// How alike they are to the cited ones, in percent.
    likeness: Option<u8>,
    between: Option<BetweenJson>,
    proposals: Vec<ProposalJson>,
    earlier: Vec<EarlierPin>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct BetweenJson {
    /// `pinned`, `before` (the commit compared with is the older one), `fork` or `unknown`.
    since: &'static str,
    /// The commit from which on they are listed, where it is not the pinned one.
    fork: Option<String>,
    /// Why it is not known what happened.
    why: Option<String>,
    commits: Vec<CommitJson>,
    more: bool,
    cut_off: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CommitJson {
    commit: String,
    parent: Option<String>,
    author: String,
    at: Timestamp,
    subject: String,
    change: &'static str,
    path: String,
    was: Option<String>,
    /// Whether it touched what was cited; none where that was not looked at.
    touches: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ProposalJson {
    kind: &'static str,
    path: String,
    lines: Option<LineRange>,
    likeness: u8,
    commit: Option<String>,
}

impl Document {
    pub(super) fn of(citation: Cited, comparison: &Comparison, trail: &Trail) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let then = comparison.then.as_ref();
        let sight = &comparison.sight;
        let cut = |bytes: &Vec<u8>| {
            let cut = sight.pin.lines.and_then(|lines| lines.cut(bytes));
            text(cut.unwrap_or(bytes))
        };
        let now = comparison.now.as_ref();
        Self {
            citation,
            earlier_pin: match sight.which {
                Which::Current => None,
                Which::Earlier(number) => Some(number + 1),
            },
            compared_with: sight.beside.at.clone(),
            then: then.ok().map(cut),
            then_missing: then.err().cloned(),
            now: now.ok().and_then(|now| now.as_deref()).map(text),
            now_missing: now.err().cloned(),
            now_path: sight.now_path.clone(),
            now_lines: sight.now_lines,
            likeness: comparison.likeness(),
            between: Some(between(&trail.between)),
            proposals: trail.proposals.iter().flatten().map(proposal).collect(),
            earlier: sight.link.earlier.clone(),
        }
    }
}

fn between(between: &Result<Between, String>) -> BetweenJson {
    let unknown = |why: &str| BetweenJson {
        since: "unknown",
        fork: None,
        why: Some(why.to_owned()),
        commits: Vec::new(),
        more: false,
        cut_off: false,
    };
    let between = match between {
        Ok(between) => between,
        Err(why) => return unknown(why),
    };
    let known = |since, fork: Option<&String>| BetweenJson {
        since,
        fork: fork.cloned(),
        why: None,
        commits: between.commits.iter().map(commit).collect(),
        more: between.more,
        cut_off: between.cut,
    };
    match &between.since {
        Since::Pinned => known("pinned", None),
        Since::Before => known("before", None),
        Since::Fork(fork) => known("fork", Some(fork)),
        Since::Unknown(why) => unknown(why),
    }
}

fn commit(commit: &CommitBetween) -> CommitJson {
    CommitJson {
        commit: commit.commit.clone(),
        parent: commit.parent.clone(),
        author: commit.author.to_string(),
        at: commit.at,
        subject: commit.subject.clone(),
        change: if commit.renames() {
            "renamed"
        } else {
            log::word(commit.change)
        },
        path: commit.path.clone(),
        was: commit.was.clone(),
        touches: commit.touches,
    }
}

fn proposal(proposal: &Proposal) -> ProposalJson {
    ProposalJson {
        kind: proposal.kind.word(),
        path: proposal.path.clone(),
        lines: proposal.lines,
        likeness: proposal.likeness,
        commit: proposal.commit.clone(),
    }
}
