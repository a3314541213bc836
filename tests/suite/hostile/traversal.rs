//! Paths, ids and folders that would lead out of the repository, or into what is git's own.

use std::fs;

use super::trap::{SHEET, Trap};

/// Puts another path into a record in place of the one that is there.
fn replaced(trap: &Trap, path: &str, from: &str, to: &str) {
    let text = trap.desk.read(path);
    assert!(text.contains(from), "{text}");
    trap.desk.write(path, &text.replace(from, to));
}

fn secret(trap: &Trap) {
    fs::write(trap.outside("secret"), "the words of the secret\n").unwrap();
}

#[test]
fn a_citation_does_not_lead_out_of_the_repository() {
    for path in [
        "../outside/secret",
        "risk/../../outside/secret",
        ".git/config",
        "risk/../.git/config",
        ".GIT/config",
        "/etc/passwd",
        "C:\\\\Windows",
        "risk/./register.csv",
        "risk//register.csv",
        "",
        ".",
        "risk/re\\u0000gister.csv",
    ] {
        let trap = Trap::set(|trap| {
            secret(trap);
            replaced(
                trap,
                SHEET,
                "path = \"risk/register.csv\"",
                &format!("path = \"{path}\""),
            );
        });
        if path.contains("secret") {
            trap.holds();
        }
        let told = trap.run(&["evidence", "check"]);
        assert!(!(told.out + &told.err).contains("the words of"), "{path}");
        let report = trap.run(&["report", "a-1"]);
        assert!(!report.out.contains("the words of"), "{path}");
    }
}

#[test]
fn a_citation_does_not_lead_through_a_link() {
    let trap = Trap::set(|trap| {
        secret(trap);
        trap.link("risk/register.csv", trap.outside("secret"));
        fs::rename(trap.at("risk"), trap.outside("risk")).unwrap();
        trap.link("risk", trap.outside("risk"));
    });
    trap.holds();
    let told = trap.run(&["evidence", "check"]);
    assert!(!(told.out + &told.err).contains("the words of"));
}

#[test]
fn ids_and_names_do_not_lead_out_of_the_repository() {
    let trap = Trap::set(|trap| {
        for (path, text) in [
            ("audits/..a/audit.toml", "schema = 1\nid = \"../a\"\n"),
            (
                "audits/a-2/audit.toml",
                "schema = 1\nid = \"../../outside\"\n",
            ),
            (
                "audits/a-1/findings/..%2f..%2fx.toml",
                "schema = 1\nid = \"../../x\"\n",
            ),
            (
                "audits/a-1/actions/A-1.toml",
                "schema = 1\nid = \"../../../outside/A-1\"\nfinding = \"../x\"\n",
            ),
            (
                "audits/a-1/answers/house/..toml",
                "schema = 1\nref = \"..\"\nchecklist = \"../../..\"\n",
            ),
            (
                "checklists/house2.toml",
                "schema = 1\nid = \"../../outside/x\"\nextends = \"../../../etc/passwd\"\n",
            ),
        ] {
            trap.desk.write(path, text);
        }
    });
    trap.holds();
    for id in ["../../outside", "..", ".git", "/etc", "a-1/../../x"] {
        assert_ne!(trap.run(&["audit", "show", id]).status, 0);
        assert_ne!(
            trap.run(&["new", id, "--title", "x", "--checklist", "house"])
                .status,
            0
        );
        assert_ne!(trap.run(&["finding", "show", id]).status, 0);
    }
    trap.holds();
}

#[test]
fn copies_of_evidence_are_neither_read_nor_made_outside() {
    let trap = Trap::set(|trap| {
        secret(trap);
        replaced(
            trap,
            SHEET,
            "path = \"risk/register.csv\"",
            "path = \"audits/a-1/evidence/../../../../outside/secret\"",
        );
        trap.link("audits/a-1/evidence", trap.outside(""));
        trap.link("audits/evidence", trap.outside(""));
    });
    trap.holds();
    let kept = trap.outside("file.toml");
    let told = trap.run(&["evidence", "keep", "a-1", "4.1", kept.to_str().unwrap()]);
    assert_ne!(told.status, 0);
    trap.holds();
}

#[test]
fn the_folder_of_the_records_is_one_within_the_repository() {
    for folder in [
        ".",
        "..",
        ".git",
        ".GIT",
        "git~1",
        "",
        "/",
        "/etc",
        "../outside",
        "a/../..",
        ".git/tickmark",
        "audits/.git",
        "./audits",
        "audits/",
        "risk/register.csv",
        "tickmark.toml",
    ] {
        let trap = Trap::set(|trap| {
            let text = trap.desk.read("tickmark.toml");
            let mut lines: Vec<String> = text
                .lines()
                .filter(|line| !line.starts_with("records"))
                .map(str::to_owned)
                .collect();
            lines.insert(1, format!("records = \"{folder}\""));
            trap.desk.write("tickmark.toml", &(lines.join("\n") + "\n"));
        });
        let head = trap.desk.git(&["rev-parse", "HEAD"]);
        let config = trap.desk.read(".git/config");
        if matches!(folder, "." | "git~1") {
            trap.holds();
        }
        trap.run(&["status"]);
        trap.run(&["answer", "a-1", "4.2#1", "--verdict", "conforming"]);
        trap.run(&["new", "a-9", "--title", "x", "--checklist", "house"]);
        assert_eq!(trap.desk.read(".git/config"), config, "{folder:?}");
        assert!(!trap.at(".git/a-9").exists(), "{folder:?}");
        assert!(!trap.desk.yard().join("a-9").exists(), "{folder:?}");
        if folder != "git~1" && folder != "." {
            let now = trap.desk.git(&["rev-parse", "HEAD"]);
            assert_eq!(now, head, "{folder:?}");
        }
    }
}
