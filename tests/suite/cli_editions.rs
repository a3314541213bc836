//! Own checklists that extend others, editions compared and taken over, licensed texts: by command, on a real repository.

use crate::cli_desk::{Desk, HOUSE};

/// What the house rules become: a question in other words, one elsewhere, one gone, one new, and another version.
fn next_edition() -> String {
    let next = HOUSE
        .replace("id = \"house\"\n", "id = \"house\"\nversion = \"2.0.0\"\n")
        .replace(
            "Is every system in the register?",
            "Is every AI system in the register?",
        )
        .replace("[[clause.question]]\nid = \"2\"\ntext = \"Is it followed?\"\nevidence = [{ method = \"documents\", ask = \"the register\" }]\n", "");
    format!(
        "{next}\n[[clause]]\nref = \"5\"\ntitle = \"Use\"\nkind = \"clause\"\n\
         \n[[clause.question]]\nid = \"1\"\ntext = \"Is there a method?\"\n\
         evidence = [{{ method = \"records\", ask = \"two uses\" }}]\n\
         \n[[clause.question]]\nid = \"2\"\ntext = \"Who uses it?\"\n\
         evidence = [{{ method = \"records\", ask = \"two uses\" }}]\n"
    )
    .replacen(
        "[[clause.question]]\nid = \"1\"\ntext = \"Is there a method?\"\nevidence = [{ method = \"documents\", ask = \"the register\" }]\n",
        "[[clause.question]]\nid = \"3\"\ntext = \"Where is the method kept?\"\nevidence = [{ method = \"documents\", ask = \"the method\" }]\n",
        1,
    )
}

/// An audit whose three rows are answered, and the next edition of its checklist at hand.
fn outdated() -> Desk {
    let desk = Desk::audit();
    for (row, verdict) in [
        ("4.1#1", "conforming"),
        ("4.2#1", "nonconforming"),
        ("4.2#2", "observation"),
    ] {
        desk.run(&["answer", "a-1", row, "--verdict", verdict, "--note", row])
            .ok();
    }
    desk.run(&["commit", "a-1", "-m", "Answers"]).ok();
    desk.write("checklists/house.toml", &next_edition());
    desk
}

const OURS: &str = r#"schema = 1
id = "iso-42001"
title = "AI management system, with our questions"
standard = "ISO/IEC 42001:2023"
extends = "iso-42001"
version = "1.1.0-halden.1"

[[change]]
ref = "6.1.2"
hide = ["3"]
hints = ["Our method is risk/method.md; start there."]

[[change.question]]
id = "h1"
label = "our own scale"
text = "Where does the house scale of effects come from?"
evidence = [{ method = "documents", ask = "risk/method.md" }]
"#;

#[test]
fn an_extension_takes_the_place_of_its_base_and_an_audit_keeps_it_whole() {
    let desk = Desk::audit();
    let rows = |id: &str| -> usize {
        let told = desk.run(&["checklist", "list", "--json"]).json();
        let list = told["checklists"].as_array().unwrap().clone();
        let row = list.iter().find(|row| row["id"] == id).unwrap();
        usize::try_from(row["questions"].as_u64().unwrap()).unwrap()
    };
    let before = rows("iso-42001");
    desk.write("checklists/ours.toml", OURS);
    assert_eq!(rows("iso-42001"), before);
    let shown = desk.run(&["checklist", "show", "iso-42001", "6.1.2"]).ok();
    assert!(shown.contains("#h1  our own scale"), "{shown}");
    assert!(shown.contains("Our method is risk/method.md"), "{shown}");
    assert!(!shown.contains("\n#3  "), "{shown}");
    let list = desk.run(&["checklist", "list"]).ok();
    assert!(
        list.contains("version 1.1.0-halden.1, checklists/ours.toml, extends iso-42001"),
        "{list}"
    );
    desk.run(&["new", "b", "--title", "B", "--checklist", "iso-42001"])
        .ok();
    // What the audit keeps needs neither of the two any more.
    std::fs::remove_file(desk.repo().join("checklists/ours.toml")).unwrap();
    desk.run(&["answer", "b", "6.1.2#h1", "--verdict", "conforming"])
        .ok();
    let copy = desk.read("audits/b/criteria/iso-42001.toml");
    assert!(!copy.contains("extends ="), "{}", &copy[..300]);
    let judged = desk.run(&["checklist", "lint", "audits/b/criteria/iso-42001.toml"]);
    assert_eq!((judged.status, judged.out.as_str()), (0, ""), "{judged:?}");
}

