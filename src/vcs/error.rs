//! What can go wrong with a repository, and how a person is told.

use std::{io, path::PathBuf};

use crate::{error::Error, safe::escape_line};

/// Says what could not be had from the repository.
#[derive(Debug, thiserror::Error)]
pub enum VcsError {
    /// There is no repository at or above the folder.
    #[error("{} is not in a git repository", dir.display())]
    NotARepository {
        /// The folder.
        dir: PathBuf,
    },
    /// The repository has no work tree.
    #[error("{} is a bare repository, without a work tree", dir.display())]
    Bare {
        /// The git dir.
        dir: PathBuf,
    },
    /// The repository belongs to somebody else, so its configuration is not trusted.
    #[error("{} belongs to another user", dir.display())]
    ForeignOwner {
        /// The folder that git wants to see in `safe.directory`.
        dir: PathBuf,
    },
    /// The repository keeps its references in a format that cannot be read.
    #[error("{} keeps its branches in the reftable format, which cannot be read", dir.display())]
    Reftable {
        /// The folder.
        dir: PathBuf,
    },
    /// The repository needs something that git has learnt since.
    #[error("{} needs {name}, which a git newer than this program brought", dir.display())]
    Extension {
        /// The folder.
        dir: PathBuf,
        /// The extension, as the configuration names it.
        name: String,
    },
    /// The repository is damaged or of a kind that is not known.
    #[error("{}: {cause}", dir.display())]
    Broken {
        /// The folder.
        dir: PathBuf,
        /// What libgit2 says.
        cause: String,
    },
    /// git does not know who the user is.
    #[error("git does not know your {missing}")]
    IdentityMissing {
        /// What is missing: `name` or `e-mail address`.
        missing: &'static str,
    },
    /// The path leads out of the work tree, into `.git`, or is written wrongly.
    #[error("\"{path}\" {why}")]
    BadPath {
        /// The path.
        path: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// There is no such file.
    #[error("there is no file \"{path}\"{place}")]
    NoSuchPath {
        /// The path.
        path: String,
        /// Where it was looked for: ` at HEAD`, ` in the work tree`.
        place: &'static str,
        /// A path that was probably meant.
        nearest: Option<String>,
    },
    /// The path is a folder.
    #[error("\"{path}\" is a folder")]
    Directory {
        /// The path.
        path: String,
    },
    /// The path is in, or is, another repository.
    #[error("\"{path}\" is in the submodule \"{submodule}\", a repository of its own")]
    Submodule {
        /// The path.
        path: String,
        /// The submodule's path.
        submodule: String,
        /// The path within the submodule; none where it is the submodule itself.
        within: Option<String>,
    },
    /// A folder on the way is a symbolic link.
    #[error("\"{path}\" leads through a symbolic link")]
    ThroughSymlink {
        /// The path.
        path: String,
    },
    /// The file has more bytes than are read of one.
    #[error(
        "\"{path}\" is too large: it has {size} bytes, and a file of at most {most} is read here"
    )]
    TooLarge {
        /// The path.
        path: String,
        /// How many bytes it has.
        size: u64,
        /// How many are read at most.
        most: u64,
    },
    /// The file has fewer lines.
    #[error("\"{path}\" has {has} {}, so there are no lines {lines}", if *has == 1 { "line" } else { "lines" })]
    BeyondTheEnd {
        /// The path.
        path: String,
        /// The lines asked for.
        lines: String,
        /// How many there are.
        has: u32,
    },
    /// The file passes through a filter program on its way to git, and no program of a repository is run.
    #[error(
        "\"{path}\" passes through the filter \"{driver}\" on its way to git, which is not run"
    )]
    Filtered {
        /// The path.
        path: String,
        /// The filter's name.
        driver: String,
    },
    /// The file is not in the encoding that its attributes name, or in one that is not known here.
    #[error("\"{path}\" {why} (its working-tree-encoding is \"{name}\")")]
    Encoding {
        /// The path.
        path: String,
        /// The encoding that the attributes name.
        name: String,
        /// What is the matter.
        why: &'static str,
    },
    /// There is no such commit.
    #[error("there is no commit \"{commit}\" here")]
    NoSuchCommit {
        /// The commit as it was given.
        commit: String,
    },
    /// The pattern to search for cannot be used.
    #[error("the pattern \"{pattern}\" cannot be used: {why}")]
    BadPattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
    /// The object was left on the server by a partial or shallow clone.
    #[error("{id} was not downloaded (this clone is partial or shallow)")]
    NotDownloaded {
        /// The object's id.
        id: String,
    },
    /// git does not have the object.
    #[error("git has no object {id}")]
    MissingObject {
        /// The object's id.
        id: String,
    },
    /// The object's bytes are not those that its id names, or none at all.
    #[error("git's object {id} is damaged: {cause}")]
    Damaged {
        /// The object's id.
        id: String,
        /// What is the matter with it.
        cause: git2::Error,
    },
    /// A folder is not as git writes folders, or lies too deep.
    #[error("a folder {why}")]
    BadFolder {
        /// What is the matter with it.
        why: &'static str,
    },
    /// The object's bytes are not those that the citation pinned.
    #[error("the bytes of {id} do not have the SHA-256 that the citation recorded")]
    HashMismatch {
        /// The object's id.
        id: String,
    },
    /// libgit2 failed.
    #[error("{cause}")]
    Git {
        /// What could not be done, as in "Could not ...".
        doing: &'static str,
        /// What libgit2 says.
        cause: git2::Error,
    },
    /// The disk failed.
    #[error("{}: {cause}", path.display())]
    Io {
        /// What could not be done, as in "Could not ...".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// Another program holds a file of git's.
    #[error("{} is held by another program", path.display())]
    Locked {
        /// What could not be done, as in "Could not ...".
        doing: &'static str,
        /// The lock.
        path: PathBuf,
    },
}

