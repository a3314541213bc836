//! Records and objects that were damaged or tampered with: alarms where they are due, and nowhere else.

use std::{fs, path::Path};

use super::{
    case::{remove, rename, write},
    ground::Ground,
};

const POLICY: &str = "# Policy\none\ntwo\nthree\nfour\n";

/// A repository with `p` and `q`, of which `p` is cited: whole, or lines of it.
fn cited(path: &str) -> Ground {
    let ground = Ground::new("sha1", &[]);
    ground.commit(&[write("p", POLICY), write("q", "q\n"), write("d/e", "e\n")]);
    ground.cite(path, false);
    ground
}

#[track_caller]
fn assert_says(ground: &Ground, word: &str, phrase: &str) {
    let (told, words) = ground.word();
    assert_eq!(told, word, "{words}");
    assert!(words.contains(phrase), "{words:?}");
}

/// Overwrites a file of the object store, which git keeps from being written.
fn overwrite(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

/// What a hand writes into a record: the words that go and those that come.
type Tamper = fn(&Ground) -> (String, String);

#[test]
#[expect(clippy::too_many_lines, reason = "a table, one case after the other")]
fn a_record_that_was_tampered_with_never_passes() {
    let id = |ground: &Ground, of: &str| ground.git(&["rev-parse", of]).trim().to_owned();
    let whole: [(&str, Tamper, &str, &str); 9] = [
        (
            "another hash",
            |g| (g.recorded("sha256"), "0".repeat(64)),
            "hash-mismatch",
            "",
        ),
        (
            "half a hash",
            |g| (g.recorded("sha256"), "ab".to_owned()),
            "hash-mismatch",
            "",
        ),
        (
            "a blob that is nowhere",
            |g| (g.recorded("blob"), "1".repeat(40)),
            "missing-object",
            "",
        ),
        (
            "another blob",
            |g| {
                (
                    g.recorded("blob"),
                    g.git(&["rev-parse", "HEAD:q"]).trim().to_owned(),
                )
            },
            "hash-mismatch",
            "",
        ),
        (
            "a folder for a blob",
            |g| {
                (
                    g.recorded("blob"),
                    g.git(&["rev-parse", "HEAD:d"]).trim().to_owned(),
                )
            },
            "hash-mismatch",
            "",
        ),
        (
            "an id of the other length",
            |g| (g.recorded("blob"), "1".repeat(64)),
            "cannot-judge",
            "blob id is none of this repository",
        ),
        (
            "an id that is none",
            |g| (g.recorded("blob"), "policy".to_owned()),
            "cannot-judge",
            "blob id is none of this repository",
        ),
        (
            "a path out of the repository",
            |_| ("path = \"p\"".to_owned(), "path = \"../p\"".to_owned()),
            "cannot-judge",
            "leads out of the work tree",
        ),
        (
            "a path into .git",
            |_| {
                (
                    "path = \"p\"".to_owned(),
                    "path = \".git/config\"".to_owned(),
                )
            },
            "cannot-judge",
            "leads into .git",
        ),
    ];
    for (name, tamper, word, phrase) in whole {
        let ground = cited("p");
        let (from, to) = tamper(&ground);
        ground.tamper(&from, &to);
        let (told, words) = ground.word();
        assert_eq!(told, word, "{name}: {words}");
        assert!(words.contains(phrase), "{name}: {words:?}");
    }
    let lines: [(&str, Tamper, &str, &str); 3] = [
        (
            "another hash of the lines",
            |g| (g.recorded("excerpt-sha256"), "0".repeat(64)),
            "hash-mismatch",
            "",
        ),
        (
            "other lines",
            |_| ("lines = [2, 3]".to_owned(), "lines = [3, 4]".to_owned()),
            "hash-mismatch",
            "",
        ),
        (
            "more lines than there were",
            |_| ("lines = [2, 3]".to_owned(), "lines = [2, 9]".to_owned()),
            "cannot-judge",
            "more lines than the file had",
        ),
    ];
    for (name, tamper, word, phrase) in lines {
        let ground = cited("p:2-3");
        let (from, to) = tamper(&ground);
        ground.tamper(&from, &to);
        let (told, words) = ground.word();
        assert_eq!(told, word, "{name}: {words}");
        assert!(words.contains(phrase), "{name}: {words:?}");
    }
    // A commit that is nowhere is told: the blob suffices for the state.
    let ground = cited("p");
    ground.tamper(&id(&ground, "HEAD"), &"2".repeat(40));
    assert_says(
        &ground,
        "unchanged",
        "the cited commit is not in this repository",
    );
}

#[test]
fn a_damaged_object_is_an_alarm_whatever_the_damage() {
    let ground = cited("p");
    let blob = ground.recorded("blob");
    let file = ground.object(&blob);
    let sound = fs::read(&file).unwrap();
    let other = fs::read(ground.object(ground.git(&["rev-parse", "HEAD:q"]).trim())).unwrap();
    let half = sound.get(..sound.len() / 2).unwrap();
    let damages: [(&str, &[u8]); 7] = [
        ("other bytes", &other),
        ("no bytes", b""),
        ("no object", b"not an object at all"),
        ("half of it", half),
        ("its beginning", sound.get(..4).unwrap()),
        ("all but its end", sound.get(..sound.len() - 1).unwrap()),
        ("zeroes", &[0; 64]),
    ];
    for (name, bytes) in damages {
        overwrite(&file, bytes);
        let (told, words) = ground.word();
        assert_eq!(told, "hash-mismatch", "{name}: {words}");
    }
    overwrite(&file, &sound);
    assert_says(&ground, "unchanged", "as cited");
    fs::remove_file(&file).unwrap();
    assert_says(&ground, "missing-object", "");
    // With the file gone from the tip, what is missing is no less missing.
    ground.git(&["rm", "-q", "--cached", "p"]);
    ground.git(&["commit", "-qm", "Remove"]);
    assert_says(&ground, "missing-object", "");
}

#[test]
fn a_commit_or_folder_cut_short_ends_in_words() {
    for of in ["HEAD", "HEAD^{tree}", "HEAD:d"] {
        let ground = cited("d/e");
        let file = ground.object(ground.git(&["rev-parse", of]).trim());
        let sound = fs::read(&file).unwrap();
        for length in [8, sound.len() / 2, sound.len() - 1] {
            overwrite(&file, &sound[..length]);
            let run = ground.desk.run(&["evidence", "check"]);
            assert_ne!(run.status, 0, "{of}: {run:#?}");
            assert!(!run.out.contains("unchanged"), "{of}: {run:#?}");
        }
    }
}

#[test]
fn a_cited_commit_that_cannot_be_read_is_not_called_missing() {
    let ground = cited("p");
    let commit = ground.git(&["rev-parse", "HEAD"]);
    ground.commit(&[write("q", "else")]);
    overwrite(&ground.object(commit.trim()), b"no object");
    let (word, phrase) = ground.word();
    assert_eq!(word, "unchanged", "{phrase}");
    assert!(!phrase.contains("not in this repository"), "{phrase}");
}

#[test]
fn a_damaged_pack_is_never_a_pass() {
    let ground = cited("p");
    ground.git(&["repack", "-qad"]);
    let pack = fs::read_dir(ground.desk.repo().join(".git/objects/pack"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            path.extension()
                .is_some_and(|extension| extension == "pack")
        })
        .unwrap();
    let sound = fs::read(&pack).unwrap();
    let blob = ground.recorded("blob");
    let flipped = (12..sound.len() - 20).step_by(7).map(|at| {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x55;
        bytes
    });
    let cut = (0..sound.len()).step_by(97).map(|at| sound[..at].to_vec());
    for bytes in flipped.chain(cut) {
        overwrite(&pack, &bytes);
        let run = ground.desk.run(&["evidence", "check"]);
        if run.status == 0 {
            // The damage lies in an object that no answer depends on.
            assert!(run.out.contains("unchanged"), "{run:#?}");
            let mut git = ground.desk.command_of("git");
            let shown = git.args(["cat-file", "-p", &blob]).output().unwrap();
            assert_eq!(shown.stdout, POLICY.as_bytes(), "{run:#?}");
        }
    }
}

#[test]
fn a_lost_folder_is_told_of_what_is_in_it_and_of_nothing_else() {
    let ground = Ground::new("sha1", &[]);
    let files = ["a/one", "b/deep/two", "c/three", "b/four"];
    let written: Vec<_> = files.iter().map(|path| write(path, path)).collect();
    ground.commit(&written);
    for path in files {
        ground.cite(path, false);
    }
    ground.commit(&[rename("c/three", "d/three"), remove("a/one")]);
    let tree = ground.git(&["rev-parse", "HEAD:b/deep"]);
    fs::remove_file(ground.object(tree.trim())).unwrap();
    let words: Vec<(String, String)> = ground
        .check()
        .into_values()
        .map(|told| {
            let text = |name: &str| told[name].as_str().unwrap().to_owned();
            (text("path"), text("state"))
        })
        .collect();
    for (path, word) in words {
        let right = match path.as_str() {
            "b/four" => "unchanged",
            "c/three" => "moved",
            "b/deep/two" => "missing-object",
            // It is neither at its path nor where one could look: that is not gone.
            "a/one" => "cannot-judge",
            _ => panic!("{path}"),
        };
        assert_eq!(word, right, "{path}");
    }
}
