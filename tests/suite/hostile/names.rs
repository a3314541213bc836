//! Names that a terminal would obey, that no text holds, or that are the same to some systems.

use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt as _, path::PathBuf};

use super::trap::{SHEET, Trap};

const NAMES: [&[u8]; 9] = [
    b"a\x1b[2Jb",
    b"a\x1b]52;c;AAAA\x07b",
    b"a\xc2\x9b31mb",
    b"a\xe2\x80\xaeb",
    b"a\xe2\x80\x8bb",
    b"a\nb",
    b"a\rb",
    b"a\xff\xfe\x80b",
    b"-rf",
];

fn named(trap: &Trap, folder: &str, name: &[u8], ending: &str) -> PathBuf {
    let folder = trap.at(folder);
    fs::create_dir_all(&folder).unwrap();
    folder.join(OsStr::from_bytes(&[name, ending.as_bytes()].concat()))
}

#[test]
fn names_in_the_work_tree_are_shown_and_not_obeyed() {
    let trap = Trap::set(|trap| {
        for name in NAMES {
            for folder in [
                "risk",
                "checklists",
                "audits",
                "audits/a-1",
                "audits/a-1/answers",
                "audits/a-1/answers/house",
                "audits/a-1/findings",
                "audits/a-1/evidence",
                ".git/tickmark/drafts",
                ".git/tickmark/texts",
            ] {
                fs::write(named(trap, folder, name, ".toml"), "schema = 1\n").unwrap();
            }
            fs::create_dir_all(named(trap, "audits", name, "")).unwrap();
            fs::write(named(trap, "audits", name, "/audit.toml"), "schema = 1\n").unwrap();
        }
    });
    trap.holds();
}

#[test]
fn names_that_are_committed_are_shown_and_not_obeyed() {
    let trap = Trap::set(|trap| {
        for name in NAMES {
            fs::write(named(trap, "risk", name, ".csv"), "a\n").unwrap();
            fs::write(named(trap, "audits/a-1/findings", name, ".toml"), "x = 1\n").unwrap();
        }
        trap.desk
            .git(&["add", "-A", "--", "risk", "audits/a-1/findings"]);
        trap.desk
            .git(&["commit", "-qm", "Names\x1b[2J \u{202e}of evil\u{200b}\x07"]);
        trap.configure("user.name", "Ada\u{202e}\u{1b}[2J");
    });
    trap.holds();
}

#[test]
fn texts_of_records_are_shown_and_not_obeyed() {
    let trap = Trap::set(|trap| {
        let evil = "\\u001b[2J\\u001b]52;c;AAAA\\u0007\\u202e\\u200b\\u009b31m\\u0000";
        for path in [SHEET, "audits/a-1/audit.toml", "tickmark.toml"] {
            let text = trap.desk.read(path);
            let changed = text
                .replace("verdict = \"", &format!("note = \"{evil}\"\nverdict = \""))
                .replace("title = \"", &format!("title = \"{evil}"))
                .replace("organisation = \"", &format!("organisation = \"{evil}"))
                .replace("path = \"risk/", &format!("path = \"{evil}/"));
            trap.desk.write(path, &changed);
        }
        let checklist = trap.desk.read("checklists/house.toml");
        trap.desk.write(
            "checklists/house.toml",
            &checklist.replace("title = \"", &format!("title = \"{evil}")),
        );
        trap.desk.write(
            "audits/a-1/actions/A-1.toml",
            &format!("schema = 1\nid = \"{evil}\"\n\"{evil}\" = 1\n"),
        );
    });
    trap.holds();
}

#[test]
fn names_that_differ_in_case_alone_are_kept_apart_or_told() {
    let trap = Trap::set(|trap| {
        let record = fs::read_dir(trap.at("audits/a-1/findings"))
            .unwrap()
            .flatten()
            .next()
            .unwrap()
            .path();
        let name = record.file_name().unwrap().to_str().unwrap().to_owned();
        for other in [name.to_lowercase(), name.to_uppercase()] {
            fs::copy(&record, record.with_file_name(other)).unwrap();
        }
        for copy in ["audits/A-1", "AUDITS", "Tickmark.toml"] {
            let (from, to) = match copy {
                "Tickmark.toml" => ("tickmark.toml", copy),
                "AUDITS" => ("audits/a-1", copy),
                other => ("audits/a-1", other),
            };
            let done = std::process::Command::new("cp")
                .args(["-r", from, to])
                .current_dir(trap.desk.repo())
                .status();
            assert!(done.unwrap().success());
        }
        trap.desk.git(&["add", "-A", "--", "audits", "AUDITS"]);
    });
    trap.holds();
}
