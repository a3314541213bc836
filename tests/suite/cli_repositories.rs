//! Evidence in several repositories: clones beside the workspace, submodules, and those that are not here.

use std::path::PathBuf;

use crate::cli_desk::Desk;

/// A workspace with an audit, and a second repository `models` beside it that nobody has named yet.
struct Beside {
    desk: Desk,
}

impl Beside {
    fn new() -> Self {
        let desk = Desk::audit();
        let beside = Self { desk };
        std::fs::create_dir_all(beside.models()).unwrap();
        beside.models_git(&["init", "-q", "-b", "main"]);
        beside.models_commit("docs/card.md", &numbered("card", 30), "Card");
        beside
    }

    /// The same, with the second repository named.
    fn named() -> Self {
        let beside = Self::new();
        beside.name("models", "../models");
        beside
    }

    /// The same, with the second repository as a submodule at `vendor/models`.
    fn submodule() -> Self {
        let beside = Self::new();
        beside.add_submodule(&beside.models().display().to_string(), "vendor/models");
        beside
            .desk
            .git(&["commit", "-q", "-m", "Take the models in"]);
        beside
    }

    fn models(&self) -> PathBuf {
        self.desk.repo().parent().unwrap().join("models")
    }

    fn name(&self, name: &str, path: &str) {
        let url = "https://git.example.org/models.git";
        let args = ["repository", "add", name, "--path", path, "--url", url];
        self.desk.run(&args).ok();
    }

    fn add_submodule(&self, from: &str, path: &str) {
        self.desk.git(&[
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "add",
            "-q",
            from,
            path,
        ]);
    }

    fn models_git(&self, args: &[&str]) -> String {
        let dir = self.models().display().to_string();
        let args: Vec<&str> = ["-C", &dir]
            .into_iter()
            .chain(args.iter().copied())
            .collect();
        self.desk.git(&args)
    }

    fn models_commit(&self, path: &str, text: &str, message: &str) {
        let full = self.models().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, text).unwrap();
        self.models_git(&["add", "."]);
        self.models_git(&["commit", "-q", "-m", message]);
    }

    /// Cites a file and returns the citation's id.
    fn cite(&self, target: &str) -> String {
        let args = ["evidence", "add", "a-1", "4.1", target];
        self.desk.run(&args).ok().trim().to_owned()
    }

    /// Returns what the check says of the only citation.
    #[track_caller]
    fn checked(&self) -> serde_json::Value {
        let document = self.desk.run(&["evidence", "check", "--json"]).json();
        let citations = document["citations"].as_array().unwrap();
        assert_eq!(citations.len(), 1, "{document:#}");
        citations[0].clone()
    }

    #[track_caller]
    fn state(&self) -> String {
        self.checked()["state"].as_str().unwrap().to_owned()
    }
}

