//! Judging many citations on several threads.
//!
//! What takes time is reading and hashing objects, and a handle of libgit2 belongs to one thread; so each further thread
//! has a handle of its own, which is kept with all that it remembers. The citations are parted by their paths, so that each
//! thread descends its own part of the tree.

use std::{panic, thread};

use super::{At, GitRepository, drift};
use crate::domain::evidence::{CitationState, Pin};

/// How many citations are worth a thread.
const WORTH_A_THREAD: usize = 500;

/// How many threads there are at most.
const THREADS: usize = 4;

/// Judges all pins against some commit, in their order.
pub(super) fn judge_all(repo: &GitRepository, pins: &[Pin], at: &At) -> Vec<CitationState> {
    repo.look_again();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(THREADS).min(pins.len() / WORTH_A_THREAD).max(1);
    let mut helpers = repo.helpers.borrow_mut();
    while helpers.len() + 1 < threads
        && let Ok(helper) = repo.handle()
    {
        helpers.push(helper);
    }
    if threads == 1 || helpers.is_empty() {
        let pins: Vec<&Pin> = pins.iter().collect();
        return drift::judge(repo, &pins, at);
    }
    for helper in &*helpers {
        helper.look_again();
    }
    let parts = part(pins, helpers.len() + 1);
    let mut parts = parts.iter();
    let own = parts.next();
    thread::scope(|scope| {
        let threads: Vec<_> = helpers
            .iter_mut()
            .zip(parts)
            .map(|(helper, part)| {
                let judge = move || judge_part(helper, part, at);
                (part, thread::Builder::new().spawn_scoped(scope, judge))
            })
            .collect();
        let mut states = vec![drift::cannot("it was not looked at"); pins.len()];
        let mut note = |part: &Part<'_>, judged: Vec<CitationState>| {
            for ((number, _), state) in part.iter().zip(judged) {
                if let Some(slot) = states.get_mut(*number) {
                    *slot = state;
                }
            }
        };
        if let Some(part) = own {
            note(part, judge_part(repo, part, at));
        }
        for (part, thread) in threads {
            match thread.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(judged)) => note(part, judged),
                Ok(Err(panicked)) => panic::resume_unwind(panicked),
                // The system gives no more threads: this one judges them, too.
                Err(_) => note(part, judge_part(repo, part, at)),
            }
        }
        states
    })
}

/// Some pins with their numbers.
type Part<'p> = Vec<(usize, &'p Pin)>;

fn judge_part(repo: &GitRepository, part: &Part<'_>, at: &At) -> Vec<CitationState> {
    let pins: Vec<&Pin> = part.iter().map(|(_, pin)| *pin).collect();
    drift::judge(repo, &pins, at)
}

/// Parts pins by their paths into so many parts of one size.
fn part(pins: &[Pin], parts: usize) -> Vec<Part<'_>> {
    let mut rest: Part<'_> = pins.iter().enumerate().collect();
    let size = pins.len().div_ceil(parts).max(1);
    let mut parted = Vec::with_capacity(parts);
    while rest.len() > size {
        rest.select_nth_unstable_by(size, |(_, one), (_, other)| one.path.cmp(&other.path));
        let more = rest.split_off(size);
        parted.push(std::mem::replace(&mut rest, more));
    }
    parted.push(rest);
    parted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pin_is_in_one_part_and_the_parts_are_in_order() {
        let pins: Vec<Pin> = (0..25)
            .map(|number| Pin {
                repository: ".".to_owned(),
                path: format!("p{:02}", number * 7 % 25),
                commit: None,
                blob: String::new(),
                sha256: String::new(),
                lines: None,
                excerpt_sha256: None,
                effective: None,
            })
            .collect();
        for count in 1..6 {
            let parts = part(&pins, count);
            assert!(parts.len() <= count);
            let mut numbers: Vec<_> = parts.iter().flatten().map(|(number, _)| *number).collect();
            numbers.sort_unstable();
            assert!(numbers.into_iter().eq(0..25));
            for pair in parts.windows(2) {
                let last = pair[0].iter().map(|(_, pin)| &pin.path).max();
                assert!(last <= pair[1].iter().map(|(_, pin)| &pin.path).min());
            }
        }
        assert_eq!(part(&[], 2), [Vec::new()]);
    }
}
