//! What the linter says, what it leaves alone, and that its places are places of the text.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{words::is_english, *};
use crate::domain::{
    audit::{Audit, TeamMember, TeamRole},
    evidence::{EvidenceKind, EvidenceLink, Pin},
    finding::FindingType,
    history::Step,
    id::{EvidenceId, FindingId},
    person::Person,
    workspace::Workspace,
};

fn person(text: &str) -> Person {
    text.parse().unwrap()
}

fn step() -> Step {
    Step {
        by: person("Mira Okafor <mira@example.org>"),
        at: "2026-11-22T10:00:00Z".parse().unwrap(),
        today: "2026-11-22".parse().unwrap(),
        why: String::new(),
    }
}

fn papers() -> WorkingPapers {
    let mut audit = Audit::plan("a-1".parse().unwrap(), "A".to_owned(), Vec::new(), &step());
    audit.period_start = Some("2026-01-01".parse().unwrap());
    audit.period_end = Some("2026-06-30".parse().unwrap());
    let team = [
        "Mira Okafor <mira@example.org>",
        "Mark Grant <mark@example.org>",
        "Quality Manager <qm@example.org>",
    ];
    audit.team = team
        .iter()
        .map(|text| TeamMember {
            person: person(text),
            role: TeamRole::Auditor,
        })
        .collect();
    WorkingPapers::new(audit, [])
}

fn whole() -> Finding {
    let mut finding = Finding::draft(FindingId::draw(7), FindingType::Minor, &step());
    finding.title = "Release without an impact assessment".into();
    finding.criteria = vec!["iso-42001:8.4".parse().unwrap()];
    finding.requirement = "Releases are assessed before they go live.".into();
    finding.objective_evidence = "The log has no assessment for release 2.3.".into();
    finding.statement = "Release 2.3 went live without the assessment.".into();
    finding.grade_reason = "One of twelve releases.".into();
    finding.evidence = vec![talk(EvidenceKind::Interview, "2026-03-01T10:00:00Z")];
    finding
}

fn talk(kind: EvidenceKind, at: &str) -> EvidenceLink {
    let who = "release manager".to_owned();
    let mut link = EvidenceLink::of_talk(
        EvidenceId::draw(1),
        kind,
        who,
        step().by,
        at.parse().unwrap(),
    );
    link.what = "a release".into();
    link
}

fn said(finding: &Finding) -> Vec<Remark> {
    let papers = papers();
    finding.lint(&LintContext {
        papers: &papers,
        names: &Names::of(&papers, &[person("Rolf Release <rolf@example.org>")]),
        citations: &BTreeMap::new(),
        inapplicable: &BTreeMap::new(),
        limits: &[],
        grades: &Workspace::of("E".to_owned()).offered_grades(),
    })
}

/// Lists rule and words of what is said of a statement.
fn of_statement(text: &str) -> Vec<(Rule, String)> {
    let mut finding = whole();
    finding.statement = text.to_owned();
    let remarks = said(&finding).into_iter();
    remarks
        .map(|remark| {
            let span = remark.span.unwrap_or(0..0);
            (remark.rule, text.get(span).unwrap_or_default().to_owned())
        })
        .collect()
}

#[test]
fn a_well_written_finding_gets_no_remark() {
    assert_eq!(said(&whole()), []);
}

#[test]
fn advice_causes_and_vague_words_are_found_in_their_place() {
    let cases = [
        ("The owner should sign it.", Rule::Advice, "should"),
        (
            "A register must be  introduced.",
            Rule::Advice,
            "must be  introduced",
        ),
        ("We recommend a gate.", Rule::Advice, "recommend"),
        (
            "It was late because the gate was open.",
            Rule::Cause,
            "because",
        ),
        ("This was due to\nhuman mistakes.", Rule::Cause, "due to"),
        ("It was a Human Error.", Rule::Cause, "Human Error"),
        ("Several releases went live.", Rule::Vague, "Several"),
        ("The check is not adequate.", Rule::Vague, "adequate"),
    ];
    for (text, rule, words) in cases {
        assert_eq!(of_statement(text), [(rule, words.to_owned())], "{text}");
    }
}

