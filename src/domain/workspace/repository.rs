//! A repository that holds evidence, and what may be said of one in `tickmark.toml`.
//!
//! A citation names its repository, `models//card.md`, and it does so for years: what a name may hold is therefore what
//! can be typed, told apart by eye, and never be taken for a path, an option or an address.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::evidence::{is_dot_git, is_safe_path};

/// How long a name may be, in bytes.
const LONGEST_NAME: usize = 200;

/// A repository that holds evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct EvidenceRepository {
    /// The name in citations.
    pub name: String,
    /// Where it is, relative to the root.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Where others get it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
}

/// What is wrong with the declaration of a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepositoryFault {
    /// The key that is wrong: `name`, `path` or `url`.
    pub key: &'static str,
    /// What is wrong with it, as the end of a sentence.
    pub why: &'static str,
    /// What to do about it.
    pub hint: &'static str,
}

impl fmt::Display for RepositoryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} of a repository {}", self.key, self.why)
    }
}

impl std::error::Error for RepositoryFault {}

impl EvidenceRepository {
    /// Finds the first fault of a declaration.
    pub fn fault(&self) -> Option<RepositoryFault> {
        name_fault(&self.name)
            .or_else(|| path_fault(&self.path))
            .or_else(|| url_fault(&self.url))
    }
}

/// Finds what is wrong with a name: it is made like a path, such as `models` or `vendor/models`.
pub fn name_fault(name: &str) -> Option<RepositoryFault> {
    let fault = |why| {
        Some(RepositoryFault {
            key: "name",
            why,
            hint: "a name is short and plain, such as: models",
        })
    };
    if name.is_empty() {
        return fault("is empty");
    }
    if name == "." {
        return fault("is \".\", which is this repository");
    }
    if name.len() > LONGEST_NAME {
        return fault("is longer than 200 bytes");
    }
    if name.starts_with('-') {
        return fault("begins with \"-\", as options do");
    }
    if name.contains([':', '"', '\'', '`', '$', '*', '?', '<', '>', '|']) {
        return fault("has a character that shells or citations use");
    }
    if name.chars().any(is_hidden) || name.trim() != name {
        return fault("has characters that cannot be seen");
    }
    if !is_safe_path(name) {
        return fault(
            "begins or ends with \"/\", or has a part that is empty, \".\", \"..\", \".git\" or has \"\\\"",
        );
    }
    None
}

fn path_fault(path: &str) -> Option<RepositoryFault> {
    let fault = |why| {
        Some(RepositoryFault {
            key: "path",
            why,
            hint: "it is relative to the top of this repository, such as: path = \"../models\"",
        })
    };
    if path.is_empty() {
        return None;
    }
    let drive = path
        .split_once(':')
        .is_some_and(|(drive, _)| drive.len() == 1);
    if path.starts_with(['/', '~']) || drive {
        return Some(RepositoryFault {
            key: "path",
            why: "is absolute, and nobody else has that",
            hint: "write it relative to the top of this repository; where it is on this machine alone, git knows: \
                   git config tickmark.repository.NAME.path DIR",
        });
    }
    if path.contains('\\') {
        return fault("has \"\\\"; it is written with \"/\"");
    }
    if path.chars().any(is_hidden) {
        return fault("has characters that cannot be seen");
    }
    if path.split('/').any(is_dot_git) {
        return fault("leads into .git");
    }
    if plain_path(path).is_empty() {
        return fault("is this repository itself");
    }
    None
}

/// Tells whether an address holds a password or a token: `https://user:secret@host/`.
pub fn has_password(url: &str) -> bool {
    let authority = url.split_once("://").map(|(_, rest)| rest);
    let authority = authority.and_then(|rest| rest.split(['/', '?', '#']).next());
    let user = authority.and_then(|authority| authority.rsplit_once('@'));
    user.is_some_and(|(user, _)| user.contains(':'))
}

fn url_fault(url: &str) -> Option<RepositoryFault> {
    if has_password(url) {
        return Some(RepositoryFault {
            key: "url",
            why: "holds a password, and tickmark.toml is committed",
            hint: "write the address without it: git asks for it, or a credential helper knows it",
        });
    }
    url.chars().any(is_hidden).then_some(RepositoryFault {
        key: "url",
        why: "has characters that cannot be seen",
        hint: "write the address that git clones from",
    })
}

/// Returns a relative path without what says nothing: `./a/../b//c/` is `b/c`; `..` stays where it leads upwards.
pub fn plain_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_be_typed_and_is_taken_for_nothing_else() {
        for name in [
            "models",
            "vendor/models",
            "Modelle für Risiko",
            "a.b_c-d+e",
            ".config/x",
            "日本",
        ] {
            assert_eq!(name_fault(name), None, "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            "../models",
            "/models",
            "models/",
            "a//b",
            "-x",
            "https:",
            "a:1-2",
            "a\u{202e}b",
            "a\nb",
            " models",
            ".git",
            "a/.GIT/b",
            "a\\b",
            "$HOME",
            "a`id`",
        ] {
            assert!(name_fault(name).is_some(), "{name:?}");
        }
        assert!(name_fault(&"a".repeat(201)).is_some());
    }

    #[test]
    fn a_path_is_relative_and_leads_elsewhere() {
        for path in ["", "../models", "vendor/models", "../../x/y", "a/../b", "å"] {
            assert_eq!(path_fault(path), None, "{path}");
        }
        for path in [
            "/srv/models",
            "~/models",
            "C:/models",
            "a\\b",
            ".",
            "./",
            "a/..",
            ".git",
            "../x/.git/modules/y",
            "a\0b",
            "a\u{202e}b",
        ] {
            assert!(path_fault(path).is_some(), "{path:?}");
        }
    }

    #[test]
    fn a_plain_path_is_the_shortest_way() {
        assert_eq!(plain_path("./a/../b//c/"), "b/c");
        assert_eq!(plain_path("../../a/.."), "../..");
        assert_eq!(plain_path("a/../.."), "..");
        assert_eq!(plain_path("./."), "");
    }
}
