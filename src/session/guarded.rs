//! What no document is ever written over: the files of the workspace, and those of git.

use std::path::{Path, PathBuf};

use crate::{
    store::Store,
    vcs::{self, Repository as _},
};

/// Where the records are when the workspace's own cannot be read: nothing is risked on a guess.
const RECORDS: &str = "audits";

/// Places that belong to the workspace or to git, each with the words for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guarded {
    /// The folder of the workspace's own checklists.
    pub checklists: Option<PathBuf>,
    /// All others; of a folder all that is beneath it.
    pub places: Vec<(PathBuf, &'static str)>,
}

impl Guarded {
    /// Finds what is guarded in the repository around a folder; nothing where there is none.
    pub fn around(folder: &Path) -> Self {
        let Ok(repository) = vcs::open(folder) else {
            return Self::default();
        };
        let mut places = Vec::new();
        let git_dirs = repository.git_dirs().into_iter();
        places.extend(git_dirs.map(|git| (git, "it is a file of git")));
        let root = repository.work_dir();
        let mut checklists = None;
        if Store::is_workspace(root) {
            let records = Store::open(root).map_or_else(
                |_| RECORDS.to_owned(),
                |(store, _)| store.records_folder().to_owned(),
            );
            places.push((
                root.join(records),
                "the records are there, and only the program writes them",
            ));
            places.push((
                root.join("tickmark.toml"),
                "it is the workspace's own record",
            ));
            checklists = Some(root.join("checklists"));
        }
        Self { checklists, places }
    }
}
