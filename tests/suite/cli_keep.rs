//! Copies of evidence whose sources vanish, and the output of commands: kept beside the records, committed with them.

use std::fs;

use assert_cmd::Command;

use crate::cli_desk::{Desk, Run};

const SHEET: &str = "audits/a-1/answers/house/4.1.toml";

fn keep(desk: &Desk, rest: &[&str]) -> Run {
    let mut args = vec!["evidence", "keep", "a-1", "4.1"];
    args.extend(rest);
    desk.run(&args)
}

fn run(desk: &Desk, rest: &[&str]) -> Run {
    let mut args = vec!["evidence", "run", "a-1", "4.1"];
    args.extend(rest);
    desk.run(&args)
}

/// Returns the names in the folder of kept copies.
fn copies(desk: &Desk) -> Vec<String> {
    let folder = desk.repo().join("audits/a-1/evidence");
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// An auditor's desk where everything is committed.
fn desk() -> Desk {
    let desk = Desk::audit();
    desk.run(&["commit", "-m", "Plan"]).ok();
    desk
}

/// A file outside the repository.
fn outside(desk: &Desk, name: &str, bytes: &[u8]) -> String {
    let path = desk.repo().with_file_name(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_copy_is_kept_cited_and_committed_with_its_record_and_nothing_else() {
    let desk = desk();
    desk.write("notes.txt", "mine\n");
    desk.git(&["add", "notes.txt"]);
    let source = outside(&desk, "export.csv", b"name,done\nrole a,yes\n");
    let out = keep(
        &desk,
        &[
            &source,
            "--origin",
            "learning portal",
            "--dated",
            "2026-01-10",
            "--note",
            "all roles",
        ],
    )
    .ok();
    let id = out.trim();
    let path = format!("audits/a-1/evidence/{id}-export.csv");
    assert_eq!(desk.read(&path), "name,done\nrole a,yes\n");
    let text = desk.read(SHEET);
    for line in [
        format!("path = \"{path}\""),
        "origin = \"learning portal\"".into(),
        "effective = 2026-01-10".into(),
        "note = \"all roles\"".into(),
    ] {
        assert!(text.contains(&line), "{line}\n{text}");
    }
    assert!(!text.contains("commit = "), "{text}");
    let check = desk.run(&["evidence", "check", "a-1"]);
    assert!(check.out.starts_with("uncommitted"), "{check:#?}");

    let dry = desk.run(&["commit", "--dry-run"]).ok();
    assert!(dry.contains(&format!("  A {path}")), "{dry}");
    desk.run(&["commit", "-m", "Keep"]).ok();
    let committed = desk.git(&["show", "--format=", "--name-only", "HEAD"]);
    assert_eq!(committed, format!("{SHEET}\n{path}\n"));
    assert_eq!(desk.git(&["status", "--porcelain"]), "A  notes.txt\n");
    let mode = desk.git(&["ls-tree", "HEAD", &path]);
    assert!(mode.starts_with("100644 "), "{mode}");

    let check = desk.run(&["evidence", "check", "a-1"]);
    assert!(check.out.starts_with("unchanged"), "{check:#?}");
    assert_eq!(check.status, 0);
    let shown = desk.run(&["evidence", "show", "a-1", id]).ok();
    for part in [
        "copy of learning portal",
        &format!("kept as: {path}"),
        "of when: 2026-01-10",
        "    1  name,done",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(desk.run(&["status"]).ok().lines().count() > 0);
    desk.run(&["commit", "--dry-run"]).ok();
    assert!(
        desk.run(&["report", "a-1"])
            .ok()
            .contains("copy of learning portal")
    );
}

#[test]
fn bytes_that_are_no_text_survive_the_commit() {
    let desk = desk();
    let bytes: Vec<u8> = (0..=255).cycle().take(3000).collect();
    let source = outside(&desk, "shot.png", &bytes);
    let run = keep(&desk, &[&source]);
    assert!(run.err.contains("no text (3.0 KB)"), "{run:#?}");
    let id = run.ok().trim().to_owned();
    desk.run(&["commit", "-m", "Keep"]).ok();
    let stored = desk.git(&[
        "rev-parse",
        &format!("HEAD:audits/a-1/evidence/{id}-shot.png"),
    ]);
    let again = desk.git(&["hash-object", "--no-filters", &source]);
    assert_eq!(stored, again);
}

#[test]
fn a_hostile_name_stays_a_name_in_the_folder() {
    let desk = desk();
    for (name, kept) in [
        ("../../x", "x"),
        ("/etc/passwd", "passwd"),
        ("a\u{1b}[31mb\nc", "a-31mb-c"),
        (".git", "git"),
        ("", "copy"),
        ("x.toml", "x.toml"),
    ] {
        let out = keep(&desk, &["risk/method.md", "--name", name]).ok();
        let path = format!("audits/a-1/evidence/{}-{kept}", out.trim());
        assert!(
            desk.repo().join(&path).is_file(),
            "{name:?}: {:?}",
            copies(&desk)
        );
    }
    keep(&desk, &["risk/method.md", "--name", &"x".repeat(300)]).ok();
    assert_eq!(copies(&desk).len(), 7);
    assert!(
        copies(&desk)
            .iter()
            .all(|name| name.starts_with("E-") && name.len() < 100)
    );
    desk.run(&["commit", "-m", "Keep"]).ok();
    desk.run(&["evidence", "check", "a-1"]).ok();
}

#[test]
fn stdin_is_kept_when_it_is_said_where_it_is_from() {
    let desk = desk();
    let args = ["evidence", "keep", "a-1", "4.1", "-"];
    desk.run_with_stdin(&args, "x\n")
        .fails(2, &["where it is from", "--origin"]);
    let whole = [
        &args[..],
        &["--origin", "status page", "--name", "status.html", "--json"],
    ]
    .concat();
    let json = desk.run_with_stdin(&whole, "<p>up</p>\n").json();
    let path = json["path"].as_str().unwrap();
    assert!(path.ends_with("-status.html"), "{path}");
    assert_eq!(desk.read(path), "<p>up</p>\n");
    assert_eq!(json["size"], 10);
    desk.run_with_stdin(&whole, "")
        .fails(2, &["nothing came in"]);
    assert_eq!(copies(&desk).len(), 1);
}

#[test]
fn what_is_too_large_or_no_file_is_refused_and_leaves_nothing() {
    let desk = desk();
    let before = desk.everything();
    let source = outside(&desk, "big.bin", &vec![b'x'; 2001]);
    keep(&desk, &[&source, "--limit", "2000"]).fails(2, &["more than 2.0 KB", "--limit"]);
    let huge = desk.repo().with_file_name("huge.bin");
    fs::File::create(&huge).unwrap().set_len(1 << 34).unwrap();
    keep(&desk, &[huge.to_str().unwrap()]).fails(2, &["more than 16 MB"]);
    keep(&desk, &["risk"]).fails(2, &["it is a folder"]);
    keep(&desk, &["/dev/zero"]).fails(2, &["a device"]);
    keep(&desk, &["nowhere.txt"]).fails(2, &["there is no such file"]);
    keep(&desk, &[&source, "--dated", "2999-01-01"]).fails(2, &["not come yet"]);
    desk.run(&["evidence", "keep", "a-1", "9.9", &source])
        .fails(2, &["9.9"]);
    assert_eq!(desk.everything(), before);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_that_is_named_is_followed_and_that_is_told() {
    let desk = desk();
    let source = outside(&desk, "real.txt", b"real\n");
    std::os::unix::fs::symlink(&source, desk.repo().join("latest.txt")).unwrap();
    let run = keep(&desk, &["latest.txt"]);
    assert!(run.err.contains("symbolic link: the bytes of"), "{run:#?}");
    let id = run.ok().trim().to_owned();
    assert_eq!(
        desk.read(&format!("audits/a-1/evidence/{id}-latest.txt")),
        "real\n"
    );
    let path = desk
        .repo()
        .join(format!("audits/a-1/evidence/{id}-latest.txt"));
    assert!(!path.is_symlink());
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_linked_folder() {
    let desk = desk();
    let elsewhere = desk.repo().with_file_name("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, desk.repo().join("audits/a-1/evidence")).unwrap();
    let refused = keep(&desk, &["risk/method.md"]);
    assert_eq!(refused.status, 3, "{refused:#?}");
    assert!(refused.err.contains("symbolic link"), "{refused:#?}");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn a_filter_on_the_folder_refuses_the_copy_and_leaves_nothing() {
    let desk = desk();
    desk.write(".gitattributes", "*.bin filter=lfs\n");
    let source = outside(&desk, "model.bin", b"x");
    keep(&desk, &[&source]).fails(2, &["filter \"lfs\"", "audits/** -filter"]);
    assert!(copies(&desk).is_empty());
}

#[test]
fn a_copy_whose_citation_is_removed_stays_and_is_not_committed() {
    let desk = desk();
    let id = keep(&desk, &["risk/method.md"]).ok().trim().to_owned();
    let path = format!("audits/a-1/evidence/{id}-method.md");
    let run = desk.run(&["evidence", "remove", "a-1", &id]);
    assert!(
        run.err.contains(&format!(
            "stays where it is, and no commit takes it in any more: {path}"
        )),
        "{run:#?}"
    );
    desk.run(&["answer", "a-1", "4.1", "--note", "seen"]).ok();
    let dry = desk.run(&["commit", "--dry-run"]).ok();
    assert!(
        dry.contains(&format!("no record cites the copy {path}")),
        "{dry}"
    );
    desk.run(&["commit", "-m", "Note"]).ok();
    assert_eq!(
        desk.git(&["show", "--format=", "--name-only", "HEAD"]),
        format!("{SHEET}\n")
    );
    assert_eq!(
        desk.git(&["status", "--porcelain"]),
        "?? audits/a-1/evidence/\n"
    );
    assert!(desk.repo().join(path).is_file());
    let status = desk.run(&["status", "--json"]).json();
    assert_eq!(status["uncommitted-records"], 0, "{status}");
}

#[test]
fn a_copy_that_was_changed_or_removed_after_it_was_kept_blocks_the_commit() {
    let desk = desk();
    let id = keep(&desk, &["risk/method.md"]).ok().trim().to_owned();
    let path = format!("audits/a-1/evidence/{id}-method.md");
    desk.run(&["commit", "-m", "Keep"]).ok();
    desk.write(&path, "forged\n");
    desk.run(&["commit", "-m", "x"])
        .fails(1, &["was changed after it was kept", "git checkout --"]);
    fs::remove_file(desk.repo().join(&path)).unwrap();
    desk.run(&["commit", "-m", "x"])
        .fails(1, &["was removed, although it is cited"]);
    desk.git(&["checkout", "--", &path]);
    assert!(!desk.run(&["commit", "-m", "x"]).err.contains(&path));
}

#[test]
fn a_copy_for_a_control_goes_beside_the_statement() {
    let desk = desk();
    desk.run(&[
        "soa",
        "set",
        "iso-42001",
        "A.2.2",
        "--include",
        "--why",
        "why",
    ])
    .ok();
    let out = desk
        .run(&[
            "evidence",
            "keep",
            "soa",
            "iso-42001:A.2.2",
            "risk/method.md",
        ])
        .ok();
    let path = format!("audits/soa/evidence/{}-method.md", out.trim());
    assert!(desk.repo().join(&path).is_file());
    desk.run(&["commit", "-m", "Statement"]).ok();
    let committed = desk.git(&["show", "--format=", "--name-only", "HEAD"]);
    assert_eq!(committed, format!("{path}\naudits/soa/iso-42001.toml\n"));
    desk.run(&["evidence", "check", "soa"]).ok();
}

#[test]
fn line_ends_that_git_turns_are_told() {
    let desk = desk();
    // Somebody's own attributes, in place of those that leave kept copies alone.
    desk.write("audits/.gitattributes", "* text=auto\n");
    let source = outside(&desk, "dos.txt", b"a\r\nb\r\n");
    let run = keep(&desk, &[&source]);
    assert!(
        run.err.contains("git stores it with LF line ends"),
        "{run:#?}"
    );
    desk.run(&["commit", "-m", "Keep"]).ok();
    desk.run(&["evidence", "check", "a-1"]).ok();
}

#[cfg(unix)]
#[test]
fn what_a_command_prints_is_kept_with_its_status() {
    let desk = desk();
    let run = run(
        &desk,
        &[
            "--host",
            "build-1",
            "--what",
            "tags",
            "--",
            "sh",
            "-c",
            "echo out; echo err >&2; exit 3",
        ],
    );
    assert!(run.err.contains("ended with 3"), "{run:#?}");
    let id = run.ok().trim().to_owned();
    let path = format!("audits/a-1/evidence/{id}-sh.txt");
    let kept = desk.read(&path);
    assert!(
        kept.starts_with(
            "command: sh -c 'echo out; echo err >&2; exit 3'\nexit status: 3\nended: 20"
        ),
        "{kept}"
    );
    assert!(kept.contains("host: build-1\n"), "{kept}");
    assert!(kept.ends_with("\n\nout\nerr\n"), "{kept}");
    let text = desk.read(SHEET);
    for line in [
        "kind = \"command-output\"",
        "exit-status = 3",
        "what = \"tags\"",
        "origin = \"build-1\"",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    desk.run(&["commit", "-m", "Run"]).ok();
    desk.run(&["evidence", "check", "a-1"]).ok();
    let json = desk.run(&["evidence", "show", "a-1", &id, "--json"]).json();
    assert_eq!(json["citation"]["exit-status"], 3);
    assert_eq!(json["citation"]["kind"], "command-output");
}

#[cfg(unix)]
#[test]
fn a_command_that_is_not_there_too_slow_or_too_loud_keeps_nothing() {
    let desk = desk();
    let before = desk.everything();
    run(&desk, &["--", "no-such-program-here"]).fails(2, &["Could not run no-such-program-here"]);
    run(&desk, &["--time-limit", "1", "--", "sleep", "60"])
        .fails(3, &["longer than 1 s", "--time-limit"]);
    run(&desk, &["--limit", "1000", "--", "yes"]).fails(2, &["more than 1.0 KB"]);
    run(&desk, &[]).fails(2, &["required"]);
    // A row that is not there is told before anything runs.
    desk.run(&["evidence", "run", "a-1", "9.9", "--", "touch", "ran"])
        .fails(2, &["9.9"]);
    assert_eq!(desk.everything(), before);
}

#[test]
fn a_file_of_no_bounds_is_not_cited_from_the_work_tree() {
    let desk = desk();
    let huge = fs::File::create(desk.repo().join("huge.bin")).unwrap();
    // It takes up no room on disk, and would in memory.
    huge.set_len(1 << 40).unwrap();
    desk.run(&["evidence", "add", "a-1", "4.1", "huge.bin", "--worktree"])
        .fails(
            2,
            &["\"huge.bin\" is too large: it has 1099511627776 bytes"],
        );
    desk.write("audits/a-1/evidence/E-000001-x.txt", "x\n");
    let copy = desk.repo().join("audits/a-1/evidence/E-000001-x.txt");
    let copy = fs::File::options().write(true).open(copy).unwrap();
    copy.set_len(1 << 40).unwrap();
    desk.run(&["commit", "a-1"])
        .fails(2, &["E-000001-x.txt\" is too large"]);
}

#[cfg(unix)]
#[test]
fn a_command_may_have_all_the_time_in_the_world() {
    let desk = desk();
    let forever = u64::MAX.to_string();
    let id = run(&desk, &["--time-limit", &forever, "--", "echo", "done"]).ok();
    let kept = desk.read(&format!("audits/a-1/evidence/{}-echo.txt", id.trim()));
    assert!(kept.ends_with("\n\ndone\n"), "{kept}");
}

#[cfg(unix)]
#[test]
fn no_shell_looks_at_the_words_of_a_command() {
    let desk = desk();
    let out = run(&desk, &["--", "printf", "%s\\n", "$(touch ran)", "*"]).ok();
    let kept = desk.read(&format!("audits/a-1/evidence/{}-printf.txt", out.trim()));
    assert!(kept.ends_with("\n$(touch ran)\n*\n"), "{kept}");
    assert!(!desk.repo().join("ran").exists());
}

#[test]
fn the_home_folder_is_not_told() {
    let desk = desk();
    let home = desk.repo().with_file_name("home");
    fs::write(home.join("export.csv"), "x\n").unwrap();
    let given = home.join("export.csv");
    let run = Desk::finish(Command::from_std(desk.command()).args([
        "evidence",
        "keep",
        "a-1",
        "4.1",
        given.to_str().unwrap(),
    ]));
    run.ok();
    assert!(desk.read(SHEET).contains("origin = \"~/export.csv\""));
}
