use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;
use toml::{Table, Value};

use super::*;
use crate::domain::{
    action::{
        ActionState, Cause, CauseMethod, CorrectiveAction, DueChange, EffectivenessResult,
        PlannedAction,
    },
    answer::{Answer, AnswerSheet, Method, Verdict},
    audit::{Assignment, Audit, Exclusion, Meeting, TeamMember, TeamRole},
    evidence::{EvidenceKind, EvidenceLink, LineRange},
    finding::{Finding, FindingState, FindingType},
    history::{HistoryEntry, Step},
    id::{ActionId, EvidenceId, FindingId},
    person::Person,
    workspace::EvidenceRepository,
};

fn person(name: &str) -> Person {
    format!("{name} <{}@example.org>", name.to_lowercase())
        .parse()
        .unwrap()
}

fn step() -> Step {
    Step {
        by: person("Mira"),
        at: "2026-11-22T10:15:00Z".parse().unwrap(),
        today: "2026-11-22".parse().unwrap(),
        why: "because".into(),
    }
}

fn audit_id() -> AuditId {
    "2026-q4".parse().unwrap()
}

fn link(n: u32) -> EvidenceLink {
    EvidenceLink {
        id: EvidenceId::draw(n),
        kind: EvidenceKind::Meeting,
        repository: "models".into(),
        path: Some("risk/method.md".into()),
        lines: Some(LineRange::new(10, 24).unwrap()),
        commit: Some("c0ffee".into()),
        blob: Some("b10b".into()),
        sha256: Some("5a".into()),
        excerpt_sha256: Some("e5".into()),
        effective: Some("2026-10-01".parse().unwrap()),
        who: "release manager".into(),
        note: "seen".into(),
        method: Some(Method::Interview),
        obtained_by: person("Mira"),
        obtained_at: step().at,
    }
}

fn answer(question: &str, note: &str) -> Answer {
    Answer {
        verdict: Some(Verdict::Nonconforming),
        reason: "why".into(),
        note: note.into(),
        methods: vec![Method::Interview, Method::Sample],
        people: vec!["head of data".into(), "AI lead".into()],
        by: Some(person("Mira")),
        at: Some(step().at),
        evidence: vec![link(1), link(2)],
        ..Answer::to(question.parse().unwrap())
    }
}

fn sheet(answers: Vec<Answer>) -> Record {
    let sheet = AnswerSheet {
        answers,
        ..AnswerSheet::new("iso-42001".parse().unwrap(), "6.1.2".parse().unwrap())
    };
    Record::Answers {
        audit: audit_id(),
        sheet,
    }
}

fn full_audit() -> Record {
    let date = || Some("2026-11-16".parse().unwrap());
    let text = || "said".to_owned();
    let mut audit = Audit::plan(
        audit_id(),
        "Fourth quarter".into(),
        vec!["iso-42001".parse().unwrap()],
        &step(),
    );
    audit.objectives = vec![text(), "more\nlines".into()];
    audit.criteria = vec![text()];
    audit.client = text();
    audit.auditees = vec![text()];
    (audit.start, audit.end, audit.period_start, audit.period_end) =
        (date(), date(), date(), date());
    audit.methods = vec![text()];
    audit.conclusion = "long ".repeat(40);
    audit.divided_opinions = text();
    audit.not_covered = text();
    audit.scope.text = text();
    audit.scope.units = vec![text()];
    audit.scope.processes = vec![text()];
    audit.scope.sites = vec![text()];
    audit.scope.ai_systems = vec![text()];
    audit.rules.conforming_needs_evidence = true;
    audit.team = vec![TeamMember {
        person: person("Mira"),
        role: TeamRole::Lead,
    }];
    let (checklist, reference) = (
        "iso-42001"
            .parse::<crate::domain::id::ChecklistId>()
            .unwrap(),
        "A.2".parse().unwrap(),
    );
    audit.exclusions = vec![Exclusion {
        checklist: checklist.clone(),
        reference,
        reason: text(),
    }];
    audit.assignments = vec![Assignment {
        auditor: person("Mira"),
        checklist,
        refs: vec!["4".parse().unwrap(), "5".parse().unwrap()],
    }];
    audit.meetings = vec![Meeting {
        kind: "opening".into(),
        on: date(),
        attendance: vec![text()],
        notes: text(),
    }];
    audit
        .history
        .push(step().entry(Some(audit.state), audit.state));
    Record::Audit(audit)
}