impl VcsError {
    /// Tells whether an object could not be read, for whatever reason, so that what it says is not known.
    pub(super) fn is_unread(&self) -> bool {
        matches!(
            self,
            Self::NotDownloaded { .. }
                | Self::MissingObject { .. }
                | Self::Damaged { .. }
                | Self::HashMismatch { .. }
                | Self::BadFolder { .. }
        )
    }

    /// Makes the adapter that notes what libgit2 was asked for.
    pub(super) fn git(doing: &'static str) -> impl Fn(git2::Error) -> Self {
        move |cause| Self::Git { doing, cause }
    }

    /// Makes the adapter that notes what the disk was asked for.
    pub(super) fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Io { doing, path, cause }
    }

    fn doing(&self) -> &'static str {
        match self {
            Self::NotARepository { .. }
            | Self::Bare { .. }
            | Self::ForeignOwner { .. }
            | Self::Reftable { .. }
            | Self::Extension { .. }
            | Self::Broken { .. } => "open the repository",
            Self::IdentityMissing { .. } => "tell who you are",
            Self::BadPath { .. }
            | Self::NoSuchPath { .. }
            | Self::Directory { .. }
            | Self::Submodule { .. }
            | Self::ThroughSymlink { .. }
            | Self::TooLarge { .. } => "take the file",
            Self::BeyondTheEnd { .. } | Self::Filtered { .. } | Self::Encoding { .. } => {
                "cite the file"
            }
            Self::NoSuchCommit { .. } => "find the commit",
            Self::BadPattern { .. } => "search the contents",
            Self::NotDownloaded { .. }
            | Self::MissingObject { .. }
            | Self::Damaged { .. }
            | Self::HashMismatch { .. } => "read what was cited",
            Self::BadFolder { .. } => "read a folder",
            Self::Git { doing, .. } | Self::Io { doing, .. } | Self::Locked { doing, .. } => doing,
        }
    }

    fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::NotARepository { .. } => {
                "`git init` makes one here; `tickmark init` does it for you".to_owned()
            }
            Self::Bare { .. } => "clone it, and work in the clone".to_owned(),
            Self::ForeignOwner { dir } => format!(
                "if you trust it: git config --global --add safe.directory {}",
                quoted(&dir.to_string_lossy())
            ),
            Self::Reftable { .. } => "git refs migrate --ref-format=files".to_owned(),
            Self::Extension { .. } => {
                "install the current version of tickmark, or clone the repository without it".to_owned()
            }
            Self::Broken { .. } | Self::MissingObject { .. } | Self::Damaged { .. } => {
                "`git fsck` tells more".to_owned()
            }
            Self::IdentityMissing { .. } => {
                return vec![
                    "git config --global user.name \"Your Name\"".to_owned(),
                    "git config --global user.email you@example.org".to_owned(),
                ];
            }
            Self::NoSuchPath {
                nearest: Some(nearest),
                ..
            } => format!("did you mean \"{nearest}\"?"),
            Self::NotDownloaded { .. } => {
                "`git fetch --unshallow`, or `git fetch --refetch` in a partial clone, gets it"
                    .to_owned()
            }
            Self::Locked { path, .. } => format!(
                "wait for the other program; if none is running, remove {}",
                path.display()
            ),
            Self::Directory { .. } => "cite a file in it".to_owned(),
            Self::Filtered { .. } | Self::Encoding { .. } => {
                "cite it as it was committed".to_owned()
            }
            Self::BadPattern { .. } => {
                "text that is to be taken as it is: --fixed; \\ before a character takes it as it is".to_owned()
            }
            Self::ThroughSymlink { .. } => {
                "links are not followed: name the file itself, or put it in the place of the link"
                    .to_owned()
            }
            Self::NoSuchPath { nearest: None, .. }
            | Self::BadPath { .. }
            | Self::Submodule { .. }
            | Self::TooLarge { .. }
            | Self::BeyondTheEnd { .. }
            | Self::NoSuchCommit { .. }
            | Self::HashMismatch { .. }
            | Self::BadFolder { .. }
            | Self::Git { .. }
            | Self::Io { .. } => return Vec::new(),
        };
        vec![hint]
    }
}

