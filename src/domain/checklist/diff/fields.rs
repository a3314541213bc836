//! What is said about a checklist, a clause, a question: the keys that differ.

use crate::domain::{
    checklist::{Checklist, Clause, Question},
    id::{QuestionId, Ref, RowKey},
};

use super::Said;

/// Tells whether two texts are the same words, however they are broken into lines.
pub(in crate::domain::checklist) fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// Lists what is said about the whole of it and differs.
pub(super) fn head(old: &Checklist, new: &Checklist) -> Vec<Said> {
    let fields = [
        ("id", old.id.as_str(), new.id.as_str()),
        ("title", &old.title, &new.title),
        ("standard", &old.standard, &new.standard),
        ("edition", &old.edition, &new.edition),
        ("version", &old.version, &new.version),
        ("language", &old.language, &new.language),
        ("licence", &old.licence, &new.licence),
        ("attribution", &old.attribution, &new.attribution),
        ("provenance", &old.provenance, &new.provenance),
    ];
    let differ = fields.into_iter().filter(|(_, old, new)| old != new);
    let said = differ.map(|(field, old, new)| Said {
        field,
        old: old.to_owned(),
        new: new.to_owned(),
    });
    said.collect()
}

/// Keeps the names of those that differ.
fn names<const N: usize>(fields: [(&'static str, bool); N]) -> Vec<&'static str> {
    let same = fields.into_iter().filter(|(_, same)| !same);
    same.map(|(name, _)| name).collect()
}

/// Lists the keys of a clause that differ.
pub(super) fn clause_fields(old: &Clause, new: &Clause) -> Vec<&'static str> {
    let order = |of: &Clause, other: &Clause| -> Vec<QuestionId> {
        let both = of.questions.iter().map(|q| &q.id);
        let both = both.filter(|id| other.question(id).is_some());
        both.cloned().collect()
    };
    names([
        ("kind", old.kind == new.kind),
        (
            "documented-information",
            old.documented_information == new.documented_information,
        ),
        ("objective", old.objective == new.objective),
        ("text", old.text == new.text),
        ("note", old.note == new.note),
        ("topics", old.topics == new.topics),
        ("hints", old.hints == new.hints),
        ("related", old.related == new.related),
        ("retired", old.retired == new.retired),
        ("order of questions", order(old, new) == order(new, old)),
    ])
}

/// Lists the keys of a question that differ, but for its words.
pub(super) fn question_fields(old: &Question, new: &Question) -> Vec<&'static str> {
    names([
        ("label", old.label == new.label),
        ("retired", old.retired == new.retired),
        ("good", old.good == new.good),
        ("sample", old.sample == new.sample),
        ("covers", old.covers == new.covers),
        ("roles", old.roles == new.roles),
        ("stages", old.stages == new.stages),
        ("bears-on", old.bears_on == new.bears_on),
        ("same-as", old.same_as == new.same_as),
        ("evidence", old.evidence == new.evidence),
        ("nonconformity", old.nonconformities == new.nonconformities),
    ])
}

/// Tells whether a question is the same as that of another checklist at its place, and as nothing else.
pub(super) fn is_row_of(
    other: &Checklist,
    same_as: &[RowKey],
    reference: &Ref,
    question: &Question,
) -> bool {
    matches!(same_as, [row] if row.checklist == other.id
        && row.reference == *reference
        && row.question == question.id)
}
