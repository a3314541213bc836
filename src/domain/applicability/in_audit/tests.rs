//! What a statement means to an audit, and how the two come apart and together again.

use super::*;
use crate::domain::{
    answer::{Answer, AnswerSheet, Verdict},
    applicability::StatementOfApplicability,
    finding::{Finding, FindingType},
    history::Step,
};

fn step() -> Step {
    Step {
        by: "Mira <mira@example.org>".parse().unwrap(),
        at: "2026-11-22T10:15:00Z".parse().unwrap(),
        today: "2026-11-22".parse().unwrap(),
        why: String::new(),
    }
}

fn checklist() -> Checklist {
    toml::from_str(
        r#"
        schema = 1
        id = "iso-42001"
        title = "t"
        standard = "s"
        clause = [
          { ref = "6.1.3", title = "Risk treatment", kind = "clause", question = [{ id = "1", text = "?" }] },
          { ref = "A.10", title = "Third parties", kind = "control-group" },
          { ref = "A.10.2", title = "Sharing", kind = "control", parent = "A.10", question = [{ id = "1", text = "?" }] },
          { ref = "A.10.4", title = "Customers", kind = "control", parent = "A.10", question = [{ id = "1", text = "?" }, { id = "2", text = "?" }] },
        ]
        "#,
    )
    .unwrap()
}

fn papers() -> WorkingPapers {
    let id = "iso-42001".parse().unwrap();
    let audit = Audit::plan("aims".parse().unwrap(), "t".into(), vec![id], &step());
    WorkingPapers::new(audit, [checklist()])
}

fn statements(decisions: &[(&str, bool, &str)]) -> Statements {
    let mut statement = StatementOfApplicability::new("iso-42001".parse().unwrap());
    for (reference, included, why) in decisions {
        statement.put(ControlDecision {
            justification: (*why).to_owned(),
            ..ControlDecision::new(reference.parse().unwrap(), *included)
        });
    }
    Statements::from([(statement.checklist.clone(), statement)])
}

fn control(text: &str) -> Criterion {
    format!("iso-42001:{text}").parse().unwrap()
}

fn asked(papers: &WorkingPapers) -> Vec<String> {
    papers.rows().map(|row| row.key().to_string()).collect()
}

#[test]
fn an_excluded_control_leaves_the_audit_with_its_justification() {
    let mut papers = papers();
    let statements = statements(&[("A.10.4", false, "We sell no AI."), ("6.1.3", false, "no")]);
    papers.audit = papers.aligned(&statements);
    assert_eq!(asked(&papers), ["iso-42001:6.1.3#1", "iso-42001:A.10.2#1"]);
    let exclusion = &papers.audit.exclusions[0];
    assert_eq!(exclusion.source, ExclusionSource::Applicability);
    assert_eq!(
        exclusion.reason,
        "excluded by the statement of applicability: We sell no AI."
    );
    assert!(papers.out_of_step(&statements).is_empty());
}

#[test]
fn what_leaves_is_told_with_its_answers_and_findings() {
    let mut papers = papers();
    let mut answer = Answer::to("2".parse().unwrap());
    answer.verdict = Some(Verdict::Nonconforming);
    let mut sheet = AnswerSheet::new("iso-42001".parse().unwrap(), "A.10.4".parse().unwrap());
    sheet.put(answer);
    papers.answers.insert(control("A.10.4"), sheet);
    let mut finding = Finding::draft("F-000001".parse().unwrap(), FindingType::Minor, &step());
    finding.criteria.push(control("A.10.4"));
    papers.findings.insert(finding.id.clone(), finding);
    let statements = statements(&[("A.10.4", false, "why")]);
    let apart = papers.out_of_step(&statements);
    assert_eq!(
        apart.leaving,
        [Leaving {
            control: control("A.10.4"),
            rows: 2,
            answered: 1,
            findings: vec!["F-000001".parse().unwrap()],
        }]
    );
    assert_eq!(apart.summary(), "1 control leaves");
    let answers = papers.answers.clone();
    papers.audit = papers.aligned(&statements);
    assert_eq!(papers.answers, answers, "what was answered stays on record");
}

#[test]
fn a_control_comes_back_when_it_is_included_or_undecided_again() {
    for decisions in [&[("A.10.4", true, "why")][..], &[]] {
        let mut papers = papers();
        papers.audit = papers.aligned(&statements(&[("A.10.4", false, "why")]));
        let apart = papers.out_of_step(&statements(decisions));
        assert_eq!(apart.returning, [control("A.10.4")]);
        papers.audit = papers.aligned(&statements(decisions));
        assert!(papers.audit.exclusions.is_empty());
    }
}

#[test]
fn another_justification_is_another_reason() {
    let mut papers = papers();
    papers.audit = papers.aligned(&statements(&[("A.10.4", false, "one")]));
    let apart = papers.out_of_step(&statements(&[("A.10.4", false, "two")]));
    assert_eq!(apart.reworded, [control("A.10.4")]);
    assert_eq!(apart.summary(), "1 reason changes");
}

#[test]
fn what_the_plan_leaves_out_is_none_of_the_statements_business() {
    let mut papers = papers();
    papers.audit.exclusions.push(Exclusion {
        checklist: "iso-42001".parse().unwrap(),
        reference: "A.10".parse().unwrap(),
        reason: "next year".to_owned(),
        source: ExclusionSource::Plan,
    });
    let excluded = statements(&[("A.10.4", false, "why")]);
    assert!(papers.out_of_step(&excluded).is_empty());
    assert!(
        papers
            .out_of_step(&statements(&[("A.10.4", true, "why")]))
            .is_empty()
    );
    assert!(papers.out_of_step(&Statements::new()).is_empty());
}

#[test]
fn an_excluded_control_cannot_be_a_criterion_whether_the_audit_or_the_statement_excludes_it() {
    let mut papers = papers();
    let excluded = statements(&[("A.10.4", false, "why")]);
    let why = "A.10.4 is excluded by the statement of applicability; cite iso-42001:6.1.3";
    let now = papers.inapplicable(&excluded);
    assert_eq!(
        now.into_iter().collect::<Vec<_>>(),
        [(control("A.10.4"), why.to_owned())]
    );
    papers.audit = papers.aligned(&excluded);
    let kept = papers.inapplicable(&statements(&[("A.10.4", true, "why")]));
    assert_eq!(kept.get(&control("A.10.4")).map(String::as_str), Some(why));
    papers.audit.exclusions[0].source = ExclusionSource::Plan;
    assert!(papers.inapplicable(&Statements::new()).is_empty());
}

#[test]
fn a_statement_is_approved_when_every_control_is_decided_and_justified() {
    let whole = statements(&[("A.10.2", true, "yes"), ("A.10.4", false, "no")]);
    let open = statements(&[("A.10.4", false, " ")]);
    let of = |statements: &Statements| statements.values().next().unwrap().clone();
    let refused = of(&open).approved(&checklist(), &step()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "nothing is decided about A.10.2; A.10.4 is excluded without a justification"
    );
    let approved = of(&whole).approved(&checklist(), &step()).unwrap();
    assert_eq!(approved.approved_on, Some(step().today));
    assert_eq!(approved.approved_by, Some(step().by));
}
