//! What was found of a commit that was cut short when the workspace was opened, and what a person can do about it.

use std::time::{Duration, Instant};

use crate::{
    domain::object::short,
    error::Result,
    safe::escape_line,
    vcs::{self, Recovery},
};

use super::Session;

/// How long somebody else's lock is waited for where a person says to wait.
const WAIT: Duration = Duration::from_secs(5);

impl Session {
    /// Returns what was found of a commit that was cut short, and done about it; none where all was well.
    pub fn healed(&self) -> Option<&Recovery> {
        self.healed
            .as_ref()
            .filter(|recovery| **recovery != Recovery::Nothing)
    }

    /// Waits for a lock to be released, some seconds, and finishes or undoes what it is about.
    pub fn wait_for_lock(&mut self) -> Result<Recovery> {
        let start = Instant::now();
        loop {
            let found = self.repository().recover()?;
            if !matches!(found, Recovery::ForeignLock { .. }) || start.elapsed() > WAIT {
                self.healed = Some(found.clone());
                return Ok(found);
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Removes a lock for a person who knows that its holder is gone, and finishes or undoes what it is about.
    ///
    /// `age` is how old the lock was when they were asked: a younger one is another's.
    pub fn remove_lock(&mut self, age: Duration) -> Result<Recovery> {
        let found = self.repository().recover_knowingly(age)?;
        self.healed = Some(found.clone());
        Ok(found)
    }

    /// Lets nothing be written from now on, for this reason.
    pub fn only_read(&mut self, why: &str) {
        self.only_read = Some(why.to_owned());
    }
}

/// Says in a sentence what was found; none where all was well.
pub fn sentence(recovery: &Recovery) -> Option<String> {
    let said = match recovery {
        Recovery::Nothing => return None,
        Recovery::Finished { commit } => format!(
            "a commit was cut short, and is finished now: {}",
            short(commit)
        ),
        Recovery::RolledBack { files } => format!(
            "a commit was cut short, and is undone: {} as it was, to be committed again",
            if files.len() == 1 {
                "1 record is".to_owned()
            } else {
                format!("{} records are", files.len())
            }
        ),
        Recovery::NotLanded { commit } => format!(
            "a sync was cut short, and is undone: {} did not come in; sync again",
            short(commit)
        ),
        Recovery::SetAside { path, why, lock } => {
            let left = lock.as_ref().map_or_else(String::new, |lock| {
                format!(
                    "; git's index is still locked: where no git runs, remove {}",
                    lock.display()
                )
            });
            format!(
                "a commit was cut short, and the note about it cannot be understood ({why}); it is put aside as {}, and git status \
                 tells what was committed{left}",
                path.display()
            )
        }
        Recovery::ForeignLock { path, holder, age } => format!(
            "nothing can be committed: {holder} holds {}, for {} s; {}",
            path.display(),
            age.as_secs(),
            vcs::commit::way_out(path)
        ),
    };
    Some(escape_line(&said).into_owned())
}
