use crate::domain::{
    answer::{Answer, AnswerSheet, Verdict},
    applicability::{ControlDecision, StatementOfApplicability},
    audit::{Audit, AuditMode, Exclusion, ExclusionSource},
    checklist::Checklist,
    finding::{Finding, FindingType},
    history::Step,
    id::ChecklistId,
};

use super::*;

fn step() -> Step {
    Step {
        by: "Ada Auditor <ada@example.org>".parse().unwrap(),
        at: "2026-03-02T09:00:00Z".parse().unwrap(),
        today: "2026-03-02".parse().unwrap(),
        why: String::new(),
    }
}

fn papers() -> WorkingPapers {
    let checklist: Checklist = toml::from_str(
        r#"
        schema = 1
        id = "house"
        title = "House rules"
        standard = "House rules"
        edition = "3"
        [[clause]]
        ref = "4"
        title = "Context"
        kind = "clause"
        [[clause]]
        ref = "4.1"
        title = "Issues"
        parent = "4"
        kind = "clause"
        [[clause.question]]
        id = "1"
        text = "What are the issues?"
        [[clause.question]]
        id = "2"
        text = "Who keeps them?"
        "#,
    )
    .unwrap();
    let audit = Audit::plan(
        "a-1".parse().unwrap(),
        "Audit | one".to_owned(),
        vec!["house".parse().unwrap()],
        &step(),
    );
    let mut papers = WorkingPapers::new(audit, [checklist]);
    let mut sheet = AnswerSheet::new("house".parse().unwrap(), "4.1".parse().unwrap());
    let mut answer = Answer::to("1".parse().unwrap());
    answer.verdict = Some(Verdict::NotApplicable);
    answer.reason = "No <b>issues</b>".to_owned();
    answer.note = "# not a heading\n| not | a table |".to_owned();
    sheet.put(answer);
    let criterion = "house:4.1".parse().unwrap();
    papers.answers.insert(criterion, sheet);
    let mut finding = Finding::draft("F-000001".parse().unwrap(), FindingType::Minor, &step());
    finding.title = "Nobody\u{1b}[2J keeps them".to_owned();
    finding.criteria.push("house:4.1".parse().unwrap());
    papers.findings.insert(finding.id.clone(), finding);
    papers
}

fn report(papers: &WorkingPapers) -> String {
    report_with(papers, &Statements::new())
}

fn report_with(papers: &WorkingPapers, statements: &Statements) -> String {
    markdown(&ReportInput {
        organisation: "Example Ltd",
        papers,
        citations: &BTreeMap::new(),
        statements,
        sign_offs: &[],
        freshness: &[],
        grades: &crate::domain::workspace::Workspace::of("Example Ltd".to_owned()).offered_grades(),
        independence: None,
    })
}

#[test]
fn a_statement_of_applicability_is_reported_control_by_control() {
    let mut papers = papers();
    assert!(!report(&papers).contains("Statement of applicability"));
    let id: ChecklistId = "house".parse().unwrap();
    let checklist = papers.checklists.get_mut(&id).unwrap();
    let control = "schema = 1\nid = 'x'\ntitle = 't'\nstandard = 's'\nclause = [\
        { ref = 'A.2', title = 'Pipes | and more', kind = 'control' },\
        { ref = 'A.3', title = 'Drains', kind = 'control' }]";
    let more: Checklist = toml::from_str(control).unwrap();
    checklist.clauses.extend(more.clauses);
    let mut statement = StatementOfApplicability::new(id.clone());
    let mut decision = ControlDecision::new("A.2".parse().unwrap(), false);
    decision.justification = "No <pipes>".to_owned();
    statement.put(decision);
    let other = StatementOfApplicability::new("elsewhere".parse().unwrap());
    let statements = Statements::from([(id, statement), (other.checklist.clone(), other)]);
    let text = report_with(&papers, &statements);
    assert!(text.contains("## Statement of applicability"), "{text}");
    assert!(text.contains("Of 2 controls 0 are included, 1 excluded, 1 undecided; not approved."));
    assert!(text.contains("| A.2 | Pipes \\| and more | no | No &lt;pipes&gt; |  |  |  |"));
    assert!(text.contains("| A.3 | Drains | undecided |  |  |  |  |"));
    assert!(!text.contains("elsewhere"));
}

