//! Objects and references that are not as git makes them.

use std::{fs, path::PathBuf};

use super::trap::{SHEET, Trap, clear};

/// Overwrites a file of the git dir, which may be one that must not be written.
fn overwrite(trap: &Trap, path: &str, bytes: &[u8]) {
    let path = trap.at(&format!(".git/{path}"));
    clear(&path);
    fs::write(path, bytes).unwrap();
}

/// Lists the loose objects.
fn loose(trap: &Trap) -> Vec<PathBuf> {
    let folders = fs::read_dir(trap.at(".git/objects")).unwrap().flatten();
    folders
        .filter(|folder| folder.file_name().len() == 2)
        .flat_map(|folder| fs::read_dir(folder.path()).unwrap().flatten())
        .map(|file| file.path())
        .collect()
}

pub(super) fn id(trap: &Trap, of: &str) -> String {
    trap.desk.git(&["rev-parse", of]).trim().to_owned()
}

/// Writes an object whatever it says, and returns its id.
pub(super) fn object(trap: &Trap, kind: &str, bytes: &[u8]) -> String {
    let file = trap.desk.yard().join("object");
    fs::write(&file, bytes).unwrap();
    let id = trap.desk.git(&[
        "hash-object",
        "-w",
        "--literally",
        "-t",
        kind,
        file.to_str().unwrap(),
    ]);
    fs::remove_file(file).unwrap();
    id.trim().to_owned()
}

#[test]
fn objects_that_are_cut_short_are_told() {
    for part in [0, 1, 2] {
        let trap = Trap::set(|trap| {
            for path in loose(trap) {
                let bytes = fs::read(&path).unwrap();
                clear(&path);
                fs::write(path, &bytes[..bytes.len() * part / 3]).unwrap();
            }
        });
        trap.holds();
    }
}

#[test]
fn a_commit_of_long_ago_that_was_cut_short_is_told() {
    let trap = Trap::set(|trap| {
        for text in ["one", "two", "three"] {
            trap.desk
                .git(&["commit", "-q", "--allow-empty", "-m", text]);
        }
        let first = trap.desk.git(&["rev-list", "--max-parents=0", "HEAD"]);
        let (folder, name) = first.trim().split_at(2);
        let path = trap.at(".git/objects").join(folder).join(name);
        let bytes = fs::read(&path).unwrap();
        clear(&path);
        fs::write(path, &bytes[..40]).unwrap();
    });
    trap.holds();
    trap.desk
        .run(&["status"])
        .fails(3, &["its file was cut short", "git fsck"]);
}

#[test]
fn objects_that_are_gone_are_told() {
    let trap = Trap::set(|trap| {
        for path in loose(trap) {
            clear(&path);
        }
    });
    trap.holds();
}

#[test]
fn packs_of_junk_are_told() {
    let trap = Trap::set(|trap| {
        trap.desk.git(&["gc", "-q"]);
        let packs = fs::read_dir(trap.at(".git/objects/pack")).unwrap();
        for path in packs.flatten().map(|entry| entry.path()) {
            let mut bytes = fs::read(&path).unwrap();
            for byte in bytes.iter_mut().skip(40).step_by(7) {
                *byte ^= 0x5a;
            }
            clear(&path);
            fs::write(path, bytes).unwrap();
        }
    });
    trap.holds();
}

#[test]
fn alternates_in_circles_and_to_anywhere_come_to_an_end() {
    let trap = Trap::set(|trap| {
        let lines = format!(
            "{}\n../objects\n/\n/proc\n/dev/zero\n../../../outside\n\0\n{}\n",
            trap.at(".git/objects").display(),
            "a/../".repeat(2000)
        );
        overwrite(trap, "objects/info/alternates", lines.as_bytes());
    });
    trap.holds();
}

