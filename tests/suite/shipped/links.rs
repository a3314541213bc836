//! How the shipped checklists link to each other: exactly as the crosswalk has it, from both sides.

use std::collections::BTreeMap;

use tickmark::domain::{checklist::Checklist, id::RowKey};

use super::{all, rows};

type Pair = (String, String, String, String);

/// The crosswalk in both directions: relation and confidence of each pair.
fn crosswalk() -> BTreeMap<Pair, (&'static str, &'static str)> {
    let mut pairs = BTreeMap::new();
    for row in rows(include_str!("crosswalk.tsv")) {
        let [checklist, reference, other, there, relation, confidence] = row[..] else {
            panic!("{row:?}");
        };
        let back = match relation {
            "subset" => "superset",
            same => same,
        };
        let pair = |a: &str, b: &str, c: &str, d: &str| {
            (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned())
        };
        pairs.insert(
            pair(checklist, reference, other, there),
            (relation, confidence),
        );
        pairs.insert(pair(other, there, checklist, reference), (back, confidence));
    }
    pairs
}

fn by_id() -> BTreeMap<String, Checklist> {
    all()
        .map(|checklist| (checklist.id.to_string(), checklist))
        .collect()
}

#[test]
fn related_clauses_are_those_of_the_crosswalk_from_both_sides() {
    let (crosswalk, checklists) = (crosswalk(), by_id());
    let mut linked = BTreeMap::new();
    for checklist in checklists.values() {
        for clause in &checklist.clauses {
            for related in &clause.related {
                let pair = (
                    checklist.id.to_string(),
                    clause.reference.to_string(),
                    related.checklist.to_string(),
                    related.reference.to_string(),
                );
                let there = checklists[related.checklist.as_str()].clause(&related.reference);
                assert!(there.is_some(), "{pair:?} leads nowhere");
                linked.insert(pair, (related.relation.clone(), related.confidence.clone()));
            }
        }
    }
    for (pair, (relation, confidence)) in &linked {
        assert_eq!(
            crosswalk.get(pair),
            Some(&(relation.as_str(), confidence.as_str())),
            "{pair:?}"
        );
    }
    let there =
        |id: &str, reference: &str| checklists[id].clause(&reference.parse().unwrap()).is_some();
    for pair in crosswalk.keys() {
        let whole = there(&pair.0, &pair.1) && there(&pair.2, &pair.3);
        assert_eq!(whole, linked.contains_key(pair), "{pair:?}");
    }
}

#[test]
fn only_what_is_the_same_with_high_confidence_is_answered_once() {
    let (crosswalk, checklists) = (crosswalk(), by_id());
    let mut named: BTreeMap<(String, RowKey), String> = BTreeMap::new();
    for checklist in checklists.values() {
        for clause in &checklist.clauses {
            for question in &clause.questions {
                let own = format!("{}:{}#{}", checklist.id, clause.reference, question.id);
                assert!(question.same_as.len() <= 1, "{own}");
                let Some(same) = question.same_as.first() else {
                    continue;
                };
                let there = &checklists[same.checklist.as_str()];
                let asked = there
                    .clause(&same.reference)
                    .and_then(|c| c.question(&same.question));
                assert!(
                    asked.is_some(),
                    "{own} is the same as {same}, which is not there"
                );
                assert!(asked.unwrap().same_as.is_empty(), "{own}: {same}");
                let high = std::iter::once(clause)
                    .chain(checklist.ancestors(clause))
                    .any(|own| {
                        let pair = (
                            checklist.id.to_string(),
                            own.reference.to_string(),
                            same.checklist.to_string(),
                            same.reference.to_string(),
                        );
                        crosswalk
                            .get(&pair)
                            .is_some_and(|(_, sure)| *sure == "high")
                    });
                assert!(high, "{own} is the same as {same} by no sure link");
                let twin = named.insert((checklist.id.to_string(), same.clone()), own.clone());
                assert_eq!(twin, None, "{own}");
            }
        }
    }
}

#[test]
fn every_sure_pair_shares_a_row() {
    let checklists = by_id();
    for ((id, reference, other, there), (_, confidence)) in crosswalk() {
        if confidence != "high" || other != "iso-42001" {
            continue;
        }
        let checklist = &checklists[&id];
        let shares = checklist.clauses.iter().any(|clause| {
            let below = clause.reference.as_str() == reference
                || checklist
                    .ancestors(clause)
                    .any(|above| above.reference.as_str() == reference);
            below
                && clause
                    .questions
                    .iter()
                    .flat_map(|question| &question.same_as)
                    .any(|same| same.reference.as_str() == there)
        });
        assert!(shares, "{id} {reference} and {other} {there} share no row");
    }
}
