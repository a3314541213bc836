//! What git makes of the place that a workspace lies in: for whoever asks why something does not work here.
//!
//! Nothing that the repository names is run: the git program is asked for its version and nothing else.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use git2::{AttrCheckFlags, AttrValue, Config, ConfigLevel};
use jiff::Timestamp;

use super::{
    GitRepository, Repository as _,
    commit::{Signer, git_program, run_program},
    plain,
};

/// The hooks that a commit runs.
const HOOKS: [&str; 4] = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
];

/// The locks that no commit of ours needs, and that keep git from other work.
const LOCKS: [&str; 2] = ["config.lock", "shallow.lock"];

/// What git makes of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// The version of the git program; none where it cannot be run.
    pub git: Option<String>,
    /// Whether the history is not here from its beginning.
    pub is_shallow: bool,
    /// Whether objects may have been left on a server.
    pub is_partial: bool,
    /// Whether it is a work tree beside the first one of its repository.
    pub is_worktree: bool,
    /// The hooks that a commit runs, each with whether git can run it.
    pub hooks: Vec<(PathBuf, bool)>,
    /// What the attributes make of records on their way into git, such as `filter=lfs`.
    pub attributes: Vec<String>,
    /// The settings of the repository's own configuration that name programs, by name.
    pub programs: Vec<String>,
    /// Locks beside those that a commit needs, each with its age.
    pub locks: Vec<(PathBuf, Duration)>,
    /// When the newest commit was made.
    pub committed_at: Option<Timestamp>,
    /// Whether commits or sign-offs can be signed, or why not; none where they are not.
    pub signing: Option<Result<(), String>>,
}

/// Looks at a place whose records are in this folder.
pub(super) fn look(repo: &GitRepository, records: &str) -> Ground {
    let raw = repo.raw();
    let config = raw.config().ok();
    Ground {
        git: version(repo),
        is_shallow: raw.is_shallow(),
        is_partial: repo.is_partial(),
        is_worktree: raw.is_worktree(),
        hooks: hooks(repo),
        attributes: attributes(repo, &format!("{records}/a/audit.toml")),
        programs: config.as_ref().map_or_else(Vec::new, programs),
        locks: locks(repo),
        committed_at: committed_at(repo),
        signing: signing(repo),
    }
}

fn version(repo: &GitRepository) -> Option<String> {
    let mut command = git_program(repo.raw(), repo.work_dir());
    command.arg("--version");
    let output = run_program(command, b"").ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let version = text.trim().strip_prefix("git version ")?;
    output.status.success().then(|| version.to_owned())
}