#[test]
fn under_an_own_id_an_extension_still_shares_rows_with_other_standards() {
    let desk = Desk::audit();
    let own = OURS.replace("id = \"iso-42001\"\ntitle", "id = \"halden\"\ntitle");
    desk.write("checklists/ours.toml", &own);
    desk.run(&[
        "new",
        "b",
        "--title",
        "B",
        "--checklist",
        "halden",
        "iso-27001",
        "--clause",
        "7.2",
    ])
    .ok();
    desk.run(&["answer", "b", "iso-27001:7.2#1", "--verdict", "conforming"])
        .ok();
    let sheet = desk.read("audits/b/answers/halden/7.2.toml");
    assert!(sheet.contains("verdict = \"conforming\""), "{sheet}");
}

#[test]
fn the_faults_of_an_extension_are_told_where_it_is_used() {
    let desk = Desk::audit();
    desk.write(
        "checklists/ours.toml",
        &OURS.replace("hide = [\"3\"]", "hide = [\"33\"]"),
    );
    let place = "checklists/ours.toml:10:9: 6.1.2 of iso-42001 has no question 33 to hide";
    for args in [
        vec!["checklist", "show", "iso-42001"],
        vec!["new", "b", "--title", "B", "--checklist", "iso-42001"],
    ] {
        desk.run(&args).fails(2, &[place]);
    }
    let judged = desk.run(&["checklist", "lint", "iso-42001"]);
    assert!(judged.out.contains(place), "{judged:?}");
    let list = desk.run(&["checklist", "list"]).ok();
    assert!(list.contains("1 fault; see tickmark checklist lint iso-42001"));
}

#[test]
fn an_audit_names_the_edition_and_the_hash_of_its_copy_and_what_is_newer() {
    let desk = Desk::audit();
    let shown = desk.run(&["audit", "show", "a-1"]).ok();
    let hash = desk.run(&["checklist", "show", "house", "--json"]).json()["hash"].clone();
    let hash = hash.as_str().unwrap();
    assert_eq!(hash.len(), 64);
    let line = format!("checklist: house  House rules, sha256 {}\n", &hash[..12]);
    assert!(shown.contains(&line), "{shown}");
    assert!(!shown.contains("at hand"), "{shown}");
    // Other line ends are no other content.
    desk.write("checklists/house.toml", &HOUSE.replace('\n', "\r\n"));
    let told = desk.run(&["checklist", "list", "--json"]).json();
    let list = told["checklists"].as_array().unwrap();
    let house = list.iter().find(|row| row["id"] == "house").unwrap();
    assert_eq!(house["hash"], hash);

    desk.write("checklists/house.toml", &next_edition());
    let shown = desk.run(&["audit", "show", "a-1"]).ok();
    assert!(
        shown.contains(
            "at hand: a newer version 2.0.0; see tickmark checklist diff a-1:house house"
        ),
        "{shown}"
    );
    let told = desk.run(&["audit", "show", "a-1", "--json"]).json();
    assert_eq!(told["checklists"][0]["hash"], hash);
    assert_eq!(told["checklists"][0]["another"]["newer"], true);
    assert_eq!(told["checklists"][0]["another"]["version"], "2.0.0");
}

#[test]
fn a_difference_is_told_from_copies_files_and_ids_with_the_status_of_diff() {
    let desk = outdated();
    let same = desk.run(&["checklist", "diff", "house", "checklists/house.toml"]);
    assert_eq!((same.status, same.out.as_str()), (0, ""), "{same:?}");
    let differ = desk.run(&["checklist", "diff", "a-1:house", "house"]);
    assert_eq!(differ.status, 1, "{differ:?}");
    for told in [
        "version\n  + 2.0.0\n",
        "clause added  5  Use\n",
        "question reworded  4.1 #1\n  - Is every system in the register?\n  + Is every AI system in the register?\n",
        "question moved  4.2 #1 is 5 #1 now\n",
        "question removed  4.2 #2\n      Is it followed?\n",
        "question added  4.2 #3\n",
    ] {
        assert!(
            differ.out.contains(told),
            "{told:?} is missing in {}",
            differ.out
        );
    }
    let json = desk.run(&["checklist", "diff", "a-1:house", "house", "--json"]);
    assert_eq!(json.status, 1);
    let json = json.json();
    assert_eq!(json["differ"], true);
    assert_eq!(json["questions-moved"][0]["to-ref"], "5");
    desk.run(&["checklist", "diff", "a-1:hause", "house"])
        .fails(2, &["did you mean house?"]);
    desk.run(&["checklist", "diff", "a-9:house", "house"])
        .fails(2, &["a-9"]);
    desk.run(&["checklist", "diff", "nothing.toml", "house"])
        .fails(2, &["Could not find the checklist nothing.toml"]);
}

