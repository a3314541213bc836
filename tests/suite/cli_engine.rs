//! What keeps records whole where several write at once, a commit is cut short, or git keeps its index in another way.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::Stdio,
};

use crate::cli_desk::{Desk, Run};

const SHEET: &str = "audits/a-1/answers/house/4.2.toml";

/// Makes a desk with an audit of a clause that has this many questions.
pub(crate) fn desk_with(questions: usize) -> Desk {
    let desk = Desk::bare();
    desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    let mut text = "schema = 1\nid = \"house\"\ntitle = \"House rules\"\nstandard = \"House rules\"\n\n[[clause]]\nref = \"4.2\"\ntitle = \"Risks\"\nkind = \"clause\"\n".to_owned();
    let asked = (1..=questions).map(|n| {
        format!(
            "\n[[clause.question]]\nid = \"{n}\"\ntext = \"Is {n} so?\"\nevidence = [{{ method = \"documents\", ask = \"the register\" }}]\n"
        )
    });
    text.extend(asked);
    desk.write("checklists/house.toml", &text);
    let frame = ["--title", "First", "--checklist", "house"];
    let plan = ["--objective", "Find out", "--scope", "Everything"];
    desk.run(&[&["new", "a-1"], &frame[..], &plan[..]].concat())
        .ok();
    desk.run(&["audit", "move", "a-1", "fieldwork"]).ok();
    desk
}

pub(crate) fn answer(desk: &Desk, row: &str, note: &str) -> Run {
    desk.run(&[
        "answer",
        "a-1",
        row,
        "--verdict",
        "conforming",
        "--note",
        note,
    ])
}

pub(crate) fn hook(desk: &Desk, name: &str, script: &str) {
    let path = desk.repo().join(".git/hooks").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Lists what lies in a folder and those below, by its path in it.
fn beneath(folder: &Path) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path.clone());
            }
            found.push(path);
        }
    }
    found
}

#[test]
fn of_answers_saved_at_the_same_moment_none_is_lost() {
    const WRITERS: usize = 4;
    const ROUNDS: usize = 4;
    let desk = desk_with(WRITERS);
    for round in 0..ROUNDS {
        let running: Vec<_> = (1..=WRITERS)
            .map(|row| {
                let mut command = desk.command();
                let note = format!("row {row}, round {round}");
                command
                    .args(["answer", "a-1", &format!("4.2#{row}"), "--note", &note])
                    .args(["--verdict", "conforming"])
                    .stdout(Stdio::null())
                    .stderr(Stdio::piped());
                command.spawn().unwrap()
            })
            .collect();
        for process in running {
            let output = process.wait_with_output().unwrap();
            assert!(output.status.success(), "{output:?}");
        }
        let text = desk.read(SHEET);
        for row in 1..=WRITERS {
            assert!(
                text.contains(&format!("row {row}, round {round}")),
                "{row} of {round}: {text}"
            );
        }
    }
    assert_eq!(desk.run(&["status"]).status, 0);
}

#[test]
fn a_save_goes_on_after_whoever_saved_was_killed() {
    let desk = desk_with(1);
    answer(&desk, "4.2#1", "one").ok();
    let folder = desk.repo().join("audits/a-1/answers/house");
    let left = folder.join(".4.2.toml-4711-x8Kq2Z.tmp");
    fs::write(&left, "half").unwrap();
    desk.write(".tickmark.toml-4711-x8Kq2Z.tmp", "half");
    // What is not ours is not ours to remove.
    desk.write("audits/a-1/.notes-4711-x8Kq2Z.tmp", "mine");
    answer(&desk, "4.2#1", "two").ok();
    assert!(!left.exists());
    assert!(!desk.repo().join(".tickmark.toml-4711-x8Kq2Z.tmp").exists());
    assert_eq!(desk.read("audits/a-1/.notes-4711-x8Kq2Z.tmp"), "mine");
    assert!(!desk.git(&["status", "--porcelain"]).contains("lock"));
}

