//! Files that are broken, newer, or hostile.

use super::*;

#[test]
fn faults_say_where_they_are() {
    let key = finding(full_finding()).key();
    let good = Store::text_of(&finding(full_finding()));
    let deep = format!("x = {}", "[".repeat(100_000));
    let cases = [
        good.replace("type = \"minor\"", "type = \"minr\""),
        good.replace("schema = 1\n", ""),
        good.replace("schema = 1\n", "schema = 0\n"),
        good.replace("response-due = 2026-12-22", "response-due = 10:15:00"),
        good.replace("F-000007", "F-000008"),
        good.replace("lines = [10, 24]", "lines = [24, 10]"),
        good.replace("title = \"said\"", "title = \"said\"\n\ntitle = \"twice\""),
        good.replace("title = \"said\"", "title = said"),
        deep,
    ];
    let faults: Vec<String> = cases
        .iter()
        .map(|text| read::record("f.toml", &key, text).unwrap_err().to_string())
        .collect();
    insta::assert_snapshot!(faults.join("\n"), @r#"
    f.toml:5:8: "minr" is no finding type; did you mean "minor"? (one of: major, minor, observation, opportunity, good-practice)
    f.toml:1:1: the schema is missing
    f.toml:1:10: there is no such schema
    f.toml:35:16: failed to parse four digit integer as year: invalid digit, expected 0-9 but got :
    f.toml:3:6: it says id = "F-000008", and its path says F-000007
    f.toml:44:9: "24-10" is no range of lines: write FIRST-LAST, counted from 1, such as 10-24
    f.toml:13:1: duplicate key
    f.toml:11:9: string values must be quoted, expected literal string
    f.toml:1:85: cannot recurse further; max recursion depth met
    "#);
}

#[test]
fn a_broken_record_leaves_the_others_usable() {
    let (dir, mut store) = planned();
    put_text(
        &dir,
        "audits/2026-q4/findings/F-000001.toml",
        "schema = 1\nnope",
    );
    put_text(&dir, "audits/2026-q4/findings/notes.toml", "");
    put_text(&dir, "audits/2026-q4/README.md", "");
    let record = sheet(vec![answer("1", "one")]);
    store.save(&record.key(), Some(&record)).unwrap();
    let loaded = load(&mut store);
    assert_eq!(loaded.papers.unwrap().answers.len(), 1);
    let mut broken: Vec<_> = loaded
        .broken
        .iter()
        .map(|b| (b.path.as_str(), b.key.is_some()))
        .collect();
    broken.sort_unstable();
    assert_eq!(
        broken,
        [
            ("audits/2026-q4/findings/F-000001.toml", true),
            ("audits/2026-q4/findings/notes.toml", false)
        ]
    );
}

#[test]
fn papers_without_their_checklist_are_not_opened() {
    let (dir, mut store) = planned();
    fs::remove_file(dir.path().join("audits/2026-q4/criteria/iso-42001.toml")).unwrap();
    let loaded = store.load_all().unwrap().remove(0).1;
    assert!(loaded.papers.is_none());
    assert!(loaded.broken[0].error.hint.is_some());
}

#[test]
fn a_record_of_a_newer_version_is_read_and_not_written() {
    let (dir, mut store) = planned();
    let record = finding(full_finding());
    let path = store.path_of(&record.key());
    put_text(
        &dir,
        &path,
        &Store::text_of(&record).replace("schema = 1", "schema = 2"),
    );
    let loaded = load(&mut store);
    assert_eq!(loaded.read_only, [record.key()]);
    assert_eq!(loaded.papers.unwrap().findings.len(), 1);
    let error = store.save(&record.key(), Some(&record)).unwrap_err();
    assert!(matches!(error, StoreError::NewerSchema { found: 2, .. }));
}

#[test]
fn hostile_files_are_refused() {
    let (dir, mut store) = planned();
    let folder = "audits/2026-q4/findings";
    put_text(
        &dir,
        &format!("{folder}/F-000001.toml"),
        &"#".repeat(2 << 20),
    );
    fs::write(
        dir.path().join(folder).join("F-000002.toml"),
        b"schema = 1\nid = \"\xff\"",
    )
    .unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", dir.path().join(folder).join("F-000003.toml"))
        .unwrap();
    let loaded = load(&mut store);
    let faults: Vec<String> = loaded.broken.iter().map(|b| b.error.to_string()).collect();
    assert!(
        faults.iter().any(|f| f.contains("at most 1048576")),
        "{faults:?}"
    );
    assert!(
        faults
            .iter()
            .any(|f| f.contains("F-000002.toml:2:7: it is not UTF-8")),
        "{faults:?}"
    );
    #[cfg(unix)]
    assert!(
        faults.iter().any(|f| f.contains("links are not followed")),
        "{faults:?}"
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_read_or_written_through_a_symbolic_link() {
    let (dir, mut store) = planned();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), dir.path().join("audits/2026-q4/findings")).unwrap();
    let record = finding(full_finding());
    assert!(store.save(&record.key(), Some(&record)).is_err());
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn the_folder_of_the_records_stays_in_the_repository() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(
        Store::open(dir.path()),
        Err(StoreError::NoWorkspace { .. })
    ));
    put_text(
        &dir,
        "tickmark.toml",
        "schema = 1\norganisation = \"x\"\nrecords = \"../elsewhere\"\n",
    );
    let error = Store::open(dir.path()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "tickmark.toml:3:1: the folder of the records leaves the repository"
    );
}
