//! What happened in between, what is proposed, and what was pinned before, as text.

use crate::{
    safe,
    session::{
        FileChange, Session,
        comparison::is_text,
        domain::{
            evidence::{EvidenceLink, within},
            linediff,
            object::short,
        },
        trail::{CommitBetween, Since, Trail},
    },
};

use super::super::super::output::{Reply, count, line};

/// How many commits are listed unless all are asked for.
const FIRST: usize = 10;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// Lists the commits in between, the newest of them.
pub(super) fn commits(trail: &Trail, reply: &mut Reply) {
    let Some(commits) = head(trail, reply) else {
        return;
    };
    for commit in commits.iter().take(FIRST) {
        reply.line(row(commit));
    }
    if let Some(more) = commits.len().checked_sub(FIRST).filter(|more| *more > 0) {
        reply.line(format!(
            "  ... and {}: --log shows all",
            count(more, "more commit")
        ));
    }
}

/// Lists all commits in between, each with what it made of the file, or why that cannot be shown.
pub(super) fn log(session: &Session, link: &EvidenceLink, trail: &Trail, reply: &mut Reply) {
    let Some(commits) = head(trail, reply) else {
        return;
    };
    for commit in commits {
        reply.line("");
        reply.line(row(commit));
        let edit = match session.in_commit(link, commit) {
            Ok(edit) => edit,
            Err(cause) => {
                reply.line(line(&cause.message));
                continue;
            }
        };
        let from = commit.was.as_deref().unwrap_or("nothing");
        let to = match commit.change {
            FileChange::Deleted => "nothing",
            FileChange::Added | FileChange::Modified => commit.path.as_str(),
        };
        reply.line(format!("--- {}", line(from)));
        reply.line(format!("+++ {}", line(to)));
        if !is_text(&edit.then) || !is_text(&edit.now) {
            reply.line("the file is no text");
            continue;
        }
        let (then, now) = (
            String::from_utf8_lossy(&edit.then),
            String::from_utf8_lossy(&edit.now),
        );
        for line in linediff::unified(&then, &now, CONTEXT).lines() {
            reply.line(safe::escape_text(line));
        }
    }
}

/// Says from where on commits are listed, and returns them; none where nobody can tell.
fn head<'t>(trail: &'t Trail, reply: &mut Reply) -> Option<&'t [CommitBetween]> {
    let between = match &trail.between {
        Ok(between) => between,
        Err(why) => {
            reply.line(format!(
                "\ncannot tell what happened in between: {}",
                line(why)
            ));
            return None;
        }
    };
    let number = if between.more {
        format!("the newest {}", between.commits.len())
    } else {
        count(between.commits.len(), "commit")
    };
    let touched = format!("{number} that touched the file");
    match &between.since {
        Since::Pinned => reply.line(format!("\nsince it was cited, {touched}")),
        Since::Before => reply.line(format!("\nbetween that commit and the citation, {touched}")),
        Since::Fork(fork) => reply.line(format!(
            "\nthe history was rewritten or has branched: since {}, the last commit that both have, {touched}",
            short(fork)
        )),
        Since::Unknown(why) => {
            reply.line(format!("\ncannot tell what happened in between: {}", line(why)));
            return None;
        }
    }
    if between.cut {
        reply.line("the history is cut off (shallow clone): there may have been more");
    }
    Some(&between.commits)
}

fn row(commit: &CommitBetween) -> String {
    let mark = match commit.touches {
        Some(true) => "*",
        Some(false) => " ",
        None => "?",
    };
    let mut what = match commit.change {
        FileChange::Added => "  (brought the file in)".to_owned(),
        FileChange::Deleted => "  (took the file away)".to_owned(),
        FileChange::Modified => String::new(),
    };
    if commit.renames() {
        what = format!("  (renamed it to {})", line(&commit.path));
    }
    format!(
        "{mark} {}  {}  {}  {}{what}",
        short(&commit.commit),
        commit.at.strftime("%Y-%m-%d"),
        line(&commit.author.name),
        line(&commit.subject)
    )
}

/// Lists where what was changed or is gone may be, and how to take it; `name` names the citation in a command.
pub(super) fn proposals(trail: &Trail, name: &str, at: Option<&str>, reply: &mut Reply) {
    let proposals = match &trail.proposals {
        Ok(proposals) => proposals,
        Err(why) => {
            reply.line(format!("\ncannot tell where it may be: {}", line(why)));
            return;
        }
    };
    let Some(first) = proposals.first() else {
        return;
    };
    reply.line("\nit may be, for you to judge");
    for proposal in proposals {
        let commit = proposal
            .commit
            .as_ref()
            .map_or_else(String::new, |commit| format!(", in {}", short(commit)));
        reply.line(format!(
            "  {:>3} %  {}  {}{commit}",
            proposal.likeness,
            line(&within(".", &proposal.path, proposal.lines)),
            proposal.kind.label(),
        ));
    }
    let at = at.map_or_else(String::new, |at| format!(" --at {}", line(at)));
    reply.note(format!(
        "to pin it to one of them: tickmark evidence repin {name} --to {}{at} --why REASON",
        line(&within(".", &first.path, first.lines))
    ));
}

/// Lists what a citation was pinned to before.
pub(super) fn earlier(link: &EvidenceLink, reply: &mut Reply) {
    if !link.earlier.is_empty() {
        reply.line("\nit was pinned before to");
    }
    for (number, earlier) in (1..).zip(&link.earlier) {
        reply.line(format!(
            "  {number}  {}, until {} by {}: {}",
            line(&earlier.pin().told()),
            earlier.at.strftime("%Y-%m-%d"),
            line(&earlier.by.name),
            line(&earlier.why)
        ));
    }
}
