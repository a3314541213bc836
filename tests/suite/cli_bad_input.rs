//! What hands, merges and editors leave in files: every fault told with its place, the rest usable, nothing written over.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails here"
)]

use std::fs;

use crate::cli_desk::Desk;

const SHEET: &str = "audits/a-1/answers/house/4.1.toml";

/// Makes a finding and returns its id.
fn finding(desk: &Desk) -> String {
    let new = [
        "finding",
        "new",
        "a-1",
        "--title",
        "T",
        "--criterion",
        "4.1",
    ];
    desk.run(&new).ok().trim().to_owned()
}

/// Asserts that the doctor says this of a record.
#[track_caller]
fn doctor_says(desk: &Desk, texts: &[&str]) {
    let run = desk.run(&["doctor"]);
    for text in texts {
        assert!(run.out.contains(text), "{text:?} is missing in {run:#?}");
    }
}

#[test]
fn of_two_answers_of_one_id_nobody_can_tell_which_counts() {
    let desk = Desk::audit();
    desk.run(&["answer", "a-1", "4.1", "--verdict", "conforming"])
        .ok();
    let text = desk.read(SHEET);
    let second =
        text[text.find("[[answer]]").unwrap()..].replace("\"conforming\"", "\"observation\"");
    desk.write(SHEET, &format!("{text}\n{second}"));
    let told = "there is another answer \"1\" above";
    doctor_says(&desk, &[told, SHEET]);
    let before = desk.everything();
    desk.run(&["commit"]).fails(1, &["Could not commit", told]);
    assert_eq!(desk.everything(), before);
    desk.write(SHEET, &text);
    desk.run(&["commit"]).ok();
}

#[test]
fn two_files_of_one_record_by_the_case_of_letters_are_told() {
    let desk = Desk::audit();
    let id = finding(&desk);
    let path = format!("audits/a-1/findings/{id}.toml");
    let text = desk.read(&path);
    for other in [format!("{id}.TOML"), format!("{}.toml", id.to_lowercase())] {
        let other = format!("audits/a-1/findings/{other}");
        desk.write(&other, &text);
        let run = desk.run(&["status"]);
        let told = format!("its name is that of {id}.toml but for the case of its letters");
        run.fails(1, &[&other, &told]);
        // The record itself is usable.
        desk.run(&["finding", "show", &id]).ok();
        fs::remove_file(desk.repo().join(other)).unwrap();
    }
    fs::rename(
        desk.repo().join(&path),
        desk.repo().join(path.replace(".toml", ".Toml")),
    )
    .unwrap();
    desk.run(&["status"])
        .fails(1, &["its name does not end in .toml, but nearly so"]);
}

#[test]
fn every_fault_of_a_record_is_told() {
    let desk = Desk::audit();
    let id = finding(&desk);
    let path = format!("audits/a-1/findings/{id}.toml");
    let text = desk.read(&path);
    let broken = text
        .replace("title = \"T\"", "title = 7")
        .replace("state = \"draft\"", "state = \"drafd\"");
    desk.write(&path, &broken);
    let state = broken
        .lines()
        .position(|line| line.starts_with("state"))
        .unwrap()
        + 1;
    let title = broken
        .lines()
        .position(|line| line.starts_with("title"))
        .unwrap()
        + 1;
    doctor_says(
        &desk,
        &[
            &format!("{path}:{state}:"),
            &format!("{path}:{title}:"),
            "did you mean \"draft\"?",
        ],
    );
    desk.run(&["status"])
        .fails(1, &["(and 1 fault more: tickmark doctor)"]);
    let before = desk.everything();
    assert_ne!(desk.run(&["finding", "set", &id, "--title", "U"]).status, 0);
    assert_eq!(desk.everything(), before);
}

#[test]
fn every_fault_of_the_workspace_is_told_at_once() {
    let desk = Desk::audit();
    let text = desk.read("tickmark.toml");
    let broken = text.replace("response = 30", "response = \"ten\"");
    desk.write("tickmark.toml", &broken.replace("major = 60", "major = -1"));
    let before = desk.everything();
    let run = desk.run(&["status"]);
    run.fails(2, &["Could not read a record: tickmark.toml:", "hint: "]);
    let places = run.err.matches("tickmark.toml:").count();
    assert_eq!(places, 2, "{run:#?}");
    assert_eq!(desk.everything(), before);
}

