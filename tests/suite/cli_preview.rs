//! Looking at a file by command: what it is, its lines, what is refused.

use crate::cli_desk::Desk;

/// A desk with files of many kinds, committed.
fn desk() -> Desk {
    let desk = Desk::audit();
    let mut image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    image.extend(640_u32.to_be_bytes());
    image.extend(480_u32.to_be_bytes());
    image.extend(b"\x08\x06\0\0\0");
    std::fs::write(desk.repo().join("chart.png"), image).unwrap();
    desk.write(
        "big.log",
        &"2026-11-27T08:00:00Z INFO all is well\n".repeat(40_000),
    );
    desk.write("hostile.txt", "a\u{1b}[2Jb\u{202e}c\tdone\n");
    desk.git(&["add", "."]);
    desk.git(&["commit", "-q", "-m", "More evidence"]);
    desk
}

#[test]
fn the_lines_of_a_text_come_with_their_numbers() {
    let desk = desk();
    let all = desk.run(&["evidence", "preview", "risk/register.csv"]).ok();
    assert!(
        all.starts_with("risk/register.csv  CSV, 5 lines, 42 bytes\n"),
        "{all}"
    );
    assert!(all.contains("\n    2  1,chat\n"), "{all}");
    let some = desk
        .run(&["evidence", "preview", "risk/method.md:10-12"])
        .ok();
    assert!(
        some.contains("   10  line 10\n   11  line 11\n   12  line 12\n"),
        "{some}"
    );
    assert!(!some.contains("line 13"), "{some}");
    let long = desk.run(&["evidence", "preview", "big.log"]).ok();
    assert!(
        long.contains("... and 39800 more lines; --lines A-B shows them"),
        "{long}"
    );
    let far = desk
        .run(&["evidence", "preview", "big.log", "--lines", "39999-40000"])
        .ok();
    assert!(far.contains("40000  2026-11-27"), "{far}");
}

#[test]
fn what_a_file_is_can_be_asked_by_scripts() {
    let desk = desk();
    let image = desk
        .run(&["evidence", "preview", "chart.png", "--json"])
        .json();
    assert_eq!(image["kind"], "PNG image");
    assert_eq!(image["dimensions"]["width"], 640);
    assert_eq!(image["lines"], serde_json::Value::Null);
    let text = desk
        .run(&[
            "evidence",
            "preview",
            "risk/method.md",
            "--lines",
            "2-3",
            "--json",
        ])
        .json();
    assert_eq!(
        (&text["lines"], &text["complete"]),
        (&30.into(), &true.into())
    );
    assert_eq!(text["text"][1]["line"], 3);
    assert_eq!(text["text"][1]["text"], "line 3");
}

#[test]
fn a_file_is_shown_as_it_was_at_a_commit_and_as_it_is_on_disk() {
    let desk = desk();
    let before = desk.git(&["rev-parse", "HEAD"]);
    desk.write("risk/method.md", "another\n");
    desk.git(&["commit", "-q", "-a", "-m", "Another"]);
    desk.write("risk/method.md", "on disk\n");
    desk.write("fresh.md", "fresh\n");
    let shown = |more: &[&str]| {
        let command = [&["evidence", "preview", "risk/method.md"], more].concat();
        desk.run(&command).ok()
    };
    assert!(shown(&[]).contains("1  another"));
    assert!(shown(&["--worktree"]).contains("1  on disk"));
    assert!(shown(&["--at", before.trim()]).contains("1  line 1"));
    desk.run(&["evidence", "preview", "fresh.md"])
        .fails(2, &["there is no file \"fresh.md\"", "--worktree"]);
}

#[test]
fn lines_that_are_not_there_are_refused() {
    let desk = desk();
    desk.run(&["evidence", "preview", "risk/method.md:29-31"])
        .fails(2, &["Could not show the lines 29-31", "it has 30 lines"]);
    desk.run(&["evidence", "preview", "chart.png", "--lines", "1"])
        .fails(2, &["it has no lines (PNG image)"]);
    desk.run(&["evidence", "preview", "../secret"])
        .fails(2, &[]);
}

#[test]
fn what_a_file_holds_is_printed_safely() {
    let shown = desk().run(&["evidence", "preview", "hostile.txt"]).ok();
    assert!(shown.contains("a^[[2Jb\\u{202e}c\tdone"), "{shown}");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_shows_its_target_and_is_not_followed() {
    let desk = desk();
    std::os::unix::fs::symlink("/etc/passwd", desk.repo().join("link")).unwrap();
    desk.git(&["add", "link"]);
    desk.git(&["commit", "-q", "-m", "A link"]);
    for more in [&[][..], &["--worktree"]] {
        let command = [&["evidence", "preview", "link"], more].concat();
        let shown = desk.run(&command).ok();
        assert_eq!(shown, "link  symbolic link\nleads to: /etc/passwd\n");
    }
    let told = desk.run(&["evidence", "preview", "link", "--json"]).json();
    assert_eq!(told["target"], "/etc/passwd");
}

#[test]
fn a_submodule_and_a_pointer_say_what_they_are() {
    let desk = desk();
    let commit = desk.git(&["rev-parse", "HEAD"]);
    let entry = format!("160000,{},vendor/model", commit.trim());
    desk.git(&["update-index", "--add", "--cacheinfo", &entry]);
    desk.write(
        "model.bin",
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
    );
    desk.git(&["add", "model.bin"]);
    desk.git(&["commit", "-q", "-m", "A model"]);
    let shown = desk.run(&["evidence", "preview", "vendor/model"]).ok();
    assert_eq!(shown, format!("vendor/model  submodule\ncommit: {commit}"));
    let shown = desk.run(&["evidence", "preview", "model.bin"]).ok();
    assert!(shown.contains("sha256: 4d7a\nsize: 12 kB\n"), "{shown}");
}
