//! Who is meant with what, which commits are a conflict, and which safeguard settles it.

use jiff::{Timestamp, civil::date};

use super::*;
use crate::domain::{
    answer::{Answer, AnswerSheet},
    audit::{Audit, AuditState, TeamMember, TeamRole},
    checklist::Checklist,
    evidence::{EvidenceLink, Pin},
    history::Step,
    id::{EvidenceId, RowKey},
    people::People,
};

fn person(name: &str) -> Person {
    format!("{name} <{}@example.org>", name.to_lowercase())
        .parse()
        .unwrap()
}

fn step() -> Step {
    Step {
        by: person("Lea"),
        at: "2026-09-01T10:00:00Z".parse().unwrap(),
        today: date(2026, 9, 1),
        why: String::new(),
    }
}

fn checklist() -> Checklist {
    toml::from_str(
        r#"
        schema = 1
        id = "house"
        title = "t"
        standard = "s"
        clause = [
          { ref = "4", title = "Risks", kind = "clause" },
          { ref = "4.1", title = "Register", kind = "clause", parent = "4", question = [{ id = "1", text = "?" }] },
          { ref = "5", title = "Policy", kind = "clause", question = [{ id = "1", text = "?" }] },
        ]
        "#,
    )
    .unwrap()
}

/// An audit led by Lea, with Ada as auditor, Eve as expert and Oli as observer.
fn papers() -> WorkingPapers {
    let house = "house".parse().unwrap();
    let mut audit = Audit::plan("a-1".parse().unwrap(), "t".into(), vec![house], &step());
    audit.team = [
        ("Lea", TeamRole::Lead),
        ("Ada", TeamRole::Auditor),
        ("Eve", TeamRole::Expert),
        ("Oli", TeamRole::Observer),
    ]
    .map(|(name, role)| TeamMember {
        person: person(name),
        role,
    })
    .to_vec();
    WorkingPapers::new(audit, [checklist()])
}

fn assign(papers: &mut WorkingPapers, who: &str, refs: &[&str], paths: &[&str]) {
    papers.audit.assignments.push(Assignment {
        auditor: person(who),
        checklist: "house".parse().unwrap(),
        refs: refs.iter().map(|r| r.parse().unwrap()).collect(),
        paths: paths.iter().map(|p| p.parse().unwrap()).collect(),
    });
}

/// Cites a file in a row, obtained and answered by these two.
fn cite(papers: &mut WorkingPapers, row: &str, path: &str, obtained: &str, answered: &str) {
    let key: RowKey = row.parse().unwrap();
    let pin = Pin {
        repository: ".".into(),
        path: path.into(),
        commit: None,
        blob: "b".into(),
        sha256: "s".into(),
        lines: None,
        excerpt_sha256: None,
        effective: None,
    };
    let id = EvidenceId::draw(u32::try_from(papers.citations().count()).unwrap());
    let mut answer = Answer::to(key.question.clone());
    answer.by = Some(person(answered));
    answer.evidence = vec![EvidenceLink::of_file(id, pin, person(obtained), step().at)];
    let mut sheet = AnswerSheet::new(key.checklist.clone(), key.reference.clone());
    sheet.put(answer);
    papers.answers.insert(key.criterion(), sheet);
}

fn work(who: &str, at: &str, paths: &[&str]) -> Contribution {
    let at: Timestamp = format!("{at}T12:00:00Z").parse().unwrap();
    Contribution {
        commit: format!("c{}{}", who, at.as_second()),
        on: jiff::tz::Offset::UTC.to_datetime(at).date(),
        at,
        by: person(who),
        as_written: person(who),
        co_author: false,
        subject: "Change things".into(),
        paths: paths.iter().map(|p| (*p).to_owned()).collect(),
    }
}

fn here(found: Contributions) -> BTreeMap<String, Contributions> {
    BTreeMap::from([(".".to_owned(), found)])
}

fn done(made: &[Contribution]) -> BTreeMap<String, Contributions> {
    here(Contributions {
        made: made.to_vec(),
        ..Contributions::default()
    })
}

