//! Tables there and back, and tables that mean harm.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use proptest::prelude::*;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::{
    domain::{
        checklist::{
            Clause, ClauseKind, EvidenceHint, EvidenceMethod, Question, Reference, Related,
            TypicalNonconformity, UsualGrade,
        },
        id::Ref,
    },
    store::library::{self, Library},
};

fn from_csv(text: &str) -> Result<Taken, TableError> {
    let (sheet, mapping) = csv::read(text.as_bytes(), "t.csv", &Wanted::default())?;
    import::import(&sheet, &mapping)
}

fn from_xlsx(bytes: Vec<u8>) -> Result<Taken, TableError> {
    let (sheet, mapping) = xlsx::read(bytes, "t.xlsx", &Wanted::default())?;
    import::import(&sheet, &mapping)
}

/// Returns a checklist after it has been a table.
fn returned(checklist: &Checklist) -> Checklist {
    let taken = from_csv(&export(checklist)).unwrap();
    assert!(taken.exact);
    assert_eq!((taken.left, taken.remarks), (vec![], vec![]));
    Checklist {
        schema: 1,
        id: taken.head.id.parse().unwrap(),
        title: taken.head.title,
        standard: taken.head.standard,
        edition: taken.head.edition,
        version: taken.head.version,
        language: taken.head.language,
        licence: taken.head.licence,
        attribution: taken.head.attribution,
        provenance: taken.head.provenance,
        clauses: taken.clauses,
        references: taken.references,
    }
}

#[test]
fn every_shipped_checklist_comes_back() {
    let library = Library::built_in();
    for (id, _) in library.titles() {
        let checklist = &library
            .get(&id.parse().unwrap())
            .unwrap()
            .unwrap()
            .checklist;
        assert_eq!(returned(checklist), *checklist);
        assert!(comes_back(checklist, &export(checklist)));
    }
}

/// Makes texts without white space around them, with whatever could be mistaken for something else.
fn text() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        Just("'=1+1"),
        Just("=cmd|' /C calc'!A0"),
        Just("-"),
        Just("@x"),
        Just("''+"),
        Just("why: because"),
        Just("Minor: text"),
        Just("interview: x; y; documents: z"),
        Just("• a\n- b\n\n  c\n1. d"),
        Just("4.1 Context"),
        Just("a \"quoted\" text, with; both\ttab"),
        Just("Ünïcödé — 要求事項 👩\u{200d}👩"),
        Just("yes"),
        Just("checklist"),
    ];
    prop_oneof![
        1 => odd.prop_map(str::to_owned),
        2 => "[!-~]([ -~\n\u{e9}]{0,24}[!-~])?",
    ]
}

fn maybe() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), text()]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(text(), 0..3)
}

fn question(number: usize) -> impl Strategy<Value = Question> {
    let evidence = (0..EvidenceMethod::ALL.len(), maybe()).prop_map(|(method, ask)| EvidenceHint {
        method: EvidenceMethod::ALL[method],
        ask,
    });
    let often = (text(), 0..UsualGrade::ALL.len(), maybe()).prop_map(|(text, grade, why)| {
        TypicalNonconformity {
            text,
            grade: UsualGrade::ALL[grade],
            why,
        }
    });
    let lists = (texts(), texts(), texts(), texts());
    let tables = (
        prop::collection::vec(evidence, 0..3),
        prop::collection::vec(often, 0..3),
    );
    (text(), maybe(), maybe(), lists, tables, any::<bool>()).prop_map(
        move |(text, label, sample, lists, (evidence, nonconformities), links)| Question {
            retired: false,
            id: format!("q-{number}").parse().unwrap(),
            label,
            text,
            good: lists.0,
            sample,
            covers: lists.1,
            roles: lists.2,
            stages: lists.3,
            bears_on: links
                .then(|| "C.2.5".parse().unwrap())
                .into_iter()
                .collect(),
            same_as: links
                .then(|| "iso-27001:A.5.1#1".parse().unwrap())
                .into_iter()
                .collect(),
            evidence,
            nonconformities,
        },
    )
}

