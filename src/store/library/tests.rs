use std::fs;

use super::*;

#[test]
fn a_shipped_checklist_is_found_and_parsed_on_demand() {
    let library = Library::built_in();
    assert!(library.broken().is_empty());
    let id = "iso-42001".parse().unwrap();
    let entry = library.get(&id).unwrap().unwrap();
    assert_eq!(entry.checklist.standard, "ISO/IEC 42001:2023");
    assert_eq!(entry.origin, Origin::BuiltIn);
    assert!(
        entry
            .checklist
            .clauses
            .iter()
            .flat_map(|c| &c.questions)
            .all(|q| q.text == q.text.trim())
    );
    assert!(
        library
            .titles()
            .iter()
            .any(|(id, title)| id == "iso-42001" && title.contains("42001:2023, AI"))
    );
}

#[test]
fn an_own_checklist_shadows_the_shipped_one_of_its_id() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("checklists")).unwrap();
    let own = "schema = 1\nid = 'iso-42001'\ntitle = 'Ours'\nstandard = 'House'\n";
    fs::write(root.path().join("checklists/x.toml"), own).unwrap();
    fs::write(root.path().join("checklists/y.toml"), "nonsense").unwrap();
    fs::write(root.path().join("checklists/z.toml"), own).unwrap();
    let library = Library::load(root.path());
    let id = "iso-42001".parse().unwrap();
    assert_eq!(library.get(&id).unwrap().unwrap().checklist.title, "Ours");
    assert_eq!(
        library.origin(&id),
        Some(&Origin::Own("checklists/x.toml".into()))
    );
    let broken: Vec<&str> = library.broken().iter().map(|b| b.path.as_str()).collect();
    assert_eq!(broken, ["checklists/y.toml", "checklists/z.toml"]);
}

/// A workspace with these checklist files.
fn workspace(files: &[(&str, &str)]) -> (tempfile::TempDir, Library) {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("checklists")).unwrap();
    for (name, text) in files {
        fs::write(root.path().join("checklists").join(name), text).unwrap();
    }
    let library = Library::load(root.path());
    (root, library)
}

fn id(text: &str) -> ChecklistId {
    text.parse().unwrap()
}

/// An extension of this id.
fn ours(id: &str, extends: &str, rest: &str) -> String {
    format!(
        "schema = 1\nid = '{id}'\ntitle = 'Ours'\nstandard = 'House'\nextends = '{extends}'\n{rest}"
    )
}

const ASKS_MORE: &str = "[[change]]\nref = '4.1'\nhide = ['1']\nquestion = [{ id = 'h1', text = ' Which of ours? ' }]\n";

#[test]
fn an_extension_is_whole_and_so_is_what_an_audit_keeps_of_it() {
    let (_root, library) = workspace(&[("x.toml", &ours("iso-42001", "iso-42001", ASKS_MORE))]);
    let entry = library.get(&id("iso-42001")).unwrap().unwrap();
    assert_eq!(entry.extends, Some(id("iso-42001")));
    let base = library.behind(&id("iso-42001")).unwrap();
    let clauses = |checklist: &Checklist| checklist.clauses.len();
    assert_eq!(clauses(&entry.checklist), clauses(&base.checklist));
    let clause = entry.checklist.clause(&"4.1".parse().unwrap()).unwrap();
    assert_eq!(clause.questions.last().unwrap().text, "Which of ours?");
    assert_eq!(parse(&entry.text, "copy.toml").unwrap(), entry.checklist);
    assert!(!entry.text.contains("extends ="));
}

#[test]
fn an_own_checklist_that_is_whole_can_be_extended_and_one_that_extends_cannot() {
    let house = "schema = 1\nid = 'house'\ntitle = 'T'\nstandard = 'S'\n\
                 [[clause]]\nref = '4.1'\ntitle = 'T'\nkind = 'clause'\nquestion = [{ id = '1', text = 'What?' }]\n";
    let (_root, library) = workspace(&[
        ("a.toml", house),
        ("b.toml", &ours("b", "house", ASKS_MORE)),
        ("c.toml", &ours("c", "b", "")),
        ("d.toml", &ours("d", "e", "")),
        ("e.toml", &ours("e", "d", "")),
        ("f.toml", &ours("f", "f", "")),
        ("g.toml", &ours("g", "iso-4201", "")),
        ("h.toml", &ours("h", "house", "[[change]]\nref = '4.2'\n")),
    ]);
    assert_eq!(
        library
            .get(&id("b"))
            .unwrap()
            .unwrap()
            .checklist
            .question_count(),
        1
    );
    let fault = |name: &str| {
        let faults = library.get(&id(name)).unwrap().unwrap_err();
        assert_eq!(faults.len(), 1);
        faults[0].clone()
    };
    assert_eq!(
        fault("c").to_string(),
        "checklists/c.toml:5:11: b extends house itself"
    );
    assert_eq!(
        fault("d").to_string(),
        "checklists/d.toml:5:11: e extends d itself"
    );
    assert_eq!(
        fault("e").to_string(),
        "checklists/e.toml:5:11: d extends e itself"
    );
    assert!(
        fault("f")
            .message
            .contains("no checklist f comes with the program")
    );
    assert_eq!(
        fault("g").hint.as_deref(),
        Some("did you mean \"iso-42001\"?")
    );
    assert_eq!(
        fault("h").to_string(),
        "checklists/h.toml:7:7: house has no clause 4.2"
    );
}