/// Lists the conflicts as `who: what`, open ones with a mark.
fn conflicts(found: &Independence) -> Vec<String> {
    let said = |c: &Conflict| {
        let mark = if c.is_open() { "!" } else { "" };
        format!("{mark}{}: {}", c.auditor.name, c.matter)
    };
    found.conflicts.iter().map(said).collect()
}

fn meant(papers: &WorkingPapers, path: &str) -> Vec<String> {
    let files = cited(papers, "audits");
    files[&(".".to_owned(), path.to_owned())]
        .people
        .iter()
        .map(|p| p.name.clone())
        .collect()
}

fn safeguard(paths: &[&str]) -> Safeguard {
    Safeguard {
        auditor: person("Ada"),
        paths: paths.iter().map(|p| p.parse().unwrap()).collect(),
        reason: "Lea looks at the same".into(),
        by: person("Lea"),
        approved_by: person("Bea"),
        at: "2026-09-01T10:00:00Z".parse().unwrap(),
    }
}

fn refused(safeguard: Safeguard) -> Vec<&'static str> {
    let refusal = papers()
        .audit
        .safeguarded(safeguard, &People::default())
        .unwrap_err();
    refusal.reasons.iter().map(|r| r.field).collect()
}

#[test]
fn without_assignments_every_auditor_is_meant_and_no_expert_or_observer() {
    let mut papers = papers();
    cite(&mut papers, "house:4.1#1", "risk.csv", "Ada", "Ada");
    assert_eq!(meant(&papers, "risk.csv"), ["Ada", "Lea"]);
}

#[test]
fn with_assignments_whoever_is_assigned_obtained_it_or_answered_is_meant() {
    let mut papers = papers();
    assign(&mut papers, "Ada", &["4"], &[]);
    assign(&mut papers, "Lea", &["5"], &[]);
    cite(&mut papers, "house:4.1#1", "risk.csv", "Ada", "Ada");
    cite(&mut papers, "house:5#1", "policy.md", "Eve", "Dora");
    assert_eq!(meant(&papers, "risk.csv"), ["Ada"]);
    assert_eq!(meant(&papers, "policy.md"), ["Eve", "Dora", "Lea"]);
}

#[test]
fn a_clause_that_nobody_is_assigned_to_is_that_of_all_auditors() {
    let mut papers = papers();
    assign(&mut papers, "Ada", &["4"], &[]);
    cite(&mut papers, "house:5#1", "policy.md", "Ada", "Ada");
    assert_eq!(meant(&papers, "policy.md"), ["Ada", "Lea"]);
}

#[test]
fn records_of_audits_are_no_matter_of_it() {
    let mut papers = papers();
    cite(
        &mut papers,
        "house:4.1#1",
        "audits/old/audit.toml",
        "Ada",
        "Ada",
    );
    assert!(inquiries(&papers, "audits").is_empty());
    let asked = inquiries(&papers, "records");
    assert_eq!(asked["."].files, ["audits/old/audit.toml"]);
}

#[test]
fn a_file_of_another_repository_is_looked_for_there() {
    let mut papers = papers();
    cite(&mut papers, "house:4.1#1", "card.md", "Ada", "Ada");
    let sheet = papers.answers.values_mut().next().unwrap();
    sheet.answers[0].evidence[0].repository = "models".into();
    let asked = inquiries(&papers, "audits");
    assert_eq!(asked.keys().collect::<Vec<_>>(), ["models"]);
    let judged = judge(&papers, &BTreeMap::new(), "audits");
    assert_eq!(judged.gaps, [Gap::Absent("models".into())]);
    let work = done(&[work("Ada", "2026-03-01", &["card.md"])]);
    assert_eq!(conflicts(&judge(&papers, &work, "audits")), [""; 0]);
    let there = BTreeMap::from([("models".to_owned(), work["."].clone())]);
    let judged = judge(&papers, &there, "audits");
    assert_eq!(conflicts(&judged), ["!Ada: models//card.md"]);
    papers.audit = papers
        .audit
        .safeguarded(safeguard(&["models/card.md"]), &People::default())
        .unwrap();
    assert_eq!(judge(&papers, &there, "audits").open(), 0);
}

