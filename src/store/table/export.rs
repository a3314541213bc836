//! A checklist as CSV: a row a question, a row for a heading, and everything else in columns of its own.
//!
//! RFC 4180 with CRLF. The first rows say what the checklist is, the last ones hold what one looks up; both have a kind of
//! their own. Read back it is the same checklist, but for white space around texts and characters that cannot be seen.

use ::csv::{Terminator, WriterBuilder};

use crate::domain::{
    checklist::{Checklist, Clause, Question},
    id::Ref,
};

use super::{
    Field, cell,
    import::{Head, REFERENCE},
};

/// Writes a checklist as CSV.
pub fn export(checklist: &Checklist) -> String {
    let mut rows = vec![Field::ALL.map(|field| field.name().to_owned()).to_vec()];
    let head = Head::of(checklist);
    for (name, text) in head.facts() {
        if !text.trim().is_empty() {
            rows.push(row(|field| {
                let facts = [
                    (Field::Kind, Head::KIND),
                    (Field::Title, name),
                    (Field::Text, text),
                ];
                of_these(&facts, field)
            }));
        }
    }
    for clause in &checklist.clauses {
        if clause.questions.is_empty() {
            rows.push(row(|field| {
                of_clause(clause, field, true).unwrap_or_default()
            }));
        }
        for (place, question) in clause.questions.iter().enumerate() {
            rows.push(row(|field| {
                of_clause(clause, field, place == 0).unwrap_or_else(|| of_question(question, field))
            }));
        }
    }
    for entry in &checklist.references {
        let parent = entry.parent.as_ref().map_or("", Ref::as_str);
        rows.push(row(|field| {
            let facts = [
                (Field::Ref, entry.reference.as_str()),
                (Field::Parent, parent),
                (Field::Kind, REFERENCE),
                (Field::Title, &entry.title),
                (Field::Text, &entry.text),
            ];
            of_these(&facts, field)
        }));
    }
    write(&rows)
}

fn row(text: impl Fn(Field) -> String) -> Vec<String> {
    Field::ALL
        .into_iter()
        .map(|field| cell::guard(text(field).trim()))
        .collect()
}

fn of_these(facts: &[(Field, &str)], field: Field) -> String {
    let fact = facts.iter().find(|(of, _)| *of == field);
    fact.map_or("", |(_, text)| text).to_owned()
}

/// Returns what a clause says in a field; none for what belongs to a question. The long texts stand in its first row only.
fn of_clause(clause: &Clause, field: Field, first: bool) -> Option<String> {
    let long = |text: String| if first { text } else { String::new() };
    Some(match field {
        Field::Ref => clause.reference.to_string(),
        Field::Parent => clause
            .parent
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        Field::Kind => clause.kind.to_string(),
        Field::Title => clause.title.clone(),
        Field::DocumentedInformation if clause.documented_information => "yes".to_owned(),
        Field::DocumentedInformation => String::new(),
        Field::Objective => long(clause.objective.clone()),
        Field::Text => long(clause.text.clone()),
        Field::Note => long(clause.note.clone()),
        Field::Topics => long(cell::list(&clause.topics)),
        Field::Hints => long(cell::list(&clause.hints)),
        Field::Related => long(cell::list(clause.related.iter().map(|related| {
            let (relation, confidence) = (related.relation.trim(), related.confidence.trim());
            let link = format!(
                "{}:{} | {relation} | {confidence}",
                related.checklist, related.reference
            );
            link.trim_end_matches([' ', '|']).to_owned()
        }))),
        Field::Id
        | Field::Label
        | Field::Question
        | Field::Guidance
        | Field::Sample
        | Field::Evidence
        | Field::Nonconformity
        | Field::Covers
        | Field::Roles
        | Field::Stages
        | Field::BearsOn
        | Field::SameAs => return None,
    })
}

fn of_question(question: &Question, field: Field) -> String {
    match field {
        Field::Id => question.id.to_string(),
        Field::Label => question.label.clone(),
        Field::Question => question.text.clone(),
        Field::Guidance => cell::list(&question.good),
        Field::Sample => question.sample.clone(),
        Field::Evidence => cell::evidence(&question.evidence),
        Field::Nonconformity => cell::nonconformities(&question.nonconformities),
        Field::Covers => cell::list(&question.covers),
        Field::Roles => cell::list(&question.roles),
        Field::Stages => cell::list(&question.stages),
        Field::BearsOn => cell::list(question.bears_on.iter().map(ToString::to_string)),
        Field::SameAs => cell::list(question.same_as.iter().map(ToString::to_string)),
        Field::Ref
        | Field::Parent
        | Field::Kind
        | Field::Title
        | Field::DocumentedInformation
        | Field::Objective
        | Field::Text
        | Field::Note
        | Field::Topics
        | Field::Hints
        | Field::Related => String::new(),
    }
}

fn write(rows: &[Vec<String>]) -> String {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        // Writing into memory does not fail, and all rows have the same length.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