#[test]
fn an_upgrade_says_what_it_touches_and_loses_no_answer() {
    let desk = outdated();
    let sheets =
        || ["4.1", "4.2"].map(|name| desk.read(&format!("audits/a-1/answers/house/{name}.toml")));
    let (before, copy) = (sheets(), desk.read("audits/a-1/criteria/house.toml"));
    let dry = desk.run(&["checklist", "upgrade", "a-1", "house", "--dry-run"]);
    assert_eq!(dry.status, 0, "{dry:?}");
    assert!(dry.err.contains("nothing was changed"));
    for told in [
        "house: no version to 2.0.0\n0 answers unchanged\n",
        "1 answer to a question in other words: does it still hold?\n  house:4.1#1\n",
        "1 answer whose question is asked elsewhere now; kept, as retired\n  house:4.2#1 is house:5#1 now\n",
        "1 answer whose question is asked no more; kept, as retired\n  house:4.2#2\n",
        "3 rows to answer",
    ] {
        assert!(dry.out.contains(told), "{told:?} is missing in {}", dry.out);
    }
    assert_eq!(desk.read("audits/a-1/criteria/house.toml"), copy);

    let json = desk
        .run(&["checklist", "upgrade", "a-1", "house", "--json"])
        .json();
    assert_eq!(json["upgraded"], true);
    assert_eq!(json["gone"][0]["row"], "house:4.2#2");
    assert_eq!(json["to-answer"].as_array().unwrap().len(), 3);
    assert_eq!(sheets(), before);
    let upgraded = desk.read("audits/a-1/criteria/house.toml");
    assert_eq!(upgraded.matches("retired = true").count(), 2, "{upgraded}");

    let status = desk.run(&["status", "a-1", "--json"]).json();
    assert_eq!(status["audits"][0]["rows"], 6);
    assert_eq!(status["audits"][0]["answered"], 3);
    let report = desk.run(&["report", "a-1"]).ok();
    assert!(
        report.contains("(retired: the checklist asks it no more)"),
        "{report}"
    );
    // Nothing is newer now, and nothing is left to do.
    let shown = desk.run(&["audit", "show", "a-1"]).ok();
    assert!(!shown.contains("at hand"), "{shown}");
    let again = desk.run(&["checklist", "upgrade", "a-1", "house"]);
    again.fails(0, &["a-1 has house as it is at hand"]);
    let committed = desk.run(&["commit", "a-1"]);
    committed.fails(0, &[]);
    assert!(
        desk.git(&["log", "-1", "--format=%s"])
            .contains("checklist house upgraded"),
        "{committed:?}"
    );
}

#[test]
fn a_retired_row_can_be_mended_and_none_can_be_answered_anew() {
    let desk = outdated();
    desk.run(&["answer", "a-1", "4.2#2", "--verdict", "none", "--note", ""])
        .ok();
    desk.run(&["checklist", "upgrade", "a-1", "house"]).ok();
    desk.run(&["answer", "a-1", "4.2#1", "--note", "kept for the file"])
        .ok();
    desk.run(&["answer", "a-1", "4.2#2", "--verdict", "conforming"])
        .fails(2, &["4.2 has no question 2"]);
}

#[test]
fn an_audit_that_is_issued_keeps_its_edition() {
    let desk = outdated();
    desk.write_frame("a-1");
    desk.run(&["audit", "set", "a-1", "--conclusion", "It holds."])
        .ok();
    for state in ["reporting", "issued"] {
        desk.run(&["audit", "move", "a-1", state]).ok();
    }
    desk.run(&["checklist", "upgrade", "a-1", "house"])
        .fails(1, &["Could not upgrade house in a-1: the audit is issued"]);
    assert!(
        !desk
            .read("audits/a-1/criteria/house.toml")
            .contains("2.0.0")
    );
}

