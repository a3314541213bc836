//! Signatures as `git commit -S` and `git tag -s` make them; libgit2 ignores `commit.gpgsign`, so they are made here.
//!
//! A repository that asks for signatures never gets a commit or tag without one: whatever fails, the commit or tag fails.

use std::{
    io::Write as _,
    process::{Command, Output},
};

use git2::{Config, ConfigLevel, Repository};

use super::{
    error::CommitError,
    program::{printed, run},
};
use crate::{domain::person::Person, vcs::signed::armour};

/// How commits or tags of this repository are signed.
#[derive(Debug)]
pub(in crate::vcs) enum Signer {
    /// Not at all.
    Off,
    /// With an SSH key: `ssh-keygen -Y sign`.
    Ssh {
        /// The program.
        program: String,
        /// A key file, or the public key itself, whose private part an agent holds.
        key: Key,
    },
    /// With `gpg`, or `gpgsm` for X.509.
    OpenPgp {
        /// The program.
        program: String,
        /// The key's id, or whose key it is.
        key: String,
    },
}

/// An SSH key as `user.signingkey` names it.
#[derive(Debug)]
pub(in crate::vcs) enum Key {
    /// The path of a file.
    File(std::path::PathBuf),
    /// The public key itself.
    Literal(String),
}

impl Signer {
    /// Reads how the configuration wants commits signed.
    pub(super) fn of(repo: &Repository, author: &Person) -> Result<Self, CommitError> {
        let config = snapshot(repo)?;
        match asked(&config, "commit.gpgsign")? {
            Some(true) => Self::configured(&config, author),
            Some(false) | None => Ok(Self::Off),
        }
    }

    /// Tells whether the configuration wants commits signed.
    pub(in crate::vcs) fn is_wanted(repo: &Repository) -> bool {
        let asked = snapshot(repo).and_then(|config| asked(&config, "commit.gpgsign"));
        // What cannot be read fails the commit itself, and says why.
        matches!(asked, Ok(Some(true)))
    }

    /// Reads how the configuration lets sign-offs be signed: whenever tags or commits are, and wherever there is a key.
    ///
    /// A person who has a key and signs a document uses it; `tag.gpgsign = false` alone says otherwise.
    pub(in crate::vcs) fn of_tags(repo: &Repository, tagger: &Person) -> Result<Self, CommitError> {
        let config = snapshot(repo)?;
        let has_key = || {
            config
                .get_string("user.signingkey")
                .is_ok_and(|key| !key.is_empty())
        };
        let is_on = match asked(&config, "tag.gpgsign")? {
            Some(on) => on,
            None => asked(&config, "commit.gpgsign")? == Some(true) || has_key(),
        };
        if is_on {
            Self::configured(&config, tagger)
        } else {
            Ok(Self::Off)
        }
    }

    fn configured(config: &Config, author: &Person) -> Result<Self, CommitError> {
        let get = |name: &str| config.get_string(name).ok().filter(|text| !text.is_empty());
        let format = get("gpg.format").unwrap_or_else(|| "openpgp".to_owned());
        let whose = || get("user.signingkey").unwrap_or_else(|| author.to_string());
        match format.as_str() {
            "openpgp" => Ok(Self::OpenPgp {
                program: get("gpg.openpgp.program")
                    .or_else(|| get("gpg.program"))
                    .unwrap_or_else(|| "gpg".to_owned()),
                key: whose(),
            }),
            "x509" => Ok(Self::OpenPgp {
                program: get("gpg.x509.program").unwrap_or_else(|| "gpgsm".to_owned()),
                key: whose(),
            }),
            "ssh" => Ok(Self::Ssh {
                program: get("gpg.ssh.program").unwrap_or_else(|| "ssh-keygen".to_owned()),
                key: ssh_key(config)?,
            }),
            other => Err(failed(format!(
                "gpg.format is \"{other}\", which is unknown"
            ))),
        }
    }