fn numbered(word: &str, lines: usize) -> String {
    (1..=lines).fold(String::new(), |text, n| text + &format!("{word} {n}\n"))
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn a_file_of_a_named_repository_is_cited_and_judged_there() {
    let beside = Beside::named();
    let id = beside.cite("models//docs/card.md:10-24");
    let cited = beside.checked();
    assert_eq!(cited["subject"], "models//docs/card.md:10-24");
    assert_eq!(cited["repository"], "models");
    assert_eq!(cited["path"], "docs/card.md");
    assert_eq!(
        text(&cited["commit"]),
        beside.models_git(&["rev-parse", "HEAD"]).trim()
    );
    assert_eq!(cited["state"], "unchanged");
    let record = beside.desk.read("audits/a-1/answers/house/4.1.toml");
    assert!(record.contains("repository = \"models\""), "{record}");

    beside.models_commit(
        "docs/card.md",
        &("new\n".to_owned() + &numbered("card", 30)),
        "Above",
    );
    let moved = beside.checked();
    assert_eq!(moved["state"], "moved");
    assert_eq!(moved["moved-to-lines"], serde_json::json!([11, 25]));
    beside.models_commit("docs/card.md", "all new\n", "Anew");
    assert_eq!(beside.state(), "changed");
    let shown = beside.desk.run(&["evidence", "show", "a-1", &id]);
    assert!(
        shown.out.contains("card 10") && shown.out.contains("+all new"),
        "{shown:?}"
    );
    beside.models_git(&["rm", "-q", "docs/card.md"]);
    beside.models_git(&["commit", "-q", "-m", "Gone"]);
    assert_eq!(beside.state(), "gone");
}

#[test]
fn what_is_not_committed_in_another_repository_is_cited_from_its_work_tree() {
    let beside = Beside::named();
    std::fs::write(beside.models().join("draft.md"), "draft\n").unwrap();
    let add = ["evidence", "add", "a-1", "4.1", "models//draft.md"];
    beside
        .desk
        .run(&add)
        .fails(2, &["there is no file \"draft.md\"", "--worktree"]);
    beside.desk.run(&[&add[..], &["--worktree"]].concat()).ok();
    assert_eq!(beside.state(), "uncommitted");
    beside.models_git(&["add", "."]);
    beside.models_git(&["commit", "-q", "-m", "Draft"]);
    assert_eq!(beside.state(), "unchanged");
}

#[test]
fn the_branch_that_is_checked_out_in_the_other_repository_is_what_counts() {
    let beside = Beside::named();
    beside.cite("models//docs/card.md");
    beside.models_git(&["switch", "-q", "-c", "next"]);
    beside.models_commit("docs/card.md", "next\n", "Next");
    assert_eq!(beside.state(), "changed");
    beside.models_git(&["switch", "-q", "--detach", "main"]);
    assert_eq!(beside.state(), "unchanged");
    let listed = beside.desk.run(&["repository", "list"]).ok();
    assert!(listed.contains("no branch, at "), "{listed}");
}

#[test]
fn the_same_file_in_two_repositories_is_two_things() {
    let beside = Beside::named();
    beside.models_commit(
        "risk/register.csv",
        &beside.desk.read("risk/register.csv"),
        "Same",
    );
    beside.cite("models//risk/register.csv");
    beside.models_commit("risk/register.csv", "id\n", "Other");
    // The bytes are still here, at the same path, and that is another repository.
    assert_eq!(beside.state(), "changed");
    beside.models_git(&["rm", "-q", "risk/register.csv"]);
    beside.models_git(&["commit", "-q", "-m", "Gone"]);
    assert_eq!(beside.state(), "gone");
}

#[test]
fn a_path_from_the_folder_finds_the_repository_that_it_leads_to() {
    let beside = Beside::named();
    beside.cite("../models/docs/card.md:1-2");
    assert_eq!(beside.checked()["subject"], "models//docs/card.md:1-2");
    let elsewhere = ["evidence", "add", "a-1", "4.1", "../nowhere/x.md"];
    beside.desk.run(&elsewhere).fails(
        2,
        &[
            "it is outside the repository and those that are named beside it",
            "tickmark repository add",
        ],
    );
}

#[test]
fn files_are_found_in_all_repositories_and_in_one() {
    let beside = Beside::named();
    beside.models_commit("risk/method.md", "m\n", "Method");
    let found = beside.desk.run(&["evidence", "find", "riskmethod"]).ok();
    assert_eq!(found, "risk/method.md\nmodels//risk/method.md\n");
    let found = beside
        .desk
        .run(&["evidence", "find", "models//method"])
        .ok();
    assert_eq!(found, "models//risk/method.md\n");
    let only = ["evidence", "find", "method", "--repository", "."];
    assert_eq!(beside.desk.run(&only).ok(), "risk/method.md\n");
    let only = ["evidence", "find", "method", "--repository", "model"];
    beside.desk.run(&only).fails(2, &["did you mean models?"]);
}

#[test]
fn one_that_is_not_here_reads_not_downloaded_with_what_to_do() {
    let beside = Beside::named();
    let id = beside.cite("models//docs/card.md:1-3");
    std::fs::rename(beside.models(), beside.models().with_extension("away")).unwrap();
    let hint =
        "at the top of this repository: git clone -- https://git.example.org/models.git ../models";
    let cited = beside.checked();
    assert_eq!(cited["state"], "not-downloaded");
    assert_eq!(
        cited["phrase"],
        "not downloaded: models is not on this machine"
    );
    assert_eq!(cited["hint"], hint);
    assert_eq!(cited["drift"], false);
    let check = beside.desk.run(&["evidence", "check"]);
    check.fails(1, &[hint, "1 could not be judged"]);
    let shown = beside.desk.run(&["evidence", "show", "a-1", &id]).out;
    assert!(
        shown.contains(hint) && shown.contains("cannot be shown"),
        "{shown}"
    );
    let listed = beside.desk.run(&["repository", "list"]);
    assert_eq!(listed.status, 1);
    assert!(
        listed.out.contains(hint) && listed.out.contains("1 citation"),
        "{listed:?}"
    );
    let doctor = beside.desk.run(&["doctor"]);
    assert!(
        doctor
            .out
            .contains("bad      evidence    models is not on this machine"),
        "{doctor:?}"
    );
    let add = ["evidence", "add", "a-1", "4.1", "models//docs/card.md"];
    beside
        .desk
        .run(&add)
        .fails(3, &["models is not on this machine", hint]);

    std::fs::rename(beside.models().with_extension("away"), beside.models()).unwrap();
    assert_eq!(beside.state(), "unchanged");
}

#[test]
fn where_it_is_on_one_machine_is_said_to_git() {
    let beside = Beside::named();
    beside.cite("models//docs/card.md");
    let away = beside.models().with_extension("away");
    std::fs::rename(beside.models(), &away).unwrap();
    let setting = "tickmark.repository.models.path";
    beside
        .desk
        .git(&["config", setting, &away.display().to_string()]);
    assert_eq!(beside.state(), "unchanged");
    beside.desk.git(&["config", setting, "/nowhere"]);
    let cited = beside.checked();
    assert_eq!(cited["state"], "not-downloaded");
    assert!(text(&cited["hint"]).contains("--show-origin tickmark.repository.models.path"));
}

#[test]
fn a_bare_mirror_is_read_at_its_head_and_has_no_work_tree() {
    let beside = Beside::new();
    let (from, to) = (
        beside.models(),
        beside.models().with_file_name("models.git"),
    );
    beside.desk.git(&[
        "clone",
        "-q",
        "--mirror",
        &from.display().to_string(),
        &to.display().to_string(),
    ]);
    beside.name("mirror", "../models.git");
    beside.cite("mirror//docs/card.md:2");
    assert_eq!(beside.state(), "unchanged");
    let add = [
        "evidence",
        "add",
        "a-1",
        "4.1",
        "mirror//HEAD",
        "--worktree",
    ];
    beside.desk.run(&add).fails(3, &["bare repository"]);
}

#[test]
fn a_shallow_and_a_partial_clone_say_what_they_do_not_have() {
    let beside = Beside::named();
    beside.cite("models//docs/card.md");
    beside.models_commit("docs/card.md", "later\n", "Later");
    let away = beside.models().with_extension("away");
    std::fs::rename(beside.models(), &away).unwrap();
    let from = format!("file://{}", away.display());
    let to = beside.models().display().to_string();
    beside
        .desk
        .git(&["clone", "-q", "--depth", "1", &from, &to]);
    assert_eq!(beside.state(), "not-downloaded");
    std::fs::remove_dir_all(beside.models()).unwrap();
    beside.desk.git(&[
        "-C",
        &away.display().to_string(),
        "config",
        "uploadpack.allowFilter",
        "true",
    ]);
    beside
        .desk
        .git(&["clone", "-q", "--filter=blob:none", &from, &to]);
    assert_eq!(beside.state(), "not-downloaded");
}

#[test]
fn a_submodule_goes_by_its_path_and_is_cited_at_its_own_head() {
    let beside = Beside::submodule();
    // A path that leads into it is taken for what it is.
    beside.cite("vendor/models/docs/card.md:3-4");
    let cited = beside.checked();
    assert_eq!(cited["subject"], "vendor/models//docs/card.md:3-4");
    assert_eq!(cited["state"], "unchanged");
    let inner = |args: &[&str]| {
        let args: Vec<&str> = ["-C", "vendor/models"]
            .into_iter()
            .chain(args.iter().copied())
            .collect();
        beside.desk.git(&args)
    };
    assert_eq!(text(&cited["commit"]), inner(&["rev-parse", "HEAD"]).trim());

    inner(&["switch", "-q", "--detach"]);
    beside.desk.write("vendor/models/docs/new.md", "new\n");
    inner(&["add", "."]);
    inner(&["commit", "-q", "-m", "New"]);
    let add = [
        "evidence",
        "add",
        "a-1",
        "4.2#1",
        "vendor/models//docs/new.md",
    ];
    let run = beside.desk.run(&add);
    assert!(
        run.err.contains("vendor/models is checked out at "),
        "{run:?}"
    );
    assert!(run.err.contains("this repository records "), "{run:?}");
    let listed = beside.desk.run(&["repository", "list"]).ok();
    assert!(listed.contains("this repository records "), "{listed}");
    let doctor = beside.desk.run(&["doctor"]);
    assert!(
        doctor
            .out
            .contains("limited  evidence    vendor/models, no branch"),
        "{doctor:?}"
    );
}

#[test]
fn a_submodule_that_is_not_checked_out_says_how_to_get_it() {
    let beside = Beside::submodule();
    beside.cite("vendor/models//docs/card.md");
    beside.desk.git(&["add", "."]);
    beside.desk.git(&["commit", "-q", "-m", "Audit"]);
    let clone = beside
        .desk
        .repo()
        .with_file_name("clone")
        .display()
        .to_string();
    beside.desk.git(&["clone", "-q", ".", &clone]);
    let check = beside
        .desk
        .run(&["-C", &clone, "evidence", "check", "--json"]);
    assert_eq!(check.status, 1);
    let document = check.json();
    let cited = &document["citations"][0];
    assert_eq!(cited["state"], "not-downloaded");
    assert_eq!(
        cited["phrase"],
        "not downloaded: vendor/models is a submodule that is not checked out here"
    );
    assert_eq!(
        cited["hint"],
        "at the top of this repository: git submodule update --init -- vendor/models"
    );
    beside.desk.git(&[
        "-C",
        &clone,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "update",
        "--init",
        "--",
        "vendor/models",
    ]);
    beside.desk.run(&["-C", &clone, "evidence", "check"]).ok();
}

#[test]
fn a_submodule_that_was_moved_or_removed_keeps_its_name() {
    let beside = Beside::submodule();
    beside.cite("vendor/models//docs/card.md");
    beside.desk.git(&["mv", "vendor/models", "models"]);
    beside.desk.git(&["commit", "-q", "-m", "Move"]);
    assert_eq!(beside.state(), "unchanged");
    beside.desk.git(&["rm", "-q", "-f", "models"]);
    beside.desk.git(&["commit", "-q", "-m", "Remove"]);
    // git keeps what it has downloaded.
    assert_eq!(beside.state(), "unchanged");
    std::fs::remove_dir_all(beside.desk.repo().join(".git/modules")).unwrap();
    let cited = beside.checked();
    assert_eq!(cited["state"], "not-downloaded");
    assert!(text(&cited["phrase"]).contains("is no repository that tickmark.toml names"));
    let listed = beside.desk.run(&["repository", "list"]);
    assert!(listed.out.contains("missing  vendor/models"), "{listed:?}");
    beside.name("vendor/models", "../models");
    assert_eq!(beside.state(), "unchanged");
}

#[test]
fn a_submodule_within_a_submodule_is_a_repository_of_its_own() {
    let beside = Beside::new();
    let forms = beside
        .desk
        .repo()
        .with_file_name("forms")
        .display()
        .to_string();
    beside.desk.git(&["init", "-q", "-b", "main", &forms]);
    std::fs::write(format!("{forms}/form.md"), "form\n").unwrap();
    beside.desk.git(&["-C", &forms, "add", "."]);
    beside
        .desk
        .git(&["-C", &forms, "commit", "-q", "-m", "Form"]);
    beside.models_git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        &forms,
        "forms",
    ]);
    beside.models_git(&["commit", "-q", "-m", "Forms"]);
    beside.add_submodule(&beside.models().display().to_string(), "models");
    beside.desk.git(&["commit", "-q", "-m", "Models"]);
    let listed = beside.desk.run(&["repository", "list", "--json"]);
    assert_eq!(listed.status, 1);
    let rows = listed.json();
    assert_eq!(rows["repositories"][1]["name"], "models/forms");
    assert_eq!(rows["repositories"][1]["here"], false);
    assert!(text(&rows["repositories"][1]["hint"]).ends_with("submodule update --init -- forms"));
    beside.desk.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "update",
        "--init",
        "--recursive",
    ]);
    beside.cite("models/forms/form.md");
    assert_eq!(beside.checked()["subject"], "models/forms//form.md");
    assert_eq!(beside.state(), "unchanged");
    let found = beside.desk.run(&["evidence", "find", "form.md"]).ok();
    assert_eq!(found, "models/forms//form.md\n");
}

