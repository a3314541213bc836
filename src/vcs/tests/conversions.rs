//! What is cited from the work tree is what git would store: held against `git add`, whatever bytes and attributes.

use std::{fmt::Write as _, fs, path::Path, process::Command};

use proptest::prelude::*;

use super::repository;
use crate::vcs::{At, GitRepository, Repository, VcsError};

fn git(dir: &Path, args: &[&str]) -> (bool, String) {
    let output = Command::new("git")
        .current_dir(dir)
        .args(args)
        .env("HOME", "/nonexistent")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), text)
}

/// A piece of a file: where conversions differ, pieces do.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => "[a-z ]{0,12}".prop_map(String::into_bytes),
        4 => Just(b"\r\n".to_vec()),
        3 => Just(b"\n".to_vec()),
        1 => Just(b"\r".to_vec()),
        1 => Just(b"\0".to_vec()),
        1 => Just(b"\x1a".to_vec()),
        1 => Just(b"\x01\x7f".to_vec()),
        1 => Just("é\u{feff}𝄞".as_bytes().to_vec()),
        1 => Just(b"\xef\xbb\xbf".to_vec()),
        1 => Just(b"\xff\xfe".to_vec()),
        2 => Just(b"$Id$".to_vec()),
        2 => Just(b"$Id: 12ab $".to_vec()),
        1 => Just(b"$Id: ".to_vec()),
        1 => Just(b"$".to_vec()),
        1 => "[a-z]{200,300}".prop_map(String::into_bytes),
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.concat())
}

/// The same text in an encoding that attributes may name, or bytes that are none of it.
fn encoded() -> impl Strategy<Value = (Vec<u8>, &'static str)> {
    let names = [
        "UTF-16",
        "UTF-16LE",
        "UTF-16BE",
        "utf16",
        "UTF-16LE-BOM",
        "UTF-32",
        "UTF-32LE",
        "UTF-8",
        "ISO-8859-1",
    ];
    (
        bytes(),
        proptest::sample::select(names.to_vec()),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(bytes, name, marked, little)| {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let mark = marked.then_some('\u{feff}');
            let chars: Vec<char> = mark.into_iter().chain(text.chars()).collect();
            let little = little || name.ends_with("LE");
            let wide = chars.iter().map(|c| u32::from(*c));
            let bytes = if name.contains("16") {
                let mut units = [0; 2];
                let units = chars
                    .iter()
                    .flat_map(|c| c.encode_utf16(&mut units).to_vec());
                units
                    .flat_map(|u| {
                        if little {
                            u.to_le_bytes()
                        } else {
                            u.to_be_bytes()
                        }
                    })
                    .collect()
            } else if name.contains("32") {
                wide.flat_map(|u| {
                    if little {
                        u.to_le_bytes()
                    } else {
                        u.to_be_bytes()
                    }
                })
                .collect()
            } else {
                bytes
            };
            (bytes, name)
        })
}

const ATTRIBUTES: [&str; 16] = [
    "",
    "text",
    "-text",
    "!text",
    "text=auto",
    "text=input",
    "text=odd",
    "eol=lf",
    "eol=crlf",
    "text eol=crlf",
    "text=auto eol=lf",
    "-text eol=crlf",
    "binary",
    "crlf",
    "-crlf",
    "crlf=input",
];

fn attributes() -> impl Strategy<Value = String> {
    (
        proptest::sample::select(ATTRIBUTES.to_vec()),
        proptest::bool::weighted(0.3),
    )
        .prop_map(|(text, ident)| format!("{text}{}", if ident { " ident" } else { "" }))
}

/// One file: what was stored first, what is on disk now, and its attributes.
#[derive(Debug, Clone)]
struct Made {
    before: Option<Vec<u8>>,
    now: Vec<u8>,
    attributes: String,
}

fn made() -> impl Strategy<Value = Made> {
    prop_oneof![
        3 => (proptest::option::of(bytes()), bytes(), attributes())
            .prop_map(|(before, now, attributes)| Made { before, now, attributes }),
        1 => (encoded(), attributes()).prop_map(|((now, name), attributes)| Made {
            before: None,
            now,
            attributes: format!("{attributes} working-tree-encoding={name}"),
        }),
    ]
}

