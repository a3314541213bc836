//! The shipped checklist of ISO/IEC 42001:2023 against tables of the standard's numbers and short titles.

use std::collections::BTreeSet;

use tickmark::{
    domain::checklist::Checklist,
    store::{library::Library, lint},
};

fn with(check: impl FnOnce(&Checklist, &str)) {
    let library = Library::built_in();
    let id = "iso-42001".parse().ok();
    let entry = id.and_then(|id| library.get(&id)).and_then(Result::ok);
    assert!(entry.is_some(), "the checklist is not shipped or broken");
    if let Some(entry) = entry {
        check(&entry.checklist, &entry.text);
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.split('\t').collect())
}

#[test]
fn numbers_titles_parents_and_kinds_are_those_of_the_standard() {
    with(|checklist, _| {
        let ours: Vec<Vec<&str>> = checklist
            .clauses
            .iter()
            .map(|c| {
                let parent = c.parent.as_ref().map_or("", |parent| parent.as_str());
                vec![
                    c.reference.as_str(),
                    c.title.as_str(),
                    parent,
                    c.kind.word(),
                ]
            })
            .collect();
        let standard: Vec<Vec<&str>> = rows(include_str!("iso_42001_table.tsv")).collect();
        assert_eq!(ours, standard);
    });
}

#[test]
fn every_lowest_clause_and_control_has_a_question_with_evidence() {
    with(|checklist, _| {
        for clause in &checklist.clauses {
            let heading = checklist
                .clauses
                .iter()
                .any(|c| c.parent.as_ref() == Some(&clause.reference));
            assert_eq!(heading, clause.questions.is_empty(), "{}", clause.reference);
            for question in &clause.questions {
                assert!(
                    !question.evidence.is_empty(),
                    "{} #{}",
                    clause.reference,
                    question.id
                );
            }
        }
    });
}

#[test]
fn every_lettered_item_is_covered_in_its_clause() {
    with(|checklist, _| {
        for row in rows(include_str!("iso_42001_lettered.tsv")) {
            let clause = checklist.clause(&row[1].parse().unwrap()).unwrap();
            let covered = clause
                .questions
                .iter()
                .flat_map(|q| &q.covers)
                .any(|item| item == row[0]);
            assert!(covered, "{}", row[0]);
        }
    });
}

#[test]
fn no_two_questions_and_no_two_labels_are_alike() {
    with(|checklist, _| {
        let (mut texts, mut labels) = (BTreeSet::new(), BTreeSet::new());
        for question in checklist.clauses.iter().flat_map(|c| &c.questions) {
            assert!(
                texts.insert(question.text.to_lowercase()),
                "{}",
                question.text
            );
            assert!(
                labels.insert(question.label.to_lowercase()),
                "{}",
                question.label
            );
            assert!(
                (1..=28).contains(&question.label.chars().count()),
                "{}",
                question.label
            );
        }
    });
}

#[test]
fn lint_finds_nothing_in_it() {
    with(|_, text| assert_eq!(lint::lint(text, "iso-42001.toml"), []));
}