    /// Returns the fingerprint of the key; none where nothing is signed.
    pub(in crate::vcs) fn fingerprint(&self) -> Result<Option<String>, CommitError> {
        match self {
            Self::Off => Ok(None),
            Self::Ssh { key, .. } => {
                // Programs that only sign (gpg.ssh.program) do not tell of keys.
                let mut command = Command::new("ssh-keygen");
                command.arg("-lf");
                let file;
                match key {
                    Key::File(path) => {
                        command.arg(path);
                    }
                    Key::Literal(public) => {
                        file = write_key(public).map_err(|error| failed(error.to_string()))?;
                        command.arg(file.path());
                    }
                }
                told("ssh-keygen", command, ssh_fingerprint).map(Some)
            }
            Self::OpenPgp { program, key } => {
                let mut command = Command::new(program);
                command.args(["--batch", "--with-colons", "--list-secret-keys", "--", key]);
                told(program, command, gpg_fingerprint).map(Some)
            }
        }
    }

    /// Looks before anything else is done whether a signature can be made at all: the program and the key have to be there.
    ///
    /// Whether the agent has the key, and the passphrase, shows when it signs.
    pub(in crate::vcs) fn probe(&self) -> Result<(), CommitError> {
        let (program, key_file) = match self {
            Self::Off => return Ok(()),
            Self::Ssh { program, key } => {
                let file = match key {
                    Key::File(path) => Some(path),
                    Key::Literal(_) => None,
                };
                (program, file)
            }
            Self::OpenPgp { program, .. } => (program, None),
        };
        if !is_there(program) {
            return Err(failed(format!("there is no program {program}")));
        }
        if let Some(path) = key_file {
            std::fs::File::open(path)
                .map_err(|cause| failed(format!("the key {}: {cause}", path.display())))?;
        }
        // Others, and scripts around it, may know how to sign and nothing more.
        let is_gpg = ["gpg", "gpg2"].contains(&program.as_str());
        if is_gpg && matches!(self, Self::OpenPgp { .. }) {
            self.fingerprint()?;
        }
        Ok(())
    }

    /// Signs the text of a commit or tag; none when they are not signed.
    pub(in crate::vcs) fn sign(&self, text: &[u8]) -> Result<Option<String>, CommitError> {
        match self {
            Self::Off => Ok(None),
            Self::Ssh { program, key } => {
                let mut command = Command::new(program);
                command.args(["-Y", "sign", "-n", "git", "-f"]);
                let file;
                match key {
                    Key::File(path) => {
                        command.arg(path);
                    }
                    Key::Literal(public) => {
                        file = write_key(public).map_err(|error| failed(error.to_string()))?;
                        command.arg(file.path()).arg("-U");
                    }
                }
                let output = call(program, command, text)?;
                armoured(&output, &[armour::SSH]).map(Some)
            }
            Self::OpenPgp { program, key } => {
                let mut command = Command::new(program);
                command.args(["--status-fd=2", "-bsau", key]);
                let output = call(program, command, text)?;
                if !String::from_utf8_lossy(&output.stderr).contains("[GNUPG:] SIG_CREATED ") {
                    return Err(failed(format!("{program} made no signature")));
                }
                armoured(&output, &armour::ALL).map(Some)
            }
        }
    }
}

/// Tells whether a program is where it is named, or on the path.
fn is_there(program: &str) -> bool {
    let named = std::path::Path::new(program);
    if named.components().count() > 1 {
        return named.is_file();
    }
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(named).is_file()))
}

fn snapshot(repo: &Repository) -> Result<Config, CommitError> {
    repo.config()
        .and_then(|mut config| config.snapshot())
        .map_err(CommitError::git("the configuration cannot be read"))
}

fn asked(config: &Config, name: &'static str) -> Result<Option<bool>, CommitError> {
    match config.get_bool(name) {
        Ok(on) => Ok(Some(on)),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(CommitError::git("whether to sign cannot be read")(error)),
    }
}

