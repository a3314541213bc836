//! Checklists out of spreadsheets and into them: what is taken, what is left and said, what is never written over.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

use std::fs;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use super::cli_desk::Desk;

/// Makes a workspace without an audit.
fn workspace() -> Desk {
    let desk = Desk::bare();
    desk.run(&["init", "--organisation", "Example Ltd"]).ok();
    desk
}

/// Makes a workbook laid out as the public ones are: a cover, a title above the headers, sections, merged numbers, columns
/// for answers, numbers as numbers, and a sheet that is hidden.
fn public_workbook(desk: &Desk) {
    let mut book = Workbook::new();
    let cover = book.add_worksheet().set_name("Read me").unwrap();
    cover.write(0, 0, "How to use this checklist").unwrap();
    cover.write(1, 0, "Fill in status and comments").unwrap();
    let sheet = book.add_worksheet().set_name("Audit").unwrap();
    let plain = Format::new();
    sheet
        .merge_range(0, 0, 0, 6, "ISO 9001:2015 internal audit checklist", &plain)
        .unwrap();
    let headers = [
        "Clause No.",
        "Title",
        "Audit question",
        "Objective evidence expected",
        "Compliant (Y/N)",
        "Comments",
        "Weight",
    ];
    for (column, header) in (0..).zip(headers) {
        sheet.write(2, column, header).unwrap();
    }
    sheet
        .merge_range(3, 0, 3, 6, "4. Context of the organization", &plain)
        .unwrap();
    sheet.merge_range(4, 0, 5, 0, "", &plain).unwrap();
    sheet.write(4, 0, 4.1).unwrap();
    sheet.write(4, 1, "Issues").unwrap();
    sheet
        .write(4, 2, "Which issues matter?\r\nWho says so?")
        .unwrap();
    sheet
        .write(4, 3, "context analysis; register\nInterview: the owner")
        .unwrap();
    sheet.write(4, 4, "Y").unwrap();
    sheet.write(5, 2, "How are they watched?").unwrap();
    sheet.write(6, 0, "Clause 4.2").unwrap();
    let formula = Formula::new("=\"Who is \"&\"interested?\"").set_result("Who is interested?");
    sheet.write(6, 2, formula).unwrap();
    sheet.write(7, 0, 4.9).unwrap();
    sheet.write(7, 2, "The ninth?").unwrap();
    sheet.write(8, 0, 4.1).unwrap();
    sheet.write(8, 2, "The tenth?").unwrap();
    sheet.write(9, 2, "The tenth?").unwrap();
    let day = ExcelDateTime::from_ymd(2026, 1, 5).unwrap();
    let format = Format::new().set_num_format("d.m");
    sheet.write_with_format(10, 0, &day, &format).unwrap();
    sheet.write(10, 2, "A clause that became a date?").unwrap();
    sheet.write(11, 0, "5.1 Leadership\u{200b}").unwrap();
    sheet.write(11, 2, "Who leads?\u{1b}[31m").unwrap();
    sheet.write(11, 6, 3).unwrap();
    sheet.write(13, 0, "Signed:").unwrap();
    let hidden = book.add_worksheet().set_name("Lists").unwrap();
    hidden.set_hidden(true);
    hidden.write(0, 0, "Ref").unwrap();
    hidden.write(0, 1, "Question").unwrap();
    book.save(desk.repo().join("ISO 9001 audit.xlsx")).unwrap();
}