#[cfg(unix)]
#[test]
fn a_submodule_of_another_repository_is_not_reached_through_a_link() {
    let beside = Beside::new();
    let forms = beside.models().with_file_name("forms");
    std::fs::create_dir_all(&forms).unwrap();
    let forms_git = |args: &[&str]| {
        let dir = forms.display().to_string();
        beside.desk.git(&[&["-C", dir.as_str()], args].concat())
    };
    forms_git(&["init", "-q", "-b", "main"]);
    std::fs::write(forms.join("form.md"), "form\n").unwrap();
    forms_git(&["add", "."]);
    forms_git(&["commit", "-q", "-m", "Form"]);
    beside.models_git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        &forms.display().to_string(),
        "parts/forms",
    ]);
    beside.models_git(&["commit", "-q", "-m", "Forms"]);
    beside.name("models", "../models");
    let cite = [
        "evidence",
        "add",
        "a-1",
        "4.1",
        "models/parts/forms//form.md",
    ];
    beside.desk.run(&cite).ok();
    let parts = beside.models().join("parts");
    let away = beside.models().with_file_name("away");
    std::fs::rename(&parts, &away).unwrap();
    std::os::unix::fs::symlink(&away, &parts).unwrap();
    beside.desk.run(&cite).fails(
        3,
        &["is reached through a symbolic link, which is not followed"],
    );
}