#[test]
fn a_licensed_text_is_shown_and_stays_out_of_everything_that_is_committed() {
    let desk = Desk::audit();
    let words = "The organization shall keep a register.\nNobody may copy this.";
    desk.run_with_stdin(&["checklist", "text", "house", "4.1", "--set", "-"], words)
        .ok();
    assert_eq!(
        desk.run(&["checklist", "text", "house", "4.1"]).ok(),
        format!("{words}\n")
    );
    let shown = desk.run(&["checklist", "show", "house", "4.1"]).ok();
    assert!(
        shown.contains("the requirement (your licensed copy)\n    The organization shall keep"),
        "{shown}"
    );
    desk.run(&["new", "b", "--title", "B", "--checklist", "house"])
        .ok();
    desk.run(&["answer", "b", "4.1", "--verdict", "conforming"])
        .ok();
    desk.run(&["finding", "new", "b", "--type", "minor", "--row", "4.1"])
        .ok();
    desk.run(&["commit", "-m", "All of it"]).ok();
    let committed = desk.git(&["log", "-p", "--all"]);
    assert!(!committed.contains("Nobody may copy"), "{committed}");
    assert_eq!(desk.git(&["status", "--porcelain"]), "");
    for args in [
        vec!["report", "b"],
        vec!["checklist", "show", "house", "--json"],
        vec!["checklist", "show", "house", "4.1", "--json"],
    ] {
        assert!(
            !desk.run(&args).ok().contains("Nobody may copy"),
            "{args:?}"
        );
    }
    desk.run(&["checklist", "text", "house", "4.1", "--clear"])
        .ok();
    desk.run(&["checklist", "text", "house", "4.1"])
        .fails(1, &["none is kept", "--set -"]);
}

#[test]
fn a_licensed_text_goes_into_the_copy_of_an_audit_on_demand_alone() {
    let desk = Desk::audit();
    desk.run(&[
        "new",
        "b",
        "--title",
        "B",
        "--checklist",
        "house",
        "--with-text",
    ])
    .fails(2, &["none is kept", "tickmark checklist text"]);
    desk.run(&[
        "checklist",
        "text",
        "house",
        "4.1",
        "--set",
        "Licensed words",
    ])
    .ok();
    let planned = desk.run(&[
        "new",
        "b",
        "--title",
        "B",
        "--checklist",
        "house",
        "--with-text",
    ]);
    planned.fails(0, &["hold the licensed text of 1 clause"]);
    let copy = desk.read("audits/b/criteria/house.toml");
    assert!(copy.contains("text = \"Licensed words\""), "{copy}");
    // It is the same edition all the same.
    let shown = desk.run(&["audit", "show", "b"]).ok();
    assert!(!shown.contains("at hand"), "{shown}");
}

#[test]
fn wrong_use_of_texts_is_told() {
    let desk = Desk::audit();
    desk.run(&["checklist", "text", "house", "4.3"])
        .fails(2, &["Could not find 4.3 in house", "did you mean"]);
    desk.run(&["checklist", "text", "house", "4.1", "--set", " "])
        .fails(2, &["it is empty", "--clear"]);
    let empty = Desk::empty();
    empty
        .run(&["checklist", "text", "iso-42001", "4.1", "--set", "x"])
        .fails(3, &["error: "]);
    std::fs::create_dir_all(desk.repo().join(".git/tickmark/texts")).unwrap();
    std::fs::write(desk.repo().join(".git/tickmark/texts/house.toml"), "= x").unwrap();
    desk.run(&["checklist", "text", "house", "4.1", "--set", "x"])
        .fails(2, &[".git/tickmark/texts/house.toml:1:1"]);
}

#[test]
fn the_doctor_says_whose_own_checklists_are_and_which_cannot_be_read() {
    let desk = Desk::audit();
    let told = desk.run(&["doctor"]);
    assert!(
        told.out
            .contains("1 checklist of your own in checklists/: yours to commit"),
        "{told:?}"
    );
    desk.write("checklists/ours.toml", &OURS.replace("6.1.2", "6.1.9"));
    desk.write("checklists/notes.toml", "nothing = 1\n");
    let told = desk.run(&["doctor"]);
    assert_eq!(told.status, 1);
    assert!(
        told.out
            .contains("checklists/ours.toml:9:7: iso-42001 has no clause 6.1.9"),
        "{told:?}"
    );
    assert!(told.out.contains("checklists/notes.toml:1:1"), "{told:?}");
}
