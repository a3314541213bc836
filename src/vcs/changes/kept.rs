//! What a walk came to, kept in the private folder under the id of the tip that it began at.
//!
//! A file that cannot be read, is cut short or of another version is as good as none: the walk is made again.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use git2::Oid;

use super::{Unfinished, told::Noted};
use crate::{
    atomic, beneath,
    domain::person::Person,
    vcs::{GitRepository, Repository as _, git::sha256},
};

/// The first bytes of a file, with the version of its form.
const MAGIC: &[u8] = b"tickmark last changes 1\n";
/// How many files stay: the tips of some branches.
const KEPT: usize = 4;
/// How large a file may be: what a repository of ten million files needs.
const AT_MOST: u64 = 64 << 20;

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) tree: Oid,
    pub(super) looked_at: usize,
    pub(super) why: Option<Unfinished>,
    pub(super) authors: Vec<Person>,
    pub(super) commits: Vec<Noted>,
    /// For each file of the tree, in its order, the number of its commit.
    pub(super) numbers: Vec<u32>,
}

fn folder(repo: &GitRepository) -> PathBuf {
    repo.private_dir().join("last-changes")
}

/// Reads what is kept for a tip. What was cut off where it was written may be here by now, and does not count.
pub(super) fn read(repo: &GitRepository, tip: Oid) -> Option<Kept> {
    let path = folder(repo).join(tip.to_string());
    let bytes = beneath::plain_bytes(&path, AT_MOST).ok()?;
    let kept = decode(&bytes, tip.as_bytes().len());
    if kept.is_none() {
        tracing::warn!(path = %path.display(), "what was kept of the history cannot be read");
    }
    kept.filter(|kept| kept.why != Some(Unfinished::Cut))
}

/// Reads what is kept for the newest tip that this one was built on.
pub(super) fn nearest(repo: &GitRepository, tip: Oid) -> Option<(Oid, Kept)> {
    let ancestor = |path: PathBuf| {
        let id = repo.oid(path.file_name()?.to_str()?)?;
        let built_on = repo.raw().graph_descendant_of(tip, id).ok()?;
        built_on.then(|| Some((id, read(repo, id)?)))?
    };
    newest_first(&folder(repo)).into_iter().find_map(ancestor)
}

/// Keeps what a walk came to, and lets go of the oldest. It is a help and no record: a failure is noted and that is all.
pub(super) fn write(repo: &GitRepository, tip: Oid, kept: &Kept) {
    let folder = folder(repo);
    let written = atomic::make_private_folder(&folder)
        .map_err(|cause| cause.to_string())
        .and_then(|()| {
            let path = folder.join(tip.to_string());
            atomic::replace_private(&path, &encode(kept)).map_err(|cause| cause.to_string())
        });
    if let Err(cause) = written {
        tracing::warn!(%cause, "the last changes of the files are not kept");
    }
    for old in newest_first(&folder).into_iter().skip(KEPT) {
        // Another process may have been quicker.
        let _ = fs::remove_file(old);
    }
}

fn newest_first(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<(SystemTime, PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let modified = entry.metadata().ok()?.modified().ok()?;
            Some((modified, entry.path()))
        })
        .collect();
    files.sort_unstable_by(|one, other| other.cmp(one));
    files.into_iter().map(|(_, path)| path).collect()
}

fn encode(kept: &Kept) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let count = |out: &mut Vec<u8>, number: usize| {
        out.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
    };
    out.extend_from_slice(kept.tree.as_bytes());
    count(&mut out, kept.looked_at);
    out.push(match kept.why {
        None => 0,
        Some(Unfinished::Cut) => 1,
        Some(Unfinished::Long) => 2,
        Some(Unfinished::Cancelled) => 3,
    });
    count(&mut out, kept.authors.len());
    for author in &kept.authors {
        for text in [&author.name, &author.email] {
            count(&mut out, text.len());
            out.extend_from_slice(text.as_bytes());
        }
    }
    count(&mut out, kept.commits.len());
    for commit in &kept.commits {
        out.extend_from_slice(commit.id.as_bytes());
        out.extend(commit.seconds.to_le_bytes());
        out.extend(commit.offset.to_le_bytes());
        out.extend(commit.author.to_le_bytes());
    }
    count(&mut out, kept.numbers.len());
    for number in &kept.numbers {
        out.extend(number.to_le_bytes());
    }
    let sum = sha256(&out);
    out.extend(sum);
    out
}

fn decode(bytes: &[u8], id_length: usize) -> Option<Kept> {
    let (body, sum) = bytes.split_last_chunk::<32>()?;
    if sha256(body) != *sum {
        return None;
    }
    let mut rest = Rest(body.strip_prefix(MAGIC)?);
    let tree = rest.id(id_length)?;
    let looked_at = rest.count()?;
    let why = match rest.take(1)? {
        [0] => None,
        [1] => Some(Unfinished::Cut),
        [2] => Some(Unfinished::Long),
        _ => return None,
    };
    let authors = (0..rest.count()?)
        .map(|_| {
            Some(Person {
                name: rest.text()?,
                email: rest.text()?,
            })
        })
        .collect::<Option<_>>()?;
    let commits = (0..rest.count()?)
        .map(|_| {
            Some(Noted {
                id: rest.id(id_length)?,
                seconds: i64::from_le_bytes(rest.array()?),
                offset: i32::from_le_bytes(rest.array()?),
                author: u32::from_le_bytes(rest.array()?),
            })
        })
        .collect::<Option<_>>()?;
    let numbers = (0..rest.count()?)
        .map(|_| Some(u32::from_le_bytes(rest.array()?)))
        .collect::<Option<_>>()?;
    rest.0.is_empty().then_some(Kept {
        tree,
        looked_at,
        why,
        authors,
        commits,
        numbers,
    })
}

/// The bytes that are not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.array()?)).ok()
    }

    fn id(&mut self, length: usize) -> Option<Oid> {
        Oid::from_bytes(self.take(length)?).ok()
    }

    fn text(&mut self) -> Option<String> {
        let length = self.count()?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_what_is_broken_does_not() {
        let id = Oid::from_bytes(&[7; 20]).unwrap();
        let kept = Kept {
            tree: id,
            looked_at: 3,
            why: Some(Unfinished::Cut),
            authors: vec![Person {
                name: "Ada\nB".to_owned(),
                email: String::new(),
            }],
            commits: vec![Noted {
                id,
                seconds: -5,
                offset: 60,
                author: 0,
            }],
            numbers: vec![0, u32::MAX],
        };
        let bytes = encode(&kept);
        assert_eq!(decode(&bytes, 20), Some(kept));
        for at in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 1;
            assert_eq!(decode(&broken, 20), None);
            assert_eq!(decode(&bytes[..at], 20), None);
        }
    }
}
