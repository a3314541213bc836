//! Searching contents, held against `git grep` on generated repositories.

use std::{
    ops::ControlFlow,
    path::Path,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};

use jiff::Timestamp;
use proptest::prelude::*;
use tempfile::TempDir;

use super::{commit, repository};
use crate::{
    domain::person::Person,
    vcs::{
        At, FileHits, GitRepository, GrepQuery, Grepped, Pattern, PatternKind, Repository, Skipped,
        VcsError, history::HistoryWriter, open,
    },
};

const FIXED: PatternKind = PatternKind {
    fixed: true,
    word: false,
    case: false,
};

fn query<'a>(pattern: &'a Pattern, beneath: &'a [String]) -> GrepQuery<'a> {
    GrepQuery {
        pattern,
        commit: None,
        beneath,
        wants: &|_| true,
        lines_per_file: 100,
        lines: 1000,
        file_at_most: 1 << 20,
    }
}

fn run(repo: &GitRepository, query: &GrepQuery<'_>) -> (Grepped, Vec<FileHits>) {
    let mut all = Vec::new();
    let grepped = repo
        .grep(query, &|| false, &mut |hits| {
            all.push(hits);
            ControlFlow::Continue(())
        })
        .unwrap();
    (grepped, all)
}

fn found(repo: &GitRepository, text: &str, kind: PatternKind) -> (Grepped, Vec<FileHits>) {
    run(repo, &query(&Pattern::new(text, kind).unwrap(), &[]))
}

/// Commits bytes as they are.
fn commit_bytes(repo: &GitRepository, files: &[(String, Vec<u8>)]) {
    let mira = Person {
        name: "Mira".to_owned(),
        email: "mira@example.org".to_owned(),
    };
    let changes: Vec<(&str, Option<&[u8]>)> = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), Some(bytes.as_slice())))
        .collect();
    let mut writer = HistoryWriter::new(repo).unwrap();
    let at: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    writer.commit(&mira, at, "Files", &changes).unwrap();
    writer.finish().unwrap();
}

/// What git itself finds: path, number and bytes of each line.
fn git_grep(dir: &Path, options: &[&str], pattern: &str) -> Vec<(String, u32, Vec<u8>)> {
    let output = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(["grep", "-n", "-I", "-z", "--full-name", "--no-color"])
        .args(options)
        .args(["-e", pattern, "HEAD"])
        .env("LC_ALL", "C.UTF-8")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut rest = output.stdout.as_slice();
    let mut lines = Vec::new();
    let mut until = |end: u8| {
        let at = rest.iter().position(|&byte| byte == end)?;
        let part = &rest[..at];
        rest = &rest[at + 1..];
        Some(part.to_vec())
    };
    while let Some(path) = until(0) {
        let number = String::from_utf8(until(0).unwrap()).unwrap();
        let path = String::from_utf8(path).unwrap();
        let path = path.strip_prefix("HEAD:").unwrap().to_owned();
        lines.push((path, number.parse().unwrap(), until(b'\n').unwrap()));
    }
    lines
}

/// The bytes of files: few letters, so that patterns of few letters match, and all that makes lines strange.
fn contents() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => "[abcAB_ x]{0,6}".prop_map(String::into_bytes),
        4 => Just(b"\n".to_vec()),
        2 => Just(b"\r\n".to_vec()),
        1 => Just("é".as_bytes().to_vec()),
        1 => Just(vec![0xff]),
        1 => Just(vec![0xe9, b'a']),
        1 => Just(b"\r".to_vec()),
        1 => (600_usize..3000).prop_map(|n| [vec![b'x'; n], b"abc".to_vec(), vec![b'y'; n]].concat()),
    ];
    let bytes = prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat());
    let nul = prop_oneof![20 => Just(false), 1 => Just(true)];
    (bytes, nul).prop_map(|(mut bytes, nul)| {
        if nul {
            bytes.push(0);
        }
        bytes
    })
}

