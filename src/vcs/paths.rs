//! Which paths may be asked for: relative, within the work tree, never into `.git`.

use super::VcsError;
use crate::domain::evidence::is_dot_git;

/// Refuses a path that leads out of the work tree, into `.git` in any disguise, or is written wrongly.
pub(super) fn check(path: &str) -> Result<(), VcsError> {
    let bad = |why| {
        Err(VcsError::BadPath {
            path: path.to_owned(),
            why,
        })
    };
    if path.is_empty() {
        return bad("is empty");
    }
    if path.starts_with('/') || path.get(1..3) == Some(":/") || path.get(1..3) == Some(":\\") {
        return bad("is absolute: write it relative to the top of the work tree");
    }
    if path.contains('\0') {
        return bad("contains a NUL");
    }
    for part in path.split('/') {
        match part {
            "" => return bad("has an empty component"),
            "." => return bad("has a component \".\""),
            ".." => return bad("leads out of the work tree"),
            _ if is_dot_git(part) => return bad("leads into .git"),
            _ => {}
        }
    }
    Ok(())
}

/// Tells whether `path` is `folder` or beneath it; the empty folder is the top.
pub(super) fn is_beneath(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    folder.is_empty()
        || folder == "."
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the last component.
pub(super) fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_the_work_tree() {
        for path in [
            "a",
            "a/b.md",
            "docs/.github/x",
            "..a",
            "a..b/c",
            "ä/ö",
            "a b",
        ] {
            assert!(check(path).is_ok(), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "./a",
            "a//b",
            "a/",
            "C:/x",
            ".git/config",
            "a/.GIT/x",
            ".git./x",
            "git~1/config",
            ".g\u{200c}it/x",
            ".git::$INDEX_ALLOCATION/x",
            "a\0b",
        ] {
            assert!(check(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn beneath_a_folder_is_not_beneath_its_namesake() {
        assert!(is_beneath("audits/a/b.toml", "audits"));
        assert!(is_beneath("audits", "audits/"));
        assert!(!is_beneath("audits-old/b.toml", "audits"));
        assert!(is_beneath("x", ""));
    }
}
