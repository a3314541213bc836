//! Files without measure: too large, too deep, too many.

use std::fs::{self, File};

use super::trap::{SHEET, Trap, clear};

/// How many records are many; `TICKMARK_HOSTILE_RECORDS` says otherwise.
fn many() -> usize {
    let asked = std::env::var("TICKMARK_HOSTILE_RECORDS");
    asked.map_or(5_000, |asked| asked.parse().unwrap())
}

/// Makes a file of so many bytes that take no room.
fn huge(trap: &Trap, path: &str, bytes: u64) {
    let path = trap.at(path);
    clear(&path);
    File::create(path).unwrap().set_len(bytes).unwrap();
}

#[test]
fn files_of_a_gibibyte_are_not_read() {
    let trap = Trap::set(|trap| {
        for path in [
            SHEET,
            "tickmark.toml.bak",
            "audits/a-1/findings/F-0009.toml",
            "audits/a-1/criteria/other.toml",
            "checklists/other.toml",
            "risk/register.csv",
            ".mailmap",
            ".gitattributes",
            ".git/tickmark/journal",
            ".git/tickmark/drafts/1-00000000.toml",
            ".git/tickmark/place",
            ".git/tickmark/texts/house.toml",
        ] {
            huge(trap, path, 1 << 30);
        }
    });
    trap.holds();
}

#[test]
fn a_workspace_of_a_gibibyte_is_not_read() {
    Trap::set(|trap| huge(trap, "tickmark.toml", 1 << 30)).holds();
}

#[test]
fn what_is_nested_without_end_is_told() {
    let trap = Trap::set(|trap| {
        let deep = 200_000;
        trap.desk.write(
            SHEET,
            &format!("schema = 1\nx = {}{}\n", "[".repeat(deep), "]".repeat(deep)),
        );
        trap.desk.write(
            "audits/a-1/answers/house/4.2.toml",
            &format!(
                "schema = 1\nx = {}1{}\n",
                "{a=".repeat(deep),
                "}".repeat(deep)
            ),
        );
        trap.desk.write(
            "audits/a-1/samples/S-0001.toml",
            &format!("schema = 1\n{} = 1\n", vec!["a"; deep].join(".")),
        );
        trap.desk.write(
            "checklists/other.toml",
            &format!("schema = 1\n[{}]\n", vec!["a"; deep].join(".")),
        );
    });
    trap.holds();
}

#[test]
fn keys_and_tables_without_number_are_read_in_bounded_time() {
    let trap = Trap::set(|trap| {
        let keys = (0..60_000).fold("schema = 1\n".to_owned(), |text, n| {
            text + &format!("key-{n} = {n}\n")
        });
        trap.desk.write(SHEET, &keys);
        let tables = (0..60_000).fold("schema = 1\n".to_owned(), |text, _| text + "[[answer]]\n");
        trap.desk
            .write("audits/a-1/answers/house/4.2.toml", &tables);
        let dotted = (0..30_000).fold("schema = 1\n".to_owned(), |text, n| {
            text + &format!("a.b{n}.c = 1\n")
        });
        trap.desk.write("audits/a-1/findings/F-0009.toml", &dotted);
        trap.desk.write("checklists/other.toml", &tables);
    });
    trap.holds();
}

#[test]
fn records_without_number_are_read_in_bounded_time() {
    let trap = Trap::set(|trap| {
        let folder = trap.at("audits/a-1/findings");
        for n in 0..many() {
            fs::write(folder.join(format!("F-{n:07}.toml")), "schema = 1\n").unwrap();
        }
    });
    trap.holds();
}

#[test]
fn folders_without_number_and_without_end_are_walked_in_bounded_time() {
    let trap = Trap::set(|trap| {
        let mut deep = trap.at("audits/a-1");
        for _ in 0..300 {
            deep.push("deeper");
        }
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("x.toml"), "schema = 1\n").unwrap();
        for n in 0..3000 {
            fs::create_dir(trap.at(&format!("audits/empty-{n}"))).unwrap();
        }
    });
    trap.holds();
}

#[test]
fn a_text_without_end_in_a_record_is_shown_in_bounded_time() {
    let trap = Trap::set(|trap| {
        let text = trap.desk.read(SHEET);
        let line = "word ".repeat(150_000);
        let text = text + &format!("note = \"{line}\"\n");
        trap.desk.write(SHEET, &text);
        trap.desk.write("risk/register.csv", &"x".repeat(20 << 20));
    });
    trap.holds();
}