const REFS: [&str; 9] = [
    "4",
    "4.1",
    "4.10",
    "A.5",
    "GOVERN 1.1",
    "Art. 6(1)",
    "x",
    "9.9",
    "Annex I",
];

fn clause(place: usize) -> impl Strategy<Value = Clause> {
    let questions =
        (0..3_usize).prop_flat_map(|count| (0..count).map(question).collect::<Vec<_>>());
    let related =
        (any::<bool>(), prop_oneof![Just(""), Just("equal")]).prop_map(|(any, relation)| {
            any.then(|| Related {
                checklist: "gdpr".parse().unwrap(),
                reference: "Art. 5(1)".parse().unwrap(),
                relation: relation.to_owned(),
                confidence: "high".to_owned(),
            })
        });
    let long = (maybe(), maybe(), maybe(), texts(), texts());
    let above = prop::option::of(0..REFS.len());
    let kind = 0..ClauseKind::ALL.len();
    (
        maybe(),
        above,
        kind,
        any::<bool>(),
        long,
        related,
        questions,
    )
        .prop_map(
            move |(title, above, kind, documented, long, related, questions)| Clause {
                retired: false,
                reference: REFS[place].parse().unwrap(),
                title,
                parent: above
                    .filter(|above| *above < place)
                    .map(|above| REFS[above].parse().unwrap()),
                kind: ClauseKind::ALL[kind],
                documented_information: documented,
                objective: long.0,
                text: long.1,
                note: long.2,
                topics: long.3,
                hints: long.4,
                related: related.into_iter().collect(),
                questions,
            },
        )
}

fn checklist() -> impl Strategy<Value = Checklist> {
    let clauses = (1..REFS.len()).prop_flat_map(|count| (0..count).map(clause).collect::<Vec<_>>());
    let reference = (text(), maybe()).prop_map(|(title, text)| Reference {
        reference: "C.2.5".parse().unwrap(),
        title,
        parent: Some("C.2".parse().unwrap()),
        text,
    });
    let facts = (text(), text(), maybe(), maybe(), maybe());
    (facts, clauses, prop::collection::vec(reference, 0..2)).prop_map(
        |(facts, clauses, references)| Checklist {
            schema: 1,
            id: "made-up".parse().unwrap(),
            title: facts.0,
            standard: facts.1,
            edition: facts.2,
            version: String::new(),
            language: facts.3,
            licence: String::new(),
            attribution: String::new(),
            provenance: facts.4,
            clauses,
            references,
        },
    )
}