#[test]
fn a_split_or_sparse_index_is_committed_to_by_git() {
    for sparse in [false, true] {
        let desk = desk_with(2);
        desk.git(&["add", "checklists"]);
        desk.git(&["commit", "-q", "-m", "House rules"]);
        desk.run(&["commit"]).ok();
        if sparse {
            desk.write("elsewhere/deep/file", "x");
            desk.git(&["add", "elsewhere"]);
            desk.git(&["commit", "-q", "-m", "Elsewhere"]);
            desk.git(&["sparse-checkout", "init", "--cone", "--sparse-index"]);
            desk.git(&["sparse-checkout", "set", "audits", "risk", "checklists"]);
        } else {
            desk.git(&["update-index", "--split-index"]);
        }
        let ran = desk.yard().join("ran");
        hook(
            &desk,
            "post-commit",
            &format!("echo once >> {}", ran.display()),
        );
        answer(&desk, "4.2#1", "one").ok();
        desk.write("risk/method.md", "mine, staged\n");
        desk.git(&["add", "risk/method.md"]);
        desk.write("risk/register.csv", "mine, changed\n");
        let before = desk.git(&["status", "--porcelain"]);
        let mine: Vec<&str> = before.lines().filter(|l| l.contains("risk/")).collect();
        assert_eq!(mine.len(), 2, "{before}");
        let shown = desk.run(&["commit", "--dry-run"]);
        shown.fails(
            0,
            &["your own work stays as it is: 1 file staged, 1 changed"],
        );
        assert_eq!(desk.run(&["status"]).status, 0);
        desk.run(&["commit"]).ok();
        assert_eq!(desk.git(&["status", "--porcelain"]), mine.join("\n") + "\n");
        assert!(
            desk.git(&["show", &format!("HEAD:{SHEET}")])
                .contains("one")
        );
        assert_eq!(fs::read_to_string(&ran).unwrap(), "once\n");
        let told = desk.run(&["doctor"]);
        assert!(
            told.out
                .contains("the index is split or sparse: the git program makes the commits"),
            "{told:#?}"
        );
        desk.git(&["fsck", "--strict"]);
    }
}

#[test]
fn a_broken_or_strange_journal_is_put_aside_and_told() {
    for (text, why) in [
        ("", "EOF"),
        ("{", "EOF"),
        ("null", "invalid type"),
        (
            "{\"version\": 9}",
            "another version of tickmark wrote it (9)",
        ),
    ] {
        let desk = desk_with(1);
        desk.run(&["commit"]).ok();
        answer(&desk, "4.2#1", "one").ok();
        let journal = desk.repo().join(".git/tickmark/journal");
        fs::write(&journal, text).unwrap();
        let told = desk.run(&["status"]);
        told.fails(0, &["a commit was cut short", why, "journal.broken"]);
        assert!(!journal.exists());
        let aside = desk.repo().join(".git/tickmark/journal.broken");
        assert_eq!(fs::read_to_string(&aside).unwrap(), text);
        let doctor = desk.run(&["doctor"]);
        assert!(doctor.out.contains("journal.broken"), "{doctor:#?}");
        desk.run(&["commit"]).ok();
        assert!(aside.exists());
    }
}

#[test]
fn a_commit_that_was_cut_short_is_told_of() {
    let desk = desk_with(1);
    desk.run(&["commit"]).ok();
    answer(&desk, "4.2#1", "one").ok();
    let head = desk.git(&["rev-parse", "HEAD"]);
    // The parent of `git hook run`, which is the hook's, is tickmark.
    hook(
        &desk,
        "pre-commit",
        "kill -9 $(awk '{print $4}' /proc/$PPID/stat)",
    );
    assert_ne!(desk.run(&["commit"]).status, 0);
    assert!(desk.repo().join(".git/index.lock").exists());
    fs::remove_file(desk.repo().join(".git/hooks/pre-commit")).unwrap();
    desk.run(&["status"])
        .fails(0, &["a commit was cut short, and is undone: "]);
    assert_eq!(desk.git(&["rev-parse", "HEAD"]), head);
    assert!(!desk.repo().join(".git/index.lock").exists());
    assert!(!desk.run(&["status"]).err.contains("cut short"));
    desk.run(&["commit"]).ok();
}