#[test]
fn what_only_looks_like_it_is_left_alone() {
    let texts = [
        "The report is due to be reviewed in May.",
        "The method says \"several owners should sign\", and one signed.",
        "The something-else and handsome threesome of someone is there.",
        "Das Verfahren ist nicht adequate, several und often, because die Freigabe fehlt.",
        "La procédure n'est pas appliquée, some et often, because et should.",
        "The DR test and the MS Teams channel were not recorded.",
        "Ms Teams has no retention rule.",
        "Grant of access is not recorded. Grant requests are kept.",
        "The Quality Manager and the privacy officer at privacy@example.org confirmed it.",
        "Package react@18.2.0 and git@example.org:models/card were pinned.",
    ];
    for text in texts {
        assert_eq!(of_statement(text), [], "{text}");
    }
}

#[test]
fn a_word_of_the_requirement_is_its_wording() {
    let mut finding = whole();
    finding.requirement = "Adequate resources are provided.".into();
    finding.statement = "The resources of the model team are not adequate.".into();
    assert_eq!(said(&finding), []);
}

#[test]
fn an_opportunity_may_say_what_could_be_done() {
    let mut finding = whole();
    finding.kind = FindingType::Opportunity;
    finding.statement = "The register should name the model version.".into();
    assert_eq!(said(&finding), []);
}

#[test]
fn people_are_found_by_name_address_and_form_of_address() {
    let cases = [
        ("The log was shown by mira okafor.", "mira okafor"),
        ("It was shown by M. Okafor in May.", "Okafor"),
        ("The release was approved by Grant in May.", "Grant"),
        ("Dr. Weber confirmed it.", "Dr. Weber"),
        ("It was confirmed by Ms Novak.", "Ms Novak"),
        (
            "Write to jane.doe@example.org, please.",
            "jane.doe@example.org",
        ),
    ];
    for (text, words) in cases {
        assert_eq!(
            of_statement(text),
            [(Rule::PersonName, words.to_owned())],
            "{text}"
        );
    }
    let mut finding = whole();
    finding.objective_evidence = "The log of Mr Stone has no entry for release 2.3.".into();
    let remarks = said(&finding);
    assert_eq!(
        remarks.first().map(|remark| remark.field),
        Some("objective-evidence")
    );
}

#[test]
fn an_author_of_the_repository_is_found_by_the_whole_name_alone() {
    let found = |text: &str| {
        let told = of_statement(text).into_iter();
        told.filter(|(rule, _)| *rule == Rule::PersonName)
            .map(|(_, words)| words)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found("The gate was waived by rolf release."),
        ["rolf release"]
    );
    // Many have written to a repository, and their surnames are words as well.
    assert_eq!(found("The log of the Release has no entry."), [""; 0]);
}

#[test]
fn whoever_the_records_name_is_found_by_the_surname() {
    let mut papers = papers();
    papers.audit.auditees = vec![
        "Data Science".to_owned(),
        "Helen Marsh <helen@example.org>".to_owned(),
    ];
    let mut action = crate::domain::action::CorrectiveAction::draft(
        crate::domain::id::ActionId::draw(3),
        FindingId::draw(7),
        &step(),
    );
    action.effectiveness.verifier = Some(person("Britt Lindgren <britt@example.org>"));
    papers.actions.insert(action.id.clone(), action);
    let names = Names::of(&papers, &[]);
    let mut finding = whole();
    finding.statement =
        "It was told to Marsh and to Lindgren, and seen by the Data Science unit.".into();
    let mut remarks = Vec::new();
    names::check(&finding, &names, &mut remarks);
    let told: Vec<&str> = remarks.iter().map(|remark| remark.text.as_str()).collect();
    assert_eq!(
        told,
        ["\"Marsh\" names a person", "\"Lindgren\" names a person"]
    );
}

