//! Writes files so that a reader or a crash sees the old bytes or the new ones, never a mixture.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::domain::evidence::is_safe_path;

/// Writes a file beneath a root, with the folders it needs; refuses symbolic links on the way.
pub fn write(root: &Path, relative: &str, bytes: &[u8]) -> io::Result<()> {
    let path = beneath(root, relative)?;
    let folder = path.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".tickmark-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    permit(&path, file.as_file())?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    fs::File::open(folder)?.sync_all()
}

#[cfg(unix)]
fn permit(path: &Path, file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).map_or(0o644, |found| found.permissions().mode());
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn permit(_path: &Path, _file: &fs::File) -> io::Result<()> {
    Ok(())
}

fn beneath(root: &Path, relative: &str) -> io::Result<PathBuf> {
    if !is_safe_path(relative) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the path leaves the repository",
        ));
    }
    let mut path = root.to_owned();
    for part in relative.split('/') {
        path.push(part);
        if fs::symlink_metadata(&path).is_ok_and(|found| found.is_symlink()) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{} is a symbolic link", path.display()),
            ));
        }
    }
    Ok(path)
}
