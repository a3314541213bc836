//! The commits that touched a file, through its renames.

use git2::Oid;

use super::{
    super::{GitRepository, VcsError},
    Stop, renames,
    texts::Texts,
    walk::{self, KEPT_AT_MOST, Touch},
};

/// How many renames are followed one after the other.
const RENAMED_AT_MOST: usize = 8;

/// A commit that touched the file, under whatever path it then had.
#[derive(Debug, Clone)]
pub(super) struct FileTouch {
    pub(super) touch: Touch,
    /// The path after it; the one before it where it took the file away.
    pub(super) path: String,
    /// The path before it.
    pub(super) was: String,
}

/// The life of a file between two commits.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// What touched it, newest first.
    pub(super) touches: Vec<FileTouch>,
    pub(super) more: bool,
    pub(super) cut: bool,
    /// Where it is at the end, and its blob; none when it is gone.
    pub(super) end: Option<(String, Oid)>,
}

/// Follows a file from `from`, left out with all before it, to `to`.
pub(super) fn follow(
    repo: &GitRepository,
    texts: &mut Texts<'_>,
    path: &str,
    to: (Oid, Oid),
    from: Option<Oid>,
    stop: Stop<'_>,
) -> Result<Timeline, VcsError> {
    let mut line = Timeline::default();
    // The later parts of its life are walked later and stand before the earlier ones.
    let mut parts: Vec<Vec<FileTouch>> = Vec::new();
    let (mut path, mut from) = (path.to_owned(), from);
    for _ in 0..RENAMED_AT_MOST {
        let walked = walk::walk(repo, &path, to.0, from, stop)?;
        line.more |= walked.more;
        line.cut |= walked.cut;
        let mut part: Vec<FileTouch> = walked
            .touches
            .into_iter()
            .map(|touch| FileTouch {
                touch,
                path: path.clone(),
                was: path.clone(),
            })
            .collect();
        line.end = walk::place(repo, to.1, &path)?.map(|blob| (path.clone(), blob));
        let gone = part.first_mut().filter(|_| line.end.is_none());
        let next = match gone {
            Some(last) => renamed(repo, texts, last)?,
            None => None,
        };
        let commit = part.first().map(|last| last.touch.commit);
        parts.push(part);
        match next {
            Some(next) if !stop() => (path, from) = (next, commit),
            Some(_) | None => break,
        }
    }
    line.touches = parts.into_iter().rev().flatten().collect();
    line.more |= line.touches.len() > KEPT_AT_MOST;
    line.touches.truncate(KEPT_AT_MOST);
    Ok(line)
}

/// Turns the commit that took a file away into the one that renamed it, where it did.
fn renamed(
    repo: &GitRepository,
    texts: &mut Texts<'_>,
    last: &mut FileTouch,
) -> Result<Option<String>, VcsError> {
    let had = last
        .touch
        .parents
        .iter()
        .find_map(|(id, blob)| Some((*id, (*blob)?)));
    let Some((parent, was)) = had.filter(|_| last.touch.here.is_none()) else {
        return Ok(None);
    };
    let changed = renames::changed_in(repo, last.touch.commit, parent)?;
    let went = renames::went_to(texts, &renames::came(&changed), &last.path, was);
    Ok(went.into_iter().next().map(|went| {
        last.touch.here = Some(went.blob);
        last.path.clone_from(&went.path);
        went.path
    }))
}