#[test]
fn packed_references_of_junk_are_told() {
    for junk in [
        &b"# pack-refs with: peeled fully-peeled sorted\n\xff\xff\n^\n"[..],
        b"0123 refs/heads/main\n",
        b"\0\0\0\0",
        b"^0000000000000000000000000000000000000000\n",
    ] {
        let trap = Trap::set(|trap| overwrite(trap, "packed-refs", junk));
        trap.holds();
    }
}

#[test]
fn references_in_circles_come_to_an_end() {
    let trap = Trap::set(|trap| {
        overwrite(trap, "refs/heads/main", b"ref: refs/heads/other\n");
        overwrite(trap, "refs/heads/other", b"ref: refs/heads/main\n");
        overwrite(
            trap,
            "refs/tags/tickmark/a-1/x",
            b"ref: refs/tags/tickmark/a-1/x\n",
        );
    });
    trap.holds();
}

#[test]
fn a_head_of_junk_is_told() {
    for junk in [
        &b""[..],
        b"\0",
        b"ref: \n",
        b"ref: ../../../outside/file.toml\n",
        b"ref: refs/heads/../../config\n",
        b"ref: refs/heads/\x1b[2J\n",
        b"0000000000000000000000000000000000000000\n",
        b"ref: refs/heads/a.lock\n",
    ] {
        let trap = Trap::set(|trap| overwrite(trap, "HEAD", junk));
        for command in [
            &["status"][..],
            &["doctor"],
            &["verify"],
            &["answer", "a-1", "4.2#1", "--verdict", "conforming"],
            &["commit", "-m", "x"],
        ] {
            trap.run(command);
        }
    }
}

#[test]
fn references_with_names_that_git_would_not_give_are_survived() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
    let trap = Trap::set(|trap| {
        let head = id(trap, "HEAD");
        for name in [
            &b"a\x1b[2J"[..],
            b"a\xe2\x80\xaeb",
            b"a\nb",
            b"a\xff\xfe",
            b"-d",
            b"--upload-pack=evil",
            b"a b",
            b"a..b",
            b"a@{1}",
            b"@",
            b"HEAD",
            b"a.lock",
        ] {
            for kind in ["heads", "tags", "tags/tickmark/a-1", "remotes/origin"] {
                let folder = trap.at(&format!(".git/refs/{kind}"));
                fs::create_dir_all(&folder).unwrap();
                fs::write(folder.join(OsStr::from_bytes(name)), format!("{head}\n")).unwrap();
            }
        }
    });
    trap.holds();
}

#[test]
fn tags_of_tags_of_tags_come_to_an_end() {
    let trap = Trap::set(|trap| {
        let mut object_of = (id(trap, "HEAD"), "commit");
        for n in 0..200 {
            let text = format!(
                "object {}\ntype {}\ntag t{n}\ntagger A <a@example.org> 1 +0000\n\nx\n",
                object_of.0, object_of.1
            );
            object_of = (object(trap, "tag", text.as_bytes()), "tag");
        }
        for name in ["v1", "tickmark/a-1/lead/1"] {
            overwrite(trap, &format!("refs/tags/{name}"), object_of.0.as_bytes());
        }
        let junk = object(trap, "tag", b"object x\ntype y\n\xff");
        overwrite(trap, "refs/tags/tickmark/a-1/lead/2", junk.as_bytes());
        let blob = id(trap, "HEAD:risk/register.csv");
        overwrite(trap, "refs/tags/tickmark/a-1/lead/3", blob.as_bytes());
    });
    trap.holds();
}

