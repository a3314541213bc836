//! A whole audit in small, by keys alone: answer, cite, raise, plan the action, undo, redo, review, commit.

use super::desk::Desk;

#[test]
fn a_row_is_answered_cited_raised_followed_up_and_committed() {
    let mut desk = Desk::new();
    std::fs::write(
        desk.folder.path().join("own.txt"),
        "not the program's business\n",
    )
    .unwrap();
    desk.git(&["add", "own.txt"]);
    std::fs::write(
        desk.folder.path().join("releases/log.csv"),
        "edited by the user\n",
    )
    .unwrap();
    let others = desk.git(&["status", "--porcelain", "own.txt", "releases"]);

    desk.keys("enter x i")
        .types("Two of three releases.")
        .keys("esc");
    desk.keys("e").types("aipol");
    desk.sees("policy/ai-policy.md");
    desk.keys("enter 9 j v 1 4 j");
    desk.keys("enter");
    desk.sees("policy/ai-policy.md:10-24").sees("as cited");

    desk.keys("f");
    desk.sees("minor")
        .sees("draft")
        .sees("Two of three releases.")
        .sees("iso-42001:4.1");
    desk.keys("enter")
        .types("Releases without assessment")
        .keys("tab");
    desk.types("Issues are determined.").keys("tab tab");
    desk.types("They were not.").keys("esc");
    desk.sees("Releases without assessment")
        .sees("They were not.");
    desk.keys("a");
    desk.sees("C-");
    desk.keys("q q");
    desk.sees("question 1 of")
        .sees("Releases without assessment");

    desk.keys("u");
    desk.sees("undone:");
    desk.keys("ctrl-r");
    desk.sees("done again:");

    desk.keys("g r");
    desk.sees("3 records to commit on")
        .sees("nothing else is touched");
    desk.keys("ctrl-s");
    desk.sees("committed 3 records on");

    let shown = desk.git(&["show", "--name-only", "--format=%s%n%b", "HEAD"]);
    let files: Vec<&str> = shown
        .lines()
        .filter(|line| line.starts_with("audits/"))
        .collect();
    assert_eq!(files.len(), 3, "{shown}");
    assert!(
        shown.contains("Audit: aims")
            && shown.contains("Finding: F-")
            && shown.contains("Action: C-"),
        "{shown}"
    );
    assert_eq!(
        desk.git(&["status", "--porcelain", "own.txt", "releases"]),
        others
    );
    assert_eq!(desk.git(&["status", "--porcelain", "audits"]), "");
    desk.sees_no("to commit");
}

#[test]
fn a_finding_is_issued_only_when_it_is_whole() {
    let mut desk = Desk::new();
    desk.keys("enter f s");
    desk.sees("issued").sees("the requirement is missing");
}

#[test]
fn a_committed_record_is_never_deleted_by_undo() {
    let mut desk = Desk::new();
    desk.keys("enter f q g r ctrl-s");
    desk.sees("committed 2 records");
    desk.keys("g w u");
    desk.sees("nothing to undo");
}

#[test]
fn a_record_broken_from_outside_is_shown_and_the_rest_still_works() {
    let mut desk = Desk::new();
    desk.keys("enter c q");
    std::fs::write(
        desk.folder.path().join("audits/aims/answers/iso-42001/4.1.toml"),
        "schema = 1\nchecklist = \"iso-42001\"\nref = \"4.1\"\n\n[[answer]]\nid = \"1\"\nverdict = \"conformng\"\n",
    )
    .unwrap();
    desk.ask(crate::tui::effect::Request::Reload);
    desk.sees("cannot be read")
        .sees("4.1.toml:7")
        .sees("did you mean");
    desk.keys("ctrl-p").types("4.2 #1").keys("enter x");
    desk.sees("✗ nonconforming");
}

