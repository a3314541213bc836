//! git's merge driver for records: whether this clone knows it, and which files are merged with it.
//!
//! The attributes of a file name a driver, and are committed; what program that is says the configuration, which every clone
//! has for itself. A clone that does not know it merges the lines of text, as git does with any file.

use git2::{AttrCheckFlags, AttrValue, ConfigLevel, ErrorCode};

use super::{GitRepository, VcsError, paths};

/// Returns the command that the configuration has for a driver; none where this clone does not know it.
pub(super) fn command(repo: &GitRepository, name: &str) -> Option<String> {
    let config = repo.raw().config().ok()?.snapshot().ok()?;
    let command = config.get_string(&format!("merge.{name}.driver")).ok()?;
    (!command.trim().is_empty()).then_some(command)
}

/// Makes a driver known to this clone, in its own configuration.
pub(super) fn set(
    repo: &GitRepository,
    name: &str,
    title: &str,
    command: &str,
) -> Result<(), VcsError> {
    let doing = "set up the merge driver in git's configuration";
    let failed = |cause: git2::Error| match cause.code() {
        ErrorCode::Locked => VcsError::Locked {
            doing,
            path: repo.raw().commondir().join("config.lock"),
        },
        _ => VcsError::Git { doing, cause },
    };
    let config = repo.raw().config().map_err(&failed)?;
    let mut local = config.open_level(ConfigLevel::Local).map_err(&failed)?;
    local
        .set_str(&format!("merge.{name}.name"), title)
        .map_err(&failed)?;
    local
        .set_str(&format!("merge.{name}.driver"), command)
        .map_err(&failed)
}

/// Returns the driver that the attributes name for a path; none where they name none.
pub(super) fn of_path(repo: &GitRepository, path: &str) -> Option<String> {
    let bytes = paths::path_bytes(path)?;
    let value = repo
        .raw()
        .get_attr_bytes(&paths::os(&bytes), "merge", AttrCheckFlags::FILE_THEN_INDEX)
        .ok()?;
    match AttrValue::from_bytes(value) {
        AttrValue::String(name) => Some(name.to_owned()),
        AttrValue::True | AttrValue::False | AttrValue::Bytes(_) | AttrValue::Unspecified => None,
    }
}