/// Asks a program for the fingerprint of a key.
fn told(
    program: &str,
    command: Command,
    find: fn(&str) -> Option<String>,
) -> Result<String, CommitError> {
    let output = call(program, command, b"")?;
    find(&String::from_utf8_lossy(&output.stdout)).ok_or_else(|| {
        failed(format!(
            "{program} does not tell the fingerprint of the key"
        ))
    })
}

/// Finds the fingerprint in what ssh-keygen prints.
pub(in crate::vcs) fn ssh_fingerprint(printed: &str) -> Option<String> {
    printed
        .split_whitespace()
        .find(|word| word.starts_with("SHA256:"))
        .map(str::to_owned)
}

/// Finds the fingerprint of the first primary key in what gpg prints with colons.
fn gpg_fingerprint(printed: &str) -> Option<String> {
    let line = printed.lines().find(|line| line.starts_with("fpr:"))?;
    line.split(':').nth(9).map(str::to_owned)
}

fn ssh_key(config: &Config) -> Result<Key, CommitError> {
    let set = config.get_string("user.signingkey").ok();
    let Some(key) = set.filter(|key| !key.is_empty()) else {
        return default_key(config).map(Key::Literal);
    };
    if let Some(literal) = key.strip_prefix("key::") {
        return Ok(Key::Literal(literal.to_owned()));
    }
    if key.starts_with("ssh-") {
        return Ok(Key::Literal(key));
    }
    config
        .get_path("user.signingkey")
        .map(Key::File)
        .map_err(CommitError::git("user.signingkey cannot be read"))
}

/// Asks the program of `gpg.ssh.defaultKeyCommand` for a key, as git does where none is set. It is run where the user's own
/// configuration has it, and not where the repository's does.
fn default_key(config: &Config) -> Result<String, CommitError> {
    const NAME: &str = "gpg.ssh.defaultKeyCommand";
    let entry = config.get_entry(NAME).ok();
    let own =
        entry.filter(|entry| !matches!(entry.level(), ConfigLevel::Local | ConfigLevel::Worktree));
    let text = own.and_then(|entry| entry.value().ok().map(str::to_owned));
    let words = text
        .and_then(|text| shlex::split(&text))
        .unwrap_or_default();
    let [program, args @ ..] = words.as_slice() else {
        return Err(failed(format!(
            "neither user.signingkey nor a {NAME} of your own is set"
        )));
    };
    let mut command = Command::new(program);
    command.args(args);
    let output = call(program, command, b"")?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let first = printed.lines().next().unwrap_or_default();
    let key = first.strip_prefix("key::").unwrap_or(first);
    if key.starts_with("ssh-") || first.starts_with("key::") {
        Ok(key.to_owned())
    } else {
        Err(failed(format!("{NAME} names no key")))
    }
}

fn write_key(public: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new()?;
    writeln!(file, "{}", public.trim_end())?;
    file.flush()?;
    Ok(file)
}

fn call(program: &str, command: Command, text: &[u8]) -> Result<Output, CommitError> {
    let output = run(command, text).map_err(|error| failed(format!("{program}: {error}")))?;
    if output.status.success() {
        Ok(output)
    } else {
        let why = String::from_utf8_lossy(&output.stderr);
        let why = why.lines().map(str::trim).rfind(|line| !line.is_empty());
        Err(failed(format!(
            "{program}: {}",
            why.map_or_else(|| printed(&output), str::to_owned)
        )))
    }
}

fn armoured(output: &Output, begins: &[&str]) -> Result<String, CommitError> {
    let text = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
    if begins.iter().any(|line| text.starts_with(line)) {
        Ok(text)
    } else {
        Err(failed("what came back is no signature".to_owned()))
    }
}

fn failed(why: String) -> CommitError {
    CommitError::Signing { why }
}
