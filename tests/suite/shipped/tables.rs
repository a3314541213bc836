//! Numbers, titles, parents and kinds are those of the standards.

use super::{SHIPPED, rows, shipped};

#[test]
fn the_library_ships_exactly_these() {
    let library = tickmark::store::library::Library::built_in();
    let mut ids: Vec<String> = library.titles().into_iter().map(|(id, _)| id).collect();
    let mut known: Vec<String> = SHIPPED.iter().map(|(id, _)| (*id).to_owned()).collect();
    ids.sort();
    known.sort();
    assert_eq!(ids, known);
}

#[test]
fn numbers_titles_parents_and_kinds_are_those_of_the_standard() {
    for (id, table) in SHIPPED {
        let checklist = shipped(id);
        // The chapters and sections of a law are no rows of its table; they stand above the articles.
        let heads = ["chapter", "section"];
        let ours: Vec<Vec<String>> = checklist
            .clauses
            .iter()
            .filter(|clause| !heads.contains(&clause.kind.word()))
            .map(|clause| {
                let parent = clause.parent.as_ref().map_or("", |parent| parent.as_str());
                // NIST's sentences are too long for a title, and in the public domain: the clause quotes them.
                let title = if clause.text.is_empty() {
                    clause.title.clone()
                } else {
                    clause.text.clone()
                };
                vec![
                    clause.reference.to_string(),
                    title,
                    parent.to_owned(),
                    clause.kind.word().to_owned(),
                ]
            })
            .collect();
        let mut standard: Vec<Vec<String>> = rows(table)
            .map(|row| row.into_iter().map(str::to_owned).collect())
            .collect();
        assert_eq!(ours.len(), standard.len(), "{id}");
        for (own, row) in ours.iter().zip(&mut standard) {
            // Where the standard gives a number without a title, ours stands in parentheses.
            if row[1] == "(untitled)" && own[1].starts_with('(') && own[1].ends_with(')') {
                row[1].clone_from(&own[1]);
            }
            assert_eq!(own, row, "{id}");
        }
    }
}

#[test]
fn nist_is_quoted_to_the_letter() {
    let checklist = shipped("nist-ai-rmf");
    assert!(
        checklist
            .clauses
            .iter()
            .all(|clause| !clause.text.is_empty())
    );
}

#[test]
fn no_clause_of_a_copyrighted_standard_is_quoted() {
    for id in ["iso-42001", "iso-27001", "iso-9001", "eu-ai-act", "gdpr"] {
        for clause in &shipped(id).clauses {
            assert_eq!(clause.text, "", "{id} {}", clause.reference);
        }
    }
}

#[test]
fn eu_law_carries_its_attribution() {
    for id in ["eu-ai-act", "gdpr"] {
        let line = shipped(id).attribution;
        assert!(
            line.contains("European Union") && line.contains("Official Journal"),
            "{id}: {line}"
        );
    }
}

#[test]
fn dates_from_secondary_sources_say_so() {
    let act = shipped("eu-ai-act");
    let dated: Vec<_> = act
        .clauses
        .iter()
        .filter(|clause| clause.note.contains("2027") || clause.note.contains("2028"))
        .collect();
    assert!(dated.len() >= 10, "{}", dated.len());
    for clause in dated {
        assert!(
            clause.note.contains("secondary source"),
            "{}: {}",
            clause.reference,
            clause.note
        );
    }
}

#[test]
fn the_climate_amendment_is_noted() {
    for id in ["iso-27001", "iso-9001"] {
        for reference in ["4.1", "4.2"] {
            let checklist = shipped(id);
            let note = &checklist.clause(&reference.parse().unwrap()).unwrap().note;
            assert!(
                note.contains("2024") && note.contains("climate"),
                "{id} {note}"
            );
        }
    }
}

#[test]
fn annexes_b_c_and_d_can_be_looked_up() {
    let checklist = shipped("iso-42001");
    let count = |above: &str| {
        let below = |r: &&tickmark::domain::checklist::Reference| {
            r.parent
                .as_ref()
                .is_some_and(|parent| parent.as_str() == above)
        };
        checklist.references.iter().filter(below).count()
    };
    assert_eq!((count("C.2"), count("C.3")), (11, 7));
    for reference in ["Annex B", "Annex C", "D.1", "D.2"] {
        let found = checklist.reference(&reference.parse().unwrap());
        assert!(found.is_some_and(|r| !r.text.is_empty()), "{reference}");
    }
}
