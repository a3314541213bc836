//! Branches, rewritten history, objects that git shows as others, submodules: each in a repository of its own.

use super::{
    case::{Variant, git, remove, write},
    ground::Ground,
};

const POLICY: &str = "# Policy\none\ntwo\nthree\nfour\n";

fn formats() -> [&'static str; 2] {
    ["sha1", "sha256"]
}

/// A repository with `p`, cited at the tip or on disk.
fn cited(format: &str, work_tree: bool) -> Ground {
    let ground = Ground::new(format, &[]);
    ground.commit(&[write("p", POLICY), write("q", "q")]);
    ground.cite("p", work_tree);
    ground
}

#[track_caller]
fn assert_says(ground: &Ground, word: &str, phrase: &str) {
    let (told, words) = ground.word();
    assert_eq!(told, word, "{words}");
    assert!(words.contains(phrase), "{words:?}");
}

/// Forgets what no branch holds.
fn collect(ground: &Ground) {
    ground.git(&["reflog", "expire", "--expire=all", "--all"]);
    ground.git(&["gc", "-q", "--prune=now"]);
}

#[test]
fn a_branch_without_a_commit_has_nothing_but_the_work_tree() {
    for format in formats() {
        let ground = Ground::new(format, &[]);
        ground.git(&["checkout", "-q", "--orphan", "other"]);
        ground.apply(b"", &[write("p", POLICY)]);
        ground.cite("p:2-3", false);
        assert_says(&ground, "uncommitted", "not committed yet");
        ground.apply(b"", &[remove("p")]);
        assert_says(&ground, "uncommitted", "never committed as cited");
    }
}

#[test]
fn on_a_branch_without_a_commit_nothing_is_gone() {
    let ground = cited("sha1", false);
    ground.git(&["checkout", "-q", "--orphan", "other"]);
    assert_says(&ground, "cannot-judge", "the branch has no commit");
    ground.commit(&[write("p", POLICY)]);
    assert_says(&ground, "unchanged", "as cited");
    ground.git(&["rm", "-q", "p"]);
    ground.git(&["commit", "-qm", "Remove"]);
    assert_says(&ground, "gone", "");
}

#[test]
fn a_detached_head_is_what_counts() {
    let ground = cited("sha1", false);
    ground.git(&["checkout", "-q", "--detach"]);
    assert_says(&ground, "unchanged", "as cited");
    ground.commit(&[write("p", "else\n")]);
    assert_says(&ground, "changed", "");
    ground.git(&["checkout", "-q", "main"]);
    assert_says(&ground, "unchanged", "as cited");
}

#[test]
fn an_amended_commit_leaves_the_blob_and_is_told_once_it_is_lost() {
    for format in formats() {
        let ground = cited(format, false);
        ground.git(&["commit", "-q", "--amend", "-m", "In other words"]);
        assert_says(&ground, "unchanged", "as cited");
        collect(&ground);
        assert_says(
            &ground,
            "unchanged",
            "the cited commit is not in this repository",
        );
    }
}

#[test]
fn a_rebased_commit_leaves_the_blob() {
    let ground = Ground::new("sha1", &[]);
    ground.commit(&[write("q", "q")]);
    ground.git(&["checkout", "-q", "-b", "side"]);
    ground.commit(&[write("p", POLICY)]);
    ground.cite("p:2-3", false);
    ground.git(&["checkout", "-q", "main"]);
    ground.git(&["stash", "-q", "-u"]);
    ground.commit(&[write("q", "else")]);
    ground.git(&["checkout", "-q", "side"]);
    ground.git(&["rebase", "-q", "main"]);
    ground.git(&["stash", "pop", "-q"]);
    assert_says(&ground, "unchanged", "as cited");
    collect(&ground);
    assert_says(
        &ground,
        "unchanged",
        "the cited commit is not in this repository",
    );
}

#[test]
fn a_branch_that_was_reset_has_lost_the_file_and_then_the_object() {
    let ground = cited("sha1", false);
    ground.git(&["reset", "-q", "--keep", "HEAD~1"]);
    assert_says(&ground, "gone", "");
    collect(&ground);
    assert_says(&ground, "missing-object", "");
}

#[test]
fn an_amended_edit_is_a_change_and_then_a_lost_object() {
    let ground = cited("sha1", false);
    ground.apply(b"", &[write("p", "else\n")]);
    ground.git(&["commit", "-q", "--amend", "-a", "-m", "Other bytes"]);
    assert_says(&ground, "changed", "");
    collect(&ground);
    assert_says(&ground, "missing-object", "");
}

#[test]
fn an_object_that_git_replaces_is_still_what_was_cited() {
    let ground = cited("sha1", false);
    let blob = ground.recorded("blob");
    let other = ground.git(&["rev-parse", "HEAD:q"]);
    ground.git(&["replace", &blob, other.trim()]);
    assert_says(&ground, "unchanged", "as cited");
    let tree = ground.git(&["rev-parse", "HEAD^{tree}"]);
    let empty = ground.git(&["rev-parse", "HEAD~1^{tree}"]);
    ground.git(&["replace", tree.trim(), empty.trim()]);
    assert_says(&ground, "unchanged", "as cited");
}

#[test]
fn a_graft_changes_nothing_that_was_cited() {
    let ground = cited("sha1", false);
    ground.commit(&[write("q", "else")]);
    let tip = ground.git(&["rev-parse", "HEAD"]);
    let info = ground.desk.repo().join(".git/info");
    std::fs::create_dir_all(&info).unwrap();
    std::fs::write(info.join("grafts"), tip).unwrap();
    assert_says(&ground, "unchanged", "as cited");
}