#[test]
fn a_record_that_names_a_path_into_a_submodule_is_judged_there() {
    let beside = Beside::submodule();
    cite_from_the_top(&beside);
    assert_eq!(beside.state(), "unchanged");
    beside
        .desk
        .git(&["-C", "vendor/models", "mv", "docs/card.md", "card.md"]);
    beside
        .desk
        .git(&["-C", "vendor/models", "commit", "-q", "-m", "Move"]);
    let moved = beside.checked();
    assert_eq!(moved["moved-to"], "vendor/models/card.md");
}

/// Rewrites the only citation as an older record has it: by its path from the top of this repository.
fn cite_from_the_top(beside: &Beside) {
    beside.cite("vendor/models//docs/card.md");
    let path = "audits/a-1/answers/house/4.1.toml";
    let record = beside.desk.read(path);
    let by_hand = record
        .replace("repository = \"vendor/models\"\n", "")
        .replace(
            "path = \"docs/card.md\"",
            "path = \"vendor/models/docs/card.md\"",
        );
    assert_ne!(record, by_hand);
    beside.desk.write(path, &by_hand);
}

#[test]
fn work_in_a_submodule_is_a_conflict_however_the_record_names_the_file() {
    let beside = Beside::submodule();
    cite_from_the_top(&beside);
    let check = ["independence", "check", "a-1"];
    let found = beside.desk.run(&check);
    assert_eq!(found.status, 1, "{found:#?}");
    let whose = "Ada Auditor has worked on vendor/models/docs/card.md, 1 commit";
    assert!(found.out.contains(whose), "{found:#?}");

    // Whether she has is not to be told where the submodule is not.
    beside
        .desk
        .git(&["submodule", "deinit", "-q", "-f", "vendor/models"]);
    std::fs::remove_dir_all(beside.desk.repo().join(".git/modules")).unwrap();
    let found = beside.desk.run(&check);
    assert_eq!(found.status, 1, "{found:#?}");
    assert!(
        found
            .out
            .contains("not all of the history could be looked at")
    );
    let gap = "cannot tell for files of the repository vendor/models: it is not here";
    assert!((found.out.clone() + &found.err).contains(gap), "{found:#?}");
}

