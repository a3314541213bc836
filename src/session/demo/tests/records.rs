//! The records of the sample audits.

use std::collections::BTreeSet;

use super::{Demo, current, november, overdue};
use crate::domain::{
    action::ActionState,
    evidence::{CitationState, LineRange},
    finding::FindingState,
    freshness::Freshness,
    id::RowKey,
    problem::{Problem, Severity},
};

#[test]
fn citations_are_in_every_state() {
    let demo = Demo::made(november());
    let session = demo.session();
    let papers = current(&session);
    let states = session.check(papers);
    let of = |path: &str, lines: Option<(u32, u32)>| -> BTreeSet<String> {
        let lines = lines.map(|(first, last)| LineRange::new(first, last).unwrap());
        papers
            .citations()
            .filter(|(_, link)| link.path.as_deref() == Some(path) && link.lines == lines)
            .map(|(_, link)| states[&link.id].phrase())
            .collect()
    };
    for (path, lines, phrase) in [
        ("policy/ai-policy.md", None, "as cited"),
        ("risk/risk-method.md", Some((35, 44)), "as cited"),
        (
            "aims/roles.md",
            Some((19, 29)),
            "as cited; the file changed elsewhere",
        ),
        (
            "releases/log.csv",
            Some((35, 35)),
            "as cited; the file changed elsewhere",
        ),
        (
            "monitoring/log.csv",
            Some((86, 94)),
            "as cited; the file changed elsewhere",
        ),
        (
            "models/claims-triage-card.md",
            Some((24, 35)),
            "moved to models/claims-triage-card.md:28-39",
        ),
        (
            "risk/assessments/fraud-scoring.md",
            Some((18, 22)),
            "moved to risk/assessments/fraud-scoring.md:23-27",
        ),
        (
            "suppliers/review-docuread.md",
            None,
            "moved to suppliers/reviews/docuread.md",
        ),
        (
            "suppliers/review-docuread.md",
            Some((20, 28)),
            "moved to suppliers/reviews/docuread.md:20-28",
        ),
        ("releases/log.csv", Some((32, 32)), "changed since"),
        ("releases/log.csv", Some((38, 42)), "changed since"),
        ("risk/risk-method.md", Some((35, 44)), "changed since"),
        (
            "releases/claims-triage-2.3-waiver.md",
            Some((7, 23)),
            "gone",
        ),
        ("monitoring/drift-note.md", None, "not committed yet"),
        ("training/records.csv", Some((30, 31)), "not committed yet"),
        ("training/records.csv", None, "as cited"),
    ] {
        let found = of(path, lines);
        assert!(found.contains(phrase), "{path} {lines:?}: {found:?}");
    }
    let words: BTreeSet<&str> = states.values().map(CitationState::word).collect();
    assert_eq!(
        words,
        BTreeSet::from([
            "unchanged",
            "moved",
            "changed",
            "gone",
            "uncommitted",
            "no-file"
        ])
    );
}

