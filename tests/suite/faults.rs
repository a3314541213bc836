//! What a commit, a save and the recovery of a commit do when a system call fails or the process is killed there.
//!
//! A run is traced once; then it is made again and again, each time on a fresh copy of the same ground with one fault (`strace -e
//! inject`), and what is left is held against what must be: what was said to be done is done, what was not is as it was or whole,
//! the user's own work is untouched, and the next start mends all of it without a question.
//!
//! In every run of the tests a sample of the calls is tried. `TICKMARK_FAULTS=all` tries each call with each fault, which takes
//! from half an hour to an hour: `.ci/long faults`.

mod ground;
mod trace;
mod verdict;

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use ground::{Ground, Task};
use trace::{Call, Fault, Kind};

/// How many runs of a task are made where not all are asked for.
const SAMPLE: usize = 40;
/// How many runs are made side by side.
const WORKERS: usize = 2;

/// Makes a task with faults, a sample or all, and demands that each leaves what it may leave.
fn try_all(ground: &Ground) {
    let Some(calls) = trace::calls(ground) else {
        println!("skipped: strace is not here, or may not trace");
        return;
    };
    assert!(calls.len() > 50, "hardly anything was traced: {calls:?}");
    let faults = chosen(&calls, ground.task);
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(why) = verdict::run(ground, fault) {
                        wrong.lock().unwrap().push(format!("{fault}: {why}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    println!("{:?}: {} runs", ground.task, faults.len());
    assert!(
        wrong.is_empty(),
        "{} of {} runs:\n{}",
        wrong.len(),
        faults.len(),
        wrong.join("\n")
    );
}

/// Chooses the faults that are tried.
fn chosen(calls: &[Call], task: Task) -> Vec<Fault> {
    let all: Vec<Fault> = calls
        .iter()
        .flat_map(|call| Kind::ALL.iter().map(|kind| call.fault(*kind)))
        .flatten()
        .collect();
    if std::env::var("TICKMARK_FAULTS").is_ok_and(|value| value == "all") {
        return all;
    }
    // What changes something on the disk is where the danger is: of that most, of all others some.
    let (changing, others): (Vec<Fault>, Vec<Fault>) =
        all.into_iter().partition(|fault| fault.changes);
    // Other calls each day would be better, and could not be tried again: the task shifts where the sample begins.
    let shift = task as usize;
    let sample = |faults: Vec<Fault>, wanted: usize| {
        let step = faults.len().div_ceil(wanted).max(1);
        faults.into_iter().skip(shift % step).step_by(step)
    };
    sample(changing, SAMPLE * 3 / 4)
        .chain(sample(others, SAMPLE / 4))
        .collect()
}

#[test]
fn a_commit_survives_a_fault_at_any_system_call() {
    try_all(&Ground::of(Task::Commit));
}

#[test]
fn a_commit_with_a_hook_survives_a_fault_at_any_system_call() {
    try_all(&Ground::of(Task::CommitWithHook));
}

#[test]
fn a_commit_that_git_makes_survives_a_fault_at_any_system_call() {
    try_all(&Ground::of(Task::CommitByGit));
}

#[test]
fn a_save_survives_a_fault_at_any_system_call() {
    try_all(&Ground::of(Task::Save));
}

#[test]
fn the_recovery_of_a_commit_survives_a_fault_at_any_system_call() {
    for task in [Task::Undo, Task::Finish] {
        try_all(&Ground::of(task));
    }
}
