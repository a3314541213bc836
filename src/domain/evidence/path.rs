//! Which paths may be cited: within the repository, and never into `.git`.

/// Tells whether a path in a record may be opened: relative, no `..`, no `\`, no `.git` in any disguise.
pub fn is_safe_path(path: &str) -> bool {
    !path.is_empty()
        && path.len() <= 4096
        && !path.starts_with('/')
        && !path.contains(['\0', '\\'])
        && path
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !is_dot_git(part))
}

/// Tells whether some file system takes a name for `.git`.
///
/// HFS+ ignores letter case and invisible characters, NTFS trailing dots and spaces and what follows a colon, and
/// calls it `git~1` besides (CVE-2014-9390, CVE-2019-1353).
pub fn is_dot_git(name: &str) -> bool {
    // Asked for each folder of each citation: most names are told apart by how they begin.
    if name.is_ascii() && !name.starts_with(['.', 'g', 'G']) {
        return false;
    }
    let visible: String = name
        .chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
        .collect();
    let stem = visible.split([':', '\\']).next().unwrap_or_default();
    let stem = stem.trim_end_matches(['.', ' ']);
    stem.eq_ignore_ascii_case(".git") || stem.eq_ignore_ascii_case("git~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_in_a_record_stays_within_the_repository() {
        for path in [
            "policy/ai policy.md",
            "å/日本.md",
            ".gitignore",
            "a/.github/x",
        ] {
            assert!(is_safe_path(path), "{path:?}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            ".git/config",
            ".GIT/config",
            "a/.git",
            ".git./x",
            "git~1/x",
            ".g\u{200c}it/config",
            "a\0b",
            ".git::$INDEX_ALLOCATION/x",
            "a\\b",
            "./a",
        ] {
            assert!(!is_safe_path(path), "{path:?}");
        }
    }
}
