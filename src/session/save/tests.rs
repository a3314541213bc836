//! A change that cannot be saved as a whole, beside edits from outside.

use std::fs;

use crate::{
    clock::Clock,
    domain::{
        change::{Change, Edit},
        finding::{Finding, FindingType},
        id::{AuditId, FindingId},
        record::Record,
    },
    session::{Session, init, plan::Plan},
    vcs::{self, history::HistoryWriter},
};

const AUDIT: &str = "aims";

/// Opens a workspace with an audit of two draft findings.
fn with_two_findings() -> (tempfile::TempDir, Session, [Finding; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let repository = vcs::init(folder.path()).unwrap();
    let config = folder.path().join(".git/config");
    let settings = fs::read_to_string(&config).unwrap();
    let identity = "[user]\n\tname = Astrid Lindqvist\n\temail = astrid@example.org\n";
    fs::write(&config, settings + identity).unwrap();
    let mut writer = HistoryWriter::new(&repository).unwrap();
    let author = "Mira Okafor <mira@example.org>".parse().unwrap();
    let at = "2026-09-01T08:00:00Z".parse().unwrap();
    writer
        .commit(&author, at, "Begin\n", &[("policy.md", Some(b"one\n"))])
        .unwrap();
    writer.finish().unwrap();
    let clock = Clock::Fixed("2026-11-20T09:00:00Z".parse().unwrap());
    let mut session = init::init(folder.path(), Some("Northfield Mutual"), clock)
        .unwrap()
        .into_session();
    let plan = Plan::new(audit(), "Internal audit".to_owned());
    session.plan(plan, &["iso-42001".to_owned()]).unwrap();
    let step = session.step("").unwrap();
    let findings = [1, 2].map(|n| Finding::draft(FindingId::draw(n), FindingType::Minor, &step));
    let edits = findings.clone().map(|finding| Edit {
        before: None,
        after: Some(record(finding)),
    });
    let what = "two findings".to_owned();
    session
        .apply(&Change {
            what,
            edits: edits.into(),
        })
        .unwrap();
    (folder, session, findings)
}

fn audit() -> AuditId {
    AUDIT.parse().unwrap()
}

fn record(finding: Finding) -> Record {
    Record::Finding {
        audit: audit(),
        finding,
    }
}

/// Gives findings a statement in one change.
fn stated(findings: &[Finding], statement: &str) -> Change {
    let edits = findings.iter().map(|finding| Edit {
        before: Some(record(finding.clone())),
        after: Some(record(Finding {
            statement: statement.to_owned(),
            ..finding.clone()
        })),
    });
    Change {
        what: "statements".to_owned(),
        edits: edits.collect(),
    }
}

#[test]
fn a_change_that_is_refused_leaves_the_edits_of_others_in_the_records_before_it() {
    let (folder, mut session, findings) = with_two_findings();
    let path = |finding: &Finding| {
        let path = session.store().path_of(&record(finding.clone()).key());
        folder.path().join(path)
    };
    let [first, second] = findings.each_ref().map(path);
    let append = |path: &std::path::Path, line: &str| {
        let text = fs::read_to_string(path).unwrap();
        let (schema, rest) = text.split_once('\n').unwrap();
        fs::write(path, format!("{schema}\n{line}\n{rest}")).unwrap();
        fs::read_to_string(path).unwrap()
    };
    let theirs = append(&first, "consequence = \"theirs\" # by hand");
    let other = append(&second, "statement = \"theirs\"");
    let refused = session.apply(&stated(&findings, "ours")).unwrap_err();
    assert!(
        refused.message.contains("somebody else has changed it"),
        "{}",
        refused.message
    );
    assert_eq!(fs::read_to_string(&first).unwrap(), theirs);
    assert_eq!(fs::read_to_string(&second).unwrap(), other);
    // What is saved next is merged with theirs as well, and takes nothing of it back.
    session.apply(&stated(&findings[..1], "again")).unwrap();
    let merged = fs::read_to_string(&first).unwrap();
    assert!(merged.contains("\"again\"") && merged.contains("\"theirs\" # by hand"));
    let known = &session.audit(&audit()).unwrap().findings[&findings[0].id];
    assert_eq!(
        (&*known.statement, &*known.consequence),
        ("again", "theirs")
    );
}

#[test]
fn a_change_that_is_refused_takes_the_records_back_that_it_made() {
    let (folder, mut session, findings) = with_two_findings();
    let path = session.store().path_of(&record(findings[1].clone()).key());
    fs::remove_file(folder.path().join(path)).unwrap();
    let step = session.step("").unwrap();
    let third = record(Finding::draft(
        FindingId::draw(3),
        FindingType::Minor,
        &step,
    ));
    let made = folder.path().join(session.store().path_of(&third.key()));
    let mut change = Change::of("three", None, third);
    change.edits.extend(stated(&findings, "ours").edits);
    session.apply(&change).unwrap_err();
    assert!(!made.exists());
    let first = session.store().path_of(&record(findings[0].clone()).key());
    let first = fs::read_to_string(folder.path().join(first)).unwrap();
    assert!(!first.contains("ours"), "{first}");
}