fn regex() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        6 => "[abcABx_]",
        1 => Just("é".to_owned()),
        1 => Just(".".to_owned()),
        1 => Just("[ab]".to_owned()),
        1 => Just("[^a]".to_owned()),
        1 => Just("[[:space:]]".to_owned()),
        1 => Just("(ab|c)".to_owned()),
        1 => Just(r"\.".to_owned()),
    ];
    let times = prop_oneof![6 => Just(""), 1 => Just("*"), 1 => Just("+"), 1 => Just("?"), 1 => Just("{2}")];
    let part = (atom, times).prop_map(|(atom, times)| format!("{atom}{times}"));
    let start = prop_oneof![5 => Just(""), 1 => Just("^")];
    let end = prop_oneof![5 => Just(""), 1 => Just("$")];
    (start, prop::collection::vec(part, 1..4), end)
        .prop_map(|(start, parts, end)| format!("{start}{}{end}", parts.concat()))
}

fn compare(
    dir: &TempDir,
    repo: &GitRepository,
    pattern: &str,
    kind: PatternKind,
) -> Result<(), TestCaseError> {
    let mut options = vec![if kind.fixed { "-F" } else { "-E" }];
    if !kind.case && !pattern.contains(char::is_uppercase) {
        options.push("-i");
    }
    if kind.word {
        options.push("-w");
    }
    let mut theirs = git_grep(dir.path(), &options, pattern);
    // For a pattern that matches nothing at all, git reports an empty line behind the last line end; there is no such line.
    theirs.retain(|(path, number, _)| {
        let bytes = std::fs::read(dir.path().join(path)).unwrap();
        let ends = bytes.split(|&byte| byte == b'\n').count() - 1;
        let open = usize::from(!bytes.is_empty() && !bytes.ends_with(b"\n"));
        usize::try_from(*number).unwrap() <= ends + open
    });
    let (grepped, ours) = found(repo, pattern, kind);
    let told: Vec<(&str, u32)> = ours
        .iter()
        .flat_map(|file| {
            file.lines
                .iter()
                .map(|line| (file.path.as_str(), line.number))
        })
        .collect();
    let expected: Vec<(&str, u32)> = theirs
        .iter()
        .map(|(path, number, _)| (path.as_str(), *number))
        .collect();
    prop_assert_eq!(told, expected);
    prop_assert_eq!(grepped.lines, theirs.len());
    prop_assert!(grepped.complete);
    let lines = ours.iter().flat_map(|file| &file.lines);
    for (line, (_, _, bytes)) in lines.zip(&theirs) {
        let whole =
            String::from_utf8_lossy(bytes.strip_suffix(b"\r").unwrap_or(bytes)).into_owned();
        prop_assert!(line.text.get(line.found.clone()).is_some());
        if line.cut_before || line.cut_after {
            prop_assert!(whole.contains(&line.text) || bytes.iter().any(|byte| *byte > 0x7f));
        } else {
            prop_assert_eq!(&line.text, &whole);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_are_those_that_git_grep_finds(
        files in prop::collection::vec(contents(), 1..12),
        patterns in prop::collection::vec(regex(), 4),
        texts in prop::collection::vec("[abcA_ .é*]{1,3}", 3),
        case in any::<bool>(),
    ) {
        let (dir, repo) = repository();
        let named: Vec<(String, Vec<u8>)> = files
            .into_iter()
            .enumerate()
            .map(|(n, bytes)| (format!("{}/f{n}", ["a", "a.b", "a-b/c"][n % 3]), bytes))
            .collect();
        commit_bytes(&repo, &named);
        // A dot of POSIX matches no NUL and ours does: it stands in a text where it comes after the bytes by which git tells text.
        let has_nul = named.iter().any(|(_, bytes)| bytes.contains(&0));
        let may_match_nul = |pattern: &&String| pattern.contains('.') || pattern.contains("[^");
        for pattern in patterns.iter().filter(|pattern| !(has_nul && may_match_nul(pattern))) {
            compare(&dir, &repo, pattern, PatternKind { case, ..PatternKind::default() })?;
        }
        for text in &texts {
            compare(&dir, &repo, text, PatternKind { case, ..FIXED })?;
            compare(&dir, &repo, text, PatternKind { case, word: true, ..FIXED })?;
        }
    }
}

#[test]
fn what_is_not_searched_is_counted_by_its_reason() {
    let (_dir, repo) = repository();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n";
    let large = "risk\n".repeat(100);
    commit(
        &repo,
        &[
            ("a.bin", Some("risk\0")),
            ("b.psd", Some(pointer)),
            ("c.log", Some(&large)),
            ("d.md", Some("the risk")),
        ],
    );
    let pattern = Pattern::new("risk|version", PatternKind::default()).unwrap();
    let query = GrepQuery {
        file_at_most: 400,
        ..query(&pattern, &[])
    };
    let (grepped, hits) = run(&repo, &query);
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].path, "d.md");
    assert_eq!(grepped.searched, 1);
    assert_eq!(
        grepped.skipped,
        Skipped {
            binary: 1,
            lfs: 1,
            large: 1,
            ..Skipped::default()
        }
    );
}

