//! Opening a workspace, its records included, beside reading the bytes of the same files in the same run.

#![expect(
    clippy::expect_used,
    reason = "a measurement stops at the first failure"
)]

mod made;

use std::{fs, hint::black_box, path::Path, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use tickmark::session::Session;

const RECORDS: u32 = 10_000;

/// Reads every file beneath a folder and returns how many bytes there are.
fn read_all(folder: &Path) -> usize {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        if entry.file_type().expect("a type").is_dir() {
            bytes += read_all(&entry.path());
        } else {
            bytes += black_box(fs::read(entry.path()).expect("a file")).len();
        }
    }
    bytes
}

fn opening(criterion: &mut Criterion) {
    for (title, records) in [("a planned audit", 0), ("an audit of 10k records", RECORDS)] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let session = made::workspace(dir.path());
        made::fill(&session, records);
        let folder = dir.path().join(session.store().records_folder());
        let open = || Session::open(dir.path(), made::clock()).expect("it opens");
        assert!(open().broken().is_empty());

        let mut group = criterion.benchmark_group(title);
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(5));
        group.bench_function("opened", |bencher| bencher.iter(open));
        group.bench_function("its bytes read", |bencher| {
            bencher.iter(|| read_all(&folder));
        });
        group.finish();
    }
}

criterion_group!(benches, opening);
criterion_main!(benches);