#[test]
fn a_commit_by_git_that_was_cut_short_is_finished_or_undone() {
    let desk = desk_with(2);
    desk.run(&["commit"]).ok();
    desk.git(&["update-index", "--split-index"]);
    answer(&desk, "4.2#1", "one").ok();
    let head = desk.git(&["rev-parse", "HEAD"]);
    let kill = "kill -9 $(awk '{print $4}' /proc/$PPID/stat)";
    // git goes on without us.
    hook(&desk, "pre-commit", kill);
    assert_ne!(desk.run(&["commit"]).status, 0);
    fs::remove_file(desk.repo().join(".git/hooks/pre-commit")).unwrap();
    let told = desk.run(&["status"]);
    told.fails(0, &["a commit was cut short, and is finished now: "]);
    assert_ne!(desk.git(&["rev-parse", "HEAD"]), head);
    answer(&desk, "4.2#2", "two").ok();
    // git is killed with us: its lock stays, and nothing proves whose it is.
    hook(&desk, "pre-commit", &format!("{kill}\nkill -9 $PPID"));
    assert_ne!(desk.run(&["commit"]).status, 0);
    fs::remove_file(desk.repo().join(".git/hooks/pre-commit")).unwrap();
    let lock = desk.repo().join(".git/index.lock");
    assert!(lock.exists());
    desk.run(&["status"])
        .fails(0, &["nothing can be committed: git, called by tickmark"]);
    desk.run(&["commit"]).fails(1, &["remove ", "index.lock"]);
    fs::remove_file(&lock).unwrap();
    desk.run(&["status"])
        .fails(0, &["a commit was cut short, and is undone: "]);
    desk.run(&["commit"]).ok();
    assert!(
        desk.git(&["show", &format!("HEAD:{SHEET}")])
            .contains("two")
    );
}

#[test]
fn a_lock_that_nothing_proves_to_be_ours_is_told_with_the_way_out() {
    let desk = desk_with(1);
    desk.run(&["commit"]).ok();
    answer(&desk, "4.2#1", "one").ok();
    let lock = desk.repo().join(".git/index.lock");
    fs::write(&lock, "").unwrap();
    let doctor = desk.run(&["doctor"]);
    assert!(doctor.out.contains("git's index is locked"), "{doctor:#?}");
    assert!(doctor.out.contains("if none is running, remove "));
    let journal = serde_json::json!({
        "version": 2,
        "maker": "tickmark",
        "owner": { "pid": 7, "started": "1", "host": "elsewhere", "boot": "another" },
        "branch": "refs/heads/main",
        "head": null,
        "commit": null,
        "lock": null,
        "files": [],
    });
    let path = desk.repo().join(".git/tickmark/journal");
    fs::write(&path, journal.to_string()).unwrap();
    let told = "nothing can be committed: tickmark, process 7 on elsewhere holds ";
    desk.run(&["status"]).fails(0, &[told, "remove "]);
    let doctor = desk.run(&["doctor"]);
    assert_eq!(doctor.status, 1);
    assert!(doctor.out.contains(told), "{doctor:#?}");
    desk.run(&["commit"])
        .fails(1, &["another tickmark is committing", "remove "]);
    // Reading and saving go on.
    answer(&desk, "4.2#1", "two").ok();
}

/// Leaves a lock of git's, made an hour ago by a program that is gone.
fn leave_lock(desk: &Desk, name: &str) -> PathBuf {
    let path = desk.repo().join(".git").join(name);
    let hour = std::time::Duration::from_secs(3600);
    let file = fs::File::create(&path).unwrap();
    file.set_modified(std::time::SystemTime::now() - hour)
        .unwrap();
    path
}

#[test]
fn whichever_lock_of_git_is_left_it_is_named_with_the_way_out() {
    let desk = desk_with(1);
    desk.run(&["commit"]).ok();
    answer(&desk, "4.2#1", "one").ok();
    assert!(!desk.run(&["status"]).err.contains("nothing can be"));
    for name in ["index.lock", "refs/heads/main.lock", "HEAD.lock"] {
        let lock = leave_lock(&desk, name);
        let named = lock.to_str().unwrap();
        desk.run(&["status"])
            .fails(0, &["nothing can be committed: ", named, "remove it"]);
        let document = desk.run(&["status", "--json"]).json();
        assert_eq!(document["locks"][0]["file"], named);
        let doctor = desk.run(&["doctor"]);
        assert!(
            doctor.out.contains(&format!("remove {named}")),
            "{doctor:#?}"
        );
        desk.run(&["commit"])
            .fails(1, &["locked by", &format!("remove {named}")]);
        fs::remove_file(&lock).unwrap();
    }
    desk.run(&["commit"]).ok();
}

