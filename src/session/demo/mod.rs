//! stub
use crate::{
    clock::Clock,
    error::{Error, Result},
};
use std::path::{Path, PathBuf};
/// stub
pub fn make(_dir: &Path, _clock: &Clock) -> Result<PathBuf> {
    Err(Error::usage("stub"))
}
