//! `tickmark verify` as it is asked: of an audit, of the workspace, of what is not committed, of what there is to know.

use crate::{cli_desk::Desk, cli_signoff::prepared};

#[test]
fn what_is_not_committed_is_counted_and_not_judged() {
    let desk = Desk::audit();
    let told = desk.run(&["verify"]).ok();
    assert!(
        told.contains("2 records are not committed, and not judged"),
        "{told}"
    );
    desk.run(&["commit", "-m", "Plan"]).ok();
    let told = desk.run(&["verify", "a-1"]).ok();
    assert!(told.starts_with("verified: "), "{told}");
    assert!(!told.contains("not committed"), "{told}");
}

#[test]
fn an_audit_that_is_not_there_is_wrong_use() {
    let desk = Desk::audit();
    desk.run(&["verify", "a-2"])
        .fails(2, &["Could not find the audit a-2"]);
}

#[test]
fn each_kind_is_explained() {
    let desk = Desk::audit();
    let told = desk.run(&["verify", "--kinds"]).ok();
    for kind in [
        "history-changed",
        "foreign-entry",
        "tag-moved",
        "rules-changed",
    ] {
        assert!(told.contains(kind), "{kind}: {told}");
    }
    let kinds = desk.run(&["verify", "--kinds", "--json"]).json();
    assert_eq!(
        kinds["kinds"].as_array().unwrap().len(),
        told.lines().count()
    );
}

#[test]
fn a_repository_without_a_commit_has_nothing_to_verify() {
    let desk = Desk::empty();
    desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    let told = desk.run(&["verify", "--json"]);
    assert_eq!(told.status, 0, "{told:#?}");
}

#[test]
fn house_rules_that_change_are_worth_knowing_and_no_breach() {
    let desk = Desk::audit();
    desk.run(&["commit", "-m", "Plan"]).ok();
    let text = desk.read("tickmark.toml") + "\n[grading]\nminor = \"One case\"\n";
    desk.write("tickmark.toml", &text);
    desk.git(&["commit", "-q", "-am", "Grade otherwise"]);
    let told = desk.run(&["verify"]).ok();
    assert!(told.contains("Worth knowing"), "{told}");
    assert!(told.contains("rules-changed"), "{told}");
}

#[test]
fn grades_of_the_house_that_change_are_worth_knowing() {
    let desk = Desk::audit();
    let grade = "\n[[grade]]\nid = \"major-a\"\ntitle = \"Major A\"\ntype = \"major\"\ndays = 14\n";
    let text = desk.read("tickmark.toml") + grade;
    desk.write("tickmark.toml", &text);
    desk.run(&["commit", "-m", "Plan"]).ok();
    desk.write("tickmark.toml", &text.replace("days = 14", "days = 900"));
    desk.git(&["commit", "-q", "-am", "Take longer"]);
    let told = desk.run(&["verify"]).ok();
    assert!(
        told.contains("the grades of the workspace changed"),
        "{told}"
    );
    assert!(told.contains("rules-changed"), "{told}");
}

#[test]
fn a_sign_off_is_judged_wherever_the_records_of_its_audit_are() {
    let desk = prepared();
    let kinds = |desk: &Desk| {
        let told = desk.run(&["verify", "a-1", "--json"]).json();
        let all = told["irregularities"].as_array().unwrap();
        let kinds = all
            .iter()
            .map(|one| one["kind"].as_str().unwrap().to_owned());
        kinds.collect::<Vec<_>>()
    };
    // Gone from the work tree, and not from the branch.
    std::fs::remove_dir_all(desk.repo().join("audits/a-1")).unwrap();
    assert_eq!(kinds(&desk), Vec::<String>::new());
    desk.git(&["commit", "-q", "-am", "Tidy up"]);
    let told = kinds(&desk);
    assert!(told.contains(&"deleted".to_owned()), "{told:?}");
    assert!(
        told.iter().any(|kind| kind.starts_with("sign-off")),
        "{told:?}"
    );
}

#[test]
fn a_merge_that_is_under_way_is_told() {
    let desk = Desk::audit();
    desk.run(&["commit", "-m", "Plan"]).ok();
    let path = "audits/a-1/audit.toml";
    let text = desk.read(path);
    let titled =
        |title: &str| text.replace("title = \"First audit\"", &format!("title = \"{title}\""));
    desk.git(&["checkout", "-q", "-b", "side"]);
    desk.write(path, &titled("Theirs"));
    desk.git(&["commit", "-q", "-a", "-m", "Theirs"]);
    desk.git(&["checkout", "-q", "main"]);
    desk.write(path, &titled("Ours"));
    desk.git(&["commit", "-q", "-a", "-m", "Ours"]);
    let merge = desk
        .command_of("git")
        .args(["merge", "-q", "side"])
        .output();
    assert!(!merge.unwrap().status.success());
    let told = desk.run(&["verify"]);
    assert!(
        told.out
            .contains("A merge is under way: what it brings is not committed, and not judged"),
        "{told:#?}"
    );
    assert_eq!(desk.run(&["verify", "--json"]).json()["under-way"], "merge");
    desk.git(&["merge", "--abort"]);
    assert!(!desk.run(&["verify"]).out.contains("under way"));
}