#[test]
fn records_that_are_staged_as_they_were_before_their_commit_are_told() {
    let desk = desk_with(1);
    desk.run(&["commit"]).ok();
    answer(&desk, "4.2#1", "one").ok();
    let git = desk.repo().join(".git");
    let before = fs::read(git.join("index")).unwrap();
    desk.run(&["commit"]).ok();
    let told = |index: &[u8]| {
        fs::write(git.join("index"), index).unwrap();
        let document = desk.run(&["status", "--json"]).json();
        let doctor = desk.run(&["doctor"]);
        (document["taken-back"].clone(), doctor)
    };
    let after = fs::read(git.join("index")).unwrap();
    let (none, doctor) = told(&after);
    assert_eq!(none, serde_json::json!([]));
    assert_eq!(doctor.status, 0, "{doctor:#?}");

    // As a git leaves it that had read the index before the commit, and wrote it after.
    let (stale, doctor) = told(&before);
    assert_eq!(stale, serde_json::json!([SHEET]));
    assert_eq!(doctor.status, 1, "{doctor:#?}");
    let way = "git restore --staged -- ";
    assert!(doctor.out.contains(way), "{doctor:#?}");
    desk.run(&["status"])
        .fails(0, &["1 record is staged as it was before", way, SHEET]);
    desk.run(&["commit"]).fails(
        1,
        &["no record has changed", "1 record is staged as it was", way],
    );
    answer(&desk, "4.2#1", "two").ok();
    desk.run(&["commit"])
        .fails(1, &["has other staged content", way]);
    desk.git(&["restore", "--staged", "--", "audits"]);
    desk.run(&["commit"]).ok();
}

#[test]
fn a_lock_of_gits_configuration_is_named_where_a_clone_is_set_up() {
    let desk = desk_with(1);
    desk.git(&["config", "--unset-all", "merge.tickmark.driver"]);
    let lock = leave_lock(&desk, "config.lock");
    let named = format!("remove {}", lock.display());
    desk.run(&["init"])
        .fails(3, &["is held by another program", &named]);
    fs::remove_file(&lock).unwrap();
    desk.run(&["init"]).ok();
}

#[test]
fn a_journal_that_is_a_folder_takes_the_place_of_one_that_was_put_aside() {
    let desk = desk_with(1);
    desk.run(&["commit"]).ok();
    answer(&desk, "4.2#1", "one").ok();
    let folder = desk.repo().join(".git/tickmark");
    fs::write(folder.join("journal.broken"), "{").unwrap();
    fs::create_dir(folder.join("journal")).unwrap();
    desk.run(&["status"])
        .fails(0, &["a commit was cut short", "it is no file"]);
    assert!(folder.join("journal.broken").is_dir());
    desk.run(&["commit"]).ok();
}

#[test]
fn a_program_that_a_hook_starts_waits_for_no_commit_and_makes_none() {
    for split in [false, true] {
        let desk = desk_with(1);
        desk.run(&["commit"]).ok();
        if split {
            desk.git(&["update-index", "--split-index"]);
        }
        answer(&desk, "4.2#1", "one").ok();
        let told = desk.yard().join("told");
        hook(
            &desk,
            "pre-commit",
            &format!(
                "for name in GIT_INDEX_FILE GIT_DIR; do unset $name; done\n{0} status 2>{1}\n{0} commit 2>>{1}\nexit 0",
                env!("CARGO_BIN_EXE_tickmark"),
                told.display()
            ),
        );
        desk.run(&["commit"]).ok();
        let told = fs::read_to_string(&told).unwrap();
        assert!(!told.contains("nothing can be committed"), "{told}");
        assert!(
            told.contains("a commit is on its way, and its hook is what runs here"),
            "{told}"
        );
    }
}

#[test]
fn what_records_are_judged_by_and_a_commit_changes_meanwhile_is_judged_anew() {
    let commits = |path: &str| {
        format!(
            "export GIT_INDEX_FILE=$(mktemp -u)\ngit read-tree HEAD\n\
             blob=$(echo 'Ada <ada@example.org> <a@example.org>' | git hash-object -w --stdin)\n\
             git update-index --add --cacheinfo 100644,$blob,{path}\n\
             git update-ref HEAD $(git commit-tree -p HEAD -m meanwhile $(git write-tree))"
        )
    };
    let desk = desk_with(1);
    desk.run(&["commit"]).ok();
    answer(&desk, "4.2#1", "one").ok();
    // Who is whom decides who may do what.
    hook(&desk, "pre-commit", &commits(".mailmap"));
    desk.run(&["commit"])
        .fails(1, &[".mailmap was changed by another commit meanwhile"]);
    hook(&desk, "pre-commit", &commits("risk/other.md"));
    desk.run(&["commit"]).ok();
    assert_eq!(
        desk.git(&["log", "-1", "--format=%s", "HEAD^"]).trim(),
        "meanwhile"
    );
}

