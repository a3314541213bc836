//! Every clause has its questions, every question its guidance, and they are written as questions are.

use std::collections::BTreeSet;

use tickmark::domain::checklist::{Checklist, Clause, ClauseKind};

use super::{all, rows, shipped};

/// The ids of all questions that were ever shipped: answers refer to them, so that none may disappear or be used again.
const IDS: &str = include_str!("ids.txt");

fn is_heading(checklist: &Checklist, clause: &Clause) -> bool {
    checklist
        .clauses
        .iter()
        .any(|other| other.parent.as_ref() == Some(&clause.reference))
}

#[test]
fn every_lowest_clause_has_its_questions_and_no_heading_has_one() {
    for checklist in all() {
        let allowed = if checklist.id.as_str() == "iso-42001" {
            3..=6
        } else {
            2..=7
        };
        for clause in &checklist.clauses {
            let place = format!("{} {}", checklist.id, clause.reference);
            let questions = clause.questions.len();
            if is_heading(&checklist, clause) {
                assert_eq!(questions, 0, "{place}");
            } else {
                assert!(allowed.contains(&questions), "{place}: {questions}");
            }
        }
    }
    assert!(shipped("iso-42001").question_count() >= 250);
}

#[test]
fn every_question_says_what_to_ask_for_and_what_is_often_found() {
    for checklist in all() {
        for clause in &checklist.clauses {
            for question in &clause.questions {
                let place = format!("{}:{}#{}", checklist.id, clause.reference, question.id);
                assert!(!question.good.is_empty(), "{place} has no good answer");
                assert!(!question.evidence.is_empty(), "{place} has no evidence");
                assert!(!question.nonconformities.is_empty(), "{place}: often found");
                for often in &question.nonconformities {
                    assert!(!often.why.is_empty(), "{place}: {}", often.text);
                }
                let label = question.label.chars().count();
                assert!((1..=28).contains(&label), "{place}: {}", question.label);
            }
        }
    }
}

#[test]
fn no_two_questions_of_a_checklist_and_no_two_labels_are_alike() {
    for checklist in all() {
        let (mut texts, mut labels) = (BTreeSet::new(), BTreeSet::new());
        for question in checklist.clauses.iter().flat_map(|c| &c.questions) {
            let text: String = question
                .text
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric())
                .collect();
            assert!(texts.insert(text), "{}", question.text);
            assert!(
                labels.insert(question.label.to_lowercase()),
                "{}: {}",
                checklist.id,
                question.label
            );
        }
    }
}

#[test]
fn every_lettered_item_is_covered_in_its_clause() {
    let checklist = shipped("iso-42001");
    let items: Vec<_> = rows(include_str!("iso-42001-lettered.tsv")).collect();
    assert_eq!(items.len(), 59);
    for row in items {
        let clause = checklist.clause(&row[1].parse().unwrap()).unwrap();
        let covered = clause
            .questions
            .iter()
            .flat_map(|q| &q.covers)
            .any(|item| item == row[0]);
        assert!(covered, "{}", row[0]);
    }
}

#[test]
fn what_bears_on_risks_and_controls_names_its_objectives_and_risk_sources() {
    let checklist = shipped("iso-42001");
    for clause in &checklist.clauses {
        let control = clause.kind == ClauseKind::Control;
        assert_eq!(control, !clause.topics.is_empty(), "{}", clause.reference);
        for question in &clause.questions {
            let reference = clause.reference.as_str();
            if control || reference.starts_with('6') || reference.starts_with('8') {
                assert!(
                    !question.bears_on.is_empty(),
                    "{reference} #{}",
                    question.id
                );
            }
            for entry in &question.bears_on {
                let sort = entry.as_str();
                assert!(
                    sort.starts_with("C.2.") || sort.starts_with("C.3."),
                    "{sort}"
                );
                assert!(checklist.reference(entry).is_some(), "{sort}");
            }
        }
    }
}

#[test]
fn the_readme_counts_the_questions_right() {
    let readme = include_str!("../../../README.md");
    let mut all_of_them = 0;
    for checklist in all() {
        let count = checklist.question_count();
        all_of_them += count;
        let row = readme
            .lines()
            .find(|line| line.starts_with(&format!("| `{}` |", checklist.id)));
        assert!(
            row.is_some_and(|row| row.ends_with(&format!("| {count} |"))),
            "{row:?}"
        );
    }
    let changes = include_str!("../../../CHANGELOG.md");
    assert!(
        changes.contains(&format!("{all_of_them}\n  questions")),
        "{all_of_them}"
    );
}

#[test]
fn no_id_of_a_question_disappears() {
    let ids: BTreeSet<String> = all()
        .flat_map(|checklist| {
            let id = checklist.id.clone();
            checklist.clauses.into_iter().flat_map(move |clause| {
                let (id, reference) = (id.clone(), clause.reference.clone());
                clause
                    .questions
                    .into_iter()
                    .map(move |question| format!("{id}:{reference}#{}", question.id))
            })
        })
        .collect();
    let shipped: BTreeSet<String> = IDS.lines().map(str::to_owned).collect();
    let gone: Vec<_> = shipped.difference(&ids).collect();
    assert!(gone.is_empty(), "ids are permanent: {gone:?}");
    let new: Vec<_> = ids.difference(&shipped).collect();
    assert!(
        new.is_empty(),
        "add to tests/suite/shipped/ids.txt: {new:?}"
    );
}

#[test]
fn lint_finds_nothing_in_them_not_even_in_their_wording() {
    use tickmark::store::{
        library::Library,
        lint::{Rules, lint_by},
    };

    let library = Library::built_in();
    let rules = Rules {
        library: &library,
        strict: true,
    };
    for checklist in all() {
        let text = library.text(&checklist.id).unwrap();
        let faults = lint_by(rules, text, checklist.id.as_str());
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
