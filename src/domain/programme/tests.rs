//! Coverage and gaps of a programme, and what its edits refuse.

use std::collections::BTreeMap;

use super::{
    coverage::{By, Coverage, Covered, Level, coverage},
    gaps::gaps,
    *,
};
use crate::domain::{
    answer::{Answer, AnswerSheet, Verdict},
    applicability::{ControlDecision, StatementOfApplicability, Statements},
    checklist::Checklist,
    history::Step,
    record::Record,
};

const TODAY: Date = jiff::civil::date(2026, 6, 15);

fn checklist() -> Checklist {
    let clause = |reference: &str, parent: &str, kind: &str, questions: usize| {
        let parent = match parent {
            "" => String::new(),
            parent => format!("parent = \"{parent}\"\n"),
        };
        let questions = (1..=questions).fold(String::new(), |text, n| {
            text + &format!("[[clause.question]]\nid = \"{n}\"\ntext = \"How?\"\n")
        });
        format!(
            "[[clause]]\nref = \"{reference}\"\ntitle = \"T\"\nkind = \"{kind}\"\n{parent}{questions}"
        )
    };
    let text = [
        "schema = 1\nid = \"house\"\ntitle = \"House\"\nstandard = \"House\"\n".to_owned(),
        clause("4", "", "clause", 0),
        clause("4.1", "4", "clause", 2),
        clause("4.2", "4", "clause", 1),
        clause("5", "", "clause", 1),
        clause("A", "", "annex", 0),
        clause("A.1", "A", "control", 1),
        clause("A.2", "A", "control", 1),
    ];
    toml::from_str(&text.concat()).unwrap()
}

fn step(why: &str) -> Step {
    Step {
        by: "Mira <mira@example.org>".parse().unwrap(),
        at: "2026-02-02T10:00:00Z".parse().unwrap(),
        today: TODAY,
        why: why.into(),
    }
}

fn planned(id: &str, start: &str, only: &[&str]) -> PlannedAudit {
    let mut audit = PlannedAudit::new(id.parse().unwrap(), "T".into());
    audit.start = start.parse().ok();
    audit.checklists = vec!["house".parse().unwrap()];
    audit.only = only
        .iter()
        .map(|at| format!("house:{at}").parse().unwrap())
        .collect();
    audit
}

fn programme(audits: Vec<PlannedAudit>) -> Programme {
    let mut programme = Programme::new("2026-01-01".parse().ok(), "2026-12-31".parse().ok());
    programme.checklists = vec!["house".parse().unwrap()];
    programme.audits = audits;
    programme
}

/// An audit that is made, with these answers.
fn made(id: &str, start: &str, answers: &[(&str, Verdict)]) -> WorkingPapers {
    let mut audit = Audit::plan(
        id.parse().unwrap(),
        "T".into(),
        vec!["house".parse().unwrap()],
        &step(""),
    );
    audit.start = start.parse().ok();
    let mut papers = WorkingPapers::new(audit, [checklist()]);
    for (row, verdict) in answers {
        let (at, question) = row.split_once('#').unwrap();
        let mut answer = Answer::to(question.parse().unwrap());
        answer.verdict = Some(*verdict);
        answer.reason = "no time".into();
        let criterion = format!("house:{at}").parse().unwrap();
        let known = papers.answers.get(&criterion).cloned();
        let mut sheet = known
            .unwrap_or_else(|| AnswerSheet::new("house".parse().unwrap(), at.parse().unwrap()));
        sheet.answers.push(answer);
        papers.put(&Record::Answers {
            audit: id.parse().unwrap(),
            sheet,
        });
    }
    papers
}

fn all(papers: Vec<WorkingPapers>) -> BTreeMap<AuditId, WorkingPapers> {
    let all = papers.into_iter();
    all.map(|papers| (papers.audit.id.clone(), papers))
        .collect()
}

fn work(programme: &Programme, made: &BTreeMap<AuditId, WorkingPapers>, by: By) -> Coverage {
    coverage(programme, made, &Statements::new(), &[checklist()], by)
}

fn line<'a>(coverage: &'a Coverage, at: &str) -> &'a Covered {
    let mut lines = coverage.parts.iter().flat_map(|part| &part.lines);
    lines
        .find(|line| line.subject.name() == at || line.subject.name() == format!("house:{at}"))
        .unwrap()
}

