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

/// Lists all faults of a checklist at hand; none when there is none of that id. `strict` also looks at the wording.
pub fn faults_of(library: &Library, id: &ChecklistId, strict: bool) -> Option<Vec<Located>> {
    let path = file_of(library, id).unwrap_or_else(|| format!("{id}.toml"));
    let rules = lint::Rules { library, strict };
    Some(lint::lint_by(rules, library.text(id)?, &path))
}

/// Reads a checklist file and lists all its faults, as [`faults_of`] does; `shown` is the path as the person gave it.
pub fn judge(library: &Library, path: &Path, shown: &str, strict: bool) -> Result<Vec<Located>> {
    Ok(match read(path, shown)? {
        Ok(text) => lint::lint_by(lint::Rules { library, strict }, &text, shown),
        Err(fault) => vec![fault],
    })
}

/// Reads the text of a checklist file; what is larger than one may be, or no text, is a fault of the file.
pub(super) fn read(path: &Path, shown: &str) -> Result<Result<String, Located>> {
    let could_not = |cause: std::io::Error| {
        Error::unavailable(format!(
            "Could not read {}: {cause}",
            crate::safe::escape_line(shown)
        ))
    };
    let size = std::fs::metadata(path).map_err(could_not)?.len();
    if size > LIMIT {
        return Ok(Err(lint::too_large(shown, size)));
    }
    let bytes = std::fs::read(path).map_err(could_not)?;
    Ok(String::from_utf8(bytes).map_err(|cause| Located::not_utf8(shown, &cause)))
}