fn full_finding() -> Finding {
    let text = || "said".to_owned();
    let mut finding = Finding::draft(FindingId::draw(7), FindingType::Minor, &step());
    finding.title = text();
    finding.grade_reason = text();
    finding.criteria = vec!["iso-42001:6.1.2".parse().unwrap()];
    finding.documents = vec![text()];
    finding.place = text();
    finding.requirement = text();
    finding.objective_evidence = "one\ntwo".into();
    finding.statement = text();
    finding.consequence = text();
    finding.row = Some("iso-42001:6.1.2#1".parse().unwrap());
    finding.repeats = vec![FindingId::draw(8)];
    finding.response_due = Some("2026-12-22".parse().unwrap());
    finding.response = text();
    finding.evidence = vec![link(3)];
    finding.history.push(HistoryEntry {
        at: step().at,
        by: person("Mira"),
        from: Some(FindingState::Draft),
        to: FindingState::Issued,
        why: text(),
    });
    finding
}

fn finding(finding: Finding) -> Record {
    Record::Finding {
        audit: audit_id(),
        finding,
    }
}

fn full_action() -> Record {
    let text = || "said".to_owned();
    let date = || Some("2026-12-01".parse().unwrap());
    let mut action = CorrectiveAction::draft(ActionId::draw(9), FindingId::draw(7), &step());
    action.title = text();
    action.owner = Some(person("Ola"));
    action.containment = text();
    action.correction.what = text();
    action.correction.done = date();
    action.consequences = text();
    action.extent.searched = text();
    action.extent.result = text();
    action.cause = Some(Cause {
        method: CauseMethod::FiveWhys,
        whys: vec![text(), "deeper".into()],
        root: text(),
        not_found_earlier: text(),
    });
    action.no_action_reason = text();
    action.changes = text();
    action.effectiveness.criterion = text();
    action.effectiveness.measure = text();
    (action.effectiveness.not_before, action.effectiveness.due) = (date(), date());
    action.effectiveness.verifier = Some(person("Mira"));
    action.effectiveness.result = Some(EffectivenessResult::Effective);
    action.effectiveness.basis = text();
    action.actions = vec![PlannedAction {
        id: "1".into(),
        what: text(),
        owner: Some(person("Ola")),
        due: date(),
        done: date(),
        proof: text(),
        commit: text(),
    }];
    action.due_changes = vec![DueChange {
        action: "1".into(),
        from_due: date(),
        to_due: date(),
        at: step().at,
        by: person("Ola"),
        why: text(),
    }];
    action.evidence = vec![link(4)];
    action
        .history
        .push(step().entry(Some(ActionState::Draft), ActionState::Draft));
    Record::Action {
        audit: audit_id(),
        action,
    }
}

fn full_workspace() -> Record {
    let mut workspace = Workspace::of("Halden".into());
    workspace.records = "docs/audits".into();
    let grade = &mut workspace.grading;
    for text in [
        &mut grade.major,
        &mut grade.minor,
        &mut grade.observation,
        &mut grade.opportunity,
        &mut grade.good_practice,
    ] {
        *text = "when".into();
    }
    workspace.repositories = vec![EvidenceRepository {
        name: "models".into(),
        path: "../models".into(),
        url: "https://example.org".into(),
    }];
    Record::Workspace(workspace)
}

fn full_records() -> Vec<Record> {
    vec![
        full_workspace(),
        full_audit(),
        sheet(vec![answer("1", "one"), answer("2", "two")]),
        finding(full_finding()),
        full_action(),
    ]
}

fn workspace() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("tickmark.toml"),
        "schema = 1\norganisation = \"Halden\"\n",
    )
    .unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    (dir, store)
}

fn put_text(dir: &TempDir, path: &str, text: &str) {
    let path = dir.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Loads the only audit there is.
fn load(store: &mut Store) -> Loaded {
    let mut all = store.load_all().unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0).1
}

fn text_at(dir: &TempDir, path: &str) -> String {
    fs::read_to_string(dir.path().join(path)).unwrap()
}

const CHECKLIST: &str = "schema = 1\nid = \"iso-42001\"\ntitle = \"T\"\nstandard = \"S\"\n";
const SHEET: &str = "audits/2026-q4/answers/iso-42001/6.1.2.toml";

