//! Evidence in several repositories, as a person meets it.

use std::path::Path;

use super::desk::{Desk, git};

/// A repository within the folder of the workspace that no commit of it knows: a clone that somebody put there.
fn clone_at(folder: &Path, files: &[(&str, &str)]) {
    std::fs::create_dir_all(folder).unwrap();
    git(folder, &["init", "-q", "-b", "main"]);
    git(folder, &["config", "user.name", "Mira Okafor"]);
    git(folder, &["config", "user.email", "mira@example.org"]);
    for (path, text) in files {
        let full = folder.join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
    }
    git(folder, &["add", "."]);
    git(folder, &["commit", "-q", "-m", "Files"]);
}

/// A desk with a second repository, which is named by keys.
fn with_models() -> Desk {
    let mut desk = Desk::new();
    clone_at(
        &desk.folder.path().join("models"),
        &[
            ("claims/card.md", "one\ntwo\nthree\n"),
            ("policy/ai-policy.md", "another policy\n"),
        ],
    );
    desk.keys("g e enter").types("models").keys("enter");
    desk.types("models")
        .keys("enter")
        .types("https://git.example.org/models.git");
    desk.keys("enter");
    desk
}

#[test]
fn a_repository_is_named_by_keys_and_undo_takes_the_name_back() {
    let mut desk = with_models();
    desk.sees("repository models named").sees("main at ");
    let toml = desk.read("tickmark.toml");
    assert!(
        toml.contains("[[repository]]\nname = \"models\"\npath = \"models\"\nurl = \"https://git.example.org/models.git\"\n"),
        "{toml}"
    );
    desk.keys("u")
        .sees("undone: repository models named")
        .sees_no("main at ");
    assert!(!desk.read("tickmark.toml").contains("models"));
    desk.keys("ctrl-r").sees("main at ");
}

#[test]
fn a_name_that_cannot_be_says_why_and_stays_to_be_mended() {
    let mut desk = Desk::new();
    desk.keys("g e enter").types("a//b").keys("tab");
    desk.types("/srv/models").keys("ctrl-s");
    desk.sees("the name of a repository").sees("a//b");
    desk.keys("backspace backspace backspace")
        .types("b")
        .keys("ctrl-s");
    desk.sees("is absolute").sees("/srv/models").sees("ab");
    desk.keys("ctrl-u ctrl-s")
        .sees("where others put their clone");
    // Nothing is given up by a single key, wherever one is by then.
    desk.keys("tab esc").sees("esc again gives up");
    desk.keys("x esc esc").sees_no("where others get it");
}

#[test]
fn the_finder_offers_the_files_of_all_repositories_and_cites_where_they_are() {
    let mut desk = with_models();
    desk.keys("q enter e").types("aipolicy");
    desk.sees("models//policy/ai-policy.md")
        .sees("01 The policy says thing 1.");
    desk.keys("ctrl-u").types("models//card").sees("1 of ");
    desk.sees("three");
    desk.keys("enter j v j enter");
    desk.sees("models//claims/card.md:2-3").sees("as cited");
    let record = desk.read("audits/aims/answers/iso-42001/4.1.toml");
    assert!(record.contains("repository = \"models\""), "{record}");
    assert!(record.contains("path = \"claims/card.md\""), "{record}");
    // It comes first among equals from now on, as cited.
    desk.keys("e")
        .types("card")
        .sees("models//claims/card.md")
        .sees("cited");
}

#[test]
fn one_that_is_not_here_is_told_where_it_is_missed() {
    let mut desk = with_models();
    desk.keys("q enter e")
        .types("models//card")
        .keys("enter enter")
        .sees("as cited");
    std::fs::remove_dir_all(desk.folder.path().join("models")).unwrap();
    desk.keys("?").types("reload").keys("enter");
    desk.sees("not downloaded: models is not on this machine");
    desk.keys("v");
    desk.sees("not downloaded: models is not on this machine");
    desk.sees("git clone -- https://git.example.org/models.git models");
    desk.keys("g h");
    desk.sees("Evidence that is not here")
        .sees("? models is not on this machine");
    desk.keys("G enter")
        .sees("1 citation")
        .sees("git clone -- ");
    desk.keys("y");
    assert_eq!(
        desk.copied,
        ["git clone -- https://git.example.org/models.git models"]
    );
    desk.keys("enter")
        .sees("take its name out of tickmark.toml  (not now)");
    desk.keys("esc q").sees("Audits");
    desk.resize(80, 24);
    // The line about independence stands between the missing repository and the audits.
    desk.keys("k k k enter").sees("models//");
}
