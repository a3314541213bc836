//! Real repositories in temporary folders.

mod changes;
mod citations;
mod contents;
mod contributions;
mod conversions;
mod damage;
mod files;
mod fixes;
mod odd_repositories;
mod oracle;
mod people;
mod streams;
mod trail;

use jiff::Timestamp;
use tempfile::TempDir;

use super::{GitRepository, Repository, history::HistoryWriter, init};
use crate::domain::person::Person;

/// A new repository and its folder.
pub(super) fn repository() -> (TempDir, GitRepository) {
    let dir = tempfile::tempdir().unwrap();
    let repo = init(dir.path()).unwrap();
    (dir, repo)
}

/// Commits changes and checks them out; a day passes with every commit.
pub(super) fn commit(repo: &GitRepository, changes: &[(&str, Option<&str>)]) -> String {
    let mira = Person {
        name: "Mira Okafor".to_owned(),
        email: "mira@example.org".to_owned(),
    };
    let count = repo.log(&[], 1000).unwrap().len();
    let start: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    let day = i64::try_from(count).unwrap();
    let at = Timestamp::from_second(start.as_second() + day * 86_400).unwrap();
    let changes: Vec<_> = changes
        .iter()
        .map(|(path, text)| (*path, text.map(str::as_bytes)))
        .collect();
    let mut writer = HistoryWriter::new(repo).unwrap();
    let id = writer
        .commit(&mira, at, "Change things\n\nFor a reason.\n", &changes)
        .unwrap();
    writer.finish().unwrap();
    id
}

/// Writes a file of the work tree.
pub(super) fn write(repo: &GitRepository, path: &str, text: impl AsRef<[u8]>) {
    let full = repo.work_dir().join(path);
    std::fs::create_dir_all(full.parent().unwrap()).unwrap();
    std::fs::write(full, text).unwrap();
}
