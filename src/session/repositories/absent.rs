//! Why a repository cannot be asked, and how a person gets it.

use crate::{
    domain::{evidence::CitationState, workspace::EvidenceRepository},
    error::Error,
    safe::escape_line,
};

/// What stands before a command with paths that are relative to there.
const AT_THE_TOP: &str = "at the top of this repository: ";

/// Why a repository cannot be asked, and what to do about it. Its texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Its name.
    pub name: String,
    /// Why, as what follows the name in a sentence: `is not on this machine`.
    pub why: String,
    /// What to do, a command where there is one.
    pub hint: String,
    /// Whether nothing has this name: whoever gave it has mistyped it, or must name the repository first.
    pub unknown: bool,
}

impl Absent {
    pub(super) fn new(name: &str, why: &str, hint: impl Into<String>) -> Self {
        Self {
            name: escape_line(name).into_owned(),
            why: why.to_owned(),
            hint: hint.into(),
            unknown: false,
        }
    }

    /// Says that nobody knows a repository of this name; `near` is perhaps what was meant.
    pub(super) fn unknown(name: &str, near: Option<&str>) -> Self {
        let hint = match near {
            Some(near) => format!("did you mean {}?", escape_line(near)),
            None => "name it in tickmark.toml: tickmark repository add NAME --path PATH --url URL"
                .to_owned(),
        };
        Self {
            unknown: true,
            ..Self::new(
                name,
                "is no repository that tickmark.toml names, and no submodule",
                hint,
            )
        }
    }

    /// Says that a submodule's path is the name of another repository.
    pub(super) fn shadowed(path: &str) -> Self {
        let hint = match command(&["tickmark", "repository", "add", "NAME", "--path", path]) {
            Some(command) => format!("give the submodule a name of its own: {command}"),
            None => "give the submodule a name of its own in tickmark.toml".to_owned(),
        };
        Self::new(
            path,
            "is a submodule, and tickmark.toml has another repository of that name",
            hint,
        )
    }

    /// Says that a repository is there and cannot be opened.
    pub(super) fn broken(name: &str, error: &Error) -> Self {
        let cause = error
            .message
            .split_once(": ")
            .map_or(error.message.as_str(), |(_, cause)| cause);
        let hint = error.hints.first().cloned().unwrap_or_default();
        Self::new(name, &format!("cannot be read: {cause}"), hint)
    }

    /// Says it in a line: `models is not on this machine`.
    pub fn sentence(&self) -> String {
        format!("{} {}", self.name, self.why)
    }

    /// Returns what to do as it is typed, without the words before a command.
    pub fn command(&self) -> &str {
        self.hint.strip_prefix(AT_THE_TOP).unwrap_or(&self.hint)
    }

    /// Returns the state of what is cited in it.
    pub fn state(&self) -> CitationState {
        CitationState::NotHere {
            repository: self.name.clone(),
            why: self.why.clone(),
            hint: self.hint.clone(),
        }
    }
}

impl From<Absent> for Error {
    fn from(absent: Absent) -> Self {
        let message = format!("Could not look into the repository: {}", absent.sentence());
        let error = if absent.unknown {
            Self::usage(message)
        } else {
            Self::unavailable(message)
        };
        if absent.hint.is_empty() {
            error
        } else {
            error.hint(absent.hint)
        }
    }
}

/// Says how to get a submodule; `outer` is the path of the repository that it is in, when it is in another.
pub(super) fn init(outer: Option<&str>, path: &str) -> String {
    let mut words = vec!["git"];
    words.extend(outer.iter().flat_map(|outer| ["-C", outer]));
    words.extend(["submodule", "update", "--init", "--", path]);
    match command(&words) {
        Some(command) => format!("{AT_THE_TOP}{command}"),
        None => "git submodule update --init".to_owned(),
    }
}

/// Says how to get a repository that is not here.
pub(super) fn clone(declared: &EvidenceRepository) -> String {
    let cloning = is_address(&declared.url)
        .then(|| command(&["git", "clone", "--", &declared.url, &declared.path]))
        .flatten();
    if let Some(cloning) = cloning.filter(|_| !declared.path.is_empty()) {
        return format!("{AT_THE_TOP}{cloning}");
    }
    let setting = format!("tickmark.repository.{}.path", declared.name);
    let local = command(&["git", "config", &setting, "DIR"])
        .unwrap_or_else(|| "git config tickmark.repository.NAME.path DIR".to_owned());
    if declared.path.is_empty() {
        return format!("say where it is on this machine: {local}");
    }
    let path = escape_line(&declared.path);
    format!("clone it to {path}, or say where it is: {local}")
}

/// Tells whether an address may be offered for cloning: no option, and nothing that makes git run a program
/// (gitremote-helpers(7): `ext::sh -c ...`).
fn is_address(url: &str) -> bool {
    let transport = url.split_once("::").is_some_and(|(name, _)| {
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    // ssh would take a host that begins so for an option (CVE-2017-1000117).
    let option = url.starts_with('-') || url.contains("://-") || url.contains("@-");
    !url.is_empty() && !transport && !option
}

/// Writes a command as a shell reads it; none where a word of it is not shown as itself.
pub(super) fn command(words: &[&str]) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@:=".contains(c);
    let mut written = Vec::new();
    for word in words {
        if escape_line(word) != *word {
            return None;
        }
        written.push(if !word.is_empty() && word.chars().all(plain) {
            (*word).to_owned()
        } else {
            format!("'{}'", word.replace('\'', r"'\''"))
        });
    }
    Some(written.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(path: &str, url: &str) -> EvidenceRepository {
        EvidenceRepository {
            name: "models".to_owned(),
            path: path.to_owned(),
            url: url.to_owned(),
        }
    }

    #[test]
    fn a_command_is_quoted_as_shells_read_it() {
        assert_eq!(
            clone(&declared("../my models", "https://example.org/it's.git")),
            r"at the top of this repository: git clone -- 'https://example.org/it'\''s.git' '../my models'"
        );
        assert_eq!(
            clone(&declared("../m", "git@example.org:m.git")),
            "at the top of this repository: git clone -- git@example.org:m.git ../m"
        );
        assert_eq!(
            init(Some("../a b"), "c"),
            "at the top of this repository: git -C '../a b' submodule update --init -- c"
        );
    }

    #[test]
    fn an_address_that_would_run_a_program_is_no_command() {
        for url in [
            "",
            "--upload-pack=touch /tmp/x",
            "ext::sh -c 'touch /tmp/x'",
            "fd::17",
            "ssh://-oProxyCommand=x/y",
            "git@-oProxyCommand=x:y",
            "https://example.org/\u{202e}x",
        ] {
            let hint = clone(&declared("../m", url));
            assert!(!hint.contains("git clone"), "{url}: {hint}");
            assert!(hint.contains("git config tickmark.repository.models.path DIR"));
        }
        assert!(is_address("ssh://git@[::1]:22/x"));
    }
}