#[test]
fn an_area_reaches_into_the_submodules_that_are_in_it() {
    let beside = Beside::submodule();
    let assign = |area: &str| {
        let who = "ada@example.org";
        let args = [
            "audit",
            "assign",
            "a-1",
            "--auditor",
            who,
            "--clause",
            "4",
            "--path",
            area,
        ];
        beside.desk.run(&args).ok();
        let found = beside.desk.run(&["independence", "check", "a-1", "--json"]);
        let found = found.json();
        let paths = found["conflicts"].as_array().unwrap().iter();
        let touched = paths.flat_map(|c| c["commits"].as_array().unwrap().clone());
        let touched = touched.flat_map(|c| c["paths"].as_array().unwrap().clone());
        touched
            .filter(|path| text(path).starts_with("vendor/models/"))
            .count()
    };
    assert_eq!(assign("vendor/models/other"), 0);
    assert_eq!(assign("vendor/**/*.md"), 1);
}

#[test]
fn a_file_of_a_submodule_is_listed_first_where_an_old_record_cites_it() {
    let beside = Beside::submodule();
    beside.models_commit("docs/dard.md", "another\n", "Another");
    beside
        .desk
        .git(&["-C", "vendor/models", "pull", "-q", "origin", "main"]);
    let first = || {
        let found = beside.desk.run(&["evidence", "find", "ard.md"]).ok();
        found.lines().next().unwrap_or_default().to_owned()
    };
    cite_from_the_top(&beside);
    let path = "audits/a-1/answers/house/4.1.toml";
    assert!(first().contains("docs/card.md"), "{}", first());
    let other = beside
        .desk
        .read(path)
        .replace("docs/card.md", "docs/dard.md");
    beside.desk.write(path, &other);
    assert!(first().contains("docs/dard.md"), "{}", first());
}