#[test]
fn a_public_workbook_becomes_a_checklist_that_can_be_audited() {
    let desk = workspace();
    public_workbook(&desk);
    let args = [
        "checklist",
        "import",
        "ISO 9001 audit.xlsx",
        "--id",
        "qms",
        "--standard",
        "ISO 9001:2015",
    ];
    desk.run(&args).ok();
    insta::assert_snapshot!(desk.read("checklists/qms.toml"), @r#"
    schema = 1
    id = "qms"
    title = "ISO 9001 audit"
    standard = "ISO 9001:2015"
    provenance = "Imported from ISO 9001 audit.xlsx, sheet Audit."

    [[clause]]
    ref = "4"
    title = "Context of the organization"
    kind = "clause"

    [[clause]]
    ref = "4.1"
    title = "Issues"
    parent = "4"
    kind = "clause"

    [[clause.question]]
    id = "1"
    text = '''
    Which issues matter?
    Who says so?
    '''
    evidence = [
      { method = "documents", ask = "context analysis" },
      { method = "documents", ask = "register" },
      { method = "interview", ask = "the owner" },
    ]

    [[clause.question]]
    id = "2"
    text = "How are they watched?"

    [[clause]]
    ref = "4.2"
    title = "(untitled)"
    parent = "4"
    kind = "clause"

    [[clause.question]]
    id = "1"
    text = "Who is interested?"

    [[clause]]
    ref = "4.9"
    title = "(untitled)"
    parent = "4"
    kind = "clause"

    [[clause.question]]
    id = "1"
    text = "The ninth?"

    [[clause]]
    ref = "4.10"
    title = "(untitled)"
    parent = "4"
    kind = "clause"

    [[clause.question]]
    id = "1"
    text = "The tenth?"

    [[clause]]
    ref = "5"
    title = "(untitled)"
    kind = "clause"

    [[clause]]
    ref = "5.1"
    title = "Leadership"
    parent = "5"
    kind = "clause"

    [[clause.question]]
    id = "1"
    text = "Who leads?[31m"
    "#);
    desk.run(&["new", "q-1", "--title", "QMS", "--checklist", "qms"])
        .ok();
    desk.run(&["status", "q-1"]).fails(0, &[]);
}

#[test]
fn what_is_left_of_a_workbook_is_told_with_its_place() {
    let desk = workspace();
    public_workbook(&desk);
    let args = ["checklist", "import", "ISO 9001 audit.xlsx", "--id", "qms"];
    let run = desk.run(&args);
    run.fails(
        0,
        &[
            "not taken: Audit!E3: Compliant (Y/N): a column for answers",
            "not taken: Audit!G3: Weight: no field takes this column",
            "not taken: Audit!C10: The tenth?: 4.10 asks the same in row 9",
            "not taken: Audit!A11: 2026-01-05: a date",
            "not taken: Audit!A14: Signed:: there is no clause number in it",
            "not taken: Lists: a sheet: it is hidden",
            "look at: Audit!A9: 4.1: it is in row 5 already, and here it follows 4.9: taken as 4.10",
            "5 questions without evidence to ask for",
            "tickmark checklist lint checklists/qms.toml",
        ],
    );
    assert!(!run.err.contains('\u{1b}'));
    assert!(
        run.out
            .contains("qms  ISO 9001 audit  (7 clauses, 6 questions)"),
        "{}",
        run.out
    );
    assert!(run.out.contains("wrote checklists/qms.toml"));
}

#[test]
fn what_was_taken_and_left_is_one_json_document() {
    let desk = workspace();
    public_workbook(&desk);
    let before = desk.everything();
    let args = [
        "checklist",
        "import",
        "ISO 9001 audit.xlsx",
        "--dry-run",
        "--json",
    ];
    let run = desk.run(&args);
    assert_eq!(run.err, "");
    let told = run.json();
    assert_eq!(told["checklist"], "iso-9001-audit");
    assert!(told["written"].is_null());
    assert_eq!(
        (&told["clauses"], &told["questions"]),
        (&7.into(), &6.into())
    );
    assert_eq!(told["without-evidence"], 5);
    assert_eq!(told["taken"]["ref"], "Clause No.");
    assert_eq!(told["taken"]["question"], "Audit question");
    assert_eq!(told["taken"]["evidence"], "Objective evidence expected");
    let left = told["left"].as_array().unwrap();
    let places: Vec<&str> = left
        .iter()
        .map(|note| note["place"].as_str().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "Audit!E3",
            "Audit!F3",
            "Audit!G3",
            "Audit!C10",
            "Audit!A11",
            "Audit!A14",
            "Lists"
        ]
    );
    assert!(
        left.iter()
            .all(|note| note["what"].is_string() && note["why"].is_string())
    );
    assert_eq!(desk.everything(), before, "a dry run writes nothing");
}

#[test]
fn an_import_replaces_no_checklist_unasked() {
    let desk = workspace();
    desk.write("a.csv", "Clause,Question\n4.1,Which?\n");
    desk.run(&["checklist", "import", "a.csv"]).ok();
    let first = desk.read("checklists/a.toml");
    desk.write("a.csv", "Clause,Question\n4.1,Which other?\n");
    let before = desk.everything();
    desk.run(&["checklist", "import", "a.csv"]).fails(
        2,
        &[
            "Could not write checklists/a.toml: it is there already",
            "hint: replace it: --force",
        ],
    );
    desk.run(&["checklist", "import", "a.csv", "--id", "iso-42001"])
        .fails(
            2,
            &[
                "it would take the place of the built-in checklist iso-42001",
                "--force",
            ],
        );
    assert_eq!(desk.everything(), before);
    desk.run(&["checklist", "import", "a.csv", "--force"]).ok();
    assert_ne!(desk.read("checklists/a.toml"), first);
    desk.write(
        "checklists/other.toml",
        &first.replace("id = \"a\"", "id = \"b\""),
    );
    desk.run(&["checklist", "import", "a.csv", "--id", "b", "--force"])
        .fails(2, &["checklists/other.toml has the id b already"]);
}