#[test]
fn work_on_a_cited_file_is_a_conflict_of_whoever_is_meant_with_it() {
    let mut papers = papers();
    assign(&mut papers, "Ada", &["4"], &[]);
    assign(&mut papers, "Lea", &["5"], &[]);
    cite(&mut papers, "house:4.1#1", "risk.csv", "Ada", "Ada");
    let found = done(&[
        work("Ada", "2026-03-01", &["risk.csv", "other.md"]),
        work("Lea", "2026-03-02", &["risk.csv"]),
        work("Ada", "2026-04-01", &["risk.csv"]),
    ]);
    let judged = judge(&papers, &found, "audits");
    assert_eq!(conflicts(&judged), ["!Ada: risk.csv"]);
    let conflict = &judged.conflicts[0];
    assert_eq!(conflict.commits.len(), 2);
    assert!(conflict.commits[0].at > conflict.commits[1].at);
    assert_eq!(conflict.commits[1].paths, ["risk.csv"]);
    assert_eq!(conflict.cited_in.len(), 1);
    let standings: Vec<_> = judged
        .auditors
        .iter()
        .map(|a| (a.auditor.name.as_str(), a.standing))
        .collect();
    assert_eq!(
        standings,
        [("Lea", Standing::NoneFound), ("Ada", Standing::Conflict)]
    );
    assert_eq!(judged.summary(), "1 conflict without a safeguard");
}

#[test]
fn work_under_another_name_of_the_file_counts_for_it() {
    let mut papers = papers();
    cite(&mut papers, "house:4.1#1", "risk.csv", "Ada", "Ada");
    let mut found = done(&[work("Ada", "2026-03-01", &["old.csv"])]);
    let names = ["old.csv".to_owned()].into();
    assert_eq!(conflicts(&judge(&papers, &found, "audits")), [""; 0]);
    let here = found.get_mut(".").unwrap();
    here.names.insert("risk.csv".into(), names);
    assert_eq!(
        conflicts(&judge(&papers, &found, "audits")),
        ["!Ada: risk.csv"]
    );
}

#[test]
fn work_in_an_area_is_a_conflict_before_anything_is_cited() {
    let mut papers = papers();
    assign(&mut papers, "Ada", &["4"], &["risk"]);
    assign(&mut papers, "Ada", &["5"], &["risk"]);
    let found = done(&[
        work("Ada", "2026-03-01", &["risk/a.csv", "risk/b.csv"]),
        work("Lea", "2026-03-01", &["risk/a.csv"]),
    ]);
    assert_eq!(conflicts(&judge(&papers, &found, "audits")), ["!Ada: risk"]);
}

#[test]
fn a_gap_in_the_history_calls_nobody_free_of_conflicts() {
    let mut papers = papers();
    cite(&mut papers, "house:4.1#1", "risk.csv", "Ada", "Ada");
    let found = here(Contributions {
        gaps: vec![Gap::Shallow(date(2026, 3, 1))],
        ..Contributions::default()
    });
    let judged = judge(&papers, &found, "audits");
    assert!(
        judged
            .auditors
            .iter()
            .all(|a| a.standing == Standing::NotDetermined)
    );
    assert!(!judged.is_clear());
    assert_eq!(judged.open(), 0);
}

