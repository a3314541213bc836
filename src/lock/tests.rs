//! Who gets a lock, of either kind.

use super::*;

const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(10);

fn taken_by_link(path: &Path, patience: Duration) -> Result<Lock, LockError> {
    by_link(path, Instant::now(), patience)
}

#[test]
fn one_has_it_and_another_hears_who() {
    let dir = tempfile::tempdir().unwrap();
    for take in [Lock::take, taken_by_link] {
        let path = dir.path().join("made/save.lock");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let lock = take(&path, SHORT).unwrap();
        let refused = take(&path, SHORT).unwrap_err();
        let me = Owner::me().name();
        assert!(
            matches!(&refused, LockError::Held { holder, .. } if *holder == me),
            "{refused:?}"
        );
        drop(lock);
        take(&path, SHORT).unwrap();
    }
}

#[test]
fn threads_that_count_together_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    for take in [Lock::take, taken_by_link] {
        let (path, count) = (dir.path().join("save.lock"), dir.path().join("count"));
        fs::write(&count, "0").unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        let _lock = take(&path, LONG).unwrap();
                        let now: u32 = fs::read_to_string(&count).unwrap().parse().unwrap();
                        fs::write(&count, (now + 1).to_string()).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&count).unwrap(), "20");
    }
}

#[test]
fn what_a_dead_process_left_is_taken_over_and_that_of_an_unknown_one_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("save.lock");
    let leave = |owner: &Owner| {
        fs::write(
            dir.path().join("save.lock.held"),
            serde_json::to_vec(owner).unwrap(),
        )
        .unwrap();
    };
    let dead = Owner {
        started: Some("0".to_owned()),
        ..Owner::me()
    };
    leave(&dead);
    drop(taken_by_link(&path, LONG).unwrap());
    let elsewhere = Owner {
        host: "elsewhere".to_owned(),
        ..Owner::me()
    };
    leave(&elsewhere);
    let refused = taken_by_link(&path, SHORT).unwrap_err();
    assert!(
        matches!(&refused, LockError::Held { holder, stays: true, .. } if holder.contains("elsewhere")),
        "{refused:?}"
    );
}

#[test]
fn what_killed_processes_left_of_a_lock_hinders_nobody_and_goes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("save.lock");
    let dead = Owner {
        started: Some("0".to_owned()),
        ..Owner::me()
    };
    let dead = serde_json::to_vec(&dead).unwrap();
    let left = ["save.lock.held", "save.lock.freeing", ".lock-x8Kq2Z.tmp"];
    for name in left {
        fs::write(dir.path().join(name), &dead).unwrap();
    }
    drop(taken_by_link(&path, LONG).unwrap());
    for name in left {
        assert!(!dir.path().join(name).exists(), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn neither_a_link_nor_a_folder_is_a_lock() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("save.lock");
    std::os::unix::fs::symlink(dir.path().join("elsewhere"), &path).unwrap();
    assert!(matches!(
        Lock::take(&path, SHORT),
        Err(LockError::Io { .. })
    ));
    assert!(!dir.path().join("elsewhere").exists());
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(matches!(
        Lock::take(&path, SHORT),
        Err(LockError::Io { .. })
    ));
}

#[test]
fn a_lock_whose_file_was_removed_is_not_shared() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("save.lock");
    let _lock = Lock::take(&path, SHORT).unwrap();
    fs::remove_file(&path).unwrap();
    // Another file has taken the name: that one counts from now on, for all who come.
    let _next = Lock::take(&path, SHORT).unwrap();
    assert!(matches!(
        Lock::take(&path, SHORT),
        Err(LockError::Held { .. })
    ));
}

#[cfg(unix)]
#[test]
fn whoever_waits_is_before_whoever_comes_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("save.lock");
    let turns = std::sync::atomic::AtomicU32::new(0);
    let ended = std::sync::atomic::AtomicBool::new(false);
    let order = std::sync::atomic::Ordering::SeqCst;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(order) {
                let lock = Lock::take(&path, LONG).unwrap();
                turns.fetch_add(1, order);
                std::thread::sleep(Duration::from_millis(30));
                drop(lock);
            }
        });
        while turns.load(order) == 0 {
            std::thread::yield_now();
        }
        for _ in 0..5 {
            let before = turns.load(order);
            let lock = Lock::take(&path, LONG).unwrap();
            // The turn that was on, and one that had begun before the place in front was taken.
            assert!(turns.load(order) <= before + 2);
            drop(lock);
        }
        ended.store(true, order);
    });
}

#[cfg(unix)]
#[test]
fn one_who_keeps_it_is_waited_for_as_long_as_anybody_and_others_in_turn_longer() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("save.lock");
    let other = |pid| Owner { pid, ..Owner::me() };
    let mut file = File::create(&path).unwrap();
    file.try_lock().unwrap();
    let mut wait = Wait::new(Instant::now(), Duration::from_millis(400));
    for pid in 1..=4 {
        let text = serde_json::to_vec(&other(pid)).unwrap();
        file.set_len(0).unwrap();
        file.rewind().unwrap();
        file.write_all(&text).unwrap();
        let since = Instant::now();
        while since.elapsed() < Duration::from_millis(150) {
            wait.on(&path).unwrap();
        }
    }
    let refused = std::iter::repeat_with(|| wait.on(&path)).find_map(Result::err);
    assert!(
        matches!(&refused, Some(LockError::Held { holder, .. }) if holder.contains("process 4")),
        "{refused:?}"
    );
}

#[cfg(unix)]
#[test]
fn whoever_is_in_front_and_sleeps_keeps_nobody_from_a_free_lock() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("save.lock");
    let front = File::create(dir.path().join("save.lock.next")).unwrap();
    front.try_lock().unwrap();
    drop(Lock::take(&path, LONG).unwrap());
    let _held = Lock::take(&path, LONG).unwrap();
    assert!(matches!(
        Lock::take(&path, 2 * SIGNED),
        Err(LockError::Held { .. })
    ));
}