#[test]
fn a_checklist_goes_to_a_file_or_to_stdout_where_there_is_no_workspace() {
    let desk = Desk::bare();
    desk.write("a.csv", "Clause,Question\n4.1,Which?\n");
    desk.run(&["checklist", "import", "a.csv"]).fails(
        2,
        &[
            "it has no tickmark.toml",
            "hint: write the file elsewhere: -o FILE",
        ],
    );
    let printed = desk.run(&["checklist", "import", "a.csv", "-o", "-"]);
    assert!(
        printed.err.contains("a  a  (2 clauses, 1 question)"),
        "{}",
        printed.err
    );
    let printed = printed.ok();
    assert!(printed.starts_with("schema = 1\nid = \"a\"\n"), "{printed}");
    desk.run(&["checklist", "import", "a.csv", "-o", "b.toml"])
        .ok();
    assert_eq!(desk.read("b.toml"), printed);
    desk.run(&["checklist", "import", "a.csv", "-o", "./a.csv"])
        .fails(2, &["it would replace the table that it comes from"]);
    desk.run(&["checklist", "import", "a.csv", "-o", "-", "--json"])
        .fails(2, &["both write to stdout"]);
    assert!(desk.read("a.csv").starts_with("Clause"));
}

#[test]
fn columns_that_are_not_found_are_named_by_the_person() {
    let desk = workspace();
    desk.write(
        "a.csv",
        "Our audit;;;\nNummer;Wir fragen;Woran man es sieht;Ref\n4.1;Which?;a register;x\n;Who?;;\n",
    );
    let import = |more: &[&str]| {
        let args = [
            &["checklist", "import", "a.csv", "--dry-run", "--json"],
            more,
        ]
        .concat();
        desk.run(&args)
    };
    import(&[]).fails(
        2,
        &[
            "Could not import a.csv:2: there is no column of questions",
            "the headers found: Nummer | Wir fragen | Woran man es sieht | Ref",
            "--map 'question=COLUMN'",
        ],
    );
    let told = import(&[
        "--map",
        "question=wir FRAGEN",
        "--map",
        "ref=A",
        "--map",
        "evidence=c",
    ])
    .json();
    assert_eq!(
        (&told["clauses"], &told["questions"]),
        (&2.into(), &2.into())
    );
    assert_eq!(told["taken"]["evidence"], "Woran man es sieht");
    import(&["--map", "question=Frage"]).fails(2, &["there is no column \"Frage\"", "Wir fragen"]);
    import(&["--map", "questoin=B"]).fails(2, &["did you mean \"question\"?"]);
    import(&["--map", "question"]).fails(2, &["FIELD=COLUMN"]);
    import(&["--map", "question=B"]).fails(2, &["--map 'ref=COLUMN'"]);
    let bare = ["--header", "0", "--map", "ref=A", "--map", "question=B"];
    let told = import(&bare).json();
    assert_eq!(told["questions"], 2);
    let told = import(&["--header", "2", "--map", "ref=A", "--map", "question=B"]).json();
    assert_eq!(told["questions"], 2);
    import(&[
        "--header",
        "9",
        "--map",
        "ref=Nummer",
        "--map",
        "question=B",
    ])
    .fails(2, &["there is no"]);
}