#[test]
fn a_hook_that_stages_something_is_refused_with_what_it_staged() {
    let desk = desk_with(1);
    desk.run(&["commit"]).ok();
    answer(&desk, "4.2#1", "one").ok();
    let before = desk.everything();
    hook(
        &desk,
        "pre-commit",
        "echo made > formatted; git add formatted",
    );
    desk.run(&["commit"]).fails(
        1,
        &[
            "the hook pre-commit has staged formatted",
            "a commit of records holds records alone",
        ],
    );
    fs::remove_file(desk.repo().join("formatted")).unwrap();
    fs::remove_file(desk.repo().join(".git/hooks/pre-commit")).unwrap();
    assert_eq!(desk.everything(), before);
    desk.run(&["commit"]).ok();
}

#[test]
fn a_repository_that_needs_what_is_not_known_says_what() {
    let desk = desk_with(1);
    desk.git(&["config", "core.repositoryformatversion", "1"]);
    desk.git(&["config", "extensions.compatobjectformat", "sha256"]);
    desk.run(&["status"]).fails(
        3,
        &[
            "needs extensions.compatobjectformat",
            "a git newer than this program",
        ],
    );
}

/// Runs tickmark as a user of an id, who has the group 100 in common with the others; none where that cannot be.
struct Users<'a> {
    desk: &'a Desk,
    program: PathBuf,
}

