//! Reading many blobs, each once, on two threads.

use std::{panic, thread};

use super::{ASKED_EVERY, Each};
use crate::vcs::{GitRepository, VcsError};

/// How many blobs are worth a thread.
const WORTH_A_THREAD: usize = 256;

/// How many bytes a version of a record may have: one of which a program takes less would not be read anyway.
pub(super) const VERSION_AT_MOST: u64 = 16 << 20;

/// Reads blobs by their ids.
pub(in crate::vcs) fn read_blobs(
    repo: &GitRepository,
    ids: &[&str],
    stop: &(dyn Fn() -> bool + Sync),
    each: &Each<'_>,
) -> Result<(), VcsError> {
    repo.look_again();
    let half = ids.len() / 2;
    let mut helpers = repo.helpers.borrow_mut();
    if ids.len() >= WORTH_A_THREAD
        && helpers.is_empty()
        && let Ok(helper) = repo.handle()
    {
        helpers.push(helper);
    }
    let Some(helper) = helpers.first_mut().filter(|_| ids.len() >= WORTH_A_THREAD) else {
        return read_part(repo, ids, 0, stop, each);
    };
    helper.look_again();
    let (first, second) = ids.split_at(half);
    thread::scope(|scope| {
        let read_second = move || read_part(helper, second, half, stop, each);
        let other = thread::Builder::new().spawn_scoped(scope, read_second);
        read_part(repo, first, 0, stop, each)?;
        match other.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(read)) => read,
            Ok(Err(panicked)) => panic::resume_unwind(panicked),
            // The system gives no more threads: this one reads them all.
            Err(_) => read_part(repo, second, half, stop, each),
        }
    })
}

fn read_part(
    repo: &GitRepository,
    ids: &[&str],
    from: usize,
    stop: &(dyn Fn() -> bool + Sync),
    each: &Each<'_>,
) -> Result<(), VcsError> {
    let odb = repo.odb()?;
    for (number, id) in ids.iter().enumerate() {
        if number % ASKED_EVERY == 0 && stop() {
            return Ok(());
        }
        let object = repo
            .oid(id)
            .ok_or_else(|| VcsError::MissingObject {
                id: (*id).to_owned(),
            })
            .and_then(|id| repo.blob_object_within(&odb, id, VERSION_AT_MOST));
        match object {
            Ok(object) => each(from + number, Ok(object.data())),
            Err(error) => each(from + number, Err(error)),
        }
    }
    Ok(())
}