#[test]
fn a_text_table_is_read_whatever_program_has_written_it() {
    let desk = workspace();
    let table = "Clause\tQuestion\n4.1\tÜbersicht?\n";
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(table.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let latin = b"sep=;\r\nClause;Question\r\n\r\n4.1;\"\xdcbersicht?\"\r\n".to_vec();
    let marked = format!("\u{feff}{}", table.replace('\t', "|")).into_bytes();
    for (name, bytes, note) in [
        ("utf16.csv", utf16, ""),
        (
            "latin.csv",
            latin,
            "look at: latin.csv: it is no UTF-8, and was read as Windows-1252",
        ),
        ("marked.txt", marked, ""),
    ] {
        fs::write(desk.repo().join(name), bytes).unwrap();
        let run = desk.run(&["checklist", "import", name, "-o", "-"]);
        assert!(run.err.contains(note), "{}", run.err);
        assert!(
            run.out.contains("text = \"Übersicht?\""),
            "{name}: {run:#?}"
        );
    }
    let run = desk.run(&[
        "checklist",
        "import",
        "latin.csv",
        "-o",
        "-",
        "--delimiter",
        "tab",
    ]);
    run.fails(2, &["there is no column of questions"]);
}

#[test]
fn what_is_no_table_is_told_and_nothing_written() {
    let desk = workspace();
    fs::write(
        desk.repo().join("old.xls"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    )
    .unwrap();
    fs::write(desk.repo().join("a.ods"), b"PK\x03\x04not really").unwrap();
    fs::write(desk.repo().join("b.csv"), b"a\0b").unwrap();
    fs::write(desk.repo().join("big.csv"), vec![b'x'; (16 << 20) + 1]).unwrap();
    desk.write("empty.csv", "");
    desk.write("none.csv", "Clause No.,Question\nLeadership,Who?\n");
    public_workbook(&desk);
    let before = desk.everything();
    for (args, status, why) in [
        (
            vec!["old.xls"],
            2,
            "hint: save it as .xlsx without a password",
        ),
        (vec!["a.ods"], 2, "hint: open it in a spreadsheet program"),
        (vec!["b.csv"], 2, "it is neither a workbook nor a text"),
        (vec!["big.csv"], 2, "it is larger than 16 MiB"),
        (vec!["empty.csv"], 2, "it is empty"),
        (
            vec!["none.csv"],
            2,
            "no row has both a clause number and a question",
        ),
        (vec!["."], 2, "it is not a file"),
        (vec!["missing.csv"], 3, "Could not read"),
        (
            vec!["ISO 9001 audit.xlsx", "--sheet", "Audits"],
            2,
            "there are: Read me, Audit, Lists",
        ),
        (
            vec!["ISO 9001 audit.xlsx", "--id", "../x"],
            2,
            "is no checklist id",
        ),
    ] {
        let args = [vec!["checklist", "import"], args].concat();
        desk.run(&args).fails(status, &[why]);
    }
    assert_eq!(desk.everything(), before);
}

#[test]
fn an_exported_checklist_comes_back_the_same() {
    let desk = workspace();
    let table = desk.run(&["checklist", "export", "iso-42001"]);
    assert_eq!(table.err, "");
    let table = table.ok();
    assert!(table.starts_with("ref,parent,kind,title,"), "{table:.80}");
    assert!(table.contains("\r\n4.1,4,clause,"));
    desk.run(&["checklist", "export", "iso-42001", "--bom", "-o", "a.csv"])
        .fails(0, &["wrote "]);
    assert_eq!(desk.read("a.csv"), format!("\u{feff}{table}"));
    desk.run(&["checklist", "import", "a.csv"])
        .fails(2, &["take the place of the built-in checklist iso-42001"]);
    let shown = |id: &str| {
        let mut shown = desk.run(&["checklist", "show", id, "--json"]).json();
        shown["checklist"].as_object_mut().unwrap().remove("id");
        // The id is part of the file, and so of its hash.
        shown.as_object_mut().unwrap().remove("hash");
        shown
    };
    let run = desk.run(&["checklist", "import", "a.csv", "--id", "copy"]);
    assert_eq!(run.err, "");
    run.ok();
    assert_eq!(shown("copy"), shown("iso-42001"));
    desk.run(&["checklist", "lint", "copy"]).ok();
}

#[test]
fn no_cell_of_an_export_is_a_formula() {
    let desk = workspace();
    let text = super::cli_desk::HOUSE
        .replace("Is there a method?", "=HYPERLINK(\\\"http://x\\\")")
        .replace("Is it followed?", "'@quoted");
    desk.write("checklists/house.toml", &text);
    let table = desk.run(&["checklist", "export", "house", "-o", "-"]).ok();
    assert!(
        table.contains(",\"'=HYPERLINK(\"\"http://x\"\")\","),
        "{table}"
    );
    assert!(table.contains(",''@quoted,"), "{table}");
    desk.write("a.csv", &table);
    let printed = desk.run(&["checklist", "import", "a.csv", "-o", "-"]).ok();
    assert!(
        printed.contains("text = \"=HYPERLINK(\\\"http://x\\\")\""),
        "{printed}"
    );
    assert!(printed.contains("text = \"'@quoted\""), "{printed}");
}

#[test]
fn a_row_with_a_text_and_no_question_is_told_and_gives_nothing_to_the_one_above() {
    let desk = workspace();
    desk.write(
        "a.csv",
        "Clause No.,Requirement,Audit question,Evidence\n\
         4.1,Issues,How do you find the issues?,analysis\n\
         ,Climate,,register\n\
         ,,,minutes\n",
    );
    let run = desk.run(&["checklist", "import", "a.csv", "-o", "-"]);
    run.fails(0, &["no question", "Climate"]);
    assert!(
        run.out.contains("analysis") && run.out.contains("minutes"),
        "{run:?}"
    );
    assert!(!run.out.contains("register"), "{run:?}");
}
