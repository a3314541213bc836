//! Listing a register of 1 000 and of 10 000 AI systems, beside git printing the same file in the same run.
//!
//! `cargo bench --bench register`. The goal is a second for 10 000, and ten times that of 1 000 at most: each system is found
//! at once, whatever audits have in their scope. An audit has 100 systems in its scope by their names, and 20 that the register
//! does not know.
//!
//! | ms, 2026-11-27, two cores, not optimized (`--profile dev`) | 1 000 | 10 000 |
//! |---|---|---|
//! | `tickmark system list` | 32 | 205 |
//! | `git show HEAD:ai/systems.csv`, same run | 1.7 | 2.2 |

#![expect(
    clippy::expect_used,
    reason = "a measurement stops at the first failure"
)]

mod made;

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use criterion::{Criterion, criterion_group, criterion_main};

const SIZES: [usize; 2] = [1_000, 10_000];
const REGISTER: &str = "ai/systems.csv";

fn run(program: &str, dir: &Path, arguments: &[&str]) {
    let status = Command::new(program)
        .current_dir(dir)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("it runs");
    assert!(status.success(), "{program} {arguments:?}");
}

fn tickmark(dir: &Path, arguments: &[&str]) {
    run(env!("CARGO_BIN_EXE_tickmark"), dir, arguments);
}

/// Makes a workspace with an audit, and a register of so many systems.
fn prepare(dir: &Path, systems: usize) {
    let _session = made::workspace(dir);
    let mut text = "id,name,owner,stage\n".to_owned();
    for number in 0..systems {
        // Writing to a String does not fail.
        let _ = writeln!(
            text,
            "AIS-{number:06},System {number},Owner {},in use",
            number % 50
        );
    }
    fs::create_dir_all(dir.join("ai")).expect("a folder");
    fs::write(dir.join(REGISTER), text).expect("a file");
    run("git", dir, &["add", REGISTER]);
    run("git", dir, &["commit", "-q", "-m", "Register"]);
    tickmark(dir, &["system", "register", REGISTER]);
    let known = (0..100).map(|number| format!("system {}", number * systems / 100));
    let unknown = (0..20).map(|number| format!("Unheard of {number}"));
    let named: Vec<String> = known.chain(unknown).collect();
    let mut set = vec!["audit", "set", "aims-2026", "--ai-system"];
    set.extend(named.iter().map(String::as_str));
    tickmark(dir, &set);
}

fn listing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("register");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5));
    for systems in SIZES {
        let dir = tempfile::tempdir().expect("a temporary folder");
        prepare(dir.path(), systems);
        group.bench_function(format!("{systems} listed"), |bencher| {
            bencher.iter(|| tickmark(dir.path(), &["system", "list"]));
        });
        group.bench_function(format!("{systems} printed by git"), |bencher| {
            let named = format!("HEAD:{REGISTER}");
            bencher.iter(|| run("git", dir.path(), &["show", &named]));
        });
    }
    group.finish();
}

criterion_group!(benches, listing);
criterion_main!(benches);