fn planned() -> (TempDir, Store) {
    let (dir, mut store) = workspace();
    let audit = Audit::plan(
        audit_id(),
        "Q4".into(),
        vec!["iso-42001".parse().unwrap()],
        &step(),
    );
    let audit = Record::Audit(audit);
    assert_eq!(
        store.save(&audit.key(), Some(&audit)).unwrap(),
        Saved::Written
    );
    put_text(&dir, "audits/2026-q4/criteria/iso-42001.toml", CHECKLIST);
    (dir, store)
}

#[test]
fn every_record_reads_back_as_it_was_written() {
    for record in full_records() {
        let text = Store::text_of(&record);
        let read = read::record("x.toml", &record.key(), &text).unwrap();
        assert_eq!(read.record, record, "{text}");
        assert!(read.newer.is_none());
    }
}

#[test]
fn the_canonical_form_of_an_answer_sheet() {
    insta::assert_snapshot!(Store::text_of(&sheet(vec![Answer { evidence: vec![link(1)], ..answer("1", "one\ntwo\n") }])), @r#"
    schema = 1

    checklist = "iso-42001"

    ref = "6.1.2"

    [[answer]]
    id = "1"
    verdict = "nonconforming"
    reason = "why"
    note = '''
    one
    two
    '''
    methods = [
      "interview",
      "sample",
    ]
    people = [
      "head of data",
      "AI lead",
    ]
    by = "Mira <mira@example.org>"
    at = 2026-11-22T10:15:00Z

    [[answer.evidence]]
    id = "E-000001"
    kind = "meeting"
    repository = "models"
    path = "risk/method.md"
    lines = [10, 24]
    commit = "c0ffee"
    blob = "b10b"
    sha256 = "5a"
    excerpt-sha256 = "e5"
    effective = 2026-10-01
    who = "release manager"
    note = "seen"
    method = "interview"
    obtained-by = "Mira <mira@example.org>"
    obtained-at = 2026-11-22T10:15:00Z
    "#);
}

#[test]
fn an_edit_keeps_comments_order_and_unknown_keys_and_changes_only_its_lines() {
    let (dir, mut store) = planned();
    let text = "# ours\nschema = 1\nref = \"6.1.2\" # here\nchecklist = \"iso-42001\"\nfuture = 7\n\n# first\n[[answer]]\nid = \"1\"\n# heard\nnote = \"old\" # so\nmood = \"good\"\n\n[[answer]]\nid = \"2\"\nnote = \"kept\"\n";
    put_text(&dir, SHEET, text);
    let papers = load(&mut store).papers.unwrap();
    let mut sheet = papers.answers.values().next().unwrap().clone();
    sheet.answers[0].note = "new".into();
    let record = Record::Answers {
        audit: audit_id(),
        sheet: sheet.clone(),
    };
    assert_eq!(
        store.save(&record.key(), Some(&record)).unwrap(),
        Saved::Written
    );
    assert_eq!(text_at(&dir, SHEET), text.replace("\"old\"", "\"new\""));
    sheet.answers[0].verdict = Some(Verdict::Conforming);
    let record = Record::Answers {
        audit: audit_id(),
        sheet: sheet.clone(),
    };
    store.save(&record.key(), Some(&record)).unwrap();
    let want = text
        .replace("\"old\"", "\"new\"")
        .replace("# heard", "verdict = \"conforming\"\n# heard");
    assert_eq!(text_at(&dir, SHEET), want);
    sheet.answers.remove(0);
    let record = Record::Answers {
        audit: audit_id(),
        sheet,
    };
    store.save(&record.key(), Some(&record)).unwrap();
    assert!(text_at(&dir, SHEET).contains("future = 7"));
    assert_eq!(
        store.save(&record.key(), Some(&record)).unwrap(),
        Saved::Unchanged
    );
}

#[test]
fn a_save_that_changes_nothing_writes_nothing() {
    let (dir, mut store) = planned();
    let text = "\u{feff}schema = 1\r\nchecklist = \"iso-42001\"\r\nref = \"6.1.2\"\r\n[[answer]]\r\nid = \"1\"\r\nnote = '''\r\na\r\nb'''\r\n";
    put_text(&dir, SHEET, text);
    let papers = load(&mut store).papers.unwrap();
    let mut sheet = papers.answers.values().next().unwrap().clone();
    assert_eq!(sheet.answers[0].note, "a\nb");
    let record = Record::Answers {
        audit: audit_id(),
        sheet: sheet.clone(),
    };
    assert_eq!(
        store.save(&record.key(), Some(&record)).unwrap(),
        Saved::Unchanged
    );
    assert_eq!(text_at(&dir, SHEET), text);
    sheet.answers[0].note = "c".into();
    let record = Record::Answers {
        audit: audit_id(),
        sheet,
    };
    store.save(&record.key(), Some(&record)).unwrap();
    assert!(text_at(&dir, SHEET).is_ascii() && !text_at(&dir, SHEET).contains('\r'));
}

#[test]
fn edits_of_different_fields_are_merged_and_of_the_same_field_refused() {
    let (dir, mut ours) = planned();
    let base = finding(full_finding());
    let path = ours.path_of(&base.key());
    ours.save(&base.key(), Some(&base)).unwrap();
    let theirs =
        text_at(&dir, &path).replace("response = \"said\"", "response = \"theirs\" # mine");
    put_text(&dir, &path, &theirs);
    let mut edited = full_finding();
    edited.statement = "ours".into();
    edited.evidence.push(link(5));
    let Saved::Merged { record } = ours
        .save(&base.key(), Some(&finding(edited.clone())))
        .unwrap()
    else {
        panic!("not merged")
    };
    edited.response = "theirs".into();
    assert_eq!(record, finding(edited.clone()));
    let merged = text_at(&dir, &path);
    assert!(merged.contains("# mine") && merged.contains("\"ours\""));
    put_text(&dir, &path, &merged.replace("\"ours\"", "\"other\""));
    edited.statement = "again".into();
    let error = ours.save(&base.key(), Some(&finding(edited))).unwrap_err();
    assert!(
        matches!(&error, StoreError::Conflict { fields, .. } if fields == &["statement"]),
        "{error}"
    );
    assert!(text_at(&dir, &path).contains("\"other\""));
}

#[test]
fn a_new_record_does_not_overwrite_a_file_and_its_undo_removes_only_what_was_written() {
    let (dir, mut store) = planned();
    let record = finding(full_finding());
    let (key, path) = (record.key(), store.path_of(&record.key()));
    put_text(
        &dir,
        &path,
        &Store::text_of(&finding(Finding {
            title: "other".into(),
            ..full_finding()
        })),
    );
    assert!(matches!(
        store.save(&key, Some(&record)),
        Err(StoreError::Conflict { .. })
    ));
    assert!(matches!(
        store.save(&key, None),
        Err(StoreError::Conflict { .. })
    ));
    fs::remove_file(dir.path().join(&path)).unwrap();
    assert_eq!(store.save(&key, Some(&record)).unwrap(), Saved::Written);
    assert_eq!(store.save(&key, None).unwrap(), Saved::Removed);
    assert!(!dir.path().join(&path).exists());
    assert_eq!(store.save(&key, Some(&record)).unwrap(), Saved::Written);
    fs::remove_file(dir.path().join(&path)).unwrap();
    assert!(matches!(
        store.save(&key, Some(&record)),
        Err(StoreError::Vanished { .. })
    ));
}

#[test]
fn faults_say_where_they_are() {
    let key = finding(full_finding()).key();
    let good = Store::text_of(&finding(full_finding()));
    let deep = format!("x = {}", "[".repeat(100_000));
    let cases = [
        good.replace("type = \"minor\"", "type = \"minr\""),
        good.replace("schema = 1\n", ""),
        good.replace("schema = 1\n", "schema = 0\n"),
        good.replace("response-due = 2026-12-22", "response-due = 10:15:00"),
        good.replace("F-000007", "F-000008"),
        good.replace("lines = [10, 24]", "lines = [24, 10]"),
        good.replace("title = \"said\"", "title = \"said\"\n\ntitle = \"twice\""),
        good.replace("title = \"said\"", "title = said"),
        deep,
    ];
    let faults: Vec<String> = cases
        .iter()
        .map(|text| read::record("f.toml", &key, text).unwrap_err().to_string())
        .collect();
    insta::assert_snapshot!(faults.join("\n"), @r#"
    f.toml:5:8: "minr" is no finding type; did you mean "minor"? (one of: major, minor, observation, opportunity, good-practice)
    f.toml:1:1: the schema is missing
    f.toml:1:10: there is no such schema
    f.toml:33:16: failed to parse four digit integer as year: invalid digit, expected 0-9 but got :
    f.toml:3:6: it says id = "F-000008", and its path says F-000007
    f.toml:42:9: "24-10" is no range of lines: write FIRST-LAST, counted from 1, such as 10-24
    f.toml:11:1: duplicate key
    f.toml:9:9: string values must be quoted, expected literal string
    f.toml:1:85: cannot recurse further; max recursion depth met
    "#);
}

#[test]
fn a_broken_record_leaves_the_others_usable() {
    let (dir, mut store) = planned();
    put_text(
        &dir,
        "audits/2026-q4/findings/F-000001.toml",
        "schema = 1\nnope",
    );
    put_text(&dir, "audits/2026-q4/findings/notes.toml", "");
    put_text(&dir, "audits/2026-q4/README.md", "");
    let record = sheet(vec![answer("1", "one")]);
    store.save(&record.key(), Some(&record)).unwrap();
    let loaded = load(&mut store);
    assert_eq!(loaded.papers.unwrap().answers.len(), 1);
    let mut broken: Vec<_> = loaded
        .broken
        .iter()
        .map(|b| (b.path.as_str(), b.key.is_some()))
        .collect();
    broken.sort_unstable();
    assert_eq!(
        broken,
        [
            ("audits/2026-q4/findings/F-000001.toml", true),
            ("audits/2026-q4/findings/notes.toml", false)
        ]
    );
}

#[test]
fn papers_without_their_checklist_are_not_opened() {
    let (dir, mut store) = planned();
    fs::remove_file(dir.path().join("audits/2026-q4/criteria/iso-42001.toml")).unwrap();
    let loaded = store.load_all().unwrap().remove(0).1;
    assert!(loaded.papers.is_none());
    assert!(loaded.broken[0].error.hint.is_some());
}

#[test]
fn a_record_of_a_newer_version_is_read_and_not_written() {
    let (dir, mut store) = planned();
    let record = finding(full_finding());
    let path = store.path_of(&record.key());
    put_text(
        &dir,
        &path,
        &Store::text_of(&record).replace("schema = 1", "schema = 2"),
    );
    let loaded = load(&mut store);
    assert_eq!(loaded.read_only, [record.key()]);
    assert_eq!(loaded.papers.unwrap().findings.len(), 1);
    let error = store.save(&record.key(), Some(&record)).unwrap_err();
    assert!(matches!(error, StoreError::NewerSchema { found: 2, .. }));
}

#[test]
fn hostile_files_are_refused() {
    let (dir, mut store) = planned();
    let folder = "audits/2026-q4/findings";
    put_text(
        &dir,
        &format!("{folder}/F-000001.toml"),
        &"#".repeat(2 << 20),
    );
    fs::write(
        dir.path().join(folder).join("F-000002.toml"),
        b"schema = 1\nid = \"\xff\"",
    )
    .unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", dir.path().join(folder).join("F-000003.toml"))
        .unwrap();
    let loaded = load(&mut store);
    let faults: Vec<String> = loaded.broken.iter().map(|b| b.error.to_string()).collect();
    assert!(
        faults.iter().any(|f| f.contains("at most 1048576")),
        "{faults:?}"
    );
    assert!(
        faults
            .iter()
            .any(|f| f.contains("F-000002.toml:2:7: it is not UTF-8")),
        "{faults:?}"
    );
    #[cfg(unix)]
    assert!(
        faults.iter().any(|f| f.contains("links are not followed")),
        "{faults:?}"
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_read_or_written_through_a_symbolic_link() {
    let (dir, mut store) = planned();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), dir.path().join("audits/2026-q4/findings")).unwrap();
    let record = finding(full_finding());
    assert!(store.save(&record.key(), Some(&record)).is_err());
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn the_folder_of_the_records_stays_in_the_repository() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(
        Store::open(dir.path()),
        Err(StoreError::NoWorkspace { .. })
    ));
    put_text(
        &dir,
        "tickmark.toml",
        "schema = 1\norganisation = \"x\"\nrecords = \"../elsewhere\"\n",
    );
    let error = Store::open(dir.path()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "tickmark.toml:3:1: the folder of the records leaves the repository"
    );
}

fn keys_of(value: &Value, keys: &mut Vec<String>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                keys.push(key.clone());
                keys_of(value, keys);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys_of(item, keys)),
        _ => {}
    }
}