#[test]
fn in_a_merge_the_branch_is_what_counts() {
    let ground = cited("sha1", false);
    ground.git(&["checkout", "-q", "-b", "side"]);
    ground.git(&["commit", "-q", "--allow-empty", "-m", "Side"]);
    ground.apply(b"", &[write("p", "theirs\n")]);
    ground.git(&["commit", "-qm", "Theirs", "p"]);
    ground.git(&["checkout", "-q", "main"]);
    ground.apply(b"", &[write("p", POLICY.replace("one", "ours"))]);
    ground.git(&["commit", "-qm", "Ours", "p"]);
    let mut merge = ground.desk.command_of("git");
    assert!(
        !merge
            .args(["merge", "-q", "side"])
            .output()
            .unwrap()
            .status
            .success()
    );
    assert_says(&ground, "changed", "");
}

#[test]
fn what_moved_into_a_submodule_is_not_gone() {
    for with_modules in [true, false] {
        let ground = Ground::new("sha1", &[("protocol.file.allow", "always")]);
        ground.commit(&[
            write("lib/p", POLICY),
            write("lib-a", "1"),
            write("lib.c", "2"),
        ]);
        for path in ["lib/p", "lib-a", "lib.c"] {
            ground.cite(path, false);
        }
        let other = ground.desk.yard().join("other");
        let other = other.to_str().unwrap();
        ground.git(&["init", "-q", "-b", "main", other]);
        std::fs::write(format!("{other}/p"), POLICY).unwrap();
        ground.git(&["-C", other, "add", "p"]);
        ground.git(&["-C", other, "commit", "-qm", "Start"]);
        ground.git(&["rm", "-qr", "lib"]);
        if with_modules {
            ground.git(&[
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "add",
                "-q",
                other,
                "lib",
            ]);
        } else {
            let tip = ground.git(&["-C", other, "rev-parse", "HEAD"]);
            let entry = format!("160000,{},lib", tip.trim());
            ground.git(&["update-index", "--add", "--cacheinfo", &entry]);
        }
        ground.git(&["commit", "-qm", "Lib is a repository of its own"]);
        let words: Vec<_> = ground
            .check()
            .into_values()
            .map(|told| {
                (
                    told["path"].as_str().unwrap().to_owned(),
                    told["state"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        for (path, word) in words {
            let right = if path == "lib/p" {
                "cannot-judge"
            } else {
                "unchanged"
            };
            assert_eq!(word, right, "{path}, .gitmodules: {with_modules}");
        }
        // It is pinned in the submodule, if there is one.
        let run = ground.try_cite("lib/p", false);
        assert_eq!(run.status == 0, with_modules, "{run:#?}");
    }
}

#[test]
fn a_shallow_clone_at_the_cited_commit_judges_by_its_objects() {
    let ground = cited("sha1", false);
    ground.commit_records();
    let shallow = ground.reach(Variant::Shallow);
    let (word, phrase) = ground.word_in(&shallow);
    assert_eq!(word, "unchanged");
    // The commit was cut off, which is no fault of anybody's.
    assert!(!phrase.contains("not in this repository"), "{phrase}");
    // What the tip has must be here, in a shallow clone too.
    let blob = ground.recorded("blob");
    let (start, rest) = blob.split_at(2);
    let pack = shallow.join(".git/objects/pack");
    let packs: Vec<_> = std::fs::read_dir(&pack)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let kept = ground.desk.yard().join("packs");
    std::fs::create_dir(&kept).unwrap();
    for path in &packs {
        std::fs::rename(path, kept.join(path.file_name().unwrap())).unwrap();
    }
    for path in packs
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "pack"))
    {
        let bytes = std::fs::read(kept.join(path.file_name().unwrap())).unwrap();
        let mut unpack = ground.desk.command_of("git");
        unpack.current_dir(&shallow).args(["unpack-objects", "-q"]);
        super::ground::feed(unpack, &bytes);
    }
    std::fs::remove_file(shallow.join(".git/objects").join(start).join(rest)).unwrap();
    assert_eq!(ground.word_in(&shallow).0, "missing-object");
}

#[test]
fn borrowed_objects_that_were_taken_away_are_an_alarm_and_never_a_pass() {
    let ground = cited("sha1", false);
    ground.commit_records();
    let borrower = ground.reach(Variant::Alternates);
    assert_eq!(ground.word_in(&borrower).0, "unchanged");
    std::fs::remove_dir_all(ground.desk.repo().join(".git/objects")).unwrap();
    let run = ground.run_in(&borrower, &["evidence", "check"]);
    assert_ne!(run.status, 0, "{run:#?}");
    assert!(!run.out.contains("unchanged"), "{run:#?}");
}

#[test]
fn the_index_is_read_where_git_has_stored_crlf() {
    let ground = Ground::new("sha1", &[]);
    ground.apply(b"", &[write("p", "ours\r\n"), git(&["add", "p"])]);
    ground.git(&["commit", "-qm", "CRLF"]);
    ground.apply(
        b"",
        &[
            write(".gitattributes", "p text=auto\n"),
            write("p", "new\r\n"),
        ],
    );
    ground.cite("p", true);
    ground.apply(b"", &[git(&["add", "p"])]);
    ground.git(&["commit", "-qm", "Still CRLF"]);
    assert_says(&ground, "unchanged", "as cited");
}