#[test]
fn a_named_repository_does_not_stand_in_for_a_submodule_at_the_same_path() {
    let beside = Beside::new();
    let other = beside
        .desk
        .repo()
        .with_file_name("other")
        .display()
        .to_string();
    beside.desk.git(&["init", "-q", "-b", "main", &other]);
    std::fs::create_dir_all(format!("{other}/docs")).unwrap();
    std::fs::write(format!("{other}/docs/card.md"), "another\n").unwrap();
    beside.desk.git(&["-C", &other, "add", "."]);
    beside
        .desk
        .git(&["-C", &other, "commit", "-q", "-m", "Other"]);
    beside.add_submodule(&other, "models");
    beside.desk.git(&["commit", "-q", "-m", "Other"]);
    beside.name("models", "../models");
    beside.cite("models//docs/card.md:30");
    let add = ["evidence", "add", "a-1", "4.1", "models/docs/card.md"];
    beside.desk.run(&add).fails(
        3,
        &[
            "models is a submodule, and tickmark.toml has another repository of that name",
            "tickmark repository add NAME --path models",
        ],
    );
    beside.name("vendored", "models");
    let run = beside.desk.run(&add).ok();
    let document = beside.desk.run(&["evidence", "check", "--json"]).json();
    let cited = document["citations"].as_array().unwrap();
    let cited = cited.iter().find(|c| c["id"] == run.trim()).unwrap();
    assert_eq!(cited["subject"], "vendored//docs/card.md");
}

