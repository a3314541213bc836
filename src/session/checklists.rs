//! The checklists at hand, for those who have no workspace open: built in, the organization's own, and files to be judged.

use std::path::Path;

use crate::{
    error::{Error, Result},
    store::{Located, library::Library, lint},
    vcs::{self, Repository},
};

/// The largest checklist file that is read.
const LIMIT: u64 = 4 << 20;

/// Loads the checklists that the workspace of a folder sees; outside a repository the built-in ones and those of the folder.
pub fn at_hand(dir: &Path) -> Library {
    match vcs::open(dir) {
        Ok(repository) => Library::load(repository.work_dir()),
        Err(_) => Library::load(dir),
    }
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
            "Could not read {shown}: it is larger than a checklist may be (4 MiB)"
        )));
    }
    let text = std::fs::read_to_string(path).map_err(could_not)?;
    Ok(lint::lint(&text, &path.display().to_string()))
}