fn levels(coverage: &Coverage, at: &str) -> Vec<Level> {
    line(coverage, at).cells.iter().map(|c| c.level).collect()
}

fn told(programme: &Programme, made: &BTreeMap<AuditId, WorkingPapers>) -> Vec<String> {
    let coverage = work(programme, made, By::Audit);
    let gaps = gaps(programme, &coverage, made, TODAY);
    gaps.iter().map(ToString::to_string).collect()
}

#[test]
fn a_planned_audit_covers_the_clauses_that_it_is_limited_to_and_those_below() {
    let programme = programme(vec![planned("one", "2026-09-01", &["4"])]);
    let coverage = work(&programme, &BTreeMap::new(), By::Audit);
    assert_eq!(levels(&coverage, "4"), [Level::Planned]);
    assert_eq!(levels(&coverage, "4.1"), [Level::Planned]);
    assert_eq!(levels(&coverage, "5"), [Level::Nothing]);
    assert_eq!(line(&coverage, "4.1").cells[0].rows, 2);
    assert_eq!(
        told(&programme, &BTreeMap::new()),
        [
            "house:5 T is in no audit of the period",
            "house:A T with what is below it (2 clauses) is in no audit of the period",
        ]
    );
}

#[test]
fn an_audit_that_is_made_says_how_far_each_clause_is() {
    use Verdict as V;
    let programme = programme(vec![planned("one", "2026-03-01", &["4"])]);
    let mut papers = made(
        "one",
        "2026-03-01",
        &[
            ("4.1#1", V::Conforming),
            ("4.2#1", V::Nonconforming),
            ("5#1", V::NotAudited),
            ("A.1#1", V::NotApplicable),
        ],
    );
    let all_of = |papers: &WorkingPapers| all(vec![papers.clone()]);
    let coverage = work(&programme, &all_of(&papers), By::Audit);
    assert_eq!(levels(&coverage, "4"), [Level::Nonconforming]);
    assert_eq!(levels(&coverage, "4.1"), [Level::Partly]);
    assert_eq!(levels(&coverage, "5"), [Level::NotAudited]);
    assert_eq!(
        line(&coverage, "5").cells[0].why.as_deref(),
        Some("no time")
    );
    assert_eq!(levels(&coverage, "A.1"), [Level::Answered]);
    // What is still open is still to come, until the report is out.
    assert_eq!(levels(&coverage, "A.2"), [Level::Planned]);
    assert_eq!(line(&coverage, "A.2").audits, 1);
    papers.audit.state = AuditState::Issued;
    let coverage = work(&programme, &all_of(&papers), By::Audit);
    assert_eq!(line(&coverage, "A.2").audits, 0);
    assert_eq!(
        told(&programme, &all_of(&papers)),
        [
            "house:5 T is in no audit of the period",
            "house:A.2 T is in no audit of the period",
        ]
    );
}

#[test]
fn what_is_asked_twice_and_audited_once_is_a_gap() {
    let mut programme = programme(vec![planned("one", "2026-09-01", &[])]);
    programme.scope.processes = vec!["Supplier management".into()];
    programme.audits[0].processes = vec!["supplier management".into()];
    for of in ["house:4", "process: supplier management", "ai-system: chat"] {
        programme.frequencies.push(Frequency {
            of: of.parse().unwrap(),
            times: 2,
            why: String::new(),
        });
    }
    assert_eq!(
        told(&programme, &BTreeMap::new()),
        [
            "house:4 T with what is below it (2 clauses) is planned or audited once, twice is asked",
            "process \"Supplier management\" is planned or audited once, twice is asked",
            "AI system \"chat\" is in no audit of the period",
        ]
    );
    programme.audits.push(PlannedAudit {
        processes: vec!["Supplier management".into()],
        ai_systems: vec!["chat".into()],
        ..planned("two", "2026-11-01", &["4"])
    });
    programme.frequencies.pop();
    assert!(told(&programme, &BTreeMap::new()).is_empty());
}

