//! A checklist as people write one: no blank line between facts, and short tables on one line each.

use std::fmt::Write as _;

use crate::domain::checklist::{
    Checklist, Clause, EvidenceHint, Question, Reference, Related, TypicalNonconformity,
};

use super::{basic, string};

/// The longest list that stands on the line of its key.
const LINE: usize = 80;

/// Writes a whole checklist.
pub(in crate::store) fn text(checklist: &Checklist) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = writeln!(out, "schema = {}", checklist.schema);
    said(&mut out, "id", checklist.id.as_str());
    said(&mut out, "title", &checklist.title);
    said(&mut out, "standard", &checklist.standard);
    for (key, text) in [
        ("edition", &checklist.edition),
        ("version", &checklist.version),
        ("language", &checklist.language),
        ("licence", &checklist.licence),
        ("attribution", &checklist.attribution),
    ] {
        if !text.is_empty() {
            said(&mut out, key, text);
        }
    }
    long(&mut out, "provenance", &checklist.provenance);
    for clause in &checklist.clauses {
        of_clause(&mut out, clause);
    }
    for reference in &checklist.references {
        of_reference(&mut out, reference);
    }
    out
}

fn of_clause(out: &mut String, clause: &Clause) {
    out.push_str("\n[[clause]]\n");
    said(out, "ref", clause.reference.as_str());
    said(out, "title", &clause.title);
    if let Some(parent) = &clause.parent {
        said(out, "parent", parent.as_str());
    }
    said(out, "kind", clause.kind.word());
    if clause.documented_information {
        out.push_str("documented-information = true\n");
    }
    long(out, "objective", &clause.objective);
    long(out, "text", &clause.text);
    long(out, "note", &clause.note);
    texts(out, "topics", &clause.topics);
    texts(out, "hints", &clause.hints);
    if clause.retired {
        out.push_str("retired = true\n");
    }
    tables(out, "related", clause.related.iter().map(related));
    for question in &clause.questions {
        of_question(out, question);
    }
}

fn of_question(out: &mut String, question: &Question) {
    out.push_str("\n[[clause.question]]\n");
    said(out, "id", question.id.as_str());
    if !question.label.is_empty() {
        said(out, "label", &question.label);
    }
    if question.text.trim().is_empty() {
        said(out, "text", "");
    }
    long(out, "text", &question.text);
    if question.retired {
        out.push_str("retired = true\n");
    }
    texts(out, "good", &question.good);
    long(out, "sample", &question.sample);
    texts(out, "covers", &question.covers);
    texts(out, "roles", &question.roles);
    texts(out, "stages", &question.stages);
    texts(out, "bears-on", &question.bears_on);
    texts(out, "same-as", &question.same_as);
    tables(out, "evidence", question.evidence.iter().map(evidence));
    let often = question.nonconformities.iter().map(nonconformity);
    tables(out, "nonconformity", often);
}

fn of_reference(out: &mut String, reference: &Reference) {
    out.push_str("\n[[reference]]\n");
    said(out, "ref", reference.reference.as_str());
    said(out, "title", &reference.title);
    if let Some(parent) = &reference.parent {
        said(out, "parent", parent.as_str());
    }
    long(out, "text", &reference.text);
}

fn related(related: &Related) -> String {
    let mut facts = vec![
        ("checklist", related.checklist.as_str()),
        ("ref", related.reference.as_str()),
    ];
    for (key, text) in [
        ("relation", &related.relation),
        ("confidence", &related.confidence),
    ] {
        if !text.is_empty() {
            facts.push((key, text));
        }
    }
    inline(&facts)
}

fn evidence(hint: &EvidenceHint) -> String {
    inline(&[("method", hint.method.word()), ("ask", &hint.ask)])
}

fn nonconformity(often: &TypicalNonconformity) -> String {
    let mut facts = vec![("text", often.text.as_str()), ("grade", often.grade.word())];
    if !often.why.is_empty() {
        facts.push(("why", &often.why));
    }
    inline(&facts)
}

fn inline(facts: &[(&str, &str)]) -> String {
    let facts: Vec<String> = facts
        .iter()
        .map(|(key, text)| format!("{key} = {}", basic(text)))
        .collect();
    format!("{{ {} }}", facts.join(", "))
}

/// Writes a text on the line of its key.
fn said(out: &mut String, key: &str, text: &str) {
    let _ = writeln!(out, "{key} = {}", basic(text));
}

/// Writes a text that may be long, unless it is empty. Such texts are read without the white space around them, so
/// that the closing quotes have a line of their own.
fn long(out: &mut String, key: &str, text: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let written = match string(text) {
        line if line.contains('\n') => string(&format!("{text}\n")),
        line => line,
    };
    let _ = writeln!(out, "{key} = {written}");
}

fn texts<T: ToString>(out: &mut String, key: &str, entries: &[T]) {
    let entries: Vec<String> = entries
        .iter()
        .map(|entry| basic(&entry.to_string()))
        .collect();
    if entries.is_empty() {
        return;
    }
    let line = format!("{key} = [{}]", entries.join(", "));
    if line.chars().count() <= LINE {
        let _ = writeln!(out, "{line}");
    } else {
        tables(out, key, entries.into_iter());
    }
}

/// Writes a list with a line for each entry, unless it is empty.
fn tables(out: &mut String, key: &str, entries: impl Iterator<Item = String>) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return;
    }
    let _ = writeln!(out, "{key} = [");
    for entry in entries {
        let _ = writeln!(out, "  {entry},");
    }
    out.push_str("]\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::library::{self, Library};

    #[test]
    fn a_checklist_is_written_as_people_write_one() {
        let text = r#"
            schema = 1
            id = "x"
            title = "T"
            standard = "S"
            [[clause]]
            ref = "4"
            title = "Context"
            kind = "clause"
            related = [{ checklist = "y", ref = "1", relation = "equal" }]
            [[clause.question]]
            id = "1"
            text = "Is there a list of everything that has to be known about every system that is used, and who keeps it?"
            good = ["it is whole", "it is kept up to date by somebody who is named, and looked at once a year"]
            roles = ["provider"]
            [[clause.question.evidence]]
            method = "documents"
            ask = 'the "list"'
            [[clause.question.nonconformity]]
            text = "none"
            grade = "minor"
        "#;
        let checklist = library::parse(text, "x.toml").unwrap();
        insta::assert_snapshot!(super::text(&checklist), @r#"
        schema = 1
        id = "x"
        title = "T"
        standard = "S"

        [[clause]]
        ref = "4"
        title = "Context"
        kind = "clause"
        related = [
          { checklist = "y", ref = "1", relation = "equal" },
        ]

        [[clause.question]]
        id = "1"
        text = '''
        Is there a list of everything that has to be known about every system that is used, and who keeps it?
        '''
        good = [
          "it is whole",
          "it is kept up to date by somebody who is named, and looked at once a year",
        ]
        roles = ["provider"]
        evidence = [
          { method = "documents", ask = "the \"list\"" },
        ]
        nonconformity = [
          { text = "none", grade = "minor" },
        ]
        "#);
    }

    #[test]
    fn a_shipped_checklist_written_is_the_same_checklist() {
        let library = Library::built_in();
        for (id, _) in library.titles() {
            let entry = library.get(&id.parse().unwrap()).unwrap().unwrap();
            let written = text(&entry.checklist);
            assert_eq!(library::parse(&written, "x.toml").unwrap(), entry.checklist);
        }
    }
}