fn hooks(repo: &GitRepository) -> Vec<(PathBuf, bool)> {
    let raw = repo.raw();
    let configured = raw
        .config()
        .and_then(|config| config.get_path("core.hooksPath"));
    let folder = configured.map_or_else(
        |_| raw.commondir().join("hooks"),
        |folder| repo.work_dir().join(folder),
    );
    let there = HOOKS.iter().map(|name| folder.join(name));
    there
        .filter(|path| path.is_file())
        .map(|path| {
            let can_run = is_executable(&path);
            (path, can_run)
        })
        .collect()
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// Says what the attributes make of a record: a program that changes it, another encoding, a merge that is none of ours.
fn attributes(repo: &GitRepository, path: &str) -> Vec<String> {
    // What cannot be read would be waited for; it is told where the repository is looked at.
    if plain::attributes(repo.raw(), &repo.loose, repo.work_dir(), path.as_bytes()).is_err() {
        return Vec::new();
    }
    let of = |name: &str| {
        let value = repo
            .raw()
            .get_attr(Path::new(path), name, AttrCheckFlags::FILE_THEN_INDEX);
        match AttrValue::from_string(value.ok()?) {
            AttrValue::String(value) => Some(format!("{name}={value}")),
            AttrValue::Bytes(value) => Some(format!("{name}={}", String::from_utf8_lossy(value))),
            AttrValue::True | AttrValue::False | AttrValue::Unspecified => None,
        }
    };
    let mut found: Vec<String> = ["filter", "working-tree-encoding"]
        .into_iter()
        .filter_map(of)
        .collect();
    found.extend(of("merge").filter(|merge| merge == "merge=union"));
    found.extend(of("eol").filter(|eol| eol == "eol=crlf"));
    found
}

/// Lists the settings of the repository itself that name programs.
fn programs(config: &Config) -> Vec<String> {
    let mut found = Vec::new();
    for level in [ConfigLevel::Local, ConfigLevel::Worktree] {
        let Ok(own) = config.open_level(level) else {
            continue;
        };
        let Ok(mut entries) = own.entries(None) else {
            continue;
        };
        while let Some(entry) = entries.next() {
            let Ok(entry) = entry else { continue };
            let (Ok(name), value) = (entry.name(), entry.value().unwrap_or_default()) else {
                continue;
            };
            if names_a_program(name, value) && !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        }
    }
    found.sort();
    found
}

fn names_a_program(name: &str, value: &str) -> bool {
    let (Some((section, _)), Some((_, key))) = (name.split_once('.'), name.rsplit_once('.')) else {
        return false;
    };
    match (section, key) {
        ("core", "fsmonitor") => Config::parse_bool(value).is_err(),
        ("core", "editor" | "pager" | "sshcommand" | "askpass" | "hookspath") => true,
        ("sequence", "editor") | ("interactive", "difffilter") => true,
        ("gpg", "program" | "defaultkeycommand") => true,
        ("diff", "external" | "command" | "textconv") => true,
        ("filter", "clean" | "smudge" | "process") => true,
        // Ours is set up by ourselves.
        ("merge", "driver") => name != "merge.tickmark.driver",
        ("credential", "helper") => true,
        ("alias", _) => value.starts_with('!'),
        _ => false,
    }
}

fn locks(repo: &GitRepository) -> Vec<(PathBuf, Duration)> {
    let raw = repo.raw();
    let mut places: Vec<PathBuf> = [raw.path(), raw.commondir()]
        .iter()
        .flat_map(|folder| LOCKS.map(|name| folder.join(name)))
        .collect();
    places.sort();
    places.dedup();
    let there = places.into_iter().filter_map(|path| {
        let written = fs::symlink_metadata(&path).ok()?.modified().ok();
        let age = written.and_then(|at| SystemTime::now().duration_since(at).ok());
        Some((path, age.unwrap_or_default()))
    });
    there.collect()
}

fn committed_at(repo: &GitRepository) -> Option<Timestamp> {
    let (id, _) = repo.tip().ok()??;
    let commit = repo.commit(id).ok()?;
    Timestamp::from_second(commit.committer().when().seconds()).ok()
}

/// Looks whether what git's configuration wants signed can be, without signing anything.
fn signing(repo: &GitRepository) -> Option<Result<(), String>> {
    let person = repo.identity().ok()?;
    match Signer::of_tags(repo.raw(), &person) {
        Ok(Signer::Off) => None,
        Ok(signer) => Some(signer.probe().map_err(|cause| cause.to_string())),
        Err(cause) => Some(Err(cause.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_name_programs_are_told_from_others() {
        for (name, value, is_one) in [
            ("core.fsmonitor", "true", false),
            ("core.fsmonitor", "/tmp/x", true),
            ("core.sshcommand", "ssh -v", true),
            ("gpg.ssh.program", "/tmp/x", true),
            ("gpg.format", "ssh", false),
            ("filter.a.b.clean", "x", true),
            ("merge.tickmark.driver", "tickmark", false),
            ("merge.other.driver", "x", true),
            ("alias.st", "status", false),
            ("alias.st", "!x", true),
            ("user.name", "!x", false),
        ] {
            assert_eq!(names_a_program(name, value), is_one, "{name}={value}");
        }
    }
}
