//! A question: its label, its words, and what goes with it.

use std::ops::Range;

use toml::de::DeTable;

use crate::domain::{
    checklist::{EvidenceMethod, UsualGrade},
    similar,
};

use super::{Base, Linter, is_true, language, said, tables, texts};

/// The most characters of a label: it has to fit into a row of the tree.
const LABEL: usize = 28;

/// The roles that standards and laws know: those of ISO/IEC 22989, of the EU AI Act and of the GDPR.
const ROLES: [&str; 24] = [
    "provider",
    "platform-provider",
    "service-provider",
    "producer",
    "developer",
    "customer",
    "user",
    "partner",
    "integrator",
    "data-provider",
    "auditor",
    "evaluator",
    "data-subject",
    "authority",
    "regulator",
    "deployer",
    "importer",
    "distributor",
    "authorised-representative",
    "gpai-provider",
    "controller",
    "joint-controller",
    "processor",
    "supplier",
];

/// The stages of the life cycle of an AI system.
const STAGES: [&str; 8] = [
    "inception",
    "design",
    "data",
    "development",
    "verification",
    "deployment",
    "operation",
    "retirement",
];

/// Returns the letters and digits of a text, in small letters: what two questions with the same words have in common.
pub(super) fn letters(text: &str) -> String {
    let lower = text.to_lowercase();
    lower.chars().filter(|c| c.is_alphanumeric()).collect()
}

impl<'a> Linter<'a> {
    /// Looks at the questions of a clause, or of the change of one.
    pub(super) fn asks(
        &mut self,
        clause: &DeTable<'a>,
        at: &Range<usize>,
        base: Option<&Base<'_>>,
        root: &DeTable<'a>,
    ) {
        let reference = said(clause, "ref").map_or("", |(reference, _)| reference);
        self.related(clause, reference, root);
        for (span, question) in tables(clause, "question") {
            let at = if span.is_empty() { at.clone() } else { span };
            self.question_id(question);
            self.label_and_words(question, reference);
            self.guidance(question, &at);
            self.links(question, reference, base, root);
        }
    }

    fn label_and_words(&mut self, question: &DeTable<'a>, reference: &str) {
        // A retired question may stand beside the one that has taken its place.
        let retired = is_true(question, "retired");
        let id = said(question, "id").map_or("", |(id, _)| id);
        let place = format!("{reference} #{id}");
        if let Some((label, span)) = said(question, "label") {
            let length = label.chars().count();
            if length > LABEL {
                self.fault_with(
                    span.clone(),
                    &format!("the label has {length} characters, and {LABEL} fit"),
                    "it is a line of the tree: two to four words",
                );
            }
            let label = label.trim().to_lowercase();
            if !label.is_empty() && !retired {
                if let Some(other) = self.labels.get(&label) {
                    let message = format!("{other} has the same label");
                    self.fault_with(span, &message, "say what sets the two apart");
                } else {
                    self.labels.insert(label, place.clone());
                }
            }
        }
        let Some((text, span)) = said(question, "text") else {
            return;
        };
        let letters = letters(text);
        if !letters.is_empty() && !retired {
            if let Some(other) = self.questions.get(&letters) {
                let message = format!("{other} asks the same");
                self.fault_with(span.clone(), &message, "ask it once");
            } else {
                self.questions.insert(letters, place);
            }
        }
        if self.rules.strict {
            for (message, hint) in language::faults(text) {
                self.fault_with(span.clone(), &message, hint);
            }
        }
    }

    fn guidance(&mut self, question: &DeTable<'a>, at: &Range<usize>) {
        for (key, known) in [("roles", &ROLES[..]), ("stages", &STAGES[..])] {
            let one = key.trim_end_matches('s');
            for (word, span) in texts(question, key) {
                if !known.contains(&word) {
                    let message = format!("\"{word}\" is no {one}");
                    let hint = similar::nearest(word, known.iter().copied()).map_or_else(
                        || format!("one of: {}", known.join(", ")),
                        |near| format!("did you mean \"{near}\"?"),
                    );
                    self.fault_with(span, &message, &hint);
                }
            }
        }
        let evidence = tables(question, "evidence");
        if evidence.is_empty() {
            self.fault_with(
                at.clone(),
                "the question names no evidence to ask for",
                "add: evidence = [{ method = \"records\", ask = \"...\" }]",
            );
        }
        for (_, hint) in evidence {
            self.word::<EvidenceMethod>(hint, "method");
        }
        let often = tables(question, "nonconformity");
        let whole = |(_, typical): &(_, &DeTable<'_>)| {
            said(typical, "why").is_some_and(|(why, _)| !why.trim().is_empty())
        };
        if self.rules.strict && !often.iter().any(whole) {
            self.fault_with(
                at.clone(),
                "the question names no typical nonconformity with the reason for its grade",
                "add: nonconformity = [{ text = \"...\", grade = \"minor\", why = \"...\" }]",
            );
        }
        for (_, typical) in often {
            self.word::<UsualGrade>(typical, "grade");
        }
        if self.rules.strict {
            self.says_shall(question);
        }
    }

    /// Looks for the standard's word in what goes with the question.
    fn says_shall(&mut self, question: &DeTable<'a>) {
        let mut said_there: Vec<(&str, Range<usize>)> = texts(question, "good");
        said_there.extend(said(question, "label"));
        said_there.extend(said(question, "sample"));
        for (_, hint) in tables(question, "evidence") {
            said_there.extend(said(hint, "ask"));
        }
        for (_, typical) in tables(question, "nonconformity") {
            said_there.extend(said(typical, "text"));
            said_there.extend(said(typical, "why"));
        }
        for (text, span) in said_there {
            if language::says_shall(text) {
                self.fault_with(
                    span,
                    "\"shall\" is the standard's word",
                    "say what is done, in own words",
                );
            }
        }
    }
}