#[test]
fn what_is_found_can_be_cited_whatever_its_name_is_made_of() {
    let (_dir, repo) = repository();
    let names = [
        r#""\"a\" b.txt""#,
        r#""caf\351/x.md""#,
        r#""caf\351/y.txt""#,
        "plain",
    ];
    let files: Vec<_> = names
        .iter()
        .map(|name| ((*name).to_owned(), b"the risk\n".to_vec()))
        .collect();
    commit_bytes(&repo, &files);
    let (grepped, hits) = found(&repo, "risk", PatternKind::default());
    assert_eq!(grepped.skipped, Skipped::default());
    assert_eq!(hits.len(), 4);
    for hit in &hits {
        assert!(names.contains(&hit.path.as_str()), "{}", hit.path);
        let pin = repo.pin(&hit.path, None, &At::Head).unwrap();
        assert_eq!(pin.blob, hit.blob);
    }
    let pattern = Pattern::new("risk", FIXED).unwrap();
    for folder in [r#""caf\351""#, r#""caf\351/""#] {
        let (_, hits) = run(&repo, &query(&pattern, &[folder.to_owned()]));
        assert_eq!(hits.len(), 2, "{folder}");
    }
    for nowhere in [r#""caf\351/x""#, r#""caf"#, "caf"] {
        let (_, hits) = run(&repo, &query(&pattern, &[nowhere.to_owned()]));
        assert_eq!(hits.len(), 0, "{nowhere}");
    }
}

#[test]
fn symbolic_links_are_counted_and_not_searched() {
    let (dir, repo) = repository();
    super::write(&repo, "a.md", "risk");
    std::os::unix::fs::symlink("risk", dir.path().join("link")).unwrap();
    for args in [
        &["add", "."][..],
        &[
            "-c",
            "user.name=M",
            "-c",
            "user.email=m@x.org",
            "commit",
            "-qm",
            "x",
        ],
    ] {
        let status = Command::new("git")
            .arg("-C")
            .arg(dir.path())
            .args(args)
            .status();
        assert!(status.unwrap().success());
    }
    let (grepped, hits) = found(&repo, "risk", FIXED);
    assert_eq!(hits.len(), 1);
    assert_eq!(grepped.skipped.symlinks, 1);
}

#[test]
fn what_a_partial_clone_left_on_the_server_is_counted() {
    let (dir, repo) = repository();
    commit(
        &repo,
        &[("here/a", Some("risk")), ("gone/b", Some("risk too"))],
    );
    let mut config = repo.raw().config().unwrap();
    config.set_i32("core.repositoryformatversion", 1).unwrap();
    config.set_str("extensions.partialClone", "origin").unwrap();
    config.set_bool("remote.origin.promisor", true).unwrap();
    let (_, hits) = found(&repo, "too", FIXED);
    let (start, rest) = hits[0].blob.split_at(2);
    std::fs::remove_file(repo.raw().path().join("objects").join(start).join(rest)).unwrap();
    let (grepped, hits) = found(&open(dir.path()).unwrap(), "risk", FIXED);
    assert_eq!(hits.len(), 1);
    assert_eq!(grepped.skipped.not_downloaded, 1);
}

