//! Who has worked on which files, in histories that git itself has made.

use std::{collections::BTreeSet, path::Path, process::Command};

use jiff::civil::{Date, date};
use tempfile::TempDir;

use crate::{
    domain::{
        independence::{Contributions, Gap, Inquiry},
        people::People,
        person::Person,
    },
    vcs::{Repository, open},
};

fn ada() -> Person {
    "Ada Auditor <ada@example.org>".parse().unwrap()
}

/// A repository in which git makes the commits.
struct Made {
    dir: TempDir,
}

impl Made {
    fn new() -> Self {
        let made = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        made.git(&["init", "-q", "-b", "main", "repo"], None);
        made
    }

    fn root(&self) -> std::path::PathBuf {
        self.dir.path().join("repo")
    }

    fn git(&self, arguments: &[&str], who: Option<(&str, &str)>) -> String {
        git(self.dir.path(), arguments, who)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Commits everything as `who`, with this date of author and committer.
    fn commit(&self, who: &str, on: &str, message: &str) -> String {
        self.git(&["-C", "repo", "add", "-A"], None);
        let quiet = ["-C", "repo", "commit", "-q", "--allow-empty", "-m", message];
        self.git(&quiet, Some((who, on)));
        self.head()
    }

    fn put(&self, path: &str, text: &str, who: &str, on: &str) -> String {
        self.write(path, text);
        self.commit(who, on, "Change things")
    }

    fn head(&self) -> String {
        self.git(&["-C", "repo", "rev-parse", "HEAD"], None)
            .trim()
            .to_owned()
    }

    fn ask(&self, files: &[&str]) -> Contributions {
        look(&self.root(), &about(files))
    }
}

fn git(dir: &Path, arguments: &[&str], who: Option<(&str, &str)>) -> String {
    let mut command = Command::new("git");
    command
        .current_dir(dir)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_COMMITTER_NAME", "Committer")
        .env("GIT_COMMITTER_EMAIL", "committer@example.org");
    if let Some((who, on)) = who {
        let person: Person = who.parse().unwrap();
        command
            .env("GIT_AUTHOR_NAME", &person.name)
            .env("GIT_AUTHOR_EMAIL", &person.email)
            .env("GIT_AUTHOR_DATE", on)
            .env("GIT_COMMITTER_DATE", on);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn about(files: &[&str]) -> Inquiry {
    Inquiry {
        people: vec![ada()],
        from: Some(date(2026, 1, 1)),
        to: Some(date(2026, 6, 30)),
        files: files.iter().map(|path| (*path).to_owned()).collect(),
        areas: Vec::new(),
    }
}

fn look(root: &Path, asked: &Inquiry) -> Contributions {
    open(root)
        .unwrap()
        .contributions(asked, &|| false)
        .unwrap()
        .unwrap()
}

fn commits(found: &Contributions) -> Vec<&str> {
    found.made.iter().map(|done| done.commit.as_str()).collect()
}

const ADA: &str = "Ada Auditor <ada@example.org>";
const BEN: &str = "Ben Berg <ben@example.org>";
const MARCH: &str = "2026-03-01T12:00:00+00:00";

#[test]
fn work_on_a_file_is_that_of_its_author_and_of_nobody_else() {
    let made = Made::new();
    made.put("policy.md", "a\n", BEN, "2026-02-01T12:00:00Z");
    let hers = made.put("policy.md", "a\nb\n", ADA, MARCH);
    made.put("other.md", "x\n", ADA, MARCH);
    let found = made.ask(&["policy.md"]);
    assert_eq!(commits(&found), [hers.as_str()]);
    assert_eq!(found.made[0].paths, ["policy.md"]);
    assert_eq!(found.made[0].on, date(2026, 3, 1));
    assert_eq!(found.made[0].subject, "Change things");
    assert!(!found.made[0].co_author && !found.made[0].is_alias());
    assert_eq!(found.gaps, []);
}

#[test]
fn letter_case_makes_no_other_person() {
    let made = Made::new();
    let hers = made.put("policy.md", "a\n", "A. Auditor <ADA@Example.org>", MARCH);
    assert_eq!(commits(&made.ask(&["policy.md"])), [hers.as_str()]);
}

#[test]
fn an_alias_of_the_mailmap_is_the_same_person() {
    let made = Made::new();
    made.put("policy.md", "a\n", "al <Al@old.example.org>", MARCH);
    assert_eq!(commits(&made.ask(&["policy.md"])), [""; 0]);
    // In the work tree alone it says nothing yet.
    made.write(
        ".mailmap",
        "Ada Auditor <ada@example.org> <al@old.example.org>\n",
    );
    assert_eq!(commits(&made.ask(&["policy.md"])), [""; 0]);
    made.commit(BEN, MARCH, "Name people once");
    let found = made.ask(&["policy.md"]);
    assert_eq!(found.made.len(), 1);
    assert!(found.made[0].is_alias());
    assert_eq!(found.made[0].as_written.email, "Al@old.example.org");
    std::fs::remove_file(made.root().join(".mailmap")).unwrap();
    assert_eq!(made.ask(&["policy.md"]).made.len(), 1);
}

#[test]
fn a_mailmap_that_is_not_committed_is_told_apart_from_the_one_that_is() {
    let made = Made::new();
    made.put("policy.md", "a\n", BEN, MARCH);
    let repo = open(&made.root()).unwrap();
    assert_eq!(repo.uncommitted_mailmap(), None);
    made.write(".mailmap", "# nobody\n");
    assert_eq!(repo.uncommitted_mailmap(), None);
    made.write(".mailmap", "<ada@example.org> <al@example.org>\n");
    let (committed, written) = repo.uncommitted_mailmap().unwrap();
    let one = |people: &People| {
        let al = "Al <al@example.org>".parse().unwrap();
        people.are_one(&ADA.parse().unwrap(), &al)
    };
    assert!(!one(&committed) && one(&written));
    made.commit(BEN, MARCH, "Name people once");
    assert_eq!(repo.uncommitted_mailmap(), None);
    std::fs::remove_file(made.root().join(".mailmap")).unwrap();
    let (committed, written) = repo.uncommitted_mailmap().unwrap();
    assert!(one(&committed) && !one(&written));
}

#[test]
fn the_audit_may_know_a_person_by_an_old_address() {
    let made = Made::new();
    made.put("policy.md", "a\n", "Ada <ada@new.example.org>", MARCH);
    made.put(
        ".mailmap",
        "Ada <ada@new.example.org> <ada@example.org>\n",
        BEN,
        MARCH,
    );
    assert_eq!(made.ask(&["policy.md"]).made.len(), 1);
}

#[test]
fn no_mailmap_takes_a_commit_away_from_its_author() {
    let made = Made::new();
    let hers = made.put("policy.md", "a\n", ADA, MARCH);
    made.put(
        ".mailmap",
        "Ben Berg <ben@example.org> <ada@example.org>\n\u{0}\n<<<\n# <ada@example.org>\n",
        ADA,
        MARCH,
    );
    let found = made.ask(&["policy.md"]);
    assert_eq!(commits(&found), [hers.as_str()]);
    assert_eq!(found.gaps, []);
}

#[test]
fn a_mailmap_that_cannot_be_read_leaves_a_gap() {
    let made = Made::new();
    made.put("policy.md", "a\n", BEN, MARCH);
    made.put(".mailmap", &"# nothing\n".repeat(200_000), BEN, MARCH);
    let found = made.ask(&["policy.md"]);
    assert_eq!(found.gaps, [Gap::Mailmap("is larger than 1 MiB")]);
    std::fs::remove_file(made.root().join(".mailmap")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", made.root().join(".mailmap")).unwrap();
    made.commit(BEN, MARCH, "A link");
    assert_eq!(made.ask(&["policy.md"]).gaps, [Gap::Mailmap("is no file")]);
}

#[test]
fn a_co_author_has_worked_on_it_and_whoever_signed_off_has_not() {
    let made = Made::new();
    made.write("policy.md", "a\n");
    let with = made.commit(
        BEN,
        MARCH,
        "Write it\n\nco-authored-by: Ada <Ada@example.org>\nCo-authored-by: Cy <cy@example.org>",
    );
    made.write("policy.md", "b\n");
    made.commit(
        BEN,
        MARCH,
        "Mend it\n\nSigned-off-by: Ada <ada@example.org>",
    );
    let found = made.ask(&["policy.md"]);
    assert_eq!(commits(&found), [with.as_str()]);
    assert!(found.made[0].co_author);
}

#[test]
fn the_first_and_the_last_day_of_the_period_count() {
    let made = Made::new();
    let mut expected = Vec::new();
    for (number, (on, counts)) in [
        ("2025-12-31T23:59:59+00:00", false),
        // Where she was it was the first of January.
        ("2026-01-01T00:30:00+02:00", true),
        ("2026-01-01T00:00:00+00:00", true),
        ("2026-06-30T23:59:59+00:00", true),
        ("2026-07-01T00:00:00+00:00", false),
        ("2026-06-30T23:30:00-05:00", true),
    ]
    .into_iter()
    .enumerate()
    {
        let id = made.put("policy.md", &format!("{number}\n"), ADA, on);
        if counts {
            expected.push(id);
        }
    }
    let found = made.ask(&["policy.md"]);
    let found: BTreeSet<&str> = commits(&found).into_iter().collect();
    assert_eq!(found, expected.iter().map(String::as_str).collect());
}

#[test]
fn a_date_set_back_by_the_author_does_not_hide_when_it_was_committed() {
    let made = Made::new();
    made.write("policy.md", "a\n");
    made.git(&["-C", "repo", "add", "-A"], None);
    let commit = [
        "-C",
        "repo",
        "commit",
        "-q",
        "-m",
        "x",
        "--date",
        "2020-01-01T00:00:00Z",
    ];
    made.git(&commit, Some((ADA, MARCH)));
    let found = made.ask(&["policy.md"]);
    assert_eq!(found.made.len(), 1);
    assert_eq!(found.made[0].on, date(2026, 3, 1));
}

#[test]
fn without_a_period_all_of_the_history_counts() {
    let made = Made::new();
    made.put("policy.md", "a\n", ADA, "2011-05-05T12:00:00Z");
    let asked = Inquiry {
        from: None,
        to: None,
        ..about(&["policy.md"])
    };
    assert_eq!(look(&made.root(), &asked).made.len(), 1);
}

#[test]
fn a_file_is_followed_through_renames_and_edits_on_the_way() {
    let made = Made::new();
    let lines = (1..40).fold(String::new(), |text, n| text + &format!("line {n}\n"));
    let first = made.put("draft.md", &lines, ADA, "2026-02-01T12:00:00Z");
    made.git(&["-C", "repo", "mv", "draft.md", "policy.md"], None);
    made.commit(BEN, "2026-02-02T12:00:00Z", "Rename it");
    std::fs::create_dir_all(made.root().join("policies")).unwrap();
    made.git(&["-C", "repo", "mv", "policy.md", "policies/ai.md"], None);
    // Renamed and changed at once.
    made.put("policies/ai.md", &format!("{lines}more\n"), BEN, MARCH);
    let found = made.ask(&["policies/ai.md"]);
    assert_eq!(commits(&found), [first.as_str()]);
    assert_eq!(found.made[0].paths, ["draft.md"]);
    let names = found.names["policies/ai.md"].iter().map(String::as_str);
    assert_eq!(names.collect::<Vec<_>>(), ["draft.md", "policy.md"]);
}

#[test]
fn an_empty_file_is_no_other_one_under_a_new_name() {
    let made = Made::new();
    made.put("a/__init__.py", "", BEN, "2026-02-01T12:00:00Z");
    made.put("b/__init__.py", "", ADA, "2026-02-01T12:00:00Z");
    for folder in ["a", "b"] {
        made.git(
            &["-C", "repo", "mv", folder, &format!("src-{folder}")],
            None,
        );
    }
    made.commit(BEN, MARCH, "Move it all");
    let found = made.ask(&["src-a/__init__.py"]);
    assert_eq!(commits(&found), [""; 0], "{found:?}");
    assert_eq!(found.gaps, []);
}

#[test]
fn a_rename_that_could_not_be_looked_for_leaves_a_gap() {
    let made = Made::new();
    let allow = ["-C", "repo", "config", "uploadpack.allowFilter", "true"];
    made.git(&allow, None);
    let lines = (1..40).fold(String::new(), |text, n| text + &format!("line {n}\n"));
    let hers = made.put("old.md", &lines, ADA, "2026-02-01T12:00:00Z");
    made.git(&["-C", "repo", "mv", "old.md", "new.md"], None);
    made.put("new.md", &format!("{lines}more\n"), BEN, MARCH);
    made.put("new.md", &format!("{lines}more still\n"), BEN, MARCH);
    let whole = made.ask(&["new.md"]);
    assert_eq!(commits(&whole), [hers.as_str()]);
    assert_eq!(whole.gaps, []);
    let url = format!("file://{}", made.root().display());
    made.git(
        &["clone", "-q", "--filter=blob:none", &url, "partial"],
        None,
    );
    let found = look(&made.dir.path().join("partial"), &about(&["new.md"]));
    assert_eq!(commits(&found), [""; 0]);
    assert_eq!(found.gaps, [Gap::Renames(1)]);
    assert!(found.gaps[0].phrase().contains("renamed"));
}

#[test]
fn a_rename_without_an_edit_is_followed_in_a_clone_without_the_bytes() {
    let made = Made::new();
    let allow = ["-C", "repo", "config", "uploadpack.allowFilter", "true"];
    made.git(&allow, None);
    let hers = made.put("old.md", "text\n", ADA, "2026-02-01T12:00:00Z");
    made.git(&["-C", "repo", "mv", "old.md", "new.md"], None);
    made.commit(BEN, MARCH, "Rename it");
    made.put("new.md", "other\n", BEN, MARCH);
    let url = format!("file://{}", made.root().display());
    made.git(
        &["clone", "-q", "--filter=blob:none", &url, "partial"],
        None,
    );
    let found = look(&made.dir.path().join("partial"), &about(&["new.md"]));
    assert_eq!(commits(&found), [hers.as_str()]);
    assert_eq!(found.gaps, []);
}

#[test]
fn a_name_that_is_no_text_hides_no_work() {
    use std::os::unix::ffi::OsStrExt as _;
    let made = Made::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    std::fs::create_dir(made.root().join("docs")).unwrap();
    std::fs::write(made.root().join("docs").join(name), "a\n").unwrap();
    let hers = made.commit(ADA, MARCH, "Write it");
    let written = r#""docs/caf\351.md""#;
    let found = made.ask(&[written]);
    assert_eq!(commits(&found), [hers.as_str()]);
    assert_eq!(found.made[0].paths, [written]);
    let areas = Inquiry {
        areas: vec!["docs".parse().unwrap()],
        ..about(&[])
    };
    assert_eq!(commits(&look(&made.root(), &areas)), [hers.as_str()]);
    // Another name that reads the same once it is made text is not it.
    let other = made.ask(&[r#""docs/caf\352.md""#]);
    assert_eq!(commits(&other), [""; 0]);
}

#[test]
fn a_file_that_was_cited_under_its_old_name_is_followed_to_the_new_one() {
    let made = Made::new();
    made.put("old.md", "a\nb\nc\n", BEN, "2026-02-01T12:00:00Z");
    made.git(&["-C", "repo", "mv", "old.md", "new.md"], None);
    made.commit(BEN, "2026-02-02T12:00:00Z", "Rename it");
    let hers = made.put("new.md", "a\nb\nc\nd\n", ADA, MARCH);
    assert_eq!(commits(&made.ask(&["old.md"])), [hers.as_str()]);
}

#[test]
fn a_merge_is_no_work_on_what_it_brings_together() {
    let made = Made::new();
    made.put("policy.md", "a\n", BEN, "2026-02-01T12:00:00Z");
    made.put("x.md", "x\n", BEN, "2026-02-01T12:00:00Z");
    made.git(&["-C", "repo", "switch", "-q", "-c", "side"], None);
    made.put("policy.md", "a\nside\n", BEN, "2026-02-02T12:00:00Z");
    made.git(&["-C", "repo", "switch", "-q", "main"], None);
    made.put("x.md", "y\n", BEN, "2026-02-03T12:00:00Z");
    let merge = [
        "-C",
        "repo",
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "Merge side",
        "side",
    ];
    made.git(&merge, Some((ADA, MARCH)));
    assert_eq!(commits(&made.ask(&["policy.md"])), [""; 0]);
    // What the merge itself changes is her work.
    made.git(&["-C", "repo", "switch", "-q", "side"], None);
    made.put("policy.md", "a\nside\nagain\n", BEN, MARCH);
    made.git(&["-C", "repo", "switch", "-q", "main"], None);
    let merge = [
        "-C",
        "repo",
        "merge",
        "-q",
        "--no-ff",
        "--no-commit",
        "side",
    ];
    made.git(&merge, Some((ADA, MARCH)));
    let evil = made.put("policy.md", "a\nneither of both\n", ADA, MARCH);
    assert_eq!(commits(&made.ask(&["policy.md"])), [evil.as_str()]);
}

#[test]
fn work_on_a_branch_counts_under_a_name_that_another_branch_changed() {
    let made = Made::new();
    let text = "a\nb\nc\nd\ne\nf\n";
    made.put("old.md", text, BEN, "2026-02-01T12:00:00Z");
    made.git(&["-C", "repo", "switch", "-q", "-c", "side"], None);
    let hers = made.put(
        "old.md",
        &format!("{text}hers\n"),
        ADA,
        "2026-02-10T12:00:00Z",
    );
    made.git(&["-C", "repo", "switch", "-q", "main"], None);
    made.git(&["-C", "repo", "mv", "old.md", "new.md"], None);
    made.commit(BEN, "2026-02-05T12:00:00Z", "Rename it");
    let merge = [
        "-C",
        "repo",
        "merge",
        "-q",
        "--no-ff",
        "-m",
        "Merge side",
        "side",
    ];
    made.git(&merge, Some((BEN, MARCH)));
    assert_eq!(commits(&made.ask(&["new.md"])), [hers.as_str()]);
}

#[test]
fn areas_are_looked_at_before_anything_is_cited() {
    let made = Made::new();
    let hers = made.put("procedures/audit.md", "a\n", ADA, MARCH);
    made.put("procedures-old/audit.md", "a\n", ADA, MARCH);
    let asked = Inquiry {
        areas: vec!["procedures".parse().unwrap()],
        ..about(&[])
    };
    let found = look(&made.root(), &asked);
    assert_eq!(commits(&found), [hers.as_str()]);
}

#[test]
fn the_edge_of_a_shallow_clone_is_said_and_its_last_commit_proves_nothing() {
    let made = Made::new();
    made.put("policy.md", "a\n", ADA, "2026-02-01T12:00:00Z");
    made.put("x.md", "x\n", ADA, "2026-02-10T12:00:00Z");
    made.put("x.md", "y\n", BEN, MARCH);
    let url = format!("file://{}", made.root().display());
    made.git(&["clone", "-q", "--depth", "2", &url, "shallow"], None);
    let shallow = made.dir.path().join("shallow");
    // The last commit there, hers, seems to bring in every file.
    let found = look(&shallow, &about(&["policy.md"]));
    assert_eq!(commits(&found), [""; 0]);
    assert_eq!(found.gaps, [Gap::Shallow(date(2026, 2, 10))]);
    // What came before the period hides nothing of it.
    let later = Inquiry {
        from: Some(date(2026, 2, 20)),
        ..about(&["policy.md"])
    };
    assert_eq!(look(&shallow, &later).gaps, []);
    git(&shallow, &["fetch", "-q", "--unshallow"], None);
    assert_eq!(look(&shallow, &about(&["policy.md"])).made.len(), 1);
}

#[test]
fn trees_that_were_not_downloaded_leave_a_gap() {
    let made = Made::new();
    made.git(
        &["-C", "repo", "config", "uploadpack.allowFilter", "true"],
        None,
    );
    made.put("policy/a.md", "a\n", ADA, "2026-02-01T12:00:00Z");
    made.put("policy/a.md", "b\n", BEN, MARCH);
    let url = format!("file://{}", made.root().display());
    made.git(&["clone", "-q", "--filter=tree:0", &url, "treeless"], None);
    let found = look(&made.dir.path().join("treeless"), &about(&["policy/a.md"]));
    assert!(
        matches!(found.gaps.as_slice(), [Gap::Unread(_)]),
        "{found:?}"
    );
    made.git(
        &["clone", "-q", "--filter=blob:none", &url, "blobless"],
        None,
    );
    let found = look(&made.dir.path().join("blobless"), &about(&["policy/a.md"]));
    assert_eq!((found.made.len(), found.gaps.len()), (1, 0));
}

#[test]
fn an_unborn_branch_and_an_empty_question_have_an_answer() {
    let made = Made::new();
    assert_eq!(made.ask(&["policy.md"]), Contributions::default());
    made.put("policy.md", "a\n", ADA, MARCH);
    assert_eq!(made.ask(&[]), Contributions::default());
}

#[test]
fn whoever_does_not_want_to_know_any_more_is_not_kept_waiting() {
    let made = Made::new();
    made.put("policy.md", "a\n", ADA, MARCH);
    let repo = open(&made.root()).unwrap();
    assert_eq!(
        repo.contributions(&about(&["policy.md"]), &|| true)
            .unwrap(),
        None
    );
}

/// Draws a number from a seed; the same ones every time.
fn draw(seed: &mut u64, below: u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % below
}

#[test]
fn the_commits_are_those_that_git_log_names() {
    let made = Made::new();
    let mut seed = 7;
    let people = [
        ADA,
        BEN,
        "Cy Cole <cy@example.org>",
        "ada <ada@old.example.org>",
    ];
    made.write(".mailmap", "<ada@example.org> <ada@old.example.org>\n");
    for number in 0..60_i64 {
        let path =
            ["a.md", "docs/b.md", "docs/deep/c.md"][usize::try_from(draw(&mut seed, 3)).unwrap()];
        let who = people[usize::try_from(draw(&mut seed, 4)).unwrap()];
        let day: Date = date(2025, 12, 1)
            .checked_add(jiff::Span::new().days(number * 4))
            .unwrap();
        made.put(
            path,
            &format!("{number} {}\n", draw(&mut seed, 1000)),
            who,
            &format!("{day}T12:00:00Z"),
        );
    }
    for path in ["a.md", "docs/b.md", "docs/deep/c.md"] {
        let said = made.git(
            &[
                "-C",
                "repo",
                "log",
                "--use-mailmap",
                "--author=<ada@example.org>",
                "--since=2026-01-01T00:00:00Z",
                "--until=2026-06-30T23:59:59Z",
                "--format=%H",
                "--",
                path,
            ],
            None,
        );
        let said: BTreeSet<&str> = said.lines().collect();
        let found = made.ask(&[path]);
        assert!(!said.is_empty());
        assert_eq!(
            commits(&found).into_iter().collect::<BTreeSet<_>>(),
            said,
            "{path}"
        );
    }
}