#[test]
fn naming_a_repository_keeps_the_comments_and_taking_it_out_asks_for_its_citations() {
    let beside = Beside::new();
    let toml = beside.desk.read("tickmark.toml");
    beside
        .desk
        .write("tickmark.toml", &format!("# ours\n{toml}"));
    beside.name("models", "./../models/");
    let toml = beside.desk.read("tickmark.toml");
    assert!(toml.starts_with("# ours\n"), "{toml}");
    assert!(
        toml.ends_with("[[repository]]\nname = \"models\"\npath = \"../models\"\nurl = \"https://git.example.org/models.git\"\n"),
        "{toml}"
    );
    let again = ["repository", "add", "models", "--path", "../x"];
    beside
        .desk
        .run(&again)
        .fails(2, &["names models already, at \"../models\""]);
    beside.cite("models//docs/card.md");
    let remove = ["repository", "remove", "models"];
    beside
        .desk
        .run(&remove)
        .fails(1, &["1 citation names models", "--force"]);
    beside
        .desk
        .run(&["repository", "remove", "model"])
        .fails(2, &["did you mean models?"]);
    beside.desk.run(&[&remove[..], &["--force"]].concat()).ok();
    assert!(!beside.desk.read("tickmark.toml").contains("repository"));
    assert_eq!(beside.state(), "not-downloaded");
}

#[test]
fn a_name_or_path_that_cannot_be_is_refused_where_it_is_given_and_where_it_is_read() {
    let beside = Beside::new();
    let add = |name: &str, path: &str| {
        beside
            .desk
            .run(&["repository", "add", name, "--path", path])
    };
    add("a//b", "../models").fails(2, &["the name of a repository"]);
    add(".", "../models").fails(2, &["which is this repository"]);
    add("models", "/srv/models").fails(
        2,
        &["is absolute", "git config tickmark.repository.NAME.path"],
    );
    add("models", "x/..").fails(2, &["is this repository itself"]);
    add("models", "x/.git").fails(2, &["leads into .git"]);
    let toml = beside.desk.read("tickmark.toml");
    for (declared, line, column, fault) in [
        (
            "name = \"/etc\"\npath = \"..\"",
            2,
            8,
            "the name of a repository begins",
        ),
        (
            "name = \"m\"\npath = \"/etc\"",
            3,
            8,
            "the path of a repository is absolute",
        ),
        (
            "name = \"m\"\npath = \"../m\"\n[[repository]]\nname = \"m\"",
            5,
            8,
            "there are two repositories \"m\"",
        ),
        (
            "name = \"m\\u202e\"\npath = \"../m\"",
            2,
            8,
            "cannot be seen",
        ),
    ] {
        let first = toml.lines().count() + 1;
        beside.desk.write(
            "tickmark.toml",
            &format!("{toml}\n[[repository]]\n{declared}\n"),
        );
        let place = format!("tickmark.toml:{}:{column}: ", first + line);
        beside.desk.run(&["status"]).fails(2, &[&place, fault]);
    }
}