#[test]
fn records_load_and_none_is_wrong() {
    let demo = Demo::made(november());
    let session = demo.session();
    assert!(session.broken().is_empty(), "{:?}", session.broken());
    assert_eq!(session.papers().len(), 2);
    assert_eq!(session.workspace().organisation, "Northfield Mutual");
    for papers in session.papers().values() {
        let problems = papers.problems(&session.check(papers), session.applicability());
        let grave = |p: &&Problem| p.severity == Severity::Blocks;
        assert_eq!(problems.iter().find(grave), None);
        for row in papers.answers.values().flat_map(|sheet| {
            sheet.answers.iter().map(|answer| RowKey {
                checklist: sheet.checklist.clone(),
                reference: sheet.reference.clone(),
                question: answer.question.clone(),
            })
        }) {
            assert!(
                papers.row(&row).is_some(),
                "{row} is no row of the checklist"
            );
        }
    }
    let ids: Vec<_> = session
        .papers()
        .values()
        .flat_map(|papers| papers.citations().map(|(_, link)| link.id.clone()))
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn findings_and_actions_are_at_every_stage_and_one_is_overdue() {
    let demo = Demo::made(november());
    let session = demo.session();
    let papers = current(&session);
    let findings: BTreeSet<FindingState> = papers.findings.values().map(|f| f.state).collect();
    assert!(findings.is_superset(&BTreeSet::from([
        FindingState::Draft,
        FindingState::Acknowledged,
        FindingState::Disputed,
        FindingState::Accepted,
        FindingState::Closed,
        FindingState::Noted,
    ])));
    let actions: BTreeSet<ActionState> = papers.actions.values().map(|a| a.state).collect();
    assert!(actions.is_superset(&BTreeSet::from([
        ActionState::Draft,
        ActionState::Accepted,
        ActionState::Closed,
    ])));
    assert_eq!(overdue(&session), [(-6, "David Achebe".to_owned())]);
    let earlier = session.audit(&"ia-1".parse().unwrap()).unwrap();
    for repeated in papers.findings.values().flat_map(|f| &f.repeats) {
        assert!(earlier.findings.contains_key(repeated));
    }
}

#[test]
fn a_sample_of_releases_is_drawn_again_the_same_and_one_of_them_failed() {
    let demo = Demo::made(november());
    let session = demo.session();
    let papers = current(&session);
    let row: RowKey = "iso-42001:8.1#1".parse().unwrap();
    let samples = papers.samples_of(&row);
    let [sample] = samples.as_slice() else {
        panic!("{} samples", samples.len())
    };
    assert_eq!(sample.counts().to_string(), "10 of 10 seen, 1 failed");
    assert_eq!(sample.item("REL-037").unwrap().evidence.len(), 1);
    assert_eq!(papers.proposed_size(sample), Some(20));
    assert_eq!(session.redraw(sample).unwrap(), Vec::<String>::new());
    // It was on record before anybody had looked at an item.
    let path = format!("audits/aims-internal/samples/{}.toml", sample.id);
    let log = demo.git(&["log", "--format=%H", "--", &path]);
    let commits: Vec<&str> = log.lines().collect();
    assert_eq!(commits.len(), 2, "{log}");
    let first = demo.git(&["show", &format!("{}:{path}", commits[1])]);
    assert_eq!(first.matches("result = \"unseen\"").count(), 10, "{first}");
}

#[test]
fn the_statement_of_applicability_says_what_the_table_says_and_the_audit_was_planned_before() {
    let demo = Demo::made(november());
    let session = demo.session();
    let id = "iso-42001".parse().unwrap();
    let statement = session.applicability().get(&id).unwrap();
    let checklist = session.controls_of("iso-42001").unwrap();
    assert!(statement.shortcomings(checklist).is_empty());
    assert_eq!(statement.approved_by.as_ref().unwrap().name, "Mira Okafor");
    let table = demo.git(&["show", "HEAD:aims/statement-of-applicability.csv"]);
    assert_eq!(statement.controls.len(), table.lines().count() - 1);
    for decision in &statement.controls {
        let row = table
            .lines()
            .find(|line| line.starts_with(&format!("{},", decision.reference)))
            .unwrap();
        let said = if decision.included { ",yes," } else { ",no," };
        assert!(
            row.contains(said) && row.contains(&decision.justification),
            "{row}"
        );
    }
    let states = session.check_statements();
    assert!(states.len() > 4 && states.values().all(|state| !state.is_alarm()));
    let apart = current(&session).out_of_step(session.applicability());
    let leaving: Vec<String> = apart
        .leaving
        .iter()
        .map(|l| l.control.to_string())
        .collect();
    assert_eq!(leaving, ["iso-42001:A.7.3", "iso-42001:A.10.4"]);
    assert_eq!(apart.leaving[0].answered, 1);
}

#[test]
fn one_auditor_has_worked_on_what_he_audits_and_a_safeguard_is_named() {
    let demo = Demo::made(november());
    let mut session = demo.session();
    let found = session
        .independence(&"aims-internal".parse().unwrap())
        .unwrap();
    assert!(found.is_clear(), "{found:?}");
    let [conflict] = found.conflicts.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(conflict.auditor.name, "Jonas Weber");
    assert_eq!(conflict.matter.locator(), "data/claims-history-sheet.md");
    assert!(conflict.commits.iter().all(|done| done.co_author));
    assert!(conflict.safeguard.is_some());
}

#[test]
fn one_citation_is_stale() {
    let demo = Demo::made(november());
    let session = demo.session();
    let limits = &session.workspace().freshness;
    let stale: Vec<String> = session
        .papers()
        .values()
        .flat_map(|papers| {
            papers
                .citations()
                .map(move |(place, link)| (papers, place, link))
        })
        .filter(|(papers, place, link)| {
            papers.age(place, link, limits).freshness == Freshness::Stale
        })
        .map(|(_, _, link)| link.subject())
        .collect();
    assert_eq!(stale, ["risk/assessments/fraud-scoring.md:18-22"]);
}

#[test]
fn the_closed_audit_is_signed_off_by_two_people_and_nothing_is_wrong_with_it() {
    let demo = Demo::made(november());
    let session = demo.session();
    let states = session.sign_offs(&"ia-1".parse().unwrap()).unwrap();
    let told: Vec<(&str, &str, bool)> = states
        .iter()
        .map(|state| {
            let said = state.sign_off.as_ref().unwrap();
            (said.role.word(), said.by.name.as_str(), state.counts())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("prepared", "Freya Lund", true),
            ("reviewed", "Astrid Lindqvist", true)
        ],
        "{states:#?}"
    );
    let marks = session.sign_off_marks();
    assert_eq!(marks.len(), 1);
    assert!(marks.values().all(|mark| mark.word() == "reviewed"));
}

#[test]
fn the_trail_of_one_system_is_followed_to_a_finding() {
    let demo = Demo::made(november());
    let session = demo.session();
    let papers = current(&session);
    let [trail] = papers.trails.values().collect::<Vec<_>>()[..] else {
        panic!("{} trails", papers.trails.len());
    };
    assert_eq!(trail.called(), "AIS-01 Claims triage");
    let counts = trail.counts();
    assert_eq!((counts.links, counts.hold, counts.broken), (5, 2, 1));
    let finding = trail.links.iter().find_map(|link| link.finding.as_ref());
    assert!(papers.findings.contains_key(finding.unwrap()));
    let states = session.check(papers);
    for link in trail.links.iter().flat_map(|link| &link.evidence) {
        assert!(states[&link.id].resolves(), "{}", link.subject());
    }
}
