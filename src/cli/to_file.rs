//! A text that goes to stdout, or to the file that was named: never over the records, and never over somebody's work.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use clap::Args;

use crate::{
    atomic::{self, AtomicError},
    config::Config,
    error::{Error, Result},
    session::guarded::Guarded,
};

use super::{
    Place,
    output::{Reply, line},
};

/// From how many letters and digits on the beginning of a file says what file it is: as many as `"schema": 1` has.
const SAYS: usize = 7;

/// What of the workspace may be written by naming its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    /// Nothing: it is a document.
    Nothing,
    /// A checklist, among the workspace's own.
    Checklists,
}

/// Where a document goes.
#[derive(Debug, Args)]
pub(super) struct ToFile {
    /// The file to write; stdout if left out. An earlier output of the same kind is replaced, any other file with --force alone.
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Replace the file, whatever is in it. Records are never replaced.
    #[arg(long, requires = "output")]
    pub(super) force: bool,
}

/// Hands a text over: to the file, or else to stdout. `what` is what it is, for an error.
pub(super) fn deliver(text: String, what: &str, to: &ToFile, place: &Place) -> Result<Reply> {
    let Some(file) = to.output.as_ref().filter(|file| file.as_os_str() != "-") else {
        return Ok(Reply::text(text));
    };
    let shown = write(
        &place.resolve(file),
        &text,
        what,
        (Own::Nothing, to.force),
        place,
    )?;
    let mut reply = Reply::default();
    reply.note(format!("wrote {}", line(&shown)));
    Ok(reply)
}

/// Writes a text into a file that a person has named, and returns its path as it is shown.
///
/// A file of the workspace itself is refused in every spelling; what else is there is replaced where it begins as the text
/// does, which is an earlier output, or where the person insists.
pub(super) fn write(
    file: &Path,
    text: &str,
    what: &str,
    (own, force): (Own, bool),
    place: &Place,
) -> Result<String> {
    let shown = file.display().to_string();
    if let Some(guarded) = guarded(file, own, place) {
        return Err(Error::usage(format!(
            "Could not write {what} to {}: {guarded}",
            line(&shown)
        ))
        .hint("name a file beside the records, such as -o report.md"));
    }
    let there = beginning(file).map_err(|cause| not_written(what, &shown, &cause.to_string()))?;
    if there.is_some_and(|there| !force && !begins_alike(&there, text)) {
        return Err(Error::usage(format!(
            "Could not write {what} to {}: there is another file of that name",
            line(&shown)
        ))
        .hint("replace it: --force; or name another file"));
    }
    atomic::replace_outside(file, text.as_bytes()).map_err(|cause| {
        let why = match cause {
            AtomicError::Io { source, .. } => source.to_string(),
            other => line(&other.to_string()).into_owned(),
        };
        not_written(what, &shown, &why)
    })?;
    Ok(shown)
}

fn not_written(what: &str, shown: &str, why: &str) -> Error {
    Error::unavailable(format!("Could not write {what} to {}: {why}", line(shown)))
}

/// Says why a file is none of those that may be written: it is the workspace's own, git's, or a setting of the program.
fn guarded(file: &Path, own: Own, place: &Place) -> Option<&'static str> {
    let target = really(file);
    let in_git = |part: Component<'_>| {
        let name = part.as_os_str().to_string_lossy();
        name.eq_ignore_ascii_case(".git")
    };
    if target.components().any(in_git) || file.components().any(in_git) {
        return Some("it is a file of git");
    }
    let mut places: Vec<(PathBuf, &'static str)> = Vec::new();
    // The workspace that one is in, and the one that the file would be in.
    let around = target.ancestors().skip(1).find(|folder| folder.is_dir());
    for folder in std::iter::once(place.dir.as_path()).chain(around) {
        let Guarded {
            checklists,
            places: more,
        } = Guarded::around(folder);
        places.extend(more);
        if own == Own::Nothing {
            let what = "the checklists of the workspace are there: checklist import writes them";
            places.extend(checklists.map(|folder| (folder, what)));
        }
    }
    let settings = "the settings and themes of the program are there";
    places.extend(Config::place().map(|folder| (folder, settings)));
    let within = places
        .into_iter()
        .find(|(guarded, _)| is_within(&target, &really(guarded)));
    within.map(|(_, what)| what)
}

/// Follows links as far as a path is there, and resolves `..` in what is not.
fn really(path: &Path) -> PathBuf {
    if let Ok(found) = fs::canonicalize(path) {
        return found;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (absolute.parent(), absolute.file_name()) {
        (Some(parent), Some(name)) => {
            // A link that leads to nothing yet leads there all the same.
            match fs::read_link(&absolute) {
                Ok(target) => lexical(&really(parent).join(target)),
                Err(_) => really(parent).join(name),
            }
        }
        // It ends with `..`, beneath a folder that is not there.
        (Some(_) | None, _) => lexical(&absolute),
    }
}

fn lexical(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                clean.pop();
            }
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => clean.push(part),
        }
    }
    clean
}

/// Tells whether a path is beneath a folder, or is it. On some disks the case of letters makes no other file.
fn is_within(path: &Path, folder: &Path) -> bool {
    let mut parts = path.components();
    folder
        .components()
        .all(|part| parts.next().is_some_and(|own| is_alike(own, part)))
}

fn is_alike(one: Component<'_>, other: Component<'_>) -> bool {
    let lower = |part: Component<'_>| part.as_os_str().to_string_lossy().to_lowercase();
    lower(one) == lower(other)
}

/// Reads the beginning of a file; none where there is none.
fn beginning(file: &Path) -> io::Result<Option<String>> {
    use io::Read as _;
    let open = match fs::File::open(file) {
        Ok(open) => open,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !open.metadata()?.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    open.take(4096).read_to_end(&mut bytes)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Tells whether two texts begin alike, so that one is an earlier output of what writes the other. An empty file is nobody's.
fn begins_alike(there: &str, text: &str) -> bool {
    let says = |text: &str| {
        let mut head = String::new();
        for line in text.trim_start_matches('\u{feff}').lines() {
            head.push_str(line.trim_end());
            head.push('\n');
            if head.chars().filter(|c| c.is_alphanumeric()).count() >= SAYS {
                break;
            }
        }
        head
    };
    there.trim().is_empty() || says(there) == says(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_output_begins_as_the_new_one_does() {
        let text = "# Audit report\n\nall of it\n";
        assert!(begins_alike("# Audit report\n\nless\n", text));
        assert!(begins_alike("", text));
        assert!(!begins_alike("# Notes of my own\n", text));
        assert!(!begins_alike("schema = 1\n", text));
        // A line that says nothing decides nothing.
        assert!(!begins_alike(
            "{\n  \"other\": 1234567\n}\n",
            "{\n  \"schema\": 1,\n"
        ));
        assert!(begins_alike(
            "{\n  \"schema\": 1,\n  \"a\"",
            "{\n  \"schema\": 1,\n  \"b\""
        ));
    }

    #[test]
    fn a_path_is_within_a_folder_in_whatever_case() {
        let folder = Path::new("/w/audits");
        for inside in ["/w/audits/a/audit.toml", "/w/AUDITS/x", "/w/audits"] {
            assert!(is_within(Path::new(inside), folder), "{inside}");
        }
        for outside in ["/w/audits.md", "/w/report/audits", "/w"] {
            assert!(!is_within(Path::new(outside), folder), "{outside}");
        }
        assert_eq!(lexical(Path::new("/w/a/../b/./c")), Path::new("/w/b/c"));
    }
}
