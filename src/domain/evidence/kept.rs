//! Copies that are kept beside the records, for sources that vanish: how their files are named.

use crate::domain::id::EvidenceId;

/// The folder of kept copies within that of an audit.
pub const KEPT_FOLDER: &str = "evidence";

/// How many characters of a source's name are kept.
const NAME_CHARACTERS: usize = 60;

/// How many bytes of a source's name are kept: file systems take 255 for a whole name.
const NAME_BYTES: usize = 160;

/// How long the ending of a name may be to be kept where the name is cut.
const ENDING: usize = 10;

/// Returns the file name of a kept copy: the citation's id, and what is safe of the source's name.
///
/// Letters, digits, `.`, `_` and `-` stay; whatever else a name holds (separators, spaces, control characters, marks
/// that turn the direction of a text) becomes `-`. A long name keeps its ending, which says what kind of file it is.
pub fn kept_name(id: &EvidenceId, source: &str) -> String {
    let last = source.rsplit(['/', '\\']).next().unwrap_or(source);
    let mut safe = String::with_capacity(last.len());
    for c in last.chars() {
        let c = if c.is_alphanumeric() || matches!(c, '.' | '_' | '-') {
            c
        } else {
            '-'
        };
        if !(c == '-' && safe.ends_with('-')) {
            safe.push(c);
        }
    }
    let safe = safe.trim_matches(['.', '-']);
    let (stem, ending) = match safe.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= ENDING => (stem, Some(ending)),
        Some(_) | None => (safe, None),
    };
    let mut name: String = stem.chars().take(NAME_CHARACTERS).collect();
    while name.len() > NAME_BYTES {
        name.pop();
    }
    let name = name.trim_end_matches(['.', '-']);
    let name = if name.is_empty() { "copy" } else { name };
    match ending {
        Some(ending) => format!("{id}-{name}.{ending}"),
        None => format!("{id}-{name}"),
    }
}

/// Returns the id in the name of a kept copy; none for any other name.
pub fn id_in_kept_name(name: &str) -> Option<EvidenceId> {
    let (kind, rest) = name.split_once('-')?;
    let (drawn, source) = rest.split_once('-')?;
    if source.is_empty() {
        return None;
    }
    format!("{kind}-{drawn}").parse().ok()
}

/// Tells whether a path is one of a kept copy, by its folder and its name.
pub fn is_kept_path(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    parts.next() == Some(KEPT_FOLDER) && id_in_kept_name(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(source: &str) -> String {
        kept_name(&"E-4T6W0N".parse().unwrap(), source)
    }

    #[test]
    fn what_is_safe_of_a_name_is_kept() {
        for (source, kept) in [
            ("release log.csv", "E-4T6W0N-release-log.csv"),
            ("Prüfbericht.PDF", "E-4T6W0N-Prüfbericht.PDF"),
            ("../../etc/passwd", "E-4T6W0N-passwd"),
            ("C:\\temp\\x.txt", "E-4T6W0N-x.txt"),
            ("a\u{1b}[2J\nb\u{202e}fdp.exe", "E-4T6W0N-a-2J-b-fdp.exe"),
            (".git", "E-4T6W0N-git"),
            ("...", "E-4T6W0N-copy"),
            ("", "E-4T6W0N-copy"),
            ("a/..", "E-4T6W0N-copy"),
        ] {
            assert_eq!(name(source), kept, "{source:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_and_keeps_its_ending() {
        let long = name(&format!("{}.log", "x".repeat(300)));
        assert!(long.ends_with("x.log") && long.len() < 80, "{long}");
        let wide = name(&"界".repeat(300));
        assert!(wide.len() < 200, "{}", wide.len());
    }

    #[test]
    fn a_kept_copy_is_known_by_its_path() {
        assert!(is_kept_path("audits/a/evidence/E-4T6W0N-x.toml"));
        for path in [
            "audits/a/evidence/notes.txt",
            "audits/a/evidence/E-4T6W0N",
            "audits/a/evidence/E-4T6W0N-",
            "audits/a/E-4T6W0N-x",
            "evidence/.E-4T6W0N-x-12-tmp.tmp",
        ] {
            assert!(!is_kept_path(path), "{path}");
        }
    }
}