#[test]
fn a_safeguard_settles_what_it_names_and_nothing_else() {
    let mut papers = papers();
    assign(&mut papers, "Ada", &["4"], &["risk"]);
    cite(&mut papers, "house:4.1#1", "risk/a.csv", "Ada", "Ada");
    let found = done(&[work("Ada", "2026-03-01", &["risk/a.csv", "risk/b.csv"])]);
    let with = |paths: &[&str]| {
        let mut papers = papers.clone();
        papers.audit = papers
            .audit
            .safeguarded(safeguard(paths), &People::default())
            .unwrap();
        conflicts(&judge(&papers, &found, "audits"))
    };
    assert_eq!(with(&["risk/a.csv"]), ["!Ada: risk", "Ada: risk/a.csv"]);
    assert_eq!(
        with(&["risk/a.csv", "risk/b.csv"]),
        ["Ada: risk/a.csv", "Ada: risk"]
    );
    assert_eq!(with(&["risk"]), ["Ada: risk/a.csv", "Ada: risk"]);
    assert_eq!(with(&["**"]), ["Ada: risk/a.csv", "Ada: risk"]);
    assert_eq!(with(&["policy"]), ["!Ada: risk/a.csv", "!Ada: risk"]);
}

#[test]
fn work_after_the_safeguard_opens_the_conflict_again() {
    let mut papers = papers();
    cite(&mut papers, "house:4.1#1", "risk.csv", "Ada", "Ada");
    papers.audit = papers
        .audit
        .safeguarded(safeguard(&["risk.csv"]), &People::default())
        .unwrap();
    let before = work("Ada", "2026-03-01", &["risk.csv"]);
    let judged = judge(&papers, &done(std::slice::from_ref(&before)), "audits");
    assert_eq!(judged.open(), 0);
    assert_eq!(judged.auditors[1].standing, Standing::Safeguarded);
    let after = work("Ada", "2026-09-02", &["risk.csv"]);
    let judged = judge(&papers, &done(&[before, after]), "audits");
    assert_eq!((judged.open(), judged.conflicts[0].since), (1, 1));
}

#[test]
fn a_safeguard_needs_a_reason_a_path_and_a_second_person() {
    let good = || safeguard(&["risk.csv"]);
    assert!(
        papers()
            .audit
            .safeguarded(good(), &People::default())
            .is_ok()
    );
    let no_reason = Safeguard {
        reason: "  ".into(),
        ..good()
    };
    assert_eq!(refused(no_reason), ["reason"]);
    assert_eq!(refused(safeguard(&[])), ["paths"]);
    let herself = Safeguard {
        approved_by: "A. <ADA@example.org>".parse().unwrap(),
        ..good()
    };
    assert_eq!(refused(herself), ["approved-by"]);
    let recorder = Safeguard {
        approved_by: person("Lea"),
        ..good()
    };
    assert_eq!(refused(recorder), ["approved-by"]);
    let stranger = Safeguard {
        auditor: person("Dora"),
        ..good()
    };
    assert_eq!(refused(stranger), ["auditor"]);
    let all = Safeguard {
        auditor: person("Dora"),
        paths: Vec::new(),
        reason: String::new(),
        approved_by: person("Dora"),
        ..good()
    };
    assert_eq!(refused(all), ["auditor", "paths", "reason", "approved-by"]);
}

#[test]
fn the_auditor_concerned_may_record_what_somebody_else_approves() {
    let own = Safeguard {
        by: person("Ada"),
        ..safeguard(&["risk.csv"])
    };
    assert!(papers().audit.safeguarded(own, &People::default()).is_ok());
}

#[test]
fn a_safeguard_that_was_written_past_its_guard_settles_nothing() {
    let mut papers = papers();
    cite(&mut papers, "house:4.1#1", "risk.csv", "Ada", "Ada");
    papers.audit.safeguards.push(Safeguard {
        approved_by: person("Ada"),
        ..safeguard(&["risk.csv"])
    });
    let found = done(&[work("Ada", "2026-03-01", &["risk.csv"])]);
    assert_eq!(judge(&papers, &found, "audits").open(), 1);
}

#[test]
fn no_safeguard_is_added_once_the_report_is_out() {
    let mut audit = papers().audit;
    audit.state = AuditState::Issued;
    let refusal = audit
        .safeguarded(safeguard(&["risk.csv"]), &People::default())
        .unwrap_err();
    assert_eq!(refusal.reasons[0].field, "state");
}