#[test]
fn beyond_the_limits_lines_are_counted_and_not_handed_over() {
    let (_dir, repo) = repository();
    let lines = "x\n".repeat(5);
    commit(
        &repo,
        &[
            ("a", Some(&lines)),
            ("b", Some(&lines)),
            ("c", Some(&lines)),
        ],
    );
    let pattern = Pattern::new("x", FIXED).unwrap();
    let query = GrepQuery {
        lines_per_file: 3,
        lines: 4,
        ..query(&pattern, &[])
    };
    let (grepped, hits) = run(&repo, &query);
    let told: Vec<(usize, usize)> = hits.iter().map(|h| (h.lines.len(), h.more)).collect();
    assert_eq!(told, [(3, 2), (1, 4)]);
    assert_eq!((grepped.lines, grepped.more, grepped.files), (15, 11, 3));
    assert!(grepped.complete);
}

#[test]
fn only_what_is_beneath_the_folders_and_wanted_is_searched() {
    let (_dir, repo) = repository();
    let text = Some("x");
    commit(
        &repo,
        &[
            ("a.md", text),
            ("risk/a.csv", text),
            ("risk/b/c.md", text),
            ("risk-2/a.md", text),
        ],
    );
    let pattern = Pattern::new("x", FIXED).unwrap();
    let paths = |beneath: &[&str], end: &str| -> Vec<String> {
        let beneath: Vec<String> = beneath.iter().map(|&folder| folder.to_owned()).collect();
        let wants = |path: &str| path.ends_with(end);
        let query = GrepQuery {
            wants: &wants,
            ..query(&pattern, &beneath)
        };
        run(&repo, &query)
            .1
            .into_iter()
            .map(|hits| hits.path)
            .collect()
    };
    assert_eq!(paths(&["risk/"], ""), ["risk/a.csv", "risk/b/c.md"]);
    assert_eq!(paths(&["risk/b", "a.md"], ""), ["a.md", "risk/b/c.md"]);
    assert_eq!(
        paths(&["risk", "risk-2"], ".md"),
        ["risk-2/a.md", "risk/b/c.md"]
    );
}

#[test]
fn a_commit_is_searched_as_it_was() {
    let (_dir, repo) = repository();
    let first = commit(&repo, &[("a", Some("old"))]);
    commit(&repo, &[("a", Some("new"))]);
    let pattern = Pattern::new("old", FIXED).unwrap();
    assert!(run(&repo, &query(&pattern, &[])).1.is_empty());
    let query = GrepQuery {
        commit: Some(&first[..10]),
        ..query(&pattern, &[])
    };
    let (grepped, hits) = run(&repo, &query);
    assert_eq!(hits.len(), 1);
    assert_eq!(grepped.commit, Some(first));
}

#[test]
fn a_search_can_be_cancelled_and_broken_off_and_says_so() {
    let (_dir, repo) = repository();
    let files: Vec<(String, Vec<u8>)> = (0..2000)
        .map(|n| (format!("d{}/f{n}", n % 7), format!("x {n}").into_bytes()))
        .collect();
    commit_bytes(&repo, &files);
    let pattern = Pattern::new("x", FIXED).unwrap();
    let asked = AtomicUsize::new(0);
    let cancel = || asked.fetch_add(1, Ordering::Relaxed) > 40;
    let grepped = repo
        .grep(&query(&pattern, &[]), &cancel, &mut |_| {
            ControlFlow::Continue(())
        })
        .unwrap();
    assert!(!grepped.complete && grepped.searched < 100, "{grepped:?}");
    let mut heard = 0;
    let grepped = repo
        .grep(&query(&pattern, &[]), &|| false, &mut |_| {
            heard += 1;
            ControlFlow::Break(())
        })
        .unwrap();
    assert!(!grepped.complete);
    assert_eq!(heard, 1);
    let (grepped, hits) = found(&repo, "x", FIXED);
    assert!(grepped.complete);
    assert_eq!((grepped.searched, hits.len()), (2000, 1000));
}

#[test]
fn an_unborn_branch_has_nothing_to_search_and_an_unknown_commit_is_an_error() {
    let (_dir, repo) = repository();
    let (grepped, hits) = found(&repo, "x", FIXED);
    assert!(grepped.complete && hits.is_empty() && grepped.commit.is_none());
    let pattern = Pattern::new("x", FIXED).unwrap();
    let query = GrepQuery {
        commit: Some("abcdef12"),
        ..query(&pattern, &[])
    };
    let result = repo.grep(&query, &|| false, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(result, Err(VcsError::NoSuchCommit { .. })));
}
