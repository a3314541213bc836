//! Where something may have gone that is not where it was cited.
//!
//! Looked at are, in this order: the file itself, where the lines may have been edited; the commits in between that took the
//! file or the lines away, and what else they changed; and the files of the same kind at the end, by their content.

mod elsewhere;

use std::cmp::Reverse;

use git2::Oid;

use super::{
    super::{At, GitRepository, VcsError, drift, pin, touched::Touched},
    Proposal, ProposalKind, Since, Span, Stop, commit_at, renames, span,
    texts::Texts,
    timeline,
    touched::Followed,
    walk::{self, Touch},
};
use crate::domain::{
    evidence::{CitationState, LineRange, Pin},
    follow::{self, Alike, Way, likeness},
};

/// How alike lines must be, in percent, to be proposed where a commit in between put them.
const NEARLY: u8 = 60;

/// How many commits are looked at that took the lines away.
const COMMITS: usize = 30;

/// How many files of one commit are searched.
const FILES_OF_A_COMMIT: usize = 200;

/// How many places are proposed.
const PROPOSED_AT_MOST: usize = 12;

/// Proposes where something is that was changed or is gone; nothing where it is not.
pub(in crate::vcs) fn proposals(
    repo: &GitRepository,
    pin: &Pin,
    to: &At,
    stop: Stop<'_>,
) -> Result<Vec<Proposal>, VcsError> {
    let Some(tip) = commit_at(repo, to)? else {
        return Ok(Vec::new());
    };
    let state = drift::judge(repo, &[pin], to).pop();
    let is_lost = matches!(
        state,
        Some(
            CitationState::Changed
                | CitationState::Gone
                | CitationState::Uncommitted { still_there: false }
        )
    );
    let Ok(then) = pin::bytes_of(repo, pin) else {
        return Ok(Vec::new());
    };
    if !is_lost {
        return Ok(Vec::new());
    }
    let excerpt = pin
        .lines
        .map_or(Some(then.as_slice()), |lines| lines.cut(&then));
    let Some(excerpt) = excerpt else {
        return Ok(Vec::new());
    };
    let mut search = Search {
        repo,
        pin,
        then: &then,
        excerpt,
        tip,
        span: span(repo, pin, tip.0),
        texts: Texts::new(repo),
        found: Vec::new(),
        stop,
    };
    search.in_the_file()?;
    search.in_between()?;
    search.elsewhere()?;
    let mut found = search.found;
    found.sort_by_key(|proposal| {
        (
            proposal.kind == ProposalKind::Copied,
            Reverse(proposal.likeness),
        )
    });
    found.truncate(PROPOSED_AT_MOST);
    Ok(found)
}

struct Search<'r> {
    repo: &'r GitRepository,
    pin: &'r Pin,
    /// The file as it was cited.
    then: &'r [u8],
    /// What was cited of it.
    excerpt: &'r [u8],
    /// The commit and the tree where it is looked for.
    tip: (Oid, Oid),
    span: Span,
    texts: Texts<'r>,
    found: Vec<Proposal>,
    stop: Stop<'r>,
}

