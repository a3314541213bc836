//! What happened since something was cited, as a list: where it may be now, the commits in between, the earlier pins.

use crate::{
    domain::evidence::{EarlierPin, EvidenceLink, within},
    safe,
    session::{
        FileChange,
        trail::{Between, CommitBetween, Proposal, Since, Trail},
    },
    tui::{text, theme::Role},
};

/// How much of a commit's id is shown.
const SHORT: usize = 8;

/// The width of the labels before the first row of each kind.
pub(super) const LABEL: usize = 8;

/// How wide names are.
const NAME: usize = 16;

/// What a row of the list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// A proposal, by its place.
    Proposal(usize),
    /// A commit, by its place.
    Commit(usize),
    /// An earlier pin, by its place.
    Earlier(usize),
    /// Something that is only said.
    Note,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) entry: Entry,
    pub(super) pieces: Vec<(Role, String)>,
}

/// Lists what happened; `trail` is none while it is looked for.
pub(super) fn rows(link: &EvidenceLink, trail: Option<&Trail>) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(trail) = trail {
        proposed(trail, &mut rows);
        in_between(trail, &mut rows);
    }
    for (number, earlier) in link.earlier.iter().enumerate() {
        let label = if number == 0 { "before" } else { "" };
        rows.push(Row {
            label,
            entry: Entry::Earlier(number),
            pieces: before(earlier),
        });
    }
    rows
}

/// Says in one line what the list holds.
pub(super) fn summary(link: &EvidenceLink, trail: Option<&Trail>) -> String {
    let mut parts: Vec<String> = Vec::new();
    match trail {
        None => parts.push("looking into the history...".to_owned()),
        Some(trail) => {
            if let Ok(proposals) = &trail.proposals
                && !proposals.is_empty()
            {
                parts.push(counted(
                    proposals.len(),
                    "place proposed",
                    "places proposed",
                ));
            }
            parts.push(commits(&trail.between));
        }
    }
    if !link.earlier.is_empty() {
        parts.push(counted(link.earlier.len(), "earlier pin", "earlier pins"));
    }
    parts.join(", ")
}

fn commits(between: &Result<Between, String>) -> String {
    let Ok(between) = between else {
        return "history unknown".to_owned();
    };
    if matches!(between.since, Since::Unknown(_)) {
        return "history unknown".to_owned();
    }
    let touched = between
        .commits
        .iter()
        .filter(|commit| commit.touches == Some(true))
        .count();
    let plus = if between.more { "+" } else { "" };
    let commits = counted(between.commits.len(), "commit", "commits");
    let commits = commits.replacen(' ', &format!("{plus} "), 1);
    let when = match between.since {
        Since::Before => "before",
        Since::Pinned | Since::Fork(_) | Since::Unknown(_) => "since",
    };
    match (between.commits.len(), touched) {
        (0, _) => format!("no commit {when}"),
        (_, 0) => format!("{commits} {when}, none to what was cited"),
        (_, touched) => format!("{commits} {when}, {touched} to what was cited (*)"),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn proposed(trail: &Trail, rows: &mut Vec<Row>) {
    let Ok(proposals) = &trail.proposals else {
        return;
    };
    for (number, proposal) in proposals.iter().enumerate() {
        rows.push(Row {
            label: if number == 0 { "may be" } else { "" },
            entry: Entry::Proposal(number),
            pieces: proposal_pieces(proposal),
        });
    }
}

fn proposal_pieces(proposal: &Proposal) -> Vec<(Role, String)> {
    let commit = proposal
        .commit
        .as_deref()
        .map_or_else(String::new, |commit| format!(", in {}", short(commit)));
    vec![
        (Role::Strong, format!("{:>3} % ", proposal.likeness)),
        (Role::Text, place(proposal)),
        (Role::Dim, format!("   {}{commit}", proposal.kind.label())),
    ]
}

/// Says where something may be.
pub(super) fn place(proposal: &Proposal) -> String {
    safe::escape_line(&within(".", &proposal.path, proposal.lines)).into_owned()
}

fn in_between(trail: &Trail, rows: &mut Vec<Row>) {
    let mut note = |said: String| {
        rows.push(Row {
            label: "since",
            entry: Entry::Note,
            pieces: vec![(Role::Warning, said)],
        });
    };
    let between = match &trail.between {
        Ok(between) => between,
        Err(why) => return note(format!("cannot tell: {}", safe::escape_line(why))),
    };
    match &between.since {
        Since::Unknown(why) => return note(format!("cannot tell: {}", safe::escape_line(why))),
        Since::Fork(fork) => note(format!(
            "the history was rewritten or has branched: listed since {}",
            short(fork)
        )),
        Since::Pinned | Since::Before => {}
    }
    if between.cut {
        note("the history is cut off (shallow clone): there may have been more".to_owned());
    }
    let is_first = !rows.iter().any(|row| row.label == "since");
    for (number, commit) in between.commits.iter().enumerate() {
        rows.push(Row {
            label: if number == 0 && is_first { "since" } else { "" },
            entry: Entry::Commit(number),
            pieces: commit_pieces(commit),
        });
    }
    if between.more {
        rows.push(Row {
            label: "",
            entry: Entry::Note,
            pieces: vec![(Role::Dim, "and older ones".to_owned())],
        });
    }
}

fn commit_pieces(commit: &CommitBetween) -> Vec<(Role, String)> {
    let (mark, role) = match commit.touches {
        Some(true) => ("* ", Role::CitationChanged),
        Some(false) => ("  ", Role::Dim),
        None => ("? ", Role::CitationOther),
    };
    let name = safe::escape_line(&commit.author.name);
    let what = match commit.change {
        _ if commit.renames() => {
            format!("   renamed to {}", safe::escape_line(&commit.path))
        }
        FileChange::Added => "   brought the file in".to_owned(),
        FileChange::Deleted => "   took the file away".to_owned(),
        FileChange::Modified => String::new(),
    };
    vec![
        (role, mark.to_owned()),
        (Role::Dim, format!("{} ", short(&commit.commit))),
        (
            Role::Text,
            format!("{:>11}  ", commit.at.strftime("%-d %b %Y").to_string()),
        ),
        (Role::Text, format!("{} ", text::fit(&name, NAME, "."))),
        (Role::Text, safe::escape_line(&commit.subject).into_owned()),
        (Role::Dim, what),
    ]
}

fn before(earlier: &EarlierPin) -> Vec<(Role, String)> {
    vec![
        (
            Role::Text,
            safe::escape_line(&earlier.pin().told()).into_owned(),
        ),
        (
            Role::Dim,
            format!(
                "   until {} by {}: ",
                earlier.at.strftime("%-d %b %Y"),
                safe::escape_line(&earlier.by.name)
            ),
        ),
        (Role::Text, safe::escape_line(&earlier.why).into_owned()),
    ]
}

/// Cuts a commit's id to what is shown of it.
pub(super) fn short(commit: &str) -> String {
    let start: String = commit.chars().take(SHORT).collect();
    safe::escape_line(&start).into_owned()
}