/// Quotes a path for a shell, when it must be.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

impl From<VcsError> for Error {
    fn from(error: VcsError) -> Self {
        let message = format!("Could not {}: {error}", error.doing());
        let message = escape_line(&message).into_owned();
        let made = match &error {
            VcsError::BadPath { .. }
            | VcsError::NoSuchPath { .. }
            | VcsError::Directory { .. }
            | VcsError::Submodule { .. }
            | VcsError::ThroughSymlink { .. }
            | VcsError::TooLarge { .. }
            | VcsError::BeyondTheEnd { .. }
            | VcsError::Filtered { .. }
            | VcsError::Encoding { .. }
            | VcsError::NoSuchCommit { .. }
            | VcsError::BadPattern { .. } => Self::usage(message),
            VcsError::Damaged { .. } | VcsError::HashMismatch { .. } => Self::refused(message),
            VcsError::NotARepository { .. }
            | VcsError::Bare { .. }
            | VcsError::ForeignOwner { .. }
            | VcsError::Reftable { .. }
            | VcsError::Extension { .. }
            | VcsError::Broken { .. }
            | VcsError::IdentityMissing { .. }
            | VcsError::NotDownloaded { .. }
            | VcsError::MissingObject { .. }
            | VcsError::BadFolder { .. }
            | VcsError::Git { .. }
            | VcsError::Locked { .. }
            | VcsError::Io { .. } => Self::unavailable(message),
        };
        error
            .hints()
            .iter()
            .fold(made, |made, hint| made.hint(escape_line(hint)))
    }
}