#[test]
fn every_key_is_documented_and_every_documented_key_exists() {
    let doc: String = include_str!("schema.rs")
        .lines()
        .filter(|line| line.starts_with("//!"))
        .collect();
    let mut keys = Vec::new();
    for record in full_records() {
        keys_of(&Value::Table(schema::to_table(&record).unwrap()), &mut keys);
    }
    let library = library::Library::built_in();
    let entry = library.get(&"iso-42001".parse().unwrap()).unwrap().unwrap();
    keys_of(&Value::try_from(&entry.checklist).unwrap(), &mut keys);
    let quoted: Vec<&str> = doc.split('`').skip(1).step_by(2).collect();
    let named = |key: &str| {
        let headers = [format!("[{key}]"), format!("[[{key}]]"), key.to_owned()];
        quoted
            .iter()
            .any(|q| headers.iter().any(|h| h == q) || q.ends_with(&format!(".{key}]]")))
    };
    let missing: Vec<&String> = keys.iter().filter(|key| !named(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    // In the first column of every table stand keys alone.
    let first = include_str!("schema.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! | `"));
    for cell in first.filter_map(|row| row.split(" | ").next()) {
        for key in cell.split('`').step_by(2) {
            let key = key.trim_matches(['[', ']']).rsplit('.').next().unwrap();
            assert!(keys.iter().any(|k| k == key), "{key}");
        }
    }
}

fn edits() -> impl Strategy<Value = Vec<(u8, String)>> {
    prop::collection::vec((0..9_u8, "(?s).{0,100}"), 1..6)
}

fn changed(mut f: Finding, edits: &[(u8, String)]) -> Finding {
    for (field, text) in edits {
        match field {
            0 => f.title.clone_from(text),
            1 => f.statement.clone_from(text),
            2 => f.response = String::new(),
            3 => f.evidence.push(EvidenceLink {
                note: text.clone(),
                ..link(100 + u32::try_from(f.evidence.len()).unwrap())
            }),
            4 => f.evidence = f.evidence.into_iter().skip(1).collect(),
            5 => f.documents.push(text.clone()),
            6 => f.response_due = None,
            7 => f.evidence.reverse(),
            _ => f
                .history
                .push(step().entry(Some(f.state), FindingState::Issued)),
        }
    }
    f
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    prop::collection::btree_map(1..5_u8, ("(?s).{0,90}", 0..3_u32, any::<bool>()), 0..5).prop_map(
        |map| {
            map.into_iter()
                .map(|(id, (note, links, full))| Answer {
                    evidence: (0..links).map(|n| link(u32::from(id) * 10 + n)).collect(),
                    verdict: full.then_some(Verdict::Conforming),
                    ..answer(&id.to_string(), &note)
                })
                .collect()
        },
    )
}

fn edited(before: &Record, after: &Record) -> Record {
    let (old, new) = (
        schema::to_table(before).unwrap(),
        schema::to_table(after).unwrap(),
    );
    let text = edit::apply(&Store::text_of(before), &old, &old, &new).unwrap();
    read::record("x.toml", &after.key(), &text)
        .unwrap_or_else(|fault| panic!("{fault}\n{text}"))
        .record
}

proptest! {
    #[test]
    fn an_edited_finding_reads_back_as_meant(one in edits(), two in edits()) {
        let before = finding(changed(full_finding(), &one));
        let after = finding(changed(changed(full_finding(), &one), &two));
        prop_assert_eq!(edited(&before, &after), after);
    }

    #[test]
    fn an_edited_sheet_reads_back_as_meant(one in answers(), two in answers()) {
        let (before, after) = (sheet(one), sheet(two));
        prop_assert_eq!(edited(&before, &after), after);
    }

    #[test]
    fn a_merge_without_clashes_holds_what_both_did(one in edits(), two in edits()) {
        let base = full_finding();
        let (ours, theirs) = (changed(base.clone(), &one), changed(base.clone(), &two));
        let table = |f: &Finding| schema::to_table(&finding(f.clone())).unwrap();
        let (b, o, t) = (table(&base), table(&ours), table(&theirs));
        let text = edit::apply(&Store::text_of(&finding(theirs.clone())), &t, &b, &o).unwrap();
        let merged: Table = text.parse().unwrap();
        if merge::clashes(&b, &o, &t).is_empty() {
            for (key, value) in &o {
                if b.get(key) != Some(value) && b.get(key) == t.get(key) {
                    prop_assert_eq!(merged.get(key), Some(value));
                }
            }
            for (key, value) in &t {
                if b.get(key) != Some(value) && b.get(key) == o.get(key) {
                    prop_assert_eq!(merged.get(key), Some(value));
                }
            }
        }
    }
}