#[test]
fn samples_are_reported_with_what_draws_them_again_and_what_failed() {
    use crate::domain::{
        id::SampleId,
        sample::{
            Design, ItemResult, Population, PopulationKind, Sample, SampleMethod, Size, Unit,
        },
    };
    let mut papers = papers();
    assert!(!report(&papers).contains("## Samples"));
    let unit = |id: &str| Unit {
        id: id.to_owned(),
        label: format!("{id} | chat"),
        stratum: String::new(),
        lines: None,
    };
    let mut population = Population::of(PopulationKind::CsvRows);
    population.path = Some("releases/log.csv".to_owned());
    population.commit = "a1b2c3d4e5f6a7b8".to_owned();
    population.size = 41;
    let design = Design {
        title: "Releases".to_owned(),
        row: Some("house:4.1#1".parse().unwrap()),
        finding: None,
        method: SampleMethod::Random,
        strata: None,
        size: None,
        seed: "5b1f03d9".to_owned(),
        named: Vec::new(),
        reason: String::new(),
    };
    let size = Size {
        rule: Some("sqrt".parse().unwrap()),
        number: 2,
    };
    let units = [unit("12"), unit("30")];
    let sample = Sample::drawn(SampleId::draw(1), &design, population, size, units, &step())
        .with_result("12", ItemResult::Fail, Some("no <report>"), &step())
        .unwrap()
        .replaced("30", unit("31"), "withdrawn")
        .unwrap();
    papers.samples.insert(sample.id.clone(), sample);
    let text = report(&papers);
    assert!(text.contains("unseen items may differ"), "{text}");
    let row = "| S-000001 | house:4.1\\#1 | rows of releases/log.csv at `a1b2c3d4e5` | 41 | random | 2 (sqrt) \
               | `5b1f03d9` | 1 of 2 seen, 1 failed |";
    assert!(text.contains(row), "{text}");
    assert!(
        text.contains("- `12` 12 \\| chat: no &lt;report&gt;"),
        "{text}"
    );
    assert!(text.contains("- `30` by `31`: withdrawn"), "{text}");
}

#[test]
fn the_same_records_give_the_same_bytes() {
    let papers = papers();
    assert_eq!(report(&papers), report(&papers.clone()));
}

#[test]
fn every_part_that_a_report_needs_is_there_even_when_it_is_empty() {
    let text = report(&papers());
    for part in [
        "# Audit \\| one",
        "**This is a draft.**",
        "## Objectives",
        "## Scope",
        "### Left out of the scope",
        "## Audit criteria",
        "- House rules, edition 3 (checklist `house`)",
        "## Audit team",
        "## Auditees",
        "## Methods",
        "## Summary",
        "| not applicable | 1 |",
        "| minor nonconformity | 1 | 0 | 0 |",
        "## Coverage",
        "| 4.1 | Issues | 1 of 2 | partly answered |",
        "## Audit conclusion",
        "## Opinions that stayed divided",
        "## Areas not covered",
        "## Limits of this audit",
        "## Findings",
        "## Corrective actions",
        "## Not applicable",
        "## Not audited",
        "## Answers",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn what_a_record_says_stays_text() {
    let text = report(&papers());
    assert!(!text.contains('\u{1b}'));
    assert!(!text.contains("<b>"));
    assert!(
        text.contains("\n\\# not a heading\\\n\\| not \\| a table \\|\n"),
        "{text}"
    );
    assert!(text.contains("| No &lt;b&gt;issues&lt;/b&gt; |"));
}

fn gap_papers() -> WorkingPapers {
    let mut papers = papers();
    papers.audit.mode = AuditMode::GapAnalysis;
    let criterion = "house:4.1".parse().unwrap();
    let sheet = papers.answers.get_mut(&criterion).unwrap();
    let mut answer = Answer::to("2".parse().unwrap());
    answer.maturity = "2".parse().ok();
    answer.target = "4".parse().ok();
    sheet.put(answer);
    papers
}

#[test]
fn a_gap_analysis_has_maturity_and_gap_by_clause_and_by_row() {
    let text = report(&gap_papers());
    for part in [
        "| Judges | gap analysis, target 3 |",
        "2 of 2 questions are answered (100 %).",
        "| 2: planned and followed up | 1 |",
        "| not applicable | 1 |",
        "| 4.1 | Issues | 2 of 2 | maturity 2.0 of 4.0 |",
        "## Maturity and gap",
        "Questions rated: 1. Mean maturity: **2.0**. Mean target: **4.0**. Questions below their target: 1. Steps missing: 2.",
        "| 4.1 | Issues | 1 of 2 | 2.0 | 4.0 | 1 | 2 |",
        "**1** What are the issues?: **not applicable**",
        "**2** Who keeps them?: **maturity 2 of 4: planned and followed up (target of its own, 2 steps missing)**",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn where_conformity_is_judged_a_rating_changes_no_byte() {
    let mut papers = gap_papers();
    papers.audit.mode = AuditMode::Conformity;
    let with = report(&papers);
    let criterion = "house:4.1".parse().unwrap();
    let sheet = papers.answers.get_mut(&criterion).unwrap();
    for answer in &mut sheet.answers {
        answer.maturity = None;
        answer.target = None;
    }
    assert_eq!(with, report(&papers));
    assert!(!with.contains("aturity"), "{with}");
}

#[test]
fn a_rating_that_was_left_out_later_is_told() {
    let mut papers = gap_papers();
    papers.audit.exclusions.push(Exclusion {
        checklist: "house".parse().unwrap(),
        reference: "4".parse().unwrap(),
        reason: "Next year".to_owned(),
        source: ExclusionSource::Plan,
    });
    let text = report(&papers);
    assert!(
        text.contains("Who keeps them? | maturity 2 of 4: planned and followed up"),
        "{text}"
    );
}

#[test]
fn no_text_of_a_record_comes_into_a_report_as_it_is() {
    use crate::safe::hostile::{Strings, asked, assert_shown};
    let mut strings = Strings::new(3);
    for _ in 0..asked(20_000) {
        let text = strings.text();
        assert_shown("a part of a line", &escape::inline(&text));
        assert_shown("paragraphs", &escape::paragraphs(&text));
        assert_shown("a path", &escape::code(&text));
    }
}
