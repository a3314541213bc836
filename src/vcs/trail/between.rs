//! The commits in between: who touched the file of a citation since it was cited, when, and whether it was the cited lines.

use git2::Oid;
use jiff::Timestamp;

use super::{
    super::{At, Change, GitRepository, VcsError, mailmap::Mailmap, pin},
    Between, CommitBetween, Since, Stop, commit_at, span,
    texts::Texts,
    timeline::{self, FileTouch},
    touched::Followed,
};
use crate::domain::evidence::Pin;

/// Lists the commits that touched the file of a citation between the commit at which it was cited and another one.
pub(in crate::vcs) fn between(
    repo: &GitRepository,
    pin: &Pin,
    to: &At,
    stop: Stop<'_>,
) -> Result<Between, VcsError> {
    let nothing = |since| Between {
        since,
        commits: Vec::new(),
        more: false,
        cut: false,
    };
    let Some((to, _)) = commit_at(repo, to)? else {
        return Ok(nothing(Since::Unknown("there is no commit yet".to_owned())));
    };
    let span = span(repo, pin, to);
    if matches!(span.since, Since::Unknown(_)) {
        return Ok(nothing(span.since));
    }
    let before = span.since == Since::Before;
    let tree = repo.tree_of(span.to)?;
    let mut texts = Texts::new(repo);
    let line = timeline::follow(
        repo,
        &mut texts,
        &pin.path,
        (span.to, tree),
        span.from,
        stop,
    )?;
    let touched = match (pin.lines, pin::bytes_of(repo, pin)) {
        // Whoever changes a byte of the file touches what was cited; a mere rename does not.
        (None, _) => line
            .touches
            .iter()
            .map(|file| {
                let mut before = file.touch.parents.iter();
                Some(before.all(|(_, blob)| *blob != file.touch.here))
            })
            .collect(),
        (Some(lines), Ok(then)) => Followed::new(&then, repo.oid(&pin.blob), lines).touched(
            &mut texts,
            &line.touches,
            before,
            stop,
        ),
        (Some(_), Err(_)) => vec![None; line.touches.len()],
    };
    let mailmap = Mailmap::of_head(repo);
    let mut commits = Vec::with_capacity(line.touches.len());
    for (touch, touches) in line.touches.iter().zip(touched) {
        commits.push(told(repo, touch, touches, &mailmap)?);
    }
    Ok(Between {
        since: span.since,
        commits,
        more: line.more,
        cut: line.cut,
    })
}

fn told(
    repo: &GitRepository,
    file: &FileTouch,
    touches: Option<bool>,
    mailmap: &Mailmap,
) -> Result<CommitBetween, VcsError> {
    let id = file.touch.commit;
    let commit = repo.commit(id)?;
    let author = commit.author();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let message = text(commit.message_bytes());
    let had: Option<Oid> = file.touch.parents.iter().find_map(|(_, blob)| *blob);
    let parent = file.touch.parents.iter().find(|(_, blob)| *blob == had);
    let change = match (had, file.touch.here) {
        (_, None) => Change::Deleted,
        (None, Some(_)) => Change::Added,
        (Some(_), Some(_)) => Change::Modified,
    };
    Ok(CommitBetween {
        commit: id.to_string(),
        parent: parent.map(|(parent, _)| parent.to_string()),
        author: mailmap.person(author.name_bytes(), author.email_bytes()),
        at: Timestamp::from_second(author.when().seconds()).unwrap_or(Timestamp::UNIX_EPOCH),
        subject: message.lines().next().unwrap_or_default().trim().to_owned(),
        change,
        path: file.path.clone(),
        was: had.map(|_| file.was.clone()),
        touches,
    })
}