impl<'a> Users<'a> {
    fn of(desk: &'a Desk) -> Option<Self> {
        let is_root = fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0);
        let has_setpriv = std::process::Command::new("setpriv")
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success());
        if !is_root || !has_setpriv {
            println!("skipped: only root can act as other users, by setpriv");
            return None;
        }
        let program = desk.yard().join("tickmark");
        fs::copy(env!("CARGO_BIN_EXE_tickmark"), &program).unwrap();
        for (path, mode) in [(desk.yard().to_owned(), 0o755), (program.clone(), 0o755)] {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
        let config = desk.yard().join("home/gitconfig");
        let text = fs::read_to_string(&config).unwrap();
        fs::write(config, text + "[safe]\n\tdirectory = *\n").unwrap();
        Some(Self { desk, program })
    }

    fn run(&self, user: u32, mask: &str, args: &[&str]) -> Run {
        let mut command = self.desk.command_of("setpriv");
        command
            .args([&format!("--reuid={user}"), "--regid=100", "--clear-groups"])
            .args(["sh", "-c", &format!("umask {mask}; exec \"$0\" \"$@\"")])
            .arg(&self.program)
            .args(args)
            .stdin(Stdio::null());
        let output = command.output().unwrap();
        Run {
            status: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Gives all of the repository to a user, and lets the group in.
    fn give(&self, user: u32, mode: &str) {
        for command in [
            format!("chown -R {user}:100 ."),
            format!("chmod -R {mode} ."),
            "find . -type d -exec chmod g+s {} +".to_owned(),
        ] {
            let done = self.desk.command_of("sh").args(["-c", &command]).status();
            assert!(done.unwrap().success(), "{command}");
        }
    }
}

#[test]
fn a_shared_checkout_is_worked_in_by_turns() {
    // By what git is told, and by the masks of the users alone.
    for (config, mask) in [(Some("group"), "022"), (None, "002")] {
        let desk = desk_with(2);
        desk.run(&["commit"]).ok();
        let Some(users) = Users::of(&desk) else {
            return;
        };
        if let Some(config) = config {
            desk.git(&["config", "core.sharedRepository", config]);
        }
        users.give(1000, "g+rwX");
        for (round, user) in [1000, 1001, 1000, 1001].into_iter().enumerate() {
            let row = format!("4.2#{}", round % 2 + 1);
            let note = format!("round {round}");
            let answer = ["answer", "a-1", &row, "--verdict", "conforming", "--note"];
            users
                .run(user, mask, &[&answer[..], &[&note]].concat())
                .ok();
            users.run(user, mask, &["commit"]).ok();
        }
        let git = desk.repo().join(".git");
        for path in beneath(&git) {
            let found = fs::symlink_metadata(&path).unwrap();
            // Objects are replaced and never written, and hooks are nobody's business.
            let is_object = path.starts_with(git.join("objects")) && found.is_file();
            if !is_object {
                let mode = found.mode();
                assert_eq!(mode & 0o020, 0o020, "{}: {mode:o}", path.display());
            }
        }
        let mode = fs::metadata(desk.repo().join(SHEET)).unwrap().mode();
        assert_eq!(mode & 0o020, 0o020, "{mode:o}");
        let told = users.run(1001, mask, &["doctor"]);
        assert_eq!(
            told.out.contains("shared with others"),
            config.is_some(),
            "{told:#?}"
        );
    }
}

#[test]
fn what_a_killed_user_of_a_shared_checkout_left_is_healed_by_another() {
    let desk = desk_with(1);
    desk.run(&["commit"]).ok();
    let Some(users) = Users::of(&desk) else {
        return;
    };
    desk.git(&["config", "core.sharedRepository", "group"]);
    hook(
        &desk,
        "pre-commit",
        "kill -9 $(awk '{print $4}' /proc/$PPID/stat)",
    );
    users.give(1000, "g+rwX");
    let answer = ["answer", "a-1", "4.2#1", "--verdict", "conforming"];
    users
        .run(1000, "022", &[&answer[..], &["--note", "one"]].concat())
        .ok();
    assert_ne!(users.run(1000, "022", &["commit"]).status, 0);
    fs::remove_file(desk.repo().join(".git/hooks/pre-commit")).unwrap();
    users
        .run(1001, "022", &["status"])
        .fails(0, &["a commit was cut short, and is undone: "]);
    users.run(1001, "022", &["commit"]).ok();
}

#[test]
fn what_is_written_elsewhere_comes_out_by_the_mask_of_its_writer() {
    let desk = desk_with(1);
    desk.git(&["config", "core.sharedRepository", "group"]);
    let file = desk.yard().join("iso-42001.csv");
    let mut command = desk.command_of("sh");
    let script = format!(
        "umask 077; exec {} checklist export iso-42001 -o {}",
        env!("CARGO_BIN_EXE_tickmark"),
        file.display()
    );
    let output = command.args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn a_part_is_not_committed_once_the_audit_that_it_leaves_out_was_changed_by_another_commit() {
    let desk = desk_with(1);
    desk.run(&["audit", "set", "a-1", "--auditor", "Ben <ben@example.org>"])
        .ok();
    desk.run(&["commit"]).ok();
    // Ben's news are in the sheet alone, and the audit is pending beside them.
    let verdict = ["answer", "a-1", "4.2#1", "--verdict", "conforming"];
    desk.run_as("Ben", &verdict).ok();
    desk.run(&["audit", "set", "a-1", "--conclusion", "Well"])
        .ok();
    let meanwhile = "export GIT_INDEX_FILE=$(mktemp -u)\ngit read-tree HEAD\n\
        blob=$(sed 's/Everything/Nothing/' audits/a-1/audit.toml | git hash-object -w --stdin)\n\
        git update-index --cacheinfo 100644,$blob,audits/a-1/audit.toml\n\
        git update-ref HEAD $(git commit-tree -p HEAD -m meanwhile $(git write-tree))";
    hook(&desk, "pre-commit", meanwhile);
    let part = ["commit", "--author", "Ben <ben@example.org>"];
    desk.run(&part).fails(
        1,
        &["audits/a-1/audit.toml was changed by another commit meanwhile"],
    );
    fs::remove_file(desk.repo().join(".git/hooks/pre-commit")).unwrap();
    desk.run(&part).ok();
}

#[test]
fn a_lock_on_the_tag_of_a_sign_off_is_named_with_its_age_and_the_way_out() {
    let desk = crate::cli_signoff::reporting();
    fs::create_dir_all(desk.repo().join(".git/refs/tags/tickmark/a-1")).unwrap();
    let lock = leave_lock(&desk, "refs/tags/tickmark/a-1/prepared-1.lock");
    desk.run(&["signoff", "a-1"]).fails(
        1,
        &[
            "Could not sign off: the tag tickmark/a-1/prepared-1 is locked by another program, probably git",
            "prepared-1.lock, for 36",
            "if none is running, remove ",
            "sign again",
        ],
    );
    desk.run(&["status"]).fails(
        0,
        &[
            "no sign-off can be written as tickmark/a-1/prepared-1",
            "for 36",
        ],
    );
    let document = desk.run(&["status", "--json"]).json();
    assert_eq!(document["locks"][0]["tag"], "tickmark/a-1/prepared-1");
    let doctor = desk.run(&["doctor"]);
    assert!(
        doctor
            .out
            .contains("git's tag tickmark/a-1/prepared-1 is locked, for 36"),
        "{doctor:#?}"
    );
    // Nothing else waits for it.
    desk.run(&["answer", "a-1", "4.2#1", "--verdict", "conforming"])
        .ok();
    desk.run(&["commit"]).ok();
    fs::remove_file(lock).unwrap();
    desk.run(&["signoff", "a-1"]).ok();
}