#[test]
fn what_keeps_it_from_being_issued_is_marked_as_such() {
    let empty = Finding::draft(FindingId::draw(7), FindingType::Minor, &step());
    let remarks = said(&empty);
    let told: Vec<(Rule, &str, bool)> = remarks
        .iter()
        .map(|remark| (remark.rule, remark.field, remark.is_guard))
        .collect();
    assert_eq!(
        told,
        [
            (Rule::Incomplete, "title", true),
            (Rule::Incomplete, "requirement", true),
            (Rule::Incomplete, "objective-evidence", true),
            (Rule::Incomplete, "statement", true),
            (Rule::NoReason, "grade-reason", true),
            (Rule::NoCriterion, "criteria", true),
            (Rule::UnresolvedEvidence, "evidence", true),
        ]
    );
}

#[test]
fn evidence_that_does_not_resolve_or_is_not_of_the_period_is_told_with_its_citation() {
    let mut finding = whole();
    let pin = Pin {
        repository: ".".into(),
        path: "risk/method.md".into(),
        commit: Some("a1b2".into()),
        blob: "9f8e".into(),
        sha256: "00".into(),
        lines: None,
        excerpt_sha256: None,
        effective: Some("2025-05-12".parse().unwrap()),
    };
    let file = EvidenceLink::of_file(EvidenceId::draw(2), pin, step().by, step().at);
    finding.evidence = vec![file, talk(EvidenceKind::Interview, "2025-03-01T10:00:00Z")];
    let papers = papers();
    let lint = |state: CitationState| {
        let citations = BTreeMap::from([(EvidenceId::draw(2), state)]);
        let remarks = finding.lint(&LintContext {
            papers: &papers,
            names: &Names::default(),
            citations: &citations,
            inapplicable: &BTreeMap::from([(
                "iso-42001:8.4".parse().unwrap(),
                "8.4 is excluded".to_owned(),
            )]),
            limits: &[],
            grades: &[],
        });
        let told = remarks
            .into_iter()
            .map(|r| (r.rule, r.evidence, r.is_guard));
        told.collect::<Vec<_>>()
    };
    let other = [
        (Rule::UnknownGrade, None, false),
        (Rule::ExcludedControl, None, true),
    ];
    let old_talk = (Rule::OutsidePeriod, Some(EvidenceId::draw(1)), false);
    // A file from before the period that still holds is no fault.
    let mut wanted = other.to_vec();
    wanted.push(old_talk.clone());
    let unchanged = CitationState::Unchanged {
        file_changed: false,
    };
    assert_eq!(lint(unchanged), wanted);
    wanted.insert(
        2,
        (Rule::UnresolvedEvidence, Some(EvidenceId::draw(2)), true),
    );
    assert_eq!(lint(CitationState::Gone), wanted);
}

#[test]
fn a_text_is_english_by_its_small_words() {
    assert!(is_english("The register is not kept"));
    assert!(is_english("Register missing"));
    assert!(!is_english("Das Register ist nicht geführt"));
    assert!(!is_english("Le registre n'est pas tenu à jour"));
    assert!(!is_english(
        "El registro no está completo para los sistemas"
    ));
}

proptest! {
    #[test]
    fn every_place_is_one_of_its_text(text in "(?s).{0,120}|([Dd]ue to|[Mm]s |é|@a.bc|\"| should|Okafor|\u{301}|İ){0,12}") {
        let mut finding = whole();
        finding.statement.clone_from(&text);
        finding.title.clone_from(&text);
        finding.objective_evidence.clone_from(&text);
        for remark in said(&finding) {
            if let Some(span) = remark.span.clone() {
                let there = text.get(span.clone());
                prop_assert!(there.is_some_and(|words| !words.trim().is_empty()), "{span:?} {remark:?}");
            }
        }
    }
}