/// Lays files out, the first versions in the index as they are.
fn lay_out(repo: &GitRepository, files: &[Made], config: &[(&str, &str)]) {
    let dir = repo.work_dir();
    for (number, made) in files.iter().enumerate() {
        if let Some(before) = &made.before {
            fs::write(dir.join(format!("f{number}")), before).unwrap();
        }
    }
    assert!(git(dir, &["-c", "core.autocrlf=false", "add", "-A"]).0);
    let mut lines = String::new();
    for (number, made) in files.iter().enumerate() {
        writeln!(lines, "f{number} {}", made.attributes).unwrap();
        fs::write(dir.join(format!("f{number}")), &made.now).unwrap();
    }
    fs::write(dir.join(".gitattributes"), lines).unwrap();
    for (name, value) in config {
        assert!(git(dir, &["config", name, value]).0);
    }
}

/// The id that the index has.
fn staged(dir: &Path, name: &str) -> String {
    let (_, told) = git(dir, &["ls-files", "-s", "--", name]);
    told.split(' ').nth(1).unwrap().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_file_is_pinned_as_git_add_stores_it(
        files in proptest::collection::vec(made(), 12),
        autocrlf in proptest::sample::select(vec!["false", "true", "input"]),
        safecrlf in proptest::sample::select(vec!["false", "true", "warn"]),
        eol in proptest::sample::select(vec!["native", "lf", "crlf"]),
    ) {
        let (_dir, repo) = repository();
        let config = [("core.autocrlf", autocrlf), ("core.safecrlf", safecrlf), ("core.eol", eol)];
        lay_out(&repo, &files, &config);
        let dir = repo.work_dir();
        for (number, made) in files.iter().enumerate() {
            let name = format!("f{number}");
            let pinned = repo.pin(&name, None, &At::WorkTree);
            // What `core.safecrlf` forbids to store is still what would be stored without it.
            let (added, _) = git(dir, &["-c", "core.safecrlf=false", "add", "--", &name]);
            match pinned {
                Ok(pin) => {
                    prop_assert!(added, "git refuses {:?}", made);
                    prop_assert_eq!(pin.blob, staged(dir, &name), "{:?} autocrlf {}", made, autocrlf);
                }
                // Refusing is never wrong, and only due where git refuses too or may know more encodings.
                Err(VcsError::Encoding { .. }) => {
                    prop_assert!(!added || made.attributes.contains("BOM"), "{:?}", made);
                }
                Err(error) => prop_assert!(false, "{:?}: {:?}", error, made),
            }
        }
    }
}

#[test]
fn a_file_without_a_first_version_is_stored_as_hash_object_has_it() {
    let (_dir, repo) = repository();
    let dir = repo.work_dir();
    fs::write(
        dir.join(".gitattributes"),
        "*.txt text=auto\n*.u16 text working-tree-encoding=UTF-16LE\n",
    )
    .unwrap();
    for (name, bytes) in [
        ("a.txt", &b"a\r\nb\r\n"[..]),
        ("b.u16", b"a\0\r\0\n\0"),
        ("c", b"a\r\n"),
    ] {
        fs::write(dir.join(name), bytes).unwrap();
        let (_, id) = git(dir, &["hash-object", "--path", name, name]);
        let pin = repo.pin(name, None, &At::WorkTree).unwrap();
        assert_eq!(pin.blob, id.trim(), "{name}");
    }
}

#[test]
fn where_the_index_cannot_be_read_no_guess_is_made() {
    let (_dir, repo) = repository();
    let dir = repo.work_dir();
    fs::write(dir.join("p"), "a\r\n").unwrap();
    fs::write(dir.join(".gitattributes"), "p text=auto\n").unwrap();
    fs::write(
        dir.join(".git/index"),
        "no index at all, but long enough to be one",
    )
    .unwrap();
    assert!(matches!(
        repo.pin("p", None, &At::WorkTree),
        Err(VcsError::Git { .. })
    ));
}