#[test]
fn a_shipped_checklist_can_be_extended_under_another_id_whoever_stands_before_it() {
    let (_root, library) = workspace(&[
        ("x.toml", &ours("iso-42001", "iso-42001", ASKS_MORE)),
        ("y.toml", &ours("lab", "iso-42001", "")),
    ]);
    let entry = library.get(&id("lab")).unwrap().unwrap();
    let shipped = library.behind(&id("iso-42001")).unwrap();
    let count = |entry: &Entry| entry.checklist.question_count();
    assert_eq!(count(entry), count(shipped));
}

#[test]
fn the_copy_of_an_audit_cannot_extend_anything() {
    let fault = parse(&ours("a", "iso-42001", ""), "copy.toml").unwrap_err();
    assert_eq!((fault.line, fault.column), (5, 11));
}

#[test]
fn a_hash_is_that_of_the_content_whatever_the_line_ends() {
    assert_eq!(
        content_hash("a\nb\n"),
        "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2"
    );
    assert_eq!(content_hash("\u{feff}a\r\nb\r\n"), content_hash("a\nb\n"));
    assert_ne!(content_hash("a\nb"), content_hash("a\nb\n"));
}

mod properties {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        domain::checklist::{
            Clause, ClauseKind, EvidenceHint, EvidenceMethod, Question, Reference,
            TypicalNonconformity, UsualGrade,
            extension::{ClauseChange, Extension, apply},
        },
        store::write,
    };

    const HOUSE: &str = "schema = 1\nid = 'house'\ntitle = 'T'\nstandard = 'S'\nedition = '1'\n\
        [[clause]]\nref = '4'\ntitle = 'T'\nkind = 'clause'\n\
        [[clause]]\nref = '4.1'\ntitle = 'T'\nparent = '4'\nkind = 'control'\n\
        question = [{ id = '1', text = 'What?' }]\n\
        [[clause]]\nref = '5'\ntitle = 'T'\nkind = 'clause'\n\
        question = [{ id = '1', text = 'Who?' }]\n";

    /// Texts that a careless writer would spoil, without white space around them.
    fn text() -> impl Strategy<Value = String> {
        "(?s)([ -~]|['\"\\\\\n\t\r#=\\[\\]]|.){0,100}".prop_map(|text| text.trim().to_owned())
    }

    fn texts() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec(text(), 0..3)
    }

    fn question(id: &'static str) -> impl Strategy<Value = Question> {
        let lists = (texts(), texts(), texts(), texts());
        let rest = (prop::collection::vec(text(), 0..3), any::<bool>());
        (text(), text(), text(), lists, rest).prop_map(
            move |(label, asked, sample, (good, covers, roles, stages), (asks, same))| Question {
                id: id.parse().unwrap(),
                label,
                text: asked,
                retired: false,
                good,
                sample,
                covers,
                roles,
                stages,
                bears_on: vec!["C.1".parse().unwrap()],
                same_as: same
                    .then(|| "x:4 (a)#1".parse().unwrap())
                    .into_iter()
                    .collect(),
                evidence: asks
                    .iter()
                    .map(|ask| EvidenceHint {
                        method: EvidenceMethod::Records,
                        ask: ask.clone(),
                    })
                    .collect(),
                nonconformities: asks
                    .into_iter()
                    .map(|text| TypicalNonconformity {
                        why: text.clone(),
                        text,
                        grade: UsualGrade::Minor,
                    })
                    .collect(),
            },
        )
    }

    fn clause() -> impl Strategy<Value = Clause> {
        let said = (text(), text(), text(), text());
        (said, texts(), texts(), question("q"), any::<bool>()).prop_map(
            |((title, objective, words, note), topics, hints, question, below)| Clause {
                reference: "9 (a)".parse().unwrap(),
                title,
                parent: below.then(|| "4".parse().unwrap()),
                kind: ClauseKind::Clause,
                documented_information: below,
                objective,
                text: words,
                note,
                topics,
                hints,
                retired: false,
                related: Vec::new(),
                questions: vec![question],
            },
        )
    }

    fn extension() -> impl Strategy<Value = Extension> {
        let head = (text(), text(), text(), text());
        let own = prop::option::of(clause());
        let body = (question("h1"), texts(), own, any::<bool>(), text());
        (head, body, any::<bool>()).prop_map(
            |(
                (title, version, licence, provenance),
                (question, hints, clause, hide, looked_up),
                own_id,
            )| Extension {
                schema: 1,
                id: id(if own_id { "ours" } else { "plain" }),
                title,
                standard: "S".to_owned(),
                extends: id("house"),
                edition: String::new(),
                version,
                language: String::new(),
                licence,
                attribution: String::new(),
                provenance,
                changes: vec![ClauseChange {
                    reference: "4.1".parse().unwrap(),
                    hide: hide.then(|| "1".parse().unwrap()).into_iter().collect(),
                    hints,
                    questions: vec![question],
                }],
                clauses: clause.into_iter().collect(),
                references: vec![Reference {
                    reference: "C.1".parse().unwrap(),
                    title: "T".to_owned(),
                    parent: None,
                    text: looked_up,
                }],
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_an_audit_keeps_of_an_extension_reads_back_as_what_it_makes(extension in extension()) {
            let mut library = Library::built_in();
            library.add(Text::Own(HOUSE.into()), Origin::Own("house.toml".to_owned()), "house.toml");
            let written = write::document(&toml::Table::try_from(&extension).unwrap());
            let (made, text) = library.read(&written, "ours.toml").unwrap();
            let house = parse(HOUSE, "house.toml").unwrap();
            prop_assert_eq!(&made, &apply(&house, &extension).unwrap());
            prop_assert_eq!(parse(&text, "copy.toml").unwrap(), made);
        }
    }
}