#[test]
fn records_that_speak_of_what_is_not_there_are_told() {
    let desk = Desk::audit();
    let id = finding(&desk);
    let path = format!("audits/a-1/findings/{id}.toml");
    let text = desk.read(&path);
    desk.write(
        &path,
        &text.replace(
            "title = \"T\"",
            "title = \"T\"\n\nrepeats = [\"F-ZZZZZZ\"]\n\nrow = \"house:9.9#1\"",
        ),
    );
    let audit = desk.read("audits/a-1/audit.toml");
    desk.write(
        "audits/a-1/audit.toml",
        &format!("{audit}\n[[exclusion]]\nchecklist = \"house\"\nref = \"9.9\"\nreason = \"r\"\n\n[[assignment]]\nauditor = \"Ada <ada@example.org>\"\nchecklist = \"nobodys\"\nrefs = [\"1\"]\n"),
    );
    let told = [
        "repeats F-ZZZZZZ, which is not there",
        "was raised from house:9.9#1, which the audit does not have",
        "it leaves out 9.9 of house, which it does not have",
        "Ada is assigned of nobodys, against which the audit is not done",
    ];
    doctor_says(&desk, &told);
    let run = desk.run(&["commit", "--dry-run"]);
    let all = format!("{}{}", run.out, run.err);
    for text in told {
        assert!(all.contains(text), "{text:?} is missing in {run:#?}");
    }
}

#[test]
fn findings_that_repeat_each_other_are_told() {
    let desk = Desk::audit();
    let ids = [finding(&desk), finding(&desk)];
    for (id, other) in [(0, 1), (1, 0)] {
        let path = format!("audits/a-1/findings/{}.toml", ids[id]);
        let repeats = format!("title = \"T\"\n\nrepeats = [\"{}\"]", ids[other]);
        desk.write(&path, &desk.read(&path).replace("title = \"T\"", &repeats));
    }
    doctor_says(&desk, &["repeats itself, by the findings that it repeats"]);
    // What goes through the records comes to an end.
    desk.run(&["finding", "show", &ids[0]]).ok();
    desk.run(&["status"]).ok();
}

#[test]
fn a_huge_record_is_refused_and_the_rest_is_usable() {
    let desk = Desk::audit();
    let id = finding(&desk);
    let path = format!("audits/a-1/findings/{id}.toml");
    let text = desk.read(&path);
    desk.write(&path, &format!("{text}{}", "#\n".repeat(1 << 20)));
    desk.run(&["status"])
        .fails(1, &[&path, "a record at most 1048576"]);
    desk.run(&["answer", "a-1", "4.1", "--verdict", "conforming"])
        .ok();
}

#[test]
fn settings_that_are_broken_are_told_by_commands_and_by_the_doctor_and_stop_nothing() {
    let desk = Desk::audit();
    let folder = desk.yard().join("home/config/tickmark");
    fs::create_dir_all(folder.join("themes")).unwrap();
    for (name, text) in [
        ("config.toml", "colour = 3\nmuose = true\n"),
        ("keys.toml", "[walk]\nverdict-conformin = [\"c\"]\n"),
        ("themes/mine.toml", "\"ui.txet\" = \"red\"\n"),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    let run = desk.run(&["status"]);
    run.fails(
        0,
        &[
            "warning: your settings are broken: ",
            "config.toml:1:1: there is no setting \"colour\"",
            "config.toml:2:1: there is no setting \"muose\"; did you mean \"mouse\"?",
            "keys.toml:2:1: ",
            "themes/mine.toml:1:1: ",
        ],
    );
    doctor_says(&desk, &["settings", "config.toml:1:1: ", "keys.toml:2:1: "]);
    fs::remove_dir_all(&folder).unwrap();
    assert!(!desk.run(&["status"]).err.contains("warning"));
}

#[test]
fn checklists_of_ones_own_that_are_broken_leave_the_others_usable() {
    let desk = Desk::audit();
    desk.write(
        "checklists/broken.toml",
        "schema = 1\nid = \"broken\"\ntitle = = 1\n",
    );
    desk.write("checklists/nameless.toml", "schema = 1\n");
    desk.write("checklists/twin.toml", crate::cli_desk::HOUSE);
    let circle = |id: &str, base: &str| {
        format!(
            "schema = 1\nid = \"{id}\"\ntitle = \"T\"\nstandard = \"S\"\nextends = \"{base}\"\n"
        )
    };
    desk.write("checklists/one.toml", &circle("one", "two"));
    desk.write("checklists/two.toml", &circle("two", "one"));
    doctor_says(
        &desk,
        &[
            "checklists/broken.toml:3:",
            "checklists/nameless.toml:1:1: the checklist has no id",
            "it has the id house, which checklists/house.toml has already",
            "checklists/one.toml:",
            "checklists/two.toml:",
        ],
    );
    desk.run(&["checklist", "show", "house"]).ok();
    desk.run(&["answer", "a-1", "4.1", "--verdict", "conforming"])
        .ok();
}
