//! Looking at a file of 1 GiB, at a line of 50 MB, at a table and at source code, beside reading the same bytes.
//!
//! Medians of `cargo bench --bench preview`, 2026-11-27, two cores, nothing else at work:
//!
//! | a file of 1 GiB | ms | beside it, ms |
//! |---|---|---|
//! | work tree: first rows | 0.90 | `head -c 262144`: 0.95 |
//! | loose object: first rows; the 64 MiB that are held | 1.35; 198 | `git cat-file`, the first 256 KiB: 2.2 |
//! | packed object: first rows; the 64 MiB that are held | 1.39; 198 | |
//!
//! | | ms |
//! |---|---|
//! | a key and its frame at 120x40: a line of 50 MB; a table of 1 MB; source of 1 MB | 0.11; 0.17; 0.16 |
//! | made ready, off the thread that draws: the same three | 33; 1.9; 11 |
//! | a search in 50 MB: a word that is not there; one that is | 25; 1.7 to 3.4 |

#![expect(
    clippy::expect_used,
    reason = "a measurement stops at the first failure"
)]

mod made;

use std::{
    cell::Cell,
    fmt::Write as _,
    fs::File,
    hint::black_box,
    io::{BufWriter, Read as _, Write as _},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::{Terminal, backend::TestBackend};
use tickmark::{
    session::{
        At, Session,
        paths::{Files, Found},
        preview::{self, More, Preview, look},
    },
    tui::{
        effect::Reply,
        glyphs::Glyphs,
        keymap::{Key, Keymap},
        model::{Message, Model, Settings},
        shown::Shown,
        theme::{Colours, Shelf, Theme},
        view, worker,
    },
};

const GIB: usize = 1 << 30;

fn git(dir: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(dir)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdout(Stdio::null());
    assert!(git.status().expect("git runs").success(), "{arguments:?}");
}

/// Writes a log of 1 GiB, line by line.
fn write_log(path: &Path) {
    let mut file = BufWriter::new(File::create(path).expect("a file is made"));
    let mut written = 0;
    let mut number: u64 = 0;
    while written < GIB {
        number += 1;
        let noise = number.wrapping_mul(6_364_136_223_846_793_005);
        let line = format!(
            "2026-11-27T08:{:02}:{:02}Z INFO release {number} checked by gate {noise:016x}\n",
            number / 60 % 60,
            number % 60
        );
        written += line.len();
        file.write_all(line.as_bytes()).expect("a line is written");
    }
    file.flush().expect("the file is whole");
}

fn table() -> String {
    let mut text = "id,system,approved by,share,note\n".to_owned();
    let mut number = 0;
    while text.len() < 1_000_000 {
        number += 1;
        let share = number % 100;
        writeln!(
            text,
            "{number},claims triage,Mira Okafor,{share}.5,\"as, agreed\""
        )
        .expect("a string takes text");
    }
    text
}

fn source() -> String {
    let mut text = String::new();
    while text.len() < 1_000_000 {
        text += "/// Says whether the gate is shut.\nfn is_shut(gate: &Gate) -> bool {\n    let level = \"high\"; // as agreed\n    gate.level() > 42 && level != \"low\"\n}\n\n";
    }
    text
}

fn minified() -> Vec<u8> {
    let mut bytes = br#"{"id":17,"name":"claims triage","share":0.75},"#.repeat(1_087_000);
    bytes.extend(b"\"needle\"");
    bytes
}

fn whole(path: &str, bytes: &[u8]) -> Preview {
    look(path, bytes.to_vec(), bytes.len() as u64)
}

/// Reads until the first thing is told, and then lets go.
fn first(files: &Files, path: &str) {
    let seen = Cell::new(false);
    files
        .preview(path, &|| seen.get(), &mut |preview, more| {
            black_box(Shown::of(preview, more));
            seen.set(true);
        })
        .expect("the file is read");
}

fn all(files: &Files, path: &str) {
    files
        .preview(path, &|| false, &mut |preview, more| {
            black_box(Shown::of(preview, more));
        })
        .expect("the file is read");
}

fn large(criterion: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = dir.path();
    git(root, &["init", "-q", "-b", "main"]);
    git(root, &["config", "user.name", "Mira Okafor"]);
    git(root, &["config", "user.email", "mira@example.org"]);
    git(root, &["config", "core.compression", "1"]);
    let log = root.join("release.log");
    write_log(&log);
    git(root, &["add", "release.log"]);
    git(root, &["commit", "-q", "-m", "A log"]);

    let mut group = criterion.benchmark_group("1 GiB");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(5));
    group.bench_function("yardstick: the first 256 KiB read from disk", |bencher| {
        bencher.iter(|| {
            let mut bytes = Vec::new();
            let file = File::open(&log).expect("the file is there");
            file.take(256 << 10)
                .read_to_end(&mut bytes)
                .expect("it is read");
            black_box(bytes.len())
        });
    });
    group.bench_function("yardstick: head -c 262144", |bencher| {
        bencher.iter(|| {
            let mut head = Command::new("head");
            head.args(["-c", "262144"]).arg(&log).stdout(Stdio::null());
            assert!(head.status().expect("head runs").success());
        });
    });
    group.bench_function("yardstick: git cat-file, the first 256 KiB", |bencher| {
        bencher.iter(|| {
            let mut cat = Command::new("git")
                .current_dir(root)
                .args(["cat-file", "blob", "HEAD:release.log"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("git runs");
            let mut bytes = vec![0; 256 << 10];
            let mut out = cat.stdout.take().expect("it prints");
            out.read_exact(&mut bytes).expect("it prints so much");
            drop(out);
            cat.wait().expect("git ends");
            black_box(bytes)
        });
    });
    let repository = tickmark::vcs::open(root).expect("it opens");
    group.bench_function("work tree: first rows", |bencher| {
        bencher.iter(|| {
            let seen = Cell::new(false);
            let tell = &mut |preview, more| {
                black_box(Shown::of(preview, more));
                seen.set(true);
            };
            let read = preview::read(
                &repository,
                &At::WorkTree,
                "release.log",
                &|| seen.get(),
                tell,
            );
            read.expect("the file is read");
        });
    });
    for kind in ["loose", "packed"] {
        if kind == "packed" {
            git(root, &["repack", "-q", "-a", "-d"]);
        }
        let files = Files::open(root).expect("it opens");
        group.bench_function(format!("{kind} object: first rows"), |bencher| {
            bencher.iter(|| first(&files, "release.log"));
        });
        group.bench_function(
            format!("{kind} object: the 64 MiB that are held"),
            |bencher| {
                bencher.iter(|| all(&files, "release.log"));
            },
        );
    }
    group.finish();
}

/// Opens the picker with a file in it, and goes into the file.
fn picker(session: &Session, path: &str, preview: Preview) -> Model {
    let theme = Theme::default_for(Colours::TwoFiftySix);
    let settings = Settings {
        themes: Shelf::new(Colours::TwoFiftySix, Vec::new()),
        theme,
        glyphs: Glyphs::unicode(),
        keymap: Keymap::default(),
        mouse: false,
    };
    let mut model = Model::new(worker::data_of(session), settings, 120, 40);
    model.begin(None, tickmark::session::LeftOver::default());
    for key in ["g", "w", "e"] {
        model.update(Message::Key(Key::parse(key).expect("a key")));
    }
    model.update(Message::Reply(Reply::Paths {
        query: String::new(),
        found: Found {
            rows: vec![path.to_owned()],
            matched: 1,
            total: 1,
            complete: true,
            ..Found::default()
        },
    }));
    model.update(Message::Reply(Reply::Previewed {
        path: path.to_owned(),
        content: Ok(Arc::new(Shown::of(preview, More::Nothing))),
    }));
    model.update(Message::Key(Key::parse("enter").expect("a key")));
    model
}

fn keys(criterion: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let session = made::workspace(dir.path());
    let mut group = criterion.benchmark_group("a key and its frame, 120x40");
    group.sample_size(20);
    for (title, path, bytes, there, back) in [
        (
            "a line of 50 MB, scrolled",
            "min.json",
            minified(),
            "l",
            "<",
        ),
        (
            "a table of 1 MB, down and up",
            "a.csv",
            table().into_bytes(),
            "ctrl-d",
            "ctrl-u",
        ),
        (
            "source of 1 MB, down and up",
            "a.rs",
            source().into_bytes(),
            "ctrl-d",
            "ctrl-u",
        ),
    ] {
        let mut model = picker(&session, path, whole(path, &bytes));
        let mut terminal = Terminal::new(TestBackend::new(120, 40)).expect("a terminal");
        let mut turn = [there, back].into_iter().cycle();
        group.bench_function(title, |bencher| {
            bencher.iter(|| {
                let key = Key::parse(turn.next().unwrap_or("j")).expect("a key");
                black_box(model.update(Message::Key(key)));
                let draw = terminal.draw(|frame| {
                    view::draw(&model, frame);
                });
                draw.expect("a frame");
            });
        });
    }
    group.finish();
}

fn texts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("made ready");
    group.sample_size(10);
    for (title, path, bytes) in [
        ("a line of 50 MB", "min.json", minified()),
        ("a table of 1 MB", "a.csv", table().into_bytes()),
        ("source of 1 MB", "a.rs", source().into_bytes()),
    ] {
        group.bench_function(title, |bencher| {
            bencher.iter(|| black_box(Shown::of(whole(path, &bytes), More::Nothing)));
        });
    }
    group.finish();
    let preview = whole("min.json", &minified());
    let text = preview.text().expect("a text");
    let mut group = criterion.benchmark_group("a search in 50 MB");
    group.sample_size(10);
    for query in ["needle", "\"share\":0.8", "e", "ä"] {
        group.bench_function(query, |bencher| {
            bencher.iter(|| black_box(text.find(query)));
        });
    }
    group.finish();
}

criterion_group!(benches, large, keys, texts);
criterion_main!(benches);