#[test]
fn a_hostile_declaration_opens_nothing_that_is_not_the_repository_it_names() {
    let beside = Beside::new();
    // A folder within a repository is not that repository.
    beside.name("docs", "../models/docs");
    // This repository by another way.
    beside.name("self", "../repo");
    // A link that came with the repository.
    std::os::unix::fs::symlink(beside.models(), beside.desk.repo().join("link")).unwrap();
    beside.name("link", "link");
    // A repository whose configuration points elsewhere.
    let odd = beside
        .desk
        .repo()
        .with_file_name("odd")
        .display()
        .to_string();
    beside.desk.git(&["init", "-q", &odd]);
    beside
        .desk
        .git(&["-C", &odd, "config", "core.worktree", "/etc"]);
    beside.name("odd", "../odd");
    let listed = beside.desk.run(&["repository", "list", "--json"]);
    assert_eq!(listed.status, 1);
    let document = listed.json();
    let why = |name: &str| {
        let rows = document["repositories"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        assert_eq!(row["here"], false, "{row}");
        text(&row["why"]).to_owned()
    };
    assert_eq!(
        why("docs"),
        "is not at ../models/docs: that folder is no repository"
    );
    assert_eq!(why("self"), "is this repository itself");
    assert!(why("link").contains("symbolic link"));
    assert!(why("odd").contains("core.worktree"));
    let found = beside.desk.run(&["evidence", "find", "passwd"]);
    assert_eq!((found.status, found.out.as_str()), (1, ""));
}

#[test]
fn an_address_that_would_run_a_program_is_not_offered() {
    let beside = Beside::new();
    beside
        .desk
        .run(&[
            "repository",
            "add",
            "m",
            "--path",
            "../m",
            "--url",
            "ext::sh -c 'touch x'",
        ])
        .ok();
    let listed = beside.desk.run(&["repository", "list"]).out;
    assert!(!listed.contains("git clone"), "{listed}");
    assert!(
        listed.contains("hint: clone it to ../m, or say where it is"),
        "{listed}"
    );
}

#[test]
fn a_workspace_that_is_a_submodule_or_a_linked_work_tree_knows_its_neighbours() {
    let beside = Beside::named();
    beside.desk.git(&["add", "."]);
    beside.desk.git(&["commit", "-q", "-m", "Audit"]);
    let linked = beside
        .desk
        .repo()
        .with_file_name("linked")
        .display()
        .to_string();
    beside.desk.git(&["worktree", "add", "-q", &linked]);
    let add = [
        "-C",
        &linked,
        "evidence",
        "add",
        "a-1",
        "4.1",
        "models//docs/card.md",
    ];
    beside.desk.run(&add).ok();
    beside.desk.run(&["-C", &linked, "evidence", "check"]).ok();

    let outer = beside
        .desk
        .repo()
        .with_file_name("outer")
        .display()
        .to_string();
    beside.desk.git(&["init", "-q", "-b", "main", &outer]);
    let from = beside.desk.repo().display().to_string();
    beside.desk.git(&[
        "-C",
        &outer,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        &from,
        "audits",
    ]);
    let models = beside.models().display().to_string();
    beside
        .desk
        .git(&["clone", "-q", &models, &format!("{outer}/models")]);
    let inside = format!("{outer}/audits");
    let add = [
        "-C",
        &inside,
        "evidence",
        "add",
        "a-1",
        "4.1",
        "models//docs/card.md",
    ];
    beside.desk.run(&add).ok();
    beside.desk.run(&["-C", &inside, "evidence", "check"]).ok();
}

#[test]
fn who_stands_in_a_submodule_is_told_of_the_workspace_around_it() {
    let beside = Beside::submodule();
    let run = beside.desk.run(&["-C", "vendor/models", "status"]);
    run.fails(2, &["it lies within the workspace ", "tickmark -C "]);
}

#[test]
fn a_superproject_becomes_a_workspace_and_its_submodules_are_known() {
    let desk = Desk::bare();
    let beside = Beside { desk };
    std::fs::create_dir_all(beside.models()).unwrap();
    beside.models_git(&["init", "-q", "-b", "main"]);
    beside.models_commit("card.md", "card\n", "Card");
    beside.add_submodule(&beside.models().display().to_string(), "models");
    beside.desk.git(&["commit", "-q", "-m", "Models"]);
    beside
        .desk
        .run(&["init", "--organisation", "Example Ltd"])
        .ok();
    assert_eq!(
        beside
            .desk
            .git(&["show", "--name-only", "--format=", "HEAD"]),
        "audits/.gitattributes\ntickmark.toml\n"
    );
    let listed = beside.desk.run(&["repository", "list"]).ok();
    assert!(
        listed.starts_with("here     models  models  main at "),
        "{listed}"
    );
}
