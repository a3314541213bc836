//! A keystroke in the evidence picker, beside the yardstick of scoring and sorting every path with `SkimMatcherV2`.
//!
//! `cargo bench --bench fuzzy`. The goals on two cores: 100 000 paths in 10 ms, a million in 100 ms, for queries of two and
//! more characters.
//!
//! Medians in ms, 2026-11-27, two cores, nothing else at work:
//!
//! | query | every path scored, 100k | pasted, 100k | its last key, 100k | pasted, 1M | its last key, 1M |
//! |---|---|---|---|---|---|
//! | `a` | 49 | 1.2 | | 24 | |
//! | `acce` | 46 | 6.6 | 5.8 | 42 | 36 |
//! | `drvn` | 32 | 6.5 | 7.5 | 46 | 44 |
//! | `drvnetinteli` | 14 | 2.4 | 0.6 | 16 | 4.6 |
//!
//! So a keystroke costs 0.02 to 0.23 of scoring everything. The arena of 100 000 paths is built in 16 ms, off the thread that
//! draws.

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use tickmark::fuzzy::{Arena, Ranking};

const ROWS: usize = 40;
const QUERIES: [&str; 4] = ["a", "acce", "drvn", "drvnetinteli"];

const TOPS: [(&str, u64); 12] = [
    ("arch/", 20),
    ("drivers/", 42),
    ("Documentation/", 12),
    ("fs/", 5),
    ("include/", 8),
    ("kernel/", 2),
    ("lib/", 2),
    ("mm/", 1),
    ("net/", 4),
    ("samples/", 1),
    ("sound/", 6),
    ("tools/", 9),
];
const FOLDERS: [&str; 24] = [
    "net",
    "ethernet",
    "intel",
    "ice",
    "i40e",
    "gpu",
    "drm",
    "amd",
    "display",
    "media",
    "usb",
    "scsi",
    "arm64",
    "boot",
    "dts",
    "x86",
    "include",
    "asm",
    "perf",
    "access",
    "accel",
    "testing",
    "devicetree",
    "bindings",
];
const NAMES: [&str; 24] = [
    "main",
    "access",
    "core",
    "driver",
    "Makefile",
    "Kconfig",
    "accept",
    "interrupt",
    "dma",
    "ctrl",
    "reset",
    "clock",
    "acceleration",
    "debugfs",
    "virtual",
    "net",
    "hw",
    "regs",
    "table",
    "ioctl",
    "cache",
    "inline",
    "trace",
    "README",
];
const ENDS: [&str; 8] = [".c", ".c", ".c", ".h", ".h", ".rst", ".yaml", ".dts"];

/// Makes paths like those of the Linux tree: sorted, a few wide top folders, long shared prefixes, names of several parts.
fn paths(count: usize) -> Vec<String> {
    let mut state = 42_u64;
    let mut draw = |of: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % of
    };
    let of = |list: &[&'static str], at: u64| {
        list.get(usize::try_from(at).unwrap_or(0))
            .copied()
            .unwrap_or_default()
    };
    let total: u64 = TOPS.iter().map(|top| top.1).sum();
    let mut paths: Vec<String> = (0..count)
        .map(|number| {
            let mut left = draw(total);
            let mut path = String::new();
            for (top, weight) in TOPS {
                if left < weight {
                    path.push_str(top);
                    break;
                }
                left -= weight;
            }
            for _ in 0..=draw(4) {
                path.push_str(of(&FOLDERS, draw(24)));
                path.push('/');
            }
            for part in 0..=draw(3) {
                if part > 0 {
                    path.push(if draw(3) == 0 { '-' } else { '_' });
                }
                path.push_str(of(&NAMES, draw(24)));
            }
            let _ = write!(path, "{}{}", number % 1000, of(&ENDS, draw(8)));
            path
        })
        .collect();
    paths.sort_unstable();
    paths
}

fn brute(paths: &[String], query: &str, matcher: &SkimMatcherV2) -> usize {
    let mut all: Vec<_> = paths
        .iter()
        .enumerate()
        .filter_map(|(index, path)| {
            Some((
                Reverse(matcher.fuzzy_match(path, query)?),
                path.len(),
                index,
            ))
        })
        .collect();
    all.sort_unstable();
    all.truncate(ROWS);
    all.len()
}

fn keystrokes(criterion: &mut Criterion) {
    let small = paths(100_000);
    let matcher = SkimMatcherV2::default().smart_case();
    let mut group = criterion.benchmark_group("100k");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500));
    for query in QUERIES {
        group.bench_function(format!("every path scored: {query}"), |bencher| {
            bencher.iter(|| brute(black_box(&small), query, &matcher));
        });
    }
    drop(group);
    for (name, paths) in [("100k", small), ("1M", paths(1_000_000))] {
        let arena: Arena = paths.iter().map(String::as_str).collect();
        drop(paths);
        let mut group = criterion.benchmark_group(name);
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(200))
            .measurement_time(Duration::from_millis(500));
        for query in QUERIES {
            group.bench_function(format!("pasted: {query}"), |bencher| {
                bencher.iter_batched_ref(
                    Ranking::new,
                    |ranking| ranking.search(&arena, query, ROWS, &|| false),
                    BatchSize::PerIteration,
                );
            });
            let Some(before) = query
                .get(..query.len() - 1)
                .filter(|before| !before.is_empty())
            else {
                continue;
            };
            group.bench_function(format!("last key typed: {query}"), |bencher| {
                bencher.iter_batched_ref(
                    || {
                        let mut ranking = Ranking::new();
                        ranking.search(&arena, before, ROWS, &|| false);
                        ranking
                    },
                    |ranking| ranking.search(&arena, query, ROWS, &|| false),
                    BatchSize::PerIteration,
                );
            });
        }
    }
}

fn building(criterion: &mut Criterion) {
    let paths = paths(100_000);
    let mut group = criterion.benchmark_group("100k");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500));
    group.bench_function("arena built", |bencher| {
        bencher.iter(|| paths.iter().map(String::as_str).collect::<Arena>());
    });
}

criterion_group!(benches, building, keystrokes);
criterion_main!(benches);
