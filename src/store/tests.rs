//! Records on disk: written, read, edited by others, merged, and documented key by key.

mod faults;
mod made;
mod merging;
mod pairs;
mod properties;

use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;
use toml::{Table, Value};

use super::*;
use crate::domain::{
    action::{
        ActionState, Branch, Cause, CauseMethod, CauseNode, CorrectiveAction, DueChange,
        EffectivenessResult, ExtentHit, ExtentSearch, Gate, HitDecision, PlannedAction,
    },
    answer::{Answer, AnswerSheet, Method, SystemAnswer, Verdict},
    audit::{Assignment, Audit, Exclusion, Meeting, ObjectiveConclusion, TeamMember, TeamRole},
    evidence::{EarlierPin, EvidenceKind, EvidenceLink, LineRange},
    finding::{Amendment, Finding, FindingState, FindingType, Grade, Reclassification, ToldField},
    freshness::FreshnessLimit,
    history::{HistoryEntry, Step},
    id::{ActionId, EvidenceId, FindingId, SampleId},
    independence::Safeguard,
    person::Person,
    register::RegisterSource,
    sample::{Design, ItemResult, Population, PopulationKind, Sample, SampleMethod, Size, Unit},
    trail_test::{LinkState, TrailStep, TrailTest, usual_steps},
    workspace::EvidenceRepository,
};
use made::*;

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
    maturity = 2
    target = 4
    apart = true
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
    url = "https://forge.example.org/models/-/merge_requests/7"
    command = "systemctl status"
    exit-status = 3
    origin = "wiki, page Releases"
    what = "release gate"
    who = "release manager"
    where = "video call"
    note = "seen"
    method = "interview"
    obtained-by = "Mira <mira@example.org>"
    obtained-at = 2026-11-22T10:15:00Z

    [[answer.evidence.earlier]]
    repository = "models"
    path = "risk/old.md"
    lines = [1, 2]
    commit = "c0ffed"
    blob = "b10c"
    sha256 = "5b"
    excerpt-sha256 = "e6"
    effective = 2026-09-01
    why = "renamed"
    by = "Mira <mira@example.org>"
    at = 2026-11-22T10:15:00Z

    [[answer.system]]
    id = "AI-1"
    name = "Claims triage"
    verdict = "observation"
    reason = "why"
    note = "said"
    evidence = ["E-000001"]
    by = "Mira <mira@example.org>"
    at = 2026-11-22T10:15:00Z
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
fn results_of_two_items_are_merged_and_of_one_item_are_not() {
    let (dir, mut ours) = planned();
    let base = sample(full_sample());
    let path = ours.path_of(&base.key());
    assert_eq!(path, "audits/2026-q4/samples/S-000006.toml");
    ours.save(&base.key(), Some(&base)).unwrap();
    let later = Step {
        at: "2026-11-23T08:00:00Z".parse().unwrap(),
        ..step()
    };
    let theirs = Sample {
        conclusion: "theirs".into(),
        ..full_sample()
            .changed("two", |item| item.at = Some(later.at))
            .unwrap()
    };
    put_text(&dir, &path, &Store::text_of(&sample(theirs.clone())));
    let edited = full_sample()
        .changed("two", |item| item.result = ItemResult::Pass)
        .unwrap();
    let Saved::Merged { record } = ours.save(&base.key(), Some(&sample(edited))).unwrap() else {
        panic!("not merged")
    };
    let Record::Sample { sample: merged, .. } = record else {
        panic!("no sample")
    };
    assert_eq!(merged.conclusion, "theirs");
    assert_eq!(merged.items[1].result, ItemResult::Pass);
    // Both say now what became of the one item.
    let other = theirs
        .changed("two", |item| item.result = ItemResult::NotApplicable)
        .unwrap();
    put_text(&dir, &path, &Store::text_of(&sample(other)));
    let again = merged
        .with_result("two", ItemResult::Fail, None, &later)
        .unwrap();
    let error = ours.save(&base.key(), Some(&sample(again))).unwrap_err();
    assert!(
        matches!(&error, StoreError::Conflict { fields, .. } if fields == &["item[two].result"]),
        "{error}"
    );
}

#[test]
fn lists_and_long_texts_that_both_have_changed_are_merged_by_a_save() {
    let (dir, mut ours) = planned();
    // A draft: what was issued is amended, one amendment after the other.
    let mut base = Finding {
        consequence: "one\ntwo\nthree\n".into(),
        ..full_finding()
    };
    base.history.truncate(1);
    let record = finding(base.clone());
    let path = ours.path_of(&record.key());
    ours.save(&record.key(), Some(&record)).unwrap();
    let mut theirs = base.clone();
    theirs.documents.push("theirs".into());
    theirs.consequence = "one\ntwo\nthird\n".into();
    theirs.amendments.push(Amendment {
        why: "theirs".into(),
        ..base.amendments[0].clone()
    });
    put_text(&dir, &path, &Store::text_of(&finding(theirs.clone())));
    let mut edited = base.clone();
    edited.documents.push("ours".into());
    edited.consequence = "first\ntwo\nthree\n".into();
    edited.amendments.push(Amendment {
        why: "ours".into(),
        ..base.amendments[0].clone()
    });
    let saved = ours.save(&record.key(), Some(&finding(edited))).unwrap();
    let Saved::Merged {
        record: Record::Finding { finding, .. },
    } = saved
    else {
        panic!("{saved:?}")
    };
    assert_eq!(finding.documents, ["said", "ours", "theirs"]);
    assert_eq!(finding.consequence, "first\ntwo\nthird\n");
    let whys: Vec<&str> = finding.amendments.iter().map(|a| a.why.as_str()).collect();
    assert_eq!(whys, ["said", "theirs", "ours"]);
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
    keys_of(&Value::try_from(full_checklist()).unwrap(), &mut keys);
    keys_of(&Value::try_from(full_extension()).unwrap(), &mut keys);
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