#[test]
fn what_the_statement_of_applicability_excludes_is_not_asked_and_says_why() {
    let programme = programme(vec![planned("one", "2026-09-01", &["4", "5"])]);
    let mut statement = StatementOfApplicability::new("house".parse().unwrap());
    for at in ["A.1", "A.2"] {
        statement.put(ControlDecision {
            justification: "no customers".into(),
            ..ControlDecision::new(at.parse().unwrap(), false)
        });
    }
    let statements = Statements::from([(statement.checklist.clone(), statement)]);
    let none = BTreeMap::new();
    let coverage = coverage(&programme, &none, &statements, &[checklist()], By::Audit);
    assert_eq!(
        line(&coverage, "A.1").excluded.as_deref(),
        Some("no customers")
    );
    assert!(gaps(&programme, &coverage, &none, TODAY).is_empty());
    let sum = coverage.parts[0].sum();
    assert_eq!((sum.wanted, sum.met, sum.excluded), (3, 3, 2));
}

#[test]
fn audits_of_a_quarter_share_a_column_and_each_counts() {
    let mut programme = programme(vec![
        planned("one", "2026-07-01", &["4"]),
        planned("two", "2026-09-30", &["4.1"]),
        planned("three", "2026-10-01", &["5"]),
    ]);
    programme.times = Some(2);
    let coverage = work(&programme, &BTreeMap::new(), By::Quarter);
    let names: Vec<&str> = coverage.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["2026 Q3", "2026 Q4"]);
    assert_eq!(levels(&coverage, "4.1"), [Level::Planned, Level::Nothing]);
    assert_eq!(line(&coverage, "4.1").audits, 2);
    assert!(!line(&coverage, "4.1").is_short());
    assert!(line(&coverage, "4.2").is_short());
}

#[test]
fn audits_that_were_done_in_the_period_count_and_dropped_ones_do_not() {
    let programme = programme(vec![planned("one", "2026-09-01", &[])]);
    let programme = programme
        .with_dropped(&"one".parse().unwrap(), false, &step("no people"))
        .unwrap();
    let other = made("other", "2026-03-01", &[("5#1", Verdict::Conforming)]);
    let before = made("before", "2025-03-01", &[("5#1", Verdict::Conforming)]);
    let coverage = work(&programme, &all(vec![other, before]), By::Audit);
    let names: Vec<&str> = coverage.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["other"]);
    assert_eq!(levels(&coverage, "5"), [Level::Answered]);
}

#[test]
fn an_audit_that_was_to_begin_and_one_without_a_date_are_told() {
    let programme = programme(vec![
        planned("one", "2026-06-14", &[]),
        planned("two", "", &[]),
    ]);
    assert_eq!(
        told(&programme, &BTreeMap::new()),
        [
            "the audit one was to begin on 2026-06-14 and is not made",
            "the audit two has no date",
        ]
    );
}

#[test]
fn an_edit_is_refused_with_every_reason() {
    let programme = programme(vec![planned("one", "2026-09-01", &[])]);
    let said = |refused: Result<Programme, crate::domain::guard::Refusal>| {
        refused.unwrap_err().to_string()
    };
    let mut bad = planned("one", "2027-01-01", &[]);
    bad.title.clear();
    bad.end = "2026-12-01".parse().ok();
    bad.only = vec!["iso-42001:4".parse().unwrap()];
    bad.lead = Some(step("").by);
    bad.auditors = vec![step("").by];
    assert_eq!(
        said(programme.with_audit(bad)),
        "the programme has an audit one; ids are never reused; it has no title; it would end before it starts; \
         2027-01-01 is not in the period of the programme, 2026-01-01 to 2026-12-31; \
         iso-42001:4 is of none of its checklists; the leader is an auditor already"
    );
    let one = "one".parse().unwrap();
    assert_eq!(
        said(programme.with_dropped(&one, true, &step(" "))),
        "the audit one is made: what was not audited is said there, with the reason; dropping an audit needs a reason"
    );
    let dropped = programme
        .with_dropped(&one, false, &step("no people"))
        .unwrap();
    assert_eq!(
        said(dropped.with_changed(&planned("one", "2026-09-01", &[]))),
        "one is dropped: no people"
    );
    assert_eq!(
        said(dropped.with_dropped(&one, false, &step("again"))),
        "one is dropped already"
    );
}

#[test]
fn a_subject_reads_as_it_is_written() {
    for text in ["house:4.1", "process: supply", "ai-system: chat"] {
        assert_eq!(text.parse::<Subject>().unwrap().to_string(), text);
    }
    for text in ["", "process:", "4.1", "process: "] {
        assert!(text.parse::<Subject>().is_err(), "{text:?}");
    }
}