#[cfg(unix)]
#[test]
fn a_reload_that_fails_leaves_everything_as_it_was() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    let records = desk.folder.path().join("audits");
    let away = desk.folder.path().join("away");
    std::fs::rename(&records, &away).unwrap();
    std::os::unix::fs::symlink("away", &records).unwrap();
    desk.ask(crate::tui::effect::Request::Reload);
    desk.sees("symbolic link");
    desk.keys("esc");
    std::fs::remove_file(&records).unwrap();
    std::fs::rename(&away, &records).unwrap();
    desk.keys("i").types("seen").keys("esc");
    desk.sees_no("it is there already");
    let record = desk.read("audits/aims/answers/iso-42001/4.1.toml");
    assert!(record.contains("note = \"seen\""), "{record}");
}

#[test]
fn an_edit_from_outside_is_merged_and_never_overwritten() {
    let mut desk = Desk::new();
    desk.keys("enter c");
    let path = desk
        .folder
        .path()
        .join("audits/aims/answers/iso-42001/4.1.toml");
    let record = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("# kept by hand\n{record}")).unwrap();
    desk.keys("i").types("seen").keys("esc");
    let merged = std::fs::read_to_string(&path).unwrap();
    assert!(
        merged.contains("# kept by hand") && merged.contains("note = \"seen\""),
        "{merged}"
    );
}

#[test]
fn an_audit_is_planned_from_home() {
    let mut desk = Desk::new();
    desk.keys("a")
        .types("second")
        .keys("enter")
        .types("A second audit")
        .keys("enter enter enter");
    desk.sees("and against").sees("that is all");
    desk.keys("enter").sees("Only these clauses");
    desk.types("7, 9").keys("enter").sees("what is judged");
    desk.keys("enter");
    desk.sees("second is planned").sees("second");
    let record = desk.read("audits/second/audit.toml");
    let audit: toml::Table = record.parse().unwrap();
    let only: Vec<&str> = audit["only"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    assert_eq!(only, ["iso-42001:7", "iso-42001:9"]);
    assert!(
        desk.read("audits/second/audit.toml")
            .contains("A second audit")
    );
}

#[test]
fn half_typed_text_is_kept_when_the_window_loses_the_focus() {
    let mut desk = Desk::new();
    desk.keys("enter i").types("half a thought");
    desk.tell(crate::tui::model::Message::FocusLost);
    let drafts = desk.folder.path().join(".git/tickmark/drafts");
    let kept = std::fs::read_dir(drafts).unwrap().flatten();
    let texts: String = kept
        .filter_map(|entry| std::fs::read_to_string(entry.path()).ok())
        .collect();
    assert!(texts.contains("half a thought"), "{texts}");
}

#[test]
fn the_users_editor_writes_the_note() {
    let mut desk = Desk::new();
    desk.editor = Some(|text| format!("{text}written elsewhere\n"));
    desk.keys("enter ctrl-e");
    desk.sees("written elsewhere");
    assert!(
        desk.read("audits/aims/answers/iso-42001/4.1.toml")
            .contains("written elsewhere")
    );
}

#[test]
fn a_note_that_cannot_be_saved_stays_in_its_field() {
    let mut desk = Desk::new();
    desk.keys("enter c i").types("half a thought");
    let path = desk
        .folder
        .path()
        .join("audits/aims/answers/iso-42001/4.1.toml");
    let mut broken = std::fs::read_to_string(&path).unwrap();
    broken.push_str("broken = = 1\n");
    std::fs::write(&path, &broken).unwrap();
    desk.keys("esc");
    desk.sees("Could not read a record");
    desk.keys("enter");
    desk.sees("half a thought").sees("esc keep");
    let mended = broken.replace("broken = = 1\n", "");
    std::fs::write(&path, mended).unwrap();
    desk.keys("esc");
    desk.sees("half a thought").sees_no("esc keep");
    assert!(
        std::fs::read_to_string(&path)
            .unwrap()
            .contains("half a thought")
    );
}
