//! A text that goes to stdout, or to the file that was named.

use std::path::PathBuf;

use crate::{
    atomic::{self, AtomicError},
    error::{Error, Result},
};

use super::{
    Place,
    output::{Reply, line},
};

/// Hands a text over: to the file, replaced if it is there, or else to stdout. `what` is what it is, for an error.
pub(super) fn deliver(
    text: String,
    what: &str,
    file: Option<&PathBuf>,
    place: &Place,
) -> Result<Reply> {
    let Some(file) = file else {
        return Ok(Reply::text(text));
    };
    let file = place.resolve(file);
    let shown = file.display().to_string();
    atomic::replace(&file, text.as_bytes()).map_err(|cause| {
        let why = match cause {
            AtomicError::Io { source, .. } => source.to_string(),
            other => line(&other.to_string()).into_owned(),
        };
        let shown = line(&shown);
        Error::unavailable(format!("Could not write {what} to {shown}: {why}"))
    })?;
    let mut reply = Reply::default();
    reply.note(format!("wrote {}", line(&shown)));
    Ok(reply)
}