#[test]
fn commits_that_git_would_not_make_are_survived() {
    let trap = Trap::set(|trap| {
        let (tree, mut head) = (id(trap, "HEAD^{tree}"), id(trap, "HEAD"));
        let person = "A <a@example.org>";
        for text in [
            format!(
                "tree {tree}\nparent {head}\nauthor {person} 99999999999999999999 +9999\ncommitter {person} -1 -0000\n\nTime\n"
            ),
            format!("tree {tree}\nparent {head}\nauthor <> 1 +0000\ncommitter <> 1 +0000\n\n\n"),
            format!(
                "tree {tree}\nparent {head}\nauthor \u{1b}[2J\u{202e} <\u{1b}]0;x\u{7}> 1 +0000\ncommitter {person} 1 +0000\nencoding x\u{1b}\n\n\u{1b}[2J\u{202e}\u{0}\n"
            ),
            format!(
                "tree {tree}\n{}author {person} 1 +0000\ncommitter {person} 1 +0000\n\nMany parents\n",
                format!("parent {head}\n").repeat(500)
            ),
            format!(
                "tree {tree}\nparent {head}\nauthor {person} 1 +0000\ncommitter {person} 1 +0000\n\n{}\n",
                "x".repeat(4 << 20)
            ),
        ] {
            let made = object(trap, "commit", text.as_bytes());
            let next = format!(
                "tree {tree}\nparent {made}\nparent {head}\nauthor {person} 1 +0000\ncommitter {person} 1 +0000\n\nMerge\n"
            );
            head = object(trap, "commit", next.as_bytes());
        }
        overwrite(trap, "refs/heads/main", head.as_bytes());
    });
    trap.holds();
}

#[test]
fn trees_that_lead_out_of_the_repository_are_not_followed() {
    let trap = Trap::set(|trap| {
        let blob = id(trap, "HEAD:risk/register.csv");
        let raw: Vec<u8> = (0..20)
            .map(|n| u8::from_str_radix(&blob[2 * n..2 * n + 2], 16).unwrap())
            .collect();
        let mut tree = Vec::new();
        for name in [
            &b".."[..],
            b".",
            b".git",
            b"..\\x",
            b"/etc/passwd",
            b"a/../../x",
            b"git~1",
            b".GIT",
            b"\x1b[2J",
            b"\xff\xfe",
            b"a\nb",
            b"con",
        ] {
            tree.extend_from_slice(b"100644 ");
            tree.extend_from_slice(name);
            tree.push(0);
            tree.extend_from_slice(&raw);
        }
        let evil = object(trap, "tree", &tree);
        let list = trap.desk.git(&["ls-tree", "HEAD"]) + &format!("040000 tree {evil}\tevil\n");
        let top = trap.desk.run_git_with(&["mktree", "--missing"], &list);
        let head = id(trap, "HEAD");
        let commit = trap
            .desk
            .git(&["commit-tree", "-p", &head, "-m", "Tree", top.trim()]);
        overwrite(trap, "refs/heads/main", commit.as_bytes());
    });
    trap.holds();
}

#[test]
fn an_index_of_junk_is_told() {
    for junk in [
        &b""[..],
        b"DIRC",
        b"DIRC\0\0\0\x02\xff\xff\xff\xff",
        &[0; 4096],
    ] {
        let trap = Trap::set(|trap| overwrite(trap, "index", junk));
        trap.holds();
    }
}

#[test]
fn a_journal_that_somebody_made_touches_no_file() {
    let trap = Trap::set(|trap| {
        let text = trap.desk.read(SHEET);
        let journal = serde_json::json!({
            "version": 2, "maker": "tickmark",
            "owner": { "pid": 1, "started": "0", "host": "x", "boot": "y" },
            "branch": "refs/heads/main", "head": id(trap, "HEAD"), "commit": null,
            "lock": [0, 0],
            "files": [
                { "path": "../outside/file.toml", "sha256": null, "writes": true, "before": "0" },
                { "path": ".git/config", "sha256": null, "writes": true, "before": "0" },
                { "path": "/etc/passwd", "sha256": null, "writes": true, "before": "../../x" },
            ],
        });
        overwrite(trap, "tickmark/journal", journal.to_string().as_bytes());
        overwrite(trap, "tickmark/before/0", text.as_bytes());
    });
    let config = trap.desk.read(".git/config");
    trap.holds();
    assert_eq!(trap.desk.read(".git/config"), config);
}
