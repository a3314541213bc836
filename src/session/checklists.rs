//! The checklists at hand, for those who have no workspace open: built in, the organization's own, and files to be judged.

pub mod table;

use std::path::Path;

use crate::{
    domain::id::ChecklistId,
    error::{Error, Result},
    store::{
        Located,
        library::{Library, Origin},
        lint,
    },
    vcs::{self, Repository},
};

/// The largest checklist file that is read: what a record can hold, since an audit keeps a copy.
const LIMIT: u64 = 1 << 20;

/// Loads the checklists that the workspace of a folder sees; outside a repository the built-in ones and those of the folder.
pub fn at_hand(dir: &Path) -> Library {
    match vcs::open(dir) {
        Ok(repository) => Library::load(repository.work_dir()),
        Err(_) => Library::load(dir),
    }
}

/// Returns the file of an own checklist, relative to the root; none for those that are built in.
pub fn file_of(library: &Library, id: &ChecklistId) -> Option<String> {
    match library.origin(id)? {
        Origin::BuiltIn => None,
        Origin::Own(path) => Some(path.clone()),
    }
}

/// Lists all faults of a checklist at hand; none when there is none of that id.
pub fn faults_of(library: &Library, id: &ChecklistId) -> Option<Vec<Located>> {
    let path = file_of(library, id).unwrap_or_else(|| format!("{id}.toml"));
    Some(lint::lint(library.text(id)?, &path))
}

/// Reads a checklist file and lists all its faults.
pub fn judge(path: &Path) -> Result<Vec<Located>> {
    let shown = path.display().to_string();
    let shown = crate::safe::escape_line(&shown);
    let could_not =
        |cause: std::io::Error| Error::unavailable(format!("Could not read {shown}: {cause}"));
    let size = std::fs::metadata(path).map_err(could_not)?.len();
    if size > LIMIT {
        return Err(Error::usage(format!(
            "Could not read {shown}: it is larger than a checklist may be (1 MiB)"
        )));
    }
    let bytes = std::fs::read(path).map_err(could_not)?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => lint::lint(&text, &path.display().to_string()),
        Err(cause) => vec![Located::not_utf8(&path.display().to_string(), &cause)],
    })
}