impl Search<'_> {
    fn propose(
        &mut self,
        kind: ProposalKind,
        path: &str,
        lines: Option<LineRange>,
        likeness: u8,
        commit: Option<Oid>,
    ) {
        let overlaps = |a: LineRange, b: LineRange| a.first() <= b.last() && b.first() <= a.last();
        let known = self.found.iter().any(|known| {
            known.path == path
                && match (known.lines, lines) {
                    (Some(a), Some(b)) => overlaps(a, b),
                    (None, _) | (_, None) => true,
                }
        });
        if !known {
            self.found.push(Proposal {
                kind,
                path: path.to_owned(),
                lines,
                likeness,
                commit: commit.map(|id| id.to_string()),
            });
        }
    }

    /// Looks into the file itself.
    fn in_the_file(&mut self) -> Result<(), VcsError> {
        let path = &self.pin.path;
        let Some(blob) = walk::place(self.repo, self.tip.1, path)? else {
            return Ok(());
        };
        let Some(now) = self.texts.get(blob) else {
            return Ok(());
        };
        let path = path.clone();
        let Some(cited) = self.pin.lines else {
            let likeness = likeness::kept(self.then, &now);
            self.propose(ProposalKind::Edited, &path, None, likeness, None);
            return Ok(());
        };
        let way = Way::new(self.then, &now);
        if let Some(alike) = way.edited(cited) {
            let (lines, likeness) = (Some(alike.lines), alike.likeness);
            self.propose(ProposalKind::Edited, &path, lines, likeness, None);
        }
        for alike in follow::alike_lines(&now, self.excerpt, NEARLY) {
            if way.put_in(alike.lines) {
                let (lines, likeness) = (Some(alike.lines), alike.likeness);
                self.propose(ProposalKind::Moved, &path, lines, likeness, None);
            }
        }
        Ok(())
    }

    /// Looks at the commits in between that took the file or the lines away.
    fn in_between(&mut self) -> Result<(), VcsError> {
        if matches!(self.span.since, Since::Unknown(_) | Since::Before) {
            return Ok(());
        }
        let path = self.pin.path.clone();
        let walked = walk::walk(self.repo, &path, self.tip.0, self.span.from, self.stop)?;
        let files: Vec<timeline::FileTouch> = walked
            .touches
            .into_iter()
            .map(|touch| timeline::FileTouch {
                touch,
                path: path.clone(),
                was: path.clone(),
            })
            .collect();
        let blob = self.repo.oid(&self.pin.blob);
        let mut followed = self
            .pin
            .lines
            .map(|lines| Followed::new(self.then, blob, lines));
        let touched = followed
            .as_mut()
            .map(|followed| followed.touched(&mut self.texts, &files, false, self.stop));
        let mut last_edit = None;
        let mut looked_at = 0;
        for (number, file) in files.iter().enumerate() {
            let is_hit = touched
                .as_ref()
                .is_none_or(|touched| touched.get(number) == Some(&Some(true)));
            if !is_hit {
                continue;
            }
            last_edit = last_edit.or(Some(file.touch.commit));
            looked_at += 1;
            if looked_at > COMMITS || (self.stop)() {
                break;
            }
            self.in_commit(&file.touch, followed.as_ref())?;
        }
        // What was edited in place is what the last commit that touched it made of it.
        let edited = self
            .found
            .iter_mut()
            .find(|proposal| proposal.kind == ProposalKind::Edited);
        if let (Some(edited), Some(commit)) = (edited, last_edit) {
            edited.commit = Some(commit.to_string());
        }
        Ok(())
    }

    fn in_commit(
        &mut self,
        touch: &Touch,
        followed: Option<&Followed<'_>>,
    ) -> Result<(), VcsError> {
        let had = touch
            .parents
            .iter()
            .find_map(|(id, blob)| Some((*id, (*blob)?)));
        let Some((parent, was)) = had else {
            return Ok(());
        };
        let changed = renames::changed_in(self.repo, touch.commit, parent)?;
        let replaced = |texts: &mut Texts<'_>| {
            let (old, new) = (texts.get(was)?, texts.get(touch.here?)?);
            Some(likeness::of_texts(&old, &new) < 50)
        };
        let excerpt = followed
            .and_then(|followed| followed.at(&mut self.texts, was))
            .map(|(_, excerpt)| excerpt)
            .filter(|excerpt| follow::is_telling(excerpt));
        let is_gone = touch.here.is_none();
        let is_replaced = !is_gone && replaced(&mut self.texts).unwrap_or_default();
        // Of a file that is still there the lines were taken; of one that is not, all went together.
        if let Some(excerpt) = excerpt.as_ref().filter(|_| !is_gone) {
            self.taken(touch.commit, &changed, excerpt)?;
        }
        if is_gone || is_replaced {
            let came = renames::came(&changed);
            for went in renames::went_to(&mut self.texts, &came, &self.pin.path, was) {
                self.renamed(&went.path, touch.commit)?;
            }
        }
        if let Some(excerpt) = excerpt.as_ref().filter(|_| is_gone) {
            self.taken(touch.commit, &changed, excerpt)?;
        }
        Ok(())
    }

    /// Proposes a file that was renamed, at whatever path it is in the end.
    fn renamed(&mut self, path: &str, commit: Oid) -> Result<(), VcsError> {
        let Some((path, blob)) = self.in_the_end(path, commit)? else {
            return Ok(());
        };
        let Some(now) = self.texts.get(blob) else {
            return Ok(());
        };
        let Some(cited) = self.pin.lines else {
            let likeness = likeness::kept(self.then, &now);
            self.propose(ProposalKind::Renamed, &path, None, likeness, Some(commit));
            return Ok(());
        };
        let way = Way::new(self.then, &now);
        let alike = match way.same(cited) {
            Some(lines) => Some(Alike {
                lines,
                likeness: 100,
            }),
            None => way
                .edited(cited)
                .into_iter()
                .chain(follow::alike_lines(&now, self.excerpt, NEARLY))
                .max_by_key(|alike| alike.likeness),
        };
        if let Some(alike) = alike {
            let (lines, likeness) = (Some(alike.lines), alike.likeness);
            self.propose(ProposalKind::Renamed, &path, lines, likeness, Some(commit));
        }
        Ok(())
    }

    /// Proposes the files that a commit put the lines in which it took away.
    fn taken(&mut self, commit: Oid, changed: &[Touched], excerpt: &[u8]) -> Result<(), VcsError> {
        let mut others: Vec<&Touched> = changed
            .iter()
            .filter(|other| other.path != self.pin.path && other.new.is_some())
            .collect();
        others.sort_by_key(|other| Reverse(renames::nearness(&self.pin.path, &other.path)));
        for other in others.into_iter().take(FILES_OF_A_COMMIT) {
            if (self.stop)() {
                break;
            }
            let Some(text) = other.new.and_then(|new| self.texts.get(new)) else {
                continue;
            };
            let same = follow::places(&text, excerpt)
                .filter_map(|at| lines_from(at, excerpt))
                .map(|lines| Alike {
                    lines,
                    likeness: 100,
                });
            let nearly = follow::alike_lines(&text, excerpt, NEARLY);
            let mut hits = same.chain(nearly).peekable();
            if hits.peek().is_none() {
                continue;
            }
            let before = other
                .old
                .and_then(|old| self.texts.get(old))
                .unwrap_or_default();
            // The costly question comes last, for of hundreds of files few have anything like it.
            let way = Way::new(&before, &text);
            let put_in = hits.find(|alike| way.put_in(alike.lines));
            let (Some(put_in), Some(blob)) = (put_in, other.new) else {
                continue;
            };
            let Some((path, end)) = self.in_the_end(&other.path, commit)? else {
                continue;
            };
            let now = self.texts.get(end);
            let lines = if end == blob {
                Some(put_in.lines)
            } else {
                let now = now.as_deref();
                now.and_then(|now| Way::new(&text, now).follow(put_in.lines).lines())
            };
            if let Some(lines) = lines {
                let likeness = now.map_or(put_in.likeness, |now| self.likeness(&now, lines));
                let lines = Some(lines);
                self.propose(ProposalKind::Split, &path, lines, likeness, Some(commit));
            }
        }
        Ok(())
    }

    /// Follows a path from a commit to the end.
    fn in_the_end(&mut self, path: &str, commit: Oid) -> Result<Option<(String, Oid)>, VcsError> {
        let end = timeline::follow(
            self.repo,
            &mut self.texts,
            path,
            self.tip,
            Some(commit),
            self.stop,
        )?;
        Ok(end.end)
    }

    fn likeness(&self, text: &[u8], lines: LineRange) -> u8 {
        lines.cut(text).map_or(0, |there| {
            likeness::of_lines(&follow::lines(self.excerpt), &follow::lines(there))
        })
    }
}

/// Returns the lines that an excerpt takes from one on that is counted from 0.
fn lines_from(at: usize, excerpt: &[u8]) -> Option<LineRange> {
    let first = u32::try_from(at).ok()?.checked_add(1)?;
    let count = u32::try_from(follow::lines(excerpt).len()).ok()?;
    LineRange::new(first, first.checked_add(count.checked_sub(1)?)?).ok()
}