fn bytes_with(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Makes a workbook of one sheet with these rows.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// Makes a workbook of one sheet and further parts out of markup.
fn by_hand(sheet: &str, more: &[(&str, &str)]) -> Vec<u8> {
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"rId1\" Type=\"{KIND}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let root = relation("officeDocument", "xl/workbook.xml");
    let sheets = relation("worksheet", "worksheets/sheet1.xml");
    let book = format!(
        "<workbook xmlns:r=\"{KIND}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let mut parts = vec![
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", sheets.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    bytes_with(&parts)
}

fn small() -> Vec<u8> {
    workbook(&[
        &["Clause", "Question", "Evidence"],
        &["4.1", "Which issues?", "a list"],
    ])
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused() {
    let zeros = vec![0; 70 << 20];
    let bytes = bytes_with(&[("xl/workbook.xml", b"<workbook/>"), ("xl/x.bin", &zeros)]);
    assert!(bytes.len() < 1 << 20);
    let fault = from_xlsx(bytes).unwrap_err();
    assert!(matches!(fault, TableError::TooMuch { .. }), "{fault}");
}

#[test]
fn an_archive_that_promises_more_than_it_holds_is_refused() {
    let fonts = "x".repeat(10_000);
    let fonts =
        format!("<styleSheet><fonts><font><name val=\"{fonts}\"/></font></fonts></styleSheet>");
    let wide: String = small().iter().map(|_| '\0').collect();
    for (name, text, why) in [
        (
            "xl/sharedStrings.xml",
            "<sst uniqueCount = '99999999999999'/>",
            "more texts than it can have",
        ),
        (
            "xl/sharedStrings.xml",
            "<sst uniqueCount=\"99999999999999999999999\"/>",
            "more texts than it can have",
        ),
        ("xl/sharedStrings.xml", wide.as_str(), "no UTF-8"),
        ("xl/Styles.xml", fonts.as_str(), "its styles are too large"),
    ] {
        let fault = from_xlsx(by_hand("<worksheet/>", &[(name, text)])).unwrap_err();
        assert!(fault.to_string().contains(why), "{fault}");
    }
}

#[test]
fn a_text_that_many_cells_share_is_counted_for_each_of_them() {
    let long = "x".repeat(1 << 20);
    let shared =
        format!("<sst><si><t>Ref</t></si><si><t>Question</t></si><si><t>{long}</t></si></sst>");
    let mut sheet = String::from("<worksheet><sheetData>");
    for row in 1..1000 {
        let (a, b) = if row == 1 { (0, 1) } else { (2, 2) };
        let _ = write!(
            sheet,
            "<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>{a}</v></c><c r=\"B{row}\" t=\"s\"><v>{b}</v></c></row>"
        );
    }
    sheet += "</sheetData></worksheet>";
    let fault = from_xlsx(by_hand(&sheet, &[("xl/sharedStrings.xml", &shared)])).unwrap_err();
    assert!(matches!(fault, TableError::TooMuch { .. }), "{fault}");
}

#[test]
fn a_cell_at_the_far_end_of_a_sheet_costs_nothing() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in ["Ref", "Question"].into_iter().enumerate() {
        sheet
            .write_string(0, u16::try_from(column).unwrap(), header)
            .unwrap();
    }
    sheet.write_string(1, 0, "4.1").unwrap();
    sheet.write_string(1, 1, "Which?").unwrap();
    sheet.write_string(2, 16_383, "far right").unwrap();
    sheet.write_string(1_048_575, 0, "far down").unwrap();
    let taken = from_xlsx(book.save_to_buffer().unwrap()).unwrap();
    let whats: Vec<&str> = taken.left.iter().map(|note| note.what.as_str()).collect();
    assert_eq!(whats, ["the rows from here on", "the columns beyond BL"]);
}

#[test]
fn an_archive_that_is_no_workbook_is_told() {
    for bytes in [
        bytes_with(&[(
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        )]),
        bytes_with(&[]),
        b"PK\x03\x04".to_vec(),
    ] {
        let fault = from_xlsx(bytes).unwrap_err();
        assert!(matches!(fault, TableError::Broken { .. }), "{fault}");
    }
}

#[test]
fn clauses_that_are_given_as_above_each_other_end_up_side_by_side() {
    let taken = from_csv("Ref,Parent,Question\n4.1,4.2,A?\n4.2,4.1,B?\n4.3,4.3,C?\n").unwrap();
    assert_eq!(taken.left.len(), 1, "{:#?}", taken.left);
    assert!(taken.left[0].why.contains("above itself"));
    let mut checklist = library::parse(
        "schema = 1\nid = \"x\"\ntitle = \"x\"\nstandard = \"x\"\n",
        "x.toml",
    )
    .unwrap();
    checklist.clauses = taken.clauses;
    assert_eq!(checklist.contradiction(), None);
}

#[test]
fn a_clause_with_more_questions_than_a_checklist_holds_is_refused() {
    let mut text = String::from("Ref,Question\n4.1,Why?\n");
    for number in 0..100_000 {
        let _ = writeln!(text, ",Why {number}?");
    }
    let fault = from_csv(&text).unwrap_err();
    assert!(matches!(fault, TableError::TooMuch { .. }), "{fault}");
}

#[test]
fn a_long_chain_of_parents_is_cut() {
    let mut text = String::from("Ref,Parent,Question\n");
    for number in 1..5000 {
        let _ = writeln!(text, "{number},{},Why?", number + 1);
    }
    let taken = from_csv(&text).unwrap();
    assert!(taken.clauses.len() >= 4999);
    assert!(!taken.left.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn an_export_that_is_imported_is_the_same_checklist(checklist in checklist()) {
        prop_assert_eq!(returned(&checklist), checklist);
    }

    #[test]
    fn a_written_checklist_is_read_as_it_was(checklist in checklist()) {
        let text = to_toml(&checklist);
        let read = library::parse(&text, "x.toml").unwrap();
        prop_assert_eq!(read, checklist);
    }

    #[test]
    fn no_bytes_make_the_reader_of_texts_fall_over(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok((sheet, mapping)) = csv::read(&bytes, "t.csv", &Wanted::default()) {
            let _ = import::import(&sheet, &mapping);
        }
    }

    #[test]
    fn no_table_of_odd_cells_makes_a_checklist_that_contradicts_itself(
        rows in prop::collection::vec(
            ("(Clause |A |Art\\. )?[0-9A]{0,2}([.-][0-9]{1,2}){0,3}[ a)(,]{0,3}(Title)?", text(), maybe(), "[0-9.]{0,4}"),
            1..12,
        )
    ) {
        let mut text = String::from("Clause,Question,Evidence,Parent\n");
        for (number, question, evidence, parent) in &rows {
            let cells: Vec<String> = [number, question, evidence, parent]
                .iter()
                .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
                .collect();
            text += &cells.join(",");
            text.push('\n');
        }
        if let Ok(taken) = from_csv(&text) {
            let mut checklist = library::parse(
                "schema = 1\nid = \"x\"\ntitle = \"x\"\nstandard = \"x\"\n",
                "x.toml",
            )
            .unwrap();
            checklist.clauses = taken.clauses;
            prop_assert_eq!(checklist.contradiction(), None);
            let read = library::parse(&to_toml(&checklist), "x.toml").unwrap();
            prop_assert_eq!(&read, &checklist);
            let places: Vec<&Ref> = checklist.clauses.iter().map(|clause| &clause.reference).collect();
            for (place, clause) in checklist.clauses.iter().enumerate() {
                let above = clause.parent.as_ref().map(|parent| places.iter().position(|at| *at == parent));
                prop_assert!(above.is_none_or(|above| above.is_some_and(|above| above < place)));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_damaged_workbook_is_an_error_and_never_a_fall(
        at in 0.0..1.0_f64, byte: u8, cut in prop::option::of(0.0..1.0_f64)
    ) {
        let mut bytes = small();
        let size = bytes.len();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a small file")]
        let place = |part: f64| (part * size as f64) as usize;
        bytes[place(at)] = byte;
        if let Some(cut) = cut {
            bytes.truncate(place(cut));
        }
        let _ = from_xlsx(bytes);
    }

    #[test]
    fn odd_markup_in_a_sheet_is_an_error_and_never_a_fall(
        cells in prop::collection::vec((
            "[A-Z]{0,4}[0-9]{0,8}", "(s|str|inlineStr|b|e|n|d)?", "[0-9.eE-]{0,8}|[ -~]{0,8}", "[0-9]{0,3}",
        ), 0..12)
    ) {
        let mut sheet = String::from("<worksheet><sheetData>");
        for (row, (number, question)) in [("Ref", "Question"), ("4.1", "Which?")].into_iter().enumerate() {
            let cell = |column: &str, text: &str| {
                format!("<c r=\"{column}{}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", row + 1)
            };
            let _ = write!(sheet, "<row r=\"{}\">{}{}</row>", row + 1, cell("A", number), cell("B", question));
        }
        sheet += "<row r=\"3\">";
        for (place, kind, value, style) in &cells {
            let value = value.replace(['<', '&'], "");
            let _ = write!(sheet, "<c r=\"{place}\" t=\"{kind}\" s=\"{style}\"><v>{value}</v></c>");
        }
        sheet += "</row></sheetData></worksheet>";
        let bytes = by_hand(&sheet, &[]);
        let taken = from_xlsx(bytes);
        prop_assert!(!cells.is_empty() || taken.is_ok(), "{:?}", taken);
    }
}

/// Names the clauses with their parents, questions and what these cover.
fn outline(taken: &Taken) -> Vec<String> {
    let mut lines = Vec::new();
    for clause in &taken.clauses {
        let parent = clause.parent.as_ref().map_or("", Ref::as_str);
        lines.push(format!(
            "{} < {parent} | {} | {}",
            clause.reference, clause.title, clause.kind
        ));
        for question in &clause.questions {
            lines.push(format!(
                "  {} {} {:?}",
                question.id, question.text, question.covers
            ));
        }
    }
    lines
}

#[test]
fn a_table_of_controls_with_sections_beside_them() {
    let taken = from_csv(
        "Section,Control_ID,Control_Name,Requirement Summary,Evidence_Type,Reference\n\
         A.5 Organizational controls,A.5.1,Policies,Are there policies?,x,POL-001\n\
         ,A 5.2,Roles,Are roles known?,x,POL-002\n\
         A.6 People controls,A.6.1,Screening,Is there screening?,x,POL-003\n",
    )
    .unwrap();
    assert_eq!(
        outline(&taken),
        [
            "A <  | (untitled) | annex",
            "A.5 < A | Organizational controls | control-group",
            "A.5.1 < A.5 | Policies | control",
            "  1 Are there policies? []",
            "A.5.2 < A.5 | Roles | control",
            "  1 Are roles known? []",
            "A.6 < A | People controls | control-group",
            "A.6.1 < A.6 | Screening | control",
            "  1 Is there screening? []",
        ]
    );
    let left: Vec<&str> = taken.left.iter().map(|note| note.what.as_str()).collect();
    assert_eq!(left, ["Evidence_Type", "Reference"]);
}

#[test]
fn headings_may_stand_in_any_column_and_items_have_letters() {
    let taken = from_csv(
        "#|Requirement|C/NC|Evidence\n\
         |Clause 4: Context of the organization||\n\
         4.1|Issues are known|x|\n\
         a)|outside|x|a list\n\
         b)|inside|x|\n\
         5|Leadership||\n\
         5.1|Is there a policy?||\n",
    )
    .unwrap();
    assert_eq!(
        outline(&taken),
        [
            "4 <  | Context of the organization | clause",
            "4.1 < 4 | (untitled) | clause",
            "  1 Issues are known []",
            "  2 outside [\"4.1 a)\"]",
            "  3 inside [\"4.1 b)\"]",
            "5 <  | Leadership | clause",
            "5.1 < 5 | (untitled) | clause",
            "  1 Is there a policy? []",
        ]
    );
}

#[test]
fn numbers_may_begin_the_questions() {
    let taken = from_csv(
        "Audit question;Evidence;Status\n\
         4 Context of the organization;;\n\
         4.1 Has the organization determined its issues?;a list;\n\
         4.2 Are the interested parties known?;;\n",
    )
    .unwrap();
    assert_eq!(
        outline(&taken),
        [
            "4 <  | Context of the organization | clause",
            "4.1 < 4 | (untitled) | clause",
            "  1 Has the organization determined its issues? []",
            "4.2 < 4 | (untitled) | clause",
            "  1 Are the interested parties known? []",
        ]
    );
}

#[test]
fn a_clause_that_asks_is_no_heading_of_others() {
    let taken =
        from_csv("Clause,Title,Question\n4.4,System,Is there one?\n4.4.1,Processes,Which?\n")
            .unwrap();
    assert_eq!(
        outline(&taken),
        [
            "4 <  | (untitled) | clause",
            "4.4 < 4 | System | clause",
            "  1 Is there one? []",
            "4.4.1 < 4 | Processes | clause",
            "  1 Which? []",
        ]
    );
}

#[test]
fn a_row_that_goes_on_adds_to_the_question_above() {
    let taken = from_csv(
        "Clause,Question,Guidance,Evidence\n4.1,Which issues?,one,a list\n,,two,Interview: the CEO\n,,,\nfoot,,,\n,,three,\n",
    )
    .unwrap();
    let question = &taken.clauses[1].questions[0];
    assert_eq!(question.good, ["one", "two"]);
    assert_eq!(question.evidence.len(), 2);
    assert_eq!(taken.left.len(), 2, "{:#?}", taken.left);
}
